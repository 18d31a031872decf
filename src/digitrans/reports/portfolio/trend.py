"""A portfolio over the months as a Document: one picture, tables, each initiative's drift, and how files are dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from digitrans.documents import (
    LIGHT_SIGNS,
    Block,
    Cell,
    Document,
    Heading,
    Panel,
    Panels,
    Paragraph,
    Points,
    Series,
    Sheet,
    Table,
    Trend,
)
from digitrans.portfolios.changes import Change
from digitrans.portfolios.data import amount, number
from digitrans.portfolios.data import day as day_data
from digitrans.portfolios.gathering import Gathered
from digitrans.portfolios.models import TYPES
from digitrans.portfolios.money import Total
from digitrans.portfolios.scoring import LIGHTS, Group
from digitrans.portfolios.trend import Drifted, drifted, farthest_first, tracks
from digitrans.reports.portfolio.changes import change_lines, drift_data
from digitrans.reports.portfolio.naming import DASH, PortfolioNames, Unit
from digitrans.reports.portfolio.series import (
    Point,
    moved_between,
    point_data,
    point_heads,
    point_row,
    series_sheet,
    whole_way,
)
from digitrans.texts import Words

DRIFTS, NAMED = 30, 12
"""So many initiatives have a line about their drift, and so many are named where one comes or goes; JSON has all."""


class Course(NamedTuple):
    """A portfolio over time: its points, the oldest first, what came of them, and by what each day is known."""

    points: tuple[Point, ...]
    moved: tuple[tuple[Change, ...] | None, ...]
    gathered: Gathered
    same: bool

    @property
    def names(self) -> PortfolioNames:
        """The words of the last file."""
        return self.points[-1].names

    @property
    def days(self) -> list[str]:
        """The days of the points, ISO 8601."""
        return [each.day.isoformat() for each in self.gathered.moments]


def make_course(points: Sequence[Point], gathered: Gathered, same: bool) -> Course:
    """The course of ``points``, which are the moments of ``gathered``."""
    moved = [None, *[moved_between(one, two, same) for one, two in pairwise(points)]]
    return Course(tuple(points), tuple(moved), gathered, same)


def trend_report(words: Words, course: Course, keys: bool = False) -> Document:
    """What moved from the first date to the last, the picture, and the tables behind it."""
    names, first, last = course.names, course.points[0], course.points[-1]
    head: list[Block] = [Paragraph(_period(words, course), "strong")]
    head += [Paragraph(each, "muted") for each in account_lines(words, course.gathered)]
    whole = whole_way(first, last, course.same)
    drift = farthest_first(drifted(each) for each in tracks([each.scored for each in course.points]))
    told: list[Block] = []
    if whole is None:
        told.append(Paragraph(words("trend.not-same"), "warning"))
    elif whole.moved:
        told.append(Points(tuple(change_lines((first.names, last.names), whole))))
    else:
        told.append(Paragraph(words("compare.unchanged"), "strong"))
    blocks = [*head, *told, panels(words, course), Heading(words("trend.dates")), _dates(words, course)]
    blocks += _mix(words, course)
    blocks += _departments(words, course)
    blocks += _drifts(names, drift, whole is not None)
    blocks += _came_and_went(words, course)
    blocks += [Heading(words("trend.files")), _files(words, course.gathered)]
    title = words("trend.title", name=last.score.portfolio.organisation.name)
    if last.group.department is not None:
        title = words("trend.title-department", name=last.group.department.name)
    data = _data(course, drift if whole is not None else [], whole)
    sheet = _sheet(words, course, keys)
    screen = _screen(words, course, (*head, *told))
    return Document(title, tuple(blocks), data, words.language, sheet, screen=screen)


SCREEN, COLUMNS, AROUND, LEAST = 24, 80, 6, 4
"""Lines and columns of a screen; lines for title, prompt and the head of the table; and dates at least."""


def _screen(words: Words, course: Course, above: Sequence[Block]) -> tuple[Block, ...]:
    """What a terminal shows first: what moved, and as many dates as have room, always the first and the last."""
    texts = [
        text
        for each in above
        for text in ([each.text] if isinstance(each, Paragraph) else each.texts if isinstance(each, Points) else ())
    ]
    room = max(SCREEN - AROUND - sum(-(-len(text) // (COLUMNS - 4)) for text in texts), LEAST)
    table = _dates(words, course)
    if len(table.rows) <= room:
        return (*above, table)
    rows = (table.rows[0], *table.rows[-(room - 2) :])
    left = Paragraph(words.count("trend.between", len(table.rows) - len(rows)), "muted")
    return (*above, Table(table.columns, rows, tight=True), left)


def _period(words: Words, course: Course) -> str:
    days = course.days
    return words("trend.period", first=words.date(days[0]), last=words.date(days[-1]), n=len(days))


def account_lines(words: Words, found: Gathered) -> list[str]:
    """Where the dates are from, and by name whatever is not among them."""
    counted = Counter([each.by for each in found.moments])
    listed = [words(f"trend.by-{by}", n=counted[by]) for by in ("field", "name", "git", "now") if counted[by]]
    told = [words("trend.by", names=", ".join(listed))]
    for key, names in (
        ("trend.undated", found.undated),
        ("trend.lacking", found.lacking),
        ("trend.overtaken", found.overtaken),
        ("trend.unread", [each for each, _ in found.unread]),
        ("trend.twins", [words("trend.twin", file=one, other=two) for one, two in found.twins]),
        ("trend.disagree", [each.file for each in found.moments if each.named is not None]),
    ):
        if names:
            told.append(words.count(key, len(names), names=_listed(words, names)))
    if found.thinned:
        told.append(words.count("trend.thinned", found.thinned))
    same_day = [one.file for one, two in pairwise(found.moments) if one.day == two.day]
    if same_day:
        told.append(words.count("trend.same-day", len(same_day), names=_listed(words, same_day)))
    return told


def _listed(words: Words, names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    more = [words.count("portfolio.and-more", rest)] if rest > 0 else []
    return ", ".join([*names[:NAMED], *more])


# The picture


def panels(words: Words, course: Course) -> Panels:
    """Money, lights, mix and what came and went, below one another along one line of time."""
    groups, names = [each.group for each in course.points], course.names
    unit = _unit(course)
    yearly: list[tuple[str, Callable[[Group], Total]]] = [
        ("column.promised", lambda group: group.benefits.planned),
        ("column.realised", lambda group: group.benefits.realised),
        ("column.running-cost", lambda group: group.running_cost),
    ]
    money = _sums(words("compare.cost"), groups, names, unit, lambda group: group.cost)
    found = [
        Panel(words("trend.panel-cost", unit=unit.name), "lines", (money,)),
        Panel(
            words("trend.panel-year", unit=unit.name),
            "lines",
            tuple([_sums(words(key), groups, names, unit, sum_of) for key, sum_of in yearly]),
        ),
        Panel(words("trend.panel-lights"), "stacked", tuple(_lights(names, groups))),
        Panel(words("trend.panel-mix"), "stacked", tuple(_shares(names, groups))),
        Panel(words("trend.panel-moved"), "opposed", tuple(_flow(words, course))),
    ]
    kept = tuple([each for each in found if any(cell.value is not None for one in each.series for cell in one.cells)])
    labels = tuple([words.date(each, short=True) for each in course.days])
    heads = words("trend.what"), words("column.target")
    return Panels(words("trend.name"), heads, tuple(course.days), labels, kept, words("trend.at-least"), _point(words))


def _point(words: Words) -> str:
    return words.number(Fraction(1, 2))[1]


def _unit(course: Course) -> Unit:
    return course.names.unit(max([each.group.cost.high for each in course.points]))


def _sums(
    label: str, groups: Sequence[Group], names: PortfolioNames, unit: Unit, sum_of: Callable[[Group], Total]
) -> Series:
    """A sum at each date: its high end; open where it is only known of some."""
    totals = [sum_of(each) for each in groups]
    cells = [
        Cell(names.in_unit(each, unit), float(Fraction(each.high, unit.size)) if each.is_known else None)
        for each in totals
    ]
    partly = frozenset([n for n, each in enumerate(totals) if each.is_known and not each.is_whole])
    return Series(label, tuple(cells), partly)


def _lights(names: PortfolioNames, groups: Sequence[Group]) -> Iterator[Series]:
    for light in LIGHTS:
        counts = [each.lights.get(light, 0) for each in groups]
        if any(counts):
            yield Series(names.lamp(light), tuple([Cell(str(each), float(each)) for each in counts]))


def _shares(names: PortfolioNames, groups: Sequence[Group]) -> Iterator[Series]:
    """The share of each type by number in per cent, and the target of the last date."""
    targets = groups[-1].by_number.targets
    for place, kind in enumerate(TYPES):
        found = [each.by_number.rounded for each in groups]
        cells = [Cell(DASH, None) if each is None else _percent(names, each[place]) for each in found]
        yield Series(names.short_type(kind), tuple(cells), target=_percent(names, targets[place]) if targets else None)


def _percent(names: PortfolioNames, value: int) -> Cell:
    return Cell(names.percent(value), float(value))


def _flow(words: Words, course: Course) -> Iterator[Series]:
    for kind in ("came", "ended", "went"):
        counts = [None if each is None else [one.kind for one in each].count(kind) for each in course.moved]
        cells = [Cell(DASH, None) if each is None else Cell(str(each), float(each)) for each in counts]
        yield Series(words(f"trend.{kind}"), tuple(cells))


# The tables


def _dates(words: Words, course: Course) -> Table:
    unit = _unit(course)
    labelled = [each._replace(label=label) for each, label in zip(course.points, _labels(words, course), strict=True)]
    rows = [point_row(each, course.moved[place], unit) for place, each in enumerate(labelled)]
    return Table(tuple(point_heads(words, unit)), tuple(rows), tight=True)


def _labels(words: Words, course: Course) -> list[str]:
    """The day of each point, with the file where several are of one day."""
    days = course.days
    return [
        words.date(day, short=True) + (f" ({each.file})" if days.count(day) > 1 else "")
        for day, each in zip(days, course.gathered.moments, strict=True)
    ]


def _mix(words: Words, course: Course) -> list[Block]:
    """The share of each type at each date beside its target, and how far the whole is from it."""
    names, groups = course.names, [each.group for each in course.points]
    if not any(each.by_number.total for each in groups):
        return []
    lines = []
    for each in _shares(names, groups):
        label = each.label
        if each.target is not None:
            label = words("trend.type-target", type=label, target=each.target.figure)
        lines.append((label, each.cells))
    for key, shares in (("number", [each.by_number for each in groups]), ("cost", [each.by_cost for each in groups])):
        away = [each.distance for each in shares]
        if any(each is not None for each in away):
            cells = [Cell(names.figure(each), None if each is None else float(each)) for each in away]
            lines.append((words(f"trend.away-{key}"), tuple(cells)))
    title = words("trend.mix")
    return [Heading(title), Trend(title, (words("column.type"), *_labels(words, course)), tuple(lines), 0, 100)]


def _departments(words: Words, course: Course) -> list[Block]:
    """Each department at the first and the last date, and its cost at every date."""
    first, last = course.points[0], course.points[-1]
    if last.group.department is not None or not last.score.departments:
        return []
    unit = _unit(course)
    before = {each.department.id: each for each in first.score.departments if each.department}
    rows = []
    for group in last.score.departments:
        old = before.get(group.department.id) if group.department else None
        rows.append((course.names.group(group), *_first_and_last(words, course, old, group, unit)))
    after = {each.department.id for each in last.score.departments if each.department}
    for key, group in before.items():
        if key not in after:
            rows.append((first.names.group(group), *_first_and_last(words, course, group, None, unit)))
    heads = [words("column.department"), words("column.initiatives")]
    heads += [
        words("column.with-currency", head=words(f"column.{each}"), currency=unit.name)
        for each in ("cost", "promised", "realised")
    ]
    heads += [words("column.light"), words("trend.away")]
    return [
        Heading(words("trend.departments")),
        Table(tuple(heads), tuple(rows)),
        _department_costs(words, course, unit),
    ]  # fmt: skip


def _first_and_last(words: Words, course: Course, old: Group | None, new: Group | None, unit: Unit) -> list[str]:
    """What a department says at the first and the last date, once where both are alike."""
    names = course.names
    told: list[Callable[[Group], str]] = [
        lambda group: str(len(group.scored)),
        lambda group: names.in_unit(group.cost, unit),
        lambda group: names.in_unit(group.benefits.planned, unit),
        lambda group: names.in_unit(group.benefits.realised, unit),
        lambda group: " ".join(f"{LIGHT_SIGNS[each]}{group.lights.get(each, 0)}" for each in LIGHTS),
        lambda group: names.figure(group.by_number.distance),
    ]
    pairs = [(DASH if old is None else say(old), DASH if new is None else say(new)) for say in told]
    return [one if one == two else words("trend.from-to", first=one, last=two) for one, two in pairs]


def _department_costs(words: Words, course: Course, unit: Unit) -> Trend:
    lines = []
    known = []
    for group in course.points[-1].score.departments:
        key = group.department.id if group.department else ""
        sums = [_cost_at(each, key) for each in course.points]
        cells = [
            Cell(DASH, None)
            if each is None or not each.is_known
            else Cell(course.names.in_unit(each, unit), float(Fraction(each.high, unit.size)))
            for each in sums
        ]
        known += [cell.value for cell in cells if cell.value is not None]
        lines.append((course.names.group(group), tuple(cells)))
    title = words("trend.department-costs", unit=unit.name)
    return Trend(title, (title, *_labels(words, course)), tuple(lines), 0, max(known, default=0) or 1)


def _cost_at(point: Point, department: str) -> Total | None:
    groups = point.score.departments
    return next((each.cost for each in groups if each.department and each.department.id == department), None)


def _drifts(names: PortfolioNames, found: Sequence[Drifted], same: bool) -> list[Block]:
    """Each initiative whose cost or end became otherwise, with every step; of how many that cannot be said."""
    words = names.words
    if not same:
        return []
    blocks: list[Block] = [Heading(words("trend.drift"))]
    if not found:
        return [*blocks, Paragraph(words("trend.no-drift"))]
    heads = [words(f"column.{each}") for each in ("initiative", "cost", "difference", "end")]
    heads += [words("trend.days")]
    rows = tuple([_drift_row(names, each) for each in found[:DRIFTS]])
    blocks.append(Table(tuple(heads), rows).filled())
    if len(found) > DRIFTS:
        blocks.append(Paragraph(words("trend.drifts-shown", n=DRIFTS, of=len(found)), "muted"))
    return blocks


def _drift_row(names: PortfolioNames, each: Drifted) -> tuple[str, ...]:
    cost = [names.money(one) for one in each.cost]
    end = [names.day(one, short=True) for one in each.end]
    rise = "" if len(cost) < 2 else _signed(names, each.rise)
    days = "" if len(end) < 2 else f"{each.days:+d}"
    return (
        each.track.last.initiative.name,
        " → ".join(_steps(cost)) or DASH,
        rise,
        " → ".join(_steps(end)) or DASH,
        days,
    )


def _steps(told: Sequence[str]) -> list[str]:
    """All steps of a few, the first and the last of many."""
    return list(told) if len(told) <= 4 else [told[0], "…", *told[-2:]]


def _signed(names: PortfolioNames, amount: Fraction | int) -> str:
    sign = "+" if amount > 0 else "-" if amount < 0 else ""
    return sign + names.money(-amount if amount < 0 else amount)


def _came_and_went(words: Words, course: Course) -> list[Block]:
    """By name what came, ended, came back and went, date by date."""
    lines = []
    for label, moved in zip(_labels(words, course), course.moved, strict=True):
        for kind in ("came", "returned", "ended", "went"):
            found = [each.one.initiative.name for each in moved or () if each.kind == kind]
            if found:
                lines.append(
                    words("trend.moved", date=label, what=words(f"compare.{kind}"), names=_listed(words, found))
                )
    return [Heading(words("trend.moved-title")), Points(tuple(lines))] if lines else []


def _files(words: Words, found: Gathered) -> Table:
    """Every date with its file, and by what it is known."""
    rows = []
    for each in found.moments:
        by = words(f"trend.says-{each.by}")
        if each.named is not None:
            by = words("trend.says-otherwise", by=by, date=words.date(each.named.isoformat(), short=True))
        rows.append((words.date(each.day.isoformat()), each.file, by))
    return Table((words("column.as-of"), words("column.file"), words("trend.dated")), tuple(rows))


# For programs


def _data(course: Course, drift: Sequence[Drifted], whole: Any) -> dict[str, Any]:
    found = course.gathered
    return {
        "format": 1,
        "kind": "portfolio-trend",
        "points": [
            {
                **point_data(each, course.moved[place]),
                "day": day_data(moment.day),
                "dated_by": moment.by,
                "percent": _by_type(each.group.by_number.rounded),
                "target": _by_type(each.group.by_number.targets),
                "departments": [_department_data(group) for group in each.score.departments],
                "moved": _moved_data(course.moved[place]),
            }
            for place, (each, moment) in enumerate(zip(course.points, found.moments, strict=True))
        ],
        "drift": drift_data(whole.drift) if whole is not None and whole.drift is not None else None,
        "initiatives": [_drifted_data(each) for each in drift],
        "left_out": {
            "undated": found.undated,
            "unread": [each for each, _ in found.unread],
            "overtaken": found.overtaken,
            "alike": [list(each) for each in found.twins],
            "not_portfolios": found.passed,
            "thinned": found.thinned,
        },
    }


def _by_type(values: Sequence[int] | None) -> dict[str, int] | None:
    return None if values is None else dict(zip(TYPES, values, strict=True))


def _department_data(group: Group) -> dict[str, Any]:
    assert group.department is not None
    return {
        "id": group.department.id,
        "initiatives": len(group.scored),
        "cost": _total(group.cost),
        "promised": _total(group.benefits.planned),
        "realised": _total(group.benefits.realised),
        "lights": dict(group.lights),
        "distance": number(group.by_number.distance),
    }


def _total(found: Total) -> dict[str, Any]:
    return {"high": number(found.high) if found.is_known else None, "known": found.known, "of": found.of}


def _moved_data(moved: tuple[Change, ...] | None) -> dict[str, list[str]] | None:
    if moved is None:
        return None
    kinds = ("came", "returned", "ended", "went")
    return {kind: [each.one.initiative.id for each in moved if each.kind == kind] for kind in kinds}


def _drifted_data(each: Drifted) -> dict[str, Any]:
    return {
        "id": each.track.last.initiative.id,
        "name": each.track.last.initiative.name,
        "costs": [amount(one) for one in each.track.costs],
        "ends": [day_data(one) for one in each.track.ends],
        "rise": number(each.rise),
        "days": each.days,
    }


def _sheet(words: Words, course: Course, keys: bool) -> Sheet:
    """A row for each date, as in a comparison of several files, with the day and by what it is known."""
    plain = series_sheet(words, course.points, course.moved, keys)
    heads = ("day", "dated_by") if keys else (words("column.date"), words("trend.dated"))
    rows = [
        (moment.day.isoformat(), moment.by if keys else words(f"trend.says-{moment.by}"), *row)
        for moment, row in zip(course.gathered.moments, plain.rows, strict=True)
    ]
    return Sheet((*heads, *plain.columns), tuple(rows))
