"""Answers: what a respondent said, item by item, and whether it fits the questionnaire.

"Don't know" and "not relevant" are answers and no numbers; an item without an answer is unanswered. The three are
defined here and nowhere else, and none of them is ever a zero.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from digitrans.content import Id, Many, Problem, repeated_ids
from digitrans.dates import is_time
from digitrans.instruments import STATUSES, Allocation, AnyItem, Choice, Choices, Instrument, Number, Rating, Slider
from digitrans.instruments import Status as StatusItem
from digitrans.nearest import nearest
from digitrans.slugs import free, slug

FORMAT = 1
MAX_NOTE = 2000
MAX_NAME = 200
_WORDS = ("dont-know", "not-relevant")

Shares = tuple[tuple[str, int], ...]
Value = int | float | str | tuple[str, ...] | Shares
"""A rating, a position or a number; a choice, a status or a text; several choices; or the shares of an allocation."""


class Missing(Enum):
    """Why an item has no value."""

    UNANSWERED = "unanswered"
    DONT_KNOW = "dont-know"
    NOT_RELEVANT = "not-relevant"


@dataclass(frozen=True)
class Answer:
    """One answer, or why there is none; with the leader's own note, if any.

    ``value``: rating 1 to 5, slider -2 to +2, number; id of the option chosen, status, or text; ids of several options;
    (option, whole per cent) pairs that add up to 100. ``owner`` and ``due`` (ISO date) belong to lines of checklists.
    """

    value: Value | Missing = Missing.UNANSWERED
    note: str | None = None
    owner: str | None = None
    due: str | None = None

    @property
    def number(self) -> int | None:
        """The rating or position; None where the answer is something else, or there is none."""
        return self.value if isinstance(self.value, int) else None

    @property
    def text(self) -> str | None:
        """The text, or the id of the option or status chosen; None where the answer is something else."""
        return self.value if isinstance(self.value, str) else None


UNANSWERED = Answer()


@dataclass(frozen=True)
class Unit:
    """One of the things that a repeated instrument is asked for: a department, a group of stakeholders."""

    id: str
    name: str


def units_from(names: Iterable[str]) -> tuple[Unit, ...]:
    """Units with ids made from their names: "Børn og unge" gives "boern-og-unge"."""
    units: dict[str, Unit] = {}
    for name in names:
        unit_id = free(slug(name, "unit"), units)
        units[unit_id] = Unit(unit_id, name)
    return tuple(units.values())


@dataclass(frozen=True)
class Asked:
    """One question as it is put: the item, the unit it is put for (None where there is none), and the answer's key."""

    item: AnyItem
    unit: Unit | None = None

    @property
    def key(self) -> str:
        """The key of ``Answers.values``: "item", or "unit/item"."""
        return self.item.id if self.unit is None else f"{self.unit.id}/{self.item.id}"


@dataclass(frozen=True)
class Used:
    """A folder of own content that was in force. ``hash`` is None where it says nothing about the instrument."""

    name: str
    hash: str | None = None


