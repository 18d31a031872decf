"""Portfolios to and from spreadsheets: CSV as Danish Excel wants it, and xlsx with the extra ``excel``.

Everything that comes in is suspect: sizes are bounded before anything is unpacked, a number that could mean two things
is refused, and every fault names its row and column. Text that a spreadsheet would run as a formula is defused.
"""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.formats.escaping import visible
from digitrans.portfolios.amounts import Reading, Unusable, heading_unit, kroner, read_column
from digitrans.portfolios.content import Kind, Named, PortfolioContent
from digitrans.portfolios.files import MAX_INITIATIVES, TYPES, UNSURE, Portfolio
from digitrans.portfolios.scoring import classify
from digitrans.reading import read_bytes
from digitrans.spreadsheets import csv_delimiter, csv_rows, file_fault, is_workbook, need_openpyxl, opened

Value = str | int | float | None
Row = tuple[Value, ...]

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_COLUMNS = 200
_FORMULA = ("=", "+", "-", "@")
MANY = 10
"""So many rows are named in a remark."""

SMALL = 1000
"""Kroner; an amount below is told, since no digital initiative costs that little."""
_DONT_KNOW = ("dont-know", "ved ikke", "don't know", "dont know", "?")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})


@dataclass(frozen=True)
class Found:
    """A sheet as read: its heading row and the rows below, each with the number it has in the file.

    ``separator`` is what stands between the cells of a CSV file, "" in a workbook.
    """

    name: str
    headings: Row
    rows: tuple[tuple[int, Row], ...]
    separator: str = ""


class Note(NamedTuple):
    """Something to tell of an import that is no fault: the key of a text, and what fills its gaps."""

    message: str
    named: Mapping[str, str]


class Imported(NamedTuple):
    """The text of a portfolio file made from sheets, the headings that were not used, and what is worth a word."""

    text: str
    unused: list[str]
    notes: list[Note]


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
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text


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


def match_columns(content: PortfolioContent, headings: Row, mapping: Mapping[str, str]) -> dict[int, str]:
    """Which column holds which field: as ``mapping`` says (heading to field), else by name or alias in any language.

    Raises UsageFault for a mapping of a heading or to a field that is not there, or a field that two columns claim.
    """
    folded = [_fold(str(each)) if each is not None else "" for each in headings]
    names = {_fold(name): field.id for field in content.fields for name in (field.id, field.name.da, field.name.en)}
    for field in content.fields:
        names |= {_fold(alias): field.id for alias in field.aliases if _fold(alias) not in names}
    known = [field.id for field in content.fields]
    own: dict[str, str] = {}
    for heading, wanted in mapping.items():
        if wanted not in known:
            raise UsageFault("error.map-field", field=wanted, known=", ".join(known))
        if _fold(heading) not in folded:
            raise UsageFault("error.map-heading", heading=heading, known=", ".join(str(h) for h in headings if h))
        own[_fold(heading)] = wanted
    columns = {place: own[each] for place, each in enumerate(folded) if each in own}
    for place, each in enumerate(folded):
        found = names.get(each) or ("cost" if names.get(heading_unit(each)[0]) == "cost" else None)
        if place not in columns and found is not None and found not in columns.values():
            columns[place] = found
    if len(set(columns.values())) < len(columns):
        raise UsageFault("error.map-twice")
    return columns


def _fold(heading: str) -> str:
    return " ".join(heading.casefold().split())


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
            else {h: f for h, f in mapping.items() if _fold(h) in map(_fold, map(str, sheet.headings))}
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
            parsed = _parse(work, field, value)
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


def _parse(work: _Importing, field: str, value: Value) -> Any:
    """A cell as the value of ``field``. Raises Unusable."""
    if field.startswith("business_case."):
        return _rating(value)
    if field == "cost":
        return kroner(value, work.amounts)
    content = work.content
    if field == "type":
        return _type(work, value)
    if field in ("status", "mandate", "involvement"):
        entries = {"status": content.statuses, "mandate": content.mandates, "involvement": content.involvement}[field]
        return _one_of(value, {each.id: (each.name[work.language], *_names(each)) for each in entries})
    text = " ".join(str(int(value) if isinstance(value, float) and value.is_integer() else value).split())
    if re.search("[\x00-\x1f\x7f-\x9f]", text):
        raise Unusable("fault.control-character")
    if len(text) > (200 if field in ("name", "department", "id") else 2000):
        raise Unusable("fault.long-text", limit="200" if field in ("name", "department", "id") else "2000")
    if field == "id" and not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text):
        return slug(text)
    return text


def _rating(value: Value) -> int | str:
    if isinstance(value, str) and value.casefold() in _DONT_KNOW:
        return "dont-know"
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = 0
    if number not in (1, 2, 3, 4, 5):
        raise Unusable("fault.not-rating")
    return int(number)


_NO_TYPE = {"da": "ikke afklaret", "en": "not settled"}
_NO_TYPES = (
    "ved ikke",
    "usikker",
    "uafklaret",
    "ukendt",
    "unknown",
    "don't know",
    "dont-know",
    "?",
    *_NO_TYPE.values(),
)


