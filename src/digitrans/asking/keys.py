"""One key per answer, or arrows and Enter, drawn by questionary; the terminal is left as it was found."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from digitrans.asking import typed_early
from digitrans.asking.replies import Move, Question, Reply, Typed
from digitrans.texts import Words
from digitrans.texts.escaping import one_line, safe_lines
from digitrans.texts.wrapping import hanging, wrapped

HABIT = 0.5
"""Seconds within which an Enter belongs to the key before it, which has answered already: it then chooses nothing."""

QUIET = {"digit": 0.25, "other": 0.4}
"""Seconds without another key before and after one that answers by itself: whoever types words answers nothing."""
_LONG_AGO = float("-inf")
_NOWHERE = -1
"""Where a menu's pointer stands while nothing is chosen; one down from there is the first line."""


def _digits(question: Question) -> str:
    """The first and last number among the keys of the replies, "1-5"; "" where there is none."""
    numbers = [key for key, _, _ in question.replies if key.isdecimal()]
    return f"{numbers[0]}-{numbers[-1]}" if numbers else ""


class KeyPrompter:
    """One key per answer, or arrows and Enter, drawn by questionary; the question itself is set by Rich."""

    def __init__(self, words: Words, **io: Any) -> None:
        """``io`` may give prompt_toolkit's ``input`` and ``output``, which tests do."""
        from rich.console import Console

        self.words, self.io = words, io
        self._answered = _LONG_AGO  # when a question was last answered
        self._pressed = _LONG_AGO  # when a key was last pressed, but for what ends what is typed: Enter, Tab in a field
        self._gap = float("inf")  # seconds from the key before to the last one
        self.waiting = Waiting()
        self.console = Console(markup=False, emoji=False, highlight=False, legacy_windows=False)

    def show(self, text: str, strong: bool = False) -> None:
        from rich.text import Text

        lines = [each for line in safe_lines(text).split("\n") for each in self._broken(line)]
        self.console.print(Text("\n".join(lines), style="bold" if strong else ""), soft_wrap=True)

    def _broken(self, line: str) -> list[str]:
        """``line`` in lines of the terminal's width, each indented as the first."""
        start = " " * (len(line) - len(line.lstrip(" ")))
        return [start + each for each in wrapped(line, self.console.width - len(start))]

    def listed(self, lead: str, text: str) -> None:
        self.show(hanging(lead, text, self.console.width))

    def reply(self, question: Question) -> Reply:
        self.console.print()
        self.console.rule(
            one_line(question.progress), align="left", style="dim", characters="─" if self._unicode() else "-"
        )
        for told, strong in ((question.text, not question.again), (question.help, False), (question.unit, True)):
            if told:
                self.show(told, strong)
        if question.current.note:
            self.show(self.words("ask.now", text=question.current.note))
        return self._field(question) if question.field else self._choice(question)

    def _choice(self, question: Question) -> Reply:
        keyed = question.keyed(self.words)
        moves = [f"{key} {label}" for key, label, reply in keyed if isinstance(reply, Move)]
        self.show(" · ".join([self.words("ask.keys", keys=_digits(question)), *moves]))
        answered = {reply for _, _, reply in question.replies}
        current = question.current.value if question.current.value in answered else None
        choices = [(f"{key}  {label}", reply) for key, label, reply in question.replies]
        reply: Reply = self._select(self.words("ask.answer"), choices, {key: reply for key, _, reply in keyed}, current)
        return reply

    def _field(self, question: Question) -> Reply:
        """A field to type into. Tab, which is in no text, opens everything else; back from there, the text stands."""
        keyed, typed = question.keyed(self.words), question.typed
        back = (f"{self.words('key.write')}  {self.words('move.write')}", None)
        others = [back, *((f"{key}  {label}", reply) for key, label, reply in keyed)]
        keys = {self.words("key.write"): None, **{key: reply for key, _, reply in keyed}}
        hint = "ask.keys-optional" if question.optional else "ask.keys-field"
        self.show(self.words(hint, others=", ".join(label for _, label, _ in keyed)))
        required = not question.optional and (not question.typed or question.wrong)
        while True:
            typed, tab = self._typed(question.field, typed, required)
            if not tab:
                return Typed(typed) if typed.strip() or question.typed else Move.SKIP
            chosen: Reply | None = self._select(self.words("ask.instead"), others, keys, None)
            if chosen is not None:
                return chosen

    def _typed(self, prompt: str, default: str, required: bool) -> tuple[str, bool]:
        """What was typed, and whether Tab was pressed instead of Enter. Where ``required``, an empty line is none."""
        import questionary

        def judged(text: str) -> bool | str:
            return bool(text.strip()) or not required or self.words("ask.empty")

        question = questionary.text(self._last_line(prompt), default=default, qmark="", validate=judged, **self.io)
        found = self._run(question, {"tab": self._way_out, "enter": self._end_of_line})
        return found if isinstance(found, tuple) else (" ".join(str(found).split("\n")), False)

    def _way_out(self, event: Any) -> None:
        """Tab in a field: it ends what is typed as Enter does, so the next key is not part of it, however soon."""
        self._pressed = _LONG_AGO
        event.app.exit(result=(event.current_buffer.text, True))

    def _end_of_line(self, event: Any) -> None:
        """Enter in a field: the end of what is typed, but a blank where more was pasted together with it."""
        if typed_early.EARLY and any(len(each.key) == 1 for each in event.key_processor.input_queue):
            event.current_buffer.insert_text(" ")
        else:
            self._pressed = _LONG_AGO
            event.current_buffer.validate_and_handle()

    def _unicode(self) -> bool:
        return "utf" in (self.console.encoding or "").lower()

    def line(self, prompt: str, default: str = "") -> str:
        import questionary

        return str(self._run(questionary.text(self._last_line(prompt), default=default, qmark="", **self.io)))

    def _last_line(self, prompt: str) -> str:
        """The last line of ``prompt``, which is shown up to there: what questionary draws is broken within words."""
        *first, last = wrapped(one_line(prompt), max(self.console.width - 4, 20))
        for each in first:
            self.show(f" {each}")  # below one another: questionary begins its line with a blank
        return last

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        keys = {str(number): number - 1 for number in range(1, len(choices) + 1)}
        lines = [(f"{number}  {text}", number - 1) for number, text in enumerate(choices, 1)]
        return int(self._select(prompt, lines, keys, None))

    def _whole(self, title: str) -> str:
        """A line of a menu in as many lines as it takes: what questionary draws ends at the edge of the terminal."""
        return "\n     ".join(wrapped(one_line(title), max(self.console.width - 6, 20)))

    def _select(self, prompt: str, lines: list[tuple[str, Any]], keys: dict[str, Any], current: Any) -> Any:
        """The value of a line, or of a key. Nothing is chosen beforehand but the ``current`` answer, if any."""
        import questionary
        from questionary.prompts.common import InquirerControl

        choices = [questionary.Choice(self._whole(title), value=value) for title, value in lines]
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
        shown = next(
            each for each in question.application.layout.find_all_controls() if isinstance(each, InquirerControl)
        )
        if marked is None:
            shown.pointed_at = _NOWHERE
        chosen = self._run(question, self._menu_keys(shown, keys))
        title = next((title for title, value in lines if value == chosen), None)
        arrow = "→" if self._unicode() else ">"
        self.show(f"{arrow} {title or self.words(f'move.{chosen.value}')}")
        return chosen

    def _menu_keys(self, shown: Any, keys: dict[str, Any]) -> dict[str, Callable[[Any], None]]:
        """What keys do in a menu that are no answer: arrow up, Enter on nothing, and every unknown key."""
        import questionary

        last, told, waiting = len(shown.choices) - 1, len(shown.choices), self.waiting
        values = [each.value for each in shown.choices]

        def say(event: Any, text: str) -> None:
            shown.choices[told:] = [questionary.Separator(f"   {text}")]
            event.app.invalidate()

        def up(event: Any) -> None:
            shown.pointed_at = last if shown.pointed_at in (_NOWHERE, 0) else shown.pointed_at - 1

        def enter(event: Any) -> None:
            self._pressed = _LONG_AGO
            if waiting.dropped is not None:
                waiting.dropped()
            elif shown.pointed_at == _NOWHERE:
                say(event, self.words("ask.nothing-chosen", keys=", ".join(keys)))
            else:
                shown.is_answered = True
                event.app.exit(result=shown.get_pointed_at().value)

        def unknown(event: Any) -> None:
            shown.pointed_at = _NOWHERE if waiting.dropped is not None else shown.pointed_at
            say(event, self.words("ask.not-a-reply", keys=", ".join(keys)))

        def refuse(event: Any) -> None:
            shown.pointed_at = _NOWHERE
            say(event, self.words("ask.typing", keys=", ".join(keys)))

        def point(reply: Any) -> None:
            shown.pointed_at = values.index(reply) if reply in values else _NOWHERE

        pressing = {key: self._answering(key, reply, point, refuse) for key, reply in keys.items()}
        return {"up": up, "enter": enter, "<any>": unknown, "<bracketed-paste>": unknown, **pressing}

    def _answering(
        self, key: str, reply: Any, meant: Callable[[Any], None], refuse: Callable[[Any], None]
    ) -> Callable[[Any], None]:
        """What ``key`` does: it answers ``reply`` by itself, once it turns out that nothing else is typed with it.

        ``meant`` shows that it is about to be, ``refuse`` that it was part of something else.
        """

        def press(event: Any) -> None:
            rest, quiet = event.key_processor.input_queue, QUIET["digit" if key.isdecimal() else "other"]
            together = typed_early.EARLY and any(
                each.key not in ("c-m", "c-j", "<flush>", "<cpr-response>") for each in rest
            )
            if typed_early.EARLY:
                rest.clear()
            if together or self.waiting.dropped is not None or self._gap < quiet:
                refuse(event)
                return
            meant(reply)
            self.waiting.begin(quiet, lambda: event.app.exit(result=reply))

        return press

    def key(self, prompt: str, keys: tuple[str, ...]) -> str:
        """The one of ``keys`` that is pressed, "" for Enter; the prompt stays as it is."""
        from prompt_toolkit.application import Application
        from prompt_toolkit.layout import Layout, Window
        from prompt_toolkit.layout.controls import FormattedTextControl
        from questionary.question import Question as Asked

        asked = wrapped(one_line(prompt), self.console.width - 1)
        shown = list(asked)

        def say(event: Any, text: str) -> None:
            shown[len(asked) :] = wrapped(text, self.console.width - 1)
            event.app.invalidate()

        def enter(event: Any) -> None:
            self._pressed = _LONG_AGO
            self.waiting.dropped() if self.waiting.dropped is not None else event.app.exit(result="")

        def unknown(event: Any) -> None:
            say(event, self.words("ask.not-a-reply", keys=", ".join(keys)))

        def refuse(event: Any) -> None:
            say(event, self.words("ask.typing", keys=", ".join(keys)))

        doing = {each: self._answering(each, each, lambda reply: None, refuse) for each in keys}
        control = FormattedTextControl(lambda: "\n".join(shown), show_cursor=True)
        app: Any = Application(layout=Layout(Window(control, dont_extend_height=True)), **self.io)
        doing |= {"enter": enter, "<any>": unknown, "<bracketed-paste>": unknown}
        return str(self._run(Asked(app), doing))

    def _run(self, question: Any, doing: dict[str, Callable[[Any], None]] | None = None) -> Any:
        """Let the user answer ``question``. ``doing`` is what keys do."""
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

        bindings = KeyBindings()
        for key, does in (doing or {}).items():
            bindings.add(key, eager=not key.startswith("<"))(does)
        app = question.application
        by_habit = Condition(lambda: time.monotonic() - self._answered < HABIT and not app.current_buffer.text)
        bindings.add("enter", eager=True, filter=by_habit)(lambda event: None)
        bindings.add("<sigint>")(_leaving(exception=KeyboardInterrupt()))
        bindings.add("c-d", eager=True)(_leaving(exception=EOFError()))
        app.key_bindings = merge_key_bindings([app.key_bindings or KeyBindings(), bindings])
        app.key_processor.before_key_press += self._on_key
        if typed_early.EARLY:
            typed_early.forget_keys(app.input)
        try:
            return question.unsafe_ask()
        finally:
            self.waiting.drop()
            self._answered = time.monotonic()

    def _on_key(self, _: Any) -> None:
        """Whatever key is pressed: how long after the one before, and none before it is an answer any more."""
        now = time.monotonic()
        self._gap, self._pressed = now - self._pressed, now
        self.waiting.drop()


class Waiting:
    """What happens once no key has been pressed for a while. ``dropped`` is what the last key kept from happening."""

    def __init__(self) -> None:
        self.does: Callable[[], None] | None = None
        self.dropped: Callable[[], None] | None = None
        self._timer: Any = None

    def begin(self, seconds: float, does: Callable[[], None]) -> None:
        """Let ``does`` happen after so many ``seconds``; at once where there are none."""
        import asyncio

        self.does = does
        if seconds <= 0:
            self.happen()
        else:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.happen)

    def happen(self) -> None:
        """Let it happen now."""
        does, self.does = self.does, None
        if does is not None:
            does()

    def drop(self) -> None:
        """It does not happen any more."""
        self.dropped, self.does = self.does, None
        if self._timer is not None:
            self._timer.cancel()


def _leaving(**how: Any) -> Callable[[Any], None]:
    """A key binding that ends the prompt with a result or an exception."""

    def leave(event: Any) -> None:
        event.app.exit(**how)

    return leave
