"""Lists as people keep them: titles, totals, unknown amounts, surplus cells; and what an export leaves behind."""

from __future__ import annotations

import csv
import io
import os
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from digitrans.files.sources import Source
from digitrans.files.spreadsheets import csv_delimiter
from digitrans.files.validation import parse_model
from digitrans.portfolios.amounts import heading_unit, is_figure, is_unknown
from digitrans.portfolios.file_text import has_comments
from digitrans.portfolios.models import MAX_DEPARTMENTS, MAX_NODES, Portfolio
from digitrans.portfolios.reading import load_portfolio_content, read_portfolio
from digitrans.portfolios.spreadsheets.rows import is_total

CONTENT = load_portfolio_content()
Run = Callable[..., tuple[int, str, str]]


def without_account(err: str) -> str:
    """What an import tells, but for the account of rows and money that closes it."""
    account = (
        "Rows below the headings: ",
        "Money: ",
        "The list's own sums ",
        "Rækker under overskrifterne: ",
        "Penge: ",
        "Listens egne summer ",
    )
    return "".join(line for line in err.splitlines(keepends=True) if not line.startswith(account))


def listed(run: Run, tmp_path: Path, text: str, *more: str, name: str = "list.csv") -> tuple[int, str, str]:
    """What import makes of a list in CSV."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    code, out, err = run("portfolio", "import", str(path), "--organisation", "T", *more)
    return code, out, without_account(err)


def made(out: str) -> Portfolio:
    return parse_model(Portfolio, Source("-", out, MAX_NODES))


def names(out: str) -> list[str]:
    return [each.name for each in made(out).initiatives]


def book(tmp_path: Path, *sheets: Sequence[Sequence[object]], titles: Sequence[str] = ()) -> Path:
    """A workbook with these rows on its sheets."""
    path, workbook = tmp_path / "list.xlsx", openpyxl.Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    for number, rows in enumerate(sheets):
        sheet = workbook.create_sheet(titles[number] if titles else None)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


# Totals


@pytest.mark.parametrize(
    "name",
    ["I alt", "Ialt", "I ALT:", "Total", "Totalt", "Sum", "Sum:", "Subtotal", "Sum i alt", "Samlet", "Grand total",
     "TOTAL (mio. kr.)", "Social i alt", "Samlet budget", "Total kr."],
)  # fmt: skip
def test_a_line_of_totals_is_no_initiative_and_is_told(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = listed(run, tmp_path, f"Projekt;Budget;Note\nA;1000;\n{name};1000;\nB;3.000 kr.;x\n")
    assert code == 0 and names(out) == ["A", "B"]
    assert err == f"Rows of totals are left out: 3 ({name}). " + err.partition("). ")[2] and err.count("\n") == 1


def test_a_sum_of_ranges_is_a_sum_and_fits(run: Run, tmp_path: Path) -> None:
    rows = "Projekt;Budget;Note\nA;1,5-2,0 mio.;x\nB;300.000;\nTotal for Social;2.050.000;\nC;1.000;x\n"
    path = tmp_path / "list.csv"
    path.write_text(rows, "utf-8")
    _, out, err = run("portfolio", "import", str(path), "--organisation", "T")
    assert names(out) == ["A", "B", "C"] and "own sums fit (rows 4)" in err


def test_what_is_named_like_a_sum_and_kept_is_told(run: Run, tmp_path: Path) -> None:
    rows = "Projekt;Budget;Note\nA;1.000;x\nB;3.000;\nTotal for Social;9.000;\nI alt Social;9.000;\nC;1.000;x\n"
    _, out, err = listed(run, tmp_path, rows)
    assert names(out) == ["A", "B", "Total for Social", "C"]
    assert "named like a sum" in err and "4 (Total for Social)" in err and "5 (I alt Social)" in err


def test_totals_in_another_column_and_in_the_last_row(run: Run, tmp_path: Path) -> None:
    _, out, err = listed(run, tmp_path, "Nr.;Projekt;Budget\n1;A;1000\nI alt;;1000\n", "--map", "Nr.=note")
    assert names(out) == ["A"] and "3 (I alt)" in err
    _, out, err = listed(run, tmp_path, "Projekt;Budget;Note\nA;1000;\nTotal;1000;et initiativ\n")
    assert names(out) == ["A"] and "3 (Total)" in err


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (("Total", "Social", 1000), False), (("Total", None, 1000), True), (("Total", "1.000 kr.", "40 %"), True),
        (("Totalrenovering af netværk", 1000), False), (("Summer i skolen", 1000), False), (("Total",), True),
        (("Alt i alt bedre", 5), False), ((7, "Total", 1000), False), ((None, "Total", 1000), True),
    ],
)  # fmt: skip
def test_what_has_words_beside_its_name_is_no_total(cells: tuple[str | int | None, ...], wanted: bool) -> None:
    assert is_total(cells, 0, False) is wanted


def test_the_total_still_says_how_amounts_are_written(run: Run, tmp_path: Path) -> None:
    _, out, _ = listed(run, tmp_path, "Projekt;Budget\nA;300.000\nI alt;2.300.000\n")
    assert made(out).initiatives[0].cost == 300_000


# Amounts


@pytest.mark.parametrize("told", ["-", "–", "ukendt", "?", "TBD", "n/a", "Ikke kendt", "??", "N.A.", "Unknown"])
def test_an_unknown_amount_is_no_zero_and_is_told(run: Run, tmp_path: Path, told: str) -> None:
    code, out, err = listed(run, tmp_path, f"Projekt;Budget\nA;{told}\nB;200000\n")
    assert code == 0 and [each.cost for each in made(out).initiatives] == [None, 200_000]
    assert err.startswith(f"Amounts that are read as unknown, with their row in brackets: {told} (2). ")


def test_what_is_unknown_and_what_is_a_figure() -> None:
    assert not any(map(is_unknown, ["0", "", "-5", "12?", "1000,-", 0, None, "x"]))
    assert all(map(is_figure, ["", "12", "-1.200,50", "2,4 mio. kr.", "40 %", "kr. 5"]))
    assert not any(map(is_figure, ["Social", "12 stk", "1-2"]))


@pytest.mark.parametrize("cell", ["9" * 5000, "9" * 61, "1." * 3000, "mio" + " " * 30_000 + "x"])
def test_an_endless_amount_is_a_fault_told_in_short(run: Run, tmp_path: Path, cell: str) -> None:
    begun = time.process_time()
    code, out, err = listed(run, tmp_path, f"Projekt;Budget\nA;{cell}\n")
    assert (code, out) == (3, "") and "is not an amount" in err and len(err) < 400
    assert heading_unit(" " * 30_000 + "x" + " kr.")[1] == 1 and time.process_time() - begun < 2


# Headings


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Projekter, status november 2026\nProjekt;Pris\nA;1\n", ";"),
        ("a, b, c\n\nProjekt;Pris;Note\nA;1,5\nB;2,5;x\nC;1,0\n", ";"),
        ("Projekt,Note\nA,x; y\nB,p; q\n", ","),
        ('Projekt,Note\nA,"x; y; z; w"\n', ","),
        ("Projekt\tNote\nA, b; c\tx\nB, b; c\ty\n", "\t"),
        ("Projekt\nRobotter, som lærer\nA\nB\n", ";"),
        ('Projekt;Note\nA;"en\nto, tre\n,,,,"\n', ";"),
        ("", ";"),
        ("x", ";"),
    ],
)
def test_the_first_rows_together_say_what_separates(text: str, wanted: str) -> None:
    assert csv_delimiter(text.encode()) == wanted
    assert csv_delimiter(text.replace("\n", "\r\n").encode("cp1252")) == wanted


def test_a_title_with_a_comma_stands_above(run: Run, tmp_path: Path) -> None:
    text = "Digitaliseringsprojekter, status november 2026\nProjekt;Afdeling\nA;Social\nB;Social\n"
    code, out, err = listed(run, tmp_path, text)
    assert code == 0 and names(out) == ["A", "B"]
    assert err == "The headings are taken from row 2. What stands above them is left out (row 1).\n"


def test_two_lines_of_headings(run: Run, tmp_path: Path) -> None:
    text = "Stamdata;;;Vurdering;;\n;;;;;\nProjekt;Afdeling;Pris;Lov;Kultur;Teknologi\nA;Social;200000;3;4;5\n"
    code, out, err = listed(run, tmp_path, text)
    (only,) = made(out).initiatives
    assert code == 0 and only.business_case is not None and only.business_case.technology == 5
    assert "taken from row 3" in err and "(row 1)" in err
    code, out, _ = listed(run, tmp_path, text.replace("Projekt", "Hvad"), "--map", "Hvad=name")
    assert code == 0 and names(out) == ["A"]


@pytest.mark.parametrize(
    "row", ["Robot;Projekt;100000", "Robot;Projekt;Drift", "Projekt;Afdeling;100000", "Projekt", ";Projekt;"]
)
def test_a_row_of_the_list_is_not_taken_for_headings(run: Run, tmp_path: Path, row: str) -> None:
    code, out, err = listed(run, tmp_path, f"Løsning;Art;Kroner\nA;B;C\n{row}\n")
    assert (code, out) == (3, "") and "among Løsning, Art, Kroner" in err
    code, out, err = listed(run, tmp_path, f"Løsning;Art;Penge\n{row}\n", "--map", "Løsning=name")
    assert code == 0 and (len(names(out)) == 1 or "Rows read as notes are left out: 2 (Projekt)." in err)


def test_a_list_of_one_column(run: Run, tmp_path: Path) -> None:
    assert names(listed(run, tmp_path, "Projekt\nA\nB\n")[1]) == ["A", "B"]
    assert names(listed(run, tmp_path, "Min liste\nProjekt\nRobot, stor\nB\n")[1]) == ["Robot, stor", "B"]
    path = book(tmp_path, [["Projekt"]], [["Projekt", "Pris"], ["A", 200_000]])
    assert names(run("portfolio", "import", str(path))[1]) == ["A"]
    assert names(run("portfolio", "import", str(book(tmp_path, [["Projekt"], ["B"]])))[1]) == ["B"]


@pytest.mark.parametrize(
    "heading", ["Projektnavn", "Navn på projekt", "Navn på projektet", "Initiativnavn", "Project name", "PROJEKTTITEL"]
)
def test_common_headings_of_names(run: Run, tmp_path: Path, heading: str) -> None:
    assert names(listed(run, tmp_path, f"{heading};Note\nA;x\n")[1]) == ["A"]


def test_columns_that_are_called_the_same(run: Run, tmp_path: Path) -> None:
    text = "Projekt;Note;Projekt\nA;x;y\n"
    code, out, err = listed(run, tmp_path, text)
    assert code == 0 and names(out) == ["A"]
    assert err.startswith('Several columns are called "Projekt". Column 3 is kept under extra;') and "--map" not in err
    code, _, err = listed(run, tmp_path, text, "--map", "Projekt=note")
    assert code == 2 and 'the field note: "Projekt" (1), "Projekt" (3)' in err


# Cells and rows


@pytest.mark.parametrize("row", ["A;1000;ekstra;celler", "A, b; c;1000;x", "A;1000;;x"])
def test_cells_beyond_the_headings_are_a_fault(run: Run, tmp_path: Path, row: str) -> None:
    code, out, err = listed(run, tmp_path, f"Projekt;Budget;;\nB;2000;;;;\n{row}\nC;3000\n")
    assert (code, out) == (3, "") and "list.csv:3:" in err and "right of the last heading" in err
    assert err.count("\n") == 1 or "is not an amount" in err


def test_cells_without_a_heading_are_told(run: Run, tmp_path: Path) -> None:
    code, out, err = listed(run, tmp_path, "Projekt;;Budget\nA;hemmelig;200000\nB;;300000\n")
    assert code == 0 and "Cells without a heading are not used (row:column): hemmelig (2:2)." in err
    path = book(tmp_path, [["Projekt", "Pris"], ["A", 200_000, None, "husk"]])
    code, out, err = run("portfolio", "import", str(path), "--organisation", "T")
    assert code == 0 and names(out) == ["A"] and "husk (2:4)" in err


def test_rows_that_are_only_formatted_do_not_count(run: Run, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["Projekt", "Pris"])
    sheet.append(["A", 200_000])
    bold = Font(bold=True)
    for row in range(3, 11_000):
        sheet.cell(row, 1).font = bold
    sheet.cell(900_000, 1).value = "B"
    workbook.save(tmp_path / "list.xlsx")
    code, out, _ = run("portfolio", "import", str(tmp_path / "list.xlsx"))
    assert code == 0 and names(out) == ["A", "B"]


def test_a_workbook_without_end_is_refused(run: Run, tmp_path: Path) -> None:
    path = book(tmp_path, [["Projekt", "Pris"], ["A", 1]])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'r="A2"', b'r="A99999999999"')
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else part)
    begun = time.process_time()
    code, out, err = run("portfolio", "import", str(path))
    assert (code, out) == (3, "") and "cannot be read as a workbook" in err and time.process_time() - begun < 10


def test_too_many_of_anything_is_told_of_the_list(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"A{n};D{n}\n" for n in range(MAX_DEPARTMENTS + 1))
    code, out, err = listed(run, tmp_path, f"Projekt;Afdeling\n{rows}")
    assert code == 0 and "departments: []" in out and "has too many names to be departments" in err
    code, out, err = listed(run, tmp_path, f"Projekt;Afdeling\n{rows}", "--map", "Afdeling=department")
    assert (code, out) == (3, "") and "list.csv:502:2: department: the list has more than 500 departments" in err
    code, out, err = listed(run, tmp_path, "Projekt;Note\n" + "A;x\n" * 10_001)
    assert (code, out) == (3, "") and "list.csv: the sheet has too many rows; at most 10000" in err
    code, out, err = listed(run, tmp_path, f"Projekt;Id\nA;{'x' * 61}\n")
    assert (code, out) == (3, "") and "list.csv:2:2: Id: the text is too long; at most 60" in err


def test_ten_thousand_of_the_same_name_take_no_time(run: Run, tmp_path: Path) -> None:
    begun = time.process_time()
    code, out, _ = listed(run, tmp_path, "Projekt;Note\n" + "A;x\n" * 10_000)
    assert code == 0 and "id: a-10000\n" in out and time.process_time() - begun < 5


@pytest.mark.parametrize("name", ["x" * 201, " ", "a\x1bb", "", "liste_\udce6"])
def test_a_name_of_the_organisation_that_cannot_be_one(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Projekt;Note\nA;x\n", encoding="utf-8")
    code, out, err = run("portfolio", "import", str(path), "--organisation", name)
    assert (code, out) == (2, "") and "--organisation" in err and err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_file_whose_name_is_no_text(run: Run, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/liste_\xe6.csv"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("Projekt;Note\nA;x\n")
    code, out, err = run("portfolio", "import", os.fsdecode(path))
    assert code == 0 and made(out).organisation.name == "liste_\ufffd" and "liste_" in err
    target = os.fsdecode(os.fsencode(tmp_path) + b"/ud_\xe6.yaml")
    assert run("portfolio", "import", os.fsdecode(path), "-o", target)[0] == 0
    long_name = tmp_path / ("x" * 220 + ".csv")
    long_name.write_text("Projekt;Note\nA;x\n", encoding="utf-8")
    assert made(run("portfolio", "import", str(long_name))[1]).organisation.name == "x" * 200


# Departments and the other sheets

HEADS = ["Id", "Department", "Readiness (1 to 5)"]


def test_departments_are_checked_where_they_stand(run: Run, tmp_path: Path) -> None:
    rows: list[list[object]] = [[*HEADS], ["a", "x" * 201, 3], [None, None, 3], ["b", "B", 3], ["b", "C", 3]]
    path = book(tmp_path, [["Projekt", "Pris"], ["A", 200_000]], rows, titles=["Initiatives", "Departments"])
    code, out, err = run("portfolio", "import", str(path), "--lang", "en")
    assert (code, out) == (3, "") and err.count("\n") == 3
    assert ":2:2: Departments: the text is too long" in err
    assert ":3:2: Departments: the row has no name" in err and ":5:1: Departments: the id 'b' is used before" in err


def test_a_name_that_two_departments_have_says_nothing(run: Run, tmp_path: Path) -> None:
    rows = [["Projekt", "Forvaltning"], ["A", "Social"], ["B", "b"]]
    sheets: list[list[object]] = [[*HEADS], ["a", "Social", 3], ["b", "Social", 4]]
    path = book(tmp_path, rows, sheets, titles=["Initiativer", "Departments"])
    code, _, err = run("portfolio", "import", str(path))
    assert code == 3 and ":2:2: department: several departments are called 'Social'; write the id instead: a, b" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_departments_of_the_same_name_stay_apart(run: Run, tmp_path: Path, ending: str) -> None:
    path, sheet = tmp_path / "p.yaml", tmp_path / f"p.{ending}"
    departments = "{id: a, name: Social}, {id: b, name: Social}, {id: c, name: B}, {id: long-" + "x" * 50 + ", name: E}"
    path.write_text(
        f"organisation: {{name: T}}\ndepartments: [{departments}]\ninitiatives:\n"
        + "".join(f"  - {{id: i-{each}, name: I, department: {each}}}\n" for each in ("a", "b", "c")),
        encoding="utf-8",
    )
    assert run("portfolio", "export", str(path), "-o", str(sheet))[0] == 0
    found = made(run("portfolio", "import", str(sheet))[1])
    assert [each.department for each in found.initiatives] == ["a", "b", "c"]
    if ending == "xlsx":
        assert found.departments == read_portfolio(str(path))[0].departments


@pytest.mark.parametrize("name", ["True", "false", "yes", "1e3", "~"])
def test_names_that_yaml_takes_for_values(run: Run, tmp_path: Path, name: str) -> None:
    code, out, _ = listed(run, tmp_path, f"Projekt;Afdeling\n{name};{name}\n")
    found = made(out)
    assert code == 0 and found.initiatives[0].name == found.departments[0].name == name
    assert found.initiatives[0].department == found.departments[0].id


def test_signs_that_nobody_sees_are_written_as_escapes(run: Run, tmp_path: Path) -> None:
    path = book(tmp_path, [["Projekt", "Note"], ["A\u202eB", "\u200fx\ufeff y"]])
    _, out, _ = run("portfolio", "import", str(path))
    assert "\\u202e" in out and not set(out) & set("\u202e\u200f\ufeff")
    (only,) = made(out).initiatives
    assert (only.name, only.note) == ("A\u202eB", "\u200fx\ufeff y")


# What an export leaves behind

FULL = """# yaml-language-server: $schema=portfolio.schema.json
organisation: {name: T, risk_willingness: 2, targets: {streamline: 100}}
departments:
  - id: a
    name: A
    readiness: 3
    sub_goals: [{id: g, type: modernise, at_least: 5}]
  - {id: b-2, name: B}
