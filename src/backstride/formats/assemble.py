"""What every reader shares: samples put in order, and values that cannot be made missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backstride.recording import FloatArray, ReadingWarning, Samples

IntArray = NDArray[np.int64]

POSSIBLE: Final[Mapping[str, tuple[float, float]]] = {
    "latitude_deg": (-90.0, 90.0),
    "longitude_deg": (-180.0, 180.0),
    "altitude_m": (-1000.0, 12_000.0),  # below the Dead Sea and above Everest, as barometers drift
    "distance_m": (0.0, 10_000_000.0),
    "speed_m_s": (0.0, 150.0),
    "heart_rate_bpm": (1.0, 255.0),
    "cadence_spm": (0.0, 400.0),
    "stance_time_s": (0.0, 5.0),
    "stance_balance_left": (0.0, 1.0),
    "step_length_m": (0.0, 6.0),
    "vertical_oscillation_m": (0.0, 1.0),
    "vertical_ratio": (0.0, 1.0),
    "power_w": (0.0, 5000.0),
    "temperature_c": (-70.0, 70.0),
}
"""What each column can hold, both ends included. They are wide on purpose: they keep out what is no
measurement at all, such as a sentinel, and judge no one's performance."""

_QUIET_ZERO: Final = frozenset({"heart_rate_bpm"})
"""Columns in which 0 says that the sensor has lost contact: missing, and nothing to warn of."""

