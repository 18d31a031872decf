"""Sixty and more ways to be careless at the keyboard: no answer is recorded that nobody meant.

A sequence is typed key by key into the real prompts, each key once the prompt has been drawn. The clock is ours: LOOK
is a pause to read, otherwise keys follow one another as fast as people type.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest

from conftest import usual_keys
from digitrans.answers.names import load_names
from digitrans.answers.values import Answers, Missing, Unit
from digitrans.answers.wording import Names
from digitrans.asking import keys
from digitrans.asking.keys import KeyPrompter
from digitrans.asking.questions import ask_answers
from digitrans.content.instruments import Instrument
from digitrans.errors import Stopped
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.texts import Words
from kinds import KINDS, PAIR

LOOK = "look"
"""A pause to read, as a step."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the pipe that keys come through is POSIX's")

UP, DOWN, ENTER, TAB, BACKSPACE, ESCAPE = "\x1b[A", "\x1b[B", "\r", "\t", "\x7f", "\x1b"
READS, TYPES = 2.0, 0.12
"""Seconds that somebody reads before a key, and that lie between two keys of a word."""


class Together(NamedTuple):
    """Keys that arrive at once, as what is pasted does; ``marked`` where the terminal says that it is."""

    keys: str
    marked: bool = False


class Early(NamedTuple):
    """Keys that are pressed before the next question is shown."""

    keys: str


class Resize(NamedTuple):
    """The window gets another size."""


Step = str | Together | Early | Resize
D, R = Missing.DONT_KNOW, Missing.NOT_RELEVANT


def slowly(text: str) -> tuple[str, ...]:
    """One key after another, with time to read before each."""
    return tuple(each for key in text for each in (LOOK, key))


def word(text: str) -> tuple[str, ...]:
    """A text as it is typed: a pause, then key upon key."""
    return (LOOK, *text)


class Case(NamedTuple):
    """What is typed, which questions it meets, and what alone may be recorded."""

    said: str
    steps: tuple[Step, ...]
    meant: Mapping[str, Any] = {}
    items: tuple[str, ...] = ("rated", "way", "line")
    language: str = "en"
    instrument: str = "kinds"


