"""The sheets that portfolios come in and go out on: as they are read, and the headings that both ways share.

Everything that comes in is suspect: sizes are bounded before anything is unpacked.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from digitrans.portfolios.content import PortfolioContent
from digitrans.portfolios.files import MAX_INITIATIVES
from digitrans.reading import read_bytes
from digitrans.spreadsheets import csv_delimiter, csv_rows, file_fault, is_workbook, opened

Value = str | int | float | None
Row = tuple[Value, ...]

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_COLUMNS = 200
FORMULA = ("=", "+", "-", "@")
"""How a text begins that a spreadsheet would run."""


@dataclass(frozen=True)
class Found:
    """A sheet as read: its heading row and the rows below, each with the number it has in the file.

    ``separator`` is what stands between the cells of a CSV file, "" in a workbook.
    """

    name: str
    headings: Row
    rows: tuple[tuple[int, Row], ...]
    separator: str = ""


def read_sheets(path: Path) -> list[Found]:
    """The sheets of an xlsx file, or the one of a CSV file; "-" is standard input. Raises InputFault and UsageFault."""
    name = str(path)
    data = _read_stdin() if name == "-" else read_bytes(path, name, MAX_FILE)
    if is_workbook(data):
        with opened(data, name, MAX_UNPACKED) as book:
            return [_xlsx_sheet(name, sheet) for sheet in book.worksheets[:20]]
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        raise file_fault(name, "fault.not-excel")
    return [_csv_sheet(data, name)]


def _read_stdin() -> bytes:
    stdin = getattr(sys.stdin, "buffer", None)
    if stdin is None:
        raise file_fault("-", "fault.unreadable")
    data: bytes = stdin.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise file_fault("-", "fault.too-large", limit=str(MAX_FILE // 1_000_000))
    return data


def _csv_sheet(data: bytes, name: str) -> Found:
    rows: list[tuple[int, Row]] = []
    for number, cells in csv_rows(data, name):
        rows.append((number, tuple(_undefused(cell.strip()) or None for cell in cells)))
        _check_size(name, len(rows), len(cells))
    return replace(_found(name, "", rows), separator=csv_delimiter(data))


def _check_size(name: str, rows: int, columns: int) -> None:
    if rows > MAX_INITIATIVES + 100:
        raise file_fault(name, "fault.too-many-rows", limit=str(MAX_INITIATIVES))
    if columns > MAX_COLUMNS:
        raise file_fault(name, "fault.too-many-columns", limit=str(MAX_COLUMNS))


def _found(name: str, title: str, rows: list[tuple[int, Row]]) -> Found:
    """The first row with at least two cells is the heading; empty rows are left out."""
    filled = [(number, cells) for number, cells in rows if any(cell not in (None, "") for cell in cells)]
    start = next((i for i, (_, cells) in enumerate(filled) if sum(c not in (None, "") for c in cells) > 1), None)
    if start is None:
        if title:
            return Found(title, (), ())
        raise file_fault(name, "fault.no-headings")
    return Found(title, filled[start][1], tuple(filled[start + 1 :]))


def _undefused(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _xlsx_sheet(name: str, sheet: Any) -> Found:
    sheet.reset_dimensions()
    rows: list[tuple[int, Row]] = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = tuple(_cell(cell) for cell in cells[: MAX_COLUMNS + 1])
        while row and row[-1] is None:
            row = row[:-1]
        _check_size(name, number, len(row))
        rows.append((number, row))
    return _found(name, sheet.title or "-", rows)


def _cell(value: Any) -> Value:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, int | float):
        return value if abs(value) < 1e16 else str(value)  # also what is infinite, or no number at all
    text = value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)
    return _undefused(text.strip()) or None


ORGANISATION = {"da": "Organisation", "en": "Organisation"}
DEPARTMENTS = {"da": "Forvaltninger", "en": "Departments"}
INITIATIVES = {"da": "Initiativer", "en": "Initiatives"}
_HEADS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "organisation": {
        "name": {"da": "Organisation", "en": "Organisation"},
        "risk_willingness": {"da": "Risikovillighed (1 til 5)", "en": "Willingness to take risks (1 to 5)"},
        "as_of": {"da": "Dato for listen (2026-11-23)", "en": "Date of the list (2026-11-23)"},
    },
    "departments": {
        "id": {"da": "Id", "en": "Id"},
        "name": {"da": "Forvaltning", "en": "Department"},
        "readiness": {"da": "Parathed (1 til 5)", "en": "Readiness (1 to 5)"},
        "citizen_need": {"da": "Borgernes behov (1 til 5)", "en": "The citizens' need (1 to 5)"},
    },
}
_TARGET = {"da": "Mål i %: {type}", "en": "Target in %: {type}"}


def heads(content: PortfolioContent, sheet: str) -> dict[str, dict[str, str]]:
    """The columns of the sheet "organisation" or "departments": keys, and their headings by language."""
    heads = {key: dict(names) for key, names in _HEADS[sheet].items()}
    if sheet == "departments":
        for kind in content.types:
            heads[f"target_{kind.id}"] = {lang: text.format(type=kind.short[lang]) for lang, text in _TARGET.items()}
    return heads


def places_of(content: PortfolioContent, sheet: str, found: Found) -> dict[str, int]:
    """Where the columns of a sheet stand, by their headings in either language, or by the keys themselves."""
    keys = {fold(name): key for key, names in heads(content, sheet).items() for name in (key, *names.values())}
    folded = [fold(str(each)) if each is not None else "" for each in found.headings]
    return {keys[each]: place for place, each in reversed(list(enumerate(folded))) if each in keys}


def fold(heading: str) -> str:
    """A heading or name without regard to case and to how many blanks are in it."""
    return " ".join(heading.casefold().split())
