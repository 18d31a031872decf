"""Pictures as tables whose cells are drawn or shaded: every figure once, in text that can be read, copied and edited.

A drawn cell has no text of its own, so that it needs no font; what it shows stands in the cells beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal, assert_never
from xml.etree.ElementTree import Element, SubElement

from digitrans.documents import Bar, Bars, Cell, HeatMap, Position, Profile, Table, Trend, rounded
from digitrans.formats.colours import BLUE, GREY, INK, LEVELS, OPEN, SHADES, TRACK, WHITE
from digitrans.texts.escaping import one_line
from digitrans.values import dataclass

FEW = 8
"""So many points in time have a column each; of more, the first and the last are told beside the line."""


@dataclass(frozen=True)
class Shape:
    """A part of a drawn cell, in its units: a box or a line from a to b, or a dot around a with the radius ``size``."""

    kind: Literal["box", "line", "dot"]
    ax: float
    ay: float
    bx: float = 0.0
    by: float = 0.0
    fill: str = ""
    stroke: str = ""
    size: float = 1.0


@dataclass(frozen=True)
class Drawn:
    """A cell that is drawn, ``width`` by ``height`` units; ``said`` is the same in words, ``beside`` where those stand
    in another cell of the row, so that nobody has to hear them twice."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    said: str
    beside: bool = False


@dataclass(frozen=True)
class Shaded:
    """A figure on a ground that says how high it is."""

    text: str
    fill: str
    ink: str


GridCell = str | Drawn | Shaded
GridPicture = Bars | Profile | HeatMap | Trend


