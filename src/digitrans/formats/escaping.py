"""What no sink may get: control characters, terminal sequences and marks that turn the direction of a text."""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufffe\uffff]"
)


def visible(text: str) -> str:
    """``text`` with unsafe characters made visible: ESC becomes ``\\x1b``. Line breaks and tabs stay."""
    return _UNSAFE.sub(lambda match: _named(match[0]), text)


def one_line(text: str) -> str:
    """``visible`` text with its white space folded."""
    return visible(" ".join(text.split()))


def json_safe(text: str) -> str:
    """JSON text in which unsafe characters stand as ``\\u`` escapes."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _named(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
