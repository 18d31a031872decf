"""Drawn cells and scatters as PNG, for programs that take no SVG. Needs Pillow, which the extra ``office`` brings.

Pillow's own font has no æ, ø or å: only digits are set in it, and every other word stands in text beside the picture.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from digitrans.documents import Scatter
from digitrans.formats.grids import INK, PLAIN, Drawn
from digitrans.formats.pictures import clusters, shown_numbers

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


def scatter_png(block: Scatter) -> bytes:
    """A scatter, its dots numbered; the names of its axes stand in the text beside it."""
    from PIL import Image, ImageDraw, ImageFont

    scale, width, height = 4, *((760, 270) if block.listed else (420, 420))
    image = Image.new("RGB", (width * scale, height * scale), "#ffffff")
    brush, font = ImageDraw.Draw(image), ImageFont.load_default(13 * scale)
    left, right, top, bottom = 40.0, width - 14.0, 12.0, height - 30.0
    for step in range(5):
        x, y = left + (right - left) * step / 4, bottom + (top - bottom) * step / 4
        told = f"{block.start + (block.end - block.start) * step / 4:g}"
        colour = "#595959" if step == 0 else "#d5dbe1"
        brush.line((left * scale, y * scale, right * scale, y * scale), fill=colour, width=scale)
        brush.line((x * scale, top * scale, x * scale, bottom * scale), fill=colour, width=scale)
        brush.text(((left - 8) * scale, y * scale), told, fill=INK, font=font, anchor="rm")
        brush.text((x * scale, (bottom + 8) * scale), told, fill=INK, font=font, anchor="mt")
    for x, y, numbers in clusters(block, left, right, top, bottom):
        _dot(brush, font, (x, y), shown_numbers(numbers).replace("–", "-"), scale, width)
    return _png(image, (width * 2, height * 2))


def _dot(brush: Any, font: Any, at: tuple[float, float], said: str, scale: int, width: int) -> None:
    half = max(brush.textlength(said, font=font) / scale / 2 + 5, 10)
    x = min(max(at[0], half + 1), width - half - 1)
    box = ((x - half) * scale, (at[1] - 10) * scale, (x + half) * scale, (at[1] + 10) * scale)
    brush.rounded_rectangle(box, radius=10 * scale, fill=PLAIN, outline="#ffffff", width=scale)
    brush.text((x * scale, at[1] * scale), said, fill="#ffffff", font=font, anchor="mm")


def _png(image: Picture, size: tuple[int, int]) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()
