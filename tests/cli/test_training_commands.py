"""Screening, check-ins, programmes, plans and workouts through the real commands."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from rich.cells import cell_len
from tests.planned_log import healthy_answers
from typer.testing import CliRunner, Result

from backstride.cli import app
from backstride.formats.fit.workout import read_workout

WIDTHS = (60, 80, 140)
HUNDREDS = "- 5x 100m backward @RPE 4, 200m forward walk\n"


def run(folder: Path, *arguments: str, width: int = 80, typed: str | None = None) -> Result:
    """What a command answers on a terminal of so many columns."""
    environment = {"COLUMNS": str(width), "NO_COLOR": "1"}
    return CliRunner(env=environment).invoke(app, ["--data", str(folder), *arguments], input=typed)


def printed(folder: Path, *arguments: str, width: int = 80, typed: str | None = None) -> str:
    """What a command that works prints, without the places where lines are broken."""
    result = run(folder, *arguments, width=width, typed=typed)
    assert result.exception is None, result.output
    return " ".join(result.stdout.split())


def told(folder: Path, *arguments: str, typed: str | None = None) -> Any:  # noqa: ANN401 (any JSON)
    """What a command that works tells programs."""
    result = run(folder, *arguments, "--json", typed=typed)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(folder: Path, *arguments: str) -> Any:  # noqa: ANN401 (any JSON)
    """The error that a command tells programs, after it told people the same."""
    for_people = run(folder, *arguments)
    result = run(folder, *arguments, "--json")
    assert (for_people.exit_code, result.exit_code) == (2, 2), result.output
    error = json.loads(result.stdout)["error"]
    first = error["message"].split(".")[0]
    assert " ".join(first.split()) in " ".join(for_people.stderr.split())
    return error


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answers of somebody whom nothing ails."""
    path = tmp_path_factory.mktemp("answers") / "answers.json"
    path.write_text(json.dumps({**healthy_answers(), "places": ["track", "road"]}))
    return path


@pytest.fixture
def screened(tmp_path: Path, answers: Path) -> Path:
    """The log of somebody who may start."""
    folder = tmp_path / "log"
    told(folder, "screen", "--answers", str(answers))
    return folder


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory, answers: Path) -> Path:
    """The log of somebody with a plan, to look at."""
    folder = tmp_path_factory.mktemp("planned")
    told(folder, "screen", "--answers", str(answers))
    told(folder, "plan", "first-steps", "--weeks", "3", "--days", "tue,thu,sat")
    return folder


