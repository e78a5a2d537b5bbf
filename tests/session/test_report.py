"""A recording, reported."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.athlete import AthleteOnDay, Sex
from backstride.bout import Bout, Gait, Travel
from backstride.energy import equivalent_forward_speed
from backstride.recording import COLUMNS, FloatArray, Recording, Samples, Sport
from backstride.session import (
    MODEL_VERSION,
    BoutReport,
    Measures,
    SessionReport,
    heart_model,
    session_report,
)
from backstride.sources import bibliography

RUNNER = AthleteOnDay(
    age_years=40, sex=Sex.FEMALE, mass_kg=60.0, resting_heart_rate_bpm=60.0, backward_sessions=12.0
)
WHOLE_S = 600.0
PINNED_KJ = ((89.87, 76.39, 98.33), (86.11, 75.94, 94.15), (113.95, 94.46, 127.57))
PINNED_TRIMP = (5.82, 4.78, 7.32)
"""Energy and load of three short bouts by the models of the present version. [kJ], [min, weighted]"""


def recording(*, every_s: float = 1.0, end_s: float = WHOLE_S, **columns: FloatArray | float) -> Recording:
    """Ten minutes of running on the level at 2 m/s, with some columns changed."""
    times = np.arange(0.0, end_s + every_s / 2, every_s)
    speeds = np.broadcast_to(columns.get("speed_m_s", 2.0), times.shape)
    given: dict[str, FloatArray | float] = {
        "speed_m_s": 2.0,
        "distance_m": 2.0 * times
        if np.isnan(speeds).any()
        else np.append(0.0, np.cumsum(speeds[:-1] * every_s)),
        "altitude_m": 10.0,
        "heart_rate_bpm": 140.0,
        "cadence_spm": 160.0,
    }
    filled = {
        name: np.array(np.broadcast_to(values, times.shape), dtype=float)
        for name, values in (given | columns).items()
    }
    return Recording(
        format="fit",
        samples=Samples.of(times, **filled),
        started_at=datetime(2026, 4, 1, tzinfo=UTC),
        sport=Sport(name="running"),
    )


def bout(start_s: float, end_s: float, travel: Travel, gait: Gait = Gait.RUN) -> Bout:
    """A bout without evidence."""
    return Bout(start_s=start_s, end_s=end_s, travel=travel, gait=gait)


def reported(of: Recording, *bouts: Bout, athlete: AthleteOnDay = RUNNER) -> SessionReport:
    """The report on bouts of a recording."""
    return session_report(of, bouts, athlete, heart_model(athlete))


def one(of: Recording, travel: Travel, gait: Gait = Gait.RUN, athlete: AthleteOnDay = RUNNER) -> BoutReport:
    """The report on a recording that is one bout."""
    (report,) = reported(of, bout(0.0, of.end_s, travel, gait), athlete=athlete).bouts
    return report


def kilojoules(measures: Measures) -> tuple[float, float, float]:
    """Energy as three numbers. [kJ]"""
    assert measures.energy_kj is not None
    return measures.energy_kj.value, measures.energy_kj.low, measures.energy_kj.high


# --- The whole -------------------------------------------------------------------------------------


def test_a_session_is_summed_up() -> None:
    """Duration, moving time, mean heart rate, total and directions, from ten plain minutes."""
    report = reported(
        recording(),
        bout(0.0, 200.0, Travel.FORWARD),
        bout(200.0, 300.0, Travel.UNKNOWN, Gait.STANDING),
        bout(300.0, 600.0, Travel.BACKWARD),
    )
    assert report.duration_s == 600.0
    assert report.moving_s == 500.0
    assert report.heart_rate_mean_bpm == 140.0
    assert report.total is not None
    assert report.total.duration_s == 600.0
    assert report.total.distance_m == pytest.approx(1200.0)
    assert report.total.steps == pytest.approx(1600.0)
    assert [(each.travel, each.gait) for each in report.directions] == [
        (Travel.FORWARD, Gait.RUN),
        (Travel.BACKWARD, Gait.RUN),
    ]


def test_bouts_of_one_direction_and_gait_are_put_together() -> None:
    """Two backward runs are one direction, a backward walk is another."""
    report = reported(
        recording(),
        bout(0.0, 100.0, Travel.BACKWARD),
        bout(100.0, 200.0, Travel.BACKWARD, Gait.WALK),
        bout(200.0, 600.0, Travel.BACKWARD),
    )
    found = {(each.travel, each.gait): each.measures.duration_s for each in report.directions}
    assert found == {(Travel.BACKWARD, Gait.WALK): 100.0, (Travel.BACKWARD, Gait.RUN): 500.0}


def test_a_recording_without_times_is_reported_without_bouts() -> None:
    """Its length in time is unknown, and nothing that needs time is computed."""
    nothing = np.full(3, np.nan)
    untimed = Recording(
        format="gpx",
        started_at=None,
        samples=Samples.of(
            nothing,
            latitude_deg=np.array([0.0, 0.001, 0.002]),
            longitude_deg=np.zeros(3),
            speed_m_s=np.ones(3),
            heart_rate_bpm=np.array([100.0, 110.0, 120.0]),
        ),
    )
    report = reported(untimed)
    assert (report.duration_s, report.moving_s, report.total) == (None, None, None)
    assert report.recording.distance_m == pytest.approx(222.4, abs=0.1)
    assert report.heart_rate_mean_bpm == 110.0


@pytest.mark.parametrize("count", [0, 1])
def test_a_recording_of_no_or_one_sample_is_reported(count: int) -> None:
    """It lasted no time, and nothing is known of it."""
    report = reported(Recording(format="fit", started_at=None, samples=Samples.of(np.zeros(count))))
    assert report.duration_s == (None if count == 0 else 0.0)
    assert (report.moving_s, report.total, report.heart_rate_mean_bpm) == (None, None, None)
    assert (report.bouts, report.directions, report.comparisons, report.assumptions) == ((), (), (), ())


def test_a_treadmill_without_positions_or_altitude_is_reported() -> None:
    """Distance by its speed alone, on the level."""
    treadmill = recording(distance_m=np.nan, altitude_m=np.nan)
    measures = one(treadmill, Travel.BACKWARD).measures
    assert measures.distance_m == pytest.approx(1200.0)
    assert measures.energy_unknown_s == 0.0
    assert kilojoules(measures) == kilojoules(one(recording(), Travel.BACKWARD).measures)


@pytest.mark.parametrize("column", ["distance_m", "speed_m_s"])
def test_where_nothing_tells_how_far_the_distance_is_unknown(column: str) -> None:
    """A stretch after the last known distance, or without a speed, is not one of zero metres."""
    times = np.arange(0.0, 601.0)
    known = np.where(times <= 300.0, 2.0 * (times if column == "distance_m" else 1.0), np.nan)
    half = recording(
        distance_m=known if column == "distance_m" else np.nan,
        speed_m_s=known if column == "speed_m_s" else np.nan,
    )
    first, second = reported(half, bout(0.0, 300.0, Travel.FORWARD), bout(305.0, 600.0, Travel.FORWARD)).bouts
    assert first.measures.distance_m == pytest.approx(600.0)
    assert second.measures.distance_m is None
    assert second.measures.speed_m_s is None


def test_a_counter_that_slips_back_gives_no_distance_below_zero() -> None:
    """The way that was gone is not taken back."""
    times = np.arange(0.0, 601.0)
    slipping = recording(distance_m=np.where(times < 300.0, 2.0 * times, 2.0 * times - 400.0))
    before, after = reported(
        slipping, bout(0.0, 299.0, Travel.FORWARD), bout(299.0, 400.0, Travel.FORWARD)
    ).bouts
    assert before.measures.distance_m == pytest.approx(598.0)
    assert after.measures.distance_m == 0.0


# --- Heart -----------------------------------------------------------------------------------------


def test_a_strap_that_drops_out_is_in_no_zone() -> None:
    """Neither as missing nor as zero: it is not below, and does not pull the mean down."""
    times = np.arange(0.0, 601.0)
    for silence in (np.nan, 0.0):
        report = reported(
            recording(heart_rate_bpm=np.where(times < 200.0, silence, 155.0)),
            bout(0.0, 600.0, Travel.FORWARD),
        )
        measures = report.bouts[0].measures
        assert measures.heart_rate_unknown_s == 200.0
        assert measures.in_target_s == (0.0, 400.0, 0.0)
        assert measures.in_zones_s is not None
        assert measures.in_zones_s[0] == 0.0
        assert sum(measures.in_zones_s) == 400.0
        assert measures.heart_rate.value == 155.0
        assert report.heart_rate_mean_bpm == 155.0


def test_without_any_heart_rate_nothing_of_the_heart_is_zero() -> None:
    """No mean, no highest, no load; the whole time is unknown."""
    report = reported(recording(heart_rate_bpm=np.nan), bout(0.0, 600.0, Travel.FORWARD))
    measures = report.bouts[0].measures
    assert (measures.heart_rate.value, measures.heart_rate_highest_bpm, measures.trimp) == (None, None, None)
    assert report.heart_rate_mean_bpm is None
    assert measures.heart_rate_unknown_s == 600.0


def test_without_an_age_there_is_no_target_and_no_load() -> None:
    """The heart rate is still told."""
    measures = one(recording(), Travel.FORWARD, athlete=AthleteOnDay(mass_kg=60.0)).measures
    assert (measures.in_target_s, measures.in_zones_s, measures.trimp) == (None, None, None)
    assert measures.heart_rate.value == 140.0


def test_a_gap_in_the_recording_is_unknown_time() -> None:
    """Two minutes without a sample: no rate, no energy, in no zone, beyond ten seconds' hold."""
    full = recording()
    kept = (full.samples.elapsed_s <= 200.0) | (full.samples.elapsed_s >= 320.0)
    columns = ("speed_m_s", "distance_m", "altitude_m", "heart_rate_bpm", "cadence_spm")
    gappy = replace(
        full,
        samples=Samples.of(
            full.samples.elapsed_s[kept], **{name: getattr(full.samples, name)[kept] for name in columns}
        ),
    )
    report = reported(
        gappy,
        bout(0.0, 210.0, Travel.FORWARD),
        bout(210.0, 320.0, Travel.FORWARD),
        bout(320.0, 600.0, Travel.FORWARD),
    )
    before, gap, after = (each.measures for each in report.bouts)
    assert before.heart_rate_unknown_s == after.heart_rate_unknown_s == 0.0
    assert gap.heart_rate_unknown_s == gap.energy_unknown_s == 110.0
    assert (gap.energy_kj, gap.trimp, gap.heart_rate.value, gap.steps) == (None, None, None, None)
    assert gap.distance_m == pytest.approx(220.0)


