"""In which order initiatives stand: by light, then by what is certain of their score; in all, and within each type.

The score falls with what a type asks, so the types are not on level ground; that is why both places are told. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from digitrans.portfolios.models import TYPES
from digitrans.portfolios.money import highest
from digitrans.portfolios.rules import COMPONENTS
from digitrans.portfolios.scoring import ALL, LIGHTS, Scored
from digitrans.texts.spelling import alphabetical

LIGHT_ORDER: Mapping[str, int] = {light: place for place, light in enumerate(LIGHTS)}


class Place(NamedTuple):
    """Where an initiative stands among all that count, and among those of its type; the latter None without a type."""

    place: int
    of: int
    in_type: int | None
    of_type: int | None


def rank_key(each: Scored) -> tuple[object, ...]:
    """What counts first, then lights from green to red, scores by the low end, what costs most, names."""
    cost = each.initiative.cost
    amounts = (each.low, each.high, 0 if cost is None else highest(cost))
    return (
        not each.counts,
        LIGHT_ORDER[each.light],
        *[-float(amount) for amount in amounts],
        alphabetical(each.initiative.name),
    )


def ranked(scored: Iterable[Scored]) -> list[Scored]:
    """``scored`` in their order, the best first, and what is over last."""
    return sorted(scored, key=rank_key)


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


ASKED = ("readiness", "risk", "legitimacy")
"""The components in which types ask for different things."""


def demands(scored: Iterable[Scored], weights: Sequence[int]) -> dict[str, Fraction]:
    """How many points of 100 the demands of each type take on average, by what is known; types without any left out.

    The demands are those on readiness, risk willingness and mandate.
    """
    places_asked = [COMPONENTS.index(name) for name in ASKED]
    lost: dict[str, list[Fraction]] = {}
    for each in scored:
        parts = [each.figures[place].value for place in places_asked]
        if each.type is None or not each.counts or None in parts:
            continue
        points = [weights[place] * (ALL - (part or 0)) for place, part in zip(places_asked, parts, strict=True)]
        lost.setdefault(each.type, []).append(sum(points, Fraction(0)) / (sum(weights) or 1))
    return {name: sum(lost[name], Fraction(0)) / len(lost[name]) for name in TYPES if name in lost}
