import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import UnsafeArchive
from backstride.formats.archives.names import LONGEST_SHOWN, decoded, safe_path, shown, why_ignored


@given(st.text())
def test_a_shown_name_hides_nothing_and_is_short(name: str) -> None:
    """A file name can neither clear the screen nor turn the text around."""
    safe = shown(name)
    assert len(safe) <= LONGEST_SHOWN
    assert not any(unicodedata.category(mark) in {"Cc", "Cf", "Cs"} for mark in safe)
    assert shown(safe) == safe


@given(st.text(st.sampled_from("ab./\\:C\x00"), max_size=12))
def test_a_safe_path_stays_inside(name: str) -> None:
    """Whatever passes has only plain parts, and passes again unchanged."""
    try:
        path = safe_path(name)
    except UnsafeArchive:
        return
    assert not path.startswith("/")
    assert not {"", ".", ".."} & set(path.removesuffix("/").split("/"))
    assert safe_path(path) == path


@given(st.binary(max_size=30), st.sampled_from([0, 0x800]))
def test_every_raw_name_is_some_text(raw: bytes, flags: int) -> None:
    """No bytes are too odd for a name."""
    assert isinstance(decoded(raw, flags), str)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("media/1.HEIC", "a picture"),
        ("media/1.mp4", "a film"),
        ("activities.csv", "a table of the export"),
        ("DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json", "data of the export as JSON"),
        ("training-session-2026-04-01-1-a.json", "a training of Polar"),
        ("apple_health_export/Export.xml", "Apple Health's own records"),
        ("apple_health_export/exportación.xml", "Apple Health's own records"),
        ("a/__MACOSX/b/._1.fit", "a hidden file of macOS"),
        ("__MACOSX/1.fit", "a hidden file of macOS"),
        (".DS_Store", "a hidden file of macOS"),
        ("Thumbs.db", "a hidden file of Windows"),
        ("a/.hidden.fit", "a hidden file"),
    ],
)
def test_what_is_certainly_no_recording_is_known_by_name(path: str, reason: str) -> None:
    """Its reason is in words that people know."""
    assert (why_ignored(path) or "").startswith(reason)


@pytest.mark.parametrize(
    "path",
    [
        "1.fit",
        "1.FIT.GZ",
        "a.gpx",
        "b.tcx",
        "parts.zip",
        "noending",
        "csv",
        "workout.xml",
        "a.kml",
        "jpg/1.fit",
    ],
)
def test_what_may_be_a_recording_is_left_to_its_content(path: str) -> None:
    """Names lie; only the content of these tells."""
    assert why_ignored(path) is None
