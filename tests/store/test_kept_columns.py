"""Columns that are kept: they are read anew where something changed, and only there."""

from collections.abc import Iterable, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backstride.store.kept_columns import KeptColumns, Row

STATES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["1", "2", "3"]), max_size=6)


class Rows:
    """A table of which each activity has as many rows as its state says."""

    def __init__(self, states: dict[str, str]) -> None:
        self.states = states
        self.read: list[str] = []

    def fetch(self, keys: Sequence[str] | None) -> Iterable[Row]:
        """The rows of some activities, or of all."""
        asked = list(self.states) if keys is None else list(keys)
        self.read += asked
        return [(key, float(self.states[key]), None) for key in asked for _ in range(int(self.states[key]))]


def seen(kept: KeptColumns, rows: Rows) -> list[tuple[str, float]]:
    """What the columns hold, by activity."""
    columns = kept.of("rows", "me", rows.states, rows.fetch, width=2)
    assert np.isnan(columns.values[1]).all()
    keys = {place: key for key, place in columns.places.items()}
    assert keys.keys() >= set(columns.of.tolist())
    return sorted((keys[place], value) for place, value in zip(columns.of, columns.values[0], strict=True))


@given(st.lists(STATES, min_size=1, max_size=6))
def test_whatever_changes_the_columns_are_those_of_the_table(turns: list[dict[str, str]]) -> None:
    """Added, changed, taken away, brought back: never a row too many or too few."""
    kept = KeptColumns()
    for states in turns:
        assert seen(kept, Rows(states)) == seen(KeptColumns(), Rows(states))


def test_only_what_changed_is_read_again() -> None:
    """One activity of thousands that is labelled anew costs one activity."""
    kept = KeptColumns()
    seen(kept, Rows({"a": "1", "b": "2"}))
    later = Rows({"a": "1", "b": "3"})
    seen(kept, later)
    assert later.read == ["b"]
    again = Rows({"a": "1", "b": "3"})
    seen(kept, again)
    assert again.read == []


def test_athletes_are_kept_apart() -> None:
    """Two people may have activities that are called alike."""
    kept = KeptColumns()
    mine, theirs = Rows({"a": "1"}), Rows({"a": "2"})
    kept.of("rows", "me", mine.states, mine.fetch, width=2)
    other = kept.of("rows", "you", theirs.states, theirs.fetch, width=2)
    assert len(other.of) == 2
