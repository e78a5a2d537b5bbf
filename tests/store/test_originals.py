import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import DamagedStore, TooLarge
from backstride.formats.content import unpacked
from backstride.store import originals
from backstride.store.originals import Originals, content_hash, pack, unpack


@given(data=st.binary(max_size=5000))
def test_packing_and_unpacking_are_inverse(data: bytes) -> None:
    """An original comes back byte for byte."""
    assert unpack(pack(data), len(data)) == data


def test_the_same_bytes_always_give_the_same_file() -> None:
    """A file that is imported again has the same size, and is not written again."""
    data = bytes(range(256)) * 500
    assert pack(data) == pack(bytes(bytearray(data)))
    assert len(pack(data)) < len(data) / 50


def test_a_compressed_file_and_its_content_are_one_original() -> None:
    """A platform's `.fit.gz` is the watch's `.fit`."""
    data = b"a recording" * 100
    assert content_hash(unpacked(gzip.compress(data))[0]) == content_hash(data)


def test_a_file_that_swells_is_not_unpacked() -> None:
    """A small file that unpacks to gigabytes does not fill the memory."""
    packed = pack(bytes(50_000_000))
    assert len(packed) < 10_000
    with pytest.raises(DamagedStore, match="more than 1,000,000 bytes"):
        unpack(packed, 1_000_000)


def test_what_could_not_be_read_again_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is told when a file comes in, not when it is needed."""
    monkeypatch.setattr(originals, "LARGEST_ORIGINAL", 1000)
    assert pack(bytes(1000))
    with pytest.raises(TooLarge, match="The store keeps files of up to"):
        pack(bytes(1001))


@pytest.mark.parametrize("packed", [b"", b"garbage", pack(b"x" * 1000)[:-1], pack(b"x" * 1000)[:9]])
def test_what_is_not_whole_gives_no_original(packed: bytes, tmp_path: Path) -> None:
    """A file that is empty, something else or cut short is damage, not a shorter original."""
    folder = Originals(tmp_path)
    path = folder.path_of(content_hash(b"x" * 1000))
    path.parent.mkdir()
    path.write_bytes(packed)
    with pytest.raises(DamagedStore, match="is not what was stored"):
        folder.read(path.stem)
