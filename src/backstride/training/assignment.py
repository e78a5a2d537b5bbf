"""The best way to pair two kinds of things, each with at most one of the other."""

import math
from collections.abc import Mapping

Pair = tuple[int, int]


def best_pairs(weights: Mapping[Pair, float]) -> list[Pair]:
    """Pair rows and columns so that the sum of weights is greatest.

    By shortest augmenting paths (the Hungarian method), in each group of rows and columns that hang together.

    Source: backstride-rules. Belief: derived.

    Parameters
    ----------
    weights
        What each possible pair is worth, more than 0; pairs that are left out are not possible. [-]

    Returns
    -------
    list of tuple
        Rows and columns, sorted; the same for the same weights.

    Examples
    --------
    >>> best_pairs({(0, 0): 3.0, (0, 1): 2.0, (1, 0): 2.0})
    [(0, 1), (1, 0)]
    """
    return sorted(pair for group in _groups(weights) for pair in _paired(group))


def _groups(weights: Mapping[Pair, float]) -> list[dict[Pair, float]]:
    """Pairs that share no row and no column with those of another group."""
    of_row: dict[int, list[Pair]] = {}
    of_column: dict[int, list[Pair]] = {}
    for pair in sorted(weights):
        of_row.setdefault(pair[0], []).append(pair)
        of_column.setdefault(pair[1], []).append(pair)
    seen: set[Pair] = set()
    groups = []
    for first in sorted(weights):
        group: dict[Pair, float] = {}
        waiting = [first]
        while waiting:
            pair = waiting.pop()
            if pair not in seen:
                seen.add(pair)
                group[pair] = weights[pair]
                waiting += [*of_row[pair[0]], *of_column[pair[1]]]
        if group:
            groups.append(group)
    return groups


def _paired(weights: Mapping[Pair, float]) -> list[Pair]:
    """The best pairs of one group."""
    rows = sorted({row for row, _ in weights})
    columns = sorted({column for _, column in weights})
    # A column of its own for each row stands for pairing it with nothing, which costs nothing.
    costs = [[-weights.get((row, column), 0.0) for column in columns] + [0.0] * len(rows) for row in rows]
    row_of = _assigned(costs)
    return [
        (rows[row], column)
        for column, row in zip(columns, row_of, strict=False)
        if row is not None and (rows[row], column) in weights
    ]


def _assigned(costs: list[list[float]]) -> list[int | None]:
    """The row of each column in the cheapest assignment of all rows; there are at least as many columns."""
    width = len(costs[0])
    row_of: list[int | None] = [None] * width
    row_price, column_price = [0.0] * len(costs), [0.0] * width
    for first in range(len(costs)):
        came_from, last = _shortest_path(costs, row_of, row_price, column_price, first)
        while last >= 0:
            before = came_from[last]
            row_of[last] = row_of[before] if before >= 0 else first
            last = before
    return row_of


def _shortest_path(
    costs: list[list[float]],
    row_of: list[int | None],
    row_price: list[float],
    column_price: list[float],
    first: int,
) -> tuple[list[int], int]:
    """The way from a row to a free column that costs least, as the column before each, and where it ends.

    The prices are changed so that no pair costs less than nothing, and those on the way nothing.
    """
    width = len(column_price)
    slack, came_from = [math.inf] * width, [-1] * width
    used: list[tuple[int, int]] = []
    seen: set[int] = set()
    row, at = first, -1
    while True:
        waiting = [column for column in range(width) if column not in seen]
        for column in waiting:
            reduced = costs[row][column] - row_price[row] - column_price[column]
            if reduced < slack[column]:
                slack[column], came_from[column] = reduced, at
        at = min(waiting, key=slack.__getitem__)
        best = slack[at]
        row_price[first] += best
        for column, its_row in used:
            row_price[its_row] += best
            column_price[column] -= best
        for column in waiting:
            slack[column] -= best
        following = row_of[at]
        if following is None:
            return came_from, at
        used.append((at, following))
        seen.add(at)
        row = following