class TestScreen:
    """Whether to start."""

    def test_an_outcome_is_kept_and_shown_again(self, tmp_path: Path, answers: Path) -> None:
        """Without answers, the latest is shown; where there is none, how to get one."""
        assert "You have not been screened yet." in printed(tmp_path, "screen", typed="")
        assert told(tmp_path, "screen", typed="")["screening"] is None
        made = told(tmp_path, "screen", "--answers", str(answers))
        assert made["screening"]["verdict"] == "go"
        assert made["screening"]["allows_planning"]
        assert told(tmp_path, "screen") == made
        text = printed(tmp_path, "screen")
        assert "Go. Nothing that you said speaks against starting." in text
        assert "no medical advice" in text

    def test_answers_come_from_standard_input(self, tmp_path: Path, answers: Path) -> None:
        """For programs that ask by themselves."""
        found = told(tmp_path, "screen", "--answers", "-", "--dry-run", typed=answers.read_text())
        assert (found["screening"]["verdict"], found["screening"]["number"]) == ("go", None)
        assert "You have not been screened yet." in printed(tmp_path, "screen")

    def test_a_strict_outcome_says_why_and_what_next(self, tmp_path: Path) -> None:
        """With the limits in words, and how a clinician's word is added."""
        path = tmp_path / "a.json"
        path.write_text(json.dumps({**healthy_answers(), "heart-condition": "yes"}))
        text = printed(tmp_path, "screen", "--answers", str(path))
        assert "Ask a clinician first." in text
        assert "--clinician-allows walk" in text
        word = ("--clinician", "Dr. Weber", "--clinician-allows", "walk")
        found = told(tmp_path, "screen", *word)["screening"]
        assert (found["verdict"], found["limits"]["walk_only"]) == ("go with limits", True)
        assert found["clinician"] == {
            "by": "Dr. Weber",
            "on": date.today().isoformat(),  # noqa: DTZ011 (the day of whoever sits here)
            "allows": "walk",
        }
        shown = printed(tmp_path, "screen")
        assert "Limit: walking only." in shown

    def test_after_a_rehabilitation_screening_its_programme_is_named(self, tmp_path: Path) -> None:
        """Nobody looks for it among thirty; and before the clinician's word nothing is planned."""
        path = tmp_path / "a.json"
        injury = {"injuries": ["groin-strain"], "groin-strain-since": "2026-01-10"}
        path.write_text(json.dumps({**healthy_answers(), **injury, "heart-condition": "yes"}))
        told(tmp_path, "screen", "--answers", str(path))
        error = refused(tmp_path, "plan", "rehab-groin", "--days", "mon,wed,fri")
        assert "came to: ask a clinician first" in error["message"]
        assert "backstride screen --clinician" in error["remedy"]
        assert len(error["reasons"]) == len(set(error["reasons"])) > 0
        text = printed(tmp_path, "screen", "--clinician", "Dr. Weber", "--clinician-allows", "walk")
        assert "backstride plan rehab-groin --days mon,wed,fri" in text

    def test_the_questions_are_asked_one_by_one(self, tmp_path: Path) -> None:
        """A slip is asked again, and what need not be answered may be left out."""
        given = healthy_answers()
        listed = told(tmp_path, "screen", "--questions")["questions"]
        asked = [each for each in listed if each["asked_if"] is None]
        lines = ["maybe"]  # which is no answer to the first one
        for each in asked:
            answer = given.get(each["key"], "")
            lines.append("none" if answer == [] else str(answer))
        text = printed(tmp_path, "screen", "--ask", typed="\n".join(lines) + "\n")
        assert "It takes yes or no." in text
        assert "Go. Nothing that you said" in text

    def test_a_dialogue_that_is_cut_off_keeps_nothing(self, tmp_path: Path) -> None:
        """It ends as any command that somebody cuts off."""
        assert run(tmp_path, "screen", "--ask", typed="no\nno\n").exit_code == 130
        assert told(tmp_path, "screen", typed="")["screening"] is None

    def test_the_questions_are_shown(self, tmp_path: Path) -> None:
        """For whoever answers them in a file."""
        text = printed(tmp_path, "screen", "--questions")
        assert "surgery: " in text
        assert "--answers FILE" in text

    def test_a_template_is_filled_in(self, tmp_path: Path) -> None:
        """Left as it is, it is told what is missing; filled in, it is answered."""
        template = json.loads(run(tmp_path, "screen", "--template").stdout)
        assert set(template.values()) == {None}
        path = tmp_path / "a.json"
        path.write_text(json.dumps(template))
        asked = told(tmp_path, "screen", "--questions")["questions"]
        message = refused(tmp_path, "screen", "--answers", str(path))["message"]
        needed = [each["key"] for each in asked if each["asked_if"] is None and each["is_required"]]
        assert f"Not answered: {', '.join(needed)}." in message
        path.write_text(json.dumps({**template, **healthy_answers()}))
        assert told(tmp_path, "screen", "--answers", str(path))["screening"]["verdict"] == "go"

    @pytest.mark.parametrize(
        ("content", "found"),
        [("{", "holds no answers"), ('{"sugery": "no"}', "sugery"), ("{}", "acute-illness")],
    )
    def test_answers_that_cannot_be_are_told(self, content: str, found: str, tmp_path: Path) -> None:
        """All of them at once, and nothing is kept."""
        path = tmp_path / "a.json"
        path.write_text(content)
        assert found in refused(tmp_path, "screen", "--answers", str(path))["message"]
        assert told(tmp_path, "screen", typed="")["screening"] is None

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            (("--answers", "none.json"), "none.json cannot be opened"),
            (("--answers", "none.json", "--ask"), "Questions were to be asked here"),
            (("--clinician", "Dr. Weber"), "given in part"),
            (
                ("--clinician", "x", "--clinician-allows", "run", "--clinician-on", "2999-01-01"),
                "yet to come",
            ),
            (("--clinician", "x", "--clinician-allows", "run"), "There are none"),
        ],
    )
    def test_what_cannot_be_is_told(self, arguments: tuple[str, ...], found: str, tmp_path: Path) -> None:
        """In words, with status 2."""
        assert found in refused(tmp_path, "screen", *arguments)["message"]


