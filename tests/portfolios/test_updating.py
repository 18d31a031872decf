"""A portfolio brought up to date with a list: what changes, what stays, and that nothing else is touched."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES
from digitrans.errors import UsageFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.reading import load_portfolio_content, read_portfolio
from digitrans.portfolios.spreadsheets.exporting import export_book, export_rows
from digitrans.portfolios.spreadsheets.importing import Wishes, import_portfolio
from digitrans.portfolios.spreadsheets.sheets import Found, read_sheets
from digitrans.portfolios.updating import Updated, updated

CONTENT = load_portfolio_content()
Run = Callable[..., tuple[int, str, str]]

FILE = """# yaml-language-server: $schema=portfolio.schema.json
# Ours
organisation: {name: Bakkedal, risk_willingness: 3}
departments:
  - id: social   # the large one
    name: Social
initiatives:
  # the first
  - id: robot
    name: Robot
    department: social
    type: streamline   # agreed in May
    business_case:
      citizen_quality: 2
      economy: 4  # by the finance department
    benefit:
      planned: 1000
    cost: 400000  # from the budget
    status: idea

  - {id: portal, name: Portal, cost: 700000, type: modernise} # on one line
  - name: "Gammel sag"
    id: gammel
    note: |
      Two lines
      of it.
rules:
  - {id: few-red, kind: max_red, limit: 2}
