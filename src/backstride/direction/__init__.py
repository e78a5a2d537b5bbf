"""Which way each stretch of a recording went, who says so, and how far it may be believed."""

from backstride.direction.asking import Question, questions
from backstride.direction.baseline import learn_baseline
from backstride.direction.bouts import bouts, moving_time_s
from backstride.direction.claims import LapConvention, all_claims
from backstride.direction.combining import DIRECTIONS, Verdict, verdict
from backstride.direction.detection import PRIOR, Detection, Likelihood
from backstride.direction.gait import GaitStretch, gait_stretches
from backstride.direction.label import Label, read_label, stretch_of
from backstride.direction.words import NamedDirection, directions_named, languages

__all__ = [
    "DIRECTIONS",
    "PRIOR",
    "Detection",
    "GaitStretch",
    "Label",
    "LapConvention",
    "Likelihood",
    "NamedDirection",
    "Question",
    "Verdict",
    "all_claims",
    "bouts",
    "directions_named",
    "gait_stretches",
    "languages",
    "learn_baseline",
    "moving_time_s",
    "questions",
    "read_label",
    "stretch_of",
    "verdict",
]
