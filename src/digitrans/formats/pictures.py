"""A scatter as SVG, the same for HTML and PDF: 360 or 680 units wide, legible without colour, with every text inside.

Labels are cut by an estimate of their width that errs on the wide side. Nothing depends on the reader's fonts. Other
pictures are tables with drawn cells: ``grids.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from digitrans.documents import Scatter, Scene, rounded
from digitrans.texts.escaping import one_line

WIDTH, WIDE = 360.0, 680.0
"""Units across a picture beside or above its list, and across one that has the whole page."""
SIZE, SMALL = 13.5, 11.0
LINE = 17.0
INK, FULL, GREY = "#1a1a1a", "#1f4e79", "#595959"


class Drawing:
    """An SVG that grows downwards. Every text is placed with the room it may take."""

    def __init__(self, point: str, width: float = WIDTH) -> None:
        self.width = width
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

    def label(self, text: str, x: float = 0.0, lines: int = 2, **style: float | str) -> None:
        """``text`` on at most ``lines`` lines, below what is drawn already."""
        for line in wrapped(text, self.width, lines):
            self.y += LINE
            self.text(line, x, self.y - 4, self.width, **style)

    def done(self, described: str) -> Element:
        """The finished picture with its text alternative."""
        height = f"{self.y + 4:.0f}"
        self.root.attrib.update(
            {"viewBox": f"0 0 {self.width:.0f} {height}", "width": f"{self.width:.0f}", "height": height, "role": "img"}
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


def described(block: Scatter | Scene, name: str) -> str:
    """The text alternative: what the picture shows, and its first figures; the list beside it has them all."""
    table = block.table()
    told = ["; ".join(f"{row[0]}: {', '.join(each for each in row[1:3] if each)}" for row in table.rows[:9])]
    more = " …" if len(table.rows) > 9 else ""
    whole = one_line(". ".join(each for each in (name, *told) if each)) or "–"
    return (whole if len(whole) <= 900 else whole[:899] + "…") + more


def draw(block: Scatter, name: str, language: str) -> Element:
    """``block`` as an SVG element with ``name`` at the head of its text alternative."""
    drawing = Drawing("," if language == "da" else ".", WIDE if block.listed else WIDTH)
    _draw(block, drawing)
    return drawing.done(described(block, name))


def _draw(block: Scatter, drawing: Drawing) -> None:
    """Dots numbered as in the table; those that would hide one another share one. Wide without a list beside it."""
    drawing.label(f"↑ {block.columns[2]}", lines=1)
    left, right, top = 36.0, drawing.width - 12, drawing.y + 6
    bottom = top + (190 if block.listed else 250)
    most = 120.0 if block.listed else 90.0
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
        said = shortened(shown_numbers(numbers), most, SMALL)
        half = max(width_of(said, SMALL) / 2 + 3, 8)
        middle = min(max(x, left - 9 + half), drawing.width - half - 1)  # beside the figures of the axis, not over them
        drawing.shape(
            "rect", x=middle - half, y=y - 8, width=half * 2, height=16.0, rx=8.0, fill=FULL, stroke="#ffffff"
        )
        drawing.text(said, middle, y + 3.5, half * 2, text_anchor="middle", font_size=SMALL, fill="#ffffff")
    drawing.y = bottom + 16
    drawing.label(f"{block.columns[1]} →", lines=1, x=drawing.width, text_anchor="end")


def shown_numbers(numbers: Sequence[int]) -> str:
    """The numbers in one dot, those in a row as from and to; of many, the first and how many more."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    shown = len(told) if len(told) < 5 else 3
    rest = sum(len(run) for run in runs[shown:])
    return ", ".join(told[:shown]) + (f" +{rest}" if rest else "")


def clusters(
    block: Scatter, left: float, right: float, top: float, bottom: float
) -> list[tuple[float, float, list[int]]]:
    """Where dots are drawn, and which numbers stand in each."""
    found: list[tuple[float, float, list[int]]] = []
    span = block.end - block.start
    for number, dot in enumerate(block.dots, 1):
        if dot.x.value is None or dot.y.value is None:
            continue
        x = left + (right - left) * min(max((dot.x.value - block.start) / span, 0), 1)
        y = bottom + (top - bottom) * min(max((dot.y.value - block.start) / span, 0), 1)
        near = next((each for each in found if abs(each[0] - x) < 18 and abs(each[1] - y) < 15), None)
        if near is None:
            found.append((x, y, [number]))
        else:
            near[2].append(number)
    return found
