import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.errors import DamagedFile, EmptyFile, FileRefused, TooLarge, UnknownFormat
from backstride.formats.archives import StravaEntry, file_name_of, read_activities_table, read_media_table
from backstride.formats.archives import tables as tables_module

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "archives" / "strava_export"
FIRST_13 = {
    "english": (
        "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,"
        "Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename"
    ),
    "german": (
        "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,"
        "Verstrichene Zeit,Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,"
        "Hinweis zur Privatsphäre für Aktivitäten,Aktivitätsausrüstung,Dateiname"
    ),
    "french": (
        "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description de l'activité,"
        "Temps écoulé,Distance,Fréquence cardiaque max.,Effort relatif,Déplacement-transport,"
        "Note privée sur les activités,Matériel utilisé pour l'activité,Nom du fichier"
    ),
}
LATER = {
    "english": ("Elapsed Time", "Distance", "Max Heart Rate", "Relative Effort", "Commute"),
    "german": ("Verstrichene Zeit", "Distanz", "Max. Herzfrequenz", "Relative Leistung", "Pendeln"),
    "french": (
        "Temps écoulé",
        "Distance",
        "Fréquence cardiaque max.",
        "Effort relatif",
        "Déplacement-transport",
    ),
}
EXERTION_AND_MEDIA = {
    "english": ("Perceived Exertion", "Media"),
    "german": ("Gefühlte Anstrengung", "Medien"),
    "french": ("Effort perçu", "Médias"),
}
DATES = {
    "english": "May 29, 2022, 3:53:35 PM",
    "german": "29.05.2022, 15:53:35",
    "french": "29 mai 2022 à 15:53:35",
}
CELLS = (
    "12070555079",
    "",
    "Rückwärts im Park",
    "Run",
    "first line\nsecond, with “quotes” and 🏃",
    "1428",
    "3,32",
    "171",
    "",
    "true",
    "left heel",
    "Old shoes",
    "activities/12866632127.fit.gz",
)

Write = Callable[..., bytes]


