"""What follows from a scored portfolio: suggestions, rules kept or broken, remarks, comparisons. Pure.

Nothing here has words; ids name the texts of ``data/portfolio.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from digitrans.portfolios.models import TYPES, Rule
from digitrans.portfolios.money import total
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import NOTHING, Group, PortfolioScore, Scored, distance


class Suggestion(NamedTuple):
    """One step and what it does to the distance by number. ``kind`` is stop, add, move, on-target or start.

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
    """A change of the counts by one: ``source`` loses one, ``target`` gains one; None for no such end."""

    kind: str
    source: int | None
    target: int | None
    after: Fraction


def suggest(group: Group) -> tuple[Suggestion, ...]:
    """At most one thing to stop, to add and to move, each of which alone brings the shares nearer the target."""
    shares = group.by_number
    if shares.targets is None:
        return ()
    if not shares.total:
        largest = max(range(len(TYPES)), key=lambda place: (shares.targets or ())[place])
        return (Suggestion("start", None, TYPES[largest], None, None, None),)
    before, steps = _steps(tuple([int(each) for each in shares.amounts]), shares.targets)
    found = tuple([_suggestion(each, group, before) for each in steps])
    return found or (Suggestion("on-target", None, None, None, before, before),)


@lru_cache(256)
def _steps(amounts: tuple[int, ...], targets: tuple[int, ...]) -> tuple[Fraction | None, tuple[_Step, ...]]:
    """The distance by number, and the best step of each kind that leads nearer, the one that leads nearest first."""
    before, total = distance(amounts, targets), sum(amounts)
    steps = []
    for kind, after in (("stop", total - 1), ("add", total + 1), ("move", total)):
        if not after or before is None:
            continue
        gaps = [100 * amount - target * after for amount, target in zip(amounts, targets, strict=True)]
        moved, source, target = _nearest(kind, amounts, gaps)
        if (nearer := Fraction(sum([abs(gap) for gap in gaps]) + moved, 2 * after)) < before:
            steps.append(_Step(kind, source, target, nearer))
    return before, tuple(sorted(steps, key=lambda step: step.after))


def _nearest(kind: str, amounts: Sequence[int], gaps: list[int]) -> tuple[int, int | None, int | None]:
    """What the best step of a kind adds to the sum of the sizes of ``gaps``, where it takes one, and where it adds one.

    Gaps are 100 times an amount, less its due; of equal steps the first is best.
    """
    takes = [(abs(gap - 100) - abs(gap), place) for place, gap in enumerate(gaps) if amounts[place]]
    gives = [(abs(gap + 100) - abs(gap), place) for place, gap in enumerate(gaps)]
    if kind == "stop":
        return (*min(takes), None)
    if kind == "add":
        moved, target = min(gives)
        return moved, None, target
    return min([(less + more, source, target) for less, source in takes for more, target in gives if source != target])


def _suggestion(step: _Step, group: Group, before: Fraction | None) -> Suggestion:
    source, target = step.source, step.target
    if source is None:
        return Suggestion(step.kind, None, TYPES[target or 0], None, before, step.after)
    chosen = _candidate(group, TYPES[source], strongest=target is not None and target > source)
    return Suggestion(step.kind, chosen, TYPES[source], None if target is None else TYPES[target], before, step.after)


def _candidate(group: Group, kind: str, strongest: bool) -> Scored | None:
    """Of one type, the initiative that scores highest (to lift to more innovation) or lowest; the first of equals."""
    found = [each for each in group.scored if each.type == kind]
    ranked = [each for each in found if each.score is not None] or found
    if len(ranked) < 2:
        return ranked[0] if ranked else None
    return (max if strongest else min)(ranked, key=lambda each: each.score or 0)


class Verdict(NamedTuple):
    """What a rule is measured against, None where there is nothing to measure, and whether it is kept.

    Nothing is never above a maximum, and never reaches a minimum.
    """

    rule: Rule
    value: Fraction | None
    kept: bool
    initiative: Scored | None = None


def judge(rules: Iterable[Rule], score: PortfolioScore) -> tuple[Verdict, ...]:
    """Each rule against the department that it names, or the whole."""
    groups = {each.department.id: each for each in score.departments if each.department}
    return tuple([_judge(rule, groups[rule.department] if rule.department else score.whole, score) for rule in rules])


