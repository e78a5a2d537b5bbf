import pytest
from hypothesis import given
from tests.training.workouts import LENGTHS, TARGETS

from backstride.errors import InvalidValue
from backstride.training.workout import Length, LengthKind, Target, TargetKind
from backstride.training.workout_quantities import length_text, read_length, read_target, target_text


@given(LENGTHS)
def test_every_length_is_read_back_to_its_end(length: Length) -> None:
    """Its own text, the whole of it, and nothing of what follows."""
    text = length_text(length)
    assert read_length(text) == (length, len(text))
    assert read_length(f"{text} backward") == (length, len(text))


@given(TARGETS.filter(lambda target: target.kind is not TargetKind.OPEN))
def test_every_target_is_read_back_from_where_it_stands(target: Target) -> None:
    """Words before it are passed over, words behind it left."""
    text = target_text(target)
    assert read_target(f"@{text} recovery", 1) == (target, 1 + len(text))


def test_an_open_target_has_no_words() -> None:
    """Nothing is asked for, so nothing is written."""
    assert target_text(Target()) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(60.0, "1min"), (90.0, "90s"), (120.0, "2min"), (150.0, "2:30"), (3661.0, "61:01"), (1.5, "1.5s")],
)
def test_times_are_written_as_people_say_them(seconds: float, text: str) -> None:
    """Whole minutes, seconds up to two minutes, then a clock; fractions stay."""
    assert length_text(Length(kind=LengthKind.TIME, value=seconds)) == text


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (100.0, "100m"),
        (999.9, "999.9m"),
        (1500.0, "1.5km"),
        (1550.0, "1550m"),
        (1609.344, "1mile"),
        (3218.688, "2miles"),
        (10_000.0, "10km"),
    ],
)
def test_distances_are_written_as_people_say_them(metres: float, text: str) -> None:
    """Metres, tenths of kilometres, and miles where it is miles to the last digit."""
    assert length_text(Length(kind=LengthKind.DISTANCE, value=metres)) == text


@pytest.mark.parametrize(
    "text", ["", "backward", "5", "5 parsecs", "5minutesx", "until tomorrow", "1:75", "m5", "٥min"]
)
def test_what_is_no_length_is_refused_with_examples(text: str) -> None:
    """Digits of other scripts too: they look like a number and would be read as another."""
    with pytest.raises(InvalidValue, match=r"has no length that is known.*5min, 90s"):
        read_length(text)


@pytest.mark.parametrize("text", ["", "4", "RPE", "Z", "Z22", "75%", "75% HRmaxi", "6:00", "5 km", "5 knots"])
def test_what_is_no_target_is_refused_with_examples(text: str) -> None:
    """A number without its kind is a guess; a word that goes on is another word."""
    with pytest.raises(InvalidValue, match=r"is not known.*@75-85% HRmax"):
        read_target(text)
