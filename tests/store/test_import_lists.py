"""Long lists of files of imports, read a page at a time."""

from datetime import UTC, datetime

from backstride.log import Told
from backstride.store import BatchEntry, Store

NOW = datetime(2026, 4, 1, tzinfo=UTC)
OUTCOMES = ("new", "duplicate", "ignored")


def test_files_are_counted_and_read_a_page_at_a_time(any_store: Store) -> None:
    """In their order, those of one outcome if that is asked for, and of nobody else's imports."""
    with any_store.writing() as log:
        for name in ("me", "ann"):
            log.athletes.know_athlete(name)
            batch = log.imports.begin_batch(name, [f"{name}.zip"], NOW)
            log.imports.add_entries(
                batch,
                [
                    BatchEntry(
                        number=n, file=f"{n}", outcome=OUTCOMES[n % 3], keys=("k",), told=Told(name="x")
                    )
                    for n in range(1, 11)
                ],
            )
        empty = log.imports.begin_batch("me", ["empty.zip"], NOW)
    with any_store.reading() as log:
        assert log.imports.counts("me") == {1: {"new": 3, "duplicate": 4, "ignored": 3}}
        assert log.imports.counts("nobody") == {}
        every = log.imports.some_entries(1)
        assert [each.number for each in every] == list(range(1, 11))
        assert every[0] == BatchEntry(number=1, file="1", outcome="duplicate", keys=("k",))
        assert [each.number for each in log.imports.some_entries(1, offset=8, limit=5)] == [9, 10]
        some = log.imports.some_entries(1, outcome="duplicate", offset=1, limit=2)
        assert [each.number for each in some] == [4, 7]
        assert log.imports.some_entries(empty) == log.imports.some_entries(1, offset=99) == ()
