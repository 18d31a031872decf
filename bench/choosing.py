"""What choosing under a budget takes, and whether it is right: against brute force and complete enumeration.

python bench/choosing.py truth     1,000 best sets and 200 times all unbeaten sets of up to 14 initiatives
python bench/choosing.py time      30, 60, 100 and 300 initiatives, in seconds of processor time
"""

from __future__ import annotations

import random
import sys
import time
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "portfolios"))

from enumeration import kept, some_candidates, some_demands, sums, unbeaten, whole, worths

from digitrans.portfolios.certainty import certainty, extreme_weights
from digitrans.portfolios.choosing import Candidate, Demands, Limit, NoSet, best_set, shares_of, worth_of

EQUAL, UNEQUAL = shares_of([1, 1, 1]), shares_of([40, 30, 30])
SHIPPED = shares_of([30, 25, 15, 15, 15])


def best_sets(count: int = 1000) -> int:
    """How many of ``count`` best sets of up to 14 initiatives are not worth what brute force finds."""
    wrong = 0
    for seed in range(count):
        chance = random.Random(seed)
        candidates = some_candidates(chance, chance.randrange(1, 15), 0.1)
        demands = some_demands(chance, candidates)
        points = worths(candidates, EQUAL, "low", 40)
        totals = sums(whole([*points, Fraction(1, 3)])[:-1])
        most = max((totals[place] for place in kept(candidates, demands)), default=None)
        unit = whole([*points, Fraction(1, 3)])[-1] * 3
        try:
            known = {each.id: point for each, point in zip(candidates, points, strict=True)}
            found = best_set(candidates, known, demands).worth * unit
        except NoSet:
            found = None
        wrong += found != most
    return wrong


def certainties(count: int = 200) -> int:
    """How many of ``count`` portfolios of up to 14 have other unbeaten sets than complete enumeration finds."""
    wrong, corners = 0, extreme_weights(UNEQUAL)
    for seed in range(count):
        chance = random.Random(10_000 + seed)
        candidates = some_candidates(chance, chance.randrange(2, 15), 0.1)
        demands = some_demands(chance, candidates)
        truth = unbeaten(candidates, corners, demands, 40)
        try:
            found = certainty(candidates, corners, demands, seconds=120)
        except NoSet:
            wrong += bool(truth)
            continue
        shares = {each.id: Fraction(sum(each.id in one for one in truth), max(len(truth), 1)) for each in candidates}
        if not found.exact:
            print(f"portfolio {seed}: {len(truth)} unbeaten sets are too many to be found; left to trials")
        wrong += found.exact and (found.sets, found.shares) != (len(truth), shares)
    return wrong


def like_a_list(count: int, seed: int, missing: float) -> list[Candidate]:
    """Initiatives as lists have them: ratings of 1 to 5, some missing, costs in whole ten thousands, some needs."""
    chance, made = random.Random(seed), list[Candidate]()
    for number in range(count):
        ratings = [chance.choice([1, 2, 3, 3, 4, 4, 5]) for _ in range(6)]
        lost = [chance.random() < missing for _ in ratings]
        ends = []
        for end in (1, 5):
            known = [end if gone else rating for rating, gone in zip(ratings, lost, strict=True)]
            ends.append((Fraction(100 * (known[0] + known[1] - 2), 8), Fraction(25 * (min(known[2:]) - 1))))
        rest = tuple(Fraction(chance.choice(some)) for some in ([100, 95, 75, 60], [100, 75, 50, 25], [100, 50, 0]))
        needs = (made[chance.randrange(number)].id,) if number and chance.random() < 0.1 else ()
        cost = chance.randrange(10, 300) * 10_000
        made.append(Candidate(f"i{number}", (*ends[0], *rest), (*ends[1], *rest), cost, needs))
    return made


def timed(count: int, seed: int, missing: float) -> str:
    candidates = like_a_list(count, seed, missing)
    budget = sum(each.cost for each in candidates) * 35 // 100
    demands = Demands((Limit("budget", "", budget, {each.id: each.cost for each in candidates}),))
    begun = time.process_time()
    best_set(candidates, {each.id: worth_of(each.low, SHIPPED) for each in candidates}, demands)
    best = time.process_time() - begun
    found = certainty(candidates, extreme_weights(SHIPPED), demands)
    took, kind = time.process_time() - begun, "exact" if found.exact else "trials"
    return f"{count:4} initiatives, {missing:4.0%} missing: best {best:5.2f} s, all {took:6.2f} s, {found.sets} {kind}"


if __name__ == "__main__":
    if sys.argv[1:] == ["truth"]:
        print(f"best sets of 1,000: {best_sets()} wrong")
        print(f"unbeaten sets of 200: {certainties()} wrong")
    else:
        for count, missing in ((30, 0.0), (30, 0.05), (60, 0.0), (100, 0.05), (300, 0.05)):
            for seed in range(3 if count < 50 else 1):
                print(timed(count, seed, missing), flush=True)