initiatives:
  - {id: x, name: X, department: a, answers: {citizens-notice: no}}  # still open
rules: [{id: r, kind: max_red, limit: 1}]
"""
BOTH = "the rules, the sub-goals, targets for the shares"


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("p.xlsx", "the comments"),
        (
            "p.csv",
            f"{BOTH}, the departments' readiness and citizens' need, departments without initiatives, "
            "the id or name of some departments, willingness to take risks and date, the comments",
        ),
    ],
)
def test_an_export_says_what_it_leaves_behind(run: Run, tmp_path: Path, target: str, wanted: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(FULL, encoding="utf-8")
    code, _, err = run("portfolio", "export", str(path), "-o", str(tmp_path / target))
    assert code == 0 and err.splitlines()[0].endswith(f": {wanted}.") and len(err.splitlines()) == 2
    code, out, err = run("portfolio", "export", str(path), "-o", "-")
    assert code == 0 and len(list(csv.reader(io.StringIO(out), delimiter=";"))) == 2 and err.count("\n") == 1


def test_an_export_that_leaves_nothing_behind_says_nothing_of_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("organisation: {name: T}\ninitiatives: [{id: a, name: 'no # 1'}]\n", encoding="utf-8")
    assert run("portfolio", "export", str(path), "-o", "-")[2] == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: 1\n# x\n", True), ("a: 1 # x\n", True), ("#x", True), ("a: 'x # y'\n", False), ("a: x#y\n", False),
        ("a: |\n  # no\n  b\n", False), ("a: |\n  # no\nb: 1  # yes\n", True), ('{"a": " # "}', False),
        ("# yaml-language-server: $schema=x\na: 1\n", False), ("æøå: 'x # 😀'\nb: ' # '\n", False),
    ],
)  # fmt: skip
def test_comments_are_found(text: str, wanted: bool) -> None:
    assert has_comments(text) is wanted


# Files that are there already, and endings


def test_another_schema_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    first, second, schema = tmp_path / "p.yaml", tmp_path / "second.yaml", tmp_path / "portfolio.schema.json"
    assert run("portfolio", "init", str(first))[0] == 0
    code, _, err = run("portfolio", "init", str(second), "--lang", "da")
    assert code == 0 and f"JSON Schema til din editor: {schema}" in err
    code, _, err = run("portfolio", "init", str(second), "--force")
    assert code == 0 and f"Schema for your editor: {schema}" in err
    schema.write_text("mine", encoding="utf-8")
    code, _, err = run("portfolio", "init", str(tmp_path / "third.yaml"))
    assert code == 0 and schema.read_text(encoding="utf-8") == "mine" and f"{schema} is there already" in err
    _, _, err = listed(run, tmp_path, "Projekt;Note\nA;x\n", "-o", str(tmp_path / "fourth.yaml"))
    assert schema.read_text(encoding="utf-8") == "mine" and f"{schema} is there already" in err
    assert run("portfolio", "init", str(first), "--force")[0] == 0
    assert '"initiatives"' in schema.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "known"),
    [
        (("init", "x.txt"), ".yaml, .yml"),
        (("import", "list.csv", "-o", "x.txt"), ".yaml, .yml"),
        (("export", "p.yaml", "-o", "x.yaml"), ".xlsx, .csv"),
    ],
)
def test_an_ending_that_does_not_fit_names_those_that_do(run: Run, command: Sequence[str], known: str) -> None:
    code, _, err = run("portfolio", *command)
    assert code == 2 and f"must end in {known}." in err and "--format" not in err