@dataclass(frozen=True)
class Answers:
    """What one respondent answered to one instrument. ``values`` holds only items that were touched.

    Where the instrument is repeated, ``units`` are what it is repeated for, and keys of ``values`` are "unit/item".
    ``started`` and ``finished`` are ISO 8601 times, None where they are not known; ``id`` is None until it is saved.
    ``items`` has the fingerprint of every item that was asked, empty where it is not known. ``respondent`` is the code
    of one of several people, None where there is only one.
    ``content`` is the own content that was in force, lowest first.
    """

    instrument: str
    version: int
    short: bool = False
    values: Mapping[str, Answer] = field(default_factory=dict)
    id: str | None = None
    started: str | None = None
    finished: str | None = None
    fingerprint: str | None = None
    units: tuple[Unit, ...] = ()
    items: Mapping[str, str] = field(default_factory=dict)
    respondent: str | None = None
    content: tuple[Used, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))
        object.__setattr__(self, "items", MappingProxyType(dict(self.items)))

    def __getitem__(self, item_id: str) -> Answer:
        return self.values.get(item_id, UNANSWERED)

    def open_among(self, questions: Iterable[Asked]) -> tuple[Asked, ...]:
        """Those of ``questions`` that nothing was answered to; a note alone is no answer."""
        return tuple(each for each in questions if self[each.key].value is Missing.UNANSWERED)

    def of_unit(self, unit: Unit) -> Answers:
        """The answers for one unit, beside those asked once: keys are ids of items, as without repetition."""
        mark = f"{unit.id}/"
        own = {key.removeprefix(mark): each for key, each in self.values.items() if key.startswith(mark)}
        once = {key: each for key, each in self.values.items() if "/" not in key}
        return replace(self, values={**once, **own}, units=())

    def asked_once(self) -> Answers:
        """The answers that are for no unit."""
        return replace(self, values={key: each for key, each in self.values.items() if "/" not in key})


