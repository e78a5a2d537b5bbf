"""From messages to values, beside what fitdecode makes of the same bytes."""

import io
import math
import struct
from collections.abc import Callable
from typing import Any

import fitdecode
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.formats.fit.decode import BASE_TYPES, Table, base_type
from backstride.formats.fit.encode import (
    SENTINELS,
    BaseType,
    DeveloperField,
    FitField,
    FitMessage,
    Value,
    fit_file,
)
from backstride.formats.fit.walk import walk

MESSAGE = 0xFF10
"""A message that no profile knows, so that nothing is scaled, expanded or renamed."""

NUMERIC = [kind for kind in BaseType if kind is not BaseType.STRING]
FLOATS = (BaseType.FLOAT32, BaseType.FLOAT64)
WHOLE = [kind for kind in NUMERIC if kind not in {*FLOATS, BaseType.BYTE}]


def table(*messages: FitMessage, big_endian: bool = False, redefine_each: bool = False) -> Table:
    """The messages of the unknown number, written and found again."""
    (part,), _ = walk(fit_file(messages, big_endian=big_endian, redefine_each=redefine_each))
    assert part.warnings == ()
    return Table(part, MESSAGE)


def message(base: BaseType, value: Value, *, number: int = 3) -> FitMessage:
    """A message with one field."""
    return FitMessage(MESSAGE, (FitField(number, base, value),))


def developed(base: BaseType, value: Value) -> FitMessage:
    """A message with one developer field, the second of the third app."""
    return FitMessage(MESSAGE, (), (DeveloperField(3, 2, base, value),))


def limits(base: BaseType) -> tuple[int, int]:
    """Least and greatest whole number of a base type, its sentinel left out."""
    bits = 8 * len(SENTINELS[base])
    if base.name.startswith("SINT"):
        return -(2 ** (bits - 1)), 2 ** (bits - 1) - 2
    return (1, 2**bits - 1) if base.name.endswith("Z") else (0, 2**bits - 2)


def numbers_of(base: BaseType) -> st.SearchStrategy[Any]:
    """What a base type can hold."""
    if base in FLOATS:
        return st.floats(allow_nan=False, allow_infinity=False, width=32)
    return st.integers(*limits(base))


@pytest.mark.parametrize("big_endian", [False, True], ids=["little", "big"])
@pytest.mark.parametrize("base", NUMERIC, ids=lambda base: base.name.lower())
def test_the_sentinel_of_each_base_type_is_missing(base: BaseType, big_endian: bool) -> None:  # noqa: FBT001 (pytest fills it)
    """In a column as NaN, in a row not at all; what stands beside it stays."""
    messages = [message(base, None), message(base, 1), message(base, None)]
    found = table(*messages, big_endian=big_endian)
    column = found.numbers(3)
    assert column is not None
    assert np.isnan(column).tolist() == [True, False, True]
    assert column[1] == 1.0
    assert found.rows(3) == [{}, {3: 1}, {}]


@pytest.mark.parametrize("base", WHOLE, ids=lambda base: base.name.lower())
@pytest.mark.parametrize("big_endian", [False, True], ids=["little", "big"])
def test_the_least_and_the_greatest_value_are_values(base: BaseType, big_endian: bool) -> None:  # noqa: FBT001 (pytest fills it)
    """Only the sentinel is taken out; its neighbours are numbers, and so is zero."""
    values = [*limits(base), 5]
    found = table(*(message(base, value) for value in values), big_endian=big_endian)
    assert [row[3] for row in found.rows(3)] == values
    column = found.numbers(3)
    assert column is not None
    assert column.tolist() == [float(value) for value in values]


@pytest.mark.parametrize("base", FLOATS, ids=lambda base: base.name.lower())
def test_an_endless_number_is_missing(base: BaseType) -> None:
    """Infinity measures nothing."""
    found = table(message(base, math.inf), message(base, -math.inf), message(base, 0.0))
    column = found.numbers(3)
    assert column is not None
    assert np.isnan(column).tolist() == [True, True, False]
    assert found.rows(3) == [{}, {}, {3: 0.0}]


@given(st.sampled_from(WHOLE + list(FLOATS)).flatmap(lambda base: st.tuples(st.just(base), numbers_of(base))))
def test_a_value_comes_back_in_both_byte_orders(pair: tuple[BaseType, int | float]) -> None:
    """The order of the bytes changes no value."""
    base, value = pair
    for big_endian in (False, True):
        assert table(message(base, value), big_endian=big_endian).rows(3) == [{3: value}]


@pytest.mark.parametrize("base", [*WHOLE, *FLOATS], ids=lambda base: base.name.lower())
def test_an_array_keeps_what_is_known_and_marks_what_is_not(base: BaseType) -> None:
    """One missing element does not take the others along, and no sentinel gets through."""
    found = table(message(base, (1, None, 3)), message(base, (None, None, None)))
    assert found.rows(3) == [{3: (1, None, 3)}, {}]
    np.testing.assert_array_equal(found.column(3), [[1, np.nan, 3], [np.nan] * 3])


