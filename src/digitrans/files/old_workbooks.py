"""What an .xls workbook tells before any library reads it: how many cells it spans, what is hidden, if it is locked.

These are OLE files: sectors of bytes in chains. A damaged chain may go round in a circle, so each is walked with care.
Sources: [MS-CFB] and [MS-XLS], the two open specifications of Microsoft.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from digitrans.files.workbook_parts import MAX_CELLS, MAX_TEXT, Damaged, Locked, SheetFacts, TooLarge

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_REAL = 0xFFFFFFF9
_ENTRY = 128
_BOF, _SHEET, _LOCKED, _ROW, _COLUMNS, _STRINGS = 0x0809, 0x0085, 0x002F, 0x0208, 0x007D, 0x00FC
_CELLS = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6))
_SEVERAL = 0x00BD
_TEXT = 0x00FD


def facts_of_xls(data: bytes) -> dict[str, SheetFacts]:
    """The facts of an .xls workbook's sheets by name. Raises TooLarge, Locked, Damaged."""
    try:
        streams = _Streams(data)
        if "EncryptedPackage" in streams.entries:
            raise Locked
        book = streams.read("Workbook") or streams.read("Book")
        if not book:
            raise Damaged
        return _sheets(book)
    except (struct.error, IndexError):
        raise Damaged from None


class _Streams:
    """The named streams of an OLE file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        self.small = 1 << struct.unpack_from("<H", data, 32)[0]
        if self.size not in (512, 4096) or self.small != 64:
            raise Damaged
        first_directory, _, self.cutoff, first_small = struct.unpack_from("<IIII", data, 48)
        more = struct.unpack_from("<I", data, 68)[0]
        tables = [each for each in struct.unpack_from("<109I", data, 76) if each <= _LAST_REAL]
        seen: set[int] = set()
        while more <= _LAST_REAL:
            if more in seen:
                raise Damaged
            seen.add(more)
            *numbers, more = self._numbers(more)
            tables += [each for each in numbers if each <= _LAST_REAL]
        if len(tables) > len(data) // self.size + 1:
            raise Damaged
        self.next = [number for each in tables for number in self._numbers(each)]
        directory = self._chain(first_directory)
        self.next_small = list(struct.iter_unpack("<I", self._chain(first_small))) if first_small <= _LAST_REAL else []
        self.entries: dict[str, tuple[int, int]] = {}
        self.smalls = b""
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            self._enter(directory[at : at + _ENTRY])

    def _enter(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        start, size = struct.unpack_from("<II", entry, 116)
        name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        if kind == 5 and start <= _LAST_REAL:
            self.smalls = self._chain(start)
        elif kind == 2:
            self.entries.setdefault(name, (start, size))

    def _sector(self, number: int) -> bytes:
        return self.data[(number + 1) * self.size : (number + 2) * self.size]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        held = self._sector(sector)
        return struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4])

    def _chain(self, start: int) -> bytes:
        parts, at, seen = [], start, set[int]()
        while at <= _LAST_REAL:
            if at in seen:
                raise Damaged
            seen.add(at)
            parts.append(self._sector(at))
            at = self.next[at]
        return b"".join(parts)

    def read(self, name: str) -> bytes:
        """The stream of this name, b"" where there is none."""
        if name not in self.entries:
            return b""
        start, size = self.entries[name]
        if size >= self.cutoff:
            return self._chain(start)[:size]
        parts, at, seen = [], start, set[int]()
        while at <= _LAST_REAL:
            if at in seen:
                raise Damaged
            seen.add(at)
            parts.append(self.smalls[at * self.small : (at + 1) * self.small])
            (at,) = self.next_small[at]
        return b"".join(parts)[:size]


def _records(book: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield at, kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(book: bytes) -> dict[str, SheetFacts]:
    names: dict[int, str] = {}
    spans: dict[int, list[int]] = {}
    hidden: dict[int, set[int]] = {}
    columns: dict[int, set[int]] = {}
    sheet, texts, longest = 0, 0, 0
    for at, kind, held in _records(book):
        if kind == _LOCKED:
            raise Locked
        if kind == _BOF:
            sheet = at
        elif kind == _SHEET and len(held) > 8:
            names[struct.unpack_from("<I", held)[0]] = _sheet_name(held[6:])
        elif kind in _CELLS or kind == _SEVERAL:
            row, column = struct.unpack_from("<HH", held)
            last = struct.unpack("<H", held[-2:])[0] if kind == _SEVERAL else column
            span = spans.setdefault(sheet, [row, row, column, last])
            span[:] = min(span[0], row), max(span[1], row), min(span[2], column), max(span[3], last)
            texts += kind == _TEXT
        elif kind == _ROW and len(held) >= 16 and held[12] & 0x20:
            hidden.setdefault(sheet, set()).add(struct.unpack_from("<H", held)[0] + 1)
        elif kind == _COLUMNS and len(held) >= 10 and held[8] & 1:
            low, high = struct.unpack_from("<HH", held)
            columns.setdefault(sheet, set()).update(range(low + 1, min(high, 255) + 2))
        elif kind == _STRINGS:
            longest = max(longest, len(held))
    if sum((bottom - top + 1) * (right - left + 1) for top, bottom, left, right in spans.values()) > MAX_CELLS:
        raise TooLarge
    if len(book) < 200_000 and longest * texts > 4 * MAX_TEXT:  # one long text, named by thousands of cells
        raise TooLarge
    found = {name: at for at, name in names.items()}
    return {
        name: SheetFacts(frozenset(hidden.get(at, ())), frozenset(columns.get(at, ()))) for name, at in found.items()
    }


def _sheet_name(held: bytes) -> str:
    count, wide = held[0], held[1] & 1
    return held[2 : 2 + count * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")