def _type(work: _Importing, value: Value) -> str:
    if isinstance(value, int | float) and value in (1, 2, 3, 4):
        return TYPES[int(value) - 1]
    names: dict[str, Sequence[str]] = {UNSURE: (_NO_TYPE[work.language], *_NO_TYPES)}
    kinds: dict[str, Sequence[str]] = {
        kind.id: (kind.name[work.language], *_names(kind), str(kind.degree)) for kind in work.content.types
    }
    return _one_of(value, {**kinds, **names})


def _names(entry: Named | Kind) -> tuple[str, ...]:
    """All that an entry of the content is called, in both languages."""
    short = (entry.short.da, entry.short.en) if isinstance(entry, Kind) else ()
    return (entry.name.da, entry.name.en, *short, *entry.aliases)


def _one_of(value: Value, names: Mapping[str, Sequence[str]]) -> str:
    """The id that a cell means, by itself or by one of its ``names``; the first of these is the one to write."""
    wanted = _plain(str(value))
    for each, others in names.items():
        if wanted == each or wanted in map(_plain, others):
            return each
    allowed = ", ".join(f"{others[0]} ({each})" for each, others in names.items())
    raise Unusable("fault.not-one-of-names", allowed=allowed)


def _plain(value: str) -> str:
    """What stands in a cell, without regard to case, blanks, quotation marks and a full stop at the end."""
    return _fold(re.sub('["“”„»«]', "", value)).rstrip(".")


