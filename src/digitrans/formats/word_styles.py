"""The Word file that a document is written into: a municipality's template, or our own quiet look on A4."""

from __future__ import annotations

import io
import zipfile
from typing import Any, NamedTuple

from digitrans.errors import UsageFault
from digitrans.formats.colours import BLUE, DEEP, PRINTED_HAIR

MAX_PARTS, MAX_UNPACKED = 2000, 60_000_000
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"


class Sizes(NamedTuple):
    """Points of text and of the space after a paragraph, and centimetres of margin above and below."""

    text: float
    after: float
    margin: float


ROOMY = Sizes(10.5, 5, 2.0)
FIT = (Sizes(10.5, 4, 1.5), Sizes(9.5, 3, 1.3), Sizes(9.0, 2, 1.2), Sizes(8.0, 1.5, 1.1))
"""What goes with each of the four densities that ``layout.density`` finds."""


def opened(template: bytes | None) -> Any:
    """An empty Word file: that of python-docx, or the template without its body. Raises UsageFault for what is none."""
    import docx

    if template is None:
        return docx.Document()
    try:
        word = docx.Document(io.BytesIO(_as_document(template)))
        body = word.element.body
        for each in list(body):
            if not each.tag.endswith("}sectPr"):
                body.remove(each)
        _ = word.sections[-1].page_width, word.styles.element, word.core_properties
    except UsageFault:
        raise
    except Exception:  # a damaged package is answered with whatever comes up: KeyError, BadZipFile, XMLSyntaxError
        raise UsageFault("error.template") from None
    if word.sections[-1].page_width is None:
        _a4(word, ROOMY)
    return word


def _as_document(template: bytes) -> bytes:
    """``template`` as a document: what .dotx has otherwise is one word in one part. Bounded before it is unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old:
        parts = old.infolist()
        if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_UNPACKED:
            raise UsageFault("error.template")
        kinds = old.read("[Content_Types].xml")
        if b"macroEnabled" in kinds:
            raise UsageFault("error.template-macros")
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for each in parts:
                data = kinds.replace(_TEMPLATE, _MAIN) if each.filename == "[Content_Types].xml" else old.read(each)
                new.writestr(each.filename, data)
    return made.getvalue()


def _a4(word: Any, sizes: Sizes) -> None:
    from docx.shared import Cm

    section = word.sections[-1]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(sizes.margin)
    section.footer_distance = section.header_distance = Cm(min(sizes.margin, 1.1) * 0.8)


def furnish(word: Any, sizes: Sizes, footer: bool) -> None:
    """A4 and our look, said in styles alone, so that another template changes it all."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    _a4(word, sizes)
    styles, deep = word.styles, RGBColor(0x17, 0x3F, 0x63)
    _look(styles["Normal"], sizes.text, after=sizes.after, line=1.08)
    _look(styles["Title"], sizes.text * 1.85, bold=True, after=sizes.after * 1.5, colour=RGBColor(0x1A, 0x1A, 0x1A))
    for level, size in ((1, 1.3), (2, 1.1), (3, 1.0)):
        style = styles[f"Heading {level}"]
        _look(style, sizes.text * size, bold=True, before=sizes.after * 2, after=sizes.after * 0.7, colour=deep)
    for name in ("List Bullet", "List Number", "List"):
        _look(styles[name], sizes.text, after=sizes.after * 0.5)
    dense = [(name, min(most, sizes.text) / sizes.text) for name, most in (("Cell Map", 8.5), ("Cell Head", 7.0))]
    for name, size in (("Note", 0.9), ("Cell", 0.92), ("Cell Note", 0.82), *dense, ("Gap", 0.5), ("Lead", 1.4)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.quick_style = True
        _look(style, sizes.text * size, after=sizes.after if name in ("Note", "Lead") else 0, line=1.0)
    styles["Lead"].font.color.rgb = deep
    styles["Note"].font.color.rgb = RGBColor(0x59, 0x59, 0x59)
    table = styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
    table.base_style = styles["Normal Table"]
    _lines(table)
    if footer:
        _page_numbers(word, Pt(8.5))


def _look(
    style: Any,
    size: float,
    bold: bool | None = None,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    colour: Any = None,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size, style.font.bold = "Calibri", Pt(round(size * 2) / 2), bold
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    if colour is not None:
        style.font.color.rgb = colour
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line


def _lines(style: Any) -> None:
    """Thin lines between rows, a strong one below the headings, and a little room in the cells."""
    from docx.oxml import parse_xml

    hair, blue, deep = (each.removeprefix("#").upper() for each in (PRINTED_HAIR, BLUE, DEEP))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    style.element.append(
        parse_xml(
            f'<w:tblPr {space}><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{hair}"/>'
            f'<w:insideH w:val="single" w:sz="4" w:color="{hair}"/></w:tblBorders><w:tblCellMar>'
            '<w:top w:w="30" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
            '<w:right w:w="110" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    style.element.append(
        parse_xml(
            f'<w:tblStylePr {space} w:type="firstRow"><w:rPr><w:b/><w:color w:val="{deep}"/></w:rPr><w:tcPr>'
            f'<w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{blue}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
        )
    )


def _page_numbers(word: Any, size: Any) -> None:
    """ "1 / 3" at the foot of every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph = word.sections[-1].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for piece in ("PAGE", " / ", "NUMPAGES"):
        run = paragraph.add_run("" if piece.isupper() else piece)
        run.font.size = size
        for kind in ("begin", "", "end") if piece.isupper() else ():
            field = f'<w:instrText {space} xml:space="preserve"> {piece} </w:instrText>'
            run._r.append(parse_xml(f'<w:fldChar {space} w:fldCharType="{kind}"/>' if kind else field))