# --- Energy ----------------------------------------------------------------------------------------


def test_without_a_mass_there_is_no_energy_but_a_rate() -> None:
    """Kilojoules need kilograms; multiples of rest do not."""
    measures = one(recording(), Travel.FORWARD, athlete=AthleteOnDay(age_years=40)).measures
    assert measures.energy_kj is None
    assert measures.energy_kj_kg == one(recording(), Travel.FORWARD).measures.energy_kj_kg
    assert measures.energy_kj_kg is not None
    assert measures.energy_unknown_s == 0.0
    assert measures.metabolic_equivalents == pytest.approx(
        one(recording(), Travel.FORWARD).measures.metabolic_equivalents
    )


@pytest.mark.parametrize("gait", [Gait.WALK, Gait.RUN])
def test_the_energy_of_an_unknown_direction_reaches_up_to_backward(gait: Gait) -> None:
    """Its middle is the forward one, and the report says so."""
    forward, backward, unknown = (
        one(recording(speed_m_s=1.6), travel, gait)
        for travel in (Travel.FORWARD, Travel.BACKWARD, Travel.UNKNOWN)
    )
    value, low, high = kilojoules(unknown.measures)
    assert (value, low) == kilojoules(forward.measures)[:2]
    assert high == kilojoules(backward.measures)[2]
    assert high > kilojoules(forward.measures)[2]
    assert unknown.energy_assumes is Travel.FORWARD
    assert forward.energy_assumes is None
    assert backward.energy_assumes is None


