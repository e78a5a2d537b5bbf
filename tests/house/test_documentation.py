"""The documentation builds, its links lead somewhere, and what it shows runs."""

import ast
import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(path for path in ROOT.glob("docs/**/*.md") if "_build" not in path.parts)]
)
EXAMPLES = sorted(ROOT.glob("examples/*.py"))

FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>[^\n`]*)\n(?P<code>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
SETTING = re.compile(r"\bBACKSTRIDE_[A-Z_]+\b")


def name_of(path: Path) -> str:
    """A page's path seen from the project."""
    return path.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    bare = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(FENCE.sub("", text)))
    return {heading.strip().replace(" ", "-") for heading in bare}


def dead_links(page: Path) -> Iterator[str]:
    """The links of a page that lead to no file, or to no heading of it."""
    for match in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists():
            yield f"{page}: {match['target']} does not exist"
        elif anchor and anchor not in anchors(file.read_text(encoding="utf-8")):
            yield f"{page}: {match['target']} names no heading"


def blocks(page: Path, language: str) -> list[str]:
    """The code that a page shows, kept on its own lines so that an error names the right one."""
    text = page.read_text(encoding="utf-8")
    return [
        "\n" * text.count("\n", 0, match.start("code")) + match["code"]
        for match in FENCE.finditer(text)
        if match["language"].strip() == language
    ]


def dialogues(block: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a console block that run Backstride, each with the answer that is shown."""
    for dialogue in re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
        command, _, answer = dialogue.partition("\n")
        program, *arguments = shlex.split(command, comments=True)
        if Path(program).name == "backstride":
            yield arguments, answer


def run_block(code: str, names: dict[str, object], page: str) -> None:
    """Run what a page shows: a dialogue is compared with its answers, a script just runs."""
    if not code.lstrip().startswith(">>>"):
        exec(compile(code, page, "exec"), names)  # noqa: S102 - our own pages
        return
    said: list[str] = []
    example = doctest.DocTestParser().get_doctest(code, names, page, page, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example, out=said.append, clear_globs=False)
    names |= example.globs
    assert not said, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Nobody is sent to a page or heading that is not there."""
    found = list(dead_links(page))
    assert not found, "\n" + "\n".join(found)


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    """The checker sees a missing file and a missing heading, and leaves code and other sites alone."""
    page = tmp_path / "a.md"
    page.write_text(
        "# Here it is\n[a](b.md) [c](#there) [d](#here-it-is) [e](https://x.y)\n```text\n[f](g.md)\n```\n"
    )
    assert [line.split(": ")[1] for line in dead_links(page)] == [
        "b.md does not exist",
        "#there names no heading",
    ]


def test_the_documentation_builds_without_a_warning(root: Path, tmp_path: Path) -> None:
    """Every page is reachable, every reference resolves, and no page of the result asks for another host."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    command += ["-d", str(tmp_path / "trees"), str(root / "docs"), str(tmp_path / "html")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    fetched = re.compile(r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^>]*>")
    outbound = {
        tag for page in tmp_path.glob("html/**/*.html") for tag in fetched.findall(page.read_text("utf-8"))
    }
    assert outbound == set()


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=name_of)
@pytest.mark.usefixtures("desk")
def test_the_python_of_a_page_runs(page: Path) -> None:
    """What the documentation shows is what happens; the blocks of one page share their names."""
    names: dict[str, object] = {"__name__": "__main__"}
    for code in blocks(page, "python"):
        run_block(code, names, name_of(page))


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console")], ids=name_of)
def test_the_commands_of_a_page_run(page: Path, desk: Path) -> None:
    """Each command is accepted, and answers what is shown; `...` stands for what is left out."""
    environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"}
    checker = doctest.OutputChecker()
    for arguments, answer in (dialogue for block in blocks(page, "console") for dialogue in dialogues(block)):
        command = [sys.executable, "-m", "backstride", *arguments]
        done = subprocess.run(command, cwd=desk, check=False, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, f"{name_of(page)}: backstride {shlex.join(arguments)}\n{done.stderr}"
        as_shown = checker.check_output(answer, done.stdout, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        assert as_shown or not answer.strip(), f"{name_of(page)} shows\n{answer}\nbut it says\n{done.stdout}"


def test_the_commands_of_a_console_block_are_found() -> None:
    """The checker joins continued lines, keeps the answers apart and leaves other programs alone."""
    block = (
        "\n$ make run\ndone\n$ bin/backstride report a.fit \\\n    --json  # short\n{}\n$ backstride zones\n"
    )
    assert list(dialogues(block)) == [(["report", "a.fit", "--json"], "{}\n"), (["zones"], "")]


def test_a_dialogue_with_a_wrong_answer_is_found() -> None:
    """The checker compares what a page says with what happens."""
    names: dict[str, object] = {}
    run_block("two = 1 + 1\n", names, "a.md")
    run_block(">>> two\n2\n", names, "a.md")
    with pytest.raises(AssertionError, match="Expected:"):
        run_block(">>> two\n3\n", names, "a.md")


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_an_example_runs(example: Path, tmp_path: Path) -> None:
    """Each example works as it stands, in an empty folder."""
    environment = os.environ | {"PYTHONWARNINGS": "error"}
    command = [sys.executable, str(example)]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_is_in_the_reference(package: Mapping[str, ast.Module], root: Path) -> None:
    """A setting that is read from the environment is explained where the commands are."""
    documented = SETTING.findall((root / "docs" / "reference" / "cli.md").read_text(encoding="utf-8"))
    strings = (
        node.value for tree in package.values() for node in ast.walk(tree) if isinstance(node, ast.Constant)
    )
    read = {name for text in strings if isinstance(text, str) for name in SETTING.findall(text)}
    assert read == set(documented)
