"""A Document as a Word file (the extra ``office``): headings, lists and tables that are such, in styles of a template.

Bars, maps and profiles are tables with a drawn or shaded cell, so that all figures and words stay text that can be
edited and is read aloud; pictures that are drawn as a whole are images with their words.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, assert_never

from digitrans.documents import (
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
    Scene,
    Table,
    Ticks,
    Timeline,
    Trend,
)
from digitrans.formats import Sink
from digitrans.formats.grids import Drawn, Grid, GridCell, Shaded, grid, text_grid
from digitrans.formats.layout import (
    WORD_LISTS,
    WORD_PRINTS,
    density,
    grid_shares,
    heading_level,
    is_checklist,
    is_short,
    set_text,
    shares,
    sheet_titles,
    tail,
)
from digitrans.formats.packages import LOCALES, describe, settled
from digitrans.formats.pictures import described
from digitrans.formats.word_styles import FIT, ROOMY, furnish, opened
from digitrans.texts.escaping import one_line

BOXES = {"open": "☐", "under-way": "☐", "done": "☒", "not-relevant": "☐"}

NARROW = 72
"""The width of a page in characters, counted so that headings keep their words whole in wider fonts than ours."""


def write(document: Document, sink: Sink) -> bytes:
    """The Word file. Raises UsageFault for a template that is none."""
    word = opened(sink.template)
    is_sheets = document.pages == 1 or sheet_titles(document)
    prints = WORD_LISTS if is_checklist(document) else WORD_PRINTS
    sizes = FIT[density(document, prints, otherwise=3 if is_sheets else 1)] if document.pages else ROOMY
    if sink.template is None:
        furnish(word, sizes, footer=document.pages != 1)
    page = _Page(word, document, sink.template is None)
    end = tail(document)
    for block in document.blocks[:end]:
        page.add(block)
    before = len(word.element.body)
    for block in document.blocks[end:]:
        page.add(block)
    _hold_together(word.element.body, before - 1)
    page.finish()
    describe(word.core_properties, one_line(document.title), one_line(document.sender), document.language, sink.now)
    file = io.BytesIO()
    word.save(file)
    return settled(file.getvalue())


class _Page:
    def __init__(self, word: Any, document: Document, own: bool) -> None:
        self.word, self.own, self.language = word, own, document.language
        self.point = "," if document.language == "da" else "."
        section = word.sections[-1]
        self.width = section.page_width - section.left_margin - section.right_margin
        self.level, self.heading, self.new_page = 1, document.title, False
        self.pictures = 0
        self.styles: dict[str, str | None] = {}
        self.put(document.title, "Title")

    def put(self, text: str, style: str = "") -> Any:
        """A paragraph in ``style``, or as other text where the template has no such style."""
        return self.styled(self.word.add_paragraph(one_line(text)), style)

    def styled(self, paragraph: Any, style: str) -> Any:
        if style and (found := self.style(style)) is not None:
            paragraph._p.style = found
        return paragraph

    def style(self, name: str, kind: str = "PARAGRAPH") -> str | None:
        """The id of a style of that kind, looked up once; None where the template has none of that name."""
        from docx.enum.style import WD_STYLE_TYPE

        if name not in self.styles:
            fits = name in self.word.styles and self.word.styles[name].type == WD_STYLE_TYPE[kind]
            self.styles[name] = self.word.styles[name].style_id if fits else None
        return self.styles[name]

    def finish(self) -> None:
        """The language of every text, in the defaults and in styles that say another."""
        from docx.oxml.ns import qn
        from docx.oxml.parser import OxmlElement

        tag, locale = qn("w:lang"), LOCALES.get(self.language, self.language)
        found = list(self.word.styles.element.iter(tag))
        if not found:
            for each in self.word.styles.element.iter(qn("w:rPrDefault")):
                properties = each.get_or_add_rPr() if hasattr(each, "get_or_add_rPr") else each[0]
                found.append(OxmlElement("w:lang"))
                properties.append(found[-1])
        for each in found:
            each.set(qn("w:val"), locale)

    def add(self, block: Block) -> None:
        match block:
            case Heading():
                self.add_heading(block)
            case PageBreak():
                self.add_page_break(block)
            case Paragraph():
                self.add_paragraph(block)
            case Points():
                self.add_points(block)
            case Ticks():
                self.add_ticks(block)
            case Blanks():
                self.add_blanks(block)
            case Table():
                self.add_table(block)
            case Bars() | Profile() | HeatMap() | Trend():
                self.add_picture(block)
            case Timeline() | Panels() | Bubbles() | Curve():
                self.add_scene(block)
            case _:
                assert_never(block)

    def add_heading(self, block: Heading) -> None:
        self.level = heading_level(block.level, self.level)
        self.heading = block.text
        paragraph = self.put(block.text, f"Heading {self.level - 1}")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.page_break_before = True if self.new_page else None
        self.new_page = False

    def add_page_break(self, _: PageBreak) -> None:
        self.new_page = True

    def add_paragraph(self, block: Paragraph) -> None:
        paragraph = self.put(block.text, {"muted": "Note", "lead": "Lead"}.get(block.tone, ""))
        for run in paragraph.runs:
            run.bold = True if block.tone in ("strong", "warning", "lead") else None

    def add_points(self, block: Points) -> None:
        style = "List Number" if block.numbered else "List Bullet"
        number = _new_count(self.word) if block.numbered and block.texts else None
        for text in block.texts:
            paragraph = self.put(text, style)
            if number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number

    def add_ticks(self, block: Ticks) -> None:
        from docx.shared import Pt

        for text, help, mark in block.marked():
            paragraph = self.styled(self.word.add_paragraph(), "List")
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Pt(20), Pt(-20)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(20))
            paragraph.paragraph_format.keep_together = True
            paragraph._p.append(_box(BOXES[mark.sign], mark.sign == "done"))
            paragraph.add_run("\t" + one_line(text))
            for words, bold in ((mark.words, True), (help, False)):
                if words:
                    paragraph.add_run().add_break()
                    run = paragraph.add_run(one_line(words))
                    run.bold, run.italic = bold or None, None if bold else True

    def add_blanks(self, block: Blanks) -> None:
        for label, lines in block.fields:
            if not lines:
                self.rule(self.put(f"{one_line(label)}: "))
                continue
            paragraph = self.put(label)
            for run in paragraph.runs:
                run.bold = True
            paragraph.paragraph_format.keep_with_next = True
            for _ in range(lines):
                self.rule(self.word.add_paragraph())

    def rule(self, paragraph: Any) -> None:
        """A line to write on, from where the text ends to the margin."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(self.width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        paragraph.add_run("\t")

    def add_table(self, block: Table) -> None:
        self.table(text_grid(block), shares(block, NARROW))

    def add_picture(self, block: Bars | Profile | HeatMap | Trend) -> None:
        found = grid(block, self.point)
        if found.rows:
            self.table(found, grid_shares(found, NARROW), getattr(block, "name", ""))

    def add_scene(self, block: Scene) -> None:
        """Pictures as wide as the page."""
        from digitrans.formats.raster import canvas_png
        from digitrans.formats.scenes import canvases

        said = described(block, block.name or self.heading)
        for each in canvases(block):
            place = self.word.add_paragraph()
            picture = place.add_run().add_picture(io.BytesIO(canvas_png(each)), width=self.width)
            _tell(picture, said)
        if isinstance(block, Timeline | Curve):
            self.add(block.table())
        for text in block.beside if isinstance(block, Bubbles) else ():
            self.put(text, "Note")

    def table(self, found: Grid, widths: Sequence[int], name: str = "") -> None:
        """A table whose headings come back on every page, and whose rows stay whole."""
        if not found.columns:
            return
        headed = any(found.columns)
        table = self.word.add_table(rows=0, cols=len(found.columns))
        if (look := self.style("Report Table" if self.own else "Table Grid", "TABLE")) is not None:
            table._tbl.tblStyle_val = look
        table.autofit = False
        _say_of_table(table, one_line(name or self.heading), headed)
        rooms = [self.width * each // 100 for each in widths]
        for column, room in zip(table.columns, rooms, strict=True):
            column.width = room
        if headed:
            row = self.row(table, found.columns, rooms)
            _repeat(row)
            for place, cell in enumerate(row.cells):
                if any(isinstance(cells[place], Shaded) for cells in found.rows):
                    self.styled(cell.paragraphs[0], "Cell Head").alignment = _middle()
                    _narrow(cell)
                for run in cell.paragraphs[0].runs:
                    run.bold = True
        for number, cells in enumerate(found.rows):
            row = self.row(table, cells, rooms, "Cell Map" if found.notes else "Cell")
            if number in found.strong:
                for cell in row.cells:
                    for run in cell.paragraphs[0].runs:
                        run.bold = True
            if notes := found.note(number):
                self.notes(table, row, notes)
        ends = sum(1 + bool(found.note(n)) for n in range(len(found.rows))[-2:])
        _keep_together(table, headed + 1, ends, short=is_short(found))
        self.styled(self.word.add_paragraph(), "Gap")

    def notes(self, table: Any, above: Any, notes: Sequence[str]) -> None:
        """Small print below a row, across all columns but the first, which goes over both."""
        row = table.add_row()
        _keep_whole(row)
        places, tops = row.cells, above.cells
        label = tops[0].merge(places[0])
        for paragraph in label.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        for each in tops:
            each.paragraphs[0].paragraph_format.keep_with_next = True
        place = places[1].merge(places[-1])
        for paragraph in place.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        for n, text in enumerate(notes):
            paragraph = self.styled(place.paragraphs[0] if n == 0 else place.add_paragraph(), "Cell Note")
            paragraph.add_run(one_line(text))

    def row(self, table: Any, cells: Sequence[GridCell], rooms: Sequence[int], style: str = "Cell") -> Any:
        row = table.add_row()
        _keep_whole(row)
        for place, each, room in zip(row.cells, cells, rooms, strict=True):
            place.width = room
            paragraph = self.styled(place.paragraphs[0], style)
            if isinstance(each, Drawn):
                self.drawn(paragraph, each, room)
            elif isinstance(each, Shaded):
                _shade(place, paragraph, each)
            elif each:
                paragraph.add_run(set_text(each))
        return row

    def drawn(self, paragraph: Any, cell: Drawn, room: int) -> None:
        from docx.shared import Pt

        from digitrans.formats.raster import cell_png

        width = max(min(room - Pt(12), round(cell.width / cell.height * Pt(18))), Pt(12))
        picture = paragraph.add_run().add_picture(io.BytesIO(cell_png(cell)), width=width)
        _tell(picture, one_line(cell.said) or "–")


def _new_count(word: Any) -> int | None:
    """A numbering of its own for one numbered list, so that it begins at 1; None where the template numbers nothing."""
    styles = word.styles
    properties = styles["List Number"].element.pPr if "List Number" in styles else None
    wanted = properties.numPr.numId if properties is not None and properties.numPr is not None else None
    if wanted is None:
        return None
    numbering = word.part.numbering_part.element
    try:
        shape = numbering.num_having_numId(wanted.val).abstractNumId.val
    except KeyError:
        return None
    made = numbering.add_num(shape)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def _element(tag: str, **attributes: str) -> Any:
    """An element of Word's main vocabulary; ``val`` is its attribute ``w:val``."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _box(sign: str, checked: bool) -> Any:
    """A box that is ticked by a click."""
    from docx.oxml import parse_xml

    return parse_xml(
        '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:sdtPr><w14:checkbox>'
        f'<w14:checked w14:val="{int(checked)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>'
        '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr>'
        f"<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def _tell(picture: Any, said: str) -> None:
    """The text alternative of a picture, which stands where its cell begins."""
    for side in ("distT", "distB", "distL", "distR"):
        picture._inline.set(side, "0")
    properties = picture._inline.docPr
    properties.set("descr", said)
    properties.set("name", f"Figure {properties.get('id')}")


def _say_of_table(table: Any, name: str, headed: bool) -> None:
    """What the table shows, for those who have it read aloud, and that its first row and column are headings."""
    properties = table._tbl.tblPr
    look = properties.find(_element("tblLook").tag)
    if look is not None:
        properties.remove(look)
    flags = {"firstRow": str(int(headed)), "lastRow": "0", "firstColumn": "1", "lastColumn": "0"}
    properties.append(_element("tblLook", **flags, noHBand="1", noVBand="1"))
    if name:
        properties.append(_element("tblCaption", val=name[:250]))


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("cantSplit"))


def _middle() -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    return WD_ALIGN_PARAGRAPH.CENTER


def _keep_together(table: Any, start: int, end: int, short: bool) -> None:
    """A short table stays on one page; a longer one begins with ``start`` and ends with ``end`` rows in one piece."""
    rows = table._tbl.tr_lst
    for row in rows[:-1] if short else {*rows[:start], *rows[-end:-1]}:
        for cell in row.tc_lst:
            for paragraph in cell.p_lst:
                paragraph.get_or_add_pPr().keepNext_val = True


def _hold_together(body: Any, start: int) -> None:
    """Paragraphs from ``start`` on stay on one page, in tables, too."""
    from docx.oxml.ns import qn

    last = list(body.iter(qn("w:p")))[-1:]
    for each in body[start:]:
        for paragraph in each.iter(qn("w:p")):
            if paragraph not in last:
                paragraph.get_or_add_pPr().keepNext_val = True


def _narrow(place: Any) -> None:
    """A cell without room at its sides, so that figures stand in its middle and headings have all of it."""
    margins = _element("tcMar")
    for side in ("left", "right"):
        margins.append(_element(side, w="15", type="dxa"))
    place._tc.get_or_add_tcPr().append(margins)


def _shade(place: Any, paragraph: Any, cell: Shaded) -> None:
    from docx.shared import RGBColor

    place._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill=cell.fill[1:].upper()))
    _narrow(place)
    paragraph.alignment = _middle()
    paragraph.add_run(set_text(cell.text)).font.color.rgb = RGBColor.from_string(cell.ink[1:].upper())
