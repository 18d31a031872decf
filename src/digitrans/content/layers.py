"""Own files over shipped files: which files a folder of own content holds, and one source made of several layers.

A folder of own content has the shape of ``data/``. What stands before the first dot of a file's name says what the
file is about, so ``dilemmas.yaml`` and ``dilemmas.our-data.yaml`` both change the dilemmas.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from digitrans.content.overlay import Change, Laid, Layer, id_of, lay
from digitrans.content.own_folders import OwnFile
from digitrans.errors import Fault, InCell, InputFault
from digitrans.files.sources import Source, no_mapping, read_source, walk
from digitrans.files.yaml_values import Mark, ValuePath


class LayeredSource:
    """Shipped values with own files laid over them: the same face as a Source, and its marks are those of own files.

    ``changes`` are what the own files do, ``slips`` what in them cannot be laid over anything.
    """

    is_layered = True

    def __init__(
        self,
        base: Source | None,
        own: list[OwnFile],
        sourced: frozenset[str],
        subject: str = "",
        siblings: tuple[str, ...] = (),
    ) -> None:
        self.files = own
        self.layers = _own_sources(own)
        self._lay(base, sourced, subject, siblings)

    def _lay(self, base: Source | None, sourced: frozenset[str], subject: str, siblings: tuple[str, ...]) -> None:
        self.twin: LayeredSource | None = None
        if any(each.twin is not None for each in self.layers):
            self.twin = copy(self)
            self.twin.layers = [each.twin or Source(each.name, each.text, patient=True) for each in self.layers]
            shipped = None if base is None else Source(base.name, base.text)
            self.twin._lay(shipped, sourced, subject, siblings)
        own = self.files
        values = [Layer(source.values, file.by) for source, file in zip(self.layers, own, strict=True)]
        shipped = base.values if base is not None else None
        if shipped is None and subject and isinstance(values[0].values, dict):
            values[0].values.setdefault("id", subject)
        self._laid: Laid = lay(shipped, values, sourced)
        if shipped is None:
            self._laid.added[id(self._laid.values)] = (self._laid.values, list(siblings))
        self.values = self._laid.values
        self.name = self.layers[-1].name

    @property
    def texts(self) -> list[Source]:
        """The own files that could not be read without a fault."""
        return [each for each in self.layers if each.reading is not None]

    def origin(self, at: ValuePath) -> tuple[Source, ValuePath]:
        """The own file that says what stands at ``at``, or comes nearest to it, and the place in its values."""
        own = [self._own_path(number, at) for number in range(len(self.layers))]
        best = max(range(len(own)), key=lambda number: (len(own[number]), number))
        return self.layers[best], own[best]

    @property
    def changes(self) -> list[Change]:
        return self._laid.changes

    @property
    def single(self) -> list[dict[str, str]]:
        """The texts that are given in one language only, which comes first in each."""
        return self._laid.single

    def change_place(self, change: Change) -> tuple[str, Mark | None]:
        """The own file that makes ``change``, and the mark in it."""
        return self.layers[change.layer].place(change.at)

    @property
    def slips(self) -> list[Fault]:
        """What cannot be laid over, as faults of the own files."""
        found = []
        for layer, at, message, named in self._laid.slips:
            name, mark = self.layers[layer].place(at)
            where = "/".join(_steps(self.layers[layer].values, at))
            line, column = (mark.line, mark.column) if mark else (None, None)
            found.append(Fault(name, line, column, where, message, named))
        return found

    def resembled(self, at: ValuePath) -> tuple[str, list[str]] | None:
        """The id of the new thing at ``at`` and the ids that it could have been meant for; None for no new thing."""
        *_, thing = (self.values, *walk(self.values, at))
        if id(thing) not in self._laid.added:
            return None
        return str(id_of(thing)), self._laid.added[id(thing)][1]

    def cell(self, at: ValuePath, message: str) -> InCell | None:  # noqa: ARG002 - what a spreadsheet answers
        """None: content is never kept in a spreadsheet."""
        return None

    def meant(self, thing: Any) -> list[str]:
        """The ids that a new thing could have been meant for; none for what is not new."""
        return self._laid.added.get(id(thing), (None, []))[1]

    def place(self, at: ValuePath) -> tuple[str, Mark | None]:
        """The own file that says what stands at ``at``, or comes nearest to it, and the mark in it."""
        source, own = self.origin(at)
        return source.place(own)

    def _own_path(self, number: int, at: ValuePath) -> ValuePath:
        """``at`` as the path in the values of one layer, as far as that layer has it: things are found by their id."""
        marks, own = self.layers[number].marks, self.layers[number].values
        path: ValuePath = ()
        for step, merged in zip(at, walk(self.values, at), strict=False):
            found = _index_of(own, merged, step) if isinstance(step, int) else step
            if found is None or (*path, found) not in marks:
                return path
            path, own = (*path, found), own[found]
        return path


def _own_sources(files: list[OwnFile]) -> list[Source]:
    """The files' values. Raises InputFault with what is wrong in all of them."""
    found: list[Source] = []
    faults: list[Fault] = []
    for file in files:
        try:
            source = read_source(file.path, file.name, patient=True)
            if not isinstance(source.values, dict):
                raise InputFault(no_mapping(source))
            found.append(source)
        except InputFault as fault:
            faults += fault.faults
    if faults:
        raise InputFault(faults)
    return found


def _index_of(own: Any, thing: Any, step: int) -> int | None:
    """Where the merged ``thing``, number ``step`` of its list, stands in the list of a layer."""
    if not isinstance(own, list):
        return None
    wanted = id_of(thing)
    for index, each in enumerate(own):
        if each is thing or (wanted is not None and id_of(each) == wanted):
            return index
    return step if wanted is None and step < len(own) and id_of(own[step]) is None else None


def _steps(values: Any, at: ValuePath) -> Iterator[str]:
    for step, value in zip(at, walk(values, at), strict=False):
        name = id_of(value) if isinstance(step, int) else str(step)
        yield name or f"#{int(step) + 1}"
