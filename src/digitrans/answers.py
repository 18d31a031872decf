"""Answers: what a respondent said, item by item, and whether it fits the questionnaire.

"Don't know" and "not relevant" are answers and no numbers; an item without an answer is unanswered. The three are
defined here and nowhere else, and none of them is ever a zero.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from digitrans.content import AnyItem, Id, Instrument, Problem, Slider

FORMAT = 1
MAX_NOTE = 2000
_WORDS = ("dont-know", "not-relevant")


class Missing(Enum):
    """Why an item has no number."""

    UNANSWERED = "unanswered"
    DONT_KNOW = "dont-know"
    NOT_RELEVANT = "not-relevant"


@dataclass(frozen=True)
class Answer:
    """One answer: a rating 1 to 5, a slider -2 to +2, or why there is none; with the leader's own note, if any."""

    value: int | Missing = Missing.UNANSWERED
    note: str | None = None


UNANSWERED = Answer()


@dataclass(frozen=True)
class Answers:
    """What one respondent answered to one instrument. ``values`` holds only items that were touched.

    ``started`` and ``finished`` are ISO 8601 times, None where they are not known; ``id`` is None until it is saved.
    """

    instrument: str
    version: int
    short: bool = False
    values: Mapping[str, Answer] = field(default_factory=dict)
    id: str | None = None
    started: str | None = None
    finished: str | None = None
    fingerprint: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __getitem__(self, item_id: str) -> Answer:
        return self.values.get(item_id, UNANSWERED)

    def open_items(self, items: tuple[AnyItem, ...]) -> tuple[AnyItem, ...]:
        """Those of ``items`` that nothing was answered to; a note alone is no answer."""
        return tuple(item for item in items if self[item.id].value is Missing.UNANSWERED)


class _FileModel(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


def _check_value(value: Any) -> Any:
    if value is None or type(value) is int or (isinstance(value, str) and value in _WORDS):
        return value
    raise PydanticCustomError("answer_value", "no answer")


class AnswerEntry(_FileModel):
    """One answer as a file has it: a number or a word, by itself or as ``value`` beside a note."""

    value: Annotated[int | str | None, PlainValidator(_check_value)] = None
    note: Annotated[str, Field(max_length=MAX_NOTE)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, given: Any) -> Any:
        return given if isinstance(given, dict) else {"value": given}


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
    answers: dict[str, AnswerEntry]
    result: Any = None


def fingerprint(instrument: Instrument) -> str:
    """Twelve hexadecimal digits that change when an item's words, scale or direction change."""
    told = [
        (item.id, item.kind, item.text.da, item.text.en, getattr(item, "reverse", False)) for item in instrument.items
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def asked_items(instrument: Instrument, short: bool) -> tuple[AnyItem, ...]:
    """The items of the form: all of them, or those of the short one."""
    return tuple(item for item in instrument.items if item.short or not short)


def bounds(item: AnyItem) -> tuple[int, int]:
    """The lowest and the highest number that answers the item."""
    return (-2, 2) if isinstance(item, Slider) else (1, 5)


def problems_with(file: AnswerFile, instrument: Instrument) -> Iterator[Problem]:
    """What in an answers file does not fit the instrument.

    Items that the questionnaire no longer has are a fault only where the file was written for this very version.
    """
    if file.instrument != instrument.id:
        yield Problem(("instrument",), "fault.other-instrument", {"value": file.instrument, "id": instrument.id})
        return
    if file.short and not any(item.short for item in instrument.items):
        yield Problem(("short",), "fault.no-short", {})
    for name in ("started", "finished"):
        if not _is_time(getattr(file, name)):
            yield Problem((name,), "fault.not-time", {"value": getattr(file, name)})
    items = {item.id: item for item in instrument.items}
    older = file.fingerprint is not None and file.fingerprint != fingerprint(instrument)
    for item_id, entry in file.answers.items():
        if item_id in items:
            low, high = bounds(items[item_id])
            if isinstance(entry.value, int) and not low <= entry.value <= high:
                named = {"value": str(entry.value), "low": str(low), "high": str(high)}
                yield Problem(("answers", item_id), "fault.out-of-range", named)
        elif not older:
            near = difflib.get_close_matches(item_id, items, n=1)
            message = "fault.unknown-item-near" if near else "fault.unknown-item"
            yield Problem(("answers", item_id), message, {"id": item_id, "near": near[0] if near else ""})


def _is_time(text: str | None) -> bool:
    try:
        return text is None or datetime.fromisoformat(text).year > 1900
    except ValueError:
        return False


def answers_from(file: AnswerFile, instrument: Instrument) -> Answers:
    """A checked answers file as a value."""
    known = {item.id for item in instrument.items}
    values = {item_id: _answer(entry) for item_id, entry in file.answers.items() if item_id in known}
    return Answers(
        instrument=instrument.id,
        version=file.version or instrument.version,
        short=file.short,
        values={item_id: answer for item_id, answer in values.items() if answer != UNANSWERED},
        id=file.id,
        started=file.started,
        finished=file.finished,
        fingerprint=file.fingerprint,
    )


def _answer(entry: AnswerEntry) -> Answer:
    note = entry.note if entry.note and entry.note.strip() else None
    if entry.value is None:
        return Answer(Missing.UNANSWERED, note)
    return Answer(entry.value if isinstance(entry.value, int) else Missing(entry.value), note)


def as_data(answers: Answers) -> dict[str, Any]:
    """The file form of ``answers``: what is saved, what ``--json`` shows, and what ``--answers`` reads."""
    return {
        "format": FORMAT,
        "kind": "answers",
        "id": answers.id,
        "instrument": answers.instrument,
        "version": answers.version,
        "fingerprint": answers.fingerprint,
        "short": answers.short,
        "started": answers.started,
        "finished": answers.finished,
        "answers": {item_id: _entry(answer) for item_id, answer in answers.values.items()},
    }


def _entry(answer: Answer) -> Any:
    value: Any = answer.value.value if isinstance(answer.value, Missing) else answer.value
    if answer.value is Missing.UNANSWERED:
        value = None
    return value if answer.note is None else {"value": value, "note": answer.note}
