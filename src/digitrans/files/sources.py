"""Files as sources: bytes to text to values, each fault one message with its place."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from digitrans.errors import Fault, InCell, InputFault
from digitrans.files import mistaken, paths
from digitrans.files.yaml_values import MAX_NODES, Broken, Builder, Mark, Marks, Span, Unusual, ValuePath, quick_values

if TYPE_CHECKING:
    from digitrans.files.faulty_texts import Reading

MAX_BYTES = 2_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Bytes of UTF-8 that no control character is made of: what is left without them has to be searched, mostly nothing.
_CALM = bytes(each for each in range(256) if each in b"\t\n\r" or (each >= 0x20 and each not in b"\x7f\xc2\xed\xef"))
MAX_CONTROLS = 100
"""So many control characters are told; of a file with more, the first."""
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def decode(data: bytes, source: str) -> str:
    """``data`` as text. Raises InputFault where it is no text, is not UTF-8, or holds control characters."""
    text, faults = decoded(data, source)
    if faults:
        raise InputFault(faults)
    return text


def decoded(data: bytes, source: str) -> tuple[str, list[Fault]]:
    """``data`` as text, UTF-8 or what Windows calls Unicode (UTF-16), and what is wrong with it.

    Where something is, the text is what can be read on: other letters, and a mark for every control character.
    Raises InputFault for what is no text at all.
    """
    if (wide := wide_encoding(data)) is not None:
        try:
            data = data.decode(wide).encode("utf-8")
        except UnicodeError:
            raise InputFault([Fault(source, None, None, "", "fault.not-utf8", {})]) from None
    faults: list[Fault] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        faults = [_at_offset(source, before, "fault.not-utf8")]
        text = data.decode("cp1252", "replace")
    if faults or data.translate(None, _CALM):
        found = list(islice(_CONTROL.finditer(text), MAX_CONTROLS + 1))
        if faults and found:
            raise InputFault(faults)  # no text in another encoding either
        faults += [_at_offset(source, text[: each.start()], "fault.control-character") for each in found[:MAX_CONTROLS]]
        text = _CONTROL.sub("\ufffd", text) if found else text
    return text, faults


def wide_encoding(data: bytes) -> str | None:
    """The encoding of UTF-16 or UTF-32, by its mark or, of Western texts, by its zeros; None for every other."""
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "utf-32"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = data[: len(data) // 2 * 2][:400]
    if len(data) % 2 or b"\0" not in start:
        return None
    zeros = [half.count(0) / len(half) for half in (start[::2], start[1::2])]
    for least, most, encoding in ((zeros[1], zeros[0], "utf-16-le"), (zeros[0], zeros[1], "utf-16-be")):
        if least > 0.6 and most == 0:
            return encoding
    return None


def _at_offset(source: str, before: str, message: str) -> Fault:
    return Fault(source, before.count("\n") + 1, len(before) - before.rfind("\n"), "", message, {})


class Source:
    """The values of one file, and, only when asked for, the places where they stand.

    A ``patient`` source does not raise for what is wrong in the text, but has it in ``reading``: whoever checks the
    values tells it together with what else is wrong. ``given`` are faults that were found before.
    """

    is_layered = False
    slips: list[Fault] = []  # noqa: RUF012 - what a spreadsheet has
    reading: Reading | None = None
    """What went wrong while reading; None where nothing did."""
    twin: Source | None = None
    """The same text with the last of two values under one key, where ``values`` have the first."""

    def __init__(
        self,
        name: str,
        text: str,
        max_nodes: int = MAX_NODES,
        *,
        patient: bool = False,
        given: Sequence[Fault] = (),
    ) -> None:
        self.name = name
        self.max_nodes = max_nodes
        if text.lstrip()[:1] == "{" and "\\u" in text:
            text = _SURROGATES.sub(
                lambda m: chr(0x10000 + (int(m[1], 16) - 0xD800) * 0x400 + int(m[2], 16) - 0xDC00), text
            )
        self.text = text
        self._marks: Marks | None = None
        try:
            if given:
                raise Unusual
            self.values = self._sound()
        except (Unusual, Broken, yaml.YAMLError):
            self._read_patiently(given)
            if not patient and self.reading is not None:
                raise InputFault(self.reading.told()) from None

    def _sound(self) -> Any:
        """The values of a text with nothing wrong in it. Raises Unusual, Broken or YAMLError for every other."""
        with suppress(Unusual):
            return quick_values(self.text, self.max_nodes)
        builder = Builder(None, self.max_nodes)
        values = builder.run(self.text)
        if builder.slips:
            raise Unusual
        return values

    def _read_patiently(self, given: Sequence[Fault]) -> None:
        from digitrans.files.faulty_texts import read_patiently

        first, last = read_patiently(self.name, self.text, self.max_nodes, given)
        self.values, self._marks, self.reading = first.values, first.marks, first
        if last is not None:
            self.twin = copy(self)
            self.twin.values, self.twin._marks, self.twin.reading, self.twin.twin = last.values, last.marks, last, None

    @property
    def texts(self) -> Sequence[Source]:
        """The texts that could not be read without a fault: this one, or none."""
        return () if self.reading is None else (self,)

    def origin(self, at: ValuePath) -> tuple[Source, ValuePath] | None:
        """The text that says what stands at ``at``, and the place in it; None for what is no text."""
        return self, at

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

    def _walked(self) -> Marks:
        if self._marks is None:
            self._marks = Marks()
            Builder(self._marks, self.max_nodes).run(self.text)
        return self._marks


def no_mapping(source: Any) -> list[Fault]:
    """Why what a source says are no keys with values: what stopped the reading, or what it is instead."""
    reading = getattr(source, "reading", None)
    if reading is not None and (told := reading.told()):
        return list(told)
    text = getattr(source, "text", "")
    if isinstance(source.values, str | list) and mistaken.is_ini(text):
        return [Fault(source.name, None, None, "", "fault.is-ini", {})]
    return [Fault(source.name, 1, 1, "", "fault.not-mapping-file", {})]


def is_file(wanted: str) -> bool:
    """Whether a word of the command line means a file: one that is there, or is named like one."""
    return paths.is_file(wanted) or Path(wanted).suffix in (".json", ".yaml", ".yml")


def read_source(
    path: Path | str,
    name: str | None = None,
    max_bytes: int = MAX_BYTES,
    max_nodes: int = MAX_NODES,
    *,
    patient: bool = False,
) -> Source:
    """The values in the YAML or JSON file ``path``, which messages call ``name``.

    Raises InputFault for a file that is missing, larger than ``max_bytes``, of more values than ``max_nodes``, no plain
    file, no text or not readable as YAML 1.2; a ``patient`` source keeps what is wrong in a text for who checks it.
    """
    shown = name or str(path)
    return source_of(shown, read_bytes(path, shown, max_bytes), max_nodes, patient=patient)


def read_stdin(max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES, *, patient: bool = False) -> Source:
    """The values on standard input, which messages call "-". Raises InputFault as ``read_source`` does."""
    stdin = getattr(sys.stdin, "buffer", None)
    if stdin is None:
        raise InputFault([Fault("-", None, None, "", "fault.unreadable", {})])
    data = stdin.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputFault([Fault("-", None, None, "", "fault.too-large", {"limit": str(max_bytes // 1_000_000)})])
    return source_of("-", data, max_nodes, patient=patient)


def source_of(name: str, data: bytes, max_nodes: int = MAX_NODES, *, patient: bool = False) -> Source:
    """The values in ``data``, which messages call ``name``. Raises InputFault as ``read_source`` does."""
    if known := mistaken.kind_of(data):
        raise InputFault([Fault(name, None, None, "", known, {})])
    text, faults = decoded(data, name)
    return Source(name, text, max_nodes, patient=patient, given=faults)


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
