"""Saved answers and drafts: one private JSON file each, written whole or not at all.

A draft is rewritten after every answer and locked while it is being answered; the lock goes with the process, also
when that is killed. A result is created exclusively under an id of its own, so that two at once never meet.
"""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.errors import InputFault, SaveFault, UsageFault
from digitrans.files.paths import home_folder, names_in
from digitrans.files.saving import patiently, private_folder, saved_text, sweep, write_whole
from digitrans.files.stamps import fresh_id, new_id, now, today
from digitrans.texts.dates import moment_of
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.values import Answers
    from digitrans.content.instruments import Instrument


@dataclass(frozen=True)
class Saved:
    """A saved result or draft on disk."""

    path: Path
    answers: Answers


def answers_text(answers: Answers) -> str:
    """Answers as their file holds them."""
    from digitrans.answers.data import as_data

    return saved_text(as_data(answers))


def save_result(answers: Answers) -> Saved:
    """Save a finished run under its id, or a new one where that is taken. Raises SaveFault."""
    folder = private_folder(results_folder())
    sweep(folder)
    day = (answers.finished if answers.finished and moment_of(answers.finished) else now())[:10]
    for _ in range(100):
        kept = answers if _ID.fullmatch(answers.id or "") else replace(answers, id=new_id())
        path = folder / f"{day}-{kept.instrument}-{kept.id}.json"
        try:
            write_whole(path, answers_text(kept), replace_existing=False)
            return Saved(path, kept)
        except FileExistsError:
            answers = replace(answers, id=fresh_id())
    raise SaveFault("error.cannot-write", path=str(folder))


def drafts_folder() -> Path:
    """Where drafts are kept; it may not be there yet."""
    return home_folder() / "drafts"


def result_paths(instrument_id: str) -> list[Path]:
    """The files of an instrument's saved results, newest day first."""
    return [each.path for each in entries(instrument_id)]


def latest(
    instrument: Instrument, faults: list[InputFault], wanted: Callable[[Path], bool] | None = None
) -> Saved | None:
    """The newest saved result, of those ``wanted``; None where there is none.

    Files that cannot be read are added to ``faults``.
    """
    paths = [each for each in result_paths(instrument.id) if wanted is None or wanted(each)]
    while paths:
        day = paths[0].name[:10]
        same_day = [path for path in paths if path.name[:10] == day]
        read = [saved for path in same_day if (saved := read_saved(path, instrument, faults)) is not None]
        if read:
            return max(read, key=lambda each: (moment_of(each.answers.finished), each.path.name))
        paths = paths[len(same_day) :]
    return None


def standing(instrument: Instrument, faults: list[InputFault], since: str) -> Saved | None:
    """The result that counts: the newest; of a short run the fuller answers before it, as long as they are not too old.

    ``since`` is the first ISO day from which full answers stand. None where there is no result.
    """
    newest = latest(instrument, faults)
    if newest is None or not newest.answers.short:
        return newest
    paths = (path for path in result_paths(instrument.id) if path.name[:10] >= since)
    read = (saved for path in paths if (saved := read_saved(path, instrument, faults)) is not None)
    full = [saved for saved in read if not saved.answers.short and (saved.answers.finished or "")[:10] >= since]
    return max(full, key=lambda each: (moment_of(each.answers.finished), each.path.name), default=newest)


def every(instrument: Instrument, faults: list[InputFault]) -> list[Saved]:
    """All saved results, newest first. Files that cannot be read are added to ``faults``."""
    read = [
        saved for path in result_paths(instrument.id) if (saved := read_saved(path, instrument, faults)) is not None
    ]
    return sorted(read, key=lambda each: (moment_of(each.answers.finished), each.path.name), reverse=True)


def read_saved(path: Path, instrument: Instrument, faults: list[InputFault]) -> Saved | None:
    """A result, or a draft: that is written again, so it is left alone where it has keys that would be lost.

    None where it cannot be used; its fault is added to ``faults``.
    """
    from digitrans.answers.files import load_answers, load_saved_answers

    try:
        load = load_answers if path.parent == drafts_folder() else load_saved_answers
        return Saved(path, load(path, instrument))
    except InputFault as fault:
        faults.append(fault)
        return None


