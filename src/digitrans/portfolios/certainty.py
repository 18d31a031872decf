"""How sure each choice is, since weights are no exact science and some input is missing.

Robust Portfolio Modelling (Liesiö, Mild and Salo 2007): an initiative in all sets that nothing beats is core, in
none is outside, else open, and its core index is the share of those sets that have it. Where all of them cannot be
found in time, weights and inputs are drawn by chance, and the best sets for the draws take their place; that is no
proof.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from digitrans.portfolios.choosing import BASE, Candidate, Chooser, Demands, NoSet, Weights
from digitrans.portfolios.undominated import SECONDS, undominated
from digitrans.values import dataclass

SPREAD = 5
"""How many points of a hundred each weight may be off."""
EXACT_UP_TO = 60
DRAWS = 300
SEED = 2007
_PROBES, _SMALL = 45, 12
"""After so many trials it is tried to find all sets; at once where there are few candidates."""

Told = Callable[[str, int, int], None]
"""Is told what is done ("exact" or "trials"), how much of it, and of how much."""


@dataclass(frozen=True)
class Certainty:
    """How sure the choice of each candidate is: the share of sets that have it, 0 to 1.

    ``exact``: the sets are all those that nothing beats. Otherwise they are the best sets of ``sets`` trials with
    weights and inputs drawn by chance, and "in all trials" is no proof. ``drawn`` is how many of the trials were drawn,
    beside those at the ends of the weights. ``stopped``: the user did not wait for all trials.
    """

    shares: dict[str, Fraction]
    sets: int
    exact: bool
    drawn: int = 0
    stopped: bool = False

    def core(self) -> tuple[str, ...]:
        """In every set."""
        return tuple(each for each, share in self.shares.items() if share == 1)

    def outside(self) -> tuple[str, ...]:
        """In no set."""
        return tuple(each for each, share in self.shares.items() if share == 0)

    def open(self) -> tuple[str, ...]:
        """In some sets, the surest first."""
        found = [each for each, share in self.shares.items() if 0 < share < 1]
        return tuple(sorted(found, key=lambda each: (-self.shares[each], each)))


def extreme_weights(weights: Weights) -> tuple[Weights, ...]:
    """The corners of all weights that add up to 1 and are at most ``SPREAD`` points of a hundred off."""
    apart = Fraction(SPREAD, 100)
    ends = [(max(each - apart, Fraction(0)), min(each + apart, Fraction(1))) for each in weights]
    found: dict[Weights, None] = {}
    for free in range(len(weights)):
        others = [end for place, end in enumerate(ends) if place != free]
        for corner in itertools.product(*others):
            last = 1 - sum(corner, Fraction(0))
            if ends[free][0] <= last <= ends[free][1]:
                found[(*corner[:free], last, *corner[free:])] = None
    return tuple(found)


def certainty(
    candidates: Sequence[Candidate],
    corners: Sequence[Weights],
    demands: Demands,
    base: int = BASE,
    seed: int = SEED,
    seconds: float = SECONDS,
    told: Told | None = None,
) -> Certainty:
    """How sure each candidate is, exactly where that can be had in time, else over 300 trials. Raises NoSet.

    Of trials that the user stops, those that are done count; KeyboardInterrupt is raised where there are none yet.
    """
    found: list[frozenset[str]] = []
    trials = _trials(candidates, corners, demands, base, seed)
    probes = 1 if len(candidates) <= _SMALL else min(_PROBES, DRAWS)
    try:
        for each in itertools.islice(trials, DRAWS):
            found.append(each)
            if told is not None:
                told("trials", len(found), DRAWS)
            if len(found) == probes and len(candidates) <= EXACT_UP_TO:
                whole = undominated(candidates, corners, demands, base, found, seconds, _of_exact(told))
                if whole is not None:
                    return _counted(candidates, whole, exact=True)
    except KeyboardInterrupt:
        if not found:
            raise
    drawn = max(len(found) - len(corners), 0)
    return _counted(candidates, found, exact=False, drawn=drawn, stopped=len(found) < DRAWS)


def _of_exact(told: Told | None) -> Callable[[int, int], None] | None:
    return None if told is None else lambda done, of: told("exact", done, of)


def _counted(candidates: Sequence[Candidate], sets: Sequence[frozenset[str]], **more: Any) -> Certainty:
    if not sets:
        raise NoSet
    shares = {each.id: Fraction(sum(each.id in one for one in sets), len(sets)) for each in candidates}
    return Certainty(shares, len(sets), **more)


def _trials(
    candidates: Sequence[Candidate], corners: Sequence[Weights], demands: Demands, base: int, seed: int
) -> Iterator[frozenset[str]]:
    """The best sets at the corners, with the worst of what is missing, and then for draws of weights and inputs."""
    chance, chooser = random.Random(seed), Chooser(candidates, demands)
    ends, known = [[float(each) for each in corner] for corner in corners], dict[tuple[int, ...], None]()
    dearest = sum(each.cost for each in candidates) or 1
    for number in itertools.count():
        weights = ends[number] if number < len(ends) else _mixed(ends, chance)
        drawn = None if number < len(ends) else chance
        worths = [_drawn_worth(each, weights, base, drawn) - each.cost / dearest * 1e-4 for each in candidates]
        best = chooser.places(worths, list(known))
        known[best] = None
        yield frozenset(candidates[place].id for place in best)


def _mixed(corners: Sequence[Sequence[float]], chance: random.Random) -> list[float]:
    """Weights somewhere between the corners."""
    parts = [chance.expovariate(1) for _ in corners]
    total = sum(parts)
    return [
        sum(part * end for part, end in zip(parts, each, strict=True)) / total for each in zip(*corners, strict=True)
    ]


def _drawn_worth(each: Candidate, weights: Sequence[float], base: int, chance: random.Random | None) -> float:
    """What a candidate is worth where every input that is missing is drawn from its range, or is the worst of it."""
    ends = (*zip(each.low, each.high, strict=True), each.extra)
    drawn = [float(low) if low == high or not chance else chance.uniform(float(low), float(high)) for low, high in ends]
    return sum(weight * value for weight, value in zip(weights, drawn[:-1], strict=True)) - base + drawn[-1]
