"""The sheets that portfolios come in and go out on: as they are read, and the headings that both ways share.

Everything that comes in is suspect: sizes are bounded before anything is unpacked.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from digitrans.errors import Fault, InputFault
from digitrans.files.sources import decode, read_bytes
from digitrans.files.spreadsheets import (
    Sheet,
    csv_data,
    csv_delimiter,
    csv_encoding,
    csv_rows,
    file_fault,
    is_workbook,
    read_book,
)
from digitrans.portfolios.models import MAX_INITIATIVES
from digitrans.portfolios.rules import PortfolioContent
from digitrans.texts.spelling import composed, fold

Value = str | int | float | None
Row = tuple[Value, ...]

MAX_FILE = 20_000_000
MAX_COLUMNS = 200
MAX_ROWS = 1_048_576
"""The rows of a sheet, with the empty ones; Excel has no more."""

FORMULA = ("=", "+", "-", "@")
"""How a text begins that a spreadsheet would run."""


@dataclass(frozen=True)
class Found:
    """A sheet as read: its heading row and the rows below, each with the number it has in the file.

    ``separator`` is what stands between the cells of a CSV file, "" in a workbook; ``encoding`` how a text file is
    written. ``at`` is the number of the heading row, ``head_rows`` how many are headings, and ``before`` are the
    filled rows above. Rows without anything in them are nowhere. ``merged``, the hidden rows and the cells
    ``without_value`` are as in a ``Sheet``.
    """

    name: str
    headings: Row
    rows: tuple[tuple[int, Row], ...]
    separator: str = ""
    at: int = 1
    before: tuple[tuple[int, Row], ...] = ()
    encoding: str = "utf-8"
    is_visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    without_value: tuple[tuple[int, int], ...] = ()
    currencies: tuple[tuple[int, str], ...] = ()
    is_transposed: bool = False
    head_rows: int = 1


def read_sheets(path: Path) -> list[Found]:
    """The sheets of a workbook (.xlsx, .xls, .ods), or the one of a CSV or JSON file; "-" is standard input.

    Raises InputFault and UsageFault.
    """
    name = str(path)
    data = _read_stdin() if name == "-" else read_bytes(path, name, MAX_FILE)
    if is_workbook(data):
        return [_book_sheet(name, sheet) for sheet in read_book(data, name) if sheet.rows]
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"):
        raise file_fault(name, "fault.not-excel")
    if path.suffix.lower() in (".yaml", ".yml"):
        raise file_fault(name, "fault.not-a-list")
    if _is_json(data):
        return _json_sheets(data, name)
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
    rows = ((line, tuple(_undefused(cell.strip()) or None for cell in cells)) for line, cells in csv_rows(data, name))
    found = _found("", _filled(name, rows))
    if not found.headings:
        raise file_fault(name, "fault.no-headings")
    return replace(found, separator=csv_delimiter(data), encoding=csv_encoding(data))


def _book_sheet(name: str, sheet: Sheet) -> Found:
    found = _found(
        sheet.name or "-", _filled(name, ((number, tuple(map(_cell, cells))) for number, cells in sheet.rows))
    )
    return replace(
        found,
        is_visible=sheet.is_visible,
        merged=sheet.merged,
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        without_value=sheet.without_value,
        currencies=sheet.currencies,
    )


def _is_json(data: bytes) -> bool:
    return csv_data(data[:1000]).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


def _json_sheets(data: bytes, name: str) -> list[Found]:
    """The lists in a JSON file, each a sheet, called by its key; the first entry is row 1."""
    sheets = []
    for title, entries in _json_lists(decode(csv_data(data), name), name):
        if isinstance(entries[0], list):
            rows = ((at, tuple(map(_cell, each))) for at, each in enumerate(entries, 1) if isinstance(each, list))
            sheets.append(_found(title, _filled(name, rows)))
            continue
        flat = [dict(_flat(each)) for each in entries]
        headings = dict.fromkeys(key for each in flat for key in each)
        if len(headings) > MAX_COLUMNS:
            raise file_fault(name, "fault.too-many-columns", limit=str(MAX_COLUMNS))
        rows = ((number, tuple(each.get(key) for key in headings)) for number, each in enumerate(flat, 1))
        sheets.append(Found(title, tuple(headings), tuple(_filled(name, rows)), at=0))
    return sheets


def _json_lists(text: str, name: str) -> list[tuple[str, list[Any]]]:
    """The list that the file is, the lists within it by their keys, or the objects on its lines."""

    def refuse(_: str) -> Any:
        raise ValueError

    def number(told: str) -> float | str:
        """A number; what is too large for one stays as it is written, so that its cell is told."""
        return told if (found := float(told)) in (inf, -inf) else found

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entry = dict(pairs)
        if len(entry) < len(pairs):
            twice.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return entry

    twice: list[str] = []
    read = partial(json.loads, parse_constant=refuse, parse_float=number, object_pairs_hook=once)
    try:
        try:
            values = read(text)
        except ValueError:
            twice.clear()
            values = [read(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise file_fault(name, "fault.json") from None
    if twice:
        told = [Fault(name, None, None, "", "fault.json-key-twice", {"key": key}) for key in dict.fromkeys(twice)]
        raise InputFault(told)
    lists = [("", values)] if isinstance(values, list) else _lists_in(values, 3)
    lists = [(key, each) for key, each in lists if each and all(isinstance(one, type(each[0])) for one in each)]
    lists = [(key, each) for key, each in lists if isinstance(each[0], dict | list) and any(each)]
    if not lists:
        raise file_fault(name, "fault.json-list")
    return lists


def _lists_in(values: Any, depth: int) -> list[tuple[str, list[Any]]]:
    """The lists of objects within an object, down to ``depth``, with their keys."""
    if not isinstance(values, dict) or not depth:
        return []
    own = [(key, each) for key, each in values.items() if isinstance(each, list) and each and isinstance(each[0], dict)]
    return own or [found for each in values.values() for found in _lists_in(each, depth - 1)]


def _flat(entry: Mapping[str, Any], before: str = "", depth: int = 3) -> Iterator[tuple[str, Value]]:
    """The values of an object, those of objects within it under both names: {"cost": {"total": 1}} is "cost total"."""
    for key, value in entry.items():
        name = f"{before} {key}".strip()
        if isinstance(value, dict) and depth:
            yield from _flat(value, name, depth - 1)
        elif isinstance(value, list | dict):
            shown = "; ".join(str(each) for each in value) if isinstance(value, list) else json.dumps(value)
            yield name, _cell(shown)
        else:
            yield name, _cell(value)


def _filled(name: str, rows: Iterable[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """The rows that have something in them, up to the last cell that has. Raises InputFault for too many."""
    filled = []
    for number, cells in rows:
        if number > MAX_ROWS:
            raise file_fault(name, "fault.endless-rows", limit=str(MAX_ROWS))
        width = next((place for place in range(len(cells), 0, -1) if cells[place - 1] is not None), 0)
        if width > MAX_COLUMNS:
            raise file_fault(name, "fault.too-many-columns", limit=str(MAX_COLUMNS))
        if width:
            filled.append((number, cells[:width]))
        if len(filled) > MAX_INITIATIVES + 100:
            raise file_fault(name, "fault.too-many-rows", limit=str(MAX_INITIATIVES))
    return filled


def _found(title: str, filled: list[tuple[int, Row]]) -> Found:
    """The first row with at least two cells is the heading; where there is none, the first row."""
    if not filled:
        return Found(title, (), ())
    start = next((i for i, (_, cells) in enumerate(filled) if len(cells) - cells.count(None) > 1), 0)
    return with_headings(Found(title, (), tuple(filled)), start)


def with_headings(sheet: Found, place: int, headings: Row | None = None) -> Found:
    """``sheet`` with the row at ``place``, counted over all its filled rows, for its headings; or with ``headings``."""
    rows = all_rows(sheet)
    at, own = rows[place]
    return replace(sheet, headings=headings or own, at=at, before=rows[:place], rows=rows[place + 1 :])


def all_rows(sheet: Found) -> tuple[tuple[int, Row], ...]:
    """The filled rows of a sheet from the top, that of the headings among them."""
    return (*sheet.before, *([(sheet.at, sheet.headings)] if sheet.headings else []), *sheet.rows)


def _undefused(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def _cell(value: Any) -> Value:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, int | float):
        return value if abs(value) < 1e16 else str(value)  # also what is infinite, or no number at all
    text = value.isoformat()[:10] if hasattr(value, "isoformat") else composed(str(value))
    return _undefused(text.strip()) or None


ORGANISATION = {"da": "Organisation", "en": "Organisation"}
DEPARTMENTS = {"da": "Forvaltninger", "en": "Departments"}
INITIATIVES = {"da": "Initiativer", "en": "Initiatives"}
RULES = {"da": "Regler", "en": "Rules"}
SUB_GOALS = {"da": "Delmål", "en": "Sub-goals"}
_HEADS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "organisation": {
        "name": {"da": "Organisation", "en": "Organisation"},
        "risk_willingness": {"da": "Risikovillighed (1 til 5)", "en": "Willingness to take risks (1 to 5)"},
        "as_of": {"da": "Dato for listen (2026-11-23)", "en": "Date of the list (2026-11-23)"},
        "currency": {"da": "Valuta", "en": "Currency"},
    },
    "rules": {
        "id": {"da": "Id", "en": "Id"},
        "kind": {"da": "Regel", "en": "Rule"},
        "type": {"da": "Type", "en": "Type"},
        "limit": {"da": "Grænse", "en": "Limit"},
        "by": {"da": "Målt i", "en": "Measured by"},
        "department": {"da": "Forvaltning", "en": "Department"},
    },
    "sub_goals": {
        "department": {"da": "Forvaltning", "en": "Department"},
        "id": {"da": "Id", "en": "Id"},
        "text": {"da": "Delmål", "en": "Sub-goal"},
        "type": {"da": "Type", "en": "Type"},
        "at_least": {"da": "Mindst (%)", "en": "At least (%)"},
        "at_most": {"da": "Højst (%)", "en": "At most (%)"},
        "by": {"da": "Målt i", "en": "Measured by"},
        "due": {"da": "Senest", "en": "Due"},
    },
    "departments": {
        "id": {"da": "Id", "en": "Id"},
        "name": {"da": "Forvaltning", "en": "Department"},
        "readiness": {"da": "Parathed (1 til 5)", "en": "Readiness (1 to 5)"},
        "citizen_need": {"da": "Borgernes behov (1 til 5)", "en": "The citizens' need (1 to 5)"},
        "capacity": {"da": "Kapacitet (personmåneder om året)", "en": "Capacity (person-months a year)"},
    },
}
_TARGET = {"da": "Mål i %: {type}", "en": "Target in %: {type}"}


def heads(content: PortfolioContent, sheet: str) -> dict[str, dict[str, str]]:
    """The columns of a sheet beside the initiatives ("departments", "rules" ...): keys, and headings by language."""
    heads = {key: dict(names) for key, names in _HEADS[sheet].items()}
    if sheet in ("departments", "organisation"):
        for kind in content.types:
            heads[f"target_{kind.id}"] = {lang: text.format(type=kind.short[lang]) for lang, text in _TARGET.items()}
    return heads


def places_of(content: PortfolioContent, sheet: str, found: Found) -> dict[str, int]:
    """Where the columns of a sheet stand, by their headings in either language, or by the keys themselves."""
    keys = {fold(name): key for key, names in heads(content, sheet).items() for name in (key, *names.values())}
    folded = [fold(str(each)) if each is not None else "" for each in found.headings]
    return {keys[each]: place for place, each in reversed(list(enumerate(folded))) if each in keys}


def departments_by_word(departments: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """What a cell may say of departments (id, name), folded, and the ids it can mean: an id means its own alone."""
    meant: dict[str, tuple[str, ...]] = {}
    pairs = list(departments)
    for own, name in pairs:
        meant[fold(name)] = (*meant.get(fold(name), ()), own)
    return meant | {own: (own,) for own, _ in pairs}
