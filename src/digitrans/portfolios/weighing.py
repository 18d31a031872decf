"""Who of a portfolio can be chosen, what each is worth and uses; and who cannot be weighed, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeVar

from digitrans.errors import UsageFault
from digitrans.portfolios.choosing import (
    BASE,
    Amount,
    Candidate,
    Demands,
    Limit,
    LimitKind,
    Mix,
    NoSet,
    Weights,
    best_set,
    worth_of,
)
from digitrans.portfolios.decisions import is_unrated
from digitrans.portfolios.models import Initiative
from digitrans.portfolios.money import ends, exact
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.portfolios.wishes import Wish
from digitrans.texts.spelling import nearest_ones
from digitrans.values import dataclass

T = TypeVar("T")
ONE: Weights = (Fraction(1),)


class NoPlan(UsageFault):
    """There is no plan, and why; ``money`` names the gaps of the message that are amounts."""

    money = ("used", "most")


class Scale(NamedTuple):
    """How a set is weighed: weights that add up to 1, and what is taken off each initiative."""

    weights: Weights
    base: int


@dataclass(frozen=True)
class LeftOut:
    """An initiative that could not be weighed, and why.

    "over", "no-cost", "no-problem", "no-benefit", "no-dates", "no-effort", "risk", "risk-unknown", or "needs" and the
    id of it. ``price`` is the cost up to which it would belong in the set, in whole kroner; None where that cannot be
    said.
    """

    scored: Scored
    why: str
    needs: str = ""
    price: int | None = None


def scale_of(weights: Weights, wish: Wish) -> Scale:
    """Components weigh as they are told; planned benefits are one thing, and have no red line."""
    if wish.by == "benefit":
        return Scale(ONE, 0)
    return Scale(weights, BASE if wish.by == "value" else 0)


def worth_with(each: Candidate, scale: Scale) -> Fraction:
    """What a candidate is worth with the worst of what is missing."""
    return worth_of(each.low, scale.weights, scale.base) + each.extra[0]


def forced(score: PortfolioScore, wish: Wish) -> frozenset[str]:
    """The ids of what must be in: as told, and what is under way where that stays."""
    running = {each.initiative.id for each in score.initiatives if each.initiative.status == "under-way"}
    return wish.must | (running - wish.without if wish.running else frozenset())


def weigh(score: PortfolioScore, wish: Wish) -> tuple[tuple[Candidate, ...], list[LeftOut]]:
    """Who can be chosen, and who cannot; who needs somebody who cannot, cannot either. Raises UsageFault."""
    _check_ids(score, wish)
    _check_wish(score, wish)
    must = forced(score, wish)
    left = {
        each.initiative.id: LeftOut(each, why)
        for each in score.initiatives
        if (why := _why_not(each, wish, must, score))
    }
    done = {each.initiative.id for each in score.initiatives if each.initiative.status == "done"}
    able = {each.initiative.id: each for each in score.initiatives if each.initiative.id not in left}
    while lacking := {key: need for key, each in able.items() if (need := _lacking(each, able, done))}:
        for key, need in lacking.items():
            left[key] = LeftOut(able.pop(key), "needs", need)
    for each in sorted(wish.must & left.keys()):
        raise NoPlan(f"error.plan-must-{left[each].why}", id=each, need=left[each].needs)
    if not able:
        counting = [each for each in left.values() if each.why != "over"]
        priceless = bool(counting) and all(each.why == "no-cost" for each in counting)
        raise NoPlan("error.plan-no-cost" if priceless else "error.plan-nothing", n=str(len(counting)))
    if wish.by != "benefit" and all(is_unrated(each) for each in able.values()):
        raise NoPlan(
            "error.plan-unrated", n=str(len(able)), id=next(iter(able)), instrument=score.scorer.content.rate.instrument
        )
    return tuple(candidate_of(each, able, wish, score) for each in able.values()), list(left.values())


def _check_ids(score: PortfolioScore, wish: Wish) -> None:
    known = [each.initiative.id for each in score.initiatives]
    for each in sorted(wish.must | wish.without):
        if each not in known:
            near = nearest_ones(each, known)
            raise UsageFault("error.plan-id-near" if near else "error.plan-id", id=each, near=near)
    if both := wish.must & wish.without:
        raise UsageFault("error.plan-both", id=min(both))


def _check_wish(score: PortfolioScore, wish: Wish) -> None:
    """What is asked for needs what the file may not say."""
    organisation, departments = score.portfolio.organisation, score.portfolio.departments
    if wish.capacity and not any(each.capacity is not None for each in departments):
        raise UsageFault("error.plan-no-capacity")
    if wish.distance is not None and not organisation.targets:
        raise UsageFault("error.plan-no-targets")
    if wish.risk is not None and organisation.risk_willingness is None:
        raise UsageFault("error.plan-no-risk")
    lacking = [each.name for each in departments if each.id not in wish.budgets.departments]
    if wish.budgets.total is None and not wish.budgets.years and (lacking or not wish.budgets.departments):
        raise UsageFault("error.plan-no-budget" if wish.budgets.departments else "error.no-budget", names=_few(lacking))


def _few(names: Sequence[str]) -> str:
    return ", ".join([*names[:5], *(["…"] if len(names) > 5 else [])])


def _why_not(each: Scored, wish: Wish, must: frozenset[str], score: PortfolioScore) -> str:
    initiative, value = each.initiative, next(figure for figure in each.figures if figure.component == "value")
    roomy = {one.id for one in score.portfolio.departments if one.capacity is not None}
    if not each.counts:
        return "over"
    if initiative.cost is None:
        return "no-cost"
    if wish.budgets.years and not _has_years(initiative):
        return "no-dates"
    if wish.capacity and initiative.effort is None and initiative.department in roomy:
        return "no-effort"
    if initiative.id in must:
        return ""
    if value.case == "no-problem" and wish.by != "benefit":
        return "no-problem"
    if wish.by == "benefit" and (initiative.benefit is None or initiative.benefit.planned is None):
        return "no-benefit"
    steps = _steps_too_far(each, score) if wish.risk == "limit" else (Fraction(0), Fraction(0))
    return "" if steps[0] == 0 else "risk" if steps[1] > 0 else "risk-unknown"


def _steps_too_far(each: Scored, score: PortfolioScore) -> tuple[Fraction, Fraction]:
    """How far an initiative's type asks for more willingness than is stated: at most and at least."""
    stated = score.portfolio.organisation.risk_willingness
    assert stated is not None
    asked = [asks for kind, asks in score.scorer.risk_asks.items() if each.type in (kind, None)]
    steps = [max(asks - Fraction(str(stated)), Fraction(0)) for asks in asked]
    return max(steps), min(steps)


