"""Questions of layout that HTML and PDF share: widths of columns, levels of headings, and how small a print is set."""

from __future__ import annotations

from digitrans.documents import (
    Bars,
    Blanks,
    Block,
    Document,
    Heading,
    HeatMap,
    Paragraph,
    Points,
    Profile,
    Scatter,
    Table,
    Ticks,
    Trend,
)


def heading_level(level: int, before: int) -> int:
    """The level below the title, 2 to 4, never more than one deeper than ``before``."""
    return max(2, min(level + 1, before + 1, 4))


def shares(table: Table, room: int) -> list[int]:
    """The share of the width for each column in per cent, 3 at least; ``room`` is the whole width in characters.

    First every column gets its longest word, as far as that goes; then what is left goes to those with long texts.
    """
    cells = [[head, *(row[n] for row in table.rows)] for n, head in enumerate(table.columns)]
    least = [
        min(max((len(word) for text in each for word in text[:2000].split()), default=1), 22) + 2 for each in cells
    ]
    wishes = [max(_typical(column) - own, 0) for column, own in zip(cells, least, strict=True)]
    left = max(room - sum(least), 0)
    whole = sum(wishes) or 1
    wanted = [own + left * wish / whole for own, wish in zip(least, wishes, strict=True)]
    found = [max(round(100 * each / sum(wanted)), 3) for each in wanted]
    found[found.index(max(found))] += 100 - sum(found)
    return found


def _typical(texts: list[str]) -> int:
    """The length that nine of ten ``texts`` keep to, 160 at the most."""
    return sorted(min(len(text), 160) for text in texts)[len(texts) * 9 // 10 - (len(texts) % 10 == 0)]


def density(document: Document) -> int:
    """How small an HTML print is set so that it may fit on ``document.pages``: 1 (normal), 2 or 3 (smallest).

    An estimate from the number of lines. Where even the smallest will not do, it is set normally, on more pages.
    """
    for step, (columns, lines) in enumerate(((98, 54), (112, 64), (126, 76)), 1):
        if sum(_lines(block, columns) for block in document.blocks) + 3 <= lines * document.pages:
            return step
    return 1


def _lines(block: Block, columns: int) -> float:
    """About how many lines of ``columns`` characters the block takes in print."""

    def rows(text: str, room: int = columns) -> int:
        return -(-max(len(text), 1) // room)

    match block:
        case Heading():
            return 1.9
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
            return 2 + sum(max(rows(cell, columns // len(row)) for cell in row) + 0.4 for row in cells)
        case Bars(bars=bars):
            return 3 + 2.6 * len(bars)
        case Profile(positions):
            return 4.5 * len(positions)
        case HeatMap(rows=lines):
            return 6 + 2.4 * len(lines)
        case Trend(lines=lines):
            return 2 + 3.6 * len(lines)
        case Scatter():
            return 20
        case _:
            return 0
