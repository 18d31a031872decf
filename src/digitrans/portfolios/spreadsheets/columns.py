"""Which row of a list has the headings, and which column holds which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digitrans.errors import UsageFault
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.spreadsheets.amounts import heading_unit, is_figure
from digitrans.portfolios.spreadsheets.sheets import Found, Row, Value, all_rows, fold, with_headings

LEADING = 20
"""So many filled rows at the top of a sheet may have the headings."""


def headed(content: PortfolioContent, sheet: Found, mapping: Mapping[str, str]) -> Found | None:
    """``sheet`` with the headings of the first leading row that has a column for names; None where none has.

    Below the first row of several cells, only what cannot be anything else is taken for headings: a row with another
    known heading, or one of ``mapping``, and no figures. A row of one cell is mostly a title, and comes last.
    """
    names, own = _names(content), {fold(heading): field for heading, field in mapping.items()}
    leading = [cells for _, cells in all_rows(sheet)[:LEADING]]
    wide = [place for place, cells in enumerate(leading) if len(cells) - cells.count(None) > 1]
    first = wide[0] if wide else len(leading)
    for place in (*wide, *range(first)):
        folded = _folded(leading[place])
        fields = _matched(folded, names, own)
        at = next((each for each, field in fields.items() if field == "name"), None)
        if at is None:
            continue
        if place <= first or ((len(fields) > 1 or folded[at] in own) and not any(map(_is_number, leading[place]))):
            return with_headings(sheet, place)
    return None


def _is_number(cell: Value) -> bool:
    return cell is not None and (not isinstance(cell, str) or is_figure(cell))


def match_columns(content: PortfolioContent, headings: Row, mapping: Mapping[str, str]) -> dict[int, str]:
    """Which column holds which field: as ``mapping`` says (heading to field), else by name or alias in any language.

    Raises UsageFault for a mapping of a heading or to a field that is not there, or a field that two columns claim.
    """
    folded = _folded(headings)
    known = [field.id for field in content.fields]
    own: dict[str, str] = {}
    for heading, wanted in mapping.items():
        if wanted not in known:
            raise UsageFault("error.map-field", field=wanted, known=", ".join(known))
        if fold(heading) not in folded:
            raise UsageFault("error.map-heading", heading=heading, known=", ".join(str(h) for h in headings if h))
        own[fold(heading)] = wanted
    columns = _matched(folded, _names(content), own)
    for field in known:
        places = [place for place, each in columns.items() if each == field]
        if len(places) > 1:
            shown = ", ".join(f'"{headings[place]}" ({place + 1})' for place in sorted(places))
            raise UsageFault("error.map-twice", field=field, columns=shown)
    return columns


def alike(headings: Row) -> dict[str, list[int]]:
    """The headings that more than one column has, folded, each with the places of these columns."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(_folded(headings)):
        if each:
            places.setdefault(each, []).append(place)
    return {each: found for each, found in places.items() if len(found) > 1}


def _names(content: PortfolioContent) -> dict[str, str]:
    """What fields are called, folded; an alias never takes the name of another field."""
    names = {fold(name): field.id for field in content.fields for name in (field.id, field.name.da, field.name.en)}
    for field in content.fields:
        names |= {fold(alias): field.id for alias in field.aliases if fold(alias) not in names}
    return names


def _folded(headings: Row) -> list[str]:
    return [fold(str(each)) if each is not None else "" for each in headings]


def _matched(folded: Sequence[str], names: Mapping[str, str], own: Mapping[str, str]) -> dict[int, str]:
    columns = {place: own[each] for place, each in enumerate(folded) if each in own}
    for place, each in enumerate(folded):
        found = names.get(each) or ("cost" if names.get(heading_unit(each)[0]) == "cost" else None)
        if place not in columns and found is not None and found not in columns.values():
            columns[place] = found
    return columns
