"""Answers out of spreadsheets: a form that was filled in, or what KoboToolbox and ODK export, as xlsx or CSV.

An export has a row of headings with the names of the questions, and a row for every one who answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitrans.errors import Fault, InCell, InputFault
from digitrans.files.sources import MAX_BYTES, read_bytes
from digitrans.files.spreadsheets import Sheet, csv_rows, file_fault, is_workbook, read_book
from digitrans.files.yaml_values import Mark
from digitrans.people.forms.cells import Cell, CellSource, Reader, plain_text
from digitrans.people.forms.excel_form import ANSWER, HEADINGS, ID, LISTS, META, META_FIELDS, NOTE, layout
from digitrans.people.forms.fields import Field, Part, sections
from digitrans.people.forms.labelled import labelled_columns, missing_questions, moment_in
from digitrans.people.forms.xlsform import About, Column, OtherUnit, columns_of
from digitrans.texts.dates import is_time

if TYPE_CHECKING:
    from digitrans.answers.values import Asked, Unit
    from digitrans.content.instruments import Instrument
    from digitrans.texts import Words

MAX_FORM_ROWS, MAX_EXPORT_ROWS = 120_000, 5_000  # 30 units, 300 questions, 9 options and what goes with them
Row = tuple[Any, ...]


def read(
    path: Path,
    instrument: Instrument,
    units: tuple[Unit, ...],
    languages: tuple[Words, ...],
    asked: Set[str] = frozenset(),
) -> list[CellSource | InputFault]:
    """The answers in a workbook: one respondent's, or every row of an export, also one in CSV. Raises InputFault.

    ``asked`` are the ids of what the round asks: of an export, those without a column are told.
    """
    name = str(path)
    reader = Reader(name, instrument, units, languages, asked=asked)
    data = read_bytes(path, name, 5 * MAX_BYTES)
    if path.suffix.lower() == ".csv" and not is_workbook(data):
        reader.is_csv = True
        found = _csv_sources(reader, csv_rows(data, name))
    else:
        found = _sources(reader, read_book(data, name))
    if found is None:
        raise file_fault(name, "fault.not-a-form")
    return [*found, *reader.slips]


def _sources(reader: Reader, book: Sequence[Sheet]) -> list[CellSource] | None:
    """What the workbook holds; None where it is neither a form nor an export."""
    meta = next((each for each in book if each.name == META), None)
    if meta is not None:
        given = {cells[0]: cells[1] for number, cells in meta.rows if number <= 9 and len(cells) > 1}
        filled = next((each for each in book if each.name not in (META, LISTS)), None)
        rows = [(number, cells) for number, cells in filled.rows if number <= MAX_FORM_ROWS] if filled else []
        return [_form_source(reader, {key: given.get(key) for key in META_FIELDS}, rows)]
    for sheet in book:
        if sheet.rows and (columns := _columns(reader, sheet.rows[0][1])):
            return list(_export_sources(reader, columns, iter(sheet.rows[1:])))
    return None


def _csv_sources(reader: Reader, rows: Iterator[tuple[int, Sequence[Any]]]) -> list[CellSource] | None:
    """What an export in CSV holds; None where it is none."""
    _, head = next(rows, (1, ()))
    columns = _columns(reader, head)
    return list(_export_sources(reader, columns, rows)) if columns else None


def _columns(reader: Reader, head: Iterable[Any]) -> dict[int, Column] | None:
    """Which columns below these headings hold what; None where none has the codes, so that it is no export."""
    asked = sections(reader.instrument, reader.units, short=False)
    head = list(head)
    columns = columns_of(head, asked)
    in_words = labelled_columns(head, asked, reader.languages)
    columns = {**in_words, **columns}
    if About.CODE not in columns.values():
        return None
    if any(isinstance(each, Field) for each in in_words.values()):
        missing = missing_questions(columns, asked, reader.asked)
        reader.slips += [_no_column(reader, each) for each in missing[:10]]
    return columns


def _no_column(reader: Reader, question: Asked) -> InputFault:
    """A question that an export has no column for, though its headings are words: it may be worded otherwise there."""
    text = question.item.text
    told = InCell({}, {w.language: text[w.language] for w in reader.languages}, {}, "fault.no-column")
    return InputFault([Fault(reader.name, 1, None, question.key, "fault.no-column", {}, told)])


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


def _export_sources(
    reader: Reader, columns: Mapping[int, Column], rows: Iterable[tuple[int, Sequence[Any]]]
) -> Iterator[CellSource]:
    """A source for every row in which something is answered. ``rows`` come with the numbers that they have."""
    for count, (number, row) in enumerate(rows, 1):
        if count > MAX_EXPORT_ROWS:
            raise file_fault(reader.name, "fault.too-many-answers", limit=str(MAX_EXPORT_ROWS))
        given = {at: row[at] for at in columns if at < len(row) and not _is_empty(row[at])}
        told = {columns[at]: value for at, value in given.items() if isinstance(columns[at], About)}
        if len(given) == int(About.SENT in told):
            continue
        source = reader.start(
            {
                "respondent": plain_text(told.get(About.CODE, "")).strip().lower() or None,
                "finished": _time(told.get(About.SENT)),
            },
            row=number,
        )
        found: dict[Field, Cell] = {}
        for at, value in given.items():
            wanted, cell = columns[at], Cell(value, Mark(number, at + 1))
            if isinstance(wanted, Field):
                found.setdefault(wanted, cell)
            elif isinstance(wanted, OtherUnit):
                known = ", ".join(each.id for each in reader.units)
                source.refuse(cell, f"units/{wanted.id}", "fault.unknown-unit", value=wanted.id, known=known)
        source.take(_joined(found))
        yield source


def _time(value: Any) -> str | None:
    """When a row was sent in, as files have it; servers mean UTC where they do not say. None for what is no time."""
    text = value.isoformat() if isinstance(value, datetime) else str(value or "").strip()
    moment = datetime.fromisoformat(text) if is_time(text) else moment_in(value)
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat(timespec="seconds")


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
    return name if said in ("1", "1.0", "true") else "" if said in ("0", "0.0", "false") else said
