import math
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.estimate import Estimate
from backstride.load import Basis, speed_limit
from backstride.sources import bibliography
from backstride.training.prediction import KnownTime, Prediction, predict

TODAY = date(2026, 4, 1)
MILE_M = 1609.344
RACES_M = [100.0, 200.0, 400.0, 800.0, 1000.0, 1500.0, MILE_M, 3000.0, 5000.0, 10_000.0, 21_097.5]


def ran(distance_m: float, time_s: float, *, days_ago: int = 10) -> KnownTime:
    """A time of some days ago."""
    return KnownTime(distance_m=distance_m, time_s=time_s, day=TODAY - timedelta(days=days_ago))


def time_of(prediction: Prediction) -> Estimate:
    """The predicted time, which is to be known."""
    assert prediction.time_s is not None
    return prediction.time_s


def width(prediction: Prediction) -> float:
    """How wide the range is, as a factor."""
    time_s = time_of(prediction)
    return time_s.high / time_s.low


def times(travel: Travel) -> st.SearchStrategy[list[KnownTime]]:
    """Any times that are believed of somebody."""

    def believed(distance_m: float, share: float, days_ago: int) -> KnownTime:
        most = speed_limit(travel, Gait.RUN, Basis.DISTANCE, distance_m)
        return ran(distance_m, distance_m / max(0.25, most * share), days_ago=days_ago)

    return st.lists(
        st.builds(
            believed, st.sampled_from([*RACES_M, 1001.0, 2400.0]), st.floats(0.1, 0.99), st.integers(0, 900)
        ),
        max_size=5,
    )


@pytest.mark.parametrize(
    ("distance_m", "forward_s", "backward_s"),
    [
        (1500.0, 250.0, 301.02),  # Dold: 4:10 and 5:01
        (42_195.0, 10_560.0, 13_107.0),  # Juergens: 2:56 and 3:38:27
        (42_195.0, 10_653.0, 13_361.0),  # Aretz: 2:57:33 and 3:42:41
        (42_195.0, 9180.0, 12_300.0),  # de Lustrac: 2:33 and 3:25
    ],
)
def test_the_four_published_pairs_lie_within_the_range(
    distance_m: float, forward_s: float, backward_s: float
) -> None:
    """Every athlete whose forward and backward times were read is inside what the forward time predicts."""
    predicted = predict(distance_m, forward=[ran(distance_m, forward_s)], backward_sessions=400, on=TODAY)
    assert time_of(predicted).low < backward_s < time_of(predicted).high
    assert width(predicted) < 1.3


def test_one_athletes_kilometre_gives_the_ten() -> None:
    """1000 m in 3:18.43 and 10 km in 38:50.01 are of one athlete, and make the exponent of 1.07."""
    predicted = predict(10_000.0, backward=[ran(1000.0, 198.43)], on=TODAY)
    assert time_of(predicted).value == pytest.approx(2330.01, rel=0.002)


def test_one_athletes_records_lie_within_what_each_predicts() -> None:
    """800 m to 10 km by one man (Dold): each of his records is in the range that any other gives."""
    records = {800.0: 151.0, 1000.0: 198.43, 1500.0: 301.02, 5000.0: 1147.13, 10_000.0: 2330.01}
    for own_m, own_s in records.items():
        for distance_m, time_s in records.items():
            predicted = time_of(predict(distance_m, backward=[ran(own_m, own_s)], on=TODAY))
            assert predicted.low <= time_s <= predicted.high, (own_m, distance_m)


@given(st.sampled_from(RACES_M), st.floats(0.2, 0.95))
def test_a_recent_time_over_the_distance_is_the_prediction(distance_m: float, share: float) -> None:
    """Who ran the race a few days ago is told that time, within a few per cent."""
    most = speed_limit(Travel.BACKWARD, Gait.RUN, Basis.DISTANCE, distance_m)
    own = ran(distance_m, distance_m / max(0.25, most * share), days_ago=3)
    predicted = predict(distance_m, backward=[own], on=TODAY)
    assert time_of(predicted).value == pytest.approx(own.time_s)
    assert width(predicted) < 1.08


@given(times(Travel.BACKWARD), times(Travel.FORWARD), st.floats(50.0, 45_000.0), st.floats(1.001, 20.0))
def test_a_longer_race_takes_longer(
    backward: list[KnownTime], forward: list[KnownTime], distance_m: float, further: float
) -> None:
    """Whatever is known, and however little it fits together, time grows with distance."""
    assume(backward or forward)
    longer_m = min(50_000.0, distance_m * further)
    assume(longer_m > distance_m)
    short = predict(distance_m, backward=backward, forward=forward, on=TODAY)
    long = predict(longer_m, backward=backward, forward=forward, on=TODAY)
    if long.time_s is None:
        # Sprints alone promise nothing so long; whatever they promise is a shorter race.
        assert any("A sprint tells nothing" in words for words in long.words)
        assert max(each.distance_m for each in backward) < 400.0
        return
    assert time_of(short).value < time_of(long).value


