"""A scored portfolio as a Document: initiatives with light and reason, shares against targets, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from digitrans.documents import (
    Bar,
    Bars,
    Block,
    Cell,
    Document,
    Dot,
    Heading,
    HeatMap,
    Paragraph,
    Points,
    Scatter,
    Sheet,
    Table,
)
from digitrans.portfolios.data import number, portfolio_data
from digitrans.portfolios.models import TYPES, Initiative, Range
from digitrans.portfolios.scoring import Group, PortfolioScore, Scored
from digitrans.portfolios.suggestions import Verdict, remarks, suggest
from digitrans.reports.portfolio.naming import PortfolioNames

REMARKS_SHOWN = 12


def portfolio_report(
    names: PortfolioNames,
    score: PortfolioScore,
    verdicts: Sequence[Verdict],
    shown: Sequence[Scored],
    department: str | None = None,
    beside: str = "",
) -> Document:
    """One portfolio. ``shown`` are the initiatives to list, in their order; the figures of groups are of all.

    ``department`` is the id of the only one to tell of; ``beside`` is "cost" or "department", to be told of each.
    """
    words = names.words
    blocks: list[Block] = [Paragraph(text, tone) for text, tone in summary_lines(names, score)]  # type: ignore[arg-type]
    blocks += [Paragraph(text, "strong") for text in _away(names, score)]
    if verdicts:
        blocks += [Heading(words("portfolio.rules")), _rules(names, verdicts)]
    if told := [names.remark(each) for each in remarks(score, names.content)]:
        rest = len(told) - REMARKS_SHOWN
        more = (words.count("portfolio.more", rest),) if rest > 0 else ()
        blocks += [Heading(words("portfolio.remarks")), Points((*told[:REMARKS_SHOWN], *more))]
    if shown:
        blocks += initiative_blocks(names, shown, beside)
    elif score.initiatives:
        blocks.append(Paragraph(words("portfolio.none-shown")))
    for group in (score.whole, *score.departments):
        wanted = department is None or (group.department and group.department.id == department)
        if wanted and (group.scored or (group.department and group.by_number.targets)):
            blocks += group_blocks(names, group)
    if shown:
        blocks.append(Paragraph(words("assess.conversation"), "muted"))
    title = words("portfolio.title", name=score.portfolio.organisation.name)
    data = portfolio_data(score, verdicts, shown)
    return Document(title, tuple(blocks), data, words.language, initiative_sheet(names, shown))


def summary_lines(names: PortfolioNames, score: PortfolioScore) -> list[tuple[str, str]]:
    """How many initiatives, their mean and lights, what is missing, and the risk, each with its tone."""
    words, whole = names.words, score.whole
    as_of = score.portfolio.organisation.as_of
    told = [words.date(as_of.isoformat()) + "."] if as_of else []
    told.append(words.count("portfolio.counted", len(whole.scored)))
    if whole.over:
        told.append(words.count("portfolio.over", whole.over))
    lines = [(" ".join(told), "muted")]
    if whole.mean_score is not None:
        lights = {light: whole.lights.get(light, 0) for light in ("green", "amber", "red")}
        lines.append((words("portfolio.lights", mean=names.figure(whole.mean_score), **lights), "strong"))
    if whole.incomplete:
        low, high = (
            sum(values, Fraction(0)) / len(whole.scored)
            for values in ([each.low for each in whole.scored], [each.high for each in whole.scored])
        )
        could_be = words("portfolio.mean-range", low=names.figure(low), high=names.figure(high))
        lines.append((f"{words.count('portfolio.incomplete', whole.incomplete)} {could_be}", "plain"))
    if whole.scored:
        lines.append((names.risk(whole), "plain"))
    return lines


def _away(names: PortfolioNames, score: PortfolioScore) -> list[str]:
    """How far the shares are from the target, in all and where farthest: at a glance, before the figures below."""
    words, whole, told = names.words, score.whole, []
    if (away := whole.by_number.distance) is not None:
        told.append(_distance(names, "portfolio.away", away, whole.by_cost.distance))
    known = [(each.by_number.distance, each) for each in score.departments if each.by_number.distance]
    known.sort(key=lambda pair: -(pair[0] or 0))
    if known:
        listed = ", ".join(
            words("portfolio.away-one", name=names.group(each), n=names.figure(away)) for away, each in known[:3]
        )
        told.append(words("portfolio.away-most", names=listed))
    return told


def _rules(names: PortfolioNames, verdicts: Sequence[Verdict]) -> Table:
    words = names.words
    rows = tuple(
        (words("portfolio.kept" if each.kept else "portfolio.broken"), names.rule(each), each.rule.id)
        for each in verdicts
    )
    return Table((words("column.result"), words("column.rule"), words("column.id")), rows)


def initiative_blocks(names: PortfolioNames, shown: Sequence[Scored], beside: str = "") -> list[Block]:
    """Each initiative with score, light and reasons; the questions to ask; value against coherence."""
    words = names.words
    columns = (words("column.initiative"), words("column.score"), words("column.light"), words("column.why"))
    bars = Bars(columns, tuple(_bar(names, each, beside) for each in shown), 0, 100)
    blocks: list[Block] = [Heading(words("portfolio.initiatives")), bars]
    if asked := tuple(f"{each.initiative.name}: {said}" for each in shown if each.counts and (said := names.ask(each))):
        blocks += [Heading(words("portfolio.ask")), Points(asked)]
    blocks += [Heading(words("portfolio.components")), _heat(names, shown)]
    dots = tuple(
        Dot(
            each.initiative.name,
            _cell(names, each.figures[0].value),
            _cell(names, each.figures[1].value),
            names.light(each),
        )
        for each in shown
    )
    axes = words("column.initiative"), _component(names, 0), _component(names, 1), words("column.light")
    return [*blocks, Heading(words("portfolio.scatter")), Scatter(words("portfolio.scatter-name"), axes, dots)]


def _bar(names: PortfolioNames, each: Scored, beside: str) -> Bar:
    """The score as a bar, with what it can become; its light, type and reasons in words, and what it is sorted by."""
    value = None if each.score is None else float(each.score)
    low, high = (None, None) if value is None else (float(each.low), float(each.high))
    told = f"{names.light(each)}, {names.short_type(each.type)}"
    if beside == "cost":
        told += ", " + names.words("portfolio.beside-cost", cost=names.cost(each.initiative.cost))
    elif beside == "department":
        told += f", {names.department(each.initiative.department)}"
    level = {"red": 0, "amber": 1, "green": 2}.get(each.light or "")
    return Bar(each.initiative.name, value, low, high, names.score(each), told, names.why(each), level=level)


def _component(names: PortfolioNames, place: int) -> str:
    return names.content.components[place].name[names.words.language]


def _cell(names: PortfolioNames, value: Fraction | None) -> Cell:
    return Cell(names.figure(value), None if value is None else float(value))


def _heat(names: PortfolioNames, shown: Sequence[Scored]) -> HeatMap:
    heads = (_component(names, place) for place in range(5))
    rows = tuple((each.initiative.name, tuple(_cell(names, figure.value) for figure in each.figures)) for each in shown)
    words = names.words
    return HeatMap(words("portfolio.components"), (words("column.initiative"), *heads), rows, 0, 100)


def group_blocks(names: PortfolioNames, group: Group) -> list[Block]:
    """Shares against the target, sub-goals and suggestions of a department or of the whole."""
    words = names.words
    blocks: list[Block] = [Heading(names.group(group))]
    if department := group.department:
        told = words(
            "portfolio.department",
            readiness=names.level(department.readiness),
            need=names.level(department.citizen_need),
        )
        blocks += [Paragraph(told, "muted")]
        if group.scored:
            blocks.append(Paragraph(names.risk(group)))
    if group.by_number.total:
        blocks.append(share_bars(names, group))
        if (away := group.by_number.distance) is not None:
            blocks.append(Paragraph(_distance(names, "portfolio.distance", away, group.by_cost.distance)))
        if group.by_cost.covered < group.by_cost.of:
            blocks.append(
                Paragraph(words("portfolio.cost-covered", n=group.by_cost.covered, of=group.by_cost.of), "muted")
            )
    if group.goals:
        blocks += [Heading(words("portfolio.goals"), 2), Points(tuple(names.goal(each) for each in group.goals))]
    if told_suggestions := tuple(names.suggestion(each) for each in suggest(group)):
        blocks += [Heading(words("portfolio.suggestions"), 2), Points(told_suggestions)]
    return blocks


def _distance(names: PortfolioNames, key: str, number: Fraction, cost: Fraction | None) -> str:
    """How far away the shares are, by cost only where some costs are known."""
    if cost is None:
        return names.words(f"{key}-number", number=names.figure(number))
    return names.words(key, number=names.figure(number), cost=names.figure(cost))


def share_bars(names: PortfolioNames, group: Group) -> Bars:
    """The share of each type by number as bars, marked with the target; the share by cost in words."""
    words = names.words
    by_number, cost = group.by_number, group.by_cost
    rounded, by_cost, targets = by_number.rounded or (), cost.rounded, by_number.targets
    bars = []
    for place, kind in enumerate(TYPES):
        told = [words("portfolio.amount", n=by_number.amounts[place], of=by_number.covered)]
        if by_cost:
            told.append(words("portfolio.by-cost-share", share=names.percent(by_cost[place])))
        target = None if targets is None else targets[place]
        value = float(rounded[place])
        bars.append(
            Bar(
                names.short_type(kind),
                value,
                value,
                value,
                names.percent(rounded[place]),
                ", ".join(told),
                mark=target,
            )
        )
    columns = tuple(words(f"column.{each}") for each in ("type", "share", "amount", "target"))
    mark = words("column.target") if targets else ""
    return Bars((columns[0], columns[1], columns[2], columns[3]), tuple(bars), 0, 100, mark)


def initiative_sheet(names: PortfolioNames, shown: Sequence[Scored], file: str | None = None) -> Sheet:
    """One row per initiative with typed figures. ``file`` comes first where several files share a sheet."""
    words = names.words
    heads = ("id", "initiative", "department", "type", "status", "cost", "score", "low", "high", "light", "incomplete")
    columns = [words(f"column.{each}") for each in heads] + [_component(names, place) for place in range(5)]
    columns += [words("column.why"), words("column.question")]
    columns += [field.name[words.language] for field in names.content.fields if field.id in _FACTS]
    rows = [_row(names, each) for each in shown]
    if file is not None:
        columns, rows = [words("column.file"), *columns], [(file, *row) for row in rows]
    return Sheet(tuple(columns), tuple(rows))


def _row(names: PortfolioNames, each: Scored) -> tuple[str | int | float | None, ...]:
    initiative, words = each.initiative, names.words
    return (
        initiative.id,
        initiative.name,
        names.department(initiative.department) if initiative.department else None,
        names.short_type(each.type),
        names.of("statuses", initiative.status) if initiative.status else None,
        _plain(initiative.cost),
        number(each.score),
        number(each.low),
        number(each.high),
        names.of("lights", each.light) if each.light else None,
        words("portfolio.yes") if each.incomplete else words("portfolio.no"),
        *(number(figure.value) for figure in each.figures),
        names.why(each),
        names.ask(each),
        *(_fact(names, initiative, field.id) for field in names.content.fields if field.id in _FACTS),
    )


_FACTS = (
    *("running_cost", "benefit.planned", "benefit.realised", "benefit.from", "benefit.owner", "effort"),
    *("phase", "priority", "start", "end", "depends_on", "mandate", "involvement", "owner", "sponsor", "note"),
)
"""The fields of the file that a sheet repeats after what was computed, under the headings of lists."""


def _fact(names: PortfolioNames, initiative: Initiative, field: str) -> str | int | float | None:
    holder, _, part = field.rpartition(".")
    value = getattr(getattr(initiative, holder) if holder else initiative, "since" if part == "from" else part, None)
    kind = {"mandate": "mandates", "involvement": "involvement"}.get(field)
    return names.of(kind, value) if kind and value else _plain(value)


def _plain(value: object) -> str | int | float | None:
    """A value of the file in a cell: a number stays one, the ends of a range and several ids are a text."""
    if isinstance(value, Range):
        return f"{_plain(value.low)}-{_plain(value.high)}"
    if isinstance(value, tuple):
        return ", ".join(value) or None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, str | int) else None


def overview_report(
    names: Sequence[tuple[str, PortfolioNames, PortfolioScore, Sequence[Scored], Sequence[Verdict]]], words: Any
) -> Document:
    """Several portfolios: a line for each, and all initiatives in the sheet."""
    heads = ("file", "organisation", "initiatives", "score", "green", "amber", "red", "incomplete", "broken")
    rows: list[tuple[str, ...]] = []
    lines: list[tuple[str | int | float | None, ...]] = []
    columns: tuple[str, ...] = ()
    for file, each, score, shown, verdicts in names:
        whole = score.whole
        lights = tuple(str(whole.lights.get(light, 0)) for light in ("green", "amber", "red"))
        broken = sum(not verdict.kept for verdict in verdicts)
        rows.append(
            (
                file,
                score.portfolio.organisation.name,
                str(len(whole.scored)),
                each.figure(whole.mean_score),
                *lights,
                str(whole.incomplete),
                str(broken),
            )
        )
        sheet = initiative_sheet(each, shown, file)
        columns = sheet.columns
        lines += sheet.rows
    title = words("portfolio.overview")
    table = Table(tuple(words(f"column.{each}") for each in heads), tuple(rows))
    return Document(title, (table,), {}, words.language, Sheet(columns, tuple(lines)) if columns else None)