def _lacking(each: Scored, able: Mapping[str, Scored], done: set[str]) -> str:
    return next((need for need in each.initiative.depends_on if need not in able and need not in done), "")


def candidate_of(each: Scored, able: Mapping[str, Scored], wish: Wish, score: PortfolioScore) -> Candidate:
    """An initiative with what it is worth and costs; a benefit that is not known counts as none, and only where the
    initiative must be in anyway."""
    initiative = each.initiative
    least, most = ends(initiative.cost) if initiative.cost is not None else (0, 0)
    low, high = tuple(figure.low for figure in each.figures), tuple(figure.high for figure in each.figures)
    if wish.by == "benefit":
        planned = initiative.benefit.planned if initiative.benefit else None
        amounts = ends(planned) if planned is not None else (0, 0)
        low, high = ((Fraction(amount),) for amount in amounts)
    extra = (Fraction(0), Fraction(0))
    if isinstance(wish.risk, Fraction):
        steps = _steps_too_far(each, score)
        extra = (-wish.risk * steps[0], -wish.risk * steps[1])
    needs = tuple(need for need in dict.fromkeys(initiative.depends_on) if need in able)
    return Candidate(initiative.id, low, high, math.ceil(most), needs, each.type, math.ceil(least), extra)


# ---- what a set must keep


def demands_of(score: PortfolioScore, wish: Wish, candidates: Sequence[Candidate]) -> Demands:
    """The limits on money and work, the musts and nots, and the mix.

    Raises NoPlan where there is no mix: of none that could be chosen is the type known, or those cost nothing.
    """
    known = {each.id for each in candidates}
    targets = score.portfolio.organisation.targets
    mix = None
    if wish.distance is not None and targets:
        mix = Mix({str(name): share for name, share in targets.items()}, wish.distance, wish.mix_by)
        if candidates and not any(mix.share(each) for each in candidates if each.type is not None):
            raise NoPlan("error.plan-no-mix")
    return Demands(tuple(_limits(score, wish, candidates)), forced(score, wish) & known, wish.without & known, mix)


