"""Whole outputs as golden files, in both languages and every format; and the conventions of the command line.

``UPDATE_GOLDEN=1 pytest tests/commands/test_commands.py`` writes the golden files anew; read the difference.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT
from digitrans.content.catalogue import load_instrument
from digitrans.files.sources import read_source
from digitrans.texts import Words
from goldens import GOLDEN, NASTY, compare

Run = Callable[..., tuple[int, str, str]]
SELF, DILEMMAS = str(EXAMPLES / "self-assessment.yaml"), str(EXAMPLES / "dilemmas.yaml")
PORTFOLIO = str(EXAMPLES / "portfolio-municipality.yaml")

COMMANDS = {
    "home": [],
    "help": ["--help"],
    "assess-help": ["assess", "-h"],
    "advice-help": ["advice", "--help"],
    "assess": ["assess", "--answers", SELF, "--no-save"],
    "assess-short": ["assess", "--short", "--answers", SELF, "--no-save"],
    "assess-list": ["assess", "--list"],
    "dilemmas": ["dilemmas", "--answers", DILEMMAS, "--no-save"],
    "dilemmas-list": ["dilemmas", "list"],
    "advice-list": ["advice", "list"],
    "advice-show": ["advice", "show", "4"],
    "advice-search": ["advice", "search", "robot"],
    "checklist-list": ["checklist"],
    "checklist-show": ["checklist", "show", "board-meeting"],
    "explain": ["explain", SELF, "9"],
    "explain-verdict": ["explain", SELF, "verdict"],
}
SUFFIX = {"table": "txt", "json": "json", "markdown": "md"}
FORMATTED = ("assess", "dilemmas", "advice-show", "checklist-show", "explain")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_golden_table(run: Run, name: str, language: str) -> None:
    code, out, err = run("--lang", language, *COMMANDS[name])
    assert (code, err) == (0, "")
    compare(f"{name}.{language}.txt", out)


@pytest.mark.parametrize("format", ["json", "markdown"])
@pytest.mark.parametrize("name", FORMATTED)
def test_golden_formats(run: Run, name: str, format: str) -> None:
    code, out, err = run(*COMMANDS[name], "--format", format, "--lang", "da")
    assert (code, err) == (0, "")
    compare(f"{name}.da.{SUFFIX[format]}", out)


@pytest.mark.parametrize("name", FORMATTED)
def test_json_is_the_same_in_both_languages(run: Run, name: str) -> None:
    danish, english = (run(*COMMANDS[name], "--json", "--lang", language)[1] for language in ("da", "en"))
    assert danish == english
    assert json.loads(danish)["format"] == 1


@pytest.mark.parametrize("width", ["40", "60", "80", "120", "200"])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    _, out, _ = run("--lang", "da", *COMMANDS[name])
    wide = [line for line in out.splitlines() if len(line) > int(width)]
    assert all("digitrans " in line for line in wide), "only a command that is there to be typed is longer"
    for band in re.findall(r"\d,\d$", out, re.MULTILINE):
        assert band


def test_what_was_saved_gives_the_same_result_again(run: Run, settled: Path) -> None:
    code, first, err = run("assess", "--answers", SELF, "--json")
    path = settled / "results" / "2026-11-23-self-assessment-7f3a.json"
    assert code == 0 and str(path) in err and path.is_file()
    assert run("assess", "--answers", str(path), "--json")[1] == first
    assert list((settled / "results").iterdir()) == [path], "giving a saved result back must not save it twice"


def test_the_json_output_is_an_answers_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    assert run("assess", "--answers", SELF, "--no-save", "-o", str(target))[:2] == (0, "")
    again = run("assess", "--answers", str(target), "--no-save", "--json")[1]
    assert again == target.read_text(encoding="utf-8")


def test_no_save_writes_nothing(run: Run, settled: Path) -> None:
    assert run("assess", "--answers", SELF, "--no-save")[0] == 0
    assert not settled.exists()


def test_home_shows_the_last_result_and_the_next_step(run: Run) -> None:
    run("assess", "--answers", SELF)
    code, out, _ = run()
    assert code == 0 and "digitrans advice show 9" in out and "Start with those who are ready" in out
    assert run("explain", "9")[1].startswith("9 Use your political leadership: 2.0")
    assert run("explain", "last", "capacity")[0] == run("explain", "7f3a", "capacity")[0] == 0
    assert run("dilemmas", "show")[0] == 2


def test_dilemmas_meet_the_last_self_assessment(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "a.yaml"
    answers.write_text("instrument: dilemmas\nanswers: {rethink-or-streamline: 0}\n", encoding="utf-8")
    low = Path(SELF).read_text(encoding="utf-8")
    low = re.sub(r"(risk-taken|sounding-board|eighty-percent): \d", r"\1: 1", low)
    (tmp_path / "low.yaml").write_text(low, encoding="utf-8")
    without = json.loads(run("dilemmas", "--answers", DILEMMAS, "--no-save", "--json")[1])["result"]["tensions"]
    run("assess", "--answers", str(tmp_path / "low.yaml"))
    with_it = json.loads(run("dilemmas", "--answers", DILEMMAS, "--no-save", "--json")[1])["result"]["tensions"]
    assert set(without) < set(with_it)


def test_output_refuses_to_overwrite(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    target.write_text("mine", encoding="utf-8")
    code, out, err = run("advice", "show", "1", "-o", str(target))
    assert (code, out) == (2, "") and "--force" in err
    assert target.read_text(encoding="utf-8") == "mine"
    assert run("advice", "show", "1", "-o", str(target), "--force")[0] == 0
    assert target.read_text(encoding="utf-8").startswith("# 1 ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["assess"], 2, "--answers"),
        (["assess", "--no-input"], 2, "--answers"),
        (["asess"], 2, "Did you mean assess?"),
        (["advice", "shw"], 2, "Did you mean show?"),
        (["assess", "selfassessment"], 2, "Did you mean self-assessment?"),
        (["assess", "board-meeting"], 2, "checklist show board-meeting"),
        (["checklist", "show", "dilemmas"], 2, "assess dilemmas"),
        (["assess", "dilemmas", "--short", "--answers", DILEMMAS], 2, "--short"),
        (["advice", "show", "10"], 2, "1 to 9"),
        (["advice", "show", "x"], 2, "There is no advice x. Choose a number from 1 to 9, or a name."),
        (["advice", "show"], 2, "N is missing."),
        (["portfolio", "plan", PORTFOLIO], 2, "Give a budget with --budget"),
        (["portfolio", "plan", PORTFOLIO, "--budget", "much"], 2, "much"),
        (["advice", "show", "1", "--jsn"], 2, "--json"),
        (["advice", "show", "1", "--format"], 2, "needs a value"),
        (["advice", "show", "1", "--format", "odt"], 2, "markdown"),
        (["advice", "show", "1", "-o", "x.odt"], 2, ".md"),
        (["advice", "show", "1", "-o", "no/such/x.md"], 2, "Create it"),
        (["advice", "search", " "], 2, "word"),
        (["dilemmas", "show", "nope"], 2, "Choose one"),
        (["explain", "9"], 2, "digitrans assess"),
        (["explain", SELF, "tmiing"], 2, "Did you mean timing?"),
        (["explain", "a", "b", "c"], 2, "Too many"),
        (["explain", "2020-01-01", "9"], 2, "no saved result"),
        (["--lang", "xx"], 2, "da or en"),
        (["assess", "--lang"], 2, "--lang needs a value"),
        (["assess", "--answers", "nope.yaml"], 3, "nope.yaml: there is no such file"),
    ],
)
def test_wrong_usage_is_one_clear_line(run: Run, arguments: list[str], code: int, said: str) -> None:
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert said in err and err.count("\n") == 1 and "Traceback" not in err


def test_version_and_info(run: Run) -> None:
    from digitrans import __version__

    assert run("--version") == (0, f"digitrans {__version__}\n", "")
    assert run("--lang", "da", "--version")[1] == f"digitrans {__version__}\n"
    assert json.loads(run("info", "--json")[1])["version"] == __version__


def test_language_may_stand_anywhere(run: Run) -> None:
    assert run("advice", "list", "--lang", "da") == run("--lang=da", "advice", "list")
    assert 'Stil de "dumme"' in run("advice", "--lang", "da")[1]


def test_nothing_answered_gives_no_score_and_says_why(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("instrument: self-assessment\nanswers: {}\n", encoding="utf-8")
    code, out, _ = run("assess", "--answers", str(empty), "--no-save")
    assert code == 0 and "Nothing is answered" in out and "cannot be answered yet" in out
    result = json.loads(run("assess", "--answers", str(empty), "--no-save", "--json")[1])["result"]
    assert {each["score"] for each in result["dimensions"] + result["composites"]} == {None}
    assert result["recommendations"] == [] and result["verdict"]["outcome"] is None


def test_an_unexpected_fault_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitrans.content.catalogue.load_advice", lambda *_: 1 / 0)
    code, out, err = run("advice", "list")
    assert (code, out) == (1, "") and "ZeroDivisionError" in err and "Traceback" not in err


def own_words() -> list[str]:
    """What the leader of an example wrote: notes, names and texts, in Danish, longest first."""

    def texts(value: object) -> list[str]:
        if isinstance(value, dict):
            return [text for inner in value.values() for text in texts(inner)]
        if isinstance(value, list):
            return [text for inner in value for text in texts(inner)]
        return [" ".join(value.split())] if isinstance(value, str) else []

    found = {text for path in EXAMPLES.glob("*.yaml") for text in texts(read_source(path).values)}
    parts = {  # a column of a table may break a name after any word
        " ".join(part)
        for words in map(str.split, found)
        for count in range(2, len(words))
        for part in (words[:count], words[count:])
        if len(part) > 2 or len(words) == 3
    }
    return sorted(found | parts, key=len, reverse=True)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.name)
def test_no_word_of_the_other_language_is_left(path: Path) -> None:
    text = re.sub(r"digitrans [\w .-]+|--[\w-]+|\b\w+(-\w+)+\b", "", path.read_text(encoding="utf-8"))
    if ".da." in path.name:
        assert not re.search(r"\b(the|with|your|and|which|this|you|answer|score of)\b", text, re.I)
        return
    text = " ".join(text.split())
    own = own_words()
    for told in re.findall(r'"([^"]+)"', text):  # a remark quotes what the leader wrote
        text = text.replace(f'"{told}"', "" if any(told in each for each in own) else told)
    for told in own:
        text = text.replace(told, "")
    assert not re.search(r"\b(og|ikke|eller|som|hvad|jeg|det|til)\b", text, re.I)


def make_round(run: Run, folder: Path) -> None:
    """A round of a leader and three others, all of whom have answered."""
    run("people", "invite", str(folder), "--group", "staff=3", "--short")
    made = json.loads((folder / "round.json").read_text(encoding="utf-8"))
    for code in made["codes"]:
        items = load_instrument(made["instrument"]).items
        rated = [item.id for item in items if item.id in made["items"] and item.dimension]
        answers = {"instrument": made["instrument"], "respondent": code, "answers": dict.fromkeys(rated, 3)}
        (folder / "back" / f"{code}.json").write_text(json.dumps(answers), encoding="utf-8")
    run("people", "collect", str(folder))


def help_examples(language: str) -> list[str]:
    texts = Words(language)._texts
    lines = [line for key, text in texts.items() if key.startswith("examples.") for line in text.split("\n")]
    return sorted({line.split(" # ")[0] for line in lines})


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_example_in_the_help_works(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run("assess", "--answers", SELF)
    run("dilemmas", "--answers", DILEMMAS)
    run("assess", "business-case", "--answers", str(EXAMPLES / "business-case.yaml"))
    run("goal", "set", "5", "3")
    (network := tmp_path / {"da": "netvaerk", "en": "network"}[language]).mkdir()
    run("network", "share", str(network), "--as", "We", "--yes")
    for name in {"da": ("runde", "foraar", "efteraar"), "en": ("round", "spring", "autumn")}[language]:
        make_round(run, tmp_path / name)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-24T10:00:00+01:00")
    run("assess", "--answers", SELF)
    for line in help_examples(language):
        if line.startswith("digitrans portfolio"):
            continue  # test_portfolio_commands.py runs those
        if "--browser" in line:
            continue  # test_opening.py runs those
        source = DILEMMAS if "dilemmas" in line else SELF
        files = dict.fromkeys(("svar.yaml", "answers.yaml"), source)
        files["portfolio.yaml"] = str(EXAMPLES / "portfolio-departments-a-b.yaml")
        files |= dict.fromkeys(("tjek.yaml", "check.yaml"), str(EXAMPLES / "board-meeting.yaml"))
        words = [files.get(word, word) for word in shlex.split(line)[1:]]
        if "--dropped" in words:  # an example beside that of the same decision done
            run("decide", "done", "7f3a", "--reopen")
        monkeypatch.chdir(tmp_path / "elsewhere" if "invite" in line else tmp_path)
        code, _, err = run(*words)
        needs_terminal = words[-1] in ("assess", "dilemmas", "--short", "maturity") or words[1:-1] == ["fill"]
        needs_terminal = needs_terminal or words[2:3] == ["--about"]
        needs_terminal = (needs_terminal or words[:2] == ["network", "share"]) and words[0] != "help"
        assert code == (2 if needs_terminal else 0), (line, err)


def test_the_readme_shows_real_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sample = readme.split("```text\n")[1].split("```")[0].splitlines()
    real = run("assess", "--answers", SELF, "--no-save")[1]
    shown = [line.strip() for line in sample if line.strip() and "[...]" not in line]
    assert len(shown) > 15
    for line in shown:
        assert line in real, line


@pytest.mark.parametrize("format", ["table", "json", "markdown"])
def test_a_nasty_note_is_shown_as_text(run: Run, tmp_path: Path, format: str) -> None:
    answers = {"instrument": "self-assessment", "answers": {"yes-after-problem": {"value": 2, "note": NASTY}}}
    path = tmp_path / "nasty.json"
    path.write_text(json.dumps(answers).replace("\\u001b", "\x1b"), encoding="utf-8")
    code, out, err = run("assess", "--answers", str(path), "--no-save", "--format", format)
    assert (code, out) == (3, "") and "nasty.json:1:" in err and "\x1b" not in err
    path.write_text(json.dumps(answers), encoding="utf-8")
    code, out, err = run("assess", "--answers", str(path), "--no-save", "--format", format)
    assert code == 0 and not {"\x1b", "\x07", "\u202e"} & set(out + err)
    assert "[/x]" in out.replace("\\", "") and "=1+1" in out