@dataclass(frozen=True)
class Grid:
    """Rows of cells below headings. ``strong`` are the rows that sum up others; ``key`` explains what is drawn.

    ``notes`` is empty, or has the lines of small print that stand below each row, across all columns but the first.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    strong: frozenset[int] = frozenset()
    key: str = ""
    notes: tuple[tuple[str, ...], ...] = ()

    def note(self, row: int) -> tuple[str, ...]:
        """The lines below a row; () for none, or where there is but one column to set them below."""
        return self.notes[row] if self.notes and len(self.columns) > 1 else ()

    def text(self, cell: GridCell) -> str:
        """What a cell says in words."""
        return cell if isinstance(cell, str) else cell.text if isinstance(cell, Shaded) else cell.said

    def filled(self) -> Grid:
        """The grid without the columns that are empty in every row; the first one stays."""
        kept = [n for n in range(len(self.columns)) if n == 0 or any(row[n] != "" for row in self.rows)]
        rows = tuple(tuple(row[n] for n in kept) for row in self.rows)
        return Grid(tuple(self.columns[n] for n in kept), rows, self.strong, self.key, self.notes)


def text_grid(block: Table) -> Grid:
    """A table of texts as a grid."""
    return Grid(block.columns, block.rows)


def grid(block: GridPicture, point: str = ".") -> Grid:
    """``block`` as a grid, figures with their decimals after ``point``."""
    match block:
        case Bars():
            return _bars(block, point)
        case Profile():
            return _profile(block)
        case HeatMap():
            return _map(block, point)
        case Trend():
            return _trend(block, point)
        case _:
            assert_never(block)


def _bars(block: Bars, point: str) -> Grid:
    label, figure, words, note = block.columns
    scale = f"{_figure(block.start, point)}–{_figure(block.end, point)}"
    below = any(len(bar.note) > BESIDE_BARS for bar in block.bars)
    rows = tuple(
        (bar.label, _bar(block, bar), bar.figure, block.marked(bar, point), bar.words, "" if below else bar.note)
        for bar in block.bars
    )
    strong = frozenset(n for n, bar in enumerate(block.bars) if bar.strong)
    notes = tuple((bar.note,) if bar.note else () for bar in block.bars) if below else ()
    return Grid((label, scale, figure, block.mark, words, note), rows, strong, notes=notes).filled()


def _row(*cells: GridCell) -> tuple[GridCell, ...]:
    return cells


def _figure(value: float, point: str) -> str:
    return rounded(value, 1, point).removesuffix(f"{point}0")


BAR = 100.0, 9.0
BESIDE_BARS = 30
"""Letters of a note that still stand in a column beside the bars; where one is longer, all stand below their bars."""


def _bar(block: Bars, bar: Bar) -> Drawn:
    """The value as a full bar; what open answers leave open light and framed; a mark as a line across."""
    width, height = BAR
    shapes = [Shape("box", 0, 1.5, width, height - 1.5, TRACK)]
    if bar.value is not None:
        low = width * block.share(bar.value if bar.low is None else bar.low)
        high = max(width * block.share(bar.value if bar.high is None else bar.high), low)
        if high > low:
            shapes.append(Shape("box", low, 1.9, high, height - 1.9, OPEN, INK, 0.5))
        shapes += _full(low, bar.level, height)
        if high > low:
            at = min(max(width * block.share(bar.value), 0.5), width - 0.5)
            shapes.append(Shape("box", at - 0.5, 0.8, at + 0.5, height - 0.8, INK))
    if bar.mark is not None:
        at = min(max(width * block.share(bar.mark), 0.8), width - 0.8)
        shapes += [
            Shape("box", at - 0.8, 0, at + 0.8, height, WHITE),
            Shape("box", at - 0.4, 0, at + 0.4, height, INK),
        ]
    return Drawn(width, height, tuple(shapes), bar.figure, beside=True)


def _full(end: float, level: int | None, height: float) -> list[Shape]:
    """A bar from nothing to ``end`` in the colour of its level; the lowest level has stripes."""
    top, foot = 1.5, height - 1.5
    found = [Shape("box", 0, top, max(end, 0.6), foot, BLUE if level is None else LEVELS[level])]
    if level == 0:
        tall = foot - top
        at = tall
        while at < end:
            found.append(Shape("line", at - tall, foot, at, top, stroke=WHITE, size=0.7))
            at += 3.0
    return found


def _profile(block: Profile) -> Grid:
    label, words, _ = block.columns
    rows = tuple(_row(each.label, each.left, _dots(each), each.right) for each in block.positions)
    notes = tuple((each.note,) if each.note else () for each in block.positions)
    return Grid((label, "←", words, "→"), rows, notes=notes if any(notes) else ())


def _dots(each: Position) -> Drawn:
    """Five places between the poles, the one that was answered large and full; none where there is no answer."""
    shapes = [Shape("line", 4, 5, 56, 5, stroke=GREY, size=0.6)]
    empty = Shape("dot", 0, 5, fill=WHITE, stroke=GREY, size=1.6)
    for place in range(-2, 3):
        at, full = 30.0 + 12 * place, place == each.value
        shapes.append(Shape("dot", at, 5, fill=BLUE, stroke=INK, size=3.6) if full else replace(empty, ax=at))
    return Drawn(60, 10, tuple(shapes), each.words)


def _map(block: HeatMap, point: str) -> Grid:
    """The first heading says from where to where the ground gets darker; every figure stands on it, too."""
    rows = tuple(
        _row(label, *told, *(_shaded(cell, block) for cell in cells)) for label, told, cells, _ in block.lines()
    )
    scale = f"{_figure(block.start, point)}–{_figure(block.end, point)}"
    first = block.columns[0] if block.yes_or_no else f"{block.columns[0]} ({scale})"
    return Grid((first, *block.columns[1:]), rows, notes=block.notes)


def _shaded(cell: Cell, block: HeatMap) -> Shaded:
    if cell.value is None:
        return Shaded(cell.figure, WHITE, GREY)
    share = (cell.value - block.start) / (block.end - block.start)
    shade = min(max(int(share * len(SHADES)), 0), len(SHADES) - 1)
    return Shaded(cell.figure, SHADES[shade], WHITE if shade > 2 else INK)


def _trend(block: Trend, point: str) -> Grid:
    points = block.columns[1:]
    heads = (block.columns[0], f"{_figure(block.start, point)}–{_figure(block.end, point)}")
    shown = range(len(points)) if len(points) <= FEW else (0, len(points) - 1)
    rows = tuple(_row(label, _line(block, cells), *(cells[n].figure for n in shown)) for label, cells in block.lines)
    return Grid((*heads, *(points[n] for n in shown)), rows)


def _line(block: Trend, cells: Sequence[Cell]) -> Drawn:
    """The values as dots on a line, which is broken where there is none."""
    width, height = 100.0, 16.0
    step = (width - 8) / max(len(cells) - 1, 1)
    span = block.end - block.start

    def at(number: int, value: float) -> tuple[float, float]:
        share = min(max((value - block.start) / span, 0.0), 1.0)
        return 4 + step * number, height - 3 - share * (height - 6)

    places = [None if cell.value is None else at(n, cell.value) for n, cell in enumerate(cells)]
    shapes = [Shape("line", 0, y, width, y, stroke=TRACK, size=0.6) for y in (3.0, height - 3)]
    for before, after in pairwise(places):
        if before and after:
            shapes.append(Shape("line", *before, *after, stroke=BLUE, size=1.0))
    shapes += [Shape("dot", *each, fill=BLUE, stroke=BLUE, size=1.6) for each in places if each]
    return Drawn(width, height, tuple(shapes), ", ".join(cell.figure for cell in cells), beside=len(cells) <= FEW)


def svg(cell: Drawn) -> Element:
    """A drawn cell as SVG, as wide as its room; not read aloud where its words stand beside it."""
    root = Element("svg", {"class": "drawn", "viewBox": f"0 0 {cell.width:g} {cell.height:g}"})
    root.attrib |= {"aria-hidden": "true"} if cell.beside else {"role": "img", "aria-label": one_line(cell.said) or "–"}
    for each in cell.shapes:
        SubElement(root, *_part(each))
    return root


def _part(shape: Shape) -> tuple[str, dict[str, str]]:
    def told(**given: float | str) -> dict[str, str]:
        kept = ((name, each) for name, each in given.items() if each != "")
        return {
            name.replace("_", "-"): each if isinstance(each, str) else f"{each:.2f}".rstrip("0").rstrip(".")
            for name, each in kept
        }

    line = told(stroke=shape.stroke, stroke_width=shape.size) if shape.stroke else {}
    if shape.kind == "line":
        return "line", told(x1=shape.ax, y1=shape.ay, x2=shape.bx, y2=shape.by) | line
    if shape.kind == "dot":
        return "circle", told(
            cx=shape.ax, cy=shape.ay, r=shape.size, fill=shape.fill, stroke=shape.stroke, stroke_width=0.7
        )
    size = told(x=shape.ax, y=shape.ay, width=shape.bx - shape.ax, height=shape.by - shape.ay, fill=shape.fill)
    return "rect", size | line
