"""Coming in and going out, where the app is shared; and what only those do who are in."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backstride.errors import BackstrideError, InvalidValue
from backstride.store import Account, PermitKind
from backstride.web.entrance import KNOWN_COOKIE, SESSION_COOKIE, Admission, Refusal
from backstride.web.form_values import text_of
from backstride.web.pages.settings import kept, settings_page
from backstride.web.passwords import LONGEST, SHORTEST, check_password, hashed
from backstride.web.place import Here, Place, admission_of
from backstride.web.rendering import remember, render
from backstride.web.troubles import status_of
from backstride.web.visitor import Form, Visiting, Visitor

router = APIRouter()

HOME: Final = "/"


def shown_to(request: Request, place: Place) -> dict[str, Any]:
    """What the settings say of accounts.

    Parameters
    ----------
    request
        The request.
    place
        The log, and how it is served.

    Returns
    -------
    dict
        The tokens of whoever is logged in; for a host the others and the invitations too.
    """
    admission, now = admission_of(request), place.settings.clock()
    if admission is None:
        return {"tokens": (), "invitations": (), "accounts": (), "free": ()}
    accounts, key = place.entrance.accounts, admission.account.key
    is_host = admission.account.is_host
    return {
        "tokens": accounts.permits(PermitKind.PROGRAM, now=now, key=key),
        "invitations": accounts.permits(PermitKind.INVITATION, now=now, key=key),
        "accounts": accounts.accounts() if is_host else (),
        "free": place.entrance.free_athletes() if is_host else (),
    }


# ── Coming in, going out ─────────────────────────────────────────────────────────────────────────


@router.get("/login", include_in_schema=False)
def login(request: Request, visitor: Visiting, place: Here, next: str = HOME) -> Response:  # noqa: A002 - a part of the address
    """The door."""
    if not place.settings.is_shared:
        return RedirectResponse("/settings", 303)
    return _door(request, visitor, whither=next)


@router.post("/login", include_in_schema=False)
def log_in(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Let somebody in by their name and password."""
    if not place.settings.is_shared:
        return RedirectResponse("/settings", 303)
    known = request.cookies.get(KNOWN_COOKIE, "")
    found = place.entrance.try_password(_given(form, "name"), _given(form, "password"), known=known)
    if isinstance(found, Refusal):
        typed, whither = _given(form, "name")[:200], _given(form, "next")
        return _door(
            request, visitor, trouble=found.trouble, status=found.status, name=typed, whither=whither
        )
    return _let_in(request, place, found, local(_given(form, "next")))


def _door(
    request: Request,
    visitor: Visitor,
    *,
    trouble: BackstrideError | None = None,
    status: int = 200,
    name: str = "",
    whither: str = HOME,
) -> Response:
    return render(
        request,
        "login.html.j2",
        status=status,
        visitor=visitor,
        trouble=trouble,
        name=name,
        whither=local(whither),
    )


@router.get("/setup", include_in_schema=False)
def setup(request: Request, visitor: Visiting, place: Here, token: str = "") -> Response:
    """Where a token is given, and a name and a password are chosen."""
    if not place.settings.is_shared:
        return RedirectResponse("/settings", 303)
    return _setup_page(request, visitor, place, token=token)


