"""Values to models, or every fault with file, line, column and id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from digitrans.errors import Fault, InCell, InputFault, Placed, Problem, by_place
from digitrans.files.sources import Source, no_mapping, read_source, walk
from digitrans.files.yaml_values import Mark, ValuePath
from digitrans.texts.spelling import nearest_ones

if TYPE_CHECKING:
    from pydantic import BaseModel


def models_in(annotation: Any) -> list[Any]:
    """The models that a field's annotation is made of, in order; none where it has only plain values."""
    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in models_in(inner)]


ModelT = TypeVar("ModelT", bound="BaseModel")


class AnySource(Protocol):
    """Values that were read, and where they stand: one file, several laid over one another, or a spreadsheet.

    ``is_layered`` says that files were laid over one another; ``slips`` are the faults found while reading. ``texts``
    are the texts in which something is wrong, ``twin`` the same with the last of two values under one key.
    """

    @property
    def is_layered(self) -> bool: ...

    @property
    def name(self) -> str: ...

    @property
    def values(self) -> Any: ...

    @property
    def slips(self) -> list[Fault]: ...

    @property
    def texts(self) -> Sequence[Source]: ...

    @property
    def twin(self) -> AnySource | None: ...

    def origin(self, at: ValuePath) -> tuple[Source, ValuePath] | None:
        """The text that says what stands at ``at``, and the place in it; None where no text does."""

    def place(self, at: ValuePath) -> tuple[str, Mark | None]:
        """The file that says what stands at ``at``, and the mark in it."""

    def cell(self, at: ValuePath, message: str) -> InCell | None:
        """How a fault at ``at`` is told of a spreadsheet; None for every other source."""

    def resembled(self, at: ValuePath) -> tuple[str, list[str]] | None:
        """The id of a new thing at ``at`` and the ids that it could have been meant for; None for no new thing."""


MAX_FAULTS = 10_000
"""Of a file with more faults than that, no more are gathered."""
# pydantic's type of error, and the message of ours that says it. What is not listed gets a general message.
_MESSAGES = {
    "missing": "fault.missing",
    "extra_forbidden": "fault.unknown-key",
    "none_required": "fault.unknown-key",
    "string_type": "fault.not-text",
    "string_too_short": "fault.empty-text",
    "string_too_long": "fault.long-text",
    "int_type": "fault.not-whole",
    "int_from_float": "fault.not-whole",
    "float_type": "fault.not-number",
    "money_text": "fault.money-text",
    "money_none": "fault.not-money",
    "finite_number": "fault.not-number",
    "bool_type": "fault.not-bool",
    "date_type": "fault.not-date",
    "tuple_type": "fault.not-list",
    "list_type": "fault.not-list",
    "dict_type": "fault.not-mapping",
    "model_type": "fault.not-mapping",
    "model_attributes_type": "fault.not-mapping",
    "literal_error": "fault.not-one-of",
    "union_tag_invalid": "fault.not-one-of",
    "union_tag_not_found": "fault.kind-missing",
    "greater_than_equal": "fault.too-small",
    "less_than_equal": "fault.too-big",
    "answer_shares": "fault.shares-written",
    "answer_value": "fault.not-an-answer",
    "answer_date": "fault.not-date",
    "too_short": "fault.too-few",
    "too_long": "fault.too-many",
    "years_sum": "fault.years-sum",
}
_OTHER_LANGUAGES = frozenset(
    ("dk", "dan", "dansk", "danish", "eng", "gb", "uk", "engelsk", "english", "sv", "no", "de")
)
_OF_LETTERS = (
    "fault.not-one-of",
    "fault.not-id",
    "fault.not-date",
    "fault.not-number",
    "fault.not-whole",
    "fault.not-bool",
    "fault.not-an-answer",
    "fault.not-money",
    "fault.not-currency",
    "fault.not-mapping",
)
"""Faults of a value that one letter too many can bring."""
STRANGE = re.compile("[\u00a0\u00ad\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]")
"""Characters that look like a blank, or cannot be seen, and are none to a program."""
_PATTERNS = {
    r"^[a-z]": "fault.not-id",
    r"\S": "fault.empty-text",
    r"^\d": "fault.not-pages",
    "^[0-9A": "fault.not-result-id",
    "^[A-Z]{3": "fault.not-currency",
    "^(19|20|21)": "fault.not-year",
}


Also = Callable[[Any], Iterable[Problem]]


