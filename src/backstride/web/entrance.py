"""Who comes in where the app is shared: logging in, invitations, and what each request may do.

A wrong password costs an attempt, of which there are few. A browser that was logged in before has attempts of
its own, so that nobody who tries names and passwords from elsewhere can lock its owner out.
"""

import base64
import binascii
import hashlib
import hmac
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from starlette.requests import HTTPConnection

from backstride.errors import InvalidValue
from backstride.store import Account, Accounts, Permit, PermitKind, Store
from backstride.store.athletes import check_name
from backstride.web.attempts import Attempts, Pace
from backstride.web.passwords import check_password, digest_of, hashed, is_password, new_token

SESSION_COOKIE: Final = "backstride_session"
KNOWN_COOKIE: Final = "backstride_known"
SESSION_LASTS: Final = timedelta(days=30)
PROLONGED_AFTER: Final = timedelta(days=1)
"""So often it is noted that a session is used."""
INVITATION_LASTS: Final = timedelta(days=14)
OF_A_NAME: Final = Pace(at_once=10, again_after_s=30)
OF_ALL: Final = Pace(at_once=100, again_after_s=1)
MOST_SEEN: Final = 256
"""So many passwords that were right are not worked out again with each request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who sends a request."""

    account: Account
    session: str = ""
    """The hash of the browser's session; empty for a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why somebody is not let in."""

    status: int
    trouble: InvalidValue


def _wrong() -> Refusal:
    trouble = InvalidValue(
        "The name and the password do not belong together.",
        allowed="Both as they were chosen; great and small letters of the password differ.",
        remedy="Try once more. Who has forgotten it asks whoever runs the app for a new one.",
    )
    return Refusal(status=401, trouble=trouble)


def _too_often() -> Refusal:
    trouble = InvalidValue(
        "Too many passwords were tried.",
        allowed=f"{OF_A_NAME.at_once:g} at once, then one every {OF_A_NAME.again_after_s:g} seconds.",
        remedy="Wait a minute and try again, or use a browser in which you were logged in before.",
    )
    return Refusal(status=429, trouble=trouble)


