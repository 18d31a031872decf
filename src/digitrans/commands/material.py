"""What a report is made of: the latest results of everything, computed anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digitrans.answers.fingerprints import fingerprint, without_reworded
from digitrans.answers.initiatives import groups
from digitrans.answers.names import load_names
from digitrans.content.catalogue import instrument_ids, load_instrument, roles
from digitrans.errors import UsageFault
from digitrans.files import stamps
from digitrans.history import results
from digitrans.history.latest import latest_answers, load_resolutions, saved_answers, shorter_since
from digitrans.history.runs import compute, runs_of_each
from digitrans.reports.overview import Material, redacted, redacted_run
from digitrans.reports.printed_checklists import Page
from digitrans.texts import Words
from digitrans.texts.dates import moment_of

if TYPE_CHECKING:
    from digitrans.answers.plans import Resolution
    from digitrans.answers.values import Answers
    from digitrans.content.instruments import Instrument
    from digitrans.history.runs import Run


def load_material(words: Words, redact: bool, of: str | None = None) -> Material:
    """The results that count of every questionnaire and checklist; ``redact`` leaves out notes and names.

    ``of`` names one that is to count instead: last, last-full, an id, a day. Raises UsageFault where there is none.
    """
    instruments = {each: load_instrument(each) for each in instrument_ids() if results.result_paths(each)}
    chosen = _chosen(of, instruments) if of is not None else None
    known = roles()
    runs = {
        name: _runs(words, each, redact, chosen if chosen and chosen.instrument == name else None)
        for name, each in instruments.items()
        if name in (known.main, known.dilemmas)
    }
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
        others=_others(words, instruments, redact, chosen),
        decisions=_decisions(words, redact),
        redacted=redact,
        shorter=shorter_since(instruments[known.main], main[0].answers) if main and chosen is None else None,
    )


def _chosen(of: str, instruments: dict[str, Instrument]) -> Answers:
    """The answers that ``of`` means; last and last-full are of the self-assessment. Raises UsageFault, InputFault."""
    from digitrans.answers.files import load_saved_answers

    main = roles().main
    here = results.entries(main)
    named = [each for each in results.entries() if of in (each.id, each.path.stem, each.path.name)]
    if of != "last-full":
        entry = results.find_entry(of, named or here)
        if entry.instrument not in instruments or instruments[entry.instrument].kind != "questionnaire":
            raise UsageFault("error.no-such-result", wanted=of)
        return load_saved_answers(entry.path, instruments[entry.instrument])
    full = [each for each in results.every(instruments[main], []) if not each.answers.short] if here else []
    if not full:
        raise UsageFault("error.no-full-result")
    return full[0].answers


def _decisions(words: Words, redact: bool) -> tuple[Resolution, ...]:
    found = load_resolutions(words)
    return tuple(replace(each, owner=None, why=None, note=None, about=None) for each in found) if redact else found


def _runs(words: Words, instrument: Instrument, redact: bool, chosen: Answers | None) -> list[Run]:
    """The run that counts, or the ``chosen`` one, and the one before that asked the same in the same form."""
    saved = saved_answers(words, instrument)
    first = chosen or latest_answers(words, instrument)
    if first is None:
        return []
    now = fingerprint(instrument)
    older = saved[[each.id for each in saved].index(first.id) + 1 :] if first.id in [each.id for each in saved] else []
    same = [each for each in older if (each.short, each.fingerprint) == (first.short, now)]
    runs = [
        compute(load_names(words, instrument), each)
        for each in (first, *(same[:1] if first.fingerprint == now else []))
    ]
    return [redacted_run(each) for each in runs] if redact else runs


def _others(words: Words, instruments: dict[str, Instrument], redact: bool, chosen: Answers | None) -> tuple[Run, ...]:
    """The other questionnaires: of each the result that counts, or the newest of every initiative; ``chosen`` for one.

    What is about the same initiative stands together, the one that was answered about last first.
    """
    known = roles()
    found: list[Run] = []
    for name, each in instruments.items():
        if each.kind == "questionnaire" and name not in (known.main, known.dilemmas):
            one = chosen if chosen is not None and chosen.instrument == name else None
            found += [compute(load_names(words, each), one)] if one else runs_of_each(words, each)
    numbers = groups([each.initiative for each in found])
    newest = [
        max(moment_of(one.answers.finished) for one, other in zip(found, numbers, strict=True) if other == number)
        for number in numbers
    ]
    order = sorted(range(len(found)), key=lambda n: (found[n].initiative is not None, -newest[n], numbers[n]))
    if not redact:
        return tuple(found[n] for n in order)
    places = {number: n for n, number in enumerate(dict.fromkeys(numbers[n] for n in order), 1)}
    told = [places[numbers[n]] if found[n].initiative is not None else None for n in order]
    return tuple(redacted_run(found[n], number) for n, number in zip(order, told, strict=True))


def _page(words: Words, instrument: Instrument, redact: bool) -> Page | None:
    if (saved := latest_answers(words, instrument)) is None:
        return None
    marks, _ = without_reworded(saved, instrument)
    return Page(load_names(words, instrument), redacted(instrument, marks) if redact else marks)
