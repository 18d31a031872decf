"""Text broken into lines between words; commands and paths, which are there to be copied, stay in one piece."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import combining, east_asian_width

COMMANDS = frozenset((
    "add", "advice", "assess", "check", "checklist", "classify", "clear", "collect", "compare", "content",
    "decide", "delete", "dilemmas", "done", "explain", "export", "fill", "goal", "history", "import", "info",
    "init", "invite", "list", "network", "new", "people", "plan", "portfolio", "print", "remind", "report",
    "roadmap", "room", "schema", "score", "search", "set", "share", "show", "trend", "update", "where",
))  # fmt: skip
"""The words that commands are made of, as far as texts show them."""

_NAMES = "|".join(sorted(COMMANDS, key=len, reverse=True))
_MEANT = "".join(f"|(?<= {each}) [a-z][a-z-]*" for each in ("assess", "show", "print", "fill", "explain"))
_MEANT += r"|(?<= --about) (?:'[^'\n]*'|[^\s,;()']+)"
_GIVEN = (
    r" --?[a-z-]+| [a-z][a-z-]*=[\w.]+| [A-ZÆØÅ.]+(?![\w.])| [0-9]+(?:[-./][0-9]+)*\b| [a-z]+(?:-[a-z]+)+| [^\s,;()]*[/\\.][^\s,;()]+"
    + _MEANT
)
_BEFORE = r"(?:(?:'[^'\n]*'|\S*py\S*) -m |'[^'\n]*[/\\])?"
_COMMAND = rf"{_BEFORE}\bdigitrans'?(?: (?:{_NAMES})\b)+(?:{_GIVEN})*"
_START = rf"\bdigitrans(?= (?:(?:{_NAMES})\b|--))"
_PATH = re.compile(r"^(?:~[/\\]|\.{0,2}/(?=[^/])|[A-Za-z]:[\\/]|\\\\)|[/\\].*[/\\.]")
_FIRST_COMBINING = "\u0300"  # every character before it takes one column
GLUE = "\ue0a0"  # a blank that no line is broken at; nobody types it


def as_typed(text: str, program: str) -> str:
    """``text`` with its commands as the shell knows them: ``program`` in place of ``digitrans``."""
    return text if program == "digitrans" else re.sub(_START, program.replace("\\", r"\\"), text)


def columns_of(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    if text.isascii() or max(text, default="") < _FIRST_COMBINING:
        return len(text)
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, its blanks folded; [""] for none.

    A command or a path that is longer has a line of its own, unbroken; any other word that is longer is broken.
    """
    if width < 1:
        return [text]
    whole = kept_whole(text)
    lines: list[list[str]] = [[]]
    used = 0
    for word in (piece for each in whole.split() for piece in _pieces(each, width)):
        columns = columns_of(word)
        if lines[-1] and used + 1 + columns > width:
            lines.append([])
            used = 0
        used += columns + bool(lines[-1])
        lines[-1].append(word)
    return [unglued(" ".join(each)) for each in lines]


def kept_whole(text: str) -> str:
    """``text`` with other blanks within its commands, at which nobody breaks it; ``unglued`` takes them back."""
    if "digitrans" not in text:
        return text
    return _commands().sub(lambda match: match[0].replace(" ", GLUE), text)


@cache
def _commands() -> re.Pattern[str]:
    """What finds commands in a text; made when the first text names the program, since that takes its time."""
    return re.compile(_COMMAND)


def unglued(text: str) -> str:
    """A text of ``kept_whole`` as it was."""
    return text.replace(GLUE, " ")


def longest_to_copy(text: str) -> int:
    """Columns of the longest command or path in ``text``; 0 where there is none."""
    words = [each for each in kept_whole(text).split() if any(map(str.isalnum, each))]  # a stroke alone is no path
    return max((columns_of(each) for each in words if GLUE in each or _PATH.search(each)), default=0)


def _pieces(word: str, width: int) -> list[str]:
    """``word``, or its parts where it is longer than a line and nothing to copy."""
    if columns_of(word) <= width or GLUE in word or _PATH.search(word):
        return [word]
    parts, part = [], ""
    for each in word:
        if part and columns_of(part + each) > width:
            parts.append(part)
            part = ""
        part += each
    return [*parts, part]


def hanging(lead: str, text: str, width: int | None) -> str:
    """``text`` after ``lead``, its other lines below its first, folded at ``width`` columns unless that is None."""
    lines = [part for line in text.split("\n") for part in (wrapped(line, width - len(lead)) if width else [line])]
    return lead + f"\n{' ' * len(lead)}".join(lines)
