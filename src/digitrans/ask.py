"""Keyboard to answers. The only file that knows questionary, with a plain numbered mode beside it.

The loop is ours: forth and back, skip, note, review. Every answer is handed to ``save`` before the next question shows.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import FrameType
from typing import Any, Protocol

from digitrans import output
from digitrans.answers.kinds import MAX_NOTE, value_fault, value_from
from digitrans.answers.values import MAX_NAME, Answer, Answers, Asked, Missing, Unit, Value, asked, units_from
from digitrans.answers.wording import Names, slider_words
from digitrans.content.items import (
    STATUSES,
    Allocation,
    AnyItem,
    Choice,
    Choices,
    Number,
    Rating,
    Slider,
    Status,
    Writing,
)
from digitrans.errors import SaveFault, Stopped
from digitrans.texts import Words
from digitrans.texts.dates import parse_day
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


def ask_units(names: Names, known: tuple[Unit, ...], prompter: Prompter) -> tuple[Unit, ...]:
    """The units that a repeated instrument is to be answered for; ``known`` is a list to use again."""
    words, repeat = names.words, names.instrument.repeat
    assert repeat is not None
    if known:
        choices = words("ask.units-last", names=", ".join(unit.name for unit in known)), words("ask.units-new")
        if prompter.choose(repeat.prompt[words.language], choices) == 0:
            return known
    prompter.show(repeat.prompt[words.language], strong=True)
    prompter.show(words("ask.example", text=repeat.examples[words.language]))
    while True:
        told = [" ".join(each.split()) for each in prompter.line(words("ask.units")).split(",")]
        wanted = list(dict.fromkeys(each for each in told if each))
        if not wanted:
            prompter.show(words("ask.units-none"))
        elif len(wanted) > repeat.at_most:
            prompter.show(words("ask.units-many", n=repeat.at_most))
        elif max(map(len, wanted)) > MAX_NAME:
            prompter.show(words("ask.units-long", n=MAX_NAME))
        else:
            return units_from(wanted)


def ask_answers(
    names: Names,
    answers: Answers,
    save: Callable[[Answers], None],
    prompter: Prompter,
    told: Mapping[str, str] | None = None,
) -> Answers:
    """Ask every question that is open, then show all answers for review, and return them when the user is content.

    Goes on at the first question that has not been answered; going back shows answered ones, too. ``told`` is what to
    say beside questions, by key; those come first. Raises Stopped when the user leaves.
    """
    told = told or {}
    order = {key: place for place, key in enumerate(told)}
    questions = tuple(sorted(asked(names.instrument, answers), key=lambda each: order.get(each.key, len(order))))
    still_open = answers.open_among(questions)
    index = questions.index(still_open[0]) if still_open else len(questions)
    in_review, before = not still_open, None
    while True:
        if in_review or index >= len(questions):
            in_review, before = True, None
            chosen = _review(names, questions, answers, prompter)
            if chosen is None:
                return answers
            index = chosen
        beside = told.get(questions[index].key, "")
        answers, move = _ask_one(names, questions, index, before, beside, answers, save, prompter)
        if move is Move.BACK:
            index, before = max(index - 1, 0), None
        else:
            before = questions[index].item
            index = _next_open(questions, answers, index)


def _next_open(questions: tuple[Asked, ...], answers: Answers, index: int) -> int:
    """The place of the next question after ``index`` without an answer; how many questions there are, if none is."""
    still_open = set(answers.open_among(questions))
    return next((place for place in range(index + 1, len(questions)) if questions[place] in still_open), len(questions))


def _ask_one(
    names: Names,
    questions: tuple[Asked, ...],
    index: int,
    before: AnyItem | None,
    beside: str,
    answers: Answers,
    save: Callable[[Answers], None],
    prompter: Prompter,
) -> tuple[Answers, Move | None]:
    """One question until it is answered or left. ``before`` is the item asked just before it, None after a break."""
    words, each = names.words, questions[index]
    while True:
        current = answers[each.key]
        reply = prompter.reply(_question(names, questions, index, before, beside, current))
        if reply is Move.STOP:
            raise Stopped
        if reply is Move.NOTE:
            note = _beside(words, words("ask.note"), current.note, MAX_NOTE, prompter)
            answers = _with(answers, each, replace(current, note=note))
            _save(answers, save, words, prompter)
            continue
        if reply is Move.OWNER:
            answers = _with(answers, each, _with_owner(words, current, prompter))
            _save(answers, save, words, prompter)
            continue
        value = _written(words, each.item, current, prompter) if reply is Move.WRITE else reply
        if isinstance(value, Move):
            return answers, value
        answers = _with(answers, each, replace(current, value=value))
        _save(answers, save, words, prompter)
        return answers, None


def _beside(words: Words, prompt: str, current: str | None, limit: int, prompter: Prompter) -> str | None:
    """A note or a name, asked for again where it is too long, since nothing is cut without a word; None for none."""
    while True:
        typed = prompter.line(prompt, current or "").strip()
        if len(typed) <= limit:
            return typed or None
        prompter.show(words("fault.long-text", limit=limit))


def _with_owner(words: Words, current: Answer, prompter: Prompter) -> Answer:
    """``current`` with who takes care of it, and until when; a date is asked for again until it is one."""
    owner = _beside(words, words("ask.owner"), current.owner, MAX_NAME, prompter)
    while True:
        typed = prompter.line(words("ask.due"), current.due or "").strip()
        day = parse_day(typed)
        if day is not None or not typed:
            return replace(current, owner=owner, due=day.isoformat() if day else None)
        prompter.show(words("error.no-date", value=typed))


def _with(answers: Answers, question: Asked, answer: Answer) -> Answers:
    return replace(answers, values={**answers.values, question.key: answer})


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


def _question(
    names: Names, questions: tuple[Asked, ...], index: int, before: AnyItem | None, beside: str, current: Answer
) -> Question:
    words, item, unit = names.words, questions[index].item, questions[index].unit
    line = isinstance(item, Status)
    progress = words("ask.progress-line" if line else "ask.progress", n=index + 1, of=len(questions))
    if item.dimension is not None:
        progress += f" · {names.score(item.dimension)}"
    again = item is before
    return Question(
        progress,
        item.text[words.language],
        "\n".join(each for each in (_help(names, item, again), beside, _owner_words(words, current)) if each),
        unit.name if unit else "",
        tuple(_replies(names, item)),
        current,
        names.answer(item, current),
        LINE_MOVES if line else MOVES,
        again,
    )


def _owner_words(words: Words, current: Answer) -> str:
    told = [current.owner or "", words("print.by", date=words.date(current.due)) if current.due else ""]
    said = ", ".join(each for each in told if each)
    return words("ask.owner-now", text=said) if said else ""


def _help(names: Names, item: AnyItem, again: bool) -> str:
    """What is told below a question; where it is asked again, only the numbers that an answer is typed with."""
    language = names.words.language
    if again:
        numbered = enumerate(item.options, 1) if isinstance(item, Choices) else ()
        return "\n".join(f"{number}  {option.name[language]}" for number, option in numbered)
    told = [item.help[language]] if item.help else []
    if isinstance(item, Rating) and item.reverse and not _tells_of_lowest(names, item):
        told.append(names.words("ask.reversed"))
    if isinstance(item, Slider):
        for pole in (item.left, item.right):
            told.append(f"{pole.name[language]}: {pole.gain[language]} {pole.price[language]}")
    if isinstance(item, Allocation | Choices):
        for number, option in enumerate(item.options, 1):
            text = f": {option.text[language]}" if option.text else ""
            told.append(f"{number}  {option.name[language]}{text}")
    if isinstance(item, Writing) and item.example:
        told.append(names.words("ask.example", text=item.example[language]))
    return "\n".join(told)


def _tells_of_lowest(names: Names, item: Rating) -> bool:
    """Whether the help names the lowest answer, as it does where it says which one is the good one."""
    scale = next(each for each in names.instrument.scales if each.id == item.scale)
    language = names.words.language
    return item.help is not None and f'"{scale.labels[0][language]}"'.casefold() in item.help[language].casefold()


def _replies(names: Names, item: AnyItem) -> Iterator[tuple[str, str, Reply]]:
    words = names.words
    if isinstance(item, Rating):
        scale = next(each for each in names.instrument.scales if each.id == item.scale)
        for number, label in enumerate(scale.labels, 1):
            yield str(number), label[words.language], number
    elif isinstance(item, Slider):
        for number in range(-2, 3):
            yield str(number + 3), slider_words(words, item, number), number
    elif isinstance(item, Choice):
        for number, option in enumerate(item.options, 1):
            yield str(number), option.name[words.language], option.id
    elif isinstance(item, Status):
        for number, status in enumerate(STATUSES, 1):
            yield str(number), words(f"status.{status}"), status
    else:
        yield words("key.write"), words("move.write"), Move.WRITE
    for missing in (Missing.DONT_KNOW, Missing.NOT_RELEVANT):
        yield words(f"key.{missing.value}"), words(f"answer.{missing.value}"), missing


def _written(words: Words, item: AnyItem, current: Answer, prompter: Prompter) -> Value | Missing:
    """An answer that is typed rather than chosen; asked again until it is one.

    An empty line leaves what was there, but for a text, which it was shown with: there it takes the text away.
    """
    while True:
        try:
            plain = _typed(words, item, current, prompter)
        except ValueError:
            plain = ""
        if plain is None:
            return Missing.UNANSWERED if isinstance(item, Writing) and current.text else current.value
        told = value_fault(item, plain)
        if plain != "" and told is None:
            return value_from(item, plain)
        prompter.show(words(told[0], **told[1]) if told and plain != "" else words("ask.not-usable"))


def _typed(words: Words, item: AnyItem, current: Answer, prompter: Prompter) -> Any:
    """What was typed, as files have it; None for an empty line. Raises ValueError for what cannot be read."""
    if isinstance(item, Allocation):
        return _typed_shares(words, item, prompter)
    if isinstance(item, Number):
        typed = prompter.line(words("ask.written-number", unit=item.unit[words.language])).strip()
        if re.fullmatch(r"\d{1,3}([.,]\d{3})+", typed):  # thousands, or three decimals? nobody can tell
            raise ValueError
        number = float(typed.replace(",", ".")) if typed else None
        return int(number) if number is not None and number.is_integer() else number
    if isinstance(item, Choices):
        wanted = [int(each) for each in prompter.line(words("ask.written-choices")).replace(",", " ").split()]
        if any(not 0 <= each <= len(item.options) for each in wanted):
            raise ValueError
        return [item.options[each - 1].id for each in wanted if each] if wanted else None
    return prompter.line(words("ask.written"), current.text or "").strip() or None


def _typed_shares(words: Words, item: Allocation, prompter: Prompter) -> dict[str, int] | None:
    """Each share in turn with what is left of 100; the last one follows from the others."""
    shares: dict[str, int] = {}
    for option in item.options[:-1]:
        rest = 100 - sum(shares.values())
        name = option.name[words.language]
        typed = prompter.line(words("ask.written-share", option=name, rest=rest)).strip().rstrip("% ")
        if not typed and not shares:
            return None
        shares[option.id] = int(typed or 0)
        if not 0 <= shares[option.id] <= rest:
            raise ValueError
    last = item.options[-1]
    shares[last.id] = 100 - sum(shares.values())
    prompter.show(words("ask.share-rest", option=last.name[words.language], rest=shares[last.id]))
    return shares


def _review(names: Names, questions: tuple[Asked, ...], answers: Answers, prompter: Prompter) -> int | None:
    """The number of the question to change, or None when the answers may stand."""
    words = names.words
    prompter.show(words("review.heading"), strong=True)
    before = None
    for number, each in enumerate(questions, 1):
        answer = answers[each.key]
        beside = [each for each in (answer.owner, answer.due, answer.note) if each]
        note = f" ({', '.join(beside)})" if beside else ""
        said = f"{names.answer(each.item, answer)}{note}"
        if each.unit is None:
            prompter.listed(f"{number:>3}. ", f"{each.item.text[words.language]}\n→ {said}")
        else:
            if each.item is not before:
                prompter.listed("     ", each.item.text[words.language])
            prompter.listed(f"{number:>3}. ", f"{each.unit.name} → {said}")
        before = each.item
    while True:
        typed = prompter.line(words("review.prompt", stop=words("key.stop"))).strip().casefold()
        if typed == "":
            return None
        if typed == words("key.stop"):
            raise Stopped
        if (chosen := _number_to(len(questions), typed)) is not None:
            return chosen - 1
        prompter.show(words("review.not-a-number", of=len(questions)))


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
