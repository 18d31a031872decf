"""One sheet of a list: its columns weighed, its rows sorted, every cell taken, kept beside the fields, or named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from digitrans.portfolios.amounts import (
    Amount,
    Reading,
    Unusable,
    amount,
    heading_money,
    is_figure,
    is_none,
    is_unknown,
    outliers,
    read_column,
)
from digitrans.portfolios.models import UNSURE
from digitrans.portfolios.scoring import classify
from digitrans.portfolios.spreadsheets.cells import (
    CHOICES,
    LONG,
    SHORT,
    UNSAID,
    Choice,
    Read,
    clipped_text,
    kept,
    parse_id,
    parse_months,
    parse_problem,
    parse_rating,
    parse_text,
    parse_type,
)
from digitrans.portfolios.spreadsheets.columns import BY_YEAR, MONEY, Wanted, alike, match_columns, plain
from digitrans.portfolios.spreadsheets.days import american, is_open_ended, read_day
from digitrans.portfolios.spreadsheets.notes import Work, short
from digitrans.portfolios.spreadsheets.rows import Line, Sorted, sort_rows, with_dittos, with_merged
from digitrans.portfolios.spreadsheets.sheets import Found, Value
from digitrans.texts.dates import is_day
from digitrans.texts.spelling import fold

LAST = 5
"""So many of the last rows may have a note on the whole list."""
DAYS = ("start", "end", "benefit.from")
SMALL = 1000
"""Kroner; an amount below is told, since no digital initiative costs that little."""

HABIT = 6
"""So many rows at least are needed to suspect that they are parts of initiatives, where no heading tells of tasks."""

WRITTEN_BY_PROGRAMS = "None"
"""What programs write for an amount that they do not have: no word of people for nothing, and not 0."""

_NOBODY = frozenset(("owner", "sponsor", "benefit.owner", "start", "end", "benefit.from"))
"""Fields in which "none" says that there is nothing to write."""

_OF_THE_WHOLE = frozenset(("id", "name", "department", "cost", "running_cost", "status", "start", "end"))

_TEXTS = {"note": LONG, "owner": LONG, "sponsor": LONG, "benefit.owner": LONG, "internal_problem": LONG}

_READERS: dict[str, Callable[[Value], Any]] = {
    "name": lambda value: clipped_text(parse_text(value, LONG), SHORT),
    "id": parse_id,
}


class Unit(NamedTuple):
    """How much one unit of a list's amounts is, by a line apart from its headings, and the row of that line."""

    scale: int
    currency: str
    row: int

    @property
    def words(self) -> str:
        """The unit as it could stand in a heading."""
        return f"{ {10**9: 'mia.', 10**6: 'mio.', 1000: '1.000'}[self.scale] } {self.currency}"

    def fits(self, cells: Sequence[Value]) -> bool:
        """Whether amounts can be in this unit: none is so large that it would be beyond all measure."""
        figures = [float(each) for each in cells if isinstance(each, int | float) and not isinstance(each, bool)]
        digits = [len(re.sub("[^0-9]", "", re.split("[,]", each)[0])) for each in cells if isinstance(each, str)]
        return max(figures, default=0) * self.scale < 1e11 and max(digits, default=0) <= 11 - len(str(self.scale)) + 1


@dataclass(frozen=True)
class Gone:
    """Money of the list that is not in the portfolio, with its row and why."""

    row: str
    figure: float
    why: str


