"""Answers in files: what they may say, whether they fit their questionnaire, and how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from digitrans.answers.data import FORMAT
from digitrans.answers.fingerprints import fingerprint
from digitrans.answers.kinds import MAX_NOTE, value_fault, value_from
from digitrans.answers.values import MAX_NAME, UNANSWERED, About, Answer, Answers, Missing, Unit, Used
from digitrans.content.catalogue import going_on, instrument_ids, is_of_supplement
from digitrans.content.instruments import Instrument
from digitrans.content.items import Allocation, AnyItem
from digitrans.content.models import Id, Many, repeated_ids
from digitrans.errors import Problem
from digitrans.files.sources import Source, read_source, read_stdin
from digitrans.files.validation import parse_model, refuse_newer
from digitrans.texts.dates import is_time
from digitrans.texts.spelling import nearest_ones

if TYPE_CHECKING:
    from pydantic import BaseModel

    from digitrans.answers.values import Answers
    from digitrans.content.instruments import Instrument
    from digitrans.errors import Problem


class _FileModel(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)


def _check_value(value: Any) -> Any:
    whole = type(value) in (int, float, str) or value is None
    several = isinstance(value, list) and all(type(each) is str for each in value)
    shares = isinstance(value, dict) and all(type(each) is int for each in value.values())
    if whole or several or shares:
        return value
    raise PydanticCustomError("answer_shares" if isinstance(value, dict) else "answer_value", "no answer")


def _check_date(value: Any) -> str:
    try:
        return (value if type(value) is date else date.fromisoformat(value)).isoformat()
    except (TypeError, ValueError):
        raise PydanticCustomError("answer_date", "no date") from None


class AnswerEntry(_FileModel):
    """One answer as a file has it: by itself, or as ``value`` beside a note, an owner or a date."""

    value: Annotated[Any, PlainValidator(_check_value)] = None
    note: Annotated[str, Field(max_length=MAX_NOTE)] | None = None
    owner: Annotated[str, Field(max_length=MAX_NAME)] | None = None
    due: Annotated[str | date, PlainValidator(_check_date)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, given: Any) -> Any:
        beside = isinstance(given, dict) and ("value" in given or given.keys() & {"note", "owner", "due"})
        return given if beside else {"value": given}


class UnitName(_FileModel):
    """A unit of a repeated instrument as a file has it."""

    id: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME, pattern=r"\S")]


class UnitEntry(UnitName):
    """A unit with the answers for it."""

    answers: dict[str, AnswerEntry] = {}


class UsedEntry(_FileModel):
    """A folder of own content as a saved result has it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")] | None = None


OneName = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME, pattern=r"\S")]


class AnswerAbout(_FileModel):
    """The initiative that answers are about, as a file has it: its name alone, or beside its id and organisation."""

    name: OneName
    id: Id | None = None
    organisation: OneName | None = None

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, given: Any) -> Any:
        return {"name": given} if isinstance(given, str) else given


ResultId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,32}$")]


class AnswerFile(_FileModel):
    """An answers file, written by hand or by the tool. ``result`` is what the tool computed; it is made anew."""

    format: Annotated[int, Field(ge=1)] = FORMAT
    kind: str | None = None
    id: ResultId | None = None
    instrument: Id
    version: Annotated[int, Field(ge=1)] | None = None
    fingerprint: str | None = None
    short: bool = False
    started: str | None = None
    finished: str | None = None
    answers: dict[str, AnswerEntry] = {}
    units: Many[UnitEntry] = ()
    items: dict[str, str] = {}
    respondent: ResultId | None = None
    content: Annotated[Many[UsedEntry], Field(max_length=20)] = ()
    about: AnswerAbout | None = None
    result: Any = None


class SavedAnswerFile(AnswerFile):
    """A result as the tool saved it, perhaps a later version of the tool: keys at the top that are unknown are fine."""

    model_config = ConfigDict(extra="ignore")


def is_by_tool(values: Any) -> bool:
    """Whether a file says of itself that the tool wrote it: its kind and the id of a result."""
    return isinstance(values, dict) and values.get("kind") == "answers" and isinstance(values.get("id"), str)