@pytest.mark.parametrize("gait", [Gait.WALK, Gait.RUN])
def test_backward_downhill_is_unknown_and_never_guessed(gait: Gait) -> None:
    """Nobody has measured it. Forward downhill somebody has."""
    times = np.arange(0.0, 601.0)
    downhill = recording(altitude_m=200.0 - 0.05 * 2.0 * times)
    report = reported(downhill, bout(0.0, 600.0, Travel.BACKWARD, gait))
    measures = report.bouts[0].measures
    assert measures.energy_kj is None
    assert measures.oxygen.value is None
    assert measures.energy_unknown_s == 600.0
    assert "backward-downhill" in {each.slug for each in report.assumptions}
    assert one(downhill, Travel.FORWARD, gait).measures.energy_unknown_s == 0.0


def test_of_a_hill_climbed_backward_only_the_way_down_is_unknown() -> None:
    """The way up is in the sum, the way down beside it."""
    times = np.arange(0.0, 601.0)
    hill = recording(altitude_m=0.05 * 2.0 * np.minimum(times, 600.0 - times))
    up, down = reported(hill, bout(0.0, 250.0, Travel.BACKWARD), bout(350.0, 600.0, Travel.BACKWARD)).bouts
    whole = one(hill, Travel.BACKWARD).measures
    assert up.measures.energy_unknown_s == 0.0
    assert down.measures.energy_kj is None
    assert 250.0 < whole.energy_unknown_s < 350.0
    assert kilojoules(whole)[0] >= kilojoules(up.measures)[0]


