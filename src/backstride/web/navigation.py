"""The pages of the app, in the order in which they are offered."""

from dataclasses import dataclass
from typing import Final

from backstride.web.phrases import marked as _


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A page that can be reached from every other."""

    path: str
    title: str
    """In English; the templates translate it."""
    icon: str
    """The name of its drawing in ``icons.html.j2``."""
    is_main: bool = False
    """Whether a narrow screen shows it too, and not only under "More"."""
    group: str = "train"


PAGES: Final = (
    PageLink(path="/today", title=_("Today"), icon="today", is_main=True),
    PageLink(path="/calendar", title=_("Calendar"), icon="calendar", is_main=True),
    PageLink(path="/plan", title=_("Plan"), icon="plan", is_main=True),
    PageLink(path="/activities", title=_("Activities"), icon="activities", is_main=True, group="log"),
    PageLink(path="/progress", title=_("Progress"), icon="progress", group="log"),
    PageLink(path="/muscles", title=_("Muscles"), icon="muscles", group="log"),
    PageLink(path="/import", title=_("Import"), icon="import", group="log"),
    PageLink(path="/calculators", title=_("Calculators"), icon="calculators", group="know"),
    PageLink(path="/evidence", title=_("Evidence"), icon="evidence", group="know"),
    PageLink(path="/settings", title=_("Settings"), icon="settings", group="know"),
)
"""Every page but those that belong to one activity, session or import."""
