"""What leaves for Word, Excel, slides, calendars and mail: real structure, nothing lost, hostile texts as text."""

from __future__ import annotations

import importlib.util
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conftest import EXAMPLES
from digitrans.documents import Bar, Bars, Document, Event, Heading, Paragraph, Points, Table, Ticks
from digitrans.formats import NEEDS, Sink, writer
from digitrans.formats.sheet_look import fit_rows
from digitrans.texts.escaping import one_line
from specimen import DANISH, HOSTILE, specimen

docx = pytest.importorskip("docx")
WD_STYLE_TYPE = pytest.importorskip("docx.enum.style").WD_STYLE_TYPE
pptx = pytest.importorskip("pptx")
icalendar = pytest.importorskip("icalendar")
openpyxl = pytest.importorskip("openpyxl")

Run = Callable[..., tuple[int, str, str]]
NOW = "2026-11-23T10:00:00+01:00"
HOSTILE_OFFICE = (*HOSTILE, "\udc80 alone", "ø" * 200, "\u202e=cmd|' /C calc'!A0", "]]><w:t>")
TOGETHER = (DANISH, *(HOSTILE_OFFICE[at : at + 4] for at in range(0, len(HOSTILE_OFFICE), 4)))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(format: str, document: Document, **sink: Any) -> bytes:
    written = writer(format)(document, Sink(now=NOW, **sink))
    return written if isinstance(written, bytes) else written.encode()


def word(document: Document, **sink: Any) -> Any:
    return docx.Document(io.BytesIO(made("docx", document, **sink)))


