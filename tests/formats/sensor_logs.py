"""Small sensor logs of somebody walking, written as the recorder apps write them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backstride.recording import FloatArray

GRAVITY_M_S2 = 9.80665


@dataclass(frozen=True)
class Walk:
    """What the sensor felt: standing for two seconds, then walking."""

    times_s: FloatArray
    acceleration_m_s2: FloatArray
    """Gravity included, shape (n, 3)."""
    gravity_m_s2: FloatArray
    rotation_rad_s: FloatArray

    @property
    def linear_m_s2(self) -> FloatArray:
        """Without gravity."""
        return self.acceleration_m_s2 - self.gravity_m_s2


def walk(seconds: float = 8.0, rate_hz: float = 100.0) -> Walk:
    """A walk of sums of sinusoids, the sensor's y axis upward but for a little swing."""
    times_s = np.arange(round(seconds * rate_hz)) / rate_hz
    is_moving = np.clip(times_s - 2.0, 0.0, 1.0)
    phase = 2 * np.pi * 0.9 * times_s
    tilt = 0.3 * is_moving * np.sin(phase)
    gravity = GRAVITY_M_S2 * np.column_stack([np.sin(tilt), np.cos(tilt), 0.0 * tilt])
    linear = is_moving[:, np.newaxis] * np.column_stack(
        [1.5 * np.sin(phase + 0.4), 3.0 * np.sin(2 * phase), 0.8 * np.cos(phase)]
    )
    rotation = is_moving[:, np.newaxis] * np.column_stack(
        [0.4 * np.sin(2 * phase), 0.2 * np.cos(phase), 0.3 * 2 * np.pi * 0.9 * np.cos(phase)]
    )
    return Walk(times_s, gravity + linear, gravity, rotation)


def csv_of(
    headings: Sequence[str],
    columns: Sequence[FloatArray | Sequence[str]],
    *,
    divided_by: str = ",",
    comma: bool = False,
    digits: int = 6,
    above: str = "",
    is_quoted: bool = False,
) -> bytes:
    """A table of some columns, numbers with so many digits, or texts as they are."""

    def cell(value: float | str) -> str:
        if isinstance(value, str):
            return value
        written = f"{value:.{digits}f}"
        return written.replace(".", ",") if comma else written

    head = divided_by.join(f'"{each}"' if is_quoted else each for each in headings)
    rows = [divided_by.join(cell(value) for value in row) for row in zip(*columns, strict=True)]
    return (above + "\n".join([*([head] if headings else []), *rows]) + "\n").encode()


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of some files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def xyz(values: FloatArray) -> list[FloatArray]:
    """Three columns."""
    return list(values.T)