@given(times(Travel.BACKWARD), times(Travel.FORWARD), st.sampled_from(RACES_M))
def test_neither_order_nor_repeats_of_the_times_matter(
    backward: list[KnownTime], forward: list[KnownTime], distance_m: float
) -> None:
    """A list is a set here: given twice, a time counts once."""
    one = predict(distance_m, backward=backward, forward=forward, on=TODAY)
    other = predict(distance_m, backward=backward[::-1], forward=forward[::-1], on=TODAY)
    assert (one.time_s is None) == (other.time_s is None)
    if one.time_s is not None and other.time_s is not None:
        assert one.time_s.value == pytest.approx(other.time_s.value)
    twice = predict(distance_m, backward=backward * 2, forward=forward * 2, on=TODAY)
    if one.time_s is not None and twice.time_s is not None:
        assert one.time_s.value == pytest.approx(twice.time_s.value)
        assert one.time_s.high == pytest.approx(twice.time_s.high)


@given(st.integers(0, 300), st.integers(1, 60))
def test_an_older_time_gives_a_wider_range(days_ago: int, more: int) -> None:
    """What somebody ran a year ago says less of today."""
    younger = predict(MILE_M, backward=[ran(1000.0, 330.0, days_ago=days_ago)], on=TODAY)
    older = predict(MILE_M, backward=[ran(1000.0, 330.0, days_ago=days_ago + more)], on=TODAY)
    assert width(older) > width(younger)
    assert time_of(older).value == pytest.approx(time_of(younger).value)


@given(st.floats(1000.0, 40_000.0), st.floats(1.05, 3.0))
def test_a_race_further_from_what_is_known_has_a_wider_range(distance_m: float, further: float) -> None:
    """The interval grows with the ratio of the distances."""
    own = [ran(1000.0, 330.0)]
    longer_m = min(50_000.0, distance_m * further)
    assume(longer_m > distance_m)
    assert width(predict(longer_m, backward=own, on=TODAY)) > width(
        predict(distance_m, backward=own, on=TODAY)
    )


def test_own_backward_times_weigh_more_than_forward_ones() -> None:
    """The first own time backward over the distance decides nearly all."""
    own, forward = [ran(MILE_M, 560.0)], [ran(5000.0, 1350.0)]
    both = predict(MILE_M, backward=own, forward=forward, backward_sessions=30, on=TODAY)
    assert both.contributions[0].words.startswith("Your own backward times")
    assert both.contributions[0].weight > 0.9
    assert sum(one.weight for one in both.contributions) == pytest.approx(1.0)
    assert time_of(both).value == pytest.approx(560.0, rel=0.02)


def test_forward_times_say_less_the_less_the_practice_is() -> None:
    """A specialist's range is the narrowest, a beginner's wide; the beginner is slower too."""
    forward = [ran(MILE_M, 360.0)]
    beginner, trained, specialist = (
        predict(MILE_M, forward=forward, backward_sessions=sessions, on=TODAY) for sessions in (0, 12, 150)
    )
    assert width(beginner) > width(trained) > width(specialist)
    assert time_of(beginner).value > time_of(trained).value > time_of(specialist).value
    assert time_of(trained).value == pytest.approx(360.0 * 1.35)
    unsaid = predict(MILE_M, forward=forward, on=TODAY)
    assert width(unsaid) > width(beginner)


def test_forward_times_that_do_not_fit_are_left_out_and_said() -> None:
    """Who is nearly three times as slow backward as forward is not told a time between the two."""
    own, forward = [ran(MILE_M, 1000.0)], [ran(MILE_M, 360.0)]
    predicted = predict(3000.0, backward=own, forward=forward, backward_sessions=30, on=TODAY)
    assert predicted.time_s == predict(3000.0, backward=own, backward_sessions=30, on=TODAY).time_s
    assert any("do not fit" in words for words in predicted.words)


def test_an_easy_run_does_not_slow_the_prediction() -> None:
    """The mile of a quiet session is no race; a longer run at a better speed shows it, as does a shorter."""
    race = [ran(MILE_M, 540.0, days_ago=100)]
    alone = predict(MILE_M, backward=race, on=TODAY)
    quiet = predict(MILE_M, backward=[*race, ran(MILE_M, 720.0), ran(800.0, 400.0)], on=TODAY)
    assert quiet.time_s == alone.time_s
    assert "2 of your backward times are slower than your others promise" in quiet.words[0]


def test_how_slow_a_longer_time_may_be_grows_with_the_ratio_of_the_distances() -> None:
    """8 % slower than 1500 m promises is no race over the mile, and may well be one over 10 km."""
    metric = ran(1500.0, 480.0)
    mile = ran(MILE_M, 1.08 * 480.0 * (MILE_M / 1500.0) ** 1.07)
    ten = ran(10_000.0, 1.08 * 480.0 * (10_000.0 / 1500.0) ** 1.07)
    over_the_mile = time_of(predict(MILE_M, backward=[metric, mile], on=TODAY))
    assert over_the_mile.value == pytest.approx(mile.time_s / 1.08)
    assert time_of(predict(10_000.0, backward=[metric, ten], on=TODAY)).value == pytest.approx(ten.time_s)


