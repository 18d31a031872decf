"""Checklists on paper and filled in, and the report: what they hold, in every format and both languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, piped_keys
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.answers.wording import Names, names_for
from digitrans.asking.keys import KeyPrompter
from digitrans.asking.lines import LinePrompter
from digitrans.asking.questions import ask_answers
from digitrans.cli import main
from digitrans.content.catalogue import instrument_ids, instrument_kind, load_instrument
from digitrans.documents import Heading, Ticks
from digitrans.history.open_lines import begun, carried_over, kept
from digitrans.reports.overview import redacted
from digitrans.reports.printed_checklists import Page, print_report
from digitrans.texts import Words
from digitrans.texts.dates import days_between, parse_day
from goldens import compare
from specimen import LONG, NASTY

Run = Callable[..., tuple[int, str, str]]
BOARD = "board-meeting"
CHECKLISTS = [each for each in instrument_ids() if instrument_kind(each) == "checklist"]
FILLED, SELF, DILEMMAS = (str(EXAMPLES / f"{name}.yaml") for name in (BOARD, "self-assessment", "dilemmas"))


def names(language: str = "en") -> Names:
    return names_for(Words(language), load_instrument(BOARD), [], ())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two self-assessments, the dilemmas and a checklist that was filled in twice."""
    folder = tmp_path_factory.mktemp("archive")
    old = Path(SELF).read_text(encoding="utf-8").replace("shares-decided: 4", "shares-decided: 2")
    (folder / "old.yaml").write_text(old, encoding="utf-8")
    runs = (
        ("2026-05-04", "assess", str(folder / "old.yaml")),
        ("2026-11-02", f"checklist fill {BOARD}", FILLED),
        ("2026-11-23", "assess", SELF),
        ("2026-11-23", "dilemmas", DILEMMAS),
        ("2026-11-23", f"checklist fill {BOARD}", FILLED),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITRANS_HOME", str(folder / "home"))
        patch.setenv("DIGITRANS_ID", "7f3a")
        for day, command, source in runs:
            patch.setenv("DIGITRANS_NOW", f"{day}T10:00:00+01:00")
            assert main([*command.split(), "--answers", source, "-o", str(folder / "out.json"), "--force"]) == 0
    return folder / "home"


@pytest.fixture
def answered(archive: Path, settled: Path) -> None:
    """The home of ``archive`` as the home of this test."""
    shutil.copytree(archive, settled)


# ---- printing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("format", ["table", "html"])
def test_golden_print(run: Run, language: str, format: str) -> None:
    code, out, err = run("checklist", "print", BOARD, "--meeting", "2026-12-08", "--format", format, "--lang", language)
    assert (code, err) == (0, "")
    compare(f"checklist-print.{language}.{'txt' if format == 'table' else format}", out)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", ["assess", "dilemmas"])
def test_golden_html_and_csv(run: Run, name: str, language: str) -> None:
    source = SELF if name == "assess" else DILEMMAS
    for format in ("html", "csv"):
        code, out, err = run(name, "--answers", source, "--no-save", "--format", format, "--lang", language)
        assert (code, err) == (0, "")
        if format == "html" or language == "da":
            compare(f"{name}.{language}.{format}", out.replace("\r\n", "\n"))


def test_the_meeting_orders_the_lines_by_when_they_are_due() -> None:
    document = print_report(Words("en"), [Page(names())], date(2026, 12, 8))
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings == [
        "6 weeks before, no later than 27 October 2026",
        "2 weeks before, no later than 24 November 2026",
        "The day before, no later than 7 December 2026",
        "At the meeting",
    ]
    lines = [text for block in document.blocks if isinstance(block, Ticks) for text, _ in block.texts]
    assert sorted(line.rstrip("°") for line in lines) == sorted(
        item.text["en"] for item in load_instrument(BOARD).items
    )
    due = {each["id"]: each["due"] for each in document.data["checklists"][0]["items"]}
    assert due["figures-known"] == "2026-10-27" and due["decision-in-words"] == "2026-12-08"


@pytest.mark.parametrize("meeting", [date.min, date.max, date(2028, 2, 29)])
def test_no_meeting_lies_too_early_or_too_late(meeting: date) -> None:
    assert print_report(Words("da"), [Page(names("da"))], meeting).data["meeting"] == meeting.isoformat()


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-12-08", date(2026, 12, 8)), (" 8.12.2026", date(2026, 12, 8)), ("08/12/2026", date(2026, 12, 8))],
)
def test_days_are_read_as_people_write_them(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "12-08", "8.12.26.1", "9" * 5000])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text) is None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["checklist", "print"], 2, "missing"),
        (["checklist", "print", "dilemmas"], 2, "assess dilemmas"),
        (["checklist", "print", "board-meting"], 2, "board-meeting"),
        (["checklist", "print", BOARD, "--meeting", "soon"], 2, "2026-12-08"),
        (["checklist", "print", BOARD, "--statuses"], 2, "checklist fill board-meeting"),
        (["checklist", "fill", BOARD], 2, "--answers"),
        (["checklist", "fill", "dilemmas"], 2, "assess dilemmas"),
        (["report"], 2, "digitrans assess"),
        (["report", "--board", "--full"], 2, "together"),
    ],
)
def test_wrong_usage_is_one_clear_line(run: Run, arguments: list[str], code: int, said: str) -> None:
    got, out, err = run(*arguments)
    assert (got, out) == (code, "") and said in err and err.count("\n") == 1


