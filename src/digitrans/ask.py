"""Keyboard to answers. The only file that knows questionary, with a plain numbered mode beside it.

The loop is ours: forth and back, skip, note, review. Every answer is handed to ``save`` before the next question shows.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from types import FrameType
from typing import Any, Protocol

from digitrans.answers import MAX_NOTE, Answer, Answers, Missing, asked_items
from digitrans.content import AnyItem, Rating, Slider
from digitrans.errors import SaveFault, Stopped
from digitrans.formats.escaping import one_line
from digitrans.reports.naming import Names, slider_words
from digitrans.texts import Words


class Move(Enum):
    """What a user can do instead of answering. The value names the key in ``texts``."""

    BACK = "back"
    SKIP = "skip"
    NOTE = "note"
    STOP = "stop"


Reply = int | Missing | Move


@dataclass(frozen=True)
class Question:
    """One question as it is shown: its place, its words, and the replies it takes, each with key and label."""

    progress: str
    text: str
    help: str
    replies: tuple[tuple[str, str, Reply], ...]
    current: Answer


class Prompter(Protocol):
    """A way of asking. Every method raises Stopped, KeyboardInterrupt or EOFError where the user leaves."""

    def show(self, text: str, strong: bool = False) -> None: ...

    def reply(self, question: Question) -> Reply: ...

    def line(self, prompt: str, default: str = "") -> str: ...

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int: ...


def ask_answers(names: Names, answers: Answers, save: Callable[[Answers], None], prompter: Prompter) -> Answers:
    """Ask every item, then show all answers for review, and return them when the user is content.

    Goes on at the first item that has not been answered. Raises Stopped when the user leaves.
    """
    items = asked_items(names.instrument, answers.short)
    still_open = answers.open_items(items)
    index = items.index(still_open[0]) if still_open else len(items)
    in_review = not still_open
    while True:
        if in_review or index >= len(items):
            in_review = True
            chosen = _review(names, items, answers, prompter)
            if chosen is None:
                return answers
            index = chosen
        answers, move = _ask_item(names, items, index, answers, save, prompter)
        index = max(index - 1, 0) if move is Move.BACK else index + 1


def _ask_item(
    names: Names,
    items: tuple[AnyItem, ...],
    index: int,
    answers: Answers,
    save: Callable[[Answers], None],
    prompter: Prompter,
) -> tuple[Answers, Move | None]:
    words, item = names.words, items[index]
    while True:
        current = answers[item.id]
        reply = prompter.reply(_question(names, items, index, current))
        if reply is Move.STOP:
            raise Stopped
        if reply is Move.NOTE:
            note = prompter.line(words("ask.note"), current.note or "").strip()[:MAX_NOTE]
            answers = _with(answers, item, replace(current, note=note or None))
            _save(answers, save, words, prompter)
        elif isinstance(reply, Move):
            return answers, reply
        else:
            answers = _with(answers, item, replace(current, value=reply))
            _save(answers, save, words, prompter)
            return answers, None


def _with(answers: Answers, item: AnyItem, answer: Answer) -> Answers:
    return replace(answers, values={**answers.values, item.id: answer})


def _save(answers: Answers, save: Callable[[Answers], None], words: Words, prompter: Prompter) -> None:
    """Save, or let the user make room and try again; going on without saving is a choice, never silent."""
    while True:
        try:
            save(answers)
            return
        except SaveFault as fault:
            prompter.show(words.error(fault), strong=True)
            choices = words("ask.try-again"), words("ask.go-on-unsaved"), words("ask.stop-here")
            chosen = prompter.choose(words("ask.not-saved"), choices)
        if chosen == 1:
            return
        if chosen == 2:
            raise Stopped


def _question(names: Names, items: tuple[AnyItem, ...], index: int, current: Answer) -> Question:
    words, item = names.words, items[index]
    progress = words("ask.progress", n=index + 1, of=len(items))
    if item.dimension is not None:
        progress += f" · {names.score(item.dimension)}"
    return Question(
        progress,
        item.text[words.language],
        _help(names, item),
        tuple(_replies(names, item)),
        current,
    )


def _help(names: Names, item: AnyItem) -> str:
    language = names.words.language
    told = [item.help[language]] if item.help else []
    if isinstance(item, Rating) and item.reverse:
        told.append(names.words("ask.reversed"))
    if isinstance(item, Slider):
        for pole in (item.left, item.right):
            told.append(f"{pole.name[language]}: {pole.gain[language]} {pole.price[language]}")
    return "\n".join(told)


def _replies(names: Names, item: AnyItem) -> Iterator[tuple[str, str, Reply]]:
    words = names.words
    if isinstance(item, Rating):
        scale = next(each for each in names.instrument.scales if each.id == item.scale)
        for number, label in enumerate(scale.labels, 1):
            yield str(number), label[words.language], number
    elif isinstance(item, Slider):
        for number in range(-2, 3):
            yield str(number + 3), slider_words(words, item, number), number
    for missing in (Missing.DONT_KNOW, Missing.NOT_RELEVANT):
        yield words(f"key.{missing.value}"), words(f"answer.{missing.value}"), missing


def _review(names: Names, items: tuple[AnyItem, ...], answers: Answers, prompter: Prompter) -> int | None:
    """The number of the item to change, or None when the answers may stand."""
    words = names.words
    prompter.show(words("review.heading"), strong=True)
    for number, item in enumerate(items, 1):
        answer = answers[item.id]
        note = f" ({answer.note})" if answer.note else ""
        prompter.show(f"{number:>3}. {item.text[words.language]}\n     → {names.answer(item, answer)}{note}")
    while True:
        typed = prompter.line(words("review.prompt", stop=words("key.stop"))).strip().casefold()
        if typed == "":
            return None
        if typed == words("key.stop"):
            raise Stopped
        if typed.isdecimal() and 1 <= int(typed) <= len(items):
            return int(typed) - 1
        prompter.show(words("review.not-a-number", of=len(items)))


def make_prompter(words: Words, plain: bool) -> Prompter:
    """The prompter for this terminal: one key per answer, or numbered lines for screen readers and dull terminals."""
    return LinePrompter(words) if plain else KeyPrompter(words)


def _safe(text: str) -> str:
    """``text`` with its lines and their indentation, and nothing that a terminal would obey."""
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + one_line(line) for line in text.split("\n"))


class LinePrompter:
    """Numbered lines and typed answers; nothing is ever redrawn."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def show(self, text: str, strong: bool = False) -> None:
        print(_safe(text))

    def reply(self, question: Question) -> Reply:
        self.show(f"\n{question.progress}\n{question.text}")
        if question.help:
            self.show(question.help)
        taken: dict[str, Reply] = {}
        for key, label, reply in question.replies:
            mark = self.words("ask.current") if question.current.value == reply else ""
            self.show(f"{key}  {label}{mark}")
            taken[key] = reply
        taken |= {self.words(f"key.{move.value}"): move for move in Move}
        moves = "; ".join(f"{self.words(f'key.{move.value}')} {self.words(f'move.{move.value}')}" for move in Move)
        while True:
            typed = input(f"{moves}\n{self.words('ask.answer')} ").strip().casefold()
            if typed in taken:
                return taken[typed]
            self.show(self.words("ask.not-a-reply", keys=", ".join(taken)))

    def line(self, prompt: str, default: str = "") -> str:
        if default:
            self.show(self.words("ask.now", text=default))
        return input(f"{prompt} ") or default

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        self.show(prompt)
        for number, choice in enumerate(choices, 1):
            self.show(f"{number}  {choice}")
        while True:
            typed = input(f"{self.words('ask.answer')} ").strip()
            if typed.isdecimal() and 1 <= int(typed) <= len(choices):
                return int(typed) - 1


