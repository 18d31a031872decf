"""A repeated questionnaire for several people: its units named once, and what comes back for others, or wrongly."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_forms import LANGUAGES, instrument, invitation, start

from digitrans.answers.values import Answer, Answers, Unit, units_from
from digitrans.content.catalogue import load_instrument
from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source
from digitrans.history.results import save_result
from digitrans.people import collection, rounds
from digitrans.people.comparison import Respondent
from digitrans.people.forms import excel_form, html_form, workbooks, xlsform, yaml_form
from digitrans.texts.escaping import visible
from goldens import NASTY, compare

Run = Callable[..., tuple[int, str, str]]
GROUPS = ("--group", "staff=4")
UNITS = ("--unit", "Børn og unge", "--unit", "Teknik og miljø")
ROOMS = ("boern-og-unge", "teknik-og-miljoe")


@pytest.fixture(scope="module")
def invited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the round is laid by the first test that needs it, for all to copy."""
    return tmp_path_factory.mktemp("invited") / "round"


@pytest.fixture
def folder(run: Run, tmp_path: Path, invited: Path) -> Path:
    if not invited.exists():
        asked = ("--instrument", "mentality", "--form", "yaml", "--form", "excel")
        assert run("people", "invite", str(invited), *GROUPS, *asked, *UNITS)[0] == 0
    return Path(shutil.copytree(invited, tmp_path / "round"))


def made(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "round.json").read_text(encoding="utf-8"))
    return found


def answer(folder: Path, code: str, units: list[dict[str, Any]], **other: Any) -> Path:
    path = folder / "back" / f"{code}.json"
    whole = {"instrument": "mentality", "respondent": code, "answers": {"change": "Ja"}, "units": units, **other}
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return path


def told_by(run: Run, folder: Path) -> tuple[int, dict[str, Any]]:
    status, out, err = run("people", "collect", str(folder), "--json")
    assert err == ""
    return status, json.loads(out)


def everyone(folder: Path) -> list[Respondent]:
    return collection.collected(folder, rounds.load_round(folder), load_instrument("mentality"), [])


# Who the questions are asked for


def test_the_units_are_named_once_for_all(folder: Path) -> None:
    assert made(folder)["units"] == [
        {"id": "boern-og-unge", "name": "Børn og unge"},
        {"id": "teknik-og-miljoe", "name": "Teknik og miljø"},
    ]
    assert rounds.load_round(folder).asked_for == units_from(["Børn og unge", "Teknik og miljø"])


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_invitation_says_what_everyone_answers_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ("--instrument", "maturity", "--form", "yaml", "--lang", language)
    status, out, err = run("people", "invite", "round", *GROUPS, *asked, *UNITS)
    assert (status, err) == (0, "")
    compare(f"people-invite.{language}.txt", out.replace("\\", "/"))


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_template_for_several_units(language: str) -> None:
    words = LANGUAGES[0] if language == "da" else LANGUAGES[1]
    compare(f"people-template.{language}.yaml", yaml_form.write(words, invitation(instrument("mentality")), "k3m9x2"))


def save(name: str, day: str, *units: str) -> None:
    found = load_instrument(name)
    values = {f"{each.id}/{found.items[-1].id}": Answer(3) for each in units_from(units)}
    save_result(Answers(name, 1, values=values, units=units_from(units), finished=f"{day}T10:00:00+01:00"))


