"""Portfolios from spreadsheets: the rows of sheets become a portfolio file.

Everything that comes in is suspect: a number that could mean two things is refused, every fault names its row and
column, and what is chosen without being asked is told. Nothing is left out, merged or doubled in silence: an account of
rows and money closes every import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from digitrans.errors import Fault, UsageFault
from digitrans.files.spreadsheets import file_fault
from digitrans.portfolios.amounts import Unusable
from digitrans.portfolios.file_text import portfolio_text
from digitrans.portfolios.models import MAX_DEPARTMENTS, MAX_INITIATIVES, TYPES
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.spreadsheets.accounts import Account
from digitrans.portfolios.spreadsheets.cells import LONGEST_ID, SHORT, is_id, parse_text
from digitrans.portfolios.spreadsheets.columns import (
    Wanted,
    headed,
    likely_money,
    likely_names,
    match_columns,
    parse_mapping,
    transposed,
)
from digitrans.portfolios.spreadsheets.lists import ListRead, read_list
from digitrans.portfolios.spreadsheets.notes import MANY, Note, Work, joined, short
from digitrans.portfolios.spreadsheets.sheets import (
    DEPARTMENTS,
    ORGANISATION,
    RULES,
    SUB_GOALS,
    Found,
    Row,
    Value,
    departments_by_word,
    places_of,
)
from digitrans.texts.dates import is_day
from digitrans.texts.spelling import fold, free, nearest, slug

__all__ = ["Imported", "Note", "Wishes", "import_portfolio"]


@dataclass(frozen=True)
class Wishes:
    """What the user says of an import.

    ``mapping`` is heading to field, ``values`` word to id, ``organisation`` a name or None for what the sheets say,
    ``sheets`` the names of those to read (none: those with a list). ``is_lenient``: what cannot be read is left empty
    and listed. ``departments`` are those that the portfolio has already, id to name.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    organisation: str | None = None
    sheets: tuple[str, ...] = ()
    is_lenient: bool = False
    departments: Mapping[str, str] = field(default_factory=dict)


class Imported(NamedTuple):
    """A portfolio made from sheets, as text and as values; the columns kept under extra; what is worth a word.

    ``unread`` is what was left empty because it could not be read, ``account`` where every row and amount went.
    ``fields`` are those that the list has a column for.
    """

    text: str
    unused: list[str]
    notes: list[Note]
    account: Account
    unread: list[Fault]
    head: dict[str, Any]
    departments: list[dict[str, Any]]
    initiatives: list[dict[str, Any]]
    fields: frozenset[str]
    currency: str | None


def import_portfolio(
    sheets: Sequence[Found], content: PortfolioContent, path: str, wishes: Wishes, language: str
) -> Imported:
    """The portfolio file made from ``sheets``. Raises InputFault and UsageFault.

    Every sheet with a column for names holds initiatives. Sheets as ``export_book`` writes them give the departments
    and the organisation, too; else departments are those that the rows, the sections or the sheets name.
    """
    work = Work(content, path, language, wishes.is_lenient)
    told = _told_name(wishes.organisation)
    mapping = parse_mapping(wishes.mapping, content)
    chosen = _chosen_sheets(sheets, work, mapping, wishes)
    work.has_sheets = len(chosen) > 1
    rest = [sheet for sheet in sheets if sheet.name not in {each.name for each in chosen} or len(sheets) == 1]
    head, departments = _organisation(rest, work), _departments(rest, work, wishes)
    rules = _rules(rest, work)
    _take_sub_goals(rest, work, head, departments)
    lists = [read_list(work, sheet, _present(mapping, sheet), wishes.values, len(chosen) > 1) for sheet in chosen]
    _check_mapping(mapping, chosen)
    initiatives = [each for found in lists for each in found.initiatives]
    if len(initiatives) > MAX_INITIATIVES:
        raise file_fault(path, "fault.too-many-rows", limit=str(MAX_INITIATIVES))
    _told_departments(lists, departments)
    _name_departments(work, initiatives, departments)
    _give_ids(work, initiatives)
    _resolve_dependencies(work, initiatives)
    head = _told_organisation(work, head, lists, told)
    work.check()
    account = Account.of(lists, initiatives)
    told_currency = head.pop("currency", None)
    found_currency = next((each.currency for each in lists if each.currency), None)
    currency = told_currency or (None if found_currency == "DKK" else found_currency)
    entries = [{key: value for key, value in each.items() if not key.startswith("_")} for each in initiatives]
    text = portfolio_text(head, list(departments.values()), entries, currency, rules)
    unused = list(dict.fromkeys(heading for found in lists for heading in found.kept))
    if not account.heading and (money := likely_money(content, unused)):
        work.note("import.likely-money", columns=", ".join(f'"{each}"' for each in money), example=money[0])
    fields = frozenset(name for found in lists for name in found.fields)
    return Imported(
        text,
        unused,
        notes=work.told(),
        account=account,
        unread=work.unread,
        head=head,
        departments=list(departments.values()),
        initiatives=entries,
        fields=fields,
        currency=currency,
    )


