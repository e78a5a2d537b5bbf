"""Whole FIT files: sound, chained, damaged, of another kind."""

import pickle
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backstride
from backstride.errors import BackstrideError, DamagedFile, EmptyFile, NotAnActivity
from backstride.formats.fit import profile, read_fit
from backstride.formats.fit.encode import (
    BaseType,
    Crc,
    DeveloperField,
    FitField,
    FitMessage,
    Value,
    developer_data_id,
    encode,
    field_description,
    file_id,
    fit_file,
    wrap,
)
from backstride.recording import COLUMNS, Recording

START_S = 1_100_000_000
RUNNING = 1


def message(number: int, *fields: tuple[int, BaseType, Value]) -> FitMessage:
    """A message of plain fields."""
    return FitMessage(number, tuple(FitField(*field) for field in fields))


def record(at_s: int, heart_rate_bpm: int = 120, *, local: int | None = None) -> FitMessage:
    """A record with a heart rate, a distance and an app's field."""
    fields = (
        FitField(profile.TIMESTAMP, BaseType.UINT32, START_S + at_s),
        FitField(3, BaseType.UINT8, heart_rate_bpm),
        FitField(5, BaseType.UINT32, 300 * at_s),
    )
    return FitMessage(profile.RECORD, fields, (DeveloperField(0, 1, BaseType.UINT16, at_s),), local=local)


def session(start_s: int = 0) -> FitMessage:
    """A run."""
    return message(profile.SESSION, (2, BaseType.UINT32, START_S + start_s), (5, BaseType.ENUM, RUNNING))


APP = (developer_data_id(0), field_description(0, 1, BaseType.UINT16, "Steps"))


