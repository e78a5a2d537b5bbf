"""Real recordings on foot, who made them as far as that is known, and what is known of each one's stride.

All of them are taken to go forward: that no one among them went backward is presumed, not known.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from backstride import read
from backstride.bout import Gait
from backstride.direction import Label, bouts, gait_stretches, learn_baseline
from backstride.errors import BackstrideError
from backstride.recording import COLUMNS, FloatArray, Pause, Recording, Samples, travel_speed
from backstride.stride import StrideBaseline
from validation.reading import CORPUS

ONE_PERSON: Final = frozenset({"Asplitline/running_page", "trackerproject/trackeR"})
"""Repositories whose recordings are one person's own runs."""

SHORTEST_MOVING_S: Final = 60.0
VEHICLE_M_S: Final = 5.5
"""A recording whose middle speed is above is no travel on foot; from 4.5 on where no sport is named."""

SESSION_SPREAD: Final = 0.022
"""Standard deviation of log cadence at a speed from one run of a person to the next, as 71 runs of one
person gave it: what parts of one recording lack when they stand for sessions of their own. [-]"""

SPLIT: Final = 3
"""Chosen before anything was tuned, so that the halves have nearly the same size, and each has one of the two
people with several recordings."""

IN_WATER_OR_ON_SNOW: Final = ("swim", "skiing")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Real:
    """A real recording, stripped of all that people or devices said about its parts."""

    name: str
    group: str
    """Who made it, where that is known; else the source and the device, which may be several people."""
    is_one_person: bool
    recording: Recording
    moving_s: float

    @property
    def has_cadence(self) -> bool:
        """Whether steps were counted in most of it."""
        return bool(np.mean(np.nan_to_num(self.recording.samples.cadence_spm) > 20.0) > 0.5)

    @property
    def is_for_tuning(self) -> bool:
        """Whether it belongs to the half that was looked at while the detectors were made."""
        return is_for_tuning(self.group)


def is_for_tuning(group: str) -> bool:
    """Whether a person, or a source, is of the half that detectors may be tuned on; it never changes."""
    return hashlib.sha256(f"{SPLIT} {group}".encode()).digest()[0] % 2 == 0


