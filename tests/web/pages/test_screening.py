"""The page of the screening: what is asked, what is missing, what it came to."""

import re

from starlette.testclient import TestClient
from tests.planned_log import healthy_answers
from tests.web.pages.test_plan import sent

from backstride.training.questions import Kind, questions


def answered(**changes: str) -> dict[str, str]:
    """The form as somebody whom nothing ails fills it in."""
    plain = {f"q-{key}": "none" if value == [] else str(value) for key, value in healthy_answers().items()}
    return plain | {f"q-{key.replace('_', '-')}": value for key, value in changes.items()}


def test_every_question_is_on_the_page(empty_client: TestClient) -> None:
    """Those that depend on others say on which, so that the script can hide them."""
    page = empty_client.get("/screening").text
    for question in questions():
        assert f'id="q-{question.key}"' in page
        if question.asked_if is not None:
            assert f'data-asked-by="q-{question.asked_if.question}"' in page


def test_healthy_answers_let_a_plan_begin(empty_client: TestClient) -> None:
    """The verdict is told, with how long it counts."""
    answer = sent(empty_client, "/screening/questions", answered())
    assert answer.status_code == 303, re.findall(r"answer-trouble.*", answer.text)
    page = empty_client.get("/screening").text
    assert "You may start" in page
    assert "16 April 2027" in page


def test_what_is_missing_is_told_beside_its_question(empty_client: TestClient) -> None:
    """What was answered is kept, and nothing is screened."""
    data = answered(age="46")
    del data["q-chest-pain"]
    page = sent(empty_client, "/screening/questions", data)
    assert page.status_code == 422
    assert "1 question is still open" in page.text
    assert "This question needs an answer." in page.text
    assert 'value="46"' in page.text
    assert "Questions about your health" in empty_client.get("/screening").text


def test_odd_answers_are_told_and_never_a_fault(empty_client: TestClient) -> None:
    """Whatever is sent comes back as a question that is open."""
    for changes in (
        {"age": "1e999"},
        {"age": "nan"},
        {"age": "-1"},
        {"age": "x" * 5000},
        {"surgery": "yes", "surgery_date": "2999-01-01", "surgery_where": "knee"},
        {"surgery": "yes", "surgery_date": "yesterday", "surgery_where": "knee"},
        {"injuries": "broken heart"},
        {"falls": "maybe"},
    ):
        page = sent(empty_client, "/screening/questions", answered(**changes))
        assert page.status_code == 422, changes
        assert "answer-trouble" in page.text, changes


def test_an_answer_to_what_is_not_asked_does_not_count(empty_client: TestClient) -> None:
    """Without scripts every question is shown; a day for what was not had is left out."""
    answer = sent(empty_client, "/screening/questions", answered(surgery_date="2026-04-01"))
    assert answer.status_code == 303


def test_an_emergency_stands_out(empty_client: TestClient) -> None:
    """It is told in a notice of its own kind, both at once and in the outcome."""
    page = empty_client.get("/screening").text
    assert "go to a hospital now" in page
    sent(empty_client, "/screening/questions", answered(numb_saddle="yes"))
    outcome = empty_client.get("/screening").text
    assert "Not now" in outcome
    assert 'role="alert"' in outcome
    assert "go to a hospital now" in outcome
    assert 'href="/programmes"' not in outcome.split("<main")[1].split("</main")[0]


def test_a_clinician_s_word_opens_what_asked_for_it(empty_client: TestClient) -> None:
    """Within the limits of what was allowed."""
    sent(empty_client, "/screening/questions", answered(brittle_bones="yes"))
    assert "Ask a clinician first" in empty_client.get("/screening").text
    word = {"by": "Dr. Weber", "on": "2026-04-15", "allows": "walk"}
    assert sent(empty_client, "/screening/clinician", word).status_code == 303
    page = empty_client.get("/screening").text
    assert "You may start, within limits" in page
    assert "Walking only, no running." in page
    assert "Dr. Weber" in page


def test_half_a_word_is_told_and_kept(empty_client: TestClient) -> None:
    """What was typed stands in the form again."""
    sent(empty_client, "/screening/questions", answered())
    for word in (
        {"by": "Dr. Weber", "on": "2026-04-15"},
        {"by": "Dr. Weber", "on": "nonsense", "allows": "walk"},
        {"by": "", "on": "2026-04-15", "allows": "walk"},
        {"by": "Dr. Weber", "on": "2030-01-01", "allows": "walk"},
    ):
        page = sent(empty_client, "/screening/clinician", word)
        assert page.status_code == 422, word
        assert f'value="{word["by"]}"' in page.text


def test_answers_are_taken_over_but_for_today(client: TestClient) -> None:
    """How it is today is asked anew, whatever was said before."""
    page = client.get("/screening/questions").text
    assert "are filled in, but not how it is today" in page
    for question in questions():
        if question.kind is Kind.YES_NO and question.asked_if is None:
            is_filled = f'name="q-{question.key}" value="no" checked' in page
            assert is_filled is (question.section != "today"), question.key


def test_words_are_escaped(empty_client: TestClient) -> None:
    """What somebody types is text, never a part of the page."""
    sent(empty_client, "/screening/questions", answered())
    typed = "<script>alert(1)</script>"
    page = sent(empty_client, "/screening/clinician", {"by": typed, "allows": "nothing"}).text
    assert typed not in page
    assert "&lt;script&gt;" in page


def test_an_age_that_was_told_is_filled_in(empty_client: TestClient) -> None:
    """Whoever comes from the welcome is not asked for it twice."""
    assert re.search(r'name="q-age" value=""', empty_client.get("/screening").text)
    sent(empty_client, "/welcome/you", {"birth_year": "1968"})
    assert re.search(r'name="q-age" value="58"', empty_client.get("/screening").text)


def test_an_injury_leads_to_its_programmes(empty_client: TestClient) -> None:
    """After an operation, a clinician's word does not open the first steps, which refuse it."""
    injured = answered(injuries="knee-surgery", knee_surgery_since="2026-01-10")
    assert sent(empty_client, "/screening/questions", injured).status_code == 303
    page = empty_client.get("/screening").text
    assert 'href="#clinician"' in page
    assert "<strong>You may start" not in page, "what weighs less than the verdict contradicts it"
    sent(empty_client, "/screening/clinician", {"by": "Dr. Weber", "on": "2026-04-15", "allows": "walk"})
    page = empty_client.get("/screening").text
    assert 'href="/programmes?injury=knee-surgery"' in page
    assert 'href="/welcome/week"' not in page
