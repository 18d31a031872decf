"""``digitrans portfolio``: score, check and compare the digital initiatives of an organisation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import (
    CsvKeys,
    Department,
    Glob,
    Maturity,
    RulesOption,
    Weights,
    for_keys,
    words_of,
    writes,
    writes_beside_files,
    writes_scores,
)
from digitrans.errors import EVERY, FilesFault, InputFault, RuleBroken, UsageFault

if TYPE_CHECKING:
    from digitrans.documents import Annotation, Document
    from digitrans.errors import Fault
    from digitrans.portfolios.judge import Judge, Judged, Yardstick
    from digitrans.portfolios.sides import Sides
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.reports.portfolio.scores import Wanted
    from digitrans.texts import Words

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="arg.portfolios", show_default=False)]


def portfolio(ctx: typer.Context) -> None:
    """What can be done with a portfolio, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        output.write_stdout(ctx.get_help() + "\n", for_people=True)


@writes_scores
def score(
    ctx: typer.Context,
    sink: output.Destination,
    files: Files,
    rules: RulesOption = None,
    weights: Weights = None,
    fail_under: Annotated[float | None, typer.Option("--fail-under", metavar="SCORE", help="opt.fail-under")] = None,
    sort: Annotated[str | None, typer.Option("--sort", metavar="BY", help="opt.sort")] = None,
    top: Annotated[int | None, typer.Option("--top", metavar="N", help="opt.top")] = None,
    full: Annotated[bool, typer.Option("--full", help="opt.full-portfolio")] = False,
    department: Department = None,
    only: Annotated[str | None, typer.Option("--only", metavar="LIGHT", help="opt.only")] = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", help="opt.jobs")] = 1,
    maturity: Maturity = None,
    csv_keys: CsvKeys = False,
    glob: Glob = None,
) -> None:
    """Scores, shares and suggestions of one portfolio, or a line for each of many."""
    from digitrans.files.paths import is_folder
    from digitrans.portfolios.finding import find_files
    from digitrans.portfolios.judge import Yardstick
    from digitrans.reports.portfolio.scores import Wanted

    if not 1 <= jobs <= 64:
        raise UsageFault("error.jobs")
    if top is not None and top < 1:
        raise UsageFault("error.top")
    words, found = words_of(ctx), find_files(files, glob or ())
    order = sort or ("file" if sink.format in ("json", "csv") else "rank")
    yardstick = Yardstick(weights, rules, fail_under, order, department, only, maturity, words.language)
    several = len(found) > 1 or any(each != "-" and is_folder(each) for each in files)
    if several and sink.format == "json":
        _score_lines(words, found, yardstick, jobs, sink, files)
    elif several:
        _score_several(words, found, yardstick, for_keys(sink, csv_keys), csv_keys, files)
    else:
        wanted = Wanted(top, None, csv_keys, as_list=bool(sort or top or only))
        _score_one(words, next(iter(found)), yardstick, for_keys(sink, csv_keys), wanted, full=full)


def _score_one(
    words: Words, file: str, yardstick: Yardstick, sink: output.Destination, wanted: Wanted, *, full: bool
) -> None:
    from dataclasses import replace

    from digitrans.commands.screens import present
    from digitrans.portfolios.judge import Judge, find_department
    from digitrans.reports.portfolio.check import fault_report, rule_annotations
    from digitrans.reports.portfolio.scores import portfolio_report

    judge = Judge(yardstick)
    try:
        portfolio, source = judge.read(file)
    except InputFault as fault:
        if sink.format in ("json", "github"):
            output.write_document(fault_report(words, file, fault.faults), sink)
        raise
    if yardstick.department is not None:
        judge.yardstick = replace(yardstick, department=find_department(portfolio, yardstick.department))
    judged = judge.judged(portfolio)
    names = _names(words, judge, judged)
    wanted = wanted._replace(department=judge.yardstick.department)
    report = portfolio_report(names, judged.score, judged.verdicts, judged.shown, wanted)
    if sink.format == "github":
        report = replace(report, annotations=rule_annotations(names, judged.verdicts, file, source))
    present(words, report, sink, full=full)
    _raise_broken([names.rule(each) for each in judged.verdicts if not each.kept])


def _names(words: Words, judge: Judge, judged: Judged) -> PortfolioNames:
    from digitrans.reports.portfolio.naming import PortfolioNames

    return PortfolioNames(words, judge.content, judged.score.portfolio)


def _raise_broken(broken: Sequence[str]) -> None:
    if broken:
        raise RuleBroken("error.rules-broken", n=str(len(broken)), rules=" ".join(broken[:5]))


