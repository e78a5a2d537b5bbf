"""What is usual for a person's own forward stride, and how far they change it going backward."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class StrideBaseline:
    """A person's own forward stride, as `backstride.direction.learn_baseline` learns it."""

    sessions: int
    """How many sessions it was learned from."""
    duration_s: float
    """How much moving time it was learned from. [s]"""

    def as_document(self) -> dict[str, Any]:
        """The same as a plain document.

        Returns
        -------
        dict
            What JSON can hold.
        """
        return {"sessions": self.sessions, "duration_s": self.duration_s}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """From a document that `as_document` made.

        Parameters
        ----------
        document
            The document.

        Returns
        -------
        StrideBaseline
            The same baseline.
        """
        return cls(sessions=document["sessions"], duration_s=document["duration_s"])

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal letters that change whenever the baseline does."""
        text = json.dumps(self.as_document(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
