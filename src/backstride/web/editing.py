"""How a request says what it changes: on which state of an activity, and whether only to see it."""

from dataclasses import replace

from backstride.actions.changing import Edit
from backstride.web.place import Place
from backstride.web.visitor import Visitor

STATE: str = r"^[0-9a-f]{16}$"
"""How the state of an activity looks."""


def edit_of(
    place: Place, visitor: Visitor, key: str, *, state: str | None = None, is_dry: bool = False
) -> Edit:
    """A change of one activity, made on what the person saw.

    Parameters
    ----------
    place
        The log.
    visitor
        Who makes it.
    key
        What names the activity.
    state
        As the person saw it; None to change it however it is.
    is_dry
        Whether only to say what would change.

    Returns
    -------
    Edit
        Whose it is, and when.

    Raises
    ------
    NotInLog
        If there is no such activity.
    """
    edit = visitor.edit(is_dry=is_dry)
    if state is None:
        return edit
    with place.store.reading() as log:
        return replace(edit, seen={log.activities.key_of(key, visitor.athlete): state})
