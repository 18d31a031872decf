"""A Document as slides (the extra ``office``): one for each section, figures as text, nothing cut.

What does not fit on a slide is set smaller, down to 14 points, and then goes on to a further slide of the same title;
it is set down to 12 points where that saves a slide with a line or two.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any, Literal, assert_never

from digitrans.documents import (
    Bar,
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
from digitrans.formats import Sink
from digitrans.formats.canvas import WIDTH, Canvas
from digitrans.formats.colours import BLUE, DEEP, GREY, INK, LEVELS, TRACK, WHITE
from digitrans.formats.grids import Drawn, Grid, Shaded, grid, text_grid
from digitrans.formats.layout import grid_shares
from digitrans.formats.packages import describe, settled
from digitrans.formats.pictures import described
from digitrans.formats.scenes import canvases
from digitrans.texts.escaping import one_line
from digitrans.values import dataclass

WIDE, HIGH = 13.333, 7.5
LEFT, TOP, FOOT = 0.7, 1.45, 0.55
ROOM, TALL = WIDE - 2 * LEFT, HIGH - TOP - FOOT
SIZES = (20.0, 18.0, 16.0, 14.0)
CLOSER, LITTLE = (13.0, 12.0), 1.3
"""Sizes that are tried where a further slide would have fewer than so many inches on it."""
BOXES = {"open": "☐", "under-way": "◪", "done": "☒", "not-relevant": "–"}
Kind = Literal["text", "point", "number", "heading", "strong", "lead", "muted", "rows", "bar", "scene"]
TONES: dict[str, Kind] = {"plain": "text", "muted": "muted", "strong": "strong", "warning": "strong", "lead": "lead"}
LARGE = 1.5


@dataclass(frozen=True)
class Piece:
    """Something that stands on one slide: a line of text, a row of a table, a bar or a picture."""

    kind: Kind
    text: str = ""
    grid: Grid | None = None
    row: int = 0
    fill: float = 0.0
    level: int | None = None
    figure: str = ""
    block: Any = None
    words: str = ""
    canvas: Canvas | None = None

    def height(self, size: float) -> float:
        """Inches that the piece takes in text of ``size`` points."""
        line = size * 1.22 / 72
        if self.kind == "rows" and self.grid is not None:
            return _row_height(self.grid, self.row, size)
        if self.kind == "bar":
            return _bar_height(self.block, size)
        if self.canvas is not None:
            return min(TALL, ROOM * self.canvas.y / WIDTH + 0.1)
        if self.kind == "lead":
            return lines(self.text, ROOM, size * LARGE) * line * LARGE + 0.2
        inset = 0.3 if self.kind in ("point", "number") else 0.0
        return max(lines(self.text, ROOM - inset, size), 1) * line + (0.2 if self.kind == "heading" else 0.09)


@dataclass
class Section:
    """A title and what stands below it."""

    title: str
    pieces: list[Piece] = field(default_factory=list)


def lines(text: str, width: float, size: float) -> int:
    """Lines of ``text`` in ``width`` inches, counted on the wide side; long words are broken."""
    room = max(int(width * 72 / (size * 0.57)), 4)
    count, left = 1, room
    for word in text.split():
        long = len(word)
        if long > room:
            count += math.ceil((long - max(left, 0)) / room)
            left = room - long % room
        elif long > left:
            count, left = count + 1, room - long - 1
        else:
            left -= long + 1
    return count


def _row_height(found: Grid, row: int, size: float) -> float:
    small = size * 0.75
    cells = found.columns if row < 0 else tuple("" if isinstance(c, Drawn) else found.text(c) for c in found.rows[row])
    rooms = [ROOM * share / 100 - 0.16 for share in grid_shares(found)]
    if row >= 0 and found.note(row):
        cells, rooms = cells[1:], rooms[1:]
    tall = max(lines(one_line(c), w, small) for c, w in zip(cells, rooms, strict=True)) * small * 1.22 / 72 + 0.12
    return tall + (_notes_height(found, row, size) if row >= 0 else 0)


def _head_size(found: Grid, size: float) -> float:
    """Points of the headings of a table: smaller than its texts where a word would else be broken, 7 at least."""
    rooms = [ROOM * share / 100 - 0.16 for share in grid_shares(found)]
    longest = (max(map(len, one_line(each).split()), default=1) for each in found.columns)
    fitting = (room * 72 / (0.64 * long) for room, long in zip(rooms, longest, strict=True))
    return max(min(size * 0.75, *fitting), 7.0)


def _notes_height(found: Grid, row: int, size: float) -> float:
    """Inches of the small print below a row; 0 for none."""
    small, across = size * 0.75, ROOM * (100 - grid_shares(found)[0]) / 100 - 0.16
    told = " · ".join(found.note(row))
    if not told:
        return 0
    label = lines(one_line(found.text(found.rows[row][0])), ROOM * grid_shares(found)[0] / 100 - 0.16, small)
    return max(lines(one_line(told), across, small), label - 1) * small * 1.22 / 72 + 0.12


LABEL, DRAWN, FIGURE = 0.36, 0.3, 0.09
"""The shares of the room that a bar's label, the bar and its figure have; its words have the rest."""


