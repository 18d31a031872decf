"""Files to models, or every fault with file, line, column and id. Finds the shipped content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from digitrans.errors import Fault, InCell, InputFault, UsageFault
from digitrans.nearest import nearest
from digitrans.paths import exists, is_file, is_folder
from digitrans.places import own_folders, read_once
from digitrans.reading import Mark, Source, ValuePath, read_source, read_stdin, walk

if TYPE_CHECKING:
    from pydantic import BaseModel

    from digitrans.answers import Answers
    from digitrans.content import Advice, Phases, Problem, Text
    from digitrans.instruments import Instrument
    from digitrans.layers import OwnFile
    from digitrans.portfolios.content import PortfolioContent
    from digitrans.portfolios.files import Portfolio

ModelT = TypeVar("ModelT", bound="BaseModel")


class AnySource(Protocol):
    """Values that were read, and where they stand: one file, several laid over one another, or a spreadsheet.

    ``is_layered`` says that files were laid over one another; ``slips`` are the faults found while reading.
    """

    @property
    def is_layered(self) -> bool: ...

    @property
    def name(self) -> str: ...

    @property
    def values(self) -> Any: ...

    @property
    def slips(self) -> list[Fault]: ...

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
    "answer_shares": "fault.shares-written",
    "answer_value": "fault.not-an-answer",
    "answer_date": "fault.not-date",
    "too_short": "fault.too-few",
    "too_long": "fault.too-many",
}
_OTHER_LANGUAGES = frozenset(
    ("dk", "dan", "dansk", "danish", "eng", "gb", "uk", "engelsk", "english", "sv", "no", "de")
)
_PATTERNS = {
    r"^[a-z]": "fault.not-id",
    r"\S": "fault.empty-text",
    r"^\d": "fault.not-pages",
    "^[0-9A": "fault.not-result-id",
    "^[A-Z]{3": "fault.not-currency",
}


def data_folder() -> Path:
    """The shipped content: inside the installed package, or beside ``src`` in a checkout or an editable install."""
    here = Path(__file__).resolve().parent
    for folder in (here / "data", here.parent.parent / "data"):
        if is_folder(folder / "advice"):
            return folder
    raise UsageFault("error.no-content")


def shown_name(path: Path) -> str:
    """How messages name a shipped file: ``data/advice/03-...yaml``, wherever the package is installed."""
    return "data/" + path.relative_to(data_folder()).as_posix()


def parse_model(
    model: type[ModelT], source: AnySource, also: Callable[[ModelT], Iterable[Problem]] | None = None
) -> ModelT:
    """The values of ``source`` as a ``model``. Raises InputFault with every fault that the file has.

    What only the whole shows is asked of the model's ``problems`` and of ``also``; of a faulty file as well, where the
    model can be ``salvaged`` from it.
    """
    from pydantic import ValidationError

    if not isinstance(source.values, dict):
        raise InputFault([Fault(source.name, 1, 1, "", "fault.not-mapping-file", {})])
    slips = source.slips
    try:
        loaded = model.model_validate(source.values)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        faults = _validation_faults(source, model, found[:MAX_FAULTS])
        if (salvaged := getattr(model, "salvaged", None)) is not None:
            faults = _by_place([*faults, *_problem_faults(source, _problems(salvaged(source.values), also))])
        raise InputFault([*slips, *faults]) from None
    problems = list(_problems(loaded, also))
    if slips or problems:
        raise InputFault([*slips, *(problem_fault(source, problem) for problem in problems)])
    return loaded


def _problems(loaded: Any, also: Callable[[Any], Iterable[Problem]] | None) -> Iterator[Problem]:
    if hasattr(loaded, "problems"):
        yield from loaded.problems()
    if also is not None:
        yield from also(loaded)


def _problem_faults(source: AnySource, problems: Iterable[Problem]) -> list[Fault]:
    return [problem_fault(source, each) for each in islice(problems, MAX_FAULTS)]


def _by_place(faults: list[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.source, fault.line or 0, fault.column or 0))


def problem_fault(source: AnySource, problem: Problem) -> Fault:
    """``problem`` with its place in ``source``."""
    return _fault(source, problem.at, problem.message, problem.named)


def _fault(source: AnySource, at: tuple[str | int, ...], message: str, named: dict[str, str]) -> Fault:
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


def _validation_faults(source: AnySource, model: type[BaseModel], errors: list[Any]) -> list[Fault]:
    """One fault for each place; a list is not too short where only its entries are at fault."""
    faults: dict[tuple[str | int, ...], Fault] = {}
    lacking: dict[tuple[str | int, ...], list[str]] = {}
    paths = [_real_path(source.values, error["loc"], error["type"]) for error in errors]
    holders = {path[:length] for path in paths for length in range(len(path))}
    for at, error in zip(paths, errors, strict=True):
        if error["type"] == "too_short" and at in holders:
            continue
        message, named = _worded(source, at, error, model)
        place = at[:-1] if message == "fault.missing" else at
        if message in ("fault.missing", "fault.kind-missing") and source.resembled(place):
            lacking.setdefault(place, []).append(named["key"] if message == "fault.missing" else "kind")
            continue
        faults.setdefault(at, _fault(source, place, message, named))
    found = [*faults.values(), *(_new_thing(source, place, keys) for place, keys in lacking.items())]
    return _by_place(found)


def _new_thing(source: AnySource, at: tuple[str | int, ...], keys: list[str]) -> Fault:
    """A thing with an id that is not known below: it is new and lacks something, or its id is misspelt."""
    name, known = source.resembled(at) or ("", [])
    near = nearest(name, known)
    message = "fault.new-thing-near" if near else "fault.new-thing"
    return _fault(source, at, message, {"id": name, "keys": ", ".join(keys), "near": near})


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
    named = {"value": _clipped(source.values, at), "key": str(at[-1]) if at else ""}
    if kind == "literal_error" and named["value"] in str(context.get("expected")).replace(",", "").split():
        return "fault.quoted-number", named  # it is one of the numbers allowed, but as a text
    if kind in ("literal_error", "union_tag_invalid"):
        named["allowed"] = (
            str(context.get("expected") or context.get("expected_tags", "")).replace("'", "").replace(" or ", ", ")
        )
    for limit in ("ge", "le", "min_length", "max_length"):
        if limit in context:
            named["limit"] = f"{context[limit]:.15g}"
    if kind == "answer_shares":
        named |= _shares_told(list(walk(source.values, at))[-1])
    if kind == "extra_forbidden":
        message, named["near"] = _unknown_key(source.values, at, named["key"], model)
    if message == "fault.not-text" and named["value"] == "null":
        message = "fault.no-value"
    if message in ("fault.not-number", "fault.not-whole") and re.fullmatch(r"\d+,\d+", named["value"]):
        message = "fault.decimal-comma"
    return message, named


def _shares_told(entry: dict[str, Any]) -> dict[str, str]:
    """The first share that is no whole number, and how shares of the same options are written."""
    shares = entry["value"] if isinstance(entry.get("value"), dict) else entry
    first = next((key for key, value in shares.items() if type(value) is not int), "")
    value = shares.get(first)
    ids = [str(each).partition(":")[0] for each in list(shares)[:2]]
    told = [f"{each}: {share}" for each, share in zip(ids, (60, 40) if len(ids) > 1 else (100,), strict=True)]
    return {"value": _cut(str(first) if value is None else f"{first}: {value}"), "known": ", ".join(told)}


def _unknown_key(values: Any, at: tuple[str | int, ...], key: str, model: type[BaseModel]) -> tuple[str, str]:
    """What to say of a key that the model does not know, and the key that it resembles or ""."""
    if _is_half_a_text(values, at):
        return "fault.comma-in-braces", ""
    if key.lower() in _OTHER_LANGUAGES:
        return "fault.not-a-language", ""
    near = _nearest_key(key, model)
    if not near:
        return "fault.unknown-key", ""
    return ("fault.key-elsewhere" if near == key else "fault.unknown-key-near"), near


@lru_cache(maxsize=4096)
def _nearest_key(key: str, model: type[BaseModel]) -> str:
    """The key of ``model`` that ``key`` resembles, "" where it resembles none."""
    return nearest(key, _known_keys(model))


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
    from digitrans.content import models_in

    seen = set() if seen is None else seen
    if model in seen or not hasattr(model, "model_fields"):
        return []
    seen.add(model)
    keys = [field.alias or name for name, field in model.model_fields.items()]
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            keys += _keys(inner, seen)
    return keys


def content_source(model: type[BaseModel], kind: str, subject: str, shipped: Path | None) -> AnySource:
    """The shipped file, if there is one, with the files of own content about ``subject`` laid over it.

    ``kind`` is "advice", "checklists", or the name of a file by itself, such as "phases", with "" as its subject.
    """
    base = read_source(shipped, shown_name(shipped)) if shipped is not None else None
    own = _own_files(kind).get(subject)
    if base is not None and not own:
        return base
    from digitrans.layers import LayeredSource

    siblings = tuple(shipped_files(kind)) if base is None else ()
    return LayeredSource(base, own or [], sourced_lists(model), subject, siblings)


def _own_files(kind: str) -> dict[str, list[OwnFile]]:
    if not own_folders():
        return {}
    from digitrans.layers import own_files

    return own_files(kind)


def sourced_lists(model: type[BaseModel]) -> frozenset[str]:
    """The lists of ``model`` whose things say where they come from; "" where the file itself does."""
    from digitrans.content import models_in

    names = {
        name
        for name, field in model.model_fields.items()
        for inner in models_in(field.annotation)
        if "provenance" in inner.model_fields
    }
    return frozenset(names | ({""} if "provenance" in model.model_fields else set()))


def shipped_files(kind: str) -> dict[str, Path]:
    """The shipped files of "advice" or "checklists" by id, in the order of their names."""
    paths = sorted((data_folder() / kind).glob("*.yaml"))
    return {path.stem.lstrip("0123456789-"): path for path in paths}


def shipped_path(kind: str, subject: str) -> Path | None:
    """The shipped file that own content about ``subject`` is laid over; None where there is none."""
    if subject:
        return shipped_files(kind).get(subject)
    path = data_folder() / f"{kind}.yaml"
    return path if exists(path) else None


def load_advice(number: int | None = None) -> list[Advice]:
    """All pieces of advice by number, or only the one with ``number``; an empty list where there is none."""
    shipped = shipped_files("advice")
    wanted = [each for each, path in shipped.items() if number is None or path.name.startswith(f"{number:02d}-")]
    own = [each for each in _own_files("advice") if each not in shipped]
    taken = {int(path.name.split("-")[0]): each for each, path in shipped.items()}
    found = [load_one_advice(each, shipped.get(each), taken) for each in (*wanted, *own)]
    return sorted((each for each in found if number in (None, each.number)), key=lambda each: each.number)


def find_advice(wanted: str | None) -> Advice | None:
    """The piece of advice with this number or id, None where there is none."""
    return next((each for each in load_advice() if wanted in (each.id, str(each.number))), None)


def load_one_advice(subject: str, shipped: Path | None, taken: dict[int, str]) -> Advice:
    """One piece of advice by its id; ``taken`` has the numbers that are spoken for, and gets the one of this."""
    from digitrans.content import Advice

    source = content_source(Advice, "advice", subject, shipped)
    advice = parse_model(Advice, source)
    if not source.is_layered:
        return advice
    if advice.id != subject:
        raise InputFault([_fault(source, ("id",), "fault.id-not-file", {"id": advice.id})])
    if taken.setdefault(advice.number, subject) != subject:
        raise InputFault([_fault(source, ("number",), "fault.number-taken", {"value": str(advice.number)})])
    if shipped is not None and not shipped.name.startswith(f"{advice.number:02d}-"):
        raise InputFault([_fault(source, ("number",), "fault.number-stays", {"value": str(advice.number)})])
    from digitrans.references import advice_references

    _refuse(source, list(advice_references(advice, _phase_ids(), set(instrument_ids()))))
    return advice


def _refuse(source: AnySource, problems: list[Problem]) -> None:
    if problems:
        raise InputFault([problem_fault(source, each) for each in problems])


def load_phases() -> Phases:
    """The phases of the advice, in their order."""
    from digitrans.content import Phases

    return parse_model(Phases, content_source(Phases, "phases", "", data_folder() / "phases.yaml"))


def _phase_ids() -> set[str]:
    """The ids of the phases, read once in a run."""
    return read_once(data_folder() / "phases.yaml", lambda _: {each.id for each in load_phases().phases})


def load_portfolio_content() -> PortfolioContent:
    """The rules and texts of portfolio scoring."""
    from digitrans.portfolios.content import PortfolioContent

    path = data_folder() / "portfolio.yaml"
    return parse_model(PortfolioContent, content_source(PortfolioContent, "portfolio", "", path))


def read_portfolio(file: str, also: Callable[[Portfolio], Iterable[Problem]] | None = None) -> tuple[Portfolio, Source]:
    """The portfolio in ``file`` ("-" is standard input) and its text.

    Raises InputFault with every fault, of a spreadsheet that it must be imported; ``also`` finds what cannot be known
    without the content.
    """
    from digitrans.portfolios.files import MAX_BYTES, MAX_NODES, Portfolio

    limits = MAX_BYTES, MAX_NODES
    try:
        source = read_stdin(*limits) if file == "-" else read_source(file, None, *limits)
        refuse_newer(source)
        return parse_model(Portfolio, source, also), source
    except InputFault:
        if is_spreadsheet(file):
            named = f'"{file}"' if " " in file else file
            raise InputFault([Fault(file, None, None, "", "fault.import-first", {"file": named})]) from None
        raise


def is_spreadsheet(file: str) -> bool:
    """Whether there is a file of this name that is a spreadsheet, by its ending or by how it begins."""
    try:
        if not is_file(file):
            return False
        if Path(file).suffix.lower() in (".csv", ".tsv", ".xlsx", ".xlsm", ".xls"):
            return True
        with Path(file).open("rb") as opened:
            return opened.read(4) == b"PK\x03\x04"
    except (OSError, ValueError):
        return False


def instrument_ids() -> list[str]:
    """The ids of all questionnaires and checklists: the names of their files, in alphabetical order."""
    ids = shipped_files("checklists").keys() | _own_files("checklists").keys()
    return sorted(ids - _left_out())


def _left_out() -> set[str]:
    """The questionnaires and checklists that own content takes away."""
    if not own_folders():
        return set()
    from digitrans.layers import own_layers

    return {each for folder in own_layers() for each in folder.left_out}


def load_instrument(instrument_id: str, kind: str | None = None) -> Instrument:
    """The questionnaire or checklist with this id. Raises UsageFault, with the nearest id, where there is none.

    ``kind`` says that only "questionnaire" or only "checklist" is worth offering then.
    """
    from digitrans.instruments import Instrument

    _check_instrument_id(instrument_id, kind)
    source = instrument_source(instrument_id)
    instrument = parse_model(Instrument, source)
    if instrument.id != instrument_id:
        raise InputFault([_fault(source, ("id",), "fault.id-not-file", {"id": instrument.id})])
    if source.is_layered:
        from digitrans.references import instrument_references

        advice = shipped_files("advice").keys() | _own_files("advice").keys()
        ids = set(instrument_ids())
        _refuse(source, list(instrument_references(instrument, set(advice), _phase_ids(), ids)))
    return instrument


def _check_instrument_id(instrument_id: str, kind: str | None = None) -> None:
    ids = instrument_ids()
    if instrument_id not in ids:
        ids = [each for each in ids if kind is None or _is_of_kind(each, kind)]
        near = nearest(instrument_id, ids)
        raise UsageFault(
            "error.no-instrument-near" if near else "error.no-instrument",
            id=instrument_id,
            near=near,
            ids=", ".join(ids),
        )


def _is_of_kind(instrument_id: str, kind: str) -> bool:
    try:
        return instrument_kind(instrument_id) == kind
    except InputFault:
        return True  # own content that is at fault: opening it says what is wrong


def instrument_source(instrument_id: str) -> AnySource:
    """The values of a questionnaire or checklist that is there, before they are checked."""
    from digitrans.instruments import Instrument

    return content_source(Instrument, "checklists", instrument_id, shipped_files("checklists").get(instrument_id))


def instrument_kind(instrument_id: str) -> str:
    """ "questionnaire" or "checklist", from the file's own line and without reading the rest of it if it is shipped."""
    path = shipped_path("checklists", instrument_id)
    if path is None or instrument_id in _own_files("checklists"):
        return load_instrument(instrument_id).kind
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
        repeat = instrument_source(each).values.get("repeat")
        if isinstance(repeat, dict) and repeat.get("id") == repeat_id:
            found.append(each)
    return found