def parse_model(
    model: type[ModelT],
    source: AnySource,
    also: Callable[[ModelT], Iterable[Problem]] | None = None,
    among: Also | None = None,
    meant: Callable[[str, str], str] | None = None,
) -> ModelT:
    """The values of ``source`` as a ``model``. Raises InputFault with every fault that the file has.

    What only the whole shows is asked of the model's ``problems`` and of ``also``; of a faulty file as well, where the
    model can be ``salvaged`` from it. ``among`` finds what is wrong among values of which no model can be made.
    ``meant`` gives models that ask for it the value that a word in a field stands for, or the word itself.
    """
    if not isinstance(source.values, dict):
        raise InputFault([*source.slips, *no_mapping(source)])
    loaded, found = _looked_at(model, source, also, among, meant)
    if texts := source.texts:
        from digitrans.files.told_faults import both, doubled, settled

        twin = source.twin
        found = settled(texts, source.origin, found)
        if twin is not None and isinstance(twin.values, dict):
            second = settled(twin.texts, twin.origin, _looked_at(model, twin, also, among, meant)[1])
            found = _by_place(both(found, second, doubled(texts)))
    if loaded is None or source.slips or found:
        raise InputFault([*source.slips, *(each.fault for each in found)])
    return loaded


def _looked_at(
    model: type[ModelT],
    source: AnySource,
    also: Also | None,
    among: Also | None,
    meant: Callable[[str, str], str] | None,
) -> tuple[ModelT | None, list[Placed]]:
    """The values of ``source`` as a ``model``, None where they are none; and what is wrong in what they say."""
    from pydantic import ValidationError

    try:
        loaded = model.model_validate(source.values, context=meant)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)[:MAX_FAULTS]
        found = _validation_faults(source, model, errors)
        if (salvaged := getattr(model, "salvaged", None)) is not None:
            found += _problem_faults(source, _problems(salvaged(source.values), also))
        if among is not None:
            found += _problem_faults(source, among(source.values))
        return None, _by_place(found)
    return loaded, _problem_faults(source, _problems(loaded, also))


def _problems(loaded: Any, also: Also | None) -> Iterator[Problem]:
    if hasattr(loaded, "problems"):
        yield from loaded.problems()
    if also is not None:
        yield from also(loaded)


def _problem_faults(source: AnySource, problems: Iterable[Problem]) -> list[Placed]:
    return [Placed(each.at, problem_fault(source, each), whole=True) for each in islice(problems, MAX_FAULTS)]


def _by_place(found: list[Placed]) -> list[Placed]:
    """What was found in the order of files and lines."""
    return sorted(found, key=lambda each: by_place(each.fault))


def problem_fault(source: AnySource, problem: Problem) -> Fault:
    """``problem`` with its place in ``source``."""
    return fault_at(source, problem.at, problem.message, problem.named)


def fault_at(source: AnySource, at: tuple[str | int, ...], message: str, named: dict[str, str]) -> Fault:
    """The fault that ``message`` names, with the place of ``at`` in ``source``."""
    name, mark = source.place(at)
    where = readable_path(source.values, at)
    line, column = (mark.line, mark.column) if mark else (None, None)
    return Fault(name, line, column, where, message, named, source.cell(at, message))


def readable_path(values: Any, at: tuple[str | int, ...]) -> str:
    """``at`` with the ids of list entries instead of their numbers: "models/portfolio/parts/modernise"."""
    steps = []
    for step, value in zip(at, walk(values, at), strict=False):
        named = _entry_name(value) if isinstance(step, int) and isinstance(value, dict) else None
        steps.append(named if isinstance(named, str) else f"#{step + 1}" if isinstance(step, int) else step)
    return "/".join(steps)


def _entry_name(entry: dict[str, Any]) -> str | None:
    """The id of a list entry; with its name where that is one plain text, as in a portfolio."""
    named, name = entry.get("id"), entry.get("name")
    if isinstance(named, str) and isinstance(name, str):
        return f'{named} "{_cut(name)}"'
    return named if isinstance(named, str) else f'"{_cut(name)}"' if isinstance(name, str) else None


def _cut(words: str) -> str:
    return words if len(words) <= 40 else words[:39] + "…"


def _validation_faults(source: AnySource, model: type[BaseModel], errors: list[Any]) -> list[Placed]:
    """One fault for each place; a list is not too short where only its entries are at fault."""
    faults: dict[ValuePath, Placed] = {}
    lacking: dict[ValuePath, list[str]] = {}
    paths = [_place_of(source.values, error) for error in errors]
    holders = {path[:length] for path in paths for length in range(len(path))}
    quoted = _as_texts(source, model, [at for at, each in zip(paths, errors, strict=True) if _wants_text(each)])
    for at, error in zip(paths, errors, strict=True):
        if error["type"] == "too_short" and at in holders:
            continue
        message, named = _worded(source, at, error, model)
        if message == "fault.not-text" and at in quoted:
            message, named = quoted[at]
        place = at[:-1] if error["type"] == "missing" else at
        if message in ("fault.missing", "fault.kind-missing") and source.resembled(place):
            lacking.setdefault(place, []).append(named["key"] if message == "fault.missing" else "kind")
            continue
        faults.setdefault(at, Placed(place, fault_at(source, place, message, named)))
    return [
        *faults.values(),
        *(Placed(place, _new_thing(source, place, keys)) for place, keys in lacking.items()),
    ]


