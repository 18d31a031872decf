"""An answer of each kind of item: whether a value fits, and how it is read and written."""

from __future__ import annotations

from typing import Any, assert_never

from digitrans.answers.values import Missing, Value
from digitrans.content.items import Allocation, AnyItem, Choice, Choices, Number, Rating, Slider, Writing
from digitrans.content.items import Status as StatusItem

MAX_NOTE = 2000
_WORDS = ("dont-know", "not-relevant")


def value_fault(item: AnyItem, value: Any) -> tuple[str, dict[str, str]] | None:
    """Why the plain ``value`` is no answer to ``item``: a message and what it names; None where it is one."""
    if value is None or (isinstance(value, str) and value in _WORDS):
        return None
    match item:
        case Rating() | Slider() | Number():
            return _number_fault(item, value)
        case Choice() | StatusItem():
            return None if value in item.choices else ("fault.not-one-of", _named(value, item.choices))
        case Choices():
            wrong = [each for each in value if each not in item.choices] if isinstance(value, list) else [value]
            return ("fault.not-one-of", _named(wrong[0], item.choices)) if wrong else None
        case Allocation():
            return _allocation_fault(value, item.choices)
        case Writing():
            if not isinstance(value, str):
                return "fault.not-text", {"value": str(value)}
            return ("fault.long-text", {"limit": str(MAX_NOTE)}) if len(value) > MAX_NOTE else None
        case _:
            assert_never(item)


def _named(value: Any, known: tuple[str, ...]) -> dict[str, str]:
    return {"value": str(value), "allowed": ", ".join(known)}


def _number_fault(item: Rating | Slider | Number, value: Any) -> tuple[str, dict[str, str]] | None:
    low, high = item.ends
    if not isinstance(value, int) and not (isinstance(item, Number) and isinstance(value, float)):
        return "fault.not-an-answer", {"value": str(value)}
    if not low <= value <= high:
        message = "fault.out-of-range-number" if isinstance(item, Number) else "fault.out-of-range"
        return message, {"value": str(value), "low": str(low), "high": str(high)}
    return None


def _allocation_fault(value: Any, options: tuple[str, ...]) -> tuple[str, dict[str, str]] | None:
    if not isinstance(value, dict):
        return "fault.not-shares", {"known": ", ".join(options)}
    if unknown := [each for each in value if each not in options]:
        return "fault.not-one-of", _named(unknown[0], options)
    if negative := [each for each in value.values() if each < 0]:
        return "fault.negative-share", {"value": str(negative[0])}
    total = sum(value.values())
    if total != 100:
        return "fault.not-100", {"total": str(total)}
    return None


def value_from(item: AnyItem, plain: Any) -> Value | Missing:
    """A checked plain value, as files have it, as the value of an answer."""
    if plain is None:
        return Missing.UNANSWERED
    if isinstance(plain, str) and plain in _WORDS:
        return Missing(plain)
    if isinstance(plain, dict):
        return tuple((option, plain.get(option, 0)) for option in item.choices)
    if isinstance(plain, list):
        return tuple(option for option in item.choices if option in plain)
    if isinstance(plain, str) and not plain.strip():
        return Missing.UNANSWERED
    checked: Value = plain
    return checked


def plain_value(value: Value | Missing) -> Any:
    """The value as files and JSON have it; None for unanswered."""
    if isinstance(value, Missing):
        return None if value is Missing.UNANSWERED else value.value
    if not isinstance(value, tuple):
        return value
    shares = {each[0]: each[1] for each in value if isinstance(each, tuple)}
    return shares or list(value)