def test_several_checklists_go_into_one_document(run: Run) -> None:
    out = run("checklist", "print", "nine-advice", BOARD, BOARD, "--json")[1]
    assert [each["id"] for each in json.loads(out)["checklists"]] == ["nine-advice", BOARD]
    html = run("checklist", "print", "nine-advice", BOARD, "--format", "html")[1]
    assert html.count('class="sheet"') == 1 and html.count('class="sheet new-page"') == 1


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("ids", [*([each] for each in CHECKLISTS), ["nine-advice", BOARD]])
def test_each_checklist_is_one_pdf_page(run: Run, tmp_path: Path, ids: list[str], language: str) -> None:
    pytest.importorskip("typst")
    path = tmp_path / "x.pdf"
    assert run("checklist", "print", *ids, "-o", str(path), "--lang", language)[0] == 0
    assert f"/Type/Pages/Count {len(ids)}/".encode() in path.read_bytes()


def test_statuses_show_mark_owner_date_and_note(run: Run, answered: None) -> None:
    out = run("checklist", "print", BOARD, "--statuses", "--lang", "en", "--format", "markdown")[1]
    assert "- [x] I can say in one sentence" in out
    assert "Under way · Økonomichefen · by 1 December 2026 · Driftsudgifterne" in out
    data = json.loads(run("checklist", "print", BOARD, "--statuses", "--json")[1])
    assert data["checklists"][0]["marks"]["answers"]["figures-known"]["owner"] == "Økonomichefen"


# ---- filling in -----------------------------------------------------------------------------------------------------


def filled(day: str, **values: Any) -> Answers:
    return Answers(BOARD, 2, values={key.replace("_", "-"): Answer(each) for key, each in values.items()}, finished=day)


