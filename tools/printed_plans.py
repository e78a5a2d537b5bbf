"""Print two plans in full for the documentation, as the planner makes them.

``python -m tools.printed_plans`` writes the pages anew; a test holds them to what the planner makes today.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from backstride.sources import source
from backstride.training.clearance import Allowed, ClinicianWord, Screening
from backstride.training.library import programme, workout_of
from backstride.training.plan import Plan, PlannedSession, PlannedWeek, PlanRequest
from backstride.training.planning import make_plan
from backstride.training.programme import Caps, Phase, Programme, SessionTemplate
from backstride.training.questions import Kind, questions
from backstride.training.screening import screen
from backstride.training.workout import Place
from backstride.training.workout_text import workout_text

GUIDES: Final = Path(__file__).resolve().parents[1] / "docs" / "guides"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A page: who asks for a plan, and for what."""

    page: str
    title: str
    story: str
    """Paragraphs: who it is, and what their screening came to."""
    request: PlanRequest


def _screened(clinician: ClinicianWord | None = None, **answers: object) -> Screening:
    """What screening comes to for somebody who says no to everything but these."""
    noes: dict[str, object] = {
        each.key: False for each in questions() if each.kind is Kind.YES_NO and each.asked_if is None
    }
    said = {key.replace("_", "-"): value for key, value in answers.items()}
    return screen(noes | {"injuries": []} | said, screened_on=date(2026, 12, 1), clinician=clinician)


def _mile() -> Printed:
    return Printed(
        page="plan-backward-mile.md",
        title="A plan in full: sixteen weeks to a backward mile",
        story="""\
Anna is 38 and runs forward three times a week. She has never run backward, and wants to race a mile backward
on April 1. She is free on Tuesdays and Thursdays for three quarters of an hour and on Saturdays for an hour
and a quarter, near a track and a quiet road. Nothing that she said in her screening speaks against starting.
""",
        request=PlanRequest(
            programme=programme("backward-mile"),
            screening=_screened(age=38),
            start=date(2026, 12, 14),
            weeks=16,
            days={1: 45.0, 3: 45.0, 5: 75.0},
            places=frozenset({Place.TRACK, Place.ROAD}),
            race_on=date(2027, 4, 1),
        ),
    )


def _knee() -> Printed:
    word = ClinicianWord(by="the clinic's physiotherapist", on=date(2026, 11, 30), allows=Allowed.RUN)
    return Printed(
        page="plan-after-knee-surgery.md",
        title="A plan in full: after knee surgery",
        story="""\
Ben is 29 and had an operation on a knee on September 7. His screening asked for a clinician's word first. His
physiotherapist lets him walk now and jog as soon as the gate to jogging is open, and he recorded that; so he
may start, with limits. He can use a sports hall and a treadmill on Mondays, Wednesdays and Fridays, for 40
minutes. He wrote down a week with hardly any pain and no swelling, so the first gate is open.

All that lies behind a gate that is shut is *held*: it stands here so that he and the physiotherapist can talk
about it, and it is not to be done before the gate opens. Each week the plan is made anew from what he did and
said.
""",
        request=PlanRequest(
            programme=programme("rehab-knee-surgery"),
            screening=_screened(
                word,
                age=29,
                surgery=True,
                surgery_date="2026-09-07",
                surgery_where="knee",
                injuries=["knee-surgery"],
                knee_surgery_since="2026-09-07",
            ),
            start=date(2026, 12, 7),
            weeks=16,
            days={0: 40.0, 2: 40.0, 4: 40.0},
            places=frozenset({Place.GYM, Place.TREADMILL}),
            open_gates=frozenset({"begin"}),
        ),
    )


def pages() -> dict[str, str]:
    """The pages by their file names.

    Returns
    -------
    dict
        Markdown.
    """
    return {printed.page: "\n".join(_page(printed)) for printed in (_mile(), _knee())}


def _page(printed: Printed) -> Iterator[str]:
    request, plan = printed.request, make_plan(printed.request)
    asked = request.programme
    yield f"# {printed.title}\n"
    yield "*Written by `python -m tools.printed_plans` from what the planner makes; not by hand.*\n"
    yield f"{printed.story}\n"
    yield from _about(asked)
    if plan.advice:
        yield "What the planner says of the whole:\n"
        yield from (f"- {sentence}" for sentence in plan.advice)
        yield ""
    for phase in asked.phases:
        weeks = [week for week in plan.weeks if week.phase == phase.key]
        if weeks:
            yield from _phase(phase, weeks, plan)
    yield from _sessions(asked, plan)
    yield from _sources(asked, plan)


