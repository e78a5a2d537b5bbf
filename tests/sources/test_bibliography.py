from itertools import pairwise

import pytest

from backstride.errors import UnknownSource
from backstride.sources import Belief, Verdict, article_claims, bibliography, race_records, source

ACCESS = ("own", "abstract", "full text", "page", "secondary")


def test_every_entry_says_what_it_was_measured_on() -> None:
    """A number can be followed to who was measured, and to how much of the paper was read."""
    for key, entry in bibliography().items():
        assert entry.key == key
        assert entry.measured_on.endswith("."), key
        assert entry.finding.endswith("."), key
        assert entry.access.startswith(ACCESS), key


def test_what_was_not_read_is_not_called_unread_in_silence() -> None:
    """Whatever rests on somebody else's account says whose it is."""
    secondary = [entry for entry in bibliography().values() if entry.access.startswith("secondary")]
    assert secondary
    assert all(":" in entry.access for entry in secondary)


def test_a_source_can_be_read_where_we_read_it() -> None:
    """Each measured paper that was read has an address or a DOI, the repeats of older papers aside."""
    for key, entry in bibliography().items():
        if entry.access.startswith(("abstract", "full text", "page")) and key != "lee2016":
            assert entry.address is not None or entry.doi is not None, key
        assert entry.address is None or entry.address.startswith("https://"), key


def test_the_article_is_only_claimed() -> None:
    """The article the project started from is never taken for a measurement."""
    assert source("seed-article").belief is Belief.CLAIMED
    assert source("kim2001").belief is Belief.MEASURED


def test_an_unknown_key_names_its_neighbours() -> None:
    """A slip in a key is met with the keys that look like it."""
    with pytest.raises(UnknownSource, match=r"'kim2010'.*kim2001.*Take one of those"):
        source("kim2010")


def test_the_bibliography_is_read_once_and_cannot_be_changed() -> None:
    """Nobody edits a source for everybody else."""
    assert bibliography() is bibliography()
    with pytest.raises(TypeError):
        bibliography()["own"] = source("kim2001")  # type: ignore[index]  # that it refuses is the point


def test_every_row_of_the_method_has_its_claim() -> None:
    """Each row of the training method stands beside what was measured, in order."""
    claims = article_claims()
    assert {claim.row for claim in claims} == set(range(1, 24))
    assert all(first.row <= second.row for first, second in pairwise(claims))


def test_claims_and_records_name_known_sources() -> None:
    """No verdict and no record hangs in the air."""
    named = {key for claim in article_claims() for key in claim.sources}
    named |= {record.source for record in race_records()}
    assert named <= set(bibliography())


def test_the_claim_of_78_per_cent_is_not_confirmed() -> None:
    """The article's best-known figure stands beside the lower one that was measured."""
    (claim,) = (claim for claim in article_claims() if "78 %" in claim.says)
    assert claim.verdict is Verdict.UNCONFIRMED
    assert "48 %" in claim.measured


def test_records_of_men_slow_down_with_distance() -> None:
    """Mean speed falls from each distance to the next; a record that breaks this is a misprint.

    Women's records are too few for that: the marathon was run faster than the half.
    """
    rows = [record for record in race_records() if record.sex == "male"]
    assert rows == sorted(rows, key=lambda record: record.distance_m)
    speeds = [record.distance_m / record.time_s for record in rows]
    # Some stand to the second or the minute only, so neighbours of nearly equal speed may change places.
    assert all(second < first * 1.02 for first, second in pairwise(speeds))


def test_the_forward_impossible_is_not_among_the_records() -> None:
    """The 800 m in 2:00 that the web has is left out; 2:31 stands."""
    (record,) = (r for r in race_records() if r.event == "800 m")
    assert record.time_s == 151.0