class Entrance:
    """Lets people in.

    Parameters
    ----------
    store
        The log.
    secret
        Known to this app alone.
    """

    def __init__(self, store: Store, secret: bytes) -> None:
        self._store, self._secret = store, secret
        self._of_known, self._of_name, self._of_all = (
            Attempts(OF_A_NAME),
            Attempts(OF_A_NAME),
            Attempts(OF_ALL),
        )
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._lock = Lock()

    @property
    def accounts(self) -> Accounts:
        """Everybody who may come in."""
        return self._store.accounts

    # ── Each request ─────────────────────────────────────────────────────────────────────────────

    def admit(self, request: HTTPConnection, *, now: datetime) -> Admission | Refusal | None:
        """Who sends a request.

        Parameters
        ----------
        request
            The request.
        now
            The moment.

        Returns
        -------
        Admission or Refusal or None
            None where it does not say who sends it.
        """
        kind, _, word = request.headers.get("authorization", "").partition(" ")
        if kind and request.url.path.startswith("/api/"):
            if kind.lower() == "bearer":
                return self._by_permit(word.strip(), PermitKind.PROGRAM, now) or _wrong()
            name, password = _basic(word) if kind.lower() == "basic" else ("", "")
            found = self.try_password(name, password) if name else _wrong()
            return found if isinstance(found, Refusal) else Admission(account=found)
        token = self._unsigned("session", request.cookies.get(SESSION_COOKIE, ""))
        return self._by_permit(token, PermitKind.SESSION, now) if token else None

    def _by_permit(self, token: str, kind: PermitKind, now: datetime) -> Admission | None:
        permit = self.accounts.permit(digest_of(token), now=now)
        if permit is None or permit.kind is not kind or permit.account is None:
            return None
        account = self.accounts.account(permit.account)
        if account is None:
            return None
        if kind is PermitKind.PROGRAM:
            return Admission(account=account)
        if permit.expires_at is not None and permit.expires_at - now < SESSION_LASTS - PROLONGED_AFTER:
            self.accounts.prolong(permit.digest, until=now + SESSION_LASTS)
        return Admission(account=account, session=permit.digest)

    # ── Passwords ────────────────────────────────────────────────────────────────────────────────

    def try_password(self, name: str, password: str, *, known: str = "") -> Account | Refusal:
        """Whose name and password these are.

        Parameters
        ----------
        name
            As it was given.
        password
            As it was given.
        known
            What a browser keeps that was logged in before.

        Returns
        -------
        Account or Refusal
            The account, or why nobody is let in.
        """
        account = self.accounts.account(_clean(name))
        key = unicodedata.normalize("NFKC", name).casefold()
        is_known = account is not None and hmac.compare_digest(self.mark_of(account).encode(), known.encode())
        attempts = self._of_known if is_known else self._of_name
        if not attempts.take(key) or not (is_known or self._of_all.take("")):
            return _too_often()
        # Where nobody has the name, it takes just as long to find out.
        is_right = is_password(password, None) if account is None else self._is_right(account, password)
        if account is None or not is_right:
            return _wrong()
        attempts.give_back(key)
        if not is_known:
            self._of_all.give_back("")
        return account

    def mark_of(self, account: Account) -> str:
        """What a browser keeps that was logged in, until the password changes.

        Parameters
        ----------
        account
            As whom.

        Returns
        -------
        str
            A keyed hash.
        """
        return self._mac("known", f"{account.key} {account.password}")

    def _is_right(self, account: Account, password: str) -> bool:
        """Whether it is the account's password; one that was right before is not worked out again."""
        digest = self._right(account, password)
        with self._lock:
            was_right = digest in self._seen
        if not was_right and not is_password(password, account.password):
            return False
        with self._lock:
            self._seen[digest] = None
            while len(self._seen) > MOST_SEEN:
                self._seen.popitem(last=False)
        return True

    def _right(self, account: Account, password: str) -> bytes:
        text = f"{account.key}\0{account.password}\0{password}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, hashlib.sha256).digest()

    # ── Coming in, and going out ─────────────────────────────────────────────────────────────────

    def log_in(self, account: Account, *, now: datetime) -> str:
        """Begin a session.

        Parameters
        ----------
        account
            Whose.
        now
            The moment.

        Returns
        -------
        str
            What the browser keeps, and brings back with each request.
        """
        token = new_token()
        self.accounts.grant(
            Permit(
                kind=PermitKind.SESSION,
                digest=digest_of(token),
                account=account.key,
                created_at=now,
                expires_at=now + SESSION_LASTS,
            )
        )
        return f"{token}.{self._mac('session', token)}"

    def setup_token(self, *, now: datetime) -> str:
        """A token for whoever sees the terminal; those before it do not count any more.

        Parameters
        ----------
        now
            The moment.

        Returns
        -------
        str
            The token.
        """
        token = new_token()
        self.accounts.grant(Permit(kind=PermitKind.SETUP, digest=digest_of(token), created_at=now))
        return token

    def invite(self, host: Account, *, athlete: str | None, label: str, now: datetime) -> str:
        """A token with which somebody else may make an account.

        Parameters
        ----------
        host
            Who invites.
        athlete
            Whose log they get; None for a new one.
        label
            Who is meant, for the host to remember.
        now
            The moment.

        Returns
        -------
        str
            The token.
        """
        return self._granted(
            PermitKind.INVITATION,
            host,
            label=label,
            now=now,
            athlete=athlete,
            expires_at=now + INVITATION_LASTS,
        )

    def token_for_program(self, account: Account, *, label: str, now: datetime) -> str:
        """A token with which a program may use the API.

        Parameters
        ----------
        account
            For whom.
        label
            What it is for, for the person to remember.
        now
            The moment.

        Returns
        -------
        str
            The token.
        """
        return self._granted(PermitKind.PROGRAM, account, label=label, now=now)

    def _granted(
        self,
        kind: PermitKind,
        account: Account,
        *,
        label: str,
        now: datetime,
        athlete: str | None = None,
        expires_at: datetime | None = None,
    ) -> str:
        token, said = new_token(), label.strip()
        check_label(said)
        self.accounts.grant(
            Permit(
                kind=kind,
                digest=digest_of(token),
                account=account.key,
                athlete=athlete,
                label=said,
                created_at=now,
                expires_at=expires_at,
            )
        )
        return token

    def make_account(
        self, token: str, name: str, password: str, *, athlete: str | None, now: datetime
    ) -> Account:
        """Make an account with a token, or give one a new password with that of the terminal.

        Parameters
        ----------
        token
            From the terminal, or from an invitation.
        name
            As it was chosen.
        password
            As it was chosen.
        athlete
            Whose log it is for; None for a new one, or for what the invitation says.
        now
            The moment.

        Returns
        -------
        Account
            The account.

        Raises
        ------
        InvalidValue
            If the name or the password cannot be, or the name is somebody else's.
        """
        chosen = _clean(name)
        check_name(chosen)
        check_password(password)
        digest = digest_of(token)
        permit = self.accounts.permit(digest, now=now)
        is_setup = permit is not None and permit.kind is PermitKind.SETUP
        meant = athlete if is_setup or permit is None else permit.athlete
        if meant is not None and meant not in self.free_athletes():
            meant = None  # it was given to somebody in the meantime
        if permit is not None and meant is None and self.accounts.account(chosen) is None:
            self._check_new(chosen)
        wanted = Account(
            name=chosen, athlete=meant or chosen, password=hashed(password) if permit else "", created_at=now
        )
        return self.accounts.redeem(digest, wanted, now=now)

    def _check_new(self, name: str) -> None:
        """Nobody gets a log that is there only because they chose its name."""
        with self._store.reading() as log:
            taken = {each.casefold() for each in log.athletes.athletes()}
        if name.casefold() in taken:
            raise InvalidValue(
                "There is a log of this name already.",
                allowed="A new account begins with an empty log, unless another one is chosen for it.",
                remedy="Choose another name.",
            )

    def free_athletes(self) -> tuple[str, ...]:
        """Whose log is here and belongs to no account yet.

        Returns
        -------
        tuple of str
            Their names.
        """
        taken = {each.athlete for each in self.accounts.accounts()}
        with self._store.reading() as log:
            return tuple(name for name in log.athletes.athletes() if name not in taken)

    def free_for(self, token: str, *, now: datetime) -> tuple[str, ...]:
        """Whose log somebody may choose who has a token.

        Parameters
        ----------
        token
            What they have.
        now
            The moment.

        Returns
        -------
        tuple of str
            Nobody's, unless it is the token of the terminal.
        """
        permit = self.accounts.permit(digest_of(token), now=now) if token else None
        is_setup = permit is not None and permit.kind is PermitKind.SETUP
        return self.free_athletes() if is_setup else ()

    # ── Signing ──────────────────────────────────────────────────────────────────────────────────

    def _mac(self, purpose: str, text: str) -> str:
        return hmac.new(self._secret, f"{purpose} {text}".encode(), hashlib.sha256).hexdigest()

    def _unsigned(self, purpose: str, signed: str) -> str:
        """What was signed; empty where the signature is not ours."""
        text, _, mac = signed.rpartition(".")
        return text if hmac.compare_digest(self._mac(purpose, text).encode(), mac.encode()) else ""


def _clean(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()


def _basic(word: str) -> tuple[str, str]:
    """The name and the password of HTTP's own way to say them."""
    try:
        name, _, password = base64.b64decode(word.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password


def check_label(label: str) -> None:
    """Refuse what cannot stand as a note beside a token.

    Parameters
    ----------
    label
        The note.

    Raises
    ------
    InvalidValue
        If it is empty, too long or cannot be printed.
    """
    if not label or len(label) > 80 or not label.isprintable():
        raise InvalidValue(
            "The token has no note that could stand beside it.",
            allowed="1 to 80 signs that can be printed, so that you know later what it was for.",
            remedy="Write who or what it is for.",
        )
