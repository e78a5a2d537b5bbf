"""Where an archive comes from, told from the names in it."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class ArchiveKind(StrEnum):
    """Who wrote an archive."""

    STRAVA = "strava"
    GARMIN = "garmin"
    APPLE_HEALTH = "apple health"
    POLAR = "polar"
    SUUNTO = "suunto"
    COROS = "coros"
    FOLDER = "folder"
    """A folder of recordings that somebody put together."""
    UNKNOWN = "unknown"
    """Nothing in it has the name of a recording."""


_MARKS: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (ArchiveKind.STRAVA, r"(?:^|/)activities\.csv$|(?:^|/)activities/\d+\.(?:fit|gpx|tcx)(?:\.gz)?$"),
        (ArchiveKind.GARMIN, r"(?:^|/)DI[_-]CONNECT(?:/|$)|(?:^|/)DI-Connect-|_summarizedActivities\.json$"),
        (
            ArchiveKind.APPLE_HEALTH,
            r"(?:^|/)(?:apple_health_export|workout-routes)/|(?:^|/)export_cda\.xml$",
        ),
        (ArchiveKind.POLAR, r"(?:^|/)(?:training-session|training-target|ppi_samples)[-_]\d[^/]*\.json$"),
        (ArchiveKind.SUUNTO, r"(?:^|/)(?:suunto(?:app)?|movescount|move)[-_][^/]*"),
        (ArchiveKind.COROS, r"(?:^|/)coros[^/]*"),
        (ArchiveKind.FOLDER, r"\.(?:fit|gpx|tcx)(?:\.gz)?$"),
    )
)
"""The first that any name bears decides."""


def archive_kind(names: Iterable[str]) -> ArchiveKind:
    """Where an archive comes from.

    Parameters
    ----------
    names
        The names of its members, in any order.

    Returns
    -------
    ArchiveKind
        The same for every order of the names. It is for messages and previews: what is read is decided
        by each file's content.

    Examples
    --------
    >>> archive_kind(["export.zip/activities.csv", "export.zip/activities/1.fit.gz"])
    <ArchiveKind.STRAVA: 'strava'>
    """
    best = len(_MARKS)
    for name in names:
        best = next((at for at in range(best) if _MARKS[at][1].search(name)), best)
        if best == 0:
            break
    return _MARKS[best][0] if best < len(_MARKS) else ArchiveKind.UNKNOWN
