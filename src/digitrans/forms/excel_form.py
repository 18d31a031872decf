"""A workbook with drop-down lists for one respondent, and back from it. Needs the extra ``excel`` (openpyxl).

Also reads what KoboToolbox and ODK export: a header row with the names of the questions, and a row for every one who
answered.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.formats.escaping import one_line, visible
from digitrans.forms import Invitation, check_kinds, replies
from digitrans.reading import MAX_BYTES, Mark, Source, ValuePath, read_bytes

if TYPE_CHECKING:
    from digitrans.instruments import AnyItem, Instrument
    from digitrans.texts import Words

MAX_UNPACKED = 30_000_000
MAX_ROWS, MAX_COLUMNS = 5_000, 1_000
META, LISTS = "digitrans", "lists"
ID, ANSWER, NOTE = 1, 4, 5
_FIELDS = ("instrument", "respondent", "fingerprint", "short")


def need_openpyxl() -> Any:
    """openpyxl, or a UsageFault that says how to get it."""
    try:
        import openpyxl
    except ImportError:
        raise UsageFault("error.extra", extra="excel", package="openpyxl") from None
    return openpyxl


def write(words: Words, invitation: Invitation, code: str) -> bytes:
    """The workbook of one respondent."""
    openpyxl = need_openpyxl()
    check_kinds(invitation.instrument, "excel", "choices", "allocation")
    book = openpyxl.Workbook()
    sheet, lists, meta = book.active, book.create_sheet(LISTS), book.create_sheet(META)
    _intro(sheet, words, invitation, code)
    _questions(sheet, lists, words, invitation)
    given = (invitation.instrument.id, code, invitation.fingerprint, invitation.short)
    for row, pair in enumerate(zip(_FIELDS, given, strict=True), 1):
        meta.cell(row, 1, pair[0])
        meta.cell(row, 2, pair[1])
    lists.sheet_state = meta.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _intro(sheet: Any, words: Words, invitation: Invitation, code: str) -> None:
    from openpyxl.styles import Alignment, Font

    title = invitation.instrument.title[words.language]
    sheet.title = words("form.sheet")
    told = (title, invitation.instrument.purpose[words.language], words("form.excel-how"), words("form.privacy"))
    for row, text in enumerate(told, 1):
        sheet.cell(row, 2, visible(text)).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=NOTE)
        sheet.row_dimensions[row].height = 22 if row == 1 else 34
    sheet.cell(1, 2).font = Font(bold=True, size=16)
    sheet.cell(5, 2, words("form.code"))
    sheet.cell(5, 3, code).font = Font(bold=True)
    heads = ("", words("form.number"), words("column.item"), words("column.answer"), words("form.note"))
    for column, text in enumerate(heads, 1):
        sheet.cell(6, column, text).font = Font(bold=True)
    for letter, width in zip("ABCDE", (2, 6, 70, 34, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "D7"


def _questions(sheet: Any, lists: Any, words: Words, invitation: Invitation) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, item in enumerate(invitation.asked, 1):
        row = 6 + number
        sheet.cell(row, ID, item.id)
        sheet.cell(row, 2, number)
        sheet.cell(row, 3, visible(_question(words, item)))
        labels = [label for label, _ in replies(words, invitation.instrument, item)]
        for place, label in enumerate(labels, 1):
            lists.cell(place, number, visible(label))
        for column in (3, ANSWER, NOTE):
            sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
        if labels:
            column = lists.cell(1, number).column_letter
            area = f"{LISTS}!${column}$1:${column}${len(labels)}"
            check = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=True)
            check.errorTitle, check.error = words("form.sheet"), words("form.choose")
            sheet.add_data_validation(check)
            check.add(sheet.cell(row, ANSWER))


def _question(words: Words, item: AnyItem) -> str:
    told = [item.text[words.language]]
    if item.kind == "slider":
        told += [f"{pole.name[words.language]}: {pole.gain[words.language]} {pole.price[words.language]}" for pole in
                 (item.left, item.right)]  # fmt: skip
    return "\n".join(told)


class CellSource(Source):
    """The answers of one respondent from a workbook; a fault is placed by row and column."""

    def __init__(self, name: str, values: dict[str, Any], cells: dict[ValuePath, Mark]) -> None:
        self.name, self.values, self._cells = name, values, cells

    def mark(self, at: ValuePath) -> Mark | None:
        while at and at not in self._cells:
            at = at[:-1]
        return self._cells.get(at)


def read(path: Path, instrument: Instrument, languages: tuple[Words, ...]) -> list[CellSource]:
    """The answers in a workbook: one respondent's, or every row of an export. Raises InputFault."""
    openpyxl = need_openpyxl()
    data = read_bytes(path, str(path), 5 * MAX_BYTES)
    _check_size(data, str(path))
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        tables = {sheet.title: _rows(sheet) for sheet in book.worksheets}
    except InputFault:
        raise
    except Exception:  # openpyxl raises whatever its parsers do: KeyError, ValueError, BadZipFile, ParseError
        raise InputFault([Fault(str(path), None, None, "", "fault.not-a-workbook", {})]) from None
    known = {item.id: _labels(instrument, item, languages) for item in instrument.items}
    if META in tables:
        return [_form_source(str(path), tables, known)]
    found = next((table for table in tables.values() if table and _columns(table[0], known)), None)
    if found is None:
        raise InputFault([Fault(str(path), None, None, "", "fault.not-a-form", {})])
    return list(_export_sources(str(path), found, instrument.id, known))


