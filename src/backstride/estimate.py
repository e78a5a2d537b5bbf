"""A number with the range it may lie in."""

from dataclasses import dataclass
from typing import Self

from backstride.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and the range it may lie in; the unit is in the name of what holds it.

    The ranges that Backstride adds up come from models, so their errors are shared: a sum or a
    multiple keeps the ends of the range in step rather than letting them cancel out.

    Parameters
    ----------
    value
        The best single number.
    low
        The lower end of the range, at most ``value``.
    high
        The upper end of the range, at least ``value``.

    Examples
    --------
    >>> Estimate(100.0, 90.0, 115.0) + Estimate(50.0, 45.0, 60.0)
    Estimate(value=150.0, low=135.0, high=175.0)
    >>> 2 * Estimate(100.0, 90.0, 115.0)
    Estimate(value=200.0, low=180.0, high=230.0)
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise InvalidValue(
                f"An estimate of {self.value} with the range {self.low} to {self.high} was given.",
                allowed="The value lies inside its own range.",
                remedy="Order the three numbers as value, low, high.",
            )

    @classmethod
    def exact(cls, value: float) -> Self:
        """A number without a range, such as a measured one.

        Parameters
        ----------
        value
            The number.

        Returns
        -------
        Estimate
            The number as both ends of its own range.
        """
        return cls(value, value, value)

    @classmethod
    def spread(cls, *values: float) -> Self:
        """The first value, with the range that all of them span.

        Parameters
        ----------
        values
            The best single number first.

        Returns
        -------
        Estimate
            The first, between the lowest and the highest.
        """
        return cls(values[0], min(values), max(values))

    def __add__(self, other: Self) -> Self:
        """The sum, ends added to ends."""
        return type(self)(self.value + other.value, self.low + other.low, self.high + other.high)

    def __mul__(self, factor: float) -> Self:
        """The multiple by a factor of zero or more."""
        return type(self)(self.value * factor, self.low * factor, self.high * factor)

    __rmul__ = __mul__
