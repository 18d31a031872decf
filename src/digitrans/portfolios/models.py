"""What a portfolio file may say: an organisation, its departments, its digital initiatives, and rules for them.

The models are frozen and strict, like those of the content. Whatever may be unknown may be left out: it is then None,
never a zero. Ratings may also be ``dont-know``, which counts as unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from digitrans.content.models import Id, Many, Model
from digitrans.errors import Problem
from digitrans.portfolios.amounts import written
from digitrans.texts.spelling import nearest_ones

FORMAT = 1
CURRENCY = "DKK"
"""The currency of a portfolio that names none."""
MAX_BYTES = 20_000_000
MAX_NODES = 1_000_000
MAX_INITIATIVES = 10_000
MAX_DEPARTMENTS = 500

TYPES = ("streamline", "modernise", "rethink-services", "rethink-business")
"""The four types of initiative, by degree of innovation from 1 to 4."""

UNSURE = "unsure"
COHERENCE = ("law", "culture", "competences", "technology")
"""What must fit together for an initiative to work: the weakest of the four decides."""

TypeId = Literal["streamline", "modernise", "rethink-services", "rethink-business"]
MandateId = Literal["none", "executive-board", "political"]
RungId = Literal["informed", "heard", "advising", "co-deciding", "co-owning"]
StatusId = Literal["idea", "planned", "under-way", "paused", "done", "stopped"]
By = Literal["number", "cost"]


def _by_name(field: str, ids: tuple[str, ...]) -> BeforeValidator:
    """One of ``ids``, or a name where whoever reads the file says what ``field`` and name stand for."""

    def to_id(value: Any, reading: ValidationInfo) -> Any:
        if reading.context is None or not isinstance(value, str) or value in ids:
            return value
        return reading.context(field, value)

    return BeforeValidator(to_id)


GivenType = Annotated[TypeId, _by_name("type", TYPES)]
TypeOrUnsure = Annotated[
    Literal["streamline", "modernise", "rethink-services", "rethink-business", "unsure"],
    _by_name("type", (*TYPES, UNSURE)),
]


def _no_bool(expected: str) -> BeforeValidator:
    """For pydantic True is 1."""

    def refuse(value: Any) -> Any:
        if isinstance(value, bool):
            raise PydanticCustomError("literal_error", "no number", {"expected": expected})
        return value

    return BeforeValidator(refuse)


def _reply(value: Any) -> Any:
    """For pydantic 1 is True; and who reads of True and False shall not look for them in the file."""
    if not isinstance(value, bool | str) or value not in _REPLIES:
        raise PydanticCustomError("literal_error", "no answer", {"expected": "yes, no, dont-know"})
    return value


def _whole(value: Any) -> Any:
    """A whole number may be written 50.0, as a program may do, and as JSON Schema has it."""
    return int(value) if type(value) is float and value.is_integer() else value


_REPLIES = frozenset(("yes", "no", "ja", "nej", "dont-know", True, False))
Format = Annotated[Literal[1], _no_bool("1")]
Rating = Annotated[Literal[1, 2, 3, 4, 5, "dont-know"], _no_bool("1, 2, 3, 4, 5, dont-know")]
YesNo = Annotated[Literal[True, False, "yes", "no", "ja", "nej", "dont-know"], BeforeValidator(_reply)]
Level = Annotated[float, Field(ge=1, le=5)]
_Share = Annotated[int, Field(ge=0, le=100)]
Percent = Annotated[_Share, BeforeValidator(_whole)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
Note = Annotated[str, StringConstraints(max_length=2000)]


def _money(value: Any) -> Any:
    """An amount that is written as a text is told as what it should be written."""
    if not isinstance(value, str):
        return value
    found = written(value)
    if len(found) == 1:
        raise PydanticCustomError("money_text", "an amount as text", {"instead": found[0]})
    raise PydanticCustomError("money_none", "no amount", dict(zip(("low", "high"), found, strict=False)))


LARGEST = 1e13
"""An amount above is a slip; what the whole of Denmark earns in a year is a third of it."""
Cost = Annotated[float, Field(ge=0, le=LARGEST), BeforeValidator(_money)]
Months = Annotated[float, Field(ge=0, le=1e6)]
"""Work or room for work, in person-months."""


class Open(Model):
    """A part of the file that may have keys of one's own: those beginning with ``x-`` are passed over."""

    model_config = ConfigDict(json_schema_extra={"patternProperties": {"^x-": {}}})

    @model_validator(mode="before")
    @classmethod
    def _without_own_keys(cls, given: Any) -> Any:
        if isinstance(given, dict) and not given.keys() <= cls.model_fields.keys():
            return {name: value for name, value in given.items() if not str(name).startswith("x-")}
        return given


