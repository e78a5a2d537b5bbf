import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import InvalidValue
from backstride.load import session_rpe_load


@pytest.mark.parametrize(
    ("rating", "minutes", "load"), [(2, 25, 50), (7, 120, 840), (7, 40, 280), (3, 60, 180)]
)
def test_sessions_of_the_published_diary_weigh_as_printed(rating: float, minutes: float, load: float) -> None:
    """Rating × minutes gives the loads of the paper's diary, where those are not misprinted (foster2001)."""
    assert session_rpe_load(rating, 60.0 * minutes) == load


def test_rest_and_no_time_weigh_nothing() -> None:
    """Zero is a rating and a duration; both ends of the scale belong to it."""
    assert session_rpe_load(0.0, 3600.0) == session_rpe_load(10.0, 0.0) == 0.0
    assert session_rpe_load(10.0, 60.0) == 10.0


@given(st.floats(0.0, 10.0), st.floats(0.0, 1e5), st.floats(0.0, 1e5))
def test_two_stretches_rated_alike_weigh_as_one(rating: float, first_s: float, second_s: float) -> None:
    """Minutes of one rating add up."""
    parts = session_rpe_load(rating, first_s) + session_rpe_load(rating, second_s)
    assert parts == pytest.approx(session_rpe_load(rating, first_s + second_s))


@pytest.mark.parametrize("rating", [-0.1, 10.5, 13.0, float("nan")])
def test_a_rating_off_the_scale_is_refused(rating: float) -> None:
    """A 13 comes from the scale of 6 to 20 and would count double."""
    with pytest.raises(InvalidValue, match=r"between 0 \(rest\) and 10"):
        session_rpe_load(rating, 3600.0)


@pytest.mark.parametrize("duration_s", [-1.0, float("nan"), float("inf")])
def test_a_duration_that_is_none_is_refused(duration_s: float) -> None:
    """A clock that ran backward gives no negative load."""
    with pytest.raises(InvalidValue, match="zero seconds or more"):
        session_rpe_load(5.0, duration_s)
