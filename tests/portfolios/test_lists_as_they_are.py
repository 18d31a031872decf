"""Lists as people really keep them: small ones that went wrong once, with right values, and 25 of the public kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from public_lists import ALL, Listed

from conftest import ROOT
from digitrans.content.own_folders import using_own_folders
from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.models import MAX_NODES, Portfolio
from digitrans.portfolios.reading import load_portfolio_content
from digitrans.portfolios.scoring import Scorer, score_portfolio
from digitrans.portfolios.spreadsheets.importing import Imported, Wishes, import_portfolio
from digitrans.portfolios.spreadsheets.sheets import Found, read_sheets

HERE = Path(__file__).parent / "lists"
CONTENT = load_portfolio_content()
Run = Callable[..., tuple[int, str, str]]


def read(path: Path, **wishes: Any) -> Imported:
    return import_portfolio(read_sheets(path), CONTENT, str(path), Wishes(organisation="T", **wishes), "en")


def listed(tmp_path: Path, text: str, **wishes: Any) -> Imported:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, **wishes)


def checked(made: Imported) -> Portfolio:
    return parse_model(Portfolio, Source("-", made.text, MAX_NODES))


def told(made: Imported) -> set[str]:
    return {each.message for each in made.notes}


def note(made: Imported, message: str) -> str:
    """What fills the gaps of a note."""
    return " ".join(value for each in made.notes if each.message == message for value in each.named.values())


def costs(made: Imported) -> list[Any]:
    return [each.get("cost") for each in made.initiatives]


# The small ones


def test_amounts_as_people_write_them() -> None:
    made = read(HERE / "amounts-as-people-write.csv")
    assert costs(made) == [900_000, {"low": 1_500_000, "high": 2_000_000}, 500_000, 500_000, None, None]
    extra = [each.get("extra", {}).get("Pris") for each in made.initiatives]
    assert extra == ["ca. 900.000 kr.", None, ">500.000", "500.000 kr. ekskl. moms", "-200000", "€ 20.000"]
    account = made.account
    assert (account.listed, account.taken, account.agrees) == ((3_200_000, 3_700_000), (3_400_000, 3_900_000), True)
    assert account.gone["negative"] == (-200_000, "6") and account.gone["currency"][1] == "7"
    assert {"import.negative", "import.other-currency", "import.provisos", "import.ranges"} <= told(made)


def test_a_problem_that_is_not_known_is_none_that_is_not_there() -> None:
    made = checked(read(HERE / "citizen-problem-dash.csv"))
    assert [each.citizen_problem for each in made.initiatives] == [None, "Ingen", None, None, None]
    values = [
        next(each for each in scored.figures if each.component == "value").value
        for scored in score_portfolio(made, Scorer(CONTENT)).initiatives
    ]
    assert values == [None, 0, None, None, None]


def test_a_list_without_the_column_of_problems_says_nothing_of_them() -> None:
    made = checked(read(HERE / "no-citizen-column.csv"))
    assert [each.citizen_problem for each in made.initiatives] == [None, None]
    score = score_portfolio(made, Scorer(CONTENT))
    assert all(scored.light != "red" for scored in score.initiatives)


def test_words_for_what_is_over(tmp_path: Path) -> None:
    rows = ("realiseret", "Rolled out", "realised", "standset", "Shelved")
    made = listed(tmp_path, "Navn;Status\n" + "".join(f"{each};{each}\n" for each in rows))
    assert [each["status"] for each in made.initiatives] == ["done", "done", "done", "stopped", "stopped"]


def test_what_is_not_known_yet_is_no_problem_of_citizens(tmp_path: Path) -> None:
    made = listed(tmp_path, "Navn;Borgerproblem\nA;Ved ikke endnu\nB;uvist\nC;Endnu venter de\n")
    assert [each.get("citizen_problem") for each in made.initiatives] == [None, None, "Endnu venter de"]


def test_economy_by_itself_is_no_rating(tmp_path: Path) -> None:
    made = read(HERE / "okonomi-in-millions.csv")
    assert all("business_case" not in each and "cost" not in each for each in made.initiatives)
    assert [each["extra"] for each in made.initiatives] == [{"Økonomi": "3"}, {"Økonomi": "5"}]
    assert "import.economy" in told(made)
    assert costs(read(HERE / "okonomi-in-millions.csv", mapping={"Økonomi": "cost:million"})) == [3_000_000, 5_000_000]
    asked = read(HERE / "okonomi-in-millions.csv", mapping={"Økonomi": "business_case.economy"})
    assert asked.initiatives[1]["business_case"] == {"economy": 5}
    beside = listed(tmp_path, "Projekt;Økonomi;Kvalitet for borgeren\nA;3;4\n")
    assert beside.initiatives[0]["business_case"] == {"economy": 3, "citizen_quality": 4}
    amounts = listed(tmp_path, "Projekt;Økonomi;Lov\nA;12,5;4\nB;350000;3\n")
    assert amounts.initiatives[0]["extra"] == {"Økonomi": "12,5"} and "import.no-ratings" in told(amounts)


def test_an_amount_in_another_unit_is_told() -> None:
    made = read(HERE / "one-row-in-thousands.csv")
    assert costs(made) == [1_200_000, 900_000, 350_000_000]
    assert "(4)" in note(made, "import.outliers") and "(2)" not in note(made, "import.outliers")


def test_sections_and_subtotals_double_nothing() -> None:
    made = read(HERE / "sections-and-subtotals.csv")
    assert [each["name"] for each in made.initiatives] == ["Medicindispenser", "Nødkald", "Digital indskrivning"]
    departments = {each["id"]: each["name"] for each in made.departments}
    assert [departments[each["department"]] for each in made.initiatives] == ["Social og Sundhed"] * 2 + [
        "Børn og Unge"
    ]
    assert [each["status"] for each in made.initiatives] == ["under-way", "paused", "under-way"]
    account = made.account
    assert (account.rows, account.initiatives, account.others) == (8, 3, {"sums": 3, "sections": 2})
    assert account.listed == account.taken == (1_950_000, 1_950_000) and account.fitting == ("5", "8", "9")


@pytest.mark.parametrize("name", ["sheet-per-department.xlsx"])
def test_every_sheet_is_read_and_names_its_department(name: str) -> None:
    made = read(HERE / name)
    assert [each["name"] for each in made.departments] == ["Social og Sundhed", "Børn og Unge", "Teknik og Miljø"]
    assert len(made.initiatives) == 5 and made.account.taken == (2_550_000, 2_550_000)
    assert "import.sheets" in told(made)
    only = read(HERE / name, sheets=("børn og unge",))
    assert len(only.initiatives) == 2 and only.departments == []
    with pytest.raises(UsageFault, match=r"error\.sheet"):
        read(HERE / name, sheets=("Kultur",))


def test_merged_departments_hold_for_all_their_rows() -> None:
    made = read(HERE / "merged-departments.xlsx")
    assert [each["department"] for each in made.initiatives] == ["social-og-sundhed"] * 3
    assert note(made, "import.merged") == "B2:B4" and made.account.taken[0] == 1_800_000


def test_hidden_rows_are_taken_and_told_and_hidden_sheets_left_and_told() -> None:
    made = read(HERE / "hidden-row.xlsx")
    assert len(made.initiatives) == 3 and note(made, "import.hidden-rows") == "4"
    assert note(made, "import.sheet-hidden") == "Arkiv 1"
    assert [each["name"] for each in read(HERE / "hidden-row.xlsx", sheets=("Arkiv",)).initiatives] == ["Gammel"]


def test_formulas_without_a_value_are_told() -> None:
    made = read(HERE / "formula-without-value.xlsx")
    assert costs(made) == [500_000, None] and note(made, "import.without-value") == "3:2"


def test_json_lists_are_read(tmp_path: Path) -> None:
    made = read(HERE / "list.json")
    assert made.initiatives == [{"id": "a", "name": "A", "status": "planned"}]
    path = tmp_path / "y.json"
    path.write_text(
        '{"fields": [{"id": "x"}], "Social": [{"name": "A", "cost": 2}], "Skole": [{"name": "B", "cost": 1}]}',
        encoding="utf-8",
    )
    assert [each["department"] for each in read(path).initiatives] == ["social", "skole"]
    path.write_text('[["Projekt", "Pris"], ["A", 5000]]', encoding="utf-8")
    assert costs(read(path)) == [5000]
    for text in ("{", "[1, 2]", "[]", '{"a": NaN}', "[" * 100_000, "[{}]", "[[]]", '{"a": [{}]}'):
        path = tmp_path / "x.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputFault):
            read(path)


def test_dollars_and_their_millions() -> None:
    made = read(HERE / "snake-case-and-dollar.csv")
    assert (costs(made), made.currency) == ([3_794_700], "USD") and checked(made).currency == "USD"
    made = read(HERE / "dollar-millions.csv")
    assert (costs(made), made.currency) == ([179_000, 1_820_500, 15_200_000], "USD")


@pytest.mark.parametrize(
    ("shown", "currency"), [("[$£-809]#,##0", "GBP"), ('#,##0 "€"', "EUR"), ('"kr." #,##0', None), ("#,##0", None)]
)
def test_the_format_of_cells_says_the_currency(tmp_path: Path, shown: str, currency: str | None) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Project", "Cost", "Other"], ["A", 100_000, 1], ["B", 200_000, 2]):
        sheet.append(row)
    for cell in ("B2", "B3"):
        sheet[cell].number_format = shown
    sheet["C2"].number_format = '"$"#,##0'
    book.save(tmp_path / "list.xlsx")
    made = read(tmp_path / "list.xlsx")
    assert (made.currency, made.account.agrees, costs(made)) == (currency, True, [100_000, 200_000])


def test_the_phases_of_the_state_are_statuses() -> None:
    made = read(HERE / "state-model-phases.csv")
    assert [(each["phase"], each["status"]) for each in made.initiatives] == [
        ("Analyse", "planned"), ("Gennemførelse", "under-way"), ("Realisering", "done")
    ]  # fmt: skip
    own = read(HERE / "state-model-phases.csv", values={"analyse": "under-way", "realisering": "unknown"})
    assert [each.get("status") for each in own.initiatives] == ["under-way", "under-way", None]


def test_dates_benefits_and_priorities() -> None:
    (only,) = checked(read(HERE / "dates-benefits-priority.csv")).initiatives
    assert (str(only.start), str(only.end), only.priority) == ("2026-01-01", "2026-12-31", "Høj")
    assert only.benefit is not None and only.benefit.planned == 500_000


@pytest.mark.parametrize("name", ["T04-nfd.csv", "T04b-nfd-mixed.csv"])
def test_letters_of_two_signs_are_the_same_letters(name: str) -> None:
    made = read(HERE / name)
    assert len(made.departments) == 1 and "import.departments-alike" not in told(made)
    assert {each["type"] for each in made.initiatives} <= {"modernise", "rethink-services"}


def test_own_aliases_are_added(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    text = "statuses:\n  - id: under-way\n    aliases: [realisering, kørende]\n"
    (tmp_path / "own" / "portfolio.yaml").write_text(text, encoding="utf-8")
    path = tmp_path / "list.csv"
    path.write_text("Projekt;Status\nA;Igangværende\nB;Realisering\nC;Kørende\nD;I drift\n", encoding="utf-8")
    with using_own_folders((tmp_path / "own",)):
        made = import_portfolio(read_sheets(path), load_portfolio_content(), "l", Wishes(), "da")
    assert [each["status"] for each in made.initiatives] == ["under-way", "under-way", "under-way", "done"]


# A way through


def test_a_column_may_be_given_its_field_and_unit(tmp_path: Path) -> None:
    made = listed(tmp_path, "Projekt;Anlæg\nA;1,5\n", mapping={"Anlæg": "cost:million"})
    assert costs(made) == [1_500_000]
    for wrong in ("cost:stones", "name:million", "price"):
        with pytest.raises(UsageFault):
            listed(tmp_path, "Projekt;Anlæg\nA;1,5\n", mapping={"Anlæg": wrong})


def test_several_columns_make_up_one_cost(tmp_path: Path) -> None:
    wanted = {"2026": "cost:thousand", "2027": "cost:thousand"}
    assert costs(listed(tmp_path, "Projekt;2026;2027\nA;100;50\nB;;25\n", mapping=wanted)) == [150_000, 25_000]


def test_a_negative_line_takes_from_the_others(tmp_path: Path) -> None:
    wanted = {"Køb": "cost", "Tilskud": "cost"}
    made = listed(tmp_path, "Projekt;Køb;Tilskud\nA;500000;-200000\nB;;-5000\n", mapping=wanted)
    assert costs(made) == [300_000, None] and made.account.agrees
    assert made.account.gone["negative"] == (-5000, "3")


def test_headings_narrower_than_what_stands_above(tmp_path: Path) -> None:
    made = listed(tmp_path, "Kommune;Bakkedal;Dato;1.1.2026\nProjekt;Status\nA;Idé\n")
    assert [each["status"] for each in made.initiatives] == ["idea"]


def test_one_who_is_lenient_gets_the_rest_and_a_list(run: Run, tmp_path: Path) -> None:
    path, target = tmp_path / "list.csv", tmp_path / "p.yaml"
    path.write_text("Projekt;Status;Pris\nA;måske;100000\nB;måske;dyrt\nC;idé;300000\n", encoding="utf-8")
    code, _, err = run("portfolio", "import", str(path), "-o", str(target))
    assert code == 3 and not target.exists() and "the same in 1 more rows: 3" in err
    code, _, err = run("portfolio", "import", str(path), "-o", str(target), "--lenient")
    assert code == 0 and "3 cells could not be read" in err and str(tmp_path / "p.unread.csv") in err
    lines = (tmp_path / "p.unread.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(";")[:4] for line in lines[1:]] == [
        ["2", "2", "Status", "måske"], ["3", "2", "Status", "måske"], ["3", "3", "Pris", "dyrt"]
    ]  # fmt: skip
    made = parse_model(Portfolio, Source("-", target.read_text(encoding="utf-8")))
    assert [each.status for each in made.initiatives] == [None, None, "idea"]
    assert made.initiatives[1].extra == {"Status": "måske", "Pris": "dyrt"}


def test_a_word_may_be_given_its_meaning(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Projekt;Status\nA;Måske\n", encoding="utf-8")
    code, out, _ = run("portfolio", "import", str(path), "--map-value", "måske=planned")
    assert code == 0 and "status: planned" in out
    for wrong in ("måske", "måske=maybe"):
        assert run("portfolio", "import", str(path), "--map-value", wrong)[0] == 2


def test_what_has_no_field_is_kept(tmp_path: Path) -> None:
    made = checked(listed(tmp_path, "Projekt;Leverandør;Antal: i alt\nA;Firma;12\n")).initiatives[0]
    assert made.extra == {"Leverandør": "Firma", "Antal: i alt": "12"}


def test_a_column_that_is_something_else_is_kept(tmp_path: Path) -> None:
    made = listed(tmp_path, "Projekt;Kategori;Status\nA;IT;Grøn\nB;Byg;Rød\n")
    assert [each["extra"] for each in made.initiatives] == [
        {"Kategori": "IT", "Status": "Grøn"},
        {"Kategori": "Byg", "Status": "Rød"},
    ]
    assert {"import.not-field", "import.signals"} <= told(made)


@pytest.mark.parametrize(
    "heading", ["project_name", "projectName", "Project-Name", "PROJECT NAME*", "Project\nname", "Projektets navn"]
)
def test_headings_of_every_spelling(tmp_path: Path, heading: str) -> None:
    assert listed(tmp_path, f'"{heading}";x\nA;1\n').initiatives[0]["name"] == "A"


def test_a_department_that_is_nearly_known_is_new_and_told(tmp_path: Path) -> None:
    known = {"social": "Social og Sundhed"}
    made = listed(
        tmp_path, "Projekt;Forvaltning\nA;Social og sundhed\nB;Social & Sundhed\nC;Kultur\n", departments=known
    )
    assert [each["department"] for each in made.initiatives] == ["social", "social-sundhed", "kultur"]
    assert note(made, "import.department-near") == "Social & Sundhed Social og Sundhed"
    assert note(made, "import.department-new").strip() == "Kultur"


@pytest.mark.parametrize(
    ("said", "is_end", "wanted"),
    [
        ("2026-11-23", False, "2026-11-23"), ("23.11.2026", False, "2026-11-23"), ("23/11-2026", False, "2026-11-23"),
        ("Q3 2026", False, "2026-07-01"), ("Q3 2026", True, "2026-09-30"), ("3. kvartal 2026", True, "2026-09-30"),
        ("november 2026", False, "2026-11-01"), ("Nov-26", True, "2026-11-30"), ("2026", True, "2026-12-31"),
        ("1. halvår 2027", True, "2027-06-30"), ("2025/26", True, "2026-03-31"), ("ultimo 2026", True, "2026-12-31"),
        ("12. maj 2026", False, "2026-05-12"), ("13/05/2026", False, "2026-05-13"), ("snart", False, None),
    ],
)  # fmt: skip
def test_days_as_lists_have_them(tmp_path: Path, said: str, is_end: bool, wanted: str | None) -> None:
    made = listed(tmp_path, f"Projekt;{'Slut' if is_end else 'Start'}\nA;{said}\n", is_lenient=True)
    assert made.initiatives[0].get("end" if is_end else "start") == wanted


def test_the_column_says_whether_the_month_comes_first(tmp_path: Path) -> None:
    made = listed(tmp_path, "Project,Start Date\nA,3/4/2026\nB,12/25/2026\n")
    assert [each["start"] for each in made.initiatives] == ["2026-03-04", "2026-12-25"]
    with pytest.raises(InputFault) as caught:
        listed(tmp_path, "Project,Start Date\nA,3/4/2026\nB,5/6/2026\n", mapping={"Start Date": "start"})
    assert caught.value.faults[0].message == "fault.day-or-month"


def test_what_initiatives_depend_on_is_found_by_name(tmp_path: Path) -> None:
    made = listed(tmp_path, "Projekt;Afhænger af\nA;\nB;A\nC;A, Ukendt system\n")
    assert [each.get("depends_on") for each in made.initiatives] == [None, ["a"], ["a"]]
    assert made.initiatives[2]["extra"] == {"depends_on": "A, Ukendt system"} and "import.depends-unknown" in told(made)


# The public kind


@pytest.mark.parametrize("make", ALL, ids=lambda make: str(make.__name__))
def test_public_lists_come_in_whole(tmp_path: Path, make: Callable[[], Listed]) -> None:
    """With at most one --map, the count and the sum of an independent count, and not all of it red."""
    wanted = make()
    path = tmp_path / wanted.file
    path.write_bytes(wanted.data)
    pairs = {heading: field for heading, _, field in (each.rpartition("=") for each in wanted.more[1::2])}
    made = read(path, mapping=pairs)
    account = made.account
    assert (account.initiatives, account.currency) == (wanted.count, wanted.currency)
    assert wanted.cost is None or account.taken[0] == pytest.approx(wanted.cost, abs=1)
    assert account.agrees and not account.unfitting
    assert account.rows == account.initiatives + sum(account.others.values())
    assert wanted.departments is None or len(made.departments) == wanted.departments
    score = score_portfolio(checked(made), Scorer(CONTENT))
    assert not all(scored.light == "red" for scored in score.initiatives)


def test_the_guide_tells_of_all_this() -> None:
    guide = (ROOT / "docs" / "portfolio.md").read_text(encoding="utf-8")
    for each in ("--map-value", "--lenient", "--into", "--dry-run", "--sheet", "--csv-keys", "extra", ".ods"):
        assert each in guide, each


# Any list at all

WORDS = (
    "|||A|B|Portal|I alt|Subtotal|Total|Social|Social|-|?|ukendt|ingen|none|1.200.000|300.000|12,5|350000|-5000|€ 20"
)
WORDS += (
    "|1,5 mio.|ca. 900.000 kr.|1-2 mio.|0|5|3|I gang|Idé|Grøn|måske|2026-01-01|Q1 2026|1/2/2026|* note|Kilde: x|=1+1"
)
HEADINGS = "Projekt|Pris|Pris (mio. kr.)|Budget 2026|Budget 2027|Status|Fase|Afdeling|Id|Økonomi|Lov|Start|Slut|Gevinst"
HEADINGS += "|Type|Noget|2025|Borgerproblem|Afhænger af||Projekt"
CELLS, HEADS = st.sampled_from(WORDS.split("|")), st.sampled_from(HEADINGS.split("|"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_of_any_list_every_row_and_amount_is_accounted_for(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 6))
    headings = ["Projekt", *data.draw(st.lists(HEADS, min_size=width, max_size=width))]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width + 1, max_size=width + 1), max_size=12))
    filled = tuple((at, tuple(each or None for each in row)) for at, row in enumerate(rows, 2) if any(row))
    merged = data.draw(st.sampled_from(((), ((2, 1, 3, 1),), ((2, 2, 4, 2), (3, 1, 4, 1)))))
    sheet = Found("S", tuple(each or None for each in headings), filled, merged=merged)
    for is_lenient in (False, True):
        try:
            made = import_portfolio([sheet], CONTENT, "l", Wishes(organisation="T", is_lenient=is_lenient), "da")
        except InputFault as fault:
            assert not is_lenient or all(each.message == "fault.control-character" for each in fault.faults)
            continue
        account = made.account
        assert account.rows == len(filled) == account.initiatives + sum(account.others.values())
        assert account.agrees
        portfolio = checked(made)
        known = [each.cost for each in portfolio.initiatives if each.cost is not None]
        assert sum(each if isinstance(each, float) else each.high for each in known) == pytest.approx(account.taken[1])
