"""What may be said of a mean: how exactly follows from how many stand behind it, never from what they answered. Pure.

A mean near the end of its scale could tell everybody's answer, most easily to somebody who answered at the other end.
So the ends are told as "4.5 or more", from where even that one still cannot tell whether all others answered alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from digitrans.people.suppression import SMALLEST

HALF = Fraction(1, 2)


class Figure(NamedTuple):
    """A mean as it may be told: it lies from ``low`` to ``high``, and is told outright where both are the same."""

    low: Fraction
    high: Fraction

    @property
    def said(self) -> Fraction | None:
        """The mean, where it is told outright."""
        return self.low if self.low == self.high else None

    def nearest(self, value: Fraction) -> Fraction:
        """What of the figure lies nearest to ``value``: differences are never told larger than they are."""
        return min(max(value, self.low), self.high)


class Span(NamedTuple):
    """A scale from ``start`` to ``end``; "or less" and "or more" begin ``ends`` points from there, or farther."""

    start: int
    end: int
    ends: Fraction = Fraction(0)

    @property
    def width(self) -> int:
        return self.end - self.start


def apart(one: Figure, other: Figure) -> Fraction:
    """How far two means lie apart at the least."""
    return max(Fraction(0), one.low - other.high, other.low - one.high)


def exactly(value: Fraction) -> Figure:
    """What is known outright, as one's own answer is."""
    return Figure(value, value)


def limit(n: int, span: Span) -> Fraction:
    """How far from the ends of the scale "or less" and "or more" begin, with ``n`` people.

    Where all but one stand at one end and that one at the other, the mean is width / n from the end. One point more
    must be told in the same words; so (width + 1) / n, and up to the next tenth.
    """
    return max(_up(Fraction(span.width + 1, n), 10), span.ends)


def mean_figure(total: Fraction, n: int, span: Span) -> Figure:
    """The mean of ``n`` people, 4 or more: the ends of the scale in one, of four people in halves, else in tenths."""
    mean, away = total / n, limit(n, span)
    if mean <= span.start + away:
        return Figure(Fraction(span.start), span.start + away)
    if mean >= span.end - away:
        return Figure(span.end - away, Fraction(span.end))
    return exactly(_near(mean, 2 if n == SMALLEST and span.width < 10 else 10))


def joined(parts: Sequence[tuple[Figure, int]], span: Span) -> Figure:
    """The mean over several waves, made of nothing but what may be told of each: (figure, people) of every one."""
    if len(parts) == 1:
        return parts[0][0]
    n = sum(each for _, each in parts)
    ends = [(_opened(figure) if people == SMALLEST else figure, people) for figure, people in parts]
    low = sum((figure.low * people for figure, people in ends), Fraction(0)) / n
    high = sum((figure.high * people for figure, people in ends), Fraction(0)) / n
    if low == high:
        return exactly(_near(low, 10))
    return Figure(max(-_up(-low, 10), Fraction(span.start)), min(_up(high, 10), Fraction(span.end)))


def _opened(figure: Figure) -> Figure:
    """A mean in halves, from the least to the most that it stands for."""
    return figure if figure.said is None else Figure(figure.low - Fraction(1, 4), figure.high + Fraction(1, 4))


def share_figures(counts: Sequence[Fraction], n: int, whole: bool, width: int = 1) -> tuple[Figure, ...] | None:
    """The shares of ``n`` people on each option, 0 to 1, of which "or less" and "or more" begin after two people.

    ``counts`` are sums over the people: of 0 or 1, or of 0 to ``width`` where everyone shared out that many parts, and
    then they are told in steps of 10 per cent. Where the options make a ``whole``, those that are told as "or less"
    leave the others as open. None where there are but four people, of whom hardly anything could be told.
    """
    away = Fraction(2, n) if width == 1 else _up(Fraction(width + 1, width * n), 100)
    if n <= SMALLEST:
        return None
    if width > 1:
        return _shared_out(counts, away)
    shares = [each / n for each in counts]
    return _parts_of_a_whole(shares, away, Fraction(3, n)) if whole else tuple(_share(each, away) for each in shares)


