"""What a session demands of the body: training impulse from heart rate."""

from backstride.load.trimp import Trimp, trimp

__all__ = ["Trimp", "trimp"]
