"""Numbered lines and typed answers, for screen readers and dull terminals; nothing is ever redrawn."""

from __future__ import annotations

import shutil
import sys

from digitrans import output
from digitrans.asking.replies import Move, Question, Reply, Typed, number_to
from digitrans.asking.typed_early import forget_typed
from digitrans.texts import Words
from digitrans.texts.escaping import safe_lines
from digitrans.texts.wrapping import hanging

WAY_OUT = ":"
"""In plain lines, what stands before a key that is not part of an answer: no answer in one's own words begins so."""


def _read(prompt: str) -> str:
    """A line that is typed once ``prompt`` is there to be answered."""
    forget_typed()
    try:
        return input(f"{prompt} ")
    except (EOFError, KeyboardInterrupt):
        print()  # what is said next stands on a line of its own
        raise


class LinePrompter:
    """Numbered lines and typed answers; nothing is ever redrawn."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def show(self, text: str, strong: bool = False) -> None:
        print(output.folded(safe_lines(text), sys.stdout))

    def listed(self, lead: str, text: str) -> None:
        wide = output.is_terminal(sys.stdout)
        self.show(hanging(lead, text, shutil.get_terminal_size().columns if wide else None))

    def reply(self, question: Question) -> Reply:
        told = (question.progress, question.text, question.help, question.unit)
        self.show("\n" + "\n".join(each for each in told if each))
        if question.current.note:
            self.show(self.words("ask.now", text=question.current.note))
        return self._field(question) if question.field else self._choice(question)

    def _choice(self, question: Question) -> Reply:
        taken = {key: reply for key, _, reply in question.keyed(self.words)}
        kept = [reply for _, _, reply in question.replies if question.current.value == reply]
        for key, label, reply in question.replies:
            mark = self.words("ask.current") if question.current.value == reply else ""
            self.show(f"{key}  {label}{mark}")
        moves = "; ".join(
            f"{key} {label}" for key, label, reply in question.keyed(self.words) if isinstance(reply, Move)
        )
        while True:
            self.show(moves)
            typed = _read(self.words("ask.answer")).strip().casefold()
            if typed in taken:
                return taken[typed]
            if typed == "" and kept:
                return kept[0]
            self.show(self.words("ask.not-a-reply", keys=", ".join(taken)))

    def _field(self, question: Question) -> Reply:
        """A line of text; a way out is a key with a colon before it, which no answer begins with."""
        taken = {WAY_OUT + key: reply for key, _, reply in question.keyed(self.words)}
        self.show("; ".join(f"{WAY_OUT}{key} {label}" for key, label, _ in question.keyed(self.words)))
        while True:
            typed = self.line(question.field, "" if question.wrong else question.typed)
            wanted = typed.strip().casefold()
            if wanted in taken:
                return taken[wanted]
            if len(wanted) == 2 and wanted.startswith(WAY_OUT):
                self.show(self.words("ask.not-a-reply", keys=", ".join(taken)))
            elif wanted or (question.typed and not question.wrong):
                return Typed(typed)
            elif question.optional:
                return Move.SKIP
            else:
                self.show(self.words("ask.empty-line", skip=WAY_OUT + self.words("key.skip")))

    def line(self, prompt: str, default: str = "") -> str:
        clear = self.words("key.clear")
        if default:
            self.show(self.words("ask.default", text=default, clear=clear))
        typed = _read(output.folded(safe_lines(prompt), sys.stdout))
        return "" if default and typed.strip() == clear else typed or default

    def key(self, prompt: str, keys: tuple[str, ...]) -> str:
        """What was typed: one of ``keys``, "" for Enter, or anything else."""
        return _read(output.folded(safe_lines(prompt), sys.stdout)).strip().casefold()

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        self.show(prompt)
        for number, choice in enumerate(choices, 1):
            self.show(f"{number}  {choice}")
        while True:
            typed = _read(self.words("ask.answer")).strip()
            if (chosen := number_to(len(choices), typed)) is not None:
                return chosen - 1
            self.show(self.words("ask.not-a-choice", of=len(choices)))
