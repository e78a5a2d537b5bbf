"""Files made to take long or to fill the memory; how long they take is measured in the validation."""

from contextlib import suppress

import pytest
from validation.hostile import FIT_MESSAGES, alike, files, fit_bomb, gpx, measure

from backstride.errors import FileRefused
from backstride.formats import points, read, xml

FILES = files()


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused(name: str) -> None:
    """A file from the internet must not break the machine that reads it."""
    with suppress(FileRefused):
        assert read(FILES[name]())


@pytest.mark.parametrize("name", ["sessions", "laps", "events", "workout steps", "field descriptions"])
def test_messages_beyond_what_a_device_writes_are_told(name: str) -> None:
    """Each kind of message is read only as often as a device writes it, and what is left out is said."""
    bomb = fit_bomb(FIT_MESSAGES[name])
    recordings = read(bomb)
    assert sum(len(recording.samples) for recording in recordings) == 1
    assert "damaged-messages" in {warning.slug for warning in recordings[0].warnings}
    assert not measure(name, bomb).held_bytes > 60_000_000


def test_more_tracks_than_anyone_records_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each recording takes its time, so their number has an end."""
    monkeypatch.setattr(points, "MOST_RECORDINGS", 2)
    one = "<trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk>"
    assert len(read(f"<gpx>{one * 2}</gpx>".encode())) == 2
    with pytest.raises(FileRefused, match="holds 3 tracks"):
        read(f"<gpx>{one * 3}</gpx>".encode())


def test_more_tags_than_any_recording_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory goes by the number of elements more than by the size."""
    monkeypatch.setattr(xml, "MOST_TAGS", 100)
    with pytest.raises(FileRefused, match="more than 0 million tags"):
        read(gpx("<a/>" * 101).encode())


def test_more_kinds_of_values_than_are_kept_are_said() -> None:
    """What is left out is not left out in silence."""
    names = "".join(f"<a{n}>{n}</a{n}>" for n in range(300))
    recording = read(gpx(alike(names, count=2)).encode())[0]
    assert len(recording.extra) == xml.MOST_COLUMNS
    assert [warning.slug for warning in recording.warnings] == ["too-many-fields"]
