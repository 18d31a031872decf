"""Which portfolio files are meant, where folders stand for what is in them."""

from __future__ import annotations

import os
import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from digitrans.errors import UsageFault
from digitrans.files.paths import is_folder


class FileNames(Collection[str]):
    """Names of files, packed: as texts, tens of thousands would be most of what is in memory while they are scored."""

    def __init__(self) -> None:
        self._packed, self._ends = bytearray(), array("Q")

    def extend(self, names: Iterable[str]) -> None:
        """Add ``names`` at the end."""
        for each in names:
            self._packed += os.fsencode(each)
            self._ends.append(len(self._packed))

    def __len__(self) -> int:
        return len(self._ends)

    def __iter__(self) -> Iterator[str]:
        start = 0
        for end in self._ends:
            yield os.fsdecode(bytes(self._packed[start:end]))
            start = end

    def __contains__(self, name: object) -> bool:
        return any(each == name for each in self)


def find_files(given: Sequence[str], patterns: Sequence[str] = ()) -> FileNames:
    """The files meant: folders stand for their YAML files, in order, those of ``patterns`` where there are any.

    A pattern such as ``portfolio-*.yaml`` is about names; one with a slash, such as ``2026/*.yaml``, about the path
    below the folder. Raises UsageFault for a folder without any.
    """
    if given.count("-") > 1:
        raise UsageFault("error.stdin-twice")
    files = FileNames()
    for each in given:
        if each == "-" or not is_folder(each):
            files.extend([each])
            continue
        count = len(files)
        found = _yaml_files(each)
        files.extend(_fitting(found, each, patterns) if patterns else found)
        if len(files) == count:
            raise UsageFault("error.no-portfolios", path=each)
    return files


def _fitting(files: Iterable[str], folder: str, patterns: Sequence[str]) -> Iterator[str]:
    for each in files:
        below = os.path.relpath(each, folder).replace(os.sep, "/")
        if any(fnmatchcase(below if "/" in one else below.rpartition("/")[2], one) for one in patterns):
            yield each


_KEYS = re.compile(rb"""(?m)^(?:\s*\{)?\s*["']?(?:initiatives|organisation)["']?\s*:""")


def looks_like_portfolio(file: str) -> bool:
    """Whether a file that could not be used was meant as a portfolio: it has one of the keys that all portfolios have.

    What cannot be read, or has neither keys nor a list, is taken for one, so that its fault is told.
    """
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - a plain name, as it was found
            text = opened.read(_LOOKED_AT)
    except OSError:
        return True
    return _KEYS.search(text) is not None or _OTHER.search(text) is None or b"\x00" in text


_OTHER = re.compile(rb"""(?m)^\s*(?:-\s|["']?[\w.$/-]+["']?\s*:(?:\s|$))""")
_LOOKED_AT = 2_000_000


def is_passed_over(file: str, named: Sequence[str]) -> bool:
    """Whether a file that could not be used was only found in a folder, and does not look like a portfolio."""
    return file not in named and not looks_like_portfolio(file)


def _yaml_files(folder: str) -> Iterator[str]:
    """What is in ``folder`` and below it, by name; nothing hidden, and no folder that is only linked to.

    Plain names, because there can be very many. A folder that cannot be opened stands for itself, so that it is told.
    """
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path.endswith((".yaml", ".yml")) and path != folder:
            yield path
            continue
        if path != folder and (not is_folder(path) or os.path.islink(path)):  # noqa: PTH114
            continue
        try:
            names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208
        except OSError:
            yield path
            continue
        waiting += [os.path.join(path, name) for name in names if not name.startswith(".")]  # noqa: PTH118
