"""Lines on which a parser gives up though it is plain what they say, put in order so that the rest can be read.

A text with a colon in it, or one that begins with a sign that YAML keeps for itself, is put in quotes; a backslash that
means nothing stands for itself. What was wrong is told all the same: this only lets the other faults be told with it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from digitrans.files.yaml_values import Broken, Builder, Mark
from digitrans.files.yaml_words import BREAK, line_and_column, problem_in

MENDABLE = ("fault.yaml-colon", "fault.yaml-character", "fault.yaml-sign", "fault.yaml-escape")
MOST, MOST_READ = 20, 20_000_000
_LINE = re.compile(
    r"""(?P<before>[ ]*(?:-[ ]+)*(?:(?:"[^"]*"|'[^']*'|[^\s\-'"\[{#&*!|>%@`][^:#]*?)[ ]*:[ ]+)?)
        (?P<value>[^\s'"\[{#].*?)(?P<after>[ \t]*(?:[ \t]\#.*)?)""",
    re.VERBOSE,
)


_IN_BRACES = re.compile(r"""[{,][ ]*[\w-]+:[ ]+([^\s,{}\[\]"'#][^,{}\[\]"'\n]*)""")


class Mend(NamedTuple):
    """What was wrong and where, and where the value begins that stands there now."""

    mark: Mark
    value: Mark
    message: str


class Mended(NamedTuple):
    """A text that can be read, or as far as it can be mended; ``too_much`` where it has more values than are read."""

    text: str
    mends: list[Mend]
    too_much: Mark | None = None


def mended(text: str, max_nodes: int) -> Mended:
    """``text`` with what can be mended; nothing is, where it can be read, or where mending leads no further."""
    mends: list[Mend] = []
    try:
        stop = _stop(text, max_nodes)
        for _ in range(min(MOST, MOST_READ // (len(text) + 1))):
            if stop is None or stop[0] not in MENDABLE:
                break
            begin = _begin(text, stop[1])
            candidate = _mend(text, begin, *stop)
            if candidate is None:
                break
            further = _stop(candidate[0], max_nodes)
            if further is not None and _begin(candidate[0], further[1]) <= begin:
                break
            text, stop = candidate[0], further
            mends.append(candidate[1])
    except Broken as broken:
        return Mended(text, mends, broken.mark or Mark(1, 1))
    return Mended(text, mends)


def _stop(text: str, max_nodes: int) -> tuple[str, int] | None:
    """What a parser gives up on, and the index of it; None where it comes to the end, or to a limit of depth.

    Raises Broken for more values than are read.
    """
    try:
        Builder(None, max_nodes).run(text)
    except yaml.YAMLError as error:
        return problem_in(error, text)
    except Broken as broken:
        if broken.message == "fault.too-much":
            raise
    return None


def _begin(text: str, index: int) -> int:
    """Where the line begins that has ``index`` in it."""
    return max((each.end() for each in BREAK.finditer(text, 0, index)), default=0)


def _mend(text: str, begin: int, message: str, index: int) -> tuple[str, Mend] | None:
    """``text`` with its line from ``begin`` on in order; None where that is not plain."""
    found = BREAK.search(text, begin)
    end = found.start() if found else len(text)
    line, column = line_and_column(text, index)
    if message == "fault.yaml-escape":
        fixed = text[:index] + "\\" + text[index:]
        return fixed, Mend(Mark(line, column), Mark(line, 0), message)
    if (parts := _LINE.fullmatch(text, begin, end)) is None or not parts["before"].strip():
        return _mend_in_braces(text, begin, end, message, index)
    value = parts["value"].replace("'", "''")
    fixed = f"{text[:begin]}{parts['before']}'{value}'{parts['after']}{text[end:]}"
    return fixed, Mend(Mark(line, column), Mark(line, len(parts["before"]) + 1), message)


def _mend_in_braces(text: str, begin: int, end: int, message: str, index: int) -> tuple[str, Mend] | None:
    """As ``_mend`` for a value in braces: ``{da: Yes: no, en: No}``."""
    for each in _IN_BRACES.finditer(text, begin, end):
        if each.start(1) <= index < each.end(1):
            value = each[1].rstrip().replace("'", "''")
            line, column = line_and_column(text, index)
            value_at = Mark(line, each.start(1) - begin + 1)
            return f"{text[: each.start(1)]}'{value}'{text[each.end(1) :]}", Mend(Mark(line, column), value_at, message)
    return None
