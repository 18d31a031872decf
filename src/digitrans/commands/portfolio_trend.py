"""``digitrans portfolio trend``: a portfolio over the months gone by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import (
    CsvKeys,
    Department,
    Full,
    Glob,
    Maturity,
    NoInput,
    RulesOption,
    Weights,
    for_keys,
    words_of,
    writes_pictures,
)
from digitrans.errors import FilesFault, UsageFault

if TYPE_CHECKING:
    from digitrans.portfolios.gathering import Gathered
    from digitrans.portfolios.judge import Judge
    from digitrans.reports.portfolio.series import Point
    from digitrans.texts import Words

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="arg.trend", show_default=False)]


@writes_pictures
def trend(
    ctx: typer.Context,
    sink: output.Destination,
    files: Files,
    department: Department = None,
    same: Annotated[bool, typer.Option("--same", help="opt.same")] = False,
    rules: RulesOption = None,
    weights: Weights = None,
    maturity: Maturity = None,
    csv_keys: CsvKeys = False,
    glob: Glob = None,
    full: Full = False,
    no_input: NoInput = False,
) -> None:
    """A portfolio over the months: money, lights, mix, benefits, what came and went, and each initiative's drift."""
    from digitrans.commands.screens import present
    from digitrans.files.stamps import today
    from digitrans.portfolios.finding import find_files
    from digitrans.portfolios.gathering import gather
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.portfolio.trend import make_course, trend_report

    words, sink = words_of(ctx), for_keys(sink, csv_keys)
    judge = Judge(Yardstick(weights, rules, maturity=maturity, language=words.language))
    found = gather(
        judge, list(find_files(files, glob or ())), files, today(), lambda each: output.progress(each, len(each) > 20)
    )
    if len(found.unread) == 1 and not found.moments:
        raise found.unread[0][1]
    for _, fault in found.unread if not found.versions else ():
        output.tell(words.error(fault))
    points = _points(words, judge, found, department)
    present(words, trend_report(words, make_course(points, found, same), csv_keys), sink, full=full, no_input=no_input)
    if found.passed:
        output.tell(words.count("portfolio.passed-over", len(found.passed), names=", ".join(found.passed[:10])))
    if found.unread and not found.versions:
        count = len(found.moments) + len(found.unread)
        raise FilesFault("error.files-bad", n=str(len(found.unread)), of=str(count))


def _points(words: Words, judge: Judge, found: Gathered, department: str | None) -> list[Point]:
    """The points in time of the whole, or of a department. Raises UsageFault where they are no two of one currency."""
    from digitrans.portfolios.judge import departments_meant
    from digitrans.portfolios.sides import group_of, initiatives_of
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.series import Point

    _check_moments(found)
    if department is not None:
        group_of(found.moments[-1].score, department)
        found.keep(lambda score: bool(departments_meant(score.portfolio, department)))
        _check_moments(found)
    points = []
    for each in found.moments:
        group = group_of(each.score, department)
        names = PortfolioNames(words, judge.content, each.score.portfolio)
        points.append(Point(each.file, "", names, each.score, group, initiatives_of(group, each.score)))
    return points


def _check_moments(found: Gathered) -> None:
    from digitrans.portfolios.models import CURRENCY

    if not found.moments and found.unread:
        raise FilesFault("error.files-all-bad", of=str(len(found.unread)))
    if not found.moments:
        raise UsageFault(
            "error.trend-undated" if found.undated else "error.trend-none", names=", ".join(found.undated[:5])
        )
    if len(found.moments) < 2:
        raise UsageFault("error.trend-one", file=found.moments[0].file)
    if len({each.score.portfolio.currency or CURRENCY for each in found.moments}) > 1:
        raise UsageFault("error.trend-currency")
