"""Rows of an export, held against what the program could have written; they are untrusted."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import MAXYEAR, MINYEAR
from enum import StrEnum
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from backstride.actions.importing import OUTCOMES
from backstride.actions.settling import ACTIVITY, DECISION, TIMELINE
from backstride.errors import BackstrideError
from backstride.log import Activity, Timeline, Told, Verdict, activity_key
from backstride.log.activity import KEY_LENGTH
from backstride.store import Change
from backstride.store.lines import LARGEST_INTEGER, bad_row
from backstride.store.plans import PlanTurn, plan_key
from backstride.store.rows import athlete_of
from backstride.store.statements import Row
from backstride.store.tables import PRIMARY
from backstride.store.value_documents import document_of, value_of
from backstride.stride import StrideBaseline
from backstride.training.clearance import Screening
from backstride.training.diary import CheckIn
from backstride.training.plan import Plan, PlanRequest

Value = TypeVar("Value")

NOT_WHAT_IT_SHOULD_BE: Final = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    BackstrideError,
)
"""What is raised by values that the program did not write."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_KEY: Final = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")
_VERDICTS: Final = (Verdict.SAME, Verdict.DIFFERENT)


class RestoredRows:
    """The rows of an export, each checked in the order of the tables."""

    def __init__(self) -> None:
        self.originals: dict[str, Row] = {}
        """The originals by hash."""
        self._batches: dict[int, str] = {}
        """Whose each import is."""
        self._owners: dict[str, str] = {}
        """Whose each activity is."""
        self._successors: dict[str, tuple[str, ...]] = {}
        """What activities were split or merged into."""
        self._rows: dict[str, Row] = {}
        self._plan_changes: Counter[str] = Counter()

    def check(self, table: str, row: Row) -> None:
        """Refuse a row that the program could not have written.

        Parameters
        ----------
        table
            The name of its table.
        row
            The row.

        Raises
        ------
        DamagedFile
            If it could not.
        """
        checks: dict[str, Callable[[Row], object]] = {
            "batch": self._check_batch,
            "entry": self._check_entry,
            "original": self._check_original,
            "activity": self._check_activity,
            "timeline": self._check_timeline,
            "decision": self._check_decision,
            "action": self._check_action,
            "measurement": lambda row: athlete_of({"birth_year": None, "sex": None}, [row]),
            "screening": _check_screening,
            "checkin": _check_checkin,
            "plan": _check_plan,
            "plan_change": self._check_plan_change,
            "stride_baseline": _check_stride,
        }
        try:
            if table in checks:
                checks[table](row)
        except NOT_WHAT_IT_SHOULD_BE as trouble:
            raise _refused(table, row, trouble) from trouble

    def finish(self) -> None:
        """Refuse activities that were split or merged into what is not there, or into themselves.

        Raises
        ------
        DamagedFile
            If there are any.
        """
        try:
            for key in self._successors:
                self._check_successors(key)
        except NOT_WHAT_IT_SHOULD_BE as trouble:
            raise _refused(ACTIVITY, self._rows[key], trouble) from trouble

    def _check_successors(self, key: str) -> None:
        seen, edge = set[str](), [key]
        while edge:
            found = {each for one in edge for each in self._successors.get(one, ())}
            _must(key not in found, "it was split or merged into itself")
            for each in found:
                _must(self._owners.get(each) == self._owners[key], "it was split into what is not there")
            edge = sorted(found - seen)
            seen |= found

    def _check_batch(self, row: Row) -> None:
        _must(fits(row["sources"], list[str]), "its sources are none")
        self._batches[row["id"]] = row["athlete"]

    @staticmethod
    def _check_entry(row: Row) -> None:
        _must(row["outcome"] in OUTCOMES, "its outcome is none")
        _must(fits(row["keys"], list[str]), "its keys are none")
        if row["told"] is not None:
            _must(fits(Told.from_document(row["told"]), Told), "what was told is none")

    def _check_original(self, row: Row) -> None:
        _must(bool(_SHA256.fullmatch(row["sha256"])), "its hash is none")
        _must(row["format"] in {"fit", "gpx", "tcx"}, "its format is unknown")
        self.originals[row["sha256"]] = row

    def _check_activity(self, row: Row) -> None:
        activity = _activity(row["document"], row["key"])
        _must(all(window.original in self.originals for window in activity.windows), "its file is not there")
        _must(activity.windows[0].original == row["original"], "its file is another one")
        _must(activity.key == activity_key(row["athlete"], activity.windows), "its key is another one's")
        _must(self._batches.get(row["batch"]) == row["athlete"], "its import is another one's")
        _must(activity.is_counted == row["is_counted"], "it says two things of whether it counts")
        self._owners[activity.key] = row["athlete"]
        if activity.replaced_by:
            self._successors[activity.key], self._rows[activity.key] = activity.replaced_by, row

    @staticmethod
    def _check_timeline(row: Row) -> None:
        _must(row["part"] >= 0, "its recording is none")
        _timeline(row["document"])

    def _check_decision(self, row: Row) -> None:
        keys = (row["first"], row["second"])
        _must(keys[0] < keys[1], "it is of one activity")
        _must(all(self._owners.get(key) == row["athlete"] for key in keys), "its activities are not there")
        _decision({"verdict": row["verdict"], "stays": row["stays"]}, keys)

    def _check_plan_change(self, row: Row) -> None:
        self._plan_changes[row["plan"]] += 1
        _must(row["number"] == self._plan_changes[row["plan"]], "its number is another one's")
        _whole(PlanTurn, row["document"])

    @staticmethod
    def _check_action(row: Row) -> None:
        _must(fits(row["keys"], list[str]), "its keys are none")
        for document in row["changes"]:
            change = Change.from_document(document)
            _must(change.before is not None or change.after is not None, "it changes nothing")
            for said in (change.before, change.after):
                if said is not None:
                    _check_said(change, said)


