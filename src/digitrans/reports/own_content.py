"""Own content in words: where it is, what there is, and what a review of it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.authoring.review import Review
from digitrans.content.overlay import Change, clipped
from digitrans.content.own_folders import content_option
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.errors import Fault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.authoring.starts import Started
    from digitrans.content.models import Text
    from digitrans.content.supplement import Supplement

SHOWN = 200


class Listed(NamedTuple):
    """A file of the content: its kind and id, its title, and what own content does to it."""

    kind: str
    id: str
    title: str
    changes: tuple[tuple[Change, str], ...]

    @property
    def state(self) -> str:
        """ "shipped", "own" or "changed"."""
        if not self.changes:
            return "shipped"
        return "own" if self.changes[0][0].where == () else "changed"


class Beside(NamedTuple):
    """What is known of a supplement: itself, whether it is on, its lines as (file, id, text), and today's day."""

    supplement: Supplement
    on: bool
    lines: tuple[tuple[str, str, Text], ...]
    today: str

    def state(self, words: Words) -> str:
        """ "on, of 1 November 2026, to be reviewed by 30 June 2027", or that it is off or overdue."""
        as_of, review_by = words.date(self.supplement.as_of), words.date(self.supplement.review_by)
        overdue = self.supplement.review_by < self.today
        state = "off" if not self.on else "overdue" if overdue else "on"
        return words(f"content.supplement-{state}", as_of=as_of, date=review_by)

    def data(self) -> dict[str, Any]:
        told = self.supplement
        lines = [{"file": file, "id": name} for file, name, _ in self.lines] if self.on else []
        days = {"as_of": told.as_of, "review_by": told.review_by, "overdue": told.review_by < self.today}
        return {"path": str(told.path), "name": told.name.model_dump(), **days, "on": self.on, "lines": lines}


def where_report(
    words: Words, shipped: Path, beside: Sequence[Beside], own: list[tuple[Path, str | None]], usual: Path
) -> Document:
    """Where the shipped content is and where own content is taken from; a name of None stands for no folder."""
    rows = [(words("content.shipped"), str(shipped))]
    for each in beside:
        rows.append((f"{each.supplement.name[words.language]}: {each.state(words)}", str(each.supplement.path)))
    for path, by in own:
        rows.append((words("content.own-of", by=by) if by else words("content.not-there"), str(path)))
    blocks: list[Block] = [Table((words("column.what"), words("column.folder")), tuple(rows))]
    if not own:
        blocks.append(Paragraph(words("content.none-yet", path=str(usual))))
    blocks.append(Paragraph(words("content.where-next"), "muted"))
    data = {"format": 1, "kind": "content-where", "shipped": str(shipped), "usual": str(usual)}
    folders = [{"path": str(path), "name": by} for path, by in own]
    whole = {**data, "supplements": [each.data() for each in beside], "own": folders}
    return Document(words("content.where-title"), tuple(blocks), whole, words.language)


def started_report(words: Words, kind: str, name: str, started: Started, check: str) -> Document:
    """A piece of own content that was begun; ``check`` is the command that looks it over."""
    data: dict[str, Any] = {"format": 1, "kind": "content-new", "piece": kind, "id": name, "path": str(started.path)}
    data |= {"files": [str(each) for each in started.files], "command": started.command, "check": check}
    if started.dimension:
        data["dimension"] = started.dimension[0]
    blocks: list[Block] = [Paragraph(each) for each in started_lines(words, started.dimension)]
    blocks.append(Points((check, started.command)))
    return Document(words("content.started", path=str(started.path)), tuple(blocks), data, words.language)


def started_lines(words: Words, dimension: tuple[str, str] | None) -> list[str]:
    """What to do with a piece that was begun; the two commands for it follow."""
    counts = [words("content.counts", id=dimension[0], name=dimension[1])] if dimension else []
    return [*counts, words("content.then")]


