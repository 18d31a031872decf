"""What became of a portfolio between two dates: sums, drift, and what each initiative said otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from digitrans.documents import Block, Paragraph, Points, Sheet, Table
from digitrans.portfolios.changes import Change, Drift, FieldChange, Step
from digitrans.portfolios.comparison import Comparison
from digitrans.portfolios.data import amount, number
from digitrans.portfolios.models import Range
from digitrans.portfolios.money import Total
from digitrans.portfolios.scoring import Group, Scored
from digitrans.reports.portfolio.naming import DASH, MONEY_FIELDS, PortfolioNames
from digitrans.reports.portfolio.sheet import Plain, plain

NAMED = 3
"""So many initiatives are named in a line about several."""

MONEY_ROWS: Mapping[str, Callable[[Group], Total]] = {
    "cost": lambda group: group.cost,
    "running-cost": lambda group: group.running_cost,
    "promised": lambda group: group.benefits.planned,
    "realised": lambda group: group.benefits.realised,
}
"""The sums that are set side by side."""

Pair = tuple[PortfolioNames, PortfolioNames]


def change_blocks(names: Pair, found: Comparison) -> list[Block]:
    """The sums and their drift in a few lines, then a line for each thing that an initiative says otherwise."""
    words = names[1].words
    if not found.moved:
        return [Paragraph(words("compare.unchanged"), "strong")]
    blocks: list[Block] = [Points(tuple(change_lines(names, found)))]
    return [*blocks, change_table(names, found.moved)]


def change_lines(names: Pair, found: Comparison) -> list[str]:
    """How many came, went, ended and changed; what the sums were and are, and why; ends that moved."""
    words, lines = names[1].words, [_counts(names[1], found.moved)]
    for name, value in MONEY_ROWS.items():
        before, after = (value(side) for side in found.sides)
        if (before.is_known or after.is_known) and before != after:
            lines.append(_moved_sum(names, name, before, after))
    assert found.drift is not None
    if found.drift.steps:
        steps = [_step(names[1], each) for each in found.drift.steps]
        lines.append(names[1].sentence(words("compare.steps", names=", ".join(steps))))
    for key, moved in (("compare.later", found.drift.later), ("compare.earlier", found.drift.earlier)):
        if moved:
            listed = [words.count("compare.days", abs(days), name=each.initiative.name) for each, days in moved[:NAMED]]
            more = " ..." if len(moved) > NAMED else ""
            lines.append(words.count(key, len(moved), names=", ".join(listed) + more))
    return lines


def _counts(names: PortfolioNames, moved: Sequence[Change]) -> str:
    """How many came, went, ended, returned and changed, and in what they changed."""
    words, kinds = names.words, Counter([each.kind for each in moved])
    order = [kind for kind in ("came", "went", "ended", "returned", "changed") if kinds[kind]]
    told = [words(f"compare.count-{kind}", n=kinds[kind]) for kind in order]
    fields = Counter([field.field for each in moved for field in each.fields])
    first = [words("portfolio.away-one", name=_field_name(names, field), n=n) for field, n in fields.most_common(6)]
    line = words("compare.counts", names=", ".join(told))
    return f"{line} {words('compare.counts-fields', names=', '.join(first))}" if first else line


def _moved_sum(names: Pair, name: str, before: Total, after: Total) -> str:
    """One sum before and after, and the difference where both are known; how many are behind it where that moved."""
    words = names[1].words
    sums = {"before": names[0].sum(before), "after": names[1].sum(after)}
    told = words("compare.sum", name=words(f"compare.{name}"), **sums)
    if before.is_known and after.is_known and before.high != after.high:
        told += f" ({_signed(names[1], after.high - before.high)})"
    return f"{told}."


def _step(names: PortfolioNames, step: Step) -> str:
    """A part of what moved the sum; that it rose or fell is in the word."""
    told = _signed(names, step.amount)
    if step.kind in ("risen", "fallen"):
        told = told[1:]
    return names.words(f"compare.step-{step.kind}", sum=told, n=step.number)


def _signed(names: PortfolioNames, amount: Fraction | int) -> str:
    sign = "+" if amount > 0 else "-" if amount < 0 else ""
    return sign + names.round_money(-amount if amount < 0 else amount)


def change_table(names: Pair, moved: Sequence[Change]) -> Table:
    """A line for each thing that is otherwise: what moves most money first, then what came, ended and went."""
    words = names[1].words
    rows: list[tuple[str, str, str]] = []
    for each in _in_order(moved):
        label = each.one.initiative.name
        if each.kind != "changed":
            what = words("compare.what", name=label, what=words(f"compare.{each.kind}"))
            rows.append((what, *_whole_states(names, each)))
        for field in each.fields:
            if each.kind == "changed" or field.field not in ("status", "light", "score"):
                told = [side.value(field.field, value) for side, value in zip(names, field[1:], strict=True)]
                name = _field_name(names[1], field.field)
                what = words("compare.what", name=label, what=name[:1].lower() + name[1:])
                rows.append((what, told[0], told[1]))
    return Table(tuple(words(f"column.{each}") for each in ("initiative", "before", "after")), tuple(rows))


def _in_order(moved: Sequence[Change]) -> list[Change]:
    order = {"changed": 0, "came": 1, "returned": 2, "ended": 3, "went": 4}
    return sorted(moved, key=lambda each: (order[each.kind], -_money_moved(each)))


def _money_moved(change: Change) -> float:
    cost = next((each for each in change.fields if each.field == "cost"), None)
    if cost is None:
        return 0
    ends = [each.high if isinstance(each, Range) else each for each in (cost.before, cost.after)]
    return abs(float(ends[1] or 0) - float(ends[0] or 0))


def _whole_states(names: Pair, change: Change) -> tuple[str, str]:
    """Type, score, light, cost and status of what came, went, ended or returned."""
    told = [
        DASH if each is None else f"{side.short_type(each.type)}, {side.facts(each)}"
        for side, each in zip(names, (change.before, change.after), strict=True)
    ]
    return told[0], told[1]


def _field_name(names: PortfolioNames, field: str) -> str:
    own = {
        "light": "column.light",
        "score": "column.score",
        "name": "column.name",
        "type": "column.type",
        "id": "column.id",
    }
    if field in own:
        return names.words(own[field])
    found = next((each for each in names.content.fields if each.id == field), None)
    return found.name[names.words.language].partition(" (")[0] if found else field


# For programs


def comparison_sheet(names: Pair, found: Comparison, keys: bool, labels: tuple[str, str]) -> Sheet:
    """Sums and changes as one table: what it is of, which field, before, after and the difference of numbers.

    Sides that are not one portfolio at two dates have no before and after: their columns are called by ``labels``.
    """
    words = names[1].words
    heads = ("kind", "id", "initiative", "field", "before", "after", "difference")
    rows: list[tuple[Plain, ...]] = []
    for field, before, after in _sums(found.sides):
        label = field if keys else words(f"compare.field-{field}")
        kind = "sum" if keys else words("compare.kind-sum")
        rows.append((kind, None, None, label, number(before), number(after), _difference(before, after)))
    for change in found.moved:
        rows += _change_rows(names, change, keys)
    if keys:
        return Sheet(heads, tuple(rows))
    first, second = (words("column.before"), words("column.after")) if found.drift is not None else labels
    titles = [words(f"column.{each}") for each in heads]
    return Sheet((*titles[:4], first, second, titles[6]), tuple(rows))


def _sums(sides: tuple[Group, Group]) -> Iterable[tuple[str, Fraction | int | None, Fraction | int | None]]:
    counts: Mapping[str, Callable[[Group], Fraction | int | None]] = {
        "initiatives": lambda side: len(side.scored),
        "over": lambda side: side.over,
        **{light: _counter(light) for light in ("green", "amber", "grey", "red")},
        "mean_score": lambda side: side.mean_score,
        "mean_high": lambda side: side.mean_high,
        "cost": lambda side: _known(side.cost),
        "running_cost": lambda side: _known(side.running_cost),
        "benefit.planned": lambda side: _known(side.benefits.planned),
        "benefit.realised": lambda side: _known(side.benefits.realised),
        "distance": lambda side: side.by_number.distance,
    }
    for name, value in counts.items():
        yield name, value(sides[0]), value(sides[1])


def _counter(light: str) -> Callable[[Group], int]:
    return lambda side: side.lights.get(light, 0)


def _known(total: Total) -> Fraction | int | None:
    return total.high if total.is_known else None


def _difference(before: Fraction | int | None, after: Fraction | int | None) -> Plain:
    return None if before is None or after is None else number(after - before)


def _change_rows(names: Pair, change: Change, keys: bool) -> Iterable[tuple[Plain, ...]]:
    initiative, words = change.one.initiative, names[1].words
    kind = change.kind if keys else words(f"compare.{change.kind}")
    start = (kind, initiative.id, initiative.name)
    if change.kind != "changed":
        told = [None if each is None else plain(each.initiative.cost) for each in (change.before, change.after)]
        yield (*start, "cost" if keys else _field_name(names[1], "cost"), *told, None)
    for field in change.fields:
        if field.field == "score":
            ends = [each[0] for each in (field.before, field.after)]
            yield (*start, _field(names, field, keys), *map(number, ends), number(ends[1] - ends[0]))
        elif change.kind == "changed" or field.field != "cost":
            yield (*start, _field(names, field, keys), *_cells(names, field, keys), _number_moved(field))


def _field(names: Pair, field: FieldChange, keys: bool) -> str:
    return field.field if keys else _field_name(names[1], field.field)


def _cells(names: Pair, field: FieldChange, keys: bool) -> list[Plain]:
    if keys or field.field in MONEY_FIELDS or field.field == "effort" or isinstance(field.after or field.before, date):
        return [plain(each) for each in (field.before, field.after)]
    values = [side.value(field.field, value) for side, value in zip(names, field[1:], strict=True)]
    return [None if each == DASH else each for each in values]


def _number_moved(field: FieldChange) -> Plain:
    """The difference of two numbers; the days between two dates; None of anything else."""
    before, after = field.before, field.after
    if isinstance(before, date) and isinstance(after, date):
        return (after - before).days
    if isinstance(before, float) and isinstance(after, float):
        return number(Fraction(str(after)) - Fraction(str(before)))
    return None


def change_data(change: Change) -> dict[str, Any]:
    """One change for JSON: what it was and is, and the fields that are otherwise."""
    return {
        "id": change.one.initiative.id,
        "name": change.one.initiative.name,
        "kind": change.kind,
        "before": _state_data(change.before),
        "after": _state_data(change.after),
        "fields": [
            {"field": each.field, "before": _json(each.before), "after": _json(each.after)} for each in change.fields
        ],
    }


def _state_data(scored: Scored | None) -> dict[str, Any] | None:
    if scored is None:
        return None
    initiative = scored.initiative
    return {
        "id": initiative.id,
        "type": scored.type,
        "score": number(scored.score),
        "low": number(scored.low),
        "high": number(scored.high),
        "light": scored.light,
        "status": initiative.status,
        "counts": scored.counts,
        "cost": amount(initiative.cost),
        "owner": initiative.owner,
        "start": _json(initiative.start),
        "end": _json(initiative.end),
    }


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    if isinstance(value, Fraction):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    return amount(value) if isinstance(value, float | Range) else value


def drift_data(found: Drift) -> dict[str, Any]:
    """The drift for JSON."""
    return {
        "cost_before": number(found.before),
        "cost_after": number(found.after),
        "steps": [{"kind": each.kind, "amount": number(each.amount), "number": each.number} for each in found.steps],
        "later": [{"id": each.initiative.id, "days": days} for each, days in found.later],
        "earlier": [{"id": each.initiative.id, "days": -days} for each, days in found.earlier],
    }
