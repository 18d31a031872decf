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

    from digitrans.content.advice import Advice

AdviceId = Annotated[str, typer.Argument(metavar="ADVICE", help="arg.advice", show_default=False)]
By = Annotated[str | None, typer.Option("--by", metavar="DATE", help="opt.by")]
Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="opt.owner")]


@writes
def goal(ctx: typer.Context, sink: output.Destination) -> None:
    """All goals, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        _show(words_of(ctx), sink)


def _show(words: Words, sink: output.Destination) -> None:
    from digitrans.content.catalogue import load_advice
    from digitrans.history.latest import load_goals
    from digitrans.reports.plans import goal_report

    goals = load_goals(words)
    scores = _latest_scores(words) if goals else {}
    output.write_document(goal_report(words, load_advice(), goals, scores), sink)


def _latest_scores(words: Words) -> dict[str, Fraction | None]:
    """The latest scores by advice, from the newest saved result of the main questionnaire."""
    from digitrans.answers import scoring
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.history.latest import latest_answers

    instrument = load_instrument(roles().main)
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
    """Set a goal. One that was there is replaced, and its deadline and owner hold on unless others are named."""
    from digitrans.content.catalogue import the_advice
    from digitrans.history.latest import load_goals

    words, found = words_of(ctx), the_advice(advice)
    wanted, day, name = _level(level), _day_ahead(words, by), _checked_owner(owner)
    before = load_goals(words).get(found.id)
    kept_by = before.by if before and not day and not _is_past(before.by) else None
    kept_owner = before.owner if before and not name else None
    _save(found.id, wanted, day.isoformat() if day else kept_by, name or kept_owner)
    if before and not day and before.by and not kept_by:
        output.tell(words("goal.gone", date=words.date(before.by)))
    _tell_kept(words, found, kept_by, kept_owner)
    _show(words, sink)


def _is_past(day: str | None) -> bool:
    from digitrans.files.stamps import now

    return day is not None and day < now()[:10]


def _tell_kept(words: Words, advice: Advice, by: str | None, owner: str | None) -> None:
    """Say which deadline and owner hold on from the goal before, if any do."""
    told = [words("goal.by", date=words.date(by))] if by else []
    if told := [*told, *([owner] if owner else [])]:
        output.tell(words("goal.kept", told=", ".join(told), number=advice.number))


def _day_ahead(words: Words, told: str | None) -> date | None:
    """Today or later, as a goal is set from now on; None where no day is told. Raises UsageFault."""
    day = checked_day(words, told)
    if day is not None and _is_past(day.isoformat()):
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


def _checked_owner(told: str | None) -> str | None:
    """A name of 1 to 200 characters; None where none is told. Raises UsageFault."""
    if told is not None and not 0 < len(told.strip()) <= 200:
        raise UsageFault("error.owner")
    return told.strip() if told else None


def _save(advice: str, level: float | None, by: str | None = None, owner: str | None = None) -> None:
    from digitrans.answers.plans import GoalFile
    from digitrans.files import stamps
    from digitrans.history import plan_files

    before = [name for name, each in plan_files.goal_files([]).items() if each.advice == advice]
    record = GoalFile(
        made=stamps.now(),
        replaces=tuple(before),
        advice=advice,
        level=level,
        by=by,
        owner=owner,
    )
    plan_files.save_goal(record)


@writes
def clear(ctx: typer.Context, sink: output.Destination, advice: AdviceId) -> None:
    """Clear a goal."""
    from digitrans.content.catalogue import the_advice
    from digitrans.history.latest import load_goals

    found = the_advice(advice)
    if found.id not in load_goals(words_of(ctx)):
        raise UsageFault("error.no-goal", number=str(found.number))
    _save(found.id, None)
    _show(words_of(ctx), sink)
