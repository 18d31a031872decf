"""What a report is made of: the latest results of everything, computed anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digitrans.answers.fingerprints import fingerprint, without_reworded
from digitrans.content.catalogue import instrument_ids, load_instrument, roles
from digitrans.files import stamps
from digitrans.history import results
from digitrans.history.latest import latest_answers, load_resolutions, saved_answers
from digitrans.history.runs import compute, load_names
from digitrans.reports.overview import Material, redacted, redacted_run
from digitrans.reports.printing import Page
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers.plans import Resolution
    from digitrans.content.instruments import Instrument
    from digitrans.history.runs import Run


def load_material(words: Words, redact: bool) -> Material:
    """The latest results of every questionnaire and checklist; ``redact`` leaves out notes and names."""
    instruments = {each: load_instrument(each) for each in instrument_ids() if results.result_paths(each)}
    runs = {name: _runs(words, each, redact) for name, each in instruments.items() if each.kind == "questionnaire"}
    known = roles()
    main = runs.get(known.main, [])
    dilemmas = runs.get(known.dilemmas, [])
    pages = [_page(words, each, redact) for each in instruments.values() if each.kind == "checklist"]
    return Material(
        words,
        stamps.now(),
        assessment=main[0] if main else None,
        before=main[1] if len(main) > 1 else None,
        dilemmas=dilemmas[0] if dilemmas else None,
        pages=tuple(each for each in pages if each is not None),
        others=tuple(found[0] for name, found in runs.items() if name not in (known.main, known.dilemmas) and found),
        decisions=_decisions(words, redact),
        redacted=redact,
    )


def _decisions(words: Words, redact: bool) -> tuple[Resolution, ...]:
    found = load_resolutions(words)
    return tuple(replace(each, owner=None, why=None, note=None) for each in found) if redact else found


def _runs(words: Words, instrument: Instrument, redact: bool) -> list[Run]:
    """The latest run, and the one before that asked the same in the same form, where there is one."""
    saved = saved_answers(words, instrument)
    if not saved:
        return []
    now = fingerprint(instrument)
    same = [each for each in saved[1:] if (each.short, each.fingerprint) == (saved[0].short, now)]
    chosen = [saved[0], *(same[:1] if saved[0].fingerprint == now else [])]
    names = load_names(words, instrument)
    runs = [compute(names, each) for each in chosen]
    return [redacted_run(each) for each in runs] if redact else runs


def _page(words: Words, instrument: Instrument, redact: bool) -> Page | None:
    if (saved := latest_answers(words, instrument)) is None:
        return None
    marks, _ = without_reworded(saved, instrument)
    return Page(load_names(words, instrument), redacted(instrument, marks) if redact else marks)
