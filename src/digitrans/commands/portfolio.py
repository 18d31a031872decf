"""``digitrans portfolio``, and what its commands about many files share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.errors import FilesFault, RuleBroken

if TYPE_CHECKING:
    from digitrans.portfolios.judge import Judge, Judged
    from digitrans.reports.portfolio.naming import PortfolioNames
    from digitrans.texts import Words

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="arg.portfolios", show_default=False)]
PASSED_NAMED = 10
"""So many files that were passed over are named."""


def portfolio(ctx: typer.Context) -> None:
    """What can be done with a portfolio, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        output.write_stdout(ctx.get_help() + "\n", for_people=True)


def names_of(words: Words, judge: Judge, judged: Judged) -> PortfolioNames:
    """What the parts of a portfolio are called in its reports."""
    from digitrans.reports.portfolio.naming import PortfolioNames

    return PortfolioNames(words, judge.content, judged.score.portfolio)


def tell_passed_over(words: Words, passed: Sequence[str]) -> None:
    """Name the files in folders that do not look like portfolios."""
    if passed:
        names = ", ".join(passed[:PASSED_NAMED]) + (" ..." if len(passed) > PASSED_NAMED else "")
        output.tell(words.count("portfolio.passed-over", len(passed), names=names))


def raise_counts(bad: int, broken: int, of: int) -> None:
    """Raise FilesFault where some of the files are ``bad`` or there are none, RuleBroken where rules are ``broken``."""
    if not of:
        raise FilesFault("error.no-portfolio-like")
    if bad == of:
        raise FilesFault("error.files-all-bad", of=str(of))
    if bad:
        raise FilesFault("error.files-bad", n=str(bad), of=str(of))
    if broken:
        raise RuleBroken("error.files-broken", n=str(broken), of=str(of))