def _about(asked: Programme) -> Iterator[str]:
    caps = asked.caps
    yield f"**{asked.name}.** {asked.summary} For: {asked.who}\n"
    yield f"**Evidence: {asked.evidence.value}.** {asked.evidence_words}\n"
    yield f"**Where.** {asked.surfaces}\n"
    yield "**Not for:**\n"
    yield from (f"- {sentence}" for sentence in asked.contraindications)
    yield (
        f"\n**Caps.** Backward minutes of a week grow by at most {caps.weekly_growth:.0%} over the most of "
        f"the three weeks before, or by {caps.growth_floor_min:g} minutes where that is more; "
        f"{_hard(caps)}; at least {caps.rest_days} days of rest.\n"
    )


def _hard(caps: Caps) -> str:
    if caps.hard_per_week == 0:
        return "no hard sessions"
    return f"at most {caps.hard_per_week} hard sessions a week, {caps.hard_gap_days} days apart"


def _phase(phase: Phase, weeks: list[PlannedWeek], plan: Plan) -> Iterator[str]:
    yield f"## {phase.name}\n"
    yield f"{phase.purpose}\n"
    if phase.gate is not None:
        yield f"**Gate.** {phase.gate.words} ({', '.join(phase.gate.sources)})\n"
    yield "| Week | Day | Session | Min | Backward | RPE | |"
    yield "|---|---|---|---|---|---|---|"
    for week in weeks:
        yield from _week(week, plan)
    yield ""


def _week(week: PlannedWeek, plan: Plan) -> Iterator[str]:
    of_week = [each for each in plan.sessions if 0 <= (each.day - week.monday).days < 7]
    first = f"{week.number}: {week.backward_min:.0f} min of {week.backward_cap_min:.0f}"
    for place, session in enumerate(of_week):
        yield _row(first if place == 0 else "", session)


def _row(week: str, session: PlannedSession) -> str:
    rpe = f"{session.load / session.minutes:.1f}, at most {session.hardest_rpe:g}"
    held = "held" if session.gate is not None else ("hard" if session.kind.is_hard else "")
    return (
        f"| {week} | {session.day:%a} {session.day.day} {session.day:%b} | {session.workout.name} "
        f"| {session.minutes:.0f} | {session.backward_min:.0f} | {rpe} | {held} |"
    )


def _templates(asked: Programme, plan: Plan) -> list[SessionTemplate]:
    used = {(each.phase, each.template) for each in plan.sessions}
    found: dict[str, SessionTemplate] = {}
    for phase in asked.phases:
        for template in phase.sessions:
            if (phase.key, template.key) in used:
                found.setdefault(f"{template.name}\n{template.text}", template)
    return list(found.values())


def _uses(template: SessionTemplate, plan: Plan) -> Iterator[PlannedSession]:
    """The planned sessions of a template; other phases may have one of the same key."""
    for each in plan.sessions:
        if each.template == template.key and each.workout.name.startswith(template.name):
            yield each


def _sessions(asked: Programme, plan: Plan) -> Iterator[str]:
    yield "## The sessions\n"
    yield "Each with its smallest dose of this plan; what grows is the number of repeats.\n"
    for template in _templates(asked, plan):
        least = min(_uses(template, plan), key=lambda each: each.n)
        workout = workout_of(template, least.n, programme=asked, place=least.workout.place)
        yield f"### {template.name}\n"
        yield f"{template.purpose} Dose: {template.belief.value} ({', '.join(template.sources)}).\n"
        yield "```text"
        yield workout_text(workout).split("\n\n", 1)[1].rstrip()
        yield "```\n"


def _sources(asked: Programme, plan: Plan) -> Iterator[str]:
    keys = dict.fromkeys(
        [
            *asked.sources,
            *(key for template in _templates(asked, plan) for key in template.sources),
            *(key for phase in asked.phases if phase.gate for key in phase.gate.sources),
        ]
    )
    yield "## Where the doses come from\n"
    yield "| Key | Measured on | Finding |"
    yield "|---|---|---|"
    for key in keys:
        entry = source(key)
        yield f"| {key} | {entry.measured_on} | {entry.finding} |"
    yield ""


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (GUIDES / name).write_text(text, encoding="utf-8")
        print(GUIDES / name)


if __name__ == "__main__":
    main()
