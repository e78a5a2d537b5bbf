"""The loads of the sessions of a log, as the science of load takes them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backstride.load import TRAVELS, LoadColumns, SessionColumns, session_rpe_load
from backstride.recording import FloatArray
from backstride.store.light_rows import PartLoads, SessionRow

_PLACES = {travel: at for at, travel in enumerate(TRAVELS)}


def session_columns(sessions: Sequence[SessionRow], parts: PartLoads) -> SessionColumns:
    """Whole sessions, and their parts in each direction.

    Parameters
    ----------
    sessions
        The activities.
    parts
        What they hold in each direction and gait.

    Returns
    -------
    SessionColumns
        In the order of days and keys.
    """
    ordered = sorted(sessions, key=lambda session: (session.day, session.key))
    places = {session.key: at for at, session in enumerate(ordered)}
    of = np.array([places[key] for key in parts.keys], dtype=np.int64)
    ways = np.array([_PLACES[travel] for travel in parts.travels], dtype=np.int64)
    # Gaits of one direction become one part.
    pairs, part_at = np.unique(of * len(TRAVELS) + ways, return_inverse=True)
    of, ways = np.divmod(pairs, len(TRAVELS))
    merged = _merged(parts, part_at, len(pairs))
    # The whole moves as long as its parts, to the last digit, so that a rating can be split over them.
    moving_s = _numbers([session.moving_s for session in ordered])
    has_parts = np.bincount(of, minlength=len(ordered)) > 0
    summed_s = np.bincount(of, weights=merged.moving_s, minlength=len(ordered))
    unknown_s = _numbers([session.heart_rate_unknown_s for session in ordered])
    return SessionColumns(
        keys=[session.key for session in ordered],
        days=np.array([session.day.toordinal() for session in ordered], dtype=np.int64),
        session_rpe_load=_numbers([_rated(session) for session in ordered]),
        wholes=LoadColumns(
            trimp=_numbers([session[-3:] for session in ordered]).reshape(-1, 3).T,
            moving_s=np.where(has_parts, summed_s, moving_s),
            heart_rate_unknown_s=np.nan_to_num(unknown_s, nan=0.0),
        ),
        part_of=of,
        part_travel=ways,
        parts=merged,
    )


def _merged(parts: PartLoads, part_at: NDArray[np.int64], count: int) -> LoadColumns:
    """The sums of the rows of each part; of the impulse, of what is known."""
    trimp = np.array((parts.trimp, parts.trimp_low, parts.trimp_high), dtype=np.float64)
    is_known = ~np.isnan(trimp[0])
    summed = np.stack([np.bincount(part_at[is_known], end[is_known], minlength=count) for end in trimp])
    nothing_known = np.bincount(part_at[is_known], minlength=count) == 0
    moving_s, unknown_s = (
        np.bincount(part_at, weights=_numbers(column), minlength=count).astype(np.float64)
        for column in (parts.durations_s, parts.heart_rate_unknown_s)
    )
    return LoadColumns(
        trimp=np.where(nothing_known, np.nan, summed), moving_s=moving_s, heart_rate_unknown_s=unknown_s
    )


def _rated(session: SessionRow) -> float | None:
    rating, duration_s = session.perceived_exertion, session.duration_s
    return None if rating is None or duration_s is None else session_rpe_load(rating, duration_s)


def _numbers(
    values: Sequence[float | None] | Sequence[Sequence[float | None]] | FloatArray,
) -> FloatArray:
    """Columns; NaN for None."""
    return np.array(values, dtype=np.float64)