class TestCheckIn:
    """How the days were."""

    def test_what_is_said_is_kept_day_by_day(self, tmp_path: Path) -> None:
        """What is not said is unknown, which is not no."""
        day = ("--on", "2026-04-01")
        told(tmp_path, "checkin", *day, "--pain", "2", "--swelling", "no", "--symmetry", "85")
        found = told(tmp_path, "checkin", *day, "--fell", "yes", "--notes", "on grass")
        (kept,) = found["checkins"]
        assert (kept["pain"], kept["is_swollen"], kept["fell"], kept["is_ill"]) == (2.0, False, True, None)
        assert (kept["strength_symmetry_percent"], kept["notes"]) == (85.0, "on grass")
        assert found["pauses_training"]
        told(tmp_path, "checkin", "--ill", "no")
        assert [each["fell"] for each in told(tmp_path, "checkin")["checkins"]] == [True, None]
        text = printed(tmp_path, "checkin", *day, "--ill", "no")
        assert "Training backward pauses." in text
        assert len(told(tmp_path, "checkin", *day, "--forget")["checkins"]) == 1

    def test_nothing_said_yet_says_how(self, tmp_path: Path) -> None:
        """A newcomer reads what to write."""
        assert "backstride checkin --pain 2 --swelling no" in printed(tmp_path, "checkin")

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            (("--pain", "11"), "The pain was given as 11"),
            (("--pain", "much"), 'For pain "much" was given'),
            (("--swelling", "maybe"), "For swelling, 'maybe' was given"),
            (("--on", "2999-01-01", "--pain", "1"), "yet to come"),
            (("--on", "2026-04-01"), "Nothing was said of 2026-04-01"),
            (("--on", "1.4.2026", "--pain", "1"), "The day is '1.4.2026'"),
            (("--forget", "--pain", "1"), "both told and to be forgotten"),
            (("--forget", "--on", "2026-04-01"), "Nothing was said of 2026-04-01"),
        ],
    )
    def test_what_cannot_be_is_told(self, arguments: tuple[str, ...], found: str, tmp_path: Path) -> None:
        """In words, and nothing is kept."""
        assert found in refused(tmp_path, "checkin", *arguments)["message"]
        assert told(tmp_path, "checkin")["checkins"] == []


class TestProgrammes:
    """What there is to train by."""

    def test_all_are_listed_with_their_evidence(self, tmp_path: Path) -> None:
        """For people and for programs."""
        listed = told(tmp_path, "programmes")["programmes"]
        assert {each["key"] for each in listed} >= {"first-steps", "backward-mile", "rehab-knee-surgery"}
        assert {each["evidence"] for each in listed} <= {"measured", "derived", "claimed"}
        text = printed(tmp_path, "programmes", width=140)
        assert all(each["key"] in text for each in listed)

    def test_each_is_shown_in_full(self, tmp_path: Path) -> None:
        """Every programme, with its gates, phases, doses and sources."""
        for each in told(tmp_path, "programmes")["programmes"]:
            text = printed(tmp_path, "programmes", each["key"])
            found = told(tmp_path, "programmes", each["key"])["programme"]
            assert found["phases"]
            assert all(phase["name"] in text for phase in found["phases"])
            assert "{" not in text

    def test_one_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        """With those that are near."""
        assert "first-steps" in refused(tmp_path, "programmes", "fist-steps")["message"]


