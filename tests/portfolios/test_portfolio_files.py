"""What makes and changes portfolio files: template and schema, classifying, spreadsheets in and out."""

from __future__ import annotations

import copy
import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from conftest import EXAMPLES
from digitrans.errors import InputFault, UsageFault
from digitrans.files.sources import Source, read_source
from digitrans.files.validation import parse_model
from digitrans.portfolios.file_edits import with_type
from digitrans.portfolios.models import TYPES, Portfolio
from digitrans.portfolios.reading import load_portfolio_content, read_portfolio
from digitrans.portfolios.scoring import answer_problems
from digitrans.portfolios.spreadsheets.exporting import export_book, export_rows
from digitrans.portfolios.spreadsheets.importing import Wishes, import_portfolio
from digitrans.portfolios.spreadsheets.sheets import read_sheets
from digitrans.portfolios.template import schema
from digitrans.texts.spelling import slug

Run = Callable[..., tuple[int, str, str]]
TOWN = EXAMPLES / "portfolio-municipality.yaml"
PAIR = EXAMPLES / "portfolio-departments-a-b.yaml"
CONTENT = load_portfolio_content()
SCHEMA = Draft7Validator(schema(CONTENT, "da"))


def as_json(values: Any) -> Any:
    """Values as an editor sees them: days are texts."""
    return json.loads(json.dumps(values, default=lambda day: day.isoformat()))


