"""The pictures of a Document as one SVG file, below one another under its title."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from digitrans.documents import Bubbles, Curve, Document, Panels, Timeline
from digitrans.formats import Sink
from digitrans.formats.canvas import WIDTH
from digitrans.formats.colours import INK, WHITE
from digitrans.formats.scenes import scenes
from digitrans.texts.escaping import one_line

_MARGIN, _TITLE = 16.0, 30.0


def write(document: Document, sink: Sink) -> str:
    """``sink`` is not asked. Only the title where there is nothing to draw."""
    found = [
        each
        for block in document.blocks
        if isinstance(block, Timeline | Panels | Bubbles | Curve)
        for each in scenes(block, block.name, whole=True)
    ]
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "lang": document.language})
    SubElement(root, "title").text = one_line(document.title)
    back = SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": WHITE})
    style = {"x": str(_MARGIN), "y": "32", "font-size": "18", "font-weight": "bold", "fill": INK}
    SubElement(root, "text", style | {"font-family": FAMILY}).text = one_line(document.title)[:80]
    y = _MARGIN + _TITLE
    for each in found:
        each.attrib |= {"x": f"{_MARGIN:.0f}", "y": f"{y:.0f}", "font-family": FAMILY}
        each.attrib.pop("class", None)
        root.append(each)
        y += float(each.attrib["height"]) + _MARGIN
    width = WIDTH + 2 * _MARGIN
    root.attrib |= {"viewBox": f"0 0 {width:.0f} {y:.0f}", "width": f"{width:.0f}", "height": f"{y:.0f}"}
    back.attrib |= {"width": f"{width:.0f}", "height": f"{y:.0f}"}
    return tostring(root, encoding="unicode") + "\n"


FAMILY = "Libertinus Serif, Georgia, Times New Roman, serif"
