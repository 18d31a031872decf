"""Pictures as SVG, the same for HTML and PDF: 360 units wide, legible without colour, with every text inside.

Labels stand above what they name, and are wrapped and cut by an estimate of their width that errs on the wide side:
the whole text is in the table beside the picture. Nothing here depends on the reader's fonts or language.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import singledispatch
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from digitrans.documents import Bar, Bars, Cell, HeatMap, Picture, Profile, Scatter, Trend, rounded
from digitrans.texts.escaping import one_line

WIDTH = 360.0
SIZE, SMALL = 13.5, 11.0
LINE = 17.0
INK, FULL, OPEN, TRACK, GREY = "#1a1a1a", "#1f4e79", "#a9c4de", "#e9edf1", "#595959"
SHADES = ("#f1f5f9", "#cfdeec", "#9dbdd9", "#2f6ca3", "#173f63")
BARS, POSITIONS, ROWS, LINES = 16, 6, 20, 12
"""How many rows of each kind one picture holds; more are drawn as further pictures."""


class Drawing:
    """An SVG that grows downwards. Every text is placed with the room it may take."""

    def __init__(self, point: str) -> None:
        self.root = Element("svg", {"fill": INK, "font-size": str(SIZE), "font-family": "Libertinus Serif"})
        self.y, self.point = 0.0, point

    def figure(self, value: float) -> str:
        """``value`` with at most one decimal."""
        return rounded(value, 1, self.point).removesuffix(f"{self.point}0")

    def shape(self, tag: str, **given: float | str) -> Element:
        """A shape; ``stroke_width`` stands for ``stroke-width``."""
        written = {
            name.replace("_", "-"): value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
            for name, value in given.items()
        }
        return SubElement(self.root, tag, written)

    def text(self, text: str, x: float, y: float, room: float, **style: float | str) -> None:
        """One line of ``text`` with its foot at ``y``, cut to ``room``."""
        size = style.get("font_size", SIZE)
        assert isinstance(size, float)
        self.shape("text", x=x, y=y, **style).text = shortened(one_line(text), room, size)

    def label(self, text: str, room: float = WIDTH, x: float = 0.0, lines: int = 2, **style: float | str) -> None:
        """``text`` on at most ``lines`` lines, below what is drawn already."""
        for line in wrapped(text, room, lines):
            self.y += LINE
            self.text(line, x, self.y - 4, room, **style)

    def done(self, described: str) -> Element:
        """The finished picture with its text alternative."""
        height = f"{self.y + 4:.0f}"
        self.root.attrib.update(
            {"viewBox": f"0 0 {WIDTH:.0f} {height}", "width": f"{WIDTH:.0f}", "height": height, "role": "img"}
        )
        self.root.set("aria-label", described)
        return self.root


def width_of(text: str, size: float = SIZE) -> float:
    """How wide ``text`` may get in the widest of the usual fonts."""
    return sum(_wide(each) for each in text) * size


def _wide(character: str) -> float:
    if character in "iljtfrI.,:;'|!()[] ":
        return 0.42
    if character in "mwMWÆæ@%—…–":
        return 1.0
    if ord(character) >= 0x2E80:
        return 1.15
    return 0.8 if character.isupper() else 0.66


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """``text``, or as much of it as fits into ``room`` with an ellipsis."""
    if width_of(text, size) <= room:
        return text
    left = room - width_of("…", size)
    kept = []
    for character in text:
        left -= _wide(character) * size
        if left < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, room: float, lines: int, size: float = SIZE) -> list[str]:
    """``text`` broken at spaces into at most ``lines`` lines; the last one takes the rest, which ``text()`` cuts."""
    found = [""]
    for word in one_line(text)[:400].split():
        longer = f"{found[-1]} {word}".strip()
        if width_of(longer, size) <= room or not found[-1] or len(found) == lines:
            found[-1] = longer
        else:
            found.append(word)
    return found


def pictures(block: Picture) -> Iterator[Picture]:
    """``block`` in parts that fit on a page, each with as many rows as one picture holds; nothing without rows."""
    match block:
        case Bars(bars=bars):
            yield from (replace(block, bars=bars[n : n + BARS]) for n in _starts(bars, BARS))
        case Profile(positions):
            yield from (replace(block, positions=positions[n : n + POSITIONS]) for n in _starts(positions, POSITIONS))
        case HeatMap(rows=rows):
            yield from (replace(block, rows=rows[n : n + ROWS]) for n in _starts(rows, ROWS))
        case Trend(lines=lines):
            yield from (replace(block, lines=lines[n : n + LINES]) for n in _starts(lines, LINES))
        case Scatter(dots=dots):
            yield from [block] if dots else []


def _starts(rows: Sequence[object], most: int) -> range:
    return range(0, len(rows), most)


def described(block: Picture, name: str, point: str = ".") -> str:
    """The text alternative: what the picture shows, and its first figures; the table beside it has them all."""
    table = block.table(point) if isinstance(block, Bars) else block.table()
    told = ["; ".join(f"{row[0]}: {', '.join(each for each in row[1:3] if each)}" for row in table.rows[:9])]
    more = " …" if len(table.rows) > 9 else ""
    whole = one_line(". ".join(each for each in (name, *told) if each)) or "–"
    return (whole if len(whole) <= 900 else whole[:899] + "…") + more


def draw(block: Picture, name: str, language: str) -> Element:
    """``block`` as an SVG element with ``name`` at the head of its text alternative."""
    point = "," if language == "da" else "."
    drawing = Drawing(point)
    _draw(block, drawing)
    return drawing.done(described(block, name, point))


@singledispatch
def _draw(block: Picture, drawing: Drawing) -> None:
    raise TypeError(type(block))


@_draw.register
def _(block: Bars, drawing: Drawing) -> None:
    longest = max((width_of(one_line(bar.figure)) for bar in block.bars), default=0)
    track = WIDTH - min(max(longest, 40), 120) - 8
    for bar in block.bars:
        _draw_bar(drawing, bar, block, track)
    _axis(drawing, block.start, block.end, 0.0, track)
    if block.mark and any(bar.mark is not None for bar in block.bars):
        drawing.y += 4
        _pointer(drawing, 6.0, drawing.y + 2)
        drawing.label(block.mark, WIDTH - 18, 18.0, 1)


def _draw_bar(drawing: Drawing, bar: Bar, block: Bars, track: float) -> None:
    """The value as a full bar; what open answers leave open lighter and framed; the mark as a pointer."""

    def across(value: float) -> float:
        return min(max((value - block.start) / (block.end - block.start), 0.0), 1.0) * track

    weight: dict[str, Any] = {"font_weight": "bold"} if bar.strong else {}
    drawing.label(bar.label, **weight)
    y = drawing.y + 1
    drawing.shape("rect", x=0.0, y=y, width=track, height=11.0, fill=TRACK)
    if bar.value is not None:
        low = across(bar.value if bar.low is None else bar.low)
        high = max(across(bar.value if bar.high is None else bar.high), low)
        if high > low:
            drawing.shape("rect", x=low, y=y + 0.5, width=high - low, height=10.0, fill=OPEN, stroke=FULL)
        drawing.shape("rect", x=0.0, y=y, width=max(low, 1.5), height=11.0, fill=FULL)
        if high > low:
            drawing.shape("rect", x=across(bar.value) - 1.25, y=y - 1, width=2.5, height=13.0, fill=INK)
    if bar.mark is not None:
        _pointer(drawing, across(bar.mark), y)
    drawing.text(bar.figure, WIDTH, y + 10, WIDTH - track - 4, text_anchor="end", **weight)
    drawing.y += 19


def _pointer(drawing: Drawing, x: float, y: float) -> None:
    """A mark on a bar: a triangle from above and a line through it, in ink with a white rim."""
    d = f"M{x - 4.5:.1f} {y - 3:.1f}h9l-3.7 5v10h-1.6v-10z"
    drawing.shape("path", d=d, fill=INK, stroke="#ffffff", stroke_width=0.8)


def _axis(drawing: Drawing, start: float, end: float, left: float, right: float) -> None:
    """The scale below bars: every whole number of a short scale, quarters of a long one."""
    whole = float(start).is_integer() and float(end).is_integer()
    steps = int(end - start) if whole and end - start <= 10 else 4
    for step in range(steps + 1):
        value = start + (end - start) * step / steps
        x = left + (right - left) * step / steps
        anchor = "start" if step == 0 else "end" if step == steps else "middle"
        drawing.text(drawing.figure(value), x, drawing.y + 9, 60, text_anchor=anchor, font_size=SMALL, fill=GREY)
    drawing.y += 13


@_draw.register
def _(block: Profile, drawing: Drawing) -> None:
    for each in block.positions:
        drawing.label(each.label, font_weight="bold")
        y = drawing.y + 9
        drawing.shape("line", x1=40.0, x2=320.0, y1=y, y2=y, stroke=GREY, stroke_width=1.5)
        for place in range(-2, 3):
            radius, fill, rim = (7.0, FULL, INK) if place == each.value else (3.5, "#ffffff", GREY)
            drawing.shape("circle", cx=180.0 + 70 * place, cy=y, r=radius, fill=fill, stroke=rim)
        if each.value is None:
            drawing.shape("rect", x=110.0, y=y - 8, width=140.0, height=16.0, fill="#ffffff")
            drawing.text(each.words, 180.0, y + 4, 136, text_anchor="middle")
        left, right = (wrapped(pole, 172, 3, SMALL) for pole in (each.left, each.right))
        for row in range(max(len(left), len(right))):
            foot = y + 21 + row * 13
            for lines, x, anchor in ((left, 0.0, "start"), (right, WIDTH, "end")):
                drawing.text(lines[row] if row < len(lines) else "", x, foot, 172, text_anchor=anchor, font_size=SMALL)
        drawing.y = y + 18 + max(len(left), len(right)) * 13 + 8


@_draw.register
def _(block: HeatMap, drawing: Drawing) -> None:
    """Row labels above their cells, so that the cells have the whole width; the darker, the higher."""
    count = max(len(block.columns) - 1, 1)
    cell = WIDTH / count
    _column_heads(drawing, block.columns[1:], cell)
    for label, cells in block.rows:
        drawing.label(label, lines=1)
        for index, each in enumerate(cells[:count]):
            _shaded(drawing, each, index * cell, cell, block)
        drawing.y += 23
    for index, shade in enumerate(SHADES):
        drawing.shape("rect", x=130.0 + index * 20, y=drawing.y, width=20.0, height=9.0, fill=shade, stroke=GREY)
    for value, x, anchor in ((block.start, 125.0, "end"), (block.end, 235.0, "start")):
        drawing.text(drawing.figure(value), x, drawing.y + 9, 60, text_anchor=anchor, font_size=SMALL, fill=GREY)
    drawing.y += 12


def _column_heads(drawing: Drawing, heads: Sequence[str], cell: float) -> None:
    """Upright headings where their words are too wide for the cells, else level ones on up to three lines."""
    longest = max((width_of(word, SMALL) for head in heads for word in one_line(head)[:400].split()), default=0)
    if longest <= cell - 4:
        lines = [wrapped(head, cell - 4, 3, SMALL) for head in heads]
        height = max(len(each) for each in lines) * 12.0
        for index, each in enumerate(lines):
            for row, line in enumerate(each):
                foot = height - (len(each) - row - 1) * 12 - 3
                drawing.text(
                    line, (index + 0.5) * cell, foot, cell - 4, text_anchor="middle", font_size=SMALL, fill=GREY
                )
        drawing.y += height + 2
        return
    height = min(max(width_of(one_line(head)[:400], SMALL) for head in heads) + 6, 175.0)
    for index, head in enumerate(heads):
        x = (index + 0.5) * cell + 3.5
        turned = f"rotate(-90 {x:.1f} {height - 3:.1f})"
        drawing.text(head, x, height - 3, height - 6, font_size=SMALL, fill=GREY, transform=turned)
    drawing.y += height


def _shaded(drawing: Drawing, cell: Cell, x: float, width: float, block: HeatMap) -> None:
    y = drawing.y
    if cell.value is None:
        drawing.shape("rect", x=x + 1, y=y, width=width - 2, height=18.0, fill="#ffffff", stroke=TRACK)
        ink = GREY
    else:
        share = (cell.value - block.start) / (block.end - block.start)
        shade = min(max(int(share * len(SHADES)), 0), len(SHADES) - 1)
        drawing.shape("rect", x=x + 1, y=y, width=width - 2, height=18.0, fill=SHADES[shade], stroke=GREY)
        ink = "#ffffff" if shade > 2 else INK
    drawing.text(cell.figure, x + width / 2, y + 13, width - 3, text_anchor="middle", fill=ink, font_size=SMALL)


@_draw.register
def _(block: Scatter, drawing: Drawing) -> None:
    """Dots numbered as in the table; those that would hide one another share one dot."""
    drawing.label(f"↑ {block.columns[2]}", lines=1)
    left, right, top = 36.0, WIDTH - 12, drawing.y + 6
    bottom = top + 250
    for step in range(5):
        x, y = left + (right - left) * step / 4, bottom + (top - bottom) * step / 4
        value = drawing.figure(block.start + (block.end - block.start) * step / 4)
        drawing.shape("line", x1=left, x2=right, y1=y, y2=y, stroke=GREY if step == 0 else "#d5dbe1")
        drawing.shape("line", x1=x, x2=x, y1=top, y2=bottom, stroke=GREY if step == 0 else "#d5dbe1")
        drawing.text(value, left - 12, y + 3.5, 22, text_anchor="end", font_size=SMALL, fill=GREY)
        anchor = "end" if step == 4 else "middle"
        drawing.text(
            value, x + (12 if step == 4 else 0), bottom + 13, 40, text_anchor=anchor, font_size=SMALL, fill=GREY
        )
    for x, y, numbers in clusters(block, left, right, top, bottom):
        said = shortened(shown_numbers(numbers), 90, SMALL)
        half = max(width_of(said, SMALL) / 2 + 3, 8)
        middle = min(max(x, left - 9 + half), WIDTH - half - 1)  # beside the figures of the axis, not over them
        drawing.shape(
            "rect", x=middle - half, y=y - 8, width=half * 2, height=16.0, rx=8.0, fill=FULL, stroke="#ffffff"
        )
        drawing.text(said, middle, y + 3.5, half * 2, text_anchor="middle", font_size=SMALL, fill="#ffffff")
    drawing.y = bottom + 16
    drawing.label(f"{block.columns[1]} →", lines=1, x=WIDTH, text_anchor="end")


def shown_numbers(numbers: Sequence[str]) -> str:
    """The numbers in one dot: all of a few, the first two and how many more of many."""
    return ", ".join(numbers) if len(numbers) < 5 else f"{numbers[0]}, {numbers[1]} +{len(numbers) - 2}"


def clusters(
    block: Scatter, left: float, right: float, top: float, bottom: float
) -> list[tuple[float, float, list[str]]]:
    """Where dots are drawn, and which numbers stand in each."""
    found: list[tuple[float, float, list[str]]] = []
    span = block.end - block.start
    for number, dot in enumerate(block.dots, 1):
        if dot.x.value is None or dot.y.value is None:
            continue
        x = left + (right - left) * min(max((dot.x.value - block.start) / span, 0), 1)
        y = bottom + (top - bottom) * min(max((dot.y.value - block.start) / span, 0), 1)
        near = next((each for each in found if abs(each[0] - x) < 18 and abs(each[1] - y) < 15), None)
        if near is None:
            found.append((x, y, [str(number)]))
        else:
            near[2].append(str(number))
    return found


@_draw.register
def _(block: Trend, drawing: Drawing) -> None:
    """One small picture for each line, below one another on the same scale; the dates stand at the foot."""
    times = block.columns[1:]
    step = 310 / max(len(times) - 1, 1)
    for label, cells in block.lines:
        drawing.label(label)
        _small_line(drawing, cells, step, block)
        drawing.y += 44
    shown = range(len(times)) if len(times) <= 4 else (0, len(times) - 1)
    room = 310 / max(len(shown) - 0.5, 1)
    for index in shown:
        anchor = "start" if index == 0 else "end" if index == len(times) - 1 else "middle"
        x = WIDTH if anchor == "end" else 10.0 + index * step - (10 if anchor == "start" else 0)
        drawing.text(times[index], x, drawing.y + 8, room, text_anchor=anchor, font_size=SMALL, fill=GREY)
    drawing.y += 12


def _small_line(drawing: Drawing, cells: Sequence[Cell], step: float, block: Trend) -> None:
    """Dots joined where one follows the other without a gap; a figure at each where there is room."""
    top, bottom = drawing.y + 14, drawing.y + 38
    for y in (top, bottom):
        drawing.shape("line", x1=0.0, x2=WIDTH, y1=y, y2=y, stroke="#d5dbe1")
    points: list[tuple[float, float, str] | None] = []
    for index, cell in enumerate(cells):
        if cell.value is None:
            points.append(None)
            continue
        share = min(max((cell.value - block.start) / (block.end - block.start), 0), 1)
        points.append((18.0 + index * (step * 0.96), bottom + (top - bottom) * share, cell.figure))
    for before, after in itertools.pairwise(points):
        if before and after:
            drawing.shape("line", x1=before[0], y1=before[1], x2=after[0], y2=after[1], stroke=FULL, stroke_width=2.0)
    for index, point in enumerate(points):
        if point:
            drawing.shape("circle", cx=point[0], cy=point[1], r=3.5, fill=FULL, stroke="#ffffff")
            if len(points) <= 8 or index in (0, len(points) - 1):
                drawing.text(point[2], point[0], point[1] - 5.5, 36, text_anchor="middle", font_size=SMALL)
