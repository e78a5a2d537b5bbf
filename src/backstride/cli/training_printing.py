"""Screenings, check-ins and programmes, printed for people who read a terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console

from backstride.cli.figure_printing import say, say_sources
from backstride.cli.printing import Column, console, table, text
from backstride.sources import Belief
from backstride.training.clearance import Limits, Verdict
from backstride.training.programme import Goal
from backstride.training.workout_text import workout_text
from backstride.wording import UNKNOWN, number

if TYPE_CHECKING:
    from backstride.actions.checking_in import CheckInOutcome
    from backstride.actions.screening import ScreenOutcome
    from backstride.training.clearance import Screening
    from backstride.training.diary import CheckIn
    from backstride.training.programme import Phase, Programme
    from backstride.training.screening import Question
    from backstride.training.workout import Workout

NO_SCREENING: Final = (
    "You have not been screened yet. The questions are asked by: backstride screen --ask; to answer them in "
    "a file, fill in what is printed by: backstride screen --template."
)
VERDICT_WORDS: Final = {
    Verdict.GO: "Go. Nothing that you said speaks against starting.",
    Verdict.GO_WITH_LIMITS: "Go, with limits.",
    Verdict.ASK_CLINICIAN: "Ask a clinician first. Until their word is recorded, nothing is planned.",
    Verdict.NOT_NOW: "Not now. Nothing is planned until you have answered anew.",
}
VERDICT_STYLES: Final = {
    Verdict.GO: "bold green",
    Verdict.GO_WITH_LIMITS: "bold yellow",
    Verdict.ASK_CLINICIAN: "bold yellow",
    Verdict.NOT_NOW: "bold red",
}
NEXT: Final = {
    Verdict.GO: "Next: see what can be planned with: backstride programmes.",
    Verdict.GO_WITH_LIMITS: "Next: see what can be planned with: backstride programmes.",
    Verdict.ASK_CLINICIAN: (
        "Next: record what the clinician said, as in: "
        'backstride screen --clinician "Dr. Weber" --clinician-allows walk'
    ),
    Verdict.NOT_NOW: "Next: when it has passed, answer again: backstride screen --ask.",
}
GOALS: Final = {
    Goal.LEARN: "To learn it",
    Goal.BASE: "To go on from there",
    Goal.STRENGTH: "For stronger legs",
    Goal.PLATEAU: "When forward training gets no further",
    Goal.WEIGHT: "For losing weight",
    Goal.SPORT: "For players",
    Goal.REHABILITATION: "After an injury or operation, beside treatment",
    Goal.RACE: "For a race backward",
    Goal.WINTER: "For the winter",
}
"""Over the programmes of each goal, in the order of the list."""
NOT_MEDICAL: Final = "This is no medical advice, and no device that diagnoses. If in doubt, ask a clinician."
EVIDENCE: Final = {
    Belief.MEASURED: "measured: a study trained people like this",
    Belief.DERIVED: "derived: worked out from what was measured",
    Belief.CLAIMED: "claimed: practice or tradition; nobody measured it",
}


def indented(screen: Console, words: str, style: str = "", *, depth: int = 2) -> None:
    """Print words some columns in, and keep them there where they are broken."""
    room = max(1, screen.width - depth)
    for line in text(words, style).wrap(screen, room):
        line.rstrip()
        screen.print(text(" " * depth) + line)


def print_questions(questions: Iterable["Question"]) -> None:
    """Print what the screening asks."""
    screen = console()
    section = ""
    for each in questions:
        if each.section != section:
            section = each.section
            screen.print()
            say(screen, section.capitalize(), "bold")
        indented(screen, f"{each.key}: {each.words}")
        for key, words in each.choices.items():
            indented(screen, f"{key}: {words}", depth=4)
    screen.print()
    say(
        screen,
        "A file to fill in, with a null for each answer: backstride screen --template. Then: backstride "
        "screen --answers FILE",
    )


def print_screening(outcome: "ScreenOutcome | None") -> None:
    """Print what screening came to."""
    screen = console()
    if outcome is None:
        say(screen, NO_SCREENING)
        return
    found = outcome.screening
    say(screen, VERDICT_WORDS[found.verdict], VERDICT_STYLES[found.verdict])
    for words in dict.fromkeys(reason.words for reason in found.reasons if reason.verdict is not Verdict.GO):
        # What bars nothing is told by a note below.
        indented(screen, f"- {words}")
    for words in limits_in_words(found.limits):
        indented(screen, f"Limit: {words}")
    for warning in found.warnings:
        indented(screen, f"Note: {warning}")
    if found.clinician is not None:
        word = found.clinician
        indented(screen, f"Recorded: {word.by}, {word.on}, allows {word.allows.value}.")
    counts = "counts" if outcome.is_valid else "counted"
    kept = "" if outcome.number is not None else " Nothing was kept."
    say(screen, f"Screened on {found.screened_on}; it {counts} until {found.valid_until}.{kept}")
    sources = {source for reason in found.reasons for source in reason.sources}
    if sources:
        say_sources(screen, sorted(sources))
    say(screen, NOT_MEDICAL)
    say(screen, _next(found) if outcome.is_valid else "Next: answer again: backstride screen --ask.")


def _next(screening: "Screening") -> str:
    """What to do next; with an injury, the programmes that are for it."""
    kinds = {injury.kind for injury in screening.injuries}
    if not (kinds and screening.allows_planning):
        return NEXT[screening.verdict]
    from backstride.training.library import programmes  # noqa: PLC0415 (loaded only when wanted)

    keys = [each.key for each in programmes().values() if kinds <= each.injuries]
    if not keys:
        return (
            "Next: no programme is for all of your injuries at once: take them up with whoever treats you, "
            "and screen again once one has healed."
        )
    return f"Next: plan it, as in: backstride plan {keys[0]} --days mon,wed,fri"


def limits_in_words(limits: Limits) -> list[str]:
    """What a plan may not go beyond, as sentences."""
    words = []
    if limits.walk_only:
        words.append("walking only.")
    if limits.no_turns:
        words.append("no sprints and no changes of direction.")
    if limits.hardest_rpe < Limits().hardest_rpe:
        words.append(f"no step is harder than RPE {number(limits.hardest_rpe)} of 10.")
    if limits.longest_backward_min is not None:
        words.append(f"at most {number(limits.longest_backward_min)} min backward in one session.")
    if limits.places is not None:
        words.append(f"only at these places: {', '.join(sorted(limits.places))}.")
    return words


def print_checkins(outcome: "CheckInOutcome") -> None:
    """Print how days were."""
    screen = console()
    days = outcome.checkins
    if not days:
        say(screen, "Nothing was said of any day yet. Say it like: backstride checkin --pain 2 --swelling no")
        return
    columns = (
        Column(heading="Day", cells=[each.day.isoformat() for each in days], is_number=False),
        Column(heading="Pain", cells=[_of_ten(each.pain) for each in days]),
        Column(heading="Swollen", cells=[_yes_no(each.is_swollen) for each in days], is_number=False),
        Column(heading="Ill", cells=[_yes_no(each.is_ill) for each in days], is_number=False),
        Column(heading="Fell", cells=[_yes_no(each.fell) for each in days], is_number=False),
        Column(heading="Symmetry", cells=[_percent(each) for each in days], yields=2),
        Column(heading="Good day", cells=[_yes_no(each.is_good) for each in days], is_number=False, yields=1),
        Column(
            heading="Clinician",
            cells=[_word(each) for each in days],
            is_number=False,
            may_wrap=True,
            yields=3,
        ),
    )
    screen.print(table(screen, columns))
    for each in days:
        if each.notes:
            say(screen, f"{each.day}: {each.notes}")
    say(screen, "A day is good with pain at 2 of 10 or less and without swelling.")
    if outcome.is_alarming:
        say(
            screen,
            "Training backward pauses. See a clinician if it does not pass, or if you are unsure.",
            "bold",
        )
    if outcome.said is not None and outcome.has_plan:
        say(screen, "Let your plan follow it with: backstride adapt")


def _yes_no(answer: bool | None) -> str:  # noqa: FBT001 (an answer, not a switch)
    return UNKNOWN if answer is None else "yes" if answer else "no"


def _of_ten(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:g}"


def _percent(checkin: "CheckIn") -> str:
    value = checkin.strength_symmetry_percent
    return UNKNOWN if value is None else f"{value:g} %"


def _word(checkin: "CheckIn") -> str:
    word = checkin.clinician
    return "" if word is None else f"{word.by}: {word.allows.value} ({word.on})"


def print_programmes(programmes: Sequence["Programme"]) -> None:
    """Print the list of programmes."""
    screen = console()
    for goal in Goal:
        of_goal = [each for each in programmes if each.goal is goal]
        if of_goal:
            say(screen, GOALS[goal], "bold")
        for each in of_goal:
            often = f"{span(*each.weeks)} weeks, {span(*each.caps.sessions_per_week)} a week"
            indented(screen, f"{each.key} ({often}; {each.evidence.value})", "bold")
            indented(screen, each.summary, depth=4)
    screen.print()
    say(screen, f"{'; '.join(EVIDENCE.values()).capitalize()}.")
    say(
        screen,
        "One in full: backstride programmes NAME. A plan by it: backstride plan NAME --days tue,thu,sat",
    )


def span(low: float, high: float) -> str:
    """Two ends, or one where they are the same.

    Examples
    --------
    >>> span(2, 3), span(4, 4)
    ('2–3', '4')
    """
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def print_programme(programme: "Programme") -> None:
    """Print a programme in full."""
    screen = console()
    say(screen, programme.name, "bold")
    say(screen, programme.summary)
    for heading, words in (
        ("For", programme.who),
        ("Evidence", f"{programme.evidence.value}. {programme.evidence_words}"),
        ("Where", programme.surfaces),
        *(("Mind", words) for words in programme.contraindications),
    ):
        if words:
            say(screen, f"{heading}: {words}")
    caps = programme.caps
    say(
        screen,
        f"{span(*programme.weeks)} weeks, {span(*caps.sessions_per_week)} sessions a week, "
        f"{caps.rest_days} days without training; backward minutes grow by {caps.weekly_growth:.0%} "
        f"or {caps.growth_floor_min:g} min a week at most.",
    )
    for phase in programme.phases:
        _print_phase(screen, programme, phase)
    screen.print()
    say_sources(screen, programme.sources)
    say(screen, f"To plan it: backstride plan {programme.key} --days tue,thu,sat")


def _print_phase(screen: Console, programme: "Programme", phase: "Phase") -> None:
    from backstride.training.library import workout_of  # noqa: PLC0415 (loaded only when wanted)

    screen.print()
    low, high = phase.backward_min
    say(screen, f"{phase.name}: {span(*phase.weeks)} weeks, {low:g} to {high:g} min backward a week", "bold")
    say(screen, phase.purpose)
    if phase.gate is not None:
        say(screen, f"Begins when: {phase.gate.words}")
    for each in phase.sessions:
        least, most = each.n
        grows = "" if least == most else f"; shown at its least, it grows from {least} to {most}"
        often = f"{span(*each.per_week)} a week"
        screen.print()
        indented(screen, f"{each.name} ({each.kind.value}, {often}; {each.belief.value}{grows})", "bold")
        indented(screen, each.purpose)
        print_steps(screen, workout_of(each, least, programme=programme, place=None))


def print_steps(screen: Console, workout: "Workout") -> None:
    """Print the steps of a workout as they are written."""
    _, _, steps = workout_text(workout).partition("\n\n")
    for line in steps.splitlines():
        indented(screen, line.strip(), depth=4 + len(line) - len(line.lstrip()))
