"""Exports in code, with the code's key beside them: SurveyXact's workbooks of a data set, its variables and its labels.

The data set has the names of variables as headings and numbers in its cells; the variables say which question each is,
and the labels what each number means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digitrans.files.spreadsheets import Sheet
from digitrans.people.forms.cells import plain_text

_DATA, _VARIABLES, _LABELS = ("dataset", "datasæt"), ("variables", "variabler"), ("labels", "etiketter")


def coded_rows(book: Sequence[Sheet]) -> tuple[tuple[int, Sequence[Any]], ...]:
    """The rows of the data set, with questions for variables and words for numbers; none where there is no such."""
    sheets = {each.name.casefold(): each for each in book}
    data, variables, labels = (
        next((sheets[name] for name in names if name in sheets), None) for names in (_DATA, _VARIABLES, _LABELS)
    )
    if data is None or variables is None or not data.rows:
        return ()
    questions = {_said(row, 0): _said(row, 1) for _, row in variables.rows}
    meant: dict[str, dict[str, str]] = {}
    for _, row in labels.rows if labels else ():
        if _said(row, 0) and _said(row, 1):
            meant.setdefault(_said(row, 0), {})[_said(row, 1)] = _said(row, 2)
    (number, head), *rows = data.rows
    names = [_said(head, at) for at in range(len(head))]
    questioned = [questions.get(name) or name for name in names]
    return ((number, questioned), *((place, _in_words(row, names, meant)) for place, row in rows))


def _said(row: Sequence[Any], at: int) -> str:
    return plain_text(row[at]).strip() if at < len(row) and row[at] is not None else ""


def _in_words(row: Sequence[Any], names: Sequence[str], meant: Mapping[str, Mapping[str, str]]) -> list[Any]:
    """A row with the words that its numbers mean; a number without any stays."""
    words = (meant.get(name, {}) for name in names)
    return [known.get(plain_text(value).strip()) or value for value, known in zip(row, words, strict=False)]
