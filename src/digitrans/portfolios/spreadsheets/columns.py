"""Which rows of a list have the headings, and which column holds which field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from digitrans.errors import UsageFault
from digitrans.portfolios.amounts import UNITS, heading_money, is_figure, is_unknown
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.spreadsheets.sheets import Found, Row, Value, all_rows, with_headings
from digitrans.texts.spelling import fold

LEADING = 25
"""So many filled rows at the top of a sheet may have the headings."""

MONEY = ("cost", "running_cost", "benefit.planned", "benefit.realised")
LOOSE = frozenset(("name", "department", "owner", "cost", "running_cost", "benefit.planned", "start", "end"))
"""The fields that a heading may name by its last words alone, where no other column names them; always told."""
EXTRA = "extra"
"""What a heading is mapped to that shall be kept as it is."""


BY_YEAR = "cost_by_year"
"""The field of the columns that say what of the cost falls in a year."""

BELOW = " · "
"""What stands between a heading and the one below it, where they are read as one."""


class Wanted(NamedTuple):
    """What ``--map`` says of a heading: the field, and how much one unit is; None where the heading says that."""

    field: str
    unit: int | None = None
    heading: str = ""


def parse_mapping(told: Mapping[str, str], content: PortfolioContent) -> dict[str, Wanted]:
    """ "Anlæg" to "cost:million" as fields with units, by folded heading. Raises UsageFault."""
    known = [*(field.id for field in content.fields), EXTRA]
    wanted = {}
    for heading, said in told.items():
        field, _, unit = said.partition(":")
        if field not in known:
            raise UsageFault("error.map-field", field=field, known=", ".join(known))
        if unit and (unit not in UNITS or field not in MONEY):
            raise UsageFault("error.map-unit", value=said, known=", ".join(UNITS), fields=", ".join(MONEY))
        wanted[fold(heading)] = Wanted(field, UNITS[unit] if unit else None, heading)
    return wanted


class Names:
    """What the fields are called in headings, in any language, with the order in which they are to be preferred."""

    def __init__(self, content: PortfolioContent) -> None:
        self.known: dict[str, tuple[str, int]] = {}
        for field in content.fields:
            for name in (field.id, field.name.da, field.name.en):
                self.known.setdefault(plain(name), (field.id, 0))
                self.known.setdefault(plain(heading_money(name)[0]), (field.id, 0))
        for field in content.fields:
            for place, alias in enumerate(field.aliases, 1):
                self.known.setdefault(plain(alias), (field.id, place))
        self.fillers = {plain(each) for each in content.fillers}
        said = content.heading_words
        self.other, self.newer, self.older, self.vague = (
            frozenset(map(plain, each)) for each in (said.other, said.newer, said.older, said.vague)
        )

    def field(self, heading: str) -> tuple[str, int, int] | None:
        """The field that a heading names; how far it had to be changed to find that, and the place among its names."""
        for far, form in enumerate(self._forms(heading)):
            if form in self.known:
                field, place = self.known[form]
                return field, far, place
        return None

    def loose(self, heading: str) -> tuple[str, int] | None:
        """The field that the last words of a heading name: "Construction_Budget"; and how good a sign that is, 0 best.

        Not where one of the words before them makes it something else: "Actual Spend", "Task name".
        """
        words = plain(heading_money(re.sub(r"[(\[{].*?[)\]}]", " ", heading))[0]).split()
        for at in range(1, len(words)):
            said = " ".join(words[at:])
            found = self.known.get(said)
            if found is None or found[0] not in LOOSE or said in self.vague:
                continue
            if self.other & set(words[:at]):
                return None
            before = set(words[:at])
            return found[0], 0 if before & self.newer else 2 if before & self.older else 1
        return None

    def _forms(self, heading: str) -> Iterator[str]:
        """A heading in the forms that may be known: as it is, without unit, brackets, and words around it."""
        yield plain(heading.replace(BELOW, " "))
        if BELOW in heading:
            yield plain(heading_money(heading.rpartition(BELOW)[2])[0])
        base, scale, currency = heading_money(heading)
        yield plain(base)
        bare = re.sub(r"[(\[{][^()\[\]{}]*[)\]}]", " ", base)
        yield plain(bare)
        if not base and (scale > 1 or currency):
            yield "beløb"
        yield plain(re.split(r"[:\n]", bare)[0])
        for part in re.split(r"\s[/|]\s|\n|\s[-–]\s", bare):
            yield plain(part)
        yield plain(bare.split("/")[0])
        words = plain(bare).split()
        while words and words[0] in self.fillers:
            words = words[1:]
            yield " ".join(words)


@lru_cache(maxsize=4)
def names_of(content: PortfolioContent) -> Names:
    """What the fields are called; made once, since every sheet is looked at three times or more."""
    return Names(content)


def plain(heading: str) -> str:
    """A heading as names are compared: composed, without case, marks of footnotes, underscores, and joined words.

    "project_name", "projectName", "Project-Name" and "PROJECT NAME*" are all "project name".
    """
    text = unicodedata.normalize("NFC", heading).replace("\u00ad", "").strip()
    if " " not in text and not text.isupper():
        text = re.sub(r"(?<=[a-zæøåäö0-9])(?=[A-ZÆØÅÄÖ])|(?<=[A-Z])(?=[A-Z][a-zæøå])", " ", text)
    text = re.sub(r"[*†‡¹²³⁴⁵#]+|\[[0-9a-z]{1,2}\]|(?<=[^\W\d_])[0-9]\)$", "", text)
    text = re.sub(r"[_./\\:;\s-]+", " ", text.replace("–", "-"))
    return " ".join(text.casefold().split()).strip(" ?!'\"")


YEAR = re.compile(
    r"(?<![0-9])(?:fy\s?)?(?:(?:19|20)[0-9]{2}(?:\s?[/-]\s?(?:20)?[0-9]{2})?|[0-9]{2}/[0-9]{2}|fy\s?[0-9]{2})(?![0-9])",
    re.I,
)


def yearly_amount(names: Names, heading: str) -> bool:
    """Whether a heading is that of one year's part of the cost: "Budget 2026", "Cost 2024/25 (£m)"."""
    base = heading_money(heading)[0]
    if len(YEAR.findall(base)) != 1:
        return False
    group = re.sub(rf"^{BELOW}|{BELOW}$", "", YEAR.sub("", base)).replace(BELOW.strip(), " ")
    found = names.field(group)
    return found is not None and (found[0] == "cost" or (BELOW in base and found[0] == "business_case.economy"))


