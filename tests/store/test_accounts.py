"""Who may come in: kept alike in both databases, and nothing of it can be used twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from backstride.errors import DamagedStore, InvalidValue, NotInLog
from backstride.store import Account, Permit, PermitKind, Store
from backstride.store.accounts import ACCOUNTS_NAME

NOON = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


def somebody(name: str = "Änne", kept: str = "hash", **changes: object) -> Account:
    """An account that is wanted."""
    return Account(**{"name": name, "athlete": name, "password": kept, "created_at": NOON, **changes})  # type: ignore[arg-type]  # a test's own


def granted(store: Store, kind: PermitKind, digest: str = "a", **changes: object) -> str:
    """A permit, by its hash."""
    store.accounts.grant(Permit(kind=kind, digest=digest, created_at=NOON, **changes))  # type: ignore[arg-type]  # a test's own
    return digest


def test_an_account_is_kept(any_store: Store) -> None:
    """Found by its name, however it is written; whoever sets the app up may invite others."""
    made = any_store.accounts.redeem(granted(any_store, PermitKind.SETUP), somebody(), now=NOON)
    assert made == somebody(is_host=True)
    assert any_store.accounts.account("ÄNNE") == made
    assert any_store.accounts.accounts() == (made,)
    assert any_store.accounts.account("nobody\0") is None


def test_a_permit_is_used_once(any_store: Store) -> None:
    """Two who have the same invitation do not both come in, and not at once either."""
    granted(any_store, PermitKind.INVITATION)

    def redeem(name: str) -> bool:
        try:
            any_store.accounts.redeem("a", somebody(name), now=NOON)
        except NotInLog:
            return False
        return True

    with ThreadPoolExecutor(4) as executor:
        assert sum(executor.map(redeem, ("one", "two", "three", "four"))) == 1
    assert len(any_store.accounts.accounts()) == 1


@pytest.mark.parametrize("kind", [PermitKind.SESSION, PermitKind.PROGRAM])
def test_a_session_makes_no_account(sqlite_store: Store, kind: PermitKind) -> None:
    """What lets somebody in does not let them make further accounts."""
    granted(sqlite_store, kind, account="änne")
    with pytest.raises(NotInLog, match="does not count"):
        sqlite_store.accounts.redeem("a", somebody(), now=NOON)


def test_what_belongs_to_somebody_stays_theirs(any_store: Store) -> None:
    """An invitation gives neither a name nor a log that is taken, and is not used up by trying."""
    any_store.accounts.redeem(granted(any_store, PermitKind.SETUP), somebody(), now=NOON)
    granted(any_store, PermitKind.INVITATION, "b")
    with pytest.raises(InvalidValue, match="This name belongs to somebody else"):
        any_store.accounts.redeem("b", somebody("änne", "other"), now=NOON)
    with pytest.raises(InvalidValue, match="This log belongs to somebody else"):
        any_store.accounts.redeem("b", somebody("Max", athlete="Änne"), now=NOON)
    assert any_store.accounts.account("Änne") == somebody(is_host=True)
    assert any_store.accounts.redeem("b", somebody("Max"), now=NOON).is_host is False


def test_the_terminal_gives_a_new_password(any_store: Store) -> None:
    """The account stays what it was; whoever was logged in with the old password is so no more."""
    any_store.accounts.redeem(granted(any_store, PermitKind.SETUP), somebody(), now=NOON)
    granted(any_store, PermitKind.SESSION, "s", account="änne")
    wanted = somebody("änne", "new")
    made = any_store.accounts.redeem(granted(any_store, PermitKind.SETUP, "b"), wanted, now=NOON)
    assert (made.name, made.athlete, made.password, made.is_host) == ("Änne", "Änne", "new", True)
    assert any_store.accounts.permit("s", now=NOON) is None


def test_a_permit_ends(any_store: Store) -> None:
    """With its time, when it is revoked, and with the account that it belongs to."""
    granted(any_store, PermitKind.SESSION, "timed", account="a", expires_at=LATER)
    assert any_store.accounts.permit("timed", now=NOON) is not None
    assert any_store.accounts.permit("timed", now=LATER) is None
    any_store.accounts.prolong("timed", until=LATER + timedelta(days=1))
    assert any_store.accounts.permit("timed", now=LATER) is not None
    granted(any_store, PermitKind.PROGRAM, "program", account="a")
    (program,) = any_store.accounts.permits(PermitKind.PROGRAM, now=NOON, key="a")
    any_store.accounts.revoke_numbered(program.number, PermitKind.PROGRAM, "b")
    assert any_store.accounts.permit("program", now=NOON) is not None, "another's token was revoked"
    any_store.accounts.revoke_numbered(program.number, PermitKind.PROGRAM, "a")
    assert any_store.accounts.permit("program", now=NOON) is None
    any_store.accounts.remove("a")
    assert any_store.accounts.permit("timed", now=LATER) is None


def test_only_the_latest_token_for_setting_up_counts(any_store: Store) -> None:
    """A token that stands in an old terminal's history opens nothing."""
    granted(any_store, PermitKind.SETUP, "old")
    granted(any_store, PermitKind.SETUP, "new")
    assert any_store.accounts.permit("old", now=NOON) is None
    assert any_store.accounts.permit("new", now=NOON) is not None


def test_others_on_the_machine_cannot_read_it(sqlite_store: Store) -> None:
    """The file of accounts is its owner's alone."""
    sqlite_store.accounts.accounts()
    assert (sqlite_store.folder / ACCOUNTS_NAME).stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database_is_told(sqlite_store: Store) -> None:
    """With what to do about it; the log itself is whole."""
    (sqlite_store.folder / ACCOUNTS_NAME).write_bytes(b"no database" * 100)
    with pytest.raises(DamagedStore, match="the log is whole without it"):
        sqlite_store.accounts.accounts()
