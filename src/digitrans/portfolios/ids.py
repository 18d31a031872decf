"""The ids by which code and ``data/portfolio.yaml`` find each other, each with the gaps that its text may have."""

from __future__ import annotations

from collections.abc import Mapping


def _with(**gaps: str) -> dict[str, frozenset[str]]:
    return {name.replace("_", "-"): frozenset(each.split()) for name, each in gaps.items()}


CASES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "value": _with(
        no_problem="",
        high="quality economy",
        fair="quality economy",
        low="quality economy",
        quality_low="quality economy",
        unknown="missing",
    ),
    "coherence": _with(all_fit="mean", middling="weakest rating mean", weak="weakest rating mean", unknown="missing"),
    "readiness": _with(enough="has asks", short="has asks", unknown="asks", no_type="", no_department=""),
    "risk": _with(enough="has asks", short="has asks", unknown="asks", no_type=""),
    "legitimacy": _with(reached="has asks", short="has asks", unknown="asks", no_type=""),
}
"""What each component can come to."""

REMARKS = _with(
    no_type="name",
    type_open="name question",
    no_cost="count of names",
    no_problem="count of names",
    involvement_low="name has asks",
    no_department="name",
    no_departments="",
    no_initiatives="",
    department_empty="department",
    no_willingness="",
    no_readiness="department",
    no_targets="department",
    all_over="",
)
"""What is worth a word when a portfolio is checked or scored, though it is no fault."""

SUGGESTIONS = _with(
    stop="name type before after",
    add="type before after",
    move="name type to before after",
    on_target="",
    start="type",
)
"""What would bring a department nearer to its target."""

RULES = _with(
    max_share="limit type by value",
    min_share="limit type by value",
    max_red="limit value",
    max_incomplete="limit value",
    max_distance="limit by value",
    min_score="limit value name",
    min_mean_score="limit value",
    max_cost="limit value",
    max_risk_gap="limit value",
)
"""What a rule asks, with what it is measured against."""
