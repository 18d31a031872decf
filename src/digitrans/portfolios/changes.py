"""One portfolio at two dates: what came, went, ended and changed, and where the money and the ends have drifted. Pure.

Initiatives are the same where their ids are, or else where their names are and no other has that name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from digitrans.portfolios.models import Initiative, Portfolio
from digitrans.portfolios.money import Money, ends
from digitrans.portfolios.scoring import Scored


class FieldChange(NamedTuple):
    """One thing that an initiative said before and says otherwise now, as the file has it; None where it says nothing.

    A score is the pair of its low and its high end.
    """

    field: str
    before: Any
    after: Any


class Change(NamedTuple):
    """What became of an initiative: it came, went, ended (done or stopped), returned, or changed.

    ``before`` and ``after`` are None on the side that lacks it. ``fields`` are what it says otherwise on both sides.
    """

    kind: str
    before: Scored | None
    after: Scored | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def one(self) -> Scored:
        """The initiative as it is last known."""
        found = self.after or self.before
        assert found is not None
        return found


class Step(NamedTuple):
    """A part of what moved a sum, in the currency of the portfolio, and of how many initiatives it is."""

    kind: str
    amount: Money
    number: int


@dataclass(frozen=True)
class Drift:
    """Where the cost of what counts has gone between two dates, by the high ends of amounts.

    The ``steps`` add up to ``after`` less ``before``: "risen" and "fallen" are of initiatives that count both times and
    have a cost both times; "learnt" and "lost" of those whose cost became known or unknown; "came", "went", "ended" and
    "returned" of the others. ``later`` and ``earlier`` are the initiatives that count both times whose end moved, with
    how many days, the farthest first.
    """

    before: Money
    after: Money
    steps: tuple[Step, ...]
    later: tuple[tuple[Scored, int], ...]
    earlier: tuple[tuple[Scored, int], ...]


STEPS = ("risen", "fallen", "learnt", "lost", "came", "went", "ended", "returned")


def plain_name(name: str) -> str:
    """A name for comparing: no matter the case, blanks, and how its letters are put together."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def is_same(first: Portfolio, second: Portfolio) -> bool:
    """Whether two files are about one portfolio: by the organisation, or by most of what the smaller one holds.

    That is at least half of the names, or at least half of the ids, where no more than half of the shared ids are
    called something else.
    """
    if plain_name(first.organisation.name) == plain_name(second.organisation.name):
        return True
    if not first.initiatives or not second.initiatives:
        return False
    half = min(len(first.initiatives), len(second.initiatives))
    names = [{plain_name(each.name) for each in side.initiatives} for side in (first, second)]
    if 2 * len(names[0] & names[1]) >= half:
        return True
    one, two = ({each.id: plain_name(each.name) for each in side.initiatives} for side in (first, second))
    shared = one.keys() & two.keys()
    alike = [each for each in shared if one[each] == two[each]]
    return 2 * len(shared) >= half and 2 * len(alike) >= len(shared)


def paired(first: Sequence[Scored], second: Sequence[Scored]) -> list[tuple[Scored | None, Scored | None]]:
    """Initiatives before and after, in the order of ``second``; what went comes last."""
    by_id = {each.initiative.id: each for each in first}
    new_ids = {each.initiative.id for each in second}
    left = _by_name([each for each in first if each.initiative.id not in new_ids])
    came = _by_name([each for each in second if each.initiative.id not in by_id])
    renamed = {came[name].initiative.id: left[name] for name in came.keys() & left.keys()}
    pairs: list[tuple[Scored | None, Scored | None]] = [
        (by_id.get(each.initiative.id) or renamed.get(each.initiative.id), each) for each in second
    ]
    taken = {each.initiative.id for each in renamed.values()} | new_ids
    return [*pairs, *[(each, None) for each in first if each.initiative.id not in taken]]


def _by_name(scored: Iterable[Scored]) -> dict[str, Scored]:
    """By name, without the names that several have."""
    found: dict[str, list[Scored]] = {}
    for each in scored:
        found.setdefault(plain_name(each.initiative.name), []).append(each)
    return {name: several[0] for name, several in found.items() if len(several) == 1}


