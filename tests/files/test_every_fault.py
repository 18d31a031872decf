"""A file with many faults of many kinds is told in one round, in the order of its lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digitrans.answers.files import load_answers
from digitrans.answers.plans import GoalFile
from digitrans.cli import main
from digitrans.content.catalogue import load_instrument
from digitrans.errors import Fault, InputFault
from digitrans.files.sources import Source, decode
from digitrans.files.validation import load_record, parse_model
from digitrans.portfolios.models import Portfolio
from digitrans.portfolios.reading import read_portfolio
from digitrans.portfolios.rules import RulesFile
from digitrans.texts import Words

PORTFOLIO = """\
organisation:
  name: Fjordby: Kommune
  risk_willingness: 1e400
  TARGETS: {streamline: 50, modernise: 50}
departments:
  - id: a
    name: Children
    readiness: !!float 3.5
  - id: b
    name: @Roads
initiatives:
  - id: one
    name: One
    department: c
    end: 2026-02-30
    status: begun
    citizen_problem: 2026-02-31
  - id: two
    name: Two
    name: Again
    status: *x
    <<: {cost: 3}
    note: "C:\\drive"
  - id: 7
    name: Three
    true: x
    extra: {a: 99999999999999999999999999999999999999999999999}
rules: []
rules:
  - id: r1
    kind: max_shares
