from itertools import pairwise

from backstride.sources import bibliography, race_records
from backstride.sources.marks import best_marks


def test_each_mark_names_a_known_source() -> None:
    """No limit and no comparison hangs in the air."""
    assert {mark.source for mark in best_marks()} <= set(bibliography())
    assert {(mark.travel, mark.gait, mark.sex) for mark in best_marks()} <= {
        (travel, gait, sex)
        for travel in ("forward", "backward")
        for gait in ("run", "walk")
        for sex in ("male", "female")
    }


def test_every_backward_race_record_is_a_mark() -> None:
    """The two tables cannot drift apart: one is read into the other."""
    backward = {(m.distance_m, m.sex, m.time_s) for m in best_marks() if m.travel == "backward"}
    assert {(r.distance_m, r.sex, r.time_s) for r in race_records()} <= backward


def test_forward_marks_slow_down_with_distance() -> None:
    """Mean speed falls from each distance to the next; a mark that breaks this is a misprint.

    The 200 m is as fast as the 100 m but for the start, so these two may change places.
    """
    for gait in ("run", "walk"):
        rows = [m for m in best_marks() if (m.travel, m.gait, m.sex) == ("forward", gait, "male")]
        assert rows == sorted(rows, key=lambda mark: mark.distance_m)
        assert all(second.speed_m_s < first.speed_m_s * 1.001 for first, second in pairwise(rows))


def test_nobody_is_faster_backward_than_forward() -> None:
    """At each distance with both, the fastest backward is slower than the fastest forward."""
    fastest: dict[tuple[str, float], float] = {}
    for mark in best_marks():
        key = mark.travel, mark.distance_m
        fastest[key] = max(fastest.get(key, 0.0), mark.speed_m_s)
    both = [d for travel, d in fastest if travel == "backward" and ("forward", d) in fastest]
    assert len(both) >= 8
    assert all(fastest["backward", d] < 0.75 * fastest["forward", d] for d in both)


def test_the_miles_of_the_article_are_only_its_claim() -> None:
    """6:28 and 7:58 stand beside the record, under the article's own name."""
    claimed = [mark.time_s for mark in best_marks() if mark.source == "seed-article"]
    assert claimed == [388.0, 478.0]
