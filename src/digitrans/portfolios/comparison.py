"""Two portfolios beside each other, and whether a ranking survives other weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from math import lcm
from operator import mul
from typing import NamedTuple

from digitrans.portfolios.changes import Change, Drift, changes, drift, paired
from digitrans.portfolios.rules import COMPONENTS, PortfolioContent
from digitrans.portfolios.scoring import Group, PortfolioScore, Scored, Scorer, Shares


class Swap(NamedTuple):
    """Two neighbours in the ranking that change places when one weight moves by half: ``lower`` passes ``upper``."""

    upper: str
    lower: str
    component: str
    up: bool


@dataclass(frozen=True)
class Sensitivity:
    """Which rankings survive any one weight being half as large, or half as large again.

    ``steady`` of ``ranked`` keep their place in all ten cases: they pass nobody, and nobody passes them. They stand at
    ``levels`` different scores: where all stand level, there is no ranking that could survive. ``first`` is the id of
    the one that is always ahead of all others, else None; ``swaps`` are the neighbours that change places.
    """

    ranked: int
    steady: int
    levels: int
    first: str | None
    swaps: tuple[Swap, ...]


def sensitivity(scored: Sequence[Scored], weights: Sequence[int]) -> Sensitivity:
    """Rank by the low end of the score, then again with each weight halved and raised by half."""
    entries = sorted(scored, key=lambda each: each.initiative.id)
    lows = low_ends(entries)
    base = reweighted(lows, weights)
    ranked = sorted(range(len(entries)), key=lambda index: -base[index])
    cases = list(_cases(lows, weights))
    moved = set[int]().union(*[_out_of_place(base, scores) for _, _, scores in cases])
    leads = base and all(
        scores[ranked[0]] > max(scores[: ranked[0]] + scores[ranked[0] + 1 :], default=-1)
        for scores in (base, *[scores for *_, scores in cases])
    )
    swaps = []
    for upper, lower in pairwise(ranked):
        for component, up, scores in cases:
            if base[upper] > base[lower] and scores[upper] < scores[lower]:
                swaps.append(Swap(entries[upper].initiative.id, entries[lower].initiative.id, component, up))
                break
    first = entries[ranked[0]].initiative.id if leads else None
    return Sensitivity(len(base), len(base) - len(moved), len(set(base)), first, tuple(swaps))


def _cases(lows: Sequence[Lows], weights: Sequence[int]) -> Iterator[tuple[str, bool, list[int]]]:
    """Each component, whether its weight goes up, and how all stand when it does."""
    for place, component in enumerate(map(str, COMPONENTS)):
        for up in (False, True):
            moved = [weight * 2 for weight in weights]
            moved[place] = weights[place] * (3 if up else 1)
            if any(moved):
                yield component, up, reweighted(lows, moved)


def _out_of_place(base: Sequence[int], scores: Sequence[int]) -> set[int]:
    """Who passes somebody, or is passed: ahead of them in one of the two, and behind in the other.

    To draw level is neither, so that the order of the file makes no difference.
    """
    found = set[int]()
    levels = [list(level) for _, level in groupby(sorted(range(len(base)), key=base.__getitem__), base.__getitem__)]
    for sign, ordered in ((1, levels), (-1, levels[::-1])):  # from the lowest up, then from the highest down
        farthest: int | None = None
        for level in ordered:
            signed = {each: sign * scores[each] for each in level}
            found |= {each for each, value in signed.items() if farthest is not None and value < farthest}
            farthest = max(signed.values() if farthest is None else (farthest, *signed.values()))
    return found


Lows = tuple[int, ...]
"""The low end of every component's figure: the worst of what is missing. In parts that all figures are made of."""