@pytest.mark.parametrize(
    ("travel", "gait"),
    [(Travel.SIDEWAYS, Gait.RUN), (Travel.BACKWARD, Gait.ELLIPTICAL), (Travel.FORWARD, Gait.OTHER)],
)
def test_movements_without_a_model_have_no_energy(travel: Travel, gait: Gait) -> None:
    """Unknown for the whole time, rather than that of another movement."""
    measures = one(recording(), travel, gait).measures
    assert measures.energy_kj is None
    assert measures.energy_unknown_s == 600.0


def test_time_at_speeds_that_nobody_measured_is_told() -> None:
    """Running backward was measured up to 3.5 m/s (wright2001); beyond it the energy is an extrapolation."""
    times = np.arange(0.0, 601.0)
    measures = one(recording(speed_m_s=np.where(times < 200.0, 4.5, 2.5)), Travel.BACKWARD).measures
    assert measures.energy_extrapolated_s == 200.0
    assert measures.energy_unknown_s == 0.0


def test_only_running_backward_has_an_equivalent_forward_speed() -> None:
    """Walking has none, for its cost falls with practice; forward needs none."""
    for travel in Travel:
        for gait in Gait:
            found = one(recording(), travel, gait).equivalent_forward_speed_m_s
            if (travel, gait) == (Travel.BACKWARD, Gait.RUN):
                assert found == equivalent_forward_speed(2.0)
                assert found is not None
                assert found.value > 2.0
            else:
                assert found is None


# --- Backward beside forward -----------------------------------------------------------------------


@pytest.mark.parametrize(("forward_s", "is_compared"), [(29.0, False), (30.0, True)])
def test_directions_are_compared_from_half_a_minute_on(forward_s: float, is_compared: bool) -> None:  # noqa: FBT001 (an expectation)
    """A few strides are no baseline, whichever direction they went."""
    for few, many in ((Travel.FORWARD, Travel.BACKWARD), (Travel.BACKWARD, Travel.FORWARD)):
        report = reported(recording(), bout(0.0, forward_s, few), bout(100.0, 600.0, many))
        assert bool(report.comparisons) is is_compared


def test_a_ratio_is_backward_over_forward() -> None:
    """Speed, heart rate, cadence and step length, each as it was."""
    times = np.arange(0.0, 601.0)
    is_backward = times >= 300.0
    changed = recording(
        speed_m_s=np.where(is_backward, 2.0, 2.5),
        distance_m=np.where(is_backward, 750.0 + 2.0 * (times - 300.0), 2.5 * times),
        heart_rate_bpm=np.where(is_backward, 150.0, 125.0),
        cadence_spm=np.where(is_backward, 180.0, 150.0),
    )
    report = reported(changed, bout(0.0, 300.0, Travel.FORWARD), bout(300.0, 600.0, Travel.BACKWARD))
    ratios = {each.quantity: each.ratio for each in report.comparisons}
    assert {each.gait for each in report.comparisons} == {Gait.RUN}
    assert ratios["speed_m_s"] == pytest.approx(0.8)
    assert ratios["heart_rate_bpm"] == pytest.approx(1.2)
    assert ratios["cadence_spm"] == pytest.approx(1.2)
    assert ratios["step_length_m"] == pytest.approx(0.8 / 1.2)
    assert ratios["oxygen_ml_kg_m"] is not None
    assert ratios["oxygen_ml_kg_m"] > 1.2
    assert "stance_time_s" not in ratios


