"""PyYAML's parser in Python, made to read what libyaml reads, for systems where PyYAML comes without libyaml."""

from __future__ import annotations

from typing import Any

from yaml.error import Mark
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

_SURROGATES = range(0xD800, 0xE000)


class PureParser(Reader, Scanner, Parser):
    """Events from a text. Question marks and tabs inside plain texts, and tabs between tokens, are as in libyaml."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        self._between = False
        self._plain_from: Any = None
        self._blanks_of: tuple[int, int, Any] | None = None

    def dispose(self) -> None:
        """As libyaml's parser has it; nothing is held here."""

    def peek(self, index: int = 0) -> str:
        """The character ``index`` places on, as the scanner shall take it."""
        character: str = super().peek(index)
        if character == "\t":
            return self._tab(index)
        if self._plain_from is not None and character in ("?", ":"):
            return "x" if character == "?" else self._colon(index)
        return character

    def _colon(self, index: int) -> str:
        """A colon in a plain text; in brackets it may not stand right before another sign of theirs."""
        if self.flow_level and super().peek(index + 1) in ",?[]{}":
            here = self.get_mark()
            mark = Mark(here.name, here.index + index, here.line, here.column + index, None, 0)
            raise ScannerError("while scanning a plain scalar", self._plain_from, "found unexpected ':'", mark)
        return ":"

    def _tab(self, index: int) -> str:
        """A tab as a blank where libyaml takes it for one."""
        if self._between:
            return " " if self.flow_level or not self.allow_simple_key else "\t"
        if self._blanks_of is None:
            return "\t"
        indent, line, start = self._blanks_of
        if index == 0 and self.line > line and self.column < indent:
            problem = "found a tab character that violates indentation"
            raise ScannerError("while scanning a plain scalar", start, problem, self.get_mark())
        return " "

    def next_possible_simple_key(self) -> int | None:
        """The number of the oldest token that may yet be a key. Keys stand in their order, so it is the first one."""
        return next((key.token_number for key in self.possible_simple_keys.values()), None)

    def stale_possible_simple_keys(self) -> None:
        """Forget what can be no key any more. As in PyYAML, but the first that can be one ends the search: those after
        it are younger. So a thousand brackets take no time.
        """
        keys = self.possible_simple_keys
        while keys:
            level, key = next(iter(keys.items()))
            if key.line == self.line and self.index - key.index <= 1024:
                return
            if key.required:
                raise ScannerError(
                    "while scanning a simple key", key.mark, "could not find expected ':'", self.get_mark()
                )
            del keys[level]

    def scan_to_next_token(self) -> None:
        """Skip blanks, breaks and comments; tabs are blanks where no key of a block could begin."""
        self._between = True
        try:
            super().scan_to_next_token()
        finally:
            self._between = False

    def scan_plain(self) -> Any:
        """A plain text, in which a question mark is a letter."""
        self._plain_from = self.get_mark()
        try:
            return super().scan_plain()
        finally:
            self._plain_from = None

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> Any:
        """Blanks and breaks inside a plain text, tabs among them."""
        self._blanks_of = indent, self.line, start_mark
        try:
            return super().scan_plain_spaces(indent, start_mark)
        finally:
            self._blanks_of = None

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> Any:
        """What stands between blanks in quotes; an escape for what is no character is a fault."""
        try:
            chunks = super().scan_flow_scalar_non_spaces(double, start_mark)
        except (ValueError, OverflowError):
            chunks = ["\ud800"]
        if any(ord(each) in _SURROGATES for chunk in chunks for each in chunk):
            problem = "found invalid Unicode character escape code"
            raise ScannerError("while scanning a double-quoted scalar", start_mark, problem, self.get_mark())
        return chunks