def low_ends(scored: Sequence[Scored]) -> list[Lows]:
    """The low ends of everybody's figures as whole numbers of one part, so that thousands are weighed in a moment."""
    parts = lcm(*{figure.low.denominator for each in scored for figure in each.figures})
    return [tuple(one.low.numerator * (parts // one.low.denominator) for one in each.figures) for each in scored]


def reweighted(lows: Sequence[Lows], weights: Sequence[int]) -> list[int]:
    """How all stand with other weights: their scores in parts, all in the same."""
    return [sum(map(mul, each, weights)) for each in lows]


@dataclass(frozen=True)
class Comparison:
    """Two sides beside each other. ``moved`` and ``drift`` are there where both sides are about the same initiatives.

    ``readier`` and ``needier``: 0 or 1, the side with more readiness or citizen need, None where level or unknown.
    ``steady_lead``: whether the side with the higher mean score keeps it when any one weight moves by half; None where
    there is no lead.
    """

    sides: tuple[Group, Group]
    moved: tuple[Change, ...]
    drift: Drift | None
    readier: int | None
    needier: int | None
    steady_lead: bool | None
    sensitivities: tuple[Sensitivity, Sensitivity]


def compare(
    sides: tuple[Group, Group], scorer: Scorer, dates: tuple[Sequence[Scored], Sequence[Scored]] | None = None
) -> Comparison:
    """Shares, readiness, need and lead of two groups; what moved, where they are one portfolio at two ``dates``.

    ``dates`` are then all its initiatives, also what is over.
    """
    first, second = sides
    pairs = paired(*dates) if dates else []
    return Comparison(
        sides,
        changes(pairs),
        drift(pairs) if dates else None,
        _more(*(each.department.readiness if each.department else None for each in sides)),
        _more(*(each.department.citizen_need if each.department else None for each in sides)),
        _steady_lead(first, second, scorer.weights),
        (sensitivity(first.scored, scorer.weights), sensitivity(second.scored, scorer.weights)),
    )


def _more(first: float | None, second: float | None) -> int | None:
    if first is None or second is None or first == second:
        return None
    return 0 if first > second else 1


def _steady_lead(first: Group, second: Group, weights: Sequence[int]) -> bool | None:
    if first.mean_score is None or second.mean_score is None or first.mean_score == second.mean_score:
        return None
    leads = first.mean_score > second.mean_score
    lows = low_ends([*first.scored, *second.scored])
    sides = lows[: len(first.scored)], lows[len(first.scored) :]
    for place in range(len(weights)):
        for factor in (1, 3):
            moved = [weight * factor if index == place else weight * 2 for index, weight in enumerate(weights)]
            one, two = (Fraction(sum(reweighted(side, moved)), len(side)) for side in sides)
            if one == two or (one > two) != leads:
                return False
    return True


def ready_for_more(score: PortfolioScore, content: PortfolioContent) -> tuple[Group, ...]:
    """Departments ready for rethinking services, readiest first, ties by citizen need."""
    asks = next(kind.asks.readiness for kind in content.types if kind.degree == 3)
    ready = [each for each in score.departments if each.department and (each.department.readiness or 0) >= asks]
    return tuple(sorted(ready, key=lambda each: (-_of(each, "readiness"), -_of(each, "citizen_need"))))


def unstated(score: PortfolioScore, name: str) -> tuple[Group, ...]:
    """The departments that do not say their ``name``, "readiness" or "citizen_need"."""
    return tuple(each for each in score.departments if getattr(each.department, name) is None)


def greatest_need(score: PortfolioScore) -> tuple[Group, ...]:
    """The departments where the citizens' need is greatest; several where level, none where it is not stated."""
    known = [each for each in score.departments if each.department and each.department.citizen_need is not None]
    top = max((_of(each, "citizen_need") for each in known), default=None)
    return tuple(each for each in known if _of(each, "citizen_need") == top)


def _of(group: Group, name: str) -> float:
    value: float | None = getattr(group.department, name)
    return 0.0 if value is None else value


def rethinking_share(shares: Shares) -> int | None:
    """The shares of the two rethinking types, as they are shown, together; None where there is nothing to share."""
    rounded = shares.rounded
    return None if rounded is None else rounded[2] + rounded[3]
