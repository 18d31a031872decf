"""Prompts through a real terminal: what a user sees there, and what is never lost.

A process is slow to start, and a key waits until it is alone: what can be shown side by side, or in one session, is.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitrans.content.catalogue import load_instrument
from digitrans.texts import Words

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pseudo terminal")

Run = Callable[..., tuple[int, str, str]]
DA, EN = Words("da"), Words("en")
NEXT_DAY = "2026-11-24T10:00:00+01:00"
SELF = load_instrument("self-assessment")
OPENING = [item.kind for item in SELF.items if item.optional]
"""The kinds of the questions that come first, and may be passed over."""
ASKED = sum(item.short and not item.optional for item in SELF.items)

HABIT = 0.55
"""Seconds until an Enter is not taken for the end of the answer before."""


def spawn(*arguments: str, **settings: str) -> Any:
    import pexpect

    quick = {"PROMPT_TOOLKIT_NO_CPR": "1"}  # nobody here answers where the cursor is; do not wait for it
    environment = {**os.environ, "TERM": "xterm", "DIGITRANS_LANG": "en", **quick, **settings}
    environment.pop("COLUMNS", None)
    command = ["-m", "digitrans", *arguments]
    return pexpect.spawn(sys.executable, command, env=environment, encoding="utf-8", timeout=20, dimensions=(30, 80))


def reach(child: Any, number: int, words: Words = EN) -> None:
    """Wait for the question with this number, those not counted that may be passed over, until it takes keys."""
    child.expect_exact(words("ask.progress", n=number + len(OPENING), of=ASKED + len(OPENING)))
    child.expect_exact(words("ask.answer"))


def answer(child: Any, key: str, number: int, words: Words = EN, wait: float = 0) -> None:
    """Answer that question, once so many seconds have passed."""
    reach(child, number, words)
    time.sleep(wait)
    child.send(key)


def pass_over(children: list[tuple[Any, str]], words: Words = EN, wait: float = 0) -> None:
    """Pass over the questions that may be, in sessions side by side; with each what ends a line, "" for keys."""
    for number, kind in enumerate(OPENING, 1 - len(OPENING)):
        for child, end in children:
            enters = kind == "text" and not end
            key = "\r" if kind == "text" else f"{words('key.skip')}{end}"
            answer(child, key, number, words, wait if enters else 0)


def drafts(home: Path) -> list[list[Any]]:
    """The answers in each draft."""
    found = (home / "drafts").glob("*.json")
    return [list(json.loads(path.read_text(encoding="utf-8"))["answers"].values()) for path in found]


def test_a_whole_short_run_in_which_careless_keys_record_nothing(settled: Path) -> None:
    child = spawn("assess", "--short")
    pass_over([(child, "")])
    reach(child, 1)
    time.sleep(HABIT)
    careless = {
        "\r\r\r": "Nothing is chosen yet",
        "Vi vil begynde nu 3": "One key answers here",
        "\x1b[200~4 of us\x1b[201~": "There is no such answer",
        "44444": "One key answers here",
    }
    for narrower, (keys, told) in enumerate(careless.items(), 1):
        child.send(keys)
        time.sleep(0.5)  # until a key that is alone would have answered
        child.setwinsize(24, 80 - narrower)
        child.expect_exact(told)  # all is drawn again
        assert all(each is None for draft in drafts(settled) for each in draft), keys
    child.setwinsize(30, 80)
    child.send("4")
    for number in range(2, ASKED + 1):
        answer(child, "4", number)
    assert all(each in (None, 4) for draft in drafts(settled) for each in draft)
    child.expect("Enter to see")
    time.sleep(HABIT)
    child.send("\r")
    child.expect("Saved: ")
    child.expect("All answers are the same")
    child.expect("Start now")
    child.expect("Enter shows the rest")
    child.send("q\r")
    child.wait()
    assert child.exitstatus == 0
    assert drafts(settled) == []
    assert len(list((settled / "results").glob("2026-11-23-self-assessment-7f3a.json"))) == 1


def test_killed_after_an_answer_nothing_is_lost_and_the_next_run_goes_on_and_no_word_is_cut(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = "Gather a panel of seven managers who meet every month and look at what has been tried in the departments"
    homes = {"": tmp_path / "keys", "\r": tmp_path / "lines"}  # by what ends an answer
    for home in homes.values():
        monkeypatch.setenv("DIGITRANS_HOME", str(home))
        assert run("decide", "add", "4", decided)[0] == 0

    def begin(end: str) -> Any:
        settings = {"DIGITRANS_LANG": "da", "DIGITRANS_NOW": NEXT_DAY, "DIGITRANS_HOME": str(homes[end])}
        return spawn("assess", "--short", *(["--plain"] if end else []), **settings)

    begun, seen = {end: begin(end) for end in homes}, []
    for end, child in begun.items():
        child.expect("Det er stadig")
        seen.append(child.before)
        child.expect_exact(DA("ask.answer") if end else DA("decide.became-dropped"))
        child.send(f"1{end}")
    pass_over([(child, end) for end, child in begun.items()], DA, HABIT)
    for number, key in enumerate("25", 1):
        for end, child in begun.items():
            answer(child, key + end, number, DA)
    for child in begun.values():
        reach(child, 3, DA)
        child.kill(signal.SIGKILL)
        child.wait()
    assert [drafts(home) for home in homes.values()] == [[[2, 5]]] * 2

    again = {end: begin(end) for end in homes}
    for end, child in again.items():
        child.expect(f"2 af {ASKED} besvaret")
        child.expect_exact(DA("ask.answer") if end else DA("ask.start-new"))
        child.send(f"1{end}")
    pass_over([(child, end) for end, child in again.items()], DA, HABIT)
    for end, child in again.items():
        reach(child, 3, DA)
        child.send("q\r") if end else child.sendcontrol("c")
        child.expect(r"Stoppet\. [^.]*\.")
        seen.append(child.after)
        child.wait()
        assert child.exitstatus == 130
    assert [drafts(home) for home in homes.values()] == [[[2, 5]]] * 2
    for text in seen:
        lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "\n").split("\n")
        assert max(map(len, lines)) <= 80 and len(lines) > 1


def test_three_at_once_keep_their_own_answers_and_restore_the_terminal_whatever_signal_comes(settled: Path) -> None:
    import termios

    def modes(child: Any) -> int:
        return int(termios.tcgetattr(child.child_fd)[3]) & (termios.ICANON | termios.ECHO)

    signals = [("1", signal.SIGINT, 130), ("3", signal.SIGTERM, 143), ("5", signal.SIGHUP, 129)]
    children = [spawn("assess", "--short") for _ in signals]
    before = [modes(child) for child in children]
    pass_over([(child, "") for child in children])
    for number in (1, 2):
        for child, (key, _, _) in zip(children, signals, strict=True):
            answer(child, key, number)
    for child, was, (_, sent, code) in zip(children, before, signals, strict=True):
        reach(child, 3)
        assert modes(child) != was
        child.kill(sent)
        child.expect("Stopped")
        after = modes(child)
        child.wait()
        assert (child.exitstatus, after) == (code, was)
    assert sorted(drafts(settled)) == [[1, 1], [3, 3], [5, 5]]


def test_a_text_is_the_answer_and_tab_opens_the_ways_out_and_keeps_what_was_typed(settled: Path) -> None:
    child = spawn("assess", "political", "--about", "x", "--lang", "da")
    child.expect("Spørgsmål 1 af")
    child.expect_exact(DA("ask.written"))
    child.send("Vi vil 2 ting, æø\t")
    child.expect_exact(DA("ask.instead"))
    child.expect_exact(DA("move.stop"))
    child.send(DA("key.write"))
    child.expect("Vi vil 2 ting, æø")
    child.send("å\r")
    child.expect("Spørgsmål 2 af")
    child.expect_exact(DA("ask.answer"))
    child.send("\x04")
    child.wait()
    assert drafts(settled) == [["Vi vil 2 ting, æøå"]]
