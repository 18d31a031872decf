"""Files that are something else than the text that is asked for, known by how they begin."""

from __future__ import annotations

import re

_BEGINNINGS = (
    (b"%PDF-", "fault.is-pdf"),
    (b"\x1f\x8b", "fault.is-packed"),
    (b"BZh", "fault.is-packed"),
    (b"\xfd7zXZ\0", "fault.is-packed"),
    (b"7z\xbc\xaf\x27\x1c", "fault.is-packed"),
    (b"Rar!\x1a\x07", "fault.is-packed"),
    (b"\x28\xb5\x2f\xfd", "fault.is-packed"),
    (b"\x89PNG\r\n", "fault.is-picture"),
    (b"\xff\xd8\xff", "fault.is-picture"),
    (b"GIF87a", "fault.is-picture"),
    (b"GIF89a", "fault.is-picture"),
    (b"II*\0", "fault.is-picture"),
    (b"MM\0*", "fault.is-picture"),
    (b"{\\rtf", "fault.is-word"),
    (b"SQLite format 3\0", "fault.is-program"),
    (b"\x7fELF", "fault.is-program"),
    (b"MZ\x90\0", "fault.is-program"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INSIDE = (
    (b"xl/", "fault.is-workbook"),
    (b"spreadsheet", "fault.is-workbook"),
    (b"word/", "fault.is-word"),
    (b"opendocument.text", "fault.is-word"),
    (b"ppt/", "fault.is-slides"),
    (b"presentation", "fault.is-slides"),
)
_INI = (
    r"(?:\s*[;#][^\n]*\n|\s*\n)*[ \t]*\[[^\]\[\n:,{}]+\][ \t]*(?:[;#][^\n]*)?\r?\n"
    r"(?:\s*[;#][^\n]*\n|\s*\n)*[ \t]*(?:[^\s=:\[][^=:\n]*=|\[[^\]\n]+\]|\Z)"
)


def kind_of(data: bytes) -> str | None:
    """The fault that says what ``data`` is instead of a text of ours; None where it may be one."""
    for beginning, message in _BEGINNINGS:
        if data.startswith(beginning):
            return message
    if data.startswith(b"BM") and len(data) > 14 and int.from_bytes(data[2:6], "little") == len(data):
        return "fault.is-picture"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "fault.is-picture"
    if data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        return "fault.is-picture"
    if data.startswith(_OLD_OFFICE):
        return "fault.is-old-office"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((message for inside, message in _INSIDE if inside in data), "fault.is-packed")
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "fault.is-page"
    return "fault.is-markup" if start.startswith((b"<?xml", b"<svg")) else None


def is_ini(text: str) -> bool:
    """Whether a text is a file of settings: a name in square brackets, and below it ``key = value``."""
    return re.match(_INI, text[:5000]) is not None
