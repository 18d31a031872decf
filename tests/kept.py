"""What is made of shipped content is made once for all tests: a run reads each file once, a thousand tests need not.

``keep_between_tests`` puts it in the place of what the program makes; the fixture ``read_afresh`` takes it away again,
for tests that are about the reading itself.
"""

from __future__ import annotations

import itertools
import pickle
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel

from digitrans import cli
from digitrans.authoring import schemas
from digitrans.content import catalogue, own_folders
from digitrans.files import yaml_values

_data_folder = catalogue.data_folder
_made: defaultdict[bool, dict[Hashable, Any]] = defaultdict(dict)


def is_shipped() -> bool:
    """Whether the content is that of the package, and no test has put another in its place."""
    return catalogue.data_folder is _data_folder


class Kept(dict[Hashable, Any]):
    """What is made of the shipped content, made once for all tests; what is made of any other, as in the program.

    A run reads each file once; a thousand tests need not read it a thousand times. Models are never changed.
    """

    def __init__(self, supplement: bool) -> None:
        super().__init__()
        self.shared = _made[supplement]

    def __contains__(self, what: object) -> bool:
        return what in self.shared if is_shipped() else super().__contains__(what)

    def __getitem__(self, what: Hashable) -> Any:
        return self.shared[what] if is_shipped() else super().__getitem__(what)

    def __setitem__(self, what: Hashable, made: Any) -> None:
        if is_shipped():
            self.shared[what] = made
        else:
            super().__setitem__(what, made)


class KeptOutside(Kept):
    """The same outside of any run, where the program keeps nothing: so of other content, nothing is kept here."""

    def __contains__(self, what: object) -> bool:
        return is_shipped() and super().__contains__(what)


class KeptBeside(dict[Hashable, Any]):
    """The same where own content is in force: what is made of a shipped file that no file of it is about."""

    def __init__(self) -> None:
        super().__init__()
        self.own, self.files = cache(catalogue.own_files_of), cache(catalogue.shipped_files)
        self.shared = cache(lambda: _made[own_folders.supplement_wanted()])

    def is_shared(self, what: Any) -> bool:
        """Whether it is made of a shipped file alone."""
        made, *of = what if isinstance(what, tuple) else (what,)
        kind, subject = (of if made == "source" else (KINDS.get(made), *of))[:2] if of else (None, None)
        return is_shipped() and kind in KINDS.values() and subject in self.files(kind) and subject not in self.own(kind)

    def __contains__(self, what: object) -> bool:
        return what in self.shared() if self.is_shared(what) else super().__contains__(what)

    def __getitem__(self, what: Hashable) -> Any:
        return self.shared()[what] if self.is_shared(what) else super().__getitem__(what)

    def __setitem__(self, what: Hashable, made: Any) -> None:
        if self.is_shared(what):
            self.shared()[what] = made
        else:
            super().__setitem__(what, made)


KINDS = {"piece of advice": "advice", "instrument": "checklists"}
_InForce = own_folders._InForce
_quick = yaml_values.quick_values


@lru_cache(maxsize=512)
def _read_once(text: str, max_nodes: int) -> bytes:
    return pickle.dumps(_quick(text, max_nodes))


def quick(text: str, max_nodes: int) -> Any:
    """The values of a text, as the program reads them; a longer one that was read before is not parsed again."""
    return pickle.loads(_read_once(text, max_nodes)) if len(text) > 1000 else _quick(text, max_nodes)


def kept(folders: tuple[Path, ...], made: dict[Hashable, Any], supplement: bool = True, *other: Any) -> Any:
    """The folders in force, as the program makes them, over what is kept between tests."""
    return _InForce(folders, KeptBeside() if folders else Kept(supplement), supplement, *other)


own_folders._own.set(_InForce((), KeptOutside(True)))  # for what tests make without a command, and when collected


@cache
def _command(first: str | None, named: frozenset[str]) -> Any:
    return _commands([*([first] if first is not None else []), *sorted(named)])


_commands = cli.commands
NAMES = {"help", *cli.SINGLE, *cli.GROUPS, *itertools.chain(*cli.GROUPS.values())} - {""}


def commands(words: Sequence[str]) -> Any:
    """The commands that ``words`` name, as the program makes them; those of the same names are made once.

    Making them takes as long as many a command takes to run, and nothing of a run is kept in them.
    """
    first = next((each for each in words if not each.startswith("-")), None)
    named = frozenset({*NAMES, "-h", "--help"}.intersection(words))
    return _command(first if first in NAMES or first is None else "?", named)


_told_by = schemas._told_by


@cache
def _schema(model: type[BaseModel]) -> bytes:
    return pickle.dumps(_told_by(model))


def schema(model: type[BaseModel]) -> schemas.Schema:
    """What pydantic says of a model, as the program has it; it says the same each time."""
    return cast(schemas.Schema, pickle.loads(_schema(model)))


def keep_between_tests(patch: pytest.MonkeyPatch) -> None:
    """Let a test's runs use what is kept."""
    patch.setattr(own_folders, "_InForce", kept)
    patch.setattr("digitrans.files.sources.quick_values", quick)
    patch.setattr(cli, "commands", commands)
    patch.setattr(schemas, "_told_by", schema)


@contextmanager
def nothing_kept(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test's runs read all anew, as the program does."""
    patch.setattr(own_folders, "_InForce", _InForce)
    patch.setattr("digitrans.files.sources.quick_values", _quick)
    token = own_folders._own.set(None)
    yield
    own_folders._own.reset(token)
