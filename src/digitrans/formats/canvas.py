"""What pictures as wide as a page are drawn on: lines, areas and texts, kept as values until a format writes them.

One picture is SVG for HTML, PDF and files, and PNG for Word and slides. Texts are cut to their room by an estimate that
errs on the wide side, so that they lie inside whatever fonts the reader has.
"""

from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from digitrans.formats.colours import GREY, HAIR, INK, LIGHTS, WHITE
from digitrans.formats.pictures import shortened
from digitrans.texts.escaping import one_line
from digitrans.values import dataclass

WIDTH = 720.0
"""The width of every such picture, in its own units: a page across."""
SIZE, SMALL = 12.0, 10.5
FONT = "Libertinus Serif"

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Part:
    """A line through ``points``, an area inside them, a circle around one, or a text that begins or ends there.

    ``fill`` and ``stroke`` are colours, "" for none; ``size`` is a radius, or the size of letters.
    """

    kind: Literal["line", "area", "circle", "text"]
    points: tuple[Point, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: str = ""
    size: float = SIZE
    text: str = ""
    anchor: Anchor = "start"
    bold: bool = False


class Canvas:
    """A picture that is being drawn, ``WIDTH`` units wide; ``y`` is how far down it has come."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.y = 0.0

    def line(self, *points: Point, stroke: str = HAIR, width: float = 1.0, dash: str = "") -> None:
        """A line through ``points``."""
        self.parts.append(Part("line", points, "", stroke, width, dash))

    def area(self, *points: Point, fill: str = "", stroke: str = "", width: float = 1.0, dash: str = "") -> None:
        """An area with its outline."""
        self.parts.append(Part("area", points, fill, stroke, width, dash))

    def box(
        self, x: float, y: float, wide: float, tall: float, *, fill: str = "", stroke: str = "", dash: str = ""
    ) -> None:
        """An upright area from its upper left corner."""
        self.area((x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), fill=fill, stroke=stroke, dash=dash)

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = "", stroke: str = "", width: float = 1.0, dash: str = ""
    ) -> None:
        """A circle around a point."""
        self.parts.append(Part("circle", ((x, y),), fill, stroke, width, dash, radius))

    def text(
        self,
        text: str,
        x: float,
        y: float,
        room: float,
        *,
        size: float = SIZE,
        anchor: Anchor = "start",
        bold: bool = False,
        fill: str = INK,
    ) -> None:
        """One line of ``text`` with its foot at ``y``, cut to ``room``."""
        said = shortened(one_line(text), room, size)
        if said:
            self.parts.append(Part("text", ((x, y),), fill, size=size, text=said, anchor=anchor, bold=bold))

    def light(self, name: str, x: float, y: float, reach: float) -> None:
        """The form and colour of a light around a point: circle, triangle, ring or square; all of about one area."""
        colour = LIGHTS.get(name, GREY)
        if name == "amber":
            far = reach * 1.25
            corners = ((x, y - far), (x + far * 0.95, y + far * 0.7), (x - far * 0.95, y + far * 0.7))
            self.area(*corners, fill=colour, stroke=WHITE, width=0.8)
        elif name == "red":
            far = reach * 0.89
            corners = ((x - far, y - far), (x + far, y - far), (x + far, y + far))
            self.area(*corners, (x - far, y + far), fill=colour, stroke=WHITE, width=0.8)
        elif name == "grey":
            self.circle(x, y, reach - 0.8, fill=WHITE, stroke=colour, width=1.6)
        else:
            self.circle(x, y, reach, fill=colour, stroke=WHITE, width=0.8)


def svg(canvas: Canvas, said: str) -> Element:
    """The picture as SVG; ``said`` is what it shows, in words, for those who do not see it."""
    height = f"{canvas.y:.0f}"
    root = Element(
        "svg",
        {
            "viewBox": f"0 0 {WIDTH:.0f} {height}",
            "width": f"{WIDTH:.0f}",
            "height": height,
            "role": "img",
            "aria-label": said,
            "font-family": FONT,
            "class": "whole",
        },
    )
    for part in canvas.parts:
        _write(root, part)
    return root


def _write(root: Element, part: Part) -> None:
    look = {"fill": part.fill or "none"}
    if part.stroke:
        look |= {"stroke": part.stroke, "stroke-width": _figure(part.width)}
        look |= {"stroke-dasharray": part.dash} if part.dash else {}
    x, y = part.points[0]
    if part.kind == "text":
        style = {"font-size": _figure(part.size), "text-anchor": part.anchor} | (
            {"font-weight": "bold"} if part.bold else {}
        )
        SubElement(root, "text", {"x": _figure(x), "y": _figure(y), **look, **style}).text = part.text
    elif part.kind == "circle":
        SubElement(root, "circle", {"cx": _figure(x), "cy": _figure(y), "r": _figure(part.size), **look})
    else:
        steps = " ".join(f"{'L' if n else 'M'}{_figure(a)} {_figure(b)}" for n, (a, b) in enumerate(part.points))
        SubElement(root, "path", {"d": steps + ("Z" if part.kind == "area" else ""), **look})


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
