"""A text with something wrong in it, read as far as it goes: what it says, what is wrong, and what is not known of it.

Whoever checks the values tells everything at once: what is wrong in the text, and what is wrong in what it says. What
follows from a fault that is told already is not told beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

import yaml

from digitrans.errors import Fault, Placed
from digitrans.files.mending import MENDABLE, Mended, mended
from digitrans.files.mistaken import is_ini
from digitrans.files.yaml_values import AGAIN, Slip, ValuePath, _Broken, _Builder, _Marks
from digitrans.files.yaml_words import parser_fault
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.files.sources import Source

_LIMITS = ("fault.too-deep", "fault.too-much")
_TWICE = "fault.key-twice"
_LACKING = (
    "fault.missing",
    "fault.range-low-alone",
    "fault.range-high-alone",
    "fault.kind-missing",
    "fault.too-few",
    "fault.new-thing",
    "fault.new-thing-near",
)
_AMOUNTS = ("fault.not-number", "fault.not-whole", "fault.not-an-answer", "fault.shares-written")
_KEYS = ("fault.unknown-key", "fault.unknown-key-near", "fault.key-elsewhere", "fault.key-case", "fault.key-character")
_OF_THE_WHOLE = ("fault.unknown-department", "fault.unknown-department-near", "fault.no-departments")
_NOWHERE: ValuePath = ("\0nowhere",)
QUOTABLE = {
    "fault.no-such-date": "fault.no-such-date-text",
    "fault.number-too-long": "fault.number-too-long-text",
    "fault.number-too-large": "fault.number-too-large-text",
    **{each: each for each in MENDABLE},
}
"""What is said of a value that may be a text, where a text may stand: that quotes make it one."""


@dataclass
class Reading:
    """One reading of a text. ``partial`` are the lists and mappings that may hold more than was read.

    ``ended`` is why the text could not be read to its end; ``given`` is what was wrong before it was a text.
    """

    name: str
    values: Any = None
    marks: _Marks = field(default_factory=_Marks)
    slips: list[Slip] = field(default_factory=list)
    partial: set[ValuePath] = field(default_factory=set)
    ended: Fault | None = None
    given: Sequence[Fault] = ()

    def told(self) -> list[Fault]:
        """What is wrong in the text, whatever it says."""
        slips = [self.fault(each) for each in self.slips]
        return by_place([*self.given, *slips, *([self.ended] if self.ended else [])])

    def fault(self, slip: Slip, message: str | None = None) -> Fault:
        return Fault(self.name, slip.mark.line, slip.mark.column, "", message or slip.message, slip.named)


def by_place(faults: Iterable[Fault]) -> list[Fault]:
    """Faults in the order of files and lines."""
    return sorted(faults, key=lambda fault: (fault.source, fault.line or 0, fault.column or 0))


def read_patiently(name: str, text: str, max_nodes: int, given: Sequence[Fault]) -> tuple[Reading, Reading | None]:
    """``text`` with what is wrong in it, as far as it goes; again with the last of two, where a key stands twice."""
    whole = mended(text, max_nodes)
    if whole.too_much is not None:
        ended = Fault(name, *whole.too_much, "", "fault.too-much", {})
        return Reading(name, values={}, partial={()}, ended=ended, given=given), None
    first = _read(name, text, whole, max_nodes, last=False)
    first.given = given
    if not any(each.message == _TWICE for each in first.slips):
        return first, None
    last = _read(name, text, whole, max_nodes, last=True)
    last.given = given
    return first, last


def _read(name: str, text: str, whole: Mended, max_nodes: int, *, last: bool) -> Reading:
    found = Reading(name)
    builder = _Builder(found.marks, max_nodes, last=last)
    try:
        builder.run(whole.text)
    except _Broken as broken:
        line, column = broken.mark or (None, None)
        found.ended = Fault(name, line, column, "", broken.message, broken.named)
    except yaml.YAMLError as error:
        found.ended = _limit_before(name, error, whole.text, max_nodes) or _ended(name, error, text, whole)
    found.values, found.partial = builder.result, builder.unfinished()
    if found.ended is not None and (latest := next(reversed(found.marks.starts), None)) is not None:
        found.partial = found.partial | {latest[:length] for length in range(len(latest) + 1)}
    found.slips = builder.slips + _mended_slips(whole, found.marks)
    return found


def _mended_slips(whole: Mended, marks: _Marks) -> list[Slip]:
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
        _Builder(None, max_nodes).run(text[: mark.index])
    except _Broken as broken:
        if broken.message in _LIMITS and broken.mark is not None:
            return Fault(name, *broken.mark, "", broken.message, broken.named)
    except yaml.YAMLError:
        pass
    return None


Origin = Callable[[ValuePath], "tuple[Source, ValuePath] | None"]


def settled(texts: Sequence[Source], origin: Origin, found: Iterable[Placed]) -> list[Placed]:
    """All that is to be told: what is wrong in the ``texts``, and what of ``found`` does not follow from that.

    ``origin`` tells which text says what stands at a place of the values.
    """
    readings = {id(each): each.reading for each in texts if each.reading is not None}
    told: dict[tuple[int, ValuePath], Fault] = {}
    kept: list[Placed] = []
    ended = any(each.ended for each in readings.values())
    for each in found:
        text = origin(each.at)
        reading = readings.get(id(text[0])) if text is not None else None
        if ended and each.whole and each.fault.message in _OF_THE_WHOLE:
            continue
        if text is None or reading is None:
            kept.append(each)
        elif not _follows(reading, text[1], each.fault):
            slip = _beside(reading, text[1], each.fault)
            if slip is None:
                kept.append(each)
            else:
                told[id(reading), slip.at] = each.fault
    for reading in readings.values():
        kept += _told(reading, told)
    once = {_mark(each): each for each in reversed(kept)}
    return sorted(once.values(), key=lambda each: (each.fault.source, each.fault.line or 0, each.fault.column or 0))


def _follows(reading: Reading, at: ValuePath, fault: Fault) -> bool:
    """Whether a fault is one only because not all of its list or mapping could be read."""
    if any(each.message == "fault.control-character" and each.line == fault.line for each in reading.given):
        return True
    if fault.message in _KEYS:
        return False
    if at in reading.partial:
        return True
    return any(slip.at == at and slip.message == "fault.yaml-alias" for slip in reading.slips)


def _beside(reading: Reading, at: ValuePath, fault: Fault) -> Slip | None:
    """The slip in the value at ``at``, of which the fault speaks, too."""
    if fault.message in _KEYS or fault.message in _LACKING:
        return None
    inside = fault.message in ("fault.not-an-answer", "fault.shares-written")
    return next(
        (
            each
            for each in reading.slips
            if each.message in QUOTABLE and (each.at == at or (inside and each.at[: len(at)] == at))
        ),
        None,
    )


def _told(reading: Reading, beside: dict[tuple[int, ValuePath], Fault]) -> list[Placed]:
    """What is wrong in a text; of a value that cannot be one, the more telling of the two things that are known."""
    found = [Placed((), each) for each in reading.given]
    for slip in reading.slips:
        if AGAIN in slip.at and slip.message != _TWICE:
            continue  # the reading that keeps this value tells it
        other = beside.get((id(reading), slip.at))
        if other is None:
            found.append(Placed(slip.at, reading.fault(slip, QUOTABLE.get(slip.message))))
        elif _is_same(slip, other):
            found.append(Placed(slip.at, reading.fault(slip)))
        else:
            found.append(Placed(slip.at, other))
    if reading.ended is not None:
        found.append(Placed((), reading.ended))
    return found


def _is_same(slip: Slip, fault: Fault) -> bool:
    """Whether a slip says what the fault says, and better."""
    if slip.message == "fault.no-such-date":
        return fault.message == "fault.not-date"
    if slip.message in MENDABLE:
        return False
    return fault.message in _AMOUNTS or "money" in fault.message


def both(first: list[Placed], last: list[Placed], doubled: set[ValuePath]) -> list[Placed]:
    """What two readings of a text with the same key twice come to: what both say, and what each says below the key."""
    second = {_mark(each): each for each in last}
    kept = [each for each in first if _mark(each) in second or _is_below(each.at, doubled)]
    have = {_mark(each) for each in kept}
    return kept + [each for mark, each in second.items() if mark not in have and _is_below(each.at, doubled)]


def _mark(found: Placed) -> tuple[Any, ...]:
    fault = found.fault
    return (
        fault.source,
        fault.line,
        fault.column,
        fault.message,
        fault.where.rpartition("/")[2] if fault.line else fault.where,
    )


def _is_below(at: ValuePath, doubled: set[ValuePath]) -> bool:
    return any(at[: len(each)] == each for each in doubled)


def doubled(texts: Iterable[Source]) -> set[ValuePath]:
    """The places of keys that stand twice."""
    slips = (slip for each in texts if each.reading is not None for slip in each.reading.slips)
    return {each.at for each in slips if each.message == _TWICE}
