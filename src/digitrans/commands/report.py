"""``digitrans report``: one document from the latest results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import checked_day, words_of, writes
from digitrans.errors import UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.reports.overview import Judged


@writes
def report(
    ctx: typer.Context,
    sink: output.Destination,
    board: Annotated[bool, typer.Option("--board", help="opt.board")] = False,
    full: Annotated[bool, typer.Option("--full", help="opt.full")] = False,
    redact: Annotated[bool, typer.Option("--redact", help="opt.redact")] = False,
    portfolio: Annotated[str | None, typer.Option("--portfolio", metavar="FILE", help="opt.portfolio")] = None,
    of: Annotated[str | None, typer.Option("--of", metavar="RESULT", help="opt.of")] = None,
    full_for: Annotated[str | None, typer.Option("--full-for", metavar="AGE", help="opt.full-for")] = None,
    organisation: Annotated[str | None, typer.Option("--organisation", metavar="NAME", help="opt.sender")] = None,
    meeting: Annotated[str | None, typer.Option("--meeting", metavar="DATE", help="opt.report-meeting")] = None,
    pack: Annotated[bool, typer.Option("--pack", help="opt.pack")] = False,
) -> None:
    """Where things stand, from everything that was answered last."""
    from dataclasses import replace

    from digitrans.commands.material import load_material
    from digitrans.files.settings import load_settings, remember
    from digitrans.history.recall import days_of
    from digitrans.reports.overview import Length, board_slides, overview_report

    words = words_of(ctx)
    if board and full:
        raise UsageFault("error.board-and-full")
    if pack and (meeting is None or full or sink.path is not None):
        raise UsageFault("error.pack")
    day = checked_day(words, meeting)
    days = days_of(full_for) if full_for is not None else None
    told = remember(organisation, days) if organisation is not None or days is not None else load_settings()
    length = Length.BOARD if board or pack else Length.FULL if full else Length.NORMAL
    judged = _judged(words, portfolio) if portfolio is not None else None
    material = load_material(words, redact, of)
    material = replace(material, length=length, portfolio=judged, organisation=told.organisation, meeting=day)
    if material.is_empty:
        raise UsageFault("error.no-result", command="digitrans assess")
    if pack:
        from digitrans.commands.board_pack import write_pack

        return write_pack(material, sink)
    slides = sink.format == "pptx" and length is Length.BOARD
    return output.write_document((board_slides if slides else overview_report)(material), sink)


def _judged(words: Words, file: str) -> Judged:
    """The portfolio in ``file`` with its figures. Raises InputFault with every fault."""
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.overview import Judged
    from digitrans.reports.portfolio.naming import PortfolioNames

    judge = Judge(Yardstick())
    judged = judge.judged(judge.read(file)[0])
    names = PortfolioNames(words, judge.content, judged.score.portfolio)
    return Judged(names, judged.score, judged.shown, judged.verdicts)