def test_without_names_those_of_the_latest_saved_result_are_taken_over(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (name, day, units) in enumerate(
        [
            ("maturity", "2026-01-01", ("Gammel",)),
            ("mentality", "2026-03-01", ("Ny", "Nyere")),
            ("involvement", "2026-05-01", ("Pårørende",)),
        ]
    ):
        monkeypatch.setenv("DIGITRANS_ID", f"7f3{number}")
        save(name, day, *units)
    arguments = ("people", "invite", str(tmp_path / "one"), *GROUPS, "--instrument", "maturity")
    status, out, _ = run(*arguments)
    assert status == 0 and "departments: Ny, Nyere." in out
    assert "saved result of mentality, 1 March 2026" in " ".join(out.split())
    assert [each["name"] for each in made(tmp_path / "one")["units"]] == ["Ny", "Nyere"]
    status, out, _ = run("people", "invite", str(tmp_path / "two"), *arguments[3:], "--unit", "Helt ny", "--json")
    assert json.loads(out)["units"] == [{"id": "helt-ny", "name": "Helt ny"}]


MANY = tuple(part for number in range(13) for part in ("--unit", f"Nummer {number}"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--instrument", "maturity"), "Name them, for instance --unit"),
        (("--unit", "Teknik"), "self-assessment is answered once"),
        (("--instrument", "maturity", *MANY), "You named 13"),
        (("--instrument", "involvement", *MANY[:22]), "at the most"),
        (("--instrument", "maturity", "--unit", ""), "cannot be a name"),
        (("--instrument", "maturity", "--unit", " \t "), "cannot be a name"),
        (("--instrument", "maturity", "--unit", "-"), "cannot be a name"),
        (("--instrument", "maturity", "--unit", "A\nB"), "cannot be a name"),
        (("--instrument", "maturity", "--unit", "A\x1b[31mB"), "A\\x1b[31mB"),
        (("--instrument", "maturity", "--unit", "A\u202eB"), "cannot be a name"),
        (("--instrument", "maturity", "--unit", "A\udcffB"), "cannot be a name"),
        (("--instrument", "maturity", "--unit", "æ" * 201), "at most 200"),
        (("--instrument", "maturity", "--unit", "Børn", "--unit", " børn"), "named twice"),
        (("--instrument", "maturity", "--unit", "Bo\u0308rn", "--unit", "B\u00f6rn"), "named twice"),
    ],
)
def test_invite_refuses_units_in_one_line(run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    status, out, err = run("people", "invite", str(tmp_path / "new"), *GROUPS, *arguments)
    assert (status, out) == (2, "") and said in err and err.count("\n") == 1
    assert visible(err) == err and not (tmp_path / "new").exists()


def test_names_that_come_to_the_same_id_are_told_apart() -> None:
    repeat = load_instrument("maturity").repeat
    assert repeat is not None
    found = rounds.check_units(["Børn & unge", "Børn - unge", "東京", "12"], repeat)
    assert [each.id for each in found] == ["boern-unge", "boern-unge-2", "unit", "unit-12"]
    with pytest.raises(UsageFault):
        rounds.check_units(["🚒"], repeat)


def test_an_older_round_without_units_still_loads(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    run("people", "invite", str(folder), *GROUPS, "--short")
    old = made(folder)
    assert old.pop("units") == []
    (folder / "round.json").write_text(json.dumps(old), encoding="utf-8")
    assert rounds.load_round(folder).asked_for == ()
    assert run("people", "collect", str(folder))[0] == 0


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([{"id": "a", "name": "A"}, {"id": "a", "name": "B"}], "used before"),
        ([{"id": "A b", "name": "A"}], "id"),
        ([{"id": "a", "name": ""}], "name"),
        ([{"id": f"a{n}", "name": "A"} for n in range(31)], "30"),
        ("a", "list"),
    ],
)
def test_a_damaged_list_of_units_is_told(run: Run, folder: Path, units: Any, said: str) -> None:
    (folder / "round.json").write_text(json.dumps(made(folder) | {"units": units}), encoding="utf-8")
    status, out, err = run("people", "collect", str(folder))
    assert (status, out) == (3, "") and "round.json" in err and said in err


# What comes back


def test_ids_decide_and_names_are_those_of_the_round(run: Run, folder: Path) -> None:
    code = next(iter(made(folder)["codes"]))
    answer(folder, code, [{"id": ROOMS[1], "name": "Noget andet", "answers": {"listened-to": 4}}])
    status, told = told_by(run, folder)
    assert status == 0 and told["new"] == [code]
    (came,) = everyone(folder)
    assert came.answers.units == (Unit(ROOMS[0], "Børn og unge"), Unit(ROOMS[1], "Teknik og miljø"))
    assert dict(came.answers.values) == {"change": Answer("Ja"), f"{ROOMS[1]}/listened-to": Answer(4)}


def test_who_answers_for_none_of_the_units_is_taken(run: Run, folder: Path) -> None:
    code = next(iter(made(folder)["codes"]))
    answer(folder, code, [])
    assert told_by(run, folder)[0] == 0
    assert len(everyone(folder)[0].answers.units) == 2


def test_units_that_the_round_does_not_have_are_told_by_line(run: Run, folder: Path) -> None:
    one, two, *_ = made(folder)["codes"]
    unit = {"id": "havnen", "name": "Havnen", "answers": {"listened-to": 4}}
    path = answer(folder, one, [{"id": ROOMS[0], "name": "x", "answers": {}}, unit])
    answer(folder, two, [{"id": ROOMS[0], "name": "x", "answers": {"listened-to": 4}}])
    status, told = told_by(run, folder)
    line = path.read_text(encoding="utf-8").split("\n").index('   "id": "havnen",') + 1
    assert status == 3 and told["new"] == [two]
    assert [(each["fault"], each["line"]) for each in told["faults"]] == [("fault.unknown-unit", line)]
    out = run("people", "collect", str(folder))[1]
    assert "boern-og-unge, teknik-og-miljoe" in " ".join(out.split())


def test_a_workbook_for_other_units_is_told_by_row(run: Run, folder: Path, tmp_path: Path) -> None:
    code = next(iter(made(folder)["codes"]))
    sheet_rows(folder, code, {f"{ROOMS[0]}/listened-to": ("havnen/listened-to", 4)})
    status, told = told_by(run, folder)
    (fault,) = told["faults"]
    assert status == 3 and fault["fault"] == "fault.unknown-unit" and fault["line"] > 6


def test_what_is_collected_is_compared_unit_by_unit(run: Run, folder: Path) -> None:
    rated = [each.id for each in load_instrument("mentality").items if each.kind == "rating"]
    for number, code in enumerate(made(folder)["codes"]):
        answers = {each: 1 + (number + at) % 5 for at, each in enumerate(rated)}
        units = [{"id": each, "name": "x", "answers": answers} for each in ROOMS]
        answer(folder, code, units if number else units[:1])
    assert told_by(run, folder)[0] == 0
    status, out, err = run("people", "compare", str(folder))
    assert (status, err) == (0, "") and "Børn og unge" in out and "Teknik og miljø" in out


# Workbooks that were filled in wrongly


@pytest.mark.parametrize("row_id", ["a/b/c", "/", "x/", "=1+1", "A" * 5000, "[bold]x[/bold]/listened-to", "spread"])
def test_a_row_that_says_something_else_is_a_fault_and_nothing_more(run: Run, folder: Path, row_id: str) -> None:
    code = next(iter(made(folder)["codes"]))
    sheet_rows(folder, code, {f"{ROOMS[0]}/listened-to": (row_id, "x")})
    book = openpyxl.load_workbook(folder / "back" / f"answers-{code}.xlsx")
    for row in book.worksheets[0].iter_rows(max_col=1):
        row[0].data_type = "s" if isinstance(row[0].value, str) else row[0].data_type
    book.save(folder / "back" / f"answers-{code}.xlsx")
    status, out, err = run("people", "collect", str(folder))
    assert (status, err) == (3, "") and ".xlsx:" in out and len(out) < 3000


def sheet_rows(folder: Path, code: str, cells: dict[str, tuple[str, Any]], column: int = 4) -> dict[str, int]:
    """The code's workbook in the folder of what came back, with cells filled: row id to (new row id, value)."""
    book = openpyxl.load_workbook(folder / "send" / f"answers-{code}.xlsx")
    sheet = book.worksheets[0]
    rows = {}
    for row in range(7, sheet.max_row + 1):
        if (row_id := str(sheet.cell(row, 1).value)) in cells:
            sheet.cell(row, 1, cells[row_id][0])
            sheet.cell(row, column, cells[row_id][1])
            rows[row_id] = row
    assert rows.keys() == cells.keys()
    book.save(folder / "back" / f"answers-{code}.xlsx")
    return rows


SPREAD = f"{ROOMS[1]}/spread"


@pytest.mark.parametrize(
    ("filled", "fault", "at"),
    [
        ({":optimist": 60, ":passive": 30}, "fault.not-100", ":optimist"),
        ({":optimist": 60, ":passive": 30, ":sceptic": 20, ":watchdog": 0}, "fault.not-100", ":optimist"),
        ({":passive": "halvdelen", ":optimist": 50}, "fault.not-share", ":passive"),
        ({":passive": 49.5, ":optimist": 50.5}, "fault.not-share", ":optimist"),
        ({":passive": -10, ":optimist": 110}, "fault.not-share", ":optimist"),
        ({":passive": 1000000, ":optimist": True}, "fault.not-share", ":optimist"),
        ({":optimist": 100, "?": "Don't know"}, "fault.contradicts", "?"),
        ({"?": "Maybe"}, "fault.not-one-of", "?"),
        ({"": 40}, "fault.not-usable", ""),
    ],
)
def test_shares_that_do_not_fit_are_told_by_row(
    run: Run, folder: Path, filled: dict[str, Any], fault: str, at: str
) -> None:
    code = next(iter(made(folder)["codes"]))
    rows = sheet_rows(folder, code, {SPREAD + end: (SPREAD + end, value) for end, value in filled.items()})
    status, told = told_by(run, folder)
    first = told["faults"][0]
    assert status == 3 and told["new"] == [] and first["fault"] == fault
    assert (first["line"], first["column"]) == (rows[SPREAD + at], 4)
    assert ROOMS[1] in first["where"] and "spread" in first["where"]


def test_what_is_left_empty_beside_a_hundred_has_no_share(run: Run, folder: Path) -> None:
    code = next(iter(made(folder)["codes"]))
    filled = {f"{SPREAD}:optimist": 70, f"{SPREAD}:passive": "30 %"}
    sheet_rows(folder, code, {row_id: (row_id, value) for row_id, value in filled.items()})
    assert told_by(run, folder)[0] == 0
    shares = (("optimist", 70), ("passive", 30), ("sceptic", 0), ("watchdog", 0))
    assert everyone(folder)[0].answers[SPREAD] == Answer(shares)


def test_all_that_is_wrong_in_a_workbook_is_told_at_once(run: Run, folder: Path) -> None:
    code = next(iter(made(folder)["codes"]))
    wrong = {
        SPREAD: (f"{ROOMS[1]}/listened-to", 4),  # the row of another question, so that it is there twice
        f"{SPREAD}:optimist": (f"{SPREAD}:optimist", "x"),
        f"{ROOMS[0]}/listened-to": (f"{ROOMS[0]}/listened-to", 9),
        f"{ROOMS[1]}/listened-to": (f"{ROOMS[1]}/listened-to", 5),
    }
    sheet_rows(folder, code, wrong)
    faults = {each["fault"] for each in told_by(run, folder)[1]["faults"]}
    assert faults == {"fault.answered-twice", "fault.not-share", "fault.out-of-range"}


def choices_book(tmp_path: Path, cells: dict[str, Any]) -> tuple[rounds.Round, Path]:
    found = instrument("kinds")
    wanted = start(tmp_path / "round", found)
    data = excel_form.write(LANGUAGES[1], invitation(found), next(iter(wanted.codes)))
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows(min_row=7):
        if (row_id := str(row[0].value)) in cells:
            row[3].value = cells[row_id]
    book.save(tmp_path / "form.xlsx")
    return wanted, tmp_path / "form.xlsx"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"tools:pen": "Yes", "tools?": "None of them"}, "fault.contradicts"),
        ({"tools:pen": "No"}, "fault.not-one-of"),
        ({"tools?": "Yes"}, "fault.not-one-of"),
        ({"sum": 12, "sum?": "Don't know"}, "fault.contradicts"),
        ({"sum": 5001}, "fault.out-of-range-number"),
        ({"sum": "1.200"}, "fault.not-an-answer"),
        ({"way": "words and more"}, "fault.not-one-of"),
    ],
)
def test_choices_that_do_not_fit_are_told(tmp_path: Path, cells: dict[str, Any], fault: str) -> None:
    wanted, path = choices_book(tmp_path, cells)
    sources = workbooks.read(path, instrument("kinds"), (), LANGUAGES)
    taken = collection.collect(tmp_path / "round", wanted, instrument("kinds"), sources)
    assert [each.message for one in taken.faults for each in one.faults] == [fault]
    assert all(each.line and each.column == 4 for one in taken.faults for each in one.faults)


