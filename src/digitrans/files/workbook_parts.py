"""What a workbook is made of, unpacked within limits before any library reads it, and what only its parts tell.

A workbook of 5 kB may unpack to gigabytes, span billions of cells between two that are filled, or name one long text a
million times. So its parts are unpacked here, counted, and packed anew: the library reads exactly what was counted.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import field, replace
from itertools import islice

from digitrans.values import dataclass

MAX_CELLS = 2_000_000
"""Cells that a workbook may span, from the first to the last filled one of each sheet, all sheets together."""

MAX_UNPACKED = 48_000_000
MAX_TAGS = 3_000_000
MAX_TEXT = 32_000_000
"""Bytes of its parts, marks in them, and characters of its cells: as much as so many cells take."""

SMALL, MOST_PACKED = 24_000_000, 20
"""Bytes that any workbook may unpack to, and how many more for each of its own."""

MAX_PARTS = 2000
MAX_REPEATED = 20_000
_CHUNK = 1 << 20


class TooLarge(Exception):
    """The workbook is larger than what is read."""


class Locked(Exception):
    """The workbook asks for a password."""


class Damaged(Exception):
    """This is no workbook that can be read."""


@dataclass(frozen=True)
class SheetFacts:
    """What a sheet's values do not tell. Rows and columns count from 1; a cell is a row and a column.

    ``merged`` is known of .ods alone, of which the library does not tell it. ``currencies`` are columns, each with a
    currency that its formats name.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    without_value: tuple[tuple[int, int], ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    currencies: tuple[tuple[int, str], ...] = ()


@dataclass
class Unpacked:
    """A workbook packed anew, and the facts of its sheets by name, as far as they are known."""

    data: bytes
    facts: dict[str, SheetFacts] = field(default_factory=dict)


def unpacked(data: bytes) -> Unpacked:
    """The zip file ``data``, an .xlsx or .ods workbook, without what nobody reads. Raises TooLarge, Locked, Damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [each.filename for each in packed.infolist()]
            if len(names) > MAX_PARTS:
                raise TooLarge
            if "xl/workbook.bin" in names:
                raise Damaged  # .xlsb, whose parts cannot be counted
            wanted = [each for each in dict.fromkeys(names) if _is_read(each)]
            return _counted(_parts(packed, wanted, len(data)))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, KeyError, ValueError):
        raise Damaged from None
    except RuntimeError:  # how zipfile says that a part is encrypted
        raise Locked from None


_XLSX_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|(?i:xl/(?:workbook|sharedstrings|styles)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml)"
)


def _is_read(name: str) -> bool:
    return name in ("mimetype", "content.xml", "META-INF/manifest.xml") or _XLSX_PARTS.fullmatch(name) is not None


def _parts(packed: zipfile.ZipFile, names: list[str], size: int) -> Iterator[tuple[str, bytes]]:
    """The parts, one after another, until they are too much."""
    room, marks = min(MAX_UNPACKED, SMALL + MOST_PACKED * size), MAX_TAGS
    for name in names:
        chunks = []
        with packed.open(name) as part:
            while chunk := part.read(_CHUNK):
                chunks.append(chunk)
                room -= len(chunk)
                marks -= chunk.count(b"<")
                if room < 0 or marks < 0:
                    raise TooLarge
        yield name, b"".join(chunks)


def _counted(parts: Iterator[tuple[str, bytes]]) -> Unpacked:
    """The parts packed again, uncompressed, each counted on the way."""
    book, found = io.BytesIO(), _Counts()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_STORED) as packed:
        for name, part in parts:
            packed.writestr(name, found.take(name, part))
    with zipfile.ZipFile(book) as packed:
        found.check(packed)
    return Unpacked(book.getvalue(), found.facts())


class _Counts:
    """What the parts of a workbook come to."""

    def __init__(self) -> None:
        self.cells = 0
        self.strings: list[int] = []
        self.values: dict[str, int] = {}
        self.book, self.relations, self.styles = b"", b"", b""
        self.used: dict[str, list[tuple[bytes, bytes]]] = {}
        self.sheets: dict[str, SheetFacts] = {}
        self.tables: dict[str, SheetFacts] = {}

    def take(self, name: str, part: bytes) -> bytes:
        """Count a part, and give it back as it is to be read. Raises TooLarge, Locked, Damaged."""
        low = name.lower()
        if low == "meta-inf/manifest.xml" and b"encryption-data" in part:
            raise Locked
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise Damaged
        if any(each[0].count(b"=") > _ATTRIBUTES for each in _LONG_MARK.finditer(part)):
            raise Damaged
        if low.startswith("xl/") and (prefix := _PREFIX.search(part[:4000])):
            part = re.sub(rb"(</?)" + re.escape(prefix[1]) + rb":", rb"\1", part)
        if low == "content.xml":
            part, cells, self.tables = _ods_content(part)
            self.add(cells)
        elif low == "xl/sharedstrings.xml":
            self.strings = [len(each) for each in re.split(rb"<si[\s/>]", part)[1:]]
        elif low.startswith("xl/worksheets/"):
            if part.count(b"<mergeCell ") > MAX_REPEATED:
                raise TooLarge
            self.add(_spanned(part))
            self.values[name] = part.count(b"v>")
            self.sheets[low] = _facts(part)
            self.used[low] = [(found[1], found[2]) for found in islice(_STYLED.finditer(part), _MANY)]
        elif low == "xl/workbook.xml":
            self.book = part
        elif low == "xl/styles.xml":
            self.styles = part
        elif low == "xl/_rels/workbook.xml.rels":
            self.relations = part
        return part

    def add(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise TooLarge

    def check(self, packed: zipfile.ZipFile) -> None:
        """Raise TooLarge where long texts that stand once are named so often that they fill the memory."""
        if max(self.strings, default=0) * sum(self.values.values()) <= MAX_TEXT:
            return
        total = 0
        for name in self.values:
            total += _text_named(packed.read(name), self.strings)
            if total > MAX_TEXT:
                raise TooLarge

    def facts(self) -> dict[str, SheetFacts]:
        """The facts by the names of the sheets."""
        targets = {
            _attribute(each, b"Id"): _attribute(each, b"Target") for each in _tags(self.relations, b"Relationship")
        }
        found, formats = dict(self.tables), _money_formats(self.styles)
        for each in _tags(self.book, b"sheet"):
            own = next(
                (value for key, value in re.findall(rb'([\w.:-]*id)\s*=\s*["\']([^"\']*)', each) if b":" in key), b""
            )
            target = targets.get(own, b"").decode("utf-8", "replace").lower()
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            name = html.unescape(_attribute(each, b"name").decode("utf-8", "replace"))
            used = {
                (_column(letters), formats[style]) for letters, style in self.used.get(path, ()) if style in formats
            }
            found[name] = replace(self.sheets.get(path, SheetFacts()), currencies=tuple(sorted(used)))
        return found


_ATTRIBUTES, _LONG_MARK = 200, re.compile(rb"<[^<]{2000,}")
"""More attributes has no mark; each is compared with all before it when it is read."""

_PREFIX = re.compile(rb"<([\w.-]+):(?:worksheet|workbook|sst|Relationships)[\s>]")
"""Where a program puts one and the same prefix before all its marks, they are read without."""


_STYLED = re.compile(rb"""<c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]{1,3})[0-9]+["'][^<>]*?\ss\s*=\s*["']([0-9]{1,6})["']""")
_MONEY = {
    "GBP": re.compile("£"),
    "EUR": re.compile("€|EUR"),
    "NOK": re.compile(r"-414\]|NOK"),
    "SEK": re.compile(r"-41[dD]\]|SEK"),
    "DKK": re.compile(r"-406\]|DKK|kr"),
    "CAD": re.compile(r"CAD|-1009\]"),
    "USD": re.compile(r"\$\$|USD|\"\$\"|\\\$|(?<!\[)\$(?!\d)"),
}
"""How formats of cells name currencies: [$£-809]#,##0, "kr." #,##0."""


