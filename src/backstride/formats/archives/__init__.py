"""Archives of whole histories: a ZIP file in, its members one at a time out, and the tables beside them."""

from backstride.formats.archives.garmin import GarminSummary, read_summarized_activities
from backstride.formats.archives.kinds import ArchiveKind, archive_kind
from backstride.formats.archives.limits import LIMITS, Limits
from backstride.formats.archives.strava import (
    StravaEntry,
    StravaTable,
    file_name_of,
    read_activities_table,
    read_media_table,
)
from backstride.formats.archives.walk import Member, members

__all__ = [
    "LIMITS",
    "ArchiveKind",
    "GarminSummary",
    "Limits",
    "Member",
    "StravaEntry",
    "StravaTable",
    "archive_kind",
    "file_name_of",
    "members",
    "read_activities_table",
    "read_media_table",
    "read_summarized_activities",
]