def slug(name: str) -> str:
    """A name as an id: "Åbent Land & Vand" becomes "aabent-land-vand". Never empty, at most 50 characters."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    return words if words[:1].isalpha() else f"i-{words}".strip("-")


def _name_departments(initiatives: Sequence[dict[str, Any]], departments: dict[str, dict[str, Any]]) -> None:
    """Departments named in the rows become ids; the unknown ones become departments."""
    by_name = {_fold(each["name"]): name for name, each in departments.items()} | {
        _fold(name): name for name in departments
    }
    for initiative in initiatives:
        if (told := initiative.get("department")) is None:
            continue
        name = by_name.get(_fold(told))
        if name is None:
            name = _free(slug(told), departments)
            departments[name] = {"id": name, "name": told}
            by_name[_fold(told)] = name
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
            initiative["id"] = _free(wanted, taken)
            taken[initiative["id"]] = initiative["_row"]
            alike.setdefault(wanted, []).append(initiative)
    for found in [each for each in alike.values() if len(each) > 1][:MANY]:
        rows, ids = (", ".join(str(each[key]) for each in found[:MANY]) for key in ("_row", "id"))
        work.notes.append(Note("import.alike", {"name": found[0].get("name", ""), "rows": rows, "ids": ids}))


def _free(wanted: str, taken: Mapping[str, Any]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


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


def _heads(content: PortfolioContent, sheet: str) -> dict[str, dict[str, str]]:
    """The columns of the sheet "organisation" or "departments": keys, and their headings by language."""
    heads = {key: dict(names) for key, names in _HEADS[sheet].items()}
    if sheet == "departments":
        for kind in content.types:
            heads[f"target_{kind.id}"] = {lang: text.format(type=kind.short[lang]) for lang, text in _TARGET.items()}
    return heads


def _places(content: PortfolioContent, sheet: str, found: Found) -> dict[str, int]:
    """Where the columns of a sheet stand, by their headings in either language, or by the keys themselves."""
    keys = {_fold(name): key for key, names in _heads(content, sheet).items() for name in (key, *names.values())}
    folded = [_fold(str(each)) if each is not None else "" for each in found.headings]
    return {keys[each]: place for place, each in reversed(list(enumerate(folded))) if each in keys}


def _rows(work: _Importing, sheet: str, names: Mapping[str, str], sheets: Sequence[Found]) -> Iterator[_SheetRow]:
    """The rows of the sheets called by one of ``names`` that have a column for the name."""
    for each in sheets:
        if each.name in names.values() and "name" in (places := _places(work.content, sheet, each)):
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
            if _is_day(str(day)):
                head["as_of"] = str(day)
            else:
                work.fault(row.number, row.places["as_of"], row.sheet.name, "fault.not-date", value=str(day))
        return head
    return {"name": told or _named_by_file(work)}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


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
        each: dict[str, Any] = {"id": _free(slug(str(row["id"] or name)), found), "name": name}
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


def portfolio_text(
    head: Mapping[str, Any], departments: Sequence[Mapping[str, Any]], initiatives: Sequence[Mapping[str, Any]]
) -> str:
    """A portfolio file. Texts stand in double quotes, so that none of them reads as anything else."""
    lines = ["format: 1", "organisation:"]
    lines += [f"  {key}: {_written(key, value)}" for key, value in head.items()]
    lines.append("departments:" if departments else "departments: []")
    for department in departments:
        lines += _entry(department)
    lines.append("initiatives:" if initiatives else "initiatives: []")
    for initiative in initiatives:
        lines += _entry({key: initiative[key] for key in _ORDER if key in initiative})
    return "\n".join(lines) + "\n"


_ORDER = tuple(name for name in Portfolio.model_fields["initiatives"].annotation.__args__[0].model_fields)  # type: ignore[union-attr]
_BARE = frozenset({"id", "department", "type", "status", "mandate", "involvement", "as_of"})


def _entry(pairs: Mapping[str, Any]) -> list[str]:
    lines = []
    for key, value in pairs.items():
        if isinstance(value, dict):
            inner = ", ".join(f"{name}: {each}" for name, each in value.items())
            lines.append(f"    {key}: {{{inner}}}")
        else:
            lines.append(f"    {key}: {_written(key, value)}")
    lines[0] = "  - " + lines[0][4:]
    return lines


def _written(key: str, value: Any) -> str:
    return str(value) if key in _BARE or not isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def export_rows(portfolio: Portfolio, content: PortfolioContent, language: str) -> tuple[list[str], list[list[Value]]]:
    """Headings and rows of the initiatives, as ``import_portfolio`` reads them back."""
    headings = [field.name[language] for field in content.fields]
    names = {each.id: each.name for each in portfolio.departments}
    tree = {step.id: step for step in content.tree}
    rows = []
    for initiative in portfolio.initiatives:
        if initiative.type is None and initiative.answers:
            kind, _, _ = classify(tree, initiative.answers)
            initiative = initiative.model_copy(update={"type": kind or UNSURE})  # noqa: PLW2901
        row: list[Value] = []
        for field in content.fields:
            holder: Any = initiative
            for step in field.id.split("."):
                holder = getattr(holder, step, None)
            row.append(_shown(content, field.id, holder, names, language))
        rows.append(row)
    return headings, rows


def _shown(content: PortfolioContent, field: str, value: Any, departments: Mapping[str, str], language: str) -> Value:
    if value is None or isinstance(value, int):
        return value
    if field == "cost":
        return int(value) if float(value).is_integer() else float(value)
    if field == "department":
        return departments[value]
    if value == "dont-know":
        return "ved ikke" if language == "da" else "don't know"
    kinds: Mapping[str, Any] = {
        "type": content.types,
        "status": content.statuses,
        "mandate": content.mandates,
        "involvement": content.involvement,
    }
    found = next((each for each in kinds.get(field, ()) if each.id == value), None)
    return found.name[language] if found else str(value)


def export_book(portfolio: Portfolio, content: PortfolioContent, language: str) -> bytes:
    """An xlsx file: initiatives with drop-downs, departments, organisation. Raises UsageFault without the extra."""
    book = need_openpyxl().Workbook()
    sheet = book.active
    sheet.title = INITIATIVES[language]
    headings, rows = export_rows(portfolio, content, language)
    _fill(sheet, headings, rows)
    _drop_downs(sheet, portfolio, content, language)
    departments = book.create_sheet(DEPARTMENTS[language])
    _fill(
        departments,
        [names[language] for names in _heads(content, "departments").values()],
        [
            [each.id, each.name, each.readiness, each.citizen_need]
            + [(each.targets or {}).get(kind, 0 if each.targets else None) for kind in TYPES]  # type: ignore[call-overload]
            for each in portfolio.departments
        ],
    )
    organisation = portfolio.organisation
    as_of = organisation.as_of.isoformat() if organisation.as_of else None
    head = book.create_sheet(ORGANISATION[language])
    headings = [names[language] for names in _heads(content, "organisation").values()]
    _fill(head, headings, [[organisation.name, organisation.risk_willingness, as_of]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Rows below bold headings that stay in view. A text that begins like a formula stays a text."""
    from openpyxl.styles import Alignment, Font

    for number, row in enumerate([headings, *rows], 1):
        for place, value in enumerate(row, 1):
            if value is None:
                continue
            cell = sheet.cell(number, place, visible(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(_FORMULA)
            if number == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, heading in enumerate(headings, 1):
        letter = sheet.cell(1, place).column_letter
        sheet.column_dimensions[letter].width = 34 if place in (2, 5) else max(12, min(len(heading) + 2, 26))
    sheet.freeze_panes = "C2"


def _drop_downs(sheet: Any, portfolio: Portfolio, content: PortfolioContent, language: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    lists: dict[str, list[str]] = {
        "type": [kind.name[language] for kind in content.types],
        "status": [each.name[language] for each in content.statuses],
        "mandate": [each.name[language] for each in content.mandates],
        "involvement": [each.name[language] for each in content.involvement],
    }
    lists |= {
        f"business_case.{name}": ["1", "2", "3", "4", "5"]
        for name in ("citizen_quality", "economy", "law", "culture", "competences", "technology")
    }
    for place, field in enumerate(content.fields, 1):
        formula = '"' + ",".join(each.replace('"', '""') for each in lists.get(field.id, [])) + '"'
        if field.id not in lists or len(formula) > 255:
            continue
        validation = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
        letter = sheet.cell(1, place).column_letter
        validation.add(f"{letter}2:{letter}{max(len(portfolio.initiatives) + 200, 500)}")
        sheet.add_data_validation(validation)
