"""Who may come in where the app is shared: accounts, and the permits that stand for a word once given.

A permit is a session of a browser, a token of a program, an invitation, or the token that the terminal shows
for setting up. Of each only a hash is kept, as of passwords: who reads the database can use none of them.

They are no part of the log, and no export holds them. In PostgreSQL they stand beside the log; in SQLite
they have a file of their own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlalchemy import Boolean, Column, Engine, Integer, MetaData, String, Table, Text, delete, select, update
from sqlalchemy.engine import URL

from backstride.errors import InvalidValue, NotInLog
from backstride.store.beside_log import BesideLog
from backstride.store.engine import made_engine, reading, writing
from backstride.store.statements import Row, Statements
from backstride.store.tables import HASH_LENGTH, LONGEST_NAME, NAMES, Moment

ACCOUNTS_NAME: Final = "accounts.sqlite"
LOCK: Final = 5202616
"""The lock of PostgreSQL that whoever writes accounts holds."""
REMEDY: Final = "Remove the file: the log is whole without it; everybody then has to be set up again."


class PermitKind(StrEnum):
    """What a permit is for."""

    SESSION = "session"
    """A browser is logged in."""
    PROGRAM = "program"
    """A program may use the API."""
    INVITATION = "invitation"
    """Somebody may make an account."""
    SETUP = "setup"
    """Whoever sees the terminal may make the first account, or give one a new password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may come in."""

    name: str
    athlete: str
    """Whose log is theirs."""
    password: str
    """Its hash, with how it was made."""
    is_host: bool = False
    """Whether they may invite others, and care for the whole log."""
    created_at: datetime

    @property
    def key(self) -> str:
        """The name as names are told apart: great and small letters are the same."""
        return key_of(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A word that lets somebody in, known by its hash."""

    kind: PermitKind
    digest: str
    account: str | None = None
    """The key of the account that it belongs to."""
    athlete: str | None = None
    """Whose log an invitation is for; None for a new one."""
    label: str = ""
    created_at: datetime
    expires_at: datetime | None = None
    number: int = 0
    """As the database numbers it."""


REDEEMED: Final = (PermitKind.INVITATION.value, PermitKind.SETUP.value)
"""What an account is made with."""

