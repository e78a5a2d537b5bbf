"""What an activity was, in a few sentences: which way, what it cost, and how backward compares."""

from collections.abc import Iterator
from functools import reduce
from operator import add

from backstride.bout import Gait, Travel
from backstride.energy import kilocalories
from backstride.page.sentences import ALL_OF_IT
from backstride.session import Comparison, Measures, SessionReport
from backstride.units import clock
from backstride.web.reasons import seen_s
from backstride.web.visitor import Visitor
from backstride.wording import DOING, is_partial


def headline(report: SessionReport, visitor: Visitor) -> tuple[str, ...]:
    """The answer to what an activity was.

    Parameters
    ----------
    report
        The report on it.
    visitor
        Who reads it.

    Returns
    -------
    tuple of str
        Paragraphs, as far as they are known.
    """
    said = _Headline(report, visitor)
    others = (" ".join(said.cost()), " ".join(said.comparisons()))
    return (said.way(), *(paragraph for paragraph in others if paragraph))


def measures_of(report: SessionReport, travel: Travel) -> Measures | None:
    """All that was moved in one direction.

    Parameters
    ----------
    report
        The report on an activity.
    travel
        The direction.

    Returns
    -------
    Measures or None
        None where nothing was.
    """
    several = [each.measures for each in report.directions if each.travel is travel]
    return reduce(add, several) if several else None


def is_silent(report: SessionReport) -> bool:
    """Whether nothing says which way anything went, though there was a way.

    Parameters
    ----------
    report
        The report on an activity.

    Returns
    -------
    bool
        True where the person should say it.
    """
    ways = [each.travel is Travel.UNKNOWN for each in report.directions]
    return bool(ways) and all(ways) and report.recording.sport.is_on_foot


