"""A Document as one HTML file: opens anywhere offline, asks the network for nothing, and prints on A4."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import assert_never
from xml.etree.ElementTree import Element, SubElement, tostring

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
    Scene,
    Table,
    Ticks,
    Timeline,
    Trend,
)
from digitrans.formats import Sink
from digitrans.formats.grids import Drawn, Grid, GridCell, Shaded, grid, svg, text_grid
from digitrans.formats.layout import (
    WHOLE,
    density,
    grid_shares,
    heading_level,
    is_short,
    set_text,
    shares,
    sheet_titles,
    tail,
)
from digitrans.texts.escaping import one_line

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:#1a1a1a;background:#fff;
-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 3rem;overflow-wrap:anywhere;hyphens:auto}
h1{font-size:1.8rem;line-height:1.2;margin:0 0 .75rem;padding-bottom:.5rem;border-bottom:3px solid #1f4e79}
h2{font-size:1.25rem;line-height:1.25;margin:2rem 0 .5rem;color:#173f63}
h2.sheet{font-size:1.8rem;line-height:1.2;padding-bottom:.5rem;border-bottom:3px solid #1f4e79;color:#1a1a1a}
.sheets h1{font-size:1rem;font-weight:600;border:0;margin:0;padding:0;color:#595959}
h3{font-size:1.1rem;margin:1.4rem 0 .35rem}
h4{font-size:.98rem;margin:1.1rem 0 .3rem;color:#424242}
p{margin:.35rem 0;max-width:46rem}
.strong,.warning{font-weight:700}
.warning{border-left:4px solid #1a1a1a;padding-left:.6rem}
.lead{font-size:1.5rem;font-weight:700;line-height:1.25;color:#173f63;margin:.5rem 0}
.muted,.help{color:#595959}
.light-green{color:#1a7f37}.light-amber{color:#9a6700}.light-grey{color:#595959}.light-red{color:#b3261e}
.help,.mark{font-size:.9em}
.mark{font-weight:600}
ol,ul{margin:.35rem 0;padding-left:1.6rem;max-width:46rem}
li{margin:.2rem 0}
ul.ticks{list-style:"";padding:0}
.ticks li{display:grid;grid-template-columns:1.15rem minmax(0,1fr);gap:.7rem;margin:.5rem 0}
.box{width:1.15rem;height:1.15rem;margin-top:.17rem}
.box *{fill:none;stroke:#1a1a1a;stroke-width:1.6}
.box path{stroke-width:2.4}
.ticks p{margin:0}
dl{margin:1rem 0;max-width:46rem}
dl.short{display:flex;flex-wrap:wrap;gap:.4rem 1.5rem}
.short div{flex:1 1 11rem;display:flex;gap:.5rem;align-items:flex-end}
dt{font-weight:600;color:#173f63}
dd{margin:0}
.short dd{flex:1;min-width:4rem;border-bottom:1px solid #595959;height:1.7rem}
.long dd{border-bottom:1px solid #595959;height:1.9rem}
figure{margin:1rem 0;display:grid;grid-template-columns:minmax(0,1fr);gap:1rem}
svg{display:block;width:100%;max-width:30rem;height:auto}
svg.box{max-width:none}
svg.drawn{max-width:15rem;margin-top:.35rem}
td.figure{text-align:center;border:1px solid #fff;font-variant-numeric:tabular-nums}
th.figure,td.figure{padding-left:.2rem;padding-right:.2rem}
th.figure{text-align:center;font-size:.85em;vertical-align:bottom}
.noted tr:not(:last-child){height:1.5em}
.noted tr:not(:last-child) td{border-bottom:0}
td.notes{padding-top:0;color:#424242;font-size:.92em}
.notes p{margin:0;max-width:none}
.sum th,.sum td{font-weight:700}
svg text{font-family:system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:.92rem;margin:.6rem 0}
figure table{margin:0}
svg.whole{max-width:none;width:100%}
figure.whole{overflow-x:auto}
@media screen and (max-width:48rem){svg.whole{min-width:44rem}}
summary{cursor:pointer;color:#1f4e79;margin:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem .3rem 0;border-bottom:1px solid #d5dbe1}
thead th{border-bottom:2px solid #1f4e79;color:#173f63}
tbody th{font-weight:400}
.last td,.last th{font-weight:600}
@media screen and (max-width:40rem){
h1,h2.sheet{font-size:1.45rem}
table.wide,.wide tbody,.wide tr,.wide th,.wide td{display:block;width:auto}
.wide thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.wide tr{border-bottom:1px solid #d5dbe1;padding:.4rem 0}
.wide th,.wide td{border:0;padding:.1rem 0}
.wide tbody th{font-weight:600}
.wide td[data-head]::before{content:attr(data-head) ": ";color:#595959}
.wide td.figure::before{color:inherit}
.wide td:empty{display:none}
.wide td.figure{text-align:left;padding:.1rem .4rem}
}
@media (forced-colors:active){
.box *{stroke:CanvasText}
svg.drawn,figure svg{background:#fff;forced-color-adjust:none}
td.figure{border:1px solid CanvasText}
.warning{border-left-color:CanvasText}
}
@media (prefers-reduced-motion:reduce){*{transition:none;animation:none;scroll-behavior:auto}}
@page{size:A4;margin:15mm 16mm 16mm;
@bottom-right{content:counter(page) " / " counter(pages);font:9pt sans-serif;color:#595959}}
@page fit{margin:12mm 16mm 13mm}
@page :first{@bottom-right{content:normal}}
@media print{
html{font:10.5pt/1.4 "Segoe UI","Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans Condensed",sans-serif;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
p,ol,ul,dl{max-width:none}
h1{font-size:1.6em}
.lead{font-size:1.45em}
h2{font-size:1.15em;margin:1.1em 0 .3em}
h1,h2,h3,h4,thead,h2+.muted,h3+.muted{break-after:avoid}
li,tr,tbody.noted,figure,figure>svg,.long div{break-inside:avoid}
table{break-before:avoid-page}
p{orphans:3;widows:3}
main>p.muted:last-child,.end~*{break-before:avoid}
.end,.end~*{break-inside:avoid}
figure{margin:.5em 0;gap:.6em}
details{display:none}
figure.whole{break-inside:avoid;overflow:visible}
svg.whole{min-width:0}
svg.drawn{max-width:44mm;margin-top:.22em}
figure table{font-size:.86em}
th,td{padding:.2em .4em .2em 0}
th.figure,td.figure{padding-left:.1em;padding-right:.1em}
table.short{break-inside:avoid}
tbody:not(.noted)>tr:first-child,tbody:not(.noted)>tr:nth-last-child(2),thead+tbody.noted,.noted:nth-last-of-type(2){break-after:avoid}
.new-page{break-before:page;margin-top:0}
h2.sheet{font-size:1.6em;margin:0 0 .5em}
.sheets h1{display:none}
.fit h2{margin:.8em 0 .2em}
.fit h2.sheet{margin:0 0 .4em}
.fit h3{margin:.6em 0 .1em}
.fit .ticks li{margin:.24em 0}
.fit p{margin:.15em 0}
.fit .help,.fit .muted{font-size:.88em}
.fit dl{margin:.6em 0}
.fit dl+p{margin-top:1em}
.fit .long dd{height:2.2em}
.fit .long div+div{margin-top:.8em}
.fit .short dd{height:2em}
.fit0{font-size:11.5pt}
.fit1{font-size:10.5pt}
.fit2{font-size:9.4pt;line-height:1.26}
.fit3{font-size:8.6pt;line-height:1.2}
.fit4{font-size:8.2pt;line-height:1.2}
.fit body{page:fit}
.fit th,.fit td{padding:.1em .4em .1em 0}
.fit .figure{padding-left:.1em;padding-right:.1em}
.fit3 .ticks li,.fit4 .ticks li{margin:.13em 0}
.fit3 h2,.fit4 h2{margin:.55em 0 .1em}
.fit3 .long dd,.fit4 .long dd{height:1.8em}
.fit3 .long div+div,.fit4 .long div+div{margin-top:.4em}
.fit3 .short dd,.fit4 .short dd{height:1.6em}
.fit ol,.fit ul{margin:.15em 0}
.fit li{margin:.08em 0}
.fit .lead{margin:.15em 0}
}
"""
LOOKS = ("fill", "stroke", "stroke-width", "font-size", "font-weight", "text-anchor")
_EMPTY = re.compile(r"></(?:rect|path|line|circle)>")
"""Ends of shapes, which hold nothing; ">" in texts and attributes is written otherwise."""

