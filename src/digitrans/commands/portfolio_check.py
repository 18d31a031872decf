"""``digitrans portfolio check``: whether portfolio files can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from digitrans import output
from digitrans.commands.options import Glob, words_of, writes_beside_files
from digitrans.commands.portfolio import Files, names_of, raise_counts, tell_passed_over
from digitrans.errors import EVERY, InputFault

if TYPE_CHECKING:
    from digitrans.errors import Fault


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
        parts.append(Checked(file, names_of(words, judge, judged), judged.score, source))
    output.write_document(check_report(words, parts, bad), sink)
    tell_passed_over(words, passed)
    raise_counts(len(bad), 0, len(found) - len(passed))
