"""``digitrans portfolio compare``: departments, files, or one portfolio at several dates, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import CsvKeys, Department, Maturity, RulesOption, Weights, for_keys, words_of, writes
from digitrans.commands.portfolio import names_of

if TYPE_CHECKING:
    from digitrans.documents import Document
    from digitrans.portfolios.judge import Judge, Judged
    from digitrans.portfolios.sides import Sides
    from digitrans.texts import Words


@writes
def compare(
    ctx: typer.Context,
    sink: output.Destination,
    sides: Annotated[list[str], typer.Argument(metavar="FILE [A B]", help="arg.compare", show_default=False)],
    rules: RulesOption = None,
    weights: Weights = None,
    department: Department = None,
    maturity: Maturity = None,
    same: Annotated[bool, typer.Option("--same", help="opt.same")] = False,
    csv_keys: CsvKeys = False,
) -> None:
    """Two departments of a file, two files, or one portfolio at two dates or more, side by side."""
    from pathlib import Path

    from digitrans.files.paths import is_file
    from digitrans.portfolios import sides as choosing
    from digitrans.portfolios.judge import Judge, Yardstick

    words, judge = words_of(ctx), Judge(Yardstick(weights, rules, maturity=maturity))
    wanted = choosing.parse_sides(sides, department, lambda name: is_file(name) or bool(Path(name).suffix))
    judged = [judge.score(file) for file in wanted.files]
    sink = for_keys(sink, csv_keys)
    if len(judged) > 2:
        output.write_document(_series(words, judge, judged, wanted, same, csv_keys), sink)
    else:
        output.write_document(_comparison(words, judge, judged, wanted, same, csv_keys), sink)


def _comparison(
    words: Words, judge: Judge, judged: Sequence[Judged], wanted: Sides, same: bool, keys: bool
) -> Document:
    """Two sides; of one portfolio the older first, where both say which day they describe.

    Raises UsageFault where one portfolio has its amounts in another currency than before: nothing could be subtracted.
    """
    from digitrans.errors import UsageFault
    from digitrans.portfolios import sides as choosing
    from digitrans.portfolios.changes import is_same, oldest_first
    from digitrans.portfolios.comparison import compare as compare_groups
    from digitrans.reports.portfolio.comparison import Told, comparison_report

    pair = (judged[0], judged[-1])
    if len(wanted.files) == 2 and (same or is_same(pair[0].score.portfolio, pair[1].score.portfolio)):
        order = oldest_first([each.score.portfolio.organisation.as_of for each in pair])
        pair, wanted = (pair[order[0]], pair[order[1]]), wanted.ordered(order)
    scores = (pair[0].score, pair[1].score)
    groups = choosing.choose_groups(scores, wanted)
    dates = choosing.at_two_dates(groups, scores, same) if len(wanted.files) == 2 else None
    names = (names_of(words, judge, pair[0]), names_of(words, judge, pair[1]))
    if dates is not None and names[0].currency != names[1].currency:
        raise UsageFault("error.trend-currency")
    labels = choosing.labels(groups, scores, wanted, lambda day: words.date(day.isoformat()))
    told = Told(names, scores, labels, choosing.labels(groups, scores, wanted))
    return comparison_report(told, compare_groups(groups, judge.scorer, dates), judge.content, keys)


def _series(words: Words, judge: Judge, judged: Sequence[Judged], wanted: Sides, same: bool, keys: bool) -> Document:
    """A line for each of several files, the oldest first."""
    from digitrans.portfolios import sides as choosing
    from digitrans.portfolios.changes import oldest_first
    from digitrans.reports.portfolio.series import Point, series_report

    days = [each.score.portfolio.organisation.as_of for each in judged]
    points = []
    for place in oldest_first(days):
        score, day = judged[place].score, days[place]
        group = choosing.group_of(score, (wanted.departments or (None,))[0])
        label = words.date(day.isoformat()) if day and days.count(day) == 1 else wanted.files[place]
        scored = choosing.initiatives_of(group, score)
        points.append(Point(wanted.files[place], label, names_of(words, judge, judged[place]), score, group, scored))
    return series_report(words, points, same, None not in days, keys)
