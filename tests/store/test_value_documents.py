"""Values as documents: what goes in comes out, and what is none is refused."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.planned_log import CHECK_IN, PLAN, PROGRAMME, REQUEST, SCREENING, WORKOUT

from backstride.errors import DamagedStore
from backstride.store.value_documents import document_of, stored_value, value_of
from backstride.training.clearance import Screening
from backstride.training.diary import CheckIn
from backstride.training.plan import Plan, PlanRequest
from backstride.training.workout import Workout

VALUES = (CHECK_IN, SCREENING, REQUEST, PLAN, WORKOUT, PROGRAMME)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def paths(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 (any JSON)
    """Where there is something in a document."""
    inner = document.items() if isinstance(document, dict) else enumerate(document)
    found = [path]
    for key, each in inner if isinstance(document, dict | list) else ():
        found += paths(each, (*path, key)) if isinstance(each, dict | list) else [(*path, key)]
    return found


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_through_json(value: object) -> None:
    """Each field of it, whatever the type, by way of a text of JSON."""
    text = json.dumps(document_of(value), allow_nan=False)
    assert value_of(type(value), json.loads(text)) == value
    assert document_of(value_of(type(value), json.loads(text))) == document_of(value)


@given(
    pain=st.none() | st.floats(0.0, 10.0),
    fell=st.none() | st.booleans(),
    notes=st.text(),
    day=st.dates(),
)
def test_a_check_in_comes_back(pain: float | None, fell: bool | None, notes: str, day: date) -> None:  # noqa: FBT001 (Hypothesis gives it)
    """False, 0 and None stay apart."""
    value = CheckIn(day=day, pain=pain, fell=fell, notes=notes)
    back = value_of(CheckIn, json.loads(json.dumps(document_of(value))))
    assert back == value
    assert (back.pain is None, back.fell is None) == (pain is None, fell is None)


@given(data=st.data())
def test_a_document_that_somebody_changed_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever stands anywhere in it, there is a value of the right types, or an error of ours."""
    value = data.draw(st.sampled_from([CHECK_IN, SCREENING, WORKOUT, PLAN]))
    document: Any = json.loads(json.dumps(document_of(value)))
    path = data.draw(st.sampled_from(paths(document)))
    put = data.draw(JSON)
    if path:
        place = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = put
    else:
        document = put
    try:
        read = stored_value(type(value), document, "a value")
    except DamagedStore:
        return
    assert type(read) is type(value)
    json.dumps(document_of(read), allow_nan=False)


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        (CheckIn, {}),
        (CheckIn, {"day": "2026-02-30"}),
        (CheckIn, {"day": 7}),
        (CheckIn, {"day": "2026-02-03", "pain": 11}),
        (CheckIn, {"day": "2026-02-03", "pain": "2"}),
        (CheckIn, {"day": "2026-02-03", "pain": True}),
        (CheckIn, {"day": "2026-02-03", "fell": 0}),
        (CheckIn, {"day": "2026-02-03", "mood": "good"}),
        (Screening, {"screened_on": "2026-02-03", "verdict": "perhaps"}),
        (Workout, {"name": "x", "parts": [{"times": 2}]}),
        (Workout, {"name": "x", "parts": [{}]}),
        (Workout, {"name": "x", "parts": {}}),
        (PlanRequest, {**document_of(REQUEST), "days": [[1, 40.0], [1, 50.0]]}),
        (PlanRequest, {**document_of(REQUEST), "places": ["track", "track"]}),
        (Plan, {**document_of(PLAN), "sessions": [[]]}),
    ],
)
def test_what_is_no_value_is_refused_in_words(kind: type, document: object) -> None:
    """Numbers that are texts, days that are none, fields that nobody knows, the same twice."""
    with pytest.raises(DamagedStore, match="The log holds a value that cannot be understood"):
        stored_value(kind, document, "a value")


def test_repeats_that_go_on_for_ever_are_refused() -> None:
    """A document may be deep by malice."""
    document: Any = {"length": {"kind": "lap press"}, "travel": "forward"}
    for _ in range(5000):
        document = {"times": 1, "parts": [document]}
    with pytest.raises(DamagedStore):
        stored_value(Workout, {"name": "deep", "parts": [document]}, "a value")
