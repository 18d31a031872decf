"""Text to plain values: YAML 1.2 over the C parser's events, with limits, and a position for every fault.

A file is read once, at nearly the speed of the parser's events. Only a file with a fault is walked a second time, to
learn where its keys and values stand. JSON is read by the same walk.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from digitrans import paths
from digitrans.errors import Fault, InCell, InputFault

ValuePath = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MAX_NODES = 200_000

_PLAIN = re.compile(
    r"""(?P<null>~|null|Null|NULL|)$
      | (?P<bool>true|True|TRUE|false|False|FALSE)$
      | (?P<int>[-+]?(?:0|[1-9][0-9]*))$
      | (?P<float>[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?(?:0|[1-9][0-9]*)(?:\.?[eE][-+]?[0-9]+|\.))$
      | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})$""",
    re.VERBOSE,
)
_MAYBE_SPECIAL = frozenset("~nNtTfF-+.0123456789")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Bytes of UTF-8 that no control character is made of: what is left without them has to be searched, mostly nothing.
_CALM = bytes(each for each in range(256) if each in b"\t\n\r" or (each >= 0x20 and each not in b"\x7f\xc2\xed\xef"))
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What the parser says in English, and the message of ours that says it with what to do.
_PARSER_WORDS = (
    ("mapping values are not allowed", "fault.yaml-colon"),
    ("cannot start any token", "fault.yaml-character"),
    ("found unexpected end of stream", "fault.yaml-unclosed"),
    ("did not find expected key", "fault.yaml-indent"),
    ("did not find expected '-' indicator", "fault.yaml-indent"),
    ("could not find expected ':'", "fault.yaml-no-colon"),
    ("did not find expected ',' or", "fault.yaml-bracket"),
    ("expected <document start>", "fault.yaml-one-document"),
    ("unknown escape character", "fault.yaml-escape"),
    ("block sequence entries are not allowed", "fault.yaml-indent"),
    ("undefined alias", "fault.yaml-alias"),
    ("exceeded maximum nesting depth", "fault.too-deep"),
)

_LIMITS = ("fault.too-deep", "fault.too-much")


class Mark(NamedTuple):
    """A place in a text; both count from 1."""

    line: int
    column: int


class Span(NamedTuple):
    """From where to where something stands in a text; ``end`` is the place just behind it."""

    start: Mark
    end: Mark


class _Marks:
    """Where keys and list entries begin, and from where to where their values stand."""

    def __init__(self) -> None:
        self.starts: dict[ValuePath, Mark] = {}
        self.values: dict[ValuePath, Span] = {}


class _Broken(Exception):
    """The text cannot be read further than ``mark``."""

    def __init__(self, message: str, mark: Any, **named: str) -> None:
        self.message, self.named = message, named
        self.mark = None if mark is None else Mark(mark.line + 1, mark.column + 1)


class _Frame:
    """A list or mapping that is being filled. ``key`` is None while a mapping waits for its next key."""

    __slots__ = ("anchor", "at", "is_list", "key", "nodes", "value")

    def __init__(self, value: Any, anchor: str | None, nodes: int, at: ValuePath) -> None:
        self.value, self.anchor, self.nodes, self.at = value, anchor, nodes, at
        self.is_list = type(value) is list
        self.key: str | None = None


class _Builder:
    """Builds plain values from parser events. With ``marks`` it also notes where every key and value stands."""

    def __init__(
        self, marks: _Marks | None, faults: list[tuple[str, Any, dict[str, str]]], max_nodes: int = MAX_NODES
    ) -> None:
        self.stack: list[_Frame] = []
        self.result: Any = None
        self.documents = 0
        self.nodes = 0
        self.max_nodes = max_nodes
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.marks = marks
        self.faults = faults

    def run(self, text: str) -> Any:
        """The values of ``text``. Handlers are found by the event's class: this loop is where the time goes."""
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.MappingStartEvent: lambda event: self.open({}, event),
            yaml.MappingEndEvent: self.close,
            yaml.SequenceStartEvent: lambda event: self.open([], event),
            yaml.SequenceEndEvent: self.close,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }
        parser, yaml_scalar = _PARSER(text), yaml.ScalarEvent
        try:
            get_event, find, scalar = parser.get_event, handlers.get, self.scalar
            while (event := get_event()) is not None:
                if (kind := type(event)) is yaml_scalar:
                    scalar(event)
                elif (handle := find(kind)) is not None:
                    handle(event)
        finally:
            parser.dispose()
        return self.result

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Broken("fault.yaml-one-document", event.start_mark)

    def scalar(self, event: Any) -> None:
        """A scalar as key, value or list entry. The common case is spelt out, since most events come this way."""
        tag, value = event.tag, event.value
        if tag is not None and tag != "!":
            raise _Broken("fault.yaml-tag", event.start_mark, tag=tag)
        if (not value or value[0] in _MAYBE_SPECIAL) and event.implicit[0]:
            value = plain_value(value, event.start_mark) if len(value) > 40 else _short_plain_value(value, event)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)
        if self.marks is not None or not self.stack or self.nodes >= self.max_nodes:
            self.add(value, event)
            return
        frame = self.stack[-1]
        if frame.is_list:
            self.nodes += 1
            frame.value.append(value)
        elif frame.key is not None:
            self.nodes += 1
            frame.value[frame.key] = value
            frame.key = None
        elif type(value) is str and value != "<<" and value not in frame.value:
            frame.key = value
        else:
            self.take_key(frame, value, event)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise _Broken("fault.yaml-alias", event.start_mark)
        value, nodes = self.anchors[event.anchor]
        self.count(nodes - 1, event)
        self.add(value, event)

    def count(self, nodes: int, event: Any) -> None:
        self.nodes += nodes
        if self.nodes > self.max_nodes:
            raise _Broken("fault.too-much", event.start_mark)

    def open(self, value: Any, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            raise _Broken("fault.yaml-tag", event.start_mark, tag=event.tag)
        if len(self.stack) >= MAX_DEPTH:
            raise _Broken("fault.too-deep", event.start_mark)
        if self.stack and self.waits_for_key():
            raise _Broken("fault.yaml-key", event.start_mark)
        at = self.here()
        self.add(value, event)
        self.stack.append(_Frame(value, event.anchor, self.nodes, at))

    def close(self, _event: Any) -> None:
        frame = self.stack.pop()
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.value, self.nodes - frame.nodes + 1)

    def waits_for_key(self) -> bool:
        frame = self.stack[-1]
        return not frame.is_list and frame.key is None

    def here(self) -> ValuePath:
        if self.marks is None or not self.stack:
            return ()
        frame = self.stack[-1]
        return (*frame.at, len(frame.value) if frame.key is None else frame.key)

    def add(self, value: Any, event: Any) -> None:
        """A key, which is not counted, since its value is; or a value, which is."""
        if self.stack and self.waits_for_key():
            self.take_key(self.stack[-1], value, event)
            return
        self.count(1, event)
        if not self.stack:
            self.result = value
            self.note((), event)
            return
        frame = self.stack[-1]
        if frame.is_list:
            if self.marks is not None:
                self.note(self.here(), event)
            frame.value.append(value)
        elif frame.key is not None:
            if self.marks is not None:
                self.marks.values[(*frame.at, frame.key)] = _span(event)
            frame.value[frame.key] = value
            frame.key = None

    def take_key(self, frame: _Frame, key: Any, event: Any) -> None:
        if type(key) is not str:
            if not isinstance(event, yaml.ScalarEvent):
                raise _Broken("fault.yaml-key", event.start_mark)
            key = event.value
        if key == "<<":
            raise _Broken("fault.yaml-merge", event.start_mark)
        frame.key = key
        if key in frame.value:
            first = self.marks.starts.get((*frame.at, key)) if self.marks is not None else None
            line = str(first.line) if first else "?"
            self.faults.append(("fault.key-twice", event.start_mark, {"key": str(key), "line": line}))
        elif self.marks is not None:
            self.note(self.here(), event)

    def note(self, at: ValuePath, event: Any) -> None:
        if self.marks is not None:
            self.marks.starts[at] = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
            self.marks.values.setdefault(at, _span(event))


