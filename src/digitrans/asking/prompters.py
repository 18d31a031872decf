"""One question by single keys or by numbered lines; the terminal is left as it was found."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from types import FrameType
from typing import Any, Protocol

from digitrans import output
from digitrans.answers.values import Answer, Missing
from digitrans.errors import Stopped
from digitrans.texts import Words
from digitrans.texts.escaping import one_line

HABIT = 0.5
"""Seconds within which an Enter belongs to the key before it, which has answered already: it then chooses nothing."""


class Move(Enum):
    """What a user can do instead of answering. The value names the key in ``texts``."""

    BACK = "back"
    SKIP = "skip"
    NOTE = "note"
    STOP = "stop"
    WRITE = "write"
    OWNER = "owner"


MOVES = (Move.BACK, Move.SKIP, Move.NOTE, Move.STOP)
LINE_MOVES = (Move.BACK, Move.SKIP, Move.NOTE, Move.OWNER, Move.STOP)
Reply = int | str | Missing | Move


@dataclass(frozen=True)
class Question:
    """One question as it is shown: its place, its words, and the replies it takes, each with key and label.

    ``again`` is set where the same was just asked for another unit: the text is then one line, and ``help`` has only
    what is new. ``unit`` is the name of the unit, "" where there is none.
    """

    progress: str
    text: str
    help: str
    unit: str
    replies: tuple[tuple[str, str, Reply], ...]
    current: Answer
    shown: str
    moves: tuple[Move, ...] = MOVES
    again: bool = False

    def text_within(self, width: int) -> str:
        """The question as it is asked; where it is asked again, what fits on a line of ``width`` columns."""
        if not self.again or len(self.text) <= width:
            return self.text
        return f"{self.text[: width - 1].rpartition(' ')[0] or self.text[: width - 2]} …"


class Prompter(Protocol):
    """A way of asking. Every method raises Stopped, KeyboardInterrupt or EOFError where the user leaves."""

    def show(self, text: str, strong: bool = False) -> None: ...
    def listed(self, lead: str, text: str) -> None: ...

    def reply(self, question: Question) -> Reply: ...

    def line(self, prompt: str, default: str = "") -> str: ...

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int: ...


def _number_to(highest: int, typed: str) -> int | None:
    """The number that was typed, from 1 to ``highest``; None where it is none of them, however long it is."""
    number = int(typed) if typed.isdecimal() and len(typed) <= 9 else 0
    return number if 1 <= number <= highest else None


def make_prompter(words: Words, plain: bool = False) -> Prompter:
    """The prompter for this terminal: one key per answer, or numbered lines for screen readers and dull terminals."""
    plain = plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM") == "dumb"
    return LinePrompter(words) if plain else KeyPrompter(words)


def _hanging(lead: str, text: str, width: int | None) -> str:
    """``text`` after ``lead``, its other lines below its first, folded at ``width`` columns unless that is None."""
    from textwrap import wrap

    lines = [part for line in text.split("\n") for part in (wrap(line, width - len(lead)) if width else [line])]
    return lead + f"\n{' ' * len(lead)}".join(lines)


def _safe(text: str) -> str:
    """``text`` with its lines and their indentation, and nothing that a terminal would obey."""
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + one_line(line) for line in text.split("\n"))


def _is_written(question: Question) -> bool:
    """Whether there is an answer that is none of the replies to choose from."""
    return not isinstance(question.current.value, Missing) and question.replies[0][2] is Move.WRITE


class LinePrompter:
    """Numbered lines and typed answers; nothing is ever redrawn."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def show(self, text: str, strong: bool = False) -> None:
        print(output.folded(_safe(text), sys.stdout))

    def listed(self, lead: str, text: str) -> None:
        wide = output.is_terminal(sys.stdout)
        self.show(_hanging(lead, text, shutil.get_terminal_size().columns if wide else None))

    def reply(self, question: Question) -> Reply:
        text = question.text_within(shutil.get_terminal_size().columns)
        told = (question.progress, text, question.help, question.unit)
        self.show("\n" + "\n".join(each for each in told if each))
        taken: dict[str, Reply] = {}
        for key, label, reply in question.replies:
            mark = self.words("ask.current") if question.current.value == reply else ""
            self.show(f"{key}  {label}{mark}")
            taken[key] = reply
        if _is_written(question):
            self.show(self.words("ask.answer-now", text=question.shown))
        if question.current.note:
            self.show(self.words("ask.now", text=question.current.note))
        taken |= {self.words(f"key.{move.value}"): move for move in question.moves}
        moves = "; ".join(
            f"{self.words(f'key.{move.value}')} {self.words(f'move.{move.value}')}" for move in question.moves
        )
        while True:
            self.show(moves)
            typed = input(f"{self.words('ask.answer')} ").strip().casefold()
            if typed in taken:
                return taken[typed]
            self.show(self.words("ask.not-a-reply", keys=", ".join(taken)))

    def line(self, prompt: str, default: str = "") -> str:
        clear = self.words("key.clear")
        if default:
            self.show(self.words("ask.default", text=default, clear=clear))
        typed = input(f"{output.folded(_safe(prompt), sys.stdout)} ")
        return "" if default and typed.strip() == clear else typed or default

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        self.show(prompt)
        for number, choice in enumerate(choices, 1):
            self.show(f"{number}  {choice}")
        while True:
            typed = input(f"{self.words('ask.answer')} ").strip()
            if (chosen := _number_to(len(choices), typed)) is not None:
                return chosen - 1
            self.show(self.words("ask.not-a-choice", of=len(choices)))


