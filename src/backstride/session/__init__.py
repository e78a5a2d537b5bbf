"""One recording, reported: the meeting point of direction, heart, energy and load."""

from backstride.session.assumptions import Assumption
from backstride.session.bout_report import BoutReport
from backstride.session.comparison import Comparison, DirectionReport
from backstride.session.grade import grade_along
from backstride.session.heart_model import HeartModel, heart_model
from backstride.session.measures import Mean, Measures
from backstride.session.person import athlete_of_recording
from backstride.session.report import MODEL_VERSION, SessionReport, session_report

__all__ = [
    "MODEL_VERSION",
    "Assumption",
    "BoutReport",
    "Comparison",
    "DirectionReport",
    "HeartModel",
    "Mean",
    "Measures",
    "SessionReport",
    "athlete_of_recording",
    "grade_along",
    "heart_model",
    "session_report",
]