def _elsewhere(told: str, instrument: Instrument) -> Problem:
    """Answers that belong to another questionnaire or checklist, with the command that takes them."""
    if told not in instrument_ids():
        return Problem(("instrument",), "fault.no-such-instrument", {"value": told, "id": instrument.id})
    named = {"value": told, "id": instrument.id, "command": going_on(told)}
    return Problem(("instrument",), "fault.other-instrument", named)


def problems_with(file: AnswerFile, instrument: Instrument) -> Iterator[Problem]:
    """What in an answers file does not fit the instrument.

    Items and options that the questionnaire no longer has are a fault only where the file was written for this version.
    """
    if file.instrument != instrument.id:
        yield _elsewhere(file.instrument, instrument)
        return
    if "answers" not in file.model_fields_set and not file.units:
        yield Problem((), "fault.missing", {"key": "answers"})
    if file.short and not any(item.short for item in instrument.items):
        yield Problem(("short",), "fault.no-short", {})
    if file.about is not None and instrument.initiative is None:
        yield Problem(("about",), "fault.no-initiative", {"id": instrument.id})
    for name in ("started", "finished"):
        given = getattr(file, name)
        if given is not None and not is_time(given):
            yield Problem((name,), "fault.not-time", {"value": given})
    same = file.fingerprint in (None, fingerprint(instrument))
    yield from _unit_problems(file, instrument)
    yield from _answer_problems(("answers",), file.answers, instrument, repeated=False, ids=same, fits=same)
    for index, unit in enumerate(file.units):
        at = ("units", index, "answers")
        yield from _answer_problems(at, unit.answers, instrument, repeated=True, ids=same, fits=same)


def problems_among(values: Any, instrument: Instrument) -> Iterator[Problem]:
    """What does not fit among the answers of a file that has faults of its own, so that all are told at once."""
    given = values if isinstance(values, dict) else {}
    if isinstance(told := given.get("instrument"), str) and told != instrument.id:
        yield _elsewhere(told, instrument)
        return
    for name in ("started", "finished"):
        if isinstance(told := given.get(name), str) and not is_time(told):
            yield Problem((name,), "fault.not-time", {"value": told})
    same = given.get("fingerprint") in (None, fingerprint(instrument))
    entries = _readable(given.get("answers"), instrument)
    yield from _answer_problems(("answers",), entries, instrument, repeated=False, ids=same, fits=same)
    units = given.get("units")
    if isinstance(units, list) and units and instrument.repeat is None:
        yield Problem(("units",), "fault.no-units", {"id": instrument.id})
    for index, unit in enumerate(units if isinstance(units, list) else ()):
        entries = _readable(unit.get("answers") if isinstance(unit, dict) else None, instrument)
        at = ("units", index, "answers")
        yield from _answer_problems(at, entries, instrument, repeated=True, ids=same, fits=same)


def _readable(given: Any, instrument: Instrument) -> dict[str, AnswerEntry]:
    """The answers that can be read, and of those to what is not asked that they are there."""
    entries, known = {}, {item.id for item in instrument.items}
    for item_id, plain in given.items() if isinstance(given, dict) else ():
        if item_id not in known:
            entries[item_id] = AnswerEntry()
        with suppress(ValidationError):
            entries[item_id] = AnswerEntry.model_validate(plain)
    return entries


def _once(instrument: Instrument) -> dict[str, AnyItem]:
    return {item.id: item for item in instrument.items if instrument.repeat is None or item.once}


def _repeated_items(instrument: Instrument) -> dict[str, AnyItem]:
    return {item.id: item for item in instrument.items if instrument.repeat is not None and not item.once}


def _unit_problems(file: AnswerFile, instrument: Instrument) -> Iterator[Problem]:
    if file.units and instrument.repeat is None:
        yield Problem(("units",), "fault.no-units", {"id": instrument.id})
    elif instrument.repeat is not None and len(file.units) > instrument.repeat.at_most:
        yield Problem(("units",), "fault.too-many", {"limit": str(instrument.repeat.at_most)})
    yield from repeated_ids(("units",), [unit.id for unit in file.units])


