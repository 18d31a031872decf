"""A timeline as a picture: a row for each thing, by group, along the quarters of some years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from digitrans.documents import Look, Span, Tick, Timeline
from digitrans.formats.canvas import SMALL, WIDTH, Canvas
from digitrans.formats.colours import BLUE, DEEP, GREY, HAIR, INK, LATE, PALE, RULE, WHITE
from digitrans.formats.pictures import shortened, width_of
from digitrans.texts.escaping import one_line

ROWS = 44
"""So many rows are one picture, which fits on a page."""
LABEL, ROW, BAR, HEAD = 250.0, 17.0, 10.0, 40.0
DRAWN = 300
"""So many things are drawn; the table behind has all."""


class Row(NamedTuple):
    """A row of the picture: the heading of a group, or a thing of it."""

    group: str
    span: Span | None


def parts(block: Timeline) -> list[list[Row]]:
    """The rows of each picture that ``block`` takes; a group that is broken has its heading again."""
    found: list[list[Row]] = [[]]
    for group, spans in _drawn(block) if block.ticks else ():
        for number, span in enumerate(spans):
            if len(found[-1]) >= ROWS or (number == 0 and len(found[-1]) >= ROWS - 1):
                found.append([])
            if number == 0 or not found[-1]:
                found[-1].append(Row(group, None))
            found[-1].append(Row(group, span))
    return [each for each in found if each]


def _drawn(block: Timeline) -> Iterator[tuple[str, tuple[Span, ...]]]:
    left = DRAWN
    for group, spans in block.groups:
        if left > 0:
            yield group, spans[:left]
        left -= len(spans)


def share(block: Timeline, day: str, *, over: bool = False) -> float:
    """How far along the line ``day`` lies, 0 to 1 and beyond; its evening where it is ``over``."""
    starts = [date.fromisoformat(each.day).toordinal() for each in block.ticks]
    starts.append(date.fromisoformat(block.end).toordinal() + 1)
    at = date.fromisoformat(day).toordinal() + over
    if at < starts[0] or len(starts) < 3:
        return (at - starts[0]) / max(starts[-1] - starts[0], 1)
    place = next((n for n in range(len(starts) - 1) if at < starts[n + 1]), len(starts) - 2)
    inner = (at - starts[place]) / max(starts[place + 1] - starts[place], 1)
    return (place + inner) / (len(starts) - 1)


def draw(block: Timeline, rows: Sequence[Row]) -> Canvas:
    """One picture: the line of time, a row for each thing, arrows for what waits for what, and what looks mean."""
    canvas = Canvas()
    right = WIDTH - 6
    foot = HEAD + ROW * len(rows) + 4

    def x(part: float) -> float:
        return LABEL + (right - LABEL) * min(max(part, 0.0), 1.0)

    _scale(canvas, block, x(0), x(1), foot)
    places: dict[str, tuple[float, float, float]] = {}
    for number, row in enumerate(rows):
        middle = HEAD + ROW * number + ROW / 2
        if row.span is None:
            canvas.text(row.group, 0, middle + 4, LABEL - 8, size=12.0, bold=True, fill=DEEP)
            continue
        begin, end = ends(block, row.span)
        places[row.span.key] = (x(begin), max(x(end), x(begin) + 3), middle)
        canvas.text(row.span.label, 16, middle + 4, LABEL - 24, size=11.0)
        if row.span.light:
            canvas.light(row.span.light, 7, middle, 4.2)
        _bar(canvas, row.span.look, *places[row.span.key])
        _edges(canvas, row.span, begin, end, places[row.span.key])
    for row in rows:
        if row.span is not None:
            _arrows(canvas, row.span, places)
    _today(canvas, block, x, foot)
    canvas.y = foot + 6
    _legend(canvas, block)
    return canvas


def _scale(canvas: Canvas, block: Timeline, left: float, right: float, foot: float) -> None:
    step = (right - left) / len(block.ticks)
    for number, tick in enumerate(block.ticks):
        at = left + step * number
        canvas.line((at, 18.0), (at, foot), stroke=HAIR if not new_year(block.ticks, number) else RULE)
        canvas.text(tick.label, at + step / 2, 32.0, step - 2, size=SMALL, anchor="middle", fill=GREY)
        if new_year(block.ticks, number):
            canvas.text(tick.year, at + 3, 14.0, step * same_year(block.ticks, number) - 4, size=12.0, bold=True)
    canvas.line((right, 18.0), (right, foot))


def new_year(ticks: Sequence[Tick], number: int) -> bool:
    """Whether a year begins with a part of the line."""
    return number == 0 or ticks[number].year != ticks[number - 1].year


def same_year(ticks: Sequence[Tick], number: int) -> int:
    """How many parts of the line, from this one on, lie in its year."""
    return sum(each.year == ticks[number].year for each in ticks[number:])


def ends(block: Timeline, span: Span) -> tuple[float, float]:
    """Where it begins and ends along the line; an end that is not known is drawn a quarter away."""
    reach = 1 / len(block.ticks)
    begin = share(block, span.start) if span.start else share(block, span.end or block.end, over=True) - reach
    end = share(block, span.end, over=True) if span.end else begin + reach
    return begin, end


def _bar(canvas: Canvas, look: Look, begin: float, end: float, middle: float) -> None:
    top, wide = middle - BAR / 2, end - begin
    if look == "running":
        canvas.box(begin, top, wide, BAR, fill=BLUE, stroke=BLUE)
    elif look == "planned":
        canvas.box(begin, top, wide, BAR, fill=PALE, stroke=BLUE)
    else:
        canvas.box(begin, top, wide, BAR, fill=WHITE, stroke=GREY, dash="3 2" if look == "idea" else "")
    if look == "paused":
        at = begin + 4
        while at < end - 1:
            canvas.line((at, top), (at, top + BAR), stroke=GREY, width=0.8)
            at += 5


def _edges(canvas: Canvas, span: Span, begin: float, end: float, place: tuple[float, float, float]) -> None:
    """Arrow heads where it goes on beyond the line, and question marks where an end is not known."""
    left, right, middle = place
    for beyond, at, way, day in ((begin < 0, left, -1, span.start), (end > 1, right, 1, span.end)):
        if day is None:
            canvas.text("?", min(at + way * 8, WIDTH - 4), middle + 4, 12, size=11.0, anchor="middle", bold=True)
        elif beyond:
            tip = at + way * 5
            canvas.area((at, middle - 6), (tip, middle), (at, middle + 6), fill=INK)


def _arrows(canvas: Canvas, span: Span, places: dict[str, tuple[float, float, float]]) -> None:
    """From the end of each thing that is needed to the start of this one; a dashed red one where that is too late."""
    for need in span.needs:
        if need not in places or need == span.key:
            continue
        _, start, above = places[need]
        goal, _, below = places[span.key]
        late = need in span.late
        colour, dash = (LATE, "4 2") if late else (GREY, "")
        turn = min(start + 5, WIDTH - 3)
        near = below - 7 if above < below else below + 7
        way = ((start, above), (turn, above), (turn, near), (goal - 6, near), (goal - 6, below), (goal - 1, below))
        canvas.line(*way, stroke=colour, width=1.3 if late else 0.9, dash=dash)
        canvas.area((goal, below), (goal - 5, below - 3), (goal - 5, below + 3), fill=colour)


def _today(canvas: Canvas, block: Timeline, x: object, foot: float) -> None:
    at = share(block, block.now)
    if 0 <= at <= 1:
        place = LABEL + (WIDTH - 6 - LABEL) * at
        canvas.line((place, 18.0), (place, foot), stroke=INK, width=1.2, dash="5 3")
        _word(canvas, block.now_word, place)


def _word(canvas: Canvas, word: str, place: float) -> None:
    """The word above the line of today, on white, kept inside the picture."""
    half = width_of(shortened(one_line(word), 120, SMALL), SMALL) / 2 + 2
    middle = min(max(place, half), WIDTH - half)
    canvas.box(middle - half, 4.5, half * 2, 13, fill=WHITE)
    canvas.text(word, middle, 14.0, half * 2, size=SMALL, anchor="middle")


def _legend(canvas: Canvas, block: Timeline) -> None:
    canvas.y += 12
    at = 0.0
    for look, word in block.looks:
        room = min(width_of(one_line(word), SMALL), 130) + 2
        if at + 30 + room > WIDTH:
            at, canvas.y = 0.0, canvas.y + 15
        _bar(canvas, look, at + 1, at + 23, canvas.y - 4)
        canvas.text(word, at + 29, canvas.y, room, size=SMALL)
        at += 29 + room + 14
    if block.late:
        room = min(width_of(one_line(block.late), SMALL), 330) + 2
        if at + 30 + room > WIDTH:
            at, canvas.y = 0.0, canvas.y + 15
        canvas.line((at + 1, canvas.y - 4), (at + 23, canvas.y - 4), stroke=LATE, width=1.3, dash="4 2")
        canvas.text(block.late, at + 29, canvas.y, room, size=SMALL)
    canvas.y += 6