def test_bytes_are_missing_only_all_together() -> None:
    """255 is a byte like any other in a sequence; only a sequence of nothing else is missing."""
    found = table(message(BaseType.BYTE, b"\xff\x01\xff"), message(BaseType.BYTE, b"\xff\xff\xff"))
    assert found.rows(3) == [{3: (255, 1, 255)}, {}]
    np.testing.assert_array_equal(found.column(3), [[255, 1, 255], [np.nan] * 3])


def test_an_array_in_a_scalar_field_gives_its_first_element() -> None:
    """A column has one value for each time."""
    column = table(message(BaseType.UINT16, (300, 400)), message(BaseType.UINT16, (None, 7))).numbers(3)
    assert column is not None
    np.testing.assert_array_equal(column, [300, np.nan])


@pytest.mark.parametrize("base", [BaseType.UINT16, BaseType.SINT32, BaseType.FLOAT64])
def test_a_field_cut_in_the_middle_is_no_number(base: BaseType) -> None:
    """Its first byte would be taken for a value. The bytes themselves stay within reach."""
    found = table(message(base, b"\x07\x08\x09"), message(base, b"\xff\xff\xff"))
    assert found.numbers(3) is None
    assert found.rows(3) == [{}, {}]
    np.testing.assert_array_equal(found.column(3), [[7, 8, 9], [np.nan] * 3])


@pytest.mark.parametrize(("number", "size"), [(0x84, 3), (0x1F, 4), (0x11, 1), (0x8C, 6), (0x88, 2)])
def test_a_type_that_does_not_fit_is_bytes(number: int, size: int) -> None:
    """Unknown types, and sizes that are no multiple of the type's."""
    assert base_type(number, size).name == "byte"


def test_the_base_types_are_those_of_the_oracle() -> None:
    """Name, size and letter of each type, by number."""
    for number, ours in enumerate(BASE_TYPES):
        (theirs,) = (t for key, t in fitdecode.types.BASE_TYPES.items() if key & 0x1F == number)
        assert (ours.name, ours.size) == (theirs.name, theirs.size)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Lauf\0", "Lauf"),
        ("rückwärts".encode() + b"\0\0\0", "rückwärts"),
        (b"Backward\0old rest", "Backward"),
        (b"no end", "no end"),
        (b"caf\xe9\0", "caf\N{REPLACEMENT CHARACTER}"),
        (b"\xff\xfe\x80\0", "\N{REPLACEMENT CHARACTER}" * 3),
    ],
)
def test_a_text_ends_at_its_zero_and_survives_bad_bytes(raw: bytes, text: str) -> None:
    """A name in another encoding than UTF-8 does not cost the file."""
    found = table(message(BaseType.STRING, raw), message(BaseType.STRING, b"\0".ljust(len(raw), b"x")))
    assert found.rows(3) == [{3: text}, {}]
    assert found.column(3).tolist() == [text, ""]


def test_a_text_in_a_field_of_numbers_is_no_number() -> None:
    """A heart rate of "high" is missing."""
    assert table(message(BaseType.STRING, "high")).numbers(3) is None


def test_messages_of_several_layouts_stand_in_the_order_of_the_file() -> None:
    """Whatever group they belong to; a message without the field has it missing."""
    messages = [
        message(BaseType.UINT8, 1),
        message(BaseType.UINT16, 2),
        message(BaseType.UINT8, 9, number=4),
        message(BaseType.UINT8, 3),
        message(BaseType.UINT16, 4),
    ]
    found = table(*messages)
    column = found.numbers(3)
    assert column is not None
    np.testing.assert_array_equal(column, [1, 2, np.nan, 3, 4])
    assert found.rows(3, 4) == [{3: 1}, {3: 2}, {4: 9}, {3: 3}, {3: 4}]
    assert np.diff(found.positions()).min() > 0


def test_scale_and_offset_are_taken_off_as_the_profile_says() -> None:
    """Divided by the scale first, then less the offset: 2500 at 5 and 500 is sea level."""
    found = table(message(BaseType.UINT16, 2500), message(BaseType.UINT16, None))
    column = found.numbers(3, scale=5.0, offset=500.0)
    assert column is not None
    np.testing.assert_array_equal(column, [0.0, np.nan])
    np.testing.assert_array_equal(found.column(3, scale=5.0, offset=500.0), [0.0, np.nan])


def test_a_field_that_no_message_has_is_none() -> None:
    """Not a column of nothing: the caller looks elsewhere."""
    assert table(message(BaseType.UINT8, 1)).numbers(77) is None


def test_a_developer_field_is_read_as_its_description_says() -> None:
    """The type stands there, not in the definition; scale and offset too."""
    found = table(
        developed(BaseType.SINT16, -30), developed(BaseType.SINT16, None), message(BaseType.UINT8, 1)
    )
    assert found.developer_keys == ((3, 2),)
    column = found.developer_column((3, 2), BaseType.SINT16, scale=10.0, offset=-1.0)
    np.testing.assert_array_equal(column, [-2.0, np.nan, np.nan])


