"""The board pack: all that a secretary needs for a meeting, in one folder."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from digitrans import output
from digitrans.errors import SaveFault, UsageFault
from digitrans.files.paths import exists, is_file
from digitrans.files.stamps import today
from digitrans.reports.overview import overview_report
from digitrans.reports.printed_checklists import Page, is_for_meetings, print_report

if TYPE_CHECKING:
    from digitrans.documents import Document, Event
    from digitrans.reports.overview import Material


def write_pack(material: Material, sink: output.Destination) -> None:
    """The page for the board, the checklists of meetings, the page in Word, the calendar and the mail.

    They go into a folder in the current one, named by the day of the meeting. Raises UsageFault where one of the files
    is there already, or an extra is missing, before any is written.
    """
    words, meeting = material.words, material.meeting
    assert meeting is not None
    paper = "pdf" if find_spec("typst") is not None else "html"
    folder = Path(words("pack.folder", date=meeting.isoformat()))
    report = overview_report(material)
    lists = print_report(words, _meeting_pages(material), meeting, today())
    lists = replace(lists, sender=material.organisation)
    documents: dict[str, Document] = {
        f"{words('pack.page')}.{paper}": report,
        f"{words('pack.page')}.docx": report,
        f"{words('pack.checklist')}.{paper}": lists,
        f"{words('pack.calendar')}.ics": replace(report, events=(*report.events, *_without(lists, report))),
        f"{words('pack.mail')}.txt": report,
    }
    targets = {name: _target(folder / name, sink) for name in documents}
    if is_file(folder):
        raise UsageFault("error.pack-folder", path=str(folder))
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        raise SaveFault("error.cannot-write-file", path=str(folder)) from None
    for name, document in documents.items():
        output.write_document(document, targets[name])
    told = "\n".join(f"  {folder / name}" for name in documents)
    output.write_stdout(words("pack.written", files=told) + "\n", for_people=True)


def _target(path: Path, sink: output.Destination) -> output.Destination:
    """Where one file goes. Raises UsageFault where it is there already, or its format is missing an extra."""
    mail = path.suffix == ".txt"
    if exists(path) and not sink.force:
        raise UsageFault("error.exists", path=str(path))
    found = output.destination("mail" if mail else path.suffix[1:])
    return replace(found, path=path, template=sink.template if path.suffix == ".docx" else None)


def _meeting_pages(material: Material) -> list[Page]:
    """The checklists whose lines are due before a meeting: those of the content, with the marks where there are any."""
    from digitrans.answers.names import load_names
    from digitrans.content.catalogue import load_instruments

    marked = {each.names.instrument.id: each for each in material.pages}
    names = (load_names(material.words, each) for each in load_instruments() if each.kind == "checklist")
    return [marked.get(each.instrument.id, Page(each)) for each in names if is_for_meetings(each)]


def _without(lists: Document, report: Document) -> tuple[Event, ...]:
    """The days of the checklists that the report does not have already."""
    known = {each.key for each in report.events}
    return tuple(each for each in lists.events if each.key not in known)
