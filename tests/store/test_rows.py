"""Rows and values: what is kept of a person or an activity is the same when it is read again."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backstride.athlete import POSSIBLE, Athlete, Condition, HeartChoice, Measurement, Quantity, Sex
from backstride.bout import Gait, Posterior, Travel
from backstride.log import Derived
from backstride.log.summary import BoutRow, DirectionRow, EffortRow, Summary, Sums
from backstride.store import rows

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.integers(0, 2**31 - 1)
DAYS = st.dates()
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (Hypothesis sets the zone)
TRAVELS, GAITS = st.sampled_from(Travel), st.sampled_from(Gait)
SHARES = st.tuples(*(st.floats(0.0, 1.0),) * 3).filter(lambda shares: sum(shares) > 0.01)
POSTERIORS = SHARES.map(
    lambda shares: Posterior(
        **dict(zip(("forward", "backward", "sideways"), (each / sum(shares) for each in shares), strict=True))
    )
)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values, or None where something is unknown."""
    return st.none() | values


KNOWN = {"duration_s", "distance_known_s", "steps_known_s", "heart_rate_known_s"}
KNOWN |= {"heart_rate_unknown_s", "energy_unknown_s"}
SUMS = st.builds(
    Sums,
    **{name: NUMBERS if name in KNOWN else maybe(NUMBERS) for name in Sums.__dataclass_fields__},
)
SUMMARIES = st.builds(
    Summary,
    name=maybe(TEXTS),
    started_at=maybe(MOMENTS),
    ended_at=maybe(MOMENTS),
    utc_offset_s=maybe(st.integers(-86_400, 86_400)),
    day=maybe(DAYS),
    sport=TEXTS,
    sub_sport=maybe(TEXTS),
    device=TEXTS,
    format=st.sampled_from(["fit", "gpx", "tcx"]),
    is_simulated=st.booleans(),
    is_on_foot=st.booleans(),
    samples=COUNTS,
    duration_s=maybe(NUMBERS),
    moving_s=maybe(NUMBERS),
    distance_m=maybe(NUMBERS),
    device_distance_m=maybe(NUMBERS),
    counted_distance_m=maybe(NUMBERS),
    resting_heart_rate_bpm=maybe(NUMBERS),
    perceived_exertion=maybe(NUMBERS),
    sums=maybe(SUMS),
    warnings=st.lists(TEXTS, max_size=3).map(tuple),
    rejected=st.lists(TEXTS, max_size=3).map(tuple),
    series=COUNTS,
    marks=COUNTS,
    model_version=COUNTS,
)
DIRECTIONS = st.builds(DirectionRow, travel=TRAVELS, gait=GAITS, sums=SUMS)
BOUTS = st.builds(
    BoutRow,
    number=COUNTS,
    start_s=NUMBERS,
    end_s=NUMBERS,
    travel=TRAVELS,
    gait=GAITS,
    probability=maybe(NUMBERS),
    evidence=maybe(TEXTS),
    detail=maybe(TEXTS),
    detector=maybe(TEXTS),
    posterior=maybe(POSTERIORS),
    grade=maybe(NUMBERS),
    settled_heart_rate_bpm=maybe(NUMBERS),
    sums=SUMS,
)
EFFORTS = st.builds(
    EffortRow,
    travel=TRAVELS,
    gait=GAITS,
    basis=st.sampled_from(["distance", "duration"]),
    size=NUMBERS,
    time_s=NUMBERS,
    distance_m=NUMBERS,
    start_s=NUMBERS,
    end_s=NUMBERS,
)
DERIVED = st.builds(
    Derived,
    basis=st.text("0123456789abcdef", min_size=16, max_size=16),
    summary=SUMMARIES,
    directions=st.lists(DIRECTIONS, max_size=3, unique_by=lambda each: (each.travel, each.gait)).map(tuple),
    bouts=st.lists(BOUTS, max_size=3, unique_by=lambda each: each.number).map(tuple),
    efforts=st.lists(
        EFFORTS, max_size=3, unique_by=lambda each: (each.travel, each.gait, each.basis, each.size)
    ).map(tuple),
)
MEASUREMENTS = st.sampled_from(Quantity).flatmap(
    lambda quantity: st.builds(
        Measurement,
        quantity=st.just(quantity),
        value=st.floats(*POSSIBLE[quantity]),
        measured_on=DAYS | st.just(date.min),
    )
)
CHOICES = st.builds(
    HeartChoice,
    since=DAYS | st.just(date.min),
    formula=st.sampled_from(["fox", "tanaka"]),
    target=st.tuples(st.floats(0.1, 0.5), st.floats(0.6, 1.0)),
    zones_bpm=maybe(st.dictionaries(TEXTS, NUMBERS, max_size=3)),
)
CONDITIONS = st.builds(Condition, name=TEXTS.filter(str.strip), since=DAYS, until=st.none())
ATHLETES = st.builds(
    Athlete,
    birth_year=maybe(st.integers(1900, 2100)),
    sex=maybe(st.sampled_from(Sex)),
    measurements=st.lists(
        MEASUREMENTS, max_size=4, unique_by=lambda each: (each.quantity, each.measured_on)
    ).map(tuple),
    heart_choices=st.lists(CHOICES, max_size=2, unique_by=lambda each: each.since).map(tuple),
    conditions=st.lists(CONDITIONS, max_size=2, unique_by=lambda each: (each.name, each.since)).map(tuple),
)


def in_order(athlete: Athlete) -> tuple[Any, ...]:
    """A person, whatever the order in which their measurements stand."""
    return (
        athlete.birth_year,
        athlete.sex,
        sorted(athlete.measurements, key=lambda each: (each.measured_on, each.quantity)),
        sorted(athlete.heart_choices, key=lambda each: each.since),
        sorted(athlete.conditions, key=lambda each: (each.since, each.name)),
    )


@given(DERIVED)
def test_figures_come_back_from_their_rows(derived: Derived) -> None:
    """Each number to the last bit, and what is unknown stays unknown."""
    assert rows.summary_of(rows.summary_row(derived)) == derived.summary
    assert tuple(rows.direction_of(rows.direction_row(each)) for each in derived.directions) == (
        derived.directions
    )
    assert tuple(rows.bout_of(rows.bout_row(each)) for each in derived.bouts) == derived.bouts
    assert tuple(rows.effort_of(rows.effort_row(each)) for each in derived.efforts) == derived.efforts


@given(ATHLETES)
def test_a_person_comes_back_from_their_rows(athlete: Athlete) -> None:
    """With every measurement, choice and condition, and the order of their zones."""
    about = {"birth_year": athlete.birth_year, "sex": None if athlete.sex is None else athlete.sex.value}
    again = rows.athlete_of(about, rows.measurement_rows(athlete))
    assert in_order(again) == in_order(athlete)
    for one, other in zip(in_order(again)[3], in_order(athlete)[3], strict=True):
        assert list(one.zones_bpm or ()) == list(other.zones_bpm or ())
