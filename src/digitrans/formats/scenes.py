"""Pictures as wide as a page, each as SVG with its words: where HTML, PDF, Word, slides and SVG get them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from digitrans.documents import Bubbles, Curve, Panels, Scene, Timeline
from digitrans.formats.canvas import Canvas, svg
from digitrans.formats.pictures import described


def canvases(block: Scene, *, whole: bool = False) -> list[Canvas]:
    """What ``block`` is drawn on: one picture, or several where it is longer than a page and not wanted ``whole``."""
    match block:
        case Timeline():
            from digitrans.formats import timelines

            found = timelines.parts(block)
            rows = [[row for part in found for row in part]] if whole and found else found
            return [timelines.draw(block, each) for each in rows]
        case Panels():
            from digitrans.formats import panels

            return [panels.draw(block)] if block.panels else []
        case Bubbles():
            from digitrans.formats import bubbles

            return [bubbles.draw(block)] if block.bubbles else []
        case Curve():
            from digitrans.formats import curves

            return [curves.draw(block)] if block.steps else []


def scenes(block: Scene, name: str, *, whole: bool = False) -> list[Element]:
    """The pictures of ``block`` as SVG; ``name`` begins the words of each."""
    return [svg(each, described(block, name)) for each in canvases(block, whole=whole)]
