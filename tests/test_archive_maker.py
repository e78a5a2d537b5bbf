"""What the benchmarks import is sound, distinct, and counted right: else they would measure nothing."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import fitdecode
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from validation.archive_maker import (
    COLUMNS,
    LONGEST_S,
    ArchiveContents,
    distinct_recordings,
    generated_activity,
    starts_at,
    write_archive,
)

from backstride import read
from backstride.bout import Travel
from backstride.direction import bouts
from backstride.errors import FileRefused, InvalidValue, NotAnActivity, UnknownFormat
from backstride.recording import COLUMNS as ALL_COLUMNS
from backstride.recording import Recording

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def leaves(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of an archive at every depth."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename.endswith(".zip"):
                yield from leaves(content)
            else:
                yield member.filename, content


def recordings_in(path: Path) -> tuple[list[Recording], list[FileRefused]]:
    """What all members of an archive give, and why the others give nothing."""
    found: list[Recording] = []
    refusals: list[FileRefused] = []
    for _, content in leaves(path.read_bytes()):
        try:
            found += read(content)
        except FileRefused as refusal:
            refusals.append(refusal)
    return found, refusals


@pytest.mark.parametrize("number", [0, 1, 2, 4711])
def test_a_generated_activity_is_read_whole_and_goes_both_ways(number: int) -> None:
    """No warning, a sample each second, the promised columns, and steps that label backward travel."""
    (recording,) = read(generated_activity(number, seconds=600))
    assert recording.warnings == ()
    assert recording.is_simulated
    assert recording.started_at == starts_at(number)
    assert np.array_equal(recording.samples.elapsed_s, np.arange(601.0))
    known = {name for name in ALL_COLUMNS if np.isfinite(getattr(recording.samples, name)).all()}
    assert known == {*COLUMNS, "elapsed_s", "position_distance_m"}
    assert {bout.travel for bout in bouts(recording)} >= {Travel.FORWARD, Travel.BACKWARD}


def test_a_generated_activity_is_sound_to_another_reader() -> None:
    """The checksum holds, and every moment in the file has moved to the activity's own day."""
    start = starts_at(321)
    moments = []
    with fitdecode.FitReader(
        io.BytesIO(generated_activity(321, seconds=300)), check_crc=fitdecode.CrcCheck.RAISE
    ) as reader:
        for frame in reader:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA:
                moments += [
                    field.value
                    for field in frame.fields
                    if field.units != "m" and hasattr(field.value, "year")
                ]
    assert len(moments) > 301
    assert all(start <= each.astimezone(start.tzinfo) <= start + timedelta(seconds=300) for each in moments)


def test_a_generated_activity_agrees_with_its_own_totals() -> None:
    """The day's form moves the session's mean heart rate as it moves the samples'."""
    for number in range(5, 9):
        data = generated_activity(number, seconds=900)
        with fitdecode.FitReader(io.BytesIO(data)) as reader:
            data_frames = [frame for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA]
        (session,) = [frame for frame in data_frames if frame.name == "session"]
        mean_bpm = read(data)[0].samples.heart_rate_bpm[:-1].mean()
        assert session.get_value("avg_heart_rate") == pytest.approx(mean_bpm, abs=1.0)


def test_each_number_and_seed_has_its_own_file_and_always_the_same() -> None:
    """A benchmark can be run again, and content alone tells the activities apart."""
    made = [generated_activity(number, seconds=120, seed=seed) for number in range(6) for seed in (1, 2)]
    again = [generated_activity(number, seconds=120, seed=seed) for number in range(6) for seed in (1, 2)]
    assert made == again
    assert len(set(made)) == len(made)


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 100))
def test_generated_activities_never_overlap(one: int, other: int, seed: int) -> None:
    """However long they last, the earlier one is over before the later one begins."""
    if one != other:
        apart = abs(starts_at(one, seed=seed) - starts_at(other, seed=seed))
        assert apart > timedelta(seconds=LONGEST_S)


