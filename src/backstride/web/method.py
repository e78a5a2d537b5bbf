"""The training method's points, and where the app does what each of them asks for."""

from dataclasses import dataclass
from typing import Final

from backstride.web.phrases import marked as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What the app does about one point of the method."""

    row: int
    """As the claims of `backstride.sources` count them."""
    does: str
    """In English; the pages translate it."""
    path: str


POINTS: Final = (
    Point(
        row=1,
        does=_("Nine formulas side by side, each with its error; a measured maximum counts for more."),
        path="/calculators",
    ),
    Point(row=2, does=_("The range in beats, with how far off its ends may be."), path="/calculators"),
    Point(
        row=3,
        does=_("Targets from the heart-rate reserve, from your resting rate of that day."),
        path="/calculators",
    ),
    Point(
        row=4,
        does=_("A guided count with a timer; several mornings are averaged."),
        path="/calculators#pulse",
    ),
    Point(
        row=5,
        does=_("Time within, below and above the range for each session and stretch."),
        path="/activities",
    ),
    Point(
        row=6,
        does=_("The cost forward and backward as a range, and the forward pace that costs as much."),
        path="/calculators#cost",
    ),
    Point(
        row=7,
        does=_(
            "Steps, step length and cadence beside your own going forward; by them a stretch backward is "
            "found where nobody said it."
        ),
        path="/settings#stride",
    ),
    Point(row=8, does=_("Backward over forward speed, and records for each direction."), path="/progress"),
    Point(
        row=9,
        does=_("Your skill curve: what the same speed costs your heart as you practise."),
        path="/progress",
    ),
    Point(
        row=10,
        does=_("Told as a cue in every session; measuring it takes video, which is not read yet."),
        path="/plan",
    ),
    Point(row=11, does=_("Told as a cue; measuring it takes video, which is not read yet."), path="/plan"),
    Point(row=12, does=_("Not measured yet: it takes video or motion capture."), path="/evidence"),
    Point(row=13, does=_("Which muscles a week loads, with the grade of the evidence."), path="/muscles"),
    Point(
        row=14,
        does=_("Programmes with gates, after a screening; with the word of a clinician where it takes one."),
        path="/programmes",
    ),
    Point(
        row=15,
        does=_("Every programme begins with walking, and what is added each week has a cap."),
        path="/programmes",
    ),
    Point(
        row=16, does=_("Places and surfaces in every session; falls are asked for each day."), path="/today"
    ),
    Point(
        row=17,
        does=_("Treadmill and elliptical trainer, with a distance that you can set."),
        path="/programmes",
    ),
    Point(row=18, does=_("Energy for each session and week, with an honest range."), path="/progress"),
    Point(row=19, does=_("Programmes for six field sports."), path="/programmes"),
    Point(
        row=20,
        does=_("Finds a standstill in your own trend, and proposes a backward block."),
        path="/progress",
    ),
    Point(
        row=21,
        does=_("Backward minutes and distance by day and week, as told and as detected."),
        path="/progress",
    ),
    Point(row=22, does=_("Race day as a goal, a prediction, and records by distance."), path="/plan"),
    Point(row=23, does=_("This page."), path="/evidence"),
)
