"""Shapes of lists that are public, in small: headings that say more than a field, rows of tasks, days in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digitrans.errors import InputFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.amounts import Unusable
from digitrans.portfolios.decisions import RATED
from digitrans.portfolios.models import MAX_NODES, Portfolio
from digitrans.portfolios.reading import load_portfolio_content
from digitrans.portfolios.remarks import remarks
from digitrans.portfolios.scoring import PortfolioScore, Scorer, score_portfolio
from digitrans.portfolios.spreadsheets.columns import match_columns
from digitrans.portfolios.spreadsheets.days import is_open_ended, read_day
from digitrans.portfolios.spreadsheets.exporting import export_rows
from digitrans.portfolios.spreadsheets.importing import Imported, Wishes, import_portfolio
from digitrans.portfolios.spreadsheets.sheets import read_sheets
from digitrans.portfolios.weighing import demands_of, weigh
from digitrans.portfolios.wishes import Budgets, Wish

CONTENT = load_portfolio_content()


def listed(tmp_path: Path, text: str, **wishes: Any) -> Imported:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return import_portfolio(read_sheets(path), CONTENT, str(path), Wishes(organisation="T", **wishes), "en")


def told(made: Imported, message: str) -> str:
    return " ".join(value for each in made.notes if each.message == message for value in each.named.values())


# Headings


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [
        ("Name Construction_Start_Date Construction_End_Date Construction_Budget", "name start end cost"),
        ("project_name planned_budget spent_to_date expected_end_date", "name cost - end"),
        ("latestProjectName originalBudget latestBudget", "name - cost"),
        ("project_name baseline_budget baseline_finish_date project_manager", "name cost end owner"),
        ("Project_Name Budget_USD Annual_Benefit_USD", "name cost benefit.planned"),
        ("Project Actual_Spend", "name -"),
        ("Project Task_Deadline Task_Owner", "name - -"),
        ("Project ApprovedCost ContractCost", "name cost -"),
        ("Project Phase1Budget Phase2Budget", "name - -"),  # of two that are as good, neither
        ("Projekt Strategisk_værdi Customer_benefit Customer_area", "name - - -"),
        ("Project Budget Construction_Budget", "name cost -"),  # a column that names it outright goes first
    ],
)
def test_a_heading_may_name_a_field_by_its_last_words(headings: str, wanted: str) -> None:
    columns = match_columns(CONTENT, tuple(headings.split()), {})
    assert [columns.fields.get(at, "-") for at in range(len(headings.split()))] == wanted.split()


def test_what_was_read_by_its_last_words_is_told_and_can_be_taken_back(tmp_path: Path) -> None:
    text = "Projekt;Spildevandsbudget (t.kr.);Bygge budget (t.kr.)\nA;12;300\nB;13;500\n"
    made = listed(tmp_path, text)
    assert [each["cost"] for each in made.initiatives] == [300_000, 500_000]
    assert told(made, "import.loose") == '"Bygge budget (t.kr.)": Cost (DKK)'
    kept = listed(tmp_path, text, mapping={"Bygge budget (t.kr.)": "extra"})
    assert "cost" not in kept.initiatives[0] and '"Bygge budget (t.kr.)"' in told(kept, "import.likely-money")


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        (
            "agency,description,planned_budget\nDDC,New school in the east,5\nDDC,New school in the west,6\n",
            "description",
        ),
        ("nr,dato,tekst\n1,2/5/2016 5:00 PM,Ny skole i øst\n2,2/6/2016 5:00 PM,Nyt bad i vest\n", "tekst"),
        ("a,b\n1,2\n3,4\n", None),
    ],
)
def test_where_no_column_has_names_the_likely_one_is_told(tmp_path: Path, text: str, likely: str | None) -> None:
    with pytest.raises(InputFault) as caught:
        listed(tmp_path, text)
    fault = caught.value.faults[0]
    assert fault.message == ("fault.no-name-column-likely" if likely else "fault.no-name-column")
    assert fault.named["likely"] == (likely or "")


# Rows


TASKS = """Project,Project Status,Start Date,End Date,Budget,{heading},Task Status,Priority
Alpha,In Progress,2026-01-06,2026-06-30,450000,Design,Done,High
Alpha,In Progress,2026-01-06,2026-06-30,450000,Build,In Progress,Low
Alpha,In Progress,2026-01-06,2026-06-30,450000,Test,To Do,High
Beta,Planned,2026-02-01,2026-09-30,200000,Design,Done,High
Beta,Planned,2026-02-01,2026-09-30,200000,Build,To Do,High
Gamma,Planned,2026-02-01,2026-09-30,100000,Build,To Do,High
"""


def test_rows_of_tasks_are_one_initiative_and_their_money_counts_once(tmp_path: Path) -> None:
    made = listed(tmp_path, TASKS.format(heading="Task Name"))
    assert [(each["name"], each["cost"]) for each in made.initiatives] == [
        ("Alpha", 450_000), ("Beta", 200_000), ("Gamma", 100_000),
    ]  # fmt: skip
    assert made.initiatives[0]["extra"]["Task Name"] == "Design; Build; Test"
    assert made.initiatives[0]["extra"]["Priority"] == "High; Low"  # nothing that a row says is lost
    assert (made.account.rows, made.account.others, made.account.listed) == (6, {"lines": 3}, (750_000, 750_000))
    assert "3" in told(made, "import.tasks")


def test_rows_that_repeat_without_a_column_of_tasks_stay_apart_and_are_told(tmp_path: Path) -> None:
    made = listed(tmp_path, TASKS.format(heading="Nursing home"))
    assert [each["name"] for each in made.initiatives] == ["Alpha"] * 3 + ["Beta"] * 2 + ["Gamma"]
    assert (made.account.rows, made.account.listed) == (6, (1_850_000, 1_850_000))
    assert "3" in told(made, "import.repeats")


@pytest.mark.parametrize(
    "text",
    [
        "Projekt;Pris\nA;100000\nA;100000\nB;200000\n",  # the same twice, and nothing that tells them apart
        "Projekt;Pris;Opgave\nA;100000;x\nA;150000;y\nB;200000;z\n",  # of different amounts
        "Projekt;Pris;Arbejde\nA;100000;x\nA;100000;y\nB;200000;z\nC;300000;z\nD;1000000;z\nE;50000;z\n",  # no habit
    ],
)
def test_what_may_be_two_initiatives_of_one_name_stays_two(tmp_path: Path, text: str) -> None:
    made = listed(tmp_path, text)
    assert [each["id"] for each in made.initiatives][:3] == ["a", "a-2", "b"] and told(made, "import.alike")


def test_a_register_of_benefits_adds_them(tmp_path: Path) -> None:
    text = (
        "Project,Benefit Name,Expected Annual Benefit,Realised Benefit to Date,Benefit Owner\n"
        "A,Hosting,120000,0,Ann\nA,Time,120000,5000,Bo\nB,Paper,50000,50000,Ann\n"
    )
    made = listed(tmp_path, text)
    assert [each["benefit"] for each in made.initiatives] == [
        {"planned": 240_000, "realised": 5_000, "owner": "Ann"},
        {"planned": 50_000, "realised": 50_000, "owner": "Ann"},
    ]
    assert made.initiatives[0]["extra"]["Benefit Owner"] == "Ann; Bo"


def test_many_that_are_called_alike_are_told_together(tmp_path: Path) -> None:
    rows = "".join(f"{name};{at}00000\n{name};{at + 1}00000\n" for at, name in enumerate("ABCDE", 1))
    made = listed(tmp_path, "Projekt;Pris\n" + rows)
    assert len(made.initiatives) == 10 and sum(each.message == "import.alike" for each in made.notes) == 3
    assert told(made, "import.alike-more") == '"D" (2), "E" (2)'


# Cells


def test_what_programs_write_for_nothing_is_unknown(tmp_path: Path) -> None:
    made = listed(tmp_path, "Project,Budget,End Date,Owner\nA,None,None,None\nB,nan,NaT,nan\nC,900000,2026-12-31,Ann\n")
    assert [set(each) & {"cost", "end", "owner"} for each in made.initiatives] == [
        set(),
        set(),
        {"cost", "end", "owner"},
    ]


def test_a_name_too_long_is_cut_and_kept(tmp_path: Path) -> None:
    made = listed(tmp_path, f"Projekt;Pris\n{'Et langt navn ' * 20};900000\n")
    (only,) = made.initiatives
    assert len(only["name"]) == 200 and only["name"].endswith(" ...") and told(made, "import.clipped-names") == "2"
    assert only["extra"]["Projekt"] == ("Et langt navn " * 20).strip()


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("uge 14 2026", "2026-03-30", "2026-04-05"),
        ("Uge 14, 2026", "2026-03-30", "2026-04-05"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("primo 2026", "2026-01-01", "2026-01-31"),
        ("medio 2026", "2026-06-01", "2026-07-31"),
        ("Ultimo 2026", "2026-12-01", "2026-12-31"),
        ("ultimo juni 2026", "2026-06-21", "2026-06-30"),
        ("primo marts 2026", "2026-03-01", "2026-03-10"),
        ("medio februar 2026", "2026-02-11", "2026-02-20"),
        ("ultimo Q2 2026", "2026-06-01", "2026-06-30"),
        ("medio 3. kvartal 2026", "2026-08-01", "2026-08-31"),
        ("inden udgangen af 2026", "2026-12-01", "2026-12-31"),
        ("efteråret 2026", "2026-09-01", "2026-11-30"),
        ("maj-juni 2026", "2026-05-01", "2026-06-30"),
        ("2025-2027", "2025-01-01", "2027-12-31"),
        ("2026-2027", "2026-01-01", "2027-12-31"),
        ("2026/27", "2026-04-01", "2027-03-31"),
        ("Q1-Q2 2026", "2026-01-01", "2026-06-30"),
        ("ca. juni 2026", "2026-06-01", "2026-06-30"),
        ("december 2026 (forventet)", "2026-12-01", "2026-12-31"),
        ("Q3 26", "2026-07-01", "2026-09-30"),
        ("1H26", "2026-01-01", "2026-06-30"),
        ("slut uge 5 2026", "2026-01-26", "2026-02-01"),
    ],
)
def test_days_in_words(said: str, start: str, end: str) -> None:
    assert (read_day(said, None, False), read_day(said, None, True)) == ((start, False), (end, False))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-06-01T00:00:00.000+0200", "2026-06-01"),
        ("01/Jun/26 9:00 AM", "2026-06-01"),
        ("June 1st, 2026", "2026-06-01"),
        ("senest 31. december 2026", "2026-12-31"),
        ("1/6-2026", "2026-06-01"),
        ("20260601", "2026-06-01"),
    ],
)
def test_days_as_programs_and_people_write_them(said: str, day: str) -> None:
    assert read_day(said, None, True) == (day, True)


@pytest.mark.parametrize(
    "said",
    [
        *("uge 14", "uge 54 2026", "efter 2027", "juni", "vinter 2026", "26", "2027-2025", "32. juni 2026"),
        *("uge 52 9999", "v1 0001", "uge 1 0000"),  # beyond what a calendar has, or a portfolio
    ],
)
def test_what_is_no_day_is_refused(said: str) -> None:
    with pytest.raises(Unusable):
        read_day(said, None, True)


def test_that_there_is_no_last_day_is_kept_and_told(tmp_path: Path) -> None:
    made = listed(tmp_path, "Projekt;Start;Slut\nA;2026-01-01;Løbende\nB;2026-01-01;2026-12-31\n")
    assert "end" not in made.initiatives[0] and made.initiatives[0]["extra"] == {"Slut": "Løbende"}
    assert told(made, "import.open-ended") == "Løbende (2)" and is_open_ended(" ongoing.")


# Amounts by year


YEARS = (
    "Projekt;Forvaltning;2026;2027;2028;I alt\nA;Social;1.200;800;;2.000\nB;Stab;500;;;500\nC;Stab;300;300;300;1.200\n"
)


def test_columns_of_years_beside_the_whole_say_what_falls_when(tmp_path: Path) -> None:
    made = listed(tmp_path, YEARS + "I alt;;2.000;1.100;300;3.700\n")
    assert [(each["cost"], each["cost_by_year"]) for each in made.initiatives] == [
        (2000, {"2026": 1200, "2027": 800}), (500, {"2026": 500}), (1200, {"2026": 300, "2027": 300, "2028": 300}),
    ]  # fmt: skip
    assert told(made, "import.years-differ") == "4" and made.account.listed == (3700, 3700) and made.account.agrees


@pytest.mark.parametrize(
    "heads", ["Budget 2026 (t.kr.);BO 2027 (t.kr.)", "2026 (t.kr.);2027 (t.kr.)", "B2026 t.kr.;BO2027 t.kr."]
)
def test_columns_of_years_alone_are_the_cost(tmp_path: Path, heads: str) -> None:
    made = listed(tmp_path, f"Projekt;{heads}\nA;1.200;1.800\nB;500;\n")
    assert [(each["cost"], each["cost_by_year"]) for each in made.initiatives] == [
        (3_000_000, {"2026": 1_200_000, "2027": 1_800_000}), (500_000, {"2026": 500_000}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Projekt;Pris;2026;2027\nA;100000;x;\nB;200000;;x\nC;1;x;x\n", "import.not-years"),  # marks, no amounts
        ("Projekt;Pris;2026;2027\nA;100000;-50000;150000\nB;200000;200000;\n", "import.years-left"),
        ("Projekt;Pris;2026\nA;100000;3\n", "import.loose"),  # one bare year says nothing
    ],
)
def test_what_is_no_amount_of_a_year_is_kept(tmp_path: Path, text: str, message: str) -> None:
    made = listed(tmp_path, text)
    first = made.initiatives[0]
    assert "cost_by_year" not in first and "2026" in first["extra"] and first["cost"] == 100_000
    assert message == "import.loose" or told(made, message)


def test_bare_years_above_yes_and_no_are_no_amounts(tmp_path: Path) -> None:
    made = listed(tmp_path, "Projekt;2026;2027\nA;ja;nej\nB;nej;ja\nC;ja;ja\n")
    assert [(each.get("cost"), each["extra"]["2026"]) for each in made.initiatives] == [
        (None, "ja"), (None, "nej"), (None, "ja"),
    ]  # fmt: skip
    assert told(made, "import.not-years")


@pytest.mark.parametrize("said", ["Undervejs", "er undervejs", "UNDERVEJS."])
def test_under_way_in_the_plainest_danish(tmp_path: Path, said: str) -> None:
    assert listed(tmp_path, f"Projekt;Status\nA;{said}\n").initiatives[0]["status"] == "under-way"


def test_years_that_no_portfolio_can_have_are_kept(tmp_path: Path) -> None:
    made = listed(tmp_path, "Projekt;cost_by_year.9999;cost_by_year.0000;cost_by_year.2026\nA;1000;2000;5000\n")
    assert made.initiatives[0]["cost_by_year"] == {"2026": 5000} and made.initiatives[0]["cost"] == 5000
    assert set(made.initiatives[0]["extra"]) == {"cost_by_year.9999", "cost_by_year.0000"}


def test_a_cost_of_which_a_part_is_unknown_is_told_to_be_the_least(tmp_path: Path) -> None:
    made = listed(tmp_path, "Projekt;2026;2027\nA;100000;?\nB;200000;300000\nC;?;?\n")
    assert [each.get("cost") for each in made.initiatives] == [100_000, 500_000, None]
    assert told(made, "import.partly-known") == "2"


def test_years_go_out_and_come_back(tmp_path: Path) -> None:
    made = listed(tmp_path, YEARS)
    portfolio = parse_model(Portfolio, Source("-", made.text, MAX_NODES))
    for keys in (False, True):
        heads, rows = export_rows(portfolio, CONTENT, "da", keys)
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        again = listed(tmp_path, "\n".join(";".join(row) for row in [heads, *cells]))
        assert [each["cost_by_year"] for each in again.initiatives] == [
            each["cost_by_year"] for each in made.initiatives
        ]


def scored_years(*initiatives: dict[str, Any]) -> PortfolioScore:
    named = [{"id": f"i{n}", "name": f"N{n}", **each} for n, each in enumerate(initiatives)]
    return score_portfolio(
        Portfolio.model_validate({"organisation": {"name": "T"}, "initiatives": named}), Scorer(CONTENT)
    )


def test_the_cost_is_the_sum_of_the_years_unless_it_is_stated() -> None:
    score = scored_years(
        {"cost_by_year": {"2026": 0.1, "2027": 0.2}}, {"cost": 500, "cost_by_year": {"2026": 100}}, {"cost": 5}
    )
    assert [each.initiative.cost for each in score.initiatives] == [pytest.approx(0.3), 500, 5]
    assert [each.about for each in remarks(score, CONTENT) if each.id == "years-differ"] == [("i1",)]


def test_a_budget_for_a_year_takes_what_falls_in_it_and_says_where_that_is_assumed() -> None:
    rated = {"type": "streamline", "citizen_problem": "X", "business_case": dict.fromkeys(RATED, 5)}
    score = scored_years(
        {**rated, "cost_by_year": {"2026": 900, "2028": 100}},
        {**rated, "cost": 730, "start": "2026-01-01", "end": "2027-12-31"},
        {**rated, "cost": 7},
    )
    wish = Wish(Budgets(1270, {2026: 1265, 2027: 10_000}))
    candidates = weigh(score, wish)[0]
    limits = {each.name: dict(each.uses) for each in demands_of(score, wish, candidates).limits if each.kind == "year"}
    assert limits == {"2026": {"i0": 900, "i1": 365}, "2027": {"i0": 0, "i1": 365}}


@pytest.mark.parametrize(
    ("lines", "cost", "unit"),
    [
        (
            ["Porteføljen 2026;", "Beløb i mio. kr., 2026-p/l;", "Projekt;Pris", "A;1,5", "B;20"],
            1_500_000,
            "mio. kr. 2",
        ),
        (["Alle beløb er i 1.000 kr.;", "Projekt;Pris", "A;1.500", "B;1.200", "C;20"], 1_500_000, "1.000 kr. 1"),
        (["Projekt;Pris", "A;1500", "B;20", ";", "Beløb i t.kr.;"], 1_500_000, "1.000 kr. 5"),
        (["Beløb i t.kr.;", "Projekt;Pris (kr.)", "A;1500000", "B;20000"], 1_500_000, ""),  # the heading knows better
        (["Mio. kr.;", "Projekt;Pris (t.kr.)", "A;1500", "B;20"], 1_500_000, ""),
        (["Beløb i mio. kr.;", "Projekt;Pris", "A;1500000", "B;2000000"], 1_500_000, ""),  # beyond all measure
        (["Rammen er 5 mio. kr.;", "Projekt;Pris", "A;1500000", "B;20"], 1_500_000, ""),  # an amount, and no unit
    ],
)
def test_a_unit_may_stand_above_or_below_the_list(tmp_path: Path, lines: list[str], cost: float, unit: str) -> None:
    made = listed(tmp_path, "\n".join(lines) + "\n")
    assert made.initiatives[0]["cost"] == cost
    assert told(made, "import.unit-apart") == (f'"Pris" {unit}' if unit else "")
