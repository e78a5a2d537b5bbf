"""Files that are handed over: from the request to the disk, a piece at a time, however large they are."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import BinaryIO, Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from backstride.actions.uploads import NAMELESS, new_upload, place_for, remove_upload
from backstride.errors import InvalidValue, TooLarge, UnwritablePath
from backstride.web.place import Place
from backstride.web.visitor import TOKEN_FIELD, TOKEN_HEADER, Visitor, check_token

MOST_FILES: Final = 5000
"""Of a single upload; more of them come as an archive."""
MOST_FIELDS: Final = 20
LONGEST_FIELD: Final = 2000
"""[B]"""
SPARE: Final = 100_000_000
"""So much space is left on the disk for the log itself. [B]"""
MULTIPART: Final = b"multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Files that were handed over, and what came with them."""

    key: str
    names: tuple[str, ...]
    """As they are called in the folder of uploads."""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


async def receive(request: Request, place: Place, *, name: str | None = None) -> Upload:
    """Write what a request brings into an upload of its own.

    Whatever goes wrong, and if the browser breaks off, nothing of it is left.

    Parameters
    ----------
    request
        A form with files, or a file by itself.
    place
        Where uploads are kept, and how large they may be.
    name
        What the file is called where it comes by itself; None where nobody said.

    Returns
    -------
    Upload
        At least one file.

    Raises
    ------
    InvalidValue
        If there is no file in it, or it is not as forms are.
    TooLarge
        If it is larger than is taken, or broken off.
    UnwritablePath
        If there is no space for it.
    """
    largest = place.settings.largest_upload
    if name is None and "content-type" not in request.headers:
        raise _no_file()
    _check_space(request, place)
    key, _ = await run_in_threadpool(new_upload, place.background.uploads)
    parts = _parts_of(request, place, key, name)
    try:
        async for piece in request.stream():
            await run_in_threadpool(parts.take, piece)
        parts.end()
    except ClientDisconnect:
        await run_in_threadpool(_forget, parts, place, key)
        raise TooLarge(
            f"What was sent was broken off, or is larger than {largest / 1e9:,.1f} GB.",
            allowed=f"An upload holds at most {largest / 1e9:,.1f} GB.",
            remedy="Send it again, or in smaller parts.",
        ) from None
    except BaseException:
        _forget(parts, place, key)  # at once: whoever waits for the answer may have been told to end
        raise
    return Upload(key=key, names=tuple(parts.names), fields=MappingProxyType(parts.fields))


async def received(request: Request, place: Place, visitor: Visitor) -> Upload:
    """What a form of ours hands over.

    Parameters
    ----------
    request
        The form.
    place
        Where uploads are kept.
    visitor
        Who sent it.

    Returns
    -------
    Upload
        At least one file.

    Raises
    ------
    InvalidValue
        If it does not bring back what a form of ours would; then nothing of it is left.
    """
    told = request.headers.get(TOKEN_HEADER)
    if told is not None:
        check_token(told, visitor)  # before anything is sent
    upload = await receive(request, place)
    try:
        check_token(told or upload.fields.get(TOKEN_FIELD), visitor)
    except InvalidValue:
        await run_in_threadpool(remove_upload, place.background.uploads, upload.key)
        raise
    return upload


def _forget(parts: "_Parts", place: Place, key: str) -> None:
    with suppress(UnwritablePath):  # it is thrown away
        parts.close()
    remove_upload(place.background.uploads, key)


def _check_space(request: Request, place: Place) -> None:
    """Refuse what would fill the disk before it is sent."""
    announced = request.headers.get("content-length", "0")
    size = int(announced) if announced.isdigit() else 0
    free = shutil.disk_usage(place.store.folder).free
    if size + SPARE > free:
        raise UnwritablePath(
            f"There is no space for it: {size / 1e6:,.0f} MB are sent, and {free / 1e6:,.0f} MB are free.",
            allowed="What is sent is kept on the disk until it is imported.",
            remedy="Make space on the disk of the data folder, and send it again.",
        )


def _parts_of(request: Request, place: Place, key: str, name: str | None) -> "_Parts":
    kind, options = parse_options_header(request.headers.get("content-type"))
    try:
        if kind == MULTIPART:
            return _FormParts(place, key, options.get(b"boundary", b""))
        return _OneFile(place, key, name or NAMELESS)
    except BaseException:
        remove_upload(place.background.uploads, key)
        raise


