"""Prompts: through piped keys (every path of the loop) and through a real terminal (what a user sees and loses)."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, piped_keys
from digitrans import output
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.answers.wording import Names
from digitrans.asking.prompters import KeyPrompter, LinePrompter, Prompter, _hanging
from digitrans.asking.questions import _help, ask_answers
from digitrans.content.catalogue import load_instrument
from digitrans.errors import SaveFault, Stopped
from digitrans.history.runs import load_names
from digitrans.texts import Words

WORDS = Words("en")
SHORT = 11
SELF = load_instrument("self-assessment")
NEXT_DAY = "2026-11-24T10:00:00+01:00"
OPENING = sum(item.optional for item in SELF.items)
"""How many questions come first that may be passed over."""
ASKED = sum(item.short and not item.optional for item in SELF.items)
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
    monkeypatch.setattr("digitrans.asking.prompters.HABIT", 60)
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


# ---- a real terminal ------------------------------------------------------------------------------------------------

terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pseudo terminal")


def spawn(*arguments: str, **settings: str) -> Any:
    import pexpect

    quick = {"PROMPT_TOOLKIT_NO_CPR": "1"}  # nobody here answers where the cursor is; do not wait for it
    environment = {**os.environ, "TERM": "xterm", "DIGITRANS_LANG": "en", **quick, **settings}
    environment.pop("COLUMNS", None)
    command = ["-m", "digitrans", *arguments]
    return pexpect.spawn(sys.executable, command, env=environment, encoding="utf-8", timeout=20, dimensions=(30, 80))


def answer(child: Any, key: str, number: int, of: int = ASKED) -> None:
    """Answer the question with this number, those not counted that may be passed over."""
    child.expect(f"Question {number + OPENING} of {of + OPENING}")
    child.expect("Your answer:")
    time.sleep(0.6 if key == "\r" else 0.3)  # an Enter right after a question was answered belongs to that
    child.send(key)


def pass_over(child: Any, end: str = "") -> None:
    """Pass over the questions that may be."""
    for number, item in enumerate(item for item in SELF.items if item.optional):
        answer(child, (end or "\r") if item.kind == "text" else f"s{end}", number + 1 - OPENING)


def leave(child: Any) -> None:
    """Be content with the first screen of a result."""
    child.expect("Enter shows the rest")
    time.sleep(0.15)
    child.send("q\r")
    child.wait()


def drafts(home: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in (home / "drafts").glob("*.json")]


@terminal
def test_a_whole_short_run(settled: Path) -> None:
    child = spawn("assess", "--short")
    pass_over(child)
    for number in range(1, ASKED + 1):
        answer(child, "4", number)
    child.expect("Enter to see")
    time.sleep(0.6)  # an Enter right after a digit belongs to the digit
    child.send("\r")
    child.expect("Saved: ")
    child.expect("All answers are the same")
    child.expect("Start now")
    leave(child)
    assert child.exitstatus == 0
    assert drafts(settled) == []
    assert len(list((settled / "results").glob("2026-11-23-self-assessment-7f3a.json"))) == 1


@terminal
@pytest.mark.parametrize("plain", [False, True])
def test_killed_after_an_answer_nothing_is_lost_and_the_next_run_goes_on(settled: Path, plain: bool) -> None:
    options, end = (("--plain",), "\r") if plain else ((), "")
    child = spawn("assess", "--short", *options)
    pass_over(child, end)
    answer(child, "2" + end, 1)
    answer(child, "5" + end, 2)
    child.expect(f"Question {3 + OPENING} of {ASKED + OPENING}")
    child.kill(signal.SIGKILL)
    child.wait()
    assert [list(each["answers"].values()) for each in drafts(settled)] == [[2, 5]]
    child = spawn("assess", "--short", *options)
    child.expect(f"2 of {ASKED} answered")
    time.sleep(0.3)
    child.send("1" + end)
    pass_over(child, end)
    answer(child, "q" + end, 3)
    child.expect("Stopped")
    child.wait()
    assert child.exitstatus == 130
    assert len(drafts(settled)) == 1


@terminal
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_keeps_the_answers_and_restores_the_terminal(settled: Path, name: str, code: int) -> None:
    import termios

    child = spawn("assess", "--short")
    before = termios.tcgetattr(child.child_fd)[3]
    pass_over(child)
    answer(child, "3", 1)
    child.expect(f"Question {2 + OPENING} of {ASKED + OPENING}")
    child.expect("Your answer:")
    time.sleep(0.3)
    child.kill(getattr(signal, name))
    child.expect("Stopped")
    after = termios.tcgetattr(child.child_fd)[3]
    child.wait()
    assert child.exitstatus == code
    assert after & (termios.ICANON | termios.ECHO) == before & (termios.ICANON | termios.ECHO)
    assert len(drafts(settled)[0]["answers"]) == 1


@terminal
def test_two_at_once_do_not_disturb_each_other(settled: Path) -> None:
    first = spawn("assess", "--short")
    pass_over(first)
    answer(first, "1", 1)
    second = spawn("assess", "--short")
    pass_over(second)
    answer(second, "5", 1)
    answer(second, "5", 2)
    answer(first, "1", 2)
    for child in (first, second):
        child.expect(f"Question {3 + OPENING} of {ASKED + OPENING}")
        child.sendcontrol("c")
        child.expect("Stopped")
        child.wait()
    assert sorted(list(each["answers"].values()) for each in drafts(settled)) == [[1, 1], [5, 5]]


def all_but_the_last(folder: Path) -> Path:
    """A file with the example's answers, the last one left out."""
    kept = (EXAMPLES / "self-assessment.yaml").read_text(encoding="utf-8").splitlines()[:-1]
    partly = folder / "partly.yaml"
    partly.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return partly