def table(
    headings: Sequence[str], *rows: Sequence[str], separator: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A table as text."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=separator, lineterminator="\n").writerows([headings, *rows])
    return target.getvalue().encode(encoding)


def export(language: str, columns: int, changed: Mapping[int, str] | None = None) -> bytes:
    """A table of one activity, as an account of that language gets it, with so many columns."""
    filler = [f"column {number}" for number in range(columns - 20)]
    headings = [
        *FIRST_13[language].split(","),
        *LATER[language],
        EXERTION_AND_MEDIA[language][0],
        *filler,
        EXERTION_AND_MEDIA[language][1],
    ]
    later = ["1428.0", "3322.9", "171.0", "", "1.0", "7.0", *([""] * len(filler)), "media/a.jpg|media/b.mp4"]
    row = [*CELLS, *later]
    row[1] = DATES[language]
    for at, cell in (changed or {}).items():
        row[at] = cell
    return table(headings, row)


@pytest.mark.parametrize("columns", [87, 92, 94, 99])
@pytest.mark.parametrize("language", FIRST_13)
def test_a_table_is_read_in_each_language_with_however_many_columns(language: str, columns: int) -> None:
    """What a person wrote comes over whole, and a value that stands twice is taken in SI units."""
    read = read_activities_table(export(language, columns))
    assert (read.language, read.columns, read.fault) == (language, columns, None)
    assert read.entries == (
        StravaEntry(
            activity_id="12070555079",
            started_at=datetime(2022, 5, 29, 15, 53, 35, tzinfo=UTC),
            name="Rückwärts im Park",
            type="Run",
            description="first line\nsecond, with “quotes” and 🏃",
            private_note="left heel",
            gear="Old shoes",
            file_name="activities/12866632127.fit.gz",
            media=("media/a.jpg", "media/b.mp4"),
            perceived_exertion=7.0,
            is_commute=True,
            elapsed_s=1428.0,
            distance_m=3322.9,
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_that_went_through_a_spreadsheet_is_read(encoding: str, separator: str) -> None:
    """Byte order marks and other separators change nothing."""
    data = table(FIRST_13["german"].split(","), CELLS, separator=separator, encoding=encoding)
    (entry,) = read_activities_table(data).entries
    assert (entry.activity_id, entry.gear) == ("12070555079", "Old shoes")


def test_an_export_of_early_years_is_read() -> None:
    """Its headings were bare, its dates plain, and its distances in metres without a second column."""
    headings = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
    cells = "7,2018-09-12 15:02:23,Evening,Run,,783,3681.0,false,,activities/7.gpx\n"
    read = read_activities_table((headings + cells).encode())
    assert read.language == "early"
    assert read.entries == (
        StravaEntry(
            activity_id="7",
            started_at=datetime(2018, 9, 12, 15, 2, 23, tzinfo=UTC),
            name="Evening",
            type="Run",
            file_name="activities/7.gpx",
            is_commute=False,
            elapsed_s=783.0,
        ),
    )


def test_names_join_in_a_language_that_nobody_taught() -> None:
    """Files are found by what the cells hold, and the first columns are where they always were."""
    headings = [f"見出し{number}" for number in range(13)]
    by_hand = ["8", "2022年5月29日 15:53:35", "B", "ラン", *([""] * 9)]
    read = read_activities_table(table(headings, by_hand, CELLS))
    assert read.language is None
    assert [entry.file_name for entry in read.entries] == [None, "activities/12866632127.fit.gz"]
    assert [entry.name for entry in read.entries] == ["B", "Rückwärts im Park"]
    assert [entry.gear for entry in read.entries] == [None, None]


def test_where_the_first_column_is_no_number_only_the_files_are_known() -> None:
    """A column is not believed to be a name because of its place alone."""
    read = read_activities_table(table(["α", "β"], ["x", "activities/1.fit"]))
    assert read.entries == (StravaEntry(file_name="activities/1.fit"),)


def test_a_heading_that_changed_leaves_the_other_columns_known() -> None:
    """Strava renames a column: only that one is missing, and the files are found by content."""
    data = table([*FIRST_13["english"].split(",")[:-1], "Path"], CELLS)
    (entry,) = read_activities_table(data).entries
    assert (entry.gear, entry.file_name) == ("Old shoes", "activities/12866632127.fit.gz")


def test_an_entry_typed_in_by_hand_has_no_file() -> None:
    """It stands in the table all the same, with its duration."""
    (entry,) = read_activities_table(export("english", 92, {12: "", 13: "0.0"})).entries
    assert (entry.file_name, entry.elapsed_s) == (None, 0.0)


@pytest.mark.parametrize("cell", ["", "someday", "32.05.2022, 15:53:35", "29.05.2022", "\x00", "9" * 5000])
def test_a_date_that_cannot_be_read_is_missing(cell: str) -> None:
    """The file itself knows when it was; the table need not."""
    (entry,) = read_activities_table(export("german", 92, {1: cell})).entries
    assert entry.started_at is None
    assert entry.name == "Rückwärts im Park"


@pytest.mark.parametrize(
    ("cell", "exertion"), [("0.0", 0.0), ("6,5", 6.5), ("11", None), ("nan", None), ("x", None)]
)
def test_an_exertion_outside_its_scale_is_missing(cell: str, exertion: float | None) -> None:
    """Zero is a number; eleven is none of the scale."""
    (entry,) = read_activities_table(export("english", 92, {18: cell})).entries
    assert entry.perceived_exertion == exertion


@pytest.mark.parametrize(
    ("cells", "commute"),
    [({9: "false"}, False), ({9: "", 17: "0.0"}, False), ({9: "", 17: ""}, None), ({9: "odd"}, True)],
)
def test_whether_it_was_a_way_to_work_stands_once_or_twice(
    cells: Mapping[int, str],
    commute: bool | None,  # noqa: FBT001 - the expected value, not a switch
) -> None:
    """The first of the two columns that says yes or no counts."""
    (entry,) = read_activities_table(export("english", 92, cells)).entries
    assert entry.is_commute is commute


def test_a_file_finds_its_entry_however_deep_the_export_lies() -> None:
    """People unpack an export and pack it again with its folder, on any system."""
    read = read_activities_table(export("english", 92))
    for path in ("activities/12866632127.fit.gz", "my\\export_1\\activities\\12866632127.fit.gz"):
        assert read.entry_of(path) is read.entries[0]
    assert read.entry_of("activities/1.fit.gz") is None


def test_the_first_of_two_entries_for_one_file_counts() -> None:
    """The result does not hang on chance."""
    other = [*CELLS[:2], "Other", *CELLS[3:]]
    read = read_activities_table(table(FIRST_13["english"].split(","), CELLS, other))
    entry = read.entry_of("activities/12866632127.fit.gz")
    assert entry is not None
    assert entry.name == "Rückwärts im Park"


def test_short_and_blank_rows_are_no_trouble() -> None:
    """A table cut by hand still gives what it has."""
    data = export("english", 92) + b"\n,,,\n99\n"
    assert [entry.activity_id for entry in read_activities_table(data).entries] == ["12070555079", "99"]


def test_rows_before_a_damaged_one_are_kept_and_the_damage_is_told() -> None:
    """A quotation mark that is never closed costs the rest of the table, not all of it."""
    read = read_activities_table(export("english", 92) + b'5,"' + b"x\n" * 100_000)
    assert [entry.activity_id for entry in read.entries] == ["12070555079"]
    assert read.fault is not None
    assert "cannot be read" in read.fault.message


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"\n\n", EmptyFile),
        (b"Badge,Date\n1,2\n", UnknownFormat),
        (b"," * 600, DamagedFile),
    ],
)
def test_what_is_no_table_of_activities_is_refused(data: bytes, error: type[FileRefused]) -> None:
    """A message, and no traceback."""
    with pytest.raises(error):
        read_activities_table(data)


