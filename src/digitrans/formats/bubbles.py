"""Bubbles as a picture: two values, a size, a light by form and colour; names where they can be read, else numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digitrans.documents import Bubble, Bubbles
from digitrans.formats.canvas import SMALL, WIDTH, Canvas
from digitrans.formats.colours import GREY, HAIR, WHITE
from digitrans.formats.labels import Box, Mark, Place, along, placed
from digitrans.formats.pictures import shortened, width_of, wrapped
from digitrans.texts.escaping import one_line

LEFT, RIGHT, TOP, TALL = 46.0, WIDTH - 10, 24.0, 372.0
LARGEST, SMALLEST, UNSIZED, HALO = 19.0, 4.0, 4.5, 8.0
"""The reach of the largest size, of the smallest, and of what has none, which stands in a dashed ring."""
NAME, LINE, ROOM = 10.0, 11.5, 108.0
"""The size of names, what a line of them takes, and how wide it may be."""
NAMED, NUMBERED_AT_MOST = 160, 400
"""So many bubbles get a name where there is room, and the rest numbers; of more than the second, none has either."""
EDGE = 8.0
"""Beside the first tick, so that what costs nothing is not cut."""


class Spot(NamedTuple):
    """A bubble in its place."""

    number: int
    bubble: Bubble
    x: float
    y: float
    reach: float


def draw(block: Bubbles) -> Canvas:
    """The scales, the bubbles from the largest to the smallest, their names, and below what everything means."""
    canvas = Canvas()
    _scales(canvas, block)
    spots = _spots(block)
    for spot in sorted(spots, key=lambda each: (-each.reach, each.number)):
        _bubble(canvas, block, spot)
    left = _names(canvas, spots)
    canvas.y = TOP + TALL + 38
    _legend(canvas, block)
    _numbers(canvas, block, left)
    return canvas


def _at(block: Bubbles, value: float) -> float:
    """Where along x a value lies: in even steps, or on a wide scale by the tenfold, with 0 at the very beginning."""
    ticks = [each.value for each in block.x_ticks if each.value is not None]
    low, high = (ticks[0], ticks[-1]) if len(ticks) > 1 else (0.0, max(ticks, default=1.0) or 1.0)
    if not block.wide or low <= 0:
        share = (value - low) / (high - low)
    elif value <= 0:
        return LEFT
    else:
        share = math.log(value / low) / math.log(high / low)
    start = LEFT + (EDGE * 3 if block.wide else EDGE)
    return start + (RIGHT - LARGEST - start) * min(max(share, 0.0), 1.0)


def _down(value: float) -> float:
    return TOP + 14 + (TALL - 28) * (1 - min(max(value / 100, 0.0), 1.0))


def _scales(canvas: Canvas, block: Bubbles) -> None:
    canvas.text(f"↑ {one_line(block.columns[2])}", 0, 13.0, WIDTH / 2, size=SMALL, bold=True)
    for value in (0, 25, 50, 75, 100):
        canvas.line((LEFT, _down(value)), (RIGHT, _down(value)), stroke=GREY if value == 0 else HAIR)
        canvas.text(str(value), LEFT - 6, _down(value) + 4, LEFT - 6, size=SMALL, anchor="end", fill=GREY)
    last = -math.inf
    for tick in block.x_ticks:
        if tick.value is None:
            continue
        x = _at(block, tick.value)
        canvas.line((x, TOP), (x, TOP + TALL), stroke=HAIR)
        half = width_of(shortened(one_line(tick.figure), 90, SMALL), SMALL) / 2
        if x - half > last:
            middle = min(x, WIDTH - half)
            canvas.text(tick.figure, middle, TOP + TALL + 13, 90, size=SMALL, anchor="middle", fill=GREY)
            last = middle + half + 4
    canvas.line((LEFT, TOP), (LEFT, TOP + TALL), stroke=GREY)
    canvas.text(
        f"{one_line(block.columns[1])} →", WIDTH, TOP + TALL + 28, WIDTH / 2, size=SMALL, anchor="end", bold=True
    )


def _spots(block: Bubbles) -> list[Spot]:
    """Each bubble where its values say; one that would hide another is moved sideways by as little as shows it."""
    most = max((each.size.value or 0 for each in block.bubbles), default=0) or 1
    found: list[Spot] = []
    seen: dict[tuple[int, int], int] = {}
    for number, each in enumerate(block.bubbles, 1):
        if each.x.value is None or each.y.value is None:
            continue
        x, y, reach = _at(block, each.x.value), _down(each.y.value), _reach(each.size.value, most)
        for _ in range(12):
            cell = (int(x // 8), int(y // 8))
            if cell not in seen:
                break
            x = x + 8 if x + 8 < RIGHT - LARGEST else x - 4
        seen[int(x // 8), int(y // 8)] = number
        found.append(Spot(each.number or number, each, x, y, reach))
    return found


def _reach(size: float | None, most: float) -> float:
    """By area: twice the size is twice the area."""
    return HALO if size is None else max(LARGEST * math.sqrt(max(size, 0) / most), SMALLEST)


def _bubble(canvas: Canvas, block: Bubbles, spot: Spot) -> None:
    each = spot.bubble
    if each.low is not None and each.high is not None:
        ends = [_at(block, end) for end in (each.low, each.high)]
        canvas.line((ends[0], spot.y), (ends[1], spot.y), stroke=GREY, width=1.0)
        for end in ends:
            canvas.line((end, spot.y - 3), (end, spot.y + 3), stroke=GREY, width=1.0)
    if each.size.value is None:
        canvas.circle(spot.x, spot.y, HALO, stroke=GREY, width=1.0, dash="2 2")
        canvas.light(each.light, spot.x, spot.y, UNSIZED)
    else:
        canvas.light(each.light, spot.x, spot.y, spot.reach)


def _names(canvas: Canvas, spots: Sequence[Spot]) -> list[Spot]:
    """Write every name that has a place, then the numbers of the others that have one; give back the others."""
    if len(spots) > NUMBERED_AT_MOST:
        return list(spots)
    area = Box(LEFT + 2, TOP - 4, WIDTH, TOP + TALL + 2)
    lines = [wrapped(each.bubble.label, ROOM, 2, NAME) if n < NAMED else [] for n, each in enumerate(spots)]
    places = placed([_mark(spot, found) for spot, found in zip(spots, lines, strict=True)], area)
    for spot, found, place in zip(spots, lines, places, strict=True):
        if place is not None:
            _write(canvas, spot, found, place)
    left = [(spot, place) for spot, place in zip(spots, places, strict=True) if place is None]
    _small_numbers(canvas, spots, places, area)
    return [spot for spot, _ in left]


def _mark(spot: Spot, lines: Sequence[str]) -> Mark:
    shown = [shortened(each, ROOM, NAME) for each in lines if each]
    wide = max((width_of(each, NAME) for each in shown), default=0.0)
    return Mark(spot.x, spot.y, spot.reach + 1, wide, LINE * len(shown))


def _write(canvas: Canvas, spot: Spot, lines: Sequence[str], place: Place) -> None:
    if place.leader is not None:
        start = next(iter(along(Mark(spot.x, spot.y, spot.reach, 0, 0), place.leader)))
        canvas.line(start, place.leader, stroke=GREY, width=0.6)
    box = place.box
    right = box.right <= spot.x
    for number, line in enumerate(lines):
        y = box.top + LINE * (number + 1) - 2.5
        x = box.right if right else box.left
        canvas.text(line, x, y, ROOM, size=NAME, anchor="end" if right else "start")


def _small_numbers(canvas: Canvas, spots: Sequence[Spot], places: Sequence[Place | None], area: Box) -> None:
    """The numbers of what has no name, beside its mark, as far as they lie on nothing."""
    size = 8.5
    marks = [Mark(each.x, each.y, each.reach + 0.5, 0, 0) for each in spots]
    wanted = {n for n, place in enumerate(places) if place is None}
    for n in wanted:
        told = str(spots[n].number)
        marks[n] = marks[n]._replace(wide=width_of(told, size), tall=9.0)
    taken = [Mark((b.left + b.right) / 2, (b.top + b.bottom) / 2, 0, 0, 0) for b in (p.box for p in places if p)]
    boxes = [place.box for place in places if place]
    for n, place in enumerate(placed([*marks, *taken], area)[: len(spots)]):
        if place is not None and place.leader is None and not any(place.box.meets(each) for each in boxes):
            canvas.text(str(spots[n].number), place.box.left, place.box.bottom - 1.5, 40, size=size, bold=True)


def _legend(canvas: Canvas, block: Bubbles) -> None:
    """The lights, some sizes, and what has none, in a row or two."""
    most = max((each.size.value or 0 for each in block.bubbles), default=0) or 1
    canvas.y += 6
    at = 0.0
    for light, word in block.lights:
        at = _entry(canvas, at, 6.0, word, light, dashed=False)
    if block.sizes:
        at = _entry(canvas, at + 6, 0.0, f"{one_line(block.columns[3])}:", "", dashed=False)
    for cell in block.sizes:
        at = _entry(canvas, at, _reach(cell.value, most), cell.figure, "size", dashed=False)
    if block.unsized and any(each.size.value is None for each in block.bubbles):
        _entry(canvas, at, HALO, block.unsized, "size", dashed=True)
    canvas.y += 12


def _entry(canvas: Canvas, at: float, reach: float, word: str, light: str, *, dashed: bool) -> float:
    """One entry of the legend from ``at`` on; where the next one begins."""
    room = min(width_of(one_line(word), SMALL), 250.0) + 2
    if at + 2 * reach + 6 + room > WIDTH:
        at, canvas.y = 0.0, canvas.y + 26
    if light == "size":
        canvas.circle(
            at + reach + 1, canvas.y - 4, reach, fill=WHITE, stroke=GREY, width=1.2, dash="2 1.5" if dashed else ""
        )
    elif light:
        canvas.light(light, at + reach + 1, canvas.y - 4, reach)
    start = at + (2 * reach + 6 if reach else 0)
    canvas.text(word, start, canvas.y, room, size=SMALL)
    return start + room + 10


def _numbers(canvas: Canvas, block: Bubbles, left: Sequence[Spot]) -> None:
    """The names of what has only a number in the picture, with its number."""
    if not left:
        return
    for line in _filled([f"{each.number} {one_line(each.bubble.label)}" for each in left[:NUMBERED]], block.numbered):
        canvas.y += 13
        canvas.text(line, 0, canvas.y, WIDTH, size=NAME)
    canvas.y += 4


NUMBERED = 120
"""So many of these are named below the picture; the list that follows has all."""


def _filled(pieces: Sequence[str], head: str) -> Iterator[str]:
    """``pieces`` on as many lines as they take."""
    line = f"{one_line(head)} "
    for number, piece in enumerate(pieces):
        told = shortened(piece, 230, NAME)
        longer = f"{line}{' · ' if number and line else ''}{told}"
        if width_of(longer, NAME) <= WIDTH:
            line = longer
        else:
            yield line
            line = told
    yield line