"""


def listed(text: str) -> list[Found]:
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    return [
        Found(
            "", tuple(rows[0]), tuple((at, tuple(each or None for each in row)) for at, row in enumerate(rows[1:], 2))
        )
    ]


def brought(file: str, text: str, **wishes: Any) -> Updated:
    source = Source("p.yaml", file)
    portfolio = parse_model(Portfolio, source)
    known = {each.id: each.name for each in portfolio.departments}
    made = import_portfolio(
        listed(text), CONTENT, "list.csv", Wishes(organisation="T", departments=known, **wishes), "en"
    )
    return updated(source, portfolio, made)


def test_what_is_new_gone_and_changed() -> None:
    text = "Projekt;Forvaltning;Pris;Status;Type\nRobot;Social;500000;I gang;Modernisere\n"
    text += "Portal;Skole;700000;;\nNyt;Social;1000;Idé;1\n"
    found = brought(FILE, text)
    assert found.new == [("nyt", "Nyt")] and found.gone == [("gammel", "Gammel sag")] and found.departments == ["Skole"]
    changes = [(each.id, each.key, each.before, each.after) for each in found.changed]
    assert changes == [
        ("robot", "cost", 400000, 500000),
        ("robot", "status", "idea", "under-way"),
        ("portal", "department", None, "skole"),
    ]
    assert [(each.id, each.key, each.after) for each in found.disputed] == [("robot", "type", "modernise")]


def test_comments_order_and_layout_stay() -> None:
    found = brought(FILE, "Projekt;Pris;Slut;Ejer\nRobot;500000;2026-12-31;Ida\nPortal;700000;;Bo\nGammel sag;5;;\n")
    wanted = FILE.replace("cost: 400000  # from", "cost: 500000  # from")
    wanted = wanted.replace("    status: idea\n", '    status: idea\n    end: 2026-12-31\n    owner: "Ida"\n')
    wanted = wanted.replace("type: modernise} #", 'type: modernise, owner: "Bo"} #')
    wanted = wanted.replace("      of it.\n", "      of it.\n    cost: 5\n")
    assert found.text == wanted


def test_a_second_time_nothing_changes() -> None:
    text = (
        "Projekt;Forvaltning;Pris;Status;Start;Leverandør\nRobot;Skole;500000;I gang;Q1 2026;X\nNyt;Kultur;1;Idé;;Y\n"
    )
    once = brought(FILE, text).text
    again = brought(once, text)
    assert again.text == once and not again.changed and not again.new


def test_an_empty_cell_takes_nothing_away() -> None:
    assert brought(FILE, "Projekt;Pris;Status\nRobot;;\nPortal;-;?\nGammel sag;;\n").text == FILE


def test_ids_of_the_list_find_what_has_another_name() -> None:
    found = brought(FILE, "Id;Projekt\nrobot;Robotten\nportal;Portal\ngammel;Gammel sag\n")
    assert [(each.key, each.after) for each in found.changed] == [("name", "Robotten")] and not found.new
    found = brought(FILE, "Projekt\nRobotten\nPortal\nGammel sag\n")
    assert found.new == [("robotten", "Robotten")] and found.alike == [("Robotten", "Robot")]


def test_of_two_with_one_name_each_finds_its_own() -> None:
    file = FILE.replace("name: Portal", "name: Robot")
    found = brought(file, "Projekt;Pris\nRobot;400000\nRobot;800000\nRobot;3\n")
    assert [(each.id, each.after) for each in found.changed] == [("portal", 800000)]
    assert [name for _, name in found.new] == ["Robot"] and found.new[0][0] not in ("robot", "portal", "gammel")


def test_ratings_are_filled_in_where_there_are_none() -> None:
    text = "Projekt;Kvalitet for borgeren;Lov\nRobot;5;3\nPortal;4;\nGammel sag;;\n"
    found = brought(FILE, text)
    assert [(each.key, each.after) for each in found.changed] == [
        ("business_case.law", 3),
        ("business_case.citizen_quality", 4),
    ]
    assert [each.key for each in found.disputed] == ["business_case.citizen_quality"]
    assert "      economy: 4  # by the finance department\n      law: 3\n" in found.text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_other_layouts(end: str) -> None:
    files = [
        "organisation:\n  name: T\ninitiatives:\n- id: robot\n  name: Robot\n- id: b\n  name: B\n",
        "{organisation: {name: T}, initiatives: [{id: robot, name: Robot}, {id: b, name: B}]}\n",
        "organisation: {name: T}\ninitiatives: [{id: robot, name: Robot}]\n",
        "organisation: {name: T}\ndepartments: []\ninitiatives:\n  - id: robot\n    name: Robot",
        "organisation: {name: T}\ninitiatives:\n  - id: robot\n    name: Robot\n"
        "    extra:\n      Farve: rød # ja\n    # end\n",
    ]
    text = "Projekt;Pris;Farve\nRobot;5000;blå\nNyt;6000;grøn\n"
    for file in files:
        found = brought(file.replace("\n", end), text)
        values = Source("x", found.text).values["initiatives"]
        assert (values[0]["cost"], values[0]["extra"], values[-1]["name"]) == (5000, {"Farve": "blå"}, "Nyt"), file
        assert ("\r\n" in found.text) == (end == "\r\n" and "\n" in file)


def test_json_stays_json() -> None:
    text = '{"organisation": {"name": "T"}, "initiatives": [{"id": "robot", "name": "Robot"}]}'
    found = brought(text, "Projekt;Pris;Status;Start;Forvaltning\nRobot;5000;I gang;2026-01-01;A\nNyt;;;;B\n")
    values = json.loads(found.text)
    assert [each["id"] for each in values["departments"]] == ["a", "b"]
    assert values["initiatives"][0]["start"] == "2026-01-01" and values["initiatives"][1]["department"] == "b"


def test_what_cannot_be_changed_is_left_alone() -> None:
    anchored = FILE.replace("name: Robot", "name: &own Robot").replace("name: Portal", "name: *own")
    with pytest.raises(UsageFault, match=r"error\.into-text"):
        brought(anchored, "Id;Projekt\nrobot;Andet\n")
    with pytest.raises(UsageFault, match=r"error\.into-currency"):
        brought(FILE, "Projekt;Pris\nRobot;$5000\n")


NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co", "Cf")), min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_in_a_list_only_that_changes(data: st.DataObject) -> None:
    """Any names, amounts and owners: read again, the file is as it was but for what was told."""
    names = ["Robot", "Portal", "Gammel sag", *data.draw(st.lists(NAMES.filter(lambda each: each.strip()), max_size=3))]
    rows = [
        (name, data.draw(st.integers(0, 10**9)), data.draw(NAMES), data.draw(NAMES))
        for name in data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    ]
    sheet = Found("", ("Projekt", "Pris", "Ejer", "Farve #: x"), tuple((at, row) for at, row in enumerate(rows, 2)))
    source = Source("p.yaml", FILE)
    portfolio = parse_model(Portfolio, source)
    made = import_portfolio([sheet], CONTENT, "l", Wishes(organisation="T"), "en")
    found = updated(source, portfolio, made)
    after = parse_model(Portfolio, Source("p.yaml", found.text))
    assert len(after.initiatives) == 3 + len(found.new)
    comments = ("# Ours", "# the large one", "# the first", "# agreed in May", "# by the finance department")
    assert all(each in found.text for each in comments)
    assert after.initiatives[0].type == "streamline" and after.rules == portfolio.rules


def test_from_the_command_line(run: Run, tmp_path: Path) -> None:
    path, sheet = tmp_path / "p.yaml", tmp_path / "list.csv"
    path.write_text(FILE, encoding="utf-8")
    sheet.write_text("Projekt;Pris\nRobot;500000\nNyt;1000\n", encoding="utf-8")
    code, out, err = run("portfolio", "import", str(sheet), "--into", str(path), "--dry-run")
    assert (code, out) == (0, "") and path.read_text(encoding="utf-8") == FILE
    assert "New: 1. No longer in the list: 2. With changes: 1." in err and "400,000 -> 500,000" in err
    assert "stand at 700,000" in err and "Nothing is written" in err
    code, _, err = run("portfolio", "import", str(sheet), "--into", str(path))
    assert code == 0 and "is brought up to date" in err
    assert read_portfolio(str(path))[0].initiatives[0].cost == 500_000
    assert "up to date already" in run("portfolio", "import", str(sheet), "--into", str(path))[2]
    assert run("portfolio", "import", str(sheet), "--into", str(path), "-o", str(tmp_path / "x.yaml"))[0] == 2
    assert run("portfolio", "import", str(sheet), "--dry-run")[0] == 2


# Out again

FULL = """currency: EUR
organisation: {name: T, risk_willingness: 2.5, as_of: 2026-11-01, targets: {streamline: 60, modernise: 40},
  sub_goals: [{id: g, type: modernise, at_least: 5, due: 2027-01-01}]}
