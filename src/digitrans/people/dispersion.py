"""Means, spread, agreement and reliability: the arithmetic of several people's answers. Pure and exact.

``docs/scoring.md`` has worked examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from digitrans.answers.scoring import HIGHEST


def mean(values: Sequence[Fraction | int]) -> Fraction:
    """The arithmetic mean, exactly, of at least one value."""
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


def variance(values: Sequence[Fraction | int]) -> Fraction:
    """The sample variance, divided by n - 1, exactly, of at least two values."""
    middle = mean(values)
    return sum(((Fraction(value) - middle) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def agreement(rows: Sequence[tuple[int, ...]], points_of_scale: int = HIGHEST) -> Fraction:
    """r_wg of one item, or r_wg(J) of J items: 1 is full agreement, 0 no more than by chance.

    ``rows``: the answers of at least two people to the same items. Uniform null distribution; cut to 0 to 1. James,
    Demaree and Wolf (1984).
    """
    expected = Fraction(points_of_scale**2 - 1, 12)
    columns = list(zip(*rows, strict=True))
    single = 1 - mean([variance(column) for column in columns]) / expected
    within = min(max(single, Fraction(0)), Fraction(1))
    count = len(columns)
    return count * within / (count * within + 1 - within)


def reliability(rows: Sequence[tuple[int, ...]]) -> Fraction | None:
    """Cronbach's alpha of two items or more over the people in ``rows``; None where all sums are the same."""
    columns = list(zip(*rows, strict=True))
    total = variance([sum(row) for row in rows])
    if len(columns) < 2 or total == 0:
        return None
    count = len(columns)
    return Fraction(count, count - 1) * (1 - sum((variance(each) for each in columns), Fraction(0)) / total)


def agreement_word(value: Fraction) -> str:
    """ "low" below 0.5, "moderate" below 0.7, "high" from there."""
    return "low" if value < Fraction(1, 2) else "moderate" if value < Fraction(7, 10) else "high"