class TestPlan:
    """Weeks to come."""

    def test_a_plan_is_made_shown_and_ended(self, screened: Path) -> None:
        """What is printed tells the whole of it; a new one ends the one before."""
        arguments = ("--start", "2026-12-07", "--weeks", "4", "--days", "tue=40,thu=40,sat=60")
        made = told(screened, "plan", "first-steps", *arguments)
        assert told(screened, "plan") == made
        assert [week["number"] for week in made["weeks"]] == [1, 2, 3, 4]
        for each in made["sessions"]:
            assert date(2026, 12, 7) <= date.fromisoformat(each["date"]) <= date(2027, 1, 3)
            assert each["weekday"] in {"Tuesday", "Thursday", "Saturday"}
            assert each["minutes"] <= (60.0 if each["weekday"] == "Saturday" else 40.0)
            assert each["reasons"]
            assert each["workout"].startswith("backstride workout 1\n")
            assert each["status"] == "planned"
            assert each["place"] in {"track", "road"}
        text = printed(screened, "plan")
        assert all(each["key"] in text for each in made["sessions"])
        first = made["sessions"][0]
        assert f"({first['key']}), {first['weekday']}, {first['date']}. Its reasons" in text
        second = told(screened, "plan", "first-steps", *arguments[:-1], "mon,wed")
        assert second["plan"] != made["plan"]
        ended = told(screened, "plan", "--end")
        assert (ended["sessions"], len(ended["cancelled"])) == ([], len(second["sessions"]))
        assert ended["changes"][-1]["kind"] == "ended"
        assert refused(screened, "plan")["slug"] == "not-in-log"

    def test_a_dry_run_keeps_nothing(self, screened: Path) -> None:
        """To see it first."""
        arguments = ("plan", "first-steps", "--weeks", "2", "--days", "tue,thu", "--dry-run")
        assert told(screened, *arguments)["plan"] is None
        assert "nothing was kept" in printed(screened, *arguments)
        assert refused(screened, "plan")["slug"] == "not-in-log"

    def test_the_first_day_is_next_monday(self, screened: Path) -> None:
        """Unless somebody says otherwise; a Monday begins today."""
        made = told(screened, "plan", "first-steps", "--weeks", "2", "--days", "tue,thu", "--dry-run")
        start = date.fromisoformat(made["start"])
        assert start.weekday() == 0
        assert timedelta(0) <= start - date.today() <= timedelta(days=7)  # noqa: DTZ011 (whoever sits here)

    def test_a_plan_without_a_screening_is_refused(self, tmp_path: Path) -> None:
        """It says what to do first, and gives its reasons to programs."""
        error = refused(tmp_path, "plan", "first-steps", "--days", "tue,thu")
        assert error["slug"] == "plan-refused"
        assert error["reasons"]
        assert error["remedy"] == "Answer its questions with: backstride screen."

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            (("backward-mile", "--weeks", "3", "--days", "tue,thu,sat"), "takes"),
            (("fist-steps", "--days", "tue"), "No programme is called"),
            (("first-steps",), "not said on which days"),
            (("--end", "--dry-run"), "both to be made, or tried, and to be ended"),
            (("--days", "tue"), "not said by which programme"),
            (("first-steps", "--days", "tue", "--end"), "both to be made, or tried, and to be ended"),
            (("first-steps", "--days", "tue,foo"), "'foo' was given as a day of the week"),
            (("first-steps", "--days", "tue,tue"), "stands twice"),
            (("first-steps", "--days", "tue=lots"), "longest session of Tuesday"),
            (("first-steps", "--days", "tue,thu", "--places", "pavement"), "'pavement' was given as a place"),
            (("first-steps", "--days", "tue,thu", "--forward", "wed=fast"), "given as forward training"),
            (("first-steps", "--days", "tue,thu", "--days-off", "2026-12-09..2026-12-01"), "as days off"),
            (("first-steps", "--days", "tue,thu", "--weeks", "0"), "A plan of 0 weeks"),
            (("first-steps", "--days", "tue,thu", "--start", "soon"), "The day is 'soon'"),
            (("first-steps", "--days", "tue,thu", "--longest", "1"), "The free days were given"),
            (("first-steps", "--days", "tue,thu", "--longest", "nan"), "The free days were given"),
            (("first-steps", "--days", "tue", "--start", "9999-12-31"), "would begin on 9999-12-31"),
            (("first-steps", "--days", "tue", "--start", "0001-01-01"), "would begin on 0001-01-01"),
            (("backward-mile", "--days", "tue,thu,sat", "--race", "9999-12-31"), "weeks was asked for"),
        ],
    )
    def test_what_cannot_be_is_told(self, arguments: tuple[str, ...], found: str, screened: Path) -> None:
        """In words, and nothing is kept."""
        assert found in refused(screened, "plan", *arguments)["message"]
        assert refused(screened, "plan")["slug"] == "not-in-log"

    def test_forward_training_and_days_off_are_kept_free(self, screened: Path) -> None:
        """What else somebody does, and when they are away."""
        made = told(
            screened,
            *("plan", "first-steps", "--start", "2026-12-07", "--weeks", "3", "--days", "tue,wed,thu,sat"),
            *("--forward", "wed=hard:60", "--days-off", "2026-12-08,2026-12-19..2026-12-20"),
            *("--places", "road"),
        )
        days = {each["date"] for each in made["sessions"]}
        assert not days & {"2026-12-08", "2026-12-19", "2026-12-20"}
        assert {each["place"] for each in made["sessions"]} == {"road"}


