"""How a competent programmer would tell backward without a model: one threshold on the length of a step.

Each makes bouts, so that it is measured as the product is. What it says, it is sure of.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from backstride.bout import Bout, Gait, Posterior, Travel
from backstride.direction import gait_stretches
from backstride.recording import FloatArray, Recording, travel_speed
from validation.direction_cases import Case
from validation.direction_corpus import Subject
from validation.direction_measures import Seconds, judged_by

SHORTER_THAN_SESSION: Final = 0.9
"""Steps shorter than this share of the session's usual are backward: all of the published effect. [-]"""
SHORTER_THAN_OWN: Final = 0.95
"""The same where one's own usual is known: half of the published effect. [-]"""
SMOOTHING_S: Final = 10


def by_session(case: Case) -> Seconds:
    """Steps under nine tenths of this session's usual at the speed, smoothed over ten seconds."""
    return judged_by(case, _bouts(case.recording, [case.recording], SHORTER_THAN_SESSION))


def by_history(case: Case) -> Seconds:
    """Steps under 0.95 of what is usual in the person's other recordings at the speed."""
    history = case.subject.history or (case.recording,)
    return judged_by(case, _bouts(case.recording, history, SHORTER_THAN_OWN))


def _bouts(recording: Recording, usual: Sequence[Recording], shorter: float) -> Sequence[Bout]:
    curves = {gait: _curve(usual, gait) for gait in (Gait.WALK, Gait.RUN)}
    found: list[Bout] = []
    for stretch in gait_stretches(recording):
        curve = curves.get(stretch.gait)
        seconds = np.arange(np.ceil(stretch.start_s), stretch.end_s)
        if curve is None or len(seconds) < SMOOTHING_S:
            continue
        samples = recording.samples
        log_speed, log_step = _logs(recording)
        known = ~np.isnan(log_speed + log_step)
        if np.count_nonzero(known) < 2:
            continue
        off = np.interp(
            seconds, samples.elapsed_s[known], log_step[known] - np.polyval(curve, log_speed[known])
        )
        smooth = np.convolve(np.pad(off, SMOOTHING_S // 2, mode="edge"), np.ones(SMOOTHING_S), "valid")
        is_short = smooth[: len(seconds)] / SMOOTHING_S < np.log(shorter)
        edges = [0, *(np.flatnonzero(np.diff(is_short)) + 1).tolist(), len(seconds)]
        found += [
            _bout(float(seconds[first]), float(seconds[last - 1] + 1.0), stretch.gait, is_short[first])
            for first, last in pairwise(edges)
        ]
    return found


def _bout(start_s: float, end_s: float, gait: Gait, is_short: np.bool_) -> Bout:
    way = Travel.BACKWARD if is_short else Travel.FORWARD
    sure = Posterior(forward=float(not is_short), backward=float(is_short))
    return Bout(start_s=start_s, end_s=end_s, travel=way, gait=gait, posterior=sure)


def _logs(recording: Recording) -> tuple[FloatArray, FloatArray]:
    """Logs of speed and of the length of a step, NaN where nobody steps."""
    samples = recording.samples
    speed, cadence = travel_speed(samples), samples.cadence_spm
    steps = (speed > 0.3) & (cadence > 60.0)
    log_speed = np.log(np.where(steps, speed, np.nan))
    return log_speed, log_speed - np.log(np.where(steps, cadence, np.nan) / 60.0)


def _curve(recordings: Sequence[Recording], gait: Gait) -> FloatArray | None:
    """The usual log of the length of a step, as a parabola in log speed; None where too little is known."""
    speeds, steps = [], []
    for recording in recordings:
        log_speed, log_step = _logs(recording)
        of_gait = np.zeros(len(log_speed), dtype=np.bool_)
        for stretch in gait_stretches(recording):
            if stretch.gait is gait:
                elapsed_s = recording.samples.elapsed_s
                of_gait |= (elapsed_s >= stretch.start_s) & (elapsed_s < stretch.end_s)
        good = of_gait & ~np.isnan(log_step)
        speeds.append(log_speed[good])
        steps.append(log_step[good])
    speed, step = np.concatenate(speeds), np.concatenate(steps)
    if len(speed) < 100:
        return None
    curve = np.polyfit(speed, step, 2)
    near = np.abs(step - np.polyval(curve, speed)) < 0.15
    return np.polyfit(speed[near], step[near], 2) if np.count_nonzero(near) >= 100 else curve


def on_forward(subject: Subject) -> Case:
    """A subject's recording as it is, as a case without anything backward in it."""
    return Case(name=subject.name, subject=subject, recording=subject.recording)
