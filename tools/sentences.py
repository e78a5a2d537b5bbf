"""What the rooms say to people, read out of their source, with numbered places where a sentence is filled.

A sentence is any text of the source that is neither documentation, nor a key, nor a form for machines. What
stands in one of two ways in it, as in ``{'is' if one else 'are'}``, gives two sentences. What is put together
from several is listed here, as it ends up.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

ROOMS: Final = Path(__file__).resolve().parents[1] / "src" / "backstride"

DOOR: Final = "web"
"""It has a catalog of its own; only its troubles are told as those of the rooms are."""

_LISTED: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
COMPOSED: Final = tuple(each for group in _LISTED["composed"] for each in group["sentences"])
"""Sentences that are put together from several pieces, words out of tables, and what systems say."""
UNSAID: Final = frozenset(each for group in _LISTED["unsaid"] for each in group["sentences"])
"""What is found in the source, and is not said, or not by itself."""
UNREACHED: Final = tuple(_LISTED["unreached"])
"""Modules and rooms whose texts no reader of the app comes upon."""

SILENT_CALLS: Final = frozenset(
    (
        *("compile", "match", "fullmatch", "search", "findall", "sub", "split", "partition", "rpartition"),
        *("strip", "replace", "startswith", "endswith", "removesuffix", "removeprefix", "strftime"),
        *("encode", "decode", "text", "execute", "exec_driver_sql", "Column", "ForeignKey", "index"),
        *("field", "namedtuple", "TypeVar", "getattr", "hasattr", "isinstance", "with_name", "joinpath"),
        *("print", "ValueError", "TypeError", "KeyError", "RuntimeError", "AssertionError"),
    )
)
"""What is given to them is for machines."""
SILENT_KEYWORDS: Final = frozenset(("slug", "key", "encoding", "errors", "mode", "sep", "form", "sources"))

WORD: Final = re.compile(r"[^\W\d_]{2,}")
LONE_WORD: Final = re.compile(r"[A-Za-z][a-z-]+")
PLACE: Final = re.compile(r"(?<!\{)\{\d+\}(?!\})")
MACHINE: Final = re.compile(
    r"\\[dwsbAZ]|\(\?|^[\w./:+*#@-]*$|^(SELECT|PRAGMA|BEGIN|SET|REPEATABLE|INSERT|UPDATE|DELETE|CREATE)\b|^--"
    r"|^[.\w]+\[.*\]$|^[A-Z_a-z]+ \| |^[\s,;]*\{\d\}[\s,;]*\{\d\}"
)
SPACED: Final = re.compile(r"[\w})”\"'.,;:%] [\w{(“\"'<+]|[.!?:]$")


def sentences() -> dict[str, str]:
    """What the rooms say.

    Returns
    -------
    dict
        Each sentence with the file that it was first found in, seen from the package.
    """
    found = dict.fromkeys(COMPOSED, "composed")
    for path in sorted(ROOMS.rglob("*.py")):
        name = path.relative_to(ROOMS).as_posix()
        room = name.partition("/")[0]
        if any(name == each or name.startswith(f"{each}/") for each in UNREACHED):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        is_word = name == "wording.py"
        for text in _troubles(tree) if room == DOOR else read_sentences(tree, is_word=is_word):
            found.setdefault(text, name)
    return found


def read_sentences(tree: ast.AST, *, is_word: bool = False) -> list[str]:
    """What is said in a syntax tree.

    Parameters
    ----------
    tree
        The tree.
    is_word
        Whether single words in it are meant for people.

    Returns
    -------
    list of str
        Each once, in the order of the source.
    """
    reader = _Reader()
    reader.visit(tree, is_word=is_word)
    return list(reader.found)


def _troubles(tree: ast.Module) -> Iterator[str]:
    """What the troubles say that a door raises."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and {"allowed", "remedy"} <= {each.arg for each in node.keywords}:
            yield from read_sentences(node)


