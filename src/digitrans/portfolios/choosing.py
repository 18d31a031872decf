"""The best set of initiatives under a budget: whole initiatives, chosen exactly, and how sure each choice is.

A set is worth the sum of what its initiatives have above the red line (a score of 40), so that five small ones are not
worth more than a large one for their number alone. It is found by HiGHS, never by going down the list.

Weights are no exact science, and some input is missing. Robust Portfolio Modelling (Liesiö, Mild and Salo 2007) asks
which sets nothing else beats, over all weights within bounds and all inputs within their ranges: an initiative in all
of them is core, in none is outside, else open, and its core index is the share of those sets that have it. Pure, but
for the solver.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from digitrans.values import dataclass

BASE = 40
"""The red line: what scores below it is better left out."""
SPREAD = 5
"""How many points of a hundred each weight may be off."""
EXACT_UP_TO = 30
MOST_PARTIALS = 5_000
SECONDS = 20.0
DRAWS = 300
SEED = 2007
_SCALE = 1_000_000


Worth = Fraction | float
"""Points above the red line; exact but for trials."""


class NoSet(Exception):
    """No set keeps what is asked for."""


@dataclass(frozen=True)
class Candidate:
    """An initiative that can be chosen.

    ``low`` and ``high`` are the ends of each component, 0 to 100, equal where nothing is missing. ``cost`` is what it
    may take at most, in whole kroner. ``needs`` are the ids of candidates that must be chosen with it. ``effort`` is in
    person-months, None where it is not stated.
    """

    id: str
    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]
    cost: int
    needs: tuple[str, ...] = ()
    type: str | None = None
    department: str | None = None
    effort: float | None = None


@dataclass(frozen=True)
class Demands:
    """What a set must keep: the budget in whole kroner, what must and must not be in it, room, and the wanted mix.

    ``capacity`` is in person-months by department. ``targets`` are shares of the types in per cent, and ``distance``
    how far the set may be from them, 0 to 100, None for no wish.
    """

    budget: int
    must: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    capacity: Mapping[str, float] | None = None
    targets: Mapping[str, int] | None = None
    distance: int | None = None


@dataclass(frozen=True)
class Choice:
    """A set by its ids, with its worth in points above the red line, and its cost."""

    ids: frozenset[str]
    worth: Worth
    cost: int


@dataclass(frozen=True)
class Certainty:
    """How sure the choice of each candidate is: the share of sets that have it, 0 to 1.

    ``exact``: the sets are all those that nothing beats. Otherwise they are the best sets of ``sets`` trials with
    weights and inputs drawn by chance, and "in all trials" is no proof.
    """

    shares: Mapping[str, Fraction]
    sets: int
    exact: bool

    def core(self) -> tuple[str, ...]:
        """In every set."""
        return tuple(each for each, share in self.shares.items() if share == 1)

    def outside(self) -> tuple[str, ...]:
        """In no set."""
        return tuple(each for each, share in self.shares.items() if share == 0)

    def open(self) -> tuple[str, ...]:
        """In some sets, the surest first."""
        found = [each for each, share in self.shares.items() if 0 < share < 1]
        return tuple(sorted(found, key=lambda each: (-self.shares[each], each)))


Weights = tuple[Fraction, ...]


def worth_of(values: Sequence[Fraction], weights: Weights, base: int = BASE) -> Fraction:
    """The weighted mean of a candidate's components above the red line, -40 to 60; ``weights`` add up to 1."""
    return sum((weight * value for weight, value in zip(weights, values, strict=True)), Fraction(0)) - base


def shares_of(weights: Sequence[float | Fraction]) -> Weights:
    """Weights as parts of 1."""
    total = sum(Fraction(str(each)) for each in weights)
    return tuple(Fraction(str(each)) / total for each in weights)


def extreme_weights(weights: Weights, spread: int = SPREAD) -> tuple[Weights, ...]:
    """The corners of all weights that add up to 1 and are at most ``spread`` points of a hundred off."""
    apart = Fraction(spread, 100)
    ends = [(max(each - apart, Fraction(0)), min(each + apart, Fraction(1))) for each in weights]
    found: dict[Weights, None] = {}
    for free in range(len(weights)):
        others = [end for place, end in enumerate(ends) if place != free]
        for corner in itertools.product(*others):
            last = 1 - sum(corner, Fraction(0))
            if ends[free][0] <= last <= ends[free][1]:
                found[(*corner[:free], last, *corner[free:])] = None
    return tuple(found)