# Template and schema


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_template_is_a_portfolio_that_scores(run: Run, tmp_path: Path, language: str) -> None:
    path = tmp_path / "portfolio.yaml"
    code, out, err = run("portfolio", "init", str(path), "--lang", language)
    assert (code, out) == (0, "") and str(path) in err
    assert run("portfolio", "score", str(path), "--lang", language)[0] == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=portfolio.schema.json\n")
    made = json.loads((tmp_path / "portfolio.schema.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(made)
    assert not list(Draft7Validator(made).iter_errors(as_json(read_source(path).values)))
    for field in Portfolio.model_fields["initiatives"].annotation.__args__[0].model_fields:  # type: ignore[union-attr]
        assert field in text or field == "answers", field


def test_init_overwrites_nothing_unasked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text("mine", encoding="utf-8")
    assert run("portfolio", "init", str(path))[0] == 2 and path.read_text(encoding="utf-8") == "mine"
    assert run("portfolio", "init", str(path), "--force")[0] == 0
    assert run("portfolio", "init", str(tmp_path / "x.txt"))[0] == 2
    assert run("portfolio", "init", str(tmp_path / "no" / "x.yaml"))[0] == 2


@pytest.mark.parametrize("path", [TOWN, PAIR], ids=lambda path: path.stem)
def test_the_schema_accepts_the_examples(path: Path) -> None:
    assert [error.message for error in SCHEMA.iter_errors(as_json(read_source(path).values))] == []


# What only the whole file shows, and what stops before there are values, is beyond a schema.
BEYOND = {
    "alias-self", "as-of-impossible", "cost-long", "merge-key", "name-twice", "tab", "tag", "two-documents", "unclosed",
    "answers-differ", "department-near", "department-twice", "department-unknown",
    "id-twice", "no-departments", "rule-department", "targets-95",
}  # fmt: skip


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_refuses_what_check_refuses(path: Path) -> None:
    if path.stem in BEYOND:
        return
    assert list(SCHEMA.iter_errors(as_json(read_source(path).values))), path.name


# What only the whole shows; Python's regular expressions let a line break end a text, those of JSON Schema do not.
WHOLE = {
    "fault.id-twice", "fault.no-departments", "fault.targets-sum", "fault.type-differs", "fault.unknown-department",
    "fault.unknown-department-near",
}  # fmt: skip
ODD: list[Any] = [
    None, True, False, 0, 1, 2, 5, 6, -1, 0.5, 1.0, 3.5, 5.0001, 50, 50.0, 100, 101, 1e13, 1e13 + 1, 10**30, -0.0,
    "", " ", "a", "A", "1", "2.0", "yes", "no", "ja", "dont-know", "none", "political", "unsure", "streamline",
    "2026-11-23", "2026-13-01", "2026-04-31", "2026-1-1", "0000-01-01", "9999-12-31", "x" * 200, "x" * 201, "x" * 2001,
    "a-b", "a--b", "a-", "æ", "a\nb", "\u00a0", "\u0663", "\uff11", [], {}, [1], [[]], {"a": 1}, {"id": "x"},
    {"streamline": 100}, {"streamline": 100.0}, {"streamline": "100"}, {"citizens-notice": "yes"},
    {"low": 1, "high": 2}, {"low": 1}, {"from": "2026-01-01"}, ["a"], ["A"],
]  # fmt: skip
KEYS = [
    "answers", "at_least", "at_most", "by", "cost", "department", "due", "format", "id", "kind", "law", "limit", "name",
    "note", "rules", "sub_goals", "targets", "type", "x", "x-y", "benefit", "capacity", "currency", "depends_on", "end",
    "effort", "extra", "from", "high", "internal_problem", "low", "phase", "planned", "priority", "running_cost",
    "sponsor",
]  # fmt: skip


def places(values: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    return [at, *(place for key, each in inner for place in places(each, (*at, key)))]


def wholes() -> list[Any]:
    """Short forms of both examples, with every kind of rule."""
    made = [as_json(read_source(path).values) for path in (PAIR, TOWN)]
    made[0]["initiatives"], made[1]["initiatives"] = made[0]["initiatives"][:5], made[1]["initiatives"][-5:]
    made[0]["rules"] = [
        {"id": "red", "kind": "max_red", "limit": 3, "department": "department-a"},
        {"id": "share", "kind": "min_share", "type": "streamline", "limit": 5, "by": "cost"},
    ]
    return made


WHOLES = wholes()


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_the_schema_and_check_agree_on_structure_and_ranges(data: st.DataObject) -> None:
    values = copy.deepcopy(data.draw(st.sampled_from(WHOLES)))
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.sampled_from(places(values)[1:]))
        holder = values
        for step in at[:-1]:
            holder = holder[step]
        change = data.draw(st.sampled_from(("odd", "odd", "drop", "more")))
        if change == "drop":
            del holder[at[-1]]
        elif change == "more" and isinstance(holder[at[-1]], dict):
            holder[at[-1]][data.draw(st.sampled_from(KEYS))] = data.draw(st.sampled_from(ODD))
        else:
            holder[at[-1]] = data.draw(st.sampled_from(ODD))
    by_schema = not list(SCHEMA.iter_errors(values))
    try:
        parse_model(Portfolio, Source("x", json.dumps(values)), lambda found: answer_problems(found, CONTENT))
        by_check = True
    except InputFault as fault:
        by_check = all(each.message in WHOLE for each in fault.faults)
    assert by_schema == by_check


def test_whole_numbers_may_have_a_point_as_in_json_schema() -> None:
    values = as_json(read_source(PAIR).values)
    values["departments"][0]["targets"] = {"streamline": 60.0, "modernise": 40}
    assert not list(SCHEMA.iter_errors(values))
    made = parse_model(Portfolio, Source("x", json.dumps(values))).departments[0].targets
    assert made == {"streamline": 60, "modernise": 40} and all(type(each) is int for each in made.values())


def test_the_schema_knows_the_ranges() -> None:
    values = as_json(read_source(PAIR).values)
    for at, wrong in (
        (("organisation", "risk_willingness"), 0.5),
        (("departments", 0, "readiness"), 5.1),
        (("departments", 0, "targets", "streamline"), 101),
        (("initiatives", 0, "cost"), -1),
        (("initiatives", 0, "business_case", "law"), 6),
        (("initiatives", 0, "id"), "Å"),
    ):
        changed = json.loads(json.dumps(values))
        holder = changed
        for step in at[:-1]:
            holder = holder[step]
        holder[at[-1]] = wrong
        assert list(SCHEMA.iter_errors(changed)), at
        with pytest.raises(InputFault):
            parse_model(Portfolio, Source("x", json.dumps(changed)))


# Classifying


def test_every_path_of_the_tree_leads_to_a_type(run: Run) -> None:
    found = set()
    for replies in range(8):
        answers = [
            f"--answer={step.id}={'yes' if replies >> place & 1 else 'no'}"
            for place, step in enumerate([*CONTENT.tree[:3], CONTENT.tree[3]])
            if place < 3
        ]
        answers.append(f"--answer={CONTENT.tree[3].id}={'yes' if replies & 2 else 'no'}")
        found.add(json.loads(run("portfolio", "classify", *answers, "--json")[1])["type"])
    assert found == set(TYPES)


@pytest.mark.parametrize(
    ("typed", "kind"), [(["1", "2"], "modernise"), (["x", "2", "2"], "streamline"), (["3"], "unsure")]
)
def test_the_questions_are_asked_on_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, typed: list[str], kind: str
) -> None:
    replies = iter(typed)
    monkeypatch.setattr("digitrans.output.may_ask", lambda no_input: True)
    monkeypatch.setattr("builtins.input", lambda prompt="": next(replies))
    code, out, _ = run("portfolio", "classify", "--plain")
    assert code == 0 and kind in out and "Will citizens notice" in out and "1 Yes" in out
    assert next(replies, None) is None


def test_what_the_file_does_not_know_is_asked_on_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "town.yaml"
    path.write_bytes(TOWN.read_bytes())
    replies = iter(["2"])
    monkeypatch.setattr("digitrans.output.may_ask", lambda no_input: not no_input)
    monkeypatch.setattr("builtins.input", lambda prompt="": next(replies))
    assert "Not settled" in run("portfolio", "classify", str(path), "phone-assistant", "--no-input")[1]
    assert run("portfolio", "classify", str(path), "phone-assistant", "--write", "--plain")[0] == 0
    written = {each.id: each.type for each in read_portfolio(str(path))[0].initiatives}
    assert written["phone-assistant"] == "modernise" and next(replies, None) is None


def test_leaving_the_questions_writes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def leave(prompt: str = "") -> str:
        raise EOFError

    path = tmp_path / "town.yaml"
    path.write_bytes(TOWN.read_bytes())
    monkeypatch.setattr("digitrans.output.may_ask", lambda no_input: True)
    monkeypatch.setattr("builtins.input", leave)
    assert run("portfolio", "classify", str(path), "learning-data", "--write", "--plain")[0] == 130
    assert path.read_bytes() == TOWN.read_bytes()


def test_dont_know_leaves_it_open(run: Run) -> None:
    code, out, _ = run("portfolio", "classify", "--answer", "citizens-notice=dont-know")
    assert code == 0 and "Not settled" in out


def test_the_type_is_written_and_nothing_else_moves(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TOWN.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    mode = path.stat().st_mode
    before = path.read_bytes().split(b"\r\n")
    answers = ("--answer", "citizens-notice=yes", "--answer", "service-changes=no")
    code, _, err = run("portfolio", "classify", str(path), "learning-data", "--write", *answers)
    after = path.read_bytes().split(b"\r\n")
    assert code == 0 and "modernise" in err
    assert [(one, two) for one, two in zip(before, after, strict=True) if one != two] == [
        (b"    type: unsure", b"    type: modernise")
    ]
    assert path.stat().st_mode == mode


def test_a_type_that_was_not_there_gets_a_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_bytes(TOWN.read_bytes())
    assert run("portfolio", "classify", str(path), "digital-archive", "--write")[0] == 0
    before, after = (each.read_text(encoding="utf-8").split("\n") for each in (TOWN, path))
    place = next(number for number, line in enumerate(after) if line not in before or before[number] != line)
    assert after[place] == "    type: modernise" and after[:place] + after[place + 1 :] == before
    assert run("portfolio", "check", str(path))[0] == 0


def test_a_type_at_odds_with_the_answers_in_the_file_is_not_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "town.yaml"
    path.write_bytes(TOWN.read_bytes())
    answers = ("--answer", "service-changes=yes", "--answer", "others-solve-it=no")
    code, _, err = run("portfolio", "classify", str(path), "digital-archive", "--write", *answers)
    assert code == 2 and "left alone" in err and path.read_bytes() == TOWN.read_bytes()


HEAD = "organisation: {name: T}\ninitiatives:\n"
LAYOUTS = {
    "block": "  - id: a # one\n    name: A # two\n    # three\n    cost: 1\n",
    "name-first": "- name: A\n  id: a\n",
    "flow": "  - {id: a, name: A} # one\n",
    "flow-lines": "  - {\n      id: a, # one\n      name: A\n    }\n",
    "empty": "  - id: a\n    type: # find out\n    name: A\n",
    "quoted": "  - id: a\n    type: 'unsure' # find out\n    name: A\n",
    "double": '  - id: a\n    type: "unsure"\n    name: A\n',
    "folded-name": "  - name: >\n      A long\n      name\n    id: a\n",
    "no-newline": "  - id: a\n    name: A",
    "anchor": "  - id: a\n    name: &n A\n  - id: b\n    name: *n\n",
    "json": '  - {"id": "a", "name": "A"}\n',
    "tilde": "  - id: a\n    name: A\n    type: ~\n",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_and_comments_survive(name: str) -> None:
    source = Source("x", HEAD + LAYOUTS[name])
    text = with_type(source, 0, "modernise")
    assert Source("x", text).values["initiatives"][0]["type"] == "modernise"
    comments = [part for part in LAYOUTS[name].split() if part in ("one", "two", "three", "find", "out")]
    assert [part for part in text.split() if part in ("one", "two", "three", "find", "out")] == comments


def test_an_anchored_type_is_refused() -> None:
    text = HEAD + "  - {id: a, name: A, type: &t unsure}\n  - {id: b, name: B, type: *t}\n"
    with pytest.raises(UsageFault):
        with_type(Source("x", text), 0, "modernise")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4), st.integers(0, 3), st.sampled_from(TYPES))
def test_whatever_the_texts_only_the_type_changes(notes: list[str], place: int, kind: str) -> None:
    lines = [
        f"  - id: i{number}\n    name: {json.dumps(note or 'x', ensure_ascii=False)}\n"
        for number, note in enumerate(notes)
    ]
    try:
        source = Source("x", HEAD + "".join(lines))
    except InputFault:
        return
    place = min(place, len(notes) - 1)
    try:
        values = Source("x", with_type(source, place, kind)).values
    except UsageFault:
        return
    assert values["initiatives"][place].pop("type") == kind and values == source.values


# Spreadsheets


def values_of(portfolio: Portfolio) -> dict[str, Any]:
    """All that a portfolio says. A share that is not named is 0, and what is unknown is not said."""
    kept = portfolio.model_dump(exclude_none=True)
    for holder in (kept["organisation"], *kept["departments"]):
        if "targets" in holder:
            holder["targets"] = {kind: holder["targets"].get(kind, 0) for kind in TYPES}
    for initiative in kept["initiatives"]:
        if initiative.get("citizen_problem", "").strip() in ("", "?"):  # nobody knows, which is said by saying nothing
            initiative.pop("citizen_problem", None)
    return kept


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("path", [TOWN, PAIR], ids=lambda path: path.stem)
def test_out_to_excel_and_back(run: Run, tmp_path: Path, path: Path, language: str) -> None:
    book, back = tmp_path / "list.xlsx", tmp_path / "back.yaml"
    assert run("portfolio", "export", str(path), "-o", str(book), "--lang", language)[0] == 0
    code, out, err = run("portfolio", "import", str(book), "-o", str(back), "--lang", language)
    assert (code, out) == (0, "") and 4 <= err.count("\n") <= 5  # ranges, rows, money, what was written, the schema
    assert values_of(read_portfolio(str(back))[0]) == values_of(read_portfolio(str(path))[0])


@pytest.mark.parametrize("dialect", ["danish", "standard"])
def test_out_to_csv_and_back(run: Run, tmp_path: Path, dialect: str) -> None:
    sheet = tmp_path / "list.csv"
    assert run("portfolio", "export", str(TOWN), "-o", str(sheet), "--csv-dialect", dialect, "--lang", "da")[0] == 0
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbf") == (dialect == "danish")
    code, out, _ = run("portfolio", "import", str(sheet), "--organisation", "Bakkedal")
    assert code == 0
    made = values_of(parse_model(Portfolio, Source("-", out)))["initiatives"]
    wanted = values_of(read_portfolio(str(TOWN))[0])["initiatives"]
    for one, two in zip(made, wanted, strict=True):
        assert {**one, "department": None} == {**two, "department": None}


def test_the_book_has_drop_downs_and_no_formulas(tmp_path: Path) -> None:
    made = parse_model(
        Portfolio,
        Source("x", 'organisation: {name: "=1+1"}\ninitiatives: [{id: a, name: "=cmd|x", note: "@x", owner: "-1"}]\n'),
    )
    (tmp_path / "x.xlsx").write_bytes(export_book(made, CONTENT, "da"))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert {cell.value for cell in cells if cell.quotePrefix} == {"=1+1", "=cmd|x", "@x", "-1"}
    assert len(book.worksheets[0].data_validations.dataValidation) >= 10
    headings, rows = export_rows(made, CONTENT, "da")
    assert headings[1] == "Initiativ" and rows[0][1] == "=cmd|x"


def test_formulas_are_defused_in_csv_and_come_back(run: Run, tmp_path: Path) -> None:
    path, sheet = tmp_path / "p.yaml", tmp_path / "p.csv"
    path.write_text('organisation: {name: T}\ninitiatives: [{id: a, name: "=1+1"}]\n', encoding="utf-8")
    run("portfolio", "export", str(path), "-o", str(sheet))
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert rows[1][1] == "'=1+1"
    made = parse_model(Portfolio, Source("-", run("portfolio", "import", str(sheet))[1]))
    assert made.initiatives[0].name == "=1+1"


def imported(tmp_path: Path, text: str, *, mapping: dict[str, str] | None = None, encoding: str = "utf-8") -> Portfolio:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    made = import_portfolio(
        read_sheets(path), CONTENT, "list.csv", Wishes(mapping or {}, organisation="Town"), "da"
    ).text
    return parse_model(Portfolio, Source("list.csv", made))


def test_a_list_as_municipalities_keep_it(tmp_path: Path) -> None:
    text = (
        "Digitale initiativer 2026;;;;\n\n"
        "Projekt;Afdeling;Kategori;Budget;Jura;Ansvarlig;Vi kalder det\n"
        "Åben skole;Børn & Unge;Gentænke services;1.200.000;4;Ida;x\n"
        "Fakturarobot;børn & unge;1;350000,50;ved ikke;;y\n"
        ";;;;;;\n"
        "Fakturarobot;Stab;uafklaret;kr. 2.000.000,-;5,0;;z\n"
    )
    made = imported(tmp_path, text, encoding="cp1252")
    assert [each.id for each in made.initiatives] == ["aaben-skole", "fakturarobot", "fakturarobot-2"]
    assert [each.type for each in made.initiatives] == ["rethink-services", "streamline", "unsure"]
    assert [each.cost for each in made.initiatives] == [1200000, 350000.5, 2000000]
    assert [each.department for each in made.initiatives] == ["boern-unge", "boern-unge", "stab"]
    assert [each.business_case.law if each.business_case else None for each in made.initiatives] == [4, "dont-know", 5]
    mapped = imported(tmp_path, text, mapping={"Vi kalder det": "note"}, encoding="cp1252")
    assert mapped.initiatives[0].note == "x"


def test_faults_are_told_by_row_and_column(tmp_path: Path) -> None:
    rows = ("Initiativ;Type;Pris;Jura;Status;Id", "A;noget nyt;1.234;6;i gang;x", ";streamline;-5;4;done;y")
    text = "\n".join([*rows, "B;1;abc;3;måske;x", ""])
    with pytest.raises(InputFault) as caught:
        imported(tmp_path, text)
    found = [(each.line, each.column, each.where, each.message) for each in caught.value.faults]
    assert found == [
        (2, 2, "Type", "fault.not-one-of-names"),
        (2, 3, "Pris", "fault.two-meanings"),
        (2, 4, "Jura", "fault.not-rating"),
        (3, 1, "Initiativ", "fault.row-without-name"),
        (4, 3, "Pris", "fault.not-money"),
        (4, 5, "Status", "fault.not-one-of-names"),
    ]


@pytest.mark.parametrize(
    ("told", "cost"),
    [("1200000", 1200000), ("1.200.000", 1200000), ("1.200.000,75", 1200000.75), ("1,200,000.75", 1200000.75),
     ("12,5", 12.5), ("12.5", 12.5), ("1.234,50", 1234.5), ("0", 0), ("1 200 000", 1200000), ("1.234", None),
     ("1,234", None), ("-1", -1), ("1e9", None), ("1.23.456", None), ("nan", -1), ("9" * 20, None)],
)  # fmt: skip
def test_amounts(tmp_path: Path, told: str, cost: float | None) -> None:
    text = f"Initiativ;Pris\nA;{told}\n"
    if cost is None:
        with pytest.raises(InputFault):
            imported(tmp_path, text)
    elif cost < 0:
        assert imported(tmp_path, text).initiatives[0].cost is None
    else:
        assert imported(tmp_path, text).initiatives[0].cost == cost


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no row of headings"),
        (b"Type;Pris\n1;2\n", "--map"),
        (b'Initiativ;Note\n"open', "a quote not closed"),
        (b"Initiativ;Note\n\x00;\n", "control character"),
        (b"Initiativ;Note\n\x1b[31m;x\n", "control character"),
        (b"Initiativ" + b";x" * 300 + b"\n", "too many columns"),
        (b"Initiativ;Note\n" + b"A;x\n" * 10_200, "too many rows"),
        (b"PK\x03\x04 no zip", "cannot be read as a workbook"),
    ],
)  # fmt: skip
def test_hostile_sheets_are_refused(run: Run, tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    code, out, err = run("portfolio", "import", str(path), "-o", str(tmp_path / "out.yaml"))
    assert (code, out) == (3, "") and said in err and "\x1b" not in err and "Traceback" not in err
    assert not (tmp_path / "out.yaml").exists()


def test_a_zip_bomb_is_not_unpacked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sheet1.xml", "w") as file:
        for _ in range(210):
            file.write(b"0" * 1_000_000)
    code, _, err = run("portfolio", "import", str(path))
    assert code == 3 and "cannot be read as a workbook" in err


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_portfolio_or_faults(tmp_path: Path, data: bytes) -> None:
    for name in ("x.csv", "x.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            text = import_portfolio(read_sheets(path), CONTENT, name, Wishes(organisation="T"), "en").text
            parse_model(Portfolio, Source(name, text))
        except InputFault:
            pass


def test_excel_without_openpyxl_names_the_extra(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    code, _, err = run("portfolio", "export", str(TOWN), "-o", str(tmp_path / "x.xlsx"))
    assert code == 2 and "pip install openpyxl\n" in err
    assert run("portfolio", "export", str(TOWN), "-o", str(tmp_path / "x.csv"))[0] == 0


@pytest.mark.parametrize(
    ("mapping", "said"),
    [("Pris", "cannot be used"), ("Pris=price", "no field price"), ("Prisen=cost", "no column Prisen"),
     ("Type=status", 'field status: "Type" (2), "Pris" (3)')],
)  # fmt: skip
def test_a_wrong_mapping_is_one_clear_line(run: Run, tmp_path: Path, mapping: str, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Initiativ;Type;Pris\nA;1;2\n", encoding="utf-8")
    more = ("--map", "Pris=status") if mapping.startswith("Type") else ()
    code, _, err = run("portfolio", "import", str(path), "--map", mapping, *more)
    assert code == 2 and said in err and err.count("\n") == 1


def test_slugs() -> None:
    assert slug("Åbent Land & Vand") == "aabent-land-vand" and slug("2026-plan") == "i-2026-plan"
    assert slug("   ") == "i" and slug("日本") == "i" and len(slug("x" * 300)) == 50
