"""The page for a steering group: value against cost with the benefit as size, and the types in each department."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from digitrans.documents import Block, Bubble, Bubbles, Cell, Heading, HeatMap, Paragraph
from digitrans.portfolios.models import TYPES, Range
from digitrans.portfolios.money import Money, ends, total
from digitrans.portfolios.scoring import LIGHTS, PortfolioScore, Scored
from digitrans.reports.portfolio.naming import PortfolioNames, Unit

NAMED, DRAWN_NAMED = 15, 10
"""So many are named in a sentence about what is not drawn, and of what is drawn without a size: the picture has it."""
WIDE = 40
"""From a highest cost so many times the lowest on, costs are drawn by the tenfold, so that the small ones are seen."""
STEPS = (1, 2, Fraction(5, 2), 5, 10)


def steering_blocks(
    names: PortfolioNames,
    score: PortfolioScore,
    shown: Sequence[Scored],
    department: str | None = None,
    *,
    is_rated: bool = True,
) -> list[Block]:
    """The picture of what counts of ``shown``, what has no place in it by name, and the types by departments.

    ``department`` is the id of the only one that is looked at; None for all. Where nobody has rated anything, the types
    stand alone.
    """
    counted = [each for each in shown if each.counts]
    if not counted:
        return []
    blocks: list[Block] = []
    if is_rated:
        blocks.append(Heading(names.words("steering.chart")))
        chart = _chart(names, counted, {each.initiative.id: place for place, each in enumerate(shown, 1)})
        if chart.bubbles:
            blocks.append(chart)
        else:
            blocks += [Paragraph(names.words("steering.none")), *map(Paragraph, chart.beside)]
    if score.departments and department is None:
        blocks += [
            Heading(names.words("steering.types", unit=names.unit(score.whole.cost.high).name)),
            _types(names, score),
        ]
    return blocks


def _value(each: Scored) -> Fraction | None:
    return each.figures[0].value


def _benefit(each: Scored) -> float | Range | None:
    return each.initiative.benefit.planned if each.initiative.benefit else None


def _chart(names: PortfolioNames, counted: Sequence[Scored], numbers: Mapping[str, int]) -> Bubbles:
    words = names.words
    drawn = [each for each in counted if each.initiative.cost is not None and _value(each) is not None]
    costs = [end for each in drawn for end in ends(each.initiative.cost or 0)]
    largest = max(costs, default=0)
    unit = names.unit(largest)
    wide, ticks = _ticks(names, costs, unit)
    heads = (
        words("column.initiative"),
        words("column.with-currency", head=words("column.cost"), currency=unit.name),
        words("steering.value"),
        words("steering.size"),
        words("column.light"),
    )
    lights = [light for light in LIGHTS if any(each.light == light for each in drawn)]
    return Bubbles(
        words("steering.name"),
        heads,
        bubbles=tuple([_bubble(names, each, unit, numbers[each.initiative.id]) for each in drawn]),
        x_ticks=ticks,
        beside=tuple(_beside(names, counted)),
        lights=tuple([(light, names.of("lights", light)) for light in lights]),
        sizes=_sizes(names, drawn),
        unsized=words("steering.unsized"),
        numbered=words("steering.numbered"),
        wide=wide,
    )


def _bubble(names: PortfolioNames, each: Scored, unit: Unit, number: int) -> Bubble:
    """Cost by its high end, which is what it may come to; the benefit by its low end, which is what is promised."""
    low, high = ends(each.initiative.cost or 0)
    value, benefit = _value(each), _benefit(each)
    return Bubble(
        each.initiative.name,
        Cell(_cost(names, each, unit), float(high)),
        Cell(names.figure(value), float(value) if value is not None else None),
        Cell(names.money(benefit), None if benefit is None else float(ends(benefit)[0])),
        each.light,
        names.light(each),
        None if low == high else float(low),
        None if low == high else float(high),
        number,
    )


def _cost(names: PortfolioNames, each: Scored, unit: Unit) -> str:
    """The cost in a unit that is told elsewhere, from its low to its high end."""
    low, high = (names.in_unit(total([float(end)]), unit) for end in ends(each.initiative.cost or 0))
    return low if low == high else names.words("portfolio.range", low=low, high=high)


def _ticks(names: PortfolioNames, costs: Sequence[Money], unit: Unit) -> tuple[bool, tuple[Cell, ...]]:
    """Whether costs lie so far apart that they are drawn by the tenfold, and the figures along them."""
    positive = [each for each in costs if each > 0]
    if positive and max(positive) > WIDE * min(positive):
        figure, found = Fraction(1), list[Fraction]()
        while figure * 10 <= min(positive):
            figure *= 10
        found.append(figure)
        while found[-1] < max(positive):
            found.append(found[-1] * 10)
        return True, tuple([_tick(names, each, unit) for each in found])
    top = Fraction(max(positive, default=1))
    step = _round_up(top / 5)
    return False, tuple([_tick(names, step * n, unit) for n in range(-(-top // step) + 1)])


def _round_up(value: Fraction) -> Fraction:
    """A round figure at or above ``value``: 1, 2, 2.5 or 5 with noughts, at least 1."""
    size = Fraction(10 ** max(len(str(int(value))) - 1, 0))
    return next(size * step for step in STEPS if size * step >= value)


def _tick(names: PortfolioNames, value: Fraction, unit: Unit) -> Cell:
    amount = value / unit.size
    decimals = next((n for n in range(4) if (amount * 10**n).denominator == 1), 4)
    told = names.cost(amount) if decimals == 0 else names.words.number(amount, decimals)
    return Cell(told, float(value))


def _sizes(names: PortfolioNames, drawn: Sequence[Scored]) -> tuple[Cell, ...]:
    """A round size near the largest, and a quarter of it; none where no benefit is stated."""
    stated = [ends(benefit)[0] for each in drawn if (benefit := _benefit(each)) is not None]
    most = max(stated, default=0)
    if most <= 0:
        return ()
    large = _round_up(Fraction(most))
    if large > most:
        large = next(each for each in (large / 2, large * 2 / 5, large / 5) if each <= most)
    return tuple([Cell(names.round_money(each), float(each)) for each in (large / 4, large)])


def _beside(names: PortfolioNames, counted: Sequence[Scored]) -> list[str]:
    """By name what has no place in the picture, and what has no size."""
    kinds: tuple[tuple[str, int, Callable[[Scored], bool]], ...] = (
        ("steering.no-cost", NAMED, lambda each: each.initiative.cost is None),
        ("steering.no-value", NAMED, lambda each: each.initiative.cost is not None and _value(each) is None),
        ("steering.no-benefit", DRAWN_NAMED, lambda each: _is_drawn(each) and _benefit(each) is None),
    )
    told = []
    for key, most, holds in kinds:
        found = [each.initiative.name for each in counted if holds(each)]
        if found:
            rest = len(found) - most
            more = [names.words.count("portfolio.and-more", rest)] if rest > 0 else []
            told.append(names.words.count(key, len(found), names=", ".join([*found[:most], *more])))
    return told


def _is_drawn(each: Scored) -> bool:
    return each.initiative.cost is not None and _value(each) is not None


def _types(names: PortfolioNames, score: PortfolioScore) -> HeatMap:
    """How many of each type there are in each department, and what they cost: what is not settled has a column, too."""
    words, unit = names.words, names.unit(score.whole.cost.high)
    kinds: list[str | None] = [*TYPES, *([None] if any(each.type is None for each in score.whole.scored) else [])]
    heads = (words("column.department"), *[names.short_type(each) for each in kinds], words("portfolio.in-all"))
    groups = [(names.group(each), each.scored) for each in score.departments]
    homeless = tuple([each for each in score.whole.scored if each.initiative.department is None])
    groups += [(words("roadmap.no-department"), homeless)] if homeless else []
    rows = [(label, _row(names, scored, kinds, unit, shaded=True)) for label, scored in groups]
    most = max([cell.value or 1 for _, cells in rows for cell in cells], default=1)
    rows.append((words("portfolio.in-all"), _row(names, score.whole.scored, kinds, unit, shaded=False)))
    return HeatMap(words("steering.types-name"), heads, tuple(rows), 0, most)


def _row(
    names: PortfolioNames, scored: Sequence[Scored], kinds: Sequence[str | None], unit: Unit, *, shaded: bool
) -> tuple[Cell, ...]:
    """A cell for each type, and one for all of them, which has no shade."""
    cells = [_cell(names, [each for each in scored if each.type == kind], unit) for kind in kinds]
    whole = Cell(_cell(names, scored, unit).figure, None)
    return (*(cells if shaded else [Cell(each.figure, None) for each in cells]), whole)


def _cell(names: PortfolioNames, scored: Sequence[Scored], unit: Unit) -> Cell:
    """How many, and their cost as far as it is known."""
    if not scored:
        return Cell("–", None)
    cost = total([each.initiative.cost for each in scored])
    told = f"{len(scored)} ({names.in_unit(cost, unit)})" if cost.is_known else str(len(scored))
    return Cell(told, float(len(scored)))
