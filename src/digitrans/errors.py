"""Everything that can go wrong for a user, as values. Messages are named here and worded in ``texts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class InCell(NamedTuple):
    """What a fault in a spreadsheet says instead of a path, each by language: nobody there knows of paths.

    ``place`` is the cell or the row, ``question`` the text of the question in short, ``fix`` what can be done. Each is
    empty where there is nothing to say. ``message`` is worded for cells.
    """

    place: Mapping[str, str]
    question: Mapping[str, str]
    fix: Mapping[str, str]
    message: str


class Fault(NamedTuple):
    """One thing that is wrong in an input file.

    ``line`` and ``column`` count from 1; None means that the fault is about the file as a whole. ``where`` is the path
    inside the file by ids, for instance "models/portfolio/parts/modernise"; "" at the top. ``cell`` is None outside
    spreadsheets.
    """

    source: str
    line: int | None
    column: int | None
    where: str
    message: str
    named: dict[str, str]
    cell: InCell | None = None


def by_place(fault: Fault) -> tuple[str, int, int]:
    """Where a fault stands in the order of files, lines and columns; what is about a whole file comes first."""
    return fault.source, fault.line or 0, fault.column or 0


class DigitransError(Exception):
    """The base of every error that a user can meet. ``message`` is a key of ``texts``, ``named`` fills its gaps."""

    exit_code = 1

    def __init__(self, message: str, **named: str) -> None:
        super().__init__(message)
        self.message = message
        self.named = named


class UsageFault(DigitransError):
    """The command line asks for something that is not there, or questions are needed and there is no terminal."""

    exit_code = 2


EVERY = 1000
"""Faults that are told by a command whose task it is to find them."""


class InputFault(DigitransError):
    """An input file cannot be used; ``faults`` holds all that is wrong with it, of which ``shown`` are told."""

    exit_code = 3

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("error.input")
        self.faults = faults
        self.shown = 10


class FilesFault(DigitransError):
    """Some of many input files could not be used. Each was named when it was met; the others are done."""

    exit_code = 3


class RuleBroken(DigitransError):
    """A rule or threshold that was asked for is not met. The result is written all the same."""

    exit_code = 4


class SaveFault(DigitransError):
    """Something could not be written: a full disk, a read-only folder."""


class Stopped(DigitransError):
    """The user stopped, or a signal did. What was answered is saved already. ``signal`` is None for a wish to stop."""

    exit_code = 130

    def __init__(self, message: str = "ask.stopped", signal: int | None = None, **named: str) -> None:
        super().__init__(message, **named)
        self.exit_code = 130 if signal is None else 128 + signal


class Problem(NamedTuple):
    """A fault that only the whole file shows: where it is, which message says it, and what that message names."""

    at: tuple[str | int, ...]
    message: str
    named: dict[str, str]


class Placed(NamedTuple):
    """A fault in what a file says, with its place in the values. ``whole``: only the whole file shows it."""

    at: tuple[str | int, ...]
    fault: Fault
    whole: bool = False


def fault_data(fault: Fault) -> dict[str, Any]:
    """A fault in a file as JSON has it."""
    file, where, message = fault.source, fault.where, fault.message
    return {"file": file, "line": fault.line, "column": fault.column, "where": where, "fault": message}