"""
SAID = [
    (2, "fault.yaml-colon"),
    (3, "fault.number-too-large"),
    (4, "fault.unknown-key-near"),
    (8, "fault.yaml-tag"),
    (10, "fault.yaml-character"),
    (14, "fault.unknown-department"),
    (15, "fault.no-such-date"),
    (16, "fault.not-one-of-near"),
    (17, "fault.no-such-date-text"),
    (20, "fault.key-twice"),
    (21, "fault.yaml-alias"),
    (22, "fault.yaml-merge"),
    (23, "fault.yaml-escape"),
    (24, "fault.not-id"),
    (26, "fault.unknown-key"),
    (27, "fault.number-too-long-text"),
    (29, "fault.key-twice"),
    (30, "fault.missing"),
    (31, "fault.not-one-of"),
]


def faults_in(text: str, model: Any = Portfolio) -> list[Fault]:
    with pytest.raises(InputFault) as caught:
        parse_model(model, Source("some.yaml", text, patient=True))
    return caught.value.faults


def told(text: str, model: Any = Portfolio) -> list[tuple[int | None, str]]:
    return [(each.line, each.message) for each in faults_in(text, model)]


def test_nineteen_kinds_of_fault_in_a_portfolio(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text(PORTFOLIO, encoding="utf-8")
    with pytest.raises(InputFault) as caught:
        read_portfolio(str(path))
    assert [(each.line, each.message) for each in caught.value.faults] == SAID


def test_ten_kinds_of_fault_in_answers(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(
        "instrument: self-assessment\nstarted: 2026-02-30\nshort: yes\nanswers:\n  yes-after-problem: 1e400\n"
        "  four-fit: 9\n  four-fit: 8\n  no-such: 3\n  yes-after-problem-is-clear: {value: 3, nota: x}\n"
        "  strange: {value: 3, due: 2026-02-30}\n  *x : 3\nanswer:\n\tx: 3\n",
        encoding="utf-8",
    )
    with pytest.raises(InputFault) as caught:
        load_answers(path, load_instrument("self-assessment"))
    assert [(each.line, each.message) for each in caught.value.faults] == [
        (2, "fault.not-time"),
        (3, "fault.not-bool"),
        (5, "fault.number-too-large"),
        (6, "fault.out-of-range"),
        (7, "fault.key-twice"),
        (7, "fault.out-of-range"),
        (8, "fault.unknown-item"),
        (9, "fault.unknown-item-near"),
        (9, "fault.unknown-key-near"),
        (10, "fault.unknown-item"),
        (10, "fault.no-such-date"),
        (11, "fault.yaml-alias"),
        (12, "fault.unknown-key-near"),
        (13, "fault.yaml-tab"),
    ]


def test_a_record_of_the_program(tmp_path: Path) -> None:
    path = tmp_path / "goal.json"
    path.write_text('{"format": 1, "kind": "goals", "kind": "goal", "level": 1e400, "by": 2026-02-30, "x": !t 1}')
    with pytest.raises(InputFault) as caught:
        load_record(path, GoalFile)
    messages = [each.message for each in caught.value.faults]
    assert {"fault.key-twice", "fault.number-too-large", "fault.yaml-tag"} <= set(messages)
    assert messages.count("fault.key-twice") == 1


def test_a_newer_record_is_called_newer_whatever_else_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "goal.json"
    path.write_text(json.dumps({"format": 2, "strange": [1], "more": {}}))
    with pytest.raises(InputFault) as caught:
        load_record(path, GoalFile)
    assert [each.message for each in caught.value.faults] == ["fault.newer"]


def test_rules_are_told_at_once() -> None:
    text = (
        "rules:\n  - {id: r, kind: max_red, limit: 1e999}\n  - {id: R, kind: max_red, limit: 3}\nweights: {valu: 3}\n"
    )
    assert told(text, RulesFile) == [
        (2, "fault.number-too-large"),
        (3, "fault.not-id"),
        (4, "fault.not-one-of"),
    ]


TOP = "organisation: {name: Town}\n"


def test_what_was_found_before_the_reading_ended_is_told_with_it() -> None:
    text = TOP + "initiatives:\n  - {id: a, name: A, staus: idea}\n  - id: b\n    cost: [3\n    name: 'B\n"
    assert told(text) == [(3, "fault.unknown-key-near"), (5, "fault.yaml-bracket")]


def test_what_a_cut_off_file_may_still_say_is_not_called_missing() -> None:
    text = TOP + "initiatives:\n  - id: a\n    department: d\n\tname: A\n"
    assert told(text) == [(5, "fault.yaml-tab")]


def test_departments_in_two_lists_of_the_same_name_are_both_known() -> None:
    text = "departments: [{id: a, name: A}]\ndepartments: [{id: b, name: B, x: 1}]\n" + TOP + "initiatives:\n"
    text += "".join(f"  - {{id: {each}, name: N, department: {each}}}\n" for each in "ab")
    assert told(text) == [(2, "fault.key-twice"), (2, "fault.unknown-key")]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("name: 2026-02-30", "fault.no-such-date-text"),
        ("as_of: 2026-02-30", "fault.no-such-date"),
        ("risk_willingness: 2026-02-30", "fault.not-number"),
        ("risk_willingness: 1e400", "fault.number-too-large"),
        ("risk_willingness: -1e400", "fault.number-too-large"),
        ("as_of: @today", "fault.not-date"),
        ("as_of: today: morning", "fault.not-date"),
        ("name: A: B", "fault.yaml-colon"),
    ],
)
def test_quotes_are_no_advice_where_the_quoted_value_is_refused(value: str, message: str) -> None:
    rest = "" if value.startswith("name") else "  name: Town\n"
    assert told(f"organisation:\n{rest}  {value}\ninitiatives: []\n") == [(3 if rest else 2, message)]


def test_a_number_that_is_no_id_in_quotes_either_is_told_as_that() -> None:
    (fault,) = faults_in(TOP + "initiatives: [{id: 7, name: A}]\n")
    assert (fault.message, fault.named["value"]) == ("fault.not-id", "7")
    (fault,) = faults_in(TOP + "initiatives: [{id: a, name: 7}]\n")
    assert fault.message == "fault.not-text"


@pytest.mark.parametrize("number", ["1e400", "-1e999", "1.5e+309"])
def test_a_number_too_large_is_told_as_it_is_written(number: str) -> None:
    (fault,) = faults_in(TOP + f"initiatives: [{{id: a, name: A, cost: {number}}}]\n")
    said = Words("en").fault(fault)
    assert number in said and "inf" not in said.replace("initiatives", "")


@pytest.mark.parametrize("text", ["a: 1\n\tb: 2\n", "\ta: 1\n", "a:\n\tb: 1\n", "a:\n  - b: 1\n\tc: 2\n"])
def test_a_tab_before_a_key_is_told_as_a_tab(text: str) -> None:
    with pytest.raises(InputFault) as caught:
        Source("some.yaml", text)
    assert [each.message for each in caught.value.faults] == ["fault.yaml-tab"]


def test_blanks_that_are_none_are_told_by_their_number() -> None:
    (fault,) = faults_in("organisation:\n  name:\u00a0Town\ninitiatives: []\n")
    assert (fault.message, fault.named["code"]) == ("fault.value-character", "U+00A0")
    text = "organisation:\n  name:\u00a0Town\n  risk_willingness: 2\ninitiatives: []\n"
    assert [(each.line, each.message) for each in faults_in(text)] == [(2, "fault.strange-blank")]
    text = TOP + "initiatives:\n  - {id: a, name: A, owner\u00a0: B, type: modernise\u200b}\n"
    assert [each.message for each in faults_in(text)] == ["fault.key-character", "fault.value-character"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_what_powershell_writes_is_read(encoding: str) -> None:
    text = "organisation: {name: Ærø}\r\ninitiatives: []\r\n"
    assert decode(text.encode(encoding), "some.yaml") == text


def test_own_content_is_told_at_once_over_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists = tmp_path / "own" / "checklists"
    lists.mkdir(parents=True)
    (lists / "dilemmas.yaml").write_text(
        "title: {da: Vores: egne, en: Ours}\nversion: 1e400\nTENSIONS: []\nitems:\n  - id: ours\n    kind: !x slider\n"
        "    text: {da: 2026-02-30, en: Text}\n    text: {da: Tekst, en: Text}\n  - id: theirs\n    kind: sliding\n"
        "    text: 5\nminutes: 2\nminutes: x\n",
        encoding="utf-8",
    )
    (lists / "board-meeting.yaml").write_text("minutes: @five\npurpose:\n\tda: x\n", encoding="utf-8")
    assert main(["--lang", "en", "--content", str(tmp_path / "own"), "content", "check"]) == 3
    told = " ".join(capsys.readouterr()[:])
    for part in (
        "1:18: a colon inside a text", "1e400 is too large", "did you mean 'tensions'", "6:11: the tag !x",
        "no such day as 2026-02-30", "8:5: the key 'text' stands here for the second time",
        "13:1: the key 'minutes' stands here for the second time", "13:1: minutes: 'x' is not a whole number",
        "minutes: '@five' is not a whole number", "3:1: a tab",
    ):  # fmt: skip
        assert part in " ".join(told.split()), part


def test_two_names_that_are_equally_near_are_both_offered() -> None:
    text = TOP + "departments: [{id: staf-a, name: A}, {id: staf-b, name: B}]\n"
    (fault,) = faults_in(text + "initiatives: [{id: a, name: A, department: staf-c}]\n")
    assert Words("en").fault(fault).endswith("there is no department 'staf-c'; did you mean 'staf-a' or 'staf-b'?")
    assert Words("da").fault(fault).endswith("mente du 'staf-a' eller 'staf-b'?")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "fault.is-pdf"),
        (b"\x1f\x8b\x08\0\0", "fault.is-packed"),
        (b"PK\x03\x04....readme.txt", "fault.is-packed"),
        (b"PK\x03\x04....xl/workbook.xml", "fault.is-workbook"),
        (b"PK\x03\x04....word/document.xml", "fault.is-word"),
        (b"\x89PNG\r\n\x1a\n", "fault.is-picture"),
        (b"\xff\xd8\xff\xe0", "fault.is-picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "fault.is-old-office"),
        (b"<!DOCTYPE html>\n<html>", "fault.is-page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "fault.is-markup"),
        (b"[organisation]\nname = Town\n", "fault.is-ini"),
        (b"; settings\n[organisation]\nname=Town\n[more]\n", "fault.is-ini"),
    ],
)
@pytest.mark.parametrize("arguments", [["portfolio", "check"], ["assess", "--no-input", "--answers"]])
def test_what_is_no_yaml_is_told_as_what_it_is(
    data: bytes, message: str, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(data)
    assert main(["--lang", "en", *arguments, str(path)]) == 3
    said = capsys.readouterr().err
    if "import" not in said:
        assert said == f"{path}: {Words('en')(message)}\n"


@pytest.mark.parametrize("text", ["[a, b]\n", "[a]\nb\n", "a = b\n", "[x]: 1\n"])
def test_what_only_resembles_an_ini_file_is_not_called_one(text: str) -> None:
    with pytest.raises(InputFault) as caught:
        parse_model(Portfolio, Source("some.yaml", text, patient=True))
    assert "fault.is-ini" not in [each.message for each in caught.value.faults]
