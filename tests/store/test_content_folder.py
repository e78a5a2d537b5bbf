from collections.abc import Callable
from pathlib import Path

import pytest

from backstride.errors import DamagedStore, InvalidValue, MissingFile, UnreadablePath, UnwritablePath
from backstride.store.content_folder import ContentFolder, content_hash
from backstride.store.durable import write_durably
from backstride.store.originals import Originals, pack
from backstride.store.recordings import Recordings

Kind = tuple[Callable[[Path], ContentFolder], Callable[[bytes], bytes]]
KINDS: dict[str, Kind] = {"originals": (Originals, pack), "recordings": (Recordings, bytes)}
CONTENTS = (b"", b"one", b"two" * 30)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """A kind of folder, and how its files are made of their content."""
    return KINDS[request.param]


@pytest.fixture
def folder(kind: Kind, tmp_path: Path) -> ContentFolder:
    """A folder that holds `CONTENTS`."""
    folder, stored = kind[0](tmp_path / "kept"), kind[1]
    for content in CONTENTS:
        write_durably(folder.path_of(content_hash(content)), stored(content))
    return folder


def test_what_was_stored_comes_back(folder: ContentFolder) -> None:
    """Each content is found by its hash, also an empty one."""
    for content in CONTENTS:
        assert folder.read(content_hash(content)) == content
        folder.verify(content_hash(content))


def test_all_names_are_listed_in_order_and_nothing_else(folder: ContentFolder) -> None:
    """Unfinished files, and those that somebody else laid there, are no content."""
    inside = folder.path_of(content_hash(b"one")).parent
    for stray in (
        inside / ".partial-0",
        inside / "notes.txt",
        inside / f"x{folder.ending}",
        folder.folder / "a",
    ):
        stray.write_bytes(b"")
    wrong_place = folder.folder / "zz" / folder.path_of(content_hash(b"one")).name
    write_durably(wrong_place, b"")
    assert list(folder.names()) == sorted(content_hash(content) for content in CONTENTS)


def test_a_folder_that_was_never_written_to_is_empty(kind: Kind, tmp_path: Path) -> None:
    """Nothing needs to be made before it is asked."""
    assert list(kind[0](tmp_path / "none").names()) == []


def test_each_changed_byte_is_noticed(folder: ContentFolder) -> None:
    """A disk that fails by one bit, or a file cut short, never passes for what was stored."""
    sha256 = content_hash(CONTENTS[2])
    path = folder.path_of(sha256)
    whole = path.read_bytes()
    for place in range(len(whole)):
        for changed in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]):
            path.write_bytes(changed)
            try:
                content = folder.read(sha256)
            except DamagedStore as trouble:
                assert str(path) in str(trouble)  # noqa: PT017 (either outcome is right)
            else:
                assert content == CONTENTS[2]  # a bit of the envelope that means nothing


def test_a_file_under_the_name_of_another_is_noticed(folder: ContentFolder) -> None:
    """A whole file that is not the one asked for is damage, too."""
    one, two = (folder.path_of(content_hash(content)) for content in CONTENTS[1:])
    one.write_bytes(two.read_bytes())
    with pytest.raises(DamagedStore, match="is not what was stored"):
        folder.verify(content_hash(b"one"))


def test_a_file_that_is_gone_is_told_as_missing(folder: ContentFolder) -> None:
    """Removing is for good, and removing again no trouble."""
    sha256 = content_hash(b"one")
    for _ in range(2):
        folder.remove(sha256)
        with pytest.raises(MissingFile, match="is not there"):
            folder.read(sha256)
    assert sha256 not in folder.names()


def test_a_file_that_cannot_be_opened_is_told_in_words(folder: ContentFolder) -> None:
    """A folder where a file should be is neither missing nor damaged, and cannot be removed as a file."""
    sha256 = content_hash(b"three")
    folder.path_of(sha256).mkdir(parents=True)
    with pytest.raises(UnreadablePath, match="cannot be opened: Is a directory"):
        folder.read(sha256)
    with pytest.raises(UnwritablePath, match="cannot be removed"):
        folder.remove(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 33, "ab" * 32 + "\n"])
def test_a_name_leads_to_no_other_place(folder: ContentFolder, name: str) -> None:
    """Only a hash is a name, so that nothing outside of the folder can be read or removed."""
    for use in (folder.path_of, folder.read, folder.remove):
        with pytest.raises(InvalidValue, match="64 hexadecimal digits"):
            use(name)
