"""What a workout asks for: minutes, backward minutes, perceived exertion and load, before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from backstride.bout import Gait, Travel
from backstride.errors import InvalidValue
from backstride.training.workout import POSSIBLE, Intensity, LengthKind, TargetKind, Workout, WorkoutStep

USUAL_SPEEDS_M_S: Final[Mapping[tuple[Travel, Gait], float]] = MappingProxyType(
    {
        (Travel.FORWARD, Gait.WALK): 1.3,
        (Travel.BACKWARD, Gait.WALK): 0.8,
        (Travel.FORWARD, Gait.RUN): 2.6,
        (Travel.BACKWARD, Gait.RUN): 1.9,
    }
)
"""Speeds to reckon with where nobody knows the athlete's own: free walking at 1.67 and 1.0 m/s in young
people (ku-har), slower here; running backward at 0.74 of forward (uthoff2018). [m/s]"""

LAP_PRESS_S: Final = 120.0
"""How long a step is taken to last that ends with a lap press or by heart rate; assumed. [s]"""

RPE_OF_INTENSITY: Final = MappingProxyType(
    {
        Intensity.WARM_UP: 2.0,
        Intensity.ACTIVE: 4.0,
        Intensity.RECOVERY: 2.0,
        Intensity.REST: 0.0,
        Intensity.COOL_DOWN: 1.0,
    }
)
"""Perceived exertion, 0 to 10, of a step without a target; assumed. [-]"""

RPE_BY_SHARE: Final = ((0.57, 1.0), (0.64, 2.0), (0.77, 3.5), (0.86, 5.0), (0.95, 7.0))
"""Below this share of the maximum heart rate, the exertion from 0 to 10 is about this; 9 above the last.
The limits are those of the intensity table (acsm-intensity); the exertions are assumed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speeds:
    """How fast the athlete usually goes, each way, with each gait."""

    m_s: Mapping[tuple[Travel, Gait], float] = field(default_factory=dict)
    """Own speeds; what is missing is taken from `USUAL_SPEEDS_M_S`. [m/s]"""

    def __post_init__(self) -> None:
        slowest, fastest = POSSIBLE[TargetKind.SPEED]
        for (travel, gait), speed in self.m_s.items():
            if not slowest <= speed <= fastest:
                raise InvalidValue(
                    f"A usual speed of {speed:g} m/s was given for {travel.value}, {gait.value}.",
                    allowed=f"Between {slowest:g} and {fastest:g} m/s.",
                    remedy="Check the number and its unit.",
                )

    def of(self, travel: Travel, gait: Gait) -> float:
        """The speed to reckon with.

        Parameters
        ----------
        travel
            The direction.
        gait
            The gait; walking is taken for whatever is neither walking nor running.

        Returns
        -------
        float
            The athlete's own speed, else the usual one. [m/s]
        """
        way = Travel.BACKWARD if travel in {Travel.BACKWARD, Travel.SIDEWAYS} else Travel.FORWARD
        how = gait if gait in {Gait.WALK, Gait.RUN} else Gait.WALK
        return self.m_s.get((way, how), USUAL_SPEEDS_M_S[way, how])


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """What a workout asks for."""

    minutes: float
    """All of it, rests included. [min]"""
    backward_min: float
    """Backward, with any gait. [min]"""
    backward_run_min: float
    """Running backward. [min]"""
    backward_m: float
    """[m]"""
    load: float
    """Perceived exertion times minutes, summed over the steps. [-]"""
    hardest_rpe: float
    """Of its hardest step. [-]"""

    @property
    def rpe(self) -> float:
        """The exertion of the whole, weighted by time. [-]"""
        return self.load / self.minutes if self.minutes > 0.0 else 0.0


def step_seconds(step: WorkoutStep, speeds: Speeds) -> float:
    """How long a step takes.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    step
        The step.
    speeds
        The athlete's usual speeds, for steps over a distance.

    Returns
    -------
    float
        Its time; `LAP_PRESS_S` where the athlete or their heart ends it. [s]
    """
    length = step.length
    if length.kind is LengthKind.TIME and length.value is not None:
        return length.value
    if length.kind is LengthKind.DISTANCE and length.value is not None:
        return length.value / step_speed(step, speeds)
    return LAP_PRESS_S


def step_speed(step: WorkoutStep, speeds: Speeds) -> float:
    """How fast a step is taken to be: by its target if that is a speed, else as usual.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    step
        The step.
    speeds
        The athlete's usual speeds.

    Returns
    -------
    float
        The speed. [m/s]
    """
    if step.target.kind is TargetKind.SPEED:
        return step.target.middle
    if step.target.kind is TargetKind.FORWARD_SPEED:
        return step.target.middle * speeds.of(Travel.FORWARD, step.gait)
    return speeds.of(step.travel, step.gait)


def step_rpe(step: WorkoutStep) -> float:
    """The perceived exertion that a step asks for, from 0 to 10.

    Source: acsm-intensity, backstride-rules. Belief: derived.

    Parameters
    ----------
    step
        The step.

    Returns
    -------
    float
        Its target if that is an exertion; else by its heart rate; else by what it is for. [-]
    """
    target = step.target
    if target.kind is TargetKind.RPE:
        return target.middle
    if target.kind is TargetKind.HEART_RATE_MAXIMUM:
        return _rpe_of_share(target.middle)
    if target.kind is TargetKind.HEART_RATE_RESERVE:
        # The bands of the reserve lie lower: 30, 40, 60 and 90 % where the maximum's are 57, 64, 77 and 95.
        return _rpe_of_share(0.40 + 0.60 * target.middle)
    if target.kind is TargetKind.HEART_RATE_ZONE:
        return min(9.0, (0.0, 1.0, 2.0, 3.5, 6.0, 9.0)[min(5, int(target.low))])
    return RPE_OF_INTENSITY[step.intensity]


def _rpe_of_share(share: float) -> float:
    return next((rpe for limit, rpe in RPE_BY_SHARE if share < limit), 9.0)


def dose_of(workout: Workout, speeds: Speeds) -> Dose:
    """What a workout asks for.

    Source: foster2001, backstride-rules. Belief: derived.

    Parameters
    ----------
    workout
        The workout.
    speeds
        The athlete's usual speeds, for steps over a distance.

    Returns
    -------
    Dose
        Sums over its steps as performed.
    """
    minutes = backward = backward_run = metres = load = hardest = 0.0
    for step in workout.performed:
        seconds, rpe = step_seconds(step, speeds), step_rpe(step)
        minutes += seconds / 60.0
        load += rpe * seconds / 60.0
        hardest = max(hardest, rpe)
        if step.travel is Travel.BACKWARD:
            backward += seconds / 60.0
            is_over_distance = step.length.kind is LengthKind.DISTANCE and step.length.value is not None
            metres += (step.length.value or 0.0) if is_over_distance else seconds * step_speed(step, speeds)
            backward_run += seconds / 60.0 if step.gait is Gait.RUN else 0.0
    return Dose(
        minutes=minutes,
        backward_min=backward,
        backward_run_min=backward_run,
        backward_m=metres,
        load=load,
        hardest_rpe=hardest,
    )
