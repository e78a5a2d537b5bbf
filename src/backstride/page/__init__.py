"""The report as one page of HTML that holds all it needs, and asks nothing of anybody."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from backstride import __version__, wording
from backstride.errors import FileRefused
from backstride.page import sentences, tables
from backstride.page.charts import Charts, session_charts
from backstride.page.tables import Table
from backstride.session import SessionReport

__all__ = ["render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    """One recording, ready to be set."""

    report: SessionReport
    place: int
    """Which one on the page, from 1."""
    key: str
    """What the identifiers of its elements begin with."""
    title: str
    date: str
    file: str
    facts: tuple[tuple[str, str], ...]
    headline: tuple[str, ...]
    figures: tuple[tuple[str, str, str, str], ...]
    charts: Charts | None
    evidence: tuple[tuple[str, str, str], ...]
    stretches: Table | None
    directions: Table | None
    comparisons: tuple[Table, ...]
    zones: Table | None
    readings: Table | None
    sources: Table


def render(
    reports: Sequence[tuple[str, SessionReport]], refused: Sequence[tuple[str, FileRefused]] = ()
) -> str:
    """The report as a page of HTML.

    It holds its style, its charts and its one small script itself; a policy in its head forbids
    anything else to load or run. The same reports give the same page, byte by byte.

    Parameters
    ----------
    reports
        The recordings in order, each with the name of its file.
    refused
        The files that gave no recording, each with the reason.

    Returns
    -------
    str
        The page, to be written as UTF-8.
    """
    of_file = Counter(name for name, _ in reports)
    seen: Counter[str] = Counter()
    sessions = []
    for place, (name, report) in enumerate(reports, 1):
        seen[name] += 1
        part = f", part {seen[name]} of {of_file[name]}" if of_file[name] > 1 else ""
        number = f"#{place} " if len(reports) > 1 else ""
        sessions.append(_session(report, place=place, file=f"{number}{name}{part}"))
    style, script = _text("page.css"), _text("page.js")
    template = _environment().get_template("page.html.j2")
    return template.render(
        sessions=sessions,
        refused=refused,
        title=_page_title(sessions),
        made_by=_made_by(reports),
        style=style,
        script=script,
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    """What the page may load and run: its own style and script, and nothing else."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _page_title(sessions: Sequence[_Session]) -> str:
    if len(sessions) == 1:
        return ", ".join(part for part in (sessions[0].title, sessions[0].date) if part)
    return f"{len(sessions)} recordings" if sessions else "No recording could be read"


def _made_by(reports: Sequence[tuple[str, SessionReport]]) -> str:
    """The program and the version of its models, so that a page kept for years can be told from a new one."""
    versions = sorted({report.model_version for _, report in reports})
    models = "".join(f", models {version}" for version in versions)
    return f"Backstride {__version__}{models}"


def _session(report: SessionReport, *, place: int, file: str) -> _Session:
    """Everything that the page says of one recording."""
    recording = report.recording
    has_bouts = bool(report.bouts)
    return _Session(
        report=report,
        place=place,
        key=f"r{place}",
        title=wording.sport(recording.sport),
        date=wording.day(recording.local_start) or "date unknown",
        file=file,
        facts=_facts(report, file),
        headline=sentences.headline(report),
        figures=sentences.figures(report),
        charts=session_charts(report),
        evidence=sentences.evidence_used(report),
        stretches=tables.bouts_table(report) if has_bouts else None,
        directions=tables.directions_table(report) if report.directions else None,
        comparisons=tables.comparison_tables(report),
        zones=tables.zones_table(report),
        readings=tables.readings_table(report) if has_bouts else None,
        sources=tables.sources_table(report.sources),
    )


def _facts(report: SessionReport, file: str) -> tuple[tuple[str, str], ...]:
    """What the head of a recording states."""
    recording = report.recording
    name = next(
        (text for key, text in recording.names.items() if key in {"session", "activity", "track"}), None
    )
    facts = [
        ("Began", wording.start_time(recording)),
        ("Named", name),
        ("Device", str(recording.device)),
        ("File", f"{file} ({recording.format.upper()}, {len(recording.samples):,} samples)"),
    ]
    return tuple((title, text) for title, text in facts if text is not None)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("backstride.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _text(name: str) -> str:
    return resources.files(__name__).joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """What a policy knows an inline style or script by."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