def _answer_problems(
    at: tuple[str | int, ...],
    entries: Mapping[str, AnswerEntry],
    instrument: Instrument,
    *,
    repeated: bool,
    ids: bool,
    fits: bool,
) -> Iterator[Problem]:
    """``ids``: whether an item that is not there is a fault; ``fits``: whether a value that does not fit is one."""
    items = _repeated_items(instrument) if repeated else _once(instrument)
    elsewhere = _once(instrument) if repeated else _repeated_items(instrument)
    for item_id, entry in entries.items():
        if item_id in items:
            if isinstance(entry.value, dict) and entry.value and not isinstance(items[item_id], Allocation):
                yield from _key_problems((*at, item_id), entry.value)
            elif fits and (told := value_fault(items[item_id], entry.value)):
                yield Problem((*at, item_id), *told)
        elif item_id in elsewhere:
            message = "fault.belongs-once" if repeated else "fault.belongs-in-units"
            yield Problem((*at, item_id), message, {"id": item_id})
        elif ids and not is_of_supplement(instrument.id, item_id):
            near = nearest_ones(item_id, items)
            message = "fault.unknown-item-near" if near else "fault.unknown-item"
            yield Problem((*at, item_id), message, {"id": item_id, "near": near})


def _key_problems(at: tuple[str | int, ...], entry: Mapping[str, Any]) -> Iterator[Problem]:
    for key in entry:
        near = nearest_ones(key, {"value", "note", "owner", "due"} - {key})
        message = "fault.unknown-key-near" if near else "fault.unknown-key"
        yield Problem((*at, key), message, {"key": key, "near": near})


def answers_from(file: AnswerFile, instrument: Instrument) -> Answers:
    """A checked answers file as a value."""
    values = _values("", file.answers, _once(instrument))
    for unit in file.units:
        values |= _values(f"{unit.id}/", unit.answers, _repeated_items(instrument))
    return Answers(
        instrument=instrument.id,
        version=file.version or instrument.version,
        short=file.short,
        values=values,
        id=file.id,
        started=file.started,
        finished=file.finished,
        fingerprint=file.fingerprint,
        units=tuple(Unit(unit.id, unit.name) for unit in file.units),
        items=file.items,
        respondent=file.respondent,
        content=tuple(Used(each.name, each.hash) for each in file.content),
        about=_about(file.about),
    )


def _about(entry: AnswerAbout | None) -> About | None:
    """The initiative on one line."""
    return None if entry is None else About(" ".join(entry.name.split()), entry.id, entry.organisation)


def _values(mark: str, entries: Mapping[str, AnswerEntry], items: Mapping[str, AnyItem]) -> dict[str, Answer]:
    given = {mark + each: _answer(items[each], entry) for each, entry in entries.items() if each in items}
    return {key: answer for key, answer in given.items() if answer != UNANSWERED}


def _answer(item: AnyItem, entry: AnswerEntry) -> Answer:
    note, owner = (text if text and text.strip() else None for text in (entry.note, entry.owner))
    value = Missing.UNANSWERED if value_fault(item, entry.value) else value_from(item, entry.value)
    return Answer(value, note, owner, str(entry.due) if entry.due else None)


def load_answers(path: Path, instrument: Instrument) -> Answers:
    """Answers to ``instrument`` from YAML, JSON or what the tool itself wrote. Raises InputFault with every fault."""
    return answers_of(_answers_source(path), instrument)


def load_saved_answers(path: Path, instrument: Instrument) -> Answers:
    """The answers of a saved result, which is never written again. Raises InputFault with every fault.

    Where the tool wrote the file, keys at its top that are unknown come from a later version and are passed over.
    """
    return answers_of(read_source(path, patient=True), instrument, saved=True)


def answers_of(source: Source, instrument: Instrument, *, saved: bool = False) -> Answers:
    """The answers in ``source``; ``saved`` says that it is a saved result. Raises InputFault with every fault."""
    refuse_newer(source)
    model = SavedAnswerFile if saved and is_by_tool(source.values) else AnswerFile
    file = parse_model(
        model, source, lambda found: problems_with(found, instrument), lambda values: problems_among(values, instrument)
    )
    return answers_from(file, instrument)


def _answers_source(path: Path) -> Source:
    return read_stdin(patient=True) if str(path) == "-" else read_source(path, patient=True)
