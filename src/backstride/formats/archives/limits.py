"""How much of an archive is read before it is taken for an attack, or a mistake."""

from dataclasses import dataclass
from typing import Final

from backstride.errors import InvalidValue, TooLarge
from backstride.formats.content import FREE_OF_RATIO, LARGEST_RATIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an archive may hold. The defaults lie far beyond a lifetime of training."""

    most_members: int = 200_000
    """Files in the archive and in all archives inside it, together."""
    deepest_nesting: int = 3
    """Archives inside one another; the outermost is the first."""
    largest_member: int = 200_000_000
    """What one file may unpack to. [B]"""
    largest_ratio: int = LARGEST_RATIO
    """How many times its own size a file may unpack to. [-]"""
    free_of_ratio: int = FREE_OF_RATIO
    """Below this size the ratio does not matter. [B]"""
    largest_nested: int = 8_000_000_000
    """What an archive inside the archive may unpack to. [B]"""
    largest_held: int = 16_000_000
    """How much of an archive inside the archive is held in memory, before it goes to a nameless file. [B]"""
    largest_total: int = 50_000_000_000
    """What everything that is read may unpack to, together. [B]"""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) < 1:
                raise InvalidValue(
                    f"The limit {name} is {getattr(self, name)}.",
                    allowed="A limit is at least 1.",
                    remedy="Give a larger number.",
                )


LIMITS: Final = Limits()
"""The limits that hold unless others are given."""


class Budget:
    """What is left of the limits that hold for an archive and all archives inside it, together.

    Parameters
    ----------
    limits
        What is allowed.
    archive_size
        Size of the outermost archive. [B]
    """

    __slots__ = ("_allowed", "bytes_left", "limits", "members_left")

    def __init__(self, limits: Limits, archive_size: int) -> None:
        by_ratio = max(limits.free_of_ratio, limits.largest_ratio * archive_size)
        self._allowed = min(limits.largest_total, by_ratio)
        self.limits = limits
        self.bytes_left = self._allowed
        self.members_left = limits.most_members

    def unpack(self, size: int) -> None:
        """Note that something was unpacked.

        Parameters
        ----------
        size
            How much. [B]

        Raises
        ------
        TooLarge
            If it is more than was left.
        """
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise TooLarge(
                f"All that was read of the archive unpacks to more than {self._allowed // 1_000_000} MB.",
                allowed=f"An archive may unpack to {self.limits.largest_total // 1_000_000_000} GB, "
                f"and to {self.limits.largest_ratio} times its own size.",
                remedy="Unpack it yourself, and import the recordings in smaller parts.",
            )

    def list_member(self) -> None:
        """Note that the archive holds one more file.

        Raises
        ------
        TooLarge
            If it is more than was left.
        """
        self.members_left -= 1
        if self.members_left < 0:
            raise too_many_members(self.limits)


def too_many_members(limits: Limits) -> TooLarge:
    """The refusal of an archive with too many files.

    Parameters
    ----------
    limits
        What is allowed.

    Returns
    -------
    TooLarge
        To be raised.
    """
    return TooLarge(
        f"The archive holds more than {limits.most_members} files.",
        allowed=f"An archive may hold {limits.most_members} files, with those of the archives inside it.",
        remedy="Unpack it yourself, and import the recordings in smaller parts.",
    )
