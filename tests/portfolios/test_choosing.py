"""The best set for the money, against brute force; and core, open and outside against complete enumeration."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("highspy")

from enumeration import ids_of, kept, some_candidates, some_demands, sums, unbeaten, whole, worths

from digitrans.portfolios import certainty as sure
from digitrans.portfolios import undominated as exact
from digitrans.portfolios.certainty import Certainty, certainty, extreme_weights
from digitrans.portfolios.choosing import (
    Candidate,
    Chooser,
    Demands,
    Limit,
    Mix,
    NoSet,
    Weights,
    best_set,
    shares_of,
    worth_of,
)
from digitrans.portfolios.plan import _Prices
from digitrans.portfolios.undominated import undominated

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


def under(budget: int, candidates: Sequence[Candidate]) -> Demands:
    return Demands((Limit("budget", "", budget, {each.id: each.cost for each in candidates}),))


def sets(candidates: Sequence[Candidate], corners: Sequence[Weights], budget: int = 9) -> set[str]:
    found = undominated(candidates, corners, under(budget, candidates), 0)
    assert found is not None
    return {"".join(sorted(each)) for each in found}


def test_the_worked_examples() -> None:
    narrow, wide = between("0.4", "0.6"), between("0.3", "0.7")
    assert sets(of_example(), narrow) == {"ACE", "ABE"}
    assert sets(of_example(), wide) == {"ADE", "ACE", "ACD", "ABE", "ABD"}
    assert sets(of_example(unknown="D"), narrow) == {"ACE", "ACD", "ABE", "ABD"}
    assert sets(of_example(needs={"C": ("D",)}), narrow) == {"ACD", "ABE"}
    assert sum(1 for _ in kept(of_example(), under(9, of_example()))) == 32
    found = certainty(of_example(), narrow, under(9, of_example()), 0)
    assert (found.core(), found.open(), found.outside()) == (("A", "E"), ("B", "C"), ("D", "F"))
    assert found.exact and found.sets == 2
    index = certainty(of_example(), wide, under(9, of_example()), 0).shares
    assert [float(index[each]) for each in "ABCDEF"] == [1, 0.4, 0.4, 0.6, 0.6, 0]


@pytest.mark.parametrize(("first", "one", "other"), [("0.4", 174, 163), ("0.6", 166, 172)])
def test_the_points_of_the_worked_example(first: str, one: int, other: int) -> None:
    candidates, weights = of_example(), (Fraction(first), 1 - Fraction(first))
    points = {each.id: worth_of(each.low, weights, 0) for each in candidates}
    assert (sum(points[each] for each in "ACE"), sum(points[each] for each in "ABE")) == (one, other)
    assert best_set(candidates, points, under(9, candidates)).worth == max(one, other)


def test_the_price_up_to_which_an_unknown_cost_belongs() -> None:
    candidates = of_example()
    points = {each.id: worth_of(each.low, shares_of([1, 1]), 0) for each in candidates}
    best = best_set(candidates, points, under(9, candidates))
    prices = _Prices(candidates, points, under(9, candidates), best)
    assert best.worth == 170 and prices.price(Fraction(60), frozenset()) == 3
    assert prices.price(Fraction(0), frozenset()) is None


def test_of_the_unbeaten_sets_not_all_are_best_for_some_weights() -> None:
    candidates, best = of_example(), set()
    for part in range(300, 701, 5):
        weights = (Fraction(part, 1000), 1 - Fraction(part, 1000))
        found = best_set(candidates, {e.id: worth_of(e.low, weights, 0) for e in candidates}, under(9, candidates))
        best.add("".join(sorted(found.ids)))
    assert best == {"ACE", "ABE", "ABD"} < sets(candidates, between("0.3", "0.7"))


def test_a_few_small_ones_do_not_win_by_their_number() -> None:
    small = [Candidate(f"s{n}", (Fraction(45),), (Fraction(45),), 2) for n in range(5)]
    candidates = [*small, Candidate("large", (Fraction(90),), (Fraction(90),), 10)]
    for base, ids in ((40, {"large"}), (0, {each.id for each in small})):
        points = {each.id: worth_of(each.low, (Fraction(1),), base) for each in candidates}
        assert best_set(candidates, points, under(10, candidates)).ids == ids


def test_more_money_can_push_one_out() -> None:
    told = []
    for budget in (5, 7, 9, 11, 13):
        found = certainty(of_example(), between("0.4", "0.6"), under(budget, of_example()), 0)
        told.append("core" if "D" in found.core() else "out" if "D" in found.outside() else "open")
    assert told == ["out", "core", "out", "core", "out"]


def test_the_corners_of_the_weights() -> None:
    corners = extreme_weights(shares_of([30, 25, 15, 15, 15]))
    assert len(corners) == 30 and all(sum(each) == 1 for each in corners)


EQUAL = shares_of([1, 1, 1])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 12))
def test_the_best_set_is_that_of_brute_force(seed: int, count: int) -> None:
    chance = random.Random(seed)
    candidates = some_candidates(chance, count, 0.1)
    demands = some_demands(chance, candidates)
    points = worths(candidates, EQUAL, "low", 40)
    totals, able = sums(whole(points)), list(kept(candidates, demands))
    known = {each.id: point for each, point in zip(candidates, points, strict=True)}
    if not able:
        with pytest.raises(NoSet):
            best_set(candidates, known, demands)
        return
    found = best_set(candidates, known, demands)
    assert found.ids in {ids_of(candidates, place) for place in able if totals[place] == max(totals[p] for p in able)}
    others = [place for place in able if ids_of(candidates, place) - found.ids]
    second = Chooser(candidates, demands).next_best(known, found.ids)
    assert (second is None) is (not others)
    if second is not None:
        assert second.worth == max(sum(known[each] for each in ids_of(candidates, place)) for place in others)


def test_the_best_set_of_forty_is_that_of_a_table_by_kroner() -> None:
    chance = random.Random(40)
    candidates = [
        Candidate(f"i{n}", (Fraction(chance.randrange(40, 101)),), (Fraction(100),), chance.randrange(1, 60))
        for n in range(40)
    ]
    points = {each.id: worth_of(each.low, (Fraction(1),)) for each in candidates}
    table = [Fraction(0)] * 401
    for each in candidates:
        for left in range(400, each.cost - 1, -1):
            table[left] = max(table[left], table[left - each.cost] + points[each.id])
    assert best_set(candidates, points, under(400, candidates)).worth == table[400]


def test_of_equal_sets_the_cheaper_is_chosen() -> None:
    twins = [Candidate(name, (Fraction(60),), (Fraction(60),), cost) for name, cost in (("dear", 9), ("cheap", 8))]
    points = {each.id: Fraction(20) for each in twins}
    assert best_set(twins, points, under(10, twins)).ids == {"cheap"}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 8))
def test_core_open_and_outside_are_those_of_complete_enumeration(seed: int, count: int) -> None:
    chance = random.Random(seed)
    corners = extreme_weights(shares_of([40, 30, 30]))
    candidates = some_candidates(chance, count, 0.1)
    demands = some_demands(chance, candidates)
    truth = unbeaten(candidates, corners, demands, 40)
    if not truth:
        with pytest.raises(NoSet):
            certainty(candidates, corners, demands)
        return
    assert set(undominated(candidates, corners, demands, 40) or ()) == truth, "with nothing known"
    found = certainty(candidates, corners, demands)
    assert found.exact and found.sets == len(truth)
    assert found.shares == {each.id: Fraction(sum(each.id in one for one in truth), len(truth)) for each in candidates}


def test_two_that_need_each_other_are_both_in_or_both_out() -> None:
    candidates = of_example(needs={"A": ("B",), "B": ("A",), "C": ("C",)})
    assert all(("A" in each) == ("B" in each) for each in sets(candidates, between("0.4", "0.6")))
    points = {each.id: worth_of(each.low, EQUAL[:1] * 2, 0) for each in candidates}
    assert len(best_set(candidates, points, under(9, candidates)).ids & {"A", "B"}) in (0, 2)


def test_thirty_are_known_exactly() -> None:
    chance = random.Random(30)
    candidates = [
        Candidate(
            f"i{n}",
            tuple(Fraction(chance.randrange(0, 101, 5)) for _ in range(5)),
            (),
            chance.randrange(10, 300) * 10_000,
        )
        for n in range(30)
    ]
    candidates = [Candidate(each.id, each.low, each.low, each.cost) for each in candidates]
    demands = under(sum(each.cost for each in candidates) // 3, candidates)
    found = certainty(candidates, extreme_weights(shares_of([30, 25, 15, 15, 15])), demands, seconds=60)
    assert found.exact


def test_trials_are_not_called_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sure.DRAWS == 300
    monkeypatch.setattr(sure, "DRAWS", 40)  # of which the corners are six
    monkeypatch.setattr(exact, "MOST_PARTIALS", 0)
    candidates = some_candidates(random.Random(5), 12, 0.1)
    corners = extreme_weights(shares_of([40, 30, 30]))
    demands = Demands(under(20, candidates).limits, mix=Mix({"streamline": 50, "modernise": 50}, 60))
    found: Certainty = certainty(candidates, corners, demands)
    assert not found.exact and (found.sets, found.drawn, found.stopped) == (40, 34, False)
    assert certainty(candidates, corners, demands) == found, "the same every time"


def test_who_stops_gets_the_trials_that_are_done() -> None:
    candidates = some_candidates(random.Random(6), 70, 0.1)
    corners = extreme_weights(shares_of([40, 30, 30]))

    def stop(at: int) -> Certainty:
        def told(_: str, done: int, of: int) -> None:
            assert of == 300
            if done == at:
                raise KeyboardInterrupt

        return certainty(candidates, corners, under(100, candidates), told=told)

    found = stop(9)
    assert (found.sets, found.drawn, found.exact, found.stopped) == (9, 3, False, True)
