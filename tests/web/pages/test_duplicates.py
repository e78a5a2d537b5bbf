"""Activities that look alike: side by side, decided, and the decision taken back."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.edited_log import fit
from tests.web.brought import send, text_of

from backstride.actions.importing import ImportSettings, import_paths
from backstride.store import Store


@pytest.fixture
def pair(client: TestClient, lived_store: Store, tmp_path: Path) -> tuple[str, str]:
    """Two sessions at one time, of which nobody can say whether they are one."""
    assert client.get("/duplicates").is_success
    folder = tmp_path / "more"
    folder.mkdir()
    for name, session in (("watch <1>.fit", "first-steps"), ("phone.fit", "treadmill")):
        (folder / name).write_bytes(fit(session, 300.0))
    import_paths(lived_store, [folder], ImportSettings(athlete="me", processes=1))
    with lived_store.reading() as log:
        (found,) = log.copies.pairs("me")
    return found.first, found.second


def shown(store: Store, keys: tuple[str, str]) -> list[str]:
    """Which of two activities count."""
    with store.reading() as log:
        entries = log.figures.entries_of("me", keys=keys, also_hidden=True)
    return sorted(entry.key for entry in entries if entry.is_shown)


def test_two_that_look_alike_stand_side_by_side(client: TestClient, pair: tuple[str, str]) -> None:
    """With what each holds, why they look alike, and a link to each; file names are text."""
    page = client.get("/duplicates").text
    said = text_of(page)
    assert "Monday, 13 April 2026" in said
    assert "They share" in said
    for words in ("watch &lt;1&gt;.fit", "phone.fit", *(f"/activities/{key}" for key in pair)):
        assert words in page
    assert "1 pair to look at" in text_of(client.get("/import").text)


def test_one_of_two_is_kept_and_the_decision_taken_back(
    client: TestClient, lived_store: Store, pair: tuple[str, str]
) -> None:
    """Whichever the person chooses stands for both; taken back, both count again."""
    first, second = pair
    named = {"first": first, "second": second}
    for keep, other in ((first, second), (second, first)):
        group = "doubtful" if keep == first else "same"
        decided = send(client, "/duplicates", **named, group=group, verdict=f"same {keep}")
        assert decided.status_code == 303
        assert shown(lived_store, pair) == [keep]
        assert other not in shown(lived_store, pair)
        page = text_of(client.get("/duplicates?group=same").text)
        assert f"{'A' if keep == first else 'B'} stands for both." in page
    assert "There is nothing to decide." in client.get("/duplicates").text
    send(client, "/duplicates", **named, group="same", verdict="undecided")
    assert shown(lived_store, pair) == sorted(pair)


def test_two_that_are_parted_stay_parted(
    client: TestClient, lived_store: Store, pair: tuple[str, str]
) -> None:
    """Both count, the pair moves to those that were parted, and can come back from there."""
    first, second = pair
    send(client, "/duplicates", first=first, second=second, verdict="different")
    assert shown(lived_store, pair) == sorted(pair)
    assert "Take back what I said" in client.get("/duplicates?group=different").text


UNCLEAR: tuple[dict[str, str], ...] = (
    {"verdict": "perhaps"},
    {"verdict": "same nobody"},
    {"verdict": "different", "second": "zzzz"},
    {"verdict": "different", "second": ""},
    {},
)


def test_what_cannot_be_decided_is_said_on_the_same_page(client: TestClient, pair: tuple[str, str]) -> None:
    """The pair is still there to be decided about."""
    for fields in UNCLEAR:
        answer = send(client, "/duplicates", **{"first": pair[0], "second": pair[1], **fields})
        assert 400 <= answer.status_code < 500, fields
        assert "They are two" in answer.text
        assert 'role="alert"' in answer.text


def test_odd_pages_of_pairs_are_no_fault(client: TestClient) -> None:
    """Beyond the last there is nothing, and what is no group is refused in words."""
    assert client.get("/duplicates?page=999").status_code == 200
    assert client.get("/duplicates?group=odd").status_code == 422
