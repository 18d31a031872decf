"""How every workbook of ours looks and prints: texts that stay texts, rows as high as their text, landscape A4."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from digitrans.formats.packages import LOCALES
from digitrans.texts.escaping import visible

FORMULA = ("=", "+", "-", "@")
MAX_CELL = 32_000
"""Characters; Excel itself stops at 32,767."""
LINE = 15.0
"""Points of one line in the usual 11 point text."""


def put_text(cell: Any, text: str) -> Any:
    """Write a text that stays a text, also where it begins like a formula; the cell."""
    shown = visible(text).replace("\t", " ").replace("\r", "")
    cell.value = shown if len(shown) <= MAX_CELL else shown[: MAX_CELL - 1] + "…"
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA)
    return cell


def wrap(cell: Any) -> Any:
    """Let the text of ``cell`` run over several lines, from the top."""
    from openpyxl.styles import Alignment

    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=cell.alignment.horizontal)
    return cell


def font(size: float = 11, bold: bool = False, color: str | None = None) -> Any:
    """The one letter of every workbook: where a font has no name, a program takes one of its own choice."""
    from openpyxl.styles import Font

    return Font(name="Calibri", size=size, bold=bold, color=color)


def fit_rows(sheet: Any) -> None:
    """Make every row as high as its longest text needs, also where a program does not do so itself."""
    widths = {letter: each.width for letter, each in sheet.column_dimensions.items() if not each.hidden}
    hidden = {letter for letter, each in sheet.column_dimensions.items() if each.hidden}
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        needed = LINE
        for cell in row:
            if not isinstance(cell.value, str) or (cell.value.startswith("=") and cell.data_type == "f"):
                continue
            if cell.column_letter in hidden:
                continue
            width = _width(widths, cell, merged.get((cell.row, cell.column)), hidden, sheet)
            size = cell.font.sz or 11
            needed = max(
                needed, _lines(cell.value, width * 11 / size * (0.92 if cell.font.b else 1)) * LINE * size / 11
            )
        sheet.row_dimensions[row[0].row].height = min(needed + 3, 409)


def _width(widths: Mapping[str, float], cell: Any, area: Any, hidden: set[str], sheet: Any) -> float:
    if area is None:
        return widths.get(cell.column_letter, 8.43)
    from openpyxl.utils import get_column_letter

    letters = (get_column_letter(n) for n in range(area.min_col, area.max_col + 1))
    return sum(widths.get(each, 8.43) for each in letters if each not in hidden)


def _lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column; a character in a proportional font is a little narrower than a digit."""
    room = max(int(width * 1.02), 4)
    return sum(len(textwrap.wrap(line, room)) or 1 for line in text.split("\n"))


def print_setup(sheet: Any, heads: int | None, title: str, landscape: bool = True) -> None:
    """A4, as wide as the paper, as long as it takes; row ``heads`` on every page, title and page at the foot."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.7, 0.3, 0.3
    if heads:
        sheet.print_title_rows = f"{heads}:{heads}"
    sheet.oddFooter.left.text = visible(title)[:120].replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 8


def describe_book(book: Any, title: str, sender: str, language: str) -> None:
    """Title, language and whose the workbook is; without a sender nobody is its author, least of all the library."""
    properties = book.properties
    properties.title, properties.language = visible(title)[:255], LOCALES.get(language, language)
    properties.creator = properties.lastModifiedBy = visible(sender)[:255] or None