metadata = MetaData(naming_convention=NAMES)
account = Table(
    "account",
    metadata,
    Column("key", String(4 * LONGEST_NAME), primary_key=True),
    Column("name", String(LONGEST_NAME), nullable=False),
    Column("athlete", String(LONGEST_NAME), nullable=False, unique=True),
    Column("password", Text, nullable=False),
    Column("is_host", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)
permit = Table(
    "permit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String(HASH_LENGTH), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("account", String(4 * LONGEST_NAME), index=True),
    Column("athlete", String(LONGEST_NAME)),
    Column("label", String(LONGEST_NAME), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
)


def key_of(name: str) -> str:
    """A name as names are told apart.

    Parameters
    ----------
    name
        The name.

    Returns
    -------
    str
        Without regard to great and small letters.
    """
    return name.casefold()


def open_accounts(folder: Path, engine: Engine) -> "Accounts":
    """The accounts of a log.

    Parameters
    ----------
    folder
        The data folder.
    engine
        The log's database.

    Returns
    -------
    Accounts
        In a file of their own beside SQLite, else in the same database.
    """
    if engine.dialect.name == "sqlite":
        path = folder / ACCOUNTS_NAME
        path.touch(mode=0o600)
        return Accounts(made_engine(URL.create("sqlite", database=str(path))), is_own=True)
    return Accounts(engine, is_own=False)


class Accounts(BesideLog):
    """The accounts of a log. The times are handed in, in UTC.

    Parameters
    ----------
    engine
        Their database.
    is_own
        Whether it holds nothing else, and is closed with them.
    """

    def __init__(self, engine: Engine, *, is_own: bool) -> None:
        super().__init__(engine, is_own=is_own, metadata=metadata, lock=LOCK, remedy=REMEDY)

    # ── Accounts ─────────────────────────────────────────────────────────────────────────────────

    def accounts(self) -> tuple[Account, ...]:
        """Everybody who may come in.

        Returns
        -------
        tuple of Account
            By name.
        """
        with reading(self.engine) as connection:
            rows = Statements(connection).rows(select(account).order_by(account.c.key))
        return tuple(_account(row) for row in rows)

    def account(self, name: str) -> Account | None:
        """The account of a name.

        Parameters
        ----------
        name
            The name, or its key.

        Returns
        -------
        Account or None
            None where there is none.
        """
        if not name.isprintable():
            return None  # no name, and nothing that every database can look for
        with reading(self.engine) as connection:
            row = Statements(connection).row(select(account).where(account.c.key == key_of(name)))
        return None if row is None else _account(row)

    def set_password(self, key: str, password: str, *, spared: str = "") -> None:
        """Give an account another password; whoever is logged in with the old one is so no more.

        Parameters
        ----------
        key
            Of the account.
        password
            The hash of the new one.
        spared
            The hash of the session that goes on.
        """
        with writing(self.engine, LOCK) as connection:
            connection.execute(update(account).where(account.c.key == key).values(password=password))
            sessions = (permit.c.account == key) & (permit.c.kind == PermitKind.SESSION.value)
            connection.execute(delete(permit).where(sessions, permit.c.digest != spared))

    def remove(self, key: str) -> None:
        """Let somebody in no more. Their log stays.

        Parameters
        ----------
        key
            Of the account.
        """
        with writing(self.engine, LOCK) as connection:
            connection.execute(delete(permit).where(permit.c.account == key))
            connection.execute(delete(account).where(account.c.key == key))

    # ── Permits ──────────────────────────────────────────────────────────────────────────────────

    def grant(self, granted: Permit) -> None:
        """Keep a permit. Of those for setting up only the latest counts.

        Parameters
        ----------
        granted
            The permit.
        """
        row: Row = {
            "digest": granted.digest,
            "kind": granted.kind.value,
            "account": granted.account,
            "athlete": granted.athlete,
            "label": granted.label,
            "created_at": granted.created_at,
            "expires_at": granted.expires_at,
        }
        with writing(self.engine, LOCK) as connection:
            if granted.kind is PermitKind.SETUP:
                connection.execute(delete(permit).where(permit.c.kind == PermitKind.SETUP.value))
            ended = permit.c.expires_at.is_not(None) & (permit.c.expires_at <= granted.created_at)
            connection.execute(delete(permit).where(ended))
            Statements(connection).insert(permit, [row])

    def permit(self, digest: str, *, now: datetime) -> Permit | None:
        """A permit that still counts.

        Parameters
        ----------
        digest
            Its hash.
        now
            The moment.

        Returns
        -------
        Permit or None
            None where there is none, or its time is over.
        """
        with reading(self.engine) as connection:
            row = Statements(connection).row(select(permit).where(permit.c.digest == digest))
        return None if row is None or _is_over(row, now) else _permit(row)

    def permits(self, kind: PermitKind, *, now: datetime, key: str | None = None) -> tuple[Permit, ...]:
        """All permits of a kind that still count.

        Parameters
        ----------
        kind
            What they are for.
        now
            The moment.
        key
            Of the account that they belong to; None for those of everybody.

        Returns
        -------
        tuple of Permit
            The latest first.
        """
        query = select(permit).where(permit.c.kind == kind.value).order_by(permit.c.number.desc())
        with reading(self.engine) as connection:
            rows = Statements(connection).rows(query if key is None else query.where(permit.c.account == key))
        return tuple(_permit(row) for row in rows if not _is_over(row, now))

    def prolong(self, digest: str, *, until: datetime) -> None:
        """Let a permit count for longer.

        Parameters
        ----------
        digest
            Its hash.
        until
            The moment when it ends.
        """
        with writing(self.engine, LOCK) as connection:
            connection.execute(update(permit).where(permit.c.digest == digest).values(expires_at=until))

    def revoke(self, digest: str) -> None:
        """Let a permit count no more.

        Parameters
        ----------
        digest
            Its hash.
        """
        with writing(self.engine, LOCK) as connection:
            connection.execute(delete(permit).where(permit.c.digest == digest))

    def revoke_numbered(self, number: int, kind: PermitKind, key: str) -> None:
        """Let a permit of an account count no more.

        Parameters
        ----------
        number
            As the database numbers it.
        kind
            What it is for.
        key
            Of the account.
        """
        named = (permit.c.number == number) & (permit.c.kind == kind.value) & (permit.c.account == key)
        with writing(self.engine, LOCK) as connection:
            connection.execute(delete(permit).where(named))

    # ── Coming in for the first time ─────────────────────────────────────────────────────────────

    def redeem(self, digest: str, wanted: Account, *, now: datetime) -> Account:
        """Use a permit up, for an account: a new one, or one that is set up anew.

        Parameters
        ----------
        digest
            The hash of an invitation, or of the token for setting up.
        wanted
            The account as it should be.
        now
            The moment.

        Returns
        -------
        Account
            The account as it is.

        Raises
        ------
        NotInLog
            If the permit does not count.
        InvalidValue
            If the name or the log is somebody else's.
        """
        with writing(self.engine, LOCK) as connection:
            statements = Statements(connection)
            found = statements.row(select(permit).where(permit.c.digest == digest))
            if found is None or found["kind"] not in REDEEMED or _is_over(found, now):
                raise NotInLog(
                    "This token does not count, or not any more.",
                    allowed="Each token is used once, and in time.",
                    remedy="Ask for a new one; at the terminal: backstride serve --new-setup-token.",
                )
            is_setup = found["kind"] == PermitKind.SETUP.value
            before = statements.row(select(account).where(account.c.key == wanted.key))
            if before is None:
                _check_free(statements, wanted)
                statements.insert(account, [_account_row(wanted, is_host=is_setup)])
            elif is_setup:
                statements.do(
                    update(account).where(account.c.key == wanted.key).values(password=wanted.password)
                )
                statements.do(delete(permit).where(permit.c.account == wanted.key))
            else:
                raise _taken("This name belongs to somebody else here.")
            statements.do(delete(permit).where(permit.c.digest == digest))
            row = statements.row(select(account).where(account.c.key == wanted.key))
        assert row is not None  # noqa: S101 - it was just written
        return _account(row)


def _check_free(statements: Statements, wanted: Account) -> None:
    if statements.row(select(account).where(account.c.athlete == wanted.athlete)) is not None:
        raise _taken("This log belongs to somebody else here.")


def _taken(found: str) -> InvalidValue:
    return InvalidValue(
        found,
        allowed="Each person has a name and a log of their own.",
        remedy="Choose another name.",
    )


def _is_over(row: Row, now: datetime) -> bool:
    return row["expires_at"] is not None and row["expires_at"] <= now


def _account(row: Row) -> Account:
    return Account(**{name: value for name, value in row.items() if name != "key"})


def _account_row(wanted: Account, *, is_host: bool) -> Row:
    return {
        "key": wanted.key,
        "name": wanted.name,
        "athlete": wanted.athlete,
        "password": wanted.password,
        "is_host": is_host,
        "created_at": wanted.created_at,
    }


def _permit(row: Row) -> Permit:
    return Permit(**{**row, "kind": PermitKind(row["kind"])})
