"""Numbers and moments as JSON holds them: rounded, with their range, null where unknown."""

import math
from datetime import datetime
from typing import Any, Final

from backstride.estimate import Estimate

Document = dict[str, Any]

DIGITS: Final = 3
"""Decimals of a number, unless it is said otherwise."""


def moment(of_time: datetime | None) -> str | None:
    """A moment in UTC.

    Parameters
    ----------
    of_time
        The moment.

    Returns
    -------
    str or None
        As ISO 8601 writes it, with ``Z``; None where unknown.
    """
    return None if of_time is None else of_time.isoformat().replace("+00:00", "Z")


def estimate(of_range: Estimate | None) -> Document | None:
    """A number with its range.

    Parameters
    ----------
    of_range
        The number.

    Returns
    -------
    dict or None
        ``value``, ``low`` and ``high``; None where unknown.
    """
    if of_range is None:
        return None
    return {"value": rounded(of_range.value), "low": rounded(of_range.low), "high": rounded(of_range.high)}


def rounded(value: float | None, digits: int = DIGITS) -> float | None:
    """A number with as many digits as anyone measures.

    Parameters
    ----------
    value
        The number.
    digits
        How many decimals.

    Returns
    -------
    float or None
        None where it is unknown.
    """
    return None if value is None or not math.isfinite(value) else round(float(value), digits)
