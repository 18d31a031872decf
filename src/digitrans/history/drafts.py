"""Drafts: answers kept on disk before the next question shows."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from digitrans.errors import DigitransError, InputFault, SaveFault
from digitrans.files.paths import found_in
from digitrans.files.saving import lock_file, patiently, private_folder, sweep, try_lock, write_whole
from digitrans.history.results import Saved, answers_text, drafts_folder, read_saved
from digitrans.texts.dates import moment_of

if TYPE_CHECKING:
    from digitrans.answers.values import Answers
    from digitrans.content.instruments import Instrument


class Draft:
    """The draft of a run that is being answered. Held by one process at a time; ``save`` is durable when it returns."""

    def __init__(self, path: Path, lock: IO[bytes] | None) -> None:
        self.path, self._lock = path, lock
        self._empty = False

    def save(self, answers: Answers) -> None:
        """Raises SaveFault; what was saved before stays."""
        write_whole(self.path, answers_text(answers), replace_existing=True)
        self._empty = not answers.is_begun

    def close(self, *, delete: bool = False) -> None:
        """Let go of the draft; ``delete`` once its answers are saved as a result. One without answers goes, too."""
        delete = delete or self._empty
        if delete:
            with contextlib.suppress(OSError, SaveFault):
                patiently(lambda: self.path.unlink(missing_ok=True), self.path)
        if self._lock is not None:
            self._lock.close()
            if delete:
                with contextlib.suppress(OSError):
                    self.path.with_suffix(".lock").unlink(missing_ok=True)


def open_draft(path: Path) -> Draft | None:
    """The draft at ``path``, locked; None where another process holds it."""
    lock = lock_file(path.with_suffix(".lock"))
    if try_lock(lock):
        return Draft(path, lock)
    lock.close()
    return None


def start_draft(answers: Answers) -> Draft:
    """A new draft with a name of its own, saved once so that a folder that cannot be written is known at the start."""
    folder = private_folder(drafts_folder())
    sweep(folder)
    draft = open_draft(folder / f"{answers.instrument}-{answers.id}-{os.urandom(3).hex()}.json")
    if draft is None:
        raise SaveFault("error.cannot-write", path=str(folder))
    draft.save(answers)
    return draft


def drafts(
    instrument: Instrument, short: bool | None = None, faults: list[InputFault] | None = None
) -> Iterator[Saved]:
    """The unfinished runs of an instrument that no other process is answering, newest first.

    Damaged ones, and those of a newer version, are left as they are; why goes to ``faults``.
    """
    paths, damaged = _draft_paths(f"{instrument.id}-*.json"), list[InputFault]() if faults is None else faults
    found = [saved for path in paths if (saved := read_saved(path, instrument, damaged)) is not None]
    for saved in sorted(found, key=lambda each: moment_of(each.answers.started), reverse=True):
        if short is not None and saved.answers.short != short:
            continue
        with contextlib.suppress(DigitransError):
            draft = open_draft(saved.path)
            if draft is not None:
                draft.close()
                yield saved


def drop_empty(instrument: Instrument) -> None:
    """Remove drafts without answers that nobody is answering: of a window that closed at the first question."""
    for path in _draft_paths(f"{instrument.id}-*.json"):
        saved = read_saved(path, instrument, [])
        if saved is not None and not saved.answers.is_begun:
            with contextlib.suppress(DigitransError):
                if (draft := open_draft(path)) is not None:
                    draft.close(delete=True)


def begun_instruments() -> list[str]:
    """The ids of the instruments that have a draft, told by the names of the files; in alphabetical order."""
    return sorted({path.stem.rsplit("-", 2)[0] for path in _draft_paths("*-*-*.json")})


def _draft_paths(pattern: str) -> list[Path]:
    return found_in(drafts_folder(), pattern)
