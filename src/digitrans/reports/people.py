"""Several respondents: who was invited, and what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digitrans.documents import Block, Document, Heading, Paragraph, Points, Sheet, Table
from digitrans.errors import InputFault
from digitrans.reports.naming import fault_data, group_name
from digitrans.texts import Words


def steps_report(words: Words) -> Document:
    """The three steps of a round."""
    blocks = (
        Paragraph(words("people.intro")),
        Points(tuple(words(f"people.step-{each}") for each in ("invite", "collect", "compare")), numbered=True),
        Paragraph(words("people.protection"), "muted"),
    )
    return Document(words("people.title"), blocks, {"format": 1, "kind": "people"}, words.language)


def invitation_report(words: Words, folder: str, codes: Mapping[str, str], files: Sequence[str]) -> Document:
    """The codes by group and the files that were made."""
    groups = _by_group(codes)
    rows = tuple((group_name(words, group), ", ".join(found)) for group, found in groups.items())
    blocks: list[Block] = [
        Paragraph(words("people.invited", n=len(codes), folder=folder)),
        Table((words("column.group"), words("column.codes")), rows),
        Heading(words("people.next")),
        Points(
            (words("people.send"), words("people.keep-codes"), words("people.collect-next", folder=folder)),
            numbered=True,
        ),
        Heading(words("people.files")),
        Points(tuple(files)),
    ]
    data = {"format": 1, "kind": "invitation", "folder": folder, "groups": groups, "files": list(files)}
    sheet = Sheet((words("column.group"), words("column.codes")), tuple((group, code) for code, group in codes.items()))
    return Document(words("people.invite-title"), tuple(blocks), data, words.language, sheet)


def _by_group(codes: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for code, group in codes.items():
        groups.setdefault(group, []).append(code)
    return groups


def collection_report(
    words: Words,
    counts: Mapping[str, Sequence[str]],
    twice: Sequence[tuple[str, str]],
    faults: Sequence[InputFault],
    missing: Mapping[str, Sequence[str]],
    invited: Mapping[str, int],
) -> Document:
    """What was taken in, what was not and why, and who is missing, by code.

    ``counts``: codes that are new, and that came again with newer answers. ``twice``: (code, file) that counted before.
    """
    told = [words.count("people.new", len(counts["new"]))]
    if counts["newer"]:
        told.append(words("people.newer", codes=", ".join(counts["newer"])))
    blocks: list[Block] = [Paragraph(" ".join(told))]
    if faults:
        lines = tuple(line for fault in faults for line in words.error(fault).split("\n"))
        blocks += [Heading(words.count("people.not-taken", len(faults))), Points(lines)]
    if twice:
        lines = tuple(f"{code}: {name}" for code, name in twice)
        blocks += [Heading(words("people.twice")), Points(lines)]
    rows = tuple(
        (
            group_name(words, group),
            words("people.came", n=total - len(missing.get(group, ())), of=total),
            ", ".join(missing.get(group, ())),
        )
        for group, total in invited.items()
    )
    columns = (words("column.group"), words("column.came"), words("column.missing"))
    blocks += [Heading(words("people.status")), Table(columns, rows)]
    data = {
        "format": 1,
        "kind": "collection",
        "new": list(counts["new"]),
        "newer": list(counts["newer"]),
        "twice": [{"respondent": code, "file": name} for code, name in twice],
        "faults": [fault_data(each) for fault in faults for each in fault.faults],
        "missing": {group: list(codes) for group, codes in missing.items()},
        "invited": dict(invited),
    }
    sheet = Sheet(
        (words("column.group"), words("column.missing")),
        tuple((g, code) for g, codes in missing.items() for code in codes),
    )
    return Document(words("people.collect-title"), tuple(blocks), data, words.language, sheet)