@pytest.mark.parametrize(("number", "seconds"), [(-1, 3600), (0, 10), (0, LONGEST_S + 1)])
def test_an_activity_that_could_overlap_or_hold_nothing_is_refused(number: int, seconds: int) -> None:
    """The promise of distinct days is kept by refusing what would break it."""
    with pytest.raises(InvalidValue, match="was asked for"):
        generated_activity(number, seconds=seconds)


def test_an_archive_holds_exactly_what_it_says(tmp_path: Path) -> None:
    """Members at every depth, activities among them, and nothing an import could fail on."""
    contents = write_archive(tmp_path / "export.zip", None, members=240, activities=9, seconds=120)
    assert contents == ArchiveContents(members=240, activities=9, duplicates=0, ignored=231, refused=0)
    members = [content for _, content in leaves((tmp_path / "export.zip").read_bytes())]
    recordings, refusals = recordings_in(tmp_path / "export.zip")
    assert (len(members), len(recordings), len(refusals)) == (240, 9, 231)
    assert len({hashlib.sha256(content).digest() for content in members}) == 240
    assert {type(refusal) for refusal in refusals} == {NotAnActivity, UnknownFormat}


def test_the_same_seed_gives_the_same_archive(tmp_path: Path) -> None:
    """Byte for byte, so that a figure can be measured again."""
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        write_archive(tmp_path / name, None, members=20, activities=3, seed=seed, seconds=120)
    one, again, other = ((tmp_path / name).read_bytes() for name in ("one", "again", "other"))
    assert one == again != other


def test_an_archive_too_small_for_its_activities_is_refused(tmp_path: Path) -> None:
    """Nothing is written that would not hold what was asked for."""
    with pytest.raises(InvalidValue, match="2 members"):
        write_archive(tmp_path / "export.zip", None, members=2, activities=3, seconds=120)
    assert not (tmp_path / "export.zip").exists()


def test_of_real_files_with_the_same_activity_one_is_taken(tmp_path: Path) -> None:
    """Equal bytes, the same time in another file or in the same, and what is refused are left out."""
    (tmp_path / "fit").mkdir()
    one, shorter, two, three, four, five = (
        generated_activity(number, seconds=seconds)
        for number, seconds in ((1, 300), (1, 200), (2, 300), (3, 300), (4, 300), (4, 200))
    )
    chain, doubled = two + three, four + five
    for index, data in enumerate((one, one, shorter, b"not a recording", one[:40], doubled, chain)):
        (tmp_path / "fit" / f"{index}.fit").write_bytes(data)
    assert list(distinct_recordings(tmp_path)) == [
        (one, (starts_at(1),)),
        (chain, (starts_at(2), starts_at(3))),
    ]


def test_generated_activities_keep_off_the_days_of_real_ones(tmp_path: Path) -> None:
    """An import that looks for the same time again finds none."""
    (tmp_path / "fit").mkdir()
    (tmp_path / "fit" / "real.fit").write_bytes(generated_activity(1, seconds=300, seed=9))
    write_archive(tmp_path / "export.zip", tmp_path, members=12, activities=4, seconds=120)
    recordings, _ = recordings_in(tmp_path / "export.zip")
    starts = sorted(each.started_at for each in recordings if each.started_at is not None)
    assert len(starts) == 4
    assert starts_at(1, seed=9) in starts
    assert all(later - earlier > timedelta(seconds=LONGEST_S) for earlier, later in pairwise(starts))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real recordings are not on this machine")
def test_an_archive_of_real_recordings_counts_each_session(tmp_path: Path) -> None:
    """The legs of a triathlon are several activities, and no two recordings overlap."""
    contents = write_archive(tmp_path / "export.zip", CORPUS, members=160, activities=140, seconds=120)
    recordings, refusals = recordings_in(tmp_path / "export.zip")
    assert contents.activity_files < contents.activities == len(recordings) == 140
    assert contents.ignored == len(refusals)
    spans = sorted((each.started_at, each.end_s) for each in recordings if each.started_at is not None)
    assert len(spans) == 140
    assert all(
        earlier + timedelta(seconds=lasts) <= later for (earlier, lasts), (later, _) in pairwise(spans)
    )
