"""Portfolios from spreadsheets: the rows of sheets become a portfolio file.

Everything that comes in is suspect: a number that could mean two things is refused, every fault names its row and
column, and what is chosen without being asked is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.files.spreadsheets import file_fault
from digitrans.portfolios.file_text import portfolio_text
from digitrans.portfolios.models import MAX_DEPARTMENTS, MAX_INITIATIVES, TYPES
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.spreadsheets.amounts import (
    Reading,
    Unusable,
    heading_unit,
    is_figure,
    is_unknown,
    read_column,
)
from digitrans.portfolios.spreadsheets.cells import LONGEST_ID, SHORT, is_id, parse_cell, parse_text
from digitrans.portfolios.spreadsheets.columns import alike, headed, match_columns
from digitrans.portfolios.spreadsheets.sheets import (
    DEPARTMENTS,
    ORGANISATION,
    Found,
    Row,
    Value,
    departments_by_word,
    fold,
    places_of,
)
from digitrans.texts.dates import is_day
from digitrans.texts.spelling import free, slug

MANY = 10
"""So many rows are named in a remark."""

SHOWN = 60
"""So many characters of a cell are shown in a message."""

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
    """The rows of one sheet on their way to initiatives, with the faults met so far.

    ``unknown`` are the amounts that are told to be unknown, each with its row.
    """

    content: PortfolioContent
    name: str
    language: str
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    amounts: Reading = field(default_factory=Reading)

    def fault(self, row: int, column: int, heading: str, message: str, **named: str) -> None:
        shown = {gap: each if gap == "allowed" else _short(each) for gap, each in named.items()}
        self.faults.append(Fault(self.name, row, column + 1, heading, message, shown))

    def note(self, message: str, **named: str) -> None:
        self.notes.append(Note(message, named))

    def listed(self, message: str, gap: str, things: Sequence[str]) -> None:
        """A note that names the first of ``things``; none where there are none."""
        if things:
            self.note(message, **{gap: ", ".join(things[:MANY]) + (" ..." if len(things) > MANY else "")})

    def check(self) -> None:
        """Raise InputFault with all faults so far, in the order of the sheet."""
        if self.faults:
            raise InputFault(sorted(self.faults, key=lambda each: (each.line or 0, each.column or 0)))


def _short(value: object) -> str:
    """What stands in a cell, as far as a message needs it."""
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def import_portfolio(
    sheets: Sequence[Found],
    content: PortfolioContent,
    path: str,
    mapping: Mapping[str, str],
    organisation: str | None,
    language: str,
) -> Imported:
    """The portfolio file made from ``sheets``. Raises InputFault and UsageFault.

    The first sheet with a column for names holds the initiatives. Sheets as ``export_book`` writes them give the
    departments and the organisation, too; else departments are those that the initiatives name. ``organisation`` is
    its name; None is what the sheets say, or else the name of the file.
    """
    work = _Importing(content, path, language)
    told = _told_name(organisation)
    place, chosen = _initiative_sheet(sheets, content, path, mapping)
    columns = match_columns(content, chosen.headings, mapping)
    rest = [sheet for at, sheet in enumerate(sheets) if at != place]
    head, departments = _organisation(rest, told, work), _departments(rest, work)
    work.amounts = _amounts(work, chosen, columns)
    _tell_headings(work, chosen)
    chosen = _without_totals(work, chosen, columns)
    if len(chosen.rows) > MAX_INITIATIVES:
        raise file_fault(path, "fault.too-many-rows", limit=str(MAX_INITIATIVES))
    _check_surplus(work, chosen)
    initiatives = [_initiative(work, row, cells, columns, chosen.headings) for row, cells in chosen.rows]
    _name_departments(work, initiatives, departments, _place(columns, "department"))
    _give_ids(work, initiatives, _place(columns, "id"))
    work.check()
    work.listed("import.unknown-amounts", "rows", work.unknown)
    _small_amounts(work, chosen, columns, initiatives)
    same = {place for places in alike(chosen.headings).values() for place in places}
    unused = [
        str(each)
        for place, each in enumerate(chosen.headings)
        if each is not None and place not in columns and place not in same
    ]
    _tell_alike(work, chosen.headings, columns)
    return Imported(portfolio_text(head, list(departments.values()), initiatives), unused, work.notes)


def _place(columns: Mapping[int, str], wanted: str) -> int:
    """The column of a field; the first where there is none."""
    return next((place for place, each in columns.items() if each == wanted), 0)


def _initiative_sheet(
    sheets: Sequence[Found], content: PortfolioContent, path: str, mapping: Mapping[str, str]
) -> tuple[int, Found]:
    """The first sheet with a column for names, and its place; a list of that column alone only where there is no other.

    Raises InputFault where there is none, and UsageFault for a mapping of headings that the only sheet does not have.
    """
    heads = {*ORGANISATION.values(), *DEPARTMENTS.values()}
    lists = [(place, headed(content, sheet, mapping)) for place, sheet in enumerate(sheets) if sheet.name not in heads]
    fitting = [(place, sheet) for place, sheet in lists if sheet is not None]
    if fitting:
        return next((each for each in fitting if len(each[1].headings) > 1), fitting[0])
    if len(sheets) == 1:
        match_columns(content, sheets[0].headings, mapping)
    shown = ", ".join(_short(each) for sheet in sheets[:1] for each in sheet.headings if each is not None)
    raise file_fault(path, "fault.no-name-column", known=shown or "-")


def _tell_headings(work: _Importing, sheet: Found) -> None:
    if sheet.before:
        work.note("import.heading-row", row=str(sheet.at), skipped=", ".join(str(at) for at, _ in sheet.before))


def _tell_alike(work: _Importing, headings: Row, columns: Mapping[int, str]) -> None:
    """Tell of columns that are not used because others, which stand further left, have the same heading."""
    for places in alike(headings).values():
        if left := [str(place + 1) for place in places if place not in columns]:
            work.note("import.same-heading", heading=_short(headings[places[0]]), columns=", ".join(left))


def _without_totals(work: _Importing, sheet: Found, columns: Mapping[int, str]) -> Found:
    """``sheet`` without its lines of totals, which are told."""
    name = _place(columns, "name")
    totals = {row for row, cells in sheet.rows if is_total(cells, name, row == sheet.rows[-1][0])}
    if not totals:
        return sheet
    shown = [f"{row} ({_short(_called(cells, name))})" for row, cells in sheet.rows if row in totals]
    work.listed("import.totals", "rows", shown)
    return replace(sheet, rows=tuple(each for each in sheet.rows if each[0] not in totals))


_TOTAL = re.compile(
    r"(?:(?:i alt|ialt|alt i alt|sum|summa|sum i alt|totalsum|sum total|subtotal|sub-total|delsum|mellemsum|delresultat"
    r"|total|totalt|totaler|totals|total i alt|hovedtotal|grand total|overall total|total sum|in total"
    r"|samlet|samlet sum|samlet total|samlet i alt|samlet budget|samlet pris|tilsammen|altogether)|.+ i alt)"
)


def is_total(cells: Row, name: int, is_last: bool) -> bool:
    """Whether a row is a line of totals: it is called one, and has nothing but figures beside that, or is the last."""
    called = _called(cells, name)
    plain = fold(heading_unit(called.strip(" .:=*-"))[0]).strip(" .:=*-")
    if not _TOTAL.fullmatch(plain[:SHOWN]):
        return False
    others = [cell for cell in cells if cell is not None and cell != called]
    if is_last and not plain.endswith(" i alt"):
        return True
    return all(not isinstance(each, str) or is_figure(each) for each in others)


def _called(cells: Row, name: int) -> str:
    """The name in a row, or else what its first cell says."""
    first = cells[name] if name < len(cells) else None
    return str(first if first is not None else next((each for each in cells if each is not None), ""))


def _check_surplus(work: _Importing, sheet: Found) -> None:
    """Cells without a heading above them: in CSV to the right of all headings a fault, since columns may have shifted.

    Elsewhere they are told.
    """
    width, bare = len(sheet.headings), []
    for row, cells in sheet.rows:
        for place, cell in enumerate(cells):
            if cell is None or (place < width and sheet.headings[place] is not None):
                continue
            if sheet.separator and place >= width:
                work.fault(row, place, "", "fault.beyond-headings", value=str(cell))
                break
            bare.append(f"{_short(cell)} ({row}:{place + 1})")
    work.listed("import.no-heading", "cells", bare)


def _amounts(work: _Importing, sheet: Found, columns: Mapping[int, str]) -> Reading:
    """How the amounts of the sheet are read; that they are multiplied is told."""
    if "cost" not in columns.values():
        return Reading()
    place = _place(columns, "cost")
    heading = str(sheet.headings[place])
    others = (cell for _, row in sheet.rows for at, cell in enumerate(row) if at != place)
    own = (row[place] for _, row in sheet.rows if place < len(row))
    reading = read_column(heading, own, sheet.separator, others)
    if reading.scale > 1:
        work.note("import.millions" if reading.scale > 1000 else "import.thousands", heading=heading)
    return reading


def _small_amounts(work: _Importing, sheet: Found, columns: Mapping[int, str], initiatives: Sequence[Any]) -> None:
    """Tell of amounts that are more than nothing, and less than any initiative costs."""
    place = _place(columns, "cost")
    small = [
        f"{str(cells[place])[:20]} ({row})"
        for (row, cells), each in zip(sheet.rows, initiatives, strict=True)
        if not isinstance(each.get("cost", 0), dict) and 0 < each.get("cost", 0) < SMALL
    ]
    work.listed("import.small", "rows", small)


def _initiative(work: _Importing, row: int, cells: Row, columns: Mapping[int, str], headings: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"_row": row}
    faults = len(work.faults)
    for place, wanted in columns.items():
        value = cells[place] if place < len(cells) else None
        if value is None or value == "":
            continue
        if wanted == "cost" and is_unknown(value):
            work.unknown.append(f"{value} ({row})")
            continue
        try:
            parsed = parse_cell(work.content, work.language, work.amounts, wanted, value)
        except Unusable as unusable:
            work.fault(row, place, str(headings[place]), unusable.message, value=str(value), **unusable.named)
            continue
        holder, _, part = wanted.rpartition(".")
        (found.setdefault(holder, {}) if holder else found)[part] = parsed
    place = _place(columns, "name")
    if "name" not in found and not any(each.column == place + 1 for each in work.faults[faults:]):
        work.fault(row, place, str(headings[place]), "fault.row-without-name")
    return found


def _name_departments(
    work: _Importing, initiatives: Sequence[dict[str, Any]], departments: dict[str, dict[str, Any]], column: int
) -> None:
    """Departments named in the rows become ids; the unknown ones become departments."""
    meant = departments_by_word((own, each["name"]) for own, each in departments.items())
    for initiative in initiatives:
        if (told := initiative.get("department")) is None:
            continue
        row, found = initiative["_row"], meant.get(fold(told), ())
        if len(found) > 1:
            work.fault(row, column, "department", "fault.department-twice", name=told, known=", ".join(found))
            continue
        if not found:
            if len(departments) >= MAX_DEPARTMENTS:
                work.fault(row, column, "department", "fault.too-many-departments", limit=str(MAX_DEPARTMENTS))
                return
            found = (free(slug(told), departments),)
            departments[found[0]] = {"id": found[0], "name": told}
            meant[fold(told)] = found
        initiative["department"] = found[0]


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
            same = alike.setdefault(wanted, [])
            initiative["id"] = free(wanted, taken, len(same) + 1)
            taken[initiative["id"]] = initiative["_row"]
            same.append(initiative)
    for found in [each for each in alike.values() if len(each) > 1][:MANY]:
        rows, ids = (", ".join(str(each[key]) for each in found[:MANY]) for key in ("_row", "id"))
        work.note("import.alike", name=found[0].get("name", ""), rows=rows, ids=ids)


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


def _told_name(organisation: str | None) -> str | None:
    """The name of the organisation that was asked for. Raises UsageFault where it cannot be one."""
    if organisation is None:
        return None
    try:
        name = parse_text(organisation, SHORT)
    except Unusable:
        name = ""
    if not name:
        raise UsageFault("error.organisation", limit=str(SHORT))
    return name


def _organisation(sheets: Sequence[Found], told: str | None, work: _Importing) -> dict[str, Any]:
    for row in _rows(work, "organisation", ORGANISATION, sheets):
        head: dict[str, Any] = {"name": told or _text(work, row, "name", SHORT) or _named_by_file(work)}
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
    stem = "" if work.name == "-" else Path(work.name).stem  # what a disk calls a file need not be text
    name = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", stem).split())[:SHORT] or unnamed
    work.note("import.organisation", name=name)
    return name


def _departments(sheets: Sequence[Found], work: _Importing) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(work, "departments", DEPARTMENTS, sheets):
        if len(found) == MAX_DEPARTMENTS:
            work.fault(row.number, 0, row.sheet.name, "fault.too-many-departments", limit=str(MAX_DEPARTMENTS))
            break
        if (each := _department(work, row, found)) is not None:
            found[each["id"]] = each
    return found


def _department(work: _Importing, row: _SheetRow, others: Mapping[str, Any]) -> dict[str, Any] | None:
    """A department as its row has it; None where it has neither a name nor an id, or one that cannot be used."""
    faults = len(work.faults)
    told, name = _text(work, row, "id", SHORT), _text(work, row, "name", SHORT)
    own = told if told and len(told) <= LONGEST_ID and is_id(told) else slug(told or name)
    if len(work.faults) > faults:
        return None
    if not told and not name:
        work.fault(row.number, row.places["name"], row.sheet.name, "fault.row-without-name")
        return None
    if told and own in others:
        work.fault(row.number, row.places["id"], row.sheet.name, "fault.id-twice", id=own)
        return None
    each: dict[str, Any] = {"id": free(own, others), "name": name or told}
    for key in ("readiness", "citizen_need"):
        if (level := _level(work, row, key)) is not None:
            each[key] = level
    if (capacity := row["capacity"]) is not None:
        try:
            each["capacity"] = parse_cell(work.content, work.language, work.amounts, "effort", capacity)
        except Unusable as unusable:
            work.fault(row.number, row.places["capacity"], row.sheet.name, unusable.message, value=str(capacity))
    if (targets := _targets(work, row)) is not None:
        each["targets"] = targets
    return each


def _text(work: _Importing, row: _SheetRow, key: str, limit: int) -> str:
    """A text of at most ``limit`` characters, "" where there is none; one that cannot be used is a fault."""
    value = row[key]
    if value is None:
        return ""
    try:
        return parse_text(value, limit)
    except Unusable as unusable:
        work.fault(row.number, row.places[key], row.sheet.name, unusable.message, **unusable.named)
        return ""


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
