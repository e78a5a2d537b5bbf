"""Whether an activity is still as somebody saw it."""

import hashlib
import json

from backstride.log import Activity
from backstride.log.derive import places
from backstride.store import Log


def state_of(log: Log, athlete: str, activity: Activity) -> str:
    """A short text that changes with all that people say of an activity.

    Parameters
    ----------
    log
        The log.
    athlete
        Whose it is.
    activity
        The activity.

    Returns
    -------
    str
        Sixteen hexadecimal letters.
    """
    timelines = log.activities.timelines(athlete, places(activity))
    said = [timelines[place].as_document() for place in places(activity) if place in timelines]
    text = json.dumps([activity.as_document(), said], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
