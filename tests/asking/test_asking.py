"""Prompts through piped keys: every path of the loop, and what commands make of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, piped_keys
from digitrans import output
from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.answers.wording import Names
from digitrans.asking.keys import KeyPrompter
from digitrans.asking.lines import LinePrompter
from digitrans.asking.prompters import Prompter
from digitrans.asking.questions import _help, ask_answers
from digitrans.content.catalogue import load_instrument
from digitrans.errors import SaveFault, Stopped
from digitrans.texts import Words
from digitrans.texts.wrapping import hanging

Run = Callable[..., tuple[int, str, str]]
WORDS = Words("en")
SHORT = 11
SELF = load_instrument("self-assessment")
WHOLE = len(SELF.items)


@pytest.fixture(scope="module")
def names() -> Names:
    """The self-assessment with one rating of each dimension in the short form, eleven in all, and nothing besides."""
    first = {item.dimension: item.id for item in reversed(SELF.items)}
    items = [item.model_copy(update={"short": item.id in first.values()}) for item in SELF.items if item.dimension]
    return load_names(WORDS, SELF.model_copy(update={"items": tuple(items), "about": None}))


@pytest.fixture
def keys() -> Iterator[Any]:
    with piped_keys() as pipe:
        yield pipe


def ask(names: Names, prompter: Prompter, saved: list[Answers] | None = None, start: Answers | None = None) -> Answers:
    kept = [] if saved is None else saved
    return ask_answers(names, start or Answers("self-assessment", 1, short=True), kept.append, prompter)


def values(answers: Answers) -> list[Any]:
    return [answer.value for answer in answers.values.values()]


def test_one_key_answers_and_enter_ends_the_review(names: Names, keys: Any) -> None:
    keys.send_text("12345dr4443\r")
    answers = ask(names, KeyPrompter(WORDS))
    assert values(answers) == [1, 2, 3, 4, 5, Missing.DONT_KNOW, Missing.NOT_RELEVANT, 4, 4, 4, 3]


def test_an_enter_that_belongs_to_a_digit_answers_nothing(
    names: Names, keys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digitrans.asking.keys.HABIT", 60)
    saved: list[Answers] = []
    keys.send_text("3\r" * SHORT + "q\r")  # nor does it accept the review
    with pytest.raises(Stopped):
        ask(names, KeyPrompter(WORDS), saved)
    assert values(saved[-1]) == [3] * SHORT


def test_arrows_and_enter_work_too(names: Names, keys: Any) -> None:
    keys.send_text("\x1b[B\x1b[B\r" + "\x1b[A\r" + "5" * 9 + "\r")
    assert values(ask(names, KeyPrompter(WORDS)))[:2] == [2, Missing.NOT_RELEVANT], "down from nothing is the first"


def test_enter_on_a_new_question_chooses_nothing(names: Names, keys: Any) -> None:
    saved: list[Answers] = []
    keys.send_text("\r\r\rx\r4\rq")
    with pytest.raises(Stopped):
        ask(names, KeyPrompter(WORDS), saved)
    assert [values(each) for each in saved] == [[4]]


@pytest.mark.parametrize(("typed", "found"), [("p", "p"), ("xyq", "q"), ("\r", ""), ("\x1b[200~p\x1b[201~\r", "")])
def test_one_key_is_enough_below_a_result(keys: Any, typed: str, found: str) -> None:
    keys.send_text(typed)
    assert KeyPrompter(WORDS).key("Enter shows the rest · p prints · q ends:", ("p", "q")) == found


def test_back_skip_note_and_review(names: Names, keys: Any) -> None:
    keys.send_text("1" + "s" + "b" + "n" + "my note\r" + "4" + "3" * 9 + "1\r" + "5" + "\r")
    answers = ask(names, KeyPrompter(WORDS))
    items = [item.id for item in names.instrument.items if item.short]
    assert answers[items[0]] == Answer(5)
    assert answers[items[1]] == Answer(4, "my note")


def test_every_answer_is_saved_before_the_next_question(names: Names, keys: Any) -> None:
    saved: list[Answers] = []
    keys.send_text("12nabc\rq")
    with pytest.raises(Stopped):
        ask(names, KeyPrompter(WORDS), saved)
    assert [len(each.values) for each in saved] == [1, 2, 3]
    assert list(saved[-1].values.values())[-1] == Answer(Missing.UNANSWERED, "abc")


def test_going_on_starts_at_the_first_open_question(names: Names, keys: Any) -> None:
    items = [item.id for item in names.instrument.items if item.short]
    start = Answers("self-assessment", 1, True, {item: Answer(3) for item in items[:9]})
    keys.send_text("45\r")
    assert values(ask(names, KeyPrompter(WORDS), start=start)) == [3] * 9 + [4, 5]


def test_a_note_alone_is_no_answer(names: Names, keys: Any) -> None:
    items = [item.id for item in names.instrument.items if item.short]
    noted = {item: Answer(3) for item in items} | {items[4]: Answer(note="think")}
    keys.send_text("5\r")
    answers = ask(names, KeyPrompter(WORDS), start=Answers("self-assessment", 1, True, noted))
    assert answers[items[4]] == Answer(5, "think")


def test_a_failed_save_is_said_and_can_be_tried_again(names: Names, keys: Any) -> None:
    failures = [True, True]

    def save(_: Answers) -> None:
        if failures:
            failures.pop()
            raise SaveFault("error.disk-full", path="x")

    keys.send_text("1" + "1" + "1" + "2" * 10 + "\r")
    answers = ask_answers(names, Answers("self-assessment", 1, True), save, KeyPrompter(WORDS))
    assert values(answers) == [1] + [2] * 10 and not failures


def test_plain_lines(names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed = iter(["9", "4", "n", "a note", "d", "b", "r", *"333333333", "12", "2", "1", ""])
    monkeypatch.setattr("builtins.input", lambda prompt="": next(typed))
    answers = ask(names, LinePrompter(WORDS))
    assert values(answers) == [4, 1, *[3] * 9] and next(typed, None) is None
    assert list(answers.values.values())[1] == Answer(1, "a note")
    out = capsys.readouterr().out
    assert "There is no such answer here" in out and "\x1b" not in out and "Question 1 of 11" in out


@pytest.mark.parametrize("prompter", [LinePrompter, KeyPrompter])
def test_no_terminal_sequence_from_a_note_reaches_the_screen(
    names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], prompter: Any
) -> None:
    items = [item.id for item in names.instrument.items if item.short]
    start = Answers("self-assessment", 1, True, {item: Answer(3, "a\x1b]0;x\x07\n\u202eb") for item in items})
    lines = iter(["all", ""])
    monkeypatch.setattr(prompter, "line", lambda *_: next(lines))
    ask(names, prompter(WORDS), start=start)
    out = capsys.readouterr().out
    assert "\\x1b]0;x\\x07" in out and not {"\x1b", "\x07", "\u202e"} & set(out)


def test_plain_end_of_input_stops(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_: str = "") -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    with pytest.raises(EOFError):
        ask(names, LinePrompter(WORDS))


def test_a_long_answer_in_the_review_hangs_below_its_first_line() -> None:
    shown = hanging("  7. ", "one two three four\n→ note", 16).split("\n")
    assert shown == ["  7. one two", "     three four", "     → note"]
    assert hanging("  7. ", "one two three four", None) == "  7. one two three four"


@pytest.mark.parametrize("language", ["da", "en"])
def test_it_is_said_once_that_a_low_answer_is_the_good_one(language: str) -> None:
    words = Words(language)
    for instrument in (load_instrument("self-assessment"), load_instrument("rollout")):
        names = load_names(words, instrument)
        for item in instrument.items:
            if not getattr(item, "reverse", False):
                continue
            said = _help(names, item, again=False)
            own = item.help is not None and item.help[language].startswith(("Her er ", "Here "))
            assert (words("ask.reversed") in said) is not own, item.id


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_told_is_broken_between_words_on_a_terminal(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(output, "is_terminal", lambda stream: True)
    monkeypatch.setattr(output, "program_name", lambda: "digitrans")
    for key in ("ask.stopped", "ask.intro", "ask.saving", "goal.kept"):
        text = Words(language)._texts[key] * 2
        lines = output.folded(text, None).split("\n")
        assert len(lines) > 1 and all(len(line) <= 80 for line in lines) and " ".join(lines) == text
    short = "/home/anna/My Files/" + "a-rather-long-name" * 3 + ".json"
    assert output.folded(f"Saved: {short}", None) == f"Saved:\n{short}", "a path that fits a line has one"
    path = "Saved: /home/anna/" + "My Files/" * 12 + "x.json"
    assert output.folded(path, None) == path and output.folded("  " + "word " * 30, None) == "  " + "word " * 30
    monkeypatch.setattr(output, "is_terminal", lambda stream: False)
    assert output.folded("word " * 30, None) == "word " * 30


# ---- whole commands -------------------------------------------------------------------------------------------------


@pytest.fixture
def all_but_the_last(tmp_path: Path) -> str:
    """A file with the example's answers, the last one left out."""
    kept = (EXAMPLES / "self-assessment.yaml").read_text(encoding="utf-8").splitlines()[:-1]
    partly = tmp_path / "partly.yaml"
    partly.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return str(partly)


