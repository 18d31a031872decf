"""Panels along one line of time as a picture: lines, stacked bars, and bars up and down. Told apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from digitrans.documents import Cell, Panel, Panels, Series
from digitrans.formats.canvas import SMALL, WIDTH, Canvas
from digitrans.formats.colours import BLUE, DEEP, FILLS, GREY, HAIR, INK, WHITE
from digitrans.formats.pictures import width_of
from digitrans.texts.escaping import one_line

LEFT, RIGHT, TALL, GAP = 40.0, 516.0, 92.0, 32.0
DASHES = ("", "7 3", "2 3", "8 3 2 3")
BAR = 22.0


def draw(block: Panels) -> Canvas:
    """One panel below another, the days below the last, and the key of each beside it."""
    canvas = Canvas()
    places = _places(block.days)
    for panel in block.panels:
        canvas.text(panel.title, 0, canvas.y + 14, RIGHT, size=12.5, bold=True, fill=DEEP)
        top = canvas.y + 24
        if panel.kind == "lines":
            _lines(canvas, panel, places, top, block.point)
        elif panel.kind == "stacked":
            _stacked(canvas, panel, places, top, block.columns[1], block.point)
        else:
            _opposed(canvas, panel, places, top, block.point)
        canvas.y = top + TALL
        _days(canvas, block, places)
    if block.at_least and any(each.open for panel in block.panels for each in panel.series):
        canvas.circle(5, canvas.y + 8, 3.4, fill=WHITE, stroke=INK, width=1.3)
        canvas.text(block.at_least, 14, canvas.y + 12, WIDTH - 20, size=SMALL, fill=GREY)
        canvas.y += 18
    canvas.y += 4
    return canvas


def _places(days: Sequence[str]) -> list[float]:
    """Where each day lies; equal days, and days that come too close to be told apart, a step from one another."""
    numbers = [date.fromisoformat(each).toordinal() for each in days]
    span = max(numbers[-1] - numbers[0], 1) if numbers else 1
    room, least = RIGHT - LEFT - 2 * BAR, min(BAR + 3, (RIGHT - LEFT - 2 * BAR) / max(len(days) - 1, 1))
    found: list[float] = []
    for number in numbers:
        at = LEFT + BAR + room * (number - numbers[0]) / span
        found.append(max(at, found[-1] + least) if found else at)
    over = max(found[-1] - (LEFT + BAR + room), 0) if found else 0
    if over:  # what was pushed over the edge is drawn together
        width = found[-1] - found[0]
        found = [found[0] + (each - found[0]) * (width - over) / width for each in found]
    return found


def _days(canvas: Canvas, block: Panels, places: Sequence[float]) -> None:
    """As many of the days as have room, always the first and the last."""
    canvas.y += 13
    if not places:
        return
    room = 100.0
    shown, last = [0], len(places) - 1
    for place in range(1, last):
        if places[place] - places[shown[-1]] >= room and places[last] - places[place] >= room:
            shown.append(place)
    if last:
        shown.append(last)
    for place in shown:
        half = min(width_of(one_line(block.labels[place]), SMALL) / 2, room / 2)
        canvas.text(
            block.labels[place], max(places[place], half), canvas.y, room, size=SMALL, anchor="middle", fill=GREY
        )
    canvas.y += GAP - 13


def _top(values: Sequence[float]) -> float:
    """A round figure at or above all ``values``: 1, 2, 2.5 or 5 with noughts."""
    highest = max(values, default=0.0)
    if highest <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(highest))) - 1) if highest >= 1 else 0.1
    return next((size * step for step in (1, 2, 2.5, 5, 10) if size * step >= highest), highest)


def _scale(canvas: Canvas, top: float, high: float, point: str, least: float = 0.0) -> None:
    for share in (0, 0.5, 1):
        y = top + TALL - TALL * share
        value = least + (high - least) * share
        told = f"{abs(value):.1f}".removesuffix(".0").replace(".", point)
        canvas.line((LEFT, y), (RIGHT, y), stroke=GREY if value == 0 else HAIR)
        canvas.text(told, LEFT - 6, y + 4, LEFT - 6, size=SMALL, anchor="end", fill=GREY)


def _lines(canvas: Canvas, panel: Panel, places: Sequence[float], top: float, point: str) -> None:
    known = [cell.value for each in panel.series for cell in each.cells if cell.value is not None]
    high = _top(known)
    _scale(canvas, top, high, point)
    for number, each in enumerate(panel.series):
        dash = DASHES[number % len(DASHES)]
        points = [_point(cell, x, top, high) for cell, x in zip(each.cells, places, strict=True)]
        for one, two in pairwise(points):
            if one and two:
                canvas.line(one, two, stroke=BLUE if number % 2 == 0 else INK, width=1.8, dash=dash)
        for place, spot in enumerate(points):
            if spot:
                fill = WHITE if place in each.open else BLUE if number % 2 == 0 else INK
                canvas.circle(*spot, 3.4, fill=fill, stroke=BLUE if number % 2 == 0 else INK, width=1.3)
        y = top + 9 + 30 * number
        canvas.line(
            (RIGHT + 12, y - 4), (RIGHT + 34, y - 4), stroke=BLUE if number % 2 == 0 else INK, width=1.8, dash=dash
        )
        _key(canvas, each, y)


def _point(cell: Cell, x: float, top: float, high: float) -> tuple[float, float] | None:
    return None if cell.value is None else (x, top + TALL - TALL * min(max(cell.value / high, 0), 1))


def _key(canvas: Canvas, series: Series, y: float) -> None:
    """What a series is called, and its last figure that is known."""
    canvas.text(series.label, RIGHT + 40, y, WIDTH - RIGHT - 40, size=SMALL)
    last = next((cell.figure for cell in reversed(series.cells) if cell.value is not None), "–")
    canvas.text(last, RIGHT + 40, y + 13, WIDTH - RIGHT - 40, size=SMALL, bold=True)


def _width(places: Sequence[float]) -> float:
    """How wide a bar is, so that it does not touch the next."""
    return min([BAR, *[0.8 * (two - one) for one, two in pairwise(places)]])


def _stacked(canvas: Canvas, panel: Panel, places: Sequence[float], top: float, target: str, point: str) -> None:
    sums = [sum(each.cells[n].value or 0 for each in panel.series) for n in range(len(places))]
    high = _top(sums)
    _scale(canvas, top, high, point)
    columns = [(x, [each.cells[n].value for each in panel.series]) for n, x in enumerate(places)]
    if any(each.target is not None and each.target.value is not None for each in panel.series):
        at = RIGHT + 8 + BAR / 2
        columns.append((at, [each.target.value if each.target else None for each in panel.series]))
        canvas.text(target, at, top + TALL + 13, 60, size=SMALL, anchor="middle", bold=True)
    wide = _width(places)
    for x, values in columns:
        foot = top + TALL
        for number, value in enumerate(values):
            tall = TALL * (value or 0) / high
            if tall > 0:
                canvas.box(x - wide / 2, foot - tall, wide, tall, fill=FILLS[number % len(FILLS)], stroke=INK)
                foot -= tall
    _keys(canvas, panel, top)


def _keys(canvas: Canvas, panel: Panel, top: float) -> None:
    """From the top down as the bars are stacked, each with its ground."""
    start, step = RIGHT + 46, TALL / max(len(panel.series), 1)
    for place, number in enumerate(reversed(range(len(panel.series)))):
        each = panel.series[number]
        y = top + step * place + 9
        canvas.box(start, y - 8, 9, 9, fill=FILLS[number % len(FILLS)], stroke=INK)
        last = next((cell.figure for cell in reversed(each.cells) if cell.value is not None), "–")
        canvas.text(each.label, start + 14, y, WIDTH - start - 14, size=10.0)
        canvas.text(last, start + 14, y + 11, WIDTH - start - 14, size=10.0, bold=True)


def _opposed(canvas: Canvas, panel: Panel, places: Sequence[float], top: float, point: str) -> None:
    """The first series upwards, the others downwards, stacked."""
    ups = [cell.value or 0 for cell in panel.series[0].cells]
    downs = [sum(each.cells[n].value or 0 for each in panel.series[1:]) for n in range(len(places))]
    high = _top([*ups, *downs])
    _scale(canvas, top, high, point, -high)
    middle = top + TALL / 2
    wide = _width(places)
    for place, x in enumerate(places):
        tall = TALL / 2 * ups[place] / high
        if tall:
            canvas.box(x - wide / 2, middle - tall, wide, tall, fill=FILLS[0], stroke=INK)
        foot = middle
        for number, each in enumerate(panel.series[1:], 1):
            tall = TALL / 2 * (each.cells[place].value or 0) / high
            if tall:
                canvas.box(x - wide / 2, foot, wide, tall, fill=FILLS[number + 1], stroke=INK)
                foot += tall
    for number, each in enumerate(panel.series):
        y = top + 12 + 18 * number
        canvas.box(RIGHT + 14, y - 9, 10, 10, fill=FILLS[number + 1 if number else 0], stroke=INK)
        canvas.text(each.label, RIGHT + 30, y, WIDTH - RIGHT - 30, size=SMALL)
