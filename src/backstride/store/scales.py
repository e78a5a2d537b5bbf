"""Series of values as columns of a Parquet file, small and exact.

A device stores integers: centimetres, thousandths of a metre a second, semicircles. A series that comes from
such integers goes back to them, and their differences take a few bits each; floats would take three times
the space. A series goes back only where each of its values comes out the same to the last bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from backstride.errors import DamagedStore, InvalidValue
from backstride.recording import FloatArray

IntArray = NDArray[np.int64]

DELTA: Final = "DELTA_BINARY_PACKED"
SPLIT: Final = "BYTE_STREAM_SPLIT"
PLAIN: Final = "PLAIN"
DICTIONARY: Final = "RLE_DICTIONARY"
"""How Parquet writes the values of a column."""

_LARGEST: Final = 2.0**53
"""Up to here each integer is a float of its own."""
_GLANCE: Final = 32
"""So many values tell most wrong scales apart from the right one."""
_WHOLE: Final = frozenset("iu")
_TIMES: Final = frozenset("mM")
_ITEMS: Final = frozenset("OUS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How values come from stored integers: ``integer / divisor - offset``, as the readers compute it."""

    divisor: float = 1.0
    offset: float = 0.0
    is_single: bool = False
    """Whether the device rounded the result to single precision."""

    def values(self, integers: NDArray[Any]) -> FloatArray:
        """The values that stored integers stand for.

        Parameters
        ----------
        integers
            Whole numbers, shape (n,); floats with NaN where missing are whole numbers, too.

        Returns
        -------
        FloatArray
            The values, shape (n,).
        """
        values: FloatArray = integers.astype(np.float64)
        if self.divisor != 1.0:
            values /= self.divisor
        if self.offset != 0.0:
            values -= self.offset
        return values.astype(np.float32).astype(np.float64) if self.is_single else values

    def integers(self, known: FloatArray) -> IntArray | None:
        """The integers that values come from.

        Parameters
        ----------
        known
            Values, none of them missing, shape (n,).

        Returns
        -------
        IntArray or None
            The integers, shape (n,); None unless they give each value back to the last bit.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            nearest = np.rint((known + self.offset) * self.divisor)
            if not (np.abs(nearest) < _LARGEST).all() or not same(self.values(nearest), known):
                return None
        return nearest.astype(np.int64)


SCALES: Final = (
    *(Scale(divisor=float(divisor)) for divisor in (1, 2, 5, 10, 16, 64, 100, 128, 256, 1000, 10_000)),
    Scale(divisor=5.0, offset=500.0),
    *(Scale(divisor=float(divisor), is_single=True) for divisor in (10, 100, 1000)),
    *(Scale(divisor=float(divisor)) for divisor in (65_536, 100_000, 1_000_000, 10_000_000)),
    Scale(divisor=1.0 / (180.0 / 2**31)),
    *(Scale(divisor=float(divisor)) for divisor in (100_000_000, 1_000_000_000)),
)
"""The scales that devices and platforms use, the coarse before the fine: the powers of two and ten of FIT
fields, its altitude and its semicircles; a decimal text of GPX or TCX is a power of ten."""


def same(some: FloatArray, others: FloatArray) -> bool:
    """Whether values are the same to the last bit, the sign of a zero included.

    Parameters
    ----------
    some
        Values, shape (n,).
    others
        As many others; missing ones are the same, whichever NaN they are.

    Returns
    -------
    bool
        Whether all are.
    """
    differ = some.view(np.int64) != others.view(np.int64)
    return not differ.any() or bool((np.isnan(some[differ]) & np.isnan(others[differ])).all())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """A series as it is stored."""

    values: pa.Array
    encoding: str
    """How Parquet writes it."""
    scale: Scale | None = None
    """What the stored integers mean; None where the values stand as they are."""


def stored(values: NDArray[Any]) -> Series | None:
    """A series in its smallest exact form.

    Parameters
    ----------
    values
        Numbers, truth values, texts, bytes or times, shape (n,).

    Returns
    -------
    Series or None
        The series, with nothing where a number is NaN; None if nothing is known, so that there is nothing to
        store.

    Raises
    ------
    InvalidValue
        If it holds something else.
    """
    kind = values.dtype.kind
    if kind == "f" and values.dtype.itemsize <= np.dtype(np.float64).itemsize:
        return _stored_floats(np.ascontiguousarray(values, dtype=np.float64))
    if kind in _TIMES:
        values = values.astype(values.dtype.newbyteorder("=")).view(np.int64)
    if kind in _WHOLE | _TIMES:
        return Series(values=pa.array(values.astype(values.dtype.newbyteorder("="))), encoding=DELTA)
    if kind == "b":
        return Series(values=pa.array(values), encoding=PLAIN)
    items = values.tolist() if kind in _ITEMS else [values]
    for item_type, stored_type in ((str, pa.string()), (bytes, pa.binary())):
        if all(item is None or type(item) is item_type for item in items):
            return Series(values=pa.array(items, type=stored_type), encoding=DICTIONARY)
    raise InvalidValue(
        f"A series holds values of {values.dtype} that are neither numbers, texts, bytes nor times.",
        allowed="Each value of a text series is a text or None, of a byte series bytes or None.",
        remedy="Leave the series out, or convert it.",
    )


def _stored_floats(values: FloatArray) -> Series | None:
    missing = np.isnan(values)
    known = values[~missing] if missing.any() else values
    if not len(known):
        return None
    for scale in SCALES:
        if scale.integers(known[:_GLANCE]) is not None and (integers := scale.integers(known)) is not None:
            narrow = np.int32 if np.abs(integers).max() <= np.iinfo(np.int32).max else np.int64
            whole = np.zeros(len(values), dtype=narrow)
            whole[~missing] = integers
            return Series(values=pa.array(whole, mask=missing), encoding=DELTA, scale=scale)
    with np.errstate(over="ignore"):
        single = values.astype(np.float32)
    exact = same(single.astype(np.float64), values)
    return Series(values=pa.array(single if exact else values, mask=missing), encoding=SPLIT)


def restored(column: pa.Array, dtype: np.dtype[Any], scale: Scale | None) -> NDArray[Any]:
    """A series from the form in which it is stored.

    Parameters
    ----------
    column
        The stored values.
    dtype
        What the series was made of.
    scale
        What stored integers mean; None where the values stand as they are.

    Returns
    -------
    NDArray
        The series, shape (n,).

    Raises
    ------
    DamagedStore
        If it does not hold what it should.
    """
    if dtype.kind in _ITEMS:
        return _items(column.to_pylist(), dtype)
    if column.null_count and dtype.kind != "f":
        raise DamagedStore(
            f"A stored series of {dtype} has gaps.",
            allowed="Only numbers with a fraction can be missing.",
            remedy="Derive the recording again from its original.",
        )
    values: NDArray[Any] = column.to_numpy(zero_copy_only=False)
    if dtype.kind == "f":
        return (scale or Scale()).values(values).astype(dtype)
    if dtype.kind in _TIMES:
        return values.view(dtype.newbyteorder("=")).astype(dtype)
    return values.astype(dtype)


def _items(items: Sequence[str | bytes | None], dtype: np.dtype[Any]) -> NDArray[Any]:
    values = np.empty(len(items), dtype=dtype)
    values[:] = items
    return values
