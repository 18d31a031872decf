"""JSON Schemas of everything that is written by hand, made from the models, for an editor that checks while you type.

Besides the files as they are shipped there are those of own content: there nothing needs to be whole, one language is
enough, and things can be placed and left out.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, assert_never

from digitrans.files.json_schema import draft_07, one_of
from digitrans.files.validation import models_in
from digitrans.texts.fields import described

if TYPE_CHECKING:
    from pydantic import BaseModel

    from digitrans.content.instruments import Instrument
    from digitrans.content.items import AnyItem

SCHEMAS = {
    "advice": ("digitrans.content.advice", "Advice"),
    "checklist": ("digitrans.content.instruments", "Instrument"),
    "answers": ("digitrans.answers.files", "AnswerFile"),
}
"""The kinds of files and the models behind them. A further kind is a line here."""

OWN = {"own-advice": "advice", "own-checklist": "checklist"}

_PLACING = ("after", "before")

Schema = dict[str, Any]


def schema_kinds() -> tuple[str, ...]:
    """The kinds that there is a schema of."""
    return (*SCHEMAS, *OWN)


def json_schema(kind: str, language: str, instrument: Instrument | None = None) -> Schema:
    """The schema of one of ``schema_kinds``, described in ``language``; answers can be those to one ``instrument``."""
    module, name = SCHEMAS[OWN.get(kind, kind)]
    model = getattr(import_module(module), name)
    schema = _told_by(model)
    _settle(schema, _classes(model), model.__name__, language)
    if kind in OWN:
        _loosen(schema, language)
    if kind == "answers":
        _answer_values(schema, instrument, language)
    return draft_07(schema)


def _told_by(model: type[BaseModel]) -> Schema:
    """What pydantic says of a model."""
    return model.model_json_schema()


def _classes(model: type[BaseModel]) -> dict[str, list[str]]:
    """The names of every model below ``model``, each with those that it is made from."""
    found: dict[str, list[str]] = {}
    waiting: list[Any] = [model]
    while waiting:
        one = waiting.pop()
        if one.__name__ in found:
            continue
        found[one.__name__] = [each.__name__ for each in one.__mro__ if hasattr(each, "model_fields")]
        for field in one.model_fields.values():
            waiting += models_in(field.annotation)
    return found


def _settle(schema: Schema, classes: dict[str, list[str]], top: str, language: str) -> None:
    """Our words for models and fields instead of names made from the code."""
    for name, part in ((top, schema), *schema.get("$defs", {}).items()):
        part.pop("title", None)
        part.pop("description", None)
        if told := described(classes[name], None, language):
            part["description"] = told
        for field, inner in part.get("properties", {}).items():
            inner.pop("title", None)
            inner.pop("default", None)
            if told := described(classes[name], field, language):
                inner["description"] = told


def _loosen(schema: Schema, language: str) -> None:
    """What own content may leave out, and what it may say besides."""
    for name, part in ((None, schema), *schema.get("$defs", {}).items()):
        properties = part.get("properties", {})
        part.pop("required", None)
        for inner in properties.values():
            for each in (inner, *inner.get("anyOf", ())):
                each.pop("minItems", None)
                each.pop("maxItems", None)
            if inner.get("type") == "array" and inner["items"].get("type") == "string":
                _add_words(inner, language)
            if "discriminator" in inner.get("items", {}):
                inner["items"] = {"anyOf": inner["items"]["oneOf"]}
        if name == "Text":
            part["minProperties"] = 1
        elif name is not None and "id" in properties:
            part["required"] = ["id"]
            for key in _PLACING:
                properties[key] = {"type": "string", "description": described(["own"], key, language)}
            properties["leave_out"] = {"type": "boolean", "description": described(["own"], "leave_out", language)}


def _add_words(array: Schema, language: str) -> None:
    """A list of plain words may also be changed with ``add`` and ``leave_out``."""
    words = {"type": array.pop("type"), "items": array.pop("items")}
    parts = {key: {**words, "description": described(["own"], told, language)} for key, told in _CHANGES}
    array["anyOf"] = [words, {"type": "object", "properties": parts, "additionalProperties": False}]


_CHANGES = (("add", "add"), ("leave_out", "take-away"))


def _answer_values(schema: Schema, instrument: Instrument | None, language: str) -> None:
    """What can be answered: anything that is an answer to something, or to the items of ``instrument``."""
    missing = [*one_of(_missing(language))["anyOf"], {"type": "null"}]
    kinds = ("number", "string", "array", "object", "null")
    any_value: Schema = {"anyOf": [{"type": each} for each in kinds]}
    entry = schema["$defs"]["AnswerEntry"]
    entry["properties"]["due"] = {**entry["properties"]["due"], "anyOf": [{"type": "string"}, {"type": "null"}]}
    once = _answer_of(any_value, entry)
    for part in (schema, schema["$defs"].get("UnitEntry", {})):
        if "answers" in part.get("properties", {}):
            part["properties"]["answers"]["additionalProperties"] = once
    about = schema["properties"]["about"]
    about["anyOf"] = [{"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"}, *about["anyOf"]]
    if instrument is None:
        return
    if instrument.initiative is None:
        schema["properties"]["about"] = {"type": "null", "description": about["description"]}
    schema["properties"]["instrument"]["const"] = instrument.id
    by_item: dict[str, Schema] = {"once": {}, "unit": {}} if instrument.repeat else {"once": {}}
    for item in instrument.items:
        value = {"anyOf": [*_alternatives(_value_schema(instrument, item, language)), *missing]}
        kind = "once" if instrument.repeat is None or item.once else "unit"
        text = item.text[language]
        by_item[kind][item.id] = {**_answer_of(value, {**entry, "description": text}), "description": text}
    _only(schema["properties"]["answers"], by_item["once"])
    if "unit" in by_item:
        _only(schema["$defs"]["UnitEntry"]["properties"]["answers"], by_item["unit"])


def _only(answers: Schema, properties: Schema) -> None:
    answers["properties"], answers["additionalProperties"] = properties, False


def _answer_of(value: Schema, entry: Schema) -> Schema:
    """An answer by itself, or as ``value`` beside a note."""
    beside = {**entry, "properties": {**entry["properties"], "value": value}, "minProperties": 1}
    return {"anyOf": [value, beside]}


def _missing(language: str) -> list[tuple[str, str]]:
    """What can stand instead of an answer, in words."""
    from digitrans.texts import Words

    words = Words(language)
    return [(each, words(f"answer.{each}")) for each in ("dont-know", "not-relevant")]


def _alternatives(schema: Schema) -> list[Schema]:
    found: list[Schema] = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return found


def _labels(instrument: Instrument, item: AnyItem, language: str) -> list[tuple[Any, str]]:
    """The values that an answer can be, with their words, where they can be counted on one hand or two."""
    from digitrans.content.items import STATUSES, Choice, Rating, Slider, Status
    from digitrans.texts import Words

    if isinstance(item, Rating):
        scale = next(each for each in instrument.scales if each.id == item.scale)
        return [(number, label[language]) for number, label in enumerate(scale.labels, 1)]
    if isinstance(item, Slider):
        poles = {-2: item.left.name[language], 2: item.right.name[language]}
        return [(number, poles.get(number, "")) for number in range(-2, 3)]
    if isinstance(item, Status):
        return [(each, Words(language)(f"status.{each}")) for each in STATUSES]
    return [(each.id, each.name[language]) for each in item.options] if isinstance(item, Choice) else []


def _value_schema(instrument: Instrument, item: AnyItem, language: str) -> Schema:
    from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

    match item:
        case Rating() | Slider() | Choice() | Status():
            named = _labels(
                instrument, item, language
            )  # an editor shows the words of the value alone: the question, too
            return one_of((value, f"{label} · {item.text[language]}".strip(" ·")) for value, label in named)
        case Number():
            low, high = item.ends
            return {"type": "number", "minimum": low, "maximum": high}
        case Choices():
            return {"type": "array", "items": {"enum": list(item.choices)}}
        case Allocation():
            share = {"type": "integer", "minimum": 0, "maximum": 100}
            return {"type": "object", "properties": dict.fromkeys(item.choices, share), "additionalProperties": False}
        case Writing():
            return {"type": "string", "maxLength": 2000}
        case _:
            assert_never(item)
