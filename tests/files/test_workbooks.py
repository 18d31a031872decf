"""Workbooks as they come in: what is read of them, and that none below 100 kB takes long or much memory."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from digitrans.errors import InputFault
from digitrans.files.spreadsheets import csv_encoding, csv_rows, read_book, unescaped

HERE = Path(__file__).parent / "workbooks"
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"


def small_book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B3"], sheet["C3"] = "Projekt", "Pris"
    sheet["B4"], sheet["C4"], sheet["D4"] = "A", 1.5, datetime(2026, 1, 2)
    sheet["E4"], sheet["F4"], sheet["G4"] = True, 300.0, "_x005F_x0041_"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def in_rows(extra: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"</sheetData>", extra + b"</sheetData>")


CELL, MERGED = b"<c><v>1</v></c>", b'<mergeCell ref="A1:B2"/>'
CELLS = b"<row>" + CELL * 100 + b"</row>"
ATTACKS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "fonts": (STYLES, lambda part: part.replace(b"</fonts>", b"<font/>" * 700_000 + b"</fonts>")),
    "formats": (STYLES, lambda part: part.replace(b"<cellXfs", b"<cellXfs>" + b"<xf/>" * 900_000 + b"</cellXfs><x")),
    "cells": (SHEET, in_rows(b"<row>" + b"<c/>" * 3_900_000 + b"</row>")),
    "full": (SHEET, in_rows(CELLS * 7000)),
    "far-away": (SHEET, in_rows(b'<row r="200000"><c r="CV200000"><v>1</v></c></row>')),
    "rather-far": (SHEET, in_rows(b'<row r="19000"><c r="CV19000"><v>1</v></c></row>')),
    "elsewhere": (SHEET, in_rows(b'<row r="5"><c r="XFD1048576"><v>1</v></c></row>')),
    "nameless": (SHEET, in_rows(b"<row>" + CELL * 9000 + b"</row>" + (b"<row>" + CELL + b"</row>") * 9000)),
    "merged": (SHEET, lambda part: part.replace(b"</sheetData>", b"</sheetData>" + MERGED * 900_000)),
    "blanks": (SHEET, in_rows(b" " * 90_000_000)),
    "attributes": (SHEET, in_rows(b"<row " + b" ".join(b'a%d="b"' % each for each in range(30_000)) + b"></row>")),
    "open": (SHEET, in_rows(b'<row hidden="1" ' * 900_000)),
    "deep": (SHEET, in_rows(b"<a>" * 900_000)),
}  # fmt: skip

MEASURED = """
import os, sys, time
from pathlib import Path
from digitrans.errors import InputFault
from digitrans.files.spreadsheets import read_book
for path in sys.argv[1:]:
    if os.fork() == 0:
        data, begun = Path(path).read_bytes(), time.process_time()
        try:
            read_book(data, "x")
        except InputFault:
            pass
        seconds, told = time.process_time() - begun, Path("/proc/self/status").read_text()
        print(Path(path).stem, seconds, int(told.split("VmHWM:")[1].split()[0]) // 1024, flush=True)
        os._exit(0)
    assert os.wait()[1] == 0, path
"""
FOUND = ("comment28", "emptycells28")
"""Workbooks that are kept as they were found."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, float, int]]:
    """The bytes of each workbook, and the seconds of processor time and the megabytes that a process of its own takes
    to read or refuse it."""
    folder = tmp_path_factory.mktemp("attacks")
    for name, attack in ATTACKS.items():
        (folder / f"{name}.xlsx").write_bytes(changed(small_book(), *attack))
    (folder / "many-times.xlsx").write_bytes(named_many_times())
    paths = [*sorted(folder.glob("*.xlsx")), *(HERE / f"{each}.xlsx" for each in FOUND)]
    command = [sys.executable, "-c", MEASURED, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = {name: (float(seconds), int(size)) for name, seconds, size in map(str.split, done.stdout.splitlines())}
    return {path.stem: (path.stat().st_size, *told[path.stem]) for path in paths}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is counted otherwise")
@pytest.mark.parametrize("attack", [*ATTACKS, *FOUND, "many-times"])
def test_no_small_workbook_takes_long_or_much(measured: dict[str, tuple[int, float, int]], attack: str) -> None:
    size, seconds, megabytes = measured[attack]
    assert size < 100_000
    assert seconds < 4 and megabytes < 256  # two seconds on a machine that does nothing else


def named_many_times(text: bytes = b"x" * 32_000, cells: int = 5000) -> bytes:
    """A workbook with one long text that many cells name by its number."""
    data = changed(
        small_book(), SHEET, in_rows((b"<row>" + b'<c t="s"><v>0</v></c>' * 100 + b"</row>") * (cells // 100))
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    relation = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    parts = {
        "[Content_Types].xml": (
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/>',
        ),
        "xl/_rels/workbook.xml.rels": (
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="' + relation + b'" Target="sharedStrings.xml"/>',
        ),
    }
    for part, (end, extra) in parts.items():
        data = changed(data, part, lambda old, end=end, extra=extra: old.replace(end, extra + end))  # type: ignore[misc]
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        packed.writestr(STRINGS, b'<sst xmlns="' + space + b'"><si><t>' + text + b"</t></si></sst>")
    return file.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(InputFault) as caught:
        read_book(data, "list.xlsx")
    (fault,) = caught.value.faults
    return fault.message


def test_a_text_that_is_named_many_times_is_bounded() -> None:
    assert refused(named_many_times()) == "fault.too-many-cells"
    rows = read_book(named_many_times(b"short"), "x")[0].rows
    assert rows[-1][1] == ("short",) * 100


@pytest.mark.parametrize("attack", ["cells", "far-away", "merged", "blanks", "full"])
def test_what_is_too_much_is_said_in_one_sentence(attack: str) -> None:
    wanted = "fault.too-many-cells"
    data = changed(small_book(), *ATTACKS[attack])
    assert attack == "full" or refused(data) == wanted


def test_values_are_as_they_are_meant() -> None:
    (sheet,) = read_book(small_book(), "x")
    assert sheet.rows == (
        (3, (None, "Projekt", "Pris")),
        (4, (None, "A", 1.5, date(2026, 1, 2), True, 300, "_x0041_")),
    )
    assert type(sheet.rows[1][1][5]) is int
    assert unescaped("_x0041_ _x_ x0041_") == "_x005F_x0041_ _x_ x0041_"


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_other_workbooks_tell_as_much(ending: str) -> None:
    shown, archive = read_book((HERE / f"hidden-row.{ending}").read_bytes(), "x")
    assert [cells[0] for _, cells in shown.rows] == ["Projekt", "A", "B", "Udgået"]
    assert shown.hidden_rows == {4} and (shown.is_visible, archive.is_visible) == (True, False)
    (merged,) = read_book((HERE / f"merged-departments.{ending}").read_bytes(), "x")
    assert merged.merged == ((2, 2, 4, 2),)


def test_a_prefix_before_every_mark_is_as_good() -> None:
    def prefixed(part: bytes) -> bytes:
        part = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", part)
        return part.replace(b"xmlns=", b"xmlns:x=")

    assert read_book(changed(small_book(), SHEET, prefixed), "x")[0].rows == read_book(small_book(), "x")[0].rows


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", LOCKED, LOCKED + b"\x00" * 2000, LOCKED + b"\xff" * 3000, b"PK\x03\x04" + b"x" * 900]
)
def test_what_is_no_workbook_is_one_fault(data: bytes) -> None:
    assert refused(data) == "fault.not-excel"


def locked_book() -> bytes:
    """An OLE file of the kind that Excel writes when a workbook gets a password."""
    size, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE

    def entry(name: str, kind: int, start: int, length: int) -> bytes:
        written = name.encode("utf-16-le") + b"\x00\x00"
        head = written.ljust(64, b"\x00") + len(written).to_bytes(2, "little") + bytes([kind, 1])
        links = b"\xff" * 12
        return head + links + b"\x00" * 36 + start.to_bytes(4, "little") + length.to_bytes(8, "little")

    def numbers(*each: int) -> bytes:
        return b"".join(number.to_bytes(4, "little") for number in each)

    head = LOCKED + b"\x00" * 16 + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + b"\x00" * 6
    head += numbers(0, 1, 1, 0, 4096, end, 0, end, 0, 0, *[free] * 108)
    table = numbers(0xFFFFFFFD, end, *range(3, 10), end, *[free] * 118)
    directory = entry("Root Entry", 5, end, 0) + entry("EncryptedPackage", 2, 2, 4096) + entry("x", 0, end, 0) * 2
    return head + table + directory + b"\x00" * size * 8


def test_a_locked_workbook_is_called_that() -> None:
    assert refused(locked_book()) == "fault.locked"
    data = bytearray(small_book())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 4)
    assert refused(bytes(data)) == "fault.locked"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert refused(file.getvalue()) == "fault.locked"


TEXT = "Projekt;Område\nSkærmbesøg på Åvej;Ældre\nRåd om mål;Børn og Unge\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "cp850"])
def test_csv_is_read_as_it_was_written(encoding: str) -> None:
    data = (b"\xff\xfe" if encoding == "utf-16-le" else b"") + TEXT.encode(encoding)
    wanted = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    assert csv_encoding(data) == wanted
    assert [cells for _, cells in csv_rows(data, "x")] == [line.split(";") for line in TEXT.splitlines()]


@pytest.mark.parametrize(
    "text", ["Prix;é\nCafé;£5\n", "Name;€\nA;5 €\n", "A;B\nx;»y«\n", "A;B\nit’s;‘now’\n", "A;B\nSão;Łódź?\n"]
)
def test_windows_is_what_is_not_known_better(text: str) -> None:
    assert csv_encoding(text.encode("cp1252", "replace")) == "cp1252"


def test_the_letters_of_a_mac_are_made_of_one_sign() -> None:
    (row,) = [cells for _, cells in csv_rows("Ra\u030ad;Skærm\n".encode(), "x")]
    assert row == ["Råd", "Skærm"]


def test_excel_may_be_told_what_separates() -> None:
    assert list(csv_rows(b'sep=|\r\nA|"B;C"\r\n1|2\r\n', "x")) == [(2, ["A", "B;C"]), (3, ["1", "2"])]


def test_a_cell_may_be_longer_than_the_csv_module_thinks() -> None:
    long = "x" * 300_000
    assert list(csv_rows(f"A;B\n1;{long}\n2;\n".encode(), "x")) == [(1, ["A", "B"]), (2, ["1", long]), (3, ["2", ""])]