def test_a_table_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its size, and by its rows."""
    monkeypatch.setattr(tables_module, "MOST_ROWS", 3)
    with pytest.raises(TooLarge, match="more than 3 rows"):
        read_activities_table(export("english", 92) + b"1\n" * 3)
    monkeypatch.setattr(tables_module, "LARGEST_TABLE", 100)
    with pytest.raises(TooLarge, match="The table has"):
        read_activities_table(export("english", 92))


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_arbitrary_bytes_are_a_table_or_refused(data: bytes) -> None:
    """No text of any kind raises anything but a refusal."""
    head = FIRST_13["english"].encode() + b"\n"
    for text in (data, head + data):
        try:
            read_activities_table(text)
            read_media_table(text)
        except FileRefused as refusal:
            assert refusal.remedy  # noqa: PT017 - either outcome is right


@given(st.text(max_size=60))
def test_the_name_of_a_file_is_the_same_of_its_own_name(path: str) -> None:
    """Both sides of a join may be normalised."""
    assert file_name_of(file_name_of(path)) == file_name_of(path)


def test_captions_are_read_by_the_name_of_their_picture() -> None:
    """A picture without one is left out."""
    data = b"Media Filename,Media Caption\nmedia/a.jpg,At the turn\nmedia/b.jpg,\n"
    assert dict(read_media_table(data)) == {"media/a.jpg": "At the turn"}


def test_a_real_export_is_read() -> None:
    """One activity, its name and its file."""
    if not CORPUS.is_dir():
        pytest.skip("the real exports are not on this machine")
    read = read_activities_table((CORPUS / "activities.csv").read_bytes())
    (entry,) = read.entries
    assert (read.language, read.columns) == ("english", 94)
    assert entry.type == "Run"
    assert entry.distance_m == pytest.approx(3322.95)
    assert (CORPUS / (entry.file_name or "")).is_file()
    assert dict(read_media_table((CORPUS / "media.csv").read_bytes())) == {}