def content_list(
    words: Words, files: list[Listed], left_out: tuple[str, ...], beside: Sequence[Beside] = ()
) -> Document:
    """Every piece of advice, questionnaire and checklist, marked where it is own or changed; then the supplement."""
    rows = tuple((words(f"content.state-{each.state}"), each.id, each.title) for each in files)
    blocks: list[Block] = [Table((words("column.state"), words("column.id"), words("column.title")), rows)]
    changes = [(f"{each.kind}/{each.id}", change, by) for each in files for change, by in each.changes]
    blocks += _change_blocks(words, changes)
    if left_out:
        blocks.append(Paragraph(words("content.left-out-files", ids=", ".join(left_out))))
    for one in beside:
        blocks += _beside_blocks(words, one)
    told = [{"kind": each.kind, "id": each.id, "state": each.state} for each in files]
    data = {"format": 1, "kind": "content-list", "files": told, "left_out": list(left_out)}
    data["changes"] = [_change_data(*each) for each in changes]
    data["supplements"] = [each.data() for each in beside]
    return Document(words("content.list-title"), tuple(blocks), data, words.language)


def _beside_blocks(words: Words, beside: Beside) -> list[Block]:
    """A supplement: what it is for and whether it is on, and where it is, each of its lines."""
    language, told = words.language, beside.supplement
    blocks: list[Block] = [Heading(told.name[language]), Paragraph(beside.state(words))]
    if beside.on:
        rows = tuple((file, name, text[language]) for file, name, text in beside.lines)
        columns = (words("column.where"), words("column.id"), words("column.text"))
        blocks += [Paragraph(told.purpose[language], "muted"), Table(columns, rows)]
    return blocks


def review_report(words: Words, review: Review) -> Document:
    """What a review found: faults, what is worth a look, and what changes."""
    owners = words("list.and").join(folder.by for folder in review.folders)
    blocks: list[Block] = [Paragraph(_in_all(words, review, owners), "strong")]
    for name, found in (("faults", review.faults), ("remarks", review.remarks)):
        if found:
            blocks += [Heading(words(f"content.{name}")), Points(tuple(words.fault(each) for each in found[:SHOWN]))]
        if len(found) > SHOWN:
            blocks.append(Paragraph(words.count("error.more", len(found) - SHOWN)))
    blocks += _change_blocks(words, review.changes)
    if review.unrecorded and not review.faults:
        blocks.append(Paragraph(words.count("content.unrecorded", review.unrecorded, option=content_option()), "muted"))
    data: dict[str, Any] = {"format": 1, "kind": "content-check"}
    data["folders"] = [{"path": str(folder.path), "name": folder.by} for folder in review.folders]
    data["faults"] = [_told_data(words, "fault", each) for each in review.faults]
    data["remarks"] = [_told_data(words, "remark", each) for each in review.remarks]
    data["changes"] = [_change_data(*each) for each in review.changes]
    return Document(words("content.check-title"), tuple(blocks), data, words.language)


def _in_all(words: Words, review: Review, owners: str) -> str:
    if not review.folders and not review.faults:
        return words("content.nothing")
    if review.faults:
        return words.count("content.has-faults", len(review.faults))
    return words("content.sound", by=owners)


def _change_blocks(words: Words, changes: list[tuple[str, Change, str]]) -> list[Block]:
    if not changes:
        return []
    columns = tuple(words(f"column.{name}") for name in ("what", "where", "shipped", "own"))
    rows = tuple(_change_row(words, file, change) for file, change, _ in changes[:SHOWN])
    blocks: list[Block] = [Heading(words("content.changes")), Table(columns, rows)]
    if len(changes) > SHOWN:
        blocks.append(Paragraph(words("content.more-changes", n=len(changes) - SHOWN)))
    return blocks


def _change_row(words: Words, file: str, change: Change) -> tuple[str, ...]:
    before = "" if change.before is None else clipped(change.before, words.language)
    after = "" if change.after is None else clipped(change.after, words.language)
    return words(f"content.{change.kind}"), "/".join((file, *change.where)), before, after


def _change_data(file: str, change: Change, by: str) -> dict[str, Any]:
    return {"file": file, "path": "/".join(change.where), "change": change.kind, "by": by}


def _told_data(words: Words, kind: str, fault: Fault) -> Mapping[str, Any]:
    """A fault or remark with its id under ``kind``, and ``message`` for people, in their language."""
    told = {"file": fault.source, "line": fault.line, "column": fault.column, "path": fault.where}
    return {**told, kind: fault.message, "named": fault.named, "message": words.sentence(fault)}
