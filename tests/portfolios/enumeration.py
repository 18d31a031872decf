"""All sets of some initiatives, one after the other: the plain truth that choosing is held against."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm

from digitrans.portfolios.choosing import Candidate, Demands, Limit, Mix, Weights

KINDS = ("streamline", "modernise", "rethink-services")


def some_candidates(chance: random.Random, count: int, missing: float) -> list[Candidate]:
    """Candidates with three components, some of them missing, and some needing one before or after them."""
    made: list[Candidate] = []
    for number in range(count):
        low = [Fraction(chance.randrange(0, 101, 5)) for _ in range(3)]
        high = [Fraction(100) if chance.random() < missing else each for each in low]
        low = [Fraction(0) if one != other else one for one, other in zip(low, high, strict=True)]
        needs = (f"i{chance.randrange(count)}",) if chance.random() < 0.15 else ()
        extra = Fraction(chance.choice([0, 0, 0, -5]))
        cost = chance.choice([0, 1, 2, 3, 4, 5, 6, 7, 8])
        kind = chance.choice([*KINDS, None])
        made.append(Candidate(f"i{number}", tuple(low), tuple(high), cost, needs, kind, extra=(extra, Fraction(0))))
    return made


def some_demands(chance: random.Random, candidates: Sequence[Candidate]) -> Demands:
    """A budget, and now and then a must, a not, one budget more, room for work in half months, or a mix."""
    ids = [each.id for each in candidates]
    limits = [Limit("budget", "", chance.randrange(3, 3 * len(ids) + 4), {each.id: each.cost for each in candidates})]
    if chance.random() < 0.3:
        part = [each for each in candidates if chance.random() < 0.5]
        limits.append(Limit("department", "d", chance.randrange(1, 15), {each.id: each.cost for each in part}))
    if chance.random() < 0.3:
        efforts = {each: Fraction(chance.randrange(0, 9), 2) for each in ids}
        limits.append(Limit("capacity", "d", Fraction(chance.randrange(2, 25), 2), efforts))
    targets = {"streamline": 50, "modernise": 30, "rethink-services": 20}
    mix = Mix(targets, chance.choice([10, 30, 50]), chance.choice(["number", "cost"]))
    return Demands(
        tuple(limits),
        frozenset(chance.sample(ids, chance.choice([0, 0, 0, 1]))),
        frozenset(chance.sample(ids, chance.choice([0, 0, 0, 1]))),
        mix if chance.random() < 0.3 else None,
    )


def sums(figures: Sequence[int]) -> list[int]:
    """The sum of every set of ``figures``; the bits of a set's place say what is in it."""
    found = [0]
    for figure in figures:
        found += [each + figure for each in found]
    return found


def whole(figures: Sequence[Fraction]) -> list[int]:
    """Figures in the unit in which all are whole."""
    below = lcm(*(each.denominator for each in figures))
    return [int(each * below) for each in figures]


def kept(candidates: Sequence[Candidate], demands: Demands) -> Iterator[int]:
    """The places of the sets that keep the demands, reckoned apart from the code that is tested."""
    ids = [each.id for each in candidates]
    bits = {each: 1 << place for place, each in enumerate(ids)}
    must, without = sum(bits[each] for each in demands.must), sum(bits[each] for each in demands.without)
    needs = [(bits[each.id], bits[need]) for each in candidates for need in each.needs]
    limits = []
    for limit in demands.limits:
        *uses, most = whole([*(Fraction(limit.uses.get(each, 0)) for each in ids), Fraction(limit.most)])
        limits.append((sums(uses), most))
    for place in range(1 << len(ids)):
        if place & must != must or place & without:
            continue
        if any(place & asking and not place & asked for asking, asked in needs):
            continue
        if any(used[place] > most for used, most in limits):
            continue
        if demands.mix is None or is_near(candidates, place, demands.mix):
            yield place


def is_near(candidates: Sequence[Candidate], place: int, mix: Mix) -> bool:
    """Whether the shares of a set's types are near enough to their targets, reckoned in shares."""
    chosen = [each for n, each in enumerate(candidates) if place >> n & 1 and each.type]
    parts = [(each.type, each.cost if mix.by == "cost" else 1) for each in chosen]
    whole = sum(part for _, part in parts)
    if not whole:
        return True
    shares = {kind: Fraction(100 * sum(part for one, part in parts if one == kind), whole) for kind in KINDS}
    return sum(abs(share - mix.targets[kind]) for kind, share in shares.items()) / 2 <= mix.distance


def ids_of(candidates: Sequence[Candidate], place: int) -> frozenset[str]:
    """The ids of a set."""
    return frozenset(each.id for n, each in enumerate(candidates) if place >> n & 1)


def worths(candidates: Sequence[Candidate], weights: Weights, end: str, base: int) -> list[Fraction]:
    """The low or the high end of each candidate's worth."""
    return [
        sum((w * v for w, v in zip(weights, getattr(each, end), strict=True)), Fraction(0))
        - base
        + each.extra[end == "high"]
        for each in candidates
    ]


def unbeaten(
    candidates: Sequence[Candidate], corners: Sequence[Weights], demands: Demands, base: int
) -> set[frozenset[str]]:
    """The sets that keep the demands and that no other beats, by comparing each with every other."""
    import numpy as np

    places = np.array(list(kept(candidates, demands)), dtype=np.int64)
    ends = {end: [worths(candidates, corner, end, base) for corner in corners] for end in ("low", "high")}
    below = lcm(*(each.denominator for table in ends.values() for line in table for each in line))
    low, high = (
        np.array([[int(each * below) for each in line] for line in ends[end]], dtype=np.int64)
        for end in ("low", "high")
    )
    taken = (places[:, None] >> np.arange(len(candidates))) & 1
    alive = np.ones(len(places), dtype=bool)
    for at in np.argsort(-(taken @ low.T).sum(axis=1), kind="stable"):
        if alive[at]:
            mine, theirs = taken[at] * (1 - taken), taken * (1 - taken[at])
            least, most = mine @ low.T - theirs @ high.T, mine @ high.T - theirs @ low.T
            alive &= ~((least >= 0).all(axis=1) & (most > 0).any(axis=1))
    return {ids_of(candidates, int(place)) for place in places[alive]}
