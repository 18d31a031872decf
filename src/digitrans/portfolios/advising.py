"""What follows from a scored portfolio: suggestions, rules kept or broken, comparisons. Pure.

Nothing here has words; ids name the texts of ``data/portfolio.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from digitrans.portfolios.content import COMPONENTS, NearlyDone, PortfolioContent
from digitrans.portfolios.files import TYPES, Initiative, Rule
from digitrans.portfolios.money import Total
from digitrans.portfolios.scoring import NOTHING, Group, PortfolioScore, Scored, Scorer, Shares, distance


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
    """A change of the counts by one: ``source`` loses one, ``target`` gains one; None for no such end."""

    kind: str
    source: int | None
    target: int | None
    after: Fraction


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
    free = [each for each in group.scored if is_nearly_done is None or not is_nearly_done(each.initiative)]
    chosen = [found for kind in ("stop", "add", "move") if (found := _chosen(kind, steps, free, before)) is not None]
    if chosen:
        return tuple(sorted(chosen, key=lambda each: each.after or 0))
    return (Suggestion("none-fits" if steps else "on-target", None, None, None, before, before),)


def _chosen(kind: str, steps: Sequence[_Step], free: Sequence[Scored], before: Fraction | None) -> Suggestion | None:
    """The best step of a kind for which there is something to do it with: first what is least missed, then how near."""
    found: list[tuple[tuple[int, int], int, _Step, Scored | None]] = []
    for place, step in enumerate(steps):
        if step.kind != kind:
            continue
        if step.source is None:
            found.append((_NO_LOSS, place, step, None))
            continue
        fitting = [each for each in free if each.type == TYPES[step.source]]
        one = _to_stop(fitting) if kind == "stop" else _to_change(fitting, (step.target or 0) > step.source)
        if one is not None:
            found.append((_loss(one) if kind == "stop" else _NO_LOSS, place, step, one))
    if not found:
        return None
    *_, step, chosen = min(found, key=lambda each: each[:2])
    source, target = step.source, step.target
    if source is None:
        return Suggestion(kind, None, TYPES[target or 0], None, before, step.after)
    return Suggestion(kind, chosen, TYPES[source], None if target is None else TYPES[target], before, step.after)


_NO_LOSS = (0, 0)
_BEGUN = {"under-way": 2, "planned": 1}


def _loss(each: Scored) -> tuple[int, int]:
    """How much is lost by stopping one that is not green: least with red ones, then with what has hardly begun."""
    return each.light != "red", _BEGUN.get(each.initiative.status or "", 0)


def _to_stop(fitting: Sequence[Scored]) -> Scored | None:
    """The one that is least missed: never a green one; of equals the one that can become least, the first."""
    ranked = [each for each in fitting if each.light != "green"]
    return min(ranked, key=lambda each: (_loss(each), each.low, each.high), default=None)


def _to_change(fitting: Sequence[Scored], bolder: bool) -> Scored | None:
    """What to make into another type: what has not begun first; to become bolder the strongest, else the weakest."""
    open_ones = [
        each
        for each in fitting
        if not (each.initiative.status == "under-way" and (each.light == "green" or not bolder))
    ]
    sign = -1 if bolder else 1
    return min(
        open_ones,
        key=lambda each: (_BEGUN.get(each.initiative.status or "", 0), sign * each.low, sign * each.high),
        default=None,
    )


@lru_cache(256)
def _steps(amounts: tuple[int, ...], targets: tuple[int, ...]) -> tuple[Fraction | None, tuple[_Step, ...]]:
    """The distance by number, and every step that leads nearer by at least what is shown, the nearest first."""
    before, total = distance(amounts, targets), sum(amounts)
    if before is None:
        return None, ()
    steps = []
    for kind, source, target in _ways(amounts):
        changed = [each - (place == source) + (place == target) for place, each in enumerate(amounts)]
        if not sum(changed):
            continue
        after = distance(changed, targets)
        if after is not None and _whole(after) < _whole(before):
            steps.append(_Step(kind, source, target, after))
    order = {"stop": 0, "add": 1, "move": 2}
    return before, tuple(sorted(steps, key=lambda step: (step.after, order[step.kind])))


def _ways(amounts: Sequence[int]) -> Iterator[tuple[str, int | None, int | None]]:
    """Every change of the counts by one."""
    for source, amount in enumerate(amounts):
        if amount:
            yield "stop", source, None
            yield from (("move", source, target) for target in range(len(amounts)) if target != source)
    yield from (("add", None, target) for target in range(len(amounts)))


def _whole(value: Fraction) -> int:
    """A distance as it is shown: whole, rounded half up."""
    return int(value + Fraction(1, 2))


def nearly_done(day: date | None, limits: NearlyDone) -> Callable[[Initiative], bool]:
    """Whether an initiative under way is nearly done as of ``day``, by its dates; without dates it is not known to be."""

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
    low ends, and grey lights that may turn out red as red. Of ``unmeasured`` initiatives that a sum of money is about
    no amount is known.
    """

    rule: Rule
    value: Fraction | None
    kept: bool
    initiative: Scored | None = None
    unmeasured: int = 0


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
    return Verdict(rule, value, kept, lowest, amounts.of - amounts.known if amounts else 0)


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