class _Headline:
    """The sentences of one activity for one reader."""

    def __init__(self, report: SessionReport, visitor: Visitor) -> None:
        self.report = report
        self.text = visitor.phrases.text
        self.write = visitor.writing
        self.said = visitor.phrases.said

    def way(self) -> str:
        """Which way it went."""
        report = self.report
        if len(report.recording.samples) == 0:
            return self.text("The file holds a session, but no samples: nothing can be said about the way.")
        if not report.recording.is_timed:
            return self.text(
                "The file holds a track without times: where, but not when, how fast or which way round."
            )
        if report.total is None:
            return self.text("The recording is too short to say anything about.")
        if not report.recording.sport.is_on_foot:
            return self.text(
                "This was not on foot: no direction is told, and no steps or energy are reckoned."
            )
        parts = [self._went(way) for way in (Travel.BACKWARD, Travel.SIDEWAYS) if measures_of(report, way)]
        return " ".join([*(parts or [self._forward()]), *self._seen()])

    def _seen(self) -> Iterator[str]:
        """For how much of it nobody said which way it went."""
        detected_s = seen_s(self.report.bouts)
        known_s = sum(
            each.measures.duration_s for each in self.report.directions if each.travel is not Travel.UNKNOWN
        )
        if detected_s >= ALL_OF_IT * known_s > 0.0:
            yield self.text("That was only detected: nobody said so.")
        elif is_partial(detected_s):
            yield self.text("{time} of that were only detected.", time=clock(detected_s))

    def _went(self, way: Travel) -> str:
        """How much of it went a way."""
        measures = measures_of(self.report, way)
        assert measures is not None  # noqa: S101 - the caller looked
        moving_s = self.report.moving_s or measures.duration_s
        gaits = [str(self.said(DOING[each.gait])) for each in self.report.directions if each.travel is way]
        values = {
            "way": str(self.said(way.value)),
            "how": self.text(" and ").join(gaits),
            "time": clock(measures.duration_s),
            "moving": clock(moving_s),
            "far": self.write.distance(measures.distance_m),
        }
        if measures.duration_s >= ALL_OF_IT * moving_s:
            if measures.distance_m is None:
                return self.text("All of it went {way}, {how}, in {time}.", **values)
            return self.text("All of it went {way}: {far} {how} in {time}.", **values)
        if measures.distance_m is None:
            return self.text("You went {way}, {how}, for {time} of {moving} on the move.", **values)
        return self.text("You went {far} {way}, {how}, for {time} of {moving} on the move.", **values)

    def _forward(self) -> str:
        """What to say where nothing went backward or sideways, as far as is known."""
        forward = measures_of(self.report, Travel.FORWARD)
        if forward is None:
            if any(each.bout.evidence for each in self.report.bouts):
                return self.text("Which way this went is unknown: what speaks of it is not enough.")
            return self.text("Which way this went is unknown: no label, workout step, lap or name says so.")
        moving_s = self.report.moving_s or forward.duration_s
        if forward.duration_s >= ALL_OF_IT * moving_s:
            return self.text("All of it went forward.")
        known, unknown = clock(forward.duration_s), clock(moving_s - forward.duration_s)
        return self.text(
            "{known} of it went forward; which way the other {unknown} went is unknown.",
            known=known,
            unknown=unknown,
        )

    def cost(self) -> Iterator[str]:
        """Energy with its range, and time in the target range."""
        total = self.report.total
        if total is None:
            return
        energy = kilocalories(total.energy_kj)
        if energy is not None:
            yield self._energy(self.write.number(energy.value), self.write.ends(energy))
            if is_partial(total.energy_unknown_s):
                yield self.text(
                    "That leaves out {time} whose cost is unknown.", time=clock(total.energy_unknown_s)
                )
        if total.in_target_s is not None and total.heart_rate.known_s > 0:
            known = clock(total.heart_rate.known_s)
            yield self.text(
                "Your heart was in the target range for {time} of the {known} with a heart rate.",
                time=clock(total.in_target_s[1]),
                known=known,
            )

    def _energy(self, value: str, ends: str) -> str:
        if any(each.energy_assumes is not None for each in self.report.bouts):
            return self.text(
                "It cost about {value} kcal if what is unknown went forward "
                "({ends}, as it may have gone backward).",
                value=value,
                ends=ends,
            )
        return self.text("It cost about {value} kcal ({ends}).", value=value, ends=ends)

    def comparisons(self) -> Iterator[str]:
        """Backward beside forward, as far as both were done."""
        for gait in dict.fromkeys(each.gait for each in self.report.comparisons):
            found = {each.quantity: each for each in self.report.comparisons if each.gait is gait}
            parts = list(self._parts(found))
            if parts:
                yield self._beside(gait, self.text("; ").join(parts))

    def _beside(self, gait: Gait, parts: str) -> str:
        if gait is Gait.RUN:
            return self.text("Running backward, beside running forward: {parts}.", parts=parts)
        if gait is Gait.WALK:
            return self.text("Walking backward, beside walking forward: {parts}.", parts=parts)
        return self.text("Backward, beside forward: {parts}.", parts=parts)

    def _parts(self, found: dict[str, Comparison]) -> Iterator[str]:
        speed, heart, oxygen = (found.get(name) for name in ("speed_m_s", "heart_rate_bpm", "oxygen_ml_kg_m"))
        if speed is not None and speed.ratio is not None:
            yield self.text("{percent} of the speed", percent=self.write.percent(speed.ratio))
        if heart is not None:
            yield self._beats(round(heart.backward - heart.forward))
        if oxygen is not None and oxygen.ratio is not None:
            ratio = self.write.number(oxygen.ratio, 2)
            yield self.text("{ratio} times the oxygen over the same distance, by the cost model", ratio=ratio)

    def _beats(self, difference_bpm: int) -> str:
        if difference_bpm == 0:
            return self.text("the same heart rate")
        beats = self.write.number(abs(difference_bpm))
        if difference_bpm > 0:
            return self.text("a heart rate {beats} bpm higher", beats=beats)
        return self.text("a heart rate {beats} bpm lower", beats=beats)
