"""Answers that are no points: what several people chose, how they shared out, and the numbers they gave. Pure.

Every figure rests on those of a group who answered the question, and is let out only as ``suppression`` allows.
``docs/scoring.md`` has worked examples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from digitrans.answers.values import Answer, Asked, Missing
from digitrans.content.items import Allocation, AnyItem, Choice, Choices, Number, Rating, Slider, Status, Writing
from digitrans.people.dispersion import mean, variance
from digitrans.people.suppression import SMALLEST, Behind, Gate, Person

Figures = tuple[Fraction, ...]
"""One number; or for every option, in the item's order, a share from 0 to 1."""


@dataclass(frozen=True)
class Part:
    """A group's figures on one question; no ``means`` where none may be shown, and ``hidden`` then says why.

    ``means`` has the share of people who chose each option, the mean share given to each, or the one mean of a number,
    whose ``spread`` is the sample's standard deviation. ``held``: answers that came later wait until there are three.
    """

    block: str
    n: int = 0
    means: Figures = ()
    spread: float | None = None
    hidden: str | None = None
    held: bool = False


@dataclass(frozen=True)
class Tally:
    """One question: the leader's own answer (None without one), the groups' figures, and how far apart they are.

    ``distance`` is that of the farthest two, 0 to 1; None where there are no two.
    """

    asked: Asked
    own: Figures | None
    parts: tuple[Part, ...]
    distance: Fraction | None


def is_tallied(item: AnyItem) -> bool:
    """Whether the answers are counted as they are: they make no score, lie between no poles, and are no words."""
    scored = item.scored_ends is not None and item.dimension is not None
    return isinstance(item, Number | Choice | Choices | Allocation | Status) and not scored


def options_of(item: AnyItem) -> tuple[str, ...]:
    """The ids of what can be chosen or shared out among; none for a number."""
    return item.choices


def is_whole(item: AnyItem) -> bool:
    """Whether the shares of an item's options make a whole: not where any number of them may be chosen."""
    return not isinstance(item, Choices | Number)


def figures_of(item: AnyItem, answer: Answer) -> Figures | None:
    """One person's answer as figures: 1 for what was chosen and 0 for the rest, shares, or the number; None without."""
    value = answer.value
    if isinstance(value, Missing):
        return None
    chosen = value if isinstance(value, tuple) else (value,)
    match item:
        case Number():
            return (Fraction(str(value)),)
        case Allocation():
            shares = {each[0]: each[1] for each in chosen if isinstance(each, tuple)}
            return tuple(Fraction(shares.get(option, 0), 100) for option in item.choices)
        case Choice() | Choices() | Status():
            return tuple(Fraction(option in chosen) for option in item.choices)
        case Rating() | Slider() | Writing():
            return None  # scored, between poles, or words: never tallied
        case _:
            assert_never(item)


def distance_between(item: AnyItem, one: Figures, other: Figures) -> Fraction:
    """How far apart two groups are on a question, 0 to 1.

    Shares that make a whole: half the sum of the differences. Where several may be chosen: the largest difference on
    one option. Numbers: the difference as a part of the larger one.
    """
    apart = [abs(a - b) for a, b in zip(one, other, strict=True)]
    if isinstance(item, Number):
        larger = max(abs(one[0]), abs(other[0]))
        return min(apart[0] / larger, Fraction(1)) if larger else Fraction(0)
    return max(apart) if isinstance(item, Choices) else sum(apart, Fraction(0)) / 2


def tally(
    asked: Asked, own: Answer | None, groups: Mapping[str, Behind], answers: Mapping[Person, Answer], gate: Gate
) -> Tally:
    """The figures of all groups on one question. ``answers`` are those of everyone, all versions of them."""
    given = {person: found for person, each in answers.items() if (found := figures_of(asked.item, each)) is not None}
    mine = figures_of(asked.item, own) if own is not None else None
    parts = tuple(_part(asked.item, name, wanted, given, gate) for name, wanted in groups.items())
    places = [each for each in (mine, *(part.means for part in parts)) if each]
    apart = [distance_between(asked.item, one, other) for one, other in combinations(places, 2)]
    return Tally(asked, mine, parts, max(apart, default=None))


def _part(item: AnyItem, block: str, people: Behind, given: Mapping[Person, Figures], gate: Gate) -> Part:
    wanted = people & frozenset(given)
    if len(wanted) < SMALLEST:
        return Part(block, hidden="few")
    codes = {code for code, _ in people}
    behind = gate.let_out(block, wanted, frozenset(each for each in given if each[0] in codes))
    if behind is None:
        return Part(block, hidden="subtraction")
    rows = [given[person] for person in sorted(behind)]
    spread = float(variance([row[0] for row in rows])) ** 0.5 if isinstance(item, Number) else None
    return Part(block, len(rows), means_of(rows), spread, held=behind != wanted)


def means_of(rows: Sequence[Figures]) -> Figures:
    """The means of at least one person's figures, option by option."""
    return tuple(mean(column) for column in zip(*rows, strict=True))