def _money_formats(styles: bytes) -> dict[bytes, str]:
    """The formats that name a currency: their number, as cells name it, and the currency."""
    codes = {
        _attribute(each, b"numFmtId"): html.unescape(_attribute(each, b"formatCode").decode("utf-8", "replace"))
        for each in _tags(styles, b"numFmt")[:_MANY]
    }
    _, _, rest = styles.partition(b"<cellXfs")
    found = {}
    for number, each in enumerate(_tags(rest.partition(b"</cellXfs>")[0], b"xf")[: 10 * _MANY]):
        code = codes.get(_attribute(each, b"numFmtId"), "")
        currency = next((name for name, mark in _MONEY.items() if mark.search(code)), None) if code else None
        if currency:
            found[str(number).encode()] = currency
    return found


def _tags(part: bytes, name: bytes) -> list[bytes]:
    return re.findall(rb"<" + name + rb"\s[^<>]*>", part)


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"[\s]" + name + rb"\s*=\s*[\"']([^\"']*)", tag)
    return found[1] if found else b""


_LETTERS = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})[0-9]""")
_CELL_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Z]+([0-9]{1,12})""")
_FILLED = re.compile(rb"""<c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]{1,3})[0-9]+["'][^<>]*(?<!/)>""")
_ROW = re.compile(rb"<row(?=[\s/>])")
_ROW_NUMBER = re.compile(rb"""[^<>]*?\sr\s*=\s*["']([0-9]{1,9})["']""")
_VALUE = re.compile(rb"<(?:v|is|t)[\s>]")


