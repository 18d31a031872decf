"""Which of the faults of a file are told: what follows from a fault that is told already is not told beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from digitrans.errors import Fault, Placed, by_place
from digitrans.files.faulty_texts import TWICE, Reading
from digitrans.files.mending import MENDABLE
from digitrans.files.sources import Source
from digitrans.files.yaml_values import AGAIN, Slip, ValuePath

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
QUOTABLE = {
    "fault.no-such-date": "fault.no-such-date-text",
    "fault.number-too-long": "fault.number-too-long-text",
    "fault.number-too-large": "fault.number-too-large-text",
    **{each: each for each in MENDABLE},
}
"""What is said of a value that may be a text, where a text may stand: that quotes make it one."""
Origin = Callable[[ValuePath], tuple[Source, ValuePath] | None]


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
    return sorted(once.values(), key=lambda each: by_place(each.fault))


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
        if AGAIN in slip.at and slip.message != TWICE:
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
    return {each.at for each in slips if each.message == TWICE}
