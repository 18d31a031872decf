"""``digitrans portfolio score``: scores, shares and suggestions of one portfolio, or a line for each of many."""

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
    writes_scores,
)
from digitrans.commands.portfolio import Files, names_of, raise_counts, tell_passed_over
from digitrans.errors import InputFault, RuleBroken, UsageFault

if TYPE_CHECKING:
    from digitrans.documents import Annotation
    from digitrans.errors import Fault
    from digitrans.portfolios.judge import Yardstick
    from digitrans.reports.portfolio.scores import Wanted
    from digitrans.texts import Words


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
    names = names_of(words, judge, judged)
    wanted = wanted._replace(department=judge.yardstick.department)
    report = portfolio_report(names, judged.score, judged.verdicts, judged.shown, wanted)
    if sink.format == "github":
        report = replace(report, annotations=rule_annotations(names, judged.verdicts, file, source))
    present(words, report, sink, full=full)
    _raise_broken([names.rule(each) for each in judged.verdicts if not each.kept])


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
    tell_passed_over(words, passed)
    _tell_if_nowhere(words, yardstick, count["listed"])
    raise_counts(count["bad"], count["broken"], len(files) - len(passed))


def _tell_if_nowhere(words: Words, yardstick: Yardstick, listed: int) -> None:
    """Say so where a department was asked for that none of the files has anything of: it may be misspelt."""
    if yardstick.department is not None and not listed:
        output.tell(words("portfolio.department-nowhere", id=yardstick.department))


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
        names = names_of(words, judge, judged)
        notes += rule_annotations(names, judged.verdicts, file, source)
        parts.append((file, names, judged.score, judged.shown, judged.verdicts))
        if unkept := [names.rule(each) for each in judged.verdicts if not each.kept]:
            output.tell(words("portfolio.file-broken", file=file, rules=" ".join(unkept[:5])))
    output.write_document(replace(overview_report(parts, words, keys), annotations=tuple(notes)), sink)
    tell_passed_over(words, passed)
    _tell_if_nowhere(words, yardstick, sum(len(shown) for *_, shown, _ in parts))
    broken = sum(any(not verdict.kept for verdict in verdicts) for *_, verdicts in parts)
    raise_counts(len(faults), broken, len(files) - len(passed))