@pytest.fixture
def typing(run: Run, keys: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line where these keys are typed; gives exit code, stdout and stderr."""

    def running(typed: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(output, "may_ask", lambda no_input: not no_input)
        keys.send_text(typed)
        code, out, err = run(*arguments)
        return code, " ".join(out.split()), " ".join(err.split())

    return running


def test_a_partly_filled_file_can_be_completed(typing: Run, settled: Path, all_but_the_last: str) -> None:
    code, out, _ = typing("14\r", "assess", "--answers", all_but_the_last, "--no-save")
    assert "Answer the rest now" in out and f"Question {WHOLE} of {WHOLE}" in out
    assert "Start with those who are ready" in out
    assert code == 0 and not settled.exists()


def test_a_folder_that_cannot_be_written_is_said_before_the_first_question(
    typing: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DIGITRANS_HOME", str(tmp_path / "file"))
    code, out, err = typing("", "assess", "--short")
    assert code == 1 and "cannot be written" in err and "Question" not in out


def test_a_result_that_cannot_be_saved_is_shown_and_its_draft_kept(
    typing: Run, settled: Path, all_but_the_last: str
) -> None:
    settled.mkdir()
    (settled / "results").write_text("in the way", encoding="utf-8")
    _, out, err = typing("14\r", "assess", "--answers", all_but_the_last)
    assert "cannot be written" in err and "Start now" in out
    (draft,) = (settled / "drafts").glob("*.json")
    assert len(json.loads(draft.read_text(encoding="utf-8"))["answers"]) == WHOLE


def test_a_line_of_a_menu_that_is_longer_than_the_terminal_is_wide_goes_on_below() -> None:
    prompter = KeyPrompter(WORDS)
    prompter.console.width = 40
    told = "1  Continue where you stopped: 15 of 41 answered · People with COPD measure at home"
    lines = prompter._whole(told).split("\n     ")
    assert len(lines) == 3 and max(map(len, lines)) <= 34 and " ".join(lines) == " ".join(told.split())