class TestCalendar:
    """Into a calendar."""

    def test_edits_update_and_cancellations_cancel(self, screened: Path, tmp_path: Path) -> None:
        """Written, ended and written again, read by an independent parser."""
        plan = ("plan", "first-steps", "--weeks", "2", "--days", "tue,thu")
        made = told(screened, *plan)
        file = tmp_path / "plan.ics"
        first = told(screened, "calendar", "--ics", str(file), "--at", "18:00")
        before = {each.uid.value: each for each in vobject.readOne(file.read_text()).vevent_list}
        assert [each["starts_at"] for each in first["events"]] == ["18:00"] * len(made["sessions"])
        told(screened, "plan", "--end")
        text = printed(screened, "calendar", "--ics", str(file))
        assert f"{len(made['sessions'])} sessions, {len(made['sessions'])} of them cancelled" in text
        after = {each.uid.value: each for each in vobject.readOne(file.read_text()).vevent_list}
        assert before.keys() == after.keys()
        for uid, event in after.items():
            assert event.status.value == "CANCELLED"
            assert int(event.sequence.value) > int(before[uid].sequence.value)

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            (("--ics", "none/x.ics"), "cannot be written"),
            (("--ics", "x.ics", "--at", "25:00"), "'25:00' was given as a time of day"),
        ],
    )
    def test_what_cannot_be_is_told(self, arguments: tuple[str, ...], found: str, planned: Path) -> None:
        """In words."""
        assert found in refused(planned, "calendar", *arguments)["message"]

    def test_without_a_plan_there_is_no_calendar(self, tmp_path: Path) -> None:
        """It says where plans come from."""
        assert "no plan" in refused(tmp_path, "calendar", "--ics", str(tmp_path / "x.ics"))["message"]


