"""Own content under review: every fault, what is suspicious, and what it changes compared with what is shipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from digitrans.authoring import lock
from digitrans.content import catalogue
from digitrans.content.advice import Advice, Case, Phases
from digitrans.content.instruments import Instrument
from digitrans.content.items import Choice, Rating, Slider
from digitrans.content.layers import LayeredSource
from digitrans.content.overlay import Change, clipped, id_of
from digitrans.content.own_folders import (
    ABOUT,
    LOCK,
    OwnFolder,
    is_unwritten,
    listed_files,
    own_files,
    own_folders,
    own_layers,
    subject_of,
    using_own_folders,
)
from digitrans.content.roles import Roles
from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.files import validation
from digitrans.portfolios import reading
from digitrans.portfolios.rules import PortfolioContent
from digitrans.texts.spelling import nearest
from digitrans.values import dataclass

Place = tuple[str | int, ...]

LONG = 60
TIMES_LONGER = 2.2
_NEGATION = {
    "da": re.compile(r"\b(ikke|aldrig|ingen|intet)\b", re.IGNORECASE),
    "en": re.compile(r"\b(not|never|nobody|nothing|no)\b", re.IGNORECASE),
}
_NOTES = (".md", ".txt", ".json", ".pdf", ".docx", ".png", ".svg")


SINGLE_FILES: dict[str, tuple[Any, Callable[[], Any]]] = {
    "phases": (Phases, catalogue.load_phases),
    "portfolio": (PortfolioContent, reading.load_portfolio_content),
    "roles": (Roles, catalogue.roles),
}
"""The files by themselves, each with its model and what loads it; those that ``layers.SINGLE`` names."""


class Reviewed(NamedTuple):
    """One file of the content with own files over it. ``file`` is for instance "checklists/dilemmas"."""

    file: str
    source: LayeredSource
    model: Any


@dataclass
class Review:
    """What a review found. ``unrecorded``: how many replaced pieces have no fingerprint yet."""

    folders: list[OwnFolder] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)
    changes: list[tuple[str, Change, str]] = field(default_factory=list)
    unrecorded: int = 0


def review() -> Review:
    """All own content in force: its faults, remarks and changes. Raises UsageFault where a folder is not there."""
    return _reviewed()


def review_of_all() -> Review:
    """As ``review``, with what is begun: that it is not written yet is a fault."""
    with using_own_folders(own_folders(), unwritten=True):
        return _reviewed()


def _reviewed() -> Review:
    found = Review()
    try:
        found.folders = own_layers()
    except InputFault as fault:
        found.faults = fault.faults
        return found
    known = _Known()
    for each in _each_file(found.faults):
        found.faults += list(_unwritten(each))
        if each.model is not None:
            written = [one for one in each.source.changes if not is_unwritten(one.after)]
            found.changes += [(each.file, one, each.source.files[one.layer].by) for one in written]
            found.remarks += _remarks(each, known)
    for folder in found.folders:
        found.remarks += list(_unread(folder))
        _compare(folder, found)
    found.faults = list(dict.fromkeys(_hashable(found.faults)))
    found.remarks = list(dict.fromkeys(_hashable(found.remarks)))
    return found


class _Kept(Fault):
    """A fault that can be a key, so that one is told once."""

    def __hash__(self) -> int:
        return hash((*self[:5], *self.named.items()))


def _hashable(faults: list[Fault]) -> Iterator[Fault]:
    return (_Kept(*fault) for fault in faults)


def _each_file(faults: list[Fault]) -> Iterator[Reviewed]:
    """Every file that own content touches; its faults are added to ``faults``, and its model is then None."""
    shipped = catalogue.shipped_files("advice")
    taken = {int(path.name.split("-")[0]): each for each, path in shipped.items()}
    for subject in own_files("advice"):
        read = partial(catalogue.content_source, Advice, "advice", subject, shipped.get(subject))
        load: Callable[[], Any] = partial(catalogue.load_one_advice, subject, shipped.get(subject), taken)
        yield from _one(f"advice/{subject}", faults, read, load)
    for subject in own_files("checklists"):
        read = partial(catalogue.instrument_source, subject)
        load = partial(catalogue.load_instrument, subject)
        yield from _one(f"checklists/{subject}", faults, read, load)
    for name, (model, load_single) in SINGLE_FILES.items():
        read = partial(catalogue.content_source, model, name, "", catalogue.data_folder() / f"{name}.yaml")
        if own_files(name):
            yield from _one(name, faults, read, load_single)


def _one(file: str, faults: list[Fault], read: Callable[[], Any], load: Callable[[], Any]) -> Iterator[Reviewed]:
    model = None
    try:
        source = read()
        if not isinstance(source, LayeredSource):
            return
        try:
            model = load()
        except InputFault as fault:
            faults += fault.faults
        yield Reviewed(file, source, model)
    except InputFault as fault:
        faults += fault.faults


def _remarks(each: Reviewed, known: _Known) -> list[Fault]:
    found = [*_text_remarks(each), *_language_remarks(each), *_resembling(each)]
    if isinstance(each.model, Instrument):
        found += [*_item_remarks(each, each.model), *_reference_remarks(each, each.model, known)]
    if isinstance(each.model, Advice):
        found += list(_case_remarks(each, each.model))
    return found


def _remark(each: Reviewed, at: Place, message: str, **named: str) -> Fault:
    name, mark = each.source.place(at)
    where = validation.readable_path(each.source.values, at)
    return Fault(name, mark.line if mark else None, mark.column if mark else None, where, message, named)


def _is_own(each: Reviewed, at: Place) -> bool:
    """Whether own content says something at the place ``at`` of the merged values, or below it."""
    where = tuple(validation.readable_path(each.source.values, at).split("/"))
    return any(
        change.where[: len(where)] == where or where[: len(change.where)] == change.where
        for change in each.source.changes
    )


def _texts(values: Any, at: Place = ()) -> Iterator[tuple[Place, dict[str, str]]]:
    """Every text in both languages below ``values``, with its place."""
    if isinstance(values, dict):
        if values.keys() - {"provenance"} == {"da", "en"} and all(
            isinstance(values[each], str) for each in ("da", "en")
        ):
            yield at, ({each: values[each] for each in ("da", "en")} if "provenance" in values else values)
        for key, inner in values.items():
            yield from _texts(inner, (*at, key))
    elif isinstance(values, list):
        for index, inner in enumerate(values):
            yield from _texts(inner, (*at, index))


def _text_remarks(each: Reviewed) -> Iterator[Fault]:
    """Texts that are far longer in one language, or a question without its mark."""
    single = {id(text) for text in each.source.single}
    for at, text in _own_texts(each):
        if is_unwritten(text) or id(text) in single:
            continue
        longer = max(text, key=lambda language: len(text[language]))
        shorter = min(len(words) for words in text.values())
        if len(text[longer]) > LONG and len(text[longer]) > TIMES_LONGER * shorter:
            yield _remark(each, (*at, longer), f"remark.longer-{longer}")
        is_question = at[-1] == "question" or (len(at) == 3 and at[0] == "questions" and at[-1] == "text")
        if is_question and not all(words.rstrip().endswith("?") for words in text.values()):
            yield _remark(each, at, "remark.no-question-mark")


def _own_texts(each: Reviewed) -> Iterator[tuple[Place, dict[str, str]]]:
    return ((at, text) for at, text in _texts(each.source.values) if _is_own(each, at))


def _unwritten(each: Reviewed) -> Iterator[Fault]:
    """Texts that are not written yet, counted by file."""
    return _counted(_remark(each, at, "fault.unwritten") for at, text in _own_texts(each) if is_unwritten(text))


def _counted(found: Iterable[Fault]) -> Iterator[Fault]:
    """The first of ``found`` for each message and file, with how many there are."""
    same: dict[tuple[str, str], list[Fault]] = {}
    for each in found:
        same.setdefault((each.message, each.source), []).append(each)
    return (each[0]._replace(named={"n": str(len(each))}) for each in same.values())


def _language_remarks(each: Reviewed) -> Iterator[Fault]:
    """Texts in one language only, counted by file; and those of which half is reworded."""
    single = {id(text): next(iter(text)) for text in each.source.single}
    yield from _counted(
        _remark(each, at, f"remark.only-{single[id(text)]}")
        for at, text in _own_texts(each)
        if id(text) in single and not is_unwritten(text)
    )
    changed = {change.where for change in each.source.changes if change.kind == "changed"}
    for change in each.source.changes:
        if change.kind == "changed" and change.where[-1] in ("da", "en"):
            other = "en" if change.where[-1] == "da" else "da"
            if (*change.where[:-1], other) not in changed:
                yield _at_change(each.source, change, f"remark.still-{other}")


def _at_change(source: LayeredSource, change: Change, message: str, **named: str) -> Fault:
    name, mark = source.change_place(change)
    line, column = (mark.line, mark.column) if mark else (None, None)
    return Fault(name, line, column, "/".join(change.where), message, named)


def _resembling(each: Reviewed) -> Iterator[Fault]:
    """New things whose id is nearly that of a shipped one."""
    for change in each.source.changes:
        thing = change.after if change.kind == "new" else None
        known = each.source.meant(thing)
        near = nearest(id_of(thing) or "", known, cutoff=0.85)
        if near:
            yield _at_change(each.source, change, "remark.resembles", near=near)


def _item_remarks(each: Reviewed, instrument: Instrument) -> Iterator[Fault]:
    for index, item in enumerate(instrument.items):
        at: Place = ("items", index)
        if not _is_own(each, at):
            continue
        if isinstance(item, Rating | Slider | Choice) and item.help is None:
            yield _remark(each, at, "remark.no-help")
        unwritten = is_unwritten(item.text.model_dump())
        negated = not unwritten and any(pattern.search(item.text[language]) for language, pattern in _NEGATION.items())
        if isinstance(item, Rating) and not item.reverse and negated and _is_own(each, (*at, "text")):
            yield _remark(each, (*at, "text"), "remark.reverse")


class _Known:
    """What references in one file may lead to in others; each is loaded once, and only if it is asked for."""

    @cached_property
    def advice(self) -> dict[str, Advice]:
        """Every piece of advice by its id; none where advice has faults."""
        try:
            return {each.id: each for each in catalogue.load_advice()}
        except InputFault:
            return {}

    def instrument(self, name: str) -> Instrument | None:
        try:
            return catalogue.load_instrument(name)
        except (InputFault, UsageFault):
            return None


def _reference_remarks(each: Reviewed, instrument: Instrument, known: _Known) -> Iterator[Fault]:
    """What items of other files name that is not there; without it the rest works, but says less."""
    yield from _step_remarks(each, instrument, known)
    asked = {condition.instrument for _, condition in instrument.conditions() if condition.instrument}
    others = {name: known.instrument(name) for name in asked - {instrument.id}}
    for at, condition in instrument.conditions():
        other = others.get(condition.instrument or "")
        if other is not None and condition.units and other.repeat is None:
            yield _remark(each, (*at, "units"), "remark.no-units", id=other.id)
        if other is not None and condition.item and condition.item not in {item.id for item in other.items}:
            yield _dangling(each, (*at, "item"), condition.item, {item.id for item in other.items})
        if other is not None and condition.dimension and condition.dimension not in _scores(other):
            yield _dangling(each, (*at, "dimension"), condition.dimension, _scores(other))


def _scores(instrument: Instrument) -> set[str]:
    """All ids that a condition may name as a dimension."""
    return instrument.score_ids() | {each.id for each in instrument.figures} | {each.id for each in instrument.gaps}


def _step_remarks(each: Reviewed, instrument: Instrument, known: _Known) -> Iterator[Fault]:
    """Actions and cases that the steps of items name, and that their advice does not have."""
    measured = {dimension.id: dimension.advice for dimension in instrument.dimensions}
    for index, item in enumerate(instrument.items):
        advice = known.advice.get(measured.get(item.dimension or "") or "")
        actions = {action.id for action in advice.actions} if advice else set()
        cases = {case.id for case in advice.cases} if advice else set()
        for key, step in item.steps if isinstance(item, Rating) else ():
            for place, name in enumerate(step.actions):
                if name not in actions:
                    yield _dangling(each, ("items", index, key, "actions", place), name, actions)
            if step.case is not None and step.case not in cases:
                yield _dangling(each, ("items", index, key, "case"), step.case, cases)


def _dangling(each: Reviewed, at: Place, name: str, known: set[str]) -> Fault:
    return _remark(each, at, "remark.dangling", id=name, known=", ".join(sorted(known)))


def _case_remarks(each: Reviewed, advice: Advice) -> Iterator[Fault]:
    for index, case in enumerate(advice.cases):
        if _is_own(each, ("cases", index)) and not _names_a_place(case):
            yield _remark(each, ("cases", index, "where"), "remark.no-place")


def _names_a_place(case: Case) -> bool:
    """Whether "where" names a place: a word with a capital letter that is longer than two letters."""
    return all(re.search(r"\b[A-ZÆØÅ]\w\w", case.where[language]) for language in ("da", "en"))


def _unread(folder: OwnFolder) -> Iterator[Fault]:
    """Files that nothing reads: in the wrong place, or with the wrong ending."""
    for name in listed_files(folder.path):
        path = Path(name)
        meant = path.suffix not in _NOTES or re.search(r"\.ya?ml", name, re.IGNORECASE)  # Notepad adds .txt
        if subject_of(name)[0] is None and name not in (ABOUT, LOCK) and meant:
            yield Fault(str(folder.path / name), None, None, "", "remark.not-read", {})


def _compare(folder: OwnFolder, found: Review) -> None:
    """Compare what the folder replaces with what was shipped when it was written."""
    try:
        _, recorded = lock.read_record(folder.path)
    except InputFault as fault:
        found.faults += fault.faults
        return
    for file, source, shipped in laid_alone(folder):
        known, now = recorded.get(file, {}), lock.overridden(source)
        found.unrecorded += len(now.keys() - known.keys())
        for change in source.changes:
            path = "/".join(change.where)
            if path in known and path in now and known[path] != now[path]:
                found.remarks.append(_at_change(source, change, "remark.shipped-changed", text=clipped(change.before)))
        for path in known:
            try:
                lock.shipped_value(shipped, path.split("/"))
            except LookupError:
                found.remarks.append(_gone(source, path))


def _gone(source: LayeredSource, path: str) -> Fault:
    where = tuple(path.split("/"))
    for change in source.changes:
        if change.where[: len(where)] == where or where[: len(change.where)] == change.where:
            return _at_change(source, change, "remark.shipped-gone")
    return Fault(source.name, None, None, path, "remark.shipped-gone", {})


def laid_alone(folder: OwnFolder) -> Iterator[tuple[str, LayeredSource, Any]]:
    """Each file that the folder changes, laid over the shipped one without other folders, and the shipped values."""
    models: dict[str, Any] = {"advice": Advice, "checklists": Instrument}
    models |= {name: model for name, (model, _) in SINGLE_FILES.items()}
    for kind, subjects in folder.files.items():
        for subject, files in subjects.items():
            path = catalogue.shipped_path(kind, subject)
            if path is None or kind not in models:
                continue
            try:
                base, plain = (catalogue.shipped_source(kind, subject, path) for _ in range(2))
                source = LayeredSource(base, files, catalogue.sourced_lists(models[kind]), subject)
            except InputFault:
                continue
            yield f"{kind}/{subject}".rstrip("/"), source, plain.values


def accept(folder: OwnFolder) -> Path:
    """Record what the folder replaces as it is shipped now; the path of the record. Raises SaveFault."""
    recorded = {file: lock.overridden(source) for file, source, _ in laid_alone(folder)}
    return lock.write_record(folder.path, {file: paths for file, paths in recorded.items() if paths})
