"""What of a scored portfolio is worth a word though it is no fault: what is missing, late, at odds or unowned. Pure.

Nothing here has words; ids name the texts of ``data/portfolio.yaml``. What is true of several is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from digitrans.portfolios.models import Initiative
from digitrans.portfolios.money import ends, exact
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import Group, PortfolioScore, Scored
from digitrans.portfolios.suggestions import is_late

FIRST = 3
"""So many are named where something is said of several; and so many have a remark each where each says its own."""

RATINGS = frozenset(("citizen-quality", "economy", "law", "culture", "competences", "technology"))
_WAITING = frozenset((None, "idea", "planned"))
_HALTED = frozenset(("paused", "stopped"))


class Remark(NamedTuple):
    """Something worth a word that is no fault.

    ``named`` holds what the text names: numbers and ids, days as 2026-11-23, and names as the file has them. ``about``
    are the ids of all initiatives that it is said of.
    """

    id: str
    named: Mapping[str, str]
    about: tuple[str, ...] = ()


def remarks(score: PortfolioScore, content: PortfolioContent) -> Iterator[Remark]:
    """What is missing, open or at odds: of the whole, of time and benefits, of departments, of initiatives."""
    yield from _of_the_whole(score)
    yield from _missing(score)
    yield from _of_time(score)
    yield from _of_dependencies(score)
    yield from _of_benefits(score)
    yield from _of_departments(score)
    yield from _of_types(score.whole.scored)
    yield from _of_involvement(score.whole.scored, content)


def _of_the_whole(score: PortfolioScore) -> Iterator[Remark]:
    portfolio = score.portfolio
    if not portfolio.initiatives:
        yield Remark("no-initiatives", {})
    elif not score.whole.scored:
        yield Remark("all-over", {})
    if portfolio.initiatives and not portfolio.departments:
        yield Remark("no-departments", {})
    if portfolio.organisation.risk_willingness is None:
        yield Remark("no-willingness", {})


def _several(
    name: str, found: Sequence[Initiative], of: int, told: Callable[[Initiative], str] | None = None
) -> Remark:
    """One remark about several initiatives, of which the first are named."""
    names = ", ".join([told(each) if told else each.name for each in found[:FIRST]])
    more = " ..." if len(found) > FIRST else ""
    named = {"count": str(len(found)), "of": str(of), "names": names + more}
    return Remark(name, named, tuple([each.id for each in found]))


def _when(name: str, scored: Iterable[Scored], holds: Callable[[Scored], bool], of: int) -> Iterator[Remark]:
    if found := [each.initiative for each in scored if holds(each)]:
        yield _several(name, found, of)


def _missing(score: PortfolioScore) -> Iterator[Remark]:
    scored, of = score.whole.scored, len(score.whole.scored)
    missing = {id(each): set(each.missing) for each in scored}
    yield from _when("no-cost", scored, lambda each: each.initiative.cost is None, of)
    if by_year := [each.initiative for each in scored if _is_otherwise_by_year(each.initiative)]:
        yield _several("years-differ", by_year, of)
    yield from _when("no-problem", scored, lambda each: each.figures[0].case == "no-problem", of)
    yield from _when("problem-unknown", scored, lambda each: "problem" in missing[id(each)], of)
    yield from _when("ratings-unknown", scored, lambda each: bool(missing[id(each)] & RATINGS), of)
    yield from _when("mandate-unknown", scored, lambda each: "mandate" in missing[id(each)], of)
    if any(each.initiative.owner for each in scored):
        yield from _when("no-owner", scored, lambda each: not each.initiative.owner, of)


def _is_otherwise_by_year(each: Initiative) -> bool:
    """Whether the years together come to something else than the cost, by more than a rounding of each."""
    if each.cost_by_year is None or each.cost is None:
        return False
    low, high = ends(each.cost)
    whole, room = sum([exact(part) for part in each.cost_by_year.values()]), len(each.cost_by_year)
    return whole < low - room or whole > high + room


def _of_time(score: PortfolioScore) -> Iterator[Remark]:
    scored, day = score.whole.scored, score.day
    late = [each.initiative for each in scored if is_late(each.initiative, day)]
    if late:
        yield _several("late", late, len(scored), lambda each: f"{each.name}, {each.end}")
    if day is not None:
        waiting = [each.initiative for each in scored if each.initiative.status in _WAITING]
        begun = [each for each in waiting if each.start is not None and each.start < day and not is_late(each, day)]
        if begun:
            yield _several("not-begun", begun, len(scored), lambda each: f"{each.name}, {each.start}")
    for each in score.portfolio.initiatives:
        if each.start is not None and each.end is not None and each.end < each.start:
            named = {"name": each.name, "start": each.start.isoformat(), "end": each.end.isoformat()}
            yield Remark("ends-first", named, (each.id,))


def _of_dependencies(score: PortfolioScore) -> Iterator[Remark]:
    """Circles, and what depends on what is not there, halted, or over too late."""
    by_id = {each.id: each for each in score.portfolio.initiatives}
    for circle in circles({each.id: each.depends_on for each in by_id.values() if each.depends_on}):
        names = " → ".join([by_id[each].name for each in (*circle, circle[0])])
        yield Remark("cycle", {"names": names}, circle)
    for one in score.whole.scored:
        for name in one.initiative.depends_on:
            if (remark := _dependency(one.initiative, name, by_id.get(name))) is not None:
                yield remark


def _dependency(each: Initiative, name: str, other: Initiative | None) -> Remark | None:
    if other is None:
        return Remark("depends-unknown", {"name": each.name, "other": name}, (each.id,))
    named = {"name": each.name, "other": other.name}
    if other.status in _HALTED:
        return Remark("depends-halted", {**named, "status": other.status or ""}, (each.id,))
    if each.start is not None and other.end is not None and each.start < other.end and other.status != "done":
        days = {"start": each.start.isoformat(), "end": other.end.isoformat()}
        return Remark("depends-later", {**named, **days}, (each.id,))
    return None


def circles(waits_for: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The circles of ids that wait for one another, each once, beginning with its first in the order given.

    Of circles that share an id, at least one is found; no path is walked twice, and none by calling deeper and deeper.
    """
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for first in waits_for:
        path: list[str] = []
        on_path: dict[str, int] = {}
        waiting = [(first, False)]
        while waiting:
            at, leaving = waiting.pop()
            if leaving:
                done.add(path.pop())
                del on_path[at]
            elif at in on_path:
                found.append(_from_first(path[on_path[at] :], waits_for))
            elif at not in done and at in waits_for:
                on_path[at] = len(path)
                path.append(at)
                waiting.append((at, True))
                waiting += [(each, False) for each in reversed(waits_for[at])]
    return found