def _not_beyond_measure(years: dict[str, float]) -> dict[str, float]:
    if sum(years.values()) > LARGEST:
        raise PydanticCustomError("years_sum", "years too large together", {"limit": f"{LARGEST:.15g}"})
    return years


Year = Annotated[str, StringConstraints(pattern=r"^(19|20|21)[0-9]{2}$")]
CostByYear = Annotated[
    dict[Year, Cost],
    Field(min_length=1, max_length=50, json_schema_extra={"additionalProperties": False}),
    AfterValidator(_not_beyond_measure),
]
"""What of a cost falls in which year: {2026: 400000, 2027: 250000}."""


class Range(Model):
    """An amount of which only the ends are known, both of them in the currency of the portfolio.

    With one end alone no sum would have an end of its own, so it is refused.
    """

    low: Cost
    high: Cost


def _amount_kind(value: Any) -> str:
    return "range" if isinstance(value, dict | Range) else "number"


Amount = Annotated[Annotated[Cost, Tag("number")] | Annotated[Range, Tag("range")], Discriminator(_amount_kind)]
"""Money: a number, or its ends as {low: 1000000, high: 1500000}."""


def _label(value: Any) -> Any:
    """A priority may be written as a number."""
    whole = _whole(value)
    return str(whole) if type(whole) is int else value


Label = Annotated[
    Name,
    BeforeValidator(_label),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"}, {"type": "integer"}]}
    ),
]
Extra = dict[Name, Annotated[str, Field(max_length=2000)] | bool | int | float | date | None]
"""What a list of one's own has beside all this: a heading, and what stands under it."""


_DAY_PATTERN = "^(?!0000)[0-9]{4}-(0[13578]-(0[1-9]|[12][0-9]|3[01])|02-(0[1-9]|[12][0-9])|0[469]-(0[1-9]|[12][0-9]|30)"
_DAY_PATTERN += "|1[02]-(0[1-9]|[12][0-9]|3[01])|11-(0[1-9]|[12][0-9]|30))$"


def _day(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        raise PydanticCustomError("answer_date", "no date")
    return value


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY_PATTERN}),
]
"""A day, written 2026-11-23."""


def _whole_values(given: Any) -> Any:
    """As ``_whole``, but asked once for all four: there are many targets, and few have a point."""
    if isinstance(given, dict) and float in map(type, given.values()):
        return {name: _whole(each) for name, each in given.items()}
    return given


Targets = Annotated[dict[TypeId, _Share], Field(min_length=1), BeforeValidator(_whole_values)]
"""Wanted share of each type in whole per cent; what is left out is 0, and all add up to 100."""


def _given(key: str) -> dict[str, Any]:
    """Of a schema: ``key`` is there, and is not null."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


class SubGoal(Model):
    """A share that shall be reached on the way: at least or at most so many per cent of one type."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_given("at_least"), _given("at_most")]})

    id: Id
    text: Name | None = None
    type: GivenType
    at_least: Percent | None = None
    at_most: Percent | None = None
    by: By = "number"
    due: Day | None = None