# Which sheets are lists


def _present(mapping: Mapping[str, Wanted], sheet: Found) -> dict[str, Wanted]:
    folded = {fold(str(each)) for each in sheet.headings if each is not None}
    return {heading: wanted for heading, wanted in mapping.items() if heading in folded}


def _check_mapping(mapping: Mapping[str, Wanted], chosen: Sequence[Found]) -> None:
    for heading in mapping:
        if not any(_present({heading: mapping[heading]}, sheet) for sheet in chosen):
            known = dict.fromkeys(str(h) for sheet in chosen for h in sheet.headings if h is not None)
            raise UsageFault("error.map-heading", heading=mapping[heading].heading, known=", ".join(known))


def _chosen_sheets(sheets: Sequence[Found], work: Work, mapping: Mapping[str, Wanted], wishes: Wishes) -> list[Found]:
    """The sheets with a list, as they are to be read. Raises InputFault where there is none."""
    heads = {each for names in (ORGANISATION, DEPARTMENTS, RULES, SUB_GOALS) for each in names.values()}
    wanted = _wanted_sheets(sheets, wishes.sheets)
    fitting, other, hidden = [], [], []
    for sheet in wanted:
        if sheet.name in heads and len(sheets) > 1:
            continue
        found = _as_list(sheet, work, mapping)
        if found is None:
            other.append(sheet.name)
        elif not sheet.is_visible and not wishes.sheets:
            hidden.append(found)
        else:
            fitting.append(found)
    if not fitting:
        fitting, hidden = hidden, []
    if not fitting:
        if len(wanted) == 1:
            match_columns(work.content, wanted[0].headings, mapping)
        shown = ", ".join(short(each) for sheet in wanted[:1] for each in sheet.headings if each is not None)
        likely = likely_names(wanted[0]) if wanted else None
        key = "fault.no-name-column" if likely is None else "fault.no-name-column-likely"
        raise file_fault(work.name, key, known=shown or "-", likely=short(likely or ""))
    wide = [each for each in fitting if len(each.headings) > 1]
    other += [each.name for each in fitting if wide and each not in wide]
    chosen = _without_repeats(wide or fitting[:1], work, mapping)
    _tell_sheets(work, chosen, other, hidden)
    return chosen


def _wanted_sheets(sheets: Sequence[Found], names: Sequence[str]) -> Sequence[Found]:
    if not names:
        return sheets
    known = {fold(each.name): each for each in sheets}
    for name in names:
        if fold(name) not in known:
            raise UsageFault("error.sheet", name=name, known=", ".join(each.name for each in sheets))
    return [known[fold(name)] for name in dict.fromkeys(names)]


def _as_list(sheet: Found, work: Work, mapping: Mapping[str, Wanted]) -> Found | None:
    found = headed(work.content, sheet, mapping)
    if found is None or len([each for each in found.headings if each is not None]) > 1:
        turned = transposed(work.content, sheet, mapping)
        if turned is not None and (found is None or _fields_of(found, work, mapping) < 2):
            return turned
    return found


def _fields_of(sheet: Found, work: Work, mapping: Mapping[str, Wanted]) -> int:
    return len(set(match_columns(work.content, sheet.headings, _present(mapping, sheet)).fields.values()))


def _names_in(sheet: Found, work: Work, mapping: Mapping[str, Wanted]) -> set[str]:
    place = match_columns(work.content, sheet.headings, _present(mapping, sheet)).place("name") or 0
    return {fold(str(cells[place])) for _, cells in sheet.rows if place < len(cells) and cells[place] is not None}