_ID = re.compile(r"[0-9A-Za-z]{1,32}")
_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([a-z][a-z0-9-]*)-([0-9A-Za-z]{1,32})\.json")
SAME_DAY = 200


class Entry(NamedTuple):
    """A saved result as its file's name tells it, before anything is read."""

    day: str
    instrument: str
    id: str

    @property
    def path(self) -> Path:
        return results_folder() / f"{self.day}-{self.instrument}-{self.id}.json"


def entries(instrument_id: str | None = None) -> list[Entry]:
    """Every saved result by the names of the files alone, newest day first."""
    return [each for each in shelf()[0] if instrument_id in (None, each.instrument)]


def shelf() -> tuple[list[Entry], list[str]]:
    """Every saved result by the names of the files alone, newest day first; and the other files that lie beside them.

    These are passed over: copies that a synchronised folder made, for instance.
    """
    found, others = list[Entry](), list[str]()
    for name in sorted(_file_names(), reverse=True):
        if match := _NAME.fullmatch(name):
            found.append(Entry(*match.groups()))
        elif name.endswith(".json") and not name.startswith("."):
            others.append(name)
    return found, others[::-1]


def results_folder() -> Path:
    """Where results are saved; it need not be there."""
    return home_folder() / "results"


def _file_names() -> list[str]:
    return names_in(results_folder())


def newest(found: Sequence[Entry], count: int) -> list[Entry]:
    """The ``count`` newest of ``found``, in order. Only within a day does the order need a look into the files.

    Of a day with very many results the last written are looked into.
    """
    chosen: list[Entry] = []
    for _, group in groupby(found, key=lambda each: each.day):
        if len(chosen) >= count:
            break
        day = list(group)
        if len(day) > SAME_DAY:
            day = heapq.nlargest(max(SAME_DAY, count), day, key=lambda each: _written(each.path))
        if len(day) > 1:
            day.sort(key=lambda each: (_finished(each.path), each.path.name), reverse=True)
        chosen += day
    return chosen[:count]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _finished(path: Path) -> float:
    """When a result was finished, without checking the rest of the file; 0 where it does not say so."""
    finished = peek(path).get("finished")
    return moment_of(finished) if isinstance(finished, str) else 0.0


def peek(path: Path) -> dict[str, Any]:
    """What a saved file says, unchecked; nothing where it cannot be read."""
    from digitrans.files.sources import read_bytes

    try:
        data = json.loads(read_bytes(path, str(path)))
    except (InputFault, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def named(wanted: str, found: Sequence[Entry]) -> list[Entry]:
    """Those of ``found`` that go by this id or file name; where there are none, those of this day, month or year."""
    same = _by_id(wanted, found) or [each for each in found if len(wanted) >= 4 and each.day.startswith(wanted)]
    if same:
        return same
    from digitrans.texts.dates import parse_day

    day = parse_day(wanted, today(), back=True)
    return [each for each in found if day is not None and each.day == day.isoformat()]


def _by_id(wanted: str, found: Sequence[Entry]) -> list[Entry]:
    return [each for each in found if wanted in (each.id, each.path.name, each.path.stem)]


def find_entry(wanted: str, found: Sequence[Entry]) -> Entry:
    """The result that ``wanted`` means: last, first, an id, or the newest of a day or a month.

    Raises UsageFault where there is none, and where an id means several.
    """
    if wanted == "last" and found:
        return newest(found, 1)[0]
    if wanted == "first" and found:
        oldest = [each for each in found if each.day == found[-1].day]
        return newest(oldest, len(oldest))[-1]
    same = _by_id(wanted, found)
    if len(same) > 1:
        raise UsageFault("error.several-results", wanted=wanted, names=", ".join(each.path.stem for each in same[:5]))
    if not (meant := named(wanted, found)):
        raise UsageFault("error.no-such-result", wanted=wanted)
    return newest(meant, 1)[0]


def delete(entry: Entry) -> None:
    """Delete a saved result for good; one that is gone already is no fault. Raises SaveFault."""
    try:
        patiently(lambda: entry.path.unlink(missing_ok=True), entry.path)
    except (OSError, SaveFault):
        raise SaveFault("error.cannot-delete", path=str(entry.path)) from None
