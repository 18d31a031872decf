"""What follows from a scored portfolio: suggestions, rules kept or broken, remarks, comparisons. Pure.

Nothing here has words; ids name the texts of ``data/portfolio.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from digitrans.portfolios.content import COMPONENTS, PortfolioContent
from digitrans.portfolios.files import TYPES, Rule
from digitrans.portfolios.money import total
from digitrans.portfolios.scoring import NOTHING, Group, PortfolioScore, Scored, Scorer, Shares, distance


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


class Swap(NamedTuple):
    """Two neighbours in the ranking that change places when one weight moves by half: ``lower`` passes ``upper``."""

    upper: str
    lower: str
    component: str
    up: bool


@dataclass(frozen=True)
class Sensitivity:
    """Which rankings survive any one weight being half as large, or half as large again.

    ``steady`` of ``ranked`` keep their place in all ten cases: they pass nobody, and nobody passes them. ``first`` is
    the id of the one that is always ahead of all others, else None; ``swaps`` are the neighbours that change places.
    """

    ranked: int
    steady: int
    first: str | None
    swaps: tuple[Swap, ...]


def sensitivity(scored: Sequence[Scored], weights: Sequence[int]) -> Sensitivity:
    """Rank by score, then again with each weight halved and raised by half. Without a score: not ranked."""
    entries = sorted([each for each in scored if each.score is not None], key=lambda each: each.initiative.id)
    base = [reweighted(each, weights) for each in entries]
    ranked = sorted(range(len(entries)), key=lambda index: -base[index])
    cases = list(_cases(entries, weights))
    moved = set[int]().union(*[_out_of_place(base, scores) for _, _, scores in cases])
    leads = base and all(
        scores[ranked[0]] > max(scores[: ranked[0]] + scores[ranked[0] + 1 :], default=-1)
        for scores in (base, *[scores for *_, scores in cases])
    )
    swaps = []
    for upper, lower in pairwise(ranked):
        for component, up, scores in cases:
            if base[upper] > base[lower] and scores[upper] < scores[lower]:
                swaps.append(Swap(entries[upper].initiative.id, entries[lower].initiative.id, component, up))
                break
    first = entries[ranked[0]].initiative.id if leads else None
    return Sensitivity(len(base), len(base) - len(moved), first, tuple(swaps))


def _cases(entries: Sequence[Scored], weights: Sequence[int]) -> Iterator[tuple[str, bool, list[Fraction]]]:
    """Each component, whether its weight goes up, and the scores of ``entries`` when it does."""
    for place, component in enumerate(map(str, COMPONENTS)):
        for up in (False, True):
            moved = [weight * 2 for weight in weights]
            moved[place] = weights[place] * (3 if up else 1)
            if any(moved):
                yield component, up, [reweighted(each, moved) for each in entries]


def _out_of_place(base: Sequence[Fraction], scores: Sequence[Fraction]) -> set[int]:
    """Who passes somebody, or is passed: ahead of them in one of the two, and behind in the other.

    To draw level is neither, so that the order of the file makes no difference.
    """
    found = set[int]()
    levels = [list(level) for _, level in groupby(sorted(range(len(base)), key=base.__getitem__), base.__getitem__)]
    for sign, ordered in ((1, levels), (-1, levels[::-1])):  # from the lowest up, then from the highest down
        farthest: Fraction | None = None
        for level in ordered:
            signed = {each: sign * scores[each] for each in level}
            found |= {each for each, value in signed.items() if farthest is not None and value < farthest}
            farthest = max(signed.values() if farthest is None else (farthest, *signed.values()))
    return found


def reweighted(scored: Scored, weights: Sequence[int]) -> Fraction:
    """The score with other weights; 0 where none of the known components has one."""
    known = [
        (each.value, weight) for each, weight in zip(scored.figures, weights, strict=True) if each.value is not None
    ]
    total = sum(weight for _, weight in known)
    return sum((value * weight for value, weight in known), Fraction(0)) / total if total else Fraction(0)


class Moved(NamedTuple):
    """An initiative that both sides have, before and after; None on the side that lacks it."""

    before: Scored | None
    after: Scored | None


@dataclass(frozen=True)
class Comparison:
    """Two sides beside each other. ``moved`` is only filled where both sides tell of the same initiatives.

    ``readier`` and ``needier``: 0 or 1, the side with more readiness or citizen need, None where level or unknown.
    ``steady_lead``: whether the side with the higher mean score keeps it when any one weight moves by half; None where
    there is no lead.
    """

    sides: tuple[Group, Group]
    moved: tuple[Moved, ...]
    readier: int | None
    needier: int | None
    steady_lead: bool | None
    sensitivities: tuple[Sensitivity, Sensitivity]


def compare(
    sides: tuple[Group, Group], scorer: Scorer, dates: tuple[Sequence[Scored], Sequence[Scored]] | None = None
) -> Comparison:
    """Shares, readiness, need and lead of two groups; what moved, where they are one portfolio at two ``dates``.

    ``dates`` are then all its initiatives, also what is over.
    """
    first, second = sides
    return Comparison(
        sides,
        _moved(*dates) if dates else (),
        _more(*(each.department.readiness if each.department else None for each in sides)),
        _more(*(each.department.citizen_need if each.department else None for each in sides)),
        _steady_lead(first, second, scorer.weights),
        (sensitivity(first.scored, scorer.weights), sensitivity(second.scored, scorer.weights)),
    )


def _more(first: float | None, second: float | None) -> int | None:
    if first is None or second is None or first == second:
        return None
    return 0 if first > second else 1


def _moved(first: Sequence[Scored], second: Sequence[Scored]) -> tuple[Moved, ...]:
    """What came, went, ended, or has another type, light or score, in the order of the newer side."""
    before = {each.initiative.id: each for each in first}
    after = {each.initiative.id: each for each in second}
    pairs = [Moved(before.get(name), each) for name, each in after.items()]
    pairs += [Moved(each, None) for name, each in before.items() if name not in after]
    return tuple(pair for pair in pairs if _differs(pair))


def _differs(pair: Moved) -> bool:
    if pair.before is None or pair.after is None:
        return True
    return any(getattr(pair.before, name) != getattr(pair.after, name) for name in ("counts", "type", "light", "score"))


def _steady_lead(first: Group, second: Group, weights: Sequence[int]) -> bool | None:
    if first.mean_score is None or second.mean_score is None or first.mean_score == second.mean_score:
        return None
    leads = first.mean_score > second.mean_score
    for place in range(len(weights)):
        for factor in (1, 3):
            moved = [weight * factor if index == place else weight * 2 for index, weight in enumerate(weights)]
            one, two = (
                _mean([reweighted(s, moved) for s in side.scored if s.score is not None]) for side in (first, second)
            )
            if one == two or (one > two) != leads:
                return False
    return True


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def ready_for_more(score: PortfolioScore, content: PortfolioContent) -> tuple[Group, ...]:
    """Departments ready for rethinking services, readiest first, ties by citizen need."""
    asks = next(kind.asks.readiness for kind in content.types if kind.degree == 3)
    ready = [each for each in score.departments if each.department and (each.department.readiness or 0) >= asks]
    return tuple(sorted(ready, key=lambda each: (-_of(each, "readiness"), -_of(each, "citizen_need"))))


def unstated(score: PortfolioScore, name: str) -> tuple[Group, ...]:
    """The departments that do not say their ``name``, "readiness" or "citizen_need"."""
    return tuple(each for each in score.departments if getattr(each.department, name) is None)


def greatest_need(score: PortfolioScore) -> tuple[Group, ...]:
    """The departments where the citizens' need is greatest; several where level, none where it is not stated."""
    known = [each for each in score.departments if each.department and each.department.citizen_need is not None]
    top = max((_of(each, "citizen_need") for each in known), default=None)
    return tuple(each for each in known if _of(each, "citizen_need") == top)


def _of(group: Group, name: str) -> float:
    value: float | None = getattr(group.department, name)
    return 0.0 if value is None else value


def rethinking_share(shares: Shares) -> int | None:
    """The shares of the two rethinking types, as they are shown, together; None where there is nothing to share."""
    rounded = shares.rounded
    return None if rounded is None else rounded[2] + rounded[3]