class TestWorkout:
    """For the watch."""

    @pytest.fixture
    def hundreds(self, tmp_path: Path) -> Path:
        """A workout as people write it."""
        path = tmp_path / "hundreds.txt"
        path.write_text(HUNDREDS)
        return path

    def test_a_text_becomes_a_file_for_a_watch(self, hundreds: Path, tmp_path: Path) -> None:
        """Each step with how well the watch does it."""
        fit, zwo = tmp_path / "out.fit", tmp_path / "out.zwo"
        files = ("--fit", str(fit), "--zwo", str(zwo))
        found = told(tmp_path, "workout", str(hundreds), *files, "--watch", "garmin")
        assert [each["fit"] for each in found["steps"]] == ["exact", "degraded", "exact"]
        assert found["files"] == {"fit": str(fit), "zwo": str(zwo)}
        assert len(read_workout(fit.read_bytes()).performed) == 10
        text = printed(tmp_path, "workout", str(hundreds), *files)
        assert "degraded" in text
        assert "out.fit:aFITworkout." in "".join(text.split())  # wherever a line was broken

    def test_its_text_comes_back(self, hundreds: Path, tmp_path: Path) -> None:
        """In the form in which it is kept, which reads back to the same."""
        result = run(tmp_path, "workout", str(hundreds), "--text")
        again = run(tmp_path, "workout", "-", "--text", typed=result.stdout)
        assert result.stdout.startswith("backstride workout 1\n")
        assert again.stdout == result.stdout

    def test_the_next_session_comes_from_the_plan(self, planned: Path, tmp_path: Path) -> None:
        """With its key in the name, and its reasons."""
        sessions = told(planned, "plan")["sessions"]
        fit = tmp_path / "next.fit"
        found = told(planned, "workout", "--next", "--fit", str(fit))
        assert found["session"] == sessions[0]["key"]
        assert found["reasons"] == sessions[0]["reasons"]
        assert read_workout(fit.read_bytes()).name.endswith(f" {found['session']}")
        named = printed(planned, "workout", "--session", sessions[1]["key"])
        assert sessions[1]["key"] in named

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            ((), "not clear which workout"),
            (("a.txt", "--next"), "not clear which workout"),
            (("none.txt",), "none.txt cannot be opened"),
            (("--session", "w99-1"), "no session 'w99-1'"),
            (("--next", "--watch", "sundial"), "The watch 'sundial' is not known"),
            (("--next", "--fit", "none/x.fit"), "cannot be written"),
        ],
    )
    def test_what_cannot_be_is_told(self, arguments: tuple[str, ...], found: str, planned: Path) -> None:
        """In words."""
        assert found in refused(planned, "workout", *arguments)["message"]

    def test_a_line_that_is_not_understood_is_named(self, tmp_path: Path) -> None:
        """With an example of how it is written."""
        path = tmp_path / "bad.txt"
        path.write_text("- 5min walk\n- 100 backward\n")
        assert "2" in refused(tmp_path, "workout", str(path))["message"]


class TestAdapt:
    """Moving on."""

    def test_a_fall_stops_the_plan_and_its_calendar(self, screened: Path, tmp_path: Path) -> None:
        """What is told once moves everything that stands on it; a second time nothing changes."""
        told(screened, "plan", "first-steps", "--weeks", "2", "--days", "tue,thu")
        told(screened, "checkin", "--fell", "yes")
        tried = told(screened, "adapt", "--dry-run")
        assert (tried["is_stopped"], tried["is_dry"]) == (True, True)
        assert told(screened, "plan")["changes"] == []
        text = printed(screened, "adapt")
        assert "Rule: when you fell" in text
        assert "backstride calendar --ics" in text
        plan = told(screened, "plan")
        assert len(plan["changes"]) == 1
        assert plan["sessions"] == []
        assert "Training stands still since" in printed(screened, "plan")
        error = refused(screened, "workout", "--next")
        assert "Training stands still since" in error["message"]
        assert "backstride adapt" in error["remedy"]
        assert told(screened, "adapt")["changes"] == []
        events = told(screened, "calendar", "--ics", str(tmp_path / "x.ics"))["events"]
        assert {each["status"] for each in events} == {"cancelled"}

    def test_many_changes_of_a_kind_take_one_line(self, screened: Path) -> None:
        """A plan of months that stops is told in lines, not pages; each session is named."""
        made = told(screened, "plan", "first-steps", "--days", "tue,thu,sat")
        told(screened, "checkin", "--fell", "yes")
        text = run(screened, "adapt").stdout
        assert len(text.splitlines()) < len(made["sessions"]) / 2
        assert all(each["key"] in text for each in made["sessions"])

    def test_without_a_plan_there_is_nothing_to_adapt(self, tmp_path: Path) -> None:
        """It says where plans come from."""
        assert refused(tmp_path, "adapt")["slug"] == "not-in-log"


