"""Which questions stand together on a leaf of the page, in the order in which they are asked at the keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.values import Answers, Asked
    from digitrans.answers.wording import Names

ROOM = 5
"""How much stands on one leaf at most, in ratings."""

_TAKES = {"slider": ROOM, "allocation": 3, "text": 2, "choices": 2}


@dataclass(frozen=True)
class Leaf:
    """Questions that stand together, each with its number; ``heading`` is "" where they have no name in common."""

    heading: str
    questions: tuple[tuple[int, Asked], ...]

    @property
    def numbers(self) -> tuple[int, int]:
        """The first and the last number on the leaf."""
        return self.questions[0][0], self.questions[-1][0]


def leaves_of(names: Names, answers: Answers, told: Mapping[str, str]) -> tuple[Leaf, ...]:
    """All questions, leaf by leaf. One that is asked for every unit has a leaf, with all units on it.

    ``told`` is what there is to say beside questions, by key; those come first.
    """
    from digitrans.asking.questions import in_order

    found: list[Leaf] = []
    numbered = enumerate(in_order(names, answers, told), 1)
    for _, group in groupby(numbered, key=lambda each: _together(each[1], told)):
        questions = list(group)
        heading = _heading(names, questions[0][1], told)
        found += [Leaf(heading, tuple(part)) for part in _parts(questions)]
    return tuple(found)


def _together(question: Asked, told: Mapping[str, str]) -> tuple[str, str]:
    """What the questions of a leaf have in common."""
    if question.key in told:
        return "told", ""
    if question.unit is not None:
        return "item", question.item.id
    return "dimension", question.item.dimension or ""


def _heading(names: Names, question: Asked, told: Mapping[str, str]) -> str:
    if question.key in told:
        return names.words("page.open-lines")
    return names.score(question.item.dimension) if question.item.dimension else ""


def _parts(questions: list[tuple[int, Asked]]) -> list[list[tuple[int, Asked]]]:
    """``questions`` in parts of about the same size that each have room on a leaf."""
    if questions[0][1].unit is not None:
        return [questions]
    sizes = [_TAKES.get(each.item.kind, 1) for _, each in questions]
    whole = sum(sizes)
    wanted = -(-whole // ROOM)
    parts: list[list[tuple[int, Asked]]] = [[]]
    taken = 0
    for each, size in zip(questions, sizes, strict=True):
        if parts[-1] and (taken + size) * wanted > whole * len(parts):
            parts.append([])
        parts[-1].append(each)
        taken += size
    return parts
