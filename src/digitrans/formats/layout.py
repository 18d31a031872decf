"""Questions of layout that HTML and PDF share: widths of columns, levels of headings, and how small a print is set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import fsum
from typing import assert_never

from digitrans.documents import (
    LIGHT_SIGNS,
    Bars,
    Blanks,
    Block,
    Bubbles,
    Curve,
    Document,
    Heading,
    HeatMap,
    PageBreak,
    Panels,
    Paragraph,
    Points,
    Profile,
    Table,
    Ticks,
    Timeline,
    Trend,
)
from digitrans.formats.grids import Drawn, Grid, Shaded
from digitrans.texts.escaping import one_line


def heading_level(level: int, before: int) -> int:
    """The level below the title, 2 to 4, never more than one deeper than ``before``."""
    return max(2, min(level + 1, before + 1, 4))


WHOLE = 104
"""The width in characters of a table across the page."""


def _least(table: Table) -> list[float]:
    """What each column needs for its longest word, in characters; nothing is asked for beyond 22.

    Headings are set bold, so their words take a sixth more; of wide letters two take the room of three.
    """
    columns = ((head, [set_text(row[n]) for row in table.rows]) for n, head in enumerate(table.columns))
    return [min(max(_longest([head]) * 7 / 6, _widest(cells)), 22) + 2.0 for head, cells in columns]


WIDE = "mwæMWÆ"


def _widest(texts: list[str]) -> float:
    """The room that the widest word takes, in characters."""
    words = (word for text in texts for word in text[:2000].replace("\t", " ").split(" "))
    return max((len(word) + sum(map(word.count, WIDE)) / 2 for word in words), default=1)


def _longest(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text[:2000].replace("\t", " ").split(" ")), default=1)


def shares(table: Table, room: int) -> list[int]:
    """The share of the width for each column in per cent, 3 at least; ``room`` is the whole width in characters.

    First every column gets its longest word, as far as that goes; then what is left goes to those with long texts.
    """
    if not table.columns:
        return []
    cells, least = [[head, *(row[n] for row in table.rows)] for n, head in enumerate(table.columns)], _least(table)
    whole = [max(map(len, column)) + 2 for column in cells]
    wanted_of = whole if sum(whole) <= room else list(map(_typical, cells))
    wishes = [max(one - own, 0) for one, own in zip(wanted_of, least, strict=True)]
    left = max(room - sum(least), 0)
    wished = sum(wishes) or 1
    wanted = [own + left * wish / wished for own, wish in zip(least, wishes, strict=True)]
    found = [max(round(100 * each / sum(wanted)), 3) for each in wanted]
    found[found.index(max(found))] += 100 - sum(found)
    return found


DRAWN = 18
"""The width in characters that a drawn cell is given."""


def grid_shares(grid: Grid, room: int = WHOLE) -> list[int]:
    """As ``shares``; drawn cells get room to be drawn in, and shaded ones are all as wide as each other."""
    return list(_grid_shares(grid, room))


@lru_cache(32)
def _grid_shares(grid: Grid, room: int) -> list[int]:
    """Found once for each grid: slides ask for every row anew."""
    rows = tuple(tuple("x" * DRAWN if isinstance(c, Drawn) else grid.text(c) for c in row) for row in grid.rows)
    found = shares(Table(grid.columns, rows), room)
    shaded = [n for n in range(len(found)) if any(isinstance(row[n], Shaded) for row in grid.rows)]
    if len(shaded) < len(found) - 1 and shaded:
        return _told_shares(grid, rows, shaded, room)
    if shaded:
        labels = [n for n in range(len(found)) if n not in shaded]
        for n in labels:
            heading = _heading_room(grid.columns[n])
            longest = max(*(len(row[n]) for row in rows), heading) + 1
            found[n] = min(max(int(100 * min(longest, 36) / room), 6), 100 // (len(labels) + 1))
        each, left = divmod(100 - sum(found[n] for n in labels), len(shaded))
        for place, n in enumerate(shaded):
            found[n] = each + (place < left)
    return found


def _heading_room(heading: str) -> float:
    """The width of a bold heading on one line, or of its longest word where that is too long."""
    return (len(heading) if len(heading) <= 20 else _longest([heading])) * 7 / 6


SHORT = 8


def is_short(grid: Grid) -> bool:
    """Whether a table stays on one page; of a longer one, two rows at least stay together at its ends."""
    return len(grid.rows) + sum(map(len, grid.notes)) <= SHORT


LONGEST_ROW = 20
"""Lines of a row that still stays on one page; a longer one may go on on the next."""


def is_whole(grid: Grid, row: int, widths: Sequence[int]) -> bool:
    """Whether a row of ``widths`` in per cent is short enough for a page to hold it in one piece."""
    told = [(len(cell), width) for cell, width in zip(grid.rows[row], widths, strict=True) if isinstance(cell, str)]
    notes = sum(map(len, grid.note(row)))
    return all(size * 100 <= LONGEST_ROW * WHOLE * width for size, width in told) and notes <= LONGEST_ROW * WHOLE // 2


def ends(whole: Sequence[bool]) -> int:
    """How many of the last rows of a table stay on one page, which is fewer than all; 0 where one of them is long."""
    found = min(2, len(whole) - 1)
    return found if found > 0 and all(whole[-found:]) else 0


LEAST_END, MOST_END = 6, 14
"""Lines that stand at least on the last page, and that are held together for it at most."""


def tail(document: Document) -> int:
    """The place from which on the blocks of a document stay together, so that no page holds its last line alone.

    It is a heading's where one is near; the number of blocks where there is nothing to hold together: on sheets and on
    what is set to fit one page, and where the last block is as long as that itself.
    """
    blocks = document.blocks
    if document.pages == 1 or sheet_titles(document):
        return len(blocks)
    reaches, lines = [len(blocks)], 0.0
    for place in range(len(blocks) - 1, 0, -1):
        lines += _lines(blocks[place], LINE)
        if lines > MOST_END:
            break
        reaches.append(place)
        if lines >= LEAST_END and isinstance(blocks[place], Heading):
            return place
    enough = (each for each in reaches if fsum(_lines(one, LINE) for one in blocks[each:]) >= LEAST_END)
    found = next(enough, reaches[-1])
    return found if found < len(blocks) - 1 else len(blocks)


LINE = 100
"""About the characters of a line that goes across a page."""

SMALL = 0.9
"""The size of headings above shaded figures, beside that of other headings."""


def _told_shares(grid: Grid, rows: Sequence[tuple[str, ...]], shaded: Sequence[int], room: int) -> list[int]:
    """As ``grid_shares`` where texts stand between labels and shaded figures: the label takes what is left."""
    wanted = []
    for n, head in enumerate(grid.columns):
        texts, size = [row[n] for row in rows], SMALL if n in shaded else 1.0
        halves = min(max(map(len, texts), default=0) // 2 + 2, 13)  # a range stands on two lines
        wide = sum(map(head.count, WIDE)) / 2
        signs = any(each[:1] in LIGHT_SIGNS.values() for each in texts if each)
        word = max((_longest([head]) + wide) * 7 / 6 * size, signs + _longest([set_text(each) for each in texts]))
        figure = min(max(map(len, texts), default=0), 12)
        wanted.append(min(max(word, figure if n in shaded else halves), 22) + 2)
    widest = max(wanted[n] for n in shaded)
    wanted = [max(each, widest * 0.75) if n in shaded else each for n, each in enumerate(wanted)]
    longest = max((len(row[0]) for row in rows), default=0) + 2
    wanted[0] = min(max(room - sum(wanted[1:]), 15), max(longest, 15))
    more = max(room - sum(wanted), 0) / len(shaded)
    wanted = [each + more * (n in shaded) for n, each in enumerate(wanted)]
    found = [max(int(100 * one / sum(wanted)), 2) for one in wanted]
    found[0] += max(100 - sum(found), 0)
    return found


def set_text(text: str) -> str:
    """``text`` as it stands in a cell: on one line, no light's sign apart from its word, no short figure in two."""
    told = one_line(text)
    if (len(told) <= UNBROKEN and any(map(str.isdigit, told))) or _AMOUNT.fullmatch(told):
        return told.replace(" ", "\u00a0")
    return f"{told[0]}\u00a0{told[2:]}" if told[1:2] == " " and told[0] in LIGHT_SIGNS.values() else told


