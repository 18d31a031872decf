"""What comes of how much, as a picture: points joined from left to right, and the one that is asked about marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from digitrans.documents import Curve, Step
from digitrans.formats.canvas import SMALL, WIDTH, Canvas
from digitrans.formats.colours import BLUE, DEEP, GREY, HAIR, INK, WHITE
from digitrans.formats.pictures import width_of
from digitrans.texts.escaping import one_line

LEFT, RIGHT, TALL = 46.0, 690.0, 190.0
_APART = 6.0
_FIGURE = 21.0


def draw(block: Curve) -> Canvas:
    """Both axes begin at nothing. Every figure that has room stands beside its point; the table has them all."""
    canvas = Canvas()
    steps = [each for each in block.steps if each.x.value is not None and each.y.value is not None]
    canvas.text(f"↑ {one_line(block.columns[1])}", 0, 14, WIDTH - 10, size=12.5, bold=True, fill=DEEP)
    top = 40.0
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = top + TALL * share
        canvas.line((LEFT, y), (RIGHT, y), stroke=GREY if share == 1 else HAIR)
    places = _places(steps, top)
    for each, (x, y) in zip(steps, places, strict=True):
        if each.strong:
            _mark(canvas, x, y, top)
    for one, two in pairwise(places):
        canvas.line(one, two, stroke=BLUE, width=1.8)
    for each, place in zip(steps, places, strict=True):
        canvas.circle(*place, 5.2 if each.strong else 3.4, fill=INK if each.strong else BLUE, stroke=WHITE)
    _figures(canvas, steps, places, top)
    canvas.y = top + TALL + 30
    canvas.text(
        f"{one_line(block.columns[0])} →", RIGHT, canvas.y, RIGHT - 10, size=12.5, anchor="end", bold=True, fill=DEEP
    )
    canvas.y += 8
    return canvas


def _mark(canvas: Canvas, x: float, y: float, top: float) -> None:
    """A dashed line through a point, with a gap above it for its figure."""
    if y - _FIGURE > top:
        canvas.line((x, top), (x, y - _FIGURE), stroke=INK, dash="4 3")
    canvas.line((x, y), (x, top + TALL), stroke=INK, dash="4 3")


def _places(steps: Sequence[Step], top: float) -> list[tuple[float, float]]:
    widest = max((each.x.value or 0 for each in steps), default=0) or 1
    highest = max((each.y.value or 0 for each in steps), default=0) or 1

    def at(each: Step) -> tuple[float, float]:
        across, up = max((each.x.value or 0) / widest, 0), max((each.y.value or 0) / highest, 0)
        return LEFT + (RIGHT - LEFT - 30) * across, top + TALL - (TALL - 12) * up

    return [at(each) for each in steps]


def _figures(canvas: Canvas, steps: Sequence[Step], places: Sequence[tuple[float, float]], top: float) -> None:
    """The value above each point, and how much it takes below the axis: of those too close, the marked and the last."""
    order = sorted(range(len(steps)), key=lambda n: (not steps[n].strong, n != len(steps) - 1, n))
    for below in (True, False):
        taken: list[tuple[float, float]] = []
        for number in order:
            each, (x, y) = steps[number], places[number]
            said = one_line(each.x.figure if below else each.y.figure)
            half = min(width_of(said, SMALL) / 2, 60.0)
            middle = min(max(x, half), WIDTH - half)
            if any(middle - half - _APART < end and start - _APART < middle + half for start, end in taken):
                continue
            taken.append((middle - half, middle + half))
            foot = top + TALL + 14 if below else y - 9
            canvas.text(said, middle, foot, 120, size=SMALL, anchor="middle", bold=each.strong)