# ---- one set


def best_set(candidates: Sequence[Candidate], worths: Mapping[str, Worth], demands: Demands) -> Choice:
    """The set of the highest worth that keeps ``demands``; of equal ones the cheaper. Raises NoSet where none does."""
    with _Solver(candidates, demands) as solver:
        return solver.best(worths)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Standard output carries the result alone; the solver prints its licence as it is made, past Python."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


class _Solver:
    """One model, solved again with other worths."""

    def __init__(self, candidates: Sequence[Candidate], demands: Demands) -> None:
        import highspy

        self.candidates, self.demands = candidates, demands
        with _silent():
            self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.silent()
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.highs.setOptionValue("mip_abs_gap", 1e-9)
        self.infinity = highspy.kHighsInf
        for _ in candidates:
            self.highs.changeColIntegrality(self._column(0.0, 1.0), highspy.HighsVarType.kInteger)
        for row in _rows(candidates, demands, self._column, self.infinity):
            self._row(*row)

    def __enter__(self) -> _Solver:
        return self

    def __exit__(self, *_: object) -> None:
        self.highs.clear()

    def _column(self, low: float, high: float) -> int:
        self.highs.addVar(low, high)
        return int(self.highs.getNumCol()) - 1

    def _row(self, low: float, high: float, parts: Mapping[int, float]) -> None:
        self.highs.addRow(low, high, len(parts), list(parts), list(parts.values()))

    def best(self, worths: Mapping[str, Worth]) -> Choice:
        import highspy

        budget = max(self.demands.budget, 1)
        for place, each in enumerate(self.candidates):
            worth = float(worths[each.id]) - each.cost / budget * 1e-4
            self.highs.changeColCost(place, worth)
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NoSet
        values = self.highs.getSolution().col_value
        chosen = [each for place, each in enumerate(self.candidates) if values[place] > 0.5]
        return choice_of(chosen, worths)


def choice_of(chosen: Iterable[Candidate], worths: Mapping[str, Worth]) -> Choice:
    """A set with its worth and its cost."""
    found = tuple(chosen)
    worth: Worth = sum((worths[each.id] for each in found), Fraction(0))
    return Choice(frozenset(each.id for each in found), worth, sum(each.cost for each in found))


def _rows(
    candidates: Sequence[Candidate], demands: Demands, column: Any, infinity: float
) -> Iterator[tuple[float, float, dict[int, float]]]:
    """What a set must keep, as lower and upper ends of sums over the columns."""
    places = {each.id: place for place, each in enumerate(candidates)}
    yield -infinity, float(demands.budget), {places[each.id]: float(each.cost) for each in candidates if each.cost}
    for each in candidates:
        if each.id in demands.must:
            yield 1.0, 1.0, {places[each.id]: 1.0}
        if each.id in demands.without:
            yield 0.0, 0.0, {places[each.id]: 1.0}
        for need in each.needs:
            yield -infinity, 0.0, {places[each.id]: 1.0, places[need]: -1.0}
    for department, room in (demands.capacity or {}).items():
        parts = {places[each.id]: each.effort for each in candidates if each.department == department and each.effort}
        if parts:
            yield -infinity, float(room), parts
    if demands.targets and demands.distance is not None:
        yield from _mix_rows(candidates, places, demands, column, infinity)


def _mix_rows(
    candidates: Sequence[Candidate], places: Mapping[str, int], demands: Demands, column: Any, infinity: float
) -> Iterator[tuple[float, float, dict[int, float]]]:
    """Half the sum of what the types' numbers are off their targets is at most ``distance`` per cent of the number."""
    assert demands.targets is not None and demands.distance is not None
    counted = [each for each in candidates if each.type is not None]
    off = {each: column(0.0, infinity) for each in dict.fromkeys([*demands.targets, *(str(e.type) for e in counted)])}
    for kind, place in off.items():
        share = demands.targets.get(kind, 0) / 100
        apart = {places[each.id]: (1.0 if each.type == kind else 0.0) - share for each in counted}
        yield -infinity, 0.0, {**apart, place: -1.0}
        yield -infinity, 0.0, {**{key: -value for key, value in apart.items()}, place: -1.0}
    limit = 2 * demands.distance / 100
    yield -infinity, 0.0, {**dict.fromkeys(off.values(), 1.0), **{places[each.id]: -limit for each in counted}}


