"""A session of the simulated athlete, from its script to the recording a watch would have made."""

from datetime import datetime
from typing import Final

import numpy as np

from backstride.bout import Travel
from backstride.energy import RESTING_OXYGEN_ML_KG_MIN, metabolic_rate
from backstride.recording import Device, FloatArray, Recording, Samples, Sport
from backstride.simulation import course, gait, response, sensors
from backstride.simulation.athlete import SimulatedAthlete
from backstride.simulation.script import Labelling, Place, SessionScript
from backstride.simulation.timeline import Episode, each_second, episodes_of, laps_of, pauses_of, steps_of

DEVICE_NAME: Final = "Backstride simulated athlete"
"""What the recording names as its device, so that nobody takes it for a person's."""

AT_SEA: Final = (54.0, 3.0)
"""Latitude and longitude of the simulated track: in the North Sea, where no track lies. [°]"""

SPORT_IDS: Final = {"running": 1, "walking": 11}
"""As FIT files number them."""

SUB_SPORTS: Final = {
    (Place.TRACK, "running"): ("track", 4),
    (Place.TRACK, "walking"): ("generic", 0),
    (Place.TREADMILL, "running"): ("treadmill", 1),
    (Place.TREADMILL, "walking"): ("treadmill", 1),
}


def simulate(
    athlete: SimulatedAthlete,
    script: SessionScript,
    *,
    started_at: datetime,
    seed: int,
    utc_offset_s: int = 0,
) -> Recording:
    """A session as a watch would have recorded it, one sample a second.

    The heart follows the oxygen uptake of `backstride.energy.metabolic_rate` on the level.

    Source: masumoto-bws, cavagna2012, laufer2005, ku-har, hao2011, kim2001, heath2001,
    matched-vo2-2018, backstride-estimate. Belief: derived.

    Parameters
    ----------
    athlete
        Who moves.
    script
        What they do, and what the recording tells of it.
    started_at
        When, in UTC.
    seed
        The same seed gives the same recording.
    utc_offset_s
        Local time minus UTC. [s]

    Returns
    -------
    Recording
        The recording, marked as simulated. Its last sample closes it and starts nothing new.

    Raises
    ------
    InvalidValue
        If the start is not in UTC.
    """
    random = np.random.default_rng(seed)
    episodes = episodes_of(script, random)
    laps = laps_of(episodes, script.labelling)
    with_steps = script.labelling is Labelling.STEPS
    samples = _samples(athlete, script, episodes, random)
    sub_name, sub_sport_id = SUB_SPORTS[script.place, script.sport]
    return Recording(
        format="simulated",
        samples=samples,
        started_at=started_at,
        utc_offset_s=utc_offset_s,
        sport=Sport(
            name=script.sport,
            sub_name=sub_name,
            sport_id=SPORT_IDS[script.sport],
            sub_sport_id=sub_sport_id,
        ),
        device=Device(product=DEVICE_NAME),
        device_distance_m=float(samples.distance_m[-1]),
        names={"workout": script.name} if with_steps else {},
        laps=laps,
        pauses=pauses_of(episodes),
        steps=steps_of(script) if with_steps else (),
        is_simulated=True,
    )


def _samples(
    athlete: SimulatedAthlete,
    script: SessionScript,
    episodes: tuple[Episode, ...],
    random: np.random.Generator,
) -> Samples:
    speed_m_s = each_second(episodes, lambda _, speed: speed, 0.0)
    distance_m = np.concatenate(([0.0], np.cumsum(speed_m_s[:-1])))
    columns = {
        "speed_m_s": speed_m_s,
        "distance_m": distance_m,
        "heart_rate_bpm": _heart_rate(athlete, script, episodes, random),
        **_dynamics(athlete, episodes, speed_m_s, random),
    }
    if script.place is Place.TRACK:
        columns |= _surroundings(distance_m, random)
    kept = each_second(episodes, lambda _, speed: np.ones(len(speed)), 0.0) > 0
    kept[-1] = True
    elapsed_s = np.arange(len(kept), dtype=np.float64)
    return Samples.of(elapsed_s[kept], **{name: column[kept] for name, column in columns.items()})


