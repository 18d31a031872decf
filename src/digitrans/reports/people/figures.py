"""What may be told of a mean or a share, in words: "3.4", "4.5 or more", "2.1 to 2.6"."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from digitrans.people.dispersion import Spread
from digitrans.people.figures import Figure
from digitrans.texts import Words


def figure_words(words: Words, figure: Figure, ends: tuple[int, int], say: Callable[[Fraction], str]) -> str:
    """A figure on the scale between ``ends``, each number said by ``say``."""
    start, end = ends
    if figure.said is not None:
        return say(figure.said)
    if figure.low <= start:
        return words("people.or-less", high=say(figure.high))
    if figure.high >= end:
        return words("people.or-more", low=say(figure.low))
    return words("people.from-to", low=say(figure.low), high=say(figure.high))


def drawn(figure: Figure, ends: tuple[int, int]) -> float:
    """Where a picture draws a figure: at its number, where "or more" and "or less" begin, or in the middle."""
    start, end = ends
    if figure.low <= start < figure.high:
        return float(figure.high)
    return float(figure.low if figure.high >= end else (figure.low + figure.high) / 2)


def spread_words(words: Words, spread: Spread) -> str:
    """ "spread 1.2", "spread 1.1 or less"."""
    value = words.number(spread.value)
    return words("people.spread", spread=words("people.or-less", high=value) if spread.or_less else value)


def figure_data(figure: Figure | None) -> dict[str, Any]:
    """A mean as JSON has it: ``mean`` where it is told outright, and what it lies between where it is not."""
    if figure is None:
        return {"mean": None, "from": None, "to": None}
    return {"mean": as_float(figure.said), "from": float(figure.low), "to": float(figure.high)}


def as_float(value: Fraction | None) -> float | None:
    """The number as files have it."""
    return None if value is None else float(value)