def test_a_developer_field_can_hold_an_array_or_a_text() -> None:
    """Whatever an app writes is kept."""
    arrays = table(developed(BaseType.UINT16, (1, 2, None)))
    np.testing.assert_array_equal(arrays.developer_column((3, 2), BaseType.UINT16), [[1, 2, np.nan]])
    texts = table(developed(BaseType.STRING, "hill"), developed(BaseType.STRING, "flat"))
    assert texts.developer_column((3, 2), BaseType.STRING).tolist() == ["hill", "flat"]


def test_columns_of_many_messages_are_those_of_single_ones() -> None:
    """Views into the file at a stride, and gathered copies, give the same numbers."""
    values = [(7 * k) % 250 for k in range(500)]
    regular = table(*(message(BaseType.UINT8, value) for value in values))
    scattered = table(
        *(part for k, value in enumerate(values) for part in ([message(BaseType.UINT8, value), other(k)])),
    )
    for found in (regular, scattered):
        column = found.numbers(3)
        assert column is not None
        assert column[~np.isnan(column)].tolist() == values


def other(k: int) -> FitMessage:
    """Now and then a message in between, so that the distances vary."""
    return FitMessage(21 if k % 3 else MESSAGE, (FitField(9, BaseType.UINT8, k % 200),))


@st.composite
def layouts(draw: st.DrawFn) -> Callable[[], FitMessage]:
    """A layout, as something that draws messages of it."""
    kinds = st.sampled_from([*WHOLE, *FLOATS])
    fields = draw(
        st.dictionaries(st.integers(0, 250), st.tuples(kinds, st.integers(1, 3)), min_size=1, max_size=6)
    )
    developer = draw(st.dictionaries(st.integers(0, 3), kinds, max_size=2))

    def one() -> FitMessage:
        native = []
        for number, (base, count) in fields.items():
            value = st.none() | numbers_of(base)
            several = draw(st.tuples(*[value] * count))
            native.append(FitField(number, base, several if count > 1 else several[0]))
        own = [DeveloperField(0, n, base, draw(numbers_of(base))) for n, base in developer.items()]
        return FitMessage(MESSAGE, tuple(native), tuple(own))

    return one


@st.composite
def any_messages(draw: st.DrawFn) -> list[FitMessage]:
    """Messages of a few random layouts, mixed."""
    shapes = draw(st.lists(layouts(), min_size=1, max_size=3))
    return [draw(st.sampled_from(shapes))() for _ in range(draw(st.integers(1, 8)))]


def by_the_oracle(data: bytes) -> list[dict[int, Any]]:
    """The native fields of each message as fitdecode reads them; what is missing is left out."""
    rows = []
    lenient = fitdecode.ErrorHandling.IGNORE  # of developer fields without a description
    with fitdecode.FitReader(io.BytesIO(data), error_handling=lenient) as frames:
        for frame in frames:
            if isinstance(frame, fitdecode.FitDataMessage):
                fields = [f for f in frame.fields if f.field_def is not None and not f.field_def.is_dev]
                rows.append({f.def_num: f.raw_value for f in fields})
    return rows


def without_missing(value: Any) -> Any:  # noqa: ANN401 (whatever a field holds)
    """A value of either reader, NaN and nothing-but-missing made None."""
    if isinstance(value, tuple):
        items = tuple(without_missing(item) for item in value)
        return None if all(item is None for item in items) else items
    return None if isinstance(value, float) and not math.isfinite(value) else value


@given(any_messages(), st.booleans(), st.booleans())
def test_any_messages_give_the_rows_that_fitdecode_gives(
    messages: list[FitMessage],
    big_endian: bool,  # noqa: FBT001 (Hypothesis fills it)
    redefine_each: bool,  # noqa: FBT001 (Hypothesis fills it)
) -> None:
    """Whatever layouts, types, arrays, sentinels and byte order: the same values in the same order."""
    data = fit_file(messages, big_endian=big_endian, redefine_each=redefine_each)
    (part,), _ = walk(data)
    found = Table(part, MESSAGE)
    wanted = found.field_numbers
    theirs = by_the_oracle(data)
    expected = [{n: v for n, raw in row.items() if (v := without_missing(raw)) is not None} for row in theirs]
    assert found.rows(*wanted) == expected
    for number in wanted:
        first = [_first(row.get(number)) for row in theirs]
        np.testing.assert_array_equal(found.numbers(number), np.array(first, dtype=np.float64))


def _first(value: Any) -> float:  # noqa: ANN401 (whatever a field holds)
    """What a column shows of a field."""
    first = without_missing(value[0] if isinstance(value, tuple) else value)
    return math.nan if first is None else float(first)


def test_single_precision_is_not_made_up() -> None:
    """A float of four bytes is the number nearest to what was written, no more."""
    assert table(message(BaseType.FLOAT32, 0.1)).rows(3) == [
        {3: struct.unpack("f", struct.pack("f", 0.1))[0]}
    ]
