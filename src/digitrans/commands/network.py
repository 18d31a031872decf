"""``digitrans network``: organisations beside one another, by names they chose, with no figure of fewer than five."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import NoInput, words_of, writes
from digitrans.errors import InputFault, UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.content.instruments import Instrument
    from digitrans.people.network import Share, SharedScore

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="arg.network", show_default=False)]
Questionnaire = Annotated[
    str | None, typer.Option("--instrument", metavar="QUESTIONNAIRE", help="opt.network-instrument")
]


@writes
def network(ctx: typer.Context, sink: output.Destination) -> None:
    """How it goes, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        from digitrans.reports.people.network import steps_report

        output.write_document(steps_report(words_of(ctx)), sink)


@writes
def share(
    ctx: typer.Context,
    sink: output.Destination,
    folder: Folder,
    name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="opt.network-name")] = None,
    instrument: Questionnaire = None,
    case: Annotated[list[str] | None, typer.Option("--case", metavar="ADVICE", help="opt.network-case")] = None,
    portfolio: Annotated[str | None, typer.Option("--portfolio", metavar="FILE", help="opt.network-portfolio")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="opt.network-yes")] = False,
    no_input: NoInput = False,
) -> None:
    """Write one small file for the network, after what it holds was shown."""
    from digitrans.content.catalogue import load_advice, load_instrument, roles
    from digitrans.files import stamps
    from digitrans.people import network_files
    from digitrans.people.network import Share
    from digitrans.reports.people.network import share_report

    words = words_of(ctx)
    found = load_instrument(instrument or roles().main, "questionnaire")
    before = network_files.load_membership()
    if name is None and before is None:
        raise UsageFault("error.network-name")
    scores = [*_scores(words, found, case or []), *(_mix(portfolio) if portfolio else ())]
    called = _checked_name(name) if name is not None else before.name if before else ""
    key = before.organisation if before else "0" * 8
    made = Share(organisation=key, name=called, made=stamps.now(), instrument=found.id, scores=tuple(scores))
    output.write_document(share_report(words, found, load_advice(), made), sink)
    if not yes and not _agreed(words, no_input):
        output.tell(words("network.not-shared"))
        return
    member = network_files.save_membership(called)
    final = made.model_copy(update={"organisation": member.organisation})
    path = folder / f"digitrans-{member.organisation}.json"
    if not folder.is_dir():
        raise UsageFault("error.no-folder", path=str(folder))
    output.write_file(path, json.dumps(final.model_dump(mode="json"), ensure_ascii=False) + "\n")  # a line is a record
    output.tell(words("network.shared", path=str(path)))


def _agreed(words: Words, no_input: bool) -> bool:
    if not output.may_ask(no_input):
        raise UsageFault("error.network-yes")
    from digitrans.asking.prompters import make_prompter
    from digitrans.asking.stopping import stopping_cleanly

    with stopping_cleanly("network.not-shared"):
        choices = words("network.write"), words("network.leave")
        return make_prompter(words).choose(words("network.ask"), choices) == 0


def _checked_name(name: str) -> str:
    from digitrans.texts.escaping import one_line

    told = one_line(" ".join(name.split()))
    if not told or len(told) > 60:
        raise UsageFault("error.network-long-name", n="60")
    return told


def _scores(words: Words, instrument: Instrument, cases: list[str]) -> list[SharedScore]:
    """The latest scores, of every dimension that has one. Raises UsageFault where there are none."""
    from digitrans.answers.fingerprints import item_fingerprints
    from digitrans.answers.names import load_names
    from digitrans.history.latest import latest_answers
    from digitrans.history.runs import compute
    from digitrans.people.network import SharedScore, asked_print

    answers = latest_answers(words, instrument)
    if answers is None or instrument.repeat is not None:
        raise UsageFault("error.network-no-result", id=instrument.id)
    names = load_names(words, instrument)
    told = {_subject(instrument, each) for each in cases}
    prints = item_fingerprints(instrument, answers.short)
    found = []
    for score in compute(names, answers).scores.dimensions:
        if score.value is None:
            continue
        asked = asked_print(
            prints[item.id] for item in instrument.items if item.id in prints and item.dimension == score.id
        )
        value = round(float(score.value) + 1e-9, 1)
        found.append(SharedScore(subject=score.id, score=value, asked=asked, case=score.id in told))
    if not found:
        raise UsageFault("error.network-no-result", id=instrument.id)
    return found


def _subject(instrument: Instrument, wanted: str) -> str:
    """The dimension that ``wanted`` names, by its id or by the number of its piece of advice. Raises UsageFault."""
    from digitrans.content.catalogue import find_advice

    dimensions = {each.id for each in instrument.dimensions}
    advice = None if wanted in dimensions else find_advice(wanted)
    chosen = advice.id if advice is not None else wanted
    if chosen not in dimensions:
        raise UsageFault("error.network-case", value=wanted, known=", ".join(sorted(dimensions)))
    return chosen


def _mix(file: str) -> list[SharedScore]:
    """The shares of the four types of initiative in a portfolio, in per cent; a type that it has none of has 0.

    None at all where no initiative has a type.
    """
    from digitrans.people.network import SharedScore
    from digitrans.portfolios.reading import load_portfolio_content, read_portfolio

    portfolio, _ = read_portfolio(file)
    types = [each.type for each in portfolio.initiatives if each.type is not None]
    return [
        SharedScore(
            subject=f"type-{each.id}", score=round(100 * types.count(each.id) / len(types), 1), asked="portfolio-types"
        )
        for each in (load_portfolio_content().types if types else ())
    ]


@writes
def compare(
    ctx: typer.Context,
    sink: output.Destination,
    folder: Folder,
    instrument: Questionnaire = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="opt.network-sheet")] = False,
) -> None:
    """Set the organisations of a network beside one another."""
    from digitrans.content.catalogue import load_advice, load_instrument, roles
    from digitrans.files import saving, stamps
    from digitrans.people import network_files
    from digitrans.people.network import issue_of, newest, standings
    from digitrans.reports.people.network import network_report, sheet_report

    words = words_of(ctx)
    found = load_instrument(instrument or roles().main, "questionnaire")
    faults: list[InputFault] = []
    given = (each for each in network_files.load_shares(folder, faults) if each.instrument == found.id)
    shares, passed = newest(given, stamps.now())
    for fault in faults:
        output.tell(words.error(fault))
    if not shares:
        raise UsageFault("error.network-empty", path=str(folder), id=found.id)
    member = network_files.load_membership()
    subjects = [each.id for each in found.dimensions]
    with saving.locked(saving.private_folder(folder / network_files.ISSUES) / "lock"):
        issues = network_files.load_issues(folder)
        own = member.organisation if member else None
        told = standings(shares, subjects, issues, own, network_files.load_elsewhere())
        issue = issue_of(shares, told, issues, stamps.now())
        if issue is not None:
            network_files.save_issue(folder, issue, len(issues) + 1)
    report = sheet_report if sheet else network_report
    output.write_document(report(words, found, load_advice(), told, _counted(shares, passed, faults)), sink)


def _counted(shares: tuple[Share, ...], passed: int, faults: list[InputFault]) -> tuple[int, int, int]:
    return len(shares), passed, len(faults)