def is_kept(chosen: Sequence[Candidate], demands: Demands) -> bool:
    """Whether a set keeps ``demands``; the independent word on what the solver found."""
    ids = {each.id for each in chosen}
    if sum(each.cost for each in chosen) > demands.budget or not demands.must <= ids or demands.without & ids:
        return False
    if any(need not in ids for each in chosen for need in each.needs):
        return False
    for department, room in (demands.capacity or {}).items():
        if sum(each.effort or 0 for each in chosen if each.department == department) > room + 1e-9:
            return False
    if demands.targets and demands.distance is not None:
        kinds = [str(each.type) for each in chosen if each.type is not None]
        away = sum(
            abs(Fraction(kinds.count(kind)) - Fraction(demands.targets.get(kind, 0) * len(kinds), 100))
            for kind in {*demands.targets, *kinds}
        )
        return away <= Fraction(2 * demands.distance * len(kinds), 100)
    return True


# ---- how sure


def certainty(
    candidates: Sequence[Candidate],
    corners: Sequence[Weights],
    demands: Demands,
    base: int = BASE,
    seconds: float = SECONDS,
    told: Any = None,
) -> Certainty:
    """How sure each candidate is, exactly where that can be had in time, else over 300 trials. Raises NoSet."""
    if len(candidates) <= EXACT_UP_TO and demands.distance is None:
        found = undominated(candidates, corners, demands, base, seconds)
        if found is not None:
            if not found:
                raise NoSet
            return _counted(candidates, found, exact=True)
    return _counted(candidates, _trials(candidates, corners, demands, base, told), exact=False)


def _counted(candidates: Sequence[Candidate], sets: Sequence[frozenset[str]], *, exact: bool) -> Certainty:
    shares = {each.id: Fraction(sum(each.id in one for one in sets), len(sets)) for each in candidates}
    return Certainty(shares, len(sets), exact)


def _trials(
    candidates: Sequence[Candidate], corners: Sequence[Weights], demands: Demands, base: int, told: Any
) -> list[frozenset[str]]:
    """The best sets for 300 draws of weights and inputs, the corners first."""
    chance, found = random.Random(SEED), list[frozenset[str]]()
    ends = [[float(each) for each in corner] for corner in corners]
    with _Solver(candidates, demands) as solver:
        for number in range(DRAWS):
            weights = ends[number] if number < len(ends) else _mixed(ends, chance)
            worths = {each.id: _drawn_worth(each, weights, base, chance) for each in candidates}
            found.append(solver.best(worths).ids)
            if told is not None:
                told(number + 1)
    return found


def _mixed(corners: Sequence[Sequence[float]], chance: random.Random) -> list[float]:
    """Weights somewhere between the corners."""
    parts = [chance.expovariate(1) for _ in corners]
    total = sum(parts)
    return [
        sum(part * end for part, end in zip(parts, each, strict=True)) / total for each in zip(*corners, strict=True)
    ]


def _drawn_worth(each: Candidate, weights: Sequence[float], base: int, chance: random.Random) -> float:
    """What a candidate is worth where every input that is missing is drawn from its range."""
    drawn = (
        float(low) if low == high else chance.uniform(float(low), float(high))
        for low, high in zip(each.low, each.high, strict=True)
    )
    return sum(weight * value for weight, value in zip(weights, drawn, strict=True)) - base


def undominated(
    candidates: Sequence[Candidate], corners: Sequence[Weights], demands: Demands, base: int, seconds: float
) -> list[frozenset[str]] | None:
    """All sets that keep ``demands`` and that no other such set beats; None where it takes too long to find them.

    A set beats another where it is never worth less, whatever the weights and the inputs within their ranges, and
    somewhere more. Candidates are added one by one; what is beaten at no lower cost, with the same that later ones
    need, is dropped.
    """
    import numpy as np

    order = _needed_first(candidates)
    low, high = _ends(order, corners, base)
    limit, rows = time.monotonic() + seconds, np.zeros((1, len(order)), dtype=bool)
    for place, each in enumerate(order):
        rows = _extended(rows, place, each, order, demands)
        if len(rows) == 0:
            return []
        found = _unbeaten(rows, place, order, (low, high), demands, limit)
        if found is None or len(found) > MOST_PARTIALS:
            return None
        rows = found
    whole = [row for row in rows if is_kept([order[n] for n in np.flatnonzero(row)], demands)]
    return [frozenset(order[n].id for n in np.flatnonzero(row)) for row in whole]


