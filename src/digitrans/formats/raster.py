"""Drawn cells and pictures as PNG, for programs that take no SVG. Needs Pillow, which the extra ``office`` brings.

Pillow's own font has no æ, ø or å: only digits are set in it, and every other word stands in text beside the picture.
"""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING

from digitrans.formats.canvas import WIDTH, Canvas
from digitrans.formats.colours import INK, WHITE
from digitrans.formats.grids import Drawn

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

DENSITY, FINE = 6, 3
"""Pixels for a unit of a drawn cell, and how much finer it is drawn first, so that edges come out smooth."""


def cell_png(cell: Drawn) -> bytes:
    """A drawn cell on a clear ground."""
    from PIL import Image, ImageDraw

    scale = DENSITY * FINE
    image = Image.new("RGBA", (round(cell.width * scale), round(cell.height * scale)), (255, 255, 255, 0))
    brush = ImageDraw.Draw(image)
    for each in cell.shapes:
        a, b = (each.ax * scale, each.ay * scale), (each.bx * scale, each.by * scale)
        wide = max(round(each.size * scale), 1)
        if each.kind == "box":
            brush.rectangle((a, b), fill=each.fill, outline=each.stroke or None, width=wide if each.stroke else 0)
        elif each.kind == "line":
            brush.line((a, b), fill=each.stroke, width=wide)
        else:
            reach = each.size * scale
            ends = (a[0] - reach, a[1] - reach, a[0] + reach, a[1] + reach)
            brush.ellipse(ends, fill=each.fill, outline=each.stroke, width=round(0.7 * scale))
    return _png(image, (round(cell.width * DENSITY), round(cell.height * DENSITY)))


SHARP = 3
"""Pixels for a unit of a picture as wide as the page: 2160 across, some 310 to the inch on A4."""


def canvas_png(canvas: Canvas) -> bytes:
    """A picture as wide as the page: by Typst, where it is here, with the letters of its fonts; else by Pillow."""
    from importlib.util import find_spec

    return _typeset(canvas) if find_spec("typst") is not None else _brushed(canvas)


def _typeset(canvas: Canvas) -> bytes:
    from xml.etree.ElementTree import tostring

    import typst

    from digitrans.formats.canvas import svg

    drawn = svg(canvas, "")
    drawn.set("xmlns", "http://www.w3.org/2000/svg")
    page = f"#set page(width: {WIDTH}pt, height: {canvas.y}pt, margin: 0pt)\n"
    page += '#image(bytes(sys.inputs.drawn), format: "svg", width: 100%)'
    inputs = {"drawn": tostring(drawn, encoding="unicode")}
    told = typst.compile(
        page.encode(), format="png", ppi=72.0 * SHARP, sys_inputs=inputs, ignore_system_fonts=True, timestamp=0
    )
    assert isinstance(told, bytes)
    return told


def _brushed(canvas: Canvas) -> bytes:
    """The same with Pillow's own font, which has no Danish letters: æ is written ae, ø oe and å aa, as in addresses."""
    from PIL import Image, ImageDraw, ImageFont

    scale = SHARP * 2
    image = Image.new("RGB", (round(WIDTH * scale), max(round(canvas.y * scale), 1)), WHITE)
    brush = ImageDraw.Draw(image)
    for part in canvas.parts:
        points = [(x * scale, y * scale) for x, y in part.points]
        wide = max(round(part.width * scale), 1)
        if part.kind == "text":
            font = ImageFont.load_default(part.size * 0.92 * scale)
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[part.anchor]
            brush.text(points[0], _plain(part.text), fill=part.fill or INK, font=font, anchor=anchor)
        elif part.kind == "circle":
            brush.circle(points[0], part.size * scale, fill=part.fill or None, outline=part.stroke or None, width=wide)
        elif part.kind == "line":
            brush.line(points, fill=part.stroke or INK, width=wide)
        else:
            brush.polygon(points, fill=part.fill or None, outline=part.stroke or None, width=wide)
    return _png(image, (round(WIDTH * SHARP), max(round(canvas.y * SHARP), 1)))


_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa", "…": "...", "–": "-", "→": "->"}
)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_LETTERS))
    return "".join(each if each.isascii() else "?" for each in decomposed if not unicodedata.combining(each))


def _png(image: Picture, size: tuple[int, int]) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()