TEXT = ("story", "rated", "way")
CASES = [
    # Enter, once too often
    Case("Enter on a new rating", (LOOK, ENTER)),
    Case("Enter three times", (LOOK, ENTER, ENTER, ENTER)),
    Case("Enter three times, slowly", slowly(ENTER * 3)),
    Case("a digit, then Enter", (LOOK, "2", ENTER), {"rated": 2}),
    Case("a digit, then Enter twice", (LOOK, "2", ENTER, ENTER), {"rated": 2}),
    Case("a digit, a look, then Enter", (LOOK, "2", LOOK, ENTER), {"rated": 2}),
    Case("a digit and Enter for every question", (LOOK, "2", ENTER, LOOK, "1", ENTER, LOOK, "3", ENTER),
         {"rated": 2, "way": "left", "line": "done"}),
    Case("arrow and Enter, twice", (LOOK, DOWN, ENTER, ENTER), {"rated": 1}),
    Case("arrow and Enter, then Enter after a look", (LOOK, DOWN, ENTER, LOOK, ENTER), {"rated": 1}),
    Case("arrows up from nothing", (LOOK, UP, ENTER), {"rated": R}),
    Case("arrow without Enter", (LOOK, DOWN, DOWN)),
    Case("arrow, then a digit", (LOOK, DOWN, LOOK, "4"), {"rated": 4}),
    Case("don't know, then Enter twice", (LOOK, "d", ENTER, ENTER), {"rated": D}),
    Case("Enter on an empty field", (LOOK, ENTER, LOOK, ENTER), {}, TEXT),
    Case("Enter twice after a text", (*word("We begin"), ENTER, ENTER), {"story": "We begin"}, TEXT),
    Case("Enter twice after a text, and once more", (*word("We begin"), ENTER, ENTER, LOOK, ENTER),
         {"story": "We begin"}, TEXT),
    Case("Enter on an empty number", (LOOK, ENTER, LOOK, ENTER), {}, ("sum", "rated")),
    Case("Enter on empty shares", (LOOK, ENTER, LOOK, ENTER), {}, ("split", "rated")),
    Case("Enter on an empty list of numbers", (LOOK, ENTER, LOOK, ENTER), {}, ("tools", "rated")),
    # Typing before the question is there
    Case("a digit too early", (Early("3"),)),
    Case("a digit and Enter too early", (Early("3\r"),)),
    Case("many keys too early", (Early("1234dr\r"), LOOK, "5"), {"rated": 5}),
    Case("keys too early for the second question", (LOOK, "2", Early("4"), Early("4")), {"rated": 2}),
    Case("a text too early", (Early("We will"), *word("Yes"), ENTER), {"story": "Yes"}, TEXT),
    Case("a word that runs into the next question", (*word("We begin"), ENTER, Early("now\r")),
         {"story": "We begin"}, TEXT),
    # The same key, held or pressed twice
    Case("a digit twice at once", (LOOK, Together("44"))),
    Case("a digit held down", (LOOK, Together("4444444"))),
    Case("a digit twice in a row", (LOOK, "4", "4")),
    Case("a digit three times in a row", (LOOK, "4", "4", "4")),
    Case("a digit corrected at once", (LOOK, "2", "3", LOOK, "4"), {"rated": 4}),
    Case("a digit, a look, the same digit", (LOOK, "2", LOOK, "2"), {"rated": 2, "way": "right"}),
    Case("a letter twice in a row", (LOOK, "d", "d")),
    Case("skip held down", (LOOK, Together("sssss"))),
    # Words where one key answers
    Case("a sentence typed on a rating", word("We will do it")),
    Case("a sentence typed on a rating in Danish", word("Vi vil i gang"), language="da"),
    Case("small letters in Danish", word("ikke endnu, vi venter"), language="da"),
    Case("a sentence that begins with a digit", word("2 citizens are visited by us")),
    Case("a sentence that begins with a digit in Danish", word("3 borgere får besøg af os i uge 50"), language="da"),
    Case("a number of two digits", word("25")),
    Case("a decimal", word("3,5")),
    Case("shares on a rating", word("30 40 20 10")),
    Case("a date on a rating", word("8/12")),
    Case("a word, then a look, then the answer", (*word("four"), LOOK, "4"), {"rated": 4}),
    Case("no, typed", word("no")),
    Case("don't know, written out", word("don't know")),
    Case("ved ikke, written out", word("ved ikke"), language="da"),
    Case("a sentence and Enter", (*word("We drive"), ENTER, LOOK, ENTER)),
    Case("a command typed into it", (*word("digitrans report"), ENTER)),
    Case("a sentence on a choice", (*word("right, as I said"), ENTER), {}, ("way", "rated")),
    Case("a sentence on a line to tick off", (*word("done, I think"), ENTER), {}, ("line", "rated")),
    # Pasting
    Case("a digit pasted on a rating", (LOOK, Together("3", marked=True))),
    Case("a sentence pasted on a rating", (LOOK, Together("We did 3 rounds", marked=True))),
    Case("a sentence pasted unmarked on a rating", (LOOK, Together("dr 3 rounds"))),
    Case("lines pasted unmarked on a rating", (LOOK, Together("4\r4\r4\r"))),
    Case("a page pasted on a rating", (LOOK, Together("dr12345 " * 200, marked=True))),
    Case("a sentence pasted into a field", (LOOK, Together("We did 3 rounds, d, r, q", marked=True), LOOK, ENTER),
         {"story": "We did 3 rounds, d, r, q"}, TEXT),
    Case("lines pasted into a field", (LOOK, Together("one\ntwo\nthree", marked=True), LOOK, ENTER),
         {"story": "one two three"}, TEXT),
    Case("lines pasted unmarked into a field", (LOOK, Together("one\rtwo 2\rthree"), LOOK, ENTER),
         {"story": "one two 2 three"}, TEXT),
    Case("letters of Danish pasted into a field", (LOOK, Together("Vi vil æøå 2", marked=True), LOOK, ENTER),
         {"story": "Vi vil æøå 2"}, TEXT, "da"),
    # The wrong language
    Case("Danish keys in English", (*slowly("v"), *slowly("i"), *slowly("t"))),
    Case("English keys in Danish", (*slowly("r"), *slowly("b")), language="da"),
    Case("capitals", slowly("DRQ")),
    Case("a Danish number in English", (*word("12,5"), ENTER), {"sum": 12.5}, ("sum", "rated")),
    Case("thousands that could be two things", (*word("1.000"), ENTER), {}, ("sum", "rated")),
    Case("an amount in words", (*word("five hundred"), ENTER), {}, ("sum", "rated")),
    # Fields: what looks like an answer, and is none
    Case("a digit in a field of words, then away", (*word("3"), TAB), {}, TEXT),
    Case("a text left by Tab and taken up again", (*word("half a sen"), TAB, LOOK, "w", *word("tence"), ENTER),
         {"story": "half a sentence"}, TEXT),
    Case("a text left by Tab and taken up at once", (*word("half a sen"), TAB, "w", LOOK, *"tence", ENTER),
         {"story": "half a sentence"}, TEXT),
    Case("a Tab within words", (*word("half"), TAB, *"some"), {}, TEXT),
    Case("a digit in the menu of a field", (*word("half"), TAB, LOOK, "3", LOOK, "w", LOOK, ENTER),
         {"story": "half"}, TEXT),
    Case("a text that is only blanks", (*word("   "), ENTER), {}, TEXT),
    Case("a text wiped again", (*word("no"), BACKSPACE, BACKSPACE, ENTER), {}, TEXT),
    Case("shares that come to 90", (*word("30 40 20"), ENTER), {}, ("split", "rated")),
    Case("shares with signs", (*word("30% 40% 30%"), ENTER), {"split": ("old", 30)}, ("split", "rated")),
    Case("too many shares", (*word("10 20 30 40"), ENTER), {}, ("split", "rated")),
    Case("a number out of bounds", (*word("99999999"), ENTER), {}, ("sum", "rated")),
    Case("an option that is not there", (*word("1 9"), ENTER), {}, ("tools", "rated")),
    # Keys that mean something elsewhere
    Case("function keys and arrows aside", (LOOK, "\x1bOP", LOOK, "\x1b[C", LOOK, "\x1b[D", LOOK, "\x1b[3~")),
    Case("Escape and a digit after it", (LOOK, Together(ESCAPE + "3"))),
    Case("control keys", (LOOK, "\x01", LOOK, "\x0b", LOOK, "\x0c", LOOK, "\x15")),
    Case("a blank", (LOOK, " ", " ")),
    Case("letters with accents and other scripts", slowly("éß日ж")),
    Case("zero and six", slowly("0698")),
    # The window
    Case("a window that changes its size", (LOOK, Resize(), Resize(), LOOK, "2", Resize()), {"rated": 2}),
    Case("a window that changes its size in a field", (*word("We "), Resize(), "b", "e", Resize(), ENTER),
         {"story": "We be"}, TEXT),
    # From one unit to the next
    Case("a digit twice in a row for units", (LOOK, "4", "4"), {}, ("rated",), "en", "pair"),
    Case("a digit and Enter twice for units", (LOOK, "4", ENTER, ENTER), {"roads/rated": 4}, ("rated",), "en", "pair"),
    Case("back too far", (*slowly("bb"), LOOK, "2"), {"rated": 2}),
    Case("back, and then Enter on what was answered", (LOOK, "2", LOOK, "b", LOOK, ENTER, ENTER), {"rated": 2}),
]  # fmt: skip