class _Unusual(Exception):
    """Something in the text asks for the careful builder."""


def _quick(text: str, max_nodes: int) -> Any:  # noqa: PLR0912 - spelt out, since every call would count
    """The values of an everyday text: one document without anchors, tags, aliases, double or strange keys.

    Most files are such, and this one loop reads them a fifth faster than ``_Builder``, which does the same with care.
    Raises _Unusual for everything else, faults included, so that only ``_Builder`` knows how to tell of them.
    """
    if "&" in text or "*" in text or "!" in text or "<<" in text:
        raise _Unusual
    parser, root = _PARSER(text), list[Any]()
    box: Any = root
    key, is_list, nodes, stack = None, True, 0, list[tuple[Any, bool]]()
    scalar, starts, special, plain = yaml.ScalarEvent, _STARTS, _MAYBE_SPECIAL, _known_plain_value
    try:
        get_event = parser.get_event
        while (event := get_event()) is not None:
            if (kind := type(event)) is scalar:
                value = event.value
                if (not value or value[0] in special) and event.implicit[0]:
                    value = plain(value) if len(value) <= 40 else plain_value(value)
            elif kind in starts:
                value = starts[kind]()
            elif kind in _ENDS:
                nodes += len(box)
                box, is_list = stack.pop()
                continue
            else:
                continue
            if key is not None:
                box[key] = value
                key = None
            elif is_list:
                box.append(value)
            elif type(value) is str and value not in box:
                key = value
                continue
            else:
                raise _Unusual
            if kind is not scalar:
                if len(stack) >= MAX_DEPTH:
                    raise _Unusual
                stack.append((box, is_list))
                box, is_list = value, kind is yaml.SequenceStartEvent
    except _Broken:
        raise _Unusual from None
    finally:
        parser.dispose()
    if len(root) != 1 or nodes + len(root) > max_nodes:
        raise _Unusual
    return root[0]


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(Mark(start.line + 1, start.column + 1), Mark(end.line + 1, end.column + 1))


