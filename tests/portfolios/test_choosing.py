"""The best set for the money, against brute force; and core, open and outside against complete enumeration."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from fractions import Fraction

import pytest

pytest.importorskip("highspy")

from digitrans.portfolios import choosing
from digitrans.portfolios.choosing import (
    Candidate,
    Certainty,
    Demands,
    NoSet,
    Weights,
    best_set,
    certainty,
    extreme_weights,
    is_kept,
    shares_of,
    undominated,
    worth_of,
)

# The worked example: budget 9, six initiatives, two criteria.
COSTS = {"A": 4, "B": 3, "C": 3, "D": 2, "E": 2, "F": 5}
VALUES = {"A": (80, 60), "B": (70, 30), "C": (30, 75), "D": (50, 40), "E": (40, 55), "F": (60, 50)}


def of_example(unknown: str = "", needs: dict[str, tuple[str, ...]] | None = None) -> list[Candidate]:
    def ends(name: str, high: bool) -> tuple[Fraction, ...]:
        first, second = VALUES[name]
        return Fraction(first), Fraction((100 if high else 0) if name == unknown else second)

    return [
        Candidate(name, ends(name, False), ends(name, True), COSTS[name], (needs or {}).get(name, ())) for name in COSTS
    ]


def between(low: str, high: str) -> tuple[Weights, ...]:
    return (Fraction(low), 1 - Fraction(low)), (Fraction(high), 1 - Fraction(high))


def sets(candidates: Sequence[Candidate], corners: Sequence[Weights], budget: int = 9) -> set[str]:
    found = undominated(candidates, corners, Demands(budget), 0, 20)
    assert found is not None
    return {"".join(sorted(each)) for each in found}


def test_the_worked_examples() -> None:
    narrow, wide = between("0.4", "0.6"), between("0.3", "0.7")
    assert sets(of_example(), narrow) == {"ACE", "ABE"}
    assert sets(of_example(), wide) == {"ADE", "ACE", "ACD", "ABE", "ABD"}
    assert sets(of_example(unknown="D"), narrow) == {"ACE", "ACD", "ABE", "ABD"}
    assert sets(of_example(needs={"C": ("D",)}), narrow) == {"ACD", "ABE"}
    found = certainty(of_example(), narrow, Demands(9), 0)
    assert (found.core(), found.open(), found.outside()) == (("A", "E"), ("B", "C"), ("D", "F"))
    assert found.exact and found.sets == 2
    index = certainty(of_example(), wide, Demands(9), 0).shares
    assert [float(index[each]) for each in "ABCDEF"] == [1, 0.4, 0.4, 0.6, 0.6, 0]


def test_more_money_can_push_one_out() -> None:
    told = []
    for budget in (5, 7, 9, 11, 13):
        found = certainty(of_example(), between("0.4", "0.6"), Demands(budget), 0)
        told.append("core" if "D" in found.core() else "out" if "D" in found.outside() else "open")
    assert told == ["out", "core", "out", "core", "out"]


def test_the_corners_of_the_weights() -> None:
    corners = extreme_weights(shares_of([30, 25, 15, 15, 15]))
    assert len(corners) == 30 and all(sum(each) == 1 for each in corners)


def some(chance: random.Random, count: int, missing: float) -> list[Candidate]:
    made: list[Candidate] = []
    for number in range(count):
        low = [Fraction(chance.randrange(0, 101, 5)) for _ in range(3)]
        high = [Fraction(100) if chance.random() < missing else each for each in low]
        low = [Fraction(0) if one != other else one for one, other in zip(low, high, strict=True)]
        needs = (made[chance.randrange(number)].id,) if number and chance.random() < 0.15 else ()
        department, kind = chance.choice("xy"), chance.choice(["streamline", "modernise", "rethink-services"])
        effort = chance.choice([None, 1.0, 2.0, 3.0])
        cost = chance.randrange(1, 9)
        made.append(Candidate(f"i{number}", tuple(low), tuple(high), cost, needs, kind, department, effort))
    return made


def all_sets(candidates: Sequence[Candidate], demands: Demands) -> list[tuple[Candidate, ...]]:
    chosen = (
        tuple(each for each, taken in zip(candidates, bits, strict=True) if taken)
        for bits in itertools.product((False, True), repeat=len(candidates))
    )
    return [each for each in chosen if is_kept(each, demands)]


def some_demands(chance: random.Random, candidates: Sequence[Candidate]) -> Demands:
    ids = [each.id for each in candidates]
    return Demands(
        budget=chance.randrange(4, 25),
        must=frozenset(chance.sample(ids, chance.choice([0, 0, 1]))),
        without=frozenset(),
        capacity={"x": chance.choice([3.0, 6.0])} if chance.random() < 0.3 else None,
        targets={"streamline": 50, "modernise": 30, "rethink-services": 20} if chance.random() < 0.3 else None,
        distance=chance.choice([10, 30, 50]),
    )


def test_the_best_set_is_that_of_brute_force() -> None:
    equal = shares_of([1, 1, 1])
    for seed in range(120):
        chance = random.Random(seed)
        candidates = some(chance, chance.randrange(1, 9), 0.0)
        demands = some_demands(chance, candidates)
        worths = {each.id: worth_of(each.low, equal) for each in candidates}
        kept = all_sets(candidates, demands)
        if not kept:
            with pytest.raises(NoSet):
                best_set(candidates, worths, demands)
            continue
        found = best_set(candidates, worths, demands)
        assert is_kept([each for each in candidates if each.id in found.ids], demands), seed
        assert found.worth == max(sum((worths[each.id] for each in one), Fraction(0)) for one in kept), seed


def beats(one: Sequence[Candidate], other: Sequence[Candidate], corners: Sequence[Weights]) -> bool:
    mine, theirs = [e for e in one if e not in other], [e for e in other if e not in one]
    gaps = [
        (
            sum((worth_of(e.low, w) for e in mine), Fraction(0))
            - sum((worth_of(e.high, w) for e in theirs), Fraction(0)),
            sum((worth_of(e.high, w) for e in mine), Fraction(0))
            - sum((worth_of(e.low, w) for e in theirs), Fraction(0)),
        )
        for w in corners
    ]
    return all(least >= 0 for least, _ in gaps) and any(most > 0 for _, most in gaps)


def test_core_open_and_outside_are_those_of_complete_enumeration() -> None:
    corners = extreme_weights(shares_of([40, 30, 30]))
    for seed in range(20):
        chance = random.Random(1000 + seed)
        candidates = some(chance, chance.randrange(2, 7), 0.1)
        told = some_demands(chance, candidates)
        demands = Demands(told.budget, told.must, told.without, told.capacity)
        kept = all_sets(candidates, demands)
        best = [one for one in kept if not any(beats(other, one, corners) for other in kept)]
        found = undominated(candidates, corners, demands, 40, 20)
        assert found is not None
        assert set(found) == {frozenset(each.id for each in one) for one in best}, seed


def test_trials_are_not_called_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choosing.DRAWS == 300
    monkeypatch.setattr(choosing, "DRAWS", 40)  # of which the corners are six
    chance = random.Random(5)
    candidates = some(chance, 12, 0.1)
    corners = extreme_weights(shares_of([40, 30, 30]))
    demands = Demands(20, targets={"streamline": 50, "modernise": 30, "rethink-services": 20}, distance=40)
    found: Certainty = certainty(candidates, corners, demands)
    assert not found.exact and found.sets == 40
    assert certainty(candidates, corners, demands) == found, "the same every time"