def _beside(bar: Bar) -> str:
    return ", ".join(one_line(each) for each in (bar.words, bar.note) if each)


def _bar_height(block: Bars, size: float) -> float:
    """Inches of every bar of a block: as many as the one with most text needs, so that they stand evenly."""
    small, rest = size * 0.9, 1 - LABEL - DRAWN - FIGURE
    label = max(lines(one_line(bar.label), ROOM * (LABEL - 0.02), small) for bar in block.bars)
    words = max(lines(_beside(bar), ROOM * rest, small * 0.85) for bar in block.bars) * 0.85
    return max(label, words, 1) * small * 1.22 / 72 + 0.1


def write(document: Document, sink: Sink) -> bytes:
    """The slides, in 16 by 9."""
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    show.slide_width, show.slide_height = Inches(WIDE), Inches(HIGH)
    for section in _sections(document):
        for number, (pieces, size) in enumerate(_slides(section.pieces), 1):
            title = section.title if number == 1 else f"{section.title} ({number})"
            _Slide(show, title, size, document.language).fill(pieces)
    foot = " · ".join(one_line(each) for each in (document.sender, document.title) if each)
    for number, slide in enumerate(show.slides, 1):
        _foot(slide, foot, f"{number} / {len(show.slides)}")
    describe(show.core_properties, one_line(document.title), one_line(document.sender), document.language, sink.now)
    file = io.BytesIO()
    show.save(file)
    return settled(file.getvalue())


def _sections(document: Document) -> list[Section]:
    """What stands before the first heading below the title, and then a section for each heading."""
    found = [Section(one_line(document.title) or "–")]
    point = "," if document.language == "da" else "."
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append(Section(one_line(block.text) or "–"))
        else:
            found[-1].pieces += _pieces(block, point)
    return [each for n, each in enumerate(found) if each.pieces or n == 0]


def _pieces(block: Block, point: str) -> Iterator[Piece]:
    match block:
        case Heading(text):
            yield Piece("heading", one_line(text))
        case Paragraph(text, tone):
            yield Piece(TONES[tone], one_line(text))
        case Points(texts, numbered):
            for number, text in enumerate(texts, 1):
                yield Piece(
                    "number" if numbered else "point", f"{number}. {one_line(text)}" if numbered else one_line(text)
                )
        case Ticks():
            for text, help, mark in block.marked():
                yield Piece(
                    "number", " – ".join(one_line(e) for e in (f"{BOXES[mark.sign]} {text}", mark.words, help) if e)
                )
        case Blanks(fields):
            yield from (Piece("strong", f"{one_line(label)}:") for label, _ in fields)
        case Bars(bars=bars):
            for bar in bars:
                share = 0.0 if bar.value is None else block.share(bar.value)
                figure = one_line(bar.figure)
                yield Piece("bar", one_line(bar.label), None, 0, share, bar.level, figure, block, _beside(bar))
        case Timeline() | Panels() | Bubbles() | Curve():
            yield from (Piece("scene", block=block, canvas=each) for each in canvases(block))
            if isinstance(block, Curve) and block.steps:
                yield from _rows(text_grid(block.table()))
            for text in block.beside if isinstance(block, Bubbles) else ():
                yield Piece("muted", one_line(text))
        case Table(columns=columns):
            yield from _rows(text_grid(block)) if columns else ()
        case PageBreak():
            return
        case Profile() | HeatMap() | Trend():
            yield from _rows(grid(block, point))
        case _:
            assert_never(block)


def _rows(found: Grid) -> Iterator[Piece]:
    yield from (Piece("rows", grid=found, row=number) for number in range(len(found.rows)))


def _slides(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], float]]:
    """The pieces slide by slide, in the largest size that takes them all on one, else in the smallest."""
    for size in SIZES:
        if len(found := list(_broken(pieces, size))) <= 1:
            yield (found[0] if found else []), size
            return
    usual = list(_broken(pieces, SIZES[-1]))
    if sum(each.height(SIZES[-1]) for each in usual[-1]) < LITTLE:
        for size in CLOSER:
            if len(found := list(_broken(pieces, size))) < len(usual):
                yield from ((each, size) for each in found)
                return
    yield from ((each, SIZES[-1]) for each in usual)


