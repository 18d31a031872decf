"""A way of asking, by single keys or by numbered lines, and which of the two this terminal gets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from digitrans.asking.keys import KeyPrompter
    from digitrans.asking.lines import LinePrompter
    from digitrans.asking.replies import Question, Reply
    from digitrans.texts import Words


class Prompter(Protocol):
    """A way of asking. Every method raises Stopped, KeyboardInterrupt or EOFError where the user leaves."""

    def show(self, text: str, strong: bool = False) -> None: ...
    def listed(self, lead: str, text: str) -> None: ...

    def reply(self, question: Question) -> Reply: ...

    def line(self, prompt: str, default: str = "") -> str: ...

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int: ...


def make_prompter(words: Words, plain: bool = False) -> LinePrompter | KeyPrompter:
    """The prompter for this terminal: one key per answer, or numbered lines for screen readers and dull terminals."""
    if plain or os.environ.get("ACCESSIBLE") or os.environ.get("TERM") == "dumb":
        from digitrans.asking.lines import LinePrompter

        return LinePrompter(words)
    from digitrans.asking.keys import KeyPrompter

    return KeyPrompter(words)