def _heart_rate(
    athlete: SimulatedAthlete,
    script: SessionScript,
    episodes: tuple[Episode, ...],
    random: np.random.Generator,
) -> FloatArray:
    sessions = athlete.backward_sessions
    excess = response.backward_excess(sessions)
    uptake = each_second(
        episodes,
        lambda part, speed: (
            metabolic_rate(
                travel=part.travel,
                gait=part.gait,
                speed_m_s=speed,
                grade=np.zeros(len(speed)),
                backward_sessions=float(sessions),
            ).oxygen_ml_kg_min
        ),
        RESTING_OXYGEN_ML_KG_MIN,
    )
    added = each_second(
        episodes,
        lambda part, speed: np.full(len(speed), excess if part.travel is Travel.BACKWARD else 0.0),
        0.0,
    )
    true_bpm = response.heart_rate(
        response.demand(uptake, vo2max_ml_kg_min=athlete.vo2max_ml_kg_min, excess=added),
        resting_bpm=athlete.resting_heart_rate_bpm,
        maximum_bpm=athlete.maximum_heart_rate_bpm,
    )
    heard = true_bpm + sensors.wander(len(true_bpm), spread=1.2, memory_s=6.0, random=random)
    shown: FloatArray = np.rint(heard.clip(athlete.resting_heart_rate_bpm, athlete.maximum_heart_rate_bpm))
    return shown * sensors.gaps(len(shown), times=script.heart_rate_dropouts, random=random)


def _dynamics(
    athlete: SimulatedAthlete,
    episodes: tuple[Episode, ...],
    speed_m_s: FloatArray,
    random: np.random.Generator,
) -> dict[str, FloatArray]:
    """Cadence and running dynamics, NaN where nobody steps."""

    def column(name: str, *, spread: float) -> FloatArray:
        exact = each_second(
            episodes,
            lambda part, speed: getattr(
                gait.strides(speed, part.travel, part.gait, leg_length_m=athlete.leg_length_m), name
            ),
            np.nan,
        )
        return exact * (1.0 + sensors.wander(len(exact), spread=spread, memory_s=4.0, random=random))

    cadence_spm = column("cadence_spm", spread=0.006)
    step_length_m = speed_m_s * 60.0 / cadence_spm
    bounce_m = column("vertical_oscillation_m", spread=0.03)
    balance = athlete.balance_left + sensors.wander(len(speed_m_s), spread=0.004, memory_s=5.0, random=random)
    stands = np.isnan(cadence_spm)
    return {
        "cadence_spm": np.where(stands, 0.0, cadence_spm),
        "step_length_m": step_length_m,
        "stance_time_s": column("stance_time_s", spread=0.012),
        "stance_balance_left": np.where(stands, np.nan, balance),
        "vertical_oscillation_m": bounce_m,
        "vertical_ratio": bounce_m / step_length_m,
    }


def _surroundings(distance_m: FloatArray, random: np.random.Generator) -> dict[str, FloatArray]:
    """Positions as a receiver sees them, altitude and temperature."""
    east_m, north_m = course.along_track(distance_m)
    count = len(distance_m)
    latitude_deg, longitude_deg = course.on_earth(
        east_m + sensors.wander(count, spread=1.2, memory_s=60.0, random=random),
        north_m + sensors.wander(count, spread=1.2, memory_s=60.0, random=random),
        latitude_deg=AT_SEA[0],
        longitude_deg=AT_SEA[1],
    )
    return {
        "latitude_deg": latitude_deg,
        "longitude_deg": longitude_deg,
        "altitude_m": 4.0 + sensors.wander(count, spread=0.4, memory_s=120.0, random=random),
        "temperature_c": np.full(count, 16.0),
    }
