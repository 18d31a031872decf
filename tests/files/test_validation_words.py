"""What pydantic calls a fault is known here: every type of error that our models can meet has a message of its own."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic_core import core_schema

import digitrans
from conftest import ROOT
from digitrans.files.validation import _MESSAGES, _PATTERNS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What our models are made of. Another kind of field brings other errors: give them messages, then add it here.
KINDS = _words(
    """any bool computed-field date default definition-ref definitions dict float function-after function-before
    function-plain function-wrap int list literal model model-field model-fields no-info none nullable str tagged-union
    tuple union with-info"""
)
# Types of error that these kinds do not give for values read from a file: for other kinds, other options, Python only.
NOT_FROM_FILES = _words(
    """arguments_type assertion_error bool_parsing bytes_invalid_encoding bytes_too_long bytes_too_short bytes_type
    callable_type complex_str_parsing complex_type counter_type dataclass_exact_type dataclass_type
    date_from_datetime_inexact date_from_datetime_parsing date_future date_parsing date_past datetime_from_date_parsing
    datetime_future datetime_object_invalid datetime_parsing datetime_past datetime_type decimal_max_digits
    decimal_max_places decimal_parsing decimal_type decimal_whole_digits default_factory_not_called deque_type
    ellipsis_error enum float_parsing fraction_parsing fraction_type frozen_dict_type frozen_field frozen_instance
    frozen_set_type get_attribute_error greater_than int_parsing int_parsing_size invalid_key is_instance_of
    is_subclass_of iterable_type iteration_error json_invalid json_type less_than mapping_type missing_argument
    missing_keyword_only_argument missing_positional_only_argument missing_sentinel_error multiple_argument_values
    multiple_of named_tuple_type needs_python_object no_such_attribute ordered_dict_type
    recursion_depth_exceeded recursion_loop set_item_not_hashable set_type string_not_ascii string_sub_type
    string_unicode time_delta_parsing time_delta_type time_parsing time_type timezone_aware timezone_naive
    timezone_offset unexpected_keyword_argument unexpected_positional_argument url_parsing url_scheme
    url_syntax_violation url_too_long url_type uuid_parsing uuid_type uuid_version value_error"""
)
WRITTEN_BY_THE_PROGRAM = {
    "^[0-9a-f]+$",
    "^[0-9a-f]{12}$",
    "^[0-9a-f]{8}$",
    "^[0-9a-z-]{1,40}$",
    "^[a-z][a-z_.]*$",
    "^-?[a-z][a-z0-9-]*$",
}


def models(of: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for each in of.__subclasses__():
        if each.__module__.startswith("digitrans."):
            yield each
        yield from models(each)


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of a schema that has a type, from the outside in."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for key, inner in schema.items():
            if key != "metadata":
                yield from parts(inner)
    elif isinstance(schema, list | tuple):
        for inner in schema:
            yield from parts(inner)


@pytest.fixture(scope="module")
def all_parts() -> list[dict[str, Any]]:
    for module in pkgutil.walk_packages(digitrans.__path__, "digitrans."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = list(models())
    assert len(found) > 50
    for each in found:
        each.model_rebuild(force=True)
    return [part for each in found for part in parts(each.__pydantic_core_schema__)]


def test_our_models_are_made_of_kinds_whose_errors_are_known(all_parts: list[dict[str, Any]]) -> None:
    assert {part["type"] for part in all_parts} <= KINDS
    for option in ("gt", "lt", "multiple_of", "max_digits"):
        assert not any(option in part for part in all_parts)


def test_every_type_of_error_is_known() -> None:
    known = _MESSAGES.keys() | NOT_FROM_FILES | {"string_pattern_mismatch"}
    assert set(get_args(core_schema.ErrorType)) - known == set()


def test_every_error_of_our_own_is_known() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    raised = re.findall(r"PydanticCustomError\(([^\n]*)", code)
    own = {word for each in raised for word in re.findall(r'"([a-z]+_[a-z]+)"', each)}
    assert len(own) > 3 and own <= _MESSAGES.keys()


def test_every_pattern_is_known(all_parts: list[dict[str, Any]]) -> None:
    patterns = {part["pattern"] for part in all_parts if "pattern" in part}
    assert len(patterns) > 3
    asked = {each for each in patterns if not each.startswith(tuple(_PATTERNS))}
    assert asked <= WRITTEN_BY_THE_PROGRAM