departments:
  - {id: a, name: "A; afdeling", readiness: 3, citizen_need: 4, capacity: 12,
     sub_goals: [{id: h, text: "Så: meget", type: streamline, at_most: 50, by: cost}]}
  - {id: b-2, name: B}
initiatives:
  - {id: x, name: X, department: a, answers: {citizens-notice: no}, cost: {low: 1.5, high: 2500000}, running_cost: 10,
     benefit: {planned: 5, realised: {low: 1, high: 2}, from: 2027-01-01, owner: Bo}, effort: 2.5, status: paused,
     phase: Analyse,
     priority: 1, start: 2026-01-01, end: 2027-01-01, depends_on: [y], owner: Ida, sponsor: Eva, note: "=1+1",
     extra: {Farve: rød, Antal: 3, "a:b": "x # y"}}
  - {id: y, name: "Y", department: b-2, type: unsure, citizen_problem: Køen, mandate: none,
     business_case: {law: dont-know, economy: 3}}
rules: [{id: r, kind: max_red, limit: 1},
  {id: s, kind: max_share, type: modernise, limit: 50.5, by: cost, department: a}]
"""


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("way", ["book", "keys"])
def test_everything_comes_back(run: Run, tmp_path: Path, language: str, way: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(FULL, encoding="utf-8")
    sheet = tmp_path / ("p.xlsx" if way == "book" else "p.csv")
    more = ("--csv-keys",) if way == "keys" else ()
    code, _, err = run("portfolio", "export", str(path), "-o", str(sheet), "--lang", language, *more)
    assert code == 0 and ("not in the spreadsheet" in err) == (way == "keys" and language == "en")
    code, out, _ = run("portfolio", "import", str(sheet), "--lang", language)
    made, wanted = parse_model(Portfolio, Source("-", out)), read_portfolio(str(path))[0]
    if way == "keys":
        wanted = wanted.model_copy(update={"rules": ()})
        head = wanted.organisation.model_copy(update={"targets": None, "sub_goals": ()})
        departments = tuple(each.model_copy(update={"sub_goals": ()}) for each in wanted.departments)
        wanted = wanted.model_copy(update={"organisation": head, "departments": departments})
    shares = {kind: (wanted.organisation.targets or {}).get(kind, 0) for kind in ("streamline", "modernise")}
    found = {kind: (made.organisation.targets or {}).get(kind, 0) for kind in ("streamline", "modernise")}
    assert shares == found
    for each in ("currency", "departments", "initiatives", "rules"):
        one, two = getattr(made, each), getattr(wanted, each)
        if each == "initiatives" and way == "keys":  # in CSV every figure is text until a field says otherwise
            one, two = (
                [
                    entry.model_copy(update={"extra": {k: str(v) for k, v in (entry.extra or {}).items()}})
                    for entry in all_
                ]
                for all_ in (one, two)
            )
        assert list(one) == list(two), each
    assert made.organisation.as_of == wanted.organisation.as_of and made.organisation.name == "T"


def test_keys_are_the_same_in_every_language() -> None:
    portfolio = read_portfolio(str(EXAMPLES / "portfolio-municipality.yaml"))[0]
    assert export_rows(portfolio, CONTENT, "da", keys=True) == export_rows(portfolio, CONTENT, "en", keys=True)
    headings, rows = export_rows(portfolio, CONTENT, "da", keys=True)
    assert {"id", "cost", "owner", "start", "organisation.as_of", "department.readiness", "business_case.law"} <= set(
        headings
    )
    assert rows[0][headings.index("status")] in ("idea", "planned", "under-way", "paused", "done", "stopped")


def test_the_book_is_ready_to_print() -> None:
    portfolio = read_portfolio(str(EXAMPLES / "portfolio-municipality.yaml"))[0]
    book = openpyxl.load_workbook(io.BytesIO(export_book(portfolio, CONTENT, "da")))
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert setup.orientation == "landscape" and 1 <= (setup.fitToWidth or 0) <= 9 and setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
    first = book.worksheets[0]
    assert first.auto_filter.ref and first.freeze_panes == "C2"
    assert all(dimension.width <= 44 for dimension in first.column_dimensions.values())


def test_letters_of_two_signs_find_their_initiative(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("organisation: {name: T}\ninitiatives: [{id: a, name: Skærmbesøg på Åvej}]\n", encoding="utf-8")
    wanted = unicodedata.normalize("NFD", "Skærmbesøg på Åvej")
    assert run("explain", str(path), wanted)[0] == 0
    assert len(read_sheets(Path(__file__).parent / "lists" / "T04-nfd.csv")[0].rows) == 2