class KeyPrompter:
    """One key per answer, or arrows and Enter, drawn by questionary; the question itself is set by Rich."""

    def __init__(self, words: Words, **io: Any) -> None:
        """``io`` may give prompt_toolkit's ``input`` and ``output``, which tests do."""
        from rich.console import Console

        self.words, self.io = words, io
        self.console = Console(markup=False, emoji=False, highlight=False, legacy_windows=False)

    def show(self, text: str, strong: bool = False) -> None:
        from rich.text import Text

        self.console.print(Text(_safe(text), style="bold" if strong else ""))

    def reply(self, question: Question) -> Reply:
        self.console.print()
        self.console.rule(
            one_line(question.progress), align="left", style="dim", characters="─" if self._unicode() else "-"
        )
        self.show(question.text, strong=True)
        if question.help:
            self.show(question.help)
        if question.current.note:
            self.show(self.words("ask.now", text=question.current.note))
        moves = " · ".join(f"{self.words(f'key.{move.value}')} {self.words(f'move.{move.value}')}" for move in Move)
        self.show(moves)
        keys: dict[str, Reply] = {key: reply for key, _, reply in question.replies}
        keys |= {self.words(f"key.{move.value}"): move for move in Move}
        choices = [(f"{key}  {label}", reply) for key, label, reply in question.replies]
        answered = {reply for _, _, reply in question.replies}
        current = question.current.value if question.current.value in answered else None
        reply: Reply = self._select(self.words("ask.answer"), choices, keys, current)
        return reply

    def _unicode(self) -> bool:
        return "utf" in (self.console.encoding or "").lower()

    def line(self, prompt: str, default: str = "") -> str:
        import questionary

        return str(self._run(questionary.text(prompt, default=default, qmark="", **self.io)))

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        keys = {str(number): number - 1 for number in range(1, len(choices) + 1)}
        lines = [(f"{number}  {text}", number - 1) for number, text in enumerate(choices, 1)]
        return int(self._select(prompt, lines, keys, None))

    def _select(self, prompt: str, lines: list[tuple[str, Any]], keys: dict[str, Any], current: Any) -> Any:
        import questionary

        choices = [questionary.Choice(title, value=value) for title, value in lines]
        marked = next((choice for choice in choices if choice.value == current and current is not None), None)
        question = questionary.select(
            prompt,
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
        from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

        bindings = KeyBindings()
        for key, value in (keys or {}).items():
            bindings.add(key, eager=True)(_leaving(result=value))
        bindings.add("<sigint>")(_leaving(exception=KeyboardInterrupt()))
        bindings.add("c-d", eager=True)(_leaving(exception=EOFError()))
        app = question.application
        app.key_bindings = merge_key_bindings([app.key_bindings, bindings])
        return question.unsafe_ask()


def _leaving(**how: Any) -> Callable[[Any], None]:
    """A key binding that ends the prompt with a result or an exception."""

    def leave(event: Any) -> None:
        event.app.exit(**how)

    return leave


@contextlib.contextmanager
def stopping_cleanly() -> Iterator[None]:
    """Ctrl-C, Ctrl-D, a closed window and SIGTERM as Stopped, with the terminal as it was."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), _on_signal) for name in names}
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        raise Stopped from None
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
