"""Spreadsheets that come in: CSV as any program writes it, and workbooks (xlsx), which need the extra ``excel``.

Everything is suspect: sizes are bounded before anything is unpacked, and whatever the library raises is one fault.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from digitrans.errors import DigitransError, Fault, InputFault, UsageFault
from digitrans.files.sources import decode

MAX_PARTS = 2000
DELIMITERS = ";,\t"
SAMPLE, SAMPLE_ROWS = 100_000, 20
"""Bytes and filled rows at the top of a CSV file that show what separates its cells."""


def need_openpyxl() -> Any:
    """openpyxl, or a UsageFault that says how to get it."""
    try:
        import openpyxl
    except ImportError:
        raise UsageFault("error.extra", package="openpyxl") from None
    return openpyxl


def is_workbook(data: bytes) -> bool:
    """Whether ``data`` begins as a workbook does, whatever the file is called."""
    return data[:4] == b"PK\x03\x04"


@contextmanager
def opened(data: bytes, name: str, limit: int) -> Iterator[Any]:
    """The workbook in ``data``, to be read, with the values of its formulas. ``limit``: bytes that it may unpack to.

    Raises UsageFault without the extra, and InputFault for what is no workbook, also where that shows while it is read.
    """
    openpyxl = need_openpyxl()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
        if sum(each.file_size for each in parts) > limit or len(parts) > MAX_PARTS:
            raise file_fault(name, "fault.too-large", limit=str(limit // 1_000_000))
        yield openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except DigitransError:
        raise
    except Exception:  # openpyxl answers a damaged file with whatever comes up: KeyError, BadZipFile, ParseError
        raise file_fault(name, "fault.not-excel") from None


def csv_rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the line that it ends on. Raises InputFault.

    It is UTF-8, or what Excel writes on Windows; cells are separated as ``csv_delimiter`` finds.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise file_fault(name, "fault.not-utf8")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        data = data.decode("cp1252", "replace").encode()
    text = decode(data, name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=csv_delimiter(data), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise InputFault([Fault(name, reader.line_num or 1, 1, "", "fault.csv", {})]) from None


def csv_delimiter(data: bytes) -> str:
    """What separates the cells of a CSV file: of semicolons, commas and tabs the one that most of its first rows have.

    Of two in as many rows it is the one named first. One that fewer than half of the rows have, such as the comma in a
    title above, separates nothing; where that leaves none, the first row says it.
    """
    text = data[:SAMPLE].decode("latin-1")  # the delimiters and quotes are the same in every encoding that comes here
    shares = {each: _share(text, each) for each in DELIMITERS}
    best = max(shares, key=lambda each: shares[each])
    first = text.split("\n", 1)[0]
    return best if shares[best] >= 1 / 2 else max(DELIMITERS, key=first.count)


def _share(text: str, delimiter: str) -> float:
    """The share of the first rows with something in them that ``delimiter`` splits into cells."""
    reader, widths = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), list[int]()
    with suppress(csv.Error):  # told when the whole is read
        for cells in reader:
            if "".join(cells).strip(DELIMITERS + " "):
                widths.append(len(cells))
            if len(widths) == SAMPLE_ROWS:
                break
    return sum(each > 1 for each in widths) / max(len(widths), 1)


def file_fault(name: str, message: str, **named: str) -> InputFault:
    """A fault of the whole file."""
    return InputFault([Fault(name, None, None, "", message, named)])
