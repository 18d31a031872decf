"""Spreadsheets that come in: CSV as any program writes it, and workbooks (.xlsx, .xls, .ods; the extra ``excel``).

Everything is suspect: sizes are bounded before a library reads anything, and whatever it raises is one fault.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.files.sources import decode, wide_encoding
from digitrans.installing import install
from digitrans.values import dataclass

DELIMITERS = ";,\t|"
SAMPLE, SAMPLE_ROWS = 100_000, 20
"""Bytes and filled rows at the top of a CSV file that show what separates its cells."""

MAX_SHEETS = 200

Cells = tuple[Any, ...]
"""The cells of a row: texts, whole and other numbers, truths, days, times; None where there is nothing."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its filled rows, each with its number, up to the last filled cell.

    Rows and columns count from 1. ``merged`` are blocks of cells as first row, first column, last row, last column;
    ``without_value`` the cells whose formula nobody has worked out; ``currencies`` what the formats of a column name.
    """

    name: str
    rows: tuple[tuple[int, Cells], ...]
    is_visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    without_value: tuple[tuple[int, int], ...] = ()
    currencies: tuple[tuple[int, str], ...] = ()


def need_openpyxl() -> Any:
    """openpyxl, which writes workbooks, or a UsageFault that says how to get it."""
    try:
        import openpyxl
    except ImportError:
        raise UsageFault("error.extra", install=install("openpyxl")) from None
    return openpyxl


def _need_calamine() -> Any:
    """python-calamine, which reads workbooks, or a UsageFault that says how to get it."""
    try:
        import python_calamine
    except ImportError:
        raise UsageFault("error.extra", install=install("python-calamine")) from None
    return python_calamine


def unescaped(text: str) -> str:
    """``text`` as it is to be put into an .xlsx cell, where "_x0041_" would be read as "A"."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def is_workbook(data: bytes) -> bool:
    """Whether ``data`` begins as a workbook does, whatever the file is called."""
    return data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_book(data: bytes, name: str) -> list[Sheet]:
    """The sheets of the workbook in ``data``, with the values of its formulas as they were last worked out.

    Raises UsageFault without the extra, and InputFault for what is no workbook, is locked, or is too large.
    """
    from digitrans.files.workbook_parts import MAX_CELLS, Damaged, Locked, TooLarge

    calamine = _need_calamine()
    try:
        return _sheets(calamine, data)
    except TooLarge:
        raise file_fault(name, "fault.too-many-cells", limit=str(MAX_CELLS)) from None
    except (Locked, calamine.PasswordError):
        raise file_fault(name, "fault.locked") from None
    except (Damaged, calamine.CalamineError, OSError, ValueError, OverflowError, IndexError):
        raise file_fault(name, "fault.not-excel") from None
    except BaseException as fault:  # how calamine's own bugs come up, in damaged files
        if type(fault).__name__ != "PanicException":
            raise
        raise file_fault(name, "fault.not-excel") from None


def _sheets(calamine: Any, data: bytes) -> list[Sheet]:
    from digitrans.files.old_workbooks import OLE, facts_of_xls
    from digitrans.files.workbook_parts import MAX_TEXT, SheetFacts, TooLarge, unpacked

    if data.startswith(OLE):
        facts = facts_of_xls(data)
    else:
        packed = unpacked(data)
        data, facts = packed.data, packed.facts
    sheets, room = [], MAX_TEXT
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        if len(book.sheets_metadata) > MAX_SHEETS:
            raise TooLarge
        for each in book.sheets_metadata:
            if each.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(each.name)
            rows = tuple(_filled_rows(sheet, room))
            room -= sum(len(cell) for _, cells in rows for cell in cells if isinstance(cell, str))
            told = facts.get(each.name, SheetFacts())
            sheets.append(
                Sheet(
                    each.name,
                    rows,
                    each.visible == calamine.SheetVisibleEnum.Visible,
                    told.merged
                    or tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()),
                    told.hidden_rows,
                    told.hidden_columns,
                    told.without_value,
                    told.currencies,
                )
            )
    return sheets


def _filled_rows(sheet: Any, room: int) -> Iterator[tuple[int, Cells]]:
    """The rows that have something in them, up to the last cell that has; texts of ``room`` characters at most."""
    from digitrans.files.workbook_parts import TooLarge

    if sheet.start is None:
        return
    before: Cells = (None,) * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), 1):
        found = [_cell(each) for each in cells]
        while found and found[-1] is None:
            found.pop()
        if not found:
            continue
        room -= sum(len(each) for each in found if isinstance(each, str))
        if room < 0:
            raise TooLarge
        yield number, before + tuple(found)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).strip()
        return text or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return int(value)
    return value


