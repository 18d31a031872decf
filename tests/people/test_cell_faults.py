"""What is said of faults in workbooks and CSV: the cell, the question and the words of the list, and no YAML."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_rounds import codes_of

from digitrans.people.forms.cells import letters

Run = Callable[..., tuple[int, str, str]]
YAML = ("dont-know", "anførselstegn", "answers/", "respondent:", "quotes")


def filled(run: Run, folder: Path, instrument: str, cells: Mapping[str, Any], *more: str) -> str:
    """The number of the row of the first of ``cells`` (by row id), in a workbook that has come back."""
    invite = ("--instrument", instrument, "--group", "staff=3", "--form", "excel", "--lang", "da", *more)
    assert run("people", "invite", str(folder), *invite)[0] == 0
    path = next((folder / "send").glob(f"*{next(iter(codes_of(folder)))}.xlsx"))
    book = openpyxl.load_workbook(path)
    rows = {str(row[0].value): row for row in book.worksheets[0].iter_rows(min_row=7)}
    for row_id, value in cells.items():
        rows[row_id][3].value = value
    book.save(folder / "back" / path.name)
    return str(rows[next(iter(cells))][3].row)


def said(run: Run, folder: Path, language: str = "da") -> str:
    status, out, _ = run("people", "collect", str(folder), "--lang", language, "--format", "markdown")
    assert status == 3
    return " ".join(line for line in out.replace("\\", "").split("\n") if line.startswith("- "))


@pytest.mark.parametrize("value", ["måske", 7, "4,5"])
def test_a_rating_names_cell_question_and_list(run: Run, tmp_path: Path, value: Any) -> None:
    folder = tmp_path / "round"
    row = filled(run, folder, "self-assessment", {"yes-after-problem": value}, "--short")
    told = said(run, folder)
    assert f"celle D{row}" in told and "vælg fra listen: 1 " in told and "Ved ikke" in told, told
    assert not any(each in told for each in YAML), told
    english = said(run, folder, "en")
    assert f"cell D{row}" in english and "choose from the list: 1 " in english and "Don't know" in english
    fault = json.loads(run("people", "collect", str(folder), "--json")[1])["faults"][0]
    assert (fault["line"], fault["column"], fault["where"]) == (int(row), 4, "answers/yes-after-problem")


def test_shares_and_words_instead_of_them(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    units = ("--unit", "Veje")
    row = filled(run, folder, "mentality", {"veje/spread:optimist": "mange"}, *units)
    told = said(run, folder)
    assert f"celle D{row}" in told and "0 til 100" in told and "'mange'" in told, told
    assert not any(each in told for each in YAML), told


def test_a_line_of_csv_is_told_with_its_column(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    run("people", "invite", str(folder), "--group", "staff=3", "--form", "yaml", "--short")
    code = next(iter(codes_of(folder)))
    text = f"respondent,yes_after_problem\n{code},perhaps\n,4\nabcdef,4\nto ord!,4\n"
    (folder / "back" / "export.csv").write_text(text, encoding="utf-8")
    told = said(run, folder)
    assert "linje 2, kolonne B" in told and "vælg fra listen" in told
    assert "linje 3: koden mangler" in told and "linje 4: 'abcdef' er ikke en kode" in told, told
    assert "linje 5: 'to ord!' er ikke en kode" in told
    assert not any(each in told for each in YAML), told


def test_a_workbook_without_its_code(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "round"
    filled(run, folder, "self-assessment", {"yes-after-problem": 4}, "--short")
    (path,) = (folder / "back").iterdir()
    book = openpyxl.load_workbook(path)
    book["digitrans"].cell(2, 2).value = None
    book.save(path)
    told = said(run, folder)
    assert "koden mangler" in told and not any(each in told for each in YAML), told
    shutil.rmtree(folder)


def test_letters_of_columns() -> None:
    assert [letters(each) for each in (1, 4, 26, 27, 52, 53, 702, 703)] == [
        "A", "D", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
