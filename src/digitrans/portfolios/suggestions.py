"""What follows from a scored portfolio: suggestions, rules kept or broken, comparisons. Pure.

Nothing here has words; ids name the texts of ``data/portfolio.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from digitrans.portfolios.models import TYPES, Initiative, Rule
from digitrans.portfolios.money import Total
from digitrans.portfolios.ranking import as_float
from digitrans.portfolios.rules import NearlyDone
from digitrans.portfolios.scoring import NOTHING, Group, PortfolioScore, Scored, distance


class Suggestion(NamedTuple):
    """One step and what it does to the distance by number. ``kind``: stop, add, move, on-target, none-fits or start.

    ``initiative`` is None where nothing that exists is meant; ``type`` and ``to`` are ids of types, None where the kind
    has none.
    """

    kind: str
    initiative: Scored | None
    type: str | None
    to: str | None
    before: Fraction | None
    after: Fraction | None


class _Step(NamedTuple):
    """A change of the counts by one: ``source`` loses one, ``target`` gains one; None for no such end.

    Afterwards the distance is ``away`` by ``parts``.
    """

    kind: str
    source: int | None
    target: int | None
    away: int
    parts: int

    @property
    def after(self) -> Fraction:
        """The distance by number after the step."""
        return Fraction(self.away, self.parts)


def suggestions(group: Group, score: PortfolioScore) -> tuple[Suggestion, ...]:
    """What ``suggest`` comes to for a group of ``score``, with what is nearly done as of its day."""
    return suggest(group, nearly_done(score.day, score.scorer.content.nearly_done))


def suggest(group: Group, is_nearly_done: Callable[[Initiative], bool] | None = None) -> tuple[Suggestion, ...]:
    """At most one thing to stop, to add and to move, each of which alone brings the shares visibly nearer the target.

    What is green or nearly done is never to be stopped; and nothing nearly done, nor what is green and under way, is to
    become something else.
    """
    shares = group.by_number
    if shares.targets is None:
        return ()
    if not shares.total:
        largest = max(range(len(TYPES)), key=lambda place: (shares.targets or ())[place])
        return (Suggestion("start", None, TYPES[largest], None, None, None),)
    before, steps = _steps(tuple([int(each) for each in shares.amounts]), shares.targets)
    if not steps:
        return (Suggestion("on-target", None, None, None, before, before),)
    free: dict[str | None, list[Scored]] = {}
    for each in group.scored:
        if is_nearly_done is None or not is_nearly_done(each.initiative):
            free.setdefault(each.type, []).append(each)
    chosen = [found for kind in ("stop", "add", "move") if (found := _chosen(kind, steps, free, before)) is not None]
    if chosen:
        return tuple(sorted(chosen, key=lambda each: each.after or 0))
    return (Suggestion("none-fits", None, None, None, before, before),)


def _chosen(
    kind: str, steps: Sequence[_Step], free: Mapping[str | None, Sequence[Scored]], before: Fraction | None
) -> Suggestion | None:
    """The best step of a kind for which there is something to do it with: first what is least missed, then how near."""
    found: list[tuple[tuple[int, int], int, _Step, Scored]] = []
    for place, step in enumerate(steps):
        if step.kind != kind:
            continue
        source, target = step.source, step.target
        if source is None:
            return Suggestion(kind, None, TYPES[target or 0], None, before, step.after)
        fitting = free.get(TYPES[source], [])
        one = _to_stop(fitting) if kind == "stop" else _to_change(fitting, (target or 0) > source)
        if one is not None:
            found.append((_loss(one) if kind == "stop" else _NO_LOSS, place, step, one))
            if kind != "stop":  # the steps come nearest first
                break
    if not found:
        return None
    *_, step, chosen = min(found, key=lambda each: each[:2])
    to = None if step.target is None else TYPES[step.target]
    return Suggestion(kind, chosen, TYPES[step.source or 0], to, before, step.after)


_NO_LOSS = (0, 0)
_BEGUN = {"under-way": 2, "planned": 1}


def _loss(each: Scored) -> tuple[int, int]:
    """How much is lost by stopping one that is not green: least with red ones, then with what has hardly begun."""
    return each.light != "red", _BEGUN.get(each.initiative.status or "", 0)


def _to_stop(fitting: Sequence[Scored]) -> Scored | None:
    """The one that is least missed: never a green one; of equals the one that can become least, the first."""
    ranked = [each for each in fitting if each.light != "green"]
    return min(ranked, key=lambda each: (_loss(each), as_float(each.low), as_float(each.high)), default=None)


def _to_change(fitting: Sequence[Scored], bolder: bool) -> Scored | None:
    """What to make into another type: what has not begun first; to become bolder the strongest, else the weakest."""
    open_ones = [
        each for each in fitting if each.light != "green" or (bolder and each.initiative.status != "under-way")
    ]
    sign = -1 if bolder else 1
    return min(
        open_ones,
        key=lambda each: (
            *(_BEGUN.get(each.initiative.status or "", 0), sign * as_float(each.low)),
            sign * as_float(each.high),
        ),
        default=None,
    )


@lru_cache(256)
def _steps(amounts: tuple[int, ...], targets: tuple[int, ...]) -> tuple[Fraction | None, tuple[_Step, ...]]:
    """The distance by number, and every step that leads nearer by at least what is shown, the nearest first."""
    before = distance(amounts, targets)
    if before is None:
        return None, ()
    shown = int(before + Fraction(1, 2))  # as it is shown: whole, rounded half up
    count = sum(amounts)
    nearby = (count - 1, count, count + 1)  # after a stop, a move, an addition
    gaps = {each: [100 * one - share * each for one, share in zip(amounts, targets, strict=True)] for each in nearby}
    sums = {each: sum(map(abs, gap)) for each, gap in gaps.items()}
    steps = []
    for kind, source, target in _ways(amounts):
        after = count - (source is not None) + (target is not None)
        if not after:
            continue
        away, gap = sums[after], gaps[after]
        if source is not None:
            away += abs(gap[source] - 100) - abs(gap[source])
        if target is not None:
            away += abs(gap[target] + 100) - abs(gap[target])
        if (away + after) // (2 * after) < shown:
            steps.append(_Step(kind, source, target, away, 2 * after))
    # With so few initiatives, two distances that differ do so as floats, too, and floats are compared much faster.
    return before, tuple(sorted(steps, key=lambda step: (step.away / step.parts, _ORDER[step.kind])))


_ORDER = {"stop": 0, "add": 1, "move": 2}


def _ways(amounts: Sequence[int]) -> Iterator[tuple[str, int | None, int | None]]:
    """Every change of the counts by one."""
    for source, amount in enumerate(amounts):
        if amount:
            yield "stop", source, None
            yield from (("move", source, target) for target in range(len(amounts)) if target != source)
    yield from (("add", None, target) for target in range(len(amounts)))


def nearly_done(day: date | None, limits: NearlyDone) -> Callable[[Initiative], bool]:
    """Whether an initiative under way is nearly done as of ``day``, by its dates; without dates it is not."""

    def is_nearly_done(initiative: Initiative) -> bool:
        start, end = initiative.start, initiative.end
        if initiative.status != "under-way" or end is None or day is None:
            return False
        if (end - day).days <= limits.days:
            return True
        return start is not None and start < end and 100 * (day - start).days >= limits.percent * (end - start).days

    return is_nearly_done


class Verdict(NamedTuple):
    """What a rule is measured against, None where there is nothing to measure, and whether it is kept.

    Nothing is never above a maximum, and never reaches a minimum. What is missing counts at its worst: scores by their
    low ends, and grey lights that may turn out red as red; of these there are ``maybe``. Of ``unmeasured`` initiatives
    that a sum of money is about no amount is known.
    """

    rule: Rule
    value: Fraction | None
    kept: bool
    initiative: Scored | None = None
    unmeasured: int = 0
    maybe: int = 0


def judge(rules: Iterable[Rule], score: PortfolioScore) -> tuple[Verdict, ...]:
    """Each rule against the department that it names, or the whole."""
    groups = {each.department.id: each for each in score.departments if each.department}
    return tuple([_judge(rule, groups[rule.department] if rule.department else score.whole, score) for rule in rules])


def _judge(rule: Rule, group: Group, score: PortfolioScore) -> Verdict:
    limit = Fraction(str(rule.limit))
    lowest = None
    if rule.kind == "min_score":
        lowest = min(group.scored, key=lambda each: each.low, default=None)
    value = _measured(rule, group, score, lowest)
    at_least = rule.kind.startswith("min")
    kept = not at_least if value is None else (value >= limit if at_least else value <= limit)
    sums = {"max_cost": group.cost, "max_running_cost": group.running_cost}
    amounts = sums.get(rule.kind)
    maybe = group.maybe_red if rule.kind == "max_red" else 0
    return Verdict(rule, value, kept, lowest, amounts.of - amounts.known if amounts else 0, maybe)


def _measured(rule: Rule, group: Group, score: PortfolioScore, lowest: Scored | None) -> Fraction | None:
    shares = group.by_number if rule.by == "number" else group.by_cost
    match rule.kind:
        case "max_share" | "min_share":
            exact = shares.percentages
            return None if exact is None or rule.type is None else exact[TYPES.index(rule.type)]
        case "max_red":
            return Fraction(group.lights.get("red", 0) + group.maybe_red)
        case "max_grey":
            return Fraction(group.lights.get("grey", 0))
        case "max_late":
            return Fraction(len([each for each in group.scored if is_late(each.initiative, score.day)]))
        case "max_incomplete":
            return Fraction(group.incomplete)
        case "max_distance":
            return shares.distance
        case "min_score":
            return lowest.low if lowest else None
        case "min_mean_score":
            return group.mean_score
        case "max_cost":
            return _at_most(group.cost)
        case "max_running_cost":
            return _at_most(group.running_cost)
        case _:
            return risk_gap(group, score)


def _at_most(found: Total) -> Fraction | None:
    """What a sum may come to, as far as it is known; None where nothing is."""
    return Fraction(found.high) if found.is_known else None


def is_late(initiative: Initiative, day: date | None) -> bool:
    """Whether the end has passed by ``day`` of something that is neither done nor stopped."""
    over = initiative.status in ("done", "stopped")
    return day is not None and initiative.end is not None and initiative.end < day and not over


def risk_gap(group: Group, score: PortfolioScore) -> Fraction | None:
    """By how many points the needed risk willingness lies above the stated one, never below 0; None where unknown."""
    stated = score.portfolio.organisation.risk_willingness
    if stated is None or group.needed_risk is None:
        return None
    gap = group.needed_risk - _exactly(stated)
    return gap if gap.numerator > 0 else NOTHING


@lru_cache(256)
def _exactly(value: float) -> Fraction:
    return Fraction(str(value))
