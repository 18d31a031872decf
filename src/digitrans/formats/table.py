"""A Document for a terminal: Rich tables and bars, from 40 columns up, with and without colour and Unicode."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, assert_never

from rich.cells import cell_len, set_cell_size

from digitrans.documents import (
    LIGHT_SIGNS,
    Bar,
    Bars,
    Blanks,
    Block,
    Bubbles,
    Cell,
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
from digitrans.formats import Sink
from digitrans.texts.escaping import one_line
from digitrans.texts.wrapping import as_typed, kept_whole, longest_to_copy, unglued, wrapped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

Piece = tuple[str, str]
"""A part of a line, and its style as Rich calls it; "" for none."""

_SIGNS = {
    "open": ("□", "[ ]"),
    "under-way": ("◪", "[/]"),
    "done": ("■", "[x]"),
    "not-relevant": ("–", "[-]"),
}
_STYLES = {"plain": "", "strong": "bold", "muted": "dim", "warning": "bold yellow", "lead": "bold"}
_CODES = {"bold": 1, "dim": 2, "green": 32, "yellow": 33, "cyan": 36}
_NARROW = 84
_READABLE = 100
_LABELS = 20  # columns that the labels of a grid of figures need at least
_MANY = 8  # so many labels with their figures below each other are still read at a glance
_BETWEEN = 3  # columns between two columns of a grid
_LEAST = 14  # columns below which no text of a tight table is cut
_LABEL, _GAP = 26, 2  # columns that the labels of a tight table need, and columns between two of its columns
_LEVELS = {None: "cyan", 0: "yellow", 1: "cyan", 2: "green"}
_LIGHTS = {LIGHT_SIGNS["green"]: 32, LIGHT_SIGNS["amber"]: 33, LIGHT_SIGNS["grey"]: 90, LIGHT_SIGNS["red"]: 31}


def write(document: Document, sink: Sink) -> str:
    """``document`` as text for a terminal of ``sink.width`` columns; running text is kept to a readable width."""
    if not sink.unicode:
        document = replace(document, title=_ascii(document.title), blocks=_ascii(document.blocks))
    if sink.program != "digitrans":
        document = replace(document, blocks=_changed(document.blocks, partial(as_typed, program=sink.program)))
    page = _Page(sink, "," if document.language == "da" else ".")
    page.compact = [bar for block in document.blocks if isinstance(block, Bars) and block.compact for bar in block.bars]
    page.line(document.title, "bold")
    for block in document.blocks:
        page.add(block)
    text = page.file.getvalue()
    text = unglued("\n".join(line.rstrip() for line in text.splitlines()) + "\n")
    return text if sink.unicode else text.translate(_ASCII)


_ASCII = {ord("·"): "-", ord("…"): "...", ord("–"): "-", ord("—"): "-", ord("→"): "->", ord("•"): "-", ord("°"): "*"}
_ASCII |= {
    ord(LIGHT_SIGNS[light]): sign for light, sign in (("green", "+"), ("amber", "~"), ("grey", "?"), ("red", "!"))
}


def _longest_word(text: str) -> int:
    return max(map(len, one_line(text).split()), default=0)


def _ascii(value: Any) -> Any:
    """``value`` with its texts in characters that every terminal has, as far as we use others ourselves."""
    return _changed(value, lambda text: text.translate(_ASCII))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """``value`` with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_changed(each, change) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _changed(getattr(value, each.name), change) for each in fields(value)})
    return value


