"""What a portfolio could hold for a budget: the best set, how sure it is, what money would bring, what demands cost."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from digitrans.portfolios.certainty import SEED, SPREAD, Certainty, Told, certainty, extreme_weights
from digitrans.portfolios.choosing import (
    Candidate,
    Choice,
    Chooser,
    Demands,
    Limit,
    NoSet,
    Weights,
    worth_of,
)
from digitrans.portfolios.remarks import circles
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.portfolios.weighing import (
    LeftOut,
    Scale,
    candidate_of,
    demands_of,
    first_fault,
    forced,
    scale_of,
    weigh,
    with_most,
    worth_with,
)
from digitrans.portfolios.wishes import Wish
from digitrans.values import dataclass

MILLION = 1_000_000
STEPS = (25, 50, 75, 90, 100, 110, 125, 150, 175, 200)
"""The budgets that are set beside one another, in per cent of the one asked about."""
MOST_INPUTS = 60
"""Of so many missing inputs it is tried what each would change."""

Out = Literal["price", "below", "demand"]


@dataclass(frozen=True)
class FirstOut:
    """What comes in first, if anything outside must: ``ids`` instead of ``gone``, for ``loss`` less worth.

    ``why`` it is out: "below" where it would only take worth away; "price" where it fits only instead of others;
    "demand" where it would fit the money, but not what else is asked for.
    """

    ids: frozenset[str]
    gone: frozenset[str]
    loss: Fraction
    why: Out


@dataclass(frozen=True)
class More:
    """The best set with a million more of one limit."""

    limit: Limit
    choice: Choice


@dataclass(frozen=True)
class Toll:
    """What one demand costs: how much more the best set without it is worth.

    ``kind`` is "must", "not" (with the id), "running", "mix", "capacity", or "departments" and "years" for budgets of
    parts.
    """

    kind: str
    id: str
    points: Fraction


@dataclass(frozen=True)
class Factor:
    """What changes by itself whether an initiative is in the best set.

    ``kind`` "weight": that of a component is ``share`` instead of ``now``, both as parts of 1. "input": what is missing
    of the initiative ``id`` turns out as good as can be. ``comes``: the open one then comes in; else it goes out.
    """

    kind: Literal["weight", "input"]
    component: str
    id: str
    share: Fraction | None
    now: Fraction | None
    comes: bool


@dataclass(frozen=True)
class Plan:
    """The best set and what stands around it.

    ``worths`` are by ``wish.by``, with the worst of what is missing. ``first_out`` is None where nothing more fits.
    ``thrifty`` is the best set if every cost were at the low end of its range; None where none is a range. ``steps``
    are sets for other budgets in all, none where no such budget was given. ``together`` are those that need one
    another. ``sure`` is None where it was not asked for, or was stopped before anything was known: then ``stopped``.
    ``deciding`` has what decides each open one; () where nothing does by itself.
    """

    wish: Wish
    candidates: tuple[Candidate, ...]
    scored: Mapping[str, Scored]
    worths: Mapping[str, Fraction]
    demands: Demands
    chosen: Choice
    left_out: tuple[LeftOut, ...]
    first_out: FirstOut | None
    more: tuple[More, ...]
    thrifty: Choice | None
    tolls: tuple[Toll, ...]
    steps: tuple[tuple[int, Choice], ...]
    together: tuple[tuple[str, ...], ...]
    sure: Certainty | None
    stopped: bool
    deciding: Mapping[str, tuple[Factor, ...]]

    @property
    def is_whole(self) -> bool:
        """Whether everybody who can be chosen is in."""
        return len(self.chosen.ids) == len(self.candidates)

    def candidate(self, wanted: str) -> Candidate:
        """A candidate by its id."""
        return next(each for each in self.candidates if each.id == wanted)


def make_plan(
    score: PortfolioScore,
    weights: Weights,
    wish: Wish,
    *,
    robust: bool = True,
    seed: int = SEED,
    told: Told | None = None,
) -> Plan:
    """The plan for ``wish``: pure, and the same every time for the same ``seed``.

    ``weights`` are those of the components, in their order, as parts of 1. ``told`` is called with what is done of how
    much, while it is found out how sure the choice is. Raises NoPlan, a UsageFault, where no set keeps the wish, and
    UsageFault for ids that there are not.
    """
    candidates, left = weigh(score, wish)
    scale, demands = scale_of(weights, wish), demands_of(score, wish, candidates)
    worths = {each.id: worth_with(each, scale) for each in candidates}
    chooser = Chooser(candidates, demands)
    try:
        chosen = chooser.best(worths)
    except NoSet:
        raise first_fault(candidates, demands) from None
    first, prices = _first_out(candidates, worths, demands, chosen), _Prices(candidates, worths, demands, chosen)
    sure, stopped = (None, False) if not robust else _sure(candidates, scale, demands, wish, seed, told)
    return Plan(
        wish,
        candidates,
        scored={each.initiative.id: each for each in score.initiatives},
        worths=worths,
        demands=demands,
        chosen=chosen,
        left_out=tuple(_priced(each, score, wish, scale, prices) for each in left),
        first_out=first,
        more=() if first is not None and first.why == "below" else tuple(_more(candidates, worths, demands, chosen)),
        thrifty=_thrifty(candidates, worths, demands),
        tolls=tuple(_tolls(score, wish, candidates, worths, demands, chosen)),
        steps=tuple(_steps(candidates, worths, demands, chosen)),
        together=tuple(
            circles({each.id: each.needs for each in candidates if each.needs and each.id not in each.needs})
        ),
        sure=sure,
        stopped=stopped,
        deciding={} if sure is None else _deciding(score, candidates, scale, chooser, chosen, sure, wish),
    )


def best_for(score: PortfolioScore, weights: Weights, wish: Wish) -> tuple[tuple[Candidate, ...], Choice]:
    """Who could be chosen, and the best set alone. Raises as ``make_plan``."""
    candidates, _ = weigh(score, wish)
    scale, demands = scale_of(weights, wish), demands_of(score, wish, candidates)
    try:
        return candidates, Chooser(candidates, demands).best({each.id: worth_with(each, scale) for each in candidates})
    except NoSet:
        raise first_fault(candidates, demands) from None


def _sure(
    candidates: Sequence[Candidate], scale: Scale, demands: Demands, wish: Wish, seed: int, told: Told | None
) -> tuple[Certainty | None, bool]:
    corners = (scale.weights,) if wish.by == "benefit" else extreme_weights(scale.weights)
    try:
        found = certainty(candidates, corners, demands, scale.base, seed, told=told)
    except KeyboardInterrupt:
        return None, True
    return found, found.stopped


# ---- what money would bring


def _first_out(
    candidates: Sequence[Candidate], worths: Mapping[str, Fraction], demands: Demands, chosen: Choice
) -> FirstOut | None:
    """The best set that has something from outside: what it has is what comes in first."""
    other = Chooser(candidates, demands).next_best(worths, chosen.ids)
    if other is None:
        return None
    came, gone = other.ids - chosen.ids, chosen.ids - other.ids
    loss = chosen.worth - other.worth
    if not gone:
        return FirstOut(came, gone, loss, "below")
    both = [each for each in candidates if each.id in chosen.ids | came]
    money = [limit for limit in demands.limits if limit.kind != "capacity"]
    dear = any(limit.used(each.id for each in both) > limit.most for limit in money)
    return FirstOut(came, gone, loss, "price" if dear else "demand")


def _more(
    candidates: Sequence[Candidate], worths: Mapping[str, Fraction], demands: Demands, chosen: Choice
) -> list[More]:
    found = []
    for limit in demands.limits if len(chosen.ids) < len(candidates) else ():
        if limit.kind != "capacity":
            richer = with_most(demands, limit.kind, limit.name, limit.most + MILLION)
            found.append(More(limit, Chooser(candidates, richer).best(worths, [chosen.ids])))
    return found


def _thrifty(candidates: Sequence[Candidate], worths: Mapping[str, Fraction], demands: Demands) -> Choice | None:
    """The best set if all costs were at the low end; what they take of years and departments falls by as much."""
    if all(each.least_cost in (None, each.cost) for each in candidates):
        return None
    part = {
        each.id: Fraction(each.cost if each.least_cost is None else each.least_cost, each.cost or 1)
        for each in candidates
    }

    def lower(limit: Limit) -> Limit:
        if limit.kind == "capacity":
            return limit
        return Limit(limit.kind, limit.name, limit.most, {k: math.ceil(use * part[k]) for k, use in limit.uses.items()})

    cheaper = Demands(tuple(lower(each) for each in demands.limits), demands.must, demands.without, demands.mix)
    return Chooser(candidates, cheaper).best(worths)


def _tolls(
    score: PortfolioScore,
    wish: Wish,
    candidates: Sequence[Candidate],
    worths: Mapping[str, Fraction],
    demands: Demands,
    chosen: Choice,
) -> list[Toll]:
    """What each demand costs by itself; those that cost nothing, too."""
    plain = Demands(demands.limits, demands.must, demands.without, demands.mix)
    without = [
        ("must", each, Demands(plain.limits, plain.must - {each}, plain.without, plain.mix))
        for each in sorted(wish.must & demands.must)
    ]
    without += [
        ("not", each, Demands(plain.limits, plain.must, plain.without - {each}, plain.mix))
        for each in sorted(demands.without)
    ]
    if wish.running and forced(score, wish) - wish.must:
        without.append(("running", "", Demands(plain.limits, demands.must & wish.must, plain.without, plain.mix)))
    if demands.mix is not None:
        without.append(("mix", "", Demands(plain.limits, plain.must, plain.without)))
    for kind in ("capacity", "department", "year"):
        rest = tuple(each for each in demands.limits if each.kind != kind)
        if rest and len(rest) < len(demands.limits):
            without.append((kind, "", Demands(rest, plain.must, plain.without, plain.mix)))
    found = []
    for kind, name, less in without:
        freer = Chooser(candidates, less).best(worths, [chosen.ids])
        found.append(Toll(kind, name, freer.worth - chosen.worth))
    return found


def _steps(
    candidates: Sequence[Candidate], worths: Mapping[str, Fraction], demands: Demands, chosen: Choice
) -> list[tuple[int, Choice]]:
    """The best sets for smaller and larger budgets, as far as there are any, up to where more money changes nothing."""
    total = next((each for each in demands.limits if each.kind == "budget"), None)
    if total is None:
        return []
    unlimited = with_most(demands, "budget", "", max(int(total.most), sum(each.cost for each in candidates)))
    most = Chooser(candidates, unlimited).best(worths, [chosen.ids]).worth
    found = list[tuple[int, Choice]]()
    for percent in STEPS:
        budget = int(total.most) * percent // 100
        if found and found[-1][1].worth == most and percent > 100:
            break
        chooser = Chooser(candidates, with_most(demands, "budget", "", budget))
        known = [each.ids for _, each in found[-1:]] + ([chosen.ids] if percent >= 100 else [])
        with contextlib.suppress(NoSet):
            found.append((budget, chooser.best(worths, known)))
    return found


def _priced(each: LeftOut, score: PortfolioScore, wish: Wish, scale: Scale, prices: _Prices) -> LeftOut:
    """With the cost up to which it would belong in the set, where its cost is all that is not known.

    That is the budget in all, less what the cheapest set costs that makes up for the rest; found by halving.
    """
    demands, initiative = prices.demands, each.scored.initiative
    done = {one.initiative.id for one in score.initiatives if one.initiative.status == "done"}
    needs, known = set(initiative.depends_on) - done, {one.id for one in prices.candidates}
    parts = {"year": True, "department": initiative.department in wish.budgets.departments, "capacity": True}
    if each.why != "no-cost" or prices.total is None or demands.mix is not None or initiative.id in wish.without:
        return each
    if any(parts.get(limit.kind) for limit in demands.limits) or needs - known:
        return each
    if any(figure.case == "no-problem" for figure in each.scored.figures) and wish.by != "benefit":
        return each
    if wish.by == "benefit" and (initiative.benefit is None or initiative.benefit.planned is None):
        return each
    own = worth_with(candidate_of(each.scored, {}, wish, score), scale)
    price = prices.price(own, frozenset(needs))
    return LeftOut(each.scored, each.why, each.needs, price)


def _rounded_down(price: int) -> int:
    """To two digits that say something: what is found by halving is no exact price."""
    size = int(10 ** max(len(str(price)) - 2, 0))
    return price // size * size


class _Prices:
    """What smaller budgets bring, each asked about once: at least, at most, and exactly if need be."""

    def __init__(
        self, candidates: Sequence[Candidate], worths: Mapping[str, Fraction], demands: Demands, chosen: Choice
    ) -> None:
        self.candidates, self.worths, self.demands, self.chosen = candidates, worths, demands, chosen
        self.total = next((limit for limit in demands.limits if limit.kind == "budget"), None)
        self.choosers: dict[tuple[int, frozenset[str]], Chooser] = {}
        self.bounds: dict[tuple[int, frozenset[str]], tuple[float, float]] = {}

    def makes_up(self, own: Fraction, price: int, needs: frozenset[str]) -> bool:
        """Whether a set without what ``price`` takes, and with what is worth ``own``, is worth as much as the best."""
        key, wanted = (price, needs), float(self.chosen.worth - own)
        least, most = self.bounds.get(key) or self.bounded(price, needs)
        if least < wanted - 1e-6 and most >= wanted - 1e-6 and key in self.choosers:
            least = most = float(self.choosers[key].best(self.worths).worth)
            self.bounds[key] = least, most
        return least >= wanted - 1e-6

    def bounded(self, price: int, needs: frozenset[str]) -> tuple[float, float]:
        """What the best set is worth with a budget that is smaller by ``price``: at least and at most."""
        assert self.total is not None
        demands = Demands(self.demands.limits, self.demands.must | needs, self.demands.without)
        chooser = Chooser(self.candidates, with_most(demands, "budget", "", self.total.most - price))
        try:
            least, most, _ = chooser.bounded([float(self.worths[each.id]) for each in self.candidates])
            if least == -math.inf:
                least = most = float(chooser.best(self.worths).worth)
        except NoSet:
            least = most = -math.inf
        self.choosers[price, needs], self.bounds[price, needs] = chooser, (least, most)
        return least, most

    def price(self, own: Fraction, needs: frozenset[str]) -> int | None:
        """Up to what cost something worth ``own`` belongs in the set; None where it never does."""
        assert self.total is not None
        low, high = 0, int(self.total.most)
        if own <= 0 or not self.makes_up(own, low, needs):
            return None
        while high - low > max(int(self.total.most) // 200, 1):
            middle = (low + high) // 2
            low, high = (middle, high) if self.makes_up(own, middle, needs) else (low, middle)
        return _rounded_down(low)


# ---- what decides the open ones


def _deciding(
    score: PortfolioScore,
    candidates: Sequence[Candidate],
    scale: Scale,
    chooser: Chooser,
    chosen: Choice,
    sure: Certainty,
    wish: Wish,
) -> dict[str, tuple[Factor, ...]]:
    """For each open one, which weight or missing input changes by itself whether it is in the best set."""
    found: dict[str, list[Factor]] = {each: [] for each in sure.open()}
    known = [chosen.ids]
    for kind, component, owner, weight, worths in _changes(score, candidates, scale, sure, wish):
        ids = chooser.best(worths, known).ids
        if ids not in known:
            known.append(ids)
        for each in found.keys() & (ids ^ chosen.ids):
            found[each].append(Factor(kind, component, owner, *weight, each in ids))
    return {key: tuple(sorted(each, key=lambda one: one.id != key)) for key, each in found.items()}


Change = tuple[Literal["weight", "input"], str, str, tuple[Fraction | None, Fraction | None], dict[str, Fraction]]


def _changes(
    score: PortfolioScore, candidates: Sequence[Candidate], scale: Scale, sure: Certainty, wish: Wish
) -> list[Change]:
    """One change at a time: an input as good as can be, a weight five points lower or higher."""
    names = ["benefit"] if wish.by == "benefit" else [each.id for each in score.scorer.content.components]
    base = {each.id: worth_with(each, scale) for each in candidates}
    found = list[Change]()
    for each in sorted(candidates, key=lambda one: (one.id not in sure.open(), one.id)):
        for place, name in enumerate(names):
            if each.low[place] != each.high[place] and len(found) < MOST_INPUTS:
                better = base[each.id] + scale.weights[place] * (each.high[place] - each.low[place])
                found.append(("input", name, each.id, (None, None), {**base, each.id: better}))
    for place, name in enumerate(names if len(names) > 1 else ()):
        for apart in (-SPREAD, SPREAD):
            weights = _moved(scale.weights, place, Fraction(apart, 100))
            if weights is not None:
                worths = {one.id: worth_of(one.low, weights, scale.base) + one.extra[0] for one in candidates}
                found.append(("weight", name, "", (weights[place], scale.weights[place]), worths))
    return found


def _moved(weights: Weights, place: int, apart: Fraction) -> Weights | None:
    """One weight moved, the others making up for it in proportion; None where it is moved out of 0 to 1."""
    moved, rest = weights[place] + apart, 1 - weights[place]
    if not 0 <= moved <= 1 or rest == 0:
        return None
    return tuple(moved if n == place else each * (1 - moved) / rest for n, each in enumerate(weights))
