"""The pages of the programmes."""

from itertools import product

from starlette.testclient import TestClient

from backstride.training.library import programmes


def test_all_programmes_are_listed_and_lead_to_their_pages(client: TestClient) -> None:
    """Each with its name, and none twice."""
    page = client.get("/programmes").text
    for key in programmes():
        assert page.count(f'href="/programmes/{key}"') == 1


def test_programmes_are_narrowed_down(client: TestClient) -> None:
    """By goal, place and injury; an odd filter shows all."""
    for query, found in (
        ("goal=race", {"backward-mile", "backward-half"}),
        ("injury=knee-surgery", {"rehab-knee-surgery"}),
        ("where=elliptical&goal=winter", {"elliptical"}),
        ("goal=nonsense", set(programmes())),
    ):
        page = client.get(f"/programmes?{query}").text
        listed = {key for key in programmes() if f'href="/programmes/{key}"' in page}
        assert found <= listed, query
        assert len(listed) < len(programmes()) or "nonsense" in query


def test_every_programme_has_a_page(client: TestClient) -> None:
    """With its phases, gates and sources, and how far it may be believed."""
    for (key, programme), language in product(programmes().items(), ("en", "de")):
        answer = client.get(f"/programmes/{key}", headers={"accept-language": language})
        assert answer.status_code == 200
        assert answer.text.count('class="plan-phase"') == len(programme.phases)


def test_before_the_questions_a_programme_leads_to_them(empty_client: TestClient) -> None:
    """Nothing can be planned yet."""
    page = empty_client.get("/programmes/first-steps").text
    assert "/plan/new" not in page
    assert "First the questions about your health" in page