def _check_size(data: bytes, name: str) -> None:
    """Refuse what is no workbook, or what unpacks to far more than a form is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InputFault([Fault(name, None, None, "", "fault.not-a-workbook", {})]) from None
    if size > MAX_UNPACKED:
        raise InputFault([Fault(name, None, None, "", "fault.too-large", {"limit": str(MAX_UNPACKED // 1_000_000)})])


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True))


def _labels(instrument: Instrument, item: AnyItem, languages: tuple[Words, ...]) -> dict[str, Any]:
    """What may stand in a cell, folded, and the answer that it means."""
    found: dict[str, Any] = {}
    for words in languages:
        for label, value in replies(words, instrument, item):
            found[_folded(label)] = value
            found[_folded(str(value))] = value
            found[_folded(str(value).replace("-", "_"))] = value
    if item.kind == "slider":
        found |= {f"p{value + 2}": value for value in range(-2, 3)}
    return found


def _folded(text: str) -> str:
    return one_line(text).casefold()


def _form_source(name: str, tables: dict[str, list[tuple[Any, ...]]], known: dict[str, dict[str, Any]]) -> CellSource:
    """The answers of a workbook that we wrote."""
    values: dict[str, Any] = {row[0]: row[1] for row in tables[META] if len(row) > 1 and row[0] in _FIELDS}
    values["short"] = values.get("short") is True
    cells: dict[ValuePath, Mark] = {}
    answers: dict[str, Any] = {}
    sheet = next((table for title, table in tables.items() if title not in (META, LISTS)), [])
    for index, row in enumerate(sheet):
        item_id = row[ID - 1] if row else None
        if not isinstance(item_id, str) or index < 6:
            continue
        value = _value(row[ANSWER - 1] if len(row) >= ANSWER else None, known.get(item_id, {}))
        note = row[NOTE - 1] if len(row) >= NOTE else None
        if value is not None or note is not None:
            answers[item_id] = value if note is None else {"value": value, "note": str(note)}
            cells["answers", item_id] = Mark(index + 1, ANSWER)
    return CellSource(name, {**values, "answers": answers}, cells)


def _value(cell: Any, labels: dict[str, Any]) -> Any:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    plain = cell if isinstance(cell, int | float | str) else str(cell)
    return labels.get(_folded(str(plain)), plain) if labels else plain


def _columns(head: tuple[Any, ...], known: dict[str, dict[str, Any]]) -> dict[int, str]:
    """Which column of an export holds which question, or the code: groups before a slash are left away."""
    found = {}
    for index, cell in enumerate(head):
        name = str(cell or "").rpartition("/")[2].replace("_", "-")
        if name in known or name == "respondent" or name.removeprefix("note-") in known:
            found[index] = name
    return found if "respondent" in found.values() else {}


def _export_sources(
    name: str, table: list[tuple[Any, ...]], instrument: str, known: dict[str, dict[str, Any]]
) -> Iterator[CellSource]:
    columns = _columns(table[0], known)
    for index, row in enumerate(table[1:], 1):
        given = {column: row[at] for at, column in columns.items() if at < len(row) and row[at] not in (None, "")}
        if not given:
            continue
        answers: dict[str, Any] = {}
        cells: dict[ValuePath, Mark] = {("respondent",): Mark(index + 1, 1)}
        for at, column in columns.items():
            if column in known and (column in given or f"note-{column}" in given):
                value = _value(given.get(column), known[column])
                note = given.get(f"note-{column}")
                answers[column] = value if note is None else {"value": value, "note": str(note)}
                cells["answers", column] = Mark(index + 1, at + 1)
        code = str(given.get("respondent", "")).strip().lower()
        yield CellSource(name, {"instrument": instrument, "respondent": code, "answers": answers}, cells)