def _broken(pieces: Sequence[Piece], size: float) -> Iterator[list[Piece]]:
    """The pieces in portions that fit; a heading goes along with what it is above."""
    portion: list[Piece] = []
    used = 0.0
    for piece in pieces:
        head = 0.0
        if piece.grid is not None and (not portion or portion[-1].grid is not piece.grid):
            head = _row_height(piece.grid, -1, size) + 0.15
        tall = piece.height(size) + head
        if portion and used + tall > TALL:
            carried = [portion.pop()] if portion[-1].kind == "heading" and len(portion) > 1 else []
            yield portion
            portion, used = carried, sum(each.height(size) for each in carried)
        portion.append(piece)
        used += tall
    if portion:
        yield portion


class _Slide:
    """One slide that is filled from the top down."""

    def __init__(self, show: Any, title: str, size: float, language: str) -> None:
        from pptx.util import Inches, Pt

        self.slide, self.size, self.language = show.slides.add_slide(show.slide_layouts[5]), size, language
        self.y = TOP
        place = self.slide.shapes.title
        place.left, place.top, place.width, place.height = (Inches(x) for x in (LEFT, 0.4, ROOM, 0.9))
        place.text_frame.word_wrap = True
        place.text_frame.text = title
        shown = 30 if lines(title, ROOM, 30) == 1 else 24 if lines(title, ROOM, 24) <= 2 else 16
        for paragraph in place.text_frame.paragraphs:
            paragraph.alignment = _left()
            self.look(paragraph.runs, shown, bold=True, colour=DEEP)
        self.pt, self.inches = Pt, Inches

    def look(self, runs: Any, size: float, bold: bool = False, colour: str = INK) -> None:
        from pptx.util import Pt

        for run in runs:
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Calibri"
            run.font.color.rgb = _rgb(colour)
            run.font.language_id = _language(self.language)

    def fill(self, pieces: Sequence[Piece]) -> None:
        """Texts that follow one another share a box; so do the rows of one table."""
        place = 0
        while place < len(pieces):
            end = place + 1
            while end < len(pieces) and _joins(pieces[place], pieces[end]):
                end += 1
            group = pieces[place:end]
            if group[0].kind == "rows":
                self.table(group)
            elif group[0].kind == "bar":
                self.bar(group[0])
                self.y += 0.12 if end < len(pieces) and pieces[end].kind != "bar" else 0.0
            elif group[0].canvas is not None:
                self.scene(group[0], group[0].canvas)
            else:
                self.texts(group)
            place = end

    def box(self, x: float, y: float, width: float, height: float) -> Any:
        shape = self.slide.shapes.add_textbox(*(self.inches(each) for each in (x, y, width, height)))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return frame

    def texts(self, group: Sequence[Piece]) -> None:
        tall = sum(each.height(self.size) for each in group)
        frame = self.box(LEFT, self.y, ROOM, tall)
        for number, piece in enumerate(group):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.text = piece.text
            paragraph.space_after = self.pt(5)
            if piece.kind == "point":
                _bullet(paragraph)
            colour = {"heading": DEEP, "lead": DEEP, "muted": GREY}.get(piece.kind, INK)
            size = self.size * (LARGE if piece.kind == "lead" else 1)
            self.look(paragraph.runs, size, piece.kind in ("heading", "strong", "lead"), colour)
        self.y += tall

    def bar(self, piece: Piece) -> None:
        tall = piece.height(self.size)
        middle, small = self.y + tall / 2, self.size * 0.9
        start, width = LEFT + ROOM * LABEL, ROOM * DRAWN
        self.beside(piece.text, LEFT, ROOM * (LABEL - 0.02), tall, small)
        self.block(start, middle - 0.11, width, TRACK)
        if piece.fill:
            self.block(start, middle - 0.11, width * piece.fill, BLUE if piece.level is None else LEVELS[piece.level])
        self.beside(piece.figure, start + width + 0.15, ROOM * FIGURE - 0.15, tall, small, bold=True)
        words = start + width + ROOM * FIGURE
        self.beside(piece.words, words, LEFT + ROOM - words, tall, small * 0.85)
        self.y += tall

    def beside(self, text: str, x: float, width: float, tall: float, size: float, bold: bool = False) -> None:
        """A text in the middle of its row; nothing where there is none."""
        from pptx.enum.text import MSO_ANCHOR

        if not text:
            return
        frame = self.box(x, self.y, width, tall)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame.text = text
        self.look(frame.paragraphs[0].runs, size, bold)

    def block(self, x: float, y: float, width: float, colour: str) -> None:
        from pptx.enum.shapes import MSO_SHAPE

        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(self.inches(e) for e in (x, y, width, 0.22)))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def scene(self, piece: Piece, canvas: Canvas) -> None:
        from digitrans.formats.raster import canvas_png

        tall = piece.height(self.size) - 0.1
        shape = self.slide.shapes.add_picture(
            io.BytesIO(canvas_png(canvas)), self.inches(LEFT), self.inches(self.y), height=self.inches(tall)
        )
        shape._element.nvPicPr.cNvPr.set("descr", described(piece.block, piece.block.name))
        self.y += tall + 0.1

    def table(self, group: Sequence[Piece]) -> None:
        found = group[0].grid
        assert found is not None
        headed = any(found.columns)
        heights = [_row_height(found, -1, self.size)] if headed else []
        rows: list[tuple[tuple[Any, ...], bool]] = [(found.columns, True)] if headed else []
        for each in group:
            rows.append((found.rows[each.row], False))
            tall, notes = _row_height(found, each.row, self.size), found.note(each.row)
            below = _notes_height(found, each.row, self.size)
            heights += [tall - below, below] if notes else [tall]
            rows += [(("", " · ".join(notes)), False)] if notes else []
        place = (self.inches(e) for e in (LEFT, self.y, ROOM, sum(heights)))
        table = self.slide.shapes.add_table(len(heights), len(found.columns), *place).table
        table.first_row = headed
        for column, share in zip(table.columns, grid_shares(found), strict=True):
            column.width = self.inches(ROOM * share / 100)
        for row, height in zip(table.rows, heights, strict=True):
            row.height = self.inches(height)
        heads = _head_size(found, self.size)
        for n, (cells, is_head) in enumerate(rows):
            if len(cells) < len(found.columns):
                table.cell(n - 1, 0).merge(table.cell(n, 0))
                table.cell(n, 1).merge(table.cell(n, len(found.columns) - 1))
            for place_, cell in zip(table.rows[n].cells, cells, strict=False):
                self.cell(place_, found, cell, heads if is_head else self.size * 0.75, bold=is_head)
        self.y += sum(heights) + 0.15

    def cell(self, place: Any, found: Grid, cell: Any, size: float, bold: bool) -> None:

        place.margin_left = place.margin_right = self.inches(0.08)
        place.margin_top = place.margin_bottom = self.inches(0.04)
        place.text = one_line(found.text(cell))
        fill, ink = (cell.fill, cell.ink) if isinstance(cell, Shaded) else (TRACK if bold else WHITE, INK)
        place.fill.solid()
        place.fill.fore_color.rgb = _rgb(fill)
        self.look(place.text_frame.paragraphs[0].runs, size, bold, ink)


