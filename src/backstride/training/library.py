"""The programmes that come with Backstride: every file of the folder ``programmes`` is one."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import resources
from types import MappingProxyType

from backstride.errors import InvalidValue
from backstride.training.programme import Programme
from backstride.training.programme_file import read_programme
from backstride.training.template_workout import doses_of, workout_of

__all__ = ["doses_of", "programme", "programmes", "read_programme", "workout_of"]


@cache
def programmes() -> Mapping[str, Programme]:
    """Every packaged programme by its key, in the order of the keys.

    Source: backstride-rules. Belief: claimed.

    Returns
    -------
    Mapping
        Read-only.

    Examples
    --------
    >>> programmes()["first-steps"].goal.value
    'learn'
    """
    folder = resources.files("backstride.training").joinpath("programmes")
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda it: it.name)
    found = (read_programme(each.read_text(encoding="utf-8"), name=each.name) for each in files)
    return MappingProxyType({each.key: each for each in found})


def programme(key: str) -> Programme:
    """The packaged programme with a key.

    Source: backstride-rules. Belief: claimed.

    Parameters
    ----------
    key
        The key, which is the name of its file.

    Returns
    -------
    Programme
        The programme.

    Raises
    ------
    InvalidValue
        If there is none; it names those that are near.

    Examples
    --------
    >>> programme("backward-mile").race_distance_m
    1609.344
    """
    known = programmes()
    if key not in known:
        near = get_close_matches(key, known, n=3)
        raise InvalidValue(
            f"No programme is called {key[:80]!r}.",
            allowed=f"Near it: {', '.join(near)}." if near else f"There are {', '.join(known)}.",
            remedy="Take one of those that `backstride programmes` lists, or give a file of your own.",
        )
    return known[key]
