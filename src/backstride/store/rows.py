"""Values of the log as rows of its tables, and rows as values."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from backstride.athlete import Athlete, Condition, HeartChoice, Measurement, Quantity, Sex
from backstride.bout import Gait, Posterior, Travel
from backstride.log.derive import Derived
from backstride.log.summary import BoutRow, DirectionRow, EffortRow, Summary, Sums
from backstride.store.tables import SUMS

Row = dict[str, Any]

ALWAYS: Final = date.min
"""The day since which holds what has always held."""

HEART: Final = "heart"
CONDITION: Final = "condition"


def sums_row(sums: Sums | None, prefix: str = "") -> Row:
    """The columns of sums.

    Parameters
    ----------
    sums
        The sums; None where there are none.
    prefix
        What stands before each name.

    Returns
    -------
    dict
        A value for each column.
    """
    return {prefix + name: None if sums is None else getattr(sums, name) for name in SUMS}


def sums_of(row: Mapping[str, Any], prefix: str = "") -> Sums | None:
    """The sums that a row holds.

    Parameters
    ----------
    row
        A row with their columns.
    prefix
        What stands before each name.

    Returns
    -------
    Sums or None
        None where there are none.
    """
    if row[prefix + "duration_s"] is None:
        return None
    return Sums(**{name: row[prefix + name] for name in SUMS})


_SUMMARY: Final = tuple(field.name for field in fields(Summary) if field.name != "sums")


def summary_row(derived: Derived) -> Row:
    """The row of a summary.

    Parameters
    ----------
    derived
        What was worked out of an activity.

    Returns
    -------
    dict
        A value for each column but the activity's own.
    """
    summary = derived.summary
    row = {name: getattr(summary, name) for name in _SUMMARY}
    lists = {"warnings": list(summary.warnings), "rejected": list(summary.rejected)}
    return {**row, **lists, "basis": derived.basis, **sums_row(summary.sums, "total_")}


def summary_of(row: Mapping[str, Any]) -> Summary:
    """The summary that a row holds.

    Parameters
    ----------
    row
        A row of the table of summaries.

    Returns
    -------
    Summary
        The summary.
    """
    given = {name: row[name] for name in _SUMMARY}
    lists = {"warnings": tuple(row["warnings"]), "rejected": tuple(row["rejected"])}
    return Summary(**{**given, **lists, "sums": sums_of(row, "total_")})


def direction_row(direction: DirectionRow) -> Row:
    """The row of a direction.

    Parameters
    ----------
    direction
        All bouts of one direction and gait.

    Returns
    -------
    dict
        A value for each column but the activity's own.
    """
    return {
        "travel": direction.travel.value,
        "gait": direction.gait.value,
        **sums_row(direction.sums),
    }


def direction_of(row: Mapping[str, Any]) -> DirectionRow:
    """The direction that a row holds.

    Parameters
    ----------
    row
        A row of the table of directions.

    Returns
    -------
    DirectionRow
        All bouts of one direction and gait.
    """
    sums = sums_of(row)
    assert sums is not None  # noqa: S101 - a direction is written with its sums
    return DirectionRow(travel=Travel(row["travel"]), gait=Gait(row["gait"]), sums=sums)


_BOUT: Final = tuple(
    field.name for field in fields(BoutRow) if field.name not in {"travel", "gait", "sums", "posterior"}
)
_WAYS: Final = ("forward", "backward", "sideways")


def bout_row(bout: BoutRow) -> Row:
    """The row of a bout.

    Parameters
    ----------
    bout
        The bout.

    Returns
    -------
    dict
        A value for each column but the activity's own.
    """
    return {
        **{name: getattr(bout, name) for name in _BOUT},
        "travel": bout.travel.value,
        "gait": bout.gait.value,
        **{f"p_{way}": None if bout.posterior is None else getattr(bout.posterior, way) for way in _WAYS},
        **sums_row(bout.sums),
    }


def bout_of(row: Mapping[str, Any]) -> BoutRow:
    """The bout that a row holds.

    Parameters
    ----------
    row
        A row of the table of bouts.

    Returns
    -------
    BoutRow
        The bout.
    """
    sums = sums_of(row)
    assert sums is not None  # noqa: S101 - a bout is written with its sums
    shares = {way: row[f"p_{way}"] for way in _WAYS}
    return BoutRow(
        **{name: row[name] for name in _BOUT},
        posterior=None if shares["forward"] is None else Posterior(**shares),
        travel=Travel(row["travel"]),
        gait=Gait(row["gait"]),
        sums=sums,
    )


_EFFORT: Final = tuple(field.name for field in fields(EffortRow) if field.name not in {"travel", "gait"})


def effort_row(effort: EffortRow) -> Row:
    """The row of a best effort.

    Parameters
    ----------
    effort
        The effort.

    Returns
    -------
    dict
        A value for each column but the activity's own.
    """
    given = {name: getattr(effort, name) for name in _EFFORT}
    return {**given, "travel": effort.travel.value, "gait": effort.gait.value}


def effort_of(row: Mapping[str, Any]) -> EffortRow:
    """The best effort that a row holds.

    Parameters
    ----------
    row
        A row of the table of efforts.

    Returns
    -------
    EffortRow
        The effort.
    """
    return EffortRow(
        **{name: row[name] for name in _EFFORT}, travel=Travel(row["travel"]), gait=Gait(row["gait"])
    )


def measurement_rows(athlete: Athlete) -> list[Row]:
    """What was measured of a person, what they chose and what they cope with, as rows.

    Parameters
    ----------
    athlete
        The person.

    Returns
    -------
    list of dict
        A row for each.
    """
    rows = [
        _measured(each.quantity.value, each.measured_on, {"value": each.value})
        for each in athlete.measurements
    ]
    for choice in athlete.heart_choices:
        zones = None if choice.zones_bpm is None else list(choice.zones_bpm.items())
        value = {"formula": choice.formula, "target": list(choice.target), "zones_bpm": zones}
        rows.append(_measured(HEART, choice.since, value))
    for condition in athlete.conditions:
        until = None if condition.until is None else condition.until.isoformat()
        rows.append(_measured(CONDITION, condition.since, {"until": until}, condition.name))
    return rows


def _measured(kind: str, since: date, value: Row, name: str = "") -> Row:
    return {"kind": kind, "name": name, "since": since, "value": value}


def athlete_of(row: Mapping[str, Any], measured: Iterable[Mapping[str, Any]]) -> Athlete:
    """The person that rows hold.

    Parameters
    ----------
    row
        A row of the table of athletes.
    measured
        Their rows of the table of measurements.

    Returns
    -------
    Athlete
        The person.
    """
    measurements, choices, conditions = [], [], []
    for each in sorted(measured, key=lambda each: (each["since"], each["kind"], each["name"])):
        value, since = each["value"], each["since"]
        if each["kind"] == HEART:
            zones = value["zones_bpm"]
            choices.append(
                HeartChoice(
                    since=since,
                    formula=value["formula"],
                    target=tuple(value["target"]),
                    zones_bpm=None if zones is None else dict(zones),
                )
            )
        elif each["kind"] == CONDITION:
            until = value["until"]
            conditions.append(
                Condition(
                    name=each["name"],
                    since=since,
                    until=None if until is None else date.fromisoformat(until),
                )
            )
        else:
            quantity = Quantity(each["kind"])
            measurements.append(Measurement(quantity=quantity, value=value["value"], measured_on=since))
    return Athlete(
        birth_year=row["birth_year"],
        sex=None if row["sex"] is None else Sex(row["sex"]),
        measurements=tuple(measurements),
        heart_choices=tuple(choices),
        conditions=tuple(conditions),
    )
