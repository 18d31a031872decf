"""What may be said in words of a group's figures: only what chance would give in fewer than one case of twenty. Pure.

The tables are recomputed by a test; ``bench/words.py`` measures how often each word is false. ``docs/scoring.md`` says
what each stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from digitrans.people.suppression import SMALLEST

FALSE_WORDS = Fraction(1, 20)
"""How often a word may be said where there is nothing to say."""
SMALLEST_GAP = Fraction(3, 4)
WORDS_FROM, SPREAD_FROM, ALPHA_FROM, CAMPS_FROM = 8, 10, 10, 8
CAMP, CAMP_SHARE, BETWEEN = 3, Fraction(45, 100), 15

_GAPS: Mapping[int, tuple[str, str, str, str]] = {
    4: ("1.50", "1.25", "1.17", "1.12"),
    5: ("1.40", "1.20", "1.07", "1.05"),
    6: ("1.33", "1.08", "0.94", "0.92"),
    8: ("1.12", "0.92", "0.83", "0.83"),
    10: ("1.00", "0.85", "0.73", "0.70"),
    15: ("0.87", "0.63", "0.60", "0.57"),
    20: ("0.75", "0.57", "0.50", "0.49"),
    30: ("0.67", "0.50", "0.41", "0.40"),
}
"""Gaps, on a scale of five points, that chance gives in fewer than 5 % of cases, also as figures are told in tenths.

By people, then for 1, 2, 3, 4 items.
"""

_HIGH: Mapping[int, str] = {
    8: "0.26", 9: "0.27", 10: "0.40", 11: "0.41", 12: "0.42", 13: "0.43", 14: "0.48", 15: "0.49",
    20: "0.56", 25: "0.60",
}  # fmt: skip
_LOW: Mapping[int, str] = {8: "1.27", 9: "1.26", 10: "1.17", 12: "1.10", 14: "1.07", 20: "1.00"}
"""Item variances up to which agreement is high, and from which it is low: by people, on a scale of five points.

High: answers by chance with a standard deviation of 1 come that close in 5 % of cases or fewer. Low: answers that agree
at r_wg = 0.7 lie that far apart in 5 % or fewer.
"""


def critical_gap(n: int, items: int, width: int = 4) -> Fraction:
    """From which difference between one person and ``n`` others, 4 or more, a word is said; in points of the scale.

    ``items`` stand behind both figures; ``width`` is that of the scale, end minus start. With four people the mean is
    told in halves, so the difference can look a quarter larger than it is.
    """
    critical = Fraction(_GAPS[_row(n, _GAPS)][min(items, 4) - 1])
    told_in_halves = Fraction(1, 4) if n == SMALLEST else Fraction(0)
    return max(SMALLEST_GAP, critical + told_in_halves) * width / 4


def gap_word(gap: Fraction | None, n: int, items: int, neutral: bool = False, width: int = 4) -> str | None:
    """ "blind" where the leader's score lies farther above the others' than by chance, "strength" below; else None.

    Where higher is not better, "higher" and "lower".
    """
    if gap is None or abs(gap) < critical_gap(n, items, width):
        return None
    if neutral:
        return "higher" if gap > 0 else "lower"
    return "blind" if gap > 0 else "strength"


def agreement_word(squares: Fraction, n: int, items: int, width: int = 4) -> str | None:
    """ "high", "low", or "middle" where neither can be said; None where fewer than 8 answered everything.

    ``squares`` is the sum of the squared distances from the mean, over all ``items``: n - 1 times the sum of the items'
    variances. The bounds are moved, to the careful side, to where nobody can tell from the word that all others
    answered alike: neither from the group's mean nor with an answer of their own.
    """
    if n < WORDS_FROM:
        return None
    on_five = squares * Fraction(16, width**2)
    variances = items * (n - 1)
    if on_five <= _lowered(Fraction(_HIGH[_row(n, _HIGH)]) * variances, n, items):
        return "high"
    return "low" if on_five >= _raised(Fraction(_LOW[_row(n, _LOW)]) * variances, n, items) else "middle"


def in_two_camps(values: Sequence[Fraction], start: int, end: int) -> bool | None:
    """Whether a group stands in two camps: at least 3, and 45 %, below a scale's middle, and as many above it.

    Below and above by more than half a point, on a scale of five; and between them one person of fifteen at the most,
    since answers by chance leave more. None where fewer than 8 have answered.
    """
    n = len(values)
    if n < CAMPS_FROM:
        return None
    middle, away = Fraction(start + end, 2), Fraction(end - start, 8)
    below, above = sum(v < middle - away for v in values), sum(v > middle + away for v in values)
    return min(below, above) >= max(Fraction(CAMP), CAMP_SHARE * n) and (n - below - above) * BETWEEN <= n


def _row(n: int, table: Mapping[int, object]) -> int:
    """The entry of the largest group that is no larger than ``n``."""
    return max(each for each in table if each <= n)


_A_BIT = Fraction(1, 1_000_000)


def _lowered(bound: Fraction, n: int, items: int) -> Fraction:
    """``bound``, or as much lower as it takes that all alike are not alone below it; negative for never."""
    for alike in reversed(_alike(n, items)):
        if alike <= bound < alike + 2:
            bound = alike - _A_BIT
    return bound


def _raised(bound: Fraction, n: int, items: int) -> Fraction:
    """``bound``, or as much higher as it takes that all alike are not alone below it."""
    for alike in _alike(n, items):
        if alike < bound <= alike + 2:
            bound = alike + 2 + _A_BIT
    return bound


def _alike(n: int, items: int) -> list[Fraction]:
    """The least squares where all but one answer the same and that one is so many points away in all, smallest first.

    One step of somebody else to either side adds up to 2.
    """
    found = []
    for points in range(4 * items + 1):
        each, more = divmod(points, items)
        found.append(Fraction(n - 1, n) * ((items - more) * each**2 + more * (each + 1) ** 2))
    return found


def is_moved(change: Fraction, people: tuple[int, int], items: int, width: int = 4) -> bool:
    """Whether a group's mean has moved by more than chance gives between two rounds with so many ``people``.

    Two means vary as one does, times the root of two: the critical gap of the smaller group, squared and doubled.
    """
    smaller = critical_gap(min(people), items, width)
    return change**2 >= 2 * smaller**2
