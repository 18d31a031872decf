"""What each row of a list is: an initiative, a further line of one, a section, a sum, a note, the headings again.

Nothing is decided in silence: every row that becomes no initiative is named with what it is taken for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from digitrans.portfolios.amounts import Reading, Unusable, amount, heading_unit, is_figure
from digitrans.portfolios.spreadsheets.columns import Columns
from digitrans.portfolios.spreadsheets.sheets import Found, Row, Value
from digitrans.texts.spelling import fold

SHOWN = 60


@dataclass(frozen=True)
class Line:
    """A row that says something of an initiative, and the section that it stands in, or None."""

    number: int
    cells: Row
    section: str | None = None


@dataclass
class Sorted:
    """The rows of a sheet by what they are. ``lines`` are those of an initiative, the first of them with its name.

    ``doubtful`` are those among them that are called a sum and have but figures, but do not add up what is above.
    """

    lines: list[list[Line]] = field(default_factory=list)
    sections: list[tuple[int, str]] = field(default_factory=list)
    sums: list[tuple[int, Row, str]] = field(default_factory=list)
    doubtful: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)


def sort_rows(sheet: Found, columns: Columns, readings: Mapping[int, Reading]) -> Sorted:
    """The rows of ``sheet`` by what they are; ``readings`` say how the columns of amounts are read."""
    return _Sorting(sheet, columns, readings).sorted()


class _Sorting:
    def __init__(self, sheet: Found, columns: Columns, readings: Mapping[int, Reading]) -> None:
        self.sheet, self.columns, self.readings = sheet, columns, readings
        self.name = columns.place("name") or 0
        self.heads = [fold(str(each)) if each is not None else "" for each in sheet.headings]
        self.rows = sheet.rows
        self.amounts: dict[int, tuple[float, float] | None] = {}
        self.alone = {place for place, (_, cells) in enumerate(self.rows) if _filled(cells) == 1}
        self.totals = {place for place in range(len(self.rows)) if self._is_sum(place)}
        self.sections = self._sections()
        self.later = self._later_lines()

    def sorted(self) -> Sorted:
        found, section = Sorted(), None
        for place, (number, cells) in enumerate(self.rows):
            shown = _called(cells, self.name)
            if place in self.totals:
                found.sums.append((number, cells, shown))
            elif self._is_heading(cells):
                found.headings.append(number)
            elif place in self.sections:
                section = shown
                found.sections.append((number, shown))
            elif self._is_note(place):
                found.notes.append((number, shown))
            elif place in self.later and found.lines:
                found.lines[-1].append(Line(number, cells, section))
            else:
                found.lines.append([Line(number, cells, section)])
                if _BEGINS.match(fold(shown)) and self._has_figures_only(cells):
                    found.doubtful.append((number, shown))
        return found

    def _is_sum(self, place: int) -> bool:
        """Whether a row is a line of sums: it is called one and has figures beside that, or adds up those above."""
        _, cells = self.rows[place]
        is_last = place == len(self.rows) - 1
        if is_total(cells, self.name, is_last):
            return True
        if not self._has_figures_only(cells):
            return False
        called = cells[self.name] if self.name < len(cells) else None
        if called is None:
            return (
                place > 0
                and bool(self._money(place))
                and (self._adds_up(place) or is_last)
                and _filled(cells) < _filled(self.rows[0][1]) + 1
            )
        return _BEGINS.match(fold(str(called))) is not None and self._adds_up(place)

    def _has_figures_only(self, cells: Row) -> bool:
        others = [each for at, each in enumerate(cells) if each is not None and at != self.name]
        return bool(others) and all(not isinstance(each, str) or is_figure(each) for each in others)

    def _money(self, place: int) -> float | None:
        ends = self._ends(place)
        return ends[0] if ends else None

    def _ends(self, place: int) -> tuple[float, float] | None:
        if place not in self.amounts:
            self.amounts[place] = self._read_money(place)
        return self.amounts[place]

    def _read_money(self, place: int) -> tuple[float, float] | None:
        at = self.columns.place("cost")
        cells = self.rows[place][1]
        if at is None or at >= len(cells) or cells[at] is None:
            return None
        try:
            found = amount(cells[at], self.readings.get(at, Reading()))
            return float(found.low), float(found.high)
        except Unusable:
            return None

    def _adds_up(self, place: int) -> bool:
        """Whether the amount of a row can be that of rows before it together, back to some row."""
        wanted, low, high = self._money(place), 0.0, 0.0
        if not wanted:
            return False
        room = max(1, abs(wanted) * 1e-6)
        for before in range(place - 1, -1, -1):
            ends = self._ends(before) or (0.0, 0.0)
            low, high = low + ends[0], high + ends[1]
            if before < place - 1 and low - room <= wanted <= high + room:
                return True
        return False

    def _sections(self) -> set[int]:
        """The rows that head those below them: they have nothing but a title, or that and the sum of what follows."""
        alone = {each for each in self.alone if each not in self.totals and self._title(each) is not None}
        typical = sorted(_filled(cells) for place, (_, cells) in enumerate(self.rows) if place not in alone)
        if alone and typical and typical[len(typical) // 2] >= 2 and 2 * len(alone) <= len(self.rows):
            heading = {each for each in alone if self._heads_something(each, alone)}
            named = {fold(_called(self.rows[each][1], self.name)) for each in self.totals}
            is_named = any(any(fold(str(self._title(each))) in total for total in named) for each in heading)
            elsewhere = {each for each in heading if self._title_place(each) != self.name}
            if is_named or (min(heading, default=1) == 0 and typical[len(typical) // 2] > 2):
                return heading
            return elsewhere
        return self._summed_sections()

    def _title(self, place: int) -> Value:
        cells = self.rows[place][1]
        found = cells[self._title_place(place)]
        return found if isinstance(found, str) and not is_figure(found) and len(found) <= 120 else None

    def _title_place(self, place: int) -> int:
        return next(at for at, each in enumerate(self.rows[place][1]) if each is not None)

    def _heads_something(self, place: int, alone: set[int]) -> bool:
        """Whether rows of more cells follow before the end, perhaps after further titles."""
        return any(each not in alone and each not in self.totals for each in range(place + 1, len(self.rows)))

    def _summed_sections(self) -> set[int]:
        """Rows with a title and figures only that add up what follows, where others have words, too."""
        candidates = [
            place
            for place, (_, cells) in enumerate(self.rows)
            if place not in self.totals and self._has_figures_only(cells) and self._money(place)
        ]
        if not candidates or candidates[0] != 0 or 2 * len(candidates) > len(self.rows):
            return set()
        for at, place in enumerate(candidates):
            end = candidates[at + 1] if at + 1 < len(candidates) else len(self.rows)
            block = [each for each in range(place + 1, end) if each not in self.totals]
            total, wanted = sum(self._money(each) or 0 for each in block), self._money(place) or 0
            if not block or abs(total - wanted) > max(1, wanted * 1e-6):
                return set()
        return set(candidates)

    def _later_lines(self) -> set[int]:
        """Rows without a name that go on with the initiative above: their name is merged with its, or it is a habit."""
        merged = {
            row for top, left, bottom, right in self.sheet.merged if left <= self.name + 1 <= right
            for row in range(top + 1, bottom + 1)
        }  # fmt: skip
        nameless = {
            place
            for place, (_, cells) in enumerate(self.rows)
            if (self.name >= len(cells) or cells[self.name] is None)
            and not {place} & (self.totals | self.sections)
            and not self._is_note(place)
        }
        of_merged = {place for place in nameless if self.rows[place][0] in merged}
        key = self.columns.place("id")
        habit = {
            place for place in nameless - of_merged
            if place > 0 and (key is None or key >= len(self.rows[place][1]) or self.rows[place][1][key] is None)
        }  # fmt: skip
        return of_merged | (habit if len(habit) > 1 else set())

    def _is_heading(self, cells: Row) -> bool:
        """Whether the headings stand there once more, as they do at the top of every page."""
        said = [
            (fold(str(each)), self.heads[at] if at < len(self.heads) else "")
            for at, each in enumerate(cells)
            if each is not None
        ]
        return len(said) > 1 and all(own == head for own, head in said)

    def _is_note(self, place: int) -> bool:
        """Whether a row is a remark below the list, or between its rows: one cell that is no name."""
        if place not in self.alone or place in self.totals or place in self.sections:
            return False
        text = str(self.rows[place][1][self._title_place(place)])
        is_tail = all(each in self.alone or each in self.totals for each in range(place, len(self.rows)))
        if len(self.heads) < 2:
            return False
        if _NOTE.match(text) or len(text) > 120:
            return True
        return is_tail and self._title_place(place) != self.name


_NOTE = re.compile(
    r"\s*(?:\*|¹|²|³|†|[0-9]\)|\([0-9*]\)|(?:note|noter|bemærk|anm|kilde|kilder|source|sources|opdateret"
    r"|senest opdateret|updated|last updated|data pr|as of|forklaring|signaturforklaring|legend|udskrevet|printed"
    r"|ajourført)\b[^a-z]*(?:[:.]|\s))",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?:i alt|ialt|alt i alt|sum|summa|sum i alt|totalsum|sum total|subtotal|sub-total|delsum|mellemsum|delresultat"
    r"|total|totalt|totaler|totals|total i alt|hovedtotal|grand total|overall total|total sum|in total|samtlige"
    r"|totalt i alt"
    r"|samlet|samlet sum|samlet total|samlet i alt|samlet budget|samlet pris|tilsammen|altogether|sum totalt)|.+ i alt)"
)
_BEGINS = re.compile(
    r"(?:subtotal|sub-total|sub total|delsum|mellemsum|sum|total|i alt|samlet|totalt)\b"
    r"|.* (?:total|subtotal|totalt|sum)$"
)


def is_total(cells: Row, name: int, is_last: bool) -> bool:
    """Whether a row is called a sum: "I alt", "Subtotal Social", and has but figures beside that, or is the last."""
    called = _called(cells, name)
    bare = fold(heading_unit(called.strip(" .:=*-"))[0]).strip(" .:=*-")
    begins = re.match(r"(?:subtotal|sub-total|sub total|delsum|mellemsum|i alt)\b", bare)
    if not _TOTAL.fullmatch(bare[:SHOWN]) and not begins:
        return False
    others = [cell for cell in cells if cell is not None and cell != called]
    if is_last and not bare.endswith(" i alt") and not begins:
        return True
    return all(not isinstance(each, str) or is_figure(each) for each in others)


def _filled(cells: Row) -> int:
    return len(cells) - cells.count(None)


def _called(cells: Row, name: int) -> str:
    """The name in a row, or else what its first cell says."""
    first = cells[name] if name < len(cells) else None
    return str(first if first is not None else next((each for each in cells if each is not None), ""))


def with_merged(sheet: Found, columns: Columns) -> tuple[Found, list[str], list[str]]:
    """``sheet`` where every row of a merged block says what the block says, but for names, ids and amounts.

    Also the blocks that were filled, and those of amounts, which only their first row keeps: "B2:B4".
    """
    filled, shared = [], []
    rows = {number: list(cells) for number, cells in sheet.rows}
    for top, left, bottom, right in sheet.merged:
        if top <= sheet.at or bottom == top or top not in rows:
            continue
        place = left - 1
        value = rows[top][place] if place < len(rows[top]) else None
        wanted = columns.fields.get(place)
        if value is None or wanted in ("name", "id"):
            continue
        shown = f"{_letters(left)}{top}:{_letters(right)}{bottom}"
        if not isinstance(value, str) or is_figure(value):
            shared.append(shown)
            continue
        for row in range(top + 1, bottom + 1):
            if row in rows:
                rows[row] += [None] * (place + 1 - len(rows[row]))
                rows[row][place] = value
        filled.append(shown)
    return replace(sheet, rows=tuple((number, tuple(cells)) for number, cells in rows.items())), filled, shared


def with_dittos(lines: Sequence[Sequence[Line]], place: int) -> tuple[dict[int, str], bool]:
    """Departments that stand once, at the first of the rows that they are for: the department of each row without one.

    Only where the first row has one, each stands once, and most rows have none.
    """
    told = [(line[0].number, _at(line[0].cells, place)) for line in lines]
    said = [str(each) for _, each in told if each is not None]
    if len(told) < 4 or told[0][1] is None or len(set(said)) != len(said) or len(said) < 2 or 2 * len(said) > len(told):
        return {}, False
    meant, last = {}, ""
    for number, each in told:
        if each is None:
            meant[number] = last
        else:
            last = str(each)
    return meant, True


def _at(cells: Row, place: int) -> Value:
    return cells[place] if place < len(cells) else None


def _letters(column: int) -> str:
    """The letters of a column from 1: 1 is "A", 27 "AA"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
