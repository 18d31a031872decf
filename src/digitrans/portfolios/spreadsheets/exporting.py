"""Portfolios to spreadsheets: CSV as Danish Excel wants it, and xlsx with the extra ``excel``.

Text that a spreadsheet would run as a formula is defused.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from digitrans.files.sources import Source
from digitrans.files.spreadsheets import need_openpyxl, unescaped
from digitrans.formats.sheet_look import describe_book, fit_rows, font
from digitrans.portfolios.file_text import has_comments
from digitrans.portfolios.models import TYPES, UNSURE, Initiative, Portfolio, Range
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import classify
from digitrans.portfolios.spreadsheets.sheets import (
    DEPARTMENTS,
    FORMULA,
    INITIATIVES,
    ORGANISATION,
    RULES,
    SUB_GOALS,
    Value,
    departments_by_word,
    heads,
)
from digitrans.texts.escaping import visible
from digitrans.texts.spelling import fold, slug

PAPER = 170
"""The characters of columns that one page across takes and stays legible."""
WRAPPED = 42
"""Longer texts go on below, so that a column is no wider."""


def export_rows(
    portfolio: Portfolio, content: PortfolioContent, language: str, keys: bool = False
) -> tuple[list[str], list[list[Value]]]:
    """Headings and rows of the initiatives, as ``import_portfolio`` reads them back.

    ``keys``: headings and values are the keys and ids of the file, whatever the language, and each row has what the
    file says of the department and the organisation, too.
    """
    shown = _Shown(portfolio, content, language, keys)
    return shown.headings(), [shown.row(each) for each in portfolio.initiatives]


_DEPARTMENT = ("name", "readiness", "citizen_need", "capacity")
_ORGANISATION = ("name", "risk_willingness", "as_of")


class _Shown:
    """The initiatives of a portfolio as rows of cells."""

    def __init__(self, portfolio: Portfolio, content: PortfolioContent, language: str, keys: bool) -> None:
        self.portfolio, self.content, self.language, self.keys = portfolio, content, language, keys
        self.names = {each.id: each.id for each in portfolio.departments} if keys else _unmistakable(portfolio)
        self.departments = {each.id: each for each in portfolio.departments}
        self.tree = {step.id: step for step in content.tree}
        asked = {step for each in portfolio.initiatives for step in each.answers or {}}
        self.answers = [step for step in self.tree if step in asked]
        self.years = sorted({year for each in portfolio.initiatives for year in each.cost_by_year or {}})
        self.extra = list(dict.fromkeys(key for each in portfolio.initiatives for key in each.extra or {}))

    def headings(self) -> list[str]:
        own = [field.id if self.keys else field.name[self.language] for field in self.content.fields]
        cost = {"da": "Pris", "en": "Cost"}[self.language]
        currency = self.portfolio.currency or {"da": "kr.", "en": "DKK"}[self.language]
        own += [f"cost_by_year.{year}" if self.keys else f"{cost} {year} ({currency})" for year in self.years]
        own += [f"answers.{step}" for step in self.answers]
        own += [f"extra.{key}" if self.keys else key for key in self.extra]
        if self.keys:
            own += [f"department.{key}" for key in _DEPARTMENT]
            own += [f"organisation.{key}" for key in _ORGANISATION] + ["currency"]
        return own

    def row(self, initiative: Initiative) -> list[Value]:
        answers, extra = initiative.answers or {}, initiative.extra or {}
        if initiative.type is None and answers:
            kind, _, _ = classify(self.tree, answers)
            initiative = initiative.model_copy(update={"type": kind or UNSURE})
        cells = [self._cell(field.id, _held(initiative, field.id)) for field in self.content.fields]
        cells += [_plain((initiative.cost_by_year or {}).get(year)) for year in self.years]
        cells += [_reply(answers.get(step)) for step in self.answers]
        cells += [_plain(extra.get(key)) for key in self.extra]
        if self.keys:
            department, head = self.departments.get(initiative.department or ""), self.portfolio.organisation
            cells += [_plain(getattr(department, key, None)) for key in _DEPARTMENT]
            cells += [_plain(getattr(head, key)) for key in _ORGANISATION] + [self.portfolio.currency]
        return cells

    def _cell(self, field: str, value: Any) -> Value:
        if self.keys and field != "department" and isinstance(value, str):
            return value
        return _shown(self.content, field, value, self.names, self.language)


def _held(initiative: Initiative, field: str) -> Any:
    holder: Any = initiative
    for step in field.split("."):
        holder = getattr(holder, "since" if step == "from" else step, None)
    return holder


def _reply(value: Any) -> Value:
    """An answer as the file may have it: yes, no, dont-know."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _plain(value: Any) -> Value:
    """A value of any kind as it stands in a cell."""
    if isinstance(value, bool | date):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if value is None or isinstance(value, int | float) else str(value)


def _unmistakable(portfolio: Portfolio) -> dict[str, str]:
    """What stands for each department: its name, or its id where the name could mean another, too."""
    meant = departments_by_word((each.id, each.name) for each in portfolio.departments)
    return {each.id: each.name if meant[fold(each.name)] == (each.id,) else each.id for each in portfolio.departments}