def _judge(rule: Rule, group: Group, score: PortfolioScore) -> Verdict:
    limit = Fraction(str(rule.limit))
    lowest = None
    if rule.kind == "min_score":
        scored = [each for each in group.scored if each.score is not None]
        lowest = min(scored, key=lambda each: each.score or 0, default=None)
    value = _measured(rule, group, score, lowest)
    at_least = rule.kind.startswith("min")
    kept = not at_least if value is None else (value >= limit if at_least else value <= limit)
    return Verdict(rule, value, kept, lowest)


def _measured(rule: Rule, group: Group, score: PortfolioScore, lowest: Scored | None) -> Fraction | None:
    shares = group.by_number if rule.by == "number" else group.by_cost
    match rule.kind:
        case "max_share" | "min_share":
            exact = shares.percentages
            return None if exact is None or rule.type is None else exact[TYPES.index(rule.type)]
        case "max_red":
            return Fraction(group.lights.get("red", 0))
        case "max_incomplete":
            return Fraction(group.incomplete)
        case "max_distance":
            return shares.distance
        case "min_score":
            return lowest.score if lowest else None
        case "min_mean_score":
            return group.mean_score
        case "max_cost":
            return total_cost(group)
        case _:
            return risk_gap(group, score)


def total_cost(group: Group) -> Fraction | None:
    """What the initiatives that count cost together, as far as it is known: at most; None where no cost is."""
    found = total(each.initiative.cost for each in group.scored)
    return Fraction(found.high) if found.is_known else None


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


FIRST = 3
"""So many initiatives are named where something is said of several."""


class Remark(NamedTuple):
    """Something worth a word that is no fault. ``named`` holds numbers and ids, and names as the file has them."""

    id: str
    named: Mapping[str, str]


def remarks(score: PortfolioScore, content: PortfolioContent) -> Iterator[Remark]:
    """What is missing, open or at odds, first for the whole, then by department, then by initiative."""
    portfolio, whole = score.portfolio, score.whole
    if not portfolio.initiatives:
        yield Remark("no-initiatives", {})
    elif not whole.scored:
        yield Remark("all-over", {})
    if portfolio.initiatives and not portfolio.departments:
        yield Remark("no-departments", {})
    if portfolio.organisation.risk_willingness is None:
        yield Remark("no-willingness", {})
    count = len(whole.scored)
    for name, lacking in (
        ("no-cost", [each for each in whole.scored if each.initiative.cost is None]),
        ("no-problem", [each for each in whole.scored if each.figures[0].case == "no-problem"]),
    ):
        if lacking:
            names = ", ".join([each.initiative.name for each in lacking[:FIRST]])
            more = " ..." if len(lacking) > FIRST else ""
            yield Remark(name, {"count": str(len(lacking)), "of": str(count), "names": names + more})
    for group in score.departments:
        yield from _department_remarks(group)
    for each in whole.scored:
        yield from _initiative_remarks(each, bool(portfolio.departments), content)


def _department_remarks(group: Group) -> Iterator[Remark]:
    assert group.department is not None
    named = {"department": group.department.name}
    if not group.scored:
        yield Remark("department-empty", named)
    if group.department.readiness is None:
        yield Remark("no-readiness", named)
    if group.department.targets is None:
        yield Remark("no-targets", named)


def _initiative_remarks(each: Scored, departments: bool, content: PortfolioContent) -> Iterator[Remark]:
    initiative = each.initiative
    if each.type is None:
        step = {"question": each.open_step} if each.open_step else {}
        yield Remark("type-open" if each.open_step else "no-type", {"name": initiative.name, **step})
    if initiative.department is None and departments:
        yield Remark("no-department", {"name": initiative.name})
    if each.type is not None and initiative.involvement is not None:
        rungs = [rung.id for rung in content.involvement]
        asks = next(kind.asks.involvement for kind in content.types if kind.id == each.type)
        if rungs.index(initiative.involvement) < rungs.index(asks):
            yield Remark("involvement-low", {"name": initiative.name, "has": initiative.involvement, "asks": asks})
