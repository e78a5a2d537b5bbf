"""Pairs of activities that look alike, and what a person can say of them."""

from collections.abc import Mapping
from typing import Final

from backstride.actions.reviewing import Copy, copies_of
from backstride.log import Verdict
from backstride.web.place import Place

VERDICTS: Final[Mapping[str, Verdict | None]] = {
    "same": Verdict.SAME,
    "different": Verdict.DIFFERENT,
    "undecided": None,
}
"""What a person can say of two activities; None takes it back."""


def pairs_of(place: Place, athlete: str) -> tuple[Copy, ...]:
    """All pairs, kept until the log changes.

    Parameters
    ----------
    place
        The log.
    athlete
        Whose.

    Returns
    -------
    tuple of Copy
        Those that somebody has to look at first.
    """
    return place.kept(("copies", athlete), lambda: copies_of(place.store, athlete))


def doubtful_pairs(place: Place, athlete: str) -> int:
    """How many pairs somebody has to look at.

    Parameters
    ----------
    place
        The log.
    athlete
        Whose.

    Returns
    -------
    int
        Their number.
    """
    return sum(copy.pair.verdict is Verdict.DOUBTFUL for copy in pairs_of(place, athlete))
