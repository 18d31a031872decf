"""Answers out of spreadsheets: a form that was filled in, or what KoboToolbox and ODK export, as xlsx or CSV.

An export has a row of headings with the names of the questions, and a row for every one who answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitrans.errors import Fault, InCell, InputFault
from digitrans.files.sources import MAX_BYTES, read_bytes
from digitrans.files.spreadsheets import Sheet, csv_rows, file_fault, is_workbook, read_book
from digitrans.files.yaml_values import Mark
from digitrans.people.forms.cells import Cell, CellSource, Reader, folded, plain_text
from digitrans.people.forms.coded import coded_rows
from digitrans.people.forms.excel_form import ANSWER, HEADINGS, ID, LISTS, META, META_FIELDS, NOTE, layout
from digitrans.people.forms.fields import Field, Part, sections
from digitrans.people.forms.headings import code_headings, telling, who_is_named
from digitrans.people.forms.labelled import (
    Labelled,
    OtherWords,
    labelled_columns,
    missing_questions,
    nearest,
)
from digitrans.people.forms.moments import is_day_first, moment_in
from digitrans.people.forms.xlsform import About, Column, OtherUnit, columns_of
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.values import Asked, Unit
    from digitrans.content.instruments import Instrument
    from digitrans.people.round_words import Wordings
    from digitrans.texts import Words

_SERVERS = ("_submission_time", "submissiondate")
"""Columns whose times are in UTC where they do not say."""
MAX_FORM_ROWS, MAX_EXPORT_ROWS = 120_000, 5_000  # 30 units, 300 questions, 9 options and what goes with them
HEAD_ROWS = 5
"""So far down the headings may stand: some programs have a title, or the names of variables, above the questions."""
Row = Sequence[Any]


@dataclass
class Unread:
    """Columns of an export that nothing was read from: ``who`` say who somebody is, ``others`` may hold a question."""

    file: str
    who: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass
class _Head:
    """The headings of an export: ``columns`` by what they hold, and which row they stand in."""

    number: int
    cells: Row
    columns: dict[int, Column]
    labelled: Labelled


def read(
    path: Path,
    instrument: Instrument,
    units: tuple[Unit, ...],
    languages: tuple[Words, ...],
    asked: Set[str] = frozenset(),
    wordings: Wordings | None = None,
    unread: list[Unread] | None = None,
) -> list[CellSource | InputFault]:
    """The answers in a workbook: one respondent's, or every row of an export, also one in CSV. Raises InputFault.

    ``asked`` are the ids of what the round asks: of an export, those without a column are told. ``wordings`` are all
    the words in which that was ever asked. Columns that nothing was read from are added to ``unread``.
    """
    name = str(path)
    reader = Reader(name, instrument, units, languages, asked=asked, wordings=wordings)
    data = read_bytes(path, name, 5 * MAX_BYTES)
    if path.suffix.lower() == ".csv" and not is_workbook(data):
        reader.is_csv = True
        found = _export(reader, csv_rows(data, name), unread)
    else:
        found = _sources(reader, read_book(data, name), unread)
    if found is None:
        raise file_fault(name, "fault.not-a-form")
    return [*found, *reader.slips]


def _sources(reader: Reader, book: Sequence[Sheet], unread: list[Unread] | None) -> list[CellSource] | None:
    """What the workbook holds; None where it is neither a form nor an export."""
    meta = next((each for each in book if each.name == META), None)
    if meta is not None:
        given = {cells[0]: cells[1] for number, cells in meta.rows if number <= 9 and len(cells) > 1}
        filled = next((each for each in book if each.name not in (META, LISTS)), None)
        below = [(number, cells) for number, cells in filled.rows if number <= MAX_FORM_ROWS] if filled else []
        return [_form_source(reader, {key: given.get(key) for key in META_FIELDS}, below)]
    for rows in (coded_rows(book), *(sheet.rows for sheet in book)):
        if rows and (found := _export(reader, iter(rows), unread)) is not None:
            return found
    return None


def _export(reader: Reader, rows: Iterator[tuple[int, Row]], unread: list[Unread] | None) -> list[CellSource] | None:
    """What an export holds; None where it is none."""
    first = list(islice(rows, HEAD_ROWS))
    head = _head(reader, first)
    if head is None:
        return None
    below = [each for each in first if each[0] > head.number]
    sources = list(_export_sources(reader, head, chain(below, rows)))
    reader.slips += [_other_words(reader, head, at, each) for at, each in head.labelled.other.items()]
    without = _without_column(reader, head)
    reader.slips += without
    if unread is not None:
        headings = [each for at, each in head.labelled.unread.items() if at not in head.columns]
        told = Unread(reader.name, tuple(who_is_named(headings)), tuple(telling(headings)))
        unread += [told] if told.who or told.others else []
    return sources


def _head(reader: Reader, rows: Iterable[tuple[int, Row]]) -> _Head | None:
    """The row that has most headings of ours; None where none has one for the codes, so that it is no export."""
    asked = sections(reader.instrument, reader.units, short=False)
    found = []
    for number, cells in rows:
        labelled = labelled_columns(cells, asked, reader.languages, reader.wordings)
        columns = {**labelled.columns, **columns_of(cells, asked)}
        if About.CODE in columns.values():
            found.append(_Head(number, cells, columns, labelled))
    return max(found, key=lambda each: (len(each.columns) + len(each.labelled.other), -each.number), default=None)


def _without_column(reader: Reader, head: _Head) -> list[InputFault]:
    """What the round asks and the export has no column for, the nearest heading beside it; none with names as heads."""
    labelled, asked = head.labelled, sections(reader.instrument, reader.units, short=False)
    named = [each for at, each in head.columns.items() if isinstance(each, Field) and at not in labelled.columns]
    if named or not (
        labelled.columns.keys() - {at for at, each in head.columns.items() if each is About.CODE}
        or labelled.other
        or telling(labelled.unread.values())
    ):
        return []
    other = {each.question for each in labelled.other.values()}
    missing = [each for each in missing_questions(head.columns, asked, reader.asked) if each not in other]
    free = {at: each for at, each in labelled.unread.items() if telling([each])}
    return [_no_column(reader, head, free, each) for each in missing[:10]]


def _no_column(reader: Reader, head: _Head, free: Mapping[int, str], question: Asked) -> InputFault:
    """A question that an export has no column for, though its headings are words: it may be worded otherwise there."""
    at = nearest(question, free, reader.languages)
    if at is None:
        told = _told_of(reader, question, {}, "fault.no-column")
        return InputFault([Fault(reader.name, head.number, None, question.key, "fault.no-column", {}, told)])
    mark, message = Mark(head.number, at + 1), "fault.no-column-but"
    told = _told_of(reader, question, reader.places(mark), message)
    return InputFault([Fault(reader.name, mark.line, mark.column, question.key, message, {"heading": free[at]}, told)])


def _other_words(reader: Reader, head: _Head, at: int, other: OtherWords) -> InputFault:
    """A column whose heading is a question of the round in other words than the round asks."""
    mark, message = Mark(head.number, at + 1), "fault.other-words"
    told = _told_of(reader, other.question, reader.places(mark), message)
    return InputFault([Fault(reader.name, mark.line, mark.column, other.question.key, message, {}, told)])


def _told_of(reader: Reader, question: Asked, place: dict[str, str], message: str) -> InCell:
    text = question.item.text
    return InCell(place, {w.language: text[w.language] for w in reader.languages}, {}, message)


def _form_source(reader: Reader, given: dict[str, Any], rows: Iterable[tuple[int, Row]]) -> CellSource:
    """The answers of a workbook that we wrote. Every row tells in its first column what it is for."""
    places: dict[str, dict[int, Field]] = {}
    for named, place, each in layout(sections(reader.instrument, reader.units, short=False)):
        places.setdefault(named, {})[place] = each
    source = reader.start({**given, "short": given.get("short") is True})
    cells: dict[Field, Cell] = {}
    for number, row in rows:
        row_id = row[ID - 1] if row else None
        if number <= HEADINGS or not isinstance(row_id, str):
            continue
        for column in (ANSWER, NOTE):
            value = row[column - 1] if len(row) >= column else None
            if _is_empty(value):
                continue
            cell, wanted = Cell(value, Mark(number, column)), places.get(row_id, {}).get(column)
            if wanted is None and row_id in places:
                source.refuse(cell, row_id, "fault.not-usable", value=str(value))
            elif wanted is None:
                source.take_unknown(row_id, cell)
            elif wanted in cells:
                source.refuse(cell, wanted.question.key, "fault.answered-twice", wanted)
            else:
                cells[wanted] = cell
    source.take(cells)
    return source


def _export_sources(reader: Reader, head: _Head, rows: Iterable[tuple[int, Row]]) -> Iterator[CellSource]:
    """A source for every row in which something is answered. ``rows`` come with the numbers that they have."""
    columns, found = head.columns, _rows_of(reader, head, rows)
    times = _Times(head, [row for _, row in found])
    for number, row in found:
        given = {at: row[at] for at in columns if at < len(row) and not _is_empty(row[at])}
        about = {at: each for at in given if isinstance(each := columns[at], About)}
        if all(about.get(at) is About.SENT for at in given):
            continue
        code = next((given[at] for at, each in about.items() if each is About.CODE), "")
        source = reader.start(
            {"respondent": plain_text(code).strip().lower() or None, "finished": times.of(given)}, row=number
        )
        answers: dict[Field, Cell] = {}
        for at, value in given.items():
            wanted, cell = columns[at], Cell(value, Mark(number, at + 1))
            if isinstance(wanted, Field):
                answers.setdefault(wanted, cell)
            elif isinstance(wanted, OtherUnit):
                known = ", ".join(each.id for each in reader.units)
                source.refuse(cell, f"units/{wanted.id}", "fault.unknown-unit", value=wanted.id, known=known)
        source.take(_joined(answers))
        yield source


def _rows_of(reader: Reader, head: _Head, rows: Iterable[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """The rows below the headings; a second row of headings is none of them. Raises InputFault for too many."""
    codes = code_headings(reader.languages)
    places = [at for at, each in head.columns.items() if each is About.CODE]
    found = []
    for number, row in rows:
        if any(at < len(row) and folded(plain_text(row[at])).rstrip(".:*") in codes for at in places):
            continue
        found.append((number, row))
        if len(found) > MAX_EXPORT_ROWS:
            raise file_fault(reader.name, "fault.too-many-answers", limit=str(MAX_EXPORT_ROWS))
    return found


class _Times:
    """The columns that say when a row was sent in; of several the last one counts, which is the server's."""

    def __init__(self, head: _Head, rows: Sequence[Row]) -> None:
        self._columns: dict[int, tuple[bool | None, bool]] = {}
        for at in (at for at, each in head.columns.items() if each is About.SENT):
            heading = folded(str(head.cells[at]))
            values = (row[at] for row in rows if at < len(row))
            self._columns[at] = is_day_first(values, heading), heading in _SERVERS

    def of(self, given: Mapping[int, Any]) -> str | None:
        """When a row was sent in, as files have it; None where it does not say, or not so that it can mean one day."""
        found = [moment_in(given[at], *how) for at, how in self._columns.items() if at in given]
        known = [each for each in found if each is not None]
        return known[-1].isoformat(timespec="seconds") if known else None


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _joined(found: dict[Field, Cell]) -> dict[Field, Cell]:
    """Several choices that have a column each, joined to what the one column with all of them would say."""
    joined: dict[Field, Cell] = {}
    for wanted, cell in found.items():
        single = Field(wanted.question)
        if wanted.part is not Part.OPTION or wanted.question.item.kind != "choices":
            joined[wanted] = cell
        elif single not in found and (word := _picked(cell, wanted.option)):
            before = f"{joined[single].value} " if single in joined else ""
            joined[single] = Cell(before + word, cell.mark)
    return joined


def _picked(cell: Cell, name: str) -> str:
    """``name`` where the cell says that it was picked, "" where not; what is neither is left for the reader."""
    said = str(cell.value).strip().casefold()
    if said in ("1", "1.0", "true", "valgt", "selected", "chosen"):
        return name
    return "" if said in ("0", "0.0", "false", "ikke valgt", "not selected", "not chosen") else said
