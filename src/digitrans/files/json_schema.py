"""JSON Schemas as every editor and validator takes them: one draft, no library's own words, values told in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

DIALECT = "http://json-schema.org/draft-07/schema#"
_BOUNDS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
_NUMERIC = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))


def draft_07(schema: Mapping[str, Any]) -> dict[str, Any]:
    """``schema`` in draft 7, which every editor knows, as strict validators want it.

    References are renamed, pydantic's own words are replaced or left out, a bound stands where its type is told, and
    null is the last of what a value may be, so that an editor does not offer it first.
    """
    return {"$schema": DIALECT, **_settled({name: each for name, each in schema.items() if name != "$schema"})}


def one_of(named: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """The values that are allowed, each with what it means."""
    return {"anyOf": [{"const": value, "description": told} for value, told in named]}


def _settled(value: Any) -> Any:
    if isinstance(value, list):
        return [_settled(each) for each in value]
    if not isinstance(value, dict):
        return value.replace("#/$defs/", "#/definitions/") if isinstance(value, str) else value
    found: dict[str, Any] = {}
    for key, inner in value.items():
        if key == "discriminator" or (key == "default" and inner is None):
            continue
        name = _BOUNDS.get(key, key) if isinstance(inner, int | float) else key
        found["definitions" if name == "$defs" else str(name)] = _settled(inner)
    return _bounded(found)


def _bounded(part: dict[str, Any]) -> dict[str, Any]:
    """Bounds go to the types that they are for, and null goes last."""
    options = part.get("anyOf")
    if not isinstance(options, list):
        return part
    bounds = {key: part.pop(key) for key in list(part) if key in _NUMERIC and isinstance(part[key], int | float)}
    numbers = ("integer", "number")
    options = [{**each, **bounds} if each.get("type") in numbers else each for each in options]
    part["anyOf"] = sorted(options, key=lambda each: each.get("type") == "null")
    return part