def test_what_was_open_comes_back_with_its_age() -> None:
    history = [
        filled(
            "2026-11-02T10:00:00+01:00", figures_known="under-way", what_was_cut="done", readiness_known="not-started"
        ),
        filled("2026-10-01T10:00:00+01:00", figures_known="not-started", readiness_known="done"),
        filled("2026-09-01T10:00:00+01:00", figures_known="not-started"),
        filled("2026-08-01T10:00:00+01:00", figures_known="done"),
    ]
    found = carried_over(load_instrument(BOARD), history)
    assert list(found) == ["figures-known", "readiness-known"], "longest open first"
    assert found["figures-known"].since == "2026-09-01T10:00:00+01:00"
    assert found["readiness-known"].since == "2026-11-02T10:00:00+01:00"
    start = begun(load_instrument(BOARD), history[0], found)
    assert start["what-was-cut"].value == "done" and start["figures-known"].value is Missing.UNANSWERED
    assert kept(start, found)["figures-known"].value == "under-way", "a line that is skipped keeps its status"
    assert carried_over(load_instrument(BOARD), []) == {}


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-02T23:00:00+01:00", "2026-11-23", 21),
        (None, "2026-11-23", None),
        ("x", "y", None),
        ("2027-01-01", "2026-01-01", 0),
    ],
)
def test_days_between(since: str | None, until: str, days: int | None) -> None:
    assert days_between(since, until) == days


def test_open_lines_are_asked_first_with_owner_and_date(capsys: pytest.CaptureFixture[str]) -> None:
    told = {
        "what-can-go-wrong": "Last time: Under way · open for three weeks",
        "figures-known": "Last time: Not started",
    }
    with piped_keys() as pipe:
        pipe.send_text("oMette\r" + "soon\r" + "\x15" + "8.12.2026\r" + "2" + "3" * 17 + "\r")
        answers = ask_answers(names(), Answers(BOARD, 2), lambda _: None, KeyPrompter(Words("en")), told)
    assert list(answers.values)[:2] == list(told)
    assert answers["what-can-go-wrong"] == Answer("under-way", owner="Mette", due="2026-12-08")
    out = " ".join(capsys.readouterr().out.split())
    assert "open for three weeks" in out and "soon" in out and "Line 1 of 18" in out


def test_plain_lines_take_an_owner_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed = iter(["o", "Bo \x1b]0;x\x07", "", *["3"] * 18, ""])
    monkeypatch.setattr("builtins.input", lambda prompt="": next(typed))
    answers = ask_answers(names(), Answers(BOARD, 2), lambda _: None, LinePrompter(Words("en")))
    first = load_instrument(BOARD).items[0].id
    assert answers[first].owner is not None and answers[first].due is None
    assert "\x1b" not in capsys.readouterr().out


def test_filling_from_a_file_tells_what_is_still_open(run: Run, answered: None) -> None:
    out = run("checklist", "fill", BOARD, "--answers", FILLED, "--no-save", "--lang", "en")[1]
    assert "open for three weeks" in out and out.index("Still open") < out.index("\nDone")
    data = json.loads(run("checklist", "fill", BOARD, "--answers", FILLED, "--no-save", "--json")[1])
    assert data["result"]["counts"] == {"not-started": 4, "under-way": 4, "done": 6}
    assert {each["days"] for each in data["result"]["open"]} == {21}


def test_what_is_wrong_in_a_filled_file_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        f"instrument: {BOARD}\nanswers:\n  figures-known: maybe\n  what-was-cut: {{value: done, due: soon}}\n", "utf-8"
    )
    code, out, err = run("checklist", "fill", BOARD, "--answers", str(path))
    assert (code, out) == (3, "") and "bad.yaml:3:" in err and "bad.yaml:4:" in err


# ---- the report -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["da", "en"])
def test_golden_report(run: Run, answered: None, language: str) -> None:
    code, out, err = run("report", "--board", "--lang", language)
    assert (code, err) == (0, "")
    compare(f"report-board.{language}.txt", out)


def test_the_report_compares_with_the_time_before(run: Run, answered: None) -> None:
    out = run("report", "--lang", "en", "--format", "markdown")[1]
    assert "Last time, 4 May 2026" in out and "3 Set your transformation strategy +0.7" in out
    data = json.loads(run("report", "--json")[1])
    assert data["before"]["finished"].startswith("2026-05-04") and data["length"] == "normal"


