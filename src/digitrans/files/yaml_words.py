"""What a YAML parser stumbled over, in our words: the same from libyaml and from PyYAML's own parser in Python.

Its words say what kind of fault it is, and its mark where. No message to the user depends on which of the two, or which
version of it, happens to be installed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digitrans.errors import Fault

if TYPE_CHECKING:
    import yaml

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for a parser."""
STRANGE = "\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000"
"""Blanks that are none to YAML: no-break spaces and others of their width, and those that cannot be seen."""
_BLANKS = re.compile(f"(?m:^)[ -]*[\t{STRANGE}]|(?<=\\w):[{STRANGE}]")
_INDENT, _SIGN = "fault.yaml-indent", "fault.yaml-sign"

_PROBLEMS = (
    # How a problem begins, in the words of libyaml or of the parser in Python; of two, the longer stands first.
    ("mapping values are not allowed", "fault.yaml-colon"),
    ("found unexpected ':'", "fault.yaml-colon"),
    ("mapping keys are not allowed", _SIGN),
    ("block sequence entries are not allowed", _INDENT),
    ("sequence entries are not allowed", _INDENT),
    ("did not find expected key", _INDENT),
    ("did not find expected '-' indicator", _INDENT),
    ("expected <block end>", _INDENT),
    ("found character that cannot start any token", "fault.yaml-character"),
    ("found character ", "fault.yaml-character"),
    ("found a tab character", "fault.yaml-tab"),
    ("could not find expected ':'", "fault.yaml-no-colon"),
    ("did not find expected node content", "fault.yaml-nothing"),
    ("expected the node content", "fault.yaml-nothing"),
    ("did not find expected ',' or", "fault.yaml-bracket"),
    ("expected ',' or", "fault.yaml-bracket"),
    ("found unexpected end of stream", "fault.yaml-unclosed"),
    ("found unexpected document indicator", "fault.yaml-unclosed"),
    ("found unexpected document separator", "fault.yaml-unclosed"),
    ("found unknown escape character", "fault.yaml-escape"),
    ("found invalid Unicode character escape code", "fault.yaml-escape"),
    ("did not find expected hexdecimal number", "fault.yaml-escape"),
    ("expected escape sequence of", "fault.yaml-escape"),
    ("did not find expected <document start>", "fault.yaml-one-document"),
    ("expected '<document start>'", "fault.yaml-one-document"),
    ("found undefined alias", "fault.yaml-alias"),
    ("exceeded maximum nesting depth", "fault.too-deep"),
    ("control characters are not allowed", "fault.control-character"),
    ("special characters are not allowed", "fault.control-character"),
    # a name after & or *
    ("did not find expected alphabetic or numeric character", _SIGN),
    ("expected alphabetic or numeric character", _SIGN),
    # a text folded by > or |
    ("found an indentation indicator equal to 0", _SIGN),
    ("expected indentation indicator in the range 1-9", _SIGN),
    ("expected chomping or indentation indicators", _SIGN),
    ("did not find expected comment or line break", _SIGN),
    ("expected a comment or a line break", _SIGN),
    # a kind of value, or a handle for one, after !
    ("did not find expected '!'", _SIGN),
    ("expected '!'", _SIGN),
    ("did not find expected tag URI", _SIGN),
    ("expected URI", _SIGN),
    ("did not find the expected '>'", _SIGN),
    ("expected '>'", _SIGN),
    ("did not find expected whitespace", _SIGN),
    ("expected ' '", _SIGN),
    ("did not find URI escaped octet", _SIGN),
    ("found an incorrect leading UTF-8 octet", _SIGN),
    ("found an incorrect trailing UTF-8 octet", _SIGN),
    ("'utf-8' codec can't decode", _SIGN),
    ("found undefined tag handle", _SIGN),
    ("duplicate tag handle", _SIGN),
    ("found duplicate %TAG directive", _SIGN),
    # a line of %
    ("could not find expected directive name", _SIGN),
    ("found unexpected non-alphabetical character", _SIGN),
    ("found unknown directive name", _SIGN),
    ("found extremely long version number", _SIGN),
    ("did not find expected version number", _SIGN),
    ("did not find expected digit or '.' character", _SIGN),
    ("expected a digit", _SIGN),
    ("found duplicate", _SIGN),
    ("found incompatible YAML document", _SIGN),
)
_AT_THEIR_BEGIN = ("fault.yaml-unclosed", "fault.yaml-bracket", _SIGN)


def message_for(problem: str) -> str | None:
    """The message of ours for what a parser says; None for words that are not known here."""
    return next((ours for theirs, ours in _PROBLEMS if problem.startswith(theirs)), None)


def parser_fault(name: str, error: yaml.YAMLError, text: str) -> Fault:
    """The fault of the file ``name`` at which a parser gave up on its ``text``."""
    message, index = problem_in(error, text)
    if index < 0:
        return Fault(name, None, None, "", message, {})
    named = {"code": f"U+{ord(text[index]):04X}"} if message == "fault.strange-blank" else {}
    return Fault(name, *line_and_column(text, index), "", message, named)


def problem_in(error: yaml.YAMLError, text: str) -> tuple[str, int]:
    """The message for what a parser stumbled over in ``text``, and where; -1 where it does not tell."""
    message = message_for(str(getattr(error, "problem", None) or getattr(error, "reason", ""))) or "fault.yaml"
    mark, begin = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None:
        return message, -1
    index = int(mark.index)
    if message != "fault.yaml-unclosed" and (blank := _strange_blank(text, index)) is not None:
        return blank
    if message == "fault.yaml-nothing" and not text[index:].strip():
        message = "fault.yaml-bracket"
    elif message == "fault.yaml-bracket" and _is_second_colon(text, index):
        message = "fault.yaml-colon"
    elif message == "fault.yaml-character":
        message = _for_character(text[index : index + 1])
    elif message == "fault.yaml-escape":
        index = text.rfind("\\", 0, index + 1)
    elif message in _AT_THEIR_BEGIN and begin is not None:
        index = int(begin.index)
    return message, index


def _strange_blank(text: str, index: int) -> tuple[str, int] | None:
    """A tab, or a blank that is none, before or after a key on the line at ``index`` or the one above; None without.

    Within brackets, as in JSON, tabs are as good as blanks.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return None
    lines = [(each.start(), each.end()) for each in BREAK.finditer(text, max(index - 2000, 0), index)][-2:]
    first = lines[0][1] if lines else 0
    found = BREAK.search(text, index)
    for match in _BLANKS.finditer(text, first, found.start() if found else len(text)):
        at = next(place for place in range(match.start(), match.end()) if text[place] not in " -:")
        return ("fault.yaml-tab" if text[at] == "\t" else "fault.strange-blank"), at
    return None


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """Line and column of ``index``, counted here, since parsers count the end of a text each in its own way."""
    lines = BREAK.split(text[:index])
    return len(lines), len(lines[-1]) + 1


def _for_character(character: str) -> str:
    if character == "\t":
        return "fault.yaml-tab"
    return "fault.yaml-character" if character in ("@", "`") else "fault.yaml-sign"


def _is_second_colon(text: str, index: int) -> bool:
    """Whether the parser stopped at a colon within braces, in a value that stands after a colon on the same line."""
    before = re.split(r"[\[{,]", text[:index].rpartition("\n")[2])[-1]
    return text[index : index + 1] == ":" and ": " in before
