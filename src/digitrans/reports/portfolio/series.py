"""Several files as a line each, oldest first: money, benefits, lights, scores, what came and what went."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from digitrans.documents import LIGHT_SIGNS, Block, Document, Heading, Paragraph, Points, Sheet, Table
from digitrans.portfolios.changes import Change, changes, is_same, paired
from digitrans.portfolios.comparison import Comparison, compare
from digitrans.portfolios.data import day, number, total_data
from digitrans.portfolios.scoring import LIGHTS, Group, PortfolioScore, Scored
from digitrans.reports.portfolio.changes import change_lines, drift_data
from digitrans.reports.portfolio.naming import PortfolioNames, Unit
from digitrans.reports.portfolio.sheet import Plain
from digitrans.texts import Words


class Point(NamedTuple):
    """One file at its place in time: ``scored`` are all initiatives of ``group``, also what is over.

    ``label`` is what to call it: its date, or else the file.
    """

    file: str
    label: str
    names: PortfolioNames
    score: PortfolioScore
    group: Group
    scored: tuple[Scored, ...]


def series_report(words: Words, points: Sequence[Point], same: bool, dated: bool, keys: bool = False) -> Document:
    """A line for each of ``points``, then how the last stands to the first; ``dated``: their order is that of dates.

    ``same`` says that they are one portfolio, whatever they look like.
    """
    moved = [None, *[moved_between(one, two, same) for one, two in pairwise(points)]]
    names = points[-1].names
    unit = names.unit(max([each.group.cost.high for each in points]))
    heads = point_heads(words, unit)
    rows = [point_row(each, moved[place], unit) for place, each in enumerate(points)]
    blocks: list[Block] = [] if dated else [Paragraph(words("compare.undated"), "muted")]
    blocks.append(Table(tuple(heads), tuple(rows), tight=True))
    first, last = points[0], points[-1]
    whole = whole_way(first, last, same)
    if whole is not None and whole.moved:
        blocks.append(Heading(words("compare.first-to-last")))
        blocks.append(Points(tuple(change_lines((first.names, last.names), whole))))
    title = words("compare.series", name=last.score.portfolio.organisation.name)
    data = {
        "format": 1,
        "kind": "portfolio-series",
        "points": [point_data(each, moved[place]) for place, each in enumerate(points)],
        "drift": drift_data(whole.drift) if whole is not None and whole.drift is not None else None,
    }
    return Document(title, tuple(blocks), data, words.language, series_sheet(words, points, moved, keys))


def point_heads(words: Words, unit: Unit) -> list[str]:
    """The headings of ``point_row``, with the currency that its sums are told in."""
    heads = [words(f"column.{each}") for each in ("as-of", "initiatives", "new", "gone")]
    heads += [words("column.with-currency", head=words("column.cost"), currency=unit.name)]
    heads += [words("column.light"), words("column.score")]
    for each in ("promised", "realised", "running-cost"):
        heads.append(words("column.with-currency", head=words(f"column.{each}"), currency=unit.name))
    return heads


def point_row(point: Point, moved: tuple[Change, ...] | None, unit: Unit) -> tuple[str, ...]:
    """What matters most first: a narrow page leaves the last ones out."""
    names, group = point.names, point.group
    lights = " ".join(f"{LIGHT_SIGNS[light]}{group.lights.get(light, 0)}" for light in LIGHTS)
    benefits = [names.in_unit(each, unit) for each in (group.benefits.planned, group.benefits.realised)]
    start = (point.label, str(len(group.scored)), *_came_and_went(moved), names.in_unit(group.cost, unit))
    return (*start, lights, _mean(point), *benefits, names.in_unit(group.running_cost, unit))


def whole_way(first: Point, last: Point, same: bool) -> Comparison | None:
    """How the last stands to the first; None where the two are not one portfolio."""
    if not same and not is_same(first.score.portfolio, last.score.portfolio):
        return None
    return compare((first.group, last.group), last.score.scorer, (first.scored, last.scored))


def moved_between(one: Point, two: Point, same: bool) -> tuple[Change, ...] | None:
    """What became of the initiatives of one file in the next; None where the two are not one portfolio."""
    if not same and not is_same(one.score.portfolio, two.score.portfolio):
        return None
    return changes(paired(one.scored, two.scored))


def _numbers(moved: tuple[Change, ...] | None) -> tuple[int | None, int | None]:
    if moved is None:
        return None, None
    kinds = [each.kind for each in moved]
    return kinds.count("came"), kinds.count("went")


def _came_and_went(moved: tuple[Change, ...] | None) -> tuple[str, ...]:
    return tuple("–" if each is None else str(each) for each in _numbers(moved))


def _mean(point: Point) -> str:
    names, group = point.names, point.group
    low, high = names.figure(group.mean_score), names.figure(group.mean_high)
    return low if low == high else names.words("portfolio.range", low=low, high=high)


def point_data(point: Point, moved: tuple[Change, ...] | None) -> dict[str, Any]:
    """One point in time for JSON."""
    group, (came, went) = point.group, _numbers(moved)
    return {
        "file": point.file,
        "organisation": point.score.portfolio.organisation.name,
        "as_of": day(point.score.portfolio.organisation.as_of),
        "initiatives": len(group.scored),
        "over": group.over,
        "came": came,
        "went": went,
        "cost": total_data(group.cost),
        "running_cost": total_data(group.running_cost),
        "benefit": {"planned": total_data(group.benefits.planned), "realised": total_data(group.benefits.realised)},
        "lights": group.lights,
        "mean_score": number(group.mean_score),
        "mean_high": number(group.mean_high),
        "distance": number(group.by_number.distance),
    }


_COLUMNS = ("file", "organisation", "as_of", "initiatives", "over", "came", "went")
_SUMS = ("cost", "running_cost", "benefit.planned", "benefit.realised")


def series_sheet(
    words: Words, points: Sequence[Point], moved: Sequence[tuple[Change, ...] | None], keys: bool
) -> Sheet:
    """A row for each file, with numbers as such; the sums by their high ends."""
    heads = [*_COLUMNS, *_SUMS, *LIGHTS, "mean_score", "mean_high", "distance"]
    rows: list[tuple[Plain, ...]] = []
    for place, point in enumerate(points):
        data = point_data(point, moved[place])
        sums = (data["cost"], data["running_cost"], *data["benefit"].values())
        rows.append(
            (
                *[data[name] for name in _COLUMNS],
                *[each["high"] for each in sums],
                *[data["lights"].get(light, 0) for light in LIGHTS],
                *[data[name] for name in ("mean_score", "mean_high", "distance")],
            )
        )
    named = heads if keys else [words(f"compare.field-{each}") for each in heads]
    return Sheet(tuple(named), tuple(rows))