class _Page:
    def __init__(self, sink: Sink, point: str = ".") -> None:
        self.sink, self.point = sink, point
        self.compact: list[Bar] = []  # all bars of a line each, which share their columns
        self.file = io.StringIO()
        self.width = max(sink.width, 40)

    @cached_property
    def console(self) -> Console:
        """What lays out grids. Most pages have none, and Rich takes as long to load as all of ours."""
        from rich.console import Console

        return Console(
            file=self.file,
            width=self.width,
            markup=False,
            emoji=False,
            highlight=False,
            force_terminal=self.sink.colour,
            no_color=not self.sink.colour,
            color_system="standard" if self.sink.colour else None,
            legacy_windows=False,
        )

    @property
    def narrow(self) -> bool:
        return self.sink.width < _NARROW

    def put(self, *pieces: Piece) -> None:
        """A line of ``pieces`` as they are."""
        self.file.write("".join([self.styled(*each) for each in _joined(pieces)]) + "\n")

    def styled(self, text: str, style: str) -> str:
        codes = sorted({_CODES[each] for each in style.split()}) if text and self.sink.colour else []
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if codes else text

    def line(self, text: str, style: str = "", indent: int = 0) -> None:
        self.hanging(" " * indent, text, style)

    def hanging(self, start: str, text: str, style: str = "") -> None:
        """``text`` wrapped to a readable width, its first line after ``start``, the others below the first."""
        for line in wrapped(one_line(text), max(min(self.width, _READABLE) - len(start), 20)):
            self.put((start, ""), (line, style))
            start = " " * len(start)

    def add(self, block: Block) -> None:
        match block:
            case Heading():
                self.add_heading(block)
            case Paragraph():
                self.add_paragraph(block)
            case Points():
                self.add_points(block)
            case Ticks():
                self.add_ticks(block)
            case Blanks():
                self.add_blanks(block)
            case PageBreak():
                self.add_page_break(block)
            case Table():
                self.add_table(block)
            case Bars():
                self.add_bars(block)
            case HeatMap():
                self.add_heat_map(block)
            case Trend():
                self.add_trend(block)
            case Profile():
                self.add_profile(block)
            case Timeline():
                self.add_timeline(block)
            case Panels():
                self.add_panels(block)
            case Bubbles():
                self.add_bubbles(block)
            case Curve():
                self.add_curve(block)
            case _:
                assert_never(block)

    def add_heading(self, block: Heading) -> None:
        self.put()
        self.line(block.text, "bold cyan" if block.level == 1 else "bold")

    def add_paragraph(self, block: Paragraph) -> None:
        self.line(block.text, _STYLES[block.tone])

    def add_points(self, block: Points) -> None:
        for number, text in enumerate(block.texts, 1):
            self.hanging(f"  {number}. " if block.numbered else "  • ", text)

    def add_ticks(self, block: Ticks) -> None:
        for text, help, mark in block.marked():
            start = f"  {_SIGNS[mark.sign][0 if self.sink.unicode else 1]} "
            self.hanging(start, text)
            for below, style in ((mark.words, ""), (help, "dim")):
                if below:
                    self.hanging(" " * len(start), below, style)

    def add_blanks(self, block: Blanks) -> None:
        self.put()
        for label, lines in block.fields:
            if lines:
                self.line(label)
            for number in range(max(lines, 1)):
                start = f"{one_line(label)}: " if lines == 0 else "  "
                width = min(self.width, _READABLE) - len(start)
                self.hanging(start, "_" * max(width if number or lines else min(width, 40), 8))

    def add_page_break(self, block: PageBreak) -> None:
        self.put()
        self.line(("─" if self.sink.unicode else "-") * min(self.width, _READABLE), "dim")

    def grid(self, columns: tuple[str, ...], *, stretch: bool = False) -> Grid:
        from rich.box import ASCII2, SIMPLE_HEAD
        from rich.table import Table as Grid
        from rich.text import Text

        grid = Grid(box=SIMPLE_HEAD if self.sink.unicode else ASCII2, pad_edge=False, show_edge=False)
        for index, column in enumerate(columns):
            grid.add_column(Text(one_line(column)), overflow="fold", ratio=1 if stretch and index == 0 else None)
        return grid

    def add_table(self, block: Table) -> None:
        if not block.columns:
            return
        if block.tight:
            self.tight(block)
            return
        heads = sum(_longest_word(head) + _BETWEEN for head in block.columns[1:])
        if len(block.columns) > 3 and (self.narrow or heads + _LABELS > self.width):
            self.stacked(block.columns, block.rows)
            return
        self.laid(block)

    def tight(self, block: Table) -> None:
        """A line for each row: the label is cut, and the last columns are left out, as far as room is lacking."""
        rows = [[one_line(cell) for cell in row] for row in block.rows]
        heads = [one_line(each) for each in block.columns]
        widths = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
        widths = self.narrowed(widths, block.cut)
        kept, room = 1, self.width - min(widths[0], _LABEL)
        while kept < len(widths) and room >= widths[kept] + _GAP:
            room -= widths[kept] + _GAP
            kept += 1
        if kept < len(widths) and any(place >= kept for place in block.cut):
            self.on_two_lines(heads, rows, block.cut)
            return
        widths[0] = min(widths[0], room + min(widths[0], _LABEL))
        right = [all(row[place][:1].isdigit() or row[place] == "–" for row in rows) for place in range(kept)]
        right[0] = False
        rule = ("─" if self.sink.unicode else "-") * (sum(widths[:kept]) + _GAP * (kept - 1))
        lines = [self.tight_line(heads[:kept], widths, right, ""), rule]
        lines += [self.tight_line(row[:kept], widths, right, "") for row in rows]
        before = "" if not self.file.tell() else "\n"
        self.file.write(before + "\n".join(lines) + "\n")

    def on_two_lines(self, heads: list[str], rows: list[list[str]], below: tuple[int, ...]) -> None:
        """Rows that have no room on a line of a narrow terminal: the columns ``below``, cut, on a line of their own."""
        above = [place for place in range(len(heads)) if place not in below]
        widths = [max(cell_len(row[place]) for row in (heads, *rows)) for place in above]
        room = self.console.width - 2 - _GAP * (len(below) - 1)
        least = [room // len(below)] * len(below)
        lines: list[str] = []
        for row in (heads, *rows):
            lines.append(self.tight_line([row[place] for place in above], widths, [False] * len(above), ""))
            lines.append("  " + self.tight_line([row[place] for place in below], least, [False] * len(below), ""))
        rule = ("─" if self.sink.unicode else "-") * self.console.width
        self.file.write(("" if not self.file.tell() else "\n") + "\n".join([*lines[:2], rule, *lines[2:]]) + "\n")

    def narrowed(self, widths: list[int], places: tuple[int, ...]) -> list[int]:
        """``widths`` of columns, those at ``places`` cut, the widest first, until all have room."""
        over = sum(widths) + _GAP * (len(widths) - 1) - self.width
        found = list(widths)
        while over > 0 and places and found[widest := max(places, key=lambda place: found[place])] > _LEAST:
            found[widest] -= 1
            over -= 1
        return found

    def tight_line(self, cells: list[str], widths: list[int], right: list[bool], line: str) -> str:
        for cell, width, is_right in zip(cells, widths, right, strict=False):
            more = "…" if self.sink.unicode else "."
            text = cell if cell_len(cell) <= width else set_cell_size(cell, width - 1).rstrip() + more
            blanks = " " * (width - cell_len(text))
            lit = self.lit(text)
            line += (" " * _GAP if line else "") + (blanks + lit if is_right else lit + blanks)
        return line.rstrip()

    def lit(self, text: str) -> str:
        """``text`` with the sign of a light before it in its colour, where there are colours."""
        code = _LIGHTS.get(text[:1]) if self.sink.colour else None
        return f"\x1b[{code}m{text[0]}\x1b[0m{text[1:]}" if code else text

    def laid(self, block: Table, figures: bool = False) -> None:
        """In columns. Those of ``figures`` keep their cells, and the words of their headings, whole where they fit."""
        grid = self.grid(block.columns)
        grid.columns[0].no_wrap = all(len(row[0]) <= min(30, self.width - 14 * (len(row) - 1)) for row in block.rows)
        copied = [max(map(longest_to_copy, cells), default=0) for cells in zip(*block.rows, strict=True)]
        for place, column in enumerate(grid.columns):
            word = _longest_word(block.columns[place]) if place else 0  # a heading is not broken within its words
            if copied and copied[place]:  # nor is what stands in a column beside a path
                word = max(word, min(_LABELS, max(_longest_word(row[place]) for row in block.rows)))
            column.min_width = max(word, copied[place] if copied else 0) or None
        needed = sum(column.min_width or _LEAST for column in grid.columns) + _BETWEEN * (len(grid.columns) - 1)
        if any(copied) and needed > self.width:
            self.stacked(block.columns, block.rows)
            return
        whole = sum(max(map(cell_len, cells)) + _BETWEEN for cells in zip(block.columns, *block.rows, strict=True))
        for column, least in zip(grid.columns, copied, strict=False):
            if least >= _LABELS and whole - _BETWEEN > self.width:
                column.width = column.min_width  # which alone is taken for granted when others are narrowed
        if figures and whole - _BETWEEN > self.width:
            self.share_out(grid, block)
        from rich.text import Text

        for row in block.rows:
            grid.add_row(*(Text(kept_whole(one_line(cell))) for cell in row))
        self.console.print(grid)

    def share_out(self, grid: Grid, block: Table) -> None:
        """Gives every column what it needs, and what is left to those whose headings would take most lines."""
        cells = [max(map(cell_len, column)) for column in zip(*block.rows, strict=True)]
        widths = [max(cell, _longest_word(head)) for cell, head in zip(cells, block.columns, strict=True)]
        left = self.width - sum(widths) - _BETWEEN * (len(widths) - 1)
        for _ in range(left):
            short = [cell_len(head) / width for head, width in zip(block.columns, widths, strict=True)]
            if max(short) <= 1:
                break
            widths[short.index(max(short))] += 1
        if left >= 0:
            for column, width in zip(grid.columns, widths, strict=True):
                column.width = width

    def run_on(self, table: Table, notes: tuple[tuple[str, ...], ...] = ()) -> None:
        """Each row with its label, and below it the figures side by side, as many on a line as there is room for."""
        for number, row in enumerate(table.rows):
            self.line(row[0], "bold")
            lines = [""]
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                piece = f"{column}: {cell.strip()}"
                if lines[-1] and len(lines[-1]) + len(piece) + _BETWEEN > self.width - 2:
                    lines.append("")
                lines[-1] += f" · {piece}" if lines[-1] else piece
            for line in lines:
                self.line(line, indent=2)
            for line in notes[number] if notes else ():
                self.line(line, "dim", indent=2)

    def stacked(self, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
        for row in rows:
            self.line(row[0], "bold")
            for column, cell in zip(columns[1:], row[1:], strict=True):
                if cell:
                    self.line(f"{column}: {cell}" if column else cell, indent=2)

    def add_bars(self, block: Bars) -> None:
        if block.compact:
            self.lines(block)
            return
        from rich.text import Text

        grid = self.grid(block.columns[:1], stretch=True)
        grid.add_column("", no_wrap=True)
        grid.add_column(Text(one_line(block.columns[1])), justify="right", no_wrap=True)
        for bar in block.bars:
            self.bar_row(grid, bar, block)
        self.console.print(grid, width=min(self.width, _READABLE))

    def lines(self, block: Bars) -> None:
        """One line for each bar; the bar is left out where the terminal has no room for it, then the word."""
        bars = self.compact or block.bars
        words = max((cell_len(one_line(bar.words)) for bar in bars), default=0)
        names = max((cell_len(one_line(bar.label)) for bar in bars), default=0)
        width = min(self.width, _READABLE)
        drawn = 10 if width >= _LABEL + 10 + 4 + words + 6 else 0
        told = words if width >= _LABEL + 4 + words + 4 else 0
        room = min(names, width - drawn - 4 - told - 6)
        for bar in block.bars:
            label = (
                set_cell_size(one_line(bar.label), room)
                if cell_len(one_line(bar.label)) <= room
                else _cut(bar.label, room)
            )
            picture = self.drawn(bar, block, drawn) if drawn else []
            figure, word = f"{one_line(bar.figure):>5}", f"  {one_line(bar.words)}" if told else ""
            strong = "bold " if bar.strong else ""
            pieces = (label, ""), ("  ", ""), *picture, (figure, ""), (word, "dim")
            self.clipped(*((text, strong + style) for text, style in pieces))

    def clipped(self, *pieces: Piece) -> None:
        """A line of ``pieces``, cut with a sign where it is wider than the page."""
        kept, room = list(pieces), self.width - 1
        if sum(cell_len(text) for text, _ in pieces) > self.width:
            for place, (text, style) in enumerate(pieces):
                if cell_len(text) > room:
                    kept[place:] = [(set_cell_size(text, room) + ("…" if self.sink.unicode else "."), style)]
                    break
                room -= cell_len(text)
        self.put(*kept)

    def bar_row(self, grid: Grid, bar: Bar, block: Bars) -> None:
        from rich.padding import Padding
        from rich.text import Text

        style = "bold" if bar.strong else ""
        note = one_line(bar.note)
        between = " · " if note[:1].isupper() else ", "  # a sentence of its own stands apart
        said = between.join(each for each in (one_line(bar.words), note) if each)
        below = " · ".join(each for each in (said, self.mark(bar, block, said)) if each)
        label = Text(one_line(bar.label), style=style) + Text(f"\n{below}" if below else "", style="dim")
        drawn = Text.assemble(*self.drawn(bar, block, 12 if self.narrow else 24))
        grid.add_row(Padding(label, (0, 0, 0, 0 if bar.strong else 2)), drawn, Text(one_line(bar.figure), style=style))

    def mark(self, bar: Bar, block: Bars, said: str) -> str:
        """The mark's figure, as the table behind the bar has it; "" where ``said`` has both its name and its figure."""
        name = one_line(block.mark)
        if bar.mark is None or not name:
            return ""
        figure = replace(block, bars=(bar,)).table(self.point).rows[0][2]
        told = name.casefold() in said.casefold() and figure in said
        return "" if told else f"{name[:1].lower()}{name[1:]}: {figure}"

    def drawn(self, bar: Bar, block: Bars, width: int) -> list[Piece]:
        """The value as a full bar, what open answers could add as a lighter one, the rest of the scale as dots."""
        full, maybe, rest, pointer = ("█", "▒", "·", "┃") if self.sink.unicode else ("#", "?", ".", "|")

        def cells(value: float | None) -> int:
            return 0 if value is None else int(block.share(value) * width + 0.5)

        solid = cells(bar.value if bar.low is None or bar.low == bar.high else bar.low)
        end = max(cells(bar.high), solid)
        level = _LEVELS[bar.level]
        line = [(full, level)] * solid + [(maybe, level)] * (end - solid) + [(rest, f"dim {level}")] * (width - end)
        if bar.mark is not None:
            line[min(cells(bar.mark), width - 1)] = pointer, f"bold {level}"
        return _joined(line)

    def add_heat_map(self, block: HeatMap) -> None:
        rows = tuple(
            (label, *told, *(self.shaded(cell, block) for cell in cells)) for label, told, cells, _ in block.lines()
        )
        table = Table(block.columns, rows)
        if block.notes:
            self.run_on(table, block.notes)
            return
        turned = _turned(table)
        self.figures(turned if not self.fits(table) and self.fits(turned) else table)

    def figures(self, table: Table) -> None:
        """A table of short cells: in columns if they leave room for the labels, else below each label."""
        if self.fits(table):
            self.laid(table, figures=True)
        elif len(table.rows) > _MANY:
            self.run_on(table)
        else:
            self.stacked(table.columns, table.rows)

    def fits(self, table: Table) -> bool:
        """Whether the columns of short figures leave room for the labels before them, also on a narrow terminal."""
        figures = list(zip(*table.rows, strict=True))[1:]
        words = [_longest_word(head) for head in table.columns[1:]]
        needed = sum(_BETWEEN + max(word, *map(len, cells)) for word, cells in zip(words, figures, strict=True))
        return bool(figures) and self.width - needed >= _LABELS

    def shaded(self, cell: Cell, block: HeatMap) -> str:
        """The figure, and beside it how far up the scale it lies: none, one, two or three thirds of it."""
        if cell.value is None:
            return cell.figure
        share = (cell.value - block.start) / (block.end - block.start)
        shades = ("   ", "░  ", "▒▒ ", "▓▓▓") if self.sink.unicode else ("   ", ".  ", "oo ", "###")
        return f"{cell.figure} {shades[min(max(int(share * 4), 0), 3)]}"

    def add_trend(self, block: Trend) -> None:
        drawn = self.sink.unicode
        rows = tuple(
            (f"{label} {self.spark(cells, block)}" if drawn else label, *(each.figure for each in cells))
            for label, cells in block.lines
        )
        table = Table(block.columns, rows)
        width = max((len(figure) for row in rows for figure in row[1:]), default=1)
        if self.fits(table):
            self.laid(table)
        elif (width + 1) * len(table.columns[1:]) + _LABELS <= self.width:
            self.numbered(table, width)
        elif len(block.columns) > _MANY + 1:
            self.line(block.columns[0], "bold")
            self.in_short(block, [_first_to_last(cells) for _, cells in block.lines])
        else:
            self.add(table)

    def add_timeline(self, block: Timeline) -> None:
        from digitrans.formats.timeline_lines import lines

        if not block.groups or not block.ticks:
            return
        self.file.write("\n" + "\n".join(lines(block, min(self.width, _READABLE), self.sink.unicode)) + "\n")

    def add_panels(self, block: Panels) -> None:
        """A line for each series: how it went, and its first and its last figure; the tables beside it have all."""
        drawn = [each for each in block.panels if each.series]
        for panel, trend in zip(drawn, block.trends(), strict=True):
            self.put()
            self.line(trend.name, "bold")
            tell = _sum_of if panel.kind == "opposed" else _first_to_last
            self.in_short(trend, [tell(cells) for _, cells in trend.lines])

    def in_short(self, block: Trend, told: Sequence[str]) -> None:
        """A line for each line: its label, its course as far as there is room, and what is ``told`` of it."""
        labels = [one_line(label) for label, _ in block.lines]
        figures = max(map(cell_len, told), default=0)
        points = len(block.columns) - 1 if self.sink.unicode else 0
        width = min(max(map(cell_len, labels), default=0), max(self.width - figures - min(points, 12) - 6, 12))
        room = max(self.width - width - figures - 6, 0)
        for label, (_, cells), text in zip(labels, block.lines, told, strict=True):
            spark = self.spark(_spread(cells, room), block) if points and room > 1 else ""
            name = label if cell_len(label) <= width else _cut(label, width)
            line = f"  {set_cell_size(name, width)}  {spark}{'  ' if spark else ''}{text}"
            self.put((line, ""))

    def add_bubbles(self, block: Bubbles) -> None:
        self.add_table(replace(block.table(), tight=True))
        for each in block.beside:
            self.line(each, "dim")

    def add_curve(self, block: Curve) -> None:
        """A line for each point: how much, a bar for what comes of it, its figure; below that the rest of its row."""
        if not block.steps:
            return
        most = max(each.y.value or 0 for each in block.steps) or 1
        full = "█" if self.sink.unicode else "#"
        wide = min(max(cell_len(one_line(each.x.figure)) for each in block.steps), self.width // 3)
        right = min(max(cell_len(one_line(each.y.figure)) for each in block.steps), self.width // 3)
        room = min(max(self.width - wide - right - 6, 4), 40)
        self.line(f"{one_line(block.columns[0])} → {one_line(block.columns[1])}", "dim")
        for each in block.steps:
            name, figure = (
                set_cell_size(one_line(cell.figure), size) for cell, size in ((each.x, wide), (each.y, right))
            )
            bar = full * int(max(each.y.value or 0, 0) / most * room + 0.5)
            line = f"{name.strip():>{wide}}  {bar:<{room}}  {figure.strip():>{right}}"
            self.clipped((line, "bold" if each.strong else ""))
            told = [f"{head}: {cell}" for head, cell in zip(block.columns[2:], each.cells, strict=True) if cell]
            if told:
                self.line(" · ".join(told), "dim", indent=wide + 2)

    def numbered(self, table: Table, width: int) -> None:
        """Points in time by number, told once above, and their figures close together; for many on a narrow page."""
        points = list(enumerate(map(one_line, table.columns[1:]), 1))
        self.line("; ".join(f"{number}: {point}" for number, point in points), "dim")
        from rich.text import Text

        grid = self.grid(table.columns[:1])
        grid.add_column(Text(" ".join(str(number).rjust(width) for number, _ in points)), no_wrap=True)
        for row in table.rows:
            grid.add_row(Text(one_line(row[0])), Text(" ".join(one_line(each).rjust(width) for each in row[1:])))
        self.console.print(grid)

    def spark(self, cells: tuple[Cell, ...], block: Trend) -> str:
        """The values as columns of eight heights, a dot where there is none."""

        def height(value: float | None) -> str:
            if value is None:
                return "·"
            return "▁▂▃▄▅▆▇█"[min(max(int((value - block.start) / (block.end - block.start) * 8), 0), 7)]

        return "".join(height(cell.value) for cell in cells)

    def add_profile(self, block: Profile) -> None:
        from rich.table import Table as Grid
        from rich.text import Text

        for each in block.positions:
            self.put()
            self.line(each.label, "bold")
            grid = Grid.grid(padding=(0, 1), expand=True)
            grid.add_column(justify="right", ratio=1, overflow="fold")
            grid.add_column(no_wrap=True, width=13, justify="center")
            grid.add_column(ratio=1, overflow="fold")
            grid.add_row(Text(one_line(each.left)), self.slider(each.value), Text(one_line(each.right)))
            self.console.print(grid, width=min(self.width, _READABLE))
            self.line(each.words + (f" · {each.note}" if each.note else ""), "dim", indent=2)

    def slider(self, value: int | None) -> Text:
        from rich.text import Text

        on, off, line = ("●", "┼", "─") if self.sink.unicode else ("O", "+", "-")
        marks = (on if place == value else off for place in range(-2, 3))
        return Text((line * 2).join(marks))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """``pieces`` with those of one style beside each other in one."""
    return [("".join([text for text, _ in alike]), style) for style, alike in groupby(pieces, itemgetter(1))]


def _first_to_last(cells: Sequence[Cell]) -> str:
    """The first and the last figure that are known, once where they are alike; of none, what stands instead."""
    known = [one_line(each.figure) for each in cells if each.value is not None]
    if not known:
        return one_line(cells[-1].figure) if cells else ""
    return known[0] if known[0] == known[-1] else f"{known[0]} → {known[-1]}"


def _sum_of(cells: Sequence[Cell]) -> str:
    """What came or went in all."""
    known = [each.value for each in cells if each.value is not None]
    return f"{sum(known):g}" if known else "–"


def _spread(cells: tuple[Cell, ...], room: int) -> tuple[Cell, ...]:
    """``cells``, or as many of them as there is ``room`` for, evenly spread, with the first and the last."""
    if len(cells) <= room:
        return cells
    return tuple([cells[round(n * (len(cells) - 1) / (room - 1))] for n in range(room)])


def _cut(text: str, room: int) -> str:
    """``text`` cut at a space so that it fills ``room`` columns, with a sign that it goes on."""
    cut = set_cell_size(text, room - 2)
    whole = cut.rpartition(" ")[0] if " " in cut[room // 2 :] else cut
    return set_cell_size(f"{whole} …", room)


def _turned(table: Table) -> Table:
    """The table with its rows as columns: few things with many figures then fit beside each other."""
    columns = ("", *(row[0] for row in table.rows))
    figures = zip(*(row[1:] for row in table.rows), strict=True)
    return Table(columns, tuple((head, *cells) for head, cells in zip(table.columns[1:], figures, strict=True)))
