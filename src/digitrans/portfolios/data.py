"""A scored portfolio as plain data for JSON: English keys and ids, the same in both languages, and no words.

Only a fault has a message for people beside its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from digitrans.errors import Fault
from digitrans.portfolios.benefits import Benefits
from digitrans.portfolios.decisions import decisions, is_unrated
from digitrans.portfolios.models import CURRENCY, TYPES, Benefit, Range
from digitrans.portfolios.money import Total
from digitrans.portfolios.ranking import Place, demands, places
from digitrans.portfolios.scoring import Figure, Goal, Group, PortfolioScore, Scored, Scorer, Shares
from digitrans.portfolios.suggestions import Suggestion, Verdict, risk_gap, suggestions
from digitrans.texts import Words

FORMAT = 1


def portfolio_data(score: PortfolioScore, verdicts: Iterable[Verdict], shown: Iterable[Scored]) -> dict[str, Any]:
    """The whole result. ``shown`` limits the list of initiatives; all figures of groups stay those of the whole."""
    organisation, found = score.portfolio.organisation, places(score.initiatives)
    return {
        "format": FORMAT,
        "kind": "portfolio",
        "organisation": organisation.name,
        "as_of": day(organisation.as_of),
        "currency": score.portfolio.currency or CURRENCY,
        "risk_willingness": organisation.risk_willingness,
        "day": day(score.day),
        "initiatives": [
            {**initiative_data(each, score.scorer), "rank": place_data(found.get(each.initiative.id))} for each in shown
        ],
        "departments": [group_data(each, score) for each in score.departments],
        "whole": group_data(score.whole, score),
        "demands": {name: number(lost) for name, lost in demands(score.whole.scored, score.scorer.weights).items()},
        "decisions": [
            {"id": each.scored.initiative.id, "reasons": [reason.id for reason in each.reasons]}
            for each in decisions(score, score.initiatives)
        ],
        "unrated": sum(map(is_unrated, score.whole.scored)),
        "rules": [verdict_data(each) for each in verdicts],
    }


def error_data(words: Words, file: str, faults: Sequence[Fault]) -> dict[str, Any]:
    """A file that cannot be used, as data: places and ids of faults, and ``message`` for people, in their language."""
    return {
        "format": 1,
        "kind": "error",
        "file": file,
        "faults": [
            {
                "line": each.line,
                "column": each.column,
                "where": each.where,
                "fault": each.message,
                "named": each.named,
                "message": words.sentence(each),
            }
            for each in faults
        ],
    }


def place_data(place: Place | None) -> dict[str, Any] | None:
    """The place in the ranking; None of what is over."""
    return place._asdict() if place else None


def initiative_data(scored: Scored, scorer: Scorer) -> dict[str, Any]:
    """One initiative: what the file says, its score, range, light, what is missing, reasons and components."""
    said = scored.initiative.__dict__  # of a model, attributes are much slower, and there are many
    score = number(scored.score)
    return {
        "id": said["id"],
        "name": said["name"],
        "department": said["department"],
        "type": scored.type,
        "open_question": scored.open_step,
        "status": said["status"],
        "counts": scored.counts,
        "cost": amount(said["cost"]),
        "cost_by_year": said["cost_by_year"],
        "running_cost": amount(said["running_cost"]),
        "benefit": benefit_data(said["benefit"]),
        "effort": amount(said["effort"]),
        "phase": said["phase"],
        "priority": said["priority"],
        "start": day(said["start"]),
        "end": day(said["end"]),
        "depends_on": said["depends_on"],
        "mandate": said["mandate"],
        "involvement": said["involvement"],
        "owner": said["owner"],
        "sponsor": said["sponsor"],
        "score": score,
        "low": score if scored.low is scored.score else number(scored.low),
        "high": score if scored.high is scored.score else number(scored.high),
        "light": scored.light,
        "lights": scored.lights,
        "incomplete": scored.incomplete,
        "missing": scored.missing if scored.incomplete else (),
        "business_case": _case_data(scorer, *scored.figures[:2]),
        **_reasons(scored.deciding, scored.light),
        "components": {each.component: _points(each) for each in scored.figures},
    }


def benefit_data(benefit: Benefit | None) -> dict[str, Any] | None:
    """What is promised a year, what is realised, from when, and who answers for it."""
    if benefit is None:
        return None
    told = {"planned": amount(benefit.planned), "realised": amount(benefit.realised)}
    return {**told, "from": day(benefit.since), "owner": benefit.owner}


def amount(value: float | Range | None) -> int | float | dict[str, Any] | None:
    """A number, whole where it is whole, or the two ends of a range."""
    if value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return {"low": amount(value.low), "high": amount(value.high)}


def day(value: date | None) -> str | None:
    """A day as 2026-11-23."""
    return value.isoformat() if value else None


@lru_cache(4096)
def _case_data(scorer: Scorer, value: Figure, coherence: Figure) -> Mapping[str, Any]:
    case = scorer.case_of(value, coherence)
    return {"low": number(case.low), "high": number(case.high), "light": case.light}


@lru_cache(256)
def _points(figure: Figure) -> int | float | None:
    return number(figure.value)


def _reasons(deciding: tuple[Figure, ...], light: str | None) -> Mapping[str, Any]:
    reasons = [f"{each.component}/{each.case}" for each in deciding]
    return {"reasons": reasons, "question": reasons[0] if reasons and light != "green" else None}


def figure_data(figure: Figure) -> dict[str, Any]:
    """One component in detail: points, range, reason and what the reason names."""
    data = {"score": number(figure.value), "low": number(figure.low), "high": number(figure.high)}
    named = {name: value.split() if name == "missing" else _plain(value) for name, value in figure.named}
    return {**data, "reason": figure.case, **named}


def _plain(value: str) -> float | str:
    try:
        return float(Fraction(value))
    except ValueError:
        return value


def group_data(group: Group, score: PortfolioScore) -> dict[str, Any]:
    """A department, or the whole: money, benefits, shares, lights, goals, needs and suggestions."""
    department = group.department
    head: dict[str, Any] = (
        {
            "id": department.id,
            "name": department.name,
            "readiness": department.readiness,
            "citizen_need": department.citizen_need,
            "capacity": amount(department.capacity),
        }
        if department
        else {}
    )
    return head | {
        "initiatives": len(group.scored),
        "over": group.over,
        "incomplete": group.incomplete,
        "mean_score": number(group.mean_score),
        "mean_high": number(group.mean_high),
        "lights": group.lights,
        "maybe_red": group.maybe_red,
        "cost": total_data(group.cost),
        "cost_by_light": {light: total_data(each) for light, each in group.cost_by_light.items()},
        "running_cost": total_data(group.running_cost),
        "effort": total_data(group.effort),
        "benefit": benefits_data(group.benefits),
        "by_number": shares_data(group.by_number),
        "by_cost": shares_data(group.by_cost),
        "sub_goals": [goal_data(each) for each in group.goals],
        "needed_risk_willingness": number(group.needed_risk),
        "risk_gap": number(risk_gap(group, score)),
        "above_risk_willingness": group.above_risk,
        "suggestions": [suggestion_data(each) for each in suggestions(group, score)],
    }


def total_data(found: Total) -> dict[str, Any]:
    """A sum from its low to its high end, and of how many of how many it is; null where it is of none."""
    if not found.known:
        return {"low": None, "high": None, "known": 0, "of": found.of}
    return {"low": number(found.low), "high": number(found.high), "known": found.known, "of": found.of}


def benefits_data(found: Benefits) -> dict[str, Any]:
    """What is promised and realised a year, what is missing of what is due, and by the ids of initiatives whose."""
    return {
        "planned": total_data(found.planned),
        "realised": total_data(found.realised),
        "promised": total_data(found.promised),
        "missing": number(found.missing),
        **{name: [each.id for each in getattr(found, name)] for name in ("due", "behind", "silent", "ownerless")},
    }


def shares_data(shares: Shares) -> dict[str, Any]:
    """Amounts, and shares in whole per cent beside the target."""
    rounded, targets = shares.rounded, shares.targets
    return {
        "covered": shares.covered,
        "of": shares.of,
        "amounts": dict(
            zip(TYPES, [each if type(each) is int else number(each) for each in shares.amounts], strict=True)
        ),
        "percent": dict(zip(TYPES, rounded, strict=True)) if rounded else None,
        "target": _by_type(targets) if targets else None,
        "distance": number(shares.distance),
    }


@lru_cache(256)
def _by_type(targets: tuple[int, ...]) -> Mapping[str, int]:
    return dict(zip(TYPES, targets, strict=True))


def goal_data(goal: Goal) -> dict[str, Any]:
    """One sub-goal and whether it is met; None where it cannot be said."""
    return {
        "id": goal.goal.id,
        "type": goal.goal.type,
        "by": goal.goal.by,
        "at_least": goal.goal.at_least,
        "at_most": goal.goal.at_most,
        "due": day(goal.goal.due),
        "percent": number(goal.value),
        "met": goal.met,
    }


def suggestion_data(each: Suggestion) -> dict[str, Any]:
    """One suggestion, with the distance before and after."""
    scored = each.initiative
    return {
        "kind": each.kind,
        "initiative": scored.initiative.id if scored else None,
        "light": scored.light if scored else None,
        "low": number(scored.low) if scored else None,
        "high": number(scored.high) if scored else None,
        "cost": amount(scored.initiative.cost) if scored else None,
        "status": scored.initiative.status if scored else None,
        "type": each.type,
        "to": each.to,
        "before": number(each.before),
        "after": number(each.after),
    }


def verdict_data(each: Verdict) -> dict[str, Any]:
    """One rule, what it was measured against, and whether it is kept."""
    rule = each.rule
    return {
        "id": rule.id,
        "kind": rule.kind,
        "type": rule.type,
        "by": rule.by,
        "department": rule.department,
        "limit": rule.limit,
        "value": number(each.value),
        "kept": each.kept,
        "unmeasured": each.unmeasured,
        "maybe": each.maybe,
        "initiative": each.initiative.initiative.id if each.initiative else None,
    }


def number(value: Fraction | int | None) -> int | float | None:
    """A figure as JSON has it: whole where it is whole."""
    if value is None:
        return None
    above, below = value.as_integer_ratio()
    return above if below == 1 else above / below
