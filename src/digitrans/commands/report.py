"""``digitrans report``: one document from the latest results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import words_of, writes
from digitrans.errors import UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.instruments import Instrument
    from digitrans.plans import Resolution
    from digitrans.reports.assessment import Run
    from digitrans.reports.overview import Judged, Material
    from digitrans.reports.printing import Page

MAIN = ("self-assessment", "dilemmas")


@writes
def report(
    ctx: typer.Context,
    sink: output.Destination,
    board: Annotated[bool, typer.Option("--board", help="opt.board")] = False,
    full: Annotated[bool, typer.Option("--full", help="opt.full")] = False,
    redact: Annotated[bool, typer.Option("--redact", help="opt.redact")] = False,
    portfolio: Annotated[str | None, typer.Option("--portfolio", metavar="FILE", help="opt.portfolio")] = None,
) -> None:
    """Where things stand, from everything that was answered last."""
    from digitrans.reports.overview import Length, overview_report

    if board and full:
        raise UsageFault("error.board-and-full")
    length = Length.BOARD if board else Length.FULL if full else Length.NORMAL
    words = words_of(ctx)
    judged = _judged(words, portfolio) if portfolio is not None else None
    material = replace(load_material(words, redact), length=length, portfolio=judged)
    if material.is_empty:
        raise UsageFault("error.no-result", command="digitrans assess")
    output.write_document(overview_report(material), sink)


def _judged(words: Words, file: str) -> Judged:
    """The portfolio in ``file`` with its figures. Raises InputFault with every fault."""
    from digitrans.portfolios.runs import Judge, Yardstick
    from digitrans.reports.overview import Judged
    from digitrans.reports.portfolio.naming import PortfolioNames

    judge = Judge(Yardstick())
    judged = judge.judged(judge.read(file)[0])
    names = PortfolioNames(words, judge.content, judged.score.portfolio)
    return Judged(names, judged.score, judged.shown, judged.verdicts)


def load_material(words: Words, redact: bool) -> Material:
    """The latest results of every questionnaire and checklist; ``redact`` leaves out notes and names."""
    from digitrans import archive
    from digitrans.loading import load_instruments
    from digitrans.reports.overview import Material

    instruments = {each.id: each for each in load_instruments() if archive.result_paths(each.id)}
    runs = {name: _runs(words, each, redact) for name, each in instruments.items() if each.kind == "questionnaire"}
    main = runs.get(MAIN[0], [])
    dilemmas = runs.get(MAIN[1], [])
    pages = [_page(words, each, redact) for each in instruments.values() if each.kind == "checklist"]
    return Material(
        words,
        archive.now(),
        assessment=main[0] if main else None,
        before=main[1] if len(main) > 1 else None,
        dilemmas=dilemmas[0] if dilemmas else None,
        pages=tuple(each for each in pages if each is not None),
        others=tuple(found[0] for name, found in runs.items() if name not in MAIN and found),
        decisions=_decisions(words, redact),
        redacted=redact,
    )


def _decisions(words: Words, redact: bool) -> tuple[Resolution, ...]:
    from digitrans.runs import load_resolutions

    found = load_resolutions(words)
    return tuple(replace(each, owner=None, why=None, note=None) for each in found) if redact else found


def _runs(words: Words, instrument: Instrument, redact: bool) -> list[Run]:
    """The latest run, and the one before that asked the same in the same form, where there is one."""
    from digitrans.answers import fingerprint
    from digitrans.reports.overview import redacted
    from digitrans.runs import compute, load_names, saved_answers

    saved = saved_answers(words, instrument)
    if not saved:
        return []
    now = fingerprint(instrument)
    same = [each for each in saved[1:] if (each.short, each.fingerprint) == (saved[0].short, now)]
    chosen = [saved[0], *(same[:1] if saved[0].fingerprint == now else [])]
    if redact:
        chosen = [redacted(instrument, each, words("report.left-out")) for each in chosen]
    names = load_names(words, instrument)
    return [compute(names, each) for each in chosen]


def _page(words: Words, instrument: Instrument, redact: bool) -> Page | None:
    from digitrans.reports.overview import redacted
    from digitrans.reports.printing import Page
    from digitrans.runs import latest_answers, load_names

    marks = latest_answers(words, instrument)
    if marks is not None and redact:
        marks = redacted(instrument, marks, words("report.left-out"))
    return Page(load_names(words, instrument), marks) if marks is not None else None
