"""The rules by which a plan moves, as data that people are shown, and when each applies.

They are plain caps and stops. None of them computes, or claims to compute, a risk of injury: ratios of
loads tell nothing of it (impellizzeri2020).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backstride.sources import Belief
from backstride.training.clearance import Screening
from backstride.training.diary import GOOD_DAY_PAIN, CheckIn
from backstride.training.gates import good_days_in_a_row
from backstride.training.phrases import counted
from backstride.training.week_review import WeekReview

STRONG_PAIN: Final = 5.0
"""From here on, of 10, pain stops a plan. Assumed. [-]"""
GOOD_DAYS: Final = 2
"""So many good days in a row end a stop (acl-jog-ladder)."""
LOOK_BACK: Final = timedelta(days=7)
"""Pain and swelling of the last seven days count."""
MISSED_SHARE: Final = 0.5
"""From this share of missed sessions on a week is repeated. Assumed. [-]"""
TOO_HARD_SESSIONS: Final = 2
"""So many sessions that felt too hard make a week less. Assumed."""
ABOVE_CAP: Final = 0.10
"""So far above its cap a week holds the plan: less is no more than going a little on. Assumed. [-]"""
HEART_RATE_DRIFT: Final = 0.05
"""A heart rate so much higher at the same speed holds a plan. Assumed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a rule does to a plan."""

    stops: bool = False
    """No session from today on."""
    share: float = 1.0
    """The next week's backward minutes over those of the week behind, at most. [-]"""
    holds: bool = False
    """Neither growth nor a new phase."""
    steps_back: bool = False
    """The next week belongs to the phase before."""
    clears_week: bool = False
    """What is left of this week is not done."""

    @property
    def is_bounding(self) -> bool:
        """Whether it bounds the next week beyond what the caps do."""
        return self.holds or self.steps_back or self.share < 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a rule may look at."""

    today: date
    days: tuple[CheckIn, ...]
    """One a day, the oldest first, none after today."""
    screening: Screening
    reviews: tuple[WeekReview, ...]
    """Of the plan's weeks up to this one, the oldest first."""

    @property
    def done(self) -> frozenset[str]:
        """Keys of the sessions that were done."""
        return frozenset(key for review in self.reviews for key in review.done)

    @property
    def last(self) -> WeekReview | None:
        """The latest week that is over; None in the first."""
        return next((each for each in reversed(self.reviews) if each.is_over), None)

    @property
    def recent(self) -> tuple[CheckIn, ...]:
        """What was said in the last days."""
        return tuple(each for each in self.days if self.today - each.day < LOOK_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    key: str
    when: str
    """When it applies, as a clause for people."""
    then: str
    """What it does, as a clause for people."""
    sources: tuple[str, ...]
    belief: Belief
    effect: Effect
    finds: Callable[[Situation], str | None]
    """What was found, as a sentence; None where it does not apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiredRule:
    """A rule that applies, and what it found."""

    rule: Rule
    found: str
    """A sentence for people."""


def is_over(days: Sequence[CheckIn], day: date, screening: Screening) -> bool:
    """Whether what stopped a plan on a day is over: two good days in a row since, or a new screening.

    Source: acl-jog-ladder, backstride-rules. Belief: claimed.

    Parameters
    ----------
    days
        One for each day, the oldest first.
    day
        When it was.
    screening
        The latest.

    Returns
    -------
    bool
        False while nobody said so.
    """
    if screening.screened_on > day and screening.allows_planning:
        return True
    since = [each for each in days if each.day > day]
    return any(good_days_in_a_row(since[: at + 1]) >= GOOD_DAYS for at in range(len(since)))


def last_break(situation: Situation) -> date | None:
    """The last day that stopped or paused training: a fall, strong pain, or illness.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    situation
        What is known today.

    Returns
    -------
    date or None
        None where no day did.
    """
    broken = (each.day for each in situation.days if each.fell or _is_strong(each) or each.is_ill)
    return max(broken, default=None)


def _is_strong(said: CheckIn) -> bool:
    return said.pain is not None and said.pain >= STRONG_PAIN


def _fall(situation: Situation) -> str | None:
    days = [each.day for each in situation.days if each.fell]
    if not days or is_over(situation.days, days[-1], situation.screening):
        return None
    return f"There was a fall on {days[-1]}."


def _strong_pain(situation: Situation) -> str | None:
    said = [(each.day, each.pain) for each in situation.days if _is_strong(each)]
    if not said or is_over(situation.days, said[-1][0], situation.screening):
        return None
    return f"Pain was {said[-1][1]:g} of 10 on {said[-1][0]}."


def _screening(situation: Situation) -> str | None:
    screening = situation.screening
    if not screening.allows_planning:
        return f'The screening of {screening.screened_on} came to "{screening.verdict.value}".'
    if situation.today > screening.valid_until:
        return f"The screening of {screening.screened_on} is more than a year old."
    return None


def _ill(situation: Situation) -> str | None:
    said = [each for each in situation.days if each.is_ill is not None]
    return f"You were ill on {said[-1].day}." if said and said[-1].is_ill else None


def _back(situation: Situation) -> str | None:
    day = last_break(situation)
    if day is None or weeks_since_break(situation):
        return None
    return f"Training stopped on {day}, and this is the first week since."


def weeks_since_break(situation: Situation) -> tuple[WeekReview, ...]:
    """The weeks that began after the last break and have something in them; the running one once it began.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    situation
        What is known today.

    Returns
    -------
    tuple of WeekReview
        The oldest first.
    """
    day = last_break(situation)
    return tuple(
        each
        for each in situation.reviews
        if (day is None or each.monday > day)
        and (each.done or each.done_backward_min > 0.0 or each.planned or each.to_come)
        and (each.monday < situation.today or each.done)
    )


def _mild_pain(situation: Situation) -> str | None:
    pains = [(each.pain, each.day) for each in situation.recent if each.pain is not None]
    worst, day = max(pains, default=(0.0, situation.today))
    return f"Pain was {worst:g} of 10 on {day}." if worst > GOOD_DAY_PAIN else None


def _swelling(situation: Situation) -> str | None:
    told = [each for each in situation.recent if each.is_swollen is not None]
    return f"There was swelling on {told[-1].day}." if told and told[-1].is_swollen else None


def _missed(situation: Situation) -> str | None:
    last = situation.last
    if last is None or not last.planned or last.missed < MISSED_SHARE * len(last.planned):
        return None
    return f"{last.missed} of {counted(len(last.planned), 'session')} of week {last.number} missed."


def _too_hard(situation: Situation) -> str | None:
    last = situation.last
    if last is None or last.too_hard < TOO_HARD_SESSIONS:
        return None
    return f"{last.too_hard} sessions of week {last.number} felt harder than planned by 2 of 10 or more."


def _drift(situation: Situation) -> str | None:
    change = None if situation.last is None else situation.last.heart_rate_change
    if change is None or change <= HEART_RATE_DRIFT:
        return None
    return f"The heart rate backward at the same speed was {100.0 * change:.0f} % above the weeks before."


def _skill_gain(situation: Situation) -> str | None:
    last = situation.last
    change = None if last is None else last.heart_rate_change
    if last is None or change is None or change >= -HEART_RATE_DRIFT or last.missed or last.too_hard:
        return None
    return (
        f"All of week {last.number} was done, none of it felt too hard, and the heart rate backward at the "
        f"same speed was {-100.0 * change:.0f} % below the weeks before."
    )


def _found_by_planning(_: Situation) -> str | None:
    return None


def as_done(situation: Situation) -> FiredRule:
    """The rule of a plan that moves though no other rule applies: what was done is not what it counted on.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    situation
        What is known today.

    Returns
    -------
    FiredRule
        With what was missed this week or in the last one, or else without a number.
    """
    short = [each for each in situation.reviews[-2:] if each.missed]
    found = "What was done is not what the weeks to come were reckoned from."
    if short:
        last = short[-1]
        found = f"{last.missed} of {counted(len(last.planned), 'session')} of week {last.number} missed."
    return FiredRule(rule=AS_DONE, found=found)


def _above_cap(situation: Situation) -> str | None:
    last = situation.last
    if last is None or not last.planned or last.done_backward_min <= (1.0 + ABOVE_CAP) * last.cap_min:
        return None
    return (
        f"Week {last.number} came to {last.done_backward_min:.0f} min backward, unplanned sessions included; "
        f"its cap was {last.cap_min:.0f}."
    )


AS_DONE: Final = Rule(
    key="as-done",
    when="less or something else was done than was planned, and no other rule says why the plan moves",
    then="the weeks to come grow from what was done, within the caps",
    sources=("backstride-rules",),
    belief=Belief.DERIVED,
    effect=Effect(),
    finds=_found_by_planning,
)
"""It applies where the plan moves and no other rule says why; see `as_done`."""

RULES: Final = (
    Rule(
        key="fall",
        when="you fell",
        then="no session until two good days in a row are told, or a new screening allows it",
        sources=("acl-jog-ladder", "backstride-rules"),
        belief=Belief.DERIVED,
        effect=Effect(stops=True),
        finds=_fall,
    ),
    Rule(
        key="strong-pain",
        when="pain is 5 of 10 or more",
        then="no session until two good days in a row are told, or a new screening allows it",
        sources=("acl-jog-ladder", "backstride-rules"),
        belief=Belief.DERIVED,
        effect=Effect(stops=True),
        finds=_strong_pain,
    ),
    Rule(
        key="screening",
        when="the screening does not allow training, or is more than a year old",
        then="no session until a new screening allows it",
        sources=("backstride-rules",),
        belief=Belief.DERIVED,
        effect=Effect(stops=True),
        finds=_screening,
    ),
    Rule(
        key="ill",
        when="you are ill",
        then="no session until you say that you are well",
        sources=("backstride-rules",),
        belief=Belief.DERIVED,
        effect=Effect(stops=True),
        finds=_ill,
    ),
    Rule(
        key="back",
        when="you come back after a fall, strong pain or illness",
        then="the first week has half of what you did before",
        sources=("backstride-rules",),
        belief=Belief.DERIVED,
        effect=Effect(share=0.5, holds=True),
        finds=_back,
    ),
    Rule(
        key="mild-pain",
        when="pain was above 2 of 10 in the last seven days",
        then="rest for what is left of the week, then a phase back and 20 % less",
        sources=("return-to-run", "backstride-rules"),
        belief=Belief.CLAIMED,
        effect=Effect(share=0.8, holds=True, steps_back=True, clears_week=True),
        finds=_mild_pain,
    ),
    Rule(
        key="swelling",
        when="there is swelling",
        then="neither growth nor a new phase, and rest for what is left of the week",
        sources=("acl-jog-ladder",),
        belief=Belief.CLAIMED,
        effect=Effect(holds=True, clears_week=True),
        finds=_swelling,
    ),
    Rule(
        key="missed",
        when="half of a week's sessions or more are missed",
        then="the week is repeated; nothing that was missed is added",
        sources=("backstride-rules",),
        belief=Belief.DERIVED,
        effect=Effect(holds=True),
        finds=_missed,
    ),
    Rule(
        key="too-hard",
        when="two sessions of a week feel harder than planned by 2 of 10 or more",
        then="15 % less in the next week",
        sources=("foster2001", "backstride-rules"),
        belief=Belief.DERIVED,
        effect=Effect(share=0.85, holds=True),
        finds=_too_hard,
    ),
    Rule(
        key="heart-rate-drift",
        when="the heart rate backward rises by more than 5 % at the same speed",
        then="neither growth nor a new phase",
        sources=("heath2001", "backstride-rules"),
        belief=Belief.DERIVED,
        effect=Effect(holds=True),
        finds=_drift,
    ),
    Rule(
        key="above-cap",
        when="a week comes to a tenth more backward minutes than its cap, unplanned sessions included",
        then="neither growth nor a new phase in the next week",
        sources=("backstride-rules",),
        belief=Belief.DERIVED,
        effect=Effect(holds=True),
        finds=_above_cap,
    ),
    Rule(
        key="skill-gain",
        when="a week is done as planned, and the heart rate backward falls by over 5 % at the same speed",
        then="on as planned, within the limits of growth: going backward costs you less",
        sources=("heath2001", "backstride-rules"),
        belief=Belief.DERIVED,
        effect=Effect(),
        finds=_skill_gain,
    ),
    AS_DONE,
)
"""The strictest first."""


def fired_rules(situation: Situation) -> tuple[FiredRule, ...]:
    """The rules that apply.

    Source: acl-jog-ladder, return-to-run, backstride-rules. Belief: claimed.

    Parameters
    ----------
    situation
        What is known today.

    Returns
    -------
    tuple of FiredRule
        The strictest first; where one stops the plan, only those that do, and where one holds it, none that
        only tells.
    """
    fired = [(rule, rule.finds(situation)) for rule in RULES]
    found = tuple(FiredRule(rule=rule, found=words) for rule, words in fired if words is not None)
    stopping = tuple(each for each in found if each.rule.effect.stops)
    holding = tuple(each for each in found if each.rule.effect != Effect())
    return stopping or holding or found


def together(fired: Sequence[FiredRule]) -> Effect:
    """What rules do when they apply at once: the strictest of each.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    fired
        The rules.

    Returns
    -------
    Effect
        Nothing where none applies.
    """
    effects = [each.rule.effect for each in fired]
    return Effect(
        stops=any(each.stops for each in effects),
        share=min((each.share for each in effects), default=1.0),
        holds=any(each.holds for each in effects),
        steps_back=any(each.steps_back for each in effects),
        clears_week=any(each.clears_week for each in effects),
    )
