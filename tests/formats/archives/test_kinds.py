import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.archives import ArchiveKind, archive_kind


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["e.zip/activities.csv", "e.zip/activities/1.fit.gz", "e.zip/media/a.jpg"], ArchiveKind.STRAVA),
        (["e.zip/DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0.zip/1.fit"], ArchiveKind.GARMIN),
        (["e.zip/apple_health_export/workout-routes/route_1.gpx"], ArchiveKind.APPLE_HEALTH),
        (["e.zip/training-session-2026-04-01-1-a.json"], ArchiveKind.POLAR),
        (["e.zip/suuntoapp-Running-2026-04-01.fit"], ArchiveKind.SUUNTO),
        (["e.zip/COROS_export/1.fit"], ArchiveKind.COROS),
        (["e.zip/runs/1.gpx", "e.zip/readme.txt"], ArchiveKind.FOLDER),
        (["e.zip/readme.txt"], ArchiveKind.UNKNOWN),
        ([], ArchiveKind.UNKNOWN),
    ],
)
def test_an_archive_is_known_by_the_names_in_it(names: list[str], kind: ArchiveKind) -> None:
    """The preview says where it comes from."""
    assert archive_kind(names) is kind


NAMES = st.sampled_from(["activities.csv", "DI_CONNECT/a.json", "1.fit", "coros/1.fit", "a.txt"])


@given(st.lists(NAMES).flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_the_order_of_names_does_not_matter(both: tuple[list[str], list[str]]) -> None:
    """The same archive packed anew is of the same kind."""
    assert archive_kind(both[0]) is archive_kind(both[1])
