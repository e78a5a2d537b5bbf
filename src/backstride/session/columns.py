"""The columns of a recording that its bouts are measured on, and those derived from them."""

import numpy as np

from backstride.bout import Bout
from backstride.recording import FloatArray, Samples, travel_speed
from backstride.session.grade import grade_along
from backstride.session.travelled import DistanceLine, counted_speed


class Columns:
    """The samples of a recording, and what is derived from each.

    Parameters
    ----------
    samples
        The samples, shape (n,).
    """

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        # Zero is what a strap without contact sends; it is no heart rate.
        self.heart_rate_bpm = np.where(samples.heart_rate_bpm > 0.0, samples.heart_rate_bpm, np.nan)
        self.speed_m_s = travel_speed(samples)
        self.counted_speed_m_s = counted_speed(samples)
        self.grade = grade_along(samples)
        self.step_length_m = _step_length(samples, self.speed_m_s)
        self.distance = DistanceLine.of(samples)

    def span(self, bout: Bout) -> slice:
        """The samples that may speak for a bout: those within it and the last one before.

        Parameters
        ----------
        bout
            The bout.

        Returns
        -------
        slice
            Of the samples; empty for a bout that ends before the first of them.
        """
        first = int(np.searchsorted(self.samples.elapsed_s, bout.start_s, side="right")) - 1
        last = int(np.searchsorted(self.samples.elapsed_s, bout.end_s, side="left"))
        return slice(max(first, 0), max(last, 0))


def _step_length(samples: Samples, speed_m_s: FloatArray) -> FloatArray:
    """Step length as the device gave it, else speed over cadence. [m]"""
    given = samples.step_length_m
    if not np.isnan(given).any():
        return given
    cadence_hz = np.where(samples.cadence_spm > 0, samples.cadence_spm, np.nan) / 60.0
    return np.where(np.isnan(given), speed_m_s / cadence_hz, given)