def _without_repeats(lists: list[Found], work: Work, mapping: Mapping[str, Wanted]) -> list[Found]:
    """The sheets without those that only repeat what others hold: a list of all beside one for each department.

    Where one holds what the others hold together, that one is left out if the others have as many; it is told.
    """
    if len(lists) < 2:
        return lists
    names = [_names_in(each, work, mapping) for each in lists]
    order = sorted(range(len(lists)), key=lambda at: (_year(lists[at].name), len(names[at])), reverse=True)
    dropped = set[int]()
    for at in reversed(order):
        others = set().union(*(names[each] for each in order if each != at and each not in dropped))
        shared = names[at] & others
        if len(names[at]) > 1 and len(shared) >= 0.8 * len(names[at]):
            dropped.add(at)
            work.note("import.sheet-repeats", sheet=lists[at].name, n=str(len(shared)), of=str(len(names[at])))
    return [each for at, each in enumerate(lists) if at not in dropped]


def _year(title: str) -> int:
    """The year that a sheet is called by, 0 where it is none: of the same list in several years, the last is kept."""
    return max((int(each) for each in re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", title)), default=0)


def _tell_sheets(work: Work, chosen: Sequence[Found], other: Sequence[str], hidden: Sequence[Found]) -> None:
    if len(chosen) > 1:
        work.listed("import.sheets", "sheets", [f'"{each.name}"' for each in chosen])
    for each in hidden:
        work.note("import.sheet-hidden", sheet=each.name, n=str(len(each.rows)))
    work.listed("import.sheets-left", "sheets", [f'"{each}"' for each in other])


# Departments, ids, dependencies


def _told_departments(lists: Sequence[ListRead], departments: dict[str, dict[str, Any]]) -> None:
    """What rows with keys say of their department: its name and figures."""
    for found in lists:
        for own, told in found.departments.items():
            if own not in departments:
                departments[own] = {"id": own, "name": own}
            departments[own] |= told


def _name_departments(
    work: Work, initiatives: Sequence[dict[str, Any]], departments: dict[str, dict[str, Any]]
) -> None:
    """Departments named in the rows become ids; the unknown ones become departments, and are told with the nearest."""
    meant = departments_by_word((own, each["name"]) for own, each in departments.items())
    before, new = [each["name"] for each in departments.values()], []
    for initiative in initiatives:
        if (told := initiative.get("department")) is None:
            continue
        found = meant.get(fold(told), ())
        if len(found) > 1:
            work.fault(initiative["_at"], "department", "fault.department-twice", name=told, known=", ".join(found))
            continue
        if not found:
            if len(departments) >= MAX_DEPARTMENTS:
                work.fault(initiative["_at"], "department", "fault.too-many-departments", limit=str(MAX_DEPARTMENTS))
                return
            found = (free(slug(told), departments),)
            departments[found[0]] = {"id": found[0], "name": told}
            meant[fold(told)] = found
            new.append(told)
        initiative["department"] = found[0]
    _tell_departments(work, before, new)


def _tell_departments(work: Work, before: Sequence[str], new: Sequence[str]) -> None:
    """Tell of departments that the file did not know, and of new ones whose names are nearly the same."""
    if before:
        for each in new[:MANY]:
            near = nearest(fold(each), [fold(name) for name in before])
            known = next((name for name in before if fold(name) == near), "")
            work.note("import.department-near" if known else "import.department-new", name=each, near=known)
        return
    for at, each in enumerate(new[:200]):
        near = nearest(fold(each), [fold(name) for name in new[:at]], 0.88)
        if near and not re.search("[0-9]", each):
            known = next(name for name in new[:at] if fold(name) == near)
            work.note("import.departments-alike", name=each, near=known)


ALIKE_SHOWN = 3
"""So many names that stand several times are told with their rows; the others together."""


def _give_ids(work: Work, initiatives: Sequence[dict[str, Any]]) -> None:
    """Ids from names where there are none; of those that are called alike, or have the same id, it is told."""
    taken: dict[str, str] = {}
    alike: dict[str, list[dict[str, Any]]] = {}
    twice: list[str] = []
    for initiative in initiatives:
        if (own := initiative.get("id")) is not None:
            if own in taken:
                initiative["id"] = free(own, taken, 2)
                twice.append(f"{own} ({taken[own]}, {initiative['_row']}: {initiative['id']})")
            taken[initiative["id"]] = initiative["_row"]
    for initiative in initiatives:
        if "id" not in initiative:
            wanted = slug(initiative.get("name", ""))
            same = alike.setdefault(wanted, [])
            initiative["id"] = free(wanted, taken, len(same) + 1)
            taken[initiative["id"]] = initiative["_row"]
            same.append(initiative)
    work.listed("import.ids-twice", "ids", twice)
    several = [each for each in alike.values() if len(each) > 1]
    for found in several[:ALIKE_SHOWN]:
        rows, ids = (joined([str(each[key]) for each in found]) for key in ("_row", "id"))
        work.note("import.alike", name=found[0].get("name", ""), rows=rows, ids=ids)
    more = [f'"{short(each[0].get("name", ""))}" ({len(each)})' for each in several[ALIKE_SHOWN:]]
    work.listed("import.alike-more", "names", more)


def _resolve_dependencies(work: Work, initiatives: Sequence[dict[str, Any]]) -> None:
    """What an initiative depends on, by id or by name; what nobody is called is told and kept as it was."""
    names: dict[str, str] = {}
    for each in initiatives:
        names.setdefault(fold(each.get("name", "")), each["id"])
    ids, lost = {each["id"] for each in initiatives}, []
    for each in initiatives:
        if (told := each.pop("_depends", None)) is None:
            continue
        found = [
            name for part in told if (name := part if part in ids else names.get(fold(part)) or _slugged(part, ids))
        ]
        if found:
            each["depends_on"] = list(dict.fromkeys(found))
        if len(found) < len(told):
            lost.append(f"{', '.join(told)} ({each['_row']})")
            each.setdefault("extra", {})["depends_on"] = ", ".join(told)
    work.listed("import.depends-unknown", "rows", lost)


def _slugged(word: str, ids: set[str]) -> str | None:
    return found if (found := slug(word)) in ids else None


# The other sheets


def _rows(
    work: Work, sheet: str, names: Mapping[str, str], sheets: Sequence[Found], needed: str = "name"
) -> Iterator[_SheetRow]:
    """The rows of the sheets called by one of ``names`` that have the column that is ``needed``."""
    for each in sheets:
        if each.name in names.values() and needed in (places := places_of(work.content, sheet, each)):
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

    def at(self, key: str) -> tuple[int, int]:
        return self.number, self.places[key]


def _told_name(organisation: str | None) -> str | None:
    """The name of the organisation that was asked for. Raises UsageFault where it cannot be one."""
    if organisation is None:
        return None
    try:
        name = parse_text(organisation, SHORT)
    except Unusable:
        name = ""
    if not name:
        raise UsageFault("error.organisation-option", limit=str(SHORT))
    return name


def _organisation(sheets: Sequence[Found], work: Work) -> dict[str, Any]:
    for row in _rows(work, "organisation", ORGANISATION, sheets):
        head: dict[str, Any] = {}
        if name := _text(work, row, "name", SHORT):
            head["name"] = name
        if (level := _level(work, row, "risk_willingness")) is not None:
            head["risk_willingness"] = level
        if (day := row["as_of"]) is not None:
            if is_day(str(day)):
                head["as_of"] = str(day)
            else:
                work.fault(row.at("as_of"), row.sheet.name, "fault.not-date", value=str(day))
        if (targets := _targets(work, row)) is not None:
            head["targets"] = targets
        if (currency := row["currency"]) is not None:
            head["currency"] = str(currency)
        return head
    return {}


def _told_organisation(
    work: Work, head: Mapping[str, Any], lists: Sequence[ListRead], told: str | None
) -> dict[str, Any]:
    """What is said of the organisation: by the user, its sheet, the rows themselves, or the name of the file."""
    said = {key: value for found in lists for key, value in found.organisation.items()} | dict(head)
    name = told or said.pop("name", None) or _named_by_file(work)
    return {"name": name, **{key: value for key, value in said.items() if key != "name"}}


def _named_by_file(work: Work) -> str:
    """The name of an organisation whose sheet says none; that it is a guess is told."""
    unnamed = {"da": "Vores organisation", "en": "Our organisation"}[work.language]
    stem = "" if work.name == "-" else Path(work.name).stem  # what a disk calls a file need not be text
    name = " ".join(re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", stem).split())[:SHORT] or unnamed
    work.note("import.organisation", name=name)
    return name


def _departments(sheets: Sequence[Found], work: Work, wishes: Wishes) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {own: {"id": own, "name": name} for own, name in wishes.departments.items()}
    for row in _rows(work, "departments", DEPARTMENTS, sheets):
        if len(found) == MAX_DEPARTMENTS:
            work.fault((row.number, 0), row.sheet.name, "fault.too-many-departments", limit=str(MAX_DEPARTMENTS))
            break
        others = {own: each for own, each in found.items() if own not in wishes.departments}
        if (each := _department(work, row, others)) is not None:
            found[each["id"]] = each
    return found


def _department(work: Work, row: _SheetRow, others: Mapping[str, Any]) -> dict[str, Any] | None:
    """A department as its row has it; None where it has neither a name nor an id, or one that cannot be used."""
    faults = len(work.faults)
    told, name = _text(work, row, "id", SHORT), _text(work, row, "name", SHORT)
    own = told if told and len(told) <= LONGEST_ID and is_id(told) else slug(told or name)
    if len(work.faults) > faults:
        return None
    if not told and not name:
        work.fault(row.at("name"), row.sheet.name, "fault.row-without-name")
        return None
    if told and own in others:
        work.fault(row.at("id"), row.sheet.name, "fault.id-twice", id=own)
        return None
    each: dict[str, Any] = {"id": free(own, others), "name": name or told}
    for key in ("readiness", "citizen_need"):
        if (level := _level(work, row, key)) is not None:
            each[key] = level
    if (capacity := row["capacity"]) is not None:
        if isinstance(capacity, int | float) and 0 <= capacity <= 1e6:
            each["capacity"] = capacity
        else:
            work.fault(row.at("capacity"), row.sheet.name, "fault.not-number", value=str(capacity))
    if (targets := _targets(work, row)) is not None:
        each["targets"] = targets
    return each


def _text(work: Work, row: _SheetRow, key: str, limit: int) -> str:
    """A text of at most ``limit`` characters, "" where there is none; one that cannot be used is a fault."""
    value = row[key]
    if value is None:
        return ""
    try:
        return parse_text(value, limit)
    except Unusable as unusable:
        work.fault(row.at(key), row.sheet.name, unusable.message, **unusable.named)
        return ""


def _targets(work: Work, row: _SheetRow) -> dict[str, int] | None:
    """Whole per cent that add up to 100, or None; anything else is a fault."""
    given = {kind: cell for kind in TYPES if (cell := row[f"target_{kind}"]) is not None}
    numbers = {
        kind: int(cell) for kind, cell in given.items() if isinstance(cell, int | float) and float(cell).is_integer()
    }
    if given and (numbers != given or sum(numbers.values()) != 100):
        place = min(row.places[f"target_{kind}"] for kind in given)
        total = " + ".join(str(each) for each in given.values())
        work.fault((row.number, place), row.sheet.name, "fault.targets-sum", total=total)
        return None
    return numbers or None


def _rules(sheets: Sequence[Found], work: Work) -> list[dict[str, Any]]:
    """The rules on a sheet of their own; what of them cannot be is found when the file is checked."""
    keys = ("id", "kind", "type", "limit", "by", "department")
    return [_given(row, keys) for row in _rows(work, "rules", RULES, sheets, "kind")]


def _take_sub_goals(
    sheets: Sequence[Found], work: Work, head: dict[str, Any], departments: Mapping[str, dict[str, Any]]
) -> None:
    """The sub-goals on a sheet of their own, each to its department, or to the organisation."""
    keys = ("id", "text", "type", "at_least", "at_most", "by", "due")
    for row in _rows(work, "sub_goals", SUB_GOALS, sheets, "type"):
        own = row["department"]
        holder = head if own is None else departments.get(str(own))
        if holder is None:
            known = ", ".join(departments) or "-"
            work.fault(row.at("department"), row.sheet.name, "fault.unknown-department", id=str(own), known=known)
            continue
        holder.setdefault("sub_goals", []).append(_given(row, keys))


def _given(row: _SheetRow, keys: Sequence[str]) -> dict[str, Any]:
    return {key: value for key in keys if (value := row[key]) is not None}


def _level(work: Work, row: _SheetRow, key: str) -> float | int | None:
    value = row[key]
    if value is None or value == "":
        return None
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = 0
    if not 1 <= number <= 5:
        work.fault(row.at(key), row.sheet.name, "fault.not-level", value=str(value))
        return None
    return int(number) if number.is_integer() else number
