import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import DamagedStore, InvalidValue
from backstride.recording import FloatArray
from backstride.store.scales import DELTA, DICTIONARY, SCALES, SPLIT, Scale, restored, same, stored

SEMICIRCLES = 1.0 / (180.0 / 2**31)


def column(*values: float) -> FloatArray:
    """Some values."""
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize("scale", SCALES, ids=str)
@given(integers=st.lists(st.integers(-(2**31) + 1, 2**31 - 1), min_size=1, max_size=50))
def test_values_of_a_device_go_back_to_integers(scale: Scale, integers: list[int]) -> None:
    """Whatever a scale gives is stored as integers, by it or by a coarser one, and comes back to the bit."""
    values = scale.values(np.array(integers))
    series = stored(values)
    assert series is not None
    assert series.encoding == DELTA or scale.is_single
    assert same(restored(series.values, values.dtype, series.scale), values)


@given(
    values=st.lists(
        st.floats() | st.floats(width=32) | st.integers(-1000, 1000).map(float) | st.just(-0.0), max_size=50
    )
)
def test_every_float_comes_back_to_the_last_bit(values: list[float]) -> None:
    """Infinities, minus zero and the smallest numbers too; a missing value stays missing."""
    given_values = column(*values)
    series = stored(given_values)
    if series is None:
        assert np.isnan(given_values).all()
    else:
        assert same(restored(series.values, given_values.dtype, series.scale), given_values)


def test_minus_zero_is_not_taken_for_zero() -> None:
    """It has no integer, so a series with it stays a series of floats."""
    series = stored(column(-0.0, 1.0))
    assert series is not None
    assert series.encoding == SPLIT
    assert math.copysign(1.0, restored(series.values, np.dtype(np.float64), None)[0]) == -1.0


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (column(61.0, math.nan, 120.0), Scale()),
        (column(0.0, 2.53, 1000.01), Scale(divisor=100.0)),
        (column(1.0, 3.517), Scale(divisor=1000.0)),
        (column(87.0 / 128.0), Scale(divisor=128.0)),
        (column(2501 / 5.0 - 500.0, 2604 / 5.0 - 500.0), Scale(divisor=5.0, offset=500.0)),
        (column(626_349_397 / SEMICIRCLES), Scale(divisor=SEMICIRCLES)),
        (column(*np.array([56.8, 57.25], dtype=np.float32)), Scale(divisor=100.0, is_single=True)),
    ],
    ids=str,
)
def test_the_scale_of_a_device_is_found(values: FloatArray, scale: Scale) -> None:
    """Each kind of field goes to the integers that the device had; single precision is its own kind."""
    series = stored(values)
    assert series is not None
    assert series.scale == scale
    assert series.values.null_count == np.isnan(values).sum()


def test_floats_of_single_precision_take_half_the_space() -> None:
    """What an app on the watch wrote as a float32 is stored as one."""
    some = np.random.default_rng(1).normal(size=100)
    singles, doubles = stored(some.astype(np.float32).astype(np.float64)), stored(some)
    assert singles is not None
    assert doubles is not None
    assert (singles.values.type, doubles.values.type) == (pa.float32(), pa.float64())


def test_a_series_of_which_nothing_is_known_is_not_stored() -> None:
    """Missing costs nothing, and an empty text is not missing."""
    assert stored(column(math.nan, math.nan)) is None
    assert stored(column()) is None
    texts = stored(np.array(["", None], dtype=object))
    assert texts is not None
    assert texts.encoding == DICTIONARY
    assert restored(texts.values, np.dtype(object), None).tolist() == ["", None]


@pytest.mark.parametrize(
    "values",
    [np.array([1, "a"], dtype=object), np.array([1j]), np.array([{}]), np.zeros(1, dtype="V4")],
    ids=str,
)
def test_what_has_no_place_in_a_file_is_refused(values: object) -> None:
    """Nothing is stored in a way from which it would come back as something else."""
    with pytest.raises(InvalidValue, match="neither numbers, texts, bytes nor times"):
        stored(np.asarray(values))


def test_a_gap_where_none_can_be_is_damage() -> None:
    """An integer that is missing does not become a number."""
    with pytest.raises(DamagedStore, match="has gaps"):
        restored(pa.array([1, None]), np.dtype(np.int64), None)