class KeyPrompter:
    """One key per answer, or arrows and Enter, drawn by questionary; the question itself is set by Rich."""

    def __init__(self, words: Words, **io: Any) -> None:
        """``io`` may give prompt_toolkit's ``input`` and ``output``, which tests do."""
        from rich.console import Console

        self.words, self.io = words, io
        self._answered = float("-inf")  # when a key last was an answer by itself
        self.console = Console(markup=False, emoji=False, highlight=False, legacy_windows=False)

    def show(self, text: str, strong: bool = False) -> None:
        from rich.text import Text

        self.console.print(Text(_safe(text), style="bold" if strong else ""))

    def listed(self, lead: str, text: str) -> None:
        self.show(_hanging(lead, text, self.console.width))

    def reply(self, question: Question) -> Reply:
        self.console.print()
        self.console.rule(
            one_line(question.progress), align="left", style="dim", characters="─" if self._unicode() else "-"
        )
        text = question.text_within(self.console.width)
        for told, strong in ((text, not question.again), (question.help, False), (question.unit, True)):
            if told:
                self.show(told, strong)
        if _is_written(question):
            self.show(self.words("ask.answer-now", text=question.shown))
        if question.current.note:
            self.show(self.words("ask.now", text=question.current.note))
        moves = " · ".join(
            f"{self.words(f'key.{move.value}')} {self.words(f'move.{move.value}')}" for move in question.moves
        )
        self.show(moves)
        keys: dict[str, Reply] = {key: reply for key, _, reply in question.replies}
        keys |= {self.words(f"key.{move.value}"): move for move in question.moves}
        choices = [(f"{key}  {label}", reply) for key, label, reply in question.replies]
        answered = {reply for _, _, reply in question.replies}
        current = question.current.value if question.current.value in answered else None
        reply: Reply = self._select(self.words("ask.answer"), choices, keys, current)
        return reply

    def _unicode(self) -> bool:
        return "utf" in (self.console.encoding or "").lower()

    def line(self, prompt: str, default: str = "") -> str:
        import questionary

        return str(self._run(questionary.text(self._last_line(prompt), default=default, qmark="", **self.io)))

    def _last_line(self, prompt: str) -> str:
        """The last line of ``prompt``, which is shown up to there: what questionary draws is broken within words."""
        from textwrap import wrap

        *first, last = wrap(one_line(prompt), max(self.console.width - 4, 20)) or [""]
        for each in first:
            self.show(each)
        return last

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        keys = {str(number): number - 1 for number in range(1, len(choices) + 1)}
        lines = [(f"{number}  {text}", number - 1) for number, text in enumerate(choices, 1)]
        return int(self._select(prompt, lines, keys, None))

    def _select(self, prompt: str, lines: list[tuple[str, Any]], keys: dict[str, Any], current: Any) -> Any:
        import questionary

        choices = [questionary.Choice(one_line(title), value=value) for title, value in lines]
        marked = next((choice for choice in choices if choice.value == current and current is not None), None)
        question = questionary.select(
            self._last_line(prompt),
            choices,
            default=marked,
            qmark="",
            pointer=">",
            instruction=" ",
            use_jk_keys=False,
            erase_when_done=True,
            **self.io,
        )
        chosen = self._run(question, keys)
        title = next((title for title, value in lines if value == chosen), None)
        arrow = "→" if self._unicode() else ">"
        self.show(f"{arrow} {title or self.words(f'move.{chosen.value}')}")
        return chosen

    def _run(self, question: Any, keys: dict[str, Any] | None = None) -> Any:
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

        bindings = KeyBindings()
        for key, value in (keys or {}).items():
            bindings.add(key, eager=True)(self._answering(value))
        if keys:  # text is ended by Enter alone
            by_habit = Condition(lambda: time.monotonic() - self._answered < HABIT)
            bindings.add("enter", eager=True, filter=by_habit)(lambda event: None)
        bindings.add("<sigint>")(_leaving(exception=KeyboardInterrupt()))
        bindings.add("c-d", eager=True)(_leaving(exception=EOFError()))
        app = question.application
        app.key_bindings = merge_key_bindings([app.key_bindings, bindings])
        return question.unsafe_ask()

    def _answering(self, reply: Any) -> Callable[[Any], None]:
        """A key binding that is an answer by itself."""

        def leave(event: Any) -> None:
            self._answered = time.monotonic()
            event.app.exit(result=reply)

        return leave


def _leaving(**how: Any) -> Callable[[Any], None]:
    """A key binding that ends the prompt with a result or an exception."""

    def leave(event: Any) -> None:
        event.app.exit(**how)

    return leave


@contextlib.contextmanager
def stopping_cleanly(message: str = "ask.stopped") -> Iterator[None]:
    """Ctrl-C, Ctrl-D, a closed window and SIGTERM as Stopped, with the terminal as it was; ``message`` is told."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), _on_signal) for name in names}
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        raise Stopped(message) from None
    except Stopped as stop:
        stop.message = message
        raise
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _on_signal(number: int, frame: FrameType | None) -> None:
    stop = Stopped(signal=number)
    if "prompt_toolkit.application" in sys.modules:
        from prompt_toolkit.application import get_app_or_none

        app = get_app_or_none()
        if app is not None and app.is_running and app.loop is not None:
            app.loop.call_soon_threadsafe(lambda: app.exit(exception=stop))
            return
    raise stop
