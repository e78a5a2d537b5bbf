"""Our numbers beside those of fitdecode's profile, which was exported from the published one."""

from collections.abc import Mapping

import pytest
from fitdecode.profile import FIELD_TYPES, MESSAGE_TYPES

from backstride.formats.fit import profile
from backstride.formats.fit.activity import _SCALED

UNKNOWN_MESSAGES = {104: "battery", 113: "best_effort", 140: "activity_metrics"}
"""Messages that the profile keeps to itself, as the community calls them."""
TO_SI = {
    "ms": 1000.0,
    "mm": 1000.0,
    "percent": 100.0,
    "m": 1.0,
    "m/s": 1.0,
    "bpm": 1.0,
    "watts": 1.0,
    "C": 1.0,
}
"""How many of a unit of the profile make one of ours."""

UNITS = {
    "%": {"%", "percent"},
    "1/min": {"Breaths/min", "s"},  # the profile's slip for respiration_rate
    "W": {"watts"},
    "°C": {"C"},
    "m": {"m"},
    "m/s": {"m/s"},
    "s": {"s"},
    "mm": {"mm"},
    "kcal": {"kcal"},
    "g/dL": {"g/dL"},
    "Pa": {"Pa"},
    "cycles": {"cycles"},
}
"""What the profile calls our units."""


def names(kind: str) -> dict[int, str]:
    """The names of a type of the profile by number."""
    return dict(FIELD_TYPES[kind].enum)


@pytest.mark.parametrize(
    ("ours", "kind"),
    [
        (profile.SPORTS, "sport"),
        (profile.SUB_SPORTS, "sub_sport"),
        (profile.LAP_TRIGGERS, "lap_trigger"),
        (profile.INTENSITIES, "intensity"),
        (profile.MESSAGE_NAMES, "mesg_num"),
    ],
)
def test_a_name_stands_for_the_number_that_the_profile_gives_it(ours: Mapping[int, str], kind: str) -> None:
    """A sport, a trigger, an intensity or a message is called by its right name."""
    theirs = names(kind)
    assert {number: theirs.get(number, name) for number, name in ours.items()} == dict(ours)


def test_few_names_are_ours_alone() -> None:
    """A number that the profile does not know was put in on purpose."""
    unknown = {n: name for n, name in profile.MESSAGE_NAMES.items() if n not in names("mesg_num")}
    assert unknown == UNKNOWN_MESSAGES
    assert profile.SPORTS.keys() <= names("sport").keys()
    assert profile.SUB_SPORTS.keys() <= names("sub_sport").keys()
    assert profile.LAP_TRIGGERS.keys() <= names("lap_trigger").keys()
    assert profile.INTENSITIES.keys() <= names("intensity").keys()


def test_the_ends_of_a_step_have_the_numbers_of_the_profile() -> None:
    """A step of 100 m is not taken for one of 100 s."""
    theirs = {
        number: name.replace("cmplt", "completed") for number, name in names("wkt_step_duration").items()
    }
    assert {number: theirs[number] for number in profile.STEP_DURATIONS} == profile.STEP_DURATIONS


def test_the_types_of_file_have_the_numbers_of_the_profile() -> None:
    """A refusal names what the file really holds, in words."""
    theirs = names("file")
    assert theirs[profile.ACTIVITY_FILE] == "activity"
    for number, name in profile.FILE_TYPES.items():
        words, known = set(name.split()), set(theirs[number].split("_"))
        assert words & known, (number, name, theirs[number])


def test_types_that_no_profile_names_do_not_stand_in_for_those_that_it_names() -> None:
    """Names from folders of a watch fill gaps only."""
    assert not profile.UNLISTED_FILE_TYPES.keys() & (names("file").keys() | profile.FILE_TYPES.keys())


def test_a_maker_has_the_number_of_the_profile() -> None:
    """A device is not ascribed to somebody else."""
    theirs = names("manufacturer")
    for number, name in profile.MANUFACTURERS.items():
        assert name.lower() in theirs[number].replace("_", ""), (number, name, theirs[number])


def test_the_events_of_the_timer_are_those_of_the_profile() -> None:
    """A pause begins with a stop of the timer, not with any event."""
    kinds = names("event_type")
    assert names("event")[profile.TIMER_EVENT] == "timer"
    assert {kinds[number] for number in profile.TIMER_STARTS} == {"start"}
    assert all(kinds[number].startswith("stop") for number in profile.TIMER_STOPS)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (profile.FILE_ID, "file_id"),
        (profile.SPORT, "sport"),
        (profile.SESSION, "session"),
        (profile.LAP, "lap"),
        (profile.RECORD, "record"),
        (profile.EVENT, "event"),
        (profile.DEVICE_INFO, "device_info"),
        (profile.WORKOUT, "workout"),
        (profile.WORKOUT_STEP, "workout_step"),
        (profile.ACTIVITY, "activity"),
        (profile.FILE_CREATOR, "file_creator"),
        (profile.HEART_RATE, "hr"),
        (profile.FIELD_DESCRIPTION, "field_description"),
    ],
)
def test_a_message_that_is_read_has_its_number(number: int, name: str) -> None:
    """The reader looks for each message under the number it has."""
    assert MESSAGE_TYPES[number].name == name


@pytest.mark.parametrize("column", sorted(_SCALED.keys() - {"latitude_deg", "longitude_deg"}))
def test_a_column_is_scaled_as_the_profile_says(column: str) -> None:
    """Scale and offset of every field that fills a column agree with the profile, in SI units."""
    fields = MESSAGE_TYPES[profile.RECORD].fields
    for number, scale, offset in _SCALED[column]:
        known = fields[number]
        assert (known.scale or 1.0) * TO_SI[known.units] == scale, known.name
        assert (known.offset or 0.0) == offset, known.name


def test_positions_are_in_semicircles() -> None:
    """Half a turn is 2**31 of them."""
    fields = MESSAGE_TYPES[profile.RECORD].fields
    assert [(fields[n].name, fields[n].units) for n in (0, 1)] == [
        ("position_lat", "semicircles"),
        ("position_long", "semicircles"),
    ]
    assert 2**31 * profile.DEGREES_PER_SEMICIRCLE == 180.0


def test_cadence_and_its_fraction_are_the_fields_of_the_profile() -> None:
    """Whole strides in field 4, 128ths of them in 53, 256ths of all in 52."""
    fields = MESSAGE_TYPES[profile.RECORD].fields
    found = [(fields[n].name, fields[n].scale or 1) for n in (4, 53, 52)]
    assert found == [("cadence", 1), ("fractional_cadence", 128), ("cadence256", 256)]


@pytest.mark.parametrize("number", sorted(profile.RECORD_FIELDS))
def test_a_further_field_has_the_name_scale_and_unit_of_the_profile(number: int) -> None:
    """What is kept beside the columns can be understood."""
    ours, theirs = profile.RECORD_FIELDS[number], MESSAGE_TYPES[profile.RECORD].fields[number]
    assert (ours.name, ours.scale, ours.offset) == (theirs.name, theirs.scale or 1.0, theirs.offset or 0.0)
    if ours.unit is not None:
        assert theirs.units is None or theirs.units in UNITS[ours.unit]


def test_the_zero_of_time_is_the_last_day_of_1989() -> None:
    """FIT counts seconds from 1989-12-31 00:00 UTC, and the year 2000 began 3,653 days later."""
    assert profile.EPOCH_UNIX_S == 631_065_600
    assert profile.FIRST_DATE_S == 3653 * 86_400