class _Parts(ABC):
    """What of a request was written so far."""

    def __init__(self, place: Place, key: str) -> None:
        self.names: list[str] = []
        self.fields: dict[str, str] = {}
        self._folder, self._key = place.background.uploads, key
        self._file: BinaryIO | None = None

    @abstractmethod
    def take(self, piece: bytes) -> None:
        """Take the next piece."""

    def end(self) -> None:
        """See that it came to its end, and that there was a file."""
        self.close()
        if not self.names:
            raise _no_file()

    def close(self) -> None:
        """Let go of the file that is being written; what was held back of it is written now."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as trouble:
                raise _not_kept(trouble) from trouble

    def _begin(self, name: str) -> None:
        if len(self.names) >= MOST_FILES:
            raise InvalidValue(
                f"More than {MOST_FILES:,} files were sent at once.",
                allowed=f"Up to {MOST_FILES:,} files, and archives of any number.",
                remedy="Put them into a ZIP archive, and hand over that.",
            )
        path = place_for(self._folder, self._key, name)
        self._file = path.open("wb")
        self.names.append(path.name)

    def _write(self, piece: bytes) -> None:
        if self._file is None:
            return  # a place for a file in which nobody chose one
        try:
            self._file.write(piece)
        except OSError as trouble:
            raise _not_kept(trouble) from trouble


class _OneFile(_Parts):
    """A file by itself; what it holds says what it is, so it need not have a name."""

    def __init__(self, place: Place, key: str, name: str) -> None:
        super().__init__(place, key)
        self._begin(name)

    def take(self, piece: bytes) -> None:
        self._write(piece)


class _FormParts(_Parts):
    """Files and fields of a form."""

    def __init__(self, place: Place, key: str, boundary: bytes) -> None:
        super().__init__(place, key)
        self._headers: dict[bytes, bytes] = {}
        self._header = [b"", b""]
        self._field: str | None = None
        self._value = b""
        self._is_at_end = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begins,
                    "on_part_data": self._part_goes_on,
                    "on_part_end": self._part_ends,
                    "on_header_field": self._header_named,
                    "on_header_value": self._header_told,
                    "on_header_end": self._header_ends,
                    "on_headers_finished": self._headers_end,
                    "on_end": self._all_ends,
                },
            )
        except FormParserError as trouble:
            raise _no_form() from trouble
        if not boundary:
            raise _no_form()

    def take(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError as trouble:
            raise _no_form() from trouble

    def end(self) -> None:
        if not self._is_at_end:
            raise _no_form()
        super().end()

    def _part_begins(self) -> None:
        self._headers, self._field, self._value = {}, None, b""

    def _header_named(self, data: bytes, start: int, end: int) -> None:
        self._header[0] += data[start:end]

    def _header_told(self, data: bytes, start: int, end: int) -> None:
        self._header[1] += data[start:end]

    def _header_ends(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = [b"", b""]

    def _headers_end(self) -> None:
        told = self._headers.get(b"content-disposition", b"").decode("latin-1")
        _, options = parse_options_header(told)
        if b"filename" in options:
            # Browsers write quotation marks in this way, as the standard of HTML has it.
            name = options[b"filename"].decode("utf-8", "replace").replace("%22", '"')
            if name:
                self._begin(name)
            return
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        if len(self.fields) >= MOST_FIELDS:
            raise _no_form()

    def _part_goes_on(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self._write(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > LONGEST_FIELD:
            raise _no_form()

    def _part_ends(self) -> None:
        self.close()
        if self._field is not None:
            self.fields[self._field] = self._value.decode("utf-8", "replace")

    def _all_ends(self) -> None:
        self._is_at_end = True


def _not_kept(trouble: OSError) -> UnwritablePath:
    return UnwritablePath(
        f"What is sent cannot be kept: {trouble.strerror or 'nothing can be written'}.",
        allowed="A data folder that may be written to, on a disk with space.",
        remedy="Make space on the disk of the data folder, and send it again.",
    )


def _no_file() -> InvalidValue:
    return InvalidValue(
        "No file was handed over.",
        allowed="One or more recordings (FIT, GPX or TCX), or archives.",
        remedy="Choose the files, and send them again.",
    )


def _no_form() -> InvalidValue:
    return InvalidValue(
        "What was sent is no whole form with files.",
        allowed="The files of a form of the kind multipart/form-data, and a few short fields.",
        remedy="Choose the files, and send them again.",
    )
