"""Files as sources: bytes to text to values, each fault one message with its place."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from digitrans.errors import Fault, InCell, InputFault
from digitrans.files import paths
from digitrans.files.yaml_values import MAX_NODES, Mark, Span, ValuePath, _Broken, _Builder, _Marks, _quick, _Unusual

MAX_BYTES = 2_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Bytes of UTF-8 that no control character is made of: what is left without them has to be searched, mostly nothing.
_CALM = bytes(each for each in range(256) if each in b"\t\n\r" or (each >= 0x20 and each not in b"\x7f\xc2\xed\xef"))
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LIMITS = ("fault.too-deep", "fault.too-much")


def decode(data: bytes, source: str) -> str:
    """``data`` as text. Raises InputFault where it is not UTF-8, or holds control characters."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputFault([Fault(source, None, None, "", "fault.not-utf8", {})])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise InputFault([_at_offset(source, before, "fault.not-utf8")]) from None
    if data.translate(None, _CALM) and (match := _CONTROL.search(text)):
        raise InputFault([_at_offset(source, text[: match.start()], "fault.control-character")])
    return text


def _at_offset(source: str, before: str, message: str) -> Fault:
    return Fault(source, before.count("\n") + 1, len(before) - before.rfind("\n"), "", message, {})


class Source:
    """The values of one file, and, only when asked for, the places where they stand."""

    is_layered = False
    slips: list[Fault] = []  # noqa: RUF012 - a file that could be read has none

    def __init__(self, name: str, text: str, max_nodes: int = MAX_NODES) -> None:
        self.name = name
        self.max_nodes = max_nodes
        if text.lstrip()[:1] == "{" and "\\u" in text:
            text = _SURROGATES.sub(
                lambda m: chr(0x10000 + (int(m[1], 16) - 0xD800) * 0x400 + int(m[2], 16) - 0xDC00), text
            )
        self.text = text
        self._marks: _Marks | None = None
        faults: list[tuple[str, Any, dict[str, str]]] = []
        self.values = self._build(None, faults)
        if faults:
            faults.clear()
            self._build(_Marks(), faults)
            raise InputFault(
                [Fault(name, mark.line + 1, mark.column + 1, "", message, named) for message, mark, named in faults]
            )

    def _build(self, marks: _Marks | None, faults: list[tuple[str, Any, dict[str, str]]]) -> Any:
        try:
            if marks is None:
                with suppress(_Unusual):
                    return _quick(self.text, self.max_nodes)
            return _Builder(marks, faults, self.max_nodes).run(self.text)
        except _Broken as broken:
            line, column = broken.mark or (None, None)
            raise InputFault([Fault(self.name, line, column, "", broken.message, broken.named)]) from None
        except yaml.YAMLError as error:
            from digitrans.files.yaml_words import parser_fault

            raise InputFault([self._limit_before(error) or parser_fault(self.name, error, self.text)]) from None

    def _limit_before(self, error: yaml.YAMLError) -> Fault | None:
        """The fault where the text passes a limit of ours before the place where the parser gave up.

        The parser reads ahead, and has limits of its own, so its error can come before the events that show ours.
        """
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            return None
        try:
            _Builder(None, [], self.max_nodes).run(self.text[: mark.index])
        except _Broken as broken:
            if broken.message in _LIMITS and broken.mark is not None:
                return Fault(self.name, *broken.mark, "", broken.message, broken.named)
        except yaml.YAMLError:
            pass
        return None

    def mark(self, at: ValuePath) -> Mark | None:
        """Where the value at ``at`` stands, or the nearest that holds it."""
        starts = self._walked().starts
        while at and at not in starts:
            at = at[:-1]
        return starts.get(at)

    @property
    def marks(self) -> dict[ValuePath, Mark]:
        """Where every key and value begins; learnt when first asked for."""
        return self._walked().starts

    def place(self, at: ValuePath) -> tuple[str, Mark | None]:
        """The file's name, and the mark of ``at`` in it."""
        return self.name, self.mark(at)

    def cell(self, at: ValuePath, message: str) -> InCell | None:  # noqa: ARG002 - what a spreadsheet answers
        """How a fault at ``at`` is told of a spreadsheet; None for every other file."""
        return None

    def resembled(self, at: ValuePath) -> tuple[str, list[str]] | None:  # noqa: ARG002 - what layers answer
        """None: nothing is new in a file that is laid over no other."""
        return None

    def span(self, at: ValuePath) -> Span | None:
        """From where to where the value at ``at`` is written, its key not included; None where there is none."""
        return self._walked().values.get(at)

    def _walked(self) -> _Marks:
        if self._marks is None:
            self._marks = _Marks()
            self._build(self._marks, [])
        return self._marks


def is_file(wanted: str) -> bool:
    """Whether a word of the command line means a file: one that is there, or is named like one."""
    return paths.is_file(wanted) or Path(wanted).suffix in (".json", ".yaml", ".yml")


def read_source(
    path: Path | str, name: str | None = None, max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES
) -> Source:
    """The values in the YAML or JSON file ``path``, which messages call ``name``.

    Raises InputFault for a file that is missing, larger than ``max_bytes``, of more values than ``max_nodes``, no plain
    file, not UTF-8 or not readable as YAML 1.2.
    """
    shown = name or str(path)
    return Source(shown, decode(read_bytes(path, shown, max_bytes), shown), max_nodes)


def read_stdin(max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES) -> Source:
    """The values on standard input, which messages call "-". Raises InputFault as ``read_source`` does."""
    stdin = getattr(sys.stdin, "buffer", None)
    if stdin is None:
        raise InputFault([Fault("-", None, None, "", "fault.unreadable", {})])
    data = stdin.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputFault([Fault("-", None, None, "", "fault.too-large", {"limit": str(max_bytes // 1_000_000)})])
    return Source("-", decode(data, "-"), max_nodes)


def read_bytes(path: Path | str, name: str, limit: int = MAX_BYTES) -> bytes:
    """At most ``limit`` bytes of a plain file; anything else is one InputFault.

    Takes plain names too: of thousands of files, a Path each would cost time, and memory that is not given back.
    """
    try:
        info = os.stat(path)  # noqa: PTH116 - asked before opening, which would wait for a pipe
        if stat.S_ISDIR(info.st_mode):
            raise InputFault([Fault(name, None, None, "", "fault.is-folder", {})])
        if not stat.S_ISREG(info.st_mode):
            raise InputFault([Fault(name, None, None, "", "fault.no-plain-file", {})])
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read(min(info.st_size, limit) + 1)  # room for the limit would have to be made first
            if len(data) > info.st_size:
                data += file.read(limit + 1 - len(data))
    except FileNotFoundError:
        raise InputFault([Fault(name, None, None, "", "fault.no-file", {})]) from None
    except (OSError, ValueError):
        raise InputFault([Fault(name, None, None, "", "fault.unreadable", {})]) from None
    if len(data) > limit:
        raise InputFault([Fault(name, None, None, "", "fault.too-large", {"limit": str(limit // 1_000_000)})])
    return data


def walk(values: Any, at: ValuePath) -> Iterator[Any]:
    """The values met on the way from the top down ``at``, as far as it leads."""
    for step in at:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return
        yield values