def activity(count: int = 20, *, start_s: int = 0, heart_rate_bpm: int = 120) -> list[FitMessage]:
    """A short run with everything a run has."""
    records = [record(start_s + k, heart_rate_bpm + k % 9) for k in range(count)]
    lap = message(
        profile.LAP,
        (2, BaseType.UINT32, START_S + start_s),
        (7, BaseType.UINT32, 1000 * count),
        (24, BaseType.ENUM, 0),
    )
    return [file_id(), *APP, *records[: count // 2], lap, *records[count // 2 :], session(start_s)]


def other(kind: int) -> bytes:
    """A file that holds something else than an activity."""
    return fit_file([file_id(kind=kind), message(2, (1, BaseType.UINT8, 3))])


def slugs(recording: Recording) -> list[str]:
    """What was odd."""
    return [warning.slug for warning in recording.warnings]


def contents(recordings: tuple[Recording, ...]) -> bytes:
    """All that recordings hold, as bytes that can be compared."""
    return pickle.dumps(
        [
            (
                [getattr(each.samples, name).tobytes() for name in COLUMNS],
                [(name, column.values.tolist(), column.unit) for name, column in each.extra.items()],
                [
                    (name, [(key, column.values.tolist()) for key, column in table.items()])
                    for name, table in each.messages.items()
                ],
                each.started_at,
                each.utc_offset_s,
                each.sport,
                each.device,
                each.laps,
                each.pauses,
                each.steps,
                dict(each.names),
                each.warnings,
            )
            for each in recordings
        ]
    )


def test_a_sound_file_gives_its_recording_and_nothing_to_warn_of() -> None:
    """The plain case."""
    (recording,) = read_fit(fit_file(activity()))
    assert (recording.format, len(recording.samples), recording.warnings) == ("fit", 20, ())


def test_reading_twice_gives_the_same() -> None:
    """Nothing depends on what was read before: not the values, not their order."""
    data = fit_file(activity())
    first = contents(read_fit(data))
    read_fit(fit_file(activity(7, heart_rate_bpm=90), big_endian=True))
    assert contents(read_fit(data)) == first


@pytest.mark.parametrize("redefine_each", [False, True], ids=["once", "each"])
@pytest.mark.parametrize("header_size", [12, 14])
@pytest.mark.parametrize("header_crc", list(Crc), ids=lambda crc: crc.value)
def test_the_way_a_file_is_written_changes_nothing(
    redefine_each: bool,  # noqa: FBT001 (pytest fills it)
    header_size: int,
    header_crc: Crc,
) -> None:
    """Definitions once or before each message, old and new headers, with and without their checksum."""
    written = fit_file(
        activity(), redefine_each=redefine_each, header_size=header_size, header_crc=header_crc
    )
    assert contents(read_fit(written)) == contents(read_fit(fit_file(activity())))


def test_a_big_endian_file_says_the_same() -> None:
    """One device in six writes the other order of bytes."""
    assert contents(read_fit(fit_file(activity(), big_endian=True))) == contents(
        read_fit(fit_file(activity()))
    )


def test_chained_activities_are_recordings_one_after_the_other() -> None:
    """Several files in one, each with its own definitions and byte order."""
    morning, evening = activity(), activity(5, start_s=36_000, heart_rate_bpm=150)
    recordings = read_fit(fit_file(morning) + fit_file(evening, big_endian=True))
    apart = read_fit(fit_file(morning)) + read_fit(fit_file(evening))
    assert contents(recordings) == contents(apart)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_settings_file_chained_to_an_activity_is_passed_over(is_first: bool) -> None:  # noqa: FBT001 (pytest fills it)
    """Watches append what else they have; the activity is what one wants."""
    settings, run = other(2), fit_file(activity())
    data = settings + run if is_first else run + settings
    assert contents(read_fit(data)) == contents(read_fit(run))


def test_beats_in_a_file_of_their_own_reach_the_activity_before_it() -> None:
    """A watch appends to the swim what it fetches from the strap afterwards."""
    swim = [message(profile.RECORD, (profile.TIMESTAMP, BaseType.UINT32, START_S + k)) for k in range(3)]
    beats = message(
        profile.HEART_RATE,
        (profile.TIMESTAMP, BaseType.UINT32, START_S),
        (6, BaseType.UINT8, (101, 102)),
        (9, BaseType.UINT32, (1024, 2048)),
    )
    (recording,) = read_fit(fit_file([file_id(), *swim]) + fit_file([file_id(), beats]))
    assert recording.samples.heart_rate_bpm.tolist() == [101.0, 102.0, 102.0]


@pytest.mark.parametrize(
    ("kind", "content"), sorted((k, name) for k, name in profile.FILE_TYPES.items() if k != 4)
)
def test_a_file_of_another_kind_is_told_by_name(kind: int, content: str) -> None:
    """A sound settings file is no failure, and no activity either."""
    with pytest.raises(
        NotAnActivity, match=f"This FIT file holds {content} data, not an activity"
    ) as refusal:
        read_fit(other(kind))
    assert refusal.value.content == content
    assert "Nothing is lost" in refusal.value.remedy


def test_a_file_of_an_unknown_kind_is_told_by_number() -> None:
    """A kind that a maker keeps to itself."""
    with pytest.raises(NotAnActivity, match="holds file type 250 data"):
        read_fit(other(250))


def test_a_file_that_does_not_say_what_it_is_may_be_an_activity() -> None:
    """Without a `file_id`, or with a kind that is missing, the content decides."""
    for messages in (activity()[1:], [file_id(kind=0xFF), *activity()[1:]]):
        (recording,) = read_fit(fit_file(messages))
        assert len(recording.samples) == 20


def test_an_empty_file_is_refused() -> None:
    """There is nothing in it."""
    with pytest.raises(EmptyFile, match="The file is empty"):
        read_fit(b"")


def test_a_file_without_messages_is_no_activity() -> None:
    """A header and a checksum around nothing."""
    with pytest.raises(BackstrideError, match=r"breaks off|neither a sample"):
        read_fit(wrap(b""))


def test_a_file_that_is_damaged_before_its_first_sample_is_refused_with_its_damage() -> None:
    """The message says where it broke."""
    data = wrap(encode([file_id()]) + b"\x0e\x01\x02")
    with pytest.raises(
        DamagedFile, match=r"damaged before its first sample. At byte \d+ a message has a layout"
    ):
        read_fit(data)


def test_a_damaged_file_keeps_what_precedes_the_damage() -> None:
    """The minutes before the battery died count."""
    data = wrap(encode(activity(12)[:-1]) + b"\x0e" * 30)
    (recording,) = read_fit(data)
    assert len(recording.samples) == 12
    assert slugs(recording) == ["damaged-messages"]


def test_a_wrong_checksum_keeps_everything_and_says_so() -> None:
    """Programs that change a file forget the checksum."""
    (recording,) = read_fit(fit_file(activity(), file_crc=Crc.WRONG))
    assert len(recording.samples) == 20
    assert slugs(recording) == ["bad-checksum"]


def test_bytes_behind_the_end_are_told_in_each_recording() -> None:
    """Whichever of them one looks at."""
    recordings = read_fit(fit_file(activity()) + fit_file(activity(3)) + b"rubbish")
    assert [slugs(recording) for recording in recordings] == [["trailing-bytes"]] * 2


@pytest.mark.parametrize("declared", [0, 5_000_000], ids=["zero", "too large"])
def test_a_header_with_a_wrong_size_keeps_everything(declared: int) -> None:
    """The device was switched off before it wrote the size, or the copy broke off."""
    (recording,) = read_fit(fit_file(activity(), declared_size=declared, file_crc=None))
    assert len(recording.samples) == 20
    assert slugs(recording) == ["truncated"]


HEAD = [file_id(), *APP, record(0, 100)]
SMALL = fit_file(
    [
        *HEAD,
        *(record(k, 100 + k) for k in range(1, 4)),
        *(message(profile.RECORD, (profile.TIMESTAMP, BaseType.UINT32, START_S + k)) for k in (4, 5)),
        FitMessage(profile.RECORD, (FitField(3, BaseType.UINT8, 111),), time_offset_s=(START_S + 6) & 31),
        session(),
    ]
)


def first_sample_end() -> int:
    """Where the first sample of the small file ends."""
    keeps_low = [*HEAD, FitMessage(profile.RECORD, (), time_offset_s=0)]
    return len(wrap(encode(keeps_low), file_crc=None)) - len(encode(keeps_low[-1:]))


@pytest.mark.parametrize("size", range(1, first_sample_end()))
def test_a_file_cut_before_the_end_of_its_first_sample_is_refused(size: int) -> None:
    """As damaged, with what can be done."""
    with pytest.raises(DamagedFile, match="damaged") as refusal:
        read_fit(SMALL[:size])
    assert "again" in refusal.value.remedy


@pytest.mark.parametrize("size", range(first_sample_end(), len(SMALL)))
def test_a_file_cut_behind_its_first_sample_gives_its_beginning(size: int) -> None:
    """No traceback, no invented sample: what is read is what the whole file begins with."""
    (whole,), (recording,) = read_fit(SMALL), read_fit(SMALL[:size])
    assert slugs(recording) == ["truncated"]
    count = len(recording.samples)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(recording.samples, name), getattr(whole.samples, name)[:count])
    assert 1 <= count <= len(whole.samples) == 7
    if size >= len(SMALL) - 2:
        assert count == 7


@given(st.binary(max_size=200))
def test_garbage_is_refused_by_one_of_our_errors(data: bytes) -> None:
    """Anything else would be a bug."""
    with pytest.raises(BackstrideError):
        read_fit(data)


@given(st.binary(max_size=300), st.booleans())
def test_garbage_between_header_and_checksum_never_breaks_the_reader(
    data: bytes,
    after_a_run: bool,  # noqa: FBT001 (Hypothesis fills it)
) -> None:
    """Whatever the messages are made of; what came before them is kept."""
    before = encode(activity(10)[:-1]) if after_a_run else b""
    try:
        (recording,) = read_fit(wrap(before + data))
    except BackstrideError:
        assert not after_a_run
        return
    if after_a_run:
        assert len(recording.samples) >= 1


@given(st.data())
def test_a_damaged_byte_never_breaks_the_reader(choice: st.DataObject) -> None:
    """One byte of a sound file set to anything: a recording, or one of our errors."""
    data = bytearray(SMALL)
    for _ in range(choice.draw(st.integers(1, 4))):
        data[choice.draw(st.integers(0, len(data) - 1))] = choice.draw(st.integers(0, 255))
    try:
        recordings = read_fit(bytes(data))
    except BackstrideError:
        return
    assert recordings
    contents(recordings)


@lru_cache(maxsize=1)
def corpus(root: Path) -> tuple[Path, ...]:
    """Real files, where they are at hand."""
    return tuple(sorted((root.parent / "shared" / "corpus" / "fit").glob("*.[fF][iI][tT]")))


@pytest.mark.parametrize(
    ("part", "recordings"),
    [
        ("FR70-intervals", 1),
        ("Multisession-stop-after-transition", 5),
        ("multisport-triathlon-fenix3", 5),
        ("coros-pace-2-cycling-misaligned", 1),
        ("garmin-fr935-cr", 1),
    ],
)
def test_real_files_with_a_peculiarity_are_read(root: Path, part: str, recordings: int) -> None:
    """Compressed times, several sessions, odd sizes, chains: as devices really write them."""
    found = [path for path in corpus(root) if part in path.name]
    if not found:
        pytest.skip("the corpus of real files is not at hand")
    read = backstride.read(found[0].read_bytes())
    assert len(read) == recordings
    assert all(len(each.samples) for each in read)
    assert any(np.isfinite(each.samples.heart_rate_bpm).any() for each in read)
