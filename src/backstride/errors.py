"""Every error that Backstride raises on purpose.

::

    BackstrideError
    ├── FileRefused                 a file that gives no recording
    │   ├── EmptyFile               empty-file
    │   ├── UnknownFormat           unknown-format
    │   ├── NotAnActivity           not-an-activity
    │   ├── NotASensorLog           not-a-sensor-log
    │   ├── DamagedFile             damaged-file
    │   ├── UnsafeXml               unsafe-xml
    │   ├── UnsafeArchive           unsafe-archive
    │   ├── TooLarge                too-large
    │   └── UnreadablePath          unreadable-path
    ├── InvalidValue                invalid-value
    ├── InvalidLabel                invalid-label
    ├── UnwritablePath              unwritable-path
    ├── StoreTrouble                the store does not hold what it should
    │   ├── DamagedStore            damaged-store
    │   ├── MissingFile             missing-file
    │   ├── NewerStore              newer-store
    │   ├── StoreBusy               store-busy
    │   └── StoreNotEmpty           store-not-empty
    ├── NotInLog                    not-in-log
    ├── CannotUndo                  cannot-undo
    ├── OutOfDate                   out-of-date
    ├── PlanRefused                 plan-refused
    └── UnknownSource               unknown-source

Each says what was found, what was allowed and what to do. Its slug names its section in
``docs/messages.md``. Anything else that is raised is a bug.
"""

from typing import ClassVar


class BackstrideError(Exception):
    """The root of the tree.

    Parameters
    ----------
    found
        What was found, as a sentence.
    allowed
        What would have been accepted, as a sentence.
    remedy
        What the person can do now, as a sentence.
    """

    slug: ClassVar[str] = "backstride-error"

    def __init__(self, found: str, *, allowed: str, remedy: str) -> None:
        super().__init__(f"{found} {allowed} {remedy}")
        self.found = found
        self.allowed = allowed
        self.remedy = remedy

    @property
    def message(self) -> str:
        """What was found and what was allowed, without the remedy."""
        return f"{self.found} {self.allowed}"


class FileRefused(BackstrideError):
    """A file gives no recording."""

    slug = "file-refused"


class EmptyFile(FileRefused):
    """A file holds no bytes."""

    slug = "empty-file"


class UnknownFormat(FileRefused):
    """The content is in none of the formats that are read."""

    slug = "unknown-format"


class NotAnActivity(FileRefused):
    """A sound file that holds something else: settings, a course, a workout, monitoring data."""

    slug = "not-an-activity"

    def __init__(self, found: str, *, allowed: str, remedy: str, content: str) -> None:
        super().__init__(found, allowed=allowed, remedy=remedy)
        self.content = content
        """What the file holds instead, in one word: ``settings``, ``course``, ``workout`` …"""


class NotASensorLog(FileRefused):
    """A file that holds no accelerations of a motion sensor."""

    slug = "not-a-sensor-log"


class DamagedFile(FileRefused):
    """A file is damaged before its first usable sample."""

    slug = "damaged-file"


class UnsafeXml(FileRefused):
    """An XML file declares a document type or entities."""

    slug = "unsafe-xml"


class UnsafeArchive(FileRefused):
    """A member of an archive is made to do harm: it leads out of it, is a link, or overlaps another."""

    slug = "unsafe-archive"


class TooLarge(FileRefused):
    """A file, or what it unpacks to, is larger than the reader accepts."""

    slug = "too-large"


class UnreadablePath(FileRefused):
    """A path could not be opened."""

    slug = "unreadable-path"


class InvalidValue(BackstrideError):
    """A quantity lies outside what is possible."""

    slug = "invalid-value"


class InvalidLabel(BackstrideError):
    """A label for a stretch cannot be understood, or lies outside the recording."""

    slug = "invalid-label"


class UnwritablePath(BackstrideError):
    """Nothing can be written to a path."""

    slug = "unwritable-path"


class StoreTrouble(BackstrideError):
    """The store does not hold what it should."""

    slug = "store-trouble"


class DamagedStore(StoreTrouble):
    """Something that was stored has changed, or cannot be understood."""

    slug = "damaged-store"


class MissingFile(StoreTrouble):
    """A file that the store knows of is not there."""

    slug = "missing-file"


class NewerStore(StoreTrouble):
    """A later version of the program wrote the store."""

    slug = "newer-store"


class StoreBusy(StoreTrouble):
    """Another process is importing into the store."""

    slug = "store-busy"


class StoreNotEmpty(StoreTrouble):
    """A log is to be restored where there is one already."""

    slug = "store-not-empty"


class NotInLog(BackstrideError):
    """An activity, an import or a change that was asked for is not in the log."""

    slug = "not-in-log"


class CannotUndo(BackstrideError):
    """Something cannot be undone, because something later stands on it."""

    slug = "cannot-undo"


class OutOfDate(BackstrideError):
    """Somebody changed what a change was made on."""

    slug = "out-of-date"


class PlanRefused(BackstrideError):
    """What was asked of a plan cannot all be."""

    slug = "plan-refused"

    def __init__(self, found: str, *, allowed: str, remedy: str, reasons: tuple[str, ...]) -> None:
        super().__init__(found, allowed=allowed, remedy=remedy)
        self.reasons = tuple(dict.fromkeys(reasons))
        """What conflicts, each as a sentence, told once; at least one."""


class UnknownSource(BackstrideError):
    """A key names no entry of the bibliography."""

    slug = "unknown-source"
