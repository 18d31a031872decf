"""Cells of a workbook as the answers of one respondent; whatever cannot be read is a fault with row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never

from digitrans.errors import Fault, InCell, InputFault
from digitrans.files.sources import Source
from digitrans.files.yaml_values import Mark, ValuePath
from digitrans.people.forms.fields import Field, Part, insteads, replies
from digitrans.texts.escaping import one_line
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.values import Asked, Unit
    from digitrans.content.instruments import Instrument
    from digitrans.content.items import AnyItem
    from digitrans.people.round_words import Wordings
    from digitrans.texts import Words

NONE = "none_"
"""What an export says for "none of them". No option is called so: ids never end in "-", which becomes "_"."""

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "»": '"', "«": '"', "‑": "-", "\u00a0": " "})
_LED = re.compile(r"(-?\d{1,2})\s*[-–.:)=]*\s+(\S.*)|(-?\d{1,2})[.:)=]\s*(\S.*)")
_FOLLOWED = re.compile(r"(.*\S)\s*[(\[]\s*(-?\d{1,2})\s*[)\]]")
_NUMBER = re.compile(r"[-+]?\d{1,15}([.,]\d{1,15})?")
_ONLY_NUMBER = re.compile(r"[-+]?\d{1,3}")
_WHOLE = re.compile(r"-?\d{1,15}")
_THOUSANDS = re.compile(r"\d{1,3}[.,]\d{3}")
_PERCENT = re.compile(r"(\d{1,3})\s*%?")

_WORDED = {
    "fault.not-an-answer": "fault.cell-answer",
    "fault.not-one-of": "fault.cell-answer",
    "fault.out-of-range": "fault.cell-answer",
    "fault.no-respondent": "fault.cell-no-code",
    "fault.not-result-id": "fault.not-a-code",  # the only id that a sheet has
}
"""Messages that say how a file is written, and what is said of a cell instead."""


class Cell(NamedTuple):
    """What a cell says, and where it is. It is never empty."""

    value: Any
    mark: Mark


class Unreadable(Exception):
    """A cell that is no answer: the message that says so, and what it names."""

    def __init__(self, cell: Cell, message: str, **named: str) -> None:
        super().__init__(message)
        self.cell, self.message, self.named = cell, message, named


@dataclass
class Reader:
    """What is needed to read the cells of one workbook. ``units`` are those of the round."""

    name: str
    instrument: Instrument
    units: tuple[Unit, ...]
    languages: tuple[Words, ...]
    is_csv: bool = False
    asked: Set[str] = frozenset()
    wordings: Wordings | None = None
    slips: list[InputFault] = field(default_factory=list)
    known: dict[tuple[str, Part], dict[str, Any]] = field(default_factory=dict)

    def start(self, given: Mapping[str, Any], row: int | None = None) -> CellSource:
        """A source without answers yet. ``row`` is that of its respondent, where a workbook has several."""
        marks: dict[ValuePath, Mark] = {} if row is None else {(): Mark(row, 1), ("respondent",): Mark(row, 1)}
        return CellSource(self, {"instrument": self.instrument.id, **given, "answers": {}}, marks)

    def meanings(self, wanted: Field) -> dict[str, Any]:
        """What may stand in the cell of a field, folded, and the answer that it means; empty where it is written.

        What would mean two different answers means none.
        """
        place = wanted.question.item.id, wanted.part
        if place not in self.known:
            self.known[place] = self._meanings(wanted.question.item, wanted.part)
        return self.known[place]

    def told(self, mark: Mark | None, wanted: Field | None, message: str) -> InCell:
        """How a fault in a cell is told; without a field it is about the row, without a mark about the file."""
        text = wanted.question.item.text if wanted else None
        return InCell(
            {words.language: self._place(words, mark, wanted is not None) for words in self.languages if mark},
            {words.language: text[words.language] for words in self.languages if text},
            {words.language: self._fix(words, wanted) for words in self.languages if wanted},
            _WORDED.get(message, message),
        )

    def places(self, mark: Mark) -> dict[str, str]:
        """Where a cell is, in each language."""
        return {words.language: self._place(words, mark, is_cell=True) for words in self.languages}

    def _place(self, words: Words, mark: Mark, is_cell: bool) -> str:
        key = (
            ("cell.line-column" if is_cell else "cell.line") if self.is_csv else "cell.cell" if is_cell else "cell.row"
        )
        return words(key, line=mark.line, column=letters(mark.column))

    def _fix(self, words: Words, wanted: Field) -> str:
        """What can be chosen or written instead, as the sheet has it."""
        item = wanted.question.item
        if wanted.part is Part.OPTION:
            return words("cell.option", yes=words("form.yes")) if item.kind == "choices" else ""
        if wanted.part is Part.ANSWER and item.kind == "choices":
            return words("cell.names", allowed=", ".join(each.id for each in item.options))
        if wanted.part is Part.ANSWER and item.kind == "number":
            return words("cell.number", low=item.lowest, high=item.highest)
        told = insteads(words, item) if wanted.part is Part.INSTEAD else replies(words, self.instrument, item)
        return words("cell.list", allowed=", ".join(label for label, _ in told))

    def _meanings(self, item: AnyItem, part: Part) -> dict[str, Any]:
        if part is Part.OPTION:
            yes = {folded(words("form.yes")) for words in self.languages} | {"x", "1", "true"}
            return dict.fromkeys(yes, True) if item.kind == "choices" else {}
        found: dict[str, list[Any]] = {}
        for words in self.languages:
            told = insteads(words, item) if part is Part.INSTEAD else replies(words, self.instrument, item)
            for label, value in told:
                names = (f"p{value + 2}",) if item.kind == "slider" and isinstance(value, int) else ()
                for name in (folded(label), *_bare(label, value), *spellings(value), *names):
                    found.setdefault(name, []).append(value)
        return {name: values[0] for name, values in found.items() if all(each == values[0] for each in values)}


def _bare(label: str, value: Any) -> tuple[str, ...]:
    """A label without the number that it begins with, as other programs have it: "often" for "4 Often"."""
    number, _, rest = label.partition(" ")
    return (folded(rest),) if rest and number == str(value) else ()


def meaning_of(said: str, meanings: Mapping[str, Any]) -> Any:
    """What a cell means; None where it means nothing, or says a number and the words of another.

    "often", "4 often", "4 - often", "4. often" and "often (4)" are all the same.
    """
    told = folded(said)
    if told in meanings:
        return meanings[told]
    if led := _LED.fullmatch(told):
        number, word = led[1] or led[3], led[2] or led[4]
    elif followed := _FOLLOWED.fullmatch(told):
        number, word = followed[2], followed[1]
    else:
        return None
    found = meanings.get(word)
    return found if found is not None and meanings.get(number, found) == found else None


def letters(column: int) -> str:
    """A column as spreadsheets call it: 1 is A, 27 is AA."""
    told = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        told = chr(ord("A") + rest) + told
    return told


def folded(text: str) -> str:
    """A text as it is compared: on one line, composed, with plain quotes and dashes, without regard to capitals."""
    plain = unicodedata.normalize("NFC", one_line(text)).translate(_PLAIN)
    return " ".join(plain.casefold().split())


def spellings(value: Any) -> tuple[str, ...]:
    """How files and exports write an answer that is chosen."""
    return (NONE,) if value == [] else (str(value), str(value).replace("-", "_"))


class CellSource(Source):
    """The answers of one respondent from a workbook; a fault is placed by row and column."""

    def __init__(self, reader: Reader, values: dict[str, Any], marks: dict[ValuePath, Mark]) -> None:
        self.name, self.values, self._cells, self._reader = reader.name, values, marks, reader
        self.slips: list[Fault] = []
        self._places: dict[str, int] = {}

    def mark(self, at: ValuePath) -> Mark | None:
        while at and at not in self._cells:
            at = at[:-1]
        return self._cells.get(at)

    def cell(self, at: ValuePath, message: str) -> InCell:
        items = self._reader.instrument.items
        item = next((each for each in items if "answers" in at and each.id in at), None)
        return self._reader.told(self.mark(at), Field(_alone(item)) if item else None, message)

    def refuse(self, cell: Cell, where: str, message: str, wanted: Field | None = None, **named: str) -> None:
        """Note that a cell cannot be read. ``where`` is the key of its question, or what else tells it."""
        told = self._reader.told(cell.mark, wanted, message)
        self.slips.append(Fault(self.name, cell.mark.line, cell.mark.column, where, message, named, told))

    def take(self, cells: Mapping[Field, Cell]) -> None:
        """Put the cells of every question together to its answer."""
        by_question: dict[Asked, dict[Field, Cell]] = {}
        for wanted, cell in cells.items():
            by_question.setdefault(wanted.question, {})[wanted] = cell
        for question, given in by_question.items():
            note = given.pop(Field(question, Part.NOTE), None)
            if (
                note is not None
                and question.item.kind != "text"
                and _ONLY_NUMBER.fullmatch(plain_text(note.value).strip())
            ):
                wanted = Field(question, Part.NOTE)
                self.refuse(note, question.key, "fault.comment-number", wanted, value=plain_text(note.value).strip())
            try:
                value = answer_in(self._reader, question.item, given)
            except Unreadable as slip:
                wanted = next(each for each, cell in given.items() if cell is slip.cell)
                self.refuse(slip.cell, question.key, slip.message, wanted, **slip.named)
                continue
            first = next(iter(given.values()), note)
            assert first is not None
            entry = value if note is None else {"value": value, "note": plain_text(note.value)}
            self._put(question.unit.id if question.unit else "", question.item.id, entry, first.mark)

    def take_unknown(self, row_id: str, cell: Cell) -> None:
        """Pass on an answer to something that the form does not have, for the checks of answers to judge."""
        unit_id, _, item_id = row_id.rpartition("/")
        self._put(unit_id, item_id, cell.value if type(cell.value) in (int, float, str) else str(cell.value), cell.mark)

    def _put(self, unit_id: str, item_id: str, entry: Any, mark: Mark) -> None:
        if not unit_id:
            self.values["answers"][item_id] = entry
            self._cells["answers", item_id] = mark
            return
        units = self.values.setdefault("units", [])
        if unit_id not in self._places:
            self._places[unit_id] = len(units)
            name = next((each.name for each in self._reader.units if each.id == unit_id), unit_id)
            units.append({"id": unit_id, "name": name, "answers": {}})
            self._cells["units", len(units) - 1] = mark
        place = self._places[unit_id]
        units[place]["answers"][item_id] = entry
        self._cells["units", place, "answers", item_id] = mark


def answer_in(reader: Reader, item: AnyItem, given: Mapping[Field, Cell]) -> Any:
    """The answer that the cells of one question make, as files have it; None where there is none. Raises Unreadable."""
    instead: Any = None
    options: dict[str, Any] = {}
    answer: Any = None
    for wanted, cell in given.items():
        meanings = reader.meanings(wanted)
        if wanted.part is Part.INSTEAD:
            instead = _chosen(cell, meanings)
        elif wanted.part is Part.OPTION:
            options[wanted.option] = _chosen(cell, meanings) if meanings else _share(cell)
        else:
            answer = _several(reader, item, cell) if item.kind == "choices" else _written(item, cell, meanings)
    if options:
        answer = list(options) if item.kind == "choices" else options
    if instead is None or answer is None:
        return answer if instead is None else instead
    said = next(cell for wanted, cell in given.items() if wanted.part is Part.INSTEAD)
    raise Unreadable(said, "fault.contradicts", value=str(said.value))


def _chosen(cell: Cell, meanings: Mapping[str, Any]) -> Any:
    found = meaning_of(plain_text(cell.value), meanings)
    if found is None:
        short = {name for value in meanings.values() for name in spellings(value)}
        allowed = ", ".join(each for each in meanings if each not in short)
        raise Unreadable(cell, "fault.not-one-of", value=str(cell.value), allowed=allowed)
    return found


def _share(cell: Cell) -> int:
    found = _PERCENT.fullmatch(plain_text(cell.value).strip())
    if not found or int(found[1]) > 100:
        raise Unreadable(cell, "fault.not-share", value=str(cell.value))
    return int(found[1])


def _several(reader: Reader, item: AnyItem, cell: Cell) -> Any:
    """What an export says of several choices: their names with spaces between, or one word instead of them."""
    known = {name: each.id for each in item.offered for name in spellings(each.id)}
    instead = reader.meanings(Field(_alone(item), Part.INSTEAD))
    said = plain_text(cell.value).casefold().split()
    if any(each not in known and each not in instead for each in said):
        return _several_in_words(reader, item, cell, instead)
    others = [each for each in said if each not in known]
    if others and len(set(said)) > 1:
        raise Unreadable(cell, "fault.contradicts", value=others[0])
    return instead[others[0]] if others else [known[each] for each in said]


def _several_in_words(reader: Reader, item: AnyItem, cell: Cell, instead: Mapping[str, Any]) -> Any:
    """Several choices by their names, with ";", "," or "|" between them, as Microsoft and Google Forms have it.

    KoboToolbox has but spaces between them.
    """
    named = {
        folded(option.name[w.language]): option.id for option in getattr(item, "options", ()) for w in reader.languages
    }
    text = folded(plain_text(cell.value)).strip(" ;,|")
    for parts in (re.split(r"\s*[;|]\s*", text), re.split(r"\s*,\s*", text)):
        if all(each in named for each in parts):
            return list(dict.fromkeys(named[each] for each in parts))
    if text in instead:
        return instead[text]
    if spaced := _spaced(text, named):
        return spaced
    wrong = next(each for each in re.split(r"\s*[;|]\s*", text) if each not in named)
    raise Unreadable(cell, "fault.not-one-of", value=wrong, allowed=", ".join(named))


def _spaced(text: str, named: Mapping[str, str]) -> list[str]:
    """The options whose names follow one another in ``text``, the longest first; none where something is left."""
    found: list[str] = []
    longest = sorted(named, key=len, reverse=True)
    while text:
        name = next((each for each in longest if text == each or text.startswith(f"{each} ")), None)
        if name is None:
            return []
        found.append(named[name])
        text = text[len(name) :].strip()
    return list(dict.fromkeys(found))


def _alone(item: AnyItem) -> Asked:
    from digitrans.answers.values import Asked

    return Asked(item)


def _written(item: AnyItem, cell: Cell, meanings: Mapping[str, Any]) -> Any:
    """An answer that has one field. What fits nothing is left as it is, for the checks of answers to judge."""
    from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

    said = plain_text(cell.value)
    match item:
        case Writing():
            return said
        case Number() | Rating() | Slider() | Choice() | Status() | Choices() | Allocation():
            if type(cell.value) in (int, float):
                return meanings.get(said, int(said) if _WHOLE.fullmatch(said) else cell.value)
            found = meaning_of(said, meanings)
            return found if found is not None else said if item.ends is None else _number(said)
        case _:
            assert_never(item)


def _number(said: str) -> int | float | str:
    """A number that was exported, or typed, as a text; the text itself where it is none."""
    text = said.strip()
    if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):  # thousands, or three decimals? nobody can tell
        return said
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def plain_text(value: Any) -> str:
    """A cell as it was typed: spreadsheets keep a whole number as 4.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
