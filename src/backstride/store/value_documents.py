"""Frozen values as plain documents of JSON, and back, as untrusted input.

A value class becomes an object without the fields that are as they are by default; a tuple, a set or a
mapping becomes a list, a mapping one of pairs, for its keys need not be texts.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from backstride.errors import BackstrideError, DamagedStore

Value = TypeVar("Value")


def document_of(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """A value as a plain document.

    Parameters
    ----------
    value
        A value class, or what its fields hold: texts, numbers, days, words of an enumeration, None, tuples,
        sets, mappings and other value classes.

    Returns
    -------
    object
        For `value_of`.
    """
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [document_of(each) for each in value]
    if isinstance(value, frozenset | Mapping):
        items = value.items() if isinstance(value, Mapping) else value
        return sorted((document_of(each) for each in items), key=json.dumps)
    assert is_dataclass(value), type(value)  # noqa: S101 - the values of training hold nothing else
    return {
        each.name: document_of(held)
        for each in fields(value)
        if (held := getattr(value, each.name)) != _default(each) or _is_required(each)
    }


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


def stored_value(kind: type[Value], document: object, what: str) -> Value:
    """The value that a document of the log holds.

    Parameters
    ----------
    kind
        Its class.
    document
        From `document_of`, by way of the database.
    what
        What it is, for the words if it is none.

    Returns
    -------
    object
        The value.

    Raises
    ------
    DamagedStore
        If it holds none.
    """
    try:
        return value_of(kind, document)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, BackstrideError) as trouble:
        raise DamagedStore(
            f"The log holds {what} that cannot be understood: {trouble}.",
            allowed="What this version of Backstride, or an earlier one, wrote.",
            remedy="Update the program if a later one wrote it; else restore an export.",
        ) from trouble


def value_of(kind: type[Value], document: object) -> Value:
    """The value that a document holds.

    Parameters
    ----------
    kind
        Its class.
    document
        From `document_of`, or from anybody.

    Returns
    -------
    object
        The value.

    Raises
    ------
    ValueError
        If it holds none.
    """
    found: Value = _read(kind, document)
    return found


def _read(kind: Any, document: Any) -> Any:  # noqa: ANN401 - any type that a field may have
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _read_one_of(inner, document)
    if origin is not None:
        return _read_several(origin, inner, document)
    if is_dataclass(kind):
        return _read_fields(kind, document)
    if kind is float:
        _must(isinstance(document, int | float) and not isinstance(document, bool), kind, document)
        _must(math.isfinite(document), kind, document)
        return float(document)
    if kind is date or issubclass(kind, StrEnum):
        _must(isinstance(document, str), kind, document)
        return date.fromisoformat(document) if kind is date else kind(document)
    _must(type(document) is kind, kind, document)
    return document


def _read_one_of(kinds: tuple[Any, ...], document: Any) -> Any:  # noqa: ANN401 - see above
    if document is None and NoneType in kinds:
        return None
    others = [kind for kind in kinds if kind is not NoneType]
    # Of several value classes, it is the one whose fields the document names.
    fitting = [kind for kind in others if len(others) == 1 or document.keys() <= _hints(kind).keys()]
    _must(bool(fitting), others, document)
    return _read(fitting[0], document)


def _read_several(origin: Any, inner: tuple[Any, ...], document: Any) -> Any:  # noqa: ANN401 - see above
    _must(isinstance(document, list), origin, document)
    if issubclass(origin, Mapping):
        pairs = [_read(tuple[inner], each) for each in document]  # type: ignore[valid-type]  # made of data
        _must(len(dict(pairs)) == len(pairs), origin, document)
        return dict(pairs)
    if origin is frozenset:
        read = [_read(inner[0], each) for each in document]
        _must(len(set(read)) == len(read), origin, document)
        return frozenset(read)
    kinds = (inner[0],) * len(document) if inner[-1] is Ellipsis else inner
    return tuple(_read(kind, each) for kind, each in zip(kinds, document, strict=True))


def _read_fields(kind: Any, document: Any) -> Any:  # noqa: ANN401 - see above
    _must(isinstance(document, dict) and document.keys() <= _hints(kind).keys(), kind, document)
    return kind(**{name: _read(_hints(kind)[name], held) for name, held in document.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - see above
    return get_type_hints(kind)


def _must(holds: bool, kind: object, document: object) -> None:  # noqa: FBT001 (a condition, as in assert)
    if not holds:
        name = getattr(kind, "__name__", kind)
        raise ValueError(f"{document!a:.40} is no {name}")
