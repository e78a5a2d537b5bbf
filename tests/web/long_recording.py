"""A recording of ten hours, for the tests of what must hold for long ones."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from backstride.actions.changing import Edit
from backstride.actions.importing import ImportSettings, import_paths
from backstride.actions.labelling import label_activity
from backstride.store import Store

SAMPLES: Final = 36_001
"""A second apart."""
START: Final = datetime(2026, 4, 14, 6, 0, tzinfo=UTC)
DAY: Final = "2026-04-14"
METRES_PER_DEGREE: Final = 111_195.0
LAP_M: Final = 400.0

HEAD: Final = (
    '<?xml version="1.0"?><gpx version="1.1" creator="tests" xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:x="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk><type>running</type><trkseg>'
)
POINT: Final = (
    '<trkpt lat="{:.7f}" lon="{:.7f}"><time>{}</time><extensions><x:TrackPointExtension>'
    "<x:hr>{}</x:hr><x:cad>{}</x:cad></x:TrackPointExtension></extensions></trkpt>"
)


@cache
def ten_hours() -> bytes:
    """Round a circle until the evening, with a heart and steps that are never the same for long."""
    noise = np.random.default_rng(1)
    elapsed_s = np.arange(float(SAMPLES))
    angle = np.cumsum(2.5 + noise.normal(0.0, 0.2, SAMPLES)) / LAP_M * 2 * np.pi
    radius = LAP_M / (2 * np.pi) / METRES_PER_DEGREE
    latitude, longitude = (
        52.5 + radius * np.sin(angle),
        13.4 + radius * np.cos(angle) / np.cos(np.radians(52.5)),
    )
    heart = (140 + 20 * np.sin(elapsed_s / 300) + noise.normal(0, 2, SAMPLES)).round().astype(int)
    steps = (82 + noise.normal(0, 2, SAMPLES)).round().astype(int)
    times = ((START + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ") for second in range(SAMPLES))
    points = map(POINT.format, latitude.tolist(), longitude.tolist(), times, heart.tolist(), steps.tolist())
    return (HEAD + "".join(points) + "</trkseg></trk></gpx>").encode()


def bring(store: Store, folder: Path) -> str:
    """Import it, and say of every other quarter of an hour that it went backward."""
    (folder / "long.gpx").write_bytes(ten_hours())
    import_paths(store, [folder / "long.gpx"], ImportSettings(athlete="me", processes=1))
    labels = [
        f"{hour}:{minute:02}:00-{hour}:{minute + 15}:00=backward run"
        for hour in range(10)
        for minute in (0, 30)
    ]
    return label_activity(store, DAY, labels, Edit(athlete="me", now=START)).keys[0]