def year_of(names: Names, heading: str) -> int | None:
    """The year that a column of amounts is of: "Budget 2026", "BO 2027", "2026", "cost_by_year.2026"; else None."""
    found = _ONE_YEAR.fullmatch(plain(heading_money(heading)[0])) or _OWN_YEAR.fullmatch(heading)
    if found is None and yearly_amount(names, heading):
        found = re.search(r"((?:19|20)[0-9]{2})", heading)
    return int(found[1]) if found else None


_OWN_YEAR = re.compile(r"cost_by_year\.((?:19|20|21)[0-9]{2})")
"""A year's heading as ``portfolio export`` writes it; years are those that a portfolio file can have."""
_ONE_YEAR = re.compile(
    r"(?:b|bo|bf|bs|budget|budgetår|budgetoverslag|overslag|overslagsår|år|year|fy|plan|forventet|forecast)?"
    r"\s?((?:19|20)[0-9]{2})(?:\s?/\s?(?:20)?[0-9]{2})?"
)


class Columns(NamedTuple):
    """Which column holds which field.

    ``parts`` are the columns whose sum is the cost; ``units`` those of ``--map``; ``loose`` those that only the last
    words of a heading name; ``years`` those of what falls in a year, with the year.
    """

    fields: dict[int, str]
    units: dict[int, int]
    parts: tuple[int, ...] = ()
    loose: tuple[int, ...] = ()
    years: Mapping[int, int] = MappingProxyType({})

    def place(self, field: str) -> int | None:
        """The column of a field, or None."""
        return next((place for place, each in self.fields.items() if each == field), None)


def headed(content: PortfolioContent, sheet: Found, mapping: Mapping[str, Wanted]) -> Found | None:
    """``sheet`` with the headings of the leading rows that name most fields; None where none has a column for names.

    Headings may stand in up to three rows, of which the upper ones name groups of columns. Below the first row of
    several cells, only what cannot be anything else is taken for headings: a row that names another field, or one of
    ``mapping``, and has no figures. A row of one cell is mostly a title, and comes last.
    """
    names, rows = names_of(content), all_rows(sheet)[:LEADING]
    leading = [cells for _, cells in rows]
    wide = [place for place, cells in enumerate(leading) if len(cells) - cells.count(None) > 1]
    first = wide[0] if wide else len(leading)
    best: tuple[int, int, Found] | None = None
    for place in (*wide, *range(first)):
        if place > first and any(map(_is_number, leading[place])) and not _is_years(leading[place]):
            continue
        for high in range(min(3, place + 1)):
            found = with_headings(sheet, place, _joined(rows[place - high : place + 1]))
            found = replace(found, head_rows=high + 1)
            score = _score(names, found.headings, mapping)
            wider = _filled(leading[place]) > _filled(leading[min(first, len(leading) - 1)])
            sure = wider or score == _filled(found.headings)
            enough = place <= first or score > 2 or (score > 1 and sure) or _mapped(found.headings, mapping)
            if score and enough and (best is None or score > best[0]):
                best = (score, place, found)
        if best is not None and place >= first and best[1] + 3 < place:
            break
    return best[2] if best else None