def _limits(score: PortfolioScore, wish: Wish, candidates: Sequence[Candidate]) -> list[Limit]:
    by_id = {each.initiative.id: each.initiative for each in score.initiatives}
    costs = {each.id: each.cost for each in candidates}

    def of(department: str) -> list[str]:
        return [each for each in costs if by_id[each].department == department]

    found = [Limit("budget", "", wish.budgets.total, costs)] if wish.budgets.total is not None else []
    for year, most in wish.budgets.years.items():
        uses: dict[str, Amount] = {each: _in_year(cost, by_id[each], year) for each, cost in costs.items()}
        found.append(Limit("year", str(year), most, uses))
    for name, most in wish.budgets.departments.items():
        found.append(Limit("department", name, most, {each: costs[each] for each in of(name)}))
    for one in score.portfolio.departments if wish.capacity else ():
        if one.capacity is not None:
            efforts = {each: exact(by_id[each].effort or 0) for each in of(one.id)}
            found.append(Limit("capacity", one.id, exact(one.capacity), efforts))
    return found


def _has_years(initiative: Initiative) -> bool:
    """Whether it is known when the cost falls: by the year, or by its start and its end."""
    if initiative.cost_by_year is not None:
        return True
    return initiative.start is not None and initiative.end is not None and initiative.start <= initiative.end


def _in_year(cost: int, initiative: Initiative, year: int) -> int:
    """What falls in a year of a cost, in whole kroner: as the file says by year, else spread over the days evenly."""
    if initiative.cost_by_year is not None:
        return math.ceil(exact(initiative.cost_by_year.get(str(year), 0)))
    start, end = initiative.start, initiative.end
    assert start is not None and end is not None
    first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    days = (last - first).days + 1
    return math.ceil(Fraction(cost * max(days, 0), (end - start).days + 1))


def with_most(demands: Demands, kind: LimitKind, name: str, most: Amount) -> Demands:
    """The same demands with another limit of one kind and name."""
    limits = [Limit(e.kind, e.name, most, e.uses) if (e.kind, e.name) == (kind, name) else e for e in demands.limits]
    return Demands(tuple(limits), demands.must, demands.without, demands.mix)


def first_fault(candidates: Sequence[Candidate], demands: Demands) -> NoPlan:
    """Why no set keeps the demands. Only what must be in, with what it needs, can break a limit."""
    by_id = {each.id: each for each in candidates}
    closure, waiting = set[str](), sorted(demands.must)
    while waiting:
        at = waiting.pop()
        if at in demands.without:
            asking = min(each for each in closure if at in by_id[each].needs)
            return NoPlan("error.plan-needs-not", id=asking, need=at)
        closure.add(at)
        waiting += [need for need in by_id[at].needs if need not in closure]
    for limit in demands.limits:
        used = limit.used(closure)
        if used > limit.most:
            return NoPlan(f"error.plan-dear-{limit.kind}", name=limit.name, used=_told(used), most=_told(limit.most))
    if demands.mix is not None:
        return NoPlan("error.plan-mix", distance=str(demands.mix.distance), nearest=str(_nearest(candidates, demands)))
    return NoPlan("error.no-set")


def _told(amount: Amount) -> str:
    return f"{float(amount):.15g}"


def _nearest(candidates: Sequence[Candidate], demands: Demands) -> int:
    """The smallest whole distance from the targets that some set keeps."""
    assert demands.mix is not None
    low, high = demands.mix.distance + 1, 100
    while low < high:
        middle = (low + high) // 2
        mix = Mix(demands.mix.targets, middle, demands.mix.by)
        if fits(candidates, Demands(demands.limits, demands.must, demands.without, mix)):
            high = middle
        else:
            low = middle + 1
    return low


def fits(candidates: Sequence[Candidate], demands: Demands) -> bool:
    """Whether any set keeps the demands."""
    return tried(lambda: best_set(candidates, {each.id: Fraction(0) for each in candidates}, demands)) is not None


def tried(find: Callable[[], T]) -> T | None:
    """What is found, or None where no set keeps what is asked for."""
    try:
        return find()
    except NoSet:
        return None