class _Reader:
    """Walks through a syntax tree, and keeps what is said."""

    def __init__(self) -> None:
        self.found: dict[str, None] = {}

    def visit(self, node: ast.AST, *, is_word: bool) -> None:
        """Look for what is said in a node."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # documentation
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            self._keep(node, is_word=is_word)
            return
        for child in _heard(node):
            self.visit(child, is_word=is_word or _is_list_of_words(node))

    def _keep(self, node: ast.expr, *, is_word: bool) -> None:
        if isinstance(node, ast.BinOp) and not (isinstance(node.op, ast.Add) and _holds_text(node)):
            self.visit(node.left, is_word=False)
            self.visit(node.right, is_word=False)
            return
        for pieces in _ways(node):
            text = _numbered(pieces)
            if is_sentence(text) or (is_word and LONE_WORD.fullmatch(text) and text not in UNSAID):
                self.found[text] = None
        for inner in _places(node):
            self.visit(inner, is_word=False)


Pieces = tuple[str | None, ...]
"""Texts, and None for each place."""


def is_sentence(text: str) -> bool:
    """Whether people are meant to read it.

    Parameters
    ----------
    text
        A text with numbered places.

    Returns
    -------
    bool
        False for keys, patterns, and forms for machines.
    """
    bare = PLACE.sub("", text)
    if text in UNSAID or "\n" in text:
        return False
    return bool(WORD.search(bare)) and not MACHINE.search(text) and bool(SPACED.search(text))


def _is_list_of_words(node: ast.AST) -> bool:
    """Whether the values of an enumeration stand in it."""
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "StrEnum" for base in node.bases)


def _heard(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node in which something may be said to people."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func).rpartition(".")[2]
        if called not in SILENT_CALLS:
            yield from node.args
        yield from (each.value for each in node.keywords if each.arg not in SILENT_KEYWORDS)
        if called != "split":
            yield node.func
    elif isinstance(node, ast.AnnAssign):
        yield from () if node.value is None else (node.value,)
    elif isinstance(node, ast.Dict):
        yield from node.values
    elif isinstance(node, ast.Subscript):
        yield node.value
    elif isinstance(node, ast.FunctionDef):
        yield from (*node.body, *node.args.defaults, *(each for each in node.args.kw_defaults if each))
    elif not isinstance(node, ast.Compare | ast.Raise) or _is_ours(node):
        yield from ast.iter_child_nodes(node)


def _is_ours(node: ast.Compare | ast.Raise) -> bool:
    if isinstance(node, ast.Compare):
        return False
    return not (isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) in SILENT_CALLS)


def _holds_text(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _holds_text(node.left) or _holds_text(node.right)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _ways(node: ast.expr) -> list[Pieces]:
    """Every way in which a text may come out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [_constant(node.value)]
    if isinstance(node, ast.JoinedStr):
        parts = [_ways(value) for value in node.values]
        return [tuple(piece for part in way for piece in part) for way in product(*parts)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [left + right for left, right in product(_ways(node.left), _ways(node.right))]
    if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.IfExp):
        return _ways(node.value)
    if isinstance(node, ast.IfExp) and _is_text(node.body) and _is_text(node.orelse):
        return [*_ways(node.body), *_ways(node.orelse)]
    return [(None,)]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.IfExp) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _constant(text: str) -> Pieces:
    """A text; ``{}`` in it is filled by ``format``."""
    pieces: list[str | None] = []
    for index, piece in enumerate(text.split("{}")):
        pieces += [None, piece] if index else [piece]
    return tuple(pieces)


def _places(node: ast.expr) -> Iterator[ast.expr]:
    """What fills the places of a text; it may hold texts of its own."""
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from _places(value)
    elif isinstance(node, ast.BinOp):
        yield from (*_places(node.left), *_places(node.right))
    elif isinstance(node, ast.IfExp):
        yield from (*_places(node.body), *_places(node.orelse), node.test)
    elif isinstance(node, ast.FormattedValue):
        yield from _places(node.value)
    elif not isinstance(node, ast.Constant):
        yield node


def _numbered(pieces: Pieces) -> str:
    text, number = "", 0
    for piece in pieces:
        if piece is None:
            number += 1
            text += f"{{{number}}}"
        else:
            text += piece.replace("{", "{{").replace("}", "}}")
    return text.strip()
