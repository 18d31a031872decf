"""``digitrans people``: the same questionnaire for several people, without a server and without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import words_of, writes
from digitrans.errors import InputFault, UsageFault
from digitrans.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from digitrans.content.instruments import Instrument
    from digitrans.files.sources import Source
    from digitrans.people.rounds import Round
    from digitrans.reports.people.rounds import UnitsTold

AtLeast = Annotated[int | None, typer.Option("--at-least", metavar="N", help="opt.at-least")]
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="arg.round", show_default=False)]


@writes
def people(ctx: typer.Context, sink: output.Destination) -> None:
    """How a round goes, unless a command below follows."""
    if ctx.invoked_subcommand is None:
        from digitrans.reports.people.rounds import steps_report

        output.write_document(steps_report(words_of(ctx)), sink)


@writes
def invite(
    ctx: typer.Context,
    sink: output.Destination,
    folder: Folder,
    group: Annotated[list[str] | None, typer.Option("--group", metavar="GROUP=N", help="opt.group")] = None,
    instrument: Annotated[
        str | None, typer.Option("--instrument", metavar="QUESTIONNAIRE", help="opt.people-instrument")
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="opt.people-short")] = False,
    form: Annotated[list[str] | None, typer.Option("--form", metavar="FORM", help="opt.form")] = None,
    unit: Annotated[list[str] | None, typer.Option("--unit", metavar="NAME", help="opt.unit")] = None,
    at_least: AtLeast = None,
) -> None:
    """Make codes and forms for everyone."""
    from itertools import chain

    from digitrans.answers.fingerprints import fingerprint, item_fingerprints
    from digitrans.files import stamps
    from digitrans.people import rounds
    from digitrans.people.codes import GROUPS, SELF
    from digitrans.people.forms import sending
    from digitrans.people.forms.fields import Invitation
    from digitrans.reports.people.rounds import invitation_report

    words = words_of(ctx)
    found = _askable(instrument, short)
    groups = {SELF: 1, **rounds.check_groups(group or [], GROUPS)}
    if len(groups) == 1:
        raise UsageFault("error.no-group", known=", ".join(each for each in GROUPS if each != SELF))
    wanted = sending.checked_forms(form or ["html"])
    rounds.check_new(folder)
    told = _units(words, found, unit or [])
    units = told.units if told else ()
    smallest = rounds.check_at_least(at_least)
    mark = f"{stamps.now()}-{stamps.new_id()}"
    invitation = Invitation(found, short, fingerprint(found), item_fingerprints(found, short), units, smallest, mark)
    shared = sending.shared_files(words, invitation, wanted)
    with output.writing_outside_home():
        made = rounds.start_round(folder, found, invitation.fingerprint, short, groups, units, smallest)
        own = sending.own_files(words, invitation, wanted, list(made.codes))
        shown = [_write(folder / "send" / name, content) for name, content in chain(shared, own)]
    output.write_document(invitation_report(words, str(folder), made.codes, shown, told), sink)


def _askable(instrument_id: str | None, short: bool) -> Instrument:
    """A questionnaire that several people can answer. Raises UsageFault."""
    from digitrans.content.catalogue import load_instrument, roles

    found = load_instrument(instrument_id or roles().main, "questionnaire")
    if found.kind != "questionnaire":
        raise UsageFault("error.is-checklist", id=found.id)
    if short and not any(item.short for item in found.items):
        raise UsageFault("error.no-short", id=found.id)
    return found


def _units(words: Words, instrument: Instrument, named: list[str]) -> UnitsTold | None:
    """What a repeated questionnaire is answered for: the units named, else those of the latest saved result."""
    from digitrans.history.latest import last_with_units, units_for
    from digitrans.people import rounds
    from digitrans.reports.people.rounds import UnitsTold

    if instrument.repeat is None:
        if named:
            raise UsageFault("error.unit-once", id=instrument.id)
        return None
    if named:
        return UnitsTold(instrument.repeat, rounds.check_units(named, instrument.repeat), None)
    saved = last_with_units(words, instrument)
    if saved is None:
        raise UsageFault("error.no-units", id=instrument.id, many=instrument.repeat.many[words.language])
    return UnitsTold(instrument.repeat, units_for(instrument, saved), saved)


def _write(path: Path, content: str | bytes) -> str:
    from digitrans.files.saving import write_whole

    write_whole(path, content, replace_existing=True)
    return str(path)


@writes
def collect(
    ctx: typer.Context,
    sink: output.Destination,
    folder: Folder,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="arg.collect", show_default=False)
    ] = None,
) -> None:
    """Take in what came back, and say who is missing."""
    from digitrans.content.catalogue import load_instrument
    from digitrans.people import collection, rounds
    from digitrans.reports.people.rounds import collection_report

    words = words_of(ctx)
    wanted = rounds.load_round(folder)
    instrument = load_instrument(wanted.instrument)
    with output.writing_outside_home():
        taken = collection.collect(folder, wanted, instrument, _sources(folder, files or [], wanted, instrument))
    document = collection_report(
        words,
        taken,
        [str(each) for each in collection.passed_over(folder, files or [])],
        collection.missing(wanted, taken.there),
        Counter(wanted.codes.values()),
    )
    output.write_document(document, sink)
    if taken.reworded:
        output.tell(words.count("assess.reworded", taken.reworded))
    if taken.faults:
        raise typer.Exit(InputFault.exit_code)


def _sources(folder: Path, files: list[Path], wanted: Round, instrument: Instrument) -> Iterator[Source | InputFault]:
    """Everything that came back as values, or why a file cannot be read."""
    from digitrans.files.sources import read_source
    from digitrans.people import collection

    languages = tuple(Words(each) for each in LANGUAGES)
    for path in collection.came_back(folder, files):
        try:
            if path.suffix.lower() in collection.SPREADSHEETS:
                from digitrans.people.forms import workbooks

                yield from workbooks.read(path, instrument, wanted.asked_for, languages, wanted.items.keys())
            else:
                yield read_source(path)
        except InputFault as fault:
            yield fault


@writes
def compare(
    ctx: typer.Context,
    sink: output.Destination,
    folder: Folder,
    sheet: Annotated[bool, typer.Option("--sheet", help="opt.sheet")] = False,
    at_least: AtLeast = None,
) -> None:
    """How far apart they see it, and the conversations to have."""
    from digitrans.content.catalogue import load_instrument
    from digitrans.files.stamps import now
    from digitrans.history.latest import tell_faults
    from digitrans.history.runs import load_names
    from digitrans.people import collection, disclosures, rounds
    from digitrans.people.comparison import compare as compare_people
    from digitrans.reports.people.comparison import RoundTold, comparison_report

    words = words_of(ctx)
    wanted = rounds.load_round(folder)
    instrument = load_instrument(wanted.instrument)
    faults: list[InputFault] = []
    there = collection.collected(folder, wanted, instrument, faults)
    tell_faults(words, faults)
    if not there:
        raise UsageFault("error.nobody", path=str(folder))
    smallest = rounds.check_at_least(at_least, wanted.at_least)
    with output.writing_outside_home():
        comparison = disclosures.remembering(
            folder, lambda history: compare_people(instrument, there, history, smallest)
        )
    held = RoundTold(folder.absolute().name, wanted.made, now())
    output.write_document(comparison_report(load_names(words, instrument), comparison, sheet, held), sink)
