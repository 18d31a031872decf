"""Forms out and answers back: whatever is answered in any form of any questionnaire comes back as it was answered."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from digitrans.answers.data import as_data
from digitrans.answers.fingerprints import fingerprint, item_fingerprints
from digitrans.answers.values import Answer, Answers, Missing, Unit, units_from
from digitrans.content.catalogue import instrument_ids, instrument_kind, load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.items import STATUSES
from digitrans.files.sources import Source
from digitrans.files.spreadsheets import unescaped
from digitrans.files.validation import parse_model
from digitrans.people import collection, rounds
from digitrans.people.forms import excel_form, html_form, workbooks, xlsform, yaml_form
from digitrans.people.forms.cells import Reader, folded
from digitrans.people.forms.fields import Field, Invitation, Part, fields, insteads, replies, sections
from digitrans.texts import Words
from kinds import GROUPS, HEAD, KINDS

LANGUAGES = (Words("da"), Words("en"))
QUESTIONNAIRES = [each for each in instrument_ids() if instrument_kind(each) == "questionnaire"]
NAMES = ("Børn og unge", "=Teknik & <miljø> ${respondent}", "Note")
TEXTS = ("Både \"ja\" og 'nej': # - {x}", "to\nlinjer æøå", "2026", "dont know", "</script><b>", "_x0041_")

# Every trap for names in one file: items, options and units called like each other and like what forms add.
TRAPS = (
    HEAD.replace("kind: questionnaire", "id: traps\nkind: questionnaire")
    + """\
repeat: {id: things, one: *t, many: *t, prompt: *t, examples: *t, at_most: 30}
items:
  - {id: respondent, kind: text, once: true, text: *t, provenance: *p}
  - {id: meta, kind: rating, dimension: d, scale: s, once: true, text: *t, provenance: *p}
  - id: note
    kind: allocation
    once: true
    text: *t
    provenance: *p
    options: [{id: x, name: *t}, {id: or, name: *t}, {id: sum, name: *t}]
  - id: none
    kind: choices
    once: true
    text: *t
    provenance: *p
    options: [{id: none, name: *t}, {id: note-x, name: *t}, {id: x, name: *t}]
  - id: instead
    kind: choice
    text: *t
    provenance: *p
    options: [{id: instead, name: *t}, {id: x, name: {da: y, en: y}}]
  - {id: x, kind: text, text: *t, provenance: *p}
  - {id: note-x, kind: number, unit: *t, text: "&t2", provenance: *p}
  - {id: or, kind: choices, text: *t, provenance: *p, options: [{id: x, name: *t}, {id: or, name: *t}]}
  - {id: x-or, kind: allocation, text: *t, provenance: *p, options: [{id: x, name: *t}, {id: or, name: *t}]}
