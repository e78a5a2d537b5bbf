"""A simulated athlete: sessions forward and backward, as a watch would have recorded them.

No public recording of backward running exists; these stand in for one until people make theirs.
They come from models and published differences, and say so wherever they go.
"""

from backstride.simulation.athlete import SimulatedAthlete
from backstride.simulation.script import Halt, Labelling, Part, Place, Repeat, SessionScript, Stretch
from backstride.simulation.sessions import SESSIONS
from backstride.simulation.simulate import DEVICE_NAME, simulate
from backstride.simulation.workout_script import script_of

__all__ = [
    "DEVICE_NAME",
    "SESSIONS",
    "Halt",
    "Labelling",
    "Part",
    "Place",
    "Repeat",
    "SessionScript",
    "SimulatedAthlete",
    "Stretch",
    "script_of",
    "simulate",
]