def test_gaits_are_not_mixed_in_a_comparison() -> None:
    """A backward walk beside a forward run compares two movements, not two directions."""
    report = reported(
        recording(), bout(0.0, 300.0, Travel.FORWARD), bout(300.0, 600.0, Travel.BACKWARD, Gait.WALK)
    )
    assert report.comparisons == ()


def test_over_nothing_there_is_no_ratio() -> None:
    """Forward at zero steps gives no infinity."""
    times = np.arange(0.0, 601.0)
    report = reported(
        recording(cadence_spm=np.where(times < 300.0, 0.0, 150.0)),
        bout(0.0, 300.0, Travel.FORWARD),
        bout(300.0, 600.0, Travel.BACKWARD),
    )
    (cadence,) = (each for each in report.comparisons if each.quantity == "cadence_spm")
    assert cadence.forward == 0.0
    assert cadence.ratio is None


# --- Sampling --------------------------------------------------------------------------------------


@given(st.sampled_from(Travel), st.sampled_from([Gait.WALK, Gait.RUN]), st.floats(0.5, 2.5))
def test_half_as_many_samples_say_the_same(travel: Travel, gait: Gait, speed_m_s: float) -> None:
    """A watch that saves memory does not change energy, load, distance, steps or time in target."""
    each, other = (
        one(
            recording(
                every_s=every_s,
                speed_m_s=speed_m_s,
                distance_m=speed_m_s * (times := np.arange(0.0, WHOLE_S + every_s / 2, every_s)),
                heart_rate_bpm=140.0 + 20.0 * np.sin(times / 60.0),
            ),
            travel,
            gait,
        ).measures
        for every_s in (1.0, 2.0)
    )
    assert other.distance_m == pytest.approx(each.distance_m)
    assert other.steps == pytest.approx(each.steps)
    assert other.heart_rate.value == pytest.approx(each.heart_rate.value, rel=2e-3)
    assert (other.energy_kj is None) == (each.energy_kj is None) == (travel is Travel.SIDEWAYS)
    if each.energy_kj is not None:
        assert kilojoules(other) == pytest.approx(kilojoules(each), rel=2e-3)
    assert each.trimp is not None
    assert other.trimp is not None
    assert other.trimp.value == pytest.approx(each.trimp.value, rel=5e-3)
    assert other.in_target_s == pytest.approx(each.in_target_s, abs=10.0)


# --- What was taken for granted --------------------------------------------------------------------

MEASURED = replace(RUNNER, maximum_heart_rate_bpm=180.0)


def said(of: Recording, *bouts: Bout, athlete: AthleteOnDay = MEASURED) -> str:
    """All assumptions as one text."""
    return " ".join(str(each) for each in reported(of, *bouts, athlete=athlete).assumptions)


def test_where_all_is_known_nothing_is_assumed() -> None:
    """A measured person on a measured way, both ways."""
    assert not said(
        recording(),
        bout(0.0, 300.0, Travel.FORWARD, Gait.WALK),
        bout(300.0, 600.0, Travel.BACKWARD, Gait.WALK),
    )


def test_an_unnamed_sport_is_said_to_be_taken_for_one_on_foot() -> None:
    """Where it was costed; a file may hold a ride, and does not say so."""
    unnamed = replace(recording(), sport=Sport())
    sentence = "The file does not say which sport it was; it is taken to be on foot."
    assert said(unnamed, bout(0.0, 600.0, Travel.FORWARD)) == sentence
    assert not said(unnamed, bout(0.0, 600.0, Travel.FORWARD, Gait.OTHER))


def test_practice_of_running_backward_is_said_to_be_unmeasured() -> None:
    """Of running backward, however much was practised; walking has a model of it."""
    run = said(recording(), bout(0.0, 600.0, Travel.BACKWARD))
    assert run.startswith("Whether running backward takes less energy with practice has not been measured")
    assert not said(recording(), bout(0.0, 600.0, Travel.FORWARD))


def test_an_unknown_direction_is_said_to_be_costed_as_forward() -> None:
    """But not where nobody walked or ran."""
    assert "the energy is that of going forward" in said(recording(), bout(0.0, 600.0, Travel.UNKNOWN))
    assert not said(recording(), bout(0.0, 600.0, Travel.UNKNOWN, Gait.STANDING))