COLUMN_WORDS: Final[Mapping[str, str]] = {
    "latitude_deg": "latitude",
    "longitude_deg": "longitude",
    "altitude_m": "altitude",
    "distance_m": "distance",
    "speed_m_s": "speed",
    "heart_rate_bpm": "heart rate",
    "cadence_spm": "cadence",
    "stance_time_s": "ground contact time",
    "stance_balance_left": "balance",
    "step_length_m": "step length",
    "vertical_oscillation_m": "vertical oscillation",
    "vertical_ratio": "vertical ratio",
    "power_w": "power",
    "temperature_c": "temperature",
}
"""What columns are called in a warning."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order:
    """Which rows of a file become samples, and in what order."""

    rows: IntArray | None
    """Rows by time, shape (n,), the repeats of a time beside each other; None where the file's own
    order is right and complete."""
    starts: IntArray | None
    """Where in ``rows`` each sample begins, shape (m,); None where no time is repeated."""

    def of(self, column: NDArray[Any]) -> NDArray[Any]:
        """A column of the file in the order of the samples.

        Of several values for one time, the first that is known counts.

        Parameters
        ----------
        column
            Values by row of the file, shape (n,) or (n, k).

        Returns
        -------
        NDArray
            Values by sample, shape (m,) or (m, k).
        """
        if self.rows is None:
            return column
        by_time = column[self.rows]
        if self.starts is None:
            return by_time
        if column.dtype.kind != "f" or column.ndim != 1:
            return by_time[self.starts]
        places = np.where(np.isnan(by_time), len(by_time), np.arange(len(by_time)))
        first_known = np.minimum.reduceat(places, self.starts)
        return by_time[np.where(first_known == len(by_time), self.starts, first_known)]


AS_IT_IS: Final = Order(rows=None, starts=None)
"""The order of a file whose rows are its samples."""


def ordered(times_s: FloatArray, *, expected_double: int = 0) -> tuple[Order, tuple[ReadingWarning, ...]]:
    """The order in which the rows of a file become samples with strictly increasing times.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    times_s
        Time of each row, shape (n,); a row whose time is NaN becomes no sample. [s]
    expected_double
        So many repeats are the format's own way, and nothing to warn of: TCX writes the point between
        two laps in both. [-]

    Returns
    -------
    Order
        The order; rows with the same time become one sample.
    tuple of ReadingWarning
        ``times-out-of-order``, ``times-double`` and ``samples-without-time``, each with its count.

    Examples
    --------
    >>> order, warnings = ordered(np.array([0.0, 2.0, 1.0, 2.0]))
    >>> order.of(np.array([np.nan, np.nan, 7.0, 9.0])).tolist(), len(warnings)
    ([nan, 7.0, 9.0], 2)
    """
    steps = np.diff(times_s)
    if (steps > 0).all() and (len(times_s) != 1 or not np.isnan(times_s[0])):
        return AS_IT_IS, ()
    known = ~np.isnan(times_s)
    without = len(times_s) - int(np.count_nonzero(known))
    rows: IntArray = np.flatnonzero(known)
    backwards = int(np.count_nonzero(np.diff(times_s[rows]) < 0))
    if backwards:
        rows = rows[np.argsort(times_s[rows], kind="stable")]
    is_new = np.ones(len(rows), dtype=np.bool_)
    is_new[1:] = np.diff(times_s[rows]) > 0
    double = len(rows) - int(np.count_nonzero(is_new))
    starts = np.flatnonzero(is_new) if double else None
    return Order(rows=rows, starts=starts), _order_warnings(without, backwards, double - expected_double)


def _order_warnings(without: int, backwards: int, double: int) -> tuple[ReadingWarning, ...]:
    """What was odd about the times."""
    said = (
        ("samples-without-time", without, f"{_samples(without)} without a time: left out."),
        (
            "times-out-of-order",
            backwards,
            f"The clock goes back {_times(backwards)}: the samples were sorted.",
        ),
        ("times-double", double, f"{_samples(double)} with the same time as another: joined with it."),
    )
    return tuple(ReadingWarning(slug=slug, message=message) for slug, count, message in said if count > 0)


def _samples(count: int) -> str:
    return "1 sample" if count == 1 else f"{count:,} samples"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def odd_values(what: str, count: int) -> ReadingWarning:
    """The warning for values that cannot be.

    Parameters
    ----------
    what
        The quantity, in words.
    count
        How many values were made missing.

    Returns
    -------
    ReadingWarning
        ``odd-values``, which says how many of what.
    """
    return ReadingWarning(
        slug="odd-values",
        message=f"{what.capitalize()}: {count:,} {'value' if count == 1 else 'values'} cannot be right, "
        "and count as missing.",
    )


def checked(columns: Mapping[str, FloatArray]) -> tuple[dict[str, FloatArray], tuple[ReadingWarning, ...]]:
    """Columns with what cannot be a measurement made missing.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    columns
        Columns by the names of `Samples`, shape (n,); those without limits pass unchanged.

    Returns
    -------
    dict
        The same columns; new arrays where something was made missing. Columns without any value are
        left out. A position needs both its latitude and its longitude.
    tuple of ReadingWarning
        ``odd-values`` for each column in which something was made missing.
    """
    warnings: list[ReadingWarning] = []
    clean: dict[str, FloatArray] = {}
    for name, values in columns.items():
        low, high = POSSIBLE.get(name, (-np.inf, np.inf))
        lowest, highest = np.fmin.reduce(values, initial=np.inf), np.fmax.reduce(values, initial=-np.inf)
        if lowest > highest:
            continue
        if lowest >= low and highest <= high:
            clean[name] = values
            continue
        outside = (values < low) | (values > high)
        count = (
            np.count_nonzero(outside & (values != 0)) if name in _QUIET_ZERO else np.count_nonzero(outside)
        )
        if count:
            warnings.append(odd_values(COLUMN_WORDS.get(name, name), int(count)))
        clean[name] = np.where(outside, np.nan, values)
    _check_positions(clean)
    return clean, tuple(warnings)


def _check_positions(columns: dict[str, FloatArray]) -> None:
    """Make half positions missing, and the 0, 0 that some devices write before they have a fix."""
    latitude, longitude = columns.get("latitude_deg"), columns.get("longitude_deg")
    if latitude is None or longitude is None:
        columns.pop("latitude_deg", None)
        columns.pop("longitude_deg", None)
        return
    total = latitude + longitude
    missing = np.isnan(total)
    if not missing.any() and (total != 0).all():
        return
    nowhere = (latitude == 0) & (longitude == 0)
    elsewhere = (np.abs(latitude) > 1) | (np.abs(longitude) > 1)
    if nowhere.any() and (elsewhere & ~missing).any():
        missing |= nowhere
    columns["latitude_deg"] = np.where(missing, np.nan, latitude)
    columns["longitude_deg"] = np.where(missing, np.nan, longitude)


def samples_of(
    elapsed_s: FloatArray, columns: Mapping[str, FloatArray]
) -> tuple[Samples, tuple[ReadingWarning, ...]]:
    """Samples from the raw columns of a file.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    elapsed_s
        Time since the start, strictly increasing, shape (n,). [s]
    columns
        Raw columns by the names of `Samples`, in their units, shape (n,).

    Returns
    -------
    Samples
        The samples.
    tuple of ReadingWarning
        ``odd-values`` for each column in which something was made missing.
    """
    clean, warnings = checked(columns)
    return Samples.of(elapsed_s, **clean), warnings