@cache
def names(language: str, instrument: str, items: tuple[str, ...]) -> Names:
    whole = parse_model(Instrument, Source("test.yaml", KINDS if instrument == "kinds" else PAIR))
    by_id = {each.id: each for each in whole.items}
    return load_names(Words(language), whole.model_copy(update={"items": tuple(by_id[each] for each in items)}))


class Typist:
    """Types a sequence into the prompts of a KeyPrompter, and leaves by Ctrl-D when nothing is left to type."""

    def __init__(self, pipe: Any, steps: tuple[Step, ...]) -> None:
        self.pipe, self.steps, self.now = pipe, list(steps), 1000.0
        self.prompter: KeyPrompter | None = None

    def clock(self) -> float:
        return self.now

    def forget(self, keyboard: Any) -> None:
        """What the terminal does with keys that came too early, and the typist when the question is there."""
        while self.steps and isinstance(early := self.steps[0], Early):
            self.pipe.send_text(early.keys)
            del self.steps[0]
        os.set_blocking(self.pipe.fileno(), False)
        try:
            while os.read(self.pipe.fileno(), 1024):
                pass
        except BlockingIOError:
            pass
        finally:
            os.set_blocking(self.pipe.fileno(), True)

    def drawn(self, app: Any) -> None:
        """The next key, now that the prompt has been drawn; a pause lets happen what waits for one."""
        if app.is_done:
            return
        assert self.prompter is not None
        step = self.steps.pop(0) if self.steps else None
        if step in (LOOK, None) and self.prompter.waiting.does is not None:
            self.now += READS
            app.loop.call_soon(self.prompter.waiting.happen)
        elif step is None:
            self.pipe.send_text("\x04")
        elif isinstance(step, Resize):
            app.loop.call_soon(app._on_resize)
        elif isinstance(step, Early):
            self.steps.insert(0, step)
            app.loop.call_soon(self.prompter.waiting.happen)
        elif step == LOOK:
            self.now += READS
            app.invalidate()
        else:
            self.now += TYPES
            keys = step.keys if isinstance(step, Together) else str(step)
            marked = isinstance(step, Together) and step.marked
            self.pipe.send_text(f"\x1b[200~{keys}\x1b[201~" if marked else keys)


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    monkeypatch.setattr("prompt_toolkit.application.application.load_key_bindings", usual_keys)
    with create_pipe_input() as made, create_app_session(input=made, output=DummyOutput()):
        yield made