def seed_of(*words: object) -> np.random.Generator:
    """Chance that is the same whenever the words are."""
    digest = hashlib.sha256(" ".join(map(str, words)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little"))


# ——— Reading ———


def real_recordings(corpus: Path = CORPUS) -> tuple[Real, ...]:
    """All recordings on foot with a minute of moving, each activity once, in a fixed order."""
    repositories = _repositories(corpus)
    found: list[Real] = []
    folders = ("fit/*", "gpx/*", "tcx/*", "archives/strava_export/activities/*")
    for path in sorted(path for folder in folders for path in corpus.glob(folder) if path.is_file()):
        name = str(path.relative_to(corpus))
        repository = repositories.get(name, "an export of Strava")
        found += _real(path, repository)
    return once(found)


def _repositories(corpus: Path) -> dict[str, str]:
    lines = (corpus / "manifest.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {fields[0]: fields[3] for fields in (line.split("\t") for line in lines)}


def _real(path: Path, repository: str) -> list[Real]:
    try:
        recordings = read(path.read_bytes())
    except BackstrideError:
        return []
    found = []
    for number, recording in enumerate(recordings):
        moving_s = _moving_on_foot(recording, path.name)
        if moving_s < SHORTEST_MOVING_S:
            continue
        is_one = repository in ONE_PERSON
        found.append(
            Real(
                name=f"{path.name[:40]} {number}" if len(recordings) > 1 else path.name[:40],
                group=repository if is_one else f"{repository}, {recording.device}",
                is_one_person=is_one,
                recording=replace(recording, names={}, laps=(), steps=()),
                moving_s=moving_s,
            )
        )
    return found


def _moving_on_foot(recording: Recording, name: str) -> float:
    """How long somebody walked or ran; 0 where it was evidently something else. [s]"""
    if not recording.is_timed or not recording.sport.is_on_foot:
        return 0.0
    if any(word in name.lower() for word in IN_WATER_OR_ON_SNOW):
        return 0.0
    speed = travel_speed(recording.samples)
    middle = float(np.nanmedian(speed)) if not np.isnan(speed).all() else 0.0
    fastest = VEHICLE_M_S if recording.sport.name != "unknown" else VEHICLE_M_S - 1.0
    if middle > fastest:
        return 0.0
    moving = (each for each in gait_stretches(recording) if each.gait in (Gait.WALK, Gait.RUN))
    return sum(each.end_s - each.start_s for each in moving)


def once(found: Iterable[Real]) -> tuple[Real, ...]:
    """Each activity in the copy that tells most of it."""
    kept: list[Real] = []
    for each in sorted(found, key=lambda real: (-_richness(real.recording), real.name)):
        if not any(_are_one(each.recording, other.recording) for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda real: real.name))


def _richness(recording: Recording) -> float:
    columns = (getattr(recording.samples, name) for name in COLUMNS)
    return float(sum(np.count_nonzero(~np.isnan(column)) for column in columns))


def _are_one(one: Recording, other: Recording) -> bool:
    """Whether two recordings are copies: at one time, equally long, equally fast, with equal steps."""
    if one.started_at is None or other.started_at is None:
        return False
    apart_s = abs((one.started_at - other.started_at).total_seconds())
    return apart_s < 120.0 and all(
        math.isnan(first) or math.isnan(second) or abs(first - second) <= 0.04 * max(first, second)
        for first, second in (
            (_middle(travel_speed(one.samples)), _middle(travel_speed(other.samples))),
            (_middle(one.samples.cadence_spm), _middle(other.samples.cadence_spm)),
        )
    )


def _middle(values: FloatArray) -> float:
    return float(np.nanmedian(values)) if not np.isnan(values).all() else math.nan


# ——— Cutting ———


def cut(recording: Recording, start_s: float, end_s: float) -> Recording:
    """A part of a recording as a recording of its own."""
    samples = recording.samples
    inside = (samples.elapsed_s >= start_s) & (samples.elapsed_s < end_s)
    names = (name for name in COLUMNS[1:] if name != "position_distance_m")
    columns = {name: getattr(samples, name)[inside] for name in names}
    distance_m = columns["distance_m"]
    columns["distance_m"] = distance_m - (np.nanmin(distance_m) if not np.isnan(distance_m).all() else 0.0)
    elapsed_s = samples.elapsed_s[inside]
    first_s = float(elapsed_s[0]) if len(elapsed_s) else start_s
    pauses = (
        (max(pause.start_s, first_s) - first_s, min(pause.end_s, end_s) - first_s)
        for pause in recording.pauses
    )
    return replace(
        recording,
        samples=Samples.of(elapsed_s - first_s, **columns),
        pauses=tuple(Pause(start_s=start, end_s=end) for start, end in pauses if start < end),
        device_distance_m=None,
        laps=(),
        extra={},
        messages={},
    )


def with_columns(recording: Recording, **columns: FloatArray) -> Recording:
    """A recording with some columns exchanged, and nothing in it but samples and pauses."""
    samples = recording.samples
    names = (name for name in COLUMNS[1:] if name != "position_distance_m")
    kept = {name: getattr(samples, name).copy() for name in names} | columns
    changed = Samples.of(samples.elapsed_s.copy(), **kept)
    return replace(
        recording, samples=changed, device_distance_m=None, names={}, laps=(), steps=(), extra={}, messages={}
    )


def without(recording: Recording, *names: str) -> Recording:
    """A recording in which some columns are missing."""
    missing = np.full(len(recording.samples), np.nan)
    return with_columns(recording, **{name: missing.copy() for name in names})


def on_another_day(recording: Recording, random: np.random.Generator) -> Recording:
    """A recording as another day's: all its steps a little quicker or slower at the same speed."""
    factor = math.exp(SESSION_SPREAD * random.standard_normal())
    samples = recording.samples
    return with_columns(
        recording,
        cadence_spm=samples.cadence_spm * factor,
        step_length_m=samples.step_length_m / factor,
        vertical_ratio=samples.vertical_ratio * factor,
        stance_time_s=samples.stance_time_s / factor,
    )


# ——— A person's own stride ———


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A recording to test on, and what was recorded of the same person elsewhere."""

    name: str
    group: str
    recording: Recording
    history: tuple[Recording, ...] = ()
    """None of it is in the recording."""
    is_from_parts: bool = False
    """Whether the history is other parts of the same run, moved apart as days are, not other runs."""

    @property
    def is_for_tuning(self) -> bool:
        """Whether it belongs to the half that was looked at while the detectors were made."""
        return is_for_tuning(self.group)

    @cached_property
    def baseline(self) -> StrideBaseline | None:
        """The person's own forward stride."""
        return learned(self.history)


def learned(
    history: Sequence[Recording], labelled: Sequence[tuple[Recording, Sequence[Label]]] = ()
) -> StrideBaseline | None:
    """What is learned of a person's stride from recordings without labels, and some with."""
    sessions = [(recording, bouts(recording)) for recording in history]
    sessions += [(recording, bouts(recording, labels=labels)) for recording, labels in labelled]
    return learn_baseline(sessions)


def subjects(recordings: Sequence[Real], *, parts: int = 2) -> tuple[Subject, ...]:
    """Recordings with steps counted, each with a history where there can be one.

    The history of a person with several recordings is all the others. Of anybody else, each part of the
    recording is tested in turn and the others are the history, if they are long enough.
    """
    found: list[Subject] = []
    for real in (each for each in recordings if each.has_cadence):
        others = tuple(
            other.recording
            for other in recordings
            if other.is_one_person and other.group == real.group and other is not real
        )
        if real.is_one_person and len(others) > 2:
            found.append(Subject(name=real.name, group=real.group, recording=real.recording, history=others))
        else:
            found += _subjects_by_parts(real, parts)
    return tuple(found)


SHORTEST_HISTORY_S: Final = 1250.0
"""A little more than `learn_baseline` asks for. [s]"""


def _subjects_by_parts(real: Real, parts: int) -> list[Subject]:
    if real.moving_s * (parts - 1) / parts < SHORTEST_HISTORY_S:
        return [Subject(name=real.name, group=real.group, recording=real.recording)]
    edges = np.linspace(0.0, real.recording.end_s + 1.0, parts + 1).tolist()
    pieces = [cut(real.recording, *each) for each in pairwise(edges)]
    found = []
    for number, piece in enumerate(pieces):
        random = seed_of(real.name, number)
        rest = [other for other in pieces if other is not piece]
        history = [half for other in rest for half in _halves(other)] if parts == 2 else rest
        found.append(
            Subject(
                name=f"{real.name} part {number + 1}",
                group=real.group,
                recording=on_another_day(piece, random),
                history=tuple(on_another_day(other, random) for other in history),
                is_from_parts=True,
            )
        )
    return found


def _halves(recording: Recording) -> tuple[Recording, Recording]:
    middle_s = recording.end_s / 2.0
    return cut(recording, 0.0, middle_s), cut(recording, middle_s, recording.end_s + 1.0)
