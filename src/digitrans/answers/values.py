"""Answers: what a respondent said, item by item, and whether it fits the questionnaire.

"Don't know" and "not relevant" are answers and no numbers; an item without an answer is unanswered. The three are
defined here and nowhere else, and none of them is ever a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import Enum
from types import MappingProxyType

from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem
from digitrans.texts.spelling import fold, free, slug
from digitrans.values import dataclass

MAX_NAME = 200
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
class About:
    """The initiative that answers are about, in one line. ``id`` and ``organisation`` are those of its portfolio.

    Both are None where it was named by hand.
    """

    name: str
    id: str | None = None
    organisation: str | None = None


@dataclass(frozen=True)
class Answers:
    """What one respondent answered to one instrument. ``values`` holds only items that were touched.

    Where the instrument is repeated, ``units`` are what it is repeated for, and keys of ``values`` are "unit/item".
    ``started`` and ``finished`` are ISO 8601 times, None where they are not known; ``id`` is None until it is saved.
    ``items`` has the fingerprint of every item that was asked, empty where it is not known. ``respondent`` is the code
    of one of several people, None where there is only one.
    ``content`` is the own content that was in force, lowest first. ``about`` is the initiative that was told for it;
    ``about_of`` says which one the answers are about.
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
    about: About | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))
        object.__setattr__(self, "items", MappingProxyType(dict(self.items)))

    def __getitem__(self, item_id: str) -> Answer:
        return self.values.get(item_id, UNANSWERED)

    @property
    def is_begun(self) -> bool:
        """Whether something was answered, or the names of units were typed."""
        return bool(self.values or self.units)

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


def asked_items(instrument: Instrument, short: bool) -> tuple[AnyItem, ...]:
    """The items of the form: all of them, or those of the short one."""
    return tuple(item for item in instrument.items if item.short or not short)


def asked_of_others(instrument: Instrument, short: bool) -> tuple[AnyItem, ...]:
    """The items of the form where several people answer: what may be passed over is the leader's own to say."""
    return tuple(item for item in asked_items(instrument, short) if not item.optional)


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
    """Those of ``questions`` that may not be passed over without a word: neither optional nor beside the scores."""
    return tuple(each for each in questions if each.item.counts and not each.item.optional)


def progress(questions: tuple[Asked, ...], answers: Answers) -> tuple[int, int]:
    """How many of ``questions`` are answered, and how many there are, of those that are wanted."""
    counting = wanted(questions)
    return len(counting) - len(answers.open_among(counting)), len(counting)


def about_of(instrument: Instrument, answers: Answers) -> About | None:
    """The initiative that the answers are about; None where none is told, or the questionnaire is about none.

    Where the answer to ``about`` names it, that is it, also where it was changed after the initiative was told.
    """
    if instrument.initiative is None or instrument.initiative == "beside":
        return answers.about if instrument.initiative else None
    named = _written_about(instrument, answers)
    if named is None:
        return answers.about
    told = answers.about
    return told if told is not None and fold(told.name) == fold(named) else About(named)


def told_about(instrument: Instrument, answers: Answers) -> str | None:
    """What the answers are about, in the words of whoever answered, on one line; None where it is not told.

    That is the initiative where one is told, and else the answer to the item that the instrument names as ``about``.
    """
    about = about_of(instrument, answers)
    return about.name if about is not None else _written_about(instrument, answers)


def _written_about(instrument: Instrument, answers: Answers) -> str | None:
    told = answers[instrument.about].text if instrument.about is not None else None
    return " ".join(told.split()) or None if told else None


def settled_about(instrument: Instrument, answers: Answers) -> Answers:
    """``answers`` without an initiative that was told and that the answer to ``about`` no longer names."""
    stands = answers.about is None or about_of(instrument, answers) == answers.about
    return answers if stands else replace(answers, about=None)


def with_about(instrument: Instrument, answers: Answers, about: About) -> Answers:
    """``answers`` about this initiative; where the answer to ``about`` names it, that says so, too."""
    values = dict(answers.values)
    if instrument.initiative in ("named", "mentioned") and instrument.about is not None:
        values[instrument.about] = replace(answers[instrument.about], value=about.name)
    return replace(answers, about=about, values=values)
