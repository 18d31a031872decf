"""Exports of other programs, with the questions' words as headings: collected without a mapping, faults by cell."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from test_rounds import codes_of

from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.people.forms.cells import meaning_of
from digitrans.people.forms.moments import moment_in

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    assert run("people", "invite", str(path), "--group", "staff=4", "--short", "--form", "yaml")[0] == 0
    return path


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("self-assessment")


def asked(folder: Path, instrument: Instrument) -> list[Any]:
    ids = json.loads((folder / "round.json").read_text(encoding="utf-8"))["items"]
    return [item for item in instrument.items if item.id in ids and item.kind == "rating"]


def label(instrument: Instrument, item: Any, value: int, language: str) -> str:
    scale = next(each for each in instrument.scales if each.id == item.scale)
    return str(scale.labels[value - 1][language])


def collect(run: Run, folder: Path) -> tuple[int, dict[str, Any]]:
    status, out, err = run("people", "collect", str(folder), "--json")
    assert err == ""
    return status, json.loads(out)


def taken_in(folder: Path, code: str) -> dict[str, Any]:
    (path,) = (folder / "collected").glob(f"{code}-*.json")
    answers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return answers


def csv_of(rows: Sequence[Sequence[Any]], delimiter: str = ";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


WRITTEN: dict[str, Callable[[int, str], str]] = {
    "words": lambda value, word: word,
    "number-first": lambda value, word: f"{value} {word}",
    "dash": lambda value, word: f"{value} - {word[:1].lower()}{word[1:]}",
    "dot": lambda value, word: f"{value}. {word}",
    "behind": lambda value, word: f"{word} ({value})",
    "capitals": lambda value, word: word.upper(),
    "number": lambda value, word: str(value),
    "apart": lambda value, word: unicodedata.normalize("NFD", f"  {word} "),
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("language", ["da", "en"])
def test_words_of_questions_and_options_are_answers(
    run: Run, folder: Path, instrument: Instrument, written: str, language: str
) -> None:
    items = asked(folder, instrument)
    code = list(codes_of(folder))[1]
    heads = ["Din kode" if language == "da" else "Your code", *(item.text[language] for item in items)]
    values = [1 + place % 5 for place in range(len(items))]
    cells = [
        WRITTEN[written](value, label(instrument, item, value, language))
        for item, value in zip(items, values, strict=True)
    ]
    (folder / "back" / "export.csv").write_bytes(csv_of([heads, [code, *cells]]))
    status, told = collect(run, folder)
    assert status == 0 and told["new"] == [code] and told["faults"] == []
    assert taken_in(folder, code) == {item.id: value for item, value in zip(items, values, strict=True)}


def test_kobotoolbox_with_labels_and_comments(run: Run, folder: Path, instrument: Instrument) -> None:
    items, code = asked(folder, instrument), list(codes_of(folder))[1]
    heads, cells = ["Din kode"], [code]
    for item in items:
        heads += [item.text["da"], "Kommentar"]
        cells += [f"2 {label(instrument, item, 2, 'da')}", "Det ved jeg" if item is items[2] else ""]
    rows = [[*heads, "_submission_time"], [*cells, "2026-11-20T10:00:00"]]
    (folder / "back" / "kobo.csv").write_bytes(csv_of(rows))
    assert collect(run, folder)[0] == 0
    answers = taken_in(folder, code)
    assert answers[items[2].id] == {"value": 2, "note": "Det ved jeg"} and answers[items[0].id] == 2


def test_microsoft_forms_as_a_workbook(run: Run, folder: Path, instrument: Instrument) -> None:
    from datetime import datetime

    items, code = asked(folder, instrument), list(codes_of(folder))[1]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    heads = ["Id", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn", "Din kode"]
    row: list[Any] = [1, datetime(2026, 11, 20, 9, 0), datetime(2026, 11, 20, 9, 9), "anonymous", None, code.upper()]
    for number, item in enumerate(items, 1):
        heads += [f"{number}. {item.text['da']}\u00a0", f"Kommentar{number}" if number > 1 else "Kommentar"]
        row += [label(instrument, item, 4, "da"), None]
    sheet.append(heads)
    sheet.append(row)
    book.save(folder / "back" / "Selvvurdering(1-1).xlsx")
    status, told = collect(run, folder)
    assert status == 0 and told["new"] == [code]
    assert set(taken_in(folder, code).values()) == {4}
    (path,) = (folder / "collected").glob(f"{code}-*.json")
    assert json.loads(path.read_text(encoding="utf-8"))["finished"].startswith("2026-11-20T09:09")


def test_faults_are_told_by_cell(run: Run, folder: Path, instrument: Instrument) -> None:
    items, codes = asked(folder, instrument), list(codes_of(folder))
    heads = ["Din kode", items[0].text["da"], "Kommentar", *(item.text["da"] for item in items[1:])]
    good = [label(instrument, item, 3, "da") for item in items]
    rows = [
        heads,
        [codes[1], good[0], "", *good[1:]],
        [codes[2], "måske", "", *good[1:]],
        [codes[3], f"5 - {good[0]}", "", *good[1:]],
        [codes[4], good[0], "4", *good[1:]],
        ["nobody", good[0], "", *good[1:]],
    ]
    (folder / "back" / "forms.csv").write_bytes(csv_of(rows))
    status, told = collect(run, folder)
    assert status == 3 and told["new"] == [codes[1]]
    assert [(each["line"], each["column"], each["fault"]) for each in told["faults"]] == [
        (3, 2, "fault.not-an-answer"), (4, 2, "fault.not-an-answer"), (5, 3, "fault.comment-number"),
        (6, 1, "fault.not-a-code"),
    ]  # fmt: skip
    out = run("people", "collect", str(folder), "--lang", "da")[1]
    assert "kommentaren er kun '4'" in " ".join(out.split())


def test_a_question_without_a_column_is_told_and_the_rest_collected(
    run: Run, folder: Path, instrument: Instrument
) -> None:
    items, code = asked(folder, instrument), list(codes_of(folder))[1]
    heads = ["Din kode", *(item.text["da"] for item in items[:-1]), "Noget helt andet?"]
    (folder / "back" / "forms.csv").write_bytes(csv_of([heads, [code, *["3"] * len(items)]]))
    status, told = collect(run, folder)
    assert status == 3 and told["new"] == [code] and len(taken_in(folder, code)) == len(items) - 1
    assert [each["fault"] for each in told["faults"]] == ["fault.no-column"]
    assert items[-1].text["da"][:30] in run("people", "collect", str(folder), "--lang", "da")[1]


def test_several_choices_in_one_cell_and_options_in_columns(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "risk"
    assert run("people", "invite", str(folder), "--instrument", "risk", "--group", "staff=4", "--form", "yaml")[0] == 0
    risk = load_instrument("risk")
    several = next(item for item in risk.items if item.kind == "choices")
    names = [option.name["en"] for option in several.options[:2]]
    for code, head, cells in (
        (list(codes_of(folder))[1], [several.text["en"]], [";".join(names) + ";"]),
        (list(codes_of(folder))[2], [f"{several.text['en']} [{name}]" for name in names], ["1", "1"]),
        (list(codes_of(folder))[3], [f"{several.text['en']}/{name}" for name in names], ["TRUE", "FALSE"]),
    ):
        (folder / "back" / f"{code}.csv").write_bytes(csv_of([["Your code", *head], [code, *cells]]))
    collect(run, folder)
    picked = [taken_in(folder, code)[several.id] for code in list(codes_of(folder))[1:4]]
    ids = [option.id for option in several.options[:2]]
    assert picked == [ids, ids, ids[:1]]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("often", 4),
        ("4", 4),
        ("4 often", 4),
        ("4 – Often", 4),
        ("4) often", 4),
        ("often [4]", 4),
        ("3 often", None),
        ("oft", None),
    ],
)
def test_what_a_cell_means(said: str, means: int | None) -> None:
    assert meaning_of(said, {"often": 4, "4": 4, "3": 3, "4 often": 4}) == means


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("28-11-2026 10:15", "2026-11-28"),
        ("11/28/2026 10:15:00", "2026-11-28"),
        ("2026/11/28 10:15:00 AM CET", "2026-11-28"),
        ("03/04/2026 10:15", None),
        ("soon", None),
    ],
)
def test_when_a_row_was_sent(said: str, day: str | None) -> None:
    found = moment_in(said)
    assert (found and found.date().isoformat()) == day
