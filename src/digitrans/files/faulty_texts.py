"""A text with something wrong in it, read as far as it goes: what it says, what is wrong, and what is not known of it.

Whoever checks the values tells everything at once (``told_faults``): what is wrong in the text, and in what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import yaml

from digitrans.errors import Fault, by_place
from digitrans.files.mending import Mended, mended
from digitrans.files.mistaken import is_ini
from digitrans.files.yaml_values import Broken, Builder, Marks, Slip, ValuePath
from digitrans.files.yaml_words import parser_fault
from digitrans.values import dataclass

_LIMITS = ("fault.too-deep", "fault.too-much")
TWICE = "fault.key-twice"
_NOWHERE: ValuePath = ("\0nowhere",)


@dataclass
class Reading:
    """One reading of a text. ``partial`` are the lists and mappings that may hold more than was read.

    ``ended`` is why the text could not be read to its end; ``given`` is what was wrong before it was a text.
    """

    name: str
    values: Any = None
    marks: Marks = field(default_factory=Marks)
    slips: list[Slip] = field(default_factory=list)
    partial: set[ValuePath] = field(default_factory=set)
    ended: Fault | None = None
    given: Sequence[Fault] = ()

    def told(self) -> list[Fault]:
        """What is wrong in the text, whatever it says."""
        slips = [self.fault(each) for each in self.slips]
        return sorted([*self.given, *slips, *([self.ended] if self.ended else [])], key=by_place)

    def fault(self, slip: Slip, message: str | None = None) -> Fault:
        return Fault(self.name, slip.mark.line, slip.mark.column, "", message or slip.message, slip.named)


def read_patiently(name: str, text: str, max_nodes: int, given: Sequence[Fault]) -> tuple[Reading, Reading | None]:
    """``text`` with what is wrong in it, as far as it goes; again with the last of two, where a key stands twice."""
    whole = mended(text, max_nodes)
    if whole.too_much is not None:
        ended = Fault(name, *whole.too_much, "", "fault.too-much", {})
        return Reading(name, values={}, partial={()}, ended=ended, given=given), None
    first = _read(name, text, whole, max_nodes, last=False)
    first.given = given
    if not any(each.message == TWICE for each in first.slips):
        return first, None
    last = _read(name, text, whole, max_nodes, last=True)
    last.given = given
    return first, last


def _read(name: str, text: str, whole: Mended, max_nodes: int, *, last: bool) -> Reading:
    found = Reading(name)
    builder = Builder(found.marks, max_nodes, last=last)
    try:
        builder.run(whole.text)
    except Broken as broken:
        line, column = broken.mark or (None, None)
        found.ended = Fault(name, line, column, "", broken.message, broken.named)
    except yaml.YAMLError as error:
        found.ended = _limit_before(name, error, whole.text, max_nodes) or _ended(name, error, text, whole)
    found.values, found.partial = builder.result, builder.unfinished()
    if found.ended is not None and (latest := next(reversed(found.marks.starts), None)) is not None:
        found.partial = found.partial | {latest[:length] for length in range(len(latest) + 1)}
    found.slips = builder.slips + _mended_slips(whole, found.marks)
    return found


def _mended_slips(whole: Mended, marks: Marks) -> list[Slip]:
    """What was mended, with the places of the values that now stand there."""
    begins = {span.start: at for at, span in marks.values.items()} if whole.mends else {}
    return [Slip(begins.get(each.value, _NOWHERE), each.mark, each.message, {}) for each in whole.mends]


def _ended(name: str, error: yaml.YAMLError, text: str, whole: Mended) -> Fault:
    if not whole.mends and is_ini(text):
        return Fault(name, None, None, "", "fault.is-ini", {})
    return parser_fault(name, error, whole.text)


def _limit_before(name: str, error: yaml.YAMLError, text: str, max_nodes: int) -> Fault | None:
    """The fault where the text passes a limit of ours before the place where the parser gave up.

    The parser reads ahead, and has limits of its own, so its error can come before the events that show ours.
    """
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return None
    try:
        Builder(None, max_nodes).run(text[: mark.index])
    except Broken as broken:
        if broken.message in _LIMITS and broken.mark is not None:
            return Fault(name, *broken.mark, "", broken.message, broken.named)
    except yaml.YAMLError:
        pass
    return None
