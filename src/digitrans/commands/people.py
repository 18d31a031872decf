"""``digitrans people``: the same questionnaire for several people, without a server and without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import Full, checked_day, words_of, writes
from digitrans.errors import InputFault, UsageFault
from digitrans.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from digitrans.answers.wording import Names
    from digitrans.content.instruments import Instrument
    from digitrans.documents import Document
    from digitrans.files.sources import Source
    from digitrans.people.comparison import Comparison
    from digitrans.people.forms.workbooks import Unread
    from digitrans.people.round_words import Wordings
    from digitrans.people.rounds import Round
    from digitrans.reports.people.rounds import UnitsTold

AtLeast = Annotated[int | None, typer.Option("--at-least", metavar="N", help="opt.at-least")]
Deadline = Annotated[str | None, typer.Option("--deadline", metavar="DAY", help="opt.round-deadline")]
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
    like: Annotated[Path | None, typer.Option("--like", metavar="ROUND", help="opt.like")] = None,
    deadline: Deadline = None,
) -> None:
    """Make codes, forms and letters for everyone."""
    from itertools import chain

    from digitrans.answers.fingerprints import fingerprint, item_fingerprints
    from digitrans.files import stamps
    from digitrans.people import rounds
    from digitrans.people.forms import sending
    from digitrans.people.forms.fields import Invitation
    from digitrans.reports.people.rounds import invitation_report

    words = words_of(ctx)
    earlier = _earlier(like, instrument, short, unit)
    short = earlier.short if earlier else short
    found = _askable(earlier.instrument if earlier else instrument, short)
    groups = _groups(group or [], earlier)
    wanted = sending.checked_forms(form or ["html"])
    rounds.check_new(folder)
    told = _units(words, found, unit or [], earlier)
    units = told.units if told else ()
    smallest = rounds.check_at_least(at_least, *([earlier.at_least] if earlier else []))
    until = _until(words, deadline)
    mark = f"{stamps.now()}-{stamps.new_id()}"
    invitation = Invitation(found, short, fingerprint(found), item_fingerprints(found, short), units, smallest, mark)
    shared = sending.shared_files(words, invitation, wanted)
    with output.writing_outside_home():
        made = rounds.start_round(folder, found, invitation.fingerprint, short, groups, units, smallest, until)
        own = sending.own_files(words, invitation, wanted, list(made.codes))
        letters = sending.letters(words, invitation, wanted, made.codes, until)
        shown = [_write(folder / "send" / name, content) for name, content in chain(shared, own, letters)]
    output.write_document(invitation_report(words, str(folder), made.codes, shown, told, until), sink)


def _earlier(like: Path | None, instrument: str | None, short: bool, unit: list[str] | None) -> Round | None:
    """The round to do again. Raises UsageFault where something else is named that it decides."""
    from digitrans.people import rounds

    if like is None:
        return None
    named = {"--instrument": bool(instrument), "--short": short, "--unit": bool(unit)}
    for option, is_there in named.items():
        if is_there:
            raise UsageFault("error.like-and", option=option)
    return rounds.load_round(like)


def _by_id(told: str) -> str:
    """``told`` ("Direktionen=5") with the id of its group, which may be told by its name in either language."""
    from digitrans.people.codes import GROUPS, SELF
    from digitrans.texts.spelling import nearest

    name, equals, count = told.partition("=")
    if name in GROUPS:
        return told
    ids = {Words(each)(f"group.{group}"): group for group in GROUPS if group != SELF for each in LANGUAGES}
    found = ids.get(nearest(name.strip(), ids, SAME_GROUP))
    return f"{found}{equals}{count.strip()}" if found else told


SAME_GROUP = 0.85
"""How much alike a word and the name of a group are that are the same: "direktion", "medarbejdere"."""


def _groups(given: list[str], earlier: Round | None) -> dict[str, int]:
    """How many codes for each group: those that are named, else those of the round to do again."""
    from digitrans.people import rounds
    from digitrans.people.codes import GROUPS, SELF

    groups = {SELF: 1, **rounds.check_groups(list(map(_by_id, given)), GROUPS)}
    if len(groups) == 1 and earlier:
        groups = dict(Counter(earlier.codes.values()))
    if len(groups) == 1:
        raise UsageFault("error.no-group", known=", ".join(each for each in GROUPS if each != SELF))
    return groups


def _until(words: Words, deadline: str | None) -> str:
    """The day by which answers are wanted; two weeks from now where none is named. Raises UsageFault."""
    from datetime import timedelta

    from digitrans.files.stamps import today

    found = checked_day(words, deadline) or today() + timedelta(days=14)
    if found < today():
        raise UsageFault("error.deadline-past", day=found.isoformat())
    return found.isoformat()


def _askable(instrument_id: str | None, short: bool) -> Instrument:
    """A questionnaire that several people can answer. Raises UsageFault."""
    from digitrans.content.catalogue import load_instrument, roles

    found = load_instrument(instrument_id or roles().main, "questionnaire")
    if found.kind != "questionnaire":
        raise UsageFault("error.is-checklist", id=found.id)
    if short and not any(item.short for item in found.items):
        raise UsageFault("error.no-short", id=found.id)
    return found


def _units(words: Words, instrument: Instrument, named: list[str], earlier: Round | None = None) -> UnitsTold | None:
    """What a repeated questionnaire is answered for: the units named, or those of the ``earlier`` round.

    Without either, those of the latest saved result.
    """
    from digitrans.history.latest import last_with_units, units_for
    from digitrans.people import rounds
    from digitrans.reports.people.rounds import UnitsTold

    if instrument.repeat is None:
        if named:
            raise UsageFault("error.unit-once", id=instrument.id)
        return None
    if earlier is not None:
        return UnitsTold(instrument.repeat, earlier.asked_for, None)
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
    from digitrans.people.round_words import as_asked
    from digitrans.reports.people.rounds import collection_report

    words = words_of(ctx)
    wanted = rounds.load_round(folder)
    asked = as_asked(wanted, load_instrument(wanted.instrument))
    unread: list[Unread] = []
    with output.writing_outside_home():
        sources = _sources(folder, files or [], wanted, asked, unread)
        taken = collection.collect(folder, wanted, asked.instrument, sources)
        taken.unread += unread
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


def _sources(
    folder: Path, files: list[Path], wanted: Round, asked: Wordings, unread: list[Unread]
) -> Iterator[Source | InputFault]:
    """Everything that came back as values, or why a file cannot be read."""
    from digitrans.files.sources import read_source
    from digitrans.people import collection

    languages = tuple(Words(each) for each in LANGUAGES)
    for path in collection.came_back(folder, files):
        try:
            if path.suffix.lower() in collection.SPREADSHEETS:
                from digitrans.people.forms import workbooks

                yield from workbooks.read(
                    path, asked.instrument, wanted.asked_for, languages, wanted.items.keys(), asked, unread
                )
            else:
                yield read_source(path, patient=True)
        except InputFault as fault:
            yield fault


@writes
def remind(ctx: typer.Context, sink: output.Destination, folder: Folder, deadline: Deadline = None) -> None:
    """Write a reminder for each code that has not answered."""
    from digitrans.content.catalogue import load_instrument
    from digitrans.people import collection, letters, rounds
    from digitrans.reports.people.rounds import reminder_report

    words = words_of(ctx)
    wanted = rounds.load_round(folder)
    instrument = load_instrument(wanted.instrument)
    there = {each.code for each in collection.collected(folder, wanted, instrument, [])}
    missing = collection.missing(wanted, there)
    until = _until(words, deadline)
    everyone = [Words(each) for each in LANGUAGES]
    titles = [instrument.title[each.language] for each in everyone]
    files = []
    with output.writing_outside_home():
        for code in (code for codes in missing.values() for code in codes):
            text = letters.reminder(everyone, titles, code, until)
            files.append(_write(folder / "send" / f"{words('letter.reminder-file')}-{code}.txt", text))
    output.write_document(reminder_report(words, missing, files, until), sink)


@writes
def compare(
    ctx: typer.Context,
    sink: output.Destination,
    folder: Folder,
    other: Annotated[Path | None, typer.Argument(metavar="LATER", help="arg.later-round", show_default=False)] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="opt.sheet")] = False,
    at_least: AtLeast = None,
    full: Full = False,
) -> None:
    """How far apart they see it, and the conversations to have; or what moved between two rounds."""
    from digitrans.commands.screens import present
    from digitrans.content.catalogue import load_instrument
    from digitrans.files.stamps import now
    from digitrans.people.round_words import asked_in
    from digitrans.reports.people.comparison import RoundTold, comparison_report

    words = words_of(ctx)
    if other is not None:
        if sheet:
            raise UsageFault("error.sheet-of-two")
        output.write_document(_moved(words, folder, other, at_least), sink)
        return
    wanted, names, comparison = _compared(words, folder, at_least)
    reworded = asked_in(wanted, load_instrument(wanted.instrument))[1]
    held = RoundTold(folder.absolute().name, wanted.made, now(), reworded)
    present(words, comparison_report(names, comparison, sheet, held), sink, full=full)


@writes
def room(ctx: typer.Context, sink: output.Destination, folder: Folder, at_least: AtLeast = None) -> None:
    """Make a page for the room: ask, guess, show, talk, agree."""
    from digitrans.reports.people.room import room_page
    from digitrans.reports.people.rounds import room_report

    words = words_of(ctx)
    _, names, comparison = _compared(words, folder, at_least)
    page = room_page(names, comparison)
    written = []
    if page:
        with output.writing_outside_home():
            written.append(_write(folder / f"room.{words.language}.html", page))
    output.write_document(room_report(words, written, comparison.smallest), sink)


def _compared(words: Words, folder: Path, at_least: int | None) -> tuple[Round, Names, Comparison]:
    """A round, and what may be said of it, which is remembered before anything is."""
    from digitrans.answers.names import load_names
    from digitrans.content.catalogue import load_instrument
    from digitrans.people import collection, disclosures, rounds
    from digitrans.people.comparison import compare as compare_people
    from digitrans.people.round_words import as_asked, asked_in

    wanted = rounds.load_round(folder)
    found = as_asked(wanted, load_instrument(wanted.instrument))
    instrument, _ = asked_in(wanted, load_instrument(wanted.instrument))
    faults: list[InputFault] = []
    there = collection.collected(folder, wanted, instrument, faults)
    output.tell_faults(words, faults)
    if not there:
        raise UsageFault("error.nobody", path=str(folder))
    smallest = rounds.check_at_least(at_least, wanted.at_least)
    with output.writing_outside_home():
        comparison = disclosures.remembering(
            folder, lambda history: compare_people(instrument, there, history, smallest)
        )
    return wanted, load_names(words, found.instrument), comparison


def _moved(words: Words, folder: Path, other: Path, at_least: int | None) -> Document:
    """What moved from one round to another of the same questionnaire."""
    from digitrans.files.stamps import now
    from digitrans.people.movement import movement
    from digitrans.reports.people.comparison import RoundTold
    from digitrans.reports.people.movement import movement_report

    (first, _, before), (second, names, after) = (_compared(words, each, at_least) for each in (folder, other))
    if first.instrument != second.instrument:
        raise UsageFault("error.other-questionnaire", first=first.instrument, second=second.instrument)
    told = [RoundTold(at.absolute().name, each.made, now()) for at, each in ((folder, first), (other, second))]
    return movement_report(names, movement(before, after), (told[0], told[1]))