@router.post("/setup", include_in_schema=False)
def set_up(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Make an account, or give one a new password."""
    if not place.settings.is_shared:
        return RedirectResponse("/settings", 303)
    token, name = _given(form, "invitation")[:200], _given(form, "name")[:200]
    try:
        account = place.entrance.make_account(
            token,
            name,
            _given(form, "password"),
            athlete=_given(form, "athlete") or None,
            now=place.settings.clock(),
        )
    except BackstrideError as trouble:
        return _setup_page(
            request, visitor, place, token=token, name=name, trouble=trouble, status=status_of(trouble)
        )
    return _let_in(request, place, account, HOME)


def _setup_page(
    request: Request,
    visitor: Visitor,
    place: Place,
    *,
    token: str,
    name: str = "",
    trouble: BackstrideError | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "setup.html.j2",
        status=status,
        visitor=visitor,
        trouble=trouble,
        token=token,
        name=name,
        # Who holds the token of the terminal may know whose logs are here; nobody else.
        free=[(each, each) for each in place.entrance.free_for(token, now=place.settings.clock())],
        shortest=SHORTEST,
        longest=LONGEST,
    )


@router.post("/logout", include_in_schema=False)
def log_out(request: Request, place: Here, form: Form) -> Response:
    """End the session of this browser."""
    del form  # that it is ours is known by now
    admission = admission_of(request)
    if admission is not None and admission.session:
        place.entrance.accounts.revoke(admission.session)
    answer = RedirectResponse("/login" if place.settings.is_shared else HOME, 303)
    answer.delete_cookie(SESSION_COOKIE, path="/")
    return answer


def _let_in(request: Request, place: Place, account: Account, whither: str) -> Response:
    answer = RedirectResponse(whither, 303)
    session = place.entrance.log_in(account, now=place.settings.clock())
    remember(answer, SESSION_COOKIE, session, request=request)
    remember(answer, KNOWN_COOKIE, place.entrance.mark_of(account), request=request)
    return answer


def _given(form: FormData, name: str) -> str:
    """A field as it is: passwords may hold any signs, also blanks at their ends."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def local(address: str) -> str:
    """An address of this app.

    Parameters
    ----------
    address
        Where somebody wanted to go.

    Returns
    -------
    str
        The same; the start page where it leads elsewhere.

    Examples
    --------
    >>> local("/plan?week=2"), local("//elsewhere.example"), local("https://elsewhere.example")
    ('/plan?week=2', '/', '/')
    """
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours and address.isprintable() else HOME


# ── For those who are in ─────────────────────────────────────────────────────────────────────────


def _admitted(request: Request) -> Admission:
    admission = admission_of(request)
    if admission is None:
        raise InvalidValue(
            "This app is not shared, so that nobody needs an account.",
            allowed="Accounts are for an app that others can reach, too.",
            remedy="Start it with --host, see: backstride serve --help.",
        )
    return admission


def _host(request: Request) -> Admission:
    admission = _admitted(request)
    if not admission.account.is_host:
        raise InvalidValue(
            "Only whoever set the app up can do this.",
            allowed="Each person cares for what is their own.",
            remedy="Ask them.",
        )
    return admission


@router.post("/settings/password", include_in_schema=False)
def change_password(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Change a password; other browsers have to log in anew."""
    admission = _admitted(request)
    account = admission.account
    answer: Response

    def change() -> None:
        known = place.entrance.mark_of(account)
        found = place.entrance.try_password(account.name, _given(form, "password"), known=known)
        if isinstance(found, Refusal):
            raise found.trouble
        chosen = _given(form, "new")
        check_password(chosen)
        place.entrance.accounts.set_password(account.key, hashed(chosen), spared=admission.session)

    answer = kept(request, visitor, place, change, section="account", form=_without_passwords(form))
    changed = place.entrance.accounts.account(account.key)
    if answer.status_code == 303 and changed is not None:
        remember(answer, KNOWN_COOKIE, place.entrance.mark_of(changed), request=request)
    return answer


def _without_passwords(form: FormData) -> FormData:
    """A form as it may be shown again."""
    return FormData([(name, value) for name, value in form.multi_items() if name not in {"password", "new"}])


@router.post("/settings/tokens", include_in_schema=False)
def make_token(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Make a token for a program; it is shown once."""
    account = _admitted(request).account
    made = []

    def change() -> None:
        label = text_of(form, "label")
        made.append(place.entrance.token_for_program(account, label=label, now=place.settings.clock()))

    answer = kept(request, visitor, place, change, section="account", form=form)
    return settings_page(request, visitor, place, fresh_token=made[0]) if made else answer


@router.post("/settings/tokens/forget", include_in_schema=False)
def forget_token(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Let a token count no more."""
    return _revoke(request, visitor, place, form, PermitKind.PROGRAM)


@router.post("/settings/invitations", include_in_schema=False)
def invite(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Make an invitation; its address is shown once."""
    host = _host(request).account
    made = []

    def change() -> None:
        athlete = text_of(form, "athlete") or None
        if athlete is not None and athlete not in place.entrance.free_athletes():
            raise InvalidValue(
                "This log cannot be given to anybody.",
                allowed="A log that is here and belongs to no account.",
                remedy="Open the page again, and choose once more.",
            )
        token = place.entrance.invite(
            host, athlete=athlete, label=text_of(form, "guest"), now=place.settings.clock()
        )
        made.append(f"{request.base_url}setup?token={token}")

    answer = kept(request, visitor, place, change, section="account", form=form)
    return settings_page(request, visitor, place, fresh_invitation=made[0]) if made else answer


@router.post("/settings/invitations/forget", include_in_schema=False)
def forget_invitation(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Take an invitation back."""
    return _revoke(request, visitor, place, form, PermitKind.INVITATION)


def _revoke(request: Request, visitor: Visitor, place: Place, form: FormData, kind: PermitKind) -> Response:
    key, number = _admitted(request).account.key, text_of(form, "number")

    def change() -> None:
        if number.isascii() and number.isdigit() and len(number) < 10:
            place.entrance.accounts.revoke_numbered(int(number), kind, key)

    return kept(request, visitor, place, change, section="account", form=form)


@router.post("/settings/accounts/remove", include_in_schema=False)
def remove_account(request: Request, visitor: Visiting, place: Here, form: Form) -> Response:
    """Let somebody in no more; their log stays."""
    host = _host(request).account

    def change() -> None:
        account = place.entrance.accounts.account(text_of(form, "name"))
        if account is None or account.key == host.key:
            raise InvalidValue(
                "There is no such account, or it is your own.",
                allowed="Accounts of others can be removed.",
                remedy="Open the page again, and choose once more.",
            )
        place.entrance.accounts.remove(account.key)

    return kept(request, visitor, place, change, section="account", form=form)