def all_text(data: bytes) -> str:
    """Every text in the parts of a package, in their order, with the white space of XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [ElementTree.fromstring(packed.read(each)) for each in packed.namelist() if each.endswith(".xml")]
    return " ".join(text for part in parts for text in part.itertext())


def pages(*paths: Path) -> list[int]:
    """How many pages LibreOffice, which takes long to start, sets each of ``paths`` on."""
    office = shutil.which("soffice")
    if office is None or shutil.which("pdfinfo") is None:
        pytest.skip("needs LibreOffice and pdfinfo")
    folder = paths[0].parent
    command = [office, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", folder, *paths], capture_output=True, check=True, timeout=240)
    found: list[int] = []
    for path in paths:
        told = subprocess.run(["pdfinfo", path.with_suffix(".pdf")], capture_output=True, check=True, text=True)
        found += map(int, re.findall(r"Pages:\s+(\d+)", told.stdout))
    return found


@pytest.mark.parametrize("format", ["docx", "xlsx", "pptx", "mail"])
@pytest.mark.parametrize("texts", TOGETHER, ids=range(len(TOGETHER)))
def test_no_text_breaks_an_office_format(format: str, texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, coarse in (("SHARP", 0.5), ("DENSITY", 2), ("FINE", 1)):  # the texts matter, not how fine pictures are
        monkeypatch.setattr(f"digitrans.formats.raster.{name}", coarse)
    data = made(format, specimen(texts))
    assert data == made(format, specimen(texts)), "the same document gives the same bytes"
    if format == "mail":
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", data.decode())
        return
    {"docx": docx.Document, "xlsx": openpyxl.load_workbook, "pptx": pptx.Presentation}[format](io.BytesIO(data))
    told = all_text(data)
    for text in texts:
        assert one_line(text)[:80] in told


@pytest.mark.parametrize("texts", [DANISH, *((each,) for each in HOSTILE_OFFICE)], ids=range(len(HOSTILE_OFFICE) + 1))
def test_no_text_breaks_a_calendar(texts: tuple[str, ...]) -> None:
    events = tuple(Event(f"x/{n}", "2026-12-08", text, text) for n, text in enumerate(texts))
    data = made("ics", Document("x", (), {}, "da", events=events))
    found = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert len(found) == len(texts)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    for entry, text in zip(found, texts, strict=True):
        assert str(entry["SUMMARY"]).split() == one_line(text).split()


# ---- Word ------------------------------------------------------------------------------------------------------------


def test_word_has_real_headings_lists_and_tables() -> None:
    blocks = (
        Heading("One"), Heading("Two", 2), Points(("a", "b")), Points(("c", "d"), numbered=True),
        Points(("e",), numbered=True), Table(("Name", "Figure"), (("x", "1"),)), Ticks((("tick", "why"),)),
    )  # fmt: skip
    found = word(Document("Title", blocks, {}, "en"))
    styles = [(each.style.name, each.text) for each in found.paragraphs if each.text.strip()]
    assert styles[:3] == [("Title", "Title"), ("Heading 1", "One"), ("Heading 2", "Two")]
    assert [name for name, text in styles if text in "abcde"] == ["List Bullet"] * 2 + ["List Number"] * 3
    counts = [p._p.pPr.numPr.numId.val for p in found.paragraphs if p.style.name == "List Number"]
    assert counts[0] == counts[1] != counts[2], "a second list begins at 1 again"
    row = found.tables[0].rows[0]._tr
    assert row.find(f"{W}trPr/{W}tblHeader") is not None
    assert b"w14:checkbox" in made_part(found, "word/document.xml")


def made_part(found: Any, name: str) -> bytes:
    file = io.BytesIO()
    found.save(file)
    with zipfile.ZipFile(file) as packed:
        return packed.read(name)


@pytest.mark.parametrize(("language", "locale"), [("da", "da-DK"), ("en", "en-GB")])
def test_word_says_its_language_and_whose_it_is(language: str, locale: str) -> None:
    found = word(Document("Æ title", (Paragraph("x"),), {}, language, sender="Bakkedal Kommune"))
    properties = found.core_properties
    assert (properties.title, properties.author, properties.language) == ("Æ title", "Bakkedal Kommune", locale)
    assert {each.get(f"{W}val") for each in found.styles.element.iter(f"{W}lang")} == {locale}
    assert properties.created.isoformat()[:19] == "2026-11-23T09:00:00"
    nobody = word(Document("x", (), {}, language)).core_properties
    assert nobody.author == "" and nobody.comments == ""


def test_every_picture_in_word_has_its_words() -> None:
    data = made("docx", specimen())
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = ElementTree.fromstring(packed.read("word/document.xml"))
    told = [each.get("descr") for each in root.iter() if each.tag.endswith("}docPr")]
    assert len(told) == 12 and all(told), "three bars, three positions, two lines, four across the page"
    text = all_text(data)
    for figure in ("2,0", "5,0", "1,0", "4,6"):
        assert figure in text


def template(tmp_path: Path, kind: str = "document") -> Path:
    """A municipality's template: its own look, a header, and words in the body that are not ours."""
    made = docx.Document()
    made.add_paragraph("Skriv her")
    made.sections[0].header.paragraphs[0].text = "Bakkedal Kommune"
    made.styles["Heading 1"].font.name = "Georgia"
    file = io.BytesIO()
    made.save(file)
    path = tmp_path / ("kommune.dotx" if kind != "document" else "kommune.docx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.namelist():
            data = old.read(each)
            if each == "[Content_Types].xml":
                data = data.replace(b"wordprocessingml.document.main", f"wordprocessingml.{kind}.main".encode())
            new.writestr(each, data)
    return path


@pytest.mark.parametrize("kind", ["document", "template"])
def test_a_template_gives_its_look(run: Run, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "x.docx"
    given = ("advice", "show", "3", "-o", str(target), "--template", str(template(tmp_path, kind)))
    assert run(*given)[0] == 0
    found = docx.Document(target)
    assert found.sections[0].header.paragraphs[0].text == "Bakkedal Kommune"
    assert found.styles["Heading 1"].font.name == "Georgia"
    assert not any(each.text == "Skriv her" for each in found.paragraphs)
    assert any(each.style.name == "Heading 1" for each in found.paragraphs)


def test_a_style_of_another_kind_is_not_taken(tmp_path: Path) -> None:
    given, path = docx.Document(), tmp_path / "own.docx"
    given.styles["Table Grid"].delete()
    given.styles.add_style("Note", WD_STYLE_TYPE.CHARACTER)
    given.styles.add_style("Table Grid", WD_STYLE_TYPE.PARAGRAPH)
    given.save(path)
    found = word(
        Document("Title", (Paragraph("aside", tone="muted"), Table(("a",), (("1",),))), {}, "en"),
        template=path.read_bytes(),
    )
    assert [each.style.name for each in found.paragraphs if each.text == "aside"] == ["Normal"]
    assert found.tables[0].style.name == "Normal Table"


def test_what_is_no_template_is_told_in_one_sentence(run: Run, tmp_path: Path) -> None:
    broken, macros = tmp_path / "broken.docx", template(tmp_path, "document")
    broken.write_bytes(b"PK\x03\x04 nothing more")
    data = macros.read_bytes()
    cases = {
        str(broken): "not a Word file",
        str(tmp_path / "none.docx"): "is not there",
        str(EXAMPLES / "risk.yaml"): "not a Word file",
    }
    for path, told in cases.items():
        code, out, err = run("advice", "-o", str(tmp_path / "x.docx"), "--template", path)
        assert code == 2 and told in err and out == "" and err.count("\n") == 1
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(tmp_path / "m.docx", "w") as new:
        for each in old.namelist():
            new.writestr(each, old.read(each).replace(b"document.main+xml", b"document.macroEnabled.main+xml"))
    code, _, err = run("advice", "-o", str(tmp_path / "x.docx"), "--template", str(tmp_path / "m.docx"))
    assert code == 2 and "macros" in err
    code, _, err = run("advice", "-o", str(tmp_path / "x.pdf"), "--template", str(macros))
    assert code == 2 and "--template is for Word" in err
    assert not (tmp_path / "x.docx").exists()


@pytest.mark.parametrize("names", [["board-meeting"], ["nine-advice"], ["nine-advice", "board-meeting"]])
def test_a_checklist_in_word_is_set_large_enough_to_read_at_a_table(run: Run, tmp_path: Path, names: list[str]) -> None:
    assert run("checklist", "print", *names, "-o", str(tmp_path / "x.docx"))[0] == 0
    assert docx.Document(str(tmp_path / "x.docx")).styles["Normal"].font.size.pt >= 9


def test_a_template_that_unpacks_to_gigabytes_is_refused(run: Run, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
        packed.writestr("word/document.xml", b" " * 70_000_000)
    code, _, err = run("advice", "-o", str(tmp_path / "x.docx"), "--template", str(bomb))
    assert code == 2 and "not a Word file" in err


def saved(run: Run) -> None:
    for name in ("self-assessment", "dilemmas", "political"):
        assert run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"))[0] == 0
    assert run("checklist", "fill", "board-meeting", "--answers", str(EXAMPLES / "board-meeting.yaml"))[0] == 0


def test_the_board_page_is_one_page_in_libreoffice(run: Run, tmp_path: Path) -> None:
    saved(run)
    portfolio, paths = str(EXAMPLES / "portfolio-municipality.yaml"), [tmp_path / "da.docx", tmp_path / "en.docx"]
    for path in paths:
        asked = ("report", "--board", "--portfolio", portfolio, "-o", str(path), "--lang", path.stem)
        assert run(*asked)[0] == 0
    assert pages(*paths) == [1, 1]


# ---- calendar --------------------------------------------------------------------------------------------------------


def entries(path: Path) -> dict[str, tuple[date, int]]:
    found = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return {str(each["UID"]): (each["DTSTART"].dt, int(each["SEQUENCE"])) for each in found}


def test_a_second_calendar_moves_the_entries(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "1.ics", tmp_path / "2.ics"
    assert run("checklist", "print", "board-meeting", "--meeting", "2026-12-15", "-o", str(first))[0] == 0
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-24T10:00:00+01:00")
    assert run("checklist", "print", "board-meeting", "--meeting", "2027-01-12", "-o", str(second))[0] == 0
    before, after = entries(first), entries(second)
    assert before.keys() == after.keys() and len(before) == 4
    assert all(after[each][0] - before[each][0] == date(2027, 1, 12) - date(2026, 12, 15) for each in before)
    assert all(after[each][1] > before[each][1] for each in before), "the later file counts"


def test_a_decision_and_a_goal_get_their_day(run: Run, tmp_path: Path) -> None:
    decision, goals = tmp_path / "d.ics", tmp_path / "g.ics"
    told = ("decide", "add", "4", "Find seven people", "--by", "2026-12-08", "--owner", "Karen", "-o", str(decision))
    assert run(*told)[0] == 0
    found = icalendar.Calendar.from_ical(decision.read_bytes()).walk("VEVENT")
    assert [(str(e["SUMMARY"]), e["DTSTART"].dt) for e in found] == [("Decided: Find seven people", date(2026, 12, 8))]
    assert "Karen" in str(found[0]["DESCRIPTION"])
    assert run("decide", "list", "-o", str(tmp_path / "again.ics"))[0] == 0
    assert entries(tmp_path / "again.ics").keys() == entries(decision).keys()
    assert run("goal", "set", "5", "4", "--by", "2027-06-30", "-o", str(goals))[0] == 0
    assert [day for day, _ in entries(goals).values()] == [date(2027, 6, 30)]


def test_nothing_with_a_date_is_no_calendar(run: Run, tmp_path: Path) -> None:
    code, _, err = run("advice", "-o", str(tmp_path / "x.ics"))
    assert code == 2 and "no date" in err and not (tmp_path / "x.ics").exists()


# ---- Excel -----------------------------------------------------------------------------------------------------------


def test_excel_has_a_sheet_for_every_table_and_numbers_as_numbers(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    assert run("portfolio", "score", str(EXAMPLES / "portfolio-municipality.yaml"), "-o", str(path))[0] == 0
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0].title == "Text" and len(book.worksheets) > 5
    for sheet in book.worksheets[1:]:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToWidth == 1
        assert sheet.print_title_rows == "$1:$1" and sheet.auto_filter.ref and sheet.freeze_panes
    listed = next(each for each in book.worksheets if each["A1"].value == "#")
    first = [each.value for each in listed[2]]
    assert first[:2] == [1, "Fakturarobot"] and first[3:10] == [86, 380000, 75, 75, 100, 100, 100]
    assert listed.max_row == 29, "every initiative once, and a heading"
    with zipfile.ZipFile(path) as packed:
        core, app = packed.read("docProps/core.xml"), packed.read("docProps/app.xml")
    assert b"creator" not in core and b"digitrans" not in core + app and b"2026-11-23T09:00:00Z" in core


def test_excel_reads_figures_and_leaves_codes_and_formulas_alone() -> None:
    cells = ("3,4", "300.000", "0101", "=1+1", "12", "2026-12-08", "-", "1.5", "9" * 40)
    table = Table(tuple("abcdefghi"), (cells,))
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", Document("x", (table,), {}, "da"))))
    found = [each.value for each in book.worksheets[1][2]]
    assert found[:5] == [3.4, 300000, "0101", "=1+1", 12] and found[5].date() == date(2026, 12, 8)
    assert found[6:] == ["-", "1.5", "9" * 40]
    assert book.worksheets[1]["D2"].data_type == "s" and book.worksheets[1]["D2"].quotePrefix


def test_every_font_of_a_workbook_has_a_name_and_the_words_fit_an_upright_page() -> None:
    document = Document("x", (Heading("A"), Paragraph("b" * 300)), {}, "en")
    sheet = openpyxl.load_workbook(io.BytesIO(made("xlsx", document))).worksheets[0]
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Calibri"}
    assert sheet.column_dimensions["A"].width * 9.1 / 96 <= 8.27 - 1.0, "inches, in fonts a third wider than ours"


def test_two_sheets_never_have_one_name() -> None:
    table = Table(("a",), (("b",),))
    blocks = [block for _ in range(3) for block in (Heading("A/B: " + "x" * 60), table)]
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", Document("x", tuple(blocks), {}, "en"))))
    names = [each.title for each in book.worksheets]
    assert len(set(names)) == 4 and all(len(each) <= 31 for each in names)


# ---- slides ----------------------------------------------------------------------------------------------------------


def test_slides_have_every_text_inside_the_slide() -> None:
    long = tuple(f"{n} " + "et langt punkt om noget " * 8 for n in range(12))
    bars = Bars(("a", "b", "c", "d"), tuple(Bar(f"Bar {n}", 2.0, None, None, "2,0", "på vej") for n in range(30)))
    rows = tuple((f"row {n}", "words " * 20) for n in range(40))
    document = Document("Titel", (Heading("Punkter"), Points(long), Heading("Bars"), bars, Table(("a", "b"), rows)), {})
    data = made("pptx", document)
    show = pptx.Presentation(io.BytesIO(data))
    told = all_text(data)
    assert all(one_line(each) in told for each in long) and "Bar 29" in told and "row 39" in told
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.top + shape.height <= show.slide_height and shape.left + shape.width <= show.slide_width


def test_bars_on_a_slide_stand_evenly() -> None:
    words = ("på vej", "kræver opmærksomhed og lidt mere, så at ordene går over flere linjer end én", "en styrke")
    bars = Bars(
        ("a", "b", "c", "d"), tuple(Bar(f"Bar {n}", 2.0, None, None, "2,0", each) for n, each in enumerate(words))
    )
    show = pptx.Presentation(io.BytesIO(made("pptx", Document("Titel", (Heading("Bars"), bars), {}))))
    tops = [each.top for each in show.slides[1].shapes if each.has_text_frame and each.text_frame.text == "2,0"]
    assert len(tops) == 3 and abs(tops[1] - tops[0] - (tops[2] - tops[1])) < 5
    assert all(any(each in shape.text_frame.text for shape in show.slides[1].shapes) for each in words)


def test_no_slide_has_but_a_line_that_a_slightly_smaller_size_saves() -> None:
    points = tuple(f"{n} et punkt, der fylder en linje på siden og lidt mere end det" for n in range(15))
    for extra in range(0, 14, 2):
        blocks = (Heading("Punkter"), Points(points[: 8 + extra // 2] + points[:extra]), Paragraph("Slut.", "muted"))
        show = pptx.Presentation(io.BytesIO(made("pptx", Document("Titel", blocks, {}))))
        last = [s.text_frame.text for s in show.slides[-1].shapes if s.has_text_frame and s.text_frame.text]
        assert "\n" in max(last, key=len), last  # beside the title and the foot, more than one line


def test_headings_of_a_table_on_a_slide_keep_their_words_whole() -> None:
    heads = ("Forvaltning", *(f"Gentænkeforretningen{n}" for n in range(7)))
    table = Table(heads, (("Børn og Skole", *("1",) * 7),))
    show = pptx.Presentation(io.BytesIO(made("pptx", Document("Titel", (Heading("Typer"), table), {}))))
    drawn = next(each.table for each in show.slides[1].shapes if each.has_table)
    for column, cell in zip(drawn.columns, drawn.rows[0].cells, strict=True):
        size = cell.text_frame.paragraphs[0].runs[0].font.size.pt
        assert size * 0.6 * len(cell.text_frame.text) / 72 <= column.width.inches, "no word is broken"


# ---- mail, and what is missing ---------------------------------------------------------------------------------------


def test_mail_is_a_subject_and_plain_text(run: Run) -> None:
    code, out, _ = run("advice", "show", "3", "--mail")
    first, second, third = out.split("\n")[:3]
    assert code == 0 and first.startswith("Subject: ") and second == "" and third
    assert "\x1b" not in out and "│" not in out and "─" not in out
    assert run("advice", "--mail", "--json")[0] == 2


@pytest.mark.parametrize("format", ["docx", "pptx", "ics", "xlsx", "pdf"])
def test_a_missing_extra_is_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == NEEDS[format][0] else real(name))
    code, out, err = run("advice", "-o", str(tmp_path / f"x.{format}"))
    assert code == 2 and out == "" and err.count("\n") == 1 and "pip install" in err
    assert not (tmp_path / f"x.{format}").exists()


def test_a_terminal_is_not_sent_bytes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitrans.output.is_terminal", lambda stream: True)
    assert run("advice", "--format", "docx")[0] == 2


# ---- workbooks that are printed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("instrument", ["self-assessment", "dilemmas", "political"])
def test_an_answer_form_prints_with_every_row_as_high_as_its_text(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instrument: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DIGITRANS_ID")
    assert run("report", "--organisation", "Bakkedal Kommune")[0] == 2, "remembered, though nothing is answered"
    told = ("people", "invite", "round", "--instrument", instrument, "--group", "staff=4", "--form", "excel")
    assert run(*told)[0] == 0
    book = openpyxl.load_workbook(next(tmp_path.rglob("*.xlsx")))
    sheet = book.worksheets[0]
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$6:$6"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert book.properties.creator == "Bakkedal Kommune" and book.properties.title
    width = sheet.column_dimensions["C"].width
    for row in range(7, sheet.max_row + 1):
        text = str(sheet.cell(row, 3).value or "")
        least = sum(-(-len(line) // int(width * 1.3)) for line in text.split("\n"))
        assert sheet.row_dimensions[row].height >= 14 * least, text


def test_rows_are_as_high_as_their_text_in_every_column() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 10, 60
    sheet["A1"], sheet["B2"], sheet["A3"] = "short", "word " * 60, "word " * 60
    fit_rows(sheet)
    heights = [sheet.row_dimensions[n].height for n in (1, 2, 3)]
    assert heights[0] < heights[1] < heights[2] <= 409
