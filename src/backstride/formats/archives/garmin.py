"""What a Garmin export says of activities beside their recordings: their names."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from backstride.errors import DamagedFile, TooLarge

LARGEST_SUMMARY: Final = 12_000_000
"""A file of summaries holds about a thousand activities. [B]"""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS: Final = 4_102_444_800_000  # the year 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class GarminSummary:
    """An activity as the summary tells of it."""

    started_at: datetime
    """In UTC, to the millisecond; the recording that starts then is this activity."""
    name: str | None
    type: str | None
    """As Garmin writes it: ``running``, ``trail_running`` …"""
    activity_id: str | None


def read_summarized_activities(data: bytes) -> tuple[GarminSummary, ...]:
    """Read ``…_summarizedActivities.json`` of the folder ``DI-Connect-Fitness``.

    Parameters
    ----------
    data
        The file.

    Returns
    -------
    tuple of GarminSummary
        Those activities that say when they began.

    Raises
    ------
    TooLarge
        If it is larger than `LARGEST_SUMMARY`.
    DamagedFile
        If it is not JSON.
    """
    if len(data) > LARGEST_SUMMARY:
        raise TooLarge(
            f"The list of activities has {len(data) // 1_000_000} MB.",
            allowed=f"It may have {LARGEST_SUMMARY // 1_000_000} MB.",
            remedy="Import the export without it; names can be added later.",
        )
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            "The list of activities is not JSON.",
            allowed="Garmin writes it as JSON.",
            remedy="Ask for the export again; the recordings can be imported without it.",
        ) from error
    outer = [item for item in content if isinstance(item, dict)] if isinstance(content, list) else []
    lists = [item.get("summarizedActivitiesExport") for item in outer]
    inner = [activity for found in lists if isinstance(found, list) for activity in found]
    summaries = (_summary(activity) for activity in inner if isinstance(activity, dict))
    return tuple(summary for summary in summaries if summary is not None)


def _summary(activity: dict[str, Any]) -> GarminSummary | None:
    """One activity; None where it does not say when it began."""
    began = activity.get("beginTimestamp")
    if isinstance(began, bool) or not isinstance(began, int | float) or not 0 <= began < _LATEST_MS:
        return None
    number = activity.get("activityId")
    return GarminSummary(
        started_at=_EPOCH + timedelta(milliseconds=round(began)),
        name=_text(activity.get("name")),
        type=_text(activity.get("activityType")),
        activity_id=str(number) if isinstance(number, int) and not isinstance(number, bool) else None,
    )


def _text(value: object) -> str | None:
    """A text that holds anything."""
    return value.strip() or None if isinstance(value, str) else None
