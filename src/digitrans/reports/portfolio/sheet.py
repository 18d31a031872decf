"""The initiatives of a portfolio as one table of plain values, for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from digitrans.documents import Sheet
from digitrans.portfolios.data import number
from digitrans.portfolios.models import CURRENCY, Initiative, Range
from digitrans.portfolios.ranking import Place, places
from digitrans.portfolios.rules import COMPONENTS
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.reports.portfolio.naming import PortfolioNames

Plain = str | int | float | None

FACTS = (
    *("running_cost", "benefit.planned", "benefit.realised", "benefit.from", "benefit.owner", "effort", "phase"),
    *("priority", "start", "end", "depends_on", "mandate", "involvement", "owner", "sponsor", "note"),
)
"""The fields of the file that follow what was computed, under the headings that lists have."""


class _Row(NamedTuple):
    names: PortfolioNames
    scored: Scored
    place: Place | None
    keys: bool


def initiative_sheet(
    names: PortfolioNames, shown: Sequence[Scored], score: PortfolioScore, file: str | None, keys: bool
) -> Sheet:
    """One row per initiative with typed figures. ``file`` comes first where several files share a sheet.

    With ``keys``, headings and values are those of JSON: keys and ids, the same in every language.
    """
    found = places(score.initiatives)
    columns = _columns(names)
    heads = [key if keys else heading for key, heading, _ in columns]
    rows = []
    for each in shown:
        row = _Row(names, each, found.get(each.initiative.id), keys)
        rows.append([value(row) for *_, value in columns])
    if file is not None:
        heads = ["file" if keys else names.words("column.file"), *heads]
        rows = [[file, *row] for row in rows]
    return Sheet(tuple(heads), tuple([tuple(row) for row in rows]))


def _columns(names: PortfolioNames) -> list[tuple[str, str, Callable[[_Row], Plain]]]:
    """Key, heading and value of each column."""
    words = names.words
    told: list[tuple[str, str, Callable[[_Row], Plain]]] = [
        ("id", words("column.id"), lambda row: row.scored.initiative.id),
        ("name", words("column.initiative"), lambda row: row.scored.initiative.name),
        ("department", words("column.department"), _department),
        ("type", words("column.type"), _type),
        ("status", words("column.status"), lambda row: _named(row, "statuses", row.scored.initiative.status)),
        ("cost", names.head("cost"), lambda row: plain(row.scored.initiative.cost)),
        ("score", words("column.score"), lambda row: number(row.scored.score)),
        ("low", words("column.low"), lambda row: number(row.scored.low)),
        ("high", words("column.high"), lambda row: number(row.scored.high)),
        ("light", words("column.light"), lambda row: _named(row, "lights", row.scored.light)),
        ("incomplete", words("column.incomplete"), _incomplete),
        *[(f"components.{name}", _component(names, place), _points(place)) for place, name in enumerate(COMPONENTS)],
        ("reasons", words("column.why"), _why),
        ("question", words("column.question"), _question),
        ("missing", words("column.missing"), _missing),
        ("rank.place", words("column.place"), lambda row: row.place.place if row.place else None),
        ("rank.in_type", words("column.in-type"), lambda row: row.place.in_type if row.place else None),
    ]
    fields = [each for each in names.content.fields if each.id in FACTS]
    told += [(each.id, each.name[words.language], _fact(each.id)) for each in fields]
    head, currency = names.portfolio.organisation, names.portfolio.currency or CURRENCY
    return [
        *told,
        ("organisation", words("column.organisation"), lambda _: head.name),
        ("as_of", words("column.as-of"), lambda _: plain(head.as_of)),
        ("currency", words("column.currency"), lambda _: currency),
    ]


def _component(names: PortfolioNames, place: int) -> str:
    return names.content.components[place].name[names.words.language]


def _points(place: int) -> Callable[[_Row], Plain]:
    return lambda row: number(row.scored.figures[place].value)


def _named(row: _Row, kind: str, wanted: str | None) -> Plain:
    return wanted if row.keys or wanted is None else row.names.of(kind, wanted)


def _department(row: _Row) -> Plain:
    wanted = row.scored.initiative.department
    return wanted if row.keys or wanted is None else row.names.department(wanted)


def _type(row: _Row) -> Plain:
    return row.scored.type if row.keys else row.names.short_type(row.scored.type)


def _incomplete(row: _Row) -> Plain:
    if row.keys:
        return "true" if row.scored.incomplete else "false"
    return row.names.words("portfolio.yes" if row.scored.incomplete else "portfolio.no")


def _why(row: _Row) -> Plain:
    if row.keys:
        return " ".join([f"{each.component}/{each.case}" for each in row.scored.deciding])
    return row.names.why(row.scored)


def _question(row: _Row) -> Plain:
    if not row.keys:
        return row.names.ask(row.scored)
    first = row.scored.deciding[0] if row.scored.deciding and row.scored.light != "green" else None
    return f"{first.component}/{first.case}" if first else ""


def _missing(row: _Row) -> Plain:
    return " ".join(row.scored.missing) if row.keys else row.names.missing(row.scored)


def _fact(field: str) -> Callable[[_Row], Plain]:
    kind = {"mandate": "mandates", "involvement": "involvement"}.get(field)

    def value(row: _Row) -> Plain:
        found = field_of(row.scored.initiative, field)
        return _named(row, kind, found) if kind and isinstance(found, str) else plain(found)

    return value


def field_of(initiative: Initiative, field: str) -> object:
    """What an initiative says under ``field``, which may be one of a part, such as benefit.from; None for nothing."""
    holder, _, part = field.rpartition(".")
    return getattr(getattr(initiative, holder) if holder else initiative, "since" if part == "from" else part, None)


def plain(value: object) -> Plain:
    """A value of the file in a cell: a number stays one, the ends of a range and several ids are a text."""
    if isinstance(value, Range):
        return f"{plain(value.low)}-{plain(value.high)}"
    if isinstance(value, tuple):
        return ", ".join(value) or None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value if isinstance(value, str | int) else None
