"""The best set of initiatives under a budget: whole initiatives, chosen exactly.

A set is worth the sum of what its initiatives have above the red line (a score of 40), so that five small ones are not
worth more than a large one for their number alone. It is found by HiGHS, never by going down the list. Pure, but
for the solver.
"""

from __future__ import annotations

import contextlib
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from digitrans.values import dataclass

BASE = 40
"""The red line: what scores below it is better left out."""

Worth = Fraction
"""Points above the red line, or kroner a year."""
Weights = tuple[Fraction, ...]
Amount = int | Fraction
By = Literal["number", "cost"]
LimitKind = Literal["budget", "year", "department", "capacity"]


class NoSet(Exception):
    """No set keeps what is asked for."""


@dataclass(frozen=True)
class Candidate:
    """An initiative that can be chosen.

    ``low`` and ``high`` are the ends of each component, 0 to 100, equal where nothing is missing. ``cost`` is what it
    may take at most, in whole kroner, and ``least_cost`` what at least. ``needs`` are the ids of candidates that must
    be chosen with it. ``extra`` are the ends of what is added to its worth whatever the weights: the price of risk.
    """

    id: str
    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]
    cost: int
    needs: tuple[str, ...] = ()
    type: str | None = None
    least_cost: int | None = None
    extra: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Limit:
    """How much a set may use of something: money in whole kroner, or person-months for the kind "capacity".

    ``name`` is the year, or the id of the department. ``uses`` says what each candidate takes; of those not in it,
    nothing.
    """

    kind: LimitKind
    name: str
    most: Amount
    uses: Mapping[str, Amount]

    def used(self, ids: Iterable[str]) -> Amount:
        """What a set takes of it."""
        return sum(self.uses.get(each, 0) for each in ids)

    def whole(self, ids: Sequence[str]) -> tuple[int, list[int]]:
        """The limit and what each of ``ids`` takes, in the largest unit in which all of them are whole."""
        uses = [Fraction(self.uses.get(each, 0)) for each in ids]
        below = math.lcm(*(each.denominator for each in uses))
        figures = [int(each * below) for each in uses]
        unit = math.gcd(*figures) or 1
        return math.floor(Fraction(self.most) * below / unit), [each // unit for each in figures]


@dataclass(frozen=True)
class Mix:
    """A wished mix of the types: ``targets`` in per cent, and how far from them a set may be, 0 to 100 points.

    Shares are ``by`` number, or by what the initiatives cost: of the money that the set takes.
    """

    targets: Mapping[str, int]
    distance: int
    by: By = "number"

    def share(self, each: Candidate) -> int:
        """What a candidate adds to the share of its type: one, or its cost."""
        return each.cost if self.by == "cost" else 1

    def is_kept(self, chosen: Iterable[Candidate]) -> bool:
        """Whether half the sum of what the shares of types are off their targets is no more than ``distance``."""
        sums: dict[str, int] = dict.fromkeys(self.targets, 0)
        for each in chosen:
            if each.type is not None:
                sums[each.type] = sums.get(each.type, 0) + self.share(each)
        whole = sum(sums.values())
        away = sum(abs(100 * part - self.targets.get(kind, 0) * whole) for kind, part in sums.items())
        return away <= 2 * self.distance * whole


@dataclass(frozen=True)
class Demands:
    """What a set must keep: limits, what must and what must not be in it, and the wanted mix or None."""

    limits: tuple[Limit, ...] = ()
    must: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    mix: Mix | None = None


@dataclass(frozen=True)
class Choice:
    """A set by its ids, with its worth and its cost."""

    ids: frozenset[str]
    worth: Worth
    cost: int


def worth_of(values: Sequence[Fraction], weights: Weights, base: int = BASE) -> Fraction:
    """The weighted mean of a candidate's components above the red line, -40 to 60; ``weights`` add up to 1."""
    return sum((weight * value for weight, value in zip(weights, values, strict=True)), Fraction(0)) - base


def shares_of(weights: Sequence[float | Fraction]) -> Weights:
    """Weights as parts of 1."""
    total = sum(Fraction(str(each)) for each in weights)
    return tuple(Fraction(str(each)) / total for each in weights)


def choice_of(chosen: Iterable[Candidate], worths: Mapping[str, Worth]) -> Choice:
    """A set with its worth and its cost."""
    found = tuple(chosen)
    worth = sum((worths[each.id] for each in found), Fraction(0))
    return Choice(frozenset(each.id for each in found), worth, sum(each.cost for each in found))


def is_kept(chosen: Sequence[Candidate], demands: Demands) -> bool:
    """Whether a set keeps ``demands``, reckoned exactly: the independent word on what the solver found."""
    ids = {each.id for each in chosen}
    if not demands.must <= ids or demands.without & ids:
        return False
    if any(need not in ids for each in chosen for need in each.needs):
        return False
    if any(limit.used(ids) > limit.most for limit in demands.limits):
        return False
    return demands.mix is None or demands.mix.is_kept(chosen)


def best_set(candidates: Sequence[Candidate], worths: Mapping[str, Worth], demands: Demands) -> Choice:
    """The set of the highest worth that keeps ``demands``; of equal ones the cheaper. Raises NoSet where none does."""
    return Chooser(candidates, demands).best(worths)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Standard output carries the result alone; the solver prints its licence as it is made, past Python."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output that could be disturbed
        yield
        return
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


Row = tuple[float, dict[int, float]]
"""What a weighted sum over the columns may be at most, and the weights."""


class Chooser:
    """A model of one portfolio and its demands, solved again and again with other worths.

    Without whole numbers it is solved in no time, and that bounds what any set can be worth; with a good set known,
    most candidates are then settled, and the few that remain are solved in whole numbers.
    """

    def __init__(
        self, candidates: Sequence[Candidate], demands: Demands, apart_from: frozenset[str] | None = None
    ) -> None:
        """``apart_from``: only sets with something beside that count, which ``next_best`` asks for."""
        self.candidates, self.demands, self.apart_from = tuple(candidates), demands, apart_from
        self.ids = tuple(each.id for each in candidates)
        self.columns = len(candidates)
        self.limits = [limit.whole(self.ids) for limit in demands.limits]
        self.rows = list(limit_rows(candidates, demands))
        if demands.mix is not None:
            self.rows += self._mix_rows(demands.mix)
        self.bounds = [(float(each in demands.must), float(each not in demands.without)) for each in self.ids]
        self.relaxed, self.whole = self._model(whole=False), self._model(whole=True)

    def _model(self, *, whole: bool) -> Any:
        import highspy

        with _silent():
            highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.silent()
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 1e-7)
        for place in range(self.columns):
            low, high = self.bounds[place] if place < len(self.ids) else (0.0, highspy.kHighsInf)
            highs.addVar(low, max(low, high))
            if whole and place < len(self.ids):
                highs.changeColIntegrality(place, highspy.HighsVarType.kInteger)
        for row in self.rows:
            self._add(highs, row)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        return highs

    def _add(self, highs: Any, row: Row) -> None:
        import highspy

        highs.addRow(-highspy.kHighsInf, row[0], len(row[1]), list(row[1]), list(row[1].values()))

    def _mix_rows(self, mix: Mix) -> Iterator[Row]:
        """Half the sum of what the types' shares are off their targets is at most ``distance`` per cent of all."""
        most = max((mix.share(each) for each in self.candidates), default=1) or 1
        counted = [
            (place, each.type, mix.share(each) / most)
            for place, each in enumerate(self.candidates)
            if each.type is not None
        ]
        kinds = tuple(dict.fromkeys([*mix.targets, *(kind for _, kind, _ in counted)]))
        off = {kind: self.columns + number for number, kind in enumerate(kinds)}
        self.columns += len(kinds)
        for kind, column in off.items():
            share = mix.targets.get(kind, 0) / 100
            apart = {place: (float(one == kind) - share) * part for place, one, part in counted}
            yield 0.0, {**apart, column: -1.0}
            yield 0.0, {**{place: -part for place, part in apart.items()}, column: -1.0}
        room = {place: -2 * mix.distance / 100 * part for place, _, part in counted}
        yield 1e-7, {**dict.fromkeys(off.values(), 1.0), **room}

    def best(self, worths: Mapping[str, Worth], known: Sequence[frozenset[str]] = ()) -> Choice:
        """The set of the highest worth, of equal ones the cheaper. ``known`` are sets that keep the demands."""
        dearest = sum(each.cost for each in self.candidates) or 1
        below = math.lcm(*(Fraction(each).denominator for each in worths.values()))
        least = max(min(1e-4, 0.4 / below), 1e-8)  # no cost makes up for a difference in worth
        figures = [float(worths[each.id]) - least * each.cost / dearest for each in self.candidates]
        places = {each: place for place, each in enumerate(self.ids)}
        found = self.places(figures, [[places[each] for each in one] for one in known])
        return choice_of((self.candidates[place] for place in found), worths)

    def next_best(self, worths: Mapping[str, Worth], chosen: frozenset[str]) -> Choice | None:
        """The best set with something that ``chosen`` has not; None where there is none."""
        outside = {place: -1.0 for place, each in enumerate(self.ids) if each not in chosen}
        other = Chooser(self.candidates, self.demands, apart_from=chosen)
        for highs in (other.relaxed, other.whole):
            other._add(highs, (-1.0, outside))
        try:
            return other.best(worths) if outside else None
        except NoSet:
            return None

    def places(self, worths: Sequence[float], known: Sequence[Sequence[int]] = ()) -> tuple[int, ...]:
        """The places of the candidates in the best set. ``known`` are the places of sets that keep the demands."""
        import numpy as np

        columns, figures = np.arange(len(self.ids), dtype=np.int32), np.array(worths, dtype=float)
        low, high = (np.array([each[end] for each in self.bounds]) for end in (0, 1))
        least, most, best = self.bounded(worths, known)
        if best is not None:
            room = most - least
            if room <= 1e-7:
                return best
            prices = np.array(self.relaxed.getSolution().col_dual[: len(columns)])
            low, high = np.where(prices > room + 1e-6, high, low), np.where(prices < -room - 1e-6, low, high)
        self.whole.changeColsBounds(len(columns), columns, low, np.maximum(low, high))
        self.whole.changeColsCost(len(columns), columns, figures)
        return self._verified()

    def bounded(
        self, worths: Sequence[float], known: Sequence[Sequence[int]] = ()
    ) -> tuple[float, float, tuple[int, ...] | None]:
        """What the best set is worth at least and at most, and a set worth the former; None where none is at hand."""
        import numpy as np

        columns = np.arange(len(self.ids), dtype=np.int32)
        self.relaxed.changeColsCost(len(columns), columns, np.array(worths, dtype=float))
        self._run(self.relaxed)
        most = self.relaxed.getInfo().objective_function_value
        rounded = self._rounded(worths, self.relaxed.getSolution())
        sets = [*known, *([] if rounded is None else [rounded])]
        best = max(sets, key=lambda one: sum(worths[place] for place in one), default=None)
        if best is None:
            return -math.inf, most, None
        return sum(worths[place] for place in best), most, tuple(sorted(best))

    def _rounded(self, worths: Sequence[float], solution: Any) -> tuple[int, ...] | None:
        """A good set from the solution without whole numbers: what is whole in it, and then what still fits."""
        values, prices = solution.col_value, solution.col_dual
        places = {each: place for place, each in enumerate(self.ids)}
        found = {place for place in range(len(self.ids)) if values[place] > 1 - 1e-6}
        left = [most - sum(uses[place] for place in found) for most, uses in self.limits]
        for place in sorted(set(range(len(self.ids))) - found, key=lambda one: (-values[one], -prices[one])):
            if worths[place] <= 0 or self.bounds[place][1] == 0:
                continue
            if any(uses[place] > rest for rest, (_, uses) in zip(left, self.limits, strict=True)):
                continue
            if all(places[need] in found or places[need] == place for need in self.candidates[place].needs):
                found.add(place)
                left = [rest - uses[place] for rest, (_, uses) in zip(left, self.limits, strict=True)]
        if self.apart_from is not None and self.apart_from.issuperset(self.ids[place] for place in found):
            return None
        kept = is_kept([self.candidates[place] for place in found], self.demands)
        return tuple(sorted(found)) if kept else None

    def prices(self, worths: Sequence[float]) -> Any:
        """What one more of each limit and need would be worth where initiatives could be chosen in part, 0 and up."""
        import numpy as np

        columns = np.arange(len(self.ids), dtype=np.int32)
        self.relaxed.changeColsCost(len(columns), columns, np.array(worths, dtype=float))
        self._run(self.relaxed)
        return np.abs(self.relaxed.getSolution().row_dual)

    def _verified(self) -> tuple[int, ...]:
        """What the solver finds and exact figures confirm; a set that only rounding lets through is forbidden."""
        while True:
            self._run(self.whole)
            values = self.whole.getSolution().col_value[: len(self.ids)]
            found = tuple(place for place, value in enumerate(values) if value > 0.5)
            if is_kept([self.candidates[place] for place in found], self.demands):
                return found
            signs = {place: 1.0 if place in set(found) else -1.0 for place in range(len(self.ids))}
            self._add(self.whole, (len(found) - 1.0, signs))

    def _run(self, highs: Any) -> None:
        import highspy

        highs.run()
        status = highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            raise NoSet
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended with {status}")


def limit_rows(candidates: Sequence[Candidate], demands: Demands) -> Iterator[Row]:
    """Limits and needs as sums over the candidates' places."""
    ids = [each.id for each in candidates]
    places = {each: place for place, each in enumerate(ids)}
    for limit in demands.limits:
        most, uses = limit.whole(ids)
        if any(uses):
            yield float(most), {place: float(use) for place, use in enumerate(uses) if use}
    for each in candidates:
        for need in each.needs:
            if need != each.id:
                yield 0.0, {places[each.id]: 1.0, places[need]: -1.0}
