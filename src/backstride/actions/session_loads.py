"""The loads of the sessions of a log, as the science of load takes them."""

from collections.abc import Iterable
from functools import reduce
from math import fsum
from operator import add

from backstride.bout import Travel
from backstride.load import SessionLoad, session_rpe_load
from backstride.store.light_rows import PartRow, SessionRow


def session_loads(sessions: Iterable[SessionRow], parts: Iterable[PartRow]) -> list[SessionLoad]:
    """Whole sessions, each with its part in each direction.

    Parameters
    ----------
    sessions
        The activities.
    parts
        What they hold in each direction and gait.

    Returns
    -------
    list of SessionLoad
        The wholes in their order, each followed by its parts.
    """
    by_session: dict[str, dict[Travel, list[PartRow]]] = {}
    for part in parts:
        by_session.setdefault(part.key, {}).setdefault(part.travel, []).append(part)
    loads = []
    for session in sessions:
        ways = by_session.get(session.key, {})
        loads += [
            _whole(session, ways),
            *(_part(travel, ways[travel]) for travel in Travel if travel in ways),
        ]
    return loads


def _whole(session: SessionRow, ways: dict[Travel, list[PartRow]]) -> SessionLoad:
    rating, duration_s = session.perceived_exertion, session.duration_s
    # The whole moves as long as its parts, to the last digit, so that a rating can be split over them.
    moving_s = fsum(_moving_s(parts) for parts in ways.values()) if ways else session.moving_s
    return SessionLoad(
        session=session.key,
        day=session.day,
        trimp=session.trimp_estimate,
        session_rpe_load=(
            None if rating is None or duration_s is None else session_rpe_load(rating, duration_s)
        ),
        moving_s=moving_s,
        heart_rate_unknown_s=session.heart_rate_unknown_s or 0.0,
    )


def _part(travel: Travel, parts: list[PartRow]) -> SessionLoad:
    known = [trimp for part in parts if (trimp := part.trimp_estimate) is not None]
    return SessionLoad(
        session=parts[0].key,
        day=parts[0].day,
        travel=travel,
        trimp=reduce(add, known) if known else None,
        moving_s=_moving_s(parts),
        heart_rate_unknown_s=fsum(part.heart_rate_unknown_s for part in parts),
    )


def _moving_s(parts: list[PartRow]) -> float:
    return fsum(part.duration_s for part in parts)
