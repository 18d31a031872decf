"""What completion is about: the place of the cursor on a command line, and what may stand there."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal, NamedTuple

from digitrans.values import dataclass

Files = Literal["none", "files", "folders"]


class Candidate(NamedTuple):
    """Something that may stand there, and what it is. ``by_name``: another word for something that has an id."""

    value: str
    told: str = ""
    by_name: bool = False


class Place(NamedTuple):
    """Where the cursor stands: in ``command``, called by ``path``, in the value of ``parameter`` or, None, of none.

    ``before`` is what stands in the same word before the value, as ``--format=`` does; ``given`` are the values of
    arguments and options so far, by the names of their parameters. ``root`` has all commands below it.
    """

    root: Any
    command: Any
    path: str
    parameter: Any
    begun: str
    before: str
    given: dict[str, list[str]]


@dataclass
class Offer:
    """What may stand there, and whether the shell shall offer files or folders of its own beside it."""

    candidates: list[Candidate] = field(default_factory=list)
    files: Files = "none"
