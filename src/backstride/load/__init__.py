"""What sessions demand of the body, and what they show that it can do.

Load of a session, a day and a week; fitness, fatigue and form; best efforts, records, skill and plateaus.
"""

from backstride.load.day_loads import (
    DayLoads,
    LoadScale,
    UnknownLoad,
    WhyUnknown,
    day_loads,
    trimp_for_each_session_rpe,
)
from backstride.load.efforts import DISTANCES_M, DURATIONS_S, Basis, Effort, best_efforts, distance_line
from backstride.load.form import Band, Form, FormStart, form
from backstride.load.monotony import WeekMonotony, monotony, weekly_monotony
from backstride.load.plateau import Piece, Plateau, Progress, find_plateau, slope_between
from backstride.load.plausible import PlausibleEfforts, Rejected, plausible_efforts, speed_limit
from backstride.load.practice_columns import DatedBout, PracticeColumns
from backstride.load.records import BesideMark, DatedEffort, Record, beside_marks, marks, records
from backstride.load.session_columns import TRAVELS, LoadColumns, SessionColumns, SessionLoad
from backstride.load.session_rpe import session_rpe_load
from backstride.load.skill import (
    LearningTrend,
    SkillCurve,
    SkillPoint,
    SpeedRatio,
    heart_cost_per_metre,
    session_speed_ratios,
    settled_heart_rate,
    skill_curve,
    skill_points,
    speed_ratios,
)
from backstride.load.trend import robust_slope
from backstride.load.trimp import Trimp, trimp
from backstride.load.weeks import DirectionDay, Week, WeekVolume, monday_of, weeks

__all__ = [
    "DISTANCES_M",
    "DURATIONS_S",
    "TRAVELS",
    "Band",
    "Basis",
    "BesideMark",
    "DatedBout",
    "DatedEffort",
    "DayLoads",
    "DirectionDay",
    "Effort",
    "Form",
    "FormStart",
    "LearningTrend",
    "LoadColumns",
    "LoadScale",
    "Piece",
    "Plateau",
    "PlausibleEfforts",
    "PracticeColumns",
    "Progress",
    "Record",
    "Rejected",
    "SessionColumns",
    "SessionLoad",
    "SkillCurve",
    "SkillPoint",
    "SpeedRatio",
    "Trimp",
    "UnknownLoad",
    "Week",
    "WeekMonotony",
    "WeekVolume",
    "WhyUnknown",
    "beside_marks",
    "best_efforts",
    "day_loads",
    "distance_line",
    "find_plateau",
    "form",
    "heart_cost_per_metre",
    "marks",
    "monday_of",
    "monotony",
    "plausible_efforts",
    "records",
    "robust_slope",
    "session_rpe_load",
    "session_speed_ratios",
    "settled_heart_rate",
    "skill_curve",
    "skill_points",
    "slope_between",
    "speed_limit",
    "speed_ratios",
    "trimp",
    "trimp_for_each_session_rpe",
    "weekly_monotony",
    "weeks",
]
