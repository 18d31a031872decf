"""``digitrans goal``: where you want to stand on a piece of advice, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import checked_day, words_of, writes
from digitrans.errors import UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from digitrans.content import Advice

AdviceId = Annotated[str, typer.Argument(metavar="ADVICE", help="arg.advice", show_default=False)]
By = Annotated[str | None, typer.Option("--by", metavar="DATE", help="opt.by")]
Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="opt.owner")]


def the_advice(wanted: str) -> Advice:
    """The piece of advice with this number or id. Raises UsageFault where there is none."""
    from digitrans.loading import find_advice, load_advice

    found = find_advice(wanted)
    if found is None:
        raise UsageFault("error.no-advice", number=wanted, last=str(load_advice()[-1].number))
    return found


@writes
def goal(ctx: typer.Context, sink: output.Destination) -> None:
    """All goals, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        _show(words_of(ctx), sink)


def _show(words: Words, sink: output.Destination) -> None:
    from digitrans.loading import load_advice
    from digitrans.reports.plans import goal_report
    from digitrans.runs import load_goals

    goals = load_goals(words)
    scores = _latest_scores(words) if goals else {}
    output.write_document(goal_report(words, load_advice(), goals, scores), sink)


def _latest_scores(words: Words) -> dict[str, Fraction | None]:
    """The latest scores by advice, from the newest saved self-assessment."""
    from digitrans import scoring
    from digitrans.loading import load_instrument
    from digitrans.runs import latest_answers

    instrument = load_instrument("self-assessment")
    answers = latest_answers(words, instrument)
    if answers is None:
        return {}
    scores = scoring.score(instrument, answers)
    return {each.advice: scores[each.id].value for each in instrument.dimensions if each.advice}


@writes
def set_(
    ctx: typer.Context,
    sink: output.Destination,
    advice: AdviceId,
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="arg.level", show_default=False)],
    by: By = None,
    owner: Owner = None,
) -> None:
    """Set a goal; one that was there is replaced, and kept in the history."""
    _save(the_advice(advice).id, _level(level), _day_ahead(words_of(ctx), by), owner)
    _show(words_of(ctx), sink)


def _day_ahead(words: Words, told: str | None) -> date | None:
    """Today or later, as a goal is set from now on; None where no day is told. Raises UsageFault."""
    from digitrans.archive import now

    day = checked_day(told)
    if day is not None and day.isoformat() < now()[:10]:
        raise UsageFault("error.day-gone", date=words.date(day.isoformat()))
    return day


def _level(told: str) -> float:
    """1 to 5, with a decimal point or comma. Raises UsageFault."""
    try:
        level = float(told.replace(",", "."))
    except ValueError:
        level = 0
    if not 1 <= level <= 5:
        raise UsageFault("error.level")
    return level


def _save(advice: str, level: float | None, by: date | None, owner: str | None) -> None:
    from digitrans import archive, records
    from digitrans.plans import GoalFile

    if owner is not None and not 0 < len(owner.strip()) <= 200:
        raise UsageFault("error.owner")
    before = [name for name, each in records.goal_files([]).items() if each.advice == advice]
    record = GoalFile(
        made=archive.now(),
        replaces=tuple(before),
        advice=advice,
        level=level,
        by=by.isoformat() if by else None,
        owner=owner and owner.strip(),
    )
    records.save_goal(record)


@writes
def clear(ctx: typer.Context, sink: output.Destination, advice: AdviceId) -> None:
    """Clear a goal."""
    from digitrans.runs import load_goals

    found = the_advice(advice)
    if found.id not in load_goals(words_of(ctx)):
        raise UsageFault("error.no-goal", number=str(found.number))
    _save(found.id, None, None, None)
    _show(words_of(ctx), sink)
