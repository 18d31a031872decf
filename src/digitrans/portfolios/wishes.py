"""What is asked of a plan: budgets, what must and must not be in it, and by what sets are weighed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Literal, TypeVar, get_args

from digitrans.errors import UsageFault
from digitrans.portfolios.amounts import Unusable, lone_amount
from digitrans.portfolios.judge import find_department
from digitrans.portfolios.models import CURRENCY, Portfolio
from digitrans.texts.spelling import fold
from digitrans.values import dataclass

Key = TypeVar("Key", int, str)
By = Literal["value", "score", "benefit"]
BY: tuple[By, ...] = get_args(By)
MixBy = Literal["number", "cost"]
MIX_BY: tuple[MixBy, ...] = ("number", "cost")
LARGEST = 10**13


@dataclass(frozen=True)
class Budgets:
    """Money in whole kroner: in all (None where only parts are given), by year, and by the ids of departments."""

    total: int | None = None
    years: Mapping[int, int] = field(default_factory=dict)
    departments: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """What is asked of a plan. ``distance`` from the targets is 0 to 100 points, None for no wish; ``mix_by`` says
    whether it goes by the number of initiatives or by their cost.

    ``running``: what is under way stays in. ``capacity``: the departments' room for work is kept. ``by``: a set is
    worth its points above the red line, its whole scores, or its planned benefits a year. ``risk``: "limit" leaves out
    what asks for more willingness than is stated; a number is what each step too far costs, in points or in kroner a
    year.
    """

    budgets: Budgets
    must: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    running: bool = False
    capacity: bool = False
    distance: int | None = None
    by: By = "value"
    risk: Literal["limit"] | Fraction | None = None
    mix_by: MixBy = "number"


def parse_budgets(told: Sequence[str], portfolio: Portfolio) -> Budgets:
    """Budgets as people write them: "5mio", "2027=3 mio. kr.", "Teknik=750 t.kr.". Raises UsageFault."""
    total: int | None = None
    years, departments = dict[int, int](), dict[str, int]()
    for each in told:
        name, equals, amount = (part.strip() for part in each.rpartition("="))
        figure = parse_budget(amount, portfolio, least=0 if equals else 1)
        if not equals:
            if total is not None:
                raise UsageFault("error.budget-twice", name=each)
            total = figure
        elif re.fullmatch("(19|20|21)[0-9]{2}", name):
            _settle(years, int(name), figure, name)
        else:
            _settle(departments, _department(portfolio, name), figure, name)
    return Budgets(total, years, departments)


def _department(portfolio: Portfolio, name: str) -> str:
    """A department by its id, its name, or a beginning of one name alone. Raises UsageFault."""
    begun = [each.id for each in portfolio.departments if fold(each.name).startswith(fold(name)) and name]
    known = {each.id for each in portfolio.departments}
    return begun[0] if len(begun) == 1 and name not in known else find_department(portfolio, name)


def _settle(found: dict[Key, int], key: Key, figure: int, name: str) -> None:
    """A budget for a year or a department. Raises UsageFault where it has one."""
    if key in found:
        raise UsageFault("error.budget-twice", name=name)
    found[key] = figure


def parse_budget(told: str, portfolio: Portfolio, least: int = 1) -> int:
    """One budget in whole kroner, or in the portfolio's currency. Raises UsageFault."""
    try:
        found = lone_amount(told)
    except Unusable:
        raise UsageFault("error.budget", value=told) from None
    if found.low != found.high or found.proviso not in ("", "below") or not least <= found.low <= LARGEST:
        raise UsageFault("error.budget", value=told)
    if int(found.low) != found.low:
        raise UsageFault("error.budget", value=told)
    own = portfolio.currency or CURRENCY
    if found.currency not in (None, own):
        raise UsageFault("error.budget-currency", value=told, own=own)
    return int(found.low)


def parse_risk(told: str | None) -> Literal["limit"] | Fraction | None:
    """How risk counts: "limit" or "grænse", or the price of a step too far. Raises UsageFault."""
    if told is None:
        return None
    if told.strip().casefold() in ("limit", "grænse"):
        return "limit"
    if not re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,3})?", told.strip()):
        raise UsageFault("error.plan-risk", value=told)
    return Fraction(told.strip().replace(",", "."))


def parse_mix_by(told: str) -> MixBy:
    """By what the mix of types is reckoned. Raises UsageFault."""
    for each in MIX_BY:
        if told == each:
            return each
    raise UsageFault("error.choice", name="--mix-by", value=told, known="number, cost")


def parse_by(told: str) -> By:
    """By what sets are weighed. Raises UsageFault."""
    for each in BY:
        if told == each:
            return each
    raise UsageFault("error.choice", name="--by", value=told, known=", ".join(BY))
