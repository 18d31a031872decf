"""All sets of initiatives that nothing beats, over all weights within bounds and all inputs within their ranges.

Robust Portfolio Modelling (Liesiö, Mild and Salo 2007). Candidates are decided one by one. A partial set is given up
where another uses no more, leaves the same open to those that follow, and beats it; and where some set that is known
beats everything that it could still become. Both are proofs, so what remains in the end is complete.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from digitrans.portfolios.choosing import Candidate, Chooser, Demands, Weights, is_kept, limit_rows, worth_of
from digitrans.values import dataclass

MOST_PARTIALS = 5_000
SECONDS = 20.0
_SCALE = 10**7
_LARGEST = 2**50
_CELLS = 1000
"""So many steps has the table of what can be had for what is left of the money, at most."""

Array = Any
"""An array of numpy, which is loaded with the first plan."""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Task:
    """The candidates in the order in which they are decided, with their worths in whole numbers.

    ``low`` and ``high`` are the ends of each worth at each corner of the weights, corners down and candidates across.
    ``uses`` is what each takes of every limit, limits across; ``most`` are the limits.
    """

    order: tuple[Candidate, ...]
    demands: Demands
    low: Array
    high: Array
    uses: Array
    most: Array


@dataclass(frozen=True)
class Bound:
    """What a set can be worth against some known sets, whose own worths at each corner are ``own``.

    What two sets share cancels: against a known set, its initiatives count with their low end, others with their high
    one; so ``gains``, corners by candidates. ``table`` is the most that those not yet decided can add: by how many are
    decided, corner, and what is left of the first limit in steps of ``step``. ``priced`` bounds the same by prices for
    all limits: what each candidate adds, and the most that the others do.
    """

    own: Array
    gains: Array
    table: Array
    step: int
    priced: tuple[Array, Array] | None


def undominated(
    candidates: Sequence[Candidate],
    corners: Sequence[Weights],
    demands: Demands,
    base: int,
    known: Sequence[frozenset[str]] = (),
    seconds: float = SECONDS,
    told: Told | None = None,
) -> list[frozenset[str]] | None:
    """All sets that keep ``demands`` and that no other such set beats; None where it takes too long to find them.

    A set beats another where it is never worth less, whatever the weights and the inputs within their ranges, and
    somewhere more. ``known`` are some sets that keep the demands: the better they are, the less time it takes.
    ``told`` is called with how many candidates are decided, and of how many.
    """
    import numpy as np

    task = _task(candidates, corners, demands, base)
    bounds = list(_bounds(task, known))
    limit, rows = time.monotonic() + seconds, np.zeros((1, len(task.order)))
    for place in range(len(task.order)):
        rows = _promising(task, _extended(task, rows, place), place + 1, bounds)
        if len(rows) > 4 * MOST_PARTIALS or (found := _unbeaten(task, rows, place, limit)) is None:
            return None
        if len(found) > MOST_PARTIALS:
            return None
        rows = found
        if told is not None:
            told(place + 1, len(task.order))
    return [frozenset(task.order[n].id for n in np.flatnonzero(row)) for row in rows]


def _task(candidates: Sequence[Candidate], corners: Sequence[Weights], demands: Demands, base: int) -> Task:
    import numpy as np

    order = _ordered(candidates, corners, demands, base)
    ends = [
        [[worth_of(values, corner, base) + more for values, more in end] for corner in corners]
        for end in ([(each.low, each.extra[0]) for each in order], [(each.high, each.extra[1]) for each in order])
    ]
    flat = [figure for table in ends for line in table for figure in line]
    scale = math.lcm(*(each.denominator for each in flat))
    if max((abs(each) for each in flat), default=Fraction(0)) * scale * max(len(order), 1) > _LARGEST:
        scale = _SCALE
    low, high = (np.array([[float(round(each * scale)) for each in line] for line in table]) for table in ends)
    ids = [each.id for each in order]
    limits = [limit.whole(ids) for limit in demands.limits] or [(0, [0] * len(ids))]
    uses = np.array([uses for _, uses in limits], dtype=float).T
    return Task(order, demands, low, high, uses, np.array([float(most) for most, _ in limits]))


def _ordered(
    candidates: Sequence[Candidate], corners: Sequence[Weights], demands: Demands, base: int
) -> tuple[Candidate, ...]:
    """Those that are hardly in doubt come first: far from the price that the budget sets on a point."""
    middle = corners[0]
    worths = {
        each.id: float(worth_of(each.low, middle, base) + worth_of(each.high, middle, base) + sum(each.extra)) / 2
        for each in candidates
    }
    uses = {each.id: float(demands.limits[0].uses.get(each.id, 0)) if demands.limits else 0.0 for each in candidates}
    left, price = float(demands.limits[0].most) if demands.limits else math.inf, 0.0
    for each in sorted(candidates, key=lambda one: -worths[one.id] / (uses[one.id] + 1e-9)):
        left -= uses[each.id]
        if left < 0 < worths[each.id]:
            price = worths[each.id] / uses[each.id]
            break
    return tuple(sorted(candidates, key=lambda one: (-abs(worths[one.id] - price * uses[one.id]), one.id)))


# ---- what a partial set can become


def _bounds(task: Task, known: Sequence[frozenset[str]]) -> Iterator[Bound]:
    """Bounds for the known sets, those together that have the same of what is uncertain."""
    import numpy as np

    prices = _prices(task) if len(task.most) > 1 else None
    uncertain, groups = (task.high != task.low).any(axis=0), dict[bytes, list[Array]]()
    for one in dict.fromkeys(known):
        mine = np.array([each.id in one for each in task.order], dtype=bool)
        groups.setdefault(mine[uncertain].tobytes(), []).append(mine)
    for several in groups.values():
        gains = np.where(several[0], task.low, task.high)
        table, step = _table(task, gains)
        own = np.array([task.low[:, mine].sum(axis=1) for mine in several])
        yield Bound(own, gains, table, step, None if prices is None else _priced(task, gains, *prices))


def _table(task: Task, gains: Array) -> tuple[Array, int]:
    """The most that the candidates from each on can add, by corner and by what is left of the first limit.

    Where there are more kroner than steps, uses are rounded down, so that nothing is bounded too low.
    """
    import numpy as np

    step = max(1, math.ceil(task.most[0] / _CELLS))
    cells, uses = int(task.most[0] // step), (task.uses[:, 0] // step).astype(int)
    table = np.zeros((len(task.order) + 1, len(gains), cells + 1))
    for place in reversed(range(len(task.order))):
        each, later = task.order[place].id, table[place + 1]
        if each not in task.demands.must:
            table[place] = later
        else:
            table[place] = -np.inf
        if each not in task.demands.without and uses[place] <= cells:
            with_it = later[:, : cells + 1 - uses[place]] + gains[:, place : place + 1]
            np.maximum(table[place][:, uses[place] :], with_it, out=table[place][:, uses[place] :])
    return table, step


def _prices(task: Task) -> tuple[Array, Array]:
    """What each candidate uses of what is scarce, and what all there is of it is worth, at each corner.

    By the prices of the model without whole numbers; any that are not negative give a true bound.
    """
    import numpy as np

    rows = list(limit_rows(task.order, task.demands))
    table, most = np.zeros((len(rows), len(task.order))), np.array([row[0] for row in rows])
    for number, (_, parts) in enumerate(rows):
        table[number, list(parts)] = list(parts.values())
    model = Chooser(task.order, Demands(task.demands.limits, task.demands.must, task.demands.without))
    found = np.array([model.prices((low + high) / 2e4) for low, high in zip(task.low, task.high, strict=True)])[
        :, : len(rows)
    ]
    return found @ table * 1e4, found @ most * 1e4


def _priced(task: Task, gains: Array, uses: Array, whole: Array) -> tuple[Array, Array]:
    """What each candidate adds less its price, and the most that those not decided add to what all is worth."""
    import numpy as np

    net = gains - uses
    must = np.array([each.id in task.demands.must for each in task.order])
    without = np.array([each.id in task.demands.without for each in task.order])
    most = np.where(must, net, np.where(without, 0.0, np.maximum(net, 0.0)))
    rest = np.concatenate([np.cumsum(most[:, ::-1], axis=1)[:, ::-1], np.zeros((len(net), 1))], axis=1)
    return net, rest + whole[:, None]


def _promising(task: Task, rows: Array, decided: int, bounds: Sequence[Bound]) -> Array:
    """The partial sets of which no known set is sure to beat everything that they can become."""
    import numpy as np

    left = task.most[0] - rows @ task.uses[:, 0]
    lost = np.zeros(len(rows), dtype=bool)
    some = rows[:, :decided]
    for bound in bounds:
        most = some @ bound.gains[:, :decided].T + bound.table[decided][:, (left // bound.step).astype(int)].T
        if bound.priced is not None:
            net, rest = bound.priced
            most = np.minimum(most, some @ net[:, :decided].T + rest[:, decided])
        for own in bound.own:
            lost |= (most - own <= -0.5).all(axis=1)
    return rows[~lost]


# ---- one candidate more


def _extended(task: Task, rows: Array, place: int) -> Array:
    """Every partial set without and with one more candidate, as far as limits, needs and demands allow."""
    import numpy as np

    each, places = task.order[place], {one.id: n for n, one in enumerate(task.order)}
    with_it, without = rows.copy(), rows
    with_it[:, place] = 1.0
    if earlier := [places[need] for need in each.needs if places[need] < place]:
        with_it = with_it[with_it[:, earlier].all(axis=1)]
    if asking := [n for n, one in enumerate(task.order[:place]) if each.id in one.needs]:
        without = without[~without[:, asking].any(axis=1)]
    with_it = with_it[(with_it @ task.uses <= task.most).all(axis=1)]
    if each.id in task.demands.without:
        return without
    return with_it if each.id in task.demands.must else np.concatenate([without, with_it])


def _unbeaten(task: Task, rows: Array, place: int, limit: float) -> Array | None:
    """The partial sets that none beats that uses no more and leaves the same open to those that follow.

    None where that is not known at ``limit`` on the clock. Of whole sets, those that keep the demands are compared.
    """
    import numpy as np

    used = rows @ task.uses
    groups = _states(task, rows, place)
    if place == len(task.order) - 1:
        kept = [is_kept([task.order[n] for n in np.flatnonzero(row)], task.demands) for row in rows]
        rows = rows[np.array(kept, dtype=bool)]
        used, groups = np.zeros((len(rows), 1)), np.zeros(len(rows), dtype=int)
    alive = [rows[:0]]
    for group in np.unique(groups):
        places = np.flatnonzero(groups == group)
        found = _compared(task, rows[places], used[places], limit)
        if found is None:
            return None
        alive.append(rows[places][found])
    return np.concatenate(alive)


def _states(task: Task, rows: Array, place: int) -> Array:
    """A number for each partial set, the same for those that leave the same open: needs across, and the mix so far."""
    import numpy as np

    decided = {each.id for each in task.order[: place + 1]}
    asked = {need for each in task.order[place + 1 :] for need in each.needs}
    marked = [each.id in asked or not decided.issuperset(each.needs) for each in task.order[: place + 1]]
    parts = [rows[:, np.flatnonzero(marked)]]
    if task.demands.mix is not None:
        kinds = sorted({each.type for each in task.order if each.type is not None})
        share = task.demands.mix.share
        parts += [rows @ np.array([float(share(e) * (e.type == kind)) for e in task.order])[:, None] for kind in kinds]
    states = np.concatenate(parts, axis=1)
    if not states.size:
        return np.zeros(len(rows), dtype=int)
    return np.unique(states, axis=0, return_inverse=True)[1].reshape(-1)


def _compared(task: Task, rows: Array, used: Array, limit: float) -> Array | None:
    """Which of ``rows`` none of them beats that uses no more; None where that is not known at ``limit``.

    The best come first, and the corners that lie far apart: most pairs differ there already.
    """
    import numpy as np

    missing = np.flatnonzero((task.high != task.low).any(axis=0))
    corners = _far_apart(task.high)
    spans, some = (task.high - task.low)[np.ix_(np.array(corners), missing)].T, rows[:, missing]
    low, high = (rows @ ends[corners].T for ends in (task.low, task.high))
    parts = [slice(0, 3), slice(3, 10), slice(10, len(corners))]
    alive = np.ones(len(rows), dtype=bool)
    for at in np.argsort(-low.sum(axis=1), kind="stable"):
        if not alive[at]:
            continue
        if time.monotonic() > limit:
            return None
        others = np.flatnonzero(alive & (used >= used[at]).all(axis=1))
        for part in parts:
            least = low[at, part] - high[others, part]
            if missing.size:
                least += (some[others] * some[at]) @ spans[:, part]
            others = others[(least >= 0).all(axis=1)]
        most = high[at] - low[others] - (some[others] * some[at]) @ spans
        alive[others[(most > 0).any(axis=1)]] = False
    return np.flatnonzero(alive)


def _far_apart(worths: Array) -> list[int]:
    """The corners in an order in which each is as far as may be from those before it."""
    import numpy as np

    apart = worths - worths.mean(axis=1, keepdims=True)
    found = [int(np.argmax((apart**2).sum(axis=1)))]
    nearest = ((apart - apart[found[0]]) ** 2).sum(axis=1)
    while len(found) < len(worths):
        nearest[found] = -1.0
        found.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, ((apart - apart[found[-1]]) ** 2).sum(axis=1))
    return found