@pytest.mark.parametrize(("said", "number"), [("12", 12), ("12,5", 12.5), ("-4.0", -4), (7.0, 7), (1.125, 1.125)])
def test_a_number_written_as_a_text_is_a_number(tmp_path: Path, said: Any, number: float) -> None:
    _, path = choices_book(tmp_path, {"sum": said})
    (source,) = workbooks.read(path, instrument("kinds"), (), LANGUAGES)
    assert isinstance(source, Source) and source.values["answers"] == {"sum": number}


# Exports


def export(path: Path, head: list[str], *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (head, *rows):
        sheet.append(row)
    book.save(path)
    return path


def collected_from(
    tmp_path: Path, name: str, head: list[str], *rows: list[Any]
) -> tuple[collection.Taken, rounds.Round]:
    found = instrument(name)
    wanted = start(tmp_path / "round", found)
    codes = list(wanted.codes)
    path = export(tmp_path / "export.xlsx", ["respondent", *head], *([codes[n], *row] for n, row in enumerate(rows)))
    sources = workbooks.read(path, found, wanted.asked_for, LANGUAGES)
    return collection.collect(tmp_path / "round", wanted, found, sources), wanted


def test_contradictory_picks_are_told_by_row(tmp_path: Path) -> None:
    rows = (["pen none_"], ["dont_know not_relevant"], ["pencil"], ["none_"])
    taken, wanted = collected_from(tmp_path, "kinds", ["tools"], *rows)
    told = [(each.faults[0].line, each.faults[0].message) for each in taken.faults]
    assert told == [(2, "fault.contradicts"), (3, "fault.contradicts"), (4, "fault.not-one-of")]
    (came,) = collection.collected(tmp_path / "round", wanted, instrument("kinds"), [])
    assert came.answers["tools"] == Answer(())


def test_a_column_for_each_of_several_choices_works_too(tmp_path: Path) -> None:
    head = ["group/tools/pen", "group/tools/van", "tools/none_"]
    taken, wanted = collected_from(tmp_path, "kinds", head, [1, "0", 0], [0, 0, 0], ["False", "True", None], [1, 0, 1])
    assert [each.faults[0].message for each in taken.faults] == ["fault.contradicts"]
    came = {
        each.code: each.answers for each in collection.collected(tmp_path / "round", wanted, instrument("kinds"), [])
    }
    one, two, three, _ = wanted.codes
    assert came[one]["tools"] == Answer(("pen",)) and came[three]["tools"] == Answer(("van",))
    assert two not in came, "nothing picked is no answer, unless 'none of them' is"
    assert [code for code, _ in taken.blank] == [two]


def test_columns_for_other_units_are_told_where_they_hold_something(tmp_path: Path) -> None:
    head = ["boern_og_unge_unit_/boern_og_unge__listened_to", "havnen_unit_/havnen__listened_to"]
    taken, _ = collected_from(tmp_path, "mentality", head, ["4", None], ["4", "3"])
    (fault,) = [each for one in taken.faults for each in one.faults]
    assert len(taken.new) == 1
    assert (fault.message, fault.line, fault.column, fault.named["value"]) == ("fault.unknown-unit", 3, 3, "havnen")


def test_too_many_rows_are_not_cut_off_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_EXPORT_ROWS", 2)
    with pytest.raises(InputFault) as fault:
        collected_from(tmp_path, "kinds", ["tools"], ["pen"], ["pen"], ["pen"])
    assert fault.value.faults[0].message == "fault.too-many-answers"


# Names are only names


def test_a_nasty_name_stays_in_its_place() -> None:
    name = visible(NASTY) + "</script><script>alert(1)</script>${respondent}"
    sent = invitation(load_instrument("mentality"))
    sent = type(sent)(sent.instrument, sent.short, sent.fingerprint, sent.items, (Unit("x", name), Unit("y", "=1+1")))
    page = html_form.write(LANGUAGES[1], sent)
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert "<script>alert" not in page and tags.count("script") == 2
    source = Source("form.yaml", yaml_form.write(LANGUAGES[1], sent, "k3m9x2"))
    assert [each["name"] for each in source.values["units"]] == [name, "=1+1"]
    for data in (excel_form.write(LANGUAGES[1], sent, "k3m9x2"), xlsform.write(LANGUAGES, sent)):
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0] for cell in row]
        assert [cell.data_type for cell in cells if cell.value == "=1+1"] in (["s"], ["s", "s"])
        formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
        assert all(each.startswith(("=SUM($D", "=IF(AND(COUNTA($D")) for each in formulas)
