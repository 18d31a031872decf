"""A Document: what a result says, in one language, before any format. Texts are plain; formats escape them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["plain", "strong", "muted", "warning"]


@dataclass(frozen=True)
class Heading:
    """The heading of a section; level 1 stands below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``tone`` is never the only bearer of a meaning."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Points:
    """A list of short texts, numbered or not."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Ticks:
    """Lines to tick off. Each has its text and its help ("" for none)."""

    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows of texts below column headings. A narrow sink may set each row as a block."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bar:
    """One line of bars: a value between the block's ends, its range, and the same in words."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    figure: str
    words: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Bars:
    """Values on one scale from ``start`` to ``end``."""

    columns: tuple[str, str, str, str]
    bars: tuple[Bar, ...]
    start: float = 1
    end: float = 5


@dataclass(frozen=True)
class Position:
    """Where an answer lies between two poles: -2 to +2, None where there is none. ``words`` says it too."""

    label: str
    left: str
    right: str
    value: int | None
    words: str
    note: str = ""


@dataclass(frozen=True)
class Profile:
    """Positions between poles."""

    positions: tuple[Position, ...]


Block = Heading | Paragraph | Points | Ticks | Table | Bars | Profile


@dataclass(frozen=True)
class Document:
    """Title, blocks, and the data behind them: what ``--json`` gives, with English keys and no words."""

    title: str
    blocks: tuple[Block, ...]
    data: Mapping[str, Any]
    language: str = "da"