def instrument_title(instrument_id: str) -> Text:
    """The title; the rest of the file is not checked where it is shipped."""
    from digitrans.content import Text

    source = instrument_source(instrument_id)
    if source.is_layered:
        return load_instrument(instrument_id).title
    return Text.model_validate(source.values["title"])


def load_instruments() -> list[Instrument]:
    """Every questionnaire and checklist, by id."""
    return [load_instrument(each) for each in instrument_ids()]


def load_record(path: Path, model: type[ModelT]) -> ModelT:
    """What the tool itself has saved. Raises InputFault where it is damaged or newer than this version."""
    source = read_source(path)
    refuse_newer(source)
    return parse_model(model, source)


def refuse_newer(source: Source) -> None:
    """Raise InputFault where ``source`` was written in a format that came after this version."""
    if isinstance(source.values, dict) and isinstance(source.values.get("format"), int) and source.values["format"] > 1:
        raise InputFault([_fault(source, ("format",), "fault.newer", {})])


def load_answers(path: Path, instrument: Instrument) -> Answers:
    """Answers to ``instrument`` from YAML, JSON or what the tool itself wrote. Raises InputFault with every fault."""
    return answers_of(_answers_source(path), instrument)


def load_saved_answers(path: Path, instrument: Instrument) -> Answers:
    """The answers of a saved result, which is never written again. Raises InputFault with every fault.

    Where the tool wrote the file, keys at its top that are unknown come from a later version and are passed over.
    """
    return answers_of(read_source(path), instrument, saved=True)


def answers_of(source: Source, instrument: Instrument, *, saved: bool = False) -> Answers:
    """The answers in ``source``; ``saved`` says that it is a saved result. Raises InputFault with every fault."""
    refuse_newer(source)
    from digitrans.answers import AnswerFile, SavedAnswerFile, answers_from, is_by_tool, problems_among, problems_with

    try:
        file = parse_model(SavedAnswerFile if saved and is_by_tool(source.values) else AnswerFile, source)
    except InputFault as fault:
        more = [problem_fault(source, each) for each in problems_among(source.values, instrument)]
        raise InputFault(sorted([*fault.faults, *more], key=lambda each: each.line or 0)) from None
    problems = list(problems_with(file, instrument))
    if problems:
        raise InputFault([problem_fault(source, problem) for problem in problems])
    return answers_from(file, instrument)


def _answers_source(path: Path) -> Source:
    return read_stdin() if str(path) == "-" else read_source(path)
