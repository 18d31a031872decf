"""Forms for respondents: a template in YAML, a page for the browser, a workbook, and XLSForm; and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any, assert_never

from digitrans.people.suppression import SMALLEST
from digitrans.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from digitrans.answers.values import Asked, Unit
    from digitrans.content.instruments import Instrument
    from digitrans.content.items import AnyItem
    from digitrans.texts import Words


@dataclass(frozen=True)
class Invitation:
    """What a form needs to know: the questionnaire, which of its forms, the fingerprints of what it asks, the units.

    ``units`` are what a repeated questionnaire is answered for; () where it is not repeated. ``smallest`` is how many
    must stand behind a figure, and ``round`` tells the drafts of one round from those of another.
    """

    instrument: Instrument
    short: bool
    fingerprint: str
    items: Mapping[str, str]
    units: tuple[Unit, ...] = ()
    smallest: int = SMALLEST
    round: str = ""

    def about(self, words: Words) -> str:
        """What the form is about, for whoever answers it."""
        return (self.instrument.respondents or self.instrument.purpose)[words.language]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The questions of the form, in its order."""
        return sections(self.instrument, self.units, self.short)


@dataclass(frozen=True)
class Section:
    """Questions that stand together, each with its number: those for ``unit``, or, where it is None, those asked once.

    A question has the same number for every unit.
    """

    unit: Unit | None
    questions: tuple[tuple[int, Asked], ...]


def sections(instrument: Instrument, units: Iterable[Unit], short: bool) -> tuple[Section, ...]:
    """All questions for one unit after the other; between those asked once before them, and those asked once after."""
    from digitrans.answers.values import Asked, asked_of_others

    items = list(enumerate(asked_of_others(instrument, short), 1))
    repeated = [] if instrument.repeat is None else [each for each in items if not each[1].once]
    start = repeated[0][0] if repeated else len(items) + 1
    once = [(number, Asked(item)) for number, item in items if instrument.repeat is None or item.once]
    found = (
        Section(None, tuple(each for each in once if each[0] < start)),
        *(Section(unit, tuple((number, Asked(item, unit)) for number, item in repeated)) for unit in units),
        Section(None, tuple(each for each in once if each[0] > start)),
    )
    return tuple(each for each in found if each.questions)


class Part(Enum):
    """What a field of a form holds: the answer, one option of it, what is said instead of both, or the comment."""

    ANSWER = "answer"
    OPTION = "option"
    INSTEAD = "instead"
    NOTE = "note"


@dataclass(frozen=True)
class Field:
    """One thing to fill in: a part of the answer to a question. ``option`` is an option's id, "" in other parts."""

    question: Asked
    part: Part = Part.ANSWER
    option: str = ""


def fields(found: Iterable[Section], spread: Set[str]) -> Iterator[Field]:
    """Every field of a form, in its order. Who writes a form and who reads it back both go by this list.

    ``spread`` are the kinds of items that have a field for every option instead of one for the answer.
    """
    for section in found:
        for _, question in section.questions:
            if question.item.kind in spread:
                yield from (Field(question, Part.OPTION, each.id) for each in question.item.offered)
            else:
                yield Field(question)
            if question.item.kind in spread or question.item.kind == "number":
                yield Field(question, Part.INSTEAD)
            yield Field(question, Part.NOTE)


def replies(words: Words, instrument: Instrument, item: AnyItem) -> Iterator[tuple[str, Any]]:
    """What can be chosen for ``item``, in words and as files have it; nothing where the answer is written."""
    from digitrans.answers.wording import slider_words
    from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

    match item:
        case Rating():
            scale = next(each for each in instrument.scales if each.id == item.scale)
            yield from ((f"{n} {label[words.language]}", n) for n, label in enumerate(scale.labels, 1))
        case Slider():
            low, high = item.ends
            yield from ((_capital(slider_words(words, item, n)), n) for n in range(low, high + 1))
        case Choice():
            yield from ((option.name[words.language], option.id) for option in item.options)
        case Status():
            yield from ((words(f"status.{each}"), each) for each in item.choices)
        case Choices() | Allocation() | Number() | Writing():
            return
        case _:
            assert_never(item)
    yield from no_answers(words)


def insteads(words: Words, item: AnyItem) -> Iterator[tuple[str, Any]]:
    """What can be chosen instead of options, shares or a number, in words and as files have it."""
    from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

    match item:
        case Choices():
            yield words("answer.none-chosen"), []
            yield from no_answers(words)
        case Allocation() | Number():
            yield from no_answers(words)
        case Rating() | Slider() | Choice() | Status() | Writing():
            return
        case _:
            assert_never(item)


def no_answers(words: Words) -> Iterator[tuple[str, str]]:
    """That something is not known, or does not apply, in words and as files have it."""
    yield from ((words(f"answer.{each}"), each) for each in ("dont-know", "not-relevant"))


def poles(words: Words, item: AnyItem) -> list[str]:
    """What the two ends of a dilemma give and cost; nothing for other items."""
    found = (item.left, item.right) if item.kind == "slider" else ()
    return [f"{each.name[words.language]}: {each.gain[words.language]} {each.price[words.language]}" for each in found]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
