"""Scenarios: a plan if something were otherwise. A file says only what differs, in the keys of a portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from digitrans.content.models import Id, Many, Model
from digitrans.errors import InputFault, Problem, UsageFault
from digitrans.files.sources import Source, read_source
from digitrans.files.validation import parse_model, problem_fault, refuse_newer
from digitrans.portfolios.models import BusinessCase, Department, Format, Initiative, Name, Organisation, Portfolio
from digitrans.portfolios.rules import ComponentId, Weight
from digitrans.portfolios.wishes import Budgets, Wish, parse_budgets
from digitrans.texts.spelling import nearest
from digitrans.values import dataclass

Told = Annotated[str, Field(max_length=80)] | int | float
"""An amount as in the file or as people write it: 5000000, "5mio"."""


class OrganisationChange(Organisation):
    """What is otherwise of the organisation."""

    name: Name | None = None  # type: ignore[assignment]


class DepartmentChange(Department):
    """What is otherwise of a department; it keeps its id."""

    id: None = None  # type: ignore[assignment]
    name: Name | None = None  # type: ignore[assignment]


class InitiativeChange(Initiative):
    """What is otherwise of an initiative; it keeps its id."""

    id: None = None  # type: ignore[assignment]
    name: Name | None = None  # type: ignore[assignment]


class Scenario(Model):
    """A scenario. What it does not say is as on the command line, and as in the portfolio.

    ``budget`` is the money in all; ``budgets`` that of years and departments, by id or name. ``must_not`` is called
    ``not`` in the file.
    """

    format: Format = 1
    name: Name
    budget: Told | None = None
    budgets: Annotated[dict[str | int, Told], Field(max_length=100)] | None = None
    must: Annotated[Many[Id], Field(max_length=1000)] | None = None
    must_not: Annotated[Many[Id] | None, Field(alias="not", max_length=1000)] = None
    keep_running: bool | None = None
    capacity: bool | None = None
    target_distance: Annotated[int, Field(ge=0, le=100)] | None = None
    mix_by: Literal["number", "cost"] | None = None
    by: Literal["value", "score", "benefit"] | None = None
    risk: Literal["limit"] | Annotated[float, Field(ge=0, le=1e9)] | None = None
    weights: dict[ComponentId, Weight] = Field(default_factory=dict)
    organisation: OrganisationChange | None = None
    departments: Annotated[dict[Id, DepartmentChange], Field(max_length=500)] = Field(default_factory=dict)
    initiatives: Annotated[dict[Id, InitiativeChange], Field(max_length=10_000)] = Field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """A scenario with the file that it was read from."""

    scenario: Scenario
    source: Source


def read_scenario(file: str) -> Read:
    """The scenario in ``file``. Raises InputFault with every fault."""
    source = read_source(Path(file), patient=True)
    refuse_newer(source)
    return Read(parse_model(Scenario, source), source)


def changed_portfolio(portfolio: Portfolio, read: Read) -> Portfolio:
    """The portfolio as it is in a scenario. Raises InputFault for ids that are not there, and for what cannot be."""
    scenario = read.scenario
    if strange := list(_strange(portfolio, scenario)):
        raise InputFault([problem_fault(read.source, each) for each in strange])
    organisation = portfolio.organisation
    if scenario.organisation is not None:
        organisation = _changed(organisation, scenario.organisation)
    found = portfolio.model_copy(
        update={
            "organisation": organisation,
            "departments": _all_changed(portfolio.departments, scenario.departments),
            "initiatives": _all_changed(portfolio.initiatives, scenario.initiatives),
        }
    )
    if problems := list(found.problems()):
        raise InputFault([problem_fault(read.source, _placed(found, each)) for each in problems])
    return found


def _strange(portfolio: Portfolio, scenario: Scenario) -> Iterator[Problem]:
    """Ids of departments and initiatives that the portfolio has not."""
    for kind in ("departments", "initiatives"):
        known = [each.id for each in getattr(portfolio, kind)]
        for each in getattr(scenario, kind):
            if each not in known:
                near = nearest(each, known)
                told = near or ", ".join(known[:30])
                yield Problem((kind, each), "fault.unknown-id", {"id": each, "known": told})


def _all_changed(things: Sequence[Any], changes: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple([_changed(each, changes[each.id]) if each.id in changes else each for each in things])


def _changed(thing: Any, change: Any) -> Any:
    """A part of a portfolio with what a scenario says of it; of ratings and benefits, only those that it names."""
    update = {}
    for name in change.model_fields_set - {"id"}:
        value, before = getattr(change, name), getattr(thing, name)
        merges = (
            isinstance(value, Model)
            and type(value) is type(before)
            and (name == "benefit" or isinstance(value, BusinessCase))
        )
        update[name] = _changed(before, value) if merges else value
    return thing.model_copy(update=update)


def _placed(portfolio: Portfolio, problem: Problem) -> Problem:
    """A fault of the changed portfolio in the words of the scenario: by id instead of by place."""
    kind, *rest = problem.at
    if rest and isinstance(rest[0], int) and kind in ("initiatives", "departments"):
        rest[0] = getattr(portfolio, kind)[rest[0]].id
    return Problem((kind, *rest), problem.message, problem.named)


def changed_wish(wish: Wish, read: Read, portfolio: Portfolio) -> Wish:
    """What is asked in a scenario: what it says takes the place of what the command line says.

    Raises InputFault for what is no budget, and UsageFault for departments that are not there.
    """
    scenario, budgets = read.scenario, wish.budgets
    if scenario.budget is not None:
        budgets = replace(budgets, total=_parsed(read, portfolio, "budget", [_written(scenario.budget)]).total)
    if scenario.budgets is not None:
        told = [f"{name}={_written(each)}" for name, each in scenario.budgets.items()]
        budgets = replace(_parsed(read, portfolio, "budgets", told), total=budgets.total)
    risk = wish.risk
    if scenario.risk is not None:
        risk = "limit" if scenario.risk == "limit" else Fraction(str(scenario.risk))
    return Wish(
        budgets,
        wish.must if scenario.must is None else frozenset(scenario.must),
        wish.without if scenario.must_not is None else frozenset(scenario.must_not),
        wish.running if scenario.keep_running is None else scenario.keep_running,
        wish.capacity if scenario.capacity is None else scenario.capacity,
        wish.distance if scenario.target_distance is None else scenario.target_distance,
        wish.by if scenario.by is None else scenario.by,
        risk,
        wish.mix_by if scenario.mix_by is None else scenario.mix_by,
    )


def _parsed(read: Read, portfolio: Portfolio, key: str, told: Sequence[str]) -> Budgets:
    """Budgets of a scenario; what is none is told with its place in the file."""
    try:
        return parse_budgets(told, portfolio)
    except UsageFault as fault:
        if fault.message != "error.budget":
            raise
        raise InputFault([problem_fault(read.source, Problem((key,), "fault.budget", fault.named))]) from None


def _written(amount: str | float) -> str:
    return amount if isinstance(amount, str) else f"{amount:.15g}"