"""
).replace('"&t2"', "{da: 'tal ${x}', en: 'number ${note}'}")


# What a workbook offers has to be told apart by its words.
TOLD_APART = (
    ("{id: right, name: *t}", "{id: right, name: {da: højre, en: right}}"),
    ("{id: later, name: *t}", "{id: later, name: {da: senere, en: later}}"),
    ("right: *pole", "right: {name: {da: anden pol, en: other pole}, gain: *t, price: *t}"),
)


@cache
def instrument(name: str) -> Instrument:
    own = {"kinds": KINDS, "groups": GROUPS, "traps": TRAPS}
    for same, apart in TOLD_APART:
        own = {each: text.replace(same, apart) for each, text in own.items()}
    return parse_model(Instrument, Source("own.yaml", own[name])) if name in own else load_instrument(name)


def units_of(found: Instrument) -> tuple[Unit, ...]:
    if found.repeat is None:
        return ()
    if found.id == "traps":
        return tuple(Unit(each, f"Navn {each}") for each in ("x", "note", "or", "none", "note-x", "respondent", "meta"))
    return units_from(NAMES[: found.repeat.at_most])


def invitation(found: Instrument, short: bool = False) -> Invitation:
    return Invitation(found, short, fingerprint(found), item_fingerprints(found, short), units_of(found))


def answer_to(item: Any, chance: random.Random) -> Answer:
    """Some answer that the form of an item lets its reader give."""
    note = chance.choice([None, None, "En bemærkning: 'ja' og \"nej\", #1", "flere\nlinjer"])
    if item.kind == "text":
        return Answer(chance.choice(TEXTS))
    ids = [each.id for each in getattr(item, "options", ())]
    value: Any = chance.choice([Missing.DONT_KNOW, Missing.NOT_RELEVANT, Missing.UNANSWERED])
    if chance.random() < 0.7:
        made: dict[str, Callable[[], Any]] = {
            "rating": lambda: chance.randint(1, 5),
            "slider": lambda: chance.randint(-2, 2),
            "status": lambda: chance.choice(STATUSES),
            "choice": lambda: chance.choice(ids),
            "choices": lambda: tuple(each for each in ids if chance.random() < 0.5),
            "allocation": lambda: shares(ids, chance),
            "number": lambda: chance.choice([item.lowest, item.highest, 7, 12.5]),
        }
        value = made[item.kind]()
    return Answer(value, note)


def shares(ids: list[str], chance: random.Random) -> tuple[tuple[str, int], ...]:
    cuts = sorted(chance.randint(0, 100) for _ in ids[1:])
    return tuple((each, b - a) for each, a, b in zip(ids, [0, *cuts], [*cuts, 100], strict=True))


def generated(found: Instrument, seed: int) -> Answers:
    """Answers to most of the questions of a questionnaire; the first seed answers nothing."""
    chance = random.Random(f"{found.id}/{seed}")
    values = {}
    for section in sections(found, units_of(found), short=False):
        for _, question in section.questions:
            answer = answer_to(question.item, chance)
            if seed and answer != Answer():
                values[question.key] = answer
    return Answers(found.id, found.version, values=values, units=units_of(found))


# How a respondent fills each of the forms in, knowing no more than what the form shows.


def fill_yaml(text: str, answers: Answers) -> str:
    data = as_data(answers)
    units = {each["id"]: each["answers"] for each in data.get("units", ())}
    lines, unit = [], ""
    for line in text.split("\n"):
        if found := re.fullmatch(r'  - id: "(.+)"', line):
            unit = found[1]
        if found := re.fullmatch(r"(  |      )([a-z0-9-]+):", line):
            given = (units[unit] if len(found[1]) == 6 else data["answers"]).get(found[2])
            lines.append(line if given is None else f"{line} {json.dumps(given)}")
        else:
            lines.append(line)
    return "\n".join(lines)


def fill_workbook(data: bytes, answers: Answers, words: Words, code: str | None = None) -> bytes:
    """Every answer put into the row that column A names, by the words of its drop-down; ``code`` if it is another."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    if code is not None:
        book[excel_form.META].cell(excel_form.META_FIELDS.index("respondent") + 1, 2).value = code
    sheet = book.worksheets[0]
    rows = {str(row[0].value): row for row in sheet.iter_rows(min_row=7) if row[0].value}
    found = instrument(answers.instrument)
    labels = {
        question.key: {value: label for label, value in replies(words, found, question.item)}
        for section in sections(found, answers.units, short=False)
        for _, question in section.questions
    }
    instead = {Missing.DONT_KNOW: words("answer.dont-know"), Missing.NOT_RELEVANT: words("answer.not-relevant")}
    for key, answer in answers.values.items():
        value = answer.value
        if answer.note:
            rows[key][4].value = unescaped(answer.note)
        if isinstance(value, Missing):
            place = rows[f"{key}?"] if f"{key}?" in rows else rows[key]
            place[3].value = instead.get(value)
        elif value == ():
            rows[f"{key}?"][3].value = words("answer.none-chosen")
        elif isinstance(value, tuple):
            for each in value:
                if isinstance(each, tuple):
                    rows[f"{key}:{each[0]}"][3].value = each[1]
                else:
                    rows[f"{key}:{each}"][3].value = words("form.yes")
        else:
            said = labels[key].get(value, value)
            rows[key][3].value = unescaped(said) if isinstance(said, str) else said
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def paths_of(survey: list[dict[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every question of an XLSForm with the path that an export heads its column with."""
    groups: list[str] = []
    for row in survey:
        if row["type"] == "begin_group":
            groups.append(row["name"])
        elif row["type"] == "end_group":
            groups.pop()
        else:
            yield "/".join((*groups, row["name"])), row
    assert not groups


def exported(wanted: Field, answers: Answers) -> Any:
    """What an export holds for one field, the names of choices with spaces between."""
    answer = answers[wanted.question.key]
    value: Any = answer.value
    word = None
    if isinstance(value, Missing):
        word = None if value is Missing.UNANSWERED else value.value.replace("-", "_")
    if wanted.part is Part.NOTE:
        return answer.note
    if wanted.part is Part.INSTEAD:
        return word
    if wanted.part is Part.OPTION:
        return dict(value)[wanted.option] if isinstance(value, tuple) else None
    if word or isinstance(value, Missing):
        return word if wanted.question.item.kind not in ("number", "allocation") else None
    if wanted.question.item.kind == "slider" and isinstance(value, int):
        return f"p{value + 2}"
    if isinstance(value, tuple):
        return " ".join(str(each).replace("-", "_") for each in value) or "none_"
    return value.replace("-", "_") if wanted.question.item.kind in ("choice", "status") else str(value)


def columns_in(sent: Invitation, style: str) -> Iterator[tuple[str, Callable[[Answers], Any]]]:
    """The headings of an export with what stands below them. ``style``: one column for several choices, one each, both,
    or as ODK Central has it."""
    tables = xlsform.build(LANGUAGES, sent)
    named = {xlsform.name_of(each): each for each in fields(sent.sections, xlsform.SPREAD)}
    for path, row in paths_of(tables["survey"]):
        place = path.replace("/", "-") if style == "central" else path
        wanted = named.get(row["name"])
        several = row["type"].startswith("select_multiple")
        if row["name"] == "respondent":
            yield place, lambda answers: answers.respondent
        elif wanted is None:
            yield place, lambda _: "100"  # the sum that the form works out
        elif not several or style != "split":
            yield place, partial(exported, wanted)
        if wanted is not None and several and style != "joined":
            names = (each["name"] for each in tables["choices"] if each["list_name"] == row["type"].split()[1])
            yield from ((f"{place}/{name}", partial(picked, wanted, name)) for name in names)


def export_of(sent: Invitation, everyone: dict[str, Answers], style: str, ending: str = ".xlsx") -> bytes:
    """What a server exports, with a row for everyone: a workbook, or CSV."""
    columns: list[tuple[str, Callable[[Answers], Any]]] = [("start", lambda _: "2026"), ("_id", lambda _: 1)]
    columns += columns_in(sent, style)
    rows = [[cell(replace(answers, respondent=code)) for _, cell in columns] for code, answers in everyone.items()]
    heads = [name for name, _ in columns]
    if ending == ".csv":
        text = io.StringIO()
        csv.writer(text, delimiter="," if style == "central" else ";").writerows([heads, *rows])
        return text.getvalue().encode("utf-8-sig" if style == "joined" else "utf-8")
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(heads)
    for number, row in enumerate(rows, 2):
        for place, value in enumerate(row, 1):
            if value is not None:
                made = sheet.cell(number, place, unescaped(value) if isinstance(value, str) else value)
                made.data_type = "s" if isinstance(value, str) else made.data_type
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def picked(wanted: Field, name: str, answers: Answers) -> int | None:
    said = exported(wanted, answers)
    return None if said is None else int(name in said.split())


def start(folder: Path, found: Instrument) -> rounds.Round:
    return rounds.start_round(folder, found, fingerprint(found), False, {"staff": 4}, units_of(found))


def values_back(folder: Path, wanted: rounds.Round, found: Instrument, sources: list[Any]) -> dict[str, Answers]:
    taken = collection.collect(folder, wanted, found, sources)
    assert [fault.faults for fault in taken.faults] == []
    return {each.code: each.answers for each in collection.collected(folder, wanted, found, [])}


def check(came: dict[str, Answers], everyone: dict[str, Answers]) -> None:
    said = {code: each for code, each in everyone.items() if each.values}
    assert came.keys() == said.keys(), "a blank form is no answer"
    for code, answers in said.items():
        assert dict(came[code].values) == dict(answers.values)
        assert came[code].units == answers.units


ALL = [*QUESTIONNAIRES, "kinds", "groups", "traps"]


@pytest.mark.parametrize("name", ALL)
def test_the_yaml_template_brings_back_what_was_answered(name: str, tmp_path: Path) -> None:
    found = instrument(name)
    wanted = start(tmp_path / "round", found)
    everyone = {code: generated(found, seed) for seed, code in enumerate(wanted.codes)}
    sources = []
    for seed, (code, answers) in enumerate(everyone.items()):
        template = yaml_form.write(LANGUAGES[seed % 2], invitation(found), code)
        assert yaml.safe_load(template)["respondent"] == code
        sources.append(Source(f"{code}.yaml", fill_yaml(template, answers)))
    check(values_back(tmp_path / "round", wanted, found, sources), everyone)


@pytest.mark.parametrize("name", ALL)
def test_the_workbook_brings_back_what_was_answered(name: str, tmp_path: Path) -> None:
    found = instrument(name)
    wanted = start(tmp_path / "round", found)
    everyone = {code: generated(found, seed) for seed, code in enumerate(wanted.codes)}
    sources: list[Any] = []
    templates: dict[str, bytes] = {}  # one in each language: but for the code, all are alike
    for seed, (code, answers) in enumerate(everyone.items()):
        words = LANGUAGES[seed % 2]
        path = tmp_path / f"{code}.xlsx"
        if words.language in templates:
            filled = fill_workbook(templates[words.language], answers, words, code)
        else:
            templates[words.language] = excel_form.write(words, invitation(found), code)
            filled = fill_workbook(templates[words.language], answers, words)
        path.write_bytes(filled)
        sources += workbooks.read(path, found, wanted.asked_for, LANGUAGES)
    check(values_back(tmp_path / "round", wanted, found, sources), everyone)


STYLES = [(name, style) for name in ("risk", "kinds", "groups", "traps") for style in ("split", "both", "central")]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
@pytest.mark.parametrize(("name", "style"), [*((name, "joined") for name in ALL), *STYLES])
def test_an_export_brings_back_what_was_answered(name: str, style: str, ending: str, tmp_path: Path) -> None:
    found = instrument(name)
    wanted = start(tmp_path / "round", found)
    everyone = {code: generated(found, seed) for seed, code in enumerate(wanted.codes)}
    for code, answers in everyone.items():  # a form of this kind asks for no comment where the answer is a text
        texts = {key: Answer(each.value) if each.text in TEXTS else each for key, each in answers.values.items()}
        everyone[code] = Answers(found.id, found.version, values=texts, units=answers.units)
    path = tmp_path / f"export{ending}"
    path.write_bytes(export_of(invitation(found), everyone, style, ending))
    check(
        values_back(tmp_path / "round", wanted, found, workbooks.read(path, found, wanted.asked_for, LANGUAGES)),
        everyone,
    )


@pytest.mark.parametrize("name", ALL)
def test_pyxform_takes_every_questionnaire(name: str) -> None:
    from pyxform.xls2xform import convert

    sent = invitation(instrument(name))
    made = convert(io.BytesIO(xlsform.write(LANGUAGES, sent)), validate=False, file_type=".xlsx", form_name="data")
    for each in fields(sent.sections, xlsform.SPREAD):
        if each.part is not Part.NOTE or each.question.item.kind != "text":
            assert f"/{xlsform.name_of(each)}" in made.xform
    assert made.warnings == []


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_every_word_of_a_drop_down_means_one_answer(name: str) -> None:
    found = instrument(name)
    reader = Reader("form.xlsx", found, units_of(found), LANGUAGES)
    for each in fields(sections(found, units_of(found), short=False), excel_form.SPREAD):
        for words in LANGUAGES:
            told = insteads if each.part is Part.INSTEAD else partial(replies, instrument=found)
            offered = () if each.part is Part.OPTION else told(words, item=each.question.item)
            for label, value in offered:
                assert reader.meanings(each)[folded(label)] == value


@pytest.mark.parametrize("name", ALL)
def test_no_two_fields_have_the_same_name(name: str) -> None:
    found = sections(instrument(name), units_of(instrument(name)), short=False)
    for named in (
        [xlsform.name_of(each) for each in fields(found, xlsform.SPREAD)],
        [(row, column) for row, column, _ in excel_form.layout(found)],
    ):
        assert len(named) == len(set(named))
    rows = xlsform.build(LANGUAGES, invitation(instrument(name)))["survey"]
    names = [row["name"] for row in rows if "name" in row]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ALL)
def test_whoever_answers_is_told_whom_the_questions_mean(name: str) -> None:
    """The questions are written for the top leader; others would otherwise answer about themselves."""
    found = instrument(name)
    for words, meant in zip(LANGUAGES, (r"\b(jeg|mig|min|du|dig|din)\b", r"\b(I|me|my|you|your)\b"), strict=True):
        asked = [each.text[words.language] for each in found.items]
        if any(re.search(meant, text) for text in asked):
            assert found.respondents is not None, name
        sent = invitation(found)
        about = sent.about(words)
        assert about in html.unescape(html_form.write(words, sent))
        assert about in " ".join(yaml_form.write(words, sent, "k3m9x2").replace("#", " ").split())
        assert any(about in row.values() for row in xlsform.build(LANGUAGES, sent)["survey"])
