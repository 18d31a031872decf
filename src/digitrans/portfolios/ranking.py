"""In which order initiatives stand: by light, then by what is certain of their score; in all, and within each type.

The score falls with what a type asks, so the types are not on level ground; that is why both places are told. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from digitrans.portfolios.models import TYPES
from digitrans.portfolios.money import highest
from digitrans.portfolios.scoring import ALL, LIGHTS, Figure, Scored, mean_of
from digitrans.texts.spelling import alphabetical

LIGHT_ORDER: Mapping[str, int] = {light: place for place, light in enumerate(LIGHTS)}


class Place(NamedTuple):
    """Where an initiative stands among all that count, and among those of its type; the latter None without a type."""

    place: int
    of: int
    in_type: int | None
    of_type: int | None


def ranked(scored: Iterable[Scored]) -> list[Scored]:
    """The best first: by light from green to red, by the low and the high end of the score, by cost, and by name.

    What is over comes last.
    """
    keyed = [(_rank_key(each), each) for each in scored]
    keyed.sort(key=itemgetter(0))
    found: list[Scored] = []
    for _, level in groupby(keyed, itemgetter(0)):
        equals = [each for _, each in level]
        if len(equals) > 1:  # names are looked at only where nothing else decides
            equals.sort(key=lambda each: alphabetical(each.initiative.name))
        found += equals
    return found


def dearest_first(scored: Iterable[Scored]) -> list[Scored]:
    """The order of a list that nobody has rated: by cost, and by name.

    What has no cost comes after what has one, and what is over last.
    """

    def key(each: Scored) -> tuple[bool, bool, float]:
        cost = each.initiative.cost
        return not each.counts, cost is None, 0 if cost is None else -float(highest(cost))

    return sorted(sorted(scored, key=lambda each: alphabetical(each.initiative.name)), key=key)


def _rank_key(each: Scored) -> tuple[bool, int, float, float, float]:
    cost = each.initiative.cost
    low = -as_float(each.low)
    high = low if each.high is each.low else -as_float(each.high)
    return not each.counts, LIGHT_ORDER[each.light], low, high, 0 if cost is None else -float(highest(cost))


def as_float(value: Fraction) -> float:
    """``value`` for comparing many: exact to 15 digits."""
    above, below = value.as_integer_ratio()
    return above / below


def places(scored: Sequence[Scored]) -> dict[str, Place]:
    """The place of each initiative that counts, by its id."""
    counted = [each for each in ranked(scored) if each.counts]
    kinds: dict[str | None, int] = {}
    for each in counted:
        kinds[each.type] = kinds.get(each.type, 0) + 1
    seen: dict[str, int] = {}
    found = {}
    for place, each in enumerate(counted, 1):
        if each.type is None:
            found[each.initiative.id] = Place(place, len(counted), None, None)
            continue
        seen[each.type] = seen.get(each.type, 0) + 1
        found[each.initiative.id] = Place(place, len(counted), seen[each.type], kinds[each.type])
    return found


def demands(scored: Iterable[Scored], weights: Sequence[int]) -> dict[str, Fraction]:
    """How many points of 100 the demands of each type take on average, by what is known; types without any left out.

    The demands are those on readiness, risk willingness and mandate.
    """
    lost: dict[str, list[Fraction]] = {}
    chosen = tuple(weights)
    for each in scored:
        if each.type is not None and each.counts:
            taken = _taken(each.figures[2], each.figures[3], each.figures[4], chosen)
            if taken is not None:
                lost.setdefault(each.type, []).append(taken)
    return {name: mean_of(lost[name]) for name in TYPES if name in lost}


@lru_cache(2048)
def _taken(readiness: Figure, risk: Figure, legitimacy: Figure, weights: tuple[int, ...]) -> Fraction | None:
    """How many points of the score three components cost; None where one has no figure."""
    points = Fraction(0)
    for figure, weight in zip((readiness, risk, legitimacy), weights[2:], strict=True):
        if figure.value is None:
            return None
        points += weight * (ALL - figure.value)
    return points / (sum(weights) or 1)
