"""Two portfolios, two departments or one portfolio at two dates, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from digitrans.answers.wording import listed
from digitrans.documents import Block, Document, Heading, Points, Table
from digitrans.portfolios.comparison import (
    Comparison,
    Sensitivity,
    greatest_need,
    ready_for_more,
    rethinking_share,
    unstated,
)
from digitrans.portfolios.data import group_data
from digitrans.portfolios.models import TYPES, Department
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import LIGHTS, Group, PortfolioScore
from digitrans.reports.portfolio.changes import (
    MONEY_ROWS,
    change_blocks,
    change_data,
    comparison_sheet,
    drift_data,
)
from digitrans.reports.portfolio.naming import DASH, PortfolioNames
from digitrans.texts import Words

SWAPS_SHOWN = 5
NAMES_SHOWN = 5


class Told(NamedTuple):
    """How the two sides are told of: their words, scores and names; ``ids`` are the names with dates as 2026-12-08."""

    names: tuple[PortfolioNames, PortfolioNames]
    scores: tuple[PortfolioScore, PortfolioScore]
    labels: tuple[str, str]
    ids: tuple[str, str]


def comparison_report(told: Told, found: Comparison, content: PortfolioContent, keys: bool = False) -> Document:
    """Of one portfolio at two dates what moved comes first; then side by side, who is ready for more, and what holds.

    ``keys``: the sheet is for programs, with keys and ids.
    """
    words, newest = told.names[0].words, told.scores[1]
    ready, need = ready_for_more(newest, content), greatest_need(newest)
    blocks: list[Block] = []
    if found.drift is not None:
        blocks += change_blocks(told.names, found)
        blocks.append(Heading(words("compare.side-by-side")))
    blocks.append(_table(told, found))
    if said := _sentences(told, found, ready, need):
        blocks.append(Points(tuple(said)))
    blocks += [Heading(words("compare.sensitivity")), *_steadiness(told, found)]
    title = words("compare.title", first=told.labels[0], second=told.labels[1])
    data = comparison_data(told, found, ready, need)
    sheet = comparison_sheet(told.names, found, keys, told.labels)
    return Document(title, tuple(blocks), data, words.language, sheet)


def _table(told: Told, found: Comparison) -> Table:
    names, words = told.names, told.names[0].words
    rows: list[tuple[str, str, str]] = []

    def row(label: str, *cells: str) -> None:
        rows.append((label, cells[0], cells[1]))

    pairs = tuple(zip(names, found.sides, strict=True))
    row(words("compare.initiatives"), *(str(len(side.scored)) for side in found.sides))
    for name, value in MONEY_ROWS.items():
        sums = [value(side) for side in found.sides]
        if any(each.is_known for each in sums):
            row(words(f"compare.{name}"), *(each.sum(total) for each, total in zip(names, sums, strict=True)))
    row(words("compare.mean"), *(_mean(each, side) for each, side in pairs))
    row(words("compare.lights"), *(_lights(side) for side in found.sides))
    if any(side.department for side in found.sides):
        for key in ("readiness", "citizen_need"):
            row(words(f"compare.{key}"), *(each.level(getattr(side.department, key, None)) for each, side in pairs))
    row(words("compare.needed"), *(each.exact(side.needed_risk, 0) for each, side in pairs))
    for place, kind in enumerate(TYPES):
        row(names[0].short_type(kind), *(_share(each, side, place) for each, side in pairs))
    row(words("compare.rethinking"), *(each.percent(rethinking_share(side.by_number)) for each, side in pairs))
    row(words("compare.distance"), *(each.figure(side.by_number.distance) for each, side in pairs))
    known = [each for each in rows if each[1:] != (DASH, DASH)]
    return Table((words("column.what"), *told.labels), tuple(known))


def _mean(names: PortfolioNames, side: Group) -> str:
    low, high = names.figure(side.mean_score, 1), names.figure(side.mean_high, 1)
    return low if low == high else names.words("portfolio.range", low=low, high=high)


def _lights(side: Group) -> str:
    return " / ".join(str(side.lights.get(light, 0)) for light in LIGHTS)


def _share(names: PortfolioNames, side: Group, place: int) -> str:
    rounded, targets = side.by_number.rounded, side.by_number.targets
    if rounded is None:
        return DASH
    told = [names.percent(rounded[place])]
    if by_cost := names.cost_share(side, place):
        told.append(by_cost)
    if targets is not None:
        told.append(names.words("portfolio.target", share=names.percent(targets[place])))
    return ", ".join(told)


def _sentences(of: Told, found: Comparison, ready: Sequence[Group], need: Sequence[Group]) -> list[str]:
    names, words, told = of.names[1], of.names[1].words, []
    unknown = {name: unstated(of.scores[1], name) for name in ("readiness", "citizen_need")}
    if found.readier is not None:
        told.append(words("compare.readier", name=of.labels[found.readier]))
    if found.needier is not None and [each.department for each in need] != [found.sides[found.needier].department]:
        told.append(words("compare.needier", name=of.labels[found.needier]))
    if ready:
        told.append(words("compare.ready-for-more", names=_listed(words, [_department(names, each) for each in ready])))
    departments = any(side.department for side in found.sides)
    if not ready and departments and (key := _none_ready(names.portfolio.departments, unknown["readiness"])):
        told.append(words(key))
    if need:
        key = "compare.greatest-need-known" if unknown["citizen_need"] else "compare.greatest-need"
        told.append(words(key, names=_listed(words, [names.group(each) for each in need])))
    for name, groups in unknown.items():
        if groups and (departments or ready or need):
            listed = [names.group(each) for each in groups]
            key = "compare.readiness-unknown" if name == "readiness" else "compare.need-unknown"
            told.append(words(key, names=_listed(words, listed)))
    return told


def _none_ready(departments: Sequence[Department], unknown: Sequence[Group]) -> str:
    """The key of the sentence that none is ready: of all, of those that are known; "" where none is known."""
    if not unknown:
        return "compare.none-ready"
    return "compare.none-ready-known" if any(each.readiness for each in departments) else ""


def _listed(words: Words, names: Sequence[str]) -> str:
    """Names in a sentence; of many the first."""
    if len(names) > NAMES_SHOWN:
        return ", ".join(names[:NAMES_SHOWN]) + " " + words("compare.and-more", n=len(names) - NAMES_SHOWN)
    return listed(words, names)


def _department(names: PortfolioNames, group: Group) -> str:
    level = names.level(group.department.readiness if group.department else None)
    share = names.percent(rethinking_share(group.by_number))
    return names.words("compare.ready-one", name=names.group(group), readiness=level, share=share)


def _steadiness(of: Told, found: Comparison) -> list[Block]:
    words, told = of.names[0].words, []
    for name, side in zip(of.labels, found.sides, strict=True):
        if side.incomplete:
            told.append(words("compare.incomplete", name=name, n=side.incomplete, of=len(side.scored)))
    if found.steady_lead is not None:
        told.append(_lead(of, found))
    rankings: list[Block] = []
    for each, name, sensitive in zip(of.names, of.labels, found.sensitivities, strict=True):
        if sensitive.ranked > 1:
            rankings += _ranking(each, name, sensitive)
    if found.steady_lead is None and not rankings:
        told.append(words("compare.nothing-ranked"))
    return [*([Points(tuple(told))] if told else []), *rankings]


def _lead(of: Told, found: Comparison) -> str:
    """Which side has the higher mean score, and whether it keeps it; nobody knows while what is missing can turn it."""
    one, two = (side.mean_score or Fraction(0) for side in found.sides)
    ahead = 0 if one > two else 1
    behind = found.sides[1 - ahead]
    if behind.incomplete and (behind.mean_high or 0) >= max(one, two):
        return of.names[0].words("compare.lead-unknown", name=of.labels[ahead])
    key = "compare.lead-steady" if found.steady_lead else "compare.lead-unsteady"
    return of.names[0].words(key, name=of.labels[ahead])


def _ranking(names: PortfolioNames, name: str, found: Sensitivity) -> list[Block]:
    words, told = names.words, []
    called = {each.id: each.name for each in names.portfolio.initiatives}
    if found.levels == 1:
        return [Heading(name, 2), Points((words("compare.level", n=found.ranked),))]
    steady = words.count("compare.steady", found.steady, of=found.ranked)
    if found.first is not None:
        steady += " " + words("compare.first", name=called[found.first])
    for swap in found.swaps[:SWAPS_SHOWN]:
        component = _component(names, swap.component)
        key = "compare.swap-up" if swap.up else "compare.swap-down"
        told.append(words(key, upper=called[swap.upper], lower=called[swap.lower], component=component))
    if len(found.swaps) > SWAPS_SHOWN:
        told.append(words.count("portfolio.more", len(found.swaps) - SWAPS_SHOWN))
    return [Heading(name, 2), Points((steady, *told))]


def _component(names: PortfolioNames, wanted: str) -> str:
    return next(each.name[names.words.language] for each in names.content.components if each.id == wanted)


def comparison_data(told: Told, found: Comparison, ready: Sequence[Group], need: Sequence[Group]) -> dict[str, Any]:
    """The comparison for JSON, with ids and figures only."""
    return {
        "format": 1,
        "kind": "portfolio-comparison",
        "sides": [
            {"label": name, **group_data(side, score)}
            for name, side, score in zip(told.ids, found.sides, told.scores, strict=True)
        ],
        "readier": found.readier,
        "needier": found.needier,
        "ready_for_more": _ids(ready),
        "greatest_need": _ids(need),
        "unknown_readiness": _ids(unstated(told.scores[1], "readiness")),
        "unknown_need": _ids(unstated(told.scores[1], "citizen_need")),
        "same_portfolio": found.drift is not None,
        "moved": [change_data(each) for each in found.moved],
        "drift": drift_data(found.drift) if found.drift is not None else None,
        "sensitivity": {
            "lead_steady": found.steady_lead,
            "rankings": [
                {
                    "ranked": each.ranked,
                    "steady": each.steady,
                    "levels": each.levels,
                    "first": each.first,
                    "swaps": [s._asdict() for s in each.swaps],
                }
                for each in found.sensitivities
            ],
        },
    }


def _ids(groups: Sequence[Group]) -> list[str]:
    return [each.department.id for each in groups if each.department]
