"""What a portfolio could hold for a budget: who can be chosen, the best set, how sure it is, what money would bring."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from digitrans.errors import UsageFault
from digitrans.portfolios.choosing import (
    Candidate,
    Certainty,
    Choice,
    Demands,
    Weights,
    best_set,
    certainty,
    extreme_weights,
    worth_of,
)
from digitrans.portfolios.money import highest
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.texts.spelling import nearest_ones
from digitrans.values import dataclass

MILLION = 1_000_000
STEPS = (50, 75, 100, 125, 150)
"""The budgets that are set beside one another, in per cent of the one asked about."""


@dataclass(frozen=True)
class Wish:
    """What is asked of a plan. ``budget`` is in whole kroner; ``distance`` from the targets 0 to 100, None for no wish.

    ``running``: what is under way stays in. ``capacity``: the departments' room for work is kept.
    """

    budget: int
    must: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    running: bool = False
    capacity: bool = False
    distance: int | None = None


@dataclass(frozen=True)
class LeftOut:
    """An initiative that could not be weighed, and why: "over", "no-cost", "no-problem", or "needs" and the id of it.

    ``price`` is the cost up to which it would belong in the set, in whole kroner; None where that cannot be said.
    """

    scored: Scored
    why: str
    needs: str = ""
    price: int | None = None


@dataclass(frozen=True)
class Plan:
    """The best set and what stands around it.

    ``worths`` are points above the red line, with the worst of what is missing. ``first_out`` is the candidate outside
    that is worth most, None where none is worth anything. ``more`` is the best set for a million more. ``freely`` is
    the best set without what must and must not be in it; None where nothing was said. ``steps`` are sets for other
    budgets. ``sure`` is None where it was not asked for.
    """

    wish: Wish
    candidates: tuple[Candidate, ...]
    scored: Mapping[str, Scored]
    worths: Mapping[str, Fraction]
    chosen: Choice
    left_out: tuple[LeftOut, ...]
    first_out: str | None
    more: Choice
    freely: Choice | None
    steps: tuple[tuple[int, Choice], ...]
    sure: Certainty | None


def make_plan(score: PortfolioScore, weights: Weights, wish: Wish, *, robust: bool = True, told: Any = None) -> Plan:
    """The plan for ``wish``. Raises NoSet where no set keeps it, UsageFault for ids that there are not.

    ``weights`` are those of the components, in their order, as parts of 1; ``told`` is called with the number of trials
    done, where certainty needs trials.
    """
    scored = {each.initiative.id: each for each in score.initiatives}
    _check_ids(wish, scored)
    candidates, left = _candidates(score, wish)
    worths = {each.id: worth_of(each.low, weights) for each in candidates}
    demands = _demands(score, wish, candidates)
    chosen = best_set(candidates, worths, demands)
    free = Demands(wish.budget, capacity=demands.capacity)
    bound = bool(demands.must or demands.without or demands.distance is not None)
    return Plan(
        wish,
        candidates,
        scored,
        worths,
        chosen,
        tuple(_priced(each, candidates, worths, demands, chosen, weights) for each in left),
        _first_out(candidates, worths, chosen),
        best_set(candidates, worths, _with(demands, wish.budget + MILLION)),
        best_set(candidates, worths, free) if bound else None,
        tuple(_steps(candidates, worths, demands)),
        certainty(candidates, extreme_weights(weights), demands, told=told) if robust else None,
    )


def _check_ids(wish: Wish, scored: Mapping[str, Scored]) -> None:
    for each in sorted(wish.must | wish.without):
        if each not in scored:
            near = nearest_ones(each, scored)
            raise UsageFault("error.plan-id-near" if near else "error.plan-id", id=each, near=near)
    if both := wish.must & wish.without:
        raise UsageFault("error.plan-both", id=min(both))


def _candidates(score: PortfolioScore, wish: Wish) -> tuple[tuple[Candidate, ...], list[LeftOut]]:
    """Who can be chosen, and who cannot; who needs somebody who cannot, cannot either."""
    left = {each.initiative.id: LeftOut(each, why) for each in score.initiatives if (why := _why_not(each, wish))}
    done = {each.initiative.id for each in score.initiatives if each.initiative.status == "done"}
    able = {each.initiative.id: each for each in score.initiatives if each.initiative.id not in left}
    while lacking := {key: need for key, each in able.items() if (need := _lacking(each, able, done))}:
        for key, need in lacking.items():
            left[key] = LeftOut(able.pop(key), "needs", need)
    return tuple(_candidate(each, able) for each in able.values()), list(left.values())


def _why_not(each: Scored, wish: Wish) -> str:
    value = next(figure for figure in each.figures if figure.component == "value")
    if not each.counts:
        return "over"
    if each.initiative.cost is None:
        return "no-cost"
    return "no-problem" if value.high == 0 and each.initiative.id not in wish.must else ""


def _lacking(each: Scored, able: Mapping[str, Scored], done: set[str]) -> str:
    return next((need for need in each.initiative.depends_on if need not in able and need not in done), "")


def _candidate(each: Scored, able: Mapping[str, Scored]) -> Candidate:
    initiative = each.initiative
    return Candidate(
        initiative.id,
        tuple(figure.low for figure in each.figures),
        tuple(figure.high for figure in each.figures),
        math.ceil(highest(initiative.cost)) if initiative.cost is not None else 0,
        tuple(need for need in dict.fromkeys(initiative.depends_on) if need in able),
        each.type,
        initiative.department,
        initiative.effort,
    )


def _demands(score: PortfolioScore, wish: Wish, candidates: Sequence[Candidate]) -> Demands:
    known = {each.id for each in candidates}
    running = {each.initiative.id for each in score.initiatives if each.initiative.status == "under-way"}
    must = wish.must | (running & known - wish.without if wish.running else frozenset())
    if missing := wish.must - known:
        raise UsageFault("error.plan-must", id=min(missing))
    room = {each.id: each.capacity for each in score.portfolio.departments if each.capacity is not None}
    if wish.capacity and not room:
        raise UsageFault("error.plan-no-capacity")
    targets = score.portfolio.organisation.targets
    if wish.distance is not None and not targets:
        raise UsageFault("error.plan-no-targets")
    return Demands(
        wish.budget,
        frozenset(must),
        wish.without & known,
        room if wish.capacity else None,
        {str(name): share for name, share in targets.items()} if targets else None,
        wish.distance,
    )


def _with(demands: Demands, budget: int) -> Demands:
    return Demands(budget, demands.must, demands.without, demands.capacity, demands.targets, demands.distance)


def _first_out(candidates: Sequence[Candidate], worths: Mapping[str, Fraction], chosen: Choice) -> str | None:
    outside = [each.id for each in candidates if each.id not in chosen.ids and worths[each.id] > 0]
    return max(outside, key=lambda each: (worths[each], each), default=None)


def _steps(
    candidates: Sequence[Candidate], worths: Mapping[str, Fraction], demands: Demands
) -> list[tuple[int, Choice]]:
    """The best sets for smaller and larger budgets, as far as there are any."""
    from digitrans.portfolios.choosing import NoSet

    found = []
    for percent in STEPS:
        budget = demands.budget * percent // 100
        try:
            found.append((budget, best_set(candidates, worths, _with(demands, budget))))
        except NoSet:
            continue
    return found


def _priced(
    each: LeftOut,
    candidates: Sequence[Candidate],
    worths: Mapping[str, Fraction],
    demands: Demands,
    chosen: Choice,
    weights: Weights,
) -> LeftOut:
    """With the cost up to which it would belong in the set, where its cost is all that is not known.

    That is the budget less what the cheapest set costs that makes up for the rest; found by halving.
    """
    if each.why != "no-cost" or any(
        need not in {one.id for one in candidates} for need in each.scored.initiative.depends_on
    ):
        return each
    own = worth_of(tuple(figure.low for figure in each.scored.figures), weights)
    if own <= 0:
        return each
    low, high = 0, demands.budget
    if not _makes_up(candidates, worths, demands, chosen, own, low):
        return each
    while high - low > max(demands.budget // 200, 1):
        middle = (low + high) // 2
        low, high = (middle, high) if _makes_up(candidates, worths, demands, chosen, own, middle) else (low, middle)
    return LeftOut(each.scored, each.why, each.needs, _rounded_down(low))


def _rounded_down(price: int) -> int:
    """To two digits that say something: what is found by halving is no exact price."""
    size = int(10 ** max(len(str(price)) - 2, 0))
    return price // size * size


def _makes_up(
    candidates: Sequence[Candidate],
    worths: Mapping[str, Fraction],
    demands: Demands,
    chosen: Choice,
    own: Fraction,
    price: int,
) -> bool:
    """Whether a set without what ``price`` takes, and with what is worth ``own``, is worth as much as the best."""
    from digitrans.portfolios.choosing import NoSet

    try:
        rest = best_set(candidates, worths, _with(demands, demands.budget - price))
    except NoSet:
        return False
    return rest.worth + own >= chosen.worth