def changes(pairs: Iterable[tuple[Scored | None, Scored | None]]) -> tuple[Change, ...]:
    """What became of each initiative of which anything became otherwise."""
    found = []
    for before, after in pairs:
        if before is None or after is None:
            found.append(Change("came" if before is None else "went", before, after))
            continue
        fields = tuple(_fields(before, after))
        kind = "changed" if before.counts == after.counts else "ended" if before.counts else "returned"
        if fields or kind != "changed":
            found.append(Change(kind, before, after, fields))
    return tuple(found)


_COMPARED: tuple[tuple[str, Callable[[Scored], Any]], ...] = (
    ("id", lambda each: each.initiative.id),
    ("name", lambda each: each.initiative.name),
    ("department", lambda each: each.initiative.department),
    ("type", lambda each: each.type),
    ("status", lambda each: each.initiative.status),
    ("phase", lambda each: each.initiative.phase),
    ("priority", lambda each: each.initiative.priority),
    ("light", lambda each: each.light),
    ("score", lambda each: (each.low, each.high)),
    ("cost", lambda each: each.initiative.cost),
    ("running_cost", lambda each: each.initiative.running_cost),
    ("benefit.planned", lambda each: each.initiative.benefit and each.initiative.benefit.planned),
    ("benefit.realised", lambda each: each.initiative.benefit and each.initiative.benefit.realised),
    ("benefit.from", lambda each: each.initiative.benefit and each.initiative.benefit.since),
    ("benefit.owner", lambda each: each.initiative.benefit and each.initiative.benefit.owner),
    ("effort", lambda each: each.initiative.effort),
    ("start", lambda each: each.initiative.start),
    ("end", lambda each: each.initiative.end),
    ("depends_on", lambda each: each.initiative.depends_on),
    ("mandate", lambda each: each.initiative.mandate),
    ("involvement", lambda each: each.initiative.involvement),
    ("owner", lambda each: each.initiative.owner),
    ("sponsor", lambda each: each.initiative.sponsor),
)


def _fields(before: Scored, after: Scored) -> Iterable[FieldChange]:
    for name, value in _COMPARED:
        old, new = value(before), value(after)
        if old != new:
            yield FieldChange(name, old, new)


def drift(pairs: Sequence[tuple[Scored | None, Scored | None]]) -> Drift:
    """Where the cost of what counts, and the ends, have gone."""
    amounts: dict[str, list[Money]] = {name: [] for name in STEPS}
    moved: list[tuple[Scored, int]] = []
    for before, after in pairs:
        old, new = _cost(before), _cost(after)
        kind = _step(before, after, old, new)
        if kind is not None:
            amounts[kind].append((new or 0) - (old or 0))
        if before and after and before.counts and after.counts and (days := _days(before.initiative, after.initiative)):
            moved.append((after, days))
    steps = [Step(name, sum(found), len(found)) for name, found in amounts.items() if found]
    sums = [sum([_cost(each) or 0 for each in side]) for side in zip(*pairs, strict=True)]
    moved.sort(key=lambda pair: -abs(pair[1]))
    return Drift(
        sums[0] if sums else 0,
        sums[1] if sums else 0,
        tuple(steps),
        tuple([each for each in moved if each[1] > 0]),
        tuple([each for each in moved if each[1] < 0]),
    )


def _cost(each: Scored | None) -> Money | None:
    """What an initiative may cost, of one that counts and has a cost."""
    if each is None or not each.counts or each.initiative.cost is None:
        return None
    return ends(each.initiative.cost)[1]


def _step(before: Scored | None, after: Scored | None, old: Money | None, new: Money | None) -> str | None:
    """The kind of step that a cost before and after makes; None where the sum stays."""
    if old is None and new is None:
        return None
    if before is None or after is None:
        return "came" if before is None else "went"
    if before.counts != after.counts:
        return "ended" if before.counts else "returned"
    if old is None or new is None:
        return "learnt" if old is None else "lost"
    return "risen" if new > old else "fallen" if new < old else None


def _days(before: Initiative, after: Initiative) -> int:
    return (after.end - before.end).days if before.end and after.end else 0


def oldest_first(days: Sequence[date | None]) -> list[int]:
    """The places of files by the days that they describe; as they were given where one says none."""
    order = list(range(len(days)))
    known = [each for each in days if each is not None]
    return sorted(order, key=lambda place: known[place]) if len(known) == len(days) else order