def _filled(cells: Row) -> int:
    return len(cells) - cells.count(None)


def _mapped(headings: Row, mapping: Mapping[str, Wanted]) -> bool:
    return any(each is not None and fold(str(each)) in mapping for each in headings)


def _score(names: Names, headings: Row, mapping: Mapping[str, Wanted]) -> int:
    """How many fields a row of headings names; 0 without one for names."""
    fields = set()
    for each in headings:
        if each is None:
            continue
        if (own := mapping.get(fold(str(each)))) is not None:
            fields.add(own.field)
        elif isinstance(each, str) and (found := names.field(each)) is not None:
            fields.add(found[0])
        elif year_of(names, str(each)) is not None:
            fields.add("cost")
        elif isinstance(each, str) and (meant := names.loose(each)) is not None:
            fields.add(meant[0])
    return len(fields) if "name" in fields else 0


_WORD = re.compile(r"[^\W\d_]{3,}")


def likely_names(sheet: Found) -> str | None:
    """The heading of the column that names the initiatives, by its cells: mostly words, and all different; or None."""
    best: tuple[float, str] | None = None
    for place, heading in enumerate(sheet.headings):
        cells = [cells[place] for _, cells in sheet.rows[:500] if place < len(cells) and cells[place] is not None]
        said = [each for each in cells if isinstance(each, str) and len(_WORD.findall(each)) > 1]
        if heading is None or not said or 2 * len(said) < len(sheet.rows[:500]):
            continue
        differ = len({fold(each) for each in said}) / len(cells)
        length = sum(map(len, said)) / len(said)
        if differ > 0.5 and length <= 120 and (best is None or differ > best[0] + 0.1):
            best = differ, str(heading)
    return best[1] if best else None


def likely_money(content: PortfolioContent, headings: Sequence[str]) -> list[str]:
    """Those of some headings that have a word for money in them."""
    words = {name for name, (field, _) in names_of(content).known.items() if field == "cost" and " " not in name}
    strong = words - {plain(each) for each in content.heading_words.vague}
    return [each for each in headings if strong & set(plain(heading_money(each)[0]).split())]


def _is_number(cell: Value) -> bool:
    return cell is not None and (not isinstance(cell, str) or (is_figure(cell) and not is_unknown(cell)))


def _is_years(cells: Row) -> bool:
    """Whether all figures in a row are years, as they may be in headings."""
    return all(YEAR.fullmatch(str(each)) is not None for each in cells if _is_number(each))


def _joined(rows: Sequence[tuple[int, Row]]) -> Row:
    """The headings of several rows as one: those above, where they stand over several columns, before those below."""
    if len(rows) == 1:
        return rows[0][1]
    width = max(len(cells) for _, cells in rows)
    joined: list[str] = [""] * width
    for number, cells in rows:
        is_last = number == rows[-1][0]
        group: Value = None
        for place in range(width):
            cell = cells[place] if place < len(cells) else None
            if cell is not None:
                group = cell
            below = rows[-1][1][place] if place < len(rows[-1][1]) else None
            shown = cell if is_last or (cell is None and below is None) else group
            if shown is not None and str(shown) not in joined[place]:
                joined[place] = f"{joined[place]}{BELOW}{shown}".removeprefix(BELOW)
    return tuple(each or None for each in joined)


