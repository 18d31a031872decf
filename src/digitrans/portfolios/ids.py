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

_SEVERAL = "count of names"
REMARKS = _with(
    no_type=_SEVERAL,
    type_open="name question",
    no_cost=_SEVERAL,
    no_problem=_SEVERAL,
    problem_unknown=_SEVERAL,
    ratings_unknown=_SEVERAL,
    mandate_unknown=_SEVERAL,
    late=_SEVERAL,
    not_begun=_SEVERAL,
    ends_first="name start end",
    cycle="names",
    depends_unknown="name other",
    depends_halted="name other status",
    depends_later="name start other end",
    benefit_ownerless=_SEVERAL,
    benefit_silent=_SEVERAL,
    benefit_behind=_SEVERAL,
    no_owner=_SEVERAL,
    capacity="department effort count of capacity",
    involvement_low="name has asks",
    involvement_low_many=_SEVERAL,
    no_department=_SEVERAL,
    no_departments="",
    no_initiatives="",
    department_empty="department",
    no_willingness="",
    no_readiness=_SEVERAL,
    no_targets=_SEVERAL,
    all_over="",
)
"""What is worth a word when a portfolio is checked or scored, though it is no fault."""

SUGGESTIONS = _with(
    stop="name type facts before after",
    add="type before after",
    move="name type to facts before after",
    on_target="",
    none_fits="",
    start="type",
)
"""What would bring a department nearer to its target."""

RULES = _with(
    max_share="limit type by value",
    min_share="limit type by value",
    max_red="limit value",
    max_grey="limit value",
    max_incomplete="limit value",
    max_late="limit value",
    max_distance="limit by value",
    min_score="limit value name",
    min_mean_score="limit value",
    max_cost="limit value",
    max_running_cost="limit value",
    max_risk_gap="limit value",
)
"""What a rule asks, with what it is measured against."""
