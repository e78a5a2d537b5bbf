"""The checksum of FIT files: CRC-16 with the polynomial x^16 + x^15 + x^2 + 1, bits reflected, start 0."""

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PERIOD: Final = 32_767
"""The order of x modulo the polynomial, in bits, and so eight times as many bits in bytes."""

_POLYNOMIAL_REFLECTED: Final = 0xA001


@lru_cache(maxsize=32)
def _advance(doublings: int) -> NDArray[Any]:
    """The table that carries a checksum over ``2 ** doublings`` zero words, shape (65536,)."""
    if doublings:
        half = _advance(doublings - 1)
        doubled: NDArray[Any] = half[half]
        return doubled
    state: NDArray[Any] = np.arange(65536, dtype=np.uint16)
    for _ in range(16):
        state = (state >> 1) ^ (state & 1) * np.uint16(_POLYNOMIAL_REFLECTED)
    return state


def checksum(data: bytes | memoryview) -> int:
    """The checksum of a run of bytes; 0 over a run that ends in its own.

    The checksum is the remainder of a division of polynomials, by which 32,767 bits on all begins
    again: so all stretches of 32,767 bytes are laid over each other first. Of what is left, neighbouring
    words are joined in pairs, then the pairs in pairs, each level by one table for all. Zeros in front
    change nothing, which fills up what is too short.

    Parameters
    ----------
    data
        The bytes.

    Returns
    -------
    int
        The checksum, 0 to 65535.

    Examples
    --------
    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    octets = np.frombuffer(data, dtype=np.uint8)
    if len(octets) > PERIOD:
        octets = np.bitwise_xor.reduce(_filled(octets, PERIOD).reshape(-1, PERIOD), axis=0)
    words = _filled(octets, 2).view("<u2")
    level = 0
    while len(words) > 1:
        if len(words) % 2:
            words = np.concatenate((np.zeros(1, dtype=np.uint16), words))
        words = _advance(level)[words[0::2]] ^ words[1::2]
        level += 1
    return int(_advance(0)[words[0]]) if len(words) else 0


def _filled(octets: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """The bytes with zeros in front, up to a whole number of blocks of a size."""
    lacking = -len(octets) % size
    return np.concatenate((np.zeros(lacking, dtype=np.uint8), octets)) if lacking else octets