def _place_of(values: Any, error: Any) -> ValuePath:
    """Where an error is; of a kind that is none, where it is written."""
    at = _real_path(values, error["loc"], error["type"])
    if error["type"] != "union_tag_invalid":
        return at
    tag = str(error["ctx"].get("discriminator", "")).strip("'")
    *_, holder = (values, *walk(values, at))
    return (*at, tag) if isinstance(holder, dict) and tag in holder else at


def _wants_text(error: Any) -> bool:
    return bool(error["type"] == "string_type")


def _as_texts(source: AnySource, model: type[BaseModel], places: list[ValuePath]) -> dict[ValuePath, Any]:
    """What would be wrong with the values at ``places`` if they stood in quotes: the message, and what it names.

    Nothing for those of which quotes make a text that can be used.
    """
    from pydantic import ValidationError

    given: dict[ValuePath, tuple[Any, Any]] = {}
    for at in places:
        holder: Any
        *_, holder, value = (source.values, *walk(source.values, at))
        if type(value) in (int, float, bool, date) and isinstance(holder, dict | list):
            given[at] = holder, value
            holder[at[-1]] = _clipped(source.values, at)  # type: ignore[index]
    found: dict[ValuePath, Any] = {}
    try:
        if given:
            model.model_validate(source.values)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False)[:MAX_FAULTS]:
            at = _real_path(source.values, each["loc"], each["type"])
            if at in given:
                found.setdefault(at, _worded(source, at, each, model))
    finally:
        for at, (holder, value) in given.items():
            holder[at[-1]] = value
    return found


def _new_thing(source: AnySource, at: tuple[str | int, ...], keys: list[str]) -> Fault:
    """A thing with an id that is not known below: it is new and lacks something, or its id is misspelt."""
    name, known = source.resembled(at) or ("", [])
    near = nearest_ones(name, known)
    message = "fault.new-thing-near" if near else "fault.new-thing"
    return fault_at(source, at, message, {"id": name, "keys": ", ".join(keys), "near": near})


def _real_path(values: Any, loc: tuple[str | int, ...], kind: str) -> tuple[str | int, ...]:
    """``loc`` without the names of union members that pydantic puts between the keys."""
    at: list[str | int] = []
    for index, step in enumerate(loc):
        last = index == len(loc) - 1
        there = isinstance(values, dict) and step in values
        there = there or (isinstance(values, list) and isinstance(step, int) and step < len(values))
        if there:
            values = values[step]
            at.append(step)
        elif last and kind == "missing":
            at.append(step)
    return tuple(at)


def _worded(
    source: AnySource, at: tuple[str | int, ...], error: Any, model: type[BaseModel]
) -> tuple[str, dict[str, str]]:
    context = error.get("ctx", {})
    kind = error["type"]
    message = _MESSAGES.get(kind, "fault.not-usable")
    if kind == "string_pattern_mismatch":
        message = next((ours for start, ours in _PATTERNS.items() if context["pattern"].startswith(start)), message)
    if kind == "model_type" and context.get("class_name") == "Text":
        message = "fault.not-in-a-language"
    is_key = bool(error["loc"]) and error["loc"][-1] == "[key]"
    named = {"value": _cut(str(at[-1])) if is_key else _clipped(source.values, at), "key": str(at[-1]) if at else ""}
    if kind == "literal_error" and named["value"] in str(context.get("expected")).replace(",", "").split():
        return "fault.quoted-number", named  # it is one of the numbers allowed, but as a text
    if kind in ("literal_error", "union_tag_invalid"):
        named["allowed"] = (
            str(context.get("expected") or context.get("expected_tags", "")).replace("'", "").replace(" or ", ", ")
        )
    for limit in ("ge", "le", "min_length", "max_length"):
        if limit in context:
            named["limit"] = f"{context[limit]:.15g}"
    if kind in ("money_text", "money_none", "years_sum"):
        named |= context
        message = "fault.money-point" if "high" in context else message
    if kind == "missing" and (end := _other_end(source.values, at)):
        message, named["value"] = f"fault.range-{end}-alone", _clipped(source.values, (*at[:-1], end))
    if kind == "answer_shares":
        named |= _shares_told(list(walk(source.values, at))[-1])
    if kind == "extra_forbidden":
        message, named["near"] = _unknown_key(source.values, at, named["key"], model)
    if message == "fault.not-text" and named["value"] == "null":
        message = "fault.no-value"
    if message in ("fault.not-number", "fault.not-whole") and re.fullmatch(r"\d+,\d+", named["value"]):
        message = "fault.decimal-comma"
    return _unseen(message, named)


