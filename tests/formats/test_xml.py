import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from backstride.errors import DamagedFile, EmptyFile, FileRefused, TooLarge, UnsafeXml
from backstride.formats import xml
from backstride.formats.xml import column, leaves, local, number_of, numbers, parsed, table, text_of

BOMB = '<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n<gpx><name>&b;</name></gpx>'


def tree(text: str) -> etree._Element:
    """A tree from a text that is known to be sound."""
    root, warnings = parsed(text.encode())
    assert warnings == ()
    return root


@pytest.mark.parametrize(
    "data",
    [
        BOMB.encode(),
        b"<?xml version='1.0'?>\n<!-- a comment first -->" + BOMB.encode(),
        BOMB.encode("utf-16"),
        BOMB.encode("utf-16-be"),
        BOMB.encode("utf-32"),
        b"<!DOCTYPE gpx SYSTEM 'file:///etc/passwd'><gpx/>",
        b"<!--" + b"x" * 100_000 + b"--><!DOCTYPE gpx><gpx/>",
        b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE gpx+AD4-<gpx/>",
    ],
)
def test_a_document_type_is_refused(data: bytes) -> None:
    """Nothing is fetched and nothing expands, in whatever encoding it hides."""
    with pytest.raises(UnsafeXml, match=r"declares a document type .* remove the lines from <!DOCTYPE"):
        parsed(data)


@pytest.mark.parametrize("prefix", ["junk ", "<a/>", "<gpx/>"])
def test_a_document_type_in_a_wrong_place_expands_nothing(prefix: str) -> None:
    """A damaged file is no way round the refusal."""
    try:
        root, _ = parsed((prefix + BOMB).encode())
    except FileRefused:
        return
    assert "hahaha" not in "".join(map(str, root.itertext()))


def test_an_empty_file_is_refused_as_empty() -> None:
    """No bytes are no XML."""
    with pytest.raises(EmptyFile, match="The file is empty"):
        parsed(b"")


def test_a_file_that_is_too_large_is_refused_before_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded by the size of the file."""
    monkeypatch.setattr(xml, "LARGEST_XML", 10)
    with pytest.raises(TooLarge, match="read up to 0 MB"):
        parsed(b"<gpx></gpx>")


def test_what_is_no_xml_at_all_is_damaged() -> None:
    """There is not one element in it."""
    with pytest.raises(DamagedFile, match="The XML is damaged"):
        parsed(b"no element")


@pytest.mark.parametrize("blanks", [b"\n", b"   \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_blanks_before_the_declaration_are_no_damage(blanks: bytes) -> None:
    """Some programs write them, and strict XML forbids them."""
    root, warnings = parsed(blanks + b"<?xml version='1.0' encoding='UTF-8'?><gpx/>")
    assert (root.tag, warnings) == ("gpx", ())


def test_a_cut_off_value_is_not_read_as_a_smaller_one() -> None:
    """The 1 of a heart rate of 152 would be a wrong value, and nobody would see it."""
    root, warnings = parsed(b"<gpx><a><hr>150</hr></a><a><hr>1")
    assert [element.text for element in root.iter("hr")] == ["150", None]
    assert [warning.slug for warning in warnings] == ["damaged-xml"]
    assert "cut off" in warnings[0].message


def test_a_prefix_without_a_namespace_is_read_without_it() -> None:
    """Four of 765 real GPX files have one."""
    root, warnings = parsed(b"<gpx><ns3:hr>150</ns3:hr></gpx>")
    assert root[0].tag == "hr"
    assert "ns3" in warnings[0].message


@pytest.mark.parametrize(
    ("texts", "values", "odd"),
    [
        (["1", "2.5"], [1.0, 2.5], 0),
        (["1", None, "", "  "], [1.0, np.nan, np.nan, np.nan], 0),
        (["1", "abc"], [1.0, np.nan], 1),
        (["48,5"], [48.5], 0),
        (["inf", "1"], [np.nan, 1.0], 1),
        (["nan", "x"], [np.nan, np.nan], 2),
        (["1_0", "x"], [np.nan, np.nan], 2),
        ([" 7 "], [7.0], 0),
        ([], [], 0),
    ],
)
def test_numbers_are_read_or_counted_as_odd(texts: list[str | None], values: list[float], odd: int) -> None:
    """One odd value becomes missing; the others stay."""
    found, count = numbers(texts)
    assert np.array_equal(found, values, equal_nan=True)
    assert count == odd


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_every_finite_number_comes_back(values: list[float]) -> None:
    """Reading undoes writing."""
    assert numbers([repr(value) for value in values])[0].tolist() == values


def test_a_column_of_words_stays_words() -> None:
    """Nothing that a file held is lost because it is no number."""
    words, odd = column(["Present", None, " Absent "])
    assert words.tolist() == ["Present", None, "Absent"]
    assert odd == 0
    assert not words.flags.writeable


def test_a_column_of_numbers_with_one_word_is_numbers() -> None:
    """A single slip does not turn a series into words."""
    values, odd = column(["1", "2", "x"])
    assert np.array_equal(values, [1.0, 2.0, np.nan], equal_nan=True)
    assert odd == 1


def test_texts_and_numbers_are_found_by_path() -> None:
    """Whatever the namespaces."""
    root = tree("<a xmlns='urn:x'><b xmlns='urn:y'><c> 7 </c></b><d/></a>")
    assert text_of(root, "b", "c") == "7"
    assert number_of(root, "b", "c") == 7.0
    assert text_of(root, "d") is None
    assert number_of(root, "b", "missing") is None
    assert text_of(None, "b") is None


def test_leaves_name_all_that_an_element_holds() -> None:
    """Attributes included; what is left out is left out whole."""
    root = tree("<a x='1'><b>2</b><c y='3'><d>4</d></c><e><f>5</f></e></a>")
    assert list(leaves(root, without=frozenset({"e"}))) == [
        ("@x", "1"),
        ("b", "2"),
        ("c@y", "3"),
        ("c/d", "4"),
    ]


def test_a_table_has_a_row_for_each_element() -> None:
    """Laps and waypoints keep their values, in columns."""
    rows = tree("<a><w><n>1</n></w><w><n>2</n><t>x</t></w></a>")
    found = table(rows)
    assert found["n"].values.tolist() == [1.0, 2.0]
    assert found["t"].values.tolist() == [None, "x"]
    assert table([]) == {}


def test_a_table_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with a million waypoints fills no memory."""
    monkeypatch.setattr(xml, "MOST_ROWS", 2)
    found = table(tree("<a><w n='1'/><w n='2'/><w n='3'/></a>"))
    assert found["@n"].values.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("tag", "name"), [("{urn:x}hr", "hr"), ("a:hr", "hr"), ("hr", "hr"), ("{urn:a:b}hr", "hr")]
)
def test_a_local_name_has_neither_namespace_nor_prefix(tag: str, name: str) -> None:
    """Programs agree on names more than on namespaces."""
    assert local(tag) == name