_STARTS: dict[type, Callable[[], Any]] = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}
_ENDS = frozenset((yaml.MappingEndEvent, yaml.SequenceEndEvent))


def _short_plain_value(text: str, event: Any) -> Any:
    try:
        return _known_plain_value(text)
    except _Broken:
        return plain_value(text, event.start_mark)


@lru_cache(maxsize=1024)
def _known_plain_value(text: str) -> Any:
    return plain_value(text)


def plain_value(text: str, mark: Any = None) -> Any:
    """A plain YAML 1.2 scalar as a value: null, true/false, decimal numbers, ISO dates; anything else is a text."""
    match = _PLAIN.match(text)
    if match is None:
        return text
    kind = match.lastgroup
    if kind == "null":
        return None
    if kind == "bool":
        return text[0] in "tT"
    if len(text) > 40:
        raise _Broken("fault.number-too-long", mark)
    if kind == "int":
        return int(text)
    if kind == "float":
        return float(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Broken("fault.no-such-date", mark, value=text) from None


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
            fault = self._limit_before(error) or _parser_fault(self.name, error, self.text)
            raise InputFault([fault]) from None

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


def _parser_fault(name: str, error: yaml.YAMLError, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    message = next((ours for theirs, ours in _PARSER_WORDS if theirs in said), "fault.yaml")
    if message == "fault.yaml-bracket" and mark is not None and _is_second_colon(text, mark.index):
        message = "fault.yaml-colon"
    if message in ("fault.yaml-unclosed", "fault.yaml-bracket"):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Fault(name, None, None, "", message, {})
    if message == "fault.yaml-character" and text[mark.index : mark.index + 1] == "\t":
        message = "fault.yaml-tab"
    return Fault(name, mark.line + 1, mark.column + 1, "", message, {})


def _is_second_colon(text: str, index: int) -> bool:
    """Whether the parser stopped at a colon within braces, in a value that stands after a colon on the same line."""
    before = re.split(r"[\[{,]", text[:index].rpartition("\n")[2])[-1]
    return text[index : index + 1] == ":" and ": " in before


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
