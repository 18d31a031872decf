"""What an import has to say on its way: faults with their places, and what was decided without being asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digitrans.errors import Fault, InputFault
from digitrans.portfolios.rules import PortfolioContent

MANY = 10
"""So many rows are named in a remark."""

SHOWN = 60
"""So many characters of a cell are shown in a message."""


class Note(NamedTuple):
    """Something to say about an import that is no fault: the key of a text, and what fills its gaps."""

    message: str
    named: Mapping[str, str]


@dataclass
class Work:
    """An import on its way, with the faults met so far and what is worth a word.

    ``is_lenient``: what cannot be read is no fault, but left empty, and listed as ``unread``. ``has_sheets``: rows are
    named with their sheets, since there are several.
    """

    content: PortfolioContent
    name: str
    language: str
    is_lenient: bool = False
    has_sheets: bool = False
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unread: list[Fault] = field(default_factory=list)

    def fault(self, at: tuple[int, int], heading: str, message: str, **named: str) -> None:
        """Something at a row from 1 and a column from 0 that makes the list unusable."""
        self.faults.append(self._made(at, heading, message, named))

    def unreadable(self, at: tuple[int, int], heading: str, message: str, **named: str) -> None:
        """A cell that cannot be read: a fault, or left empty by one who is lenient."""
        (self.unread if self.is_lenient else self.faults).append(self._made(at, heading, message, named))

    def _made(self, at: tuple[int, int], heading: str, message: str, named: Mapping[str, str]) -> Fault:
        shown = {gap: each if gap == "allowed" else short(each) for gap, each in named.items()}
        return Fault(self.name, at[0], at[1] + 1, heading, message, shown)

    def note(self, message: str, **named: str) -> None:
        """Something to tell."""
        self.notes.append(Note(message, named))

    def listed(self, message: str, gap: str, things: Sequence[str], **named: str) -> None:
        """A note that names the first of ``things``; none where there are none."""
        if things:
            self.note(message, **{gap: joined(things)}, **named)

    def told(self) -> list[Note]:
        """What is to be told, each once."""
        return list({(each.message, tuple(each.named.items())): each for each in self.notes}.values())

    def check(self) -> None:
        """Raise InputFault with all faults so far, the same ones grouped, in the order of the sheet."""
        if self.faults:
            raise InputFault(grouped(self.faults))


def grouped(faults: Sequence[Fault]) -> list[Fault]:
    """Faults in the order of the sheet; of those that say the same of a column the first, and how many more."""
    ordered = sorted(faults, key=lambda each: (each.line or 0, each.column or 0))
    groups: dict[object, list[Fault]] = {}
    for each in ordered:
        key = (each.where, each.column, each.message, tuple(sorted(each.named.items())))
        groups.setdefault(key, []).append(each)
    told = []
    for first, *more in groups.values():
        told.append(first)
        if more:
            rows = joined([str(each.line) for each in more])
            named = {
                "n": str(len(more)),
                "rows": rows,
                **({"value": first.named["value"]} if "value" in first.named else {}),
            }
            told.append(first._replace(message="fault.same-rows", named=named))
    return told


def joined(things: Sequence[str]) -> str:
    """The first of ``things`` on one line, and that there are more."""
    return ", ".join(things[:MANY]) + (f" ... ({len(things)})" if len(things) > MANY else "")


def short(value: object) -> str:
    """What stands in a cell, as far as a message needs it."""
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