@dataclass
class ListRead:
    """What a sheet came to.

    ``rows`` are those below the headings, ``sorted`` what they are. ``listed`` is the money of the list by itself,
    low and high, over every row that is no sum; ``gone`` what of it is not in the portfolio. ``totals`` are the
    sheet's own sums: row and figure. ``kept`` are the headings of the columns kept under extra.
    """

    sheet: str
    rows: int = 0
    sorted: Sorted = field(default_factory=Sorted)
    initiatives: list[dict[str, Any]] = field(default_factory=list)
    heading: str = ""
    listed: tuple[float, float] = (0, 0)
    amounts: int = 0
    gone: list[Gone] = field(default_factory=list)
    totals: list[tuple[str, float]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    currency: str | None = None
    organisation: dict[str, Any] = field(default_factory=dict)
    departments: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_list(
    work: Work, sheet: Found, mapping: Mapping[str, Wanted], values: Mapping[str, str], is_one_of_many: bool
) -> ListRead:
    """The initiatives of ``sheet``. ``is_one_of_many``: its name may be that of a department."""
    return _List(work, sheet, mapping, values, is_one_of_many).read()


class _List:
    def __init__(
        self, work: Work, sheet: Found, mapping: Mapping[str, Wanted], values: Mapping[str, str], is_one_of_many: bool
    ) -> None:
        self.work, self.sheet, self.mapping = work, sheet, mapping
        self.is_one_of_many = is_one_of_many
        self.columns = match_columns(work.content, sheet.headings, mapping)
        self.choices = {each: Choice(work.content, each, work.language, values) for each in CHOICES}
        self.told: dict[str, list[str]] = {}
        self.found = ListRead(sheet.name)
        silence = work.content.silence
        self.silent, self.none = (frozenset(map(fold, words)) for words in (silence.all_unknown, silence.none))
        self.guessed: dict[tuple[str, str], int] = {}
        self.month_first: dict[int, bool | None] = {}
        self.are_years = self.are_tasks = self.are_benefits = False
        self.phases: dict[tuple[str, str], int] = {}

    def read(self) -> ListRead:
        self._keyed()
        self._tell_sheet()
        self.sheet, filled, shared = with_merged(self.sheet, self.columns)
        self.work.listed("import.merged", "cells", [self._place(each) for each in filled])
        self.work.listed("import.merged-amounts", "cells", [self._place(each) for each in shared])
        self.unit = self._unit_apart()
        self.readings = {
            place: self._reading(place) for place, each in self.columns.fields.items() if each in (*MONEY, BY_YEAR)
        }
        self._weigh()
        self.rows = sort_rows(self.sheet, self.columns, self.readings)
        self._join_years()
        self._join_tasks()
        self.found.rows, self.found.sorted = len(self.sheet.rows), self.rows
        self._tell_rows()
        self._check_surplus()
        self._currency()
        self.dittos = self._dittos()
        self.found.initiatives = [self._initiative(lines) for lines in self.rows.lines]
        self._tell_cells()
        self.found.fields = set(self.columns.fields.values())
        return self.found

    # What is told of the sheet

    def at(self, row: int) -> str:
        """A row as it is named: with its sheet where there are several."""
        return f"{self.sheet.name} {row}" if self.work.has_sheets else str(row)

    def _place(self, cells: str) -> str:
        return f"{self.sheet.name} {cells}" if self.work.has_sheets else cells

    def _tell(self, key: str, thing: str) -> None:
        self.told.setdefault(key, []).append(thing)

    def _tell_sheet(self) -> None:
        sheet, work = self.sheet, self.work
        if sheet.encoding not in ("utf-8", "cp1252"):
            work.note("import.encoding", encoding=sheet.encoding)
        if sheet.is_transposed:
            work.note("import.transposed")
        above = sheet.before[: len(sheet.before) - sheet.head_rows + 1]
        if above:
            work.note("import.heading-row", row=self.at(sheet.at), skipped=", ".join(str(at) for at, _ in above))
        last = sheet.rows[-1][0] if sheet.rows else 0
        work.listed("import.hidden-rows", "rows", [self.at(row) for row, _ in sheet.rows if row in sheet.hidden_rows])
        hidden = [
            str(each) for at, each in enumerate(sheet.headings, 1) if each is not None and at in sheet.hidden_columns
        ]
        work.listed("import.hidden-columns", "columns", [f'"{short(each)}"' for each in hidden])
        empty = [f"{self.at(row)}:{column}" for row, column in sheet.without_value if sheet.at < row <= last]
        work.listed("import.without-value", "cells", empty)
        loose = [f'"{short(self._heading(at))}": {self._name_of(self.columns.fields[at])}' for at in self.columns.loose]
        work.listed("import.loose", "columns", loose)
        self.same = alike(sheet.headings)
        for places in self.same.values():
            if left := [str(place + 1) for place in places[1:]]:
                work.note("import.same-heading", heading=short(sheet.headings[places[0]]), columns=", ".join(left))

    def _name_of(self, wanted: str) -> str:
        return next(each.name[self.work.language] for each in self.work.content.fields if each.id == wanted)

    def _tell_rows(self) -> None:
        rows, work = self.rows, self.work
        work.listed("import.totals", "rows", [f"{self.at(row)} ({short(name)})" for row, _, name in rows.sums])
        work.listed("import.sums-doubtful", "rows", [f"{self.at(row)} ({short(name)})" for row, name in rows.doubtful])
        work.listed("import.footnotes", "rows", [f"{self.at(row)} ({short(text)})" for row, text in rows.notes])
        work.listed("import.headings-again", "rows", [self.at(row) for row in rows.headings])
        sections = [f"{self.at(row)} ({short(text)})" for row, text in rows.sections]
        has_departments = self.columns.place("department") is not None
        work.listed("import.sections-kept" if has_departments else "import.sections", "rows", sections)
        several = [f"{self.at(lines[0].number)}-{lines[-1].number}" for lines in rows.lines if len(lines) > 1]
        work.listed("import.lines", "rows", [] if self.are_years or self.are_tasks else several)

    def _join_years(self) -> None:
        """Rows that are the years of one initiative, which a column tells apart, are its lines, the last first."""
        heads = {plain(each) for each in self.work.content.years}
        year = next((at for at, each in enumerate(self.sheet.headings) if each and plain(str(each)) in heads), None)
        if year is None or year in self.columns.fields:
            return
        keys = [self.columns.place(each) for each in ("name", "department")]
        groups: dict[tuple[str, ...], list[Line]] = {}
        for lines in self.rows.lines:
            key = tuple(fold(str(_at(lines[0].cells, place))) if place is not None else "" for place in keys)
            groups.setdefault(key, []).extend(lines)
        years = [[_at(line.cells, year) for line in lines] for lines in groups.values()]
        if all(len(set(each)) == len(each) for each in years) and any(len(each) > 1 for each in years):
            latest = [
                sorted(each, key=lambda line: str(_at(line.cells, year)), reverse=True) for each in groups.values()
            ]
            self.rows.lines = latest
            self.work.note("import.years", heading=short(self._heading(year)))
            self.are_years = True

    def _join_tasks(self) -> None:
        """Rows that say the same of an initiative, and differ in a column of tasks, are one; its amounts count once.

        Without such a column they may be initiatives of their own, one at each place: they stay apart. Where most rows
        say once more what one above says, it is told that their amounts count each time, and how to read them as one.
        """
        groups: dict[tuple[str, ...], list[list[Line]]] = {}
        for lines in self.rows.lines:
            groups.setdefault(self._said(lines[0]), []).append(lines)
        several = [each for each in groups.values() if len(each) > 1]
        heads = {plain(each) for each in self.work.content.tasks}
        tasks = [at for at, each in enumerate(self.sheet.headings) if each and plain(str(each)) in heads]
        others = tasks or [at for at in range(len(self.sheet.headings)) if at not in self.columns.fields]
        is_habit = 2 * len(groups) <= len(self.rows.lines) >= HABIT and len(groups) > 1
        if self.are_years or not several or not (tasks or is_habit):
            return
        if not all(any(len({str(_at(each[0].cells, at)) for each in found}) > 1 for at in others) for found in several):
            return
        repeats = {"n": str(sum(len(each) - 1 for each in several)), "of": str(len(several))}
        if not tasks:
            self.work.note("import.repeats", **repeats)
            return
        self.are_tasks = True
        benefits = {plain(each) for each in self.work.content.benefit_lines}
        self.are_benefits = any(plain(self._heading(at)) in benefits for at in tasks)
        self.rows.lines = [[line for lines in found for line in lines] for found in groups.values()]
        self.work.note("import.tasks", heading=short(self._heading(tasks[0])), **repeats)

    def _said(self, line: Line) -> tuple[str, ...]:
        """What a row says of an initiative as a whole."""
        wanted = [at for at, each in sorted(self.columns.fields.items()) if each in _OF_THE_WHOLE]
        return (*(fold(str(_at(line.cells, at) or "")) for at in wanted), line.section or "")

    def _check_surplus(self) -> None:
        """Cells without a heading: in CSV to the right of all headings a fault, since columns may have shifted.

        Elsewhere they are told.
        """
        width, bare = len(self.sheet.headings), []
        for line in (each for lines in self.rows.lines for each in lines):
            for place, cell in enumerate(line.cells):
                if cell is None or (place < width and self.sheet.headings[place] is not None):
                    continue
                if self.sheet.separator and place >= width:
                    self.work.fault((line.number, place), "", "fault.beyond-headings", value=str(cell))
                    break
                bare.append(f"{short(cell)} ({self.at(line.number)}:{place + 1})")
        self.work.listed("import.no-heading", "cells", bare)

    # What the columns are

    def _heading(self, place: int) -> str:
        return str(self.sheet.headings[place])

    def _cells(self, place: int) -> list[Value]:
        return [cells[place] for _, cells in self.sheet.rows if place < len(cells) and cells[place] is not None]

    def _reading(self, place: int) -> Reading:
        others = (cell for _, row in self.sheet.rows for at, cell in enumerate(row) if at != place)
        heading, said = self._heading(place), heading_money(self._heading(place))
        if said[1:] == (1, None) and self.unit is not None and self.unit.fits(self._like(place)):
            heading = f"{heading} ({self.unit.words})"
            self._tell("import.unit-apart", f'"{short(self._heading(place))}"')
        found = read_column(heading, self._like(place), self.sheet.separator, others)
        if (unit := self.columns.units.get(place)) is not None:
            found = found._replace(scale=unit)
        if found.scale > 1 and self.columns.fields.get(place) == "cost":
            key = {10**9: "import.billions", 10**6: "import.millions"}.get(found.scale, "import.thousands")
            self.work.note(key, heading=self._heading(place))
        return found

    def _unit_apart(self) -> Unit | None:
        """The unit of money that a line above or below the list says, where they say one and no other."""
        above = self.sheet.before[: len(self.sheet.before) - self.sheet.head_rows + 1]
        below = [(row, cells) for row, cells in self.sheet.rows[-LAST:] if len(cells) - cells.count(None) == 1]
        found: dict[tuple[int, str | None], int] = {}
        for row, cells in (*above, *below):
            for text in (each for each in cells if isinstance(each, str) and len(each) <= SHORT):
                base, scale, currency = heading_money(text)
                if scale > 1 and not re.search(r"(?<![0-9])[0-9]{1,3}(?:[.,][0-9]+)?$", base):
                    found.setdefault((scale, currency), row)
        if len(found) != 1:
            return None
        ((scale, currency), row) = next(iter(found.items()))
        return Unit(scale, "kr." if currency in (None, "DKK") else str(currency), row)

    def _like(self, place: int) -> list[Value]:
        """The cells that show how the amounts of a column are written: its own, or those of all years and the whole."""
        fields = self.columns.fields
        if len(self.columns.years) < 2 or fields[place] not in ("cost", BY_YEAR):
            return self._cells(place)
        return [each for at, wanted in fields.items() if wanted in ("cost", BY_YEAR) for each in self._cells(at)]

    def _is_asked(self, place: int) -> bool:
        """Whether the user says what this column is."""
        return fold(self._heading(place)) in self.mapping

    def _weigh(self) -> None:
        """Take away the fields of columns whose cells are something else; the columns are kept as they are."""
        fields = dict(self.columns.fields)
        for place, wanted in list(fields.items()):
            if self._is_asked(place):
                continue
            reason = self._doubt(place, wanted)
            if reason:
                del fields[place]
                if (reason, wanted) == ("import.not-field", "business_case.economy"):
                    reason = "import.no-ratings"
                self.work.note(reason, heading=short(self._heading(place)), field=wanted)
        ratings = [each for each in fields.values() if each.startswith("business_case.")]
        economy = next((place for place, each in fields.items() if each == "business_case.economy"), None)
        if (
            economy is not None
            and len(ratings) == 1
            and not self._is_asked(economy)
            and not _says_scale(self._heading(economy))
        ):
            del fields[economy]
            self.work.note("import.economy", heading=short(self._heading(economy)))
        self.columns = self.columns._replace(
            fields=fields, parts=tuple(each for each in self.columns.parts if each in fields)
        )

    def _doubt(self, place: int, wanted: str) -> str | None:
        """Why a column is not what its heading says; None where it may be that."""
        cells = [each for each in self._cells(place) if not is_unknown(each)]
        if wanted == "id":
            return "import.no-ids" if len(set(map(str, cells))) < 0.8 * len(cells) else None
        if wanted == BY_YEAR:
            figures = [each for each in cells if not isinstance(each, str) or is_figure(each)]
            return None if len(figures) > 0.7 * len(cells) else "import.not-years"
        if wanted == "cost" and place in self.columns.years and not re.search(r"[^\W\d_]", self._heading(place)):
            said = [each for each in cells if isinstance(each, str) and not re.search("[0-9]", each)]
            return "import.not-years" if 2 * len(said) > len(cells) else None  # "2026" above yes and no
        if wanted == "department":
            distinct = {fold(str(each)) for each in cells}
            return "import.no-departments" if len(distinct) > 100 and len(distinct) > 0.7 * len(cells) else None
        if wanted == "status":
            return self._status_doubt(cells)
        if not cells or wanted in ("name", "note", "owner", "sponsor", "phase", "priority", "citizen_problem"):
            return None
        unread = [each for each in cells if not self._can_read(place, wanted, each)]
        if wanted == "cost":
            return "import.not-field" if len(unread) > 0.7 * len(cells) and len(cells) > 2 else None
        is_own = plain(self._heading(place)) in self._own_names(wanted)
        is_odd = len(unread) == len(cells) and (not is_own or (len(cells) > 1 and wanted.startswith("business_case.")))
        many = is_odd if len(cells) < 3 else len(unread) >= 0.5 * len(cells)
        if wanted in CHOICES and is_own:
            many = len(unread) == len(cells) and len(cells) > 2
        return "import.not-field" if many else None

    def _own_names(self, wanted: str) -> set[str]:
        field = next(each for each in self.work.content.fields if each.id == wanted)
        return {plain(each) for each in (field.id, field.name.da, field.name.en)}

    def _status_doubt(self, cells: Sequence[Value]) -> str | None:
        signals = {plain(each) for each in self.work.content.signals}
        said = [plain(str(each)) for each in cells]
        if said and sum(each in signals for each in said) >= 0.5 * len(said):
            return "import.signals"
        unread = [str(each) for each in cells if not self._can_read(-1, "status", each)]
        if cells and sum(map(is_figure, unread)) > 0.5 * len(cells):
            return "import.not-field"  # so many per cent, and the like
        long = [each for each in unread if len(each) > 40]
        return "import.not-field" if cells and len(long) > 0.3 * len(cells) else None

    def _can_read(self, place: int, wanted: str, value: Value) -> bool:
        try:
            self._parsed(place, wanted, value, {})
        except Unusable:
            return False
        return True

    def _currency(self) -> None:
        """The currency of the list: what most of its amounts say, or else its heading; None where nothing says it."""
        said: dict[str, int] = {}
        for place in self._cost_places():
            reading = self.readings[place]
            for cell in self._cells(place):
                try:
                    own = amount(cell, reading).currency if not is_unknown(cell) else None
                except Unusable:
                    own = None
                if own:
                    said[own] = said.get(own, 0) + 1
            shown = {currency for column, currency in self.sheet.currencies if column == place + 1}
            if not said and (reading.currency or len(shown) == 1):
                told = reading.currency or shown.pop()
                said[told] = len(self._cells(place))
        known = sum(said.values())
        best = max(said, key=lambda each: said[each], default=None)
        of = sum(len(self._cells(place)) for place in self._cost_places())
        # one strange amount among many without a word is strange; the others are in kroner
        self.found.currency = (
            best if best and (2 * said[best] > of or (best == "DKK" and known)) else ("DKK" if best else None)
        )
        if self.found.currency not in (None, "DKK"):
            self.work.note("import.currency", currency=str(self.found.currency))

    def _cost_places(self) -> list[int]:
        return [place for place, each in self.columns.fields.items() if each == "cost"]

    def _dittos(self) -> dict[int, str]:
        place = self.columns.place("department")
        if place is None or self.sheet.merged:
            return {}
        meant, is_used = with_dittos(self.rows.lines, place)
        if is_used:
            self.work.note("import.dittos", heading=short(self._heading(place)))
        return meant

    # What a row becomes

    def _initiative(self, lines: Sequence[Line]) -> dict[str, Any]:
        first = lines[0]
        found: dict[str, Any] = {"_row": self.at(first.number)}
        place = self.columns.place("department")
        found["_at"] = (first.number, place or 0)
        self._take_cost(found, lines)
        self._take_years(found, lines)
        for place, wanted in self.columns.fields.items():
            if wanted not in ("cost", BY_YEAR):
                self._take(found, lines, place, wanted)
        self._take_rest(found, lines)
        self._take_place(found, first)
        self._take_phase(found)
        self._take_keyed(found, first)
        name = self.columns.place("name") or 0
        if "name" not in found and not any(
            each.line == first.number and each.column == name + 1 for each in self.work.faults
        ):
            self._nameless(found, first, name)
        return found

    def _nameless(self, found: dict[str, Any], line: Line, place: int) -> None:
        self.work.unreadable((line.number, place), self._heading(place), "fault.row-without-name")
        if self.work.is_lenient:
            found["name"] = {"da": f"Uden navn (række {line.number})", "en": f"No name (row {line.number})"}[
                self.work.language
            ]

    def _take(self, found: dict[str, Any], lines: Sequence[Line], place: int, wanted: str) -> None:
        """The first of the lines that says something of a field says it."""
        line = next((each for each in lines if place < len(each.cells) and each.cells[place] not in (None, "")), None)
        if line is None:
            return
        value = line.cells[place]
        others = [
            each.cells[place] for each in lines if place < len(each.cells) and each.cells[place] not in (None, "")
        ]
        if len(distinct := list(dict.fromkeys(map(str, others)))) > 1:
            self._keep(found, self._heading(place), "; ".join(distinct))
        try:
            parsed = self._parsed(place, wanted, value, found)
        except Unusable as unusable:
            self.work.unreadable(
                (line.number, place), self._heading(place), unusable.message, value=str(value), **unusable.named
            )
            self._keep(found, self._heading(place), value)
            return
        if parsed is UNSAID:
            return
        if isinstance(parsed, Amount):
            if self.are_benefits:
                parsed = self._added(place, wanted, lines, parsed)
            parsed = self._money(found, parsed, place, line, value)
            if parsed is None:
                return
        if wanted in _TEXTS and len(str(value)) > LONG:
            self._tell("import.clipped", f"{self.at(line.number)}:{place + 1}")
        if wanted == "name" and len(str(value)) > SHORT and str(parsed).endswith(" ..."):
            self._tell("import.clipped-names", self.at(line.number))
            self._keep(found, self._heading(place), value)
        holder, _, part = wanted.rpartition(".")
        (found.setdefault(holder, {}) if holder else found)[part] = parsed

    def _added(self, place: int, wanted: str, lines: Sequence[Line], first: Amount) -> Amount:
        """The benefits of the lines of an initiative together."""
        cells = [each.cells[place] for each in lines if place < len(each.cells) and each.cells[place] not in (None, "")]
        read = [self._parsed(place, wanted, each, {}) for each in cells if self._can_read(place, wanted, each)]
        own = [each for each in read if isinstance(each, Amount) and each.currency == first.currency]
        return first._replace(low=sum(each.low for each in own), high=sum(each.high for each in own))

    def _parsed(self, place: int, wanted: str, value: Value, found: dict[str, Any]) -> Any:
        """A cell as the value of a field, or UNSAID. Raises Unusable."""
        if wanted in CHOICES:
            return self._chosen(wanted, value, found)
        plain_reader = _READERS.get(wanted) or (parse_rating if wanted.startswith("business_case.") else None)
        if plain_reader is not None:
            return plain_reader(value)
        if is_unknown(value):
            return UNSAID
        if wanted in ("citizen_problem", "internal_problem"):
            return UNSAID if fold(str(value)) in self.silent else parse_problem(value, self.none)
        if wanted in _NOBODY and is_none(value):
            return UNSAID
        if wanted in MONEY or wanted == BY_YEAR:
            if value == WRITTEN_BY_PROGRAMS:
                return UNSAID
            return amount(value, self.readings.get(place, Reading()))
        if wanted in DAYS:
            return self._day(place, wanted, value, found)
        if wanted == "effort":
            return parse_months(value, 12 if "årsværk" in self._heading(place).casefold() else 1)
        if wanted == "depends_on":
            if not is_none(value):
                found["_depends"] = _parts(value)
            return UNSAID
        if wanted == "department":
            return parse_text(value, SHORT)
        return clipped_text(value, _TEXTS.get(wanted, SHORT))

    def _chosen(self, wanted: str, value: Value, found: dict[str, Any]) -> Any:
        if wanted == "type" and (kind := parse_type(value)) is not None:
            return kind
        read = self.choices[wanted].read(value)
        if not isinstance(read, Read):
            return UNSAID
        if not read.is_exact and found:
            self.guessed[(short(value), self.choices[wanted].shown[read.id])] = 1
        return read.id

    def _day(self, place: int, wanted: str, value: Value, found: dict[str, Any]) -> Any:
        if is_open_ended(value):
            if found:
                self._tell("import.open-ended", f"{short(value)} ({found['_row']})")
                self._keep(found, self._heading(place), value)
            return UNSAID
        if place not in self.month_first:
            self.month_first[place] = american(self._cells(place))
        day = read_day(value, self.month_first[place], wanted == "end")
        if not day.is_exact and found:
            self._tell("import.days", f"{short(value)} ({found['_row']})")
        return day.iso

    # Money

    def _take_cost(self, found: dict[str, Any], lines: Sequence[Line]) -> None:
        """The cost of an initiative: that of its lines together, and of the columns that make it up.

        A negative line takes from the others; where nothing is left, each negative one is told instead.
        """
        read = list(self._read_costs(found, lines))
        own = [each.low for each, _, _, _ in read if not self._is_foreign(each)]
        is_net = len(own) > 1 and sum(own) >= 0
        taken = [
            each
            for each, place, line, value in read
            if (is_net and each.low < 0 and not self._is_foreign(each))
            or self._money(found, each, place, line, value) is not None
        ]
        if taken:
            low, high = (sum(ends) for ends in zip(*((each.low, each.high) for each in taken), strict=True))
            found["cost"] = low if low == high else {"low": low, "high": high}
            found["_cost"] = (low, high)
            if any(is_unknown(_at(line.cells, place)) for line in lines for place in self._cost_places()):
                self._tell("import.partly-known", f"{found['_row']}")

    def _take_years(self, found: dict[str, Any], lines: Sequence[Line]) -> None:
        """What of the cost falls in which year; nothing of it where one of the amounts cannot stand in the file."""
        years: dict[str, float | int] = {}
        for place, year in sorted(self.columns.years.items(), key=lambda pair: pair[1]):
            if place not in self.columns.fields:
                continue
            for line in lines[:1] if self.are_tasks else lines:
                value = line.cells[place] if place < len(line.cells) else None
                if value in (None, "") or value == WRITTEN_BY_PROGRAMS or is_unknown(value):
                    continue
                try:
                    read = amount(value, self.readings[place])
                except Unusable:
                    years[str(year)] = -1
                    continue
                is_plain = read.low == read.high and not self._is_foreign(read)
                years[str(year)] = years.get(str(year), 0) + read.low if is_plain else -1
        if any(each < 0 for each in years.values()):
            self._tell("import.years-left", found["_row"])
            for place in set(self.columns.years) - {at for at, each in self.columns.fields.items() if each == "cost"}:
                self._keep(found, self._heading(place), lines[0].cells[place] if place < len(lines[0].cells) else None)
            return
        if years and "cost" in found:
            found[BY_YEAR] = years
            low, high = found["_cost"]
            whole, room = sum(years.values()), len(years) + 1e-6 * float(high)
            if not low - room <= whole <= high + room:
                self._tell("import.years-differ", f"{found['_row']}")
        elif years:
            found[BY_YEAR] = years
            found["cost"] = sum(years.values())
            found["_cost"] = (found["cost"], found["cost"])

    def _read_costs(self, found: dict[str, Any], lines: Sequence[Line]) -> Iterator[tuple[Amount, int, Line, Value]]:
        """The amounts of an initiative, each with where it stands and what stands there."""
        for line in lines[:1] if self.are_tasks else lines:
            for place in self._cost_places():
                value = line.cells[place] if place < len(line.cells) else None
                if value is None or value == "":
                    continue
                if is_unknown(value) or value == WRITTEN_BY_PROGRAMS:
                    self._tell("import.unknown-amounts", f"{value} ({self.at(line.number)})")
                    continue
                try:
                    read = amount(value, self.readings[place])
                except Unusable as unusable:
                    self.work.unreadable(
                        (line.number, place), self._heading(place), unusable.message, value=str(value), **unusable.named
                    )
                    self._keep(found, self._heading(place), value)
                    continue
                self._count(read)
                yield read, place, line, value

    def _is_foreign(self, read: Amount) -> bool:
        return self.found.currency is not None and read.currency not in (None, self.found.currency)

    def _count(self, read: Amount) -> None:
        """An amount of the list, wherever it ends."""
        if read.currency in (None, self.found.currency) or self.found.currency is None:
            low, high = self.found.listed
            self.found.listed = low + read.low, high + read.high
        self.found.amounts += 1
        if not self.found.heading:
            self.found.heading = " + ".join(self._heading(place) for place in self._cost_places())

    def _money(self, found: dict[str, Any], read: Amount, place: int, line: Line, value: Value) -> Any:
        """An amount as the file has it; None where it cannot be there: it is told, and what the cell says is kept."""
        is_cost, shown = self.columns.fields[place] == "cost", f"{short(value)} ({self.at(line.number)})"
        own = self._is_foreign(read)
        if own or read.low < 0:
            self._tell("import.other-currency" if own else "import.negative", shown)
            self._keep(found, self._heading(place), value)
            if is_cost:
                self.found.gone.append(Gone(self.at(line.number), float(read.low), "currency" if own else "negative"))
            return None
        if read.proviso:
            self._tell("import.provisos", shown)
            self._keep(found, self._heading(place), value)
        if read.low != read.high:
            self._tell("import.ranges", shown)
            return {"low": read.low, "high": read.high}
        return read.low

    # What has no field

    def _keep(self, found: dict[str, Any], heading: str, value: Value) -> None:
        if (told := kept(value)) not in (None, ""):
            found.setdefault("extra", {}).setdefault(_key(heading), told)

    def _take_rest(self, found: dict[str, Any], lines: Sequence[Line]) -> None:
        for place, heading in enumerate(self.sheet.headings):
            if heading is None or place in self.columns.fields or place in self.keyed:
                continue
            said = [
                each.cells[place] for each in lines if place < len(each.cells) and each.cells[place] not in (None, "")
            ]
            if not said:
                continue
            key = str(heading) if str(heading) not in found.get("extra", {}) else f"{heading} ({place + 1})"
            distinct = list(dict.fromkeys(map(str, said)))
            self._keep(found, key, said[0] if len(distinct) == 1 else "; ".join(distinct))
            if len(str(said[0])) > LONG:
                self._tell("import.clipped", f"{self.at(lines[0].number)}:{place + 1}")
            if str(heading) not in self.found.kept and fold(str(heading)) not in self.same:
                self.found.kept.append(str(heading))

    def _take_place(self, found: dict[str, Any], line: Line) -> None:
        """The department that the section, the rows above, or the sheet say."""
        if "department" not in found and line.number in self.dittos:
            found["department"] = self.dittos[line.number]
        has_column = self.columns.place("department") is not None
        if line.section is not None and not has_column:
            found.setdefault("department", line.section[:SHORT])
        elif line.section is not None:
            self._keep(found, {"da": "Afsnit", "en": "Section"}[self.work.language], line.section)
        if self.is_one_of_many and not has_column:
            if _SHEET.fullmatch(self.sheet.name.strip()):
                self._keep(found, {"da": "Ark", "en": "Sheet"}[self.work.language], self.sheet.name)
            elif "department" not in found:
                found["department"] = self.sheet.name[:SHORT]
            elif fold(found["department"]) != fold(self.sheet.name):
                self._keep(found, {"da": "Ark", "en": "Sheet"}[self.work.language], self.sheet.name)

    def _take_phase(self, found: dict[str, Any]) -> None:
        """A phase says the status, too, where nothing else does."""
        if "status" in found or "phase" not in found:
            return
        try:
            read = self.choices["status"].read(found["phase"])
        except Unusable:
            self._tell("import.phase-unknown", short(found["phase"]))
            return
        if isinstance(read, Read):
            found["status"] = read.id
            self.phases[(short(found["phase"]), self.choices["status"].shown[read.id])] = 1

    # What is told of the cells

    def _tell_cells(self) -> None:
        if apart := self.told.pop("import.unit-apart", None):
            assert self.unit is not None
            self.work.listed("import.unit-apart", "columns", apart, unit=self.unit.words, row=self.at(self.unit.row))
        for key, things in self.told.items():
            distinct = list(dict.fromkeys(things)) if key == "import.phase-unknown" else things
            self.work.listed(key, "rows", distinct)
        self.work.listed("import.guessed", "words", [f'"{said}": {shown}' for said, shown in self.guessed])
        self.work.listed("import.phase-status", "words", [f'"{said}": {shown}' for said, shown in self.phases])
        costs = [(each["_row"], each["_cost"]) for each in self.found.initiatives if "_cost" in each]
        figures = [float(high) for _, (_, high) in costs]
        odd = set(outliers(figures))
        self.work.listed(
            "import.outliers", "rows", [f"{figures[at]:,.0f} ({costs[at][0]})".replace(",", "\u00a0") for at in odd]
        )
        is_small = self.found.currency in (None, "DKK")
        small = [
            f"{figure:.15g} ({costs[at][0]})" for at, figure in enumerate(figures) if 0 < figure < SMALL and is_small
        ]
        self.work.listed("import.small", "rows", [each.replace(".", self._comma()) for each in small])
        for row, cells, _ in self.rows.sums:
            for place in self._cost_places()[:1]:
                try:
                    self.found.totals.append((self.at(row), float(amount(cells[place], self.readings[place]).high)))
                except (Unusable, IndexError, TypeError):
                    continue

    def _comma(self) -> str:
        return "," if self.work.language == "da" else "."

    # What rows with keys say beside the initiatives

    def _keyed(self) -> None:
        """The columns of an export with keys that are no fields: organisation, department, answers, extra."""
        self.keyed: dict[int, tuple[str, str]] = {}
        for place, heading in enumerate(self.sheet.headings):
            holder, dot, key = str(heading or "").partition(".")
            if place not in self.columns.fields and dot and key in _KEYED.get(holder, (key,)) and holder in _HOLDERS:
                self.keyed[place] = (holder, key)
            elif heading == "currency":
                self.keyed[place] = ("organisation", "currency")
        for place, (holder, key) in self.keyed.items():
            if holder == "organisation":
                self._take_organisation(place, key)

    def _take_organisation(self, place: int, key: str) -> None:
        said = {str(each): each for each in self._cells(place)}
        if len(said) != 1:
            return
        (value,) = said.values()
        if key == "as_of" and not is_day(str(value)):
            self.work.fault((self.sheet.rows[0][0], place), self._heading(place), "fault.not-date", value=str(value))
            return
        self.found.organisation[key] = _number(value) if key == "risk_willingness" else str(value)[:SHORT]

    def _take_keyed(self, found: dict[str, Any], line: Line) -> None:
        department: dict[str, Any] = {}
        for place, (holder, key) in self.keyed.items():
            value = line.cells[place] if place < len(line.cells) else None
            if value is None or value == "":
                continue
            if holder == "answers":
                found.setdefault("answers", {})[key] = {"true": "yes", "false": "no"}.get(str(value), str(value))
            elif holder == "extra":
                self._keep(found, key, value)
            elif holder == "department":
                department[key] = str(value) if key == "name" else _number(value)
        if department and "department" in found:
            self.found.departments.setdefault(found["department"], {}).update(department)
        if found.get("answers"):
            kind, _, _ = classify({step.id: step for step in self.work.content.tree}, found["answers"])
            if found.get("type") == (kind or UNSURE):
                del found["type"]  # it follows from the answers


_HOLDERS = ("organisation", "department", "answers", "extra")
_KEYED = {
    "organisation": ("name", "risk_willingness", "as_of"),
    "department": ("name", "readiness", "citizen_need", "capacity"),
}


_SHEET = re.compile(
    r"(?:ark|sheet|table|tabel|side|blad|data|liste|list|projekter|projects|portefølje|portfolio|initiativer|initiatives)?"
    r"[\s_-]*[0-9]*|.*(?:19|20)[0-9]{2}.*",
    re.IGNORECASE,
)
"""What sheets are called that are no departments."""


def _at(cells: Sequence[Value], place: int) -> Value:
    return cells[place] if place < len(cells) else None


def _number(value: Value) -> Value:
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return value
    return int(number) if number.is_integer() else number


def _parts(value: Value) -> list[str]:
    return [part.strip() for part in str(value).replace(";", ",").replace("\n", ",").split(",") if part.strip()]


def _key(heading: str) -> str:
    return " ".join(heading.split())[:SHORT]


def _says_scale(heading: str) -> bool:
    return "1-5" in heading or "1 til 5" in heading or "1 to 5" in heading or "1–5" in heading