def _check_said(change: Change, said: Mapping[str, Any]) -> None:
    """Refuse what a change could not have left in a row."""
    if change.table == ACTIVITY:
        (key,) = change.key
        document = {name: value for name, value in said.items() if name != "batch"}
        _must(fits(said["batch"], int) and fits(key, str), "its import is none")
        _activity(document, str(key))
    elif change.table == TIMELINE:
        original, part = change.key
        _must(bool(_SHA256.fullmatch(str(original))), "its file is none")
        _must(isinstance(part, int) and fits(part, int) and part >= 0, "its recording is none")
        _timeline(said)
    else:
        _must(change.table == DECISION, "it is of no table")
        first, second = change.key
        _decision(said, (str(first), str(second)))


def _activity(document: Mapping[str, Any], key: str) -> Activity:
    activity = Activity.from_document(document)
    _must(activity.as_document() == document and fits(activity, Activity), "what it says is none")
    _must(bool(_KEY.fullmatch(key)) and activity.key == key, "its key is none")
    _must(all(_SHA256.fullmatch(window.original) for window in activity.windows), "its file is none")
    _must(all(window.part >= 0 for window in activity.windows), "its recording is none")
    return activity


def _timeline(document: Mapping[str, Any]) -> None:
    timeline = Timeline.from_document(document)
    _must(timeline.as_document() == document and fits(timeline, Timeline), "what it says is none")


def _decision(said: Mapping[str, Any], keys: tuple[str, str]) -> None:
    _must(all(_KEY.fullmatch(key) for key in keys), "its keys are none")
    _must(said.keys() == {"verdict", "stays"} and said["verdict"] in _VERDICTS, "its verdict is none")
    _must(said["stays"] in {None, *keys}, "what stays is neither of the two")


def _check_screening(row: Row) -> None:
    _must(row["number"] >= 1 and isinstance(row["answers"], dict), "its answers are none")
    _must(_whole(Screening, row["document"]).screened_on == row["screened_on"], "its day is another one")


def _check_checkin(row: Row) -> None:
    _must(_whole(CheckIn, row["document"]).day == row["day"], "its day is another one")


def _check_plan(row: Row) -> None:
    _whole(PlanRequest, row["request"])
    _whole(Plan, row["document"])
    key = plan_key(row["athlete"], row["made_at"], row["request"], row["document"])
    _must(row["key"] == key, "its key is another one's")


def _check_stride(row: Row) -> None:
    _must(MINYEAR <= row["year"] <= MAXYEAR, "its year is none")
    document = row["document"]
    _must(StrideBaseline.from_document(document).as_document() == document, "what it says is none")


def _whole(kind: type[Value], document: object) -> Value:
    """The value that a document holds, with nothing beside it."""
    value = value_of(kind, document)
    _must(document_of(value) == document, "what it says is none")
    return value


def fits(value: object, kind: Any) -> bool:  # noqa: ANN401 - any type that a document's value may have
    """Whether a value that came from outside is of the type that it is declared to be.

    Parameters
    ----------
    value
        The value.
    kind
        The type: a plain one, a value class, a tuple or list of one type, or several types joined by ``|``.

    Returns
    -------
    bool
        Whether it is, with numbers that are finite and that a database takes.

    Examples
    --------
    >>> fits(("a", 1), tuple[str, ...]), fits(None, float | None), fits(True, int)
    (False, True, False)
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return any(fits(value, each) for each in inner)
    if origin is not None:
        return isinstance(value, origin) and all(fits(each, inner[0]) for each in value)
    if kind in {int, float}:
        return _is_number(value, is_whole=kind is int)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return isinstance(value, kind) and all(  # type: ignore[arg-type]  # it is a class
            fits(getattr(value, each.name), hints[each.name]) for each in fields(kind)
        )
    return isinstance(value, kind) and not (kind is str and isinstance(value, StrEnum))


def _is_number(value: object, *, is_whole: bool) -> bool:
    if isinstance(value, float):
        return not is_whole and math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER


def _must(holds: bool, otherwise: str) -> None:  # noqa: FBT001 (a condition, as in assert)
    if not holds:
        raise ValueError(otherwise)


def _refused(table: str, row: Row, trouble: Exception) -> BackstrideError:
    place = next(each for each in PRIMARY if each.name == table)
    return bad_row(place, str(row).encode(errors="replace"), trouble)
