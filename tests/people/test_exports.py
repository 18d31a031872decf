"""Exports as other programs make them: Microsoft Forms, Google Forms, SurveyXact, KoboToolbox; their columns and times.

The shapes are those that the programs are documented to write, with answers and people that are made up.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_labelled import asked, collect, csv_of, label, taken_in
from test_rounds import answer, codes_of

from digitrans.answers.fingerprints import fingerprint, item_fingerprints
from digitrans.answers.values import Unit
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.people.forms import xlsform
from digitrans.people.forms.fields import Invitation
from digitrans.people.forms.moments import is_day_first, moment_in
from digitrans.texts import Words

Run = Callable[..., tuple[int, str, str]]
EXPORTS = Path(__file__).parent / "exports"
NAMES = ("Ane Eksempel", "ane@eksempel.dk")


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    assert run("people", "invite", str(path), "--group", "staff=4", "--short", "--form", "yaml")[0] == 0
    return path


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("self-assessment")


def workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def everything_said(run: Run, folder: Path) -> str:
    """All that is kept and shown of a round, but for what came back."""
    kept = [
        each.read_text(encoding="utf-8") for each in folder.rglob("*") if each.is_file() and "back" not in str(each)
    ]
    shown = [
        run("people", "collect", str(folder), "--format", each)[1] for each in ("table", "json", "csv", "markdown")
    ]
    return "".join((*kept, *shown, *run("people", "compare", str(folder), "--json")[1:]))


MICROSOFT = {
    "da": ("ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn", "Tidspunkt for seneste ændring"),
    "en": ("ID", "Start time", "Completion time", "Email", "Name", "Last modified time"),
}


@pytest.mark.parametrize("language", ["da", "en"])
def test_microsoft_forms(run: Run, folder: Path, instrument: Instrument, language: str) -> None:
    items, code = asked(folder, instrument), list(codes_of(folder))[1]
    start, end = datetime(2026, 11, 20, 9, 0), datetime(2026, 11, 20, 9, 9)
    heads = [*MICROSOFT[language], "Din kode" if language == "da" else "Your code"]
    row: list[Any] = [1, start, end, NAMES[1], NAMES[0], None, code]
    for item in items:
        text = item.text[language]
        heads += [f"{text}\u00a0", f"{'Point' if language == 'da' else 'Points'} - {text}", f"Feedback - {text}"]
        row += [label(instrument, item, 2, language), 5, ""]
    workbook(folder / "back" / "forms.xlsx", Sheet1=[heads, row])
    status, told = collect(run, folder)
    assert status == 0 and told["new"] == [code] and told["faults"] == []
    assert set(taken_in(folder, code).values()) == {2}
    said = everything_said(run, folder)
    assert not any(each in said for each in NAMES)
    assert told["unread"][0]["columns"] == list(MICROSOFT[language][3:5]), "the user is told where people are named"


def test_google_forms(run: Run, folder: Path, instrument: Instrument) -> None:
    """A question of its own, and questions as rows of a grid; as it is downloaded, or with Danish days."""
    items, codes = asked(folder, instrument), list(codes_of(folder))
    english = ["Timestamp", "Email Address", "Your code", items[0].text["en"]]
    english += [f"How far have you come? [{item.text['en']}]" for item in items[1:]]
    rows = [
        english,
        ["2026/11/20 11:15:00 AM GMT+1", NAMES[1], codes[1], *[label(instrument, each, 3, "en") for each in items]],
        ["2026/11/20 2:15:00 PM GMT+1", NAMES[1], codes[1], *[label(instrument, each, 4, "en") for each in items]],
    ]
    (folder / "back" / "google.csv").write_bytes(csv_of(rows, ","))
    danish = ["Tidsstempel", "Mailadresse", "Din kode", *(item.text["da"] for item in items)]
    answers = [[label(instrument, each, value, "da") for each in items] for value in (2, 5)]
    rows = [
        danish,
        ["04/11/2026 10.15.00", NAMES[1], codes[2], *answers[0]],
        ["05/11/2026 9.15.00", "", codes[2], *answers[1]],
    ]
    (folder / "back" / "google-dansk.csv").write_bytes(csv_of(rows))
    status, told = collect(run, folder)
    assert status == 0 and sorted(told["new"]) == sorted(codes[1:3]) and told["newer"] == sorted(codes[1:3])
    latest = [sorted((folder / "collected").glob(f"{code}-2-*.json"))[0] for code in codes[1:3]]
    assert [set(json.loads(each.read_text(encoding="utf-8"))["answers"].values()) for each in latest] == [{4}, {5}]
    assert NAMES[1] not in everything_said(run, folder)


def surveyxact(folder: Path, instrument: Instrument) -> tuple[str, list[list[Any]], list[list[Any]], list[list[Any]]]:
    """A code, and the sheets of a data set, of its variables and of its labels."""
    items, code = asked(folder, instrument), list(codes_of(folder))[1]
    names: list[str] = [f"s_{number}" for number in range(2, len(items) + 2)]
    heads: list[Any] = ["respondentid", "email", "closetime", "s_1", *names, "statoverall_4"]
    data: list[list[Any]] = [heads, [825478429, NAMES[1], "20-11-2026 10:15:00", code, *([4] * len(items)), 1]]
    questions = [item.text["da"] for item in items]
    variables = [["Variabel", "Beskrivelse"], ["s_1", "Din kode"], *map(list, zip(names, questions, strict=True))]
    labels = [
        [name, value, label(instrument, item, value, "da")]
        for name, item in zip(names, items, strict=True)
        for value in range(1, 6)
    ]
    return code, data, variables, [["variabel", "værdi", "etiket"], *labels, *([name, 6, "Ved ikke"] for name in names)]


def test_surveyxact_as_a_workbook_in_code(run: Run, folder: Path, instrument: Instrument) -> None:
    code, data, variables, labels = surveyxact(folder, instrument)
    data[1][5] = 6
    workbook(folder / "back" / "sx.xlsx", Dataset=data, Variables=variables, Labels=labels)
    status, told = collect(run, folder)
    assert status == 0 and told["new"] == [code], told["faults"]
    values = list(taken_in(folder, code).values())
    assert values[0] == 4 and values[1] == "dont-know" and NAMES[1] not in everything_said(run, folder)


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "\t"), ("cp1252", ";"), ("utf-8-sig", ",")])
def test_surveyxact_as_text_with_a_row_of_variables_and_one_of_words(
    run: Run, folder: Path, instrument: Instrument, encoding: str, delimiter: str
) -> None:
    code, (heads, row), variables, labels = surveyxact(folder, instrument)
    told_as = {str(name): question for name, question in variables}
    meant = {(name, value): word for name, value, word in labels}
    in_words = [meant.get((name, value), value) for name, value in zip(heads, row, strict=True)]
    rows = [heads, [told_as.get(name, name) for name in heads], in_words]
    text = csv_of(rows, delimiter).decode("utf-8-sig")
    (folder / "back" / "sx.csv").write_bytes(text.encode(encoding))
    status, told = collect(run, folder)
    assert status == 0 and told["new"] == [code], told["faults"]
    assert set(taken_in(folder, code).values()) == {4}
    assert NAMES[1] not in everything_said(run, folder)


# KoboToolbox with labels: of the very XLSForm that we made


def kobo_columns(instrument: Instrument, units: tuple[Unit, ...], short: bool, groups: bool) -> list[dict[str, Any]]:
    """The fields of the form with their Danish labels, and those of their groups before them where ``groups``."""
    prints = item_fingerprints(instrument, short)
    invitation = Invitation(instrument, short, fingerprint(instrument), prints, units)
    tables = xlsform.build((Words("da"), Words("en")), invitation)
    choices: dict[str, dict[str, str]] = {}
    for row in tables["choices"]:
        choices.setdefault(row["list_name"], {})[row["name"]] = row["label::Dansk (da)"]
    found, above = list[dict[str, Any]](), list[str]()
    for row in tables["survey"]:
        if row["type"] == "begin_group":
            above.append(row["label::Dansk (da)"])
        elif row["type"] == "end_group":
            above.pop()
        elif row["type"] not in ("note", "calculate"):
            kind, _, known = row["type"].partition(" ")
            heading = "/".join([*(above if groups else []), row["label::Dansk (da)"]])
            found.append({"name": row["name"], "kind": kind, "heading": heading, "choices": choices.get(known, {})})
    return found


@pytest.mark.parametrize("groups", [False, True])
@pytest.mark.parametrize(
    ("name", "short"), [("self-assessment", True), ("risk", False), ("dilemmas", False), ("mentality", False)]
)
def test_kobotoolbox_with_the_labels_of_our_own_form(
    run: Run, tmp_path: Path, name: str, short: bool, groups: bool
) -> None:
    folder, found = tmp_path / "round", load_instrument(name)
    units = (Unit("roads", "Roads"),) if found.repeat else ()
    if units and not groups:
        pytest.skip("shares stand in groups, whose labels say which question they are of")
    extra = [*(["--short"] if short else []), *(["--unit", "Roads"] if units else [])]
    assert (
        run("people", "invite", str(folder), "--instrument", name, "--group", "staff=4", "--form", "yaml", *extra)[0]
        == 0
    )
    columns = kobo_columns(found, units, short, groups)
    code = list(codes_of(folder))[1]
    heads, row = ["start", "end"], ["2026-11-20T10:00:00.000+01:00", "2026-11-20T10:09:00.000+01:00"]
    expected = 0
    for each in columns:
        heads.append(each["heading"])
        if each["name"] == "respondent":
            row.append(code)
        elif each["kind"] == "select_one" and not each["name"].endswith("_or_"):
            row.append(list(each["choices"].values())[1])
            expected += 1
        elif each["kind"] == "select_multiple":
            options = [label for key, label in each["choices"].items() if "_or_" not in key][:2]
            row.append(" ".join(options))
            heads += [f"{each['heading']}/{option}" for option in each["choices"].values()]
            row += ["1" if option in options else "0" for option in each["choices"].values()]
            expected += 1
        else:
            row.append("")
    heads += ["_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "__version__", "_index"]
    row += ["1", "0a", "2026-11-20T09:10:00", "", NAMES[0], "v1", "1"]
    workbook(folder / "back" / "kobo.xlsx", Ark=[heads, row])
    status, told = collect(run, folder)
    assert told["new"] == [code] and told["faults"] == [] and status == 0, told["faults"]
    (path,) = (folder / "collected").glob(f"{code}-*.json")
    kept = json.loads(path.read_text(encoding="utf-8"))
    given = kept["answers"] if not units else {**kept["answers"], **kept["units"][0]["answers"]}
    assert len(given) == expected and kept["finished"].startswith("2026-11-20T09:10:00+00:00")
    assert NAMES[0] not in path.read_text(encoding="utf-8") + json.dumps(told)


# Words that have changed


def test_an_export_in_the_words_of_an_older_round(run: Run, tmp_path: Path) -> None:
    """A round and its export from before the questions were reworded: collected, and shown in the words of then."""
    folder = tmp_path / "round"
    (folder / "back").mkdir(parents=True)
    shutil.copy(EXPORTS / "earlier-words-round.json", folder / "round.json")
    shutil.copy(EXPORTS / "earlier-words-kobo.csv", folder / "back")
    status, told = collect(run, folder)
    assert status == 0 and told["new"] == ["nkpd98"]
    answers = taken_in(folder, "nkpd98")
    assert len(answers) == 10 and set(answers.values()) == {1}
    (gone,) = told["unread"]
    assert gone["columns"][0].startswith("Jeg har samlet vores digitale initiativer"), "it is asked no more"


def test_a_round_is_shown_in_the_words_that_it_asked(run: Run, tmp_path: Path, instrument: Instrument) -> None:
    folder = tmp_path / "round"
    (folder / "back").mkdir(parents=True)
    made = json.loads((EXPORTS / "earlier-words-round.json").read_text(encoding="utf-8"))
    groups = ("--group", "staff=5", "--short", "--form", "yaml")
    assert run("people", "invite", str(tmp_path / "other"), *groups)[0] == 0
    made["codes"] = codes_of(tmp_path / "other")
    (folder / "round.json").write_text(json.dumps(made), encoding="utf-8")
    for code in made["codes"]:
        answer(folder, code, 2)
    assert run("people", "collect", str(folder))[0] == 0
    for code in made["codes"]:
        assert len(taken_in(folder, code)) == 10, "one question of then is asked no more"
    out = " ".join(run("people", "compare", str(folder), "--sheet", "--format", "markdown", "--lang", "da")[1].split())
    assert "har jeg først fået svar på, hvilket problem det løser" in out and "vidste jeg på forhånd" not in out
    data = json.loads(run("people", "compare", str(folder), "--json")[1])
    shown = {row["id"] for row in data["rows"] if any(each["n"] for each in row["groups"])}
    assert len(shown) >= 9, "what is known to have been asked is shown"
    assert "portfolio-decided" in run("people", "compare", str(folder))[1]


def labels_of(instrument: Instrument, item: Any) -> Any:
    return next(each for each in instrument.scales if each.id == item.scale).labels


def test_other_words_than_those_of_the_round_are_told_and_not_taken(
    run: Run, folder: Path, instrument: Instrument
) -> None:
    items, code = asked(folder, instrument), list(codes_of(folder))[1]
    reworded = next(each for each in items if each.earlier)
    heads = ["Din kode", *((item.earlier[-1] if item is reworded else item.text)["da"] for item in items)]
    (folder / "back" / "forms.csv").write_bytes(csv_of([heads, [code, *["3"] * len(items)]]))
    status, told = collect(run, folder)
    assert status == 3 and told["new"] == [code] and reworded.id not in taken_in(folder, code)
    (fault,) = told["faults"]
    assert (fault["fault"], fault["line"], fault["column"]) == ("fault.other-words", 1, 2 + items.index(reworded))
    out = " ".join(run("people", "collect", str(folder), "--lang", "da")[1].split())
    assert "med andre ord end dem, runden spørger med" in out


def test_a_round_goes_on_in_its_own_words_when_the_content_moves_on(
    run: Run, folder: Path, instrument: Instrument
) -> None:
    """The round keeps its questions: what is asked in its words is collected and compared after a rewording."""
    from digitrans.content.models import Text
    from digitrans.people.round_words import as_asked, asked_in
    from digitrans.people.rounds import load_round

    wanted = load_round(folder)
    item = asked(folder, instrument)[0]
    new = item.model_copy(update={"text": Text(da="Noget helt andet.", en="Something else."), "earlier": ()})
    items = tuple(new if each.id == item.id else each for each in instrument.items)
    scales = tuple(
        each.model_copy(update={"labels": (*each.labels[:4], Text(da="Nyt", en="New")), "earlier": ()})
        for each in instrument.scales
    )
    moved = instrument.model_copy(update={"items": items, "scales": scales})
    found = as_asked(wanted, moved)
    then: Any = next(each for each in found.instrument.items if each.id == item.id)
    assert then.text == item.text
    assert not found.unknown
    assert (
        next(each for each in found.instrument.scales if each.id == then.scale).labels
        == next(each for each in instrument.scales if each.id == item.scale).labels
    )
    kept, gone = asked_in(wanted, moved)
    assert gone == () and {each.id for each in kept.items} == wanted.items.keys()
    assert item_fingerprints(kept, short=True) == wanted.items


def test_the_nearest_heading_is_named(run: Run, folder: Path, instrument: Instrument) -> None:
    items, code = asked(folder, instrument), list(codes_of(folder))[1]
    heads = ["Din kode", *(item.text["da"] for item in items)]
    heads[3] = heads[3].replace(" har ", " havde ").replace(" er ", " var ") + " Sæt ét kryds"
    (folder / "back" / "forms.csv").write_bytes(csv_of([heads, [code, *["3"] * len(items)]]))
    status, told = collect(run, folder)
    (fault,) = told["faults"]
    assert status == 3 and (fault["fault"], fault["column"]) == ("fault.no-column-but", 4)


def test_an_export_of_quite_other_questions_is_not_called_blank(run: Run, folder: Path) -> None:
    rows = [["Din kode", "Hvad hedder din hund?", "Hvor bor du?"], [list(codes_of(folder))[1], "Trofast", "Mors"]]
    (folder / "back" / "forms.csv").write_bytes(csv_of(rows))
    status, told = collect(run, folder)
    assert status == 3 and {each["fault"] for each in told["faults"]} == {"fault.no-column"}
    assert told["unread"][0]["columns"] == ["Hvad hedder din hund?", "Hvor bor du?"]


# Times


@pytest.mark.parametrize(
    ("said", "day_first", "iso"),
    [
        ("2026/11/28 2:15:00 PM GMT+1", None, "2026-11-28T14:15:00+01:00"),
        ("2026/11/28 12:15:00 AM CET", None, "2026-11-28T00:15:00+01:00"),
        ("11/28/26 10:15", None, "2026-11-28T10:15:00"),
        ("03/04/2026 10.15.00", True, "2026-04-03T10:15:00"),
        ("03/04/2026 10:15", False, "2026-03-04T10:15:00"),
        ("3.4.2026 kl. 10.15", None, "2026-04-03T10:15:00"),
        ("28-11-2026 10:15:00", None, "2026-11-28T10:15:00"),
        ("2026-11-28T10:15:00.123+01:00", None, "2026-11-28T10:15:00.123000+01:00"),
        ("03/04/2026 10:15", None, None),
        ("28-11-2026 25:15", None, None),
        ("28-11-2026 10:15 XYZ", None, None),
        ("31-02-2026 10:15", None, None),
    ],
)
def test_when_rows_were_sent(said: str, day_first: bool | None, iso: str | None) -> None:
    found = moment_in(said, day_first)
    assert (found and found.replace(tzinfo=None) if iso and "+" not in iso else found) == (
        datetime.fromisoformat(iso) if iso else None
    )


def test_a_column_says_whether_days_come_first() -> None:
    assert is_day_first(["03/04/2026 10:15", "28/04/2026 10:15"], "timestamp") is True
    assert is_day_first(["03/04/2026 10:15", "04/28/2026 10:15"], "timestamp") is False
    assert is_day_first(["03/04/2026 10:15"], "timestamp") is None
    assert is_day_first(["03/04/2026 10:15"], "tidsstempel") is True
    assert is_day_first(["28/04/2026 10:15", "04/28/2026 10:15"], "tidsstempel") is None


def test_a_clock_without_a_zone_is_that_of_the_machine_or_of_the_server() -> None:
    plain = "2026-11-28T10:15:00"
    here = moment_in(plain)
    assert here is not None and here == datetime.fromisoformat(plain).astimezone()
    there = moment_in(plain, utc=True)
    assert there is not None and there.isoformat() == "2026-11-28T10:15:00+00:00"
