"""A workbook with drop-down lists for one respondent. Needs the extra ``excel`` (openpyxl).

``workbooks.py`` reads it back; both go by the fields that :func:`layout` lists, and by what column A says of a row.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING, Any

from digitrans.files.settings import load_settings
from digitrans.files.spreadsheets import need_openpyxl
from digitrans.formats.sheet_look import describe_book, fit_rows, font, print_setup, put_text
from digitrans.people.forms.fields import Field, Invitation, Part, Section, fields, insteads, poles, replies
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.values import Asked
    from digitrans.content.items import AnyItem
    from digitrans.texts import Words

META, LISTS = "digitrans", "lists"
ID, NUMBER, TEXT, ANSWER, NOTE = range(1, 6)
HEADINGS = 6
SPREAD = frozenset(("choices", "allocation"))
META_FIELDS = ("instrument", "respondent", "fingerprint", "short")

_GREY, _RED, _BLUE, _LINE = "E7E6E6", "F8CBAD", "DDEBF7", "A6A6A6"
_MARGIN = "    "


def row_id(wanted: Field) -> str:
    """What column A says of the row of a field: ids have neither ":" nor "?", so no two rows say the same."""
    ends = {Part.OPTION: f":{wanted.option}", Part.INSTEAD: "?"}
    return wanted.question.key + ends.get(wanted.part, "")


def layout(found: Iterable[Section]) -> Iterator[tuple[str, int, Field]]:
    """Every field of the workbook, with the id of its row and its column."""
    for each in fields(found, SPREAD):
        yield row_id(each), NOTE if each.part is Part.NOTE else ANSWER, each


def write(words: Words, invitation: Invitation, code: str) -> bytes:
    """The workbook of one respondent."""
    book = need_openpyxl().Workbook()
    sheet, lists, meta = book.active, book.create_sheet(LISTS), book.create_sheet(META)
    _intro(sheet, words, invitation, code)
    _Questions(words, invitation, sheet, lists).write()
    given = (invitation.instrument.id, code, invitation.fingerprint, invitation.short)
    for row, pair in enumerate(zip(META_FIELDS, given, strict=True), 1):
        meta.cell(row, 1, pair[0])
        meta.cell(row, 2, pair[1])
    lists.sheet_state = meta.sheet_state = "hidden"
    title = invitation.instrument.title[words.language]
    fit_rows(sheet)
    print_setup(sheet, HEADINGS, title)
    describe_book(book, title, load_settings().organisation, words.language)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _intro(sheet: Any, words: Words, invitation: Invitation, code: str) -> None:
    from openpyxl.styles import Alignment

    title = invitation.instrument.title[words.language]
    sheet.title = words("form.sheet")
    told = (title, invitation.about(words), words("form.excel-how"), words("form.privacy", n=invitation.smallest))
    for row, text in enumerate(told, 1):
        put_text(sheet.cell(row, NUMBER), text).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, start_column=NUMBER, end_row=row, end_column=NOTE)
    sheet.cell(1, NUMBER).font = font(bold=True, size=16)
    put_text(sheet.cell(5, NUMBER), f"{words('form.code')}: {code}").font = font(bold=True)
    heads = ("", words("form.number"), words("column.item"), words("column.answer"), words("form.note"))
    for column, text in enumerate(heads, 1):
        sheet.cell(HEADINGS, column, text).font = font(bold=True)
    for letter, width in zip("ABCDE", (2, 6, 70, 34, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "D7"


@cache
def _looks() -> tuple[Any, Any, Any]:
    """How the texts of every row are aligned, the line below it, and the box to write in by hand, on paper."""
    from openpyxl.styles import Alignment, Border, Side

    line = Side("thin", _LINE)
    return Alignment(wrap_text=True, vertical="top", horizontal="left"), Border(bottom=line), Border(*(line,) * 4)


@dataclass
class _Questions:
    """The rows of questions, written one after the other; ``areas`` are the lists made so far, ``checks`` the rules."""

    words: Words
    invitation: Invitation
    sheet: Any
    lists: Any
    row: int = HEADINGS
    areas: dict[tuple[str, ...], str] = field(default_factory=dict)
    checks: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def write(self) -> None:
        found = self.invitation.sections
        by_question: dict[str, list[Field]] = {}
        for _, _, each in layout(found):
            by_question.setdefault(each.question.key, []).append(each)
        for section in found:
            if section.unit is not None:
                self._unit(section.unit.name)
            for number, question in section.questions:
                self._question(number, question, by_question[question.key])

    def _next(self, text: str, wanted: Field | None = None) -> Any:
        """A new row with ``text``, and the cell of its answer."""
        self.row += 1
        if wanted is not None:
            self.sheet.cell(self.row, ID, row_id(wanted))
        put_text(self.sheet.cell(self.row, TEXT), text)
        aligned, line, box = _looks()
        for column in (NUMBER, TEXT, ANSWER, NOTE):
            self.sheet.cell(self.row, column).alignment = aligned
            self.sheet.cell(self.row, column).border = box if column in (ANSWER, NOTE) else line
        return self.sheet.cell(self.row, ANSWER)

    def _unit(self, name: str) -> None:
        from openpyxl.styles import PatternFill

        self._next(name)
        self.sheet.cell(self.row, TEXT).font = font(bold=True, size=13)
        for column in (NUMBER, TEXT, ANSWER, NOTE):
            self.sheet.cell(self.row, column).fill = PatternFill("solid", fgColor=_BLUE)

    def _question(self, number: int, question: Asked, found: list[Field]) -> None:
        item = question.item
        answer = self._next(self._asked(item), Field(question))
        self.sheet.cell(self.row, NUMBER, number)
        if found[0].part is Part.OPTION:
            self._nothing(answer, self.words("form.excel-below"))
        elif item.kind == "number":
            self._number(answer, item.lowest, item.highest)
        else:
            self._list(answer, [label for label, _ in replies(self.words, self.invitation.instrument, item)])
        first = self.row + 1
        for each in found:
            if each.part is Part.OPTION:
                self._option(each)
        if item.kind == "allocation":
            self._sum(first)
        for each in found:
            if each.part is Part.INSTEAD:
                cell = self._next(_MARGIN + self.words("form.instead"), each)
                self._list(cell, [label for label, _ in insteads(self.words, item)])

    def _asked(self, item: AnyItem) -> str:
        language = self.words.language
        unit = f" ({item.unit[language]})" if item.kind == "number" else ""
        told = [item.help[language]] if item.help else []
        return "\n".join((item.text[language] + unit, *told, *poles(self.words, item)))

    def _nothing(self, cell: Any, error: str) -> None:
        """A cell that nothing is to be written in."""
        from openpyxl.styles import PatternFill

        cell.fill = PatternFill("solid", fgColor=_GREY)
        self._check(cell, type="custom", formula1="FALSE", error=error)

    def _number(self, cell: Any, lowest: int, highest: int) -> None:
        said = self.words("form.not-number").replace("%low%", str(lowest)).replace("%high%", str(highest))
        ends = {"formula1": str(lowest), "formula2": str(highest)}
        self._check(cell, type="decimal", operator="between", error=said, **ends)

    def _option(self, wanted: Field) -> None:
        options = wanted.question.item.offered
        option = next(each for each in options if each.id == wanted.option)
        text = f": {option.text[self.words.language]}" if option.text else ""
        cell = self._next(f"{_MARGIN}{option.name[self.words.language]}{text}", wanted)
        if wanted.question.item.kind == "choices":
            self._list(cell, [self.words("form.yes")])
        else:
            cell.number_format = self._percent()
            self._check(
                cell, type="whole", operator="between", formula1="0", formula2="100", error=self.words("form.share")
            )

    def _percent(self) -> str:
        """How a share looks in its cell, with the mark of the language."""
        return f'0"{self.words("percent.mark")}"'

    def _sum(self, first: int) -> None:
        """A row with the sum of the rows from ``first``, and a sign as long as there are shares that do not fit."""
        from openpyxl.formatting.rule import FormulaRule
        from openpyxl.styles import PatternFill

        cells = f"$D{first}:$D{self.row}"
        total = self._next(_MARGIN + self.words("form.sum"))
        total.value, total.number_format, total.font = f"=SUM({cells})", self._percent(), font(bold=True)
        wrong = f"AND(COUNTA({cells})>0,OR($D{self.row}<>100,COUNT({cells})<COUNTA({cells})))"
        said = self.words("form.not-100").replace('"', '""')
        self.sheet.cell(self.row, NOTE, f'=IF({wrong},"{said}","")').font = font(bold=True)
        rule: Any = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[wrong], fill=PatternFill("solid", bgColor=_RED)
        )
        self.sheet.conditional_formatting.add(f"D{self.row}:E{self.row}", rule)
        self._nothing(total, self.words("form.excel-sum"))

    def _list(self, cell: Any, labels: list[str]) -> None:
        """A drop-down with ``labels``; the same list is kept once, however many questions use it."""
        if not labels:
            return
        known = tuple(labels)
        if known not in self.areas:
            column = len(self.areas) + 1
            for place, label in enumerate(labels, 1):
                put_text(self.lists.cell(place, column), label)
            letter = self.lists.cell(1, column).column_letter
            self.areas[known] = f"{LISTS}!${letter}$1:${letter}${len(labels)}"
        self._check(cell, type="list", formula1=self.areas[known], error=self.words("form.choose"))

    def _check(self, cell: Any, error: str, **rule: Any) -> None:
        """What the workbook lets into ``cell``; the same rule is written once, for all its cells."""
        from openpyxl.worksheet.datavalidation import DataValidation

        known = (error, *sorted(rule.items()))
        if known not in self.checks:
            made = DataValidation(allow_blank=True, showErrorMessage=True, **rule)
            made.errorTitle, made.error = self.words("form.sheet"), error[:225]
            self.sheet.add_data_validation(made)
            self.checks[known] = made
        self.checks[known].add(cell)
