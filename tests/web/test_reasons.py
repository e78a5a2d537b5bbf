"""Why a stretch is said to have gone a way: how it is known, and how that is written."""

import html
import re

import pytest
from tests.web.conftest import SETTINGS

from backstride.bout import Bout, Evidence, EvidenceKind, Gait, Posterior, Travel
from backstride.web.phrases import phrases
from backstride.web.reasons import Known, in_units_of, reason_of, words_along
from backstride.web.rendering import _environment
from backstride.web.visitor import Theme, Visitor
from backstride.web.writing import Units, Writing
from backstride.wording import NOT_SURE, NOT_SURE_EXPLAINED, WITNESSES

DETAIL = "cadence 11 % above and steps 10 % shorter than your own forward stride at 8.4 km/h"
STEP = Evidence(
    kind=EvidenceKind.WORKOUT_STEP, travel=Travel.BACKWARD, probability=0.97, detail='workout step 2 "Back"'
)
STRIDE = Evidence(
    kind=EvidenceKind.STRIDE, travel=Travel.FORWARD, probability=0.95, detail=DETAIL, detector="stride 1"
)
USER = Evidence(kind=EvidenceKind.USER, travel=Travel.SIDEWAYS, probability=1.0, detail="you said so")


def bout(travel: Travel, backward: float | None, *evidence: Evidence, gait: Gait = Gait.RUN) -> Bout:
    """A minute of running."""
    posterior = None if backward is None else Posterior(forward=1.0 - backward, backward=backward)
    return Bout(start_s=0.0, end_s=60.0, travel=travel, gait=gait, evidence=evidence, posterior=posterior)


TOLD = bout(Travel.BACKWARD, 0.7, STEP, STRIDE)
SEEN = bout(Travel.FORWARD, 0.05, STRIDE)
UNSURE = bout(Travel.UNKNOWN, 0.63, STRIDE)
SILENT = bout(Travel.UNKNOWN, None)
STANDING = bout(Travel.UNKNOWN, None, gait=Gait.STANDING)
OWN_WORD = bout(Travel.SIDEWAYS, None, USER, STRIDE)


def visitor(language: str = "en", units: Units = Units.METRIC) -> Visitor:
    """Somebody who reads."""
    book = phrases(language)
    return Visitor(
        athlete="me",
        phrases=book,
        writing=Writing(phrases=book, units=units),
        theme=Theme.AUTO,
        now=SETTINGS.clock(),
        visit="",
        token="",
    )


def written(macro: str, one: Bout, reader: Visitor) -> str:
    """What a macro says of a stretch, without its tags."""
    source = f'{{% import "parts/why.html.j2" as because with context %}}{{{{ because.{macro} }}}}'
    text = _environment(reader.language).from_string(source).render(
        visitor=reader,
        write=reader.writing,
        reason=reason_of(one),
        own_units=in_units_of(reader),
        witnesses=WITNESSES,
        not_sure=NOT_SURE,
        not_sure_explained=NOT_SURE_EXPLAINED,
    )  # fmt: skip
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip())


@pytest.mark.parametrize(
    ("one", "known"),
    [(TOLD, Known.TOLD), (SEEN, Known.SEEN), (UNSURE, Known.UNSURE), (SILENT, Known.SILENT),
     (STANDING, Known.NO_WAY), (OWN_WORD, Known.TOLD)],
)  # fmt: skip
def test_what_was_told_is_kept_apart_from_what_was_only_detected(one: Bout, known: Known) -> None:
    """Nobody takes a detector's guess for somebody's word."""
    assert reason_of(one).known is known


def test_the_strongest_evidence_is_that_for_the_direction_and_the_others_speak_against_it() -> None:
    """What was overruled is still told."""
    reason = reason_of(TOLD)
    assert (reason.strongest, reason.against) == (STEP, (STRIDE,))
    assert [(each.travel.value, each.share) for each in reason.shares] == [
        ("forward", pytest.approx(0.3)),
        ("backward", 0.7),
        ("sideways", 0.0),
    ]
    assert [each.left + each.width for each in reason.shares][-1] == pytest.approx(100.0)


def test_every_stretch_says_how_it_is_known_in_short() -> None:
    """Told, detected, not sure, unknown, and a dash where nobody would ask."""
    reader = visitor()
    assert written("briefly(reason)", TOLD, reader).startswith("the workout's steps say so")
    assert "70 % sure; against it: cadence 11 % above" in written("briefly(reason)", TOLD, reader)
    assert written("briefly(reason)", SEEN, reader).startswith("detected your stride says so")
    assert written("briefly(reason)", UNSURE, reader).startswith("not sure ← backward 63 %, → forward 37 %")
    assert written("briefly(reason)", SILENT, reader) == "unknown nothing says"
    assert written("briefly(reason)", STANDING, reader) == "–"
    assert written("briefly(reason)", OWN_WORD, reader) == "you said so"


def test_why_names_every_witness_with_its_way_and_how_sure_it_is() -> None:
    """The strongest first, with the detector's name; then what is made of all of it."""
    text = written('why(reason, "0:00")', TOLD, visitor())
    assert "All together: → forward 30 % ← backward 70 % ↔ sideways under 1 %" in text
    first, second = (
        text.index("the workout's steps say so: ← backward , 97 % by itself"),
        text.index("stride 1"),
    )
    assert first < second
    assert "your stride says so: → forward , 95 % by itself" in text
    assert "from 90 % on" in written('why(reason, "0:00")', SEEN, visitor())
    assert "tells one way from another" in written('why(reason, "0:00")', SILENT, visitor())
    own = written('why(reason, "0:00")', OWN_WORD, visitor())
    assert "Your word stands above everything else." in own
    assert "100 %" not in own


def test_no_probability_promises_certainty() -> None:
    """At its ends a scale is not written as all or nothing."""
    write = visitor().writing
    assert [write.sure(share) for share in (1.0, 0.996, 0.99, 0.5)] == [
        "over 99 %",
        "over 99 %",
        "99 %",
        "50 %",
    ]
    assert [write.sure(share) for share in (0.01, 0.009, 0.0, None)] == ["1 %", "under 1 %", "under 1 %", "–"]


def test_charts_say_in_words_what_was_only_detected() -> None:
    """The frame of a stretch on the ribbon is not the only sign."""
    assert words_along(TOLD, visitor()) == "backward run"
    assert words_along(SEEN, visitor()) == "forward run (detected, 95 % sure)"
    assert words_along(UNSURE, visitor()) == "run, way unknown (not sure: 63 % backward)"
    assert words_along(UNSURE, visitor("de")).endswith("(nicht sicher: 63 % rückwärts)")


def test_speeds_that_a_detector_saw_are_in_the_readers_units() -> None:
    """Whoever reads miles meets no kilometres an hour, and German has its comma."""
    assert "at 5.2 mph" in written("briefly(reason)", SEEN, visitor(units=Units.IMPERIAL))
    assert "bei 8,4 km/h" in written("briefly(reason)", SEEN, visitor("de"))


@pytest.mark.parametrize("one", [TOLD, SEEN, UNSURE, SILENT, OWN_WORD])
def test_why_is_german_throughout(one: Bout) -> None:
    """None of it is left in English."""
    text = written('why(reason, "0:00")', one, visitor("de"))
    assert not re.search(r"\b(your|the|and|says|steps|sure|is)\b", text.replace("stride 1", "")), text
