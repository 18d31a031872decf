"""Files to models, or every fault with file, line, column and id. Finds the shipped content."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.reading import Source, read_source, read_stdin, walk

if TYPE_CHECKING:
    from pydantic import BaseModel

    from digitrans.answers import Answers
    from digitrans.content import Advice, Phases, Problem, Text
    from digitrans.instruments import Instrument
    from digitrans.portfolio_content import PortfolioContent
    from digitrans.portfolios import Portfolio

ModelT = TypeVar("ModelT", bound="BaseModel")

# pydantic's type of error, and the message of ours that says it. What is not listed gets a general message.
_MESSAGES = {
    "missing": "fault.missing",
    "extra_forbidden": "fault.unknown-key",
    "string_type": "fault.not-text",
    "string_too_short": "fault.empty-text",
    "string_too_long": "fault.long-text",
    "int_type": "fault.not-whole",
    "int_from_float": "fault.not-whole",
    "float_type": "fault.not-number",
    "finite_number": "fault.not-number",
    "bool_type": "fault.not-bool",
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
    "answer_value": "fault.not-an-answer",
    "answer_date": "fault.not-date",
    "too_short": "fault.too-few",
    "too_long": "fault.too-many",
}
_PATTERNS = {
    r"^[a-z]": "fault.not-id",
    r"\S": "fault.empty-text",
    r"^\d": "fault.not-pages",
    "^[0-9A": "fault.not-result-id",
}


def data_folder() -> Path:
    """The shipped content: inside the installed package, or beside ``src`` in a checkout or an editable install."""
    here = Path(__file__).resolve().parent
    for folder in (here / "data", here.parent.parent / "data"):
        if (folder / "advice").is_dir():
            return folder
    raise UsageFault("error.no-content")


def shown_name(path: Path) -> str:
    """How messages name a shipped file: ``data/advice/03-...yaml``, wherever the package is installed."""
    return "data/" + path.relative_to(data_folder()).as_posix()


def parse_model(model: type[ModelT], source: Source) -> ModelT:
    """The values of ``source`` as a ``model``. Raises InputFault with every fault that the file has."""
    from pydantic import ValidationError

    if not isinstance(source.values, dict):
        raise InputFault([Fault(source.name, 1, 1, "", "fault.not-mapping-file", {})])
    try:
        loaded = model.model_validate(source.values)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise InputFault(_validation_faults(source, model, found)) from None
    if problems := list(loaded.problems()) if hasattr(loaded, "problems") else []:
        raise InputFault([problem_fault(source, problem) for problem in problems])
    return loaded


def problem_fault(source: Source, problem: Problem) -> Fault:
    """``problem`` with its place in ``source``."""
    return _fault(source, problem.at, problem.message, problem.named)


def _fault(source: Source, at: tuple[str | int, ...], message: str, named: dict[str, str]) -> Fault:
    mark = source.mark(at)
    where = readable_path(source.values, at)
    return Fault(source.name, mark.line if mark else None, mark.column if mark else None, where, message, named)


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


def _validation_faults(source: Source, model: type[BaseModel], errors: list[Any]) -> list[Fault]:
    """One fault for each place; a list is not too short where only its entries are at fault."""
    faults: dict[tuple[str | int, ...], Fault] = {}
    paths = [_real_path(source.values, error["loc"], error["type"]) for error in errors]
    for at, error in zip(paths, errors, strict=True):
        inside = any(other[: len(at)] == at and len(other) > len(at) for other in paths)
        if error["type"] == "too_short" and inside:
            continue
        message, named = _worded(source, at, error, model)
        faults.setdefault(at, _fault(source, at[:-1] if message == "fault.missing" else at, message, named))
    return sorted(faults.values(), key=lambda fault: (fault.line or 0, fault.column or 0))


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
    source: Source, at: tuple[str | int, ...], error: Any, model: type[BaseModel]
) -> tuple[str, dict[str, str]]:
    context = error.get("ctx", {})
    kind = error["type"]
    message = _MESSAGES.get(kind, "fault.not-usable")
    if kind == "string_pattern_mismatch":
        message = next((ours for start, ours in _PATTERNS.items() if context["pattern"].startswith(start)), message)
    named = {"value": _clipped(source.values, at), "key": str(at[-1]) if at else ""}
    if kind in ("literal_error", "union_tag_invalid"):
        named["allowed"] = (
            str(context.get("expected") or context.get("expected_tags", "")).replace("'", "").replace(" or ", ", ")
        )
    for limit in ("ge", "le", "min_length", "max_length"):
        if limit in context:
            named["limit"] = f"{context[limit]:.15g}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(named["key"], _keys(model), n=1)
        if near and near[0] != named["key"]:
            message, named["near"] = "fault.unknown-key-near", near[0]
    return message, named


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
    keys = list(model.model_fields)
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            keys += _keys(inner, seen)
    return keys


def _models_in(annotation: Any) -> list[Any]:
    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in _models_in(inner)]


def load_advice(number: int | None = None) -> list[Advice]:
    """All pieces of advice by number, or only the one with ``number``; an empty list where there is none."""
    from digitrans.content import Advice

    pattern = "*.yaml" if number is None else f"{number:02d}-*.yaml"
    paths = sorted((data_folder() / "advice").glob(pattern))
    return [parse_model(Advice, read_source(path, shown_name(path))) for path in paths]


def load_phases() -> Phases:
    """The phases of the advice, in their order."""
    from digitrans.content import Phases

    path = data_folder() / "phases.yaml"
    return parse_model(Phases, read_source(path, shown_name(path)))


def load_portfolio_content() -> PortfolioContent:
    """The rules and texts of portfolio scoring."""
    from digitrans.portfolio_content import PortfolioContent

    path = data_folder() / "portfolio.yaml"
    return parse_model(PortfolioContent, read_source(path, shown_name(path)))


def read_portfolio(file: str) -> tuple[Portfolio, Source]:
    """The portfolio in ``file`` ("-" is standard input) and its text. Raises InputFault with every fault."""
    from digitrans.portfolios import MAX_BYTES, MAX_NODES, Portfolio

    limits = MAX_BYTES, MAX_NODES
    source = read_stdin(*limits) if file == "-" else read_source(Path(file), None, *limits)
    if isinstance(source.values, dict) and isinstance(source.values.get("format"), int) and source.values["format"] > 1:
        raise InputFault([_fault(source, ("format",), "fault.newer", {})])
    return parse_model(Portfolio, source), source


def instrument_ids() -> list[str]:
    """The ids of all questionnaires and checklists: the names of their files, in alphabetical order."""
    return sorted(path.stem for path in (data_folder() / "checklists").glob("*.yaml"))


def load_instrument(instrument_id: str) -> Instrument:
    """The questionnaire or checklist with this id. Raises UsageFault, with the nearest id, where there is none."""
    from digitrans.instruments import Instrument

    ids = instrument_ids()
    if instrument_id not in ids:
        near = difflib.get_close_matches(instrument_id, ids, n=1)
        raise UsageFault(
            "error.no-instrument-near" if near else "error.no-instrument",
            id=instrument_id,
            near=near[0] if near else "",
            ids=", ".join(ids),
        )
    path = data_folder() / "checklists" / f"{instrument_id}.yaml"
    source = read_source(path, shown_name(path))
    instrument = parse_model(Instrument, source)
    if instrument.id != instrument_id:
        raise InputFault([_fault(source, ("id",), "fault.id-not-file", {"id": instrument.id})])
    return instrument


def instrument_kind(instrument_id: str) -> str:
    """ "questionnaire" or "checklist", from the file's own line and without reading the rest of it."""
    path = data_folder() / "checklists" / f"{instrument_id}.yaml"
    found = re.search(r"^kind:\s*(\w+)", path.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    return found[1] if found else "questionnaire"


def opening(instrument_id: str) -> str:
    """The command that opens a questionnaire or a checklist."""
    does = "checklist show" if instrument_kind(instrument_id) == "checklist" else "assess"
    return f"digitrans {does} {instrument_id}"


def repeated_for(repeat_id: str) -> list[str]:
    """The ids of the instruments that are repeated for the same things."""
    found = []
    for each in instrument_ids():
        path = data_folder() / "checklists" / f"{each}.yaml"
        repeat = read_source(path, shown_name(path)).values.get("repeat")
        if isinstance(repeat, dict) and repeat.get("id") == repeat_id:
            found.append(each)
    return found


def instrument_title(instrument_id: str) -> Text:
    """The title, without checking the rest of the file."""
    from digitrans.content import Text

    path = data_folder() / "checklists" / f"{instrument_id}.yaml"
    return Text.model_validate(read_source(path, shown_name(path)).values["title"])


def load_instruments() -> list[Instrument]:
    """Every questionnaire and checklist, by id."""
    return [load_instrument(each) for each in instrument_ids()]


def refuse_newer(source: Source) -> None:
    """Raise InputFault where ``source`` was written in a format that came after this version."""
    if isinstance(source.values, dict) and isinstance(source.values.get("format"), int) and source.values["format"] > 1:
        raise InputFault([_fault(source, ("format",), "fault.newer", {})])


def load_answers(path: Path, instrument: Instrument) -> Answers:
    """Answers to ``instrument`` from YAML, JSON or what the tool itself wrote. Raises InputFault with every fault."""
    return answers_of(_answers_source(path), instrument)


def answers_of(source: Source, instrument: Instrument) -> Answers:
    """The answers in ``source``. Raises InputFault with every fault."""
    refuse_newer(source)
    from digitrans.answers import AnswerFile, answers_from, problems_among, problems_with

    try:
        file = parse_model(AnswerFile, source)
    except InputFault as fault:
        more = [problem_fault(source, each) for each in problems_among(source.values, instrument)]
        raise InputFault(sorted([*fault.faults, *more], key=lambda each: each.line or 0)) from None
    problems = list(problems_with(file, instrument))
    if problems:
        raise InputFault([problem_fault(source, problem) for problem in problems])
    return answers_from(file, instrument)


def _answers_source(path: Path) -> Source:
    return read_stdin() if str(path) == "-" else read_source(path)