def test_a_time_of_long_ago_gives_way_to_new_ones() -> None:
    """Two years ago is another athlete."""
    predicted = predict(MILE_M, backward=[ran(MILE_M, 480.0, days_ago=800), ran(MILE_M, 600.0)], on=TODAY)
    assert time_of(predicted).value == pytest.approx(600.0)
    assert predicted.words[0].startswith("1 of your backward times is more than a year older")


def test_training_widens_and_promises_nothing() -> None:
    """A race in three months keeps today's time, with a wider range, and says why."""
    own = [ran(MILE_M, 540.0)]
    now = predict(MILE_M, backward=own, on=TODAY)
    later = predict(MILE_M, backward=own, on=TODAY + timedelta(weeks=12))
    assert time_of(later).value == pytest.approx(time_of(now).value)
    assert width(later) > width(now)
    assert any("never measured" in words for words in later.words)
    assert not any("never measured" in words for words in now.words)


def test_in_the_first_sessions_a_time_ages_faster() -> None:
    """Whoever is still learning changes quickly."""
    own = [ran(MILE_M, 720.0, days_ago=60)]
    learning = predict(MILE_M, backward=own, backward_sessions=5, on=TODAY)
    settled = predict(MILE_M, backward=own, backward_sessions=50, on=TODAY)
    assert width(learning) > width(settled)


def test_a_very_slow_time_is_no_mistake() -> None:
    """Somebody who learns to walk again takes what it takes."""
    predicted = predict(200.0, backward=[ran(100.0, 900.0)], backward_sessions=3, on=TODAY)
    assert time_of(predicted).value > 1800.0


def test_nothing_known_is_unknown_with_its_reason() -> None:
    """No time is made up for somebody who has none."""
    predicted = predict(MILE_M, on=TODAY)
    assert predicted.time_s is None
    assert predicted.contributions == ()
    assert predicted.words[0].startswith("Unknown: there is no time of yours")
    assert predicted.marks[0].time_s == 354.25


def test_faster_than_the_record_is_said_and_not_cut() -> None:
    """A prediction beyond the best time read stands as it is, with a word of care."""
    predicted = predict(MILE_M, forward=[ran(MILE_M, 240.0)], backward_sessions=200, on=TODAY)
    assert time_of(predicted).value == pytest.approx(300.0)
    assert any("faster than the best time backward" in words for words in predicted.words)


def test_what_it_rests_on_is_named_by_known_sources() -> None:
    """Every contribution can be followed to its papers."""
    predicted = predict(
        MILE_M, backward=[ran(1000.0, 330.0)], forward=[ran(5000.0, 1350.0)], backward_sessions=200, on=TODAY
    )
    assert len(predicted.contributions) == 2
    assert set(predicted.sources) <= set(bibliography())
    assert "riegel1981" in predicted.sources


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (KnownTime(distance_m=MILE_M, time_s=200.0, day=TODAY), r"8\.05 m/s.*Up to 5\.4\d m/s is believed"),
        (KnownTime(distance_m=MILE_M, time_s=600.0, day=TODAY + timedelta(days=1)), r"before the race"),
    ],
)
def test_an_impossible_time_is_refused(own: KnownTime, said: str) -> None:
    """A slip of a unit or a day is met with what would be believed."""
    with pytest.raises(InvalidValue, match=said):
        predict(MILE_M, backward=[own], on=TODAY)


@pytest.mark.parametrize("number", [0.0, -5.0, math.nan, math.inf])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    """Neither a distance nor a time can be nothing, negative or endless."""
    with pytest.raises(InvalidValue, match="Check the numbers"):
        KnownTime(distance_m=number, time_s=300.0, day=TODAY)
    with pytest.raises(InvalidValue, match="Check the numbers"):
        KnownTime(distance_m=1000.0, time_s=number, day=TODAY)
    with pytest.raises(InvalidValue, match="Check the distance"):
        predict(number, on=TODAY)


@pytest.mark.parametrize("sessions", [-1.0, math.nan, math.inf])
def test_an_impossible_number_of_sessions_is_refused(sessions: float) -> None:
    """Unknown is None, not a number that is none."""
    with pytest.raises(InvalidValue, match="Leave the number out"):
        predict(MILE_M, backward_sessions=sessions, on=TODAY)


def test_a_sprint_alone_predicts_no_mile() -> None:
    """A hundred metres in 18 s would promise a record; another time, over a kilometre, makes a prediction."""
    day = date(2026, 3, 1)
    sprint = KnownTime(distance_m=100.0, time_s=18.0, day=day)
    alone = predict(1609.344, backward=[sprint], on=day)
    assert alone.time_s is None
    assert any("A sprint tells nothing" in words for words in alone.words)
    assert predict(400.0, backward=[sprint], on=day).time_s is not None
    longer = KnownTime(distance_m=1000.0, time_s=330.0, day=day)
    assert predict(1609.344, backward=[sprint, longer], on=day).time_s is not None