def match_columns(content: PortfolioContent, headings: Row, mapping: Mapping[str, Wanted]) -> Columns:
    """Which column holds which field: as ``mapping`` says, else by name or alias in any language.

    Of several columns for one field it is the one whose heading is the better name. Columns of single years make up the
    cost where none has the whole. Raises UsageFault for a mapping of a heading that is not there, or a field that two
    columns claim.
    """
    folded = [fold(str(each)) if each is not None else "" for each in headings]
    for heading, wanted in mapping.items():
        if heading not in folded:
            raise UsageFault(
                "error.map-heading", heading=wanted.heading, known=", ".join(str(h) for h in headings if h)
            )
    own = {place: mapping[each] for place, each in enumerate(folded) if each in mapping}
    fields = {place: each.field for place, each in own.items() if each.field != EXTRA}
    parts = [place for place, each in fields.items() if each == "cost"]
    _check_once(fields, headings)
    names = names_of(content)
    fields |= _named(names, headings, own, set(fields.values()))
    years = _years(names, headings, {*own, *fields})
    if len(parts) < 2:
        parts = list(years) if "cost" not in fields.values() else []
    fields |= dict.fromkeys(parts, "cost")
    loose = _loosely(names, headings, {*own, *fields, *years}, set(fields.values()))
    units = {place: each.unit for place, each in own.items() if each.unit is not None}
    return Columns(
        {**dict.fromkeys(years, BY_YEAR), **fields, **loose}, units, tuple(parts), tuple(loose), MappingProxyType(years)
    )


def _years(names: Names, headings: Row, used: set[int]) -> dict[int, int]:
    """The columns of what falls in a year, each with its year; not a bare year alone, or one that stands twice."""
    found = {
        place: year
        for place, each in enumerate(headings)
        if each is not None and place not in used and (year := year_of(names, str(each))) is not None
    }
    if len(set(found.values())) < len(found):
        return {place: year for place, year in found.items() if yearly_amount(names, str(headings[place]))}
    is_bare = len(found) == 1 and not yearly_amount(names, str(headings[next(iter(found))]))
    return {} if is_bare and not str(headings[next(iter(found))]).startswith("cost_by_year") else found


def _loosely(names: Names, headings: Row, used: set[int], taken: set[str]) -> dict[int, str]:
    """For fields that no column names outright, the one column whose last words do; none where two are as good."""
    found: dict[str, dict[int, list[int]]] = {}
    for place, heading in enumerate(headings):
        if place not in used and isinstance(heading, str) and (said := names.loose(heading)) and said[0] not in taken:
            found.setdefault(said[0], {}).setdefault(said[1], []).append(place)
    best = {field: signs[min(signs)] for field, signs in found.items()}
    return {places[0]: field for field, places in best.items() if len(places) == 1}


def _check_once(fields: Mapping[int, str], headings: Row) -> None:
    """Only a cost may have several columns, which are added."""
    for field in set(fields.values()) - {"cost"}:
        places = sorted(place for place, each in fields.items() if each == field)
        if len(places) > 1:
            shown = ", ".join(f'"{headings[place]}" ({place + 1})' for place in places)
            raise UsageFault("error.map-twice", field=field, columns=shown)


def _named(names: Names, headings: Row, own: Mapping[int, Wanted], taken: set[str]) -> dict[int, str]:
    """For every field that is not ``taken`` the column whose heading names it best; of equals the one further left."""
    best: dict[str, tuple[int, int, int]] = {}
    for place, heading in enumerate(headings):
        if heading is None or place in own or not isinstance(heading, str):
            continue
        found = names.field(heading)
        if found is None or found[0] in taken:
            continue
        field, far, order = found
        rank = (order, far, place) if field in ("cost", "name", "department") else (far, order, place)
        if field not in best or rank < best[field]:
            best[field] = rank
    return {rank[2]: field for field, rank in best.items()}


def alike(headings: Row) -> dict[str, list[int]]:
    """The headings that more than one column has, folded, each with the places of these columns."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(headings):
        if each is not None:
            places.setdefault(fold(str(each)), []).append(place)
    return {each: found for each, found in places.items() if len(found) > 1}


def transposed(content: PortfolioContent, sheet: Found, mapping: Mapping[str, Wanted]) -> Found | None:
    """``sheet`` with its columns as rows, where its first column has the headings; else None."""
    names, rows = names_of(content), all_rows(sheet)
    first = [(number, cells) for number, cells in rows if cells and cells[0] is not None]
    if not 2 <= len(first) <= 200 or _score(names, tuple(cells[0] for _, cells in first), mapping) < 3:
        return None
    headings = tuple(cells[0] for _, cells in first)
    width = max(len(cells) for _, cells in first)
    columns = []
    for place in range(1, width):
        cells = tuple(cells[place] if place < len(cells) else None for _, cells in first)
        if any(each is not None for each in cells):
            columns.append((place + 1, cells))
    return replace(
        sheet,
        headings=headings,
        rows=tuple(columns),
        at=1,
        before=(),
        merged=(),
        hidden_rows=frozenset(),
        is_transposed=True,
    )