def _score_lines(
    words: Words,
    files: Collection[str],
    yardstick: Yardstick,
    jobs: int,
    sink: output.Destination,
    named: Sequence[str],
) -> None:
    """JSON Lines, written as they come; a file that cannot be used is a line of its own and named on stderr."""
    from digitrans.portfolios.batch import outcomes
    from digitrans.portfolios.finding import is_passed_over

    count, passed = {"bad": 0, "broken": 0, "listed": 0}, list[str]()

    def lines() -> Iterator[str]:
        results = outcomes(files, yardstick, 1 if "-" in files else jobs)
        for _, outcome in zip(output.progress(files, len(files) > 20), results, strict=True):
            if outcome.faults and is_passed_over(outcome.file, named):
                passed.append(outcome.file)
                continue
            if outcome.faults:
                count["bad"] += 1
                output.tell(words.error(InputFault(outcome.faults)))
            count["broken"] += outcome.broken > 0
            count["listed"] += outcome.listed
            yield outcome.line

    output.write_lines(lines(), sink)
    _tell_passed_over(words, passed)
    _tell_if_nowhere(words, yardstick, count["listed"])
    _raise_counts(count["bad"], count["broken"], len(files) - len(passed))


def _tell_passed_over(words: Words, passed: Sequence[str]) -> None:
    """Name the files in folders that do not look like portfolios."""
    if passed:
        names = ", ".join(passed[:PASSED_NAMED]) + (" ..." if len(passed) > PASSED_NAMED else "")
        output.tell(words.count("portfolio.passed-over", len(passed), names=names))


PASSED_NAMED = 10


def _tell_if_nowhere(words: Words, yardstick: Yardstick, listed: int) -> None:
    """Say so where a department was asked for that none of the files has anything of: it may be misspelt."""
    if yardstick.department is not None and not listed:
        output.tell(words("portfolio.department-nowhere", id=yardstick.department))


def _raise_counts(bad: int, broken: int, of: int) -> None:
    if not of:
        raise FilesFault("error.no-portfolio-like")
    if bad == of:
        raise FilesFault("error.files-all-bad", of=str(of))
    if bad:
        raise FilesFault("error.files-bad", n=str(bad), of=str(of))
    if broken:
        raise RuleBroken("error.files-broken", n=str(broken), of=str(of))


def _score_several(
    words: Words,
    files: Collection[str],
    yardstick: Yardstick,
    sink: output.Destination,
    keys: bool,
    named: Sequence[str],
) -> None:
    """One line for each portfolio, and in CSV one for each initiative of all of them."""
    from dataclasses import replace

    from digitrans.portfolios.finding import is_passed_over
    from digitrans.portfolios.judge import Judge
    from digitrans.reports.portfolio.check import fault_annotations, rule_annotations
    from digitrans.reports.portfolio.scores import overview_report

    judge, parts, faults, passed = Judge(yardstick), [], list[list["Fault"]](), list[str]()
    notes: list[Annotation] = []
    for file in output.progress(files, len(files) > 20):
        try:
            portfolio, source = judge.read(file)
        except InputFault as fault:
            if is_passed_over(file, named):
                passed.append(file)
                continue
            faults.append(fault.faults)
            notes += fault_annotations(words, fault.faults)
            output.tell(words.error(fault))
            continue
        judged = judge.judged(portfolio)
        names = _names(words, judge, judged)
        notes += rule_annotations(names, judged.verdicts, file, source)
        parts.append((file, names, judged.score, judged.shown, judged.verdicts))
        if unkept := [names.rule(each) for each in judged.verdicts if not each.kept]:
            output.tell(words("portfolio.file-broken", file=file, rules=" ".join(unkept[:5])))
    output.write_document(replace(overview_report(parts, words, keys), annotations=tuple(notes)), sink)
    _tell_passed_over(words, passed)
    _tell_if_nowhere(words, yardstick, sum(len(shown) for *_, shown, _ in parts))
    broken = sum(any(not verdict.kept for verdict in verdicts) for *_, verdicts in parts)
    _raise_counts(len(faults), broken, len(files) - len(passed))


@writes_beside_files
def check(ctx: typer.Context, sink: output.Destination, files: Files, glob: Glob = None) -> None:
    """Whether portfolio files can be used: every fault, or what is worth a word."""
    from digitrans.portfolios.finding import find_files, is_passed_over
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.portfolio.check import Checked, check_report

    words, judge, bad = words_of(ctx), Judge(Yardstick()), list[tuple[str, "list[Fault]"]]()
    parts, passed, found = [], list[str](), find_files(files, glob or ())
    for file in found:
        try:
            portfolio, source = judge.read(file)
        except InputFault as fault:
            if is_passed_over(file, files):
                passed.append(file)
                continue
            fault.shown = EVERY
            if len(found) == 1:
                if sink.format in ("json", "github"):
                    output.write_document(check_report(words, [], [(file, fault.faults)]), sink)
                raise
            output.tell(words.error(fault))
            bad.append((file, fault.faults))
            continue
        judged = judge.judged(portfolio)
        parts.append(Checked(file, _names(words, judge, judged), judged.score, source))
    output.write_document(check_report(words, parts, bad), sink)
    _tell_passed_over(words, passed)
    _raise_counts(len(bad), 0, len(found) - len(passed))


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
    """Two sides; of one portfolio the older first, where both say which day they describe."""
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
    names = (_names(words, judge, pair[0]), _names(words, judge, pair[1]))
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
        points.append(Point(wanted.files[place], label, _names(words, judge, judged[place]), score, group, scored))
    return series_report(words, points, same, None not in days, keys)