def test_level_ground_is_said_with_its_reason() -> None:
    """No altitude at all, or too short a way to tell; and only of walks and runs."""
    assert "No altitude was recorded" in said(recording(altitude_m=np.nan), bout(0.0, 600.0, Travel.FORWARD))
    short = recording(end_s=60.0)
    assert "The way is too short" in said(short, bout(0.0, 60.0, Travel.FORWARD))
    assert not said(recording(altitude_m=np.nan), bout(0.0, 600.0, Travel.FORWARD, Gait.OTHER))


def test_unknown_practice_is_said_of_walking_backward_alone() -> None:
    """Running backward has no such model, and a known number of sessions needs no assumption."""
    novice = replace(MEASURED, backward_sessions=None)
    walk = bout(0.0, 600.0, Travel.BACKWARD, Gait.WALK)
    assert "How much you have practised" in said(recording(), walk, athlete=novice)
    run = bout(0.0, 600.0, Travel.BACKWARD)
    assert "How much you have practised" not in said(recording(), run, athlete=novice)
    assert not said(recording(), walk, athlete=replace(MEASURED, backward_sessions=0.0))


def test_downhill_is_not_blamed_for_a_missing_speed() -> None:
    """Energy unknown for another reason is not said to be unknown for a hill."""
    times = np.arange(0.0, 601.0)
    without_speed = recording(speed_m_s=np.nan, distance_m=np.where(times < 500.0, 2.0 * times, np.nan))
    report = reported(without_speed, bout(0.0, 600.0, Travel.BACKWARD, Gait.WALK), athlete=MEASURED)
    assert report.bouts[0].measures.energy_unknown_s == pytest.approx(100.0)
    assert report.assumptions == ()


def test_a_predicted_maximum_is_said_with_its_error() -> None:
    """With the formula and how far a single person may differ; not where there is no heart rate."""
    text = said(recording(), bout(0.0, 600.0, Travel.FORWARD), athlete=RUNNER)
    assert not said(recording(heart_rate_bpm=np.nan), bout(0.0, 600.0, Travel.FORWARD), athlete=RUNNER)
    assert text == (
        "Your maximum heart rate is predicted from your age (220 − age); "
        "a single person may differ by 12 beats and more."
    )


def test_a_missing_mass_is_said_without_naming_an_option() -> None:
    """Only where there is something to cost. How to give it, each door says in its own way."""
    massless = replace(MEASURED, mass_kg=None)
    text = said(recording(), bout(0.0, 600.0, Travel.FORWARD), athlete=massless)
    assert text == "Without your mass the energy is not known in kilocalories."
    assert not said(recording(), bout(0.0, 600.0, Travel.FORWARD, Gait.OTHER), athlete=massless)


SLUG = re.compile(r'slug="([a-z-]+)"')


def test_each_assumption_is_explained_on_the_page_of_the_json(root: Path) -> None:
    """Whoever goes by a slug finds what it means, and no slug that has gone."""
    said_of = (root / "docs" / "reference" / "report-json.md").read_text(encoding="utf-8")
    section = said_of.partition("### An assumption")[2].partition("\n## ")[0]
    module = root / "src" / "backstride" / "session" / "assumptions.py"
    slugs = SLUG.findall(module.read_text(encoding="utf-8"))
    assert len(slugs) == len(set(slugs)) > 0
    assert re.findall(r"^- `([a-z-]+)`:", section, re.MULTILINE) == slugs


# --- What the figures rest on ----------------------------------------------------------------------


def test_a_report_names_the_sources_of_its_models_once() -> None:
    """Both directions' papers, without doubles; none where nothing was modelled."""
    both = reported(
        recording(), bout(0.0, 300.0, Travel.FORWARD), bout(300.0, 600.0, Travel.BACKWARD)
    ).sources
    assert len(set(both)) == len(both)
    assert set(both) <= set(bibliography())
    assert {"minetti2002", "wright2001", "lacour2015", "backstride-rules"} <= set(both)
    assert not {"minetti2002", "wright2001", "compendium-units"} & set(
        reported(recording(), bout(0.0, 600.0, Travel.SIDEWAYS)).sources
    )


def test_the_energy_of_oxygen_is_a_source_where_there_is_energy() -> None:
    """Without a mass there are multiples of rest alone, and their unit."""
    forward = bout(0.0, 600.0, Travel.FORWARD)
    oxygen_energy = {"compendium-units", "gill2023", "scott2008"}
    assert oxygen_energy <= set(reported(recording(), forward).sources)
    massless = reported(recording(), forward, athlete=AthleteOnDay(age_years=40)).sources
    assert oxygen_energy & set(massless) == {"compendium-units"}