@terminal
def test_a_partly_filled_file_can_be_completed(settled: Path, tmp_path: Path) -> None:
    child = spawn("assess", "--answers", str(all_but_the_last(tmp_path)), "--no-save")
    child.expect("lacks answers to 1 questions")
    time.sleep(0.3)
    child.send("1")
    answer(child, "4", WHOLE - OPENING, WHOLE - OPENING)
    child.expect("Enter to see")
    time.sleep(0.6)  # an Enter right after a digit belongs to the digit
    child.send("\r")
    child.expect("Start with those who are ready")
    leave(child)
    assert child.exitstatus == 0 and not settled.exists()


@terminal
def test_a_folder_that_cannot_be_written_is_said_before_the_first_question(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    child = spawn("assess", "--short", DIGITRANS_HOME=str(tmp_path / "file"))
    child.expect(r"cannot\s+be\s+written")  # a long path breaks the line elsewhere
    child.wait()
    assert child.exitstatus == 1


@terminal
def test_a_result_that_cannot_be_saved_is_shown_and_its_draft_kept(settled: Path, tmp_path: Path) -> None:
    settled.mkdir()
    (settled / "results").write_text("in the way", encoding="utf-8")
    child = spawn("assess", "--answers", str(all_but_the_last(tmp_path)))
    child.expect("lacks answers to 1 questions")
    time.sleep(0.3)
    child.send("1")
    answer(child, "4", WHOLE - OPENING, WHOLE - OPENING)
    child.expect("Enter to see")
    time.sleep(0.6)  # an Enter right after a digit belongs to the digit
    child.send("\r")
    child.expect("cannot be written")
    child.expect("Start now")
    leave(child)
    assert len(drafts(settled)[0]["answers"]) == WHOLE


def test_a_long_answer_in_the_review_hangs_below_its_first_line() -> None:
    shown = _hanging("  7. ", "one two three four\n→ note", 16).split("\n")
    assert shown == ["  7. one two", "     three four", "     → note"]
    assert _hanging("  7. ", "one two three four", None) == "  7. one two three four"


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


@terminal
@pytest.mark.parametrize("plain", [False, True])
def test_no_word_is_cut_at_the_edge_of_the_screen(settled: Path, plain: bool) -> None:
    decided = "Gather a panel of seven managers who meet every month and look at what has been tried in the departments"
    child = spawn("decide", "add", "4", decided)
    child.wait()
    child = spawn("assess", "--short", *(["--plain"] if plain else []), DIGITRANS_LANG="da", DIGITRANS_NOW=NEXT_DAY)
    child.expect("Det er stadig")
    shown = child.before
    time.sleep(0.3)
    child.send("2\r" if plain else "2")
    child.expect(f"Spørgsmål 1 af {ASKED + OPENING}")
    time.sleep(0.5)
    child.sendcontrol("c")
    child.expect(r"Stoppet\. [^.]*\.")
    told = child.after
    child.wait()
    for text in (shown, told):
        lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "\n").split("\n")
        assert max(map(len, lines)) <= 80 and len(lines) > 1


@terminal
def test_a_text_typed_into_the_first_question_is_its_answer(settled: Path) -> None:
    child = spawn("assess", "political", "--about", "x", "--lang", "da")
    child.expect("Spørgsmål 1 af")
    child.expect("Dit svar:")
    time.sleep(0.3)
    child.send("Vi vil 2 ting, æøå\r")
    child.expect("Spørgsmål 2 af")
    child.expect("Dit svar:")
    time.sleep(0.3)
    child.send("\x04")
    child.wait()
    assert [list(each["answers"].values()) for each in drafts(settled)] == [["Vi vil 2 ting, æøå"]]


@terminal
def test_tab_in_a_field_opens_the_ways_out_and_keeps_what_was_typed(settled: Path) -> None:
    child = spawn("assess", "political", "--about", "x")
    child.expect("Your answer:")
    time.sleep(0.3)
    child.send("half a sen\t")
    child.expect("Instead of typing:")
    time.sleep(0.3)
    child.send("w")
    child.expect("half a sen")
    time.sleep(0.6)
    child.send("tence\r")
    child.expect("Question 2 of")
    time.sleep(0.3)
    child.send("\x04")
    child.wait()
    assert [list(each["answers"].values()) for each in drafts(settled)] == [["half a sentence"]]


@terminal
@pytest.mark.parametrize("keys", ["\r\r\r", "Vi vil begynde nu 3", "\x1b[200~4 of us\x1b[201~", "44444"])
def test_careless_keys_on_a_rating_record_nothing(settled: Path, keys: str) -> None:
    child = spawn("assess", "--short")
    pass_over(child)
    child.expect(f"Question {1 + OPENING} of")
    child.expect("Your answer:")
    time.sleep(0.6)
    child.setwinsize(24, 60)
    child.send(keys)
    time.sleep(0.6)
    child.send("\x04")
    child.wait()
    assert [list(each["answers"].values()) for each in drafts(settled)] in ([], [[]], [[None]])
