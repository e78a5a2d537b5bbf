"""What the numbers rest on."""

import pytest

from backstride.actions.sources import list_sources, sources_document
from backstride.errors import UnknownSource
from backstride.sources import article_claims, bibliography


def test_all_sources_are_listed_with_all_claims() -> None:
    """Nothing of the bibliography is left out."""
    found = list_sources()
    assert {each.key for each in found.sources} == set(bibliography())
    assert found.claims == article_claims()


def test_one_source_comes_with_the_claims_that_rest_on_it() -> None:
    """And with no other."""
    key = next(claim.sources[0] for claim in article_claims() if claim.sources)
    found = list_sources(key)
    assert [each.key for each in found.sources] == [key]
    assert found.claims
    assert all(key in claim.sources for claim in found.claims)


def test_an_unknown_key_is_refused() -> None:
    """With the number of those there are."""
    with pytest.raises(UnknownSource, match="No source has the key 'nobody1900'"):
        list_sources("nobody1900")


def test_the_document_has_what_each_source_was_measured_on() -> None:
    """Most formulas were measured going forward; whoever reads the document sees it."""
    document = sources_document(list_sources("minetti2002"))
    (entry,) = document["sources"]
    assert entry["key"] == "minetti2002"
    assert entry["year"] == 2002
    assert entry["measured_on"]
    assert entry["belief"] in {"measured", "derived", "claimed"}
