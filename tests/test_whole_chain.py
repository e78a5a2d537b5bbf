"""The mission in one go, through the real commands and files: from a watch's file to a plan that moves on."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import vobject
from tests.planned_log import healthy_answers
from typer.testing import CliRunner

from backstride.bout import Gait, Travel
from backstride.cli import app
from backstride.formats.fit.workout import read_workout
from backstride.formats.fit.write import write_activity
from backstride.simulation import SESSIONS, SessionScript, SimulatedAthlete, script_of, simulate
from backstride.simulation.script import Stretch
from backstride.training.dose import Speeds
from backstride.training.workout import WorkoutStep
from backstride.training.workout_text import parse_workout

TODAY = date.today()  # noqa: DTZ011 (the program's own today, of whoever sits here)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EARLIER = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
NOON = datetime.combine(TODAY, time(12), tzinfo=UTC)


class Desk:
    """A folder with somebody's files and log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> str:
        """Where a file lies."""
        return str(self.folder / name)

    def told(self, *arguments: str) -> Any:  # noqa: ANN401 (any JSON)
        """What a command tells programs."""
        command = ["--data", self.path("log"), *arguments, "--json"]
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def events(self, name: str) -> dict[str, tuple[int, str]]:
        """The version and status of each event of a calendar, as an independent parser reads them."""
        text = (self.folder / name).read_text()
        events = vobject.readOne(text).vevent_list
        return {each.uid.value: (int(each.sequence.value), each.status.value) for each in events}


def _asked(step: WorkoutStep) -> tuple[Any, ...]:
    return step.travel, step.gait, step.length, step.intensity, step.cues


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with a watch's file, and the answers to the screening."""
    recording = simulate(SimulatedAthlete(), SESSIONS["pressed-laps"], started_at=EARLIER, seed=1)
    (tmp_path / "watch.fit").write_bytes(write_activity(recording))
    (tmp_path / "answers.json").write_text(json.dumps({**healthy_answers(), "places": ["track"]}))
    return Desk(tmp_path)


def test_from_a_watch_file_to_a_plan_that_moves_on(desk: Desk) -> None:
    """Each link takes what the one before it wrote, byte for byte, and nothing is lost on the way."""
    # What the watch recorded gets its directions from the presses of the lap button.
    imported = desk.told("import", desk.path("watch.fit"), "--lap-convention", "turn")
    assert imported["new"] == 1
    recorded = desk.told("show", "latest")["report"]["bouts"]
    assert {bout["travel"] for bout in recorded} >= {"forward", "backward"}

    # A plan, whose first session goes to the watch.
    desk.told("screen", "--answers", desk.path("answers.json"))
    days = ",".join(WEEKDAYS[(TODAY.weekday() + later) % 7] for later in (0, 2, 4))
    when = ("--start", TODAY.isoformat(), "--weeks", "3", "--days", days)
    first = desk.told("plan", "first-steps", *when)["sessions"][0]
    assert first["date"] == TODAY.isoformat()
    desk.told("calendar", "--ics", desk.path("before.ics"), "--at", "18:00")
    fitted = desk.told("workout", "--session", first["key"], "--fit", desk.path("next.fit"))
    assert {step["fit"] for step in fitted["steps"]} <= {"exact", "degraded"}

    # The athlete does what the file says, and their watch records it.
    workout = read_workout((desk.folder / "next.fit").read_bytes())
    planned = parse_workout(fitted["text"])
    assert workout.name == planned.name
    assert [_asked(step) for step in workout.performed] == [_asked(step) for step in planned.performed]
    done = simulate(SimulatedAthlete(), script_of(workout, Speeds()), started_at=NOON, seed=2)
    (desk.folder / "done.fit").write_bytes(write_activity(done))
    assert desk.told("import", desk.path("done.fit"))["new"] == 1

    # Every stretch comes back with the direction of its step, and says so.
    bouts = desk.told("show", "latest")["report"]["bouts"]
    assert [bout["travel"] for bout in bouts] == [step.travel.value for step in planned.performed]
    assert {bout["evidence"][0]["kind"] for bout in bouts} == {"workout step"}

    # It is known for its session, which is done.
    (match,) = desk.told("adapt")["done"]["matches"]
    assert (match["session"], match["confidence"]) == (first["key"], "high")
    assert match["backward_share"] == pytest.approx(1.0, abs=0.05)
    statuses = {each["key"]: each["status"] for each in desk.told("plan")["sessions"]}
    assert statuses.pop(first["key"]) == "done"
    assert set(statuses.values()) == {"planned"}

    # A fall moves the plan, and the calendar follows: the same events, those that changed with a new version.
    desk.told("checkin", "--fell", "yes")
    changed = {each["session"] for each in desk.told("adapt")["changes"]}
    assert changed == set(statuses)
    desk.told("calendar", "--ics", desk.path("after.ics"), "--at", "18:00")
    before, after = desk.events("before.ics"), desk.events("after.ics")
    assert before.keys() == after.keys()
    for uid, (sequence, status) in after.items():
        is_changed = any(f"-{key}@" in uid for key in changed)
        assert sequence == before[uid][0] + is_changed
        assert status == ("CANCELLED" if is_changed else "CONFIRMED")


def test_a_recording_without_a_word_is_told_by_its_stride(tmp_path: Path) -> None:
    """Earlier runs show their owner's forward stride; against it a silent recording tells its directions."""
    history = tmp_path / "history"
    history.mkdir()
    for number in range(3):
        pace = Stretch(
            name="run", travel=Travel.FORWARD, gait=Gait.RUN, speed_m_s=2.4 + 0.3 * number, duration_s=900
        )
        walk = replace(pace, name="walk", gait=Gait.WALK, speed_m_s=1.2 + 0.2 * number, duration_s=300)
        script = SessionScript(name="Easy", parts=(pace, walk))
        ran = simulate(SimulatedAthlete(), script, started_at=EARLIER, seed=30 + number)
        (history / f"{number}.fit").write_bytes(write_activity(ran))
    (history / "damaged.fit").write_bytes(b"nothing of the kind")
    there_and_back = SESSIONS["pressed-laps"]
    silent = replace(
        simulate(SimulatedAthlete(), there_and_back, started_at=NOON, seed=4), names={}, laps=(), steps=()
    )
    (tmp_path / "silent.fit").write_bytes(write_activity(silent))

    desk = Desk(tmp_path)
    (told,) = desk.told("report", desk.path("silent.fit"), "--history", str(history))["recordings"]
    assert told["own_stride"]["sessions"] == 3
    runs = [bout for bout in told["bouts"] if bout["gait"] == "run"]
    assert [bout["travel"] for bout in runs] == ["forward", *["backward"] * 6, "forward"]
    for bout in runs:
        (evidence,) = bout["evidence"]
        assert (evidence["kind"], evidence["detector"]) == ("stride", "stride 1")
        assert bout["probability"] == bout["probabilities"][bout["travel"]] > 0.9