def test_a_changed_questionnaire_is_not_compared(run: Run, answered: None, settled: Path) -> None:
    (old,) = (settled / "results").glob("2026-05-04-self-assessment-*.json")
    data = json.loads(old.read_text(encoding="utf-8"))
    old.write_text(json.dumps({**data, "fingerprint": "0" * 12}), encoding="utf-8")
    assert json.loads(run("report", "--json")[1])["before"] is None
    assert "Last time" not in run("report", "--lang", "en")[1]


def test_the_board_sees_one_page_and_the_full_report_everything(run: Run, answered: None, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    for language in ("da", "en"):
        path = tmp_path / f"{language}.pdf"
        assert run("report", "--board", "-o", str(path), "--lang", language)[0] == 0
        assert b"/Type/Pages/Count 1/" in path.read_bytes()
    full, board = run("report", "--full", "--lang", "en")[1], run("report", "--board", "--lang", "en")[1]
    for item in load_instrument(BOARD).items:
        assert item.text["en"][:40] in " ".join(full.split())
    assert len(board) < len(full) / 2 and "more open lines" in board


@pytest.mark.parametrize("format", ["json", "html"])
def test_redacting_leaves_out_notes_and_names(run: Run, answered: None, format: str) -> None:
    full = run("report", "--full", "--format", format)[1]
    redacted_ = run("report", "--full", "--redact", "--format", format)[1]
    for secret in ("Økonomichefen", "Driftsudgifterne", "Jeg hører om borgerne gennem cheferne"):
        assert secret not in redacted_
        assert secret in " ".join(full.split())


def test_what_the_leader_wrote_is_left_out_too() -> None:
    narrative = load_instrument("narrative")
    written = next(item.id for item in narrative.items if item.kind == "text")
    answers = Answers("narrative", 1, values={written: Answer("secret", "note", "owner", "2026-01-01")})
    assert redacted(narrative, answers)[written] == Answer("[...]")


def test_redacting_leaves_out_the_owner_of_a_goal(run: Run, answered: None) -> None:
    assert run("goal", "set", "9", "5", "--by", "2027-06-30", "--owner", "Anna Holm")[0] == 0
    full, redacted_ = (run("report", "--full", *more, "--lang", "en")[1] for more in ((), ("--redact",)))
    assert "Anna Holm" in full and "Anna Holm" not in redacted_ and "30 June 2027" in redacted_


@pytest.mark.parametrize("name", ["direction", "narrative"])
def test_redacting_changes_nothing_that_is_concluded(run: Run, name: str) -> None:
    assert run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"))[0] == 0
    full, redacted_ = (json.loads(run("report", *more, "--json")[1])["others"] for more in ((), ("--redact",)))
    assert redacted_[0].pop("answers") != full[0].pop("answers")
    assert redacted_[0]["result"].pop("about") is None and full[0]["result"].pop("about")
    assert redacted_ == full


def test_redacting_leaves_out_the_words_that_a_remark_quotes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("instrument: narrative\nanswers: {head: Vi skal implementere noget}\n", encoding="utf-8")
    run("assess", "narrative", "--answers", str(path))
    full, redacted_ = (run("report", "--full", *more, "--lang", "da")[1] for more in ((), ("--redact",)))
    assert '"implementere"' in full and '"[...]"' in redacted_ and "implementere" not in redacted_


def test_the_report_says_what_was_never_answered(run: Run) -> None:
    run("dilemmas", "--answers", DILEMMAS)
    code, out, _ = run("report", "--lang", "en")
    assert code == 0 and "Not answered yet" in out and "self-assessment" in out and "Start now?" not in out
    assert "digitrans " not in out, "who holds the page has no terminal"


def test_the_portfolio_stands_in_the_report(run: Run, answered: None, tmp_path: Path) -> None:
    portfolio = str(EXAMPLES / "portfolio-municipality.yaml")
    normal = run("report", "--portfolio", portfolio, "--format", "html", "--lang", "en")[1]
    assert "Bakkedal Kommune" in normal and normal.count('<svg class="drawn"') > 4
    data = json.loads(run("report", "--board", "--portfolio", portfolio, "--json")[1])
    assert data["portfolio"]["kind"] == "portfolio"
    pytest.importorskip("typst")
    target = tmp_path / "board.pdf"
    assert run("report", "--board", "--portfolio", portfolio, "-o", str(target), "--lang", "en")[0] == 0
    assert b"/Type/Pages/Count 1/" in target.read_bytes()
    assert run("report", "--portfolio", SELF)[0] == 3
    assert run("report", "--portfolio", str(tmp_path / "no.yaml"))[0] == 3


def test_decisions_stand_in_the_report_with_owner_and_date(run: Run, answered: None) -> None:
    assert run("decide", "add", "4", "Gather a panel", "--owner", "Anna Holm", "--by", "2027-01-15")[0] == 0
    assert run("decide", "add", "9", "Theme in council", "--declined", "--why", "Election year")[0] == 0
    board, full = (run("report", length, "--lang", "en", "--format", "markdown")[1] for length in ("--board", "--full"))
    assert "| Gather a panel | Anna Holm | 15 January 2027 |" in board and "Theme in council" not in board
    assert "Theme in council" in full
    redacted_ = run("report", "--full", "--redact", "--json")[1]
    assert "Gather a panel" in redacted_ and "Anna Holm" not in redacted_ and "Election year" not in redacted_


def test_every_questionnaire_is_in_the_full_report_below_200_kb(run: Run, answered: None, tmp_path: Path) -> None:
    for path in EXAMPLES.glob("*.yaml"):
        found = re.search(r"^instrument: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if found and found[1] not in (BOARD, "self-assessment", "dilemmas"):
            assert run("assess", found[1], "--answers", str(path), "--lang", "da")[0] == 0, path
    portfolio = str(EXAMPLES / "portfolio-municipality.yaml")
    code, html, err = run("report", "--full", "--portfolio", portfolio, "--format", "html", "--lang", "da")
    assert (code, err) == (0, "")
    assert len(html.encode()) < 200_000, len(html.encode())
    assert 'aria-label="' in html and html.count("<h1") == 1
    assert run("report", "--lang", "da")[0] == 0


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown", "html", "pdf"])
def test_a_hostile_note_goes_through_everything(run: Run, tmp_path: Path, format: str) -> None:
    if format == "pdf":
        pytest.importorskip("typst")
    note = re.sub(r"[\x00-\x1f]", " ", NASTY)[:1900]
    given = {
        "instrument": BOARD,
        "answers": {"figures-known": {"value": "under-way", "note": note, "owner": LONG[:200]}},
    }
    path = tmp_path / "nasty.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    assert run("checklist", "fill", BOARD, "--answers", str(path))[0] == 0
    for arguments in (["checklist", "print", BOARD, "--statuses"], ["report", "--full"]):
        target = tmp_path / f"{arguments[0]}.{format}"
        code, _, err = run(*arguments, "--format", format, "-o", str(target))
        assert code == 0, err
        if format != "pdf":
            text = target.read_text(encoding="utf-8")
            assert "\u202e" not in text and "#panic()" in text.replace("\\#", "#")
            assert ("<script>" in text) == (format in ("table", "json", "csv")), "there it is text and nothing else"


@pytest.mark.parametrize(("today", "told"), [(date(2026, 10, 27), False), (date(2026, 10, 28), True)])
def test_what_was_due_before_today_is_said_to_be_for_now(today: date, told: bool) -> None:
    document = print_report(Words("en"), [Page(names())], date(2026, 12, 8), today)
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert any("27 October 2026: do these now" in each for each in headings) is told
    assert not any("24 November" in each and "now" in each for each in headings)
