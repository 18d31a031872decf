"""Answers that are no points: what several people chose, how they shared out, and the numbers they gave. Pure.

Every figure rests on those of a group who answered the question, and is let out only as ``suppression`` allows.
``docs/scoring.md`` has worked examples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from digitrans.answers.values import Answer, Asked, Missing
from digitrans.content.items import Allocation, AnyItem, Choice, Choices, Number, Rating, Slider, Status, Writing
from digitrans.people.figures import Figure, Span, apart, exactly, joined, joined_shares, mean_figure, share_figures
from digitrans.people.suppression import Behind, Person, Waves
from digitrans.values import dataclass

Values = tuple[Fraction, ...]
"""One person's number; or for every option, in the item's order, a share from 0 to 1."""


PARTS = 10
"""People share out a hundred per cent in tens, more often than not."""


@dataclass(frozen=True)
class Part:
    """A group's figures on one question; no ``figures`` where none may be shown, and ``hidden`` then says why.

    ``figures`` has the share of people who chose each option, the mean share given to each, or the one mean of a
    number. ``hidden``: "few", "regrouped", or "options" where those who answered are too few for shares of options.
    ``held``: answers that came later wait until there are enough of them.
    """

    block: str
    n: int = 0
    figures: tuple[Figure, ...] = ()
    hidden: str | None = None
    held: bool = False


@dataclass(frozen=True)
class Tally:
    """One question: the leader's own answer (None without one), the groups' figures, and how far apart they are.

    ``distance`` is that of the farthest two, 0 to 1; None where there are no two.
    """

    asked: Asked
    own: Values | None
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


def figures_of(item: AnyItem, answer: Answer) -> Values | None:
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


def distance_between(item: AnyItem, one: Sequence[Figure], other: Sequence[Figure]) -> Fraction:
    """How far apart two groups are on a question at the least, 0 to 1.

    Shares that make a whole: half the sum of the differences. Where several may be chosen: the largest difference on
    one option. Numbers: the difference as a part of the larger one.
    """
    between = [apart(a, b) for a, b in zip(one, other, strict=True)]
    if isinstance(item, Number):
        larger = max(abs(each) for each in (*one[0], *other[0]))
        return min(between[0] / larger, Fraction(1)) if larger else Fraction(0)
    return max(between) if isinstance(item, Choices) else sum(between, Fraction(0)) / 2


def tally(
    asked: Asked,
    own: Answer | None,
    groups: Mapping[str, Set[str]],
    answers: Mapping[Person, Answer],
    latest: Mapping[str, str],
    waves: Waves,
) -> Tally:
    """The figures of all groups, by their codes, on one question.

    ``answers`` are those of everyone, all versions of them; ``latest`` is the version that counts now, by code.
    """
    given = {person: found for person, each in answers.items() if (found := figures_of(asked.item, each)) is not None}
    mine = figures_of(asked.item, own) if own is not None else None
    answered = {code: version for code, version in latest.items() if (code, version) in given}
    parts = tuple(
        part_of(asked.item, name, waves.behind(codes, answered, given.keys()), given) for name, codes in groups.items()
    )
    places = [*([tuple(map(exactly, mine))] if mine else []), *(part.figures for part in parts if part.figures)]
    apart = [distance_between(asked.item, one, other) for one, other in combinations(places, 2)]
    return Tally(asked, mine, parts, max(apart, default=None))


def part_of(item: AnyItem, block: str, behind: Behind, given: Mapping[Person, Values]) -> Part:
    """What may be told of a group's answers to one question."""
    if behind.hidden:
        return Part(block, hidden=behind.hidden)
    told = []
    for wave in behind.waves:
        found = wave_figures(item, [given[person] for person in sorted(wave)])
        if found is not None:
            told.append((found, len(wave)))
    if not told:
        return Part(block, hidden="options")
    n = sum(people for _, people in told)
    if isinstance(item, Number):
        return Part(block, n, (joined([(each[0], people) for each, people in told], _span(item)),), held=behind.held)
    return Part(block, n, joined_shares(told), held=behind.held)


def wave_figures(item: AnyItem, rows: Sequence[Values]) -> tuple[Figure, ...] | None:
    """What may be told of one wave's answers; None where its people are too few for shares of options."""
    totals = [sum(column, Fraction(0)) for column in zip(*rows, strict=True)]
    if isinstance(item, Number):
        return (mean_figure(totals[0], len(rows), _span(item)),)
    if isinstance(item, Allocation):
        return share_figures([PARTS * each for each in totals], len(rows), whole=True, width=PARTS)
    return share_figures(totals, len(rows), is_whole(item))


def _span(item: Number) -> Span:
    return Span(item.lowest, item.highest)