def left_behind(portfolio: Portfolio, source: Source, book: bool, keys: bool = False) -> list[str]:
    """What of a portfolio an export does not hold, as the last parts of keys ``export.left.*``.

    A ``book`` holds departments, organisation and rules; CSV is one table of initiatives, which with ``keys`` tells of
    the departments and the organisation that they belong to, too.
    """
    head, departments = portfolio.organisation, portfolio.departments
    used = {each.department for each in portfolio.initiatives}
    shown = _unmistakable(portfolio)
    bare = not book and not keys
    figures = (value for each in departments for value in (each.readiness, each.citizen_need, each.capacity))
    left = {
        "rules": not book and bool(portfolio.rules),
        "sub-goals": not book and (bool(head.sub_goals) or any(each.sub_goals for each in departments)),
        "targets": not book and (head.targets is not None or any(each.targets is not None for each in departments)),
        "departments": bare and any(each is not None for each in figures),
        "empty-departments": not book and any(each.id not in used for each in departments),
        "department-ids": bare and any((shown[e.id], slug(e.name)) != (e.name, e.id) for e in departments),
        "organisation": bare and (head.risk_willingness, head.as_of) != (None, None),
        "own-keys": _own_keys(source.values),
        "comments": has_comments(source.text),
    }
    return [name for name, is_there in left.items() if is_there]


def _own_keys(values: Any) -> bool:
    """Whether a file has keys of one's own, which begin with "x-"."""
    if isinstance(values, dict):
        return any(key.startswith("x-") or (key != "extra" and _own_keys(each)) for key, each in values.items())
    return isinstance(values, list) and any(map(_own_keys, values))


def _shown(content: PortfolioContent, field: str, value: Any, departments: Mapping[str, str], language: str) -> Value:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Range):
        return f"{value.low:.15g}-{value.high:.15g}"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, tuple):
        return ", ".join(value) or None
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
    """An xlsx file: initiatives with drop-downs, departments, organisation, rules, sub-goals.

    Every sheet prints on pages of its own width, with its headings on each. Raises UsageFault without the extra.
    """
    book = need_openpyxl().Workbook()
    sheet = book.active
    sheet.title = INITIATIVES[language]
    headings, rows = export_rows(portfolio, content, language)
    _fill(sheet, headings, rows)
    _drop_downs(sheet, portfolio, content, language)
    _money_formats(sheet, content, len(rows))
    for title, kind, cells in _other_sheets(portfolio):
        made = book.create_sheet(title[language])
        _fill(made, [names[language] for names in heads(content, kind).values()], cells)
    name = portfolio.organisation.name
    for each in book.worksheets:
        _set_page(each, name, language)
        fit_rows(each)
    describe_book(book, f"{name}: {INITIATIVES[language].lower()}", name, language)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _other_sheets(portfolio: Portfolio) -> Iterator[tuple[Mapping[str, str], str, list[list[Value]]]]:
    """The sheets beside the initiatives: title, kind, rows."""
    head = portfolio.organisation
    yield (
        DEPARTMENTS,
        "departments",
        [
            [each.id, each.name, each.readiness, each.citizen_need, each.capacity, *_targets(each.targets)]
            for each in portfolio.departments
        ],
    )
    as_of = head.as_of.isoformat() if head.as_of else None
    yield (
        ORGANISATION,
        "organisation",
        [[head.name, head.risk_willingness, as_of, portfolio.currency, *_targets(head.targets)]],
    )
    if portfolio.rules:
        keys = ("id", "kind", "type", "limit", "by", "department")
        yield RULES, "rules", [[_plain(getattr(each, key)) for key in keys] for each in portfolio.rules]
    holders: list[tuple[str | None, Any]] = [(None, head), *((each.id, each) for each in portfolio.departments)]
    parts = ("id", "text", "type", "at_least", "at_most", "by", "due")
    goals = [[own, *(_plain(getattr(goal, key)) for key in parts)] for own, each in holders for goal in each.sub_goals]
    if goals:
        yield SUB_GOALS, "sub_goals", goals


def _targets(targets: Mapping[Any, int] | None) -> list[Value]:
    return [(targets or {}).get(kind, 0 if targets else None) for kind in TYPES]


def _set_page(sheet: Any, name: str, language: str) -> None:
    """A sheet on paper: lying A4, as many pages across as leave it legible, headings and names on each of them."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    wide = sum(each.width for each in sheet.column_dimensions.values())
    across = max(1, round(wide / PAPER))
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    if across > 1:
        sheet.print_title_cols = "B:B"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.left.text = name.replace("&", "&&")[:100]
    sheet.oddFooter.right.text = {"da": "Side &P af &N", "en": "Page &P of &N"}[language]
    if sheet.max_row > 1:
        sheet.auto_filter.ref = sheet.dimensions


def _money_formats(sheet: Any, content: PortfolioContent, rows: int) -> None:
    """Amounts with marks between thousands, as the reader's own Excel writes them."""
    for place, field in enumerate(content.fields, 1):
        if field.id in ("cost", "running_cost", "benefit.planned", "benefit.realised"):
            for number in range(2, rows + 2):
                sheet.cell(number, place).number_format = "#,##0"


def _fill(sheet: Any, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Rows below bold headings that stay in view. A text that begins like a formula stays a text."""
    from openpyxl.styles import Alignment

    body = list(rows)
    for number, row in enumerate([headings, *body], 1):
        for place, value in enumerate(row, 1):
            if value is None:
                continue
            cell = sheet.cell(number, place, unescaped(visible(value)) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = value.startswith(FORMULA)
            if number == 1:
                cell.font = font(bold=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            else:
                cell.alignment = Alignment(wrap_text=isinstance(value, str) and len(value) > WRAPPED, vertical="top")
    for place, heading in enumerate(headings, 1):
        longest = max((len(str(row[place - 1])) for row in body if row[place - 1] is not None), default=0)
        letter = sheet.cell(1, place).column_letter
        sheet.column_dimensions[letter].width = max(9, min(max(len(heading) * 0.7, longest) + 2, 44))
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