def _joins(first: Piece, other: Piece) -> bool:
    if "bar" in (first.kind, other.kind):
        return False
    return first.grid is other.grid


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    made: Any = RGBColor
    return made.from_string(colour[1:].upper())


def _left() -> Any:
    from pptx.enum.text import PP_ALIGN

    return PP_ALIGN.LEFT


def _language(language: str) -> Any:
    from pptx.enum.lang import MSO_LANGUAGE_ID

    return MSO_LANGUAGE_ID.DANISH if language == "da" else MSO_LANGUAGE_ID.ENGLISH_UK


def _bullet(paragraph: Any) -> None:
    """A real bullet with a hanging indent, not a character that is typed before the text."""
    from pptx.oxml import parse_xml

    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "230000")
    properties.set("indent", "-230000")
    properties.append(parse_xml('<a:buChar xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" char="•"/>'))


def _foot(slide: Any, text: str, number: str) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches, Pt

    for said, x, width, side in (
        (text[:140], LEFT, ROOM - 1, PP_ALIGN.LEFT),
        (number, WIDE - LEFT - 1, 1, PP_ALIGN.RIGHT),
    ):
        frame = slide.shapes.add_textbox(*(Inches(each) for each in (x, HIGH - 0.45, width, 0.3))).text_frame
        frame.text, frame.word_wrap = said, True
        paragraph = frame.paragraphs[0]
        paragraph.alignment = side
        for run in paragraph.runs:
            run.font.size, run.font.name = Pt(10), "Calibri"
            run.font.color.rgb = _rgb(GREY)