class TestPredictAndMuscles:
    """How long, and with which legs."""

    def test_nothing_known_is_unknown(self, tmp_path: Path) -> None:
        """An empty log makes up no time."""
        found = told(tmp_path, "predict")
        assert {each["time_s"] for each in found["predictions"]} == {None}
        assert "Tell what you have done" in printed(tmp_path, "predict")

    def test_told_times_give_a_range(self, tmp_path: Path) -> None:
        """Races may be written in several ways."""
        known = ("--forward", "5km=22:30@2026-04-01,10km=47:00", "--backward", "1km=5:10")
        found = told(tmp_path, "predict", "mile", "1609", "5km", "5k", *known)["predictions"]
        assert [each["distance_m"] for each in found] == [1609.344, 1609.0, 5000.0, 5000.0]
        assert all(each["time_s"]["low"] < each["time_s"]["value"] < each["time_s"]["high"] for each in found)
        text = printed(tmp_path, "predict", "mile", *known)
        assert "Rests on:" in text

    @pytest.mark.parametrize(
        ("arguments", "found"),
        [
            (("mile", "--forward", "5km"), "'5km' was given for --forward"),
            (("furlong",), '"furlong" is no distance'),
            (("mile", "--backward", "1km=fast"), '"fast" is no time'),
            (("mile", "--backward", "1km=0:10"), "100.00 m/s"),
            (("mile", "--on", "april"), "The day is 'april'"),
        ],
    )
    def test_what_cannot_be_is_told(self, arguments: tuple[str, ...], found: str, tmp_path: Path) -> None:
        """In words."""
        assert found in refused(tmp_path, "predict", *arguments)["message"]

    def test_muscles_of_a_workout_are_told(self, tmp_path: Path) -> None:
        """And of a week in which nothing was done."""
        path = tmp_path / "hundreds.txt"
        path.write_text(HUNDREDS)
        found = told(tmp_path, "muscles", str(path))
        assert "quadriceps" in {each["muscle"] for each in found["muscles"]}
        assert "quadriceps" in printed(tmp_path, "muscles", str(path))
        assert len(told(tmp_path, "muscles", "--weeks", "3")["weeks"]) == 3
        assert "Nothing in your log lies in that time." in printed(tmp_path, "muscles")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "arguments",
    [
        ("screen",),
        ("screen", "--questions"),
        ("checkin",),
        ("programmes",),
        ("programmes", "backward-mile"),
        ("plan",),
        ("adapt", "--dry-run"),
        ("workout", "--next"),
        ("predict", "--forward", "5km=22:30"),
        ("muscles",),
    ],
)
def test_no_line_is_wider_than_the_terminal(arguments: tuple[str, ...], width: int, planned: Path) -> None:
    """On narrow and wide ones, and nothing is cut."""
    result = run(planned, *arguments, width=width)
    assert result.exit_code == 0
    assert max(cell_len(line) for line in result.stdout.splitlines()) <= width


def test_training_through_the_real_program(tmp_path: Path, answers: Path) -> None:
    """From the screening to the watch, as a process of its own."""

    def program(*given: str) -> str:
        command = [sys.executable, "-m", "backstride", "--data", str(tmp_path), *given]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    program("screen", "--answers", str(answers), "--json")
    made = json.loads(program("plan", "first-steps", "--weeks", "2", "--days", "tue,thu", "--json"))
    program("workout", "--next", "--fit", str(tmp_path / "n.fit"))
    assert made["sessions"]
    assert (tmp_path / "n.fit").stat().st_size > 100
