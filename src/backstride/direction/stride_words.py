"""What the stride detector saw, in words for people."""

from typing import Final

import numpy as np

from backstride.direction.stride_chain import Chain
from backstride.direction.stride_residuals import SPEED
from backstride.direction.stride_sight import Stretches
from backstride.direction.stride_signals import BOUNCE, CADENCE, HEART, STANCE
from backstride.recording import FloatArray

ALIKE: Final = 0.015
"""A cadence that differs by less is called alike. Source: backstride-rules. Belief: claimed. [-]"""

TOLD_SHARE: Final = 0.04
"""Ground contact and bounce that differ by less are not spoken of, as the logarithm of a ratio.
Source: backstride-rules. Belief: claimed. [-]"""

TOLD_BPM: Final = 4.0
"""Nor is a heart rate. Source: backstride-rules. Belief: claimed. [1/min]"""


def phrases(stretches: Stretches, chain: Chain, heart_bpm: FloatArray) -> list[str]:
    """Say of each stretch what was seen against the forward stride.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    stretches
        The stretches.
    chain
        The session they are of.
    heart_bpm
        The mean heart rate in each, NaN where unknown, shape (n,). [1/min]

    Returns
    -------
    list of str
        One line for each.
    """
    own = chain.known.duration_s > 0.0
    whose = (
        "your own forward stride"
        if own
        else f"this session's other {'running' if stretches.is_run else 'walking'}"
    )
    around = chain.around.around(stretches)[0]
    level = np.zeros(len(stretches)) if own else around[CADENCE]
    more = np.expm1(stretches.mean[CADENCE] - level).tolist()
    km_h = (3.6 * np.exp(stretches.mean[SPEED] + chain.known.log_speed)).tolist()
    off = (stretches.mean - around).T.tolist()
    rows = zip(more, km_h, stretches.is_known.T.tolist(), off, heart_bpm.tolist(), strict=True)
    return [
        _of_cadence(higher, known[CADENCE], whose, speed) + _of_the_others(differs, known, beats)
        for higher, speed, known, differs, beats in rows
    ]


def _of_cadence(more: float, known: bool, whose: str, km_h: float) -> str:  # noqa: FBT001 (whether it is known)
    if not known:
        return f"no cadence to hold against {whose}"
    if abs(more) < ALIKE:
        return f"cadence and steps like those of {whose} at {km_h:.1f} km/h"
    side, length = ("above", "shorter") if more > 0.0 else ("below", "longer")
    steps = abs(1.0 / (1.0 + more) - 1.0)
    return (
        f"cadence {100 * abs(more):.0f} % {side} and steps {100 * steps:.0f} % {length}"
        f" than {whose} at {km_h:.1f} km/h"
    )


def _of_the_others(off: list[float], known: list[bool], heart_bpm: float) -> str:
    text = ""
    for place, name, words in (
        (STANCE, "ground contact", ("longer", "shorter")),
        (BOUNCE, "bounce", ("more", "less")),
    ):
        if known[place] and abs(off[place]) >= TOLD_SHARE:
            size = 100 * abs(float(np.expm1(off[place])))
            text += f", {name} {size:.0f} % {words[0] if off[place] > 0.0 else words[1]}"
    if known[HEART] and not np.isnan(heart_bpm):
        beats = heart_bpm * float(-np.expm1(-off[HEART]))
        if abs(beats) >= TOLD_BPM:
            text += f", heart rate {abs(beats):.0f} bpm {'higher' if beats > 0.0 else 'lower'}"
    return text
