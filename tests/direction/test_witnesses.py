"""All detectors of one recording, asked together about a stretch of it."""

from backstride.bout import EvidenceKind
from backstride.direction.detection import Detection, Likelihood
from backstride.direction.witnesses import Witnesses, by_detector


def saw(
    start_s: float, end_s: float, kind: EvidenceKind = EvidenceKind.HEADING, backward: float = 1.0
) -> Detection:
    """What the detector of a kind saw of a stretch."""
    likelihood = Likelihood(forward=1.0, backward=backward, sideways=0.5)
    return Detection(
        start_s=start_s, end_s=end_s, kind=kind, detector=f"{kind} 1", likelihood=likelihood, detail=""
    )


SENSOR = EvidenceKind.SENSOR
ALL = Witnesses(
    stride=None,
    others=by_detector(
        (saw(0.0, 100.0), saw(100.0, 200.0, backward=0.1), saw(0.0, 95.0, SENSOR), saw(150.0, 240.0, SENSOR))
    ),
)


def test_only_what_reaches_into_a_stretch_speaks_of_it() -> None:
    """Of each detector, by itself; what ends where the stretch begins is outside."""
    assert [each.detector for each in ALL.of(100.0, 150.0, is_told=False)] == ["heading 1"]
    both = ALL.of(90.0, 150.0, is_told=True)
    assert [each.detector for each in both] == ["heading 1", "motion sensor 1"]
    assert ALL.of(240.0, 300.0, is_told=False) == []


def test_a_stretch_over_several_detections_hears_each_by_its_share() -> None:
    """Half of it seen as 1 and half as 0.01 makes 0.1."""
    halves = Witnesses(stride=None, others=by_detector((saw(0.0, 50.0), saw(50.0, 100.0, backward=0.01))))
    (found,) = halves.of(0.0, 100.0, is_told=False)
    assert found.likelihood.backward == 0.1
    assert (found.start_s, found.end_s) == (0.0, 100.0)


def test_one_change_that_two_detectors_see_is_cut_once_where_the_stronger_saw_it() -> None:
    """The sensor's 95 and 240 are a moment beside another edge; its 150 is a change of its own."""
    assert ALL.edges_within(0.0, 245.0) == [100.0, 150.0, 200.0]
    assert ALL.edges_within(100.0, 200.0) == [150.0]
    assert ALL.edges_within(145.0, 300.0) == [200.0, 240.0]
    assert Witnesses(stride=None).edges_within(0.0, 300.0) == []
