"""What no sink may get: control characters, terminal sequences and marks that turn the direction of a text."""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


# Bytes of UTF-8 that no unsafe character is made of: what is left without them has to be searched, mostly nothing.
_CALM = bytes(each for each in range(256) if each in b"\t\n" or (each >= 0x20 and each not in b"\x7f\xc2\xd8\xe2\xef"))


def visible(text: str) -> str:
    """``text`` with unsafe characters made visible: ESC becomes ``\\x1b``. Line breaks and tabs stay."""
    return _UNSAFE.sub(lambda match: _named(match[0]), text)


def one_line(text: str) -> str:
    """``visible`` text with its white space folded."""
    return visible(" ".join(text.split()))


def json_safe(text: str) -> str:
    """JSON text in which unsafe characters stand as ``\\u`` escapes."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def json_line(encoded: bytes) -> str:
    """One line of JSON Lines: ``json_safe`` text of JSON in UTF-8, and a line break."""
    text = encoded.decode()
    return (json_safe(text) if encoded.translate(None, _CALM) else text) + "\n"


def _named(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def safe_lines(text: str) -> str:
    """``text`` with its lines and their indentation, and nothing that a terminal would obey."""
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + one_line(line) for line in text.split("\n"))
