"""What a steering group has to decide: what is red, waits for what stands still, is late, paused, or not known. Pure.

What nobody has rated at all is no decision by its light alone: that is to be rated, and told by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from digitrans.portfolios.models import COHERENCE, Initiative
from digitrans.portfolios.money import highest
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.portfolios.suggestions import is_late

REASONS = ("red", "halted", "lost", "late", "paused", "grey")
"""Why an initiative has to be decided on, the most pressing first."""

RATED = ("citizen_quality", "economy", *COHERENCE)

_HALTED = frozenset(("paused", "stopped"))


class Reason(NamedTuple):
    """Why an initiative has to be decided on: one of ``REASONS``, and what it waits for, by name, or ""."""

    id: str
    other: str = ""
    status: str = ""


class Decision(NamedTuple):
    """An initiative to decide on, with all that speaks for it, the most pressing first."""

    scored: Scored
    reasons: tuple[Reason, ...]


def is_unrated(scored: Scored) -> bool:
    """Whether nothing is known of what it is worth or whether it holds together."""
    value, coherence = scored.figures[:2]
    return value.value is None and coherence.value is None and scored.light == "grey" and not _is_partly_rated(scored)


def _is_partly_rated(scored: Scored) -> bool:
    case = scored.initiative.business_case
    return case is not None and any(isinstance(getattr(case, name), int) for name in RATED)


def decisions(score: PortfolioScore, shown: Iterable[Scored]) -> list[Decision]:
    """Those of ``shown`` to decide on: by the most pressing reason, then the dearest first."""
    by_id = {each.id: each for each in score.portfolio.initiatives}
    found = [Decision(each, reasons) for each in shown if each.counts and (reasons := (*_reasons(each, score, by_id),))]
    return sorted(found, key=lambda each: (REASONS.index(each.reasons[0].id), -_cost(each.scored), each.scored.low))


def _reasons(each: Scored, score: PortfolioScore, by_id: Mapping[str, Initiative]) -> Iterator[Reason]:
    if each.light == "red":
        yield Reason("red")
    waits = [(name, by_id.get(name)) for name in each.initiative.depends_on]
    for _, other in waits:
        if other is not None and other.status in _HALTED:
            yield Reason("halted", other.name, other.status or "")
    for name, other in waits:
        if other is None:
            yield Reason("lost", name)
    if is_late(each.initiative, score.day):
        yield Reason("late")
    if each.initiative.status == "paused":
        yield Reason("paused")
    if each.light == "grey" and not is_unrated(each):
        yield Reason("grey")


def _cost(each: Scored) -> float:
    cost = each.initiative.cost
    return 0.0 if cost is None else float(highest(cost))
