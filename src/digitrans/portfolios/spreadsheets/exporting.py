"""Portfolios to spreadsheets: CSV as Danish Excel wants it, and xlsx with the extra ``excel``.

Text that a spreadsheet would run as a formula is defused.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from digitrans.files.spreadsheets import need_openpyxl
from digitrans.portfolios.file_text import has_comments
from digitrans.portfolios.models import TYPES, UNSURE, Portfolio, Range
from digitrans.portfolios.rules import PortfolioContent
from digitrans.portfolios.scoring import classify
from digitrans.portfolios.spreadsheets.sheets import (
    DEPARTMENTS,
    FORMULA,
    INITIATIVES,
    ORGANISATION,
    Value,
    departments_by_word,
    fold,
    heads,
)
from digitrans.texts.escaping import visible
from digitrans.texts.spelling import slug


def export_rows(portfolio: Portfolio, content: PortfolioContent, language: str) -> tuple[list[str], list[list[Value]]]:
    """Headings and rows of the initiatives, as ``import_portfolio`` reads them back."""
    headings = [field.name[language] for field in content.fields]
    names = _unmistakable(portfolio)
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
                holder = getattr(holder, "since" if step == "from" else step, None)
            row.append(_shown(content, field.id, holder, names, language))
        rows.append(row)
    return headings, rows


def _unmistakable(portfolio: Portfolio) -> dict[str, str]:
    """What stands for each department: its name, or its id where the name could mean another, too."""
    meant = departments_by_word((each.id, each.name) for each in portfolio.departments)
    return {each.id: each.name if meant[fold(each.name)] == (each.id,) else each.id for each in portfolio.departments}


def left_behind(portfolio: Portfolio, text: str, book: bool) -> list[str]:
    """What of a portfolio, written as ``text``, an export does not hold, as the last parts of keys ``export.left.*``.

    A ``book`` holds departments and organisation; CSV is one table of initiatives.
    """
    head, departments = portfolio.organisation, portfolio.departments
    used = {each.department for each in portfolio.initiatives}
    shown = _unmistakable(portfolio)
    figures = (value for each in departments for value in (each.readiness, each.citizen_need))
    left = {
        "rules": bool(portfolio.rules),
        "sub-goals": bool(head.sub_goals) or any(each.sub_goals for each in departments),
        "targets": head.targets is not None or (not book and any(each.targets is not None for each in departments)),
        "answers": any(each.answers for each in portfolio.initiatives),
        "departments": not book and any(each is not None for each in figures),
        "empty-departments": not book and any(each.id not in used for each in departments),
        "department-ids": not book and any((shown[e.id], slug(e.name)) != (e.name, e.id) for e in departments),
        "organisation": not book and (head.risk_willingness, head.as_of) != (None, None),
        "comments": has_comments(text),
    }
    return [name for name, is_there in left.items() if is_there]


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
        [names[language] for names in heads(content, "departments").values()],
        [
            [each.id, each.name, each.readiness, each.citizen_need]
            + [(each.targets or {}).get(kind, 0 if each.targets else None) for kind in TYPES]  # type: ignore[call-overload]
            + [each.capacity]
            for each in portfolio.departments
        ],
    )
    organisation = portfolio.organisation
    as_of = organisation.as_of.isoformat() if organisation.as_of else None
    head = book.create_sheet(ORGANISATION[language])
    headings = [names[language] for names in heads(content, "organisation").values()]
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
                cell.quotePrefix = value.startswith(FORMULA)
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