WIDTHS = "".join(f".w{n}{{width:{n}%}}" for n in range(1, 101))


def write(document: Document, sink: Sink) -> str:
    """``sink`` is not asked: the reader's screen and paper decide. Texts are escaped by construction."""
    page = _Page(document)
    titles, end = sheet_titles(document), tail(document)
    for place, block in enumerate(document.blocks):
        if place == end:
            kept = len(page.main)
        page.look = "sheet" if place in titles else ""
        page.add(block)
    if end < len(document.blocks):
        page.hold_together(kept)
    page.finish()
    for each in (*page.main, *page.main.iter("tr")):
        each.tail = "\n"  # a line for each block and row, for those who compare files
    text = tostring(page.root, encoding="unicode", method="html")
    return "<!DOCTYPE html>\n" + _EMPTY.sub("/>", text) + "\n"


class _Page:
    def __init__(self, document: Document) -> None:
        self.language, self.title = document.language, one_line(document.title)
        self.root = Element("html", {"lang": document.language})
        classes = [f"fit fit{density(document)}"] if document.pages else []
        classes += ["sheets"] if sheet_titles(document) else []
        if classes:
            self.root.set("class", " ".join(classes))
        self.looks: dict[tuple[tuple[str, str], ...], str] = {}
        self.head = SubElement(self.root, "head")
        self.main = SubElement(SubElement(self.root, "body"), "main")
        self.put("h1", document.title)
        self.level, self.heading, self.new_page, self.look = 1, document.title, False, ""

    def finish(self) -> None:
        """The head, whose style sheet knows the looks that pictures use."""
        looks = (f".{name}{{{';'.join(map(_declared, look))}}}" for look, name in self.looks.items())
        style = STYLE + WIDTHS + "\n" + "".join(looks)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
        SubElement(self.head, "meta", {"charset": "utf-8"})
        SubElement(self.head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
        SubElement(self.head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
        SubElement(self.head, "meta", {"name": "generator", "content": "digitrans"})
        SubElement(self.head, "link", {"rel": "icon", "href": "data:,"})
        SubElement(self.head, "title").text = self.title
        SubElement(self.head, "style").text = style

    def hold_together(self, start: int) -> None:
        """No printed page begins within what follows the ``start`` first elements."""
        for first in self.main[start : start + 1]:
            first.set("class", f"{first.get('class', '')} end".strip())

    def picture(self, svg: Element) -> Element:
        """``svg`` with the look of its parts said once, in the style sheet, instead of in every part."""
        for part in svg.iter():
            look = tuple((name, part.attrib.pop(name)) for name in LOOKS if name in part.attrib)
            if look:
                part.set("class", self.looks.setdefault(look, f"p{len(self.looks)}"))
        return svg

    def put(self, tag: str, text: str, parent: Element | None = None, **attributes: str) -> Element:
        """An element with ``text``; ``class_`` stands for ``class``."""
        given = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value}
        element = SubElement(self.main if parent is None else parent, tag, given)
        element.text = one_line(text)
        return element

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
        classes = [self.look, "new-page" if self.new_page else ""]
        self.put(f"h{self.level}", block.text, class_=" ".join(each for each in classes if each))
        self.new_page = False

    def add_page_break(self, _: PageBreak) -> None:
        self.new_page = True

    def add_paragraph(self, block: Paragraph) -> None:
        self.put("p", block.text, class_="" if block.tone == "plain" else block.tone)

    def add_points(self, block: Points) -> None:
        parent = SubElement(self.main, "ol" if block.numbered else "ul")
        for text in block.texts:
            self.put("li", text, parent)

    def add_ticks(self, block: Ticks) -> None:
        parent = SubElement(self.main, "ul", {"class": "ticks"})
        for text, help, mark in block.marked():
            line = SubElement(parent, "li")
            line.append(_box(mark.sign))
            told = SubElement(line, "div")
            self.put("p", text, told)
            for words, name in ((mark.words, "mark"), (help, "help")):
                if words:
                    self.put("p", words, told, class_=name)

    def add_blanks(self, block: Blanks) -> None:
        short = [label for label, lines in block.fields if lines == 0]
        if short:
            parent = SubElement(self.main, "dl", {"class": "short"})
            for label in short:
                self.blank(parent, label, 1)
        parent = SubElement(self.main, "dl", {"class": "long"}) if len(short) < len(block.fields) else self.main
        for label, lines in block.fields:
            if lines:
                self.blank(parent, label, lines)

    def blank(self, parent: Element, label: str, lines: int) -> None:
        group = SubElement(parent, "div")
        self.put("dt", label, group)
        for _ in range(lines):
            SubElement(group, "dd")

    def add_table(self, block: Table) -> None:
        self.table(block, self.main)

    def table(self, block: Table, parent: Element, room: int = WHOLE) -> None:
        self.grid(text_grid(block), shares(block, room), parent)

    def grid(self, found: Grid, widths: Sequence[int], parent: Element) -> None:
        """Columns as wide as their texts ask for; on a narrow screen, every row of a wide one is a block of its own."""
        wide = len(found.columns) > 2
        looks = [*(["wide"] if wide else []), *(["short"] if is_short(found) else [])]
        table = SubElement(parent, "table", {"class": " ".join(looks)} if looks else {})
        group = SubElement(table, "colgroup")
        for share in widths:
            SubElement(group, "col", {"class": f"w{share}"})
        if any(found.columns):
            row = SubElement(SubElement(table, "thead"), "tr")
            for head in found.columns:
                is_shaded = any(isinstance(cells[len(row)], Shaded) for cells in found.rows)
                look = "figure" if is_shaded else ""
                self.put("th" if head else "td", head, row, scope="col" if head else "", class_=look)
        body = SubElement(table, "tbody") if found.rows and not found.notes else table
        for number, cells in enumerate(found.rows):
            notes = found.note(number)
            parent = SubElement(table, "tbody", {"class": "noted"}) if found.notes else body
            row = SubElement(parent, "tr", {"class": "sum"} if number in found.strong else {})
            for place, cell in enumerate(cells):
                self.cell(row, cell, found.columns[place] if wide else "", first=place == 0)
            if notes:
                self.notes(row, parent, notes, len(found.columns))

    def notes(self, row: Element, body: Element, notes: Sequence[str], columns: int) -> None:
        """Small print below a row, across all columns but the first, which is the heading of both."""
        row[0].set("rowspan", "2")
        place = SubElement(SubElement(body, "tr"), "td", {"colspan": str(columns - 1), "class": "notes"})
        for each in notes:
            self.put("p", each, place)

    def cell(self, row: Element, cell: GridCell, head: str, first: bool) -> None:
        """A cell, the first one of which names its row; on a narrow screen it says what it holds."""
        if isinstance(cell, Drawn):
            SubElement(row, "td").append(self.picture(svg(cell)))
        elif isinstance(cell, Shaded):
            look = (("background", cell.fill), ("color", cell.ink))
            name = self.looks.setdefault(look, f"p{len(self.looks)}")
            self.put("td", cell.text, row, class_=f"figure {name}", data_head=one_line(head))
        elif first and cell:
            self.put("th", cell, row, scope="row")
        else:
            made = self.put("td", cell, row, data_head=one_line(head) if cell else "")
            made.text = set_text(cell)
            if cell[:1] in _LIT:
                made.text = None
                sign = SubElement(made, "span", {"class": _LIT[cell[0]], "aria-hidden": "true"})
                sign.text, sign.tail = cell[0], set_text(cell)[1:]

    def add_picture(self, block: Bars | Profile | HeatMap | Trend) -> None:
        found = grid(block, "," if self.language == "da" else ".")
        if found.rows:
            self.grid(found, grid_shares(found), self.main)

    def add_scene(self, block: Scene) -> None:
        """A picture as wide as the page; its figures unfold below it, and stand in the lists of what is printed."""
        from digitrans.formats.scenes import scenes

        drawn = scenes(block, block.name or self.heading)
        if not drawn:
            return
        for each in drawn:
            figure = SubElement(self.main, "figure", {"class": "whole", "tabindex": "0"})
            figure.append(self.picture(each))
        for text in block.beside if isinstance(block, Bubbles) else ():
            self.put("p", text, class_="muted")
        if isinstance(block, Timeline | Curve):
            self.table(block.table(), self.main)
            return
        fold = SubElement(self.main, "details")
        self.put("summary", FIGURES.get(self.language, FIGURES["en"]), fold)
        self.table(block.table(), fold)


FIGURES = {"da": "Tallene bag billedet", "en": "The figures behind the picture"}
_LIT = {sign: f"light-{light}" for light, sign in LIGHT_SIGNS.items()}


def _declared(look: tuple[str, str]) -> str:
    return f"{look[0]}:{look[1]}{'px' if look[0] == 'font-size' else ''}"


def _box(sign: str) -> Element:
    """A box to tick by hand, or with what has become of its line; the words beside it say the same."""
    box = Element("svg", {"class": "box", "viewBox": "0 0 20 20", "aria-hidden": "true"})
    SubElement(box, "rect", {"x": "1", "y": "1", "width": "18", "height": "18"})
    drawn = {"done": "M4 10.5l4 4.5L16.5 4.5", "under-way": "M3 17L17 3", "not-relevant": "M5 10h10"}
    if sign in drawn:
        SubElement(box, "path", {"d": drawn[sign]})
    return box
