"""A training log: activities, what people say of them and change in them, and what follows from that.

Pure values and rules. How they are kept is the business of `backstride.store`.
"""

from backstride.log.activity import Activity, Facts, Mark, Surface, Timeline, Told, Window, activity_key
from backstride.log.compose import compose, cut, without
from backstride.log.derive import Derived, basis, derive
from backstride.log.same import Pair, Shape, Verdict, compare, resolve, shape_of

__all__ = [
    "Activity",
    "Derived",
    "Facts",
    "Mark",
    "Pair",
    "Shape",
    "Surface",
    "Timeline",
    "Told",
    "Verdict",
    "Window",
    "activity_key",
    "basis",
    "compare",
    "compose",
    "cut",
    "derive",
    "resolve",
    "shape_of",
    "without",
]
