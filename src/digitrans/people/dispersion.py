"""Means, spread, agreement and reliability: the arithmetic of several people's answers. Pure; exact but for quantiles.

``docs/scoring.md`` has worked examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import exp, lcm, lgamma, log, sqrt
from typing import NamedTuple

from digitrans.answers.scoring import HIGHEST


def in_parts(values: Sequence[Fraction | int]) -> tuple[list[int], int]:
    """``values`` as whole numbers of the largest part that all are made of, and how many parts make one.

    Thousands of fractions are added in a moment this way, and one by one in seconds.
    """
    parts = lcm(*{value.denominator for value in values})
    return [value.numerator * (parts // value.denominator) for value in values], parts


def total(values: Sequence[Fraction | int]) -> Fraction:
    """The sum, exactly; 0 of nothing."""
    whole, parts = in_parts(values)
    return Fraction(sum(whole), parts)


def mean(values: Sequence[Fraction | int]) -> Fraction:
    """The arithmetic mean, exactly, of at least one value."""
    return total(values) / len(values)


def squares(values: Sequence[Fraction | int]) -> Fraction:
    """The sum of the squared distances from the mean, exactly, of at least one value."""
    whole, parts = in_parts(values)
    n = len(whole)
    return Fraction(n * sum(each * each for each in whole) - sum(whole) ** 2, n * parts * parts)


def variance(values: Sequence[Fraction | int]) -> Fraction:
    """The sample variance, divided by n - 1, exactly, of at least two values."""
    return squares(values) / (len(values) - 1)


def agreement(rows: Sequence[tuple[int, ...]], points_of_scale: int = HIGHEST) -> Fraction:
    """The mean r_wg of the items: 1 is full agreement, 0 no more than by chance.

    ``rows``: the answers of at least two people to the same items. Uniform null distribution; cut to 0 to 1. James,
    Demaree and Wolf (1984). Not stepped up to r_wg(J), which calls high what is not.
    """
    expected = Fraction(points_of_scale**2 - 1, 12)
    single = 1 - mean([variance(column) for column in zip(*rows, strict=True)]) / expected
    return min(max(single, Fraction(0)), Fraction(1))


class Spread(NamedTuple):
    """A standard deviation in tenths; ``or_less`` where it is only told that it is no more than that."""

    value: Fraction
    or_less: bool


def spread(values: Sequence[Fraction], width: int) -> Spread:
    """The sample's standard deviation of at least ten values, as it may be told.

    Where all others answer alike, the one who does not makes all the spread; so what is no more than that one could
    make, and a step more, is told in the same words.
    """
    n = len(values)
    least = _up(sqrt(((width - 1) ** 2 * (n - 1) / n + 2) / (n - 1)))
    found = Fraction(round(sqrt(variance(values)) * 10), 10)
    return Spread(least, or_less=True) if found <= least else Spread(found, or_less=False)


def _up(value: float) -> Fraction:
    return Fraction(-int(-value * 10 // 1), 10)


class Reliability(NamedTuple):
    """Whether the answers of ``n`` people hang together, by Cronbach's alpha as it may be told: from 0.5 up, or below.

    ``low`` and ``high`` are the ends of its 95 per cent interval, at the least and at the most that it may be.
    """

    holds: bool
    low: Fraction
    high: Fraction
    n: int


HANGS_TOGETHER = Fraction(1, 2)
"""Alpha is told as below this, or as this and more.

In tenths, or with a step at 0.7, it would tell now and then that all others answered alike: to one whose own answers
are the only ones apart, the alpha of two questions follows from those alone.
"""


def alpha(rows: Sequence[tuple[int, ...]]) -> Fraction | None:
    """Cronbach's alpha of two items or more over the people in ``rows``; None where all sums are the same."""
    columns = list(zip(*rows, strict=True))
    whole = variance([sum(row) for row in rows])
    if len(columns) < 2 or whole == 0:
        return None
    count = len(columns)
    return Fraction(count, count - 1) * (1 - sum((variance(each) for each in columns), Fraction(0)) / whole)


def reliability(rows: Sequence[tuple[int, ...]]) -> Reliability | None:
    """Alpha with Feldt's interval, as it may be told, of ten people or more; None with one item."""
    n, items = len(rows), len(rows[0])
    if items < 2:
        return None
    found = alpha(rows)
    holds = found is not None and found >= HANGS_TOGETHER
    low, high = (Fraction(round(each * 10), 10) for each in feldt_interval(float(HANGS_TOGETHER), n, items))
    return Reliability(holds, max(low, Fraction(0)) if holds else Fraction(0), Fraction(1) if holds else high, n)


def feldt_interval(value: float, n: int, items: int) -> tuple[float, float]:
    """The 95 per cent interval of an alpha of ``value`` with ``n`` people and ``items`` items (Feldt 1987)."""
    over, under = n - 1, (n - 1) * (items - 1)
    return 1 - (1 - value) * f_quantile(0.975, over, under), 1 - (1 - value) * f_quantile(0.025, over, under)


@cache
def f_quantile(share: float, over: int, under: int) -> float:
    """The value of F with ``over`` and ``under`` degrees of freedom that a ``share`` of cases lies below."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _beta(over / 2, under / 2, middle) < share else (low, middle)
    return under * low / (over * (1 - low))


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz's method)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    upper, lower = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    found = lower
    for step in range(1, 500):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for part in (even, odd):
            lower = 1 / (1 + part * lower or 1e-30)
            upper = 1 + part / upper or 1e-30
            found *= upper * lower
        if abs(upper * lower - 1) < 1e-14:
            break
    return front * found
