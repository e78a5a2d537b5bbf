"""Labels as people write them."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.direction import Label, read_label, stretch_of
from backstride.direction.label import lap_stretches
from backstride.errors import InvalidLabel
from backstride.recording import Lap, Recording, Samples


def recording(end_s: float = 600.0, laps: tuple[Lap, ...] = ()) -> Recording:
    """A recording of nothing but times."""
    return Recording(
        format="fit",
        samples=Samples.of(np.arange(0.0, end_s + 1.0)),
        started_at=datetime(2026, 4, 1, tzinfo=UTC),
        laps=laps,
    )


@pytest.mark.parametrize(
    ("text", "start_s", "end_s"),
    [
        ("00:05:00-00:07:30=backward", 300.0, 450.0),
        ("5:00-7:30=backward", 300.0, 450.0),
        ("90:00-1:31:00=backward", 5400.0, 5460.0),
        ("0-12.5=backward", 0.0, 12.5),
        ("1:00.25 – 1:02 = backward", 60.25, 62.0),
    ],
)
def test_times_are_read_as_people_write_them(text: str, start_s: float, end_s: float) -> None:
    """Hours and minutes may be left out, and seconds may have a fraction."""
    label = read_label(text)
    assert (label.start_s, label.end_s) == (start_s, end_s)
    assert label.travel is Travel.BACKWARD
    assert label.lap_number is None


@pytest.mark.parametrize(
    ("what", "travel", "gait"),
    [
        ("backward", Travel.BACKWARD, None),
        ("backward walk", Travel.BACKWARD, Gait.WALK),
        ("Rückwärts laufen", Travel.BACKWARD, Gait.RUN),
        ("marche arrière", Travel.BACKWARD, Gait.WALK),
        ("倒走", Travel.BACKWARD, Gait.WALK),
        ("forward run", Travel.FORWARD, Gait.RUN),
        ("sideways", Travel.SIDEWAYS, None),
        ("unknown", Travel.UNKNOWN, None),
        ("unknown walk", Travel.UNKNOWN, Gait.WALK),
        ("unbekannt", Travel.UNKNOWN, None),
    ],
)
def test_a_label_takes_the_words_of_the_list(what: str, travel: Travel, gait: Gait | None) -> None:
    """The same words work in a label as in a name, and the user may say that nobody knows."""
    label = read_label(f"all={what}")
    assert (label.travel, label.gait) == (travel, gait)


@pytest.mark.parametrize("text", ["lap 3=backward", "lap3=backward", "Lap  3 = backward"])
def test_a_lap_is_labelled_by_its_number(text: str) -> None:
    """Laps are counted as the watch counts them."""
    assert read_label(text).lap_number == 3


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("#2 05:00-07:30=backward", 2),
        ("#12 lap 3 = backward", 12),
        (" #1  all=backward", 1),
        ("all=backward", None),
    ],
)
def test_a_label_may_name_one_of_several_recordings(text: str, number: int | None) -> None:
    """Its number stands before the stretch, which is read as without it."""
    label, plain = read_label(text), read_label(text.partition(f"#{number}")[2] or text)
    assert label.recording_number == number
    assert replace(label, recording_number=None, text="") == replace(plain, text="")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#2=backward", "is no stretch of time"),
        ("#2all=backward", "is no stretch of time"),
        ("# all=backward", "is no stretch of time"),
        ("#-1 all=backward", "is no stretch of time"),
        (f"#{'9' * 5000} all=backward", "is no stretch of time"),
        (f"lap {'9' * 5000}=backward", "is no stretch of time"),
        (f"{'9' * 5000}:00-6:00=backward", "is no stretch of time"),
        ("backward", 'has no "=" in it'),
        ("0-10=", "names no one direction"),
        ("0-10=walk", "names no one direction"),
        ("0-10=backward wlak", 'says "backward wlak"'),
        ("0-10=backward forward", "names no one direction"),
        ("0-10=not backward", "names no one direction"),
        ("0-10=unknown backward", "names no one direction"),
        ("0-10=back", "names no one direction"),
        ("10-10=backward", "is not after its start at 0:10"),
        ("7:30-5:00=backward", "ends at 5:00, which is not after its start at 7:30"),
        ("1:75-3:00=backward", "is no stretch of time"),
        ("1:60:00-2:00:00=backward", "is no stretch of time"),
        ("5:00=backward", "is no stretch of time"),
        ("-5-10=backward", "is no stretch of time"),
        ("a-b=backward", "is no stretch of time"),
        ("lap=backward", "is no stretch of time"),
        ("=backward", "is no stretch of time"),
    ],
)
def test_a_label_that_cannot_be_understood_is_refused(text: str, says: str) -> None:
    """A slip of the pen never becomes a wrong label, and the message quotes it."""
    with pytest.raises(InvalidLabel, match=says) as refused:
        read_label(text)
    assert text in str(refused.value)
    assert refused.value.remedy.endswith(".")


@given(st.integers(0, 86_399), st.integers(1, 86_400), st.integers(0, 999))
def test_a_written_time_is_read_back(start: int, length: int, milliseconds: int) -> None:
    """Writing and reading are inverse, to the millisecond."""
    end_s = start + length + milliseconds / 1000
    written = f"{start // 3600}:{start // 60 % 60:02d}:{start % 60:02d}-{end_s:.3f}=backward"
    label = read_label(written)
    assert label.start_s == start
    assert label.end_s == pytest.approx(end_s)


def test_a_label_is_cut_off_at_the_end_of_the_recording() -> None:
    """A generous end is what people write."""
    assert stretch_of(read_label("9:00-20:00=backward"), recording()) == (540.0, 600.0)


def test_a_label_outside_the_recording_is_refused() -> None:
    """A label that can do nothing is a mistake, perhaps the time of day."""
    with pytest.raises(InvalidLabel, match="begins at 10:00, but the recording lasts only 10:00"):
        stretch_of(read_label("10:00-11:00=backward"), recording())


def test_all_means_the_whole_recording() -> None:
    """One label serves a session in one direction."""
    assert stretch_of(read_label("all=backward"), recording()) == (0.0, 600.0)


@pytest.mark.parametrize(
    ("number", "says"), [(0, "names lap 0"), (3, "names lap 3, but the recording has 2 laps")]
)
def test_a_lap_that_does_not_exist_is_refused(number: int, says: str) -> None:
    """The message says how many laps there are."""
    laps = (Lap(start_s=0.0, end_s=100.0), Lap(start_s=100.0, end_s=200.0))
    with pytest.raises(InvalidLabel, match=says):
        stretch_of(Label(travel=Travel.BACKWARD, lap_number=number), recording(laps=laps))


def test_a_recording_without_laps_says_so() -> None:
    """Many GPX files have none."""
    with pytest.raises(InvalidLabel, match="but the recording has no laps"):
        stretch_of(read_label("lap 1=backward"), recording())


def test_a_lap_without_length_is_refused() -> None:
    """A button pressed twice makes a lap of no length."""
    laps = (Lap(start_s=0.0, end_s=0.0), Lap(start_s=0.0, end_s=200.0))
    with pytest.raises(InvalidLabel, match="which has no length"):
        stretch_of(read_label("lap 1=backward"), recording(laps=laps))


def test_neighbouring_laps_share_one_edge() -> None:
    """A lap that overlaps the next by a fraction of a second, or leaves a gap, ends where it begins."""
    laps = (
        Lap(start_s=0.0, end_s=100.4),
        Lap(start_s=100.0, end_s=199.3),
        Lap(start_s=200.0, end_s=250.0),
        Lap(start_s=300.0, end_s=350.0),
    )
    assert lap_stretches(laps) == ((0.0, 100.0), (100.0, 200.0), (200.0, 250.0), (300.0, 350.0))
    assert stretch_of(read_label("lap 2=backward"), recording(laps=laps)) == (100.0, 200.0)