def _other_end(values: Any, at: ValuePath) -> str:
    """The end of an amount that is there where the other is missing; "" for everything else."""
    other = {"low": "high", "high": "low"}.get(str(at[-1]), "")
    *_, holder = (values, *walk(values, at[:-1]))
    return other if isinstance(holder, dict) and other in holder else ""


def _unseen(message: str, named: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A fault that comes of a character which cannot be seen is told as that; every other as it is."""
    key = message == "fault.key-character"
    strange = STRANGE.search(named["key" if key else "value"])
    if strange is None or not (key or message in _OF_LETTERS):
        return message, named
    return message if key else "fault.value-character", named | {"code": f"U+{ord(strange[0]):04X}"}


def _shares_told(entry: dict[str, Any]) -> dict[str, str]:
    """The first share that is no whole number, and how shares of the same options are written."""
    shares = entry["value"] if isinstance(entry.get("value"), dict) else entry
    first = next((key for key, value in shares.items() if type(value) is not int), "")
    value = shares.get(first)
    ids = [str(each).partition(":")[0] for each in list(shares)[:2]]
    told = [f"{each}: {share}" for each, share in zip(ids, (60, 40) if len(ids) > 1 else (100,), strict=True)]
    return {"value": _cut(str(first) if value is None else f"{first}: {value}"), "known": ", ".join(told)}


def _unknown_key(values: Any, at: tuple[str | int, ...], key: str, model: type[BaseModel]) -> tuple[str, str]:
    """What to say of a key that the model does not know, and the keys that it resembles or ""."""
    if _is_half_a_text(values, at):
        return "fault.comma-in-braces", ""
    if key.lower() in _OTHER_LANGUAGES:
        return "fault.not-a-language", ""
    if STRANGE.search(key) and (meant := STRANGE.sub("", key)) in _known_keys(model):
        return "fault.key-character", meant
    near = _nearest_key(STRANGE.sub(" ", key), model)
    if not near:
        return "fault.unknown-key", ""
    return ("fault.key-elsewhere" if key in near.split("\n") else "fault.unknown-key-near"), near


@lru_cache(maxsize=4096)
def _nearest_key(key: str, model: type[BaseModel]) -> str:
    """The key of ``model`` that ``key`` resembles, "" where it resembles none."""
    return nearest_ones(key, _known_keys(model))


@lru_cache(maxsize=64)
def _known_keys(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_keys(model)))


def _is_half_a_text(values: Any, at: tuple[str | int, ...]) -> bool:
    """Whether a key is really the rest of a text in braces with a comma in it: ``{da: Yes, perhaps, en: ...}``."""
    found: list[Any] = [None, None, *walk(values, at)]
    text, rest = found[-2:]
    return rest is None and isinstance(text, dict) and bool(text.keys() & {"da", "en"})


def _clipped(values: Any, at: tuple[str | int, ...]) -> str:
    found = list(walk(values, at))
    value = found[-1] if found else ""
    if isinstance(value, dict | list):
        return "{...}" if isinstance(value, dict) else "[...]"
    words = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return _cut(words)


def _keys(model: Any, seen: set[Any] | None = None) -> list[str]:
    """Every key that ``model`` and the models inside it know."""

    seen = set() if seen is None else seen
    if model in seen or not hasattr(model, "model_fields"):
        return []
    seen.add(model)
    keys = [field.alias or name for name, field in model.model_fields.items()]
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            keys += _keys(inner, seen)
    return keys


def load_record(path: Path, model: type[ModelT]) -> ModelT:
    """What the tool itself has saved. Raises InputFault where it is damaged or newer than this version."""
    source = read_source(path, patient=True)
    refuse_newer(source)
    return parse_model(model, source)


def refuse_newer(source: Source) -> None:
    """Raise InputFault where ``source`` was written in a format that came after this version."""
    if isinstance(source.values, dict) and isinstance(source.values.get("format"), int) and source.values["format"] > 1:
        raise InputFault([fault_at(source, ("format",), "fault.newer", {})])
