"""``digitrans decide``: what was decided beside a recommendation, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.goal import AdviceId, By, Owner
from digitrans.commands.options import AboutOption, PortfolioOption, checked_day, words_of, writes
from digitrans.errors import UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers.plans import Resolution
    from digitrans.content.advice import Advice

Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="opt.why")]


@writes
def decide(ctx: typer.Context, sink: output.Destination) -> None:
    """The open decisions, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        _show(words_of(ctx), sink, everything=False)


@writes
def list_(
    ctx: typer.Context,
    sink: output.Destination,
    everything: Annotated[bool, typer.Option("--all", help="opt.all-decisions")] = False,
) -> None:
    """The open decisions, or all of them."""
    _show(words_of(ctx), sink, everything)


def _show(words: Words, sink: output.Destination, everything: bool) -> None:
    from digitrans.history.latest import load_resolutions

    found = load_resolutions(words)
    shown = tuple(each for each in found if everything or each.is_open)
    _write(words, sink, shown, len(found) - len(shown), numbered=True)


def _write(
    words: Words, sink: output.Destination, shown: tuple[Resolution, ...], hidden: int = 0, numbered: bool = False
) -> None:
    from digitrans.content.catalogue import load_advice
    from digitrans.reports.plans import decision_report

    advice = {each.id: each for each in load_advice()}
    output.write_document(decision_report(words, advice, shown, hidden, numbered), sink)


@writes
def add(
    ctx: typer.Context,
    sink: output.Destination,
    advice: AdviceId,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT...", help="arg.decision", show_default=False)
    ] = None,
    action: Annotated[str | None, typer.Option("--action", metavar="ID", help="opt.action")] = None,
    declined: Annotated[bool, typer.Option("--declined", help="opt.declined")] = False,
    why: Why = None,
    owner: Owner = None,
    by: By = None,
    about: AboutOption = None,
    portfolio: PortfolioOption = None,
) -> None:
    """Write down a decision."""
    from digitrans.content.catalogue import the_advice

    words, found = words_of(ctx), the_advice(advice)
    said = " ".join(text or []).strip() or _action_text(words, found, action)
    if declined and not (why or "").strip():
        raise UsageFault("error.why")
    day = checked_day(words, by)
    due = day.isoformat() if day else None
    given = {"text": said, "action": action, "taken": not declined, "why": why, "owner": owner, "by": due}
    resolution = save_decision(found.id, given, _initiative(about, portfolio))
    _write(words, sink, (resolution,))


def _initiative(about: str | None, portfolio: str | None) -> dict[str, str] | None:
    """The initiative that a decision is about, as its file has it; None where it is about none."""
    if about is None:
        if portfolio is not None:
            raise UsageFault("error.portfolio-alone")
        return None
    from digitrans.answers.data import about_data
    from digitrans.commands.initiatives import resolved

    return about_data(resolved(about, portfolio)[0])


def _action_text(words: Words, advice: Advice, action: str | None) -> str:
    """The words of one of the advice's own actions. Raises UsageFault where there is no such action."""
    by_id = {each.id: each.text[words.language] for each in advice.actions}
    if action is None:
        raise UsageFault("error.no-decision-text", known=", ".join(by_id))
    if action not in by_id:
        raise UsageFault("error.no-action", id=action, known=", ".join(by_id))
    return by_id[action]


def save_decision(advice: str, given: dict[str, str | bool | None], about: dict[str, str] | None = None) -> Resolution:
    """Write down a decision beside ``advice``, ``about`` an initiative, as files have it.

    Raises UsageFault for what a file cannot hold, SaveFault.
    """
    from pydantic import ValidationError

    from digitrans.answers.plans import DecisionFile, resolutions_from
    from digitrans.files import stamps
    from digitrans.history import plan_files

    made = stamps.now()
    told = {name: each.strip() or None if isinstance(each, str) else each for name, each in given.items()}
    taken = {each.id for each in plan_files.load_resolutions([])}
    name = stamps.new_id()
    while name in taken:
        name = stamps.fresh_id()
    try:
        record = DecisionFile.model_validate({"id": name, "advice": advice, "made": made, "about": about, **told})
    except ValidationError as error:
        field = str(error.errors(include_input=False)[0]["loc"][0])
        raise UsageFault("error.decision", field=f"--{field}" if field != "text" else "TEXT") from None
    plan_files.save_record("decisions", f"{made[:10]}-decision-{name}", record)
    return resolutions_from([record], {})[0]


@writes
def done(
    ctx: typer.Context,
    sink: output.Destination,
    decision: Annotated[str, typer.Argument(metavar="ID", help="arg.decision-id", show_default=False)],
    dropped: Annotated[bool, typer.Option("--dropped", help="opt.dropped")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="opt.reopen")] = False,
    why: Why = None,
) -> None:
    """Say what became of a decision."""
    from digitrans.history import plan_files
    from digitrans.history.latest import load_resolutions
    from digitrans.reports.plans import fate_words

    words = words_of(ctx)
    if dropped and reopen:
        raise UsageFault("error.one-fate")
    if why is not None and not 0 < len(why.strip()) <= 500:
        raise UsageFault("error.decision", field="--why")
    found = _find(words, decision)
    if not found.is_open and not reopen:
        raise UsageFault("error.ended", id=found.id, fate=fate_words(words, found))
    plan_files.save_outcome(found, "dropped" if dropped else "open" if reopen else "done", why and why.strip())
    _write(words, sink, tuple(each for each in load_resolutions(words) if each.id == found.id))


def _find(words: Words, wanted: str) -> Resolution:
    from digitrans.history.latest import load_resolutions

    everything = load_resolutions(words)
    found = [each for each in everything if each.id == wanted] or _of_list(everything, wanted)
    if not found:
        known = ", ".join(each.id for each in everything if each.is_open)
        if not known:
            raise UsageFault("error.no-decision-open", id=wanted)
        raise UsageFault("error.no-decision", id=wanted, known=known)
    if not found[0].taken:
        raise UsageFault("error.was-declined", id=wanted)
    return found[0]


def _of_list(everything: tuple[Resolution, ...], wanted: str) -> list[Resolution]:
    """The open decision with this number in the list, [] where there is none."""
    still_open = [each for each in everything if each.is_open]
    place = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) <= 4 else 0
    return still_open[place - 1 : place] if place else []
