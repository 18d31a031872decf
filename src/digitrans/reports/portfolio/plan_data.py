"""The data behind a plan: what ``--json`` gives, with English keys and no words."""

from __future__ import annotations

from typing import Any

from digitrans.portfolios.choosing import Candidate, Choice
from digitrans.portfolios.plan import Plan


def choice_data(choice: Choice) -> dict[str, Any]:
    """A set with its worth and its cost."""
    return {"ids": sorted(choice.ids), "worth": round(float(choice.worth), 4), "cost": choice.cost}


def plan_data(plan: Plan, seed: int) -> dict[str, Any]:
    """Everything that a plan says; amounts in whole kroner, worths in points or in kroner a year."""
    wish, sure, first = plan.wish, plan.sure, plan.first_out
    return {
        "format": 1,
        "kind": "portfolio-plan",
        "budget": wish.budgets.total,
        "by": wish.by,
        "chosen": choice_data(plan.chosen),
        "limits": [
            {
                "kind": each.kind,
                "name": each.name or None,
                "most": float(each.most),
                "used": float(each.used(plan.chosen.ids)),
            }
            for each in plan.demands.limits
        ],
        "first_out": None
        if first is None
        else {"ids": sorted(first.ids), "gone": sorted(first.gone), "loss": float(first.loss), "why": first.why},
        "million_more": [
            {"kind": each.limit.kind, "name": each.limit.name or None, **choice_data(each.choice)} for each in plan.more
        ],
        "lowest_costs": None if plan.thrifty is None else choice_data(plan.thrifty),
        "tolls": [{"kind": each.kind, "id": each.id or None, "points": float(each.points)} for each in plan.tolls],
        "steps": [{"budget": budget, **choice_data(choice)} for budget, choice in plan.steps],
        "together": [list(each) for each in plan.together],
        "certainty": None
        if sure is None
        else {"exact": sure.exact, "sets": sure.sets, "seed": None if sure.exact else seed, "stopped": sure.stopped},
        "initiatives": [_line(plan, each) for each in plan.candidates],
        "left_out": [
            {"id": e.scored.initiative.id, "why": e.why, "needs": e.needs or None, "price": e.price}
            for e in plan.left_out
        ],
    }


def _line(plan: Plan, candidate: Candidate) -> dict[str, Any]:
    wanted = candidate.id
    return {
        "id": wanted,
        "name": plan.scored[wanted].initiative.name,
        "in": wanted in plan.chosen.ids,
        "worth": round(float(plan.worths[wanted]), 4),
        "cost": candidate.cost,
        "light": plan.scored[wanted].light,
        "core_index": None if plan.sure is None else round(float(plan.sure.shares[wanted]), 4),
        "deciding": [
            {
                "kind": each.kind,
                "component": each.component,
                "id": each.id or None,
                "weight": None if each.share is None else float(each.share),
                "comes": each.comes,
            }
            for each in plan.deciding.get(wanted, ())
        ],
    }
