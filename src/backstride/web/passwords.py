"""Passwords and tokens: how they are made, and what is kept of them."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from threading import BoundedSemaphore
from typing import Final

from backstride.errors import InvalidValue

SHORTEST: Final = 12
"""So long must a password be; there is no other rule. [characters]"""
LONGEST: Final = 1000
"""[characters]"""
KIND: Final = "scrypt"
COST: Final = (15, 8, 3)
"""The logarithm of n, r and p of scrypt: 32 MiB, and some tenths of a second. [-]"""
MEMORY: Final = 2**26
"""What scrypt may use. [B]"""
TOKEN_BYTES: Final = 32

_at_once = BoundedSemaphore(2)
"""However many ask to come in, memory is not used up."""


def check_password(password: str) -> None:
    """Refuse a password that is too short.

    Parameters
    ----------
    password
        As it was chosen.

    Raises
    ------
    InvalidValue
        If it is too short, or far too long.
    """
    if not SHORTEST <= len(_plain(password)) <= LONGEST:
        raise InvalidValue(
            f"The password has {len(_plain(password))} characters.",
            allowed=f"It has {SHORTEST} to {LONGEST} characters, whichever they are.",
            remedy="Take some words that belong together only for you.",
        )


def hashed(password: str) -> str:
    """What is kept of a password.

    Parameters
    ----------
    password
        The password.

    Returns
    -------
    str
        Its hash, the salt, and how it was made.
    """
    salt = secrets.token_bytes(16)
    parts = (KIND, *map(str, COST), _written(salt), _written(_scrypt(password, salt, COST)))
    return "$".join(parts)


def is_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one of which something is kept.

    Parameters
    ----------
    password
        What was given.
    kept
        What is kept; None where nobody has the name, which takes just as long to find out.

    Returns
    -------
    bool
        Whether it is.
    """
    if len(password) > LONGEST:
        return False
    _, log_n, r, p, salt, hash_ = (kept or NOBODYS).split("$")
    found = _scrypt(password, base64.b64decode(salt), (int(log_n), int(r), int(p)))
    return hmac.compare_digest(found, base64.b64decode(hash_)) and kept is not None


def _scrypt(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    log_n, r, p = cost
    with _at_once:
        return hashlib.scrypt(
            _plain(password).encode("utf-8", "surrogatepass"), salt=salt, n=2**log_n, r=r, p=p, maxmem=MEMORY
        )


def _plain(password: str) -> str:
    """A password in one form, however a keyboard composes its letters."""
    return unicodedata.normalize("NFC", password)


def _written(data: bytes) -> str:
    return base64.b64encode(data).decode()


NOBODYS: Final = "$".join((KIND, *map(str, COST), _written(bytes(16)), _written(bytes(64))))
"""What is compared with where nobody has the name."""


def new_token() -> str:
    """A word that nobody can guess.

    Returns
    -------
    str
        Letters, digits, hyphens and underscores.
    """
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token: it cannot be guessed, so that it needs no salt.

    Parameters
    ----------
    token
        The token.

    Returns
    -------
    str
        Its hash.
    """
    return hashlib.sha256(token.strip().encode("utf-8", "surrogatepass")).hexdigest()
