"""What models say of strides that they did not learn from, and how much of it is right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tools.train_motion_model import KnownStrides, fit

from backstride.direction.motion_chain import direction_odds
from backstride.direction.motion_features import Question
from backstride.direction.motion_model import PlaceModel, Votes, read_place_model
from backstride.motion import Place
from backstride.recording import FloatArray

SEED: Final = 6
RESAMPLED: Final = 300
"""How often the stretches are drawn anew for an interval. [-]"""

Mask = NDArray[np.bool_]
Odds = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LeftOut:
    """Strides, and what models say of them that did not learn from their group."""

    known: KnownStrides
    votes: Votes
    belief: Mapping[str, float]

    def together(self, *, front: bool = False, longest: int = 10**9) -> Odds:
        """The odds of each stride in view of the others of its stretch.

        Parameters
        ----------
        front
            Whether the sensor's front is declared.
        longest
            How many strides are looked at together at most.

        Returns
        -------
        NDArray
            Log-odds of backward.
        """
        odds = np.zeros(len(self.known))
        axis = np.array([1.0, 0.0, 0.0]) if front else None
        for rows in _stretches(self.known):
            for first in range(0, len(rows), longest):
                some = rows[first : first + longest]
                odds[some] = direction_odds(_of(self.votes, some), self.belief, axis)
        return odds


def _stretches(known: KnownStrides) -> Iterator[NDArray[np.intp]]:
    """The rows of each stretch, in order."""
    _, which = np.unique(known.stretch, return_inverse=True)
    order = np.argsort(which, kind="stable")
    edges = np.concatenate(([0], np.cumsum(np.bincount(which))))
    for first, after in pairwise(edges):
        yield order[first:after]


def _of(votes: Votes, rows: NDArray[np.intp]) -> Votes:
    return Votes(**{name: getattr(votes, name)[rows] for name in Votes.__slots__})


def said(known: KnownStrides, models: Sequence[tuple[Mask, PlaceModel]]) -> Votes:
    """What models say, each of its own strides.

    Parameters
    ----------
    known
        The strides.
    models
        Which strides each is asked about.

    Returns
    -------
    Votes
        One for each stride.
    """
    answers = {question: np.zeros(len(known)) for question in Question}
    for mask, model in models:
        some = known.shapes.of(mask)
        for question, answer in answers.items():
            answer[mask] = model.heads[question].says(question, some)
    return Votes(
        start_s=known.start_s,
        end_s=known.start_s + known.shapes.period_s,
        front=answers[Question.FRONT],
        travel=answers[Question.TRAVEL],
        agreement=answers[Question.AGREEMENT],
        x_axis=known.shapes.front_or_back,
    )


def models_without(
    known: KnownStrides, groups: NDArray[np.str_], place: Place, *, rotation: bool
) -> dict[str, PlaceModel]:
    """A model for each group that learned from all others.

    Parameters
    ----------
    known
        The strides.
    groups
        The group of each.
    place
        Where the sensor was worn.
    rotation
        Whether there is a gyroscope.

    Returns
    -------
    dict
        By the group that was left out.
    """
    return {
        str(group): read_place_model(fit(known.of(groups != group), place, rotation=rotation))
        for group in np.unique(groups)
    }


def left_out(known: KnownStrides, groups: NDArray[np.str_], models: Mapping[str, PlaceModel]) -> LeftOut:
    """What is said of each group by the model that did not learn from it.

    Parameters
    ----------
    known
        The strides.
    groups
        The group of each.
    models
        By the group that was left out.

    Returns
    -------
    LeftOut
        The strides and what is said.
    """
    asked = [(groups == group, models[str(group)]) for group in np.unique(groups)]
    return LeftOut(known=known, votes=said(known, asked), belief=asked[0][1].belief)


# --- Shares ----------------------------------------------------------------------------------------


def share(known: KnownStrides, right: Mask) -> tuple[float, float, float]:
    """The balanced share that is right, and its interval.

    Parameters
    ----------
    known
        The strides.
    right
        Whether each was told right.

    Returns
    -------
    tuple of float
        The share, and the ends of its interval.
    """
    chance = np.random.default_rng(SEED)
    drawn: dict[bool, list[FloatArray]] = {False: [], True: []}
    for backward, mask in cells(known):
        # One cluster for each stretch of a take, however many sensors were on it.
        names = np.array([":".join(name.split(":")[:2]) for name in known.stretch[mask]])
        _, which = np.unique(names, return_inverse=True)
        hits, total = np.bincount(which, right[mask]), np.bincount(which)
        draws = chance.integers(0, len(total), (RESAMPLED + 1, len(total)))
        draws[0] = np.arange(len(total))
        drawn[backward].append(hits[draws].sum(axis=1) / total[draws].sum(axis=1))
    both = np.mean([np.mean(drawn[way], axis=0) for way in (False, True)], axis=0)
    low, high = np.quantile(both[1:], (0.025, 0.975))
    return float(both[0]), float(low), float(high)


def cells(known: KnownStrides) -> Iterator[tuple[bool, Mask]]:
    """The strides of each source, direction and gait.

    Parameters
    ----------
    known
        The strides.

    Yields
    ------
    tuple
        Whether they go backward, and which they are.
    """
    for source in np.unique(known.source):
        for backward in (False, True):
            for run in (False, True):
                mask = (known.source == source) & (known.backward == backward) & (known.run == run)
                if mask.any():
                    yield backward, mask


def is_right(known: KnownStrides, odds: Odds) -> Mask:
    """Whether each stride is told right.

    Parameters
    ----------
    known
        The strides.
    odds
        Log-odds of backward.

    Returns
    -------
    NDArray
        Shape (m,).
    """
    right: Mask = (odds > 0.0) == known.backward
    return right


def by_stretch(known: KnownStrides, odds: Odds) -> tuple[KnownStrides, Odds]:
    """One row for each stretch, with the middle of its odds.

    Parameters
    ----------
    known
        The strides.
    odds
        Log-odds of backward.

    Returns
    -------
    tuple
        The first stride of each stretch, and its odds.
    """
    rows = list(_stretches(known))
    first = np.zeros(len(known), dtype=np.bool_)
    first[[each[0] for each in rows]] = True
    middle = {each[0]: float(np.median(odds[each])) for each in rows}
    return known.of(first), np.array([middle[row] for row in np.flatnonzero(first)])


def cell(known: KnownStrides, odds: Odds, *, stretches: bool = False) -> str:
    """A share with its interval, for a table.

    Parameters
    ----------
    known
        The strides.
    odds
        Log-odds of backward.
    stretches
        Whether to count stretches instead of strides.

    Returns
    -------
    str
        Per cent.
    """
    if stretches:
        known, odds = by_stretch(known, odds)
    middle, low, high = share(known, is_right(known, odds))
    return f"{100 * middle:.1f} ({100 * low:.0f} to {100 * high:.0f})"