def test_a_source_is_named_only_for_what_was_given() -> None:
    """The load's without a heart rate, and the article's for a target that is not its own, are not."""
    forward = bout(0.0, 600.0, Travel.FORWARD)
    silent = reported(recording(heart_rate_bpm=np.nan), forward).sources
    assert "banister1991" not in silent
    assert {"banister1991", "seed-article", "karvonen1957"} <= set(reported(recording(), forward).sources)
    own_target = session_report(recording(), [forward], RUNNER, heart_model(RUNNER, target=(0.6, 0.7)))
    assert "seed-article" not in own_target.sources
    downhill = recording(altitude_m=200.0 - 0.05 * 2.0 * np.arange(0.0, 601.0))
    assert "wright2001" not in reported(downhill, bout(0.0, 600.0, Travel.BACKWARD)).sources


# --- Which models made it --------------------------------------------------------------------------


def test_numbers_change_only_with_the_version_of_the_models() -> None:
    """If this fails, a number has changed: raise MODEL_VERSION, then write the new numbers here."""
    report = reported(
        recording(speed_m_s=1.5),
        bout(0.0, 200.0, Travel.FORWARD),
        bout(200.0, 400.0, Travel.BACKWARD, Gait.WALK),
        bout(400.0, 600.0, Travel.BACKWARD),
    )
    found = [(kilojoules(each.measures), each.measures.trimp) for each in report.bouts]
    assert report.model_version == MODEL_VERSION == 2
    assert [energy for energy, _ in found] == [pytest.approx(energy, abs=0.005) for energy in PINNED_KJ]
    assert [(load.value, load.low, load.high) for _, load in found if load is not None] == [
        pytest.approx(PINNED_TRIMP, abs=0.005)
    ] * 3


# --- Way, time and cost that are known in part -----------------------------------------------------


def test_a_distance_known_in_part_gives_no_slower_speed() -> None:
    """A counter that falls silent after a minute of running backward at 2.5 m/s: ten minutes, one known."""
    times = np.arange(0.0, 600.0)
    stopping = recording(end_s=599.0, speed_m_s=2.5, distance_m=np.where(times <= 60.0, 2.5 * times, np.nan))
    report = one(stopping, Travel.BACKWARD)
    assert report.measures.distance_m == 150.0
    assert report.measures.distance_known_s == 60.0
    assert report.measures.speed_m_s == 2.5
    assert report.equivalent_forward_speed_m_s == equivalent_forward_speed(2.5)


def test_two_stretches_are_as_fast_together_as_what_is_known_of_them() -> None:
    """A stretch without a distance does not slow the other down."""
    times = np.arange(0.0, 601.0)
    half = recording(speed_m_s=np.nan, distance_m=np.where(times <= 300.0, 2.0 * times, np.nan))
    report = reported(half, bout(0.0, 300.0, Travel.FORWARD), bout(305.0, 600.0, Travel.FORWARD))
    (direction,) = report.directions
    assert direction.measures.distance_m == pytest.approx(600.0)
    assert direction.measures.distance_known_s == pytest.approx(300.0)
    assert direction.measures.speed_m_s == pytest.approx(2.0)


@pytest.mark.parametrize(("down_s", "is_given"), [(0.0, True), (250.0, True), (350.0, False), (600.0, False)])
def test_an_equivalent_speed_is_given_where_half_of_the_cost_is_known(down_s: float, is_given: bool) -> None:  # noqa: FBT001 (an expectation)
    """From the speed on the level alone; what backward downhill costs is unknown, however fast it was."""
    times = np.arange(0.0, 601.0)
    level_s = 600.0 - down_s
    speed = np.where(times < level_s, 2.0, 4.0)
    falling = recording(speed_m_s=speed, altitude_m=500.0 - 0.2 * 4.0 * np.maximum(times - level_s, 0.0))
    found = one(falling, Travel.BACKWARD).equivalent_forward_speed_m_s
    assert (found is not None) is is_given
    if found is not None:
        assert found.value == pytest.approx(equivalent_forward_speed(2.0).value, rel=1e-6)


