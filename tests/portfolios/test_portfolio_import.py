"""Lists as municipalities keep them: what amounts mean, what may stand in a cell, and what is told of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from conftest import EXAMPLES, ROOT
from digitrans.errors import InputFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.amounts import Unusable, amount, heading_unit, read_column
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.reading import load_portfolio_content, read_portfolio
from digitrans.portfolios.rules import Kind, Named
from digitrans.portfolios.spreadsheets.exporting import export_book
from digitrans.portfolios.spreadsheets.importing import Wishes, import_portfolio
from digitrans.portfolios.spreadsheets.sheets import Found

CONTENT = load_portfolio_content()
Run = Callable[..., tuple[int, str, str]]


def read(
    cells: Sequence[object], heading: str = "Pris", separator: str = ";", elsewhere: Sequence[object] = ()
) -> list[object]:
    """Each cell in kroner, or the message that refuses it."""
    reading = read_column(heading, cells, separator, elsewhere)

    def one(cell: object) -> object:
        try:
            return amount(cell, reading).low
        except Unusable as unusable:
            return unusable.message

    return [one(cell) for cell in cells]


OPEN = "fault.two-meanings"


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["300.000", "2.400.000"], [300000, 2400000]),
        (["300.000", "900.000 kr.", 12], [300000, 900000, 12]),
        (["300.000", "1.200,50"], [300000, 1200.5]),
        (["300.000", "350000,50"], [300000, 350000.5]),
        (["300,000", "2,400,000"], [300000, 2400000]),
        (["1.250", "500", "12.500"], [1250, 500, 12500]),
        (["300.000", "450000"], [300000, 450000]),
        (["300.000 kr.", 450000.0], [300000, 450000]),
        # nothing shows it, or it is shown twice over
        (["300.000"], [OPEN]),
        (["300.000", "450"], [OPEN, 450]),
        (["300.000", "450000", "12.5"], [OPEN, 450000, 12.5]),
        (["12,500", "3,250"], [OPEN, OPEN]),
        (["300.000", "12.5"], [OPEN, 12.5]),
        (["300.000", "450.000", "12.5"], [OPEN, OPEN, 12.5]),
        (["1.000", "0.500", "1.234.567"], [OPEN, 0.5, 1234567]),
    ],
)
def test_the_column_says_what_a_point_is(cells: list[object], wanted: list[object]) -> None:
    assert read(cells) == wanted


def test_the_file_says_what_a_point_is() -> None:
    assert read(["300.000"], elsewhere=["x", "3,5", None, 4]) == [300000]
    assert read(["300.000"], elsewhere=["3.5", "1,234"]) == [OPEN]
    assert read(["300.000"], separator=",", elsewhere=["3,5"]) == [OPEN]
    assert read(["300,000", "450,000"], separator=",") == [300000, 450000]
    assert read(["300.000", "450.000"], separator=",") == [OPEN, OPEN]
    assert read(["300.000", "450.000"], separator="") == [300000, 450000]


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [
        ("Pris (mio. kr.)", "Pris", 10**6), ("Pris i mio. kr.", "Pris", 10**6), ("Budget, mill.", "Budget", 10**6),
        ("Cost (DKK million)", "Cost", 10**6), ("Budget mkr.", "Budget", 10**6), ("Budget, t.kr.", "Budget", 1000),
        ("Budget (tkr.)", "Budget", 1000), ("Pris 1.000 kr.", "Pris", 1000), ("Pris (kr. 1.000)", "Pris", 1000),
        ("Cost in thousands", "Cost", 1000), ("Pris (kr.)", "Pris", 1), ("Pris i kr.", "Pris", 1), ("Pris", "Pris", 1),
        ("Kommio", "Kommio", 1), ("Pris 21.000 kr.", "Pris 21.000", 1),
    ],
)  # fmt: skip
def test_units_of_headings(heading: str, name: str, unit: int) -> None:
    assert heading_unit(heading) == (name, unit)


def test_amounts_in_millions_and_thousands() -> None:
    assert read(["12,5", "1,250", "0,5", "9"], "Pris (mio. kr.)") == [12500000, 1250000, 500000, 9000000]
    assert read(["1,250", "2,500"], "Pris (mio. kr.)") == [1250000, 2500000]
    assert read(["1.250", "2.500"], "Pris (mio. kr.)") == [OPEN, OPEN]
    assert read(["1.250", "2.500"], "Cost ($ M)", ",") == [1250000, 2500000]
    assert read(["1,250", "2,500"], "Pris (mio. kr.)", "") == [OPEN, OPEN]
    assert read([12.5, 2400000], "Pris (mio. kr.)") == [12500000, "fault.money-unit"]
    assert read(["900", "1.250", "1.200,5"], "Budget, t.kr.") == [900000, 1250000, 1200500]
    assert read(["2,4 mio. kr.", "900 t.kr.", "450.000", "1.000 kr."]) == [2400000, 900000, 450000, 1000]
    assert read(["1.234 mio.", "2.345 mio."]) == [OPEN, OPEN]


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


def listed(run: Run, tmp_path: Path, text: str, *more: str, language: str = "en") -> tuple[int, str, str]:
    """What import makes of a list in CSV."""
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    code, out, err = run("portfolio", "import", str(path), "--lang", language, *more)
    return code, out, without_account(err)


def test_small_amounts_are_named_with_their_rows(run: Run, tmp_path: Path) -> None:
    code, out, err = listed(run, tmp_path, "Initiativ;Pris\nA;300.000\nB;12,5\nC;0\nD;999\n", language="da")
    assert code == 0 and "cost: 12.5\n" in out
    assert "12,5 (3), 999 (5)" in err and "mio. kr." in err
    assert "under 1.000" not in listed(run, tmp_path, "Initiativ;Pris\nA;300.000\nB;1000,5\n", language="da")[2]


def test_the_unit_of_the_heading_is_used_and_told(run: Run, tmp_path: Path) -> None:
    code, out, err = listed(run, tmp_path, "Initiativ;Budget (mio. kr.)\nA;12,5\n")
    assert code == 0 and "cost: 12500000\n" in out
    assert '"Budget (mio. kr.)" are read as millions' in err
    assert "thousands" in listed(run, tmp_path, "Initiativ;Penge i t.kr.\nA;12\n", "--map", "Penge i t.kr.=cost")[2]


# What may stand in a cell

KINDS: dict[str, Sequence[Kind | Named]] = {
    "type": CONTENT.types,
    "status": CONTENT.statuses,
    "mandate": CONTENT.mandates,
    "involvement": CONTENT.involvement,
}


def brought_in(rows: Sequence[Sequence[str]]) -> Portfolio:
    """The portfolio that a sheet becomes; the first row has the headings."""
    sheet = Found("-", tuple(rows[0]), tuple((number, tuple(row)) for number, row in enumerate(rows[1:], 2)))
    made = import_portfolio([sheet], CONTENT, "list.csv", Wishes(organisation="Town"), "da")
    return parse_model(Portfolio, Source("list.csv", made.text))


@pytest.mark.parametrize("field", KINDS)
def test_every_name_and_alias_leads_to_its_id_alone(field: str) -> None:
    told = [(each.id, name) for each in KINDS[field] for name in (each.id, each.name.da, each.name.en, *each.aliases)]
    rows = [["Initiativ", field], *(["A", name.upper()] for _, name in told)]
    assert [getattr(each, field) for each in brought_in(rows).initiatives] == [name for name, _ in told]


def test_the_table_of_the_guide_holds() -> None:
    guide = (
        (ROOT / "docs" / "portfolio.md").read_text(encoding="utf-8").split("may also stand as |\n|---|---|---|\n")[1]
    )
    field, count = "", 0
    for line in guide.split("\n\n")[0].splitlines():
        first, name, values = (part.strip() for part in line.strip("|").split("|"))
        field = first or field
        for value in values.split(","):
            made = brought_in([["Initiativ", field], ["A", value]]).initiatives[0]
            assert getattr(made, field) == name.strip("`"), value
            count += 1
    assert count > 50


def test_headings_of_municipal_lists() -> None:
    made = brought_in([["Projekt", "Politisk mandat", "Inddragelse", "Projektleder"], ["A", "Ingen", "medejer", "Ida"]])
    (only,) = made.initiatives
    assert (only.mandate, only.involvement, only.owner) == ("none", "co-owning", "Ida")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "skriv idé (idea), planlagt (planned), i gang (under-way)"),
        ("en", "write idea (idea), planned (planned)"),
    ],
)
def test_what_may_be_written_is_told_in_the_users_language(run: Run, tmp_path: Path, language: str, said: str) -> None:
    code, _, err = listed(run, tmp_path, "Initiativ;Status\nA;måske\n", language=language)
    assert code == 3 and said in err


def test_all_faults_of_an_import_are_told(run: Run, tmp_path: Path) -> None:
    code, _, err = listed(run, tmp_path, "Initiativ;Status\n" + "A;måske\n" * 40)
    assert code == 3 and err.count("måske") == 1 and "the same in 39 more rows: 3, 4, 5" in err
    code, _, err = listed(run, tmp_path, "Initiativ;Status\n" + "".join(f"A;måske{n}\n" for n in range(40)))
    assert code == 3 and err.count("måske") == 40


# A list that is no portfolio yet


@pytest.mark.parametrize("name", ["list.csv", "a list.xlsx", "renamed.yaml"])
@pytest.mark.parametrize(
    "command",
    [
        ("portfolio", "score", "FILE"),
        ("portfolio", "check", "FILE"),
        ("portfolio", "compare", "FILE", "a", "b"),
        ("portfolio", "classify", "FILE", "a"),
        ("portfolio", "export", "FILE", "-o", "-"),
        ("explain", "FILE", "a"),
    ],
)
def test_a_spreadsheet_is_to_be_imported_first(run: Run, tmp_path: Path, name: str, command: Sequence[str]) -> None:
    path = tmp_path / name
    path.write_bytes(b"Initiativ;Pris\n\xe5;1\n" if name.endswith("csv") else b"PK\x03\x04\x00\x00")
    code, out, err = run(*(str(path) if each == "FILE" else each for each in command), "--lang", "en")
    told = f'"{path}"' if " " in str(path) else str(path)
    assert (code, out) == (3, "") and err.count("\n") == 1
    assert f"digitrans portfolio import {told} -o portfolio.yaml" in err


def test_a_file_that_is_not_there_is_not_to_be_imported(run: Run, tmp_path: Path) -> None:
    assert "import" not in run("portfolio", "score", str(tmp_path / "list.csv"), "--lang", "en")[2]


# What is told beside the result


def test_import_writes_the_schema_that_its_first_line_names(run: Run, tmp_path: Path) -> None:
    made, beside = tmp_path / "p.yaml", tmp_path / "portfolio.schema.json"
    code, _, err = listed(run, tmp_path, "Initiativ\nA\n".replace("\n", ";Note\n"), "-o", str(made))
    assert code == 0 and str(beside) in err
    assert made.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=portfolio.schema.json\n")
    assert '"initiatives"' in beside.read_text(encoding="utf-8")
    beside.write_text("mine", encoding="utf-8")
    assert listed(run, tmp_path, "Initiativ;Note\nA;x\n", "-o", str(made), "--force")[0] == 0
    assert beside.read_text(encoding="utf-8") == "mine"
    assert listed(run, tmp_path, "Initiativ;Note\nA;x\n")[1].startswith("format: 1\n")


def test_the_name_of_the_organisation_is_told_where_it_is_a_guess(run: Run, tmp_path: Path) -> None:
    text = "Initiativ;Note\nA;x\n"
    _, out, err = listed(run, tmp_path, text)
    assert 'name: "list"' in out and 'called "list"' in err and "--organisation" in err
    _, out, err = listed(run, tmp_path, text, "--organisation", "Fjordby")
    assert 'name: "Fjordby"' in out and err == ""


def test_rows_with_the_same_name_are_told(run: Run, tmp_path: Path) -> None:
    code, out, err = listed(run, tmp_path, "Initiativ;Note\nA b;x\nB;x\nA B;x\n", "--organisation", "T")
    assert code == 0 and "id: a-b-2" in out
    assert err == '"A b" stands in rows 2, 4, which got the ids a-b, a-b-2. ' + err.partition("a-b-2. ")[2]


def test_unused_columns_come_with_an_example(run: Run, tmp_path: Path) -> None:
    text = "Post;Initiativ;Bemærk\n1;A;x\n"
    code, _, err = listed(run, tmp_path, text, "--organisation", "T", language="da")
    assert code == 0 and '"Post", "Bemærk". ' in err and '--map "Post=note"' in err and ".. " not in err
    assert listed(run, tmp_path, text, "--organisation", "T", "--map", "Post=note", "--map", "Bemærk=owner")[2] == ""


def test_the_first_initiatives_without_a_cost_are_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    rows = "".join(f"  - {{id: i{n}, name: Number {n}}}\n" for n in range(5))
    path.write_text(f"organisation: {{name: T}}\ninitiatives:\n{rows}", encoding="utf-8")
    told = " ".join(run("portfolio", "check", str(path), "--lang", "en")[1].split())
    assert "The cost is missing for 5 of 5 (Number 0, Number 1, Number 2 ...). Sums and shares" in told


# The sheets beside the initiatives

BOOKS = {
    "old": (
        ["id", "name", "readiness", "citizen_need", "target_streamline", "target_modernise", "target_rethink-services",
         "target_rethink-business"],
        ["name", "risk_willingness", "as_of"],
    ),
    "da": (
        ["Id", "Forvaltning", "Parathed (1 til 5)", "Borgernes behov (1 til 5)", "Mål i %: Effektivisere",
         "Mål i %: Modernisere", "Mål i %: Gentænke services", "Mål i %: Gentænke forretningen",
         "Kapacitet (personmåneder om året)"],
        ["Organisation", "Risikovillighed (1 til 5)", "Dato for listen (2026-11-23)"],
    ),
    "en": (
        ["Id", "Department", "Readiness (1 to 5)", "The citizens' need (1 to 5)", "Target in %: Streamline",
         "Target in %: Modernise", "Target in %: Rethink services", "Target in %: Rethink business",
         "Capacity (person-months a year)"],
        ["Organisation", "Willingness to take risks (1 to 5)", "Date of the list (2026-11-23)"],
    ),
}  # fmt: skip


def book(heads: str, department: Sequence[object]) -> list[Found]:
    """A workbook with headings as once, in Danish or in English, as it is read."""
    departments, organisation = BOOKS[heads]
    return [
        Found("Initiativer", ("Initiativ", "Forvaltning"), ((2, ("A", "Sundhed")),)),
        Found("Forvaltninger", tuple(departments), ((2, tuple(department)),)),  # type: ignore[arg-type]
        Found("Organisation", tuple(organisation), ((2, ("Fjordby", 2, "2026-11-23")),)),
    ]


@pytest.mark.parametrize("heads", BOOKS)
def test_sheets_are_read_by_old_and_new_headings(heads: str) -> None:
    sheets = book(heads, ["health", "Sundhed", 3.5, 5, 25, 25, 40, 10])
    made = parse_model(Portfolio, Source("-", import_portfolio(sheets, CONTENT, "l.xlsx", Wishes(), "da").text))
    (only,) = made.departments
    assert (only.id, only.name, only.readiness, only.citizen_need) == ("health", "Sundhed", 3.5, 5)
    assert only.targets == {"streamline": 25, "modernise": 25, "rethink-services": 40, "rethink-business": 10}
    assert (made.organisation.name, made.organisation.risk_willingness) == ("Fjordby", 2)
    assert str(made.organisation.as_of) == "2026-11-23" and made.initiatives[0].department == "health"
    named = import_portfolio(sheets, CONTENT, "l.xlsx", Wishes(organisation="Skovby"), "da").text
    assert 'name: "Skovby"' in named


@pytest.mark.parametrize("language", ["da", "en"])
def test_exported_sheets_have_headings_in_the_language(language: str) -> None:
    made = read_portfolio(str(EXAMPLES / "portfolio-departments-a-b.yaml"))[0]
    sheets = openpyxl.load_workbook(io.BytesIO(export_book(made, CONTENT, language))).worksheets
    heads = [[cell.value for cell in sheet[1]] for sheet in sheets[1:]]
    for found, wanted in zip(heads, BOOKS[language], strict=False):
        assert set(wanted) <= set(found)


def test_faults_of_these_sheets_are_told_by_column() -> None:
    with pytest.raises(InputFault) as caught:
        sheets = book("da", ["x", "Sundhed", 9, "b", float("inf"), 25, 40, 11])
        sheets[2] = replace(sheets[2], rows=((2, ("Fjordby", 2, "23.11.2026")),))
        import_portfolio(sheets, CONTENT, "l.xlsx", Wishes(), "da")
    found = [(each.line, each.column, each.where, each.message) for each in caught.value.faults]
    assert found == [
        (2, 3, "Organisation", "fault.not-date"),
        (2, 3, "Forvaltninger", "fault.not-level"),
        (2, 4, "Forvaltninger", "fault.not-level"),
        (2, 5, "Forvaltninger", "fault.targets-sum"),
    ]


@pytest.mark.parametrize("number", ["9" * 400, "1e999"])
def test_numbers_beyond_measure_in_a_workbook_are_faults(run: Run, tmp_path: Path, number: str) -> None:
    made = openpyxl.Workbook()
    for row in (["Initiativ", "Pris", "Lov"], ["A", 123456, 123456]):
        made.worksheets[0].append(row)
    made.save(tmp_path / "plain.xlsx")
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"123456", number.encode()))
    code, out, err = run("portfolio", "import", str(path), "--lang", "en")
    assert (code, out) == (3, "") and "Traceback" not in err and err.count("\n") in (1, 2)


def test_a_portfolio_is_no_list_to_import(run: Run, tmp_path: Path) -> None:
    code, out, err = run("portfolio", "import", str(EXAMPLES / "portfolio-municipality.yaml"))
    assert (code, out) == (3, "") and "it can be used as it is" in err and err.count("\n") == 1
