"""Several respondents: who was invited, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.wording import group_name
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Sheet, Table
from digitrans.errors import fault_data
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers.values import Answers, Unit
    from digitrans.content.instruments import Repeat
    from digitrans.people.collection import Taken
    from digitrans.people.forms.workbooks import Unread


def steps_report(words: Words) -> Document:
    """The three steps of a round."""
    blocks = (
        Paragraph(words("people.intro")),
        Points(tuple(words(f"people.step-{each}") for each in ("invite", "collect", "compare")), numbered=True),
        Paragraph(words("people.protection"), "muted"),
    )
    return Document(words("people.title"), blocks, {"format": 1, "kind": "people"}, words.language)


class UnitsTold(NamedTuple):
    """What everyone answers for; ``since`` are the saved answers that it was taken from, None where it was named."""

    repeat: Repeat
    units: tuple[Unit, ...]
    since: Answers | None


def invitation_report(
    words: Words,
    folder: str,
    codes: Mapping[str, str],
    files: Sequence[str],
    units: UnitsTold | None = None,
    until: str | None = None,
) -> Document:
    """The codes by group and the files that were made."""
    groups = _by_group(codes)
    rows = tuple((group_name(words, group), ", ".join(found)) for group, found in groups.items())
    blocks: list[Block] = [
        Paragraph(words("people.invited", n=len(codes), folder=folder)),
        *_unit_blocks(words, units),
        Table((words("column.group"), words("column.codes")), rows),
        Heading(words("people.next")),
        Points(
            (
                words("people.send"),
                *([words("people.until", day=words.date(until))] if until else []),
                words("people.keep-codes"),
                words("people.collect-next", folder=folder),
            ),
            numbered=True,
        ),
        Heading(words("people.files")),
        Points(_first(words, files, 12)),
    ]
    data: dict[str, Any] = {"format": 1, "kind": "invitation", "folder": folder, "groups": groups, "files": list(files)}
    data["deadline"] = until
    if units:
        data["units"] = [{"id": each.id, "name": each.name} for each in units.units]
    sheet = Sheet((words("column.group"), words("column.codes")), tuple((group, code) for code, group in codes.items()))
    return Document(words("people.invite-title"), tuple(blocks), data, words.language, sheet)


def _unit_blocks(words: Words, told: UnitsTold | None) -> list[Block]:
    """What everyone answers for, and where the list was taken from."""
    if told is None:
        return []
    names = ", ".join(each.name for each in told.units)
    text = words("people.units", many=told.repeat.many[words.language], names=names)
    if told.since is None:
        return [Paragraph(text)]
    since = told.since
    date = words.date(since.finished or "")
    return [Paragraph(text), Paragraph(words("people.units-taken", instrument=since.instrument, date=date), "muted")]


def reminder_report(words: Words, missing: Mapping[str, Sequence[str]], files: Sequence[str], until: str) -> Document:
    """Who is missing, by code, and the reminders that were written."""
    count = sum(len(codes) for codes in missing.values())
    if not count:
        blocks: list[Block] = [Paragraph(words("people.nobody-missing"))]
    else:
        rows = tuple((group_name(words, group), ", ".join(codes)) for group, codes in missing.items())
        blocks = [
            Paragraph(words.count("people.reminders", count, day=words.date(until))),
            Table((words("column.group"), words("column.missing")), rows),
            Heading(words("people.files")),
            Points(_first(words, files, 12)),
        ]
    data = {
        "format": 1,
        "kind": "reminders",
        "deadline": until,
        "missing": {group: list(codes) for group, codes in missing.items()},
        "files": list(files),
    }
    return Document(words("people.remind-title"), tuple(blocks), data, words.language)


def room_report(words: Words, files: Sequence[str], smallest: int) -> Document:
    """Where the page for the room was written, and how it goes; or that there is nothing to talk about yet."""
    told = words("people.room-made", file=files[0]) if files else words("people.nothing", n=smallest)
    blocks = [Paragraph(told), *([Paragraph(words("room.keys"), "muted")] if files else [])]
    data = {"format": 1, "kind": "people-room", "files": list(files)}
    return Document(words("people.room-title"), tuple(blocks), data, words.language)


def _by_group(codes: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for code, group in codes.items():
        groups.setdefault(group, []).append(code)
    return groups


def collection_report(
    words: Words,
    taken: Taken,
    passed_over: Sequence[str],
    missing: Mapping[str, Sequence[str]],
    invited: Mapping[str, int],
) -> Document:
    """What was taken in, what was not and why, what was ``passed_over``, and who is missing, by code."""
    columns = (words("column.group"), words("column.came"), words("column.missing"))
    blocks: list[Block] = [
        Paragraph(_taken_in(words, taken)),
        *_left_out(words, taken),
        *_not_looked_into(words, taken, passed_over),
        Heading(words("people.status")),
        Table(columns, tuple(_came_back(words, group, total, missing) for group, total in invited.items())),
    ]
    data = _collection_data(taken, passed_over, missing, invited)
    sheet = Sheet(
        (words("column.group"), words("column.missing")),
        tuple((group, code) for group, codes in missing.items() for code in codes),
    )
    return Document(words("people.collect-title"), tuple(blocks), data, words.language, sheet)


def _taken_in(words: Words, taken: Taken) -> str:
    """How many answers are new, whose came in a newer version, and how many were there before."""
    told = [words.count("people.new", len(taken.new))]
    if taken.newer:
        told.append(words("people.newer", codes=", ".join(taken.newer)))
    if taken.before:
        told.append(words.count("people.before", len(taken.before)))
    return " ".join(told)


def _left_out(words: Words, taken: Taken) -> Iterator[Block]:
    """What came and was not taken in: faulty, of two that cannot be told apart, blank, or of a day to come."""
    if taken.faults:
        yield Heading(words.count("people.not-taken", len(taken.faults)))
        yield Points(tuple(line for fault in taken.faults for line in words.error(fault).split("\n")))
    if taken.twice:
        yield Heading(words("people.twice"))
        yield Points(tuple(f"{code}: {name}" for code, name in taken.twice))
    if taken.blank:
        yield from (Heading(words("people.blank")), Paragraph(words("people.blank-why"), "muted"))
        yield Points(_first(words, [f"{code}: {name}" for code, name in taken.blank]))
    if taken.ahead:
        yield from (Heading(words("people.ahead")), Paragraph(words("people.ahead-why"), "muted"))
        told = (words("people.ahead-line", code=c, name=n, date=words.date(day)) for c, n, day in taken.ahead)
        yield Points(tuple(told))


def _not_looked_into(words: Words, taken: Taken, passed_over: Sequence[str]) -> Iterator[Block]:
    """Files that are no answers by their names, and columns that nothing was read from."""
    if passed_over:
        yield from (Heading(words("people.passed-over")), Paragraph(words("people.passed-over-why"), "muted"))
        yield Points(_first(words, passed_over))
    if taken.unread:
        yield from (Heading(words("people.unread")), Points(tuple(_unread(words, taken.unread))))


def _came_back(words: Words, group: str, invited: int, missing: Mapping[str, Sequence[str]]) -> tuple[str, str, str]:
    """A row: the group, how many of the ``invited`` answered, and the codes of the others."""
    codes = missing.get(group, ())
    came = words("people.came", n=invited - len(codes), of=invited)
    return group_name(words, group), came, ", ".join(codes)


def _collection_data(
    taken: Taken, passed_over: Sequence[str], missing: Mapping[str, Sequence[str]], invited: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "format": 1,
        "kind": "collection",
        "new": list(taken.new),
        "newer": list(taken.newer),
        "twice": [{"respondent": code, "file": name} for code, name in (*taken.before, *taken.twice)],
        "faults": [fault_data(each) for fault in taken.faults for each in fault.faults],
        "blank": [{"respondent": code, "file": name} for code, name in taken.blank],
        "ahead": [{"respondent": code, "file": name, "finished": day} for code, name, day in taken.ahead],
        "passed_over": list(passed_over),
        "unread": [{"file": each.file, "columns": [*each.who, *each.others]} for each in taken.unread],
        "missing": {group: list(codes) for group, codes in missing.items()},
        "invited": dict(invited),
    }


def _unread(words: Words, found: Iterable[Unread]) -> Iterator[str]:
    """The columns of exports that nothing was read from; first those that say who somebody is."""
    for each in found:
        for key, headings in (("people.unread-who", each.who), ("people.unread-others", each.others)):
            if headings:
                told = ", ".join(
                    _first(words, [f"'{one if len(one) <= 60 else one[:59] + '…'}'" for one in headings], 8)
                )
                yield words(key, file=each.file, columns=told)


def _first(words: Words, names: Sequence[str], limit: int = 20) -> tuple[str, ...]:
    """As many names as can be taken in at a glance, and how many more there are."""
    more = len(names) - limit
    return (*names[:limit], *((words("compare.and-more", n=more),) if more > 0 else ()))
