"""Which way each stretch of a recording went, who says so, and how far it may be believed."""

from backstride.direction.bouts import bouts, moving_time_s
from backstride.direction.claims import LapConvention, all_claims
from backstride.direction.gait import GaitStretch, gait_stretches
from backstride.direction.label import Label, read_label, stretch_of
from backstride.direction.words import NamedDirection, directions_named, languages

__all__ = [
    "GaitStretch",
    "Label",
    "LapConvention",
    "NamedDirection",
    "all_claims",
    "bouts",
    "directions_named",
    "gait_stretches",
    "languages",
    "moving_time_s",
    "read_label",
    "stretch_of",
]