def _spanned(part: bytes) -> int:
    """At least as many cells as a sheet spans from the first to the last filled one."""
    rows = _ROW.split(part)[1:]
    filled = [place for place, each in enumerate(rows) if _VALUE.search(each)]
    if not filled:
        return 0
    named = {int(each) for each in _CELL_ROW.findall(part)}
    numbers = [_row_number(each) for each in rows]
    if None in numbers:
        height = max(named, default=0) + len(rows)
    elif not named <= set(numbers):
        raise Damaged  # a cell that says it is in another row than the one that it stands in
    else:
        known = [each for place in filled if (each := numbers[place]) is not None]
        height = max(known) - min(known) + 1
    places = _LETTERS.findall(part)
    beside = 0
    if len(places) < _cells_in(part):  # some cells do not say where they are, but behind the one before
        beside = max(map(_cells_in, rows))
    width = max(map(_column, set(places)), default=0) + beside
    if height * width > MAX_CELLS and not beside:  # perhaps most of the cells are empty, and have a colour only
        width = max(map(_column, set(_FILLED.findall(part))), default=0)
    return height * width


def _cells_in(part: bytes) -> int:
    return sum(map(part.count, (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\t", b"<c\r")))


def _row_number(row: bytes) -> int | None:
    found = _ROW_NUMBER.match(row)
    return int(found[1]) if found else None


def _column(letters: bytes) -> int:
    """The number of a column from 1: "A" is 1, "AA" 27."""
    number = 0
    for each in letters:
        number = number * 26 + each - 64
    return number


_ANY_VALUE = re.compile(rb"<v(?:\s[^<>]*)?>([^<]*)<")


def _text_named(part: bytes, lengths: list[int]) -> int:
    """At least as many characters as the texts are together that the cells of a sheet name by number."""
    values, total, last = 0, 0, len(lengths)
    for found in _ANY_VALUE.finditer(part):
        values += 1
        if found[1].isdigit() and len(found[1]) < 10 and (at := int(found[1])) < last:
            total += lengths[at]
        elif b"&" in found[1]:
            raise Damaged
    if values != sum(map(part.count, (b"<v>", b"<v ", b"<v\n", b"<v\t", b"<v\r"))):
        raise Damaged
    return total


_HIDDEN_ROW = re.compile(rb"""<row\s[^<>]*?\bhidden\s*=\s*["'](?:1|true)["'][^<>]*>""")
_HIDDEN_COLUMN = re.compile(rb"""<col\s[^<>]*?\bhidden\s*=\s*["'](?:1|true)["'][^<>]*>""")
_WITHOUT_VALUE = re.compile(
    rb"""<c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*>\s*"""
    rb"""<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</"""
)
_MANY = 1000


def _facts(part: bytes) -> SheetFacts:
    rows = (
        [int(_attribute(each, b"r") or 0) for each in _HIDDEN_ROW.findall(part)[:MAX_REPEATED]]
        if b"hidden" in part
        else []
    )
    columns: set[int] = set()
    for each in _HIDDEN_COLUMN.findall(part)[:_MANY] if b"hidden" in part else []:
        low, high = (int(_attribute(each, name) or 0) for name in (b"min", b"max"))
        columns |= set(range(low, min(high, low + _MANY) + 1))
    empty = _WITHOUT_VALUE.findall(part)[:_MANY] if b"<f" in part else []
    return SheetFacts(
        frozenset(rows), frozenset(columns), tuple((int(number), _column(letters)) for letters, number in empty)
    )


_ODS_TABLE = b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
_ODS_REPEATED = re.compile(rb"""(table:number-(?:rows|columns)-repeated\s*=\s*["'])([0-9]+)(["'])""")
_ODS_TRAILING = re.compile(
    rb"(?:<table:(?:covered-)?table-cell(?:\s(?:(?!office:)[^<>])*)?/>\s*)+(?=</table:table-row>)"
)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell[\s/>][^<>]*>|<table:(?:covered-)?table-cell>")
_ODS_TIMES = re.compile(rb"""-repeated\s*=\s*["']([0-9]+)""")


def _ods_content(part: bytes) -> tuple[bytes, int, dict[str, SheetFacts]]:
    """An .ods workbook's content without the empty cells at the end of its rows, how many cells it spans, its facts."""
    if _ODS_TABLE not in part:
        raise Damaged
    part = _ODS_REPEATED.sub(lambda each: each[1] + _fewer(each[2]) + each[3], part)
    part = _ODS_TRAILING.sub(b"", part)
    cells, facts = 0, {}
    for table in part.split(b"<table:table ")[1:]:
        name = html.unescape(_attribute(b" " + table.partition(b">")[0], b"table:name").decode("utf-8", "replace"))
        spanned, facts[name] = _ods_table(table)
        cells += spanned
    return part, cells, facts


def _ods_table(table: bytes) -> tuple[int, SheetFacts]:
    width = height = last = 0
    hidden, merged = set[int](), list[tuple[int, int, int, int]]()
    for row in table.split(b"<table:table-row")[1:]:
        head, _, rest = row.partition(b">")
        times = _ods_times(head)
        if b'"collapse"' in head or b'"filter"' in head:
            hidden |= set(range(height + 1, height + min(times, _MANY) + 1))
        if b"office:" in rest or b"<text:" in rest:
            across = 0
            for cell in _ODS_CELL.findall(rest):
                if b"-spanned" in cell and len(merged) < MAX_REPEATED:
                    down, right = (int(_attribute(cell, name) or 1) for name in _ODS_SPANNED)
                    merged.append((height + 1, across + 1, height + down, across + right))
                across += _ods_times(cell)
            width, last = max(width, across), height + times
        height += times
    return last * width, SheetFacts(frozenset(hidden), merged=tuple(merged))


_ODS_SPANNED = (b"table:number-rows-spanned", b"table:number-columns-spanned")


def _ods_times(mark: bytes) -> int:
    """How often a row or a cell stands there, one after another."""
    found = _ODS_TIMES.search(mark)
    return int(found[1]) if found else 1


def _fewer(number: bytes) -> bytes:
    return number if len(number) < 6 and int(number) <= MAX_REPEATED else str(MAX_REPEATED).encode()