def _needed_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that others need before those that need them, the dear ones first."""
    by_id = {each.id: each for each in candidates}
    done: dict[str, Candidate] = {}

    def add(each: Candidate) -> None:
        if each.id not in done:
            for need in each.needs:
                add(by_id[need])
            done[each.id] = each

    for each in sorted(candidates, key=lambda one: (-one.cost, one.id)):
        add(each)
    return list(done.values())


def _ends(order: Sequence[Candidate], corners: Sequence[Weights], base: int) -> tuple[Any, Any]:
    """The lowest and the highest worth of every candidate at every corner, as whole numbers."""
    import numpy as np

    def table(values: Iterable[Sequence[Fraction]]) -> Any:
        lists = list(values)
        return np.array([[round(worth_of(v, w, base) * _SCALE) for v in lists] for w in corners], dtype=np.int64)

    return table(each.low for each in order), table(each.high for each in order)


def _extended(rows: Any, place: int, each: Candidate, order: Sequence[Candidate], demands: Demands) -> Any:
    """Every partial set without and with one more candidate, as far as budget, room, needs and demands allow."""
    import numpy as np

    places = {one.id: n for n, one in enumerate(order)}
    with_it = rows.copy()
    with_it[:, place] = True
    if each.needs:
        with_it = with_it[np.all(with_it[:, [places[need] for need in each.needs]], axis=1)]
    costs = np.array([one.cost for one in order], dtype=np.int64)
    with_it = with_it[with_it @ costs <= demands.budget]
    room = (demands.capacity or {}).get(each.department or "")
    if room is not None:
        effort = np.array([(one.effort or 0) if one.department == each.department else 0 for one in order])
        with_it = with_it[with_it @ effort <= room + 1e-9]
    if each.id in demands.without:
        return rows
    return with_it if each.id in demands.must else np.concatenate([rows, with_it])


def _unbeaten(
    rows: Any, place: int, order: Sequence[Candidate], ends: tuple[Any, Any], demands: Demands, limit: float
) -> Any:
    """The partial sets that none beats that costs no more and leaves the same open to those that follow.

    None where that is not known at ``limit`` on the clock.
    """
    import numpy as np

    costs = np.array([one.cost for one in order], dtype=np.int64)
    spent, used = rows @ costs, _effort_used(rows, place, order, demands)
    later = {need for one in order[place + 1 :] for need in one.needs}
    marks = [n for n, one in enumerate(order[: place + 1]) if one.id in later]
    last, kept = place == len(order) - 1, np.ones(len(rows), dtype=bool)
    for at in np.argsort(-(rows @ ends[0].min(axis=0)), kind="stable"):
        if not kept[at]:
            continue
        if time.monotonic() > limit:
            return None
        may = kept.copy()
        if not last:
            may &= (spent >= spent[at]) & np.all(used >= used[at] - 1e-9, axis=1)
            may &= np.all(rows[:, marks] == rows[at, marks], axis=1) if marks else True
        places = np.flatnonzero(may)
        kept[places[_beaten_by(rows[places], rows[at], *ends)]] = False
    return rows[kept]


def _effort_used(rows: Any, place: int, order: Sequence[Candidate], demands: Demands) -> Any:
    """The effort that each partial set takes of every department whose room is limited and still asked for."""
    import numpy as np

    limited = (demands.capacity or {}).keys() & {one.department for one in order[place + 1 :]}
    efforts = [[(one.effort or 0.0) if one.department == name else 0.0 for one in order] for name in sorted(limited)]
    return rows @ np.array(efforts).T if efforts else np.zeros((len(rows), 1))


def _beaten_by(rows: Any, one: Any, low: Any, high: Any) -> Any:
    """Which of ``rows`` are never worth more than ``one`` and somewhere less."""
    import numpy as np

    mine, theirs = one[None, :] & ~rows, rows & ~one[None, :]
    least = mine @ low.T - theirs @ high.T
    most = mine @ high.T - theirs @ low.T
    return np.all(least >= 0, axis=1) & np.any(most > 0, axis=1)