def test_an_impossible_speed_has_no_equivalent() -> None:
    """A receiver that jumps about is no runner."""
    jumping = one(recording(speed_m_s=30.0), Travel.BACKWARD)
    assert jumping.measures.energy_unknown_s == 600.0
    assert jumping.equivalent_forward_speed_m_s is None


@pytest.mark.parametrize(("unknown_s", "is_compared"), [(10.0, True), (20.0, False)])
@pytest.mark.parametrize("unknown", [Travel.FORWARD, Travel.BACKWARD])
def test_oxygen_is_compared_where_nearly_all_of_it_is_known(
    unknown: Travel,
    unknown_s: float,
    is_compared: bool,  # noqa: FBT001 (an expectation)
) -> None:
    """Up to a twentieth of either side's time may be without it; otherwise the report says why it is not."""
    times = np.arange(0.0, 601.0)
    start_s = 0.0 if unknown is Travel.FORWARD else 300.0
    without = (times >= start_s) & (times < start_s + unknown_s)
    report = reported(
        recording(speed_m_s=np.where(without, 30.0, 2.0)),
        bout(0.0, 300.0, Travel.FORWARD, Gait.WALK),
        bout(300.0, 600.0, Travel.BACKWARD, Gait.WALK),
        athlete=MEASURED,
    )
    quantities = {each.quantity for each in report.comparisons}
    assert {"speed_m_s", "heart_rate_bpm"} <= quantities
    assert ({"oxygen_ml_kg_min", "oxygen_ml_kg_m"} & quantities == set()) is not is_compared
    assert ("oxygen-not-compared" in {each.slug for each in report.assumptions}) is not is_compared


def test_oxygen_per_way_needs_the_way() -> None:
    """Where the distance of a side is known in part, its rate is compared, its cost by the metre is not."""
    times = np.arange(0.0, 601.0)
    report = reported(
        recording(distance_m=np.where(times <= 400.0, 2.0 * times, np.nan)),
        bout(0.0, 300.0, Travel.FORWARD),
        bout(300.0, 600.0, Travel.BACKWARD),
    )
    quantities = {each.quantity for each in report.comparisons}
    assert "oxygen_ml_kg_min" in quantities
    assert "oxygen_ml_kg_m" not in quantities


@pytest.mark.parametrize("gait", [Gait.WALK, Gait.RUN])
@pytest.mark.parametrize("travel", [Travel.FORWARD, Travel.BACKWARD, Travel.UNKNOWN])
def test_where_speed_and_distance_contradict_each_other_the_distance_counts(
    travel: Travel, gait: Gait
) -> None:
    """A foot pod counts 1.25 m/s while the watch believes that it stands still, as one file has it."""
    times = np.arange(0.0, 601.0)
    contradicting = recording(speed_m_s=0.03, distance_m=1.25 * times)
    found, expected = (one(each, travel, gait) for each in (contradicting, recording(speed_m_s=1.25)))
    assert found.cost_speed_m_s == 1.25
    assert kilojoules(found.measures) == pytest.approx(kilojoules(expected.measures))
    assert found.equivalent_forward_speed_m_s == expected.equivalent_forward_speed_m_s
    slugs = [
        each.slug
        for each in reported(contradicting, bout(0.0, 600.0, travel, gait), athlete=MEASURED).assumptions
    ]
    assert "speed-by-distance" in slugs


def test_a_session_that_begins_after_its_start_is_reported() -> None:
    """What precedes the first sample is unknown, and belongs to no duration from first to last sample."""
    late = recording()
    columns = {name: getattr(late.samples, name) for name in COLUMNS[1:]}
    shifted = replace(late, samples=Samples.of(late.samples.elapsed_s + 500.0, **columns))
    report = reported(
        shifted, bout(0.0, 400.0, Travel.UNKNOWN, Gait.UNKNOWN), bout(400.0, 1100.0, Travel.FORWARD)
    )
    before, after = (each.measures for each in report.bouts)
    assert report.duration_s == 600.0
    assert report.total is not None
    assert report.total.duration_s == 1100.0
    assert (before.distance_m, before.heart_rate_unknown_s, before.energy_unknown_s) == (None, 400.0, 400.0)
    assert (before.trimp, before.energy_kj) == (None, None)
    assert (after.distance_m, after.distance_known_s, after.speed_m_s) == (1200.0, 600.0, 2.0)
    assert (after.heart_rate_unknown_s, after.energy_unknown_s) == (100.0, 100.0)