class _FileModel(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


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
    result: Any = None


class SavedAnswerFile(AnswerFile):
    """A result as the tool saved it, perhaps a later version of the tool: keys at the top that are unknown are fine."""

    model_config = ConfigDict(extra="ignore")


def is_by_tool(values: Any) -> bool:
    """Whether a file says of itself that the tool wrote it: its kind and the id of a result."""
    return isinstance(values, dict) and values.get("kind") == "answers" and isinstance(values.get("id"), str)


def fingerprint(instrument: Instrument) -> str:
    """Twelve hexadecimal digits that change when what an item asks does, and when items come, go or move."""
    told = list(item_fingerprints(instrument, short=False).items())
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


_ASKED = {"id", "kind", "text", "reverse", "left", "right", "options", "unit", "lowest", "highest"}


def item_fingerprints(instrument: Instrument, short: bool) -> dict[str, str]:
    """For every item of the form, eight hexadecimal digits that change when what is asked does.

    What is asked are the words, the scale or the options and the direction; not the help, nor where the item belongs.
    """
    scales = {each.id: [(label.da, label.en) for label in each.labels] for each in instrument.scales}
    return {
        item.id: hashlib.sha256(
            repr(
                (
                    sorted(item.model_dump(include=_ASKED, exclude_defaults=True).items()),
                    scales.get(getattr(item, "scale", "")),
                )
            ).encode()
        ).hexdigest()[:8]
        for item in asked_items(instrument, short)
    }


def stamped(answers: Answers, instrument: Instrument) -> Answers:
    """``answers`` with the fingerprints of the instrument, as a whole and item by item."""
    prints = item_fingerprints(instrument, answers.short)
    return replace(answers, fingerprint=fingerprint(instrument), version=instrument.version, items=prints)


def without_reworded(answers: Answers, instrument: Instrument) -> tuple[Answers, int]:
    """``answers`` without those to items that ask something else today, and how many those were."""
    now = item_fingerprints(instrument, short=False)
    stale = {each for each, known in answers.items.items() if now.get(each) != known}
    kept = {key: each for key, each in answers.values.items() if key.rpartition("/")[2] not in stale}
    return replace(answers, values=kept), len(answers.values) - len(kept)


def asked_items(instrument: Instrument, short: bool) -> tuple[AnyItem, ...]:
    """The items of the form: all of them, or those of the short one."""
    return tuple(item for item in instrument.items if item.short or not short)


def asked(instrument: Instrument, answers: Answers) -> tuple[Asked, ...]:
    """Every question of the form in its order. A repeated item is put for one unit after the other."""
    questions: list[Asked] = []
    for item in asked_items(instrument, answers.short):
        if instrument.repeat is None or item.once:
            questions.append(Asked(item))
        else:
            questions += [Asked(item, unit) for unit in answers.units]
    return tuple(questions)


def wanted(questions: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """Those of ``questions`` that may not be passed over without a word."""
    return tuple(each for each in questions if not each.item.optional)


def progress(questions: tuple[Asked, ...], answers: Answers) -> tuple[int, int]:
    """How many of ``questions`` are answered, and how many there are, without the optional ones."""
    counting = wanted(questions)
    return len(counting) - len(answers.open_among(counting)), len(counting)


def told_about(instrument: Instrument, answers: Answers) -> str | None:
    """What the answers are about, in the words of whoever answered, on one line; None where it is not told.

    It is the answer to the item that the instrument names as ``about``.
    """
    told = answers[instrument.about].text if instrument.about is not None else None
    return " ".join(told.split()) or None if told else None


def problems_with(file: AnswerFile, instrument: Instrument) -> Iterator[Problem]:
    """What in an answers file does not fit the instrument.

    Items and options that the questionnaire no longer has are a fault only where the file was written for this version.
    """
    if file.instrument != instrument.id:
        yield Problem(("instrument",), "fault.other-instrument", {"value": file.instrument, "id": instrument.id})
        return
    if "answers" not in file.model_fields_set and not file.units:
        yield Problem((), "fault.missing", {"key": "answers"})
    if file.short and not any(item.short for item in instrument.items):
        yield Problem(("short",), "fault.no-short", {})
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
    yield from _answer_problems(
        ("answers",), _readable(given.get("answers")), instrument, repeated=False, ids=False, fits=True
    )
    units = given.get("units")
    for index, unit in enumerate(units if isinstance(units, list) else ()):
        entries = _readable(unit.get("answers") if isinstance(unit, dict) else None)
        yield from _answer_problems(
            ("units", index, "answers"), entries, instrument, repeated=True, ids=False, fits=True
        )


def _readable(given: Any) -> dict[str, AnswerEntry]:
    entries = {}
    for item_id, plain in given.items() if isinstance(given, dict) else ():
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
        elif ids:
            near = nearest(item_id, items)
            message = "fault.unknown-item-near" if near else "fault.unknown-item"
            yield Problem((*at, item_id), message, {"id": item_id, "near": near})


def _key_problems(at: tuple[str | int, ...], entry: Mapping[str, Any]) -> Iterator[Problem]:
    for key in entry:
        near = nearest(key, {"value", "note", "owner", "due"} - {key})
        message = "fault.unknown-key-near" if near else "fault.unknown-key"
        yield Problem((*at, key), message, {"key": key, "near": near})


def value_fault(item: AnyItem, value: Any) -> tuple[str, dict[str, str]] | None:
    """Why the plain ``value`` is no answer to ``item``: a message and what it names; None where it is one."""
    if value is None or (isinstance(value, str) and value in _WORDS):
        return None
    options = [option.id for option in getattr(item, "options", ())]
    if isinstance(item, Rating | Slider | Number):
        return _number_fault(item, value)
    if isinstance(item, Choice | StatusItem):
        known = options or list(STATUSES)
        return None if value in known else ("fault.not-one-of", _named(value, known))
    if isinstance(item, Choices):
        wrong = [each for each in value if each not in options] if isinstance(value, list) else [value]
        return ("fault.not-one-of", _named(wrong[0], options)) if wrong else None
    if isinstance(item, Allocation):
        return _allocation_fault(value, options)
    if not isinstance(value, str):
        return "fault.not-text", {"value": str(value)}
    return ("fault.long-text", {"limit": str(MAX_NOTE)}) if len(value) > MAX_NOTE else None


def _named(value: Any, known: list[str]) -> dict[str, str]:
    return {"value": str(value), "allowed": ", ".join(known)}


def _number_fault(item: Rating | Slider | Number, value: Any) -> tuple[str, dict[str, str]] | None:
    low, high = (
        (item.lowest, item.highest) if isinstance(item, Number) else (-2, 2) if isinstance(item, Slider) else (1, 5)
    )
    if not isinstance(value, int) and not (isinstance(item, Number) and isinstance(value, float)):
        return "fault.not-an-answer", {"value": str(value)}
    if not low <= value <= high:
        message = "fault.out-of-range-number" if isinstance(item, Number) else "fault.out-of-range"
        return message, {"value": str(value), "low": str(low), "high": str(high)}
    return None


def _allocation_fault(value: Any, options: list[str]) -> tuple[str, dict[str, str]] | None:
    if not isinstance(value, dict):
        return "fault.not-shares", {"known": ", ".join(options)}
    if unknown := [each for each in value if each not in options]:
        return "fault.not-one-of", _named(unknown[0], options)
    if negative := [each for each in value.values() if each < 0]:
        return "fault.negative-share", {"value": str(negative[0])}
    total = sum(value.values())
    if total != 100:
        return "fault.not-100", {"total": str(total)}
    return None


def value_from(item: AnyItem, plain: Any) -> Value | Missing:
    """A checked plain value, as files have it, as the value of an answer."""
    if plain is None:
        return Missing.UNANSWERED
    if isinstance(plain, str) and plain in _WORDS:
        return Missing(plain)
    if isinstance(plain, dict):
        return tuple((option.id, plain.get(option.id, 0)) for option in getattr(item, "options", ()))
    if isinstance(plain, list):
        return tuple(option.id for option in getattr(item, "options", ()) if option.id in plain)
    if isinstance(plain, str) and not plain.strip():
        return Missing.UNANSWERED
    checked: Value = plain
    return checked


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
    )


def _values(mark: str, entries: Mapping[str, AnswerEntry], items: Mapping[str, AnyItem]) -> dict[str, Answer]:
    given = {mark + each: _answer(items[each], entry) for each, entry in entries.items() if each in items}
    return {key: answer for key, answer in given.items() if answer != UNANSWERED}


def _answer(item: AnyItem, entry: AnswerEntry) -> Answer:
    note, owner = (text if text and text.strip() else None for text in (entry.note, entry.owner))
    value = Missing.UNANSWERED if value_fault(item, entry.value) else value_from(item, entry.value)
    return Answer(value, note, owner, str(entry.due) if entry.due else None)


def as_data(answers: Answers) -> dict[str, Any]:
    """The file form of ``answers``: what is saved, what ``--json`` shows, and what ``--answers`` reads."""
    data = {
        "format": FORMAT,
        "kind": "answers",
        "id": answers.id,
        "instrument": answers.instrument,
        "version": answers.version,
        "fingerprint": answers.fingerprint,
        "short": answers.short,
        "started": answers.started,
        "finished": answers.finished,
        "answers": {key: _entry(answer) for key, answer in answers.values.items() if "/" not in key},
    }
    if answers.units:
        data["units"] = [_unit_data(answers, unit) for unit in answers.units]
    if answers.items:
        data["items"] = dict(answers.items)
    if answers.respondent is not None:
        data["respondent"] = answers.respondent
    if answers.content:
        data["content"] = [{"name": each.name, "hash": each.hash} for each in answers.content]
    return data


def _unit_data(answers: Answers, unit: Unit) -> dict[str, Any]:
    mark = f"{unit.id}/"
    own = {k.removeprefix(mark): _entry(each) for k, each in answers.values.items() if k.startswith(mark)}
    return {"id": unit.id, "name": unit.name, "answers": own}


def _entry(answer: Answer) -> Any:
    value = plain_value(answer.value)
    beside = {"note": answer.note, "owner": answer.owner, "due": answer.due}
    told = {key: text for key, text in beside.items() if text is not None}
    return {"value": value, **told} if told else value


def plain_value(value: Value | Missing) -> Any:
    """The value as files and JSON have it; None for unanswered."""
    if isinstance(value, Missing):
        return None if value is Missing.UNANSWERED else value.value
    if not isinstance(value, tuple):
        return value
    shares = {each[0]: each[1] for each in value if isinstance(each, tuple)}
    return shares or list(value)