def _from_first(circle: Sequence[str], order: Mapping[str, object]) -> tuple[str, ...]:
    places = {name: place for place, name in enumerate(order)}
    start = min(range(len(circle)), key=lambda place: places[circle[place]])
    return (*circle[start:], *circle[:start])


def _of_benefits(score: PortfolioScore) -> Iterator[Remark]:
    benefits = score.whole.benefits
    of = len([each for each in score.portfolio.initiatives if each.benefit is not None and each.status != "stopped"])
    for name, found in (
        ("benefit-behind", benefits.behind),
        ("benefit-silent", benefits.silent),
        ("benefit-ownerless", benefits.ownerless),
    ):
        if found:
            yield _several(name, found, of)


def _of_departments(score: PortfolioScore) -> Iterator[Remark]:
    groups = score.departments
    for group in groups:
        assert group.department is not None
        if not group.scored:
            yield Remark("department-empty", {"department": group.department.name})
        if (remark := _too_much(group)) is not None:
            yield remark
    for name, key in (("no-readiness", "readiness"), ("no-targets", "targets")):
        if found := [each.department for each in groups if each.department and getattr(each.department, key) is None]:
            names = ", ".join([each.name for each in found[:FIRST]]) + (" ..." if len(found) > FIRST else "")
            yield Remark(name, {"count": str(len(found)), "of": str(len(groups)), "names": names})
    if groups:
        scored = score.whole.scored
        yield from _when("no-department", scored, lambda each: each.initiative.department is None, len(scored))


def _too_much(group: Group) -> Remark | None:
    """Where the initiatives of a department take more person-months than it has in a year."""
    capacity = group.department.capacity if group.department else None
    if capacity is None or group.effort.low <= capacity:
        return None
    named = {"effort": str(group.effort.low), "capacity": str(capacity)}
    counts = {"count": str(group.effort.known), "of": str(group.effort.of)}
    return Remark("capacity", {"department": group.department.name if group.department else "", **named, **counts})


def _of_types(scored: Sequence[Scored]) -> Iterator[Remark]:
    """Types that are not settled: with a question each where few are open to one, else all at once."""
    unsettled = [each for each in scored if each.type is None]
    asked = [each for each in unsettled if each.open_step]
    apart = asked if len(asked) <= FIRST else []
    for each in apart:
        named = {"name": each.initiative.name, "question": each.open_step or ""}
        yield Remark("type-open", named, (each.initiative.id,))
    told = {each.initiative.id for each in apart}
    if rest := [each.initiative for each in unsettled if each.initiative.id not in told]:
        yield _several("no-type", rest, len(scored))


def _of_involvement(scored: Sequence[Scored], content: PortfolioContent) -> Iterator[Remark]:
    rungs = [rung.id for rung in content.involvement]
    asks: dict[str, str] = {kind.id: kind.asks.involvement for kind in content.types}
    rated = [(each.initiative, asks[each.type]) for each in scored if each.type is not None]
    low = [
        (one, has, wanted)
        for one, wanted in rated
        if (has := one.involvement) and rungs.index(has) < rungs.index(wanted)
    ]
    if len(low) > FIRST:
        yield _several("involvement-low-many", [one for one, *_ in low], len(scored))
        return
    for one, has, wanted in low:
        yield Remark("involvement-low", {"name": one.name, "has": has, "asks": wanted}, (one.id,))