UNBROKEN = 10
"""Letters of a figure that stays on one line: "69 til 73", "mindst 6,3"."""

_AMOUNT = re.compile(r"[\d.,]{1,12} (?:kr\.|mio\. kr\.|million)")
"""An amount of money, which stays on one line with its unit."""


def _typical(texts: list[str]) -> int:
    """The length that nine of ten ``texts`` keep to, 240 at the most."""
    return sorted(min(len(text), 240) for text in texts)[len(texts) * 9 // 10 - (len(texts) % 10 == 0)]


PRINTS = ((96, 44), (104, 49), (114, 60), (126, 75), (134, 82))
"""Characters in a line, and lines on an A4 page, for the five sizes of an HTML print, the largest first."""


WORD_PRINTS = ((72, 42), (80, 48), (85, 52), (96, 62))
"""The same for Word, counted with the widest of the fonts that may stand in for the one it is written in."""


WORD_LISTS = ((72, 66), (80, 76), (85, 86), (96, 95))
"""The same for checklists in Word, which sets lines to tick, and to write on, closer than tables and bars."""


def is_checklist(document: Document) -> bool:
    """Whether the document is lines to tick with what belongs to them, and has no table or picture."""
    return all(isinstance(each, Ticks | Heading | Paragraph | Blanks | PageBreak) for each in document.blocks)


def density(document: Document, prints: Sequence[tuple[int, int]] = PRINTS, otherwise: int = 1) -> int:
    """Which of ``prints`` a page is set in so that every sheet may fit on a page, and what has no sheets on as many as
    the document wishes for; ``otherwise`` where none will do.

    An estimate from the number of lines; a browser's fonts decide.
    """
    sheets: list[list[Block]] = [[]]
    for block in document.blocks:
        if isinstance(block, PageBreak):
            sheets.append([])
        sheets[-1].append(block)
    pages = max(document.pages, 1) if len(sheets) == 1 else 1
    for step, (columns, lines) in enumerate(prints):
        if pages > 1 and step < otherwise and prints is PRINTS:
            continue  # what goes over several pages is never set larger than other text
        needed = max(fsum(_lines(block, columns) for block in sheet) for sheet in sheets) + 3
        if needed <= lines * pages * (NEARLY if step == len(prints) - 1 else 1):
            return step
    return otherwise


NEARLY = 1.2
"""How far beyond the page an estimate of the smallest size may go: it is made on the wide side."""


def sheet_titles(document: Document) -> set[int]:
    """The places of headings that are titles of sheets: the first heading, and those after a page break."""
    blocks = document.blocks
    if not any(isinstance(each, PageBreak) for each in blocks):
        return set()
    starts = [0, *(n + 1 for n, each in enumerate(blocks) if isinstance(each, PageBreak))]
    return {n for n in starts if n < len(blocks) and isinstance(blocks[n], Heading)}


def _lines(block: Block, columns: int) -> float:
    """About how many lines of ``columns`` characters the block takes in print."""

    def rows(text: str, room: int = columns) -> int:
        return -(-max(len(text), 1) // room)

    match block:
        case Heading():
            return 1.75
        case Paragraph(text):
            return rows(text) + 0.2
        case Points(texts):
            return sum(rows(text, columns - 6) + 0.2 for text in texts)
        case Ticks():
            return sum(rows(t, columns - 6) + (rows(h) if h else 0) + (rows(m.words) if m.words else 0) + 0.3
                       for t, h, m in block.marked())  # fmt: skip
        case Blanks(fields):
            short = any(lines == 0 for _, lines in fields)
            return 2.5 * short + sum(1 + 1.5 * lines for _, lines in fields if lines)
        case Table(rows=cells):
            return 1.5 + sum(max(rows(cell, columns // len(row)) for cell in row) * 0.9 + 0.3 for row in cells)
        case Bars(bars=bars):
            return 2 + 1.2 * len(bars)
        case Profile(positions):
            return 2 + 2.6 * len(positions)
        case HeatMap(rows=lines):
            notes = sum(rows(note) for each in block.notes for note in each)
            return 3 + 1.5 * len(lines) + notes
        case Trend(lines=lines):
            return 2 + 2.2 * len(lines)
        case Timeline(groups=groups):
            return 6 + 1.3 * sum(1 + len(spans) for _, spans in groups)
        case Panels(panels=panels):
            return 3 + 7 * len(panels)
        case Bubbles():
            return 32
        case Curve(steps=steps):
            return 14 + 2 * len(steps)
        case PageBreak():
            return 0
        case _:
            assert_never(block)
