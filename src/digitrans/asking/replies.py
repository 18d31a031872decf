"""A question as it is shown, and what can be replied to it, whichever way it is asked."""

from __future__ import annotations

from enum import Enum

from digitrans.answers.values import Answer, Missing
from digitrans.texts import Words
from digitrans.values import dataclass


class Move(Enum):
    """What a user can do instead of answering. The value names the key in ``texts``."""

    BACK = "back"
    SKIP = "skip"
    NOTE = "note"
    STOP = "stop"
    OWNER = "owner"
    TREE = "tree"


MOVES = (Move.BACK, Move.SKIP, Move.NOTE, Move.STOP)
LINE_MOVES = (Move.BACK, Move.SKIP, Move.NOTE, Move.OWNER, Move.STOP)


@dataclass(frozen=True)
class Typed:
    """What was typed into the field of a question, as it was typed."""

    text: str


Reply = int | str | Missing | Move | Typed


@dataclass(frozen=True)
class Question:
    """One question as it is shown: its place, its words, and the replies it takes, each with key and label.

    ``field`` is the prompt of the field that the answer is typed into, "" where the answer is one of the replies;
    ``typed`` is what stands in it, and ``wrong`` that this was refused. ``unit`` is the name of the unit, "" where
    there is none. ``again`` is set where the same was just asked for another unit: ``help`` then has only what an
    answer is typed with. ``optional`` questions are passed over by an empty field.
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
    field: str = ""
    typed: str = ""
    wrong: bool = False
    optional: bool = False

    def keyed(self, words: Words) -> tuple[tuple[str, str, Reply], ...]:
        """Everything that can be done besides typing into a field: key, label and reply; the replies come first."""
        moves = ((words(f"key.{move.value}"), words(f"move.{move.value}"), move) for move in self.moves)
        return (*self.replies, *moves)


def number_to(highest: int, typed: str) -> int | None:
    """The number that was typed, from 1 to ``highest``; None where it is none of them, however long it is."""
    number = int(typed) if typed.isdecimal() and len(typed) <= 9 else 0
    return number if 1 <= number <= highest else None
