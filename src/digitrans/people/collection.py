"""Answers that came back: collected into a round, each once, faults told by file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.data import as_data
from digitrans.answers.files import answers_of
from digitrans.answers.fingerprints import without_reworded
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.errors import Fault, InCell, InputFault, Problem, UsageFault
from digitrans.files import saving, stamps
from digitrans.files.paths import found_in, is_folder
from digitrans.files.sources import Source, read_source
from digitrans.files.validation import problem_fault
from digitrans.files.yaml_values import Mark
from digitrans.people.codes import is_code
from digitrans.people.comparison import Respondent
from digitrans.people.rounds import Round, files_in
from digitrans.texts.dates import moment_of
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.content.instruments import Instrument
    from digitrans.people.forms.workbooks import Unread

SPREADSHEETS = (".xlsx", ".xls", ".ods", ".csv")
AN_HOUR = 3600
MAX_FILES = 5000
"""Files that one folder may hold."""
_VERSION = re.compile(r"[0-9]+-[0-9a-f]{8}")


@dataclass
class Taken:
    """What ``collect`` did: codes and the files they came from, and what did not fit. ``there``: all codes so far.

    ``twice`` are answers that do not count beside others; ``before`` those of them that were collected earlier, as in
    every run after the one that took them in. ``blank`` are forms in which nothing is answered; ``ahead`` are answers
    whose clock was ahead, with the time that they give: they count as answered when they were collected. ``unread``
    are columns of exports that nothing was read from.
    """

    new: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    twice: list[tuple[str, str]] = field(default_factory=list)
    before: list[tuple[str, str]] = field(default_factory=list)
    faults: list[InputFault] = field(default_factory=list)
    blank: list[tuple[str, str]] = field(default_factory=list)
    ahead: list[tuple[str, str, str]] = field(default_factory=list)
    reworded: int = 0
    unread: list[Unread] = field(default_factory=list)
    there: set[str] = field(default_factory=set)


class _Came(NamedTuple):
    """Answers that came back, with the file they are in and where in it they say whose they are."""

    name: str
    mark: Mark | None
    cell: InCell | None
    answers: Answers

    @property
    def said(self) -> frozenset[tuple[str, Answer]]:
        """What was answered, to compare with what others say."""
        return frozenset(self.answers.values.items())

    @property
    def moment(self) -> float:
        """When it was answered, in seconds; 0 where the file does not tell, or its clock was ahead."""
        return 0 if _is_ahead(self.answers) else moment_of(self.answers.finished)

    def fault(self, message: str, **named: str) -> InputFault:
        line, column = self.mark or (None, None)
        cell = self.cell and self.cell._replace(message=message)
        return InputFault([Fault(self.name, line, column, "", message, named, cell)])


def collected(
    folder: Path, wanted: Round, instrument: Instrument, faults: list[InputFault], as_asked: bool = False
) -> list[Respondent]:
    """Every version of every respondent's answers, the latest of each last; damaged files go to ``faults``.

    Answers to what has been reworded since are left out, unless ``as_asked``.
    Two who collect on copies of a folder both begin at 1, so the time of the answers comes before the number.
    """
    found = []
    for path in sorted(found_in(folder / "collected", "*-*.json"), key=lambda each: _numbered(each.stem)):
        code, _, version = path.stem.partition("-")
        if code not in wanted.codes or not _VERSION.fullmatch(version):
            continue  # of another round, or a copy that a synchronised folder made of a file that is there
        try:
            answers = answers_of(read_source(path, patient=True), instrument)
        except InputFault as fault:
            faults.append(fault)
            continue
        kept = answers if as_asked else without_reworded(answers, instrument)[0]
        found.append(Respondent(code, wanted.codes[code], replace(kept, units=wanted.asked_for), version))
    return sorted(found, key=lambda each: (each.code, moment_of(each.answers.finished)))


def _numbered(stem: str) -> tuple[str, int, str]:
    code, _, version = stem.partition("-")
    number = version.partition("-")[0]
    return code, int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0, version


def collect(folder: Path, wanted: Round, instrument: Instrument, sources: Iterable[Source | InputFault]) -> Taken:
    """Take in what came back. Whoever sends twice counts once: with the later of the two, if they tell which it is."""
    taken = Taken()
    there: dict[str, list[Respondent]] = {}
    for each in collected(folder, wanted, instrument, taken.faults, as_asked=True):
        there.setdefault(each.code, []).append(each)
    read: dict[str, list[_Came]] = {}
    for source in sources:
        try:
            if isinstance(source, InputFault):
                raise source
            answers, reworded = _checked(source, wanted, instrument)
            taken.reworded += reworded
            code = str(answers.respondent)
            if not _says_something(answers):
                taken.blank.append((code, source.name))
                continue
            if _is_ahead(answers):
                taken.ahead.append((code, source.name, answers.finished or ""))
            came = _Came(source.name, source.mark(("respondent",)), source.cell(("respondent",), ""), answers)
            read.setdefault(code, []).append(came)
        except InputFault as fault:
            taken.faults.append(fault)
    for code, several in read.items():
        _take(folder, code, sorted(several, key=lambda each: (each.moment, each.name)), there.get(code, []), taken)
    taken.there = {*there, *taken.new}
    return taken


def _says_something(answers: Answers) -> bool:
    """Whether there is an answer at all, be it "don't know", or a word; a form sent back as it came has none."""
    return any(each.value is not Missing.UNANSWERED or each.note for each in answers.values.values())


def _is_ahead(answers: Answers) -> bool:
    """Whether answers say that they were given later than now, so that nothing follows from what they say."""
    return moment_of(answers.finished) > moment_of(stamps.now()) + AN_HOUR


def _checked(source: Source, wanted: Round, instrument: Instrument) -> tuple[Answers, int]:
    """The answers in ``source``, if they belong to this round, and how many are to what is worded otherwise by now.

    They are kept as they were asked; those to what is asked no more are left out, and counted. Raises InputFault.
    """
    gone = _leave_out(source.values, wanted.items.keys() - {each.id for each in instrument.items})
    try:
        answers = answers_of(source, instrument)
    except InputFault as fault:
        told = source.values.get("respondent") if isinstance(source.values, dict) else None
        known = any(each.where == "respondent" for each in fault.faults) or not isinstance(told, str)
        strange = [] if known else _code_faults(source, str(told).lower(), wanted)
        raise InputFault(sorted([*fault.faults, *strange], key=lambda each: each.line or 0)) from None
    code = (answers.respondent or "").lower()
    faults = _code_faults(source, code, wanted)
    if answers.fingerprint not in (None, wanted.fingerprint):
        faults.append(Fault(source.name, None, None, "fingerprint", "fault.other-round", {}))
    elif not faults:
        faults += _unit_faults(source, answers, wanted)
    if faults:
        raise InputFault(faults)
    asked_then = replace(answers, respondent=code, short=wanted.short, items=wanted.items, units=wanted.asked_for)
    kept = replace(asked_then, fingerprint=wanted.fingerprint)
    return kept, gone + without_reworded(kept, instrument)[1]


def _code_faults(source: Source, code: str, wanted: Round) -> list[Fault]:
    """That nobody in the round has ``code``."""
    if code in wanted.codes:
        return []
    mark = source.mark(("respondent",))
    line, column = (mark.line, mark.column) if mark else (None, None)
    message = "fault.no-respondent" if not code else "fault.not-invited" if is_code(code) else "fault.not-a-code"
    cell = source.cell(("respondent",), message)
    return [Fault(source.name, line, column, "respondent", message, {"value": code}, cell)]


def _leave_out(values: Any, gone: Set[str]) -> int:
    """Take the answers to what the round asked and nobody asks any more out of ``values``; how many those were."""
    units = values.get("units") if isinstance(values, dict) else None
    found = 0
    for each in (values, *(units if isinstance(units, list) else ())):
        answers = each.get("answers") if isinstance(each, dict) else None
        if isinstance(answers, dict):
            found += sum(answers.pop(name) is not None for name in gone & answers.keys())
    return found


def _unit_faults(source: Source, answers: Answers, wanted: Round) -> Iterator[Fault]:
    """Units that the round does not have. Ids decide; what a file calls them does not matter."""
    known = ", ".join(each.id for each in wanted.units)
    for index, unit in enumerate(answers.units):
        if unit.id not in {each.id for each in wanted.units}:
            problem = Problem(("units", index, "id"), "fault.unknown-unit", {"value": unit.id, "known": known})
            yield problem_fault(source, problem)


def _take(folder: Path, code: str, came: Sequence[_Came], versions: Sequence[Respondent], taken: Taken) -> None:
    """Take in what came from one respondent, oldest first, beside the ``versions`` that were collected earlier."""
    before = versions[-1] if versions else None
    known = {frozenset(each.answers.values.items()) for each in versions}
    fresh = []
    for each in came:
        same = before is not None and each.answers.values == before.answers.values
        known_before = not each.moment and each.said in known
        if before is not None and (same or known_before or _is_older(each, before.answers)):
            (taken.before if each.said in known else taken.twice).append((code, each.name))
        else:
            fresh.append(each)
    if _order_unknown(fresh):
        taken.faults += [each.fault("fault.two-answers", code=code, known=_others(each, fresh)) for each in fresh]
        return
    number = max((_numbered(f"{code}-{each.version}")[1] for each in versions), default=0)
    latest = before.answers if before else None
    for each in fresh:
        if latest is not None and latest.values == each.answers.values:
            taken.twice.append((code, each.name))
        elif before is not None and not 0 < moment_of(before.answers.finished) < each.moment:
            taken.faults.append(_collected_before(folder, code, before, each))
        else:
            number += 1
            _save(folder, code, number, each.answers)
            (taken.new if latest is None else taken.newer).append(code)
            latest = each.answers


def _is_older(came: _Came, before: Answers) -> bool:
    return 0 < came.moment < moment_of(before.finished)


def _order_unknown(came: Iterable[_Came]) -> bool:
    """Whether nobody can tell which of several different answers is the later."""
    found = {(each.moment, each.said) for each in came}
    moments = [moment for moment, _ in found]
    return len({said for _, said in found}) > 1 and (0 in moments or len(set(moments)) < len(moments))


def _others(one: _Came, came: Sequence[_Came]) -> str:
    """The files, or the rows of the same file, that the others are in; the first of them, where there are many."""
    others = [each for each in came if each is not one]
    places = [
        f"{each.name}:{each.mark.line}" if each.name == one.name and each.mark else each.name for each in others[:5]
    ]
    return ", ".join(dict.fromkeys(places)) + (" ..." if len(others) > 5 else "")


def _collected_before(folder: Path, code: str, before: Respondent, came: _Came) -> InputFault:
    path = folder / "collected" / f"{code}-{before.version}.json"
    day = datetime.fromtimestamp(path.stat().st_mtime).astimezone().date().isoformat()
    return came.fault("fault.answered-before", code=code, day=day, path=str(path))


def _save(folder: Path, code: str, number: int, answers: Answers) -> None:
    place = folder / "collected"
    saving.make_folder(place)
    if _is_ahead(answers):
        answers = replace(answers, finished=stamps.now())
    text = saving.saved_text(as_data(answers))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    try:
        saving.write_whole(place / f"{code}-{number}-{digest}.json", text, replace_existing=False)
    except FileExistsError:
        return  # another process took in the very same answers at the same time


def came_back(folder: Path, given: Sequence[Path]) -> Iterator[Path]:
    """The files to collect: those named, and all that lie in folders that are named; ``back`` where none is."""
    for place in given or [folder / "back"]:
        if not is_folder(place):
            yield place
            continue
        found = [each for each in files_in(place) if _may_hold_answers(each) and not _leads_out(each, place)]
        if len(found) > MAX_FILES:
            raise UsageFault("error.too-many-files", path=str(place), limit=str(MAX_FILES))
        yield from found


def passed_over(folder: Path, given: Sequence[Path]) -> list[Path]:
    """What lies in the folders to collect from and is not looked at: folders, and files with other endings."""
    places = [each for each in given or [folder / "back"] if is_folder(each)]
    return sorted(
        each
        for place in places
        for each in files_in(place)
        if not _aside(each) and (not _may_hold_answers(each) or _leads_out(each, place))
    )


def _leads_out(path: Path, place: Path) -> bool:
    """Whether a link leads to something that does not lie in ``place``: what nobody sent is no answer."""
    try:
        return path.is_symlink() and not path.resolve().is_relative_to(place.resolve())
    except (OSError, RuntimeError):
        return True


def _may_hold_answers(path: Path) -> bool:
    ending = path.suffix.lower() in (".yaml", ".yml", ".json", *SPREADSHEETS)
    return ending and not is_folder(path) and not _aside(path)


def _aside(path: Path) -> bool:
    """Whether a file is one that systems and programs put beside others for themselves."""
    return path.name.startswith((".", "~$")) or path.name.lower() in ("thumbs.db", "desktop.ini")


def missing(wanted: Round, came: Set[str]) -> dict[str, list[str]]:
    """The codes that have not answered, by group."""
    found: dict[str, list[str]] = {}
    for code, group in wanted.codes.items():
        if code not in came:
            found.setdefault(group, []).append(code)
    return found
