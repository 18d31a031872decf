"""A timeline as lines of a terminal, from 40 columns up, also in plain ASCII."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from digitrans.documents import Look, Span, Timeline
from digitrans.formats.timelines import ends, new_year, same_year, share
from digitrans.texts.escaping import one_line

GLYPHS: dict[Look, tuple[str, str]] = {
    "running": ("█", "#"),
    "planned": ("▒", "="),
    "idea": ("·", "."),
    "paused": ("▞", "/"),
}
LONGEST_LABEL, SHORTEST_LABEL, COLUMN = 40, 12, 6


def lines(block: Timeline, width: int, unicode: bool) -> list[str]:
    """``block`` in at most ``width`` columns, 40 at least: years and quarters above, a line for each thing."""
    count = len(block.ticks)
    labels = [cell_len(f"  {one_line(each.told)}") for _, spans in block.groups for each in spans]
    longest = min(max(labels, default=SHORTEST_LABEL), LONGEST_LABEL)
    step = min(
        max((width - 1 - longest) // count, (width - 1 - max(width * 2 // 5, SHORTEST_LABEL)) // count, 1), COLUMN
    )
    room = min(longest, width - 1 - step * count)
    found = [" " * (room + 1) + each for each in _heads(block, step)]
    for group, spans in block.groups:
        found.append(_fitted(group, width, unicode).rstrip())
        found += [_line(block, each, room, step, unicode) for each in spans]
    at = 0 if unicode else 1
    keys = [f"{GLYPHS[look][at] * 2} {word}" for look, word in block.looks]
    bar = "│" if unicode else "|"
    return [*found, *_joined([*keys, f"{bar} {block.now_word}"], width, unicode)]


def _heads(block: Timeline, step: int) -> list[str]:
    years = ""
    for number, tick in enumerate(block.ticks):
        if new_year(block.ticks, number):
            room = same_year(block.ticks, number) * step
            told = next((each for each in (tick.year, tick.year[-2:]) if len(each) < room), "")
            years += told.ljust(room)
    labels = [one_line(each.label) for each in block.ticks]
    names = "".join((each if cell_len(each) < step else each[-1:]).ljust(step) for each in labels)
    return [years.rstrip(), names.rstrip()]


def _line(block: Timeline, span: Span, room: int, step: int, unicode: bool) -> str:
    total = step * len(block.ticks)
    begin, end = ends(block, span)
    first = min(max(int(begin * total + 0.5), 0), total - 1)
    last = min(max(int(end * total + 0.5), first + 1), total)
    cells = [" "] * total
    now = share(block, block.now)
    if 0 <= now < 1:
        cells[int(now * total)] = "│" if unicode else "|"
    cells[first:last] = [GLYPHS[span.look][0 if unicode else 1]] * (last - first)
    if span.start is None or begin < 0:
        cells[first] = "?" if span.start is None else "<"
    if span.end is None or end > 1:
        cells[last - 1] = "?" if span.end is None else ">"
    return f"{_fitted(span.told, room - 2, unicode, indent=2)} {''.join(cells)}".rstrip()


def _fitted(text: str, room: int, unicode: bool, indent: int = 0) -> str:
    """``text`` in exactly ``room`` columns behind its indent, cut with a sign that it goes on."""
    told = one_line(text)
    if cell_len(told) > room:
        told = set_cell_size(told, room - 1).rstrip() + ("…" if unicode else ".")
    return " " * indent + told + " " * (room - cell_len(told))


def _joined(pieces: Sequence[str], width: int, unicode: bool) -> list[str]:
    found = [""]
    for piece in map(one_line, pieces):
        longer = f"{found[-1]}   {piece}" if found[-1] else piece
        if cell_len(longer) <= width or not found[-1]:
            found[-1] = longer
        else:
            found.append(piece)
    return [_fitted(each, width, unicode).rstrip() for each in found]
