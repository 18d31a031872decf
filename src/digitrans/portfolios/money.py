"""Sums of money of which only some parts, or only the ends, are known. Exact, and pure.

An amount is a number, a ``Range``, or None where it is unknown; None is never counted as nothing. Where one figure must
stand for a range (shares, sorting, limits), it is the high end: what it may come to.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from digitrans.portfolios.models import Range

Money = int | Fraction


class Total(NamedTuple):
    """A sum of amounts, at least ``low`` and at most ``high``, of the ``known`` of ``of`` that are stated."""

    low: Money
    high: Money
    known: int
    of: int

    @property
    def is_known(self) -> bool:
        """Whether any of the amounts is stated; a sum of none is no 0."""
        return self.known > 0

    @property
    def is_whole(self) -> bool:
        """Whether every amount is stated."""
        return self.known == self.of


def ends(amount: float | Range) -> tuple[Money, Money]:
    """The low and the high end of an amount; the same twice where it is one number."""
    if type(amount) is Range:
        return exact(amount.low), exact(amount.high)
    figure = exact(amount)
    return figure, figure


def highest(amount: float | Range) -> Money:
    """What an amount may come to."""
    return exact(amount if isinstance(amount, int | float) else amount.high)


@lru_cache(4096)
def exact(amount: float) -> Money:
    """A number as the file has it, without the error of binary fractions."""
    return int(amount) if float(amount).is_integer() else Fraction(str(amount))


def total(amounts: Iterable[float | Range | None]) -> Total:
    """The sum of what is stated."""
    given = list(amounts)
    stated = [each for each in given if each is not None]
    if not stated:
        return Total(0, 0, 0, len(given))
    low: Money = 0
    high: Money = 0
    for amount in stated:
        if type(amount) is Range:
            low += exact(amount.low)
            high += exact(amount.high)
        else:
            figure = exact(amount)
            low += figure
            high += figure
    return Total(low, high, len(stated), len(given))