def _share(share: Fraction, away: Fraction) -> Figure:
    if share <= away:
        return Figure(Fraction(0), away)
    return Figure(1 - away, Fraction(1)) if share >= 1 - away else exactly(_near(share, 100))


def _parts_of_a_whole(shares: Sequence[Fraction], away: Fraction, least: Fraction) -> tuple[Figure, ...]:
    """The small parts as "or less"; the others as they stand to each other, as open as the small ones leave them.

    ``least`` is the smallest that is no small part.
    """
    large = [each for each in shares if each > away]
    rest, small = sum(large, Fraction(0)), len(shares) - len(large)
    leaves = max(1 - small * away, Fraction(0))
    found = []
    for share in shares:
        if share <= away:
            found.append(Figure(Fraction(0), away))
            continue
        most = _near(share / rest, 100) if len(large) > 1 else Fraction(1)
        found.append(Figure(min(max(-_up(-most * leaves, 100), least), most), most))
    return tuple(found)


def _shared_out(counts: Sequence[Fraction], away: Fraction) -> tuple[Figure, ...]:
    """Mean shares: which are large, and how those stand to each other, follows from nothing but their proportions.

    So whatever is told, the small ones may have had nothing, or together as much as one person and a part more
    (``away``): nobody can work out that all others gave one of them nothing.
    """
    edge = _up(away / (1 - away), 20)
    common = lcm(*(each.denominator for each in counts))
    sizes = [each.numerator * (common // each.denominator) for each in counts]  # whole numbers: as exact, and faster
    falling = sorted(range(len(sizes)), key=lambda place: (-sizes[place], place))
    large = falling[: max(m for m in range(1, len(sizes) + 1) if _stands(sizes, falling[:m], edge))]
    steps = _in_steps([sizes[place] for place in large], 10)
    leaves = max(1 - (len(sizes) - len(large)) * edge, Fraction(0))
    found = [Figure(Fraction(0), edge)] * len(sizes)
    for place, most in zip(large, steps, strict=True):
        found[place] = Figure(-_up(-most * leaves, 100), most)
    return tuple(found)


def _stands(sizes: Sequence[int], first: Sequence[int], edge: Fraction) -> bool:
    """Whether the smallest of the ``first`` is a large part of them."""
    return sizes[first[-1]] * edge.denominator > edge.numerator * sum(sizes[place] for place in first)


def _in_steps(sizes: Sequence[int], steps: int) -> tuple[Fraction, ...]:
    """Parts of a whole in ``steps`` that come to it: rounded down, and what is left to the largest remainders."""
    rest = sum(sizes)
    down = [each * steps // rest for each in sizes]
    left = steps - sum(down)
    most = sorted(range(len(sizes)), key=lambda place: (down[place] * rest - sizes[place] * steps, place))[:left]
    return tuple(Fraction(each + (place in most), steps) for place, each in enumerate(down))


def joined_shares(waves: Sequence[tuple[tuple[Figure, ...], int]]) -> tuple[Figure, ...]:
    """Shares over several waves, made of what may be told of each."""
    if len(waves) == 1:
        return waves[0][0]
    n = sum(people for _, people in waves)
    found = []
    for parts in zip(*(figures for figures, _ in waves), strict=True):
        both = list(zip(parts, (people for _, people in waves), strict=True))
        low, high = (sum((part[end] * people for part, people in both), Fraction(0)) / n for end in (0, 1))
        found.append(exactly(_near(low, 100)) if low == high else Figure(-_up(-low, 100), _up(high, 100)))
    return tuple(found)


@lru_cache(maxsize=1024)
def _up(value: Fraction, parts: int) -> Fraction:
    """``value`` rounded up to a whole number of ``parts``."""
    return Fraction(-(-value * parts // 1), parts)


def _near(value: Fraction, parts: int) -> Fraction:
    """``value`` rounded to a whole number of ``parts``, half up (away from zero)."""
    size = Fraction((abs(value) * parts + HALF) // 1, parts)
    return size if value >= 0 else -size
