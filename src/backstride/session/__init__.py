"""One recording, reported: the meeting point of direction, heart, energy and load."""

from backstride.session.grade import grade_along
from backstride.session.heart_model import HeartModel, heart_model
from backstride.session.measures import Mean, Measures
from backstride.session.report import (
    BoutReport,
    Comparison,
    DirectionReport,
    SessionReport,
    session_report,
)

__all__ = [
    "BoutReport",
    "Comparison",
    "DirectionReport",
    "HeartModel",
    "Mean",
    "Measures",
    "SessionReport",
    "grade_along",
    "heart_model",
    "session_report",
]
