"""Write the page that explains the JSON of training, from the schemas that the documents are held against.

``python -m tools.training_json`` writes the page anew; a test holds it to the schemas.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from backstride.actions.documents import schema

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "reference" / "training-json.md"

HEAD: Final = """\
# JSON of training

What the commands of training print with `--json`: who may start, programmes, plans, workouts, how the days
were, and what came of it. The same rules hold as for [the JSON of a report](report-json.md): a name ends
with its unit where it can, `null` means unknown and zero is a number, numbers have three decimals at most,
and a range is an object with `value`, `low` and `high`.

These documents are **kept stable**: a key keeps its name, its type, its unit and its meaning, and no word
of a closed list changes. Keys may be added in later versions, and words to a list; so leave alone what you
do not know. Each document has a schema (JSON Schema, draft 2020-12) in the package, in
`backstride/actions/schemas`. What stands under `words`, `reasons`, `advice`, `found`, `when` or `then` is
for people: its wording may change at any time, so do not take it apart.

- Days are ISO 8601 dates by the clock on the wall; moments are in UTC. Weeks run from Monday.
- `rpe` is perceived exertion from 0 to 10, and `load` is exertion times minutes, on [the scale of
  ratings](../nomenclature.md#load). The text of workouts has [its own page](../guides/workouts.md).
- The `key` of a session names a place in its plan: `w03-2` is the second session of the third week. A plan
  that moves may put another session there; its `changes` say so.
- Trouble gives an object `error` with `slug`, `message` and `remedy`, and the exit status 2. That of a plan
  that cannot be, [plan-refused](../messages.md#plan-refused), also has `reasons`: a list of sentences, one
  for each thing that conflicts.

What the words mean: [from the first step to race day](../guides/starting-and-planning.md) and
[nomenclature](../nomenclature.md#training).
"""
INTRODUCTIONS: Final = {
    "questions": (
        "What the screening asks. A file of answers is an object with the answer to each key;\n"
        "`backstride screen --template` prints one to fill in, with null for what is not answered."
    ),
    "screen": "Whether to start, and with which limits; with `--answers`, `--clinician` and `--dry-run` too.",
    "programmes": "The programmes in short.",
    "programme": "One programme in full, one of your own (`.toml`) too.",
    "plan": "The plan as it is made, shown, or ended with `--end`.",
    "workout": "A workout from a file (`workout FILE`) or from the plan, and what a watch makes of it.",
    "calendar": "What was written into a calendar.",
    "checkin": "How days were. `null` is what nobody said, which is not no.",
    "adapt": "What a plan has become, and what was done of it; the same with `--dry-run`.",
    "predict": "How long races take.",
    "muscles": "Which muscles your weeks load, or a workout (`muscles FILE`).",
}
"""The documents in the order of the page, each with a sentence on it."""
NAMES: Final = {"questions": "Questions", "screen": "Screening", "adapt": "Adapting", "checkin": "Check-ins"}
"""Headings, where the name of the schema would not do."""


def page() -> str:
    """The whole page.

    Returns
    -------
    str
        In Markdown.
    """
    return "\n".join((HEAD.rstrip(), *(f"\n{_section(name).rstrip()}" for name in INTRODUCTIONS))) + "\n"


def _section(name: str) -> str:
    found = schema(name)
    heading = NAMES.get(name, name.capitalize())
    parts = [f"## {heading}", f"`{found['title']}`. {INTRODUCTIONS[name]}", _table(found)]
    definitions = found.get("$defs", {})
    for part, definition in definitions.items():
        parts += [f"{_whose(part, found)}:", _table(definition)]
    return "\n\n".join(parts)


def _whose(part: str, whole: dict[str, Any]) -> str:
    """Which keys hold such a part: one of it, or several."""
    one: list[str] = []
    several: list[str] = []
    for definition in (whole, *whole.get("$defs", {}).values()):
        for key, inner in definition["properties"].items():
            if f"#/$defs/{part}" in _references(inner):
                (several if "items" in inner else one).append(f"`{key}`")
    if several:
        return f"Each of {' and '.join(dict.fromkeys(several))}"
    return " and ".join(dict.fromkeys(one))


def _references(inner: dict[str, Any]) -> Iterator[str]:
    for each in (inner, inner.get("items", {}), *inner.get("anyOf", ())):
        if "$ref" in each:
            yield each["$ref"]


def _table(definition: dict[str, Any]) -> str:
    rows = [
        f"| `{key}` | {_kind(inner)} | {inner['description']} |"
        for key, inner in definition["properties"].items()
    ]
    return "\n".join(("| Key | Type | Value |", "|---|---|---|", *rows))


def _kind(inner: dict[str, Any]) -> str:
    """What a value is, in words."""
    types = inner.get("type", [])
    types = [types] if isinstance(types, str) else types
    null = " or null" if "null" in types or {"type": "null"} in inner.get("anyOf", ()) else ""
    if "enum" in inner:
        words = ", ".join(f"`{word}`" for word in inner["enum"] if word is not None)
        return f"{words}{null}"
    if "array" in types:
        many = "two" if inner.get("maxItems") == 2 else "list"
        return f"{many}{null}: {_kind(inner['items'])}"
    if any(_references(inner)) or "object" in types:
        return f"object{null}"
    names = {"string": {"date": "date", "date-time": "moment"}.get(inner.get("format", ""), "text")}
    return " or ".join(names.get(each, each) for each in types if each != "null") + null


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.name)
