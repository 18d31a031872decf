"""``digitrans report``: one document from the latest results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import words_of, writes
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
) -> None:
    """Where things stand, from everything that was answered last."""
    from dataclasses import replace

    from digitrans.commands.material import load_material
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
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.overview import Judged
    from digitrans.reports.portfolio.naming import PortfolioNames

    judge = Judge(Yardstick())
    judged = judge.judged(judge.read(file)[0])
    names = PortfolioNames(words, judge.content, judged.score.portfolio)
    return Judged(names, judged.score, judged.shown, judged.verdicts)
