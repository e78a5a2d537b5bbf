"""The programmes speak German: whatever an athlete reads of one stands in the catalog."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import pytest
from babel.messages.pofile import read_po

from backstride.training.library import programme, programmes, workout_of
from backstride.training.programme import Programme
from backstride.training.workout import Part, WorkoutStep
from backstride.training.workout_text import HEADINGS

NUMBER = re.compile(r"\d+")


@cache
def german() -> dict[str, str]:
    """The catalog of the programmes, English to German, without what is empty or doubtful."""
    file = resources.files("backstride.web").joinpath("locale", "de", "programmes.po")
    with file.open("rb") as content:
        catalog = read_po(content, locale="de")
    return {str(each.id): str(each.string) for each in catalog if each.id and each.string and not each.fuzzy}


def steps_of(parts: Sequence[Part]) -> Iterator[WorkoutStep]:
    """Every step as it is written, repeats once."""
    for part in parts:
        if isinstance(part, WorkoutStep):
            yield part
        else:
            yield from steps_of(part.parts)


def texts_of(found: Programme) -> Iterator[str]:
    """Every text that an athlete sees of a programme, its workouts written for each of their places."""
    yield from (found.name, found.summary, found.who, found.evidence_words, found.surfaces)
    yield from found.contraindications
    yield from () if found.sport is None else (found.sport,)
    for phase in found.phases:
        yield from (phase.name, phase.purpose)
        yield from () if phase.gate is None else (phase.gate.words,)
        for session in phase.sessions:
            yield from (session.name, session.purpose)
            for place in (None, *session.places):
                workout = workout_of(session, session.n[0], programme=found, place=place)
                for step in steps_of(workout.parts):
                    yield from (text for text in (step.label, *step.cues) if text)


@pytest.mark.parametrize("key", programmes())
def test_whatever_an_athlete_reads_of_a_programme_has_german_words(key: str) -> None:
    """No sentence, cue or name of a programme falls back to English in the middle of a German page."""
    missing = sorted({text for text in texts_of(programme(key)) if text not in german()})

    assert missing == []


def test_the_headings_of_a_workout_have_german_words() -> None:
    """A German workout does not begin with an English warm-up."""
    assert set(HEADINGS.values()) <= set(german())


@pytest.mark.parametrize("key", programmes())
def test_the_german_words_of_a_programme_name_the_same_numbers(key: str) -> None:
    """Pain of "at most 2 of 10" stays that: a limit or a dose must not change with the language."""
    for text in set(texts_of(programme(key))) & set(german()):
        assert sorted(NUMBER.findall(german()[text])) == sorted(NUMBER.findall(text)), text