class Rule(Model):
    """A rule that a portfolio must keep. Shares need a ``type``; nothing else takes one."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"kind": {"enum": ["max_share", "min_share"]}}},
            "then": _given("type"),
            "else": {"not": _given("type")},
        }
    )

    id: Id
    kind: Literal[
        "max_share",
        "min_share",
        "max_red",
        "max_grey",
        "max_incomplete",
        "max_late",
        "max_distance",
        "min_score",
        "min_mean_score",
        "max_cost",
        "max_running_cost",
        "max_risk_gap",
    ]
    limit: Cost
    type: GivenType | None = None
    by: By = "number"
    department: Id | None = None

    def problems(self, at: tuple[str | int, ...]) -> Iterator[Problem]:
        """A share needs a type, and nothing else takes one."""
        if (self.type is None) == (self.kind in ("max_share", "min_share")):
            message = "fault.rule-type" if self.type is None else "fault.rule-no-type"
            yield Problem(at, message, {"kind": self.kind})


class Organisation(Open):
    """The whole municipality or region. ``as_of`` is the day that the file describes."""

    name: Name
    risk_willingness: Level | None = None
    as_of: Day | None = None
    targets: Targets | None = None
    sub_goals: Annotated[Many[SubGoal], Field(max_length=50)] = ()


class Department(Open):
    """A department with its readiness and the citizens' need, both 1 to 5, and the shares it shall reach.

    ``capacity`` is how many person-months a year it has for initiatives.
    """

    id: Id
    name: Name
    readiness: Level | None = None
    citizen_need: Level | None = None
    capacity: Months | None = None
    targets: Targets | None = None
    sub_goals: Annotated[Many[SubGoal], Field(max_length=50)] = ()


class BusinessCase(Model):
    """Ratings from 1 to 5: two of value, and four of what must fit together."""

    citizen_quality: Rating | None = None
    economy: Rating | None = None
    law: Rating | None = None
    culture: Rating | None = None
    competences: Rating | None = None
    technology: Rating | None = None


class Benefit(Open):
    """What an initiative is to give a year, what it has come to give, from when, and who answers for it.

    ``since`` is called ``from`` in the file.
    """

    planned: Amount | None = None
    realised: Amount | None = None
    since: Annotated[Day | None, Field(alias="from")] = None
    owner: Note | None = None


class Initiative(Open):
    """One digital initiative. Its type is given, or follows from ``answers`` to the questions of ``classify``.

    ``cost`` is what it takes once, ``running_cost`` what it takes a year afterwards. ``cost_by_year`` is what of the
    cost falls in which year; where no cost is stated, it is the sum of these. ``effort`` is in person-months.
    ``internal_problem`` is one of the employees or the economy: enough for what streamlines.
    ``phase`` and ``priority`` are the organisation's own words. ``depends_on`` names other initiatives by id.
    """

    id: Id
    name: Name
    department: Id | None = None
    type: TypeOrUnsure | None = None
    answers: Annotated[dict[Id, YesNo], Field(max_length=50)] | None = None
    citizen_problem: Note | None = None
    internal_problem: Note | None = None
    business_case: BusinessCase | None = None
    cost: Amount | None = None
    cost_by_year: CostByYear | None = None
    running_cost: Amount | None = None
    benefit: Benefit | None = None
    effort: Months | None = None
    status: Annotated[StatusId, _by_name("status", get_args(StatusId))] | None = None
    phase: Name | None = None
    priority: Label | None = None
    start: Day | None = None
    end: Day | None = None
    depends_on: Annotated[Many[Id], Field(max_length=50)] = ()
    mandate: Annotated[MandateId, _by_name("mandate", get_args(MandateId))] | None = None
    involvement: Annotated[RungId, _by_name("involvement", get_args(RungId))] | None = None
    owner: Note | None = None
    sponsor: Note | None = None
    note: Note | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_sum_of_years(cls, given: Any) -> Any:
        """The cost is the sum of the years, where it is not stated itself."""
        years = given.get("cost_by_year") if isinstance(given, dict) else None
        if not isinstance(years, dict) or not years or given.get("cost") is not None:
            return given
        amounts = list(years.values())
        known = all(type(each) in (int, float) and 0 <= each <= LARGEST for each in amounts)
        whole = math.fsum(amounts) if known else math.inf
        return {**given, "cost": whole} if whole <= LARGEST else given  # what is wrong is told of the years

    extra: Annotated[Extra, Field(max_length=200)] | None = None


class Portfolio(Open):
    """A portfolio file. All its amounts are in ``currency``, Danish kroner where none is named."""

    format: Format = 1
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    organisation: Organisation
    departments: Annotated[Many[Department], Field(max_length=MAX_DEPARTMENTS)] = ()
    initiatives: Annotated[Many[Initiative], Field(max_length=MAX_INITIATIVES)]
    rules: Annotated[Many[Rule], Field(max_length=100)] = ()

    def problems(self) -> Iterator[Problem]:
        """What only the whole file shows: ids used twice, departments that are not there, wrong sums of targets."""
        for name in ("departments", "initiatives"):
            yield from _twice((name,), (each.id for each in getattr(self, name)))
        yield from _goal_problems(("organisation",), self.organisation)
        for index, department in enumerate(self.departments):
            yield from _goal_problems(("departments", index), department)
        known, strange = {each.id for each in self.departments}, 0
        for index, initiative in enumerate(self.initiatives):
            if initiative.department is not None and initiative.department not in known:
                strange += 1
                at = ("initiatives", index, "department")
                yield unknown_department(at, initiative.department, known, strange <= GUESSES)
            if initiative.benefit is not None or type(initiative.cost) is Range or initiative.running_cost is not None:
                yield from _upside_down(("initiatives", index), initiative)
        yield from own_problems(self.rules)
        yield from strange_departments(self.rules, known)

    @classmethod
    def salvaged(cls, values: Mapping[str, Any]) -> Portfolio:
        """What can still be looked at of a faulty file: its parts in their places, each without its faulty keys.

        Where the id of a department cannot be known, none is called unknown.
        """
        kinds = (("departments", Department), ("initiatives", Initiative), ("rules", Rule))
        parts: dict[str, Any] = {}
        for name, model in kinds:
            given = values.get(name, [])
            parts[name] = [_sound(model, each, place) for place, each in enumerate(_entries(given))]
        departments = values.get("departments", [])
        if departments != _entries(departments) or any(each.id.startswith(_NAMELESS) for each in parts["departments"]):
            for name in ("initiatives", "rules"):
                parts[name] = [each.model_copy(update={"department": None}) for each in parts[name]]
        return cls.model_construct(organisation=_sound(Organisation, values.get("organisation"), 0), **parts)


_NAMELESS = "without-an-id-"
"""How the ids begin that ``salvaged`` gives to what has none."""


def _entries(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _sound(model: type[Model], given: Any, place: int) -> Any:
    """``given`` as a ``model`` without its faulty keys; what it needs and lacks is made up, and raises no problem."""
    entry = given if isinstance(given, dict) else {}
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        faulty = {
            each["loc"][0] for each in error.errors(include_url=False, include_context=False, include_input=False)
        }
    if model is Rule and faulty & {"kind", "type"}:
        faulty |= {"kind", "type"}
    made_up: dict[Any, Any] = {"id": f"{_NAMELESS}{place}", "name": "-", "kind": "max_red", "limit": 0}
    kept: dict[Any, Any] = {name: value for name, value in entry.items() if name not in faulty}
    lacking = faulty & made_up.keys() & model.model_fields.keys()
    return model.model_validate(kept | {name: made_up[name] for name in lacking})


def own_problems(rules: Sequence[Rule]) -> Iterator[Problem]:
    """Rules that lack a type or have one too many, and ids used twice."""
    yield from _twice(("rules",), (each.id for each in rules))
    for index, rule in enumerate(rules):
        yield from rule.problems(("rules", index))


def strange_departments(rules: Sequence[Rule], departments: set[str]) -> Iterator[Problem]:
    """Rules that name a department which is not there."""
    for index, rule in enumerate(rules):
        if rule.department is not None and rule.department not in departments:
            yield unknown_department(("rules", index, "department"), rule.department, departments)


GUESSES = 100
"""For so many strange departments in a file the one that was meant is guessed; that takes time."""


def unknown_department(at: tuple[str | int, ...], name: str, known: set[str], guess: bool = True) -> Problem:
    """The fault of naming a department that the file does not have; it names the nearest that is there."""
    near = nearest_ones(name, sorted(known)) if guess else ""
    message = "fault.unknown-department-near" if near else "fault.unknown-department"
    if not known:
        message = "fault.no-departments"
    return Problem(at, message, {"id": name, "near": near, "known": ", ".join(sorted(known)[:30])})


def _twice(at: tuple[str | int, ...], ids: Iterable[str]) -> Iterator[Problem]:
    found = list(ids)
    if len(set(found)) == len(found):
        return
    seen = set()
    for index, each in enumerate(found):
        if each in seen:
            yield Problem((*at, index, "id"), "fault.id-twice", {"id": each})
        seen.add(each)


def _upside_down(at: tuple[str | int, ...], initiative: Initiative) -> Iterator[Problem]:
    """Amounts whose low end lies above the high one."""
    case = initiative.benefit
    amounts: list[tuple[tuple[str, ...], float | Range | None]] = [
        (("cost",), initiative.cost),
        (("running_cost",), initiative.running_cost),
    ]
    amounts += [(("benefit", name), getattr(case, name)) for name in ("planned", "realised")] if case else []
    for place, amount in amounts:
        if type(amount) is Range and amount.low > amount.high:
            yield Problem(
                (*at, *place), "fault.range-ends", {"low": f"{amount.low:.15g}", "high": f"{amount.high:.15g}"}
            )


def _goal_problems(at: tuple[str | int, ...], holder: Organisation | Department) -> Iterator[Problem]:
    if holder.targets is not None and (total := sum(holder.targets.values())) != 100:
        yield Problem((*at, "targets"), "fault.targets-sum", {"total": str(total)})
    yield from _twice((*at, "sub_goals"), (each.id for each in holder.sub_goals))
    for index, goal in enumerate(holder.sub_goals):
        if (goal.at_least is None) == (goal.at_most is None):
            yield Problem((*at, "sub_goals", index), "fault.sub-goal-limit", {})


YES: Mapping[object, bool] = {True: True, "yes": True, "ja": True, False: False, "no": False, "nej": False}
"""What an answer to a question of ``classify`` means; ``dont-know`` is not in it."""
