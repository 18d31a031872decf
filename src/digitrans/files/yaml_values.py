"""Text to plain values: YAML 1.2 over the C parser's events, with limits and positions; JSON by the same walk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

import yaml

ValuePath = tuple[str | int, ...]
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


def parser_class() -> Any:
    """The parser that there is: libyaml's, or else PyYAML's own, which is slower and reads the same."""
    if (quick := getattr(yaml, "CSafeLoader", None)) is not None:
        return quick
    from digitrans.files.pure_yaml import PureParser

    return PureParser


_PARSER = parser_class()


class Mark(NamedTuple):
    """A place in a text; both count from 1."""

    line: int
    column: int


class Span(NamedTuple):
    """From where to where something stands in a text; ``end`` is the place just behind it."""

    start: Mark
    end: Mark


class Slip(NamedTuple):
    """Something that is wrong at a place of a text, after which the reading went on. ``at`` is where it stands."""

    at: ValuePath
    mark: Mark
    message: str
    named: dict[str, str]


MAX_SLIPS = 10_000
"""Of a text with more slips than that, no more are noted."""
_SKIPPED, AGAIN = "\0skipped", "\0again"
"""The keys of what is read and not kept, since it has no key, or one that stood before; no key has this character."""
_NOT_KEPT = (_SKIPPED, AGAIN, None)


class Marks:
    """Where keys and list entries begin, and from where to where their values stand."""

    def __init__(self) -> None:
        self.starts: dict[ValuePath, Mark] = {}
        self.values: dict[ValuePath, Span] = {}


class Broken(Exception):
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


class Builder:
    """Builds plain values from parser events. With ``marks`` it also notes where every key and value stands.

    What is wrong goes to ``slips``, with its place where there are ``marks``, and the reading goes on: the text of an
    impossible date stands for it, and of two values under the same key the first counts, or with ``last`` the last.
    ``partial`` are the mappings that lack something which could not be taken in.
    """

    def __init__(self, marks: Marks | None, max_nodes: int = MAX_NODES, *, last: bool = False) -> None:
        self.stack: list[_Frame] = []
        self.result: Any = None
        self.documents = 0
        self.nodes = 0
        self.max_nodes = max_nodes
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.marks = marks
        self.last = last
        self.slips: list[Slip] = []
        self.partial: set[ValuePath] = set()

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

    def unfinished(self) -> set[ValuePath]:
        """The lists and mappings that lack something: those that are still open, and those that had to skip a key.

        A key that waits for its value is kept without one.
        """
        waiting = [frame for frame in self.stack if frame.key not in _NOT_KEPT]
        for frame in waiting:
            frame.value.setdefault(frame.key, None)
        return self.partial | {frame.at for frame in self.stack} | {(*each.at, str(each.key)) for each in waiting}

    def slip(self, message: str, event: Any, at: ValuePath, **named: str) -> None:
        if len(self.slips) < MAX_SLIPS:
            mark = event.start_mark
            self.slips.append(Slip(at, Mark(mark.line + 1, mark.column + 1), message, named))

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise Broken("fault.yaml-one-document", event.start_mark)

    def scalar(self, event: Any) -> None:
        """A scalar as key, value or list entry. The common case is spelt out, since most events come this way."""
        tag, value, plain = event.tag, event.value, event.implicit[0]
        if tag is not None and tag != "!":
            self.slip("fault.yaml-tag", event, self.here(), tag=tag)
            tag, plain = None, not event.style
        if (not value or value[0] in _MAYBE_SPECIAL) and tag is None and plain:
            value = self.plain(value, event)
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

    def plain(self, text: str, event: Any) -> Any:
        """What a plain scalar says; its text where it cannot say that. Of a key only the text is taken."""
        try:
            return plain_value(text) if len(text) > 40 else _known_plain_value(text)
        except Broken as broken:
            if not (self.stack and self.waits_for_key()):
                self.slip(broken.message, event, self.here(), **broken.named)
            return text

    def alias(self, event: Any) -> None:
        value, nodes = self.anchors.get(event.anchor, (None, 1))
        if event.anchor not in self.anchors:
            self.slip("fault.yaml-alias", event, self.here())
            if self.stack and self.waits_for_key():
                self.pass_over(self.stack[-1])
                return
        self.count(nodes - 1, event)
        self.add(value, event)

    def count(self, nodes: int, event: Any) -> None:
        self.nodes += nodes
        if self.nodes > self.max_nodes:
            raise Broken("fault.too-much", event.start_mark)

    def open(self, value: Any, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self.slip("fault.yaml-tag", event, self.here(), tag=event.tag)
        if len(self.stack) >= MAX_DEPTH:
            raise Broken("fault.too-deep", event.start_mark)
        if self.stack and self.waits_for_key():
            self.skip_key(self.stack[-1], "fault.yaml-key", event)
            self.stack.append(_Frame(value, event.anchor, self.nodes, (*self.stack[-1].at, _SKIPPED)))
            return
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
        if frame.key is None and not frame.is_list:
            return frame.at
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
            if frame.key not in _NOT_KEPT:
                if self.marks is not None:
                    self.marks.values[(*frame.at, frame.key)] = _span(event)
                frame.value[frame.key] = value
            frame.key = None

    def take_key(self, frame: _Frame, key: Any, event: Any) -> None:
        if type(key) is not str:
            if not isinstance(event, yaml.ScalarEvent):
                self.skip_key(frame, "fault.yaml-key", event)
                return
            key = event.value
        if key == "<<":
            self.skip_key(frame, "fault.yaml-merge", event)
            return
        frame.key = key
        if key in frame.value:
            self.take_again(frame, key, event)
        elif self.marks is not None:
            self.note((*frame.at, key), event)

    def take_again(self, frame: _Frame, key: str, event: Any) -> None:
        """A key for the second time: a slip, and one of its values is left."""
        at = (*frame.at, key)
        first = self.marks.starts.get(at) if self.marks is not None else None
        self.slip("fault.key-twice", event, at, key=key, line=str(first.line) if first else "?")
        if not self.last:
            frame.key = AGAIN
        elif self.marks is not None:
            self.slips = [each for each in self.slips if each.at[: len(at)] != at or each.message == "fault.key-twice"]
            self.marks.starts[at] = Mark(event.start_mark.line + 1, event.start_mark.column + 1)

    def skip_key(self, frame: _Frame, message: str, event: Any) -> None:
        """Pass over a key that is none, and over its value."""
        self.slip(message, event, frame.at)
        self.pass_over(frame)

    def pass_over(self, frame: _Frame) -> None:
        self.partial.add(frame.at)
        frame.key = _SKIPPED

    def note(self, at: ValuePath, event: Any) -> None:
        if self.marks is not None:
            self.marks.starts[at] = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
            self.marks.values.setdefault(at, _span(event))


class Unusual(Exception):
    """Something in the text asks for the careful builder."""


def quick_values(text: str, max_nodes: int) -> Any:  # noqa: PLR0912 - spelt out, since every call would count
    """The values of an everyday text: one document without anchors, tags, aliases, double or strange keys.

    Most files are such, and this one loop reads them a fifth faster than ``Builder``, which does the same with care.
    Raises Unusual for everything else, faults included, so that only ``Builder`` knows how to describe them.
    """
    if "&" in text or "*" in text or "!" in text or "<<" in text:
        raise Unusual
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
                raise Unusual
            if kind is not scalar:
                if len(stack) >= MAX_DEPTH:
                    raise Unusual
                stack.append((box, is_list))
                box, is_list = value, kind is yaml.SequenceStartEvent
    except Broken:
        raise Unusual from None
    finally:
        parser.dispose()
    if len(root) != 1 or nodes + len(root) > max_nodes:
        raise Unusual
    return root[0]


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(Mark(start.line + 1, start.column + 1), Mark(end.line + 1, end.column + 1))


_STARTS: dict[type, Callable[[], Any]] = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}
_ENDS = frozenset((yaml.MappingEndEvent, yaml.SequenceEndEvent))


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
        raise Broken("fault.number-too-long", mark)
    if kind == "int":
        return int(text)
    if kind == "float":
        if (number := float(text)) in (inf, -inf):
            raise Broken("fault.number-too-large", mark, value=text)
        return number
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Broken("fault.no-such-date", mark, value=text) from None