def recorded(case: Case, pipe: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The answers that are kept of what was typed."""
    from prompt_toolkit.application import Application

    typist = Typist(pipe, case.steps)
    monkeypatch.setattr(keys, "QUIET", {"digit": 0.25, "other": 0.4})
    monkeypatch.setattr("digitrans.asking.keys.time.monotonic", typist.clock)
    monkeypatch.setattr("digitrans.asking.typed_early.forget_keys", typist.forget)
    begin = keys.Waiting.begin
    monkeypatch.setattr(keys.Waiting, "begin", lambda self, seconds, does: begin(self, 3600, does))
    run_async = Application.run_async

    def running(app: Any, *arguments: Any, **named: Any) -> Any:
        app.after_render += typist.drawn
        app.ttimeoutlen = 0.01
        return run_async(app, *arguments, **named)

    monkeypatch.setattr(Application, "run_async", running)
    told = names(case.language, case.instrument, case.items)
    typist.prompter = KeyPrompter(told.words)
    units = (Unit("roads", "Roads"), Unit("care", "Care")) if case.instrument == "pair" else ()
    saved: list[Answers] = []
    with pytest.raises((EOFError, Stopped)):
        ask_answers(told, Answers(told.instrument.id, 1, units=units), saved.append, typist.prompter)
    last = saved[-1].values if saved else {}
    return {key: each.value for key, each in last.items() if each.value is not Missing.UNANSWERED}


@pytest.mark.parametrize("case", CASES, ids=[each.said for each in CASES])
def test_nothing_is_recorded_that_nobody_meant(case: Case, pipe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = recorded(case, pipe, monkeypatch)
    if "split" in case.meant:
        assert found["split"][0] == case.meant["split"]
        return
    assert found == dict(case.meant)


def test_there_are_sixty_of_them() -> None:
    assert len(CASES) >= 60 and len({each.said for each in CASES}) == len(CASES)
