"""The samples of an activity as columns over time, as a plain document of JSON."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from backstride import __version__
from backstride.actions.document_values import Document
from backstride.actions.listing import ShowOutcome
from backstride.errors import InvalidValue

DECIMALS: Final = {
    "latitude_deg": 7,
    "longitude_deg": 7,
    "altitude_m": 1,
    "distance_m": 2,
    "speed_m_s": 3,
    "heart_rate_bpm": 1,
    "cadence_spm": 2,
    "step_length_m": 3,
    "grade": 4,
    "stance_time_s": 4,
    "stance_balance_left": 4,
    "vertical_oscillation_m": 4,
    "vertical_ratio": 4,
    "power_w": 1,
    "temperature_c": 1,
}
"""The columns that can be asked for, each with as many decimals as anyone measures."""
REPORTED: Final = frozenset({"speed_m_s", "step_length_m", "grade"})
"""Columns that the report fills where the device left gaps."""


def samples_document(outcome: ShowOutcome, columns: Sequence[str] | None = None) -> Document:
    """The samples of an activity.

    Parameters
    ----------
    outcome
        What showing gave.
    columns
        Which columns, by name; None for those that hold anything.

    Returns
    -------
    dict
        A document of the schema ``samples``, whose times and columns are arrays of one length: tens of
        thousands of numbers are not made a list only to be written. What is unknown is NaN, which JSON's
        writer makes null.

    Raises
    ------
    InvalidValue
        If there is no such column.
    """
    report = outcome.reported.report
    samples = report.recording.samples
    chosen = list(DECIMALS) if columns is None else list(dict.fromkeys(columns))
    unknown = [name for name in chosen if name not in DECIMALS]
    if unknown:
        raise InvalidValue(
            f"There {'is no column' if len(unknown) == 1 else 'are no columns'} of the name asked for.",
            allowed=f"Columns are {', '.join(DECIMALS)}.",
            remedy="Name some of these, with commas between them.",
        )
    found = {name: getattr(report if name in REPORTED else samples, name) for name in chosen}
    return {
        "program_version": __version__,
        "key": outcome.activity.key,
        "samples": len(samples),
        "elapsed_s": samples.elapsed_s.round(3),
        "columns": {
            name: values.round(DECIMALS[name])
            for name, values in found.items()
            if columns is not None or not np.isnan(values).all()
        },
    }