def csv_rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the line that it ends on; its letters composed (NFC). Raises InputFault.

    It is UTF-8, UTF-16 with its mark, or what Windows, the old Mac or DOS write, as ``csv_encoding`` finds; cells are
    separated as ``csv_delimiter`` finds.
    """
    text = unicodedata.normalize("NFC", decode(csv_data(data), name))
    delimiter, skipped = csv_delimiter(data), 0
    if _says_delimiter(text):
        _, _, text = text.partition("\n")
        skipped = 1
    # The module's own limit of a cell is none of ours: how much there may be is said where files are read.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num + skipped, cells
    except csv.Error:
        raise InputFault([Fault(name, (reader.line_num or 1) + skipped, 1, "", "fault.csv", {})]) from None


def csv_data(data: bytes) -> bytes:
    """``data`` as UTF-8, whatever it was."""
    encoding = csv_encoding(data)
    return data if encoding == "utf-8" else data.decode(encoding, "replace").encode("utf-8", "replace")


_NORDIC = "æøåäöéü"
_WITHIN = re.compile(rf"(?<=[a-z{_NORDIC}])[{_NORDIC}](?=[a-z{_NORDIC}])")
_FIRST = re.compile(rf"(?<![^\W\d_])[{_NORDIC}{_NORDIC.upper()}](?=[a-z{_NORDIC}])")
_QUOTES = re.compile(r"(?<![^\W\d_])[‘“](?=\w)")


@lru_cache(maxsize=2)
def csv_encoding(data: bytes) -> str:
    """How a text file is written: "utf-8", "utf-16" and its like, "cp1252" (Windows), "mac_roman" (the old Mac) or
    "cp850" (DOS).

    What is not UTF-8 is read as each of the last three; the one that puts Nordic letters into words is right, and
    Windows where none does.
    """
    if (wide := wide_encoding(data)) is not None:
        return wide
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        telling = b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:SAMPLE]
        return max(("cp1252", "mac_roman", "cp850"), key=lambda each: _likely(telling.decode(each, "replace")))
    return "utf-8"


def _likely(text: str) -> int:
    """How many Nordic letters stand where words have them; quotation marks that open count as much."""
    return sum(len(each.findall(text)) for each in (_WITHIN, _FIRST, _QUOTES))


def _says_delimiter(text: str) -> bool:
    """Whether the first line is the one by which Excel is told what separates cells: "sep=;"."""
    return re.match(r"\ufeff?\"?sep=.\"?\r?\n", text, re.IGNORECASE) is not None


def csv_delimiter(data: bytes) -> str:
    """What separates the cells of a CSV file: of semicolons, commas, tabs and bars the one that most first rows have.

    Of two in as many rows it is the one named first. One that fewer than half of the rows have, such as the comma in a
    title above, separates nothing; where that leaves none, the first row says it.
    """
    if (wide := wide_encoding(data)) is not None:
        data = data[: 4 * SAMPLE].decode(wide, "replace").encode("utf-8", "replace")
    text = data[:SAMPLE].decode("latin-1")  # the delimiters and quotes are the same in every encoding that comes here
    text = text.removeprefix("\xef\xbb\xbf")
    if _says_delimiter(text) and (said := text[text.index("=") + 1]) in DELIMITERS:
        return said
    shares = {each: _share(text, each) for each in DELIMITERS}
    best = max(shares, key=lambda each: shares[each])
    first = text.split("\n", 1)[0]
    return best if shares[best] >= 1 / 2 else max(DELIMITERS, key=first.count)


def _share(text: str, delimiter: str) -> float:
    """The share of the first rows with something in them that ``delimiter`` splits into cells."""
    reader, widths = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), list[int]()
    with suppress(csv.Error):  # told when the whole is read
        for cells in reader:
            if "".join(cells).strip(DELIMITERS + " "):
                widths.append(len(cells))
            if len(widths) == SAMPLE_ROWS:
                break
    return sum(each > 1 for each in widths) / max(len(widths), 1)


def file_fault(name: str, message: str, **named: str) -> InputFault:
    """A fault of the whole file."""
    return InputFault([Fault(name, None, None, "", message, named)])
