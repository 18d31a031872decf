"""What a steering group takes first: what has to be decided, why, and beside it what stands best."""

from __future__ import annotations

from collections.abc import Sequence

from digitrans.documents import Block, Heading, Paragraph, Table
from digitrans.portfolios.decisions import Decision, Reason, decisions, is_unrated
from digitrans.portfolios.money import highest
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.reports.portfolio.naming import PortfolioNames

BEST, UNRATED_NAMED, LISTED = 3, 3, 10
LINE = 80
"""The best are as many as stand on one line of so many characters, at most three."""


def decision_line(names: PortfolioNames, found: Sequence[Decision], of: int) -> str:
    """How many have to be decided on."""
    return names.words.count("decisions.count", len(found), of=of) if found else names.words("decisions.none")


def decision_table(names: PortfolioNames, found: Sequence[Decision], *, tight: bool) -> Table:
    """A line for each: light, cost, and why; ``tight`` cuts what has no room."""
    heads = tuple(names.head(each) for each in ("initiative", "light", "cost", "why"))
    rows = [
        (
            each.scored.initiative.name,
            names.lamp(each.scored.light),
            names.cost(each.scored.initiative.cost),
            "; ".join(reason_words(names, each.scored, reason) for reason in each.reasons),
        )
        for each in found
    ]
    return Table(heads, tuple(rows), tight=tight, cut=(3,) if tight else ())


def reason_words(names: PortfolioNames, scored: Scored, reason: Reason) -> str:
    """Why an initiative has to be decided on, in a few words."""
    words, initiative = names.words, scored.initiative
    if reason.id == "red":
        weak = [each for each in scored.deciding if each.value is not None]
        told = [words("decisions.red", name=names.component(each), figure=names.figure(each.value)) for each in weak]
        return ", ".join(told) or names.of("lights", "red")
    if reason.id == "halted":
        return words("decisions.halted", other=reason.other, status=names.of("statuses", reason.status))
    if reason.id == "late" and initiative.end is not None:
        return words("decisions.late", date=names.day(initiative.end, short=True))
    return words(f"decisions.{reason.id}", other=reason.other, names=names.missing(scored))


def best_line(names: PortfolioNames, shown: Sequence[Scored]) -> str:
    """The green ones that rank highest, with their scores; "" where none is green."""
    green = [each for each in shown if each.counts and each.light == "green"]
    if not green:
        return ""
    named = [f"{each.initiative.name} ({names.score(each)})" for each in green[:BEST]]
    lines = [
        names.words.count("decisions.best", len(green), names=", ".join(named[:n])) for n in range(len(named), 0, -1)
    ]
    return next((each for each in lines if len(each) <= LINE), lines[-1])


def unrated_line(names: PortfolioNames, shown: Sequence[Scored]) -> str:
    """How many nobody has rated, the dearest by name; "" where all are rated or none is."""
    counted = [each for each in shown if each.counts]
    unrated = [each for each in counted if is_unrated(each)]
    if not unrated or len(unrated) == len(counted):
        return ""
    dearest = sorted(unrated, key=_cost, reverse=True)
    listed = ", ".join(each.initiative.name for each in dearest[:UNRATED_NAMED])
    return names.words.count("decisions.unrated", len(unrated), names=listed)


def _cost(each: Scored) -> float:
    return 0.0 if each.initiative.cost is None else float(highest(each.initiative.cost))


def decision_blocks(names: PortfolioNames, score: PortfolioScore, shown: Sequence[Scored]) -> list[Block]:
    """What has to be decided, for a document that has everything: so many by name, the rest counted."""
    found = decisions(score, shown)
    if not found:
        return []
    of = len([each for each in shown if each.counts])
    blocks: list[Block] = [
        Heading(decision_line(names, found, of).rstrip(".")),
        decision_table(names, found[:LISTED], tight=False),
    ]
    if len(found) > LISTED:
        blocks.append(Paragraph(names.words.count("portfolio.more", len(found) - LISTED), "muted"))
    if unrated := unrated_line(names, shown):
        blocks.append(Paragraph(unrated))
    return blocks
