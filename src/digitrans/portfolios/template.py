"""The commented template of a portfolio file, and the JSON Schema by which an editor helps to fill it in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from digitrans.files.json_schema import draft_07, one_of
from digitrans.portfolios.file_text import SCHEMA_MARK
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.rules import PortfolioContent
from digitrans.texts import Words

SCHEMA_FILE = "portfolio.schema.json"
SCHEMA_LINE = f"{SCHEMA_MARK} $schema={SCHEMA_FILE}"
"""The first line of a portfolio file with its schema beside it."""


_HOLDERS = {"business_case": "BusinessCase", "benefit": "Benefit"}


def schema(content: PortfolioContent, language: str) -> dict[str, Any]:
    """JSON Schema of a portfolio file, draft 7; the help of its fields is in ``language``."""
    made = Portfolio.model_json_schema()
    definitions = made["$defs"]
    for field in content.fields:
        name, _, part = field.id.partition(".")
        holder = definitions[_HOLDERS[name] if part else "Initiative"]["properties"]
        holder[part or name]["description"] = field.help[language]
    _name_the_questions(definitions["Initiative"]["properties"]["answers"], content, language)
    _tidy(made)
    _name_the_values(definitions["Initiative"]["properties"], content, language)
    # a YAML file without values under a key has null there; the models take that as missing where they may
    return draft_07(made)


def _name_the_values(initiative: dict[str, Any], content: PortfolioContent, language: str) -> None:
    """What type, status, mandate and involvement may be, each in words."""
    lists: dict[str, Iterable[Any]] = {
        "type": content.types,
        "status": content.statuses,
        "mandate": content.mandates,
        "involvement": content.involvement,
    }
    for field, entries in lists.items():
        named = {each.id: each.name[language] for each in entries}
        _say_values(initiative[field], named)


def _say_values(part: Any, named: dict[str, str]) -> None:
    """Every list of ids below ``part`` as values with their names; ids without a name stay."""
    if isinstance(part, list):
        for each in part:
            _say_values(each, named)
    elif isinstance(part, dict):
        if isinstance(part.get("enum"), list):
            told = one_of((each, named.get(each, str(each))) for each in part.pop("enum"))
            part.pop("type", None)
            part.update(told)
            return
        for each in part.values():
            _say_values(each, named)


def _name_the_questions(answers: dict[str, Any], content: PortfolioContent, language: str) -> None:
    """The questions of ``classify`` as the only keys there may be."""
    given = next(each for each in answers["anyOf"] if "patternProperties" in each)
    ((_, reply),) = given.pop("patternProperties").items()
    given["properties"] = {step.id: {**reply, "description": step.text[language]} for step in content.tree}
    given["additionalProperties"] = False


def _tidy(part: Any) -> None:
    """Without pydantic's titles, and without the docstrings of our models, which are for those who read the code."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str):
            part.pop("title")
        if "properties" in part:
            part.pop("description", None)
        for each in part.values():
            _tidy(each)
    elif isinstance(part, list):
        for each in part:
            _tidy(each)


def schema_text(content: PortfolioContent, language: str) -> str:
    """The schema as the text of a file."""
    return json.dumps(schema(content, language), ensure_ascii=False, indent=2) + "\n"


def template_text(content: PortfolioContent, words: Words) -> str:
    """A portfolio file with one department and one initiative to start from, every field explained."""
    parts = (_opening(words), _organisation(words), _department(words), _initiative(content, words), _limits(words))
    return "\n\n".join("\n".join(each) for each in parts) + "\n"


def _opening(words: Words) -> list[str]:
    return [
        SCHEMA_LINE,
        *(f"# {line}" for line in words("template.intro").split("\n")),
        "format: 1",
        f"# currency: DKK  # {words('template.currency')}",
    ]


def _organisation(words: Words) -> list[str]:
    return [
        "organisation:",
        f"  name: {words('template.organisation')}",
        f"  risk_willingness: 2  # {words('template.risk')}",
        f"  # as_of: 2026-11-01  # {words('template.as-of')}",
    ]


def _department(words: Words) -> list[str]:
    return [
        "departments:",
        "  - id: department-a",
        f"    name: {words('template.department')}",
        f"    readiness: 3.2  # {words('template.readiness')}",
        f"    citizen_need: 4  # {words('template.need')}",
        f"    # capacity: 24  # {words('template.capacity')}",
        f"    # {words('template.targets')}",
        "    targets: {streamline: 40, modernise: 30, rethink-services: 20, rethink-business: 10}",
        f"    sub_goals:  # {words('template.sub-goals')}",
        "      - {id: first-rethink, type: rethink-services, at_least: 10, due: 2027-06-30}",
    ]


def _initiative(content: PortfolioContent, words: Words) -> list[str]:
    language = words.language

    def options(entries: Any) -> str:
        return ", ".join(f"{each.id} ({each.name[language]})" for each in entries)

    helps = {field.id.removeprefix("business_case."): field.help[language] for field in content.fields}
    ratings = ("citizen_quality", "economy", "law", "culture", "competences", "technology")
    case = [f"      {name}: 3  # {helps[name]}" for name in ratings]
    return [
        "initiatives:",
        f"  - id: first-initiative  # {helps['id']}",
        f"    name: {words('template.initiative')}",
        "    department: department-a",
        f"    # {helps['type']} {options(content.types)}",
        "    type: modernise",
        f"    citizen_problem: {json.dumps(words('template.problem'), ensure_ascii=False)}",
        f"    # internal_problem: ...  # {helps['internal_problem']}",
        f"    business_case:  # {words('template.ratings')}",
        *case,
        f"    cost: 500000  # {helps['cost']} {words('template.range')}",
        f"    # cost_by_year: {{2026: 300000, 2027: 200000}}  # {words('template.by-year')}",
        f"    # running_cost: 60000  # {helps['running_cost']}",
        "    # benefit:",
        f"    #   planned: 150000  # {helps['benefit.planned']}",
        f"    #   realised: 0  # {helps['benefit.realised']}",
        f"    #   from: 2027-09-01  # {helps['benefit.from']}",
        f"    #   owner: ...  # {helps['benefit.owner']}",
        f"    # effort: 6  # {helps['effort']}",
        f"    status: planned  # {options(content.statuses)}",
        f"    # phase: ...  # {helps['phase']}",
        f"    # priority: 1  # {helps['priority']}",
        f"    # start: 2027-01-04  # {helps['start']}",
        f"    # end: 2027-06-30  # {helps['end']}",
        f"    # depends_on: [another-initiative]  # {helps['depends_on']}",
        f"    mandate: executive-board  # {helps['mandate']} {options(content.mandates)}",
        f"    involvement: heard  # {helps['involvement']} {options(content.involvement)}",
        f"    # owner: ...  # {helps['owner']}",
        f"    # sponsor: ...  # {helps['sponsor']}",
        f"    # note: ...  # {helps['note']}",
        f"    # extra: {{...: ...}}  # {words('template.extra')}",
    ]


def _limits(words: Words) -> list[str]:
    return [
        f"# {words('template.rules')}",
        "rules:",
        "  - {id: not-only-streamlining, kind: max_share, type: streamline, limit: 60}",
        "  - {id: few-red, kind: max_red, limit: 2}",
    ]
