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
    """One line of bars: a value between the block's ends, its range, and the same in words.

    ``mark`` is a second value to compare with, such as a target; what it is, the block's ``mark`` says.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    figure: str
    words: str
    note: str = ""
    strong: bool = False
    mark: float | None = None


@dataclass(frozen=True)
class Bars:
    """Values on one scale from ``start`` to ``end``. ``mark`` names what the bars' marks are, "" without any."""

    columns: tuple[str, str, str, str]
    bars: tuple[Bar, ...]
    start: float = 1
    end: float = 5
    mark: str = ""


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


@dataclass(frozen=True)
class Cell:
    """A figure in words, and the value that its shade follows; None where there is none."""

    figure: str
    value: float | None


@dataclass(frozen=True)
class HeatMap:
    """Values in a grid, from ``start`` to ``end``, shaded by size. ``name`` says what the picture shows.

    ``columns`` names the rows' heading first. Every row is its label and a cell for each further column.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    start: float = 1
    end: float = 5


@dataclass(frozen=True)
class Dot:
    """A thing with two values; None where it has no figure, and then it is in the table only."""

    label: str
    x: Cell
    y: Cell
    words: str = ""


@dataclass(frozen=True)
class Scatter:
    """Things by two values, both from ``start`` to ``end``. ``columns`` heads label, x, y and words."""

    name: str
    columns: tuple[str, str, str, str]
    dots: tuple[Dot, ...]
    start: float = 0
    end: float = 100


@dataclass(frozen=True)
class Trend:
    """Values over time. ``columns`` names the lines' heading, then every point in time; a line is a label and cells."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    start: float = 1
    end: float = 5


Block = Heading | Paragraph | Points | Ticks | Table | Bars | Profile | HeatMap | Scatter | Trend


@dataclass(frozen=True)
class Sheet:
    """The result as one table of plain values, for CSV: column headings, and rows of texts, numbers and None."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


@dataclass(frozen=True)
class Document:
    """Title, blocks, and the data behind them: what ``--json`` gives, with English keys and no words.

    ``sheet`` is the part that a spreadsheet gets; without one, it gets the tables and bars one below another.
    """

    title: str
    blocks: tuple[Block, ...]
    data: Mapping[str, Any]
    language: str = "da"
    sheet: Sheet | None = None
