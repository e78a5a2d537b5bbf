"""Made-up runs with a stride that goes with speed, noise like that of a watch, and backward stretches."""

from datetime import UTC, datetime, timedelta

import numpy as np

from backstride.direction.gait import gait_stretches
from backstride.direction.stride_model import StrideView, stride_view
from backstride.recording import FloatArray, Recording, Samples, Sport
from backstride.stride import StrideBaseline

START = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)


def wavering(count: int, spread: float, random: np.random.Generator) -> FloatArray:
    """Noise that holds on for some seconds, shape (count,)."""
    noise = random.standard_normal(count + 20)
    smooth = np.convolve(noise, np.ones(8) / np.sqrt(8.0), mode="valid")[:count]
    found: FloatArray = spread * smooth
    return found


def run(
    seed: int,
    *,
    minutes: float = 30.0,
    backward: tuple[tuple[float, float], ...] = (),
    difference: float = 0.107,
    offset: float = 0.0,
    speed_m_s: float = 3.0,
) -> Recording:
    """A run at 1 Hz; backward stretches are slower, with more and shorter steps, and a turn at both ends."""
    random = np.random.default_rng(seed)
    elapsed_s = np.arange(60.0 * minutes)
    log_speed = np.log(speed_m_s) + wavering(len(elapsed_s), 0.03, random)
    more = np.full(len(elapsed_s), offset)
    for start_s, end_s in backward:
        inside = (elapsed_s >= start_s) & (elapsed_s < end_s)
        log_speed[inside] += np.log(0.75)
        more[inside] += difference
        for edge_s in (start_s, end_s):
            log_speed[np.abs(elapsed_s - edge_s) <= 1.5] += np.log(0.4)
    more += wavering(len(elapsed_s), 0.012, random)
    cadence = 168.0 * np.exp(0.14 * (log_speed - np.log(3.0)) + more)
    speed = np.exp(log_speed)
    return Recording(
        format="fit",
        samples=Samples.of(
            elapsed_s, speed_m_s=speed, cadence_spm=np.rint(cadence), distance_m=np.cumsum(speed)
        ),
        started_at=START + timedelta(days=seed),
        sport=Sport(name="running"),
    )


def view(recording: Recording, baseline: StrideBaseline | None = None) -> StrideView | None:
    """What the stride says of a recording."""
    return stride_view(recording, gait_stretches(recording), baseline)
