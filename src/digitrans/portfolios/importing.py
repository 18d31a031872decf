"""Portfolios from spreadsheets: the rows of sheets become a portfolio file.

Everything that comes in is suspect: a number that could mean two things is refused, every fault names its row and
column, and what is chosen without being asked is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from digitrans.dates import is_day
from digitrans.errors import Fault, InputFault
from digitrans.portfolios.amounts import Reading, Unusable, read_column
from digitrans.portfolios.cells import parse_cell
from digitrans.portfolios.columns import match_columns
from digitrans.portfolios.content import PortfolioContent
from digitrans.portfolios.files import TYPES
from digitrans.portfolios.sheets import DEPARTMENTS, ORGANISATION, Found, Row, Value, fold, places_of
from digitrans.portfolios.writing import portfolio_text
from digitrans.slugs import free, slug
from digitrans.spreadsheets import file_fault

MANY = 10
"""So many rows are named in a remark."""

SMALL = 1000
"""Kroner; an amount below is told, since no digital initiative costs that little."""


class Note(NamedTuple):
    """Something to tell of an import that is no fault: the key of a text, and what fills its gaps."""

    message: str
    named: Mapping[str, str]


class Imported(NamedTuple):
    """The text of a portfolio file made from sheets, the headings that were not used, and what is worth a word."""

    text: str
    unused: list[str]
    notes: list[Note]


@dataclass
class _Importing:
    """The rows of one sheet on their way to initiatives, with the faults met so far."""

    content: PortfolioContent
    name: str
    faults: list[Fault]
    notes: list[Note]
    language: str
    amounts: Reading

    def fault(self, row: int, column: int, heading: str, message: str, **named: str) -> None:
        self.faults.append(Fault(self.name, row, column + 1, heading, message, named))


def import_portfolio(
    sheets: Sequence[Found],
    content: PortfolioContent,
    path: str,
    mapping: Mapping[str, str],
    organisation: str | None,
    language: str,
) -> Imported:
    """The portfolio file made from ``sheets``. Raises InputFault.

    The first sheet with a column for names holds the initiatives. Sheets as ``export_book`` writes them give the
    departments and the organisation, too; else departments are those that the initiatives name. ``organisation`` is
    its name; None is what the sheets say, or else the name of the file.
    """
    chosen = _initiative_sheet(sheets, content, path, mapping)
    columns = match_columns(content, chosen.headings, mapping)
    work = _Importing(content, path, [], [], language, Reading())
    rest = [sheet for sheet in sheets if sheet is not chosen]
    head, departments = _organisation(rest, organisation, work), _departments(rest, work)
    work.amounts = _amounts(work, chosen, columns)
    initiatives = [_initiative(work, row, cells, columns, chosen.headings) for row, cells in chosen.rows]
    _name_departments(initiatives, departments)
    _give_ids(work, initiatives, next((place for place, field in columns.items() if field == "id"), 0))
    if work.faults:
        raise InputFault(sorted(work.faults, key=lambda each: (each.line or 0, each.column or 0)))
    unused = [str(each) for place, each in enumerate(chosen.headings) if each is not None and place not in columns]
    _small_amounts(work, chosen, columns, initiatives)
    return Imported(portfolio_text(head, list(departments.values()), initiatives), unused, work.notes)


def _amounts(work: _Importing, sheet: Found, columns: Mapping[int, str]) -> Reading:
    """How the amounts of the sheet are read; that they are multiplied is told."""
    place = next((place for place, field in columns.items() if field == "cost"), None)
    if place is None:
        return Reading()
    heading = str(sheet.headings[place])
    others = (cell for _, row in sheet.rows for at, cell in enumerate(row) if at != place)
    own = (row[place] for _, row in sheet.rows if place < len(row))
    reading = read_column(heading, own, sheet.separator, others)
    if reading.scale > 1:
        work.notes.append(Note("import.millions" if reading.scale > 1000 else "import.thousands", {"heading": heading}))
    return reading


def _small_amounts(work: _Importing, sheet: Found, columns: Mapping[int, str], initiatives: Sequence[Any]) -> None:
    """Tell of amounts that are more than nothing, and less than any initiative costs."""
    place = next((place for place, field in columns.items() if field == "cost"), 0)
    small = [
        f"{str(cells[place])[:20]} ({row})"
        for (row, cells), each in zip(sheet.rows, initiatives, strict=True)
        if 0 < each.get("cost", 0) < SMALL
    ]
    if small:
        rows = ", ".join(small[:MANY]) + (" ..." if len(small) > MANY else "")
        work.notes.append(Note("import.small", {"rows": rows}))


def _initiative_sheet(
    sheets: Sequence[Found], content: PortfolioContent, path: str, mapping: Mapping[str, str]
) -> Found:
    heads = (ORGANISATION.values(), DEPARTMENTS.values())
    for sheet in sheets:
        if any(sheet.name in names for names in heads) or not sheet.headings:
            continue
        own = (
            mapping
            if len(sheets) == 1
            else {h: f for h, f in mapping.items() if fold(h) in map(fold, map(str, sheet.headings))}
        )
        if "name" in match_columns(content, sheet.headings, own).values():
            return sheet
    shown = ", ".join(str(each) for sheet in sheets[:1] for each in sheet.headings if each is not None)
    raise file_fault(path, "fault.no-name-column", known=shown or "-")


def _initiative(work: _Importing, row: int, cells: Row, columns: Mapping[int, str], headings: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"_row": row}
    for place, field in columns.items():
        value = cells[place] if place < len(cells) else None
        if value is None or value == "":
            continue
        heading = str(headings[place])
        try:
            parsed = parse_cell(work.content, work.language, work.amounts, field, value)
        except Unusable as unusable:
            work.fault(row, place, heading, unusable.message, value=str(value), **unusable.named)
            continue
        holder, key = (
            (found.setdefault("business_case", {}), field[14:])
            if field.startswith("business_case.")
            else (found, field)
        )
        holder[key] = parsed
    place = next(place for place, field in columns.items() if field == "name")
    if "name" not in found and not any((each.line, each.column) == (row, place + 1) for each in work.faults):
        work.fault(row, place, str(headings[place]), "fault.row-without-name")
    return found


def _name_departments(initiatives: Sequence[dict[str, Any]], departments: dict[str, dict[str, Any]]) -> None:
    """Departments named in the rows become ids; the unknown ones become departments."""
    by_name = {fold(each["name"]): name for name, each in departments.items()} | {
        fold(name): name for name in departments
    }
    for initiative in initiatives:
        if (told := initiative.get("department")) is None:
            continue
        name = by_name.get(fold(told))
        if name is None:
            name = free(slug(told), departments)
            departments[name] = {"id": name, "name": told}
            by_name[fold(told)] = name
        initiative["department"] = name


def _give_ids(work: _Importing, initiatives: Sequence[dict[str, Any]], column: int) -> None:
    """Ids from names where there are none; of those that are called alike it is told."""
    taken: dict[str, int] = {}
    alike: dict[str, list[dict[str, Any]]] = {}
    for initiative in initiatives:
        if "id" in initiative:
            if initiative["id"] in taken:
                work.fault(initiative["_row"], column, "id", "fault.id-twice", id=initiative["id"])
            taken[initiative["id"]] = initiative["_row"]
    for initiative in initiatives:
        if "id" not in initiative:
            wanted = slug(initiative.get("name", ""))
            initiative["id"] = free(wanted, taken)
            taken[initiative["id"]] = initiative["_row"]
            alike.setdefault(wanted, []).append(initiative)
    for found in [each for each in alike.values() if len(each) > 1][:MANY]:
        rows, ids = (", ".join(str(each[key]) for each in found[:MANY]) for key in ("_row", "id"))
        work.notes.append(Note("import.alike", {"name": found[0].get("name", ""), "rows": rows, "ids": ids}))


def _rows(work: _Importing, sheet: str, names: Mapping[str, str], sheets: Sequence[Found]) -> Iterator[_SheetRow]:
    """The rows of the sheets called by one of ``names`` that have a column for the name."""
    for each in sheets:
        if each.name in names.values() and "name" in (places := places_of(work.content, sheet, each)):
            for number, cells in each.rows:
                yield _SheetRow(each, number, cells, places)


@dataclass(frozen=True)
class _SheetRow:
    """A row of the sheet of departments or of the organisation."""

    sheet: Found
    number: int
    cells: Row
    places: Mapping[str, int]

    def __getitem__(self, key: str) -> Value:
        place = self.places.get(key, len(self.cells))
        return self.cells[place] if place < len(self.cells) else None


def _organisation(sheets: Sequence[Found], told: str | None, work: _Importing) -> dict[str, Any]:
    for row in _rows(work, "organisation", ORGANISATION, sheets):
        head: dict[str, Any] = {"name": told or str(row["name"] or "") or _named_by_file(work)}
        if (level := _level(work, row, "risk_willingness")) is not None:
            head["risk_willingness"] = level
        if (day := row["as_of"]) is not None:
            if is_day(str(day)):
                head["as_of"] = str(day)
            else:
                work.fault(row.number, row.places["as_of"], row.sheet.name, "fault.not-date", value=str(day))
        return head
    return {"name": told or _named_by_file(work)}


def _named_by_file(work: _Importing) -> str:
    """The name of an organisation whose sheet says none; that it is a guess is told."""
    unnamed = {"da": "Vores organisation", "en": "Our organisation"}[work.language]
    name = unnamed if work.name == "-" else Path(work.name).stem
    work.notes.append(Note("import.organisation", {"name": name}))
    return name


def _departments(sheets: Sequence[Found], work: _Importing) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(work, "departments", DEPARTMENTS, sheets):
        name = str(row["name"] or row["id"] or "")[:200]
        each: dict[str, Any] = {"id": free(slug(str(row["id"] or name)), found), "name": name}
        for key in ("readiness", "citizen_need"):
            if (level := _level(work, row, key)) is not None:
                each[key] = level
        if (targets := _targets(work, row)) is not None:
            each["targets"] = targets
        found[each["id"]] = each
    return found


def _targets(work: _Importing, row: _SheetRow) -> dict[str, int] | None:
    """Whole per cent that add up to 100, or None; anything else is a fault."""
    given = {kind: cell for kind in TYPES if (cell := row[f"target_{kind}"]) is not None}
    numbers = {
        kind: int(cell) for kind, cell in given.items() if isinstance(cell, int | float) and float(cell).is_integer()
    }
    if given and (numbers != given or sum(numbers.values()) != 100):
        place = min(row.places[f"target_{kind}"] for kind in given)
        total = " + ".join(str(each) for each in given.values())
        work.fault(row.number, place, row.sheet.name, "fault.targets-sum", total=total)
        return None
    return numbers or None


def _level(work: _Importing, row: _SheetRow, key: str) -> float | int | None:
    value = row[key]
    if value is None or value == "":
        return None
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = 0
    if not 1 <= number <= 5:
        work.fault(row.number, row.places[key], row.sheet.name, "fault.not-level", value=str(value))
        return None
    return int(number) if number.is_integer() else number
