"""A scored portfolio as a Document: initiatives with light and reason, shares against targets, what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import wrap
from typing import Any, NamedTuple

from digitrans.documents import (
    LIGHT_SIGNS,
    Bar,
    Bars,
    Block,
    Cell,
    Document,
    Heading,
    HeatMap,
    Paragraph,
    Points,
    Sheet,
    Table,
    Tone,
)
from digitrans.portfolios.benefits import answers_for, shortfall
from digitrans.portfolios.data import portfolio_data
from digitrans.portfolios.decisions import decisions
from digitrans.portfolios.models import TYPES
from digitrans.portfolios.ranking import Place, demands, places
from digitrans.portfolios.remarks import remarks
from digitrans.portfolios.scoring import LIGHTS, Group, PortfolioScore, Scored
from digitrans.portfolios.suggestions import Verdict, suggestions
from digitrans.portfolios.unrated import nothing_rated
from digitrans.reports.portfolio.deciding import (
    best_line,
    decision_blocks,
    decision_line,
    decision_table,
    unrated_line,
)
from digitrans.reports.portfolio.naming import PortfolioNames, Unit
from digitrans.reports.portfolio.sheet import initiative_sheet
from digitrans.reports.portfolio.steering import steering_blocks
from digitrans.reports.portfolio.summary import distance_line, summary_lines
from digitrans.reports.portfolio.unrated import fact_table, unrated_blocks

REMARKS_SHOWN = 12

SCREEN, COLUMNS, LEAST_ROWS = 23, 80, 3
"""Lines and columns of the first screen, and how many initiatives it names at least."""


class Wanted(NamedTuple):
    """What of a portfolio to tell: how many initiatives, of which department, and what the first screen lists.

    ``top`` is None for all of them, on the first screen for as many as there is room for. ``department`` is an id.
    ``keys``: the sheet is for programs, with keys and ids. ``as_list``: the first screen lists the initiatives in the
    order asked for, and not what has to be decided.
    """

    top: int | None = None
    department: str | None = None
    keys: bool = False
    as_list: bool = False


def portfolio_report(
    names: PortfolioNames,
    score: PortfolioScore,
    verdicts: Sequence[Verdict],
    shown: Sequence[Scored],
    wanted: Wanted,
) -> Document:
    """One portfolio. ``shown`` are the initiatives to list, in their order; the figures of groups are of all.

    A terminal first shows one screen of it.
    """
    words = names.words
    listed = shown[: wanted.top]
    blocks = _paragraphs(summary_lines(names, score))
    blocks += _whole_report(names, score, verdicts, listed, wanted.department)
    screen = _paragraphs(summary_lines(names, score, brief=True))
    broken = [each for each in verdicts if not each.kept]
    screen += [Paragraph(f"{words('portfolio.broken')}: {names.rule(each)}", "warning") for each in broken]
    screen += _first_screen(names, score, listed, shown, wanted, screen)
    title = words("portfolio.title", name=score.portfolio.organisation.name)
    data = portfolio_data(score, verdicts, listed)
    sheet = initiative_sheet(names, listed, score, None, wanted.keys)
    pages = PAPER if len(listed) <= ON_PAPER else 0
    return Document(title, tuple(blocks), data, words.language, sheet, pages, screen=tuple(screen))


def _paragraphs(lines: Sequence[tuple[str, Tone]]) -> list[Block]:
    """Lines with their tones as paragraphs."""
    return [Paragraph(text, tone) for text, tone in lines]


PAPER, ON_PAPER = 4, 35
"""Pages that the print of so many initiatives is to fit on, as far as it stays legible."""


def _first_screen(
    names: PortfolioNames,
    score: PortfolioScore,
    listed: Sequence[Scored],
    shown: Sequence[Scored],
    wanted: Wanted,
    above: Sequence[Block],
) -> list[Block]:
    """What has to be decided and what stands best; a line for each initiative where nobody has rated them, or as asked.

    Of lines as many as there is room for, where no number is asked for; below them, what else there is to see.
    """
    words, found = names.words, decisions(score, shown)
    if not shown:
        return [Paragraph(words("portfolio.none-shown"))] if score.initiatives else []
    if wanted.as_list or nothing_rated(score):
        demand = demand_line(names, score) if wanted.as_list else ""
        below: list[Block] = [Paragraph(demand)] if demand else []
        room = len(listed) if wanted.top else _room([*above, *below], LEAST_ROWS if wanted.as_list else 0)
        table = (
            fact_table(names, listed[:room]) if nothing_rated(score) else initiative_table(names, listed[:room], score)
        )
        return [*([table] if table.rows else []), *below, _more(names, score, len(shown) - min(room, len(listed)))]
    of = len([each for each in shown if each.counts])
    below = [Paragraph(text) for text in (best_line(names, shown), unrated_line(names, shown)) if text]
    head = Paragraph(decision_line(names, found, of), "strong")
    room = _room([*above, head, *below], LEAST_ROWS)
    table = decision_table(names, found[:room], tight=True)
    last = _more(names, score, 0, words.count("decisions.more", len(found) - room) if len(found) > room else "")
    return [head, *([table] if found else []), *below, last]


def _room(above: Sequence[Block], least: int) -> int:
    """How many lines of a table the first screen has room for, beside what else stands there."""
    used = 1 + sum(len(wrap(each.text, COLUMNS)) for each in above if isinstance(each, Paragraph))
    room = SCREEN - used - 5
    return room if room > 1 else least


def _more(names: PortfolioNames, score: PortfolioScore, rest: int, first: str = "") -> Paragraph:
    """What else there is to see, ``first`` before it."""
    words, noted = names.words, len(list(remarks(score, names.content)))
    told = [first] if first else []
    told += [words.count("portfolio.more-initiatives", rest)] if rest > 0 else []
    told += [words("portfolio.see-more")] if rest > 0 else []
    told += [words.count("portfolio.more-remarks", noted)] if noted else []
    return Paragraph(" ".join(told), "muted")


def _whole_report(
    names: PortfolioNames,
    score: PortfolioScore,
    verdicts: Sequence[Verdict],
    shown: Sequence[Scored],
    department: str | None,
) -> list[Block]:
    """Rules and sums, the list with its picture, the mix of types, benefits, and what else there is to know."""
    words, is_rated = names.words, not nothing_rated(score)
    blocks = decision_blocks(names, score, shown) if is_rated else []
    if is_rated or any(each.type for each in shown):
        blocks += steering_blocks(names, score, shown, department, is_rated=is_rated)
    if verdicts:
        blocks += [Heading(words("portfolio.rules")), _rules(names, verdicts)]
    if score.departments and department is None:
        blocks += [Heading(words("portfolio.departments")), _departments(names, score, is_rated=is_rated)]
    if shown:
        blocks += initiative_blocks(names, shown, score) if is_rated else unrated_blocks(names, shown)
    elif score.initiatives:
        blocks.append(Paragraph(words("portfolio.none-shown")))
    if department is None:
        blocks += mix_blocks(names, score)
    else:
        for group in score.departments:
            if group.department and group.department.id == department:
                blocks += group_blocks(names, group, score)
    blocks += benefit_blocks(names, score.whole)
    if told := [names.remark(each) for each in remarks(score, names.content)]:
        rest = len(told) - REMARKS_SHOWN
        more = (words.count("portfolio.more", rest),) if rest > 0 else ()
        blocks += [Heading(words("portfolio.remarks")), Points((*told[:REMARKS_SHOWN], *more))]
    if shown:
        blocks.append(Paragraph(f"{words('assess.conversation')} {words('whose.portfolio')}", "muted"))
    return blocks


def benefit_blocks(names: PortfolioNames, group: Group) -> list[Block]:
    """Promised, realised, missing and whose, for each initiative that is behind or says nothing of what is due."""
    found, words = group.benefits, names.words
    if not found.due:
        return []
    rows = []
    for each in found.due:
        benefit = each.benefit
        assert benefit is not None
        lacks = shortfall(each)
        missing = words("portfolio.not-told") if benefit.realised is None else names.money(lacks)
        owner = answers_for(each) or words("portfolio.nobody")
        rows.append((each.name, names.money(benefit.planned), names.money(benefit.realised), missing, owner))
    heads = ("initiative", "promised", "realised", "lacking", "whose")
    table = Table(tuple(words(f"column.{each}") for each in heads), tuple(rows))
    return [Heading(words("portfolio.benefits")), table]


def demand_line(names: PortfolioNames, score: PortfolioScore) -> str:
    """What the demands take of each type, in a line; "" where they take nothing, or of one type only."""
    lost = demands(score.whole.scored, score.scorer.weights)
    if len(lost) < 2 or max(lost.values()) < 1:
        return ""
    listed = [f"{names.short_type(kind)} {names.figure(points)}" for kind, points in lost.items() if points >= 1]
    return names.words("portfolio.demands-brief", names=", ".join(listed))


def demand_lines(names: PortfolioNames, score: PortfolioScore) -> list[str]:
    """That demands grow with the type, what they take of each, and what that means beside the targets."""
    words, organisation = names.words, score.portfolio.organisation
    lost = demands(score.whole.scored, score.scorer.weights)
    if len({each.type for each in score.whole.scored if each.type}) < 2:
        return []
    told = [words("portfolio.demands")]
    if any(lost.values()):
        listed = ", ".join(f"{names.short_type(kind)} {names.figure(points)}" for kind, points in lost.items())
        told.append(words("portfolio.demands-cost", names=listed))
    targets: Mapping[str, int] = {str(kind): share for kind, share in (organisation.targets or {}).items()}
    wanted = sum([targets.get(kind, 0) for kind in TYPES[2:]])
    if wanted and any(lost.get(kind) for kind in TYPES[2:]):
        told.append(words("portfolio.demands-targets", share=names.percent(wanted)))
    return [" ".join(told)]


def _departments(names: PortfolioNames, score: PortfolioScore, *, is_rated: bool = True) -> Table:
    """A line for each department, what belongs to none, and the whole: how many, lights, scores and money.

    Where nobody has rated them, without lights and scores.
    """
    words = names.words
    unit = names.unit(score.whole.cost.high)
    heads = [
        words(f"column.{each}") for each in ("department", "initiatives", "green", "amber", "grey", "red", "score")
    ]
    for each in ("cost", "running-cost"):
        heads.append(words("column.with-currency", head=words(f"column.{each}"), currency=unit.name))
    rows = [_group_row(names, names.group(each), each, unit) for each in score.departments]
    rows.append(_group_row(names, words("portfolio.in-all"), score.whole, unit))
    kept = [at for at in range(len(heads)) if is_rated or not 2 <= at <= 6]
    return Table(tuple(heads[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows))


def _group_row(names: PortfolioNames, label: str, group: Group, unit: Unit) -> tuple[str, ...]:
    low, high = names.figure(group.mean_score), names.figure(group.mean_high)
    mean = low if low == high else names.words("portfolio.range", low=low, high=high)
    lights = [str(group.lights.get(light, 0)) for light in LIGHTS]
    money = [names.in_unit(each, unit) for each in (group.cost, group.running_cost)]
    return (label, str(len(group.scored)), *lights, mean, *money)


def initiative_table(names: PortfolioNames, shown: Sequence[Scored], score: PortfolioScore) -> Table:
    """A line for each initiative: light, score, cost, status; then its place within its type, department and owner."""
    found = places(score.initiatives)
    heads = ("initiative", "light", "score", "cost", "status", "in-type", "department", "end", "owner")
    rows = tuple(_line(names, each, found.get(each.initiative.id)) for each in shown)
    return Table(tuple(names.head(each) for each in heads), rows, tight=True).filled()


def _line(names: PortfolioNames, each: Scored, place: Place | None) -> tuple[str, ...]:
    initiative = each.initiative
    return (
        initiative.name,
        names.lamp(each.light),
        names.score(each),
        names.cost(initiative.cost),
        names.of("statuses", initiative.status),
        _in_type(names, each, place),
        names.department(initiative.department),
        names.day(initiative.end, short=True) if initiative.end else "",
        initiative.owner or "",
    )


def _in_type(names: PortfolioNames, each: Scored, place: Place | None) -> str:
    """The type, and the place of the initiative within it."""
    kind = names.short_type(each.type)
    if place is None or place.in_type is None:
        return kind
    return names.words("portfolio.in-type", type=kind, place=place.in_type, of=place.of_type)


def _rules(names: PortfolioNames, verdicts: Sequence[Verdict]) -> Table:
    words = names.words
    rows = tuple((words("portfolio.kept" if each.kept else "portfolio.broken"), names.rule(each)) for each in verdicts)
    return Table((words("column.result"), words("column.rule")), rows)


def initiative_blocks(names: PortfolioNames, shown: Sequence[Scored], score: PortfolioScore) -> list[Block]:
    """The initiatives, each once, with all that is known of it; and what the demands of its type take of a score."""
    demands_told = [Paragraph(text) for text in demand_lines(names, score)]
    return [Heading(names.words("portfolio.initiatives")), initiative_map(names, shown, score), *demands_told]


def initiative_map(names: PortfolioNames, shown: Sequence[Scored], score: PortfolioScore) -> HeatMap:
    """Light, score, cost and the five components of each; below them what else is known, why, and what to ask."""
    words, found = names.words, places(score.initiatives)
    heads = [names.head(each) for each in ("initiative", "light", "score", "cost")]
    return HeatMap(
        words("portfolio.components"),
        (*heads, *(_component(names, place) for place in range(5))),
        tuple((each.initiative.name, tuple(_cell(names, one.value) for one in each.figures)) for each in shown),
        0,
        100,
        tuple((names.lamp(each.light), names.score(each), names.cost(each.initiative.cost)) for each in shown),
        tuple(_notes(names, each, found.get(each.initiative.id)) for each in shown),
        words("column.more"),
        numbered=True,
    )


def _notes(names: PortfolioNames, each: Scored, place: Place | None) -> tuple[str, str]:
    """Its place within its type, department, status, end and owner; then the reasons for its light and the question."""
    initiative, words = each.initiative, names.words
    told = [_in_type(names, each, place)]
    told += [names.department(initiative.department)] if initiative.department else []
    told += [names.of("statuses", initiative.status)] if initiative.status else []
    told += [words("portfolio.ends", date=names.day(initiative.end, short=True))] if initiative.end else []
    told += [initiative.owner] if initiative.owner else []
    return " · ".join(told), _why(names, each)


def _why(names: PortfolioNames, each: Scored) -> str:
    """The reasons for its light in sentences, with what it may become and what to ask."""
    words = names.words
    if each.light == "grey":
        low, high = (names.of("lights", light) for light in each.lights)
        told = f" {words('portfolio.find-out-one', names=names.missing(each))}" if each.counts else ""
        why = f"{words('portfolio.can-become', low=low, high=high)}{told}"
    else:
        why = names.why(each)
        why = f"{why} {words('portfolio.lacks-facts')}" if each.incomplete else why
    asked = names.ask(each) if each.counts else ""
    return f"{why} {words('portfolio.asked', question=asked)}" if asked else why


def _component(names: PortfolioNames, place: int) -> str:
    return names.content.components[place].name[names.words.language]


def _cell(names: PortfolioNames, value: Fraction | None) -> Cell:
    return Cell(names.figure(value), None if value is None else float(value))


def mix_blocks(names: PortfolioNames, score: PortfolioScore) -> list[Block]:
    """The shares of the types against the targets, of the whole and each department; goals, and what brings nearer."""
    words, groups = names.words, [each for each in (score.whole, *score.departments) if _has_shares(each)]
    blocks: list[Block] = []
    if score.whole.by_number.total:
        blocks += [share_bars(names, score.whole), *_distance(names, score.whole)]
    if mapped := [each for each in groups if each.department]:
        blocks += [Paragraph(f"{words('portfolio.mix-departments')}.", "muted"), _share_map(names, mapped)]
    if goals := tuple(_of_group(names, each, names.goal(goal)) for each in groups for goal in each.goals):
        blocks += [Heading(words("portfolio.goals"), 2), Points(goals)]
    moves = tuple(_of_group(names, each, names.suggestion(one)) for each in groups for one in suggestions(each, score))
    if moves:
        blocks += [Heading(words("portfolio.suggestions"), 2), Points(moves)]
    return [Heading(words("portfolio.mix")), *blocks] if blocks else []


def _has_shares(group: Group) -> bool:
    return bool(group.scored or (group.department and group.by_number.targets))


def _of_group(names: PortfolioNames, group: Group, said: str) -> str:
    """What is said of a department, with its name before it; of the whole, nothing stands before."""
    return names.words("portfolio.of-group", name=names.group(group), said=said) if group.department else said


def _share_map(names: PortfolioNames, groups: Sequence[Group]) -> HeatMap:
    """A line for each department: the share of each type by number and its target; below, distance and risk."""
    words = names.words
    heads = (words("column.department"), words("compare.readiness"), words("compare.citizen_need"))
    rows = tuple(
        (names.group(each), tuple(_share(names, each, place) for place in range(len(TYPES)))) for each in groups
    )
    departments = [each.department for each in groups if each.department]
    told = tuple((names.level(each.readiness), names.level(each.citizen_need)) for each in departments)
    name = words("portfolio.mix-departments")
    types = tuple(names.short_type(kind) for kind in TYPES)
    notes = tuple(_share_notes(names, each) for each in groups)
    return HeatMap(name, (*heads, *types), rows, 0, 100, told, notes, words("column.more"))


def _share(names: PortfolioNames, group: Group, place: int) -> Cell:
    found = group.by_number
    told = names.percent(found.rounded[place]) if found.rounded else names.figure(None)
    if found.targets is not None:
        told = names.words("portfolio.share-target", share=told, target=names.percent(found.targets[place]))
    return Cell(told, float(found.rounded[place]) if found.rounded else None)


def _share_notes(names: PortfolioNames, group: Group) -> tuple[str, ...]:
    told = [each.text for each in _distance(names, group, "portfolio.away-brief")]
    told += [names.risk(group)] if group.scored else []
    return (" ".join(told),) if told else ()


def group_blocks(names: PortfolioNames, group: Group, score: PortfolioScore) -> list[Block]:
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
        blocks += [share_bars(names, group), *_distance(names, group)]
    if group.goals:
        blocks += [Heading(words("portfolio.goals"), 2), Points(tuple(names.goal(each) for each in group.goals))]
    if told_suggestions := tuple(names.suggestion(each) for each in suggestions(group, score)):
        blocks += [Heading(words("portfolio.suggestions"), 2), Points(told_suggestions)]
    return blocks


def _distance(names: PortfolioNames, group: Group, key: str = "portfolio.distance") -> list[Paragraph]:
    """How far the shares are from the target, and what the shares by cost cover where that is not all."""
    told: list[Paragraph] = []
    if (away := group.by_number.distance) is not None:
        told.append(Paragraph(distance_line(names, key, away, group.by_cost.distance)))
    if group.by_cost.covered < group.by_cost.of:
        cover = names.words("portfolio.cost-covered", n=group.by_cost.covered, of=group.by_cost.of)
        told.append(Paragraph(cover, "muted"))
    return told


def share_bars(names: PortfolioNames, group: Group) -> Bars:
    """The share of each type by number as bars, marked with the target; the share by cost in words."""
    words = names.words
    by_number = group.by_number
    rounded, targets = by_number.rounded or (), by_number.targets
    bars = []
    for place, kind in enumerate(TYPES):
        told = [words("portfolio.amount", n=by_number.amounts[place], of=by_number.covered)]
        if by_cost := names.cost_share(group, place):
            told.append(by_cost)
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


def overview_report(
    names: Sequence[tuple[str, PortfolioNames, PortfolioScore, Sequence[Scored], Sequence[Verdict]]],
    words: Any,
    keys: bool = False,
) -> Document:
    """Several portfolios: a line for each, and all initiatives in the sheet."""
    heads = ("file", "organisation", "initiatives", "cost", "lights", "score", "incomplete", "broken")
    rows: list[tuple[str, ...]] = []
    lines: list[tuple[str | int | float | None, ...]] = []
    columns: tuple[str, ...] = ()
    for file, each, score, shown, verdicts in names:
        whole = score.whole
        low, high = each.figure(whole.mean_score), each.figure(whole.mean_high)
        rows.append(
            (
                file,
                score.portfolio.organisation.name,
                str(len(whole.scored)),
                each.in_unit(whole.cost, each.unit(10**6)),
                " ".join(f"{LIGHT_SIGNS[light]}{whole.lights.get(light, 0)}" for light in LIGHTS),
                low if low == high else words("portfolio.range", low=low, high=high),
                str(whole.incomplete),
                str(sum(not verdict.kept for verdict in verdicts)),
            )
        )
        sheet = initiative_sheet(each, shown, score, file, keys)
        columns = sheet.columns
        lines += sheet.rows
    title = words("portfolio.overview")
    headings = [words(f"column.{each}") for each in heads]
    headings[3] = words("column.in-millions", head=headings[3])
    table = Table(tuple(headings), tuple(rows), tight=True)
    return Document(title, (table,), {}, words.language, Sheet(columns, tuple(lines)) if columns else None)
