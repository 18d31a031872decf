"""One portfolio over many dates: each initiative followed, and where its cost and its end have gone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple, TypeVar

from digitrans.portfolios.changes import paired
from digitrans.portfolios.models import Range
from digitrans.portfolios.money import Money, ends
from digitrans.portfolios.scoring import Scored

T = TypeVar("T")


@dataclass(frozen=True)
class Track:
    """One initiative at each of some dates; None where it is not in the file."""

    at: tuple[Scored | None, ...]

    @property
    def last(self) -> Scored:
        """As it is last known."""
        return next(each for each in reversed(self.at) if each is not None)

    @property
    def costs(self) -> tuple[float | Range | None, ...]:
        """Its cost at each date; None where it is not there or not known."""
        return tuple([each.initiative.cost if each else None for each in self.at])

    @property
    def ends(self) -> tuple[date | None, ...]:
        """Its end at each date; None where it is not there or not known."""
        return tuple([each.initiative.end if each else None for each in self.at])


class Drifted(NamedTuple):
    """Where the cost and the end of an initiative have gone, from what was first known to what was last known.

    ``cost`` and ``end`` are what was known at the dates where that became otherwise, oldest first: one thing only where
    it never moved, nothing where it was never known. ``rise`` is the cost that has come, by the high ends, and
    ``days`` how many days later the end lies; both 0 where nothing moved, and below 0 the other way.
    """

    track: Track
    cost: tuple[float | Range, ...]
    end: tuple[date, ...]
    rise: Money
    days: int

    @property
    def moved(self) -> bool:
        """Whether either became otherwise."""
        return len(self.cost) > 1 or len(self.end) > 1


def tracks(moments: Sequence[Sequence[Scored]]) -> list[Track]:
    """Every initiative that is there at any of the dates, followed by id or else by name; the last date's order first.

    What was away and comes back under its old id goes on where it was.
    """
    if not moments:
        return []
    found: list[list[Scored | None]] = [[each] for each in moments[0]]
    for number, (before, after) in enumerate(pairwise(moments), 1):
        rows = {id(row[-1]): row for row in found if row[-1] is not None}
        away = {_last_id(row): row for row in found if row[-1] is None}
        for old, new in paired(before, after):
            if old is not None:
                rows[id(old)].append(new)
            elif new is not None and new.initiative.id in away:
                away.pop(new.initiative.id).append(new)
            else:
                found.append([*[None] * number, new])
        for row in found:
            row.extend([None] * (number + 1 - len(row)))
    order = {id(each): place for place, each in enumerate(moments[-1])}
    found.sort(key=lambda row: order.get(id(row[-1]), len(order)))
    return [Track(tuple(row)) for row in found]


def _last_id(row: Iterable[Scored | None]) -> str | None:
    return next((each.initiative.id for each in reversed(list(row)) if each is not None), None)


def drifted(track: Track) -> Drifted:
    """Where cost and end of one initiative have gone."""
    costs: tuple[float | Range, ...] = _otherwise(track.costs)
    days: tuple[date, ...] = _otherwise(track.ends)
    rise = ends(costs[-1])[1] - ends(costs[0])[1] if costs else 0
    return Drifted(track, costs, days, rise, (days[-1] - days[0]).days if days else 0)


def _otherwise(values: Iterable[T | None]) -> tuple[T, ...]:
    """What is known, each time that it became otherwise; what is not known in between is no change."""
    found: list[T] = []
    for each in values:
        if each is not None and (not found or found[-1] != each):
            found.append(each)
    return tuple(found)


def farthest_first(found: Iterable[Drifted]) -> list[Drifted]:
    """Those that moved: the most money first, then the most days."""
    return sorted([each for each in found if each.moved], key=_nearness)


def _nearness(each: Drifted) -> tuple[float, int, str]:
    return -abs(float(each.rise)), -abs(each.days), each.track.last.initiative.name
