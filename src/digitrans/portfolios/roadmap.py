"""Initiatives on a line of quarters: what runs, what is planned, what waits for what. Pure.

What has no dates is kept apart by name; what is over is kept apart, too, and never drawn as if it ran.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from digitrans.portfolios.models import Department, Initiative
from digitrans.portfolios.scoring import PortfolioScore, Scored

QUARTERS, PAST = 16, 4
"""So many quarters are drawn at most, and so many of them before the one of the day."""


class Quarter(NamedTuple):
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    def after(self, count: int) -> Quarter:
        """The quarter ``count`` later, or earlier where it is below 0; none before year 1 or beyond 9999."""
        place = min(max(self.year * 4 + self.number - 1 + count, 4), 9999 * 4 + 3)
        return Quarter(place // 4, place % 4 + 1)

    def until(self, other: Quarter) -> int:
        """How many quarters from this one to ``other``."""
        return (other.year - self.year) * 4 + other.number - self.number


def quarter_of(day: date) -> Quarter:
    """The quarter that ``day`` lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


class Entry(NamedTuple):
    """An initiative with a time. ``start`` or ``end`` is None where the file does not say it, never both.

    ``needs`` are what it depends on, ids of initiatives that are in the file; ``late`` those of them that end after it
    starts; ``strange`` the ids it depends on that are not in the file. ``is_late``: its own end has passed.
    """

    scored: Scored
    start: date | None
    end: date | None
    needs: tuple[str, ...]
    late: tuple[str, ...]
    strange: tuple[str, ...]
    is_late: bool


@dataclass(frozen=True)
class Roadmap:
    """All initiatives of a portfolio, each in one place.

    ``groups`` are the departments with what has a time, by start; None stands for what belongs to none. ``undated``
    have neither start nor end, ``reversed`` end before they start, ``over`` are done or stopped. ``first`` is the first
    quarter to draw, and ``quarters`` how many; 0 where nothing has a time.
    """

    day: date
    first: Quarter
    quarters: int
    groups: tuple[tuple[Department | None, tuple[Entry, ...]], ...]
    undated: tuple[Scored, ...]
    reversed: tuple[Scored, ...]
    over: tuple[Scored, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything with a time, department by department."""
        return tuple([each for _, entries in self.groups for each in entries])

    @property
    def last(self) -> Quarter:
        """The last quarter to draw."""
        return self.first.after(max(self.quarters, 1) - 1)


def make_roadmap(score: PortfolioScore, day: date, department: str | None = None) -> Roadmap:
    """The roadmap as of ``day``; ``department``, an id, leaves the others out."""
    meant = [each for each in score.initiatives if department in (None, each.initiative.department)]
    by_id = {each.id: each for each in score.portfolio.initiatives}
    going = [each for each in meant if each.counts]
    dated = [each for each in going if has_time(each.initiative) and not is_reversed(each.initiative)]
    entries = [_entry(each, by_id, day) for each in dated]
    first, quarters = _window(entries, day)
    return Roadmap(
        day,
        first,
        quarters,
        tuple(_grouped(entries, score.portfolio.departments)),
        tuple([each for each in going if not has_time(each.initiative)]),
        tuple([each for each in going if is_reversed(each.initiative)]),
        tuple([each for each in meant if not each.counts]),
    )


def has_time(initiative: Initiative) -> bool:
    """Whether a start or an end is known."""
    return initiative.start is not None or initiative.end is not None


def is_reversed(initiative: Initiative) -> bool:
    """Whether it ends before it starts, which is a mistake in the file."""
    return initiative.start is not None and initiative.end is not None and initiative.end < initiative.start


def _entry(scored: Scored, by_id: Mapping[str, Initiative], day: date) -> Entry:
    initiative = scored.initiative
    needs = tuple(dict.fromkeys([each for each in initiative.depends_on if each in by_id]))
    strange = tuple(dict.fromkeys([each for each in initiative.depends_on if each not in by_id]))
    late = tuple([each for each in needs if ends_after_start(by_id[each], initiative)])
    passed = initiative.end is not None and initiative.end < day
    return Entry(scored, initiative.start, initiative.end, needs, late, strange, passed)


def ends_after_start(needed: Initiative, dependant: Initiative) -> bool:
    """Whether what is needed first ends only after its dependant has started; False where a day is not known."""
    if needed.status == "done" or needed.end is None or dependant.start is None:
        return False
    return dependant.start < needed.end


def _grouped(
    entries: Sequence[Entry], departments: Sequence[Department]
) -> Iterable[tuple[Department | None, tuple[Entry, ...]]]:
    for department in (*departments, None):
        key = department.id if department else None
        found = [each for each in entries if each.scored.initiative.department == key]
        if found:
            yield department, tuple(sorted(found, key=_order))


def _order(entry: Entry) -> tuple[date, date, str]:
    return entry.start or entry.end or date.max, entry.end or date.max, entry.scored.initiative.name


def _window(entries: Sequence[Entry], day: date) -> tuple[Quarter, int]:
    """From the first start, but at most a year back, to the last end, in all at most four years."""
    here = quarter_of(day)
    if not entries:
        return here, 0
    days = [each for entry in entries for each in (entry.start, entry.end) if each is not None]
    first = max(quarter_of(min(days)), here.after(-PAST))
    last = max(quarter_of(max(days)), here)
    return min(first, here), min(min(first, here).until(last) + 1, QUARTERS)


def last_day(quarter: Quarter) -> date:
    """The last day of a quarter."""
    following = quarter.after(1)
    return date.max if following == quarter else following.first - timedelta(days=1)
