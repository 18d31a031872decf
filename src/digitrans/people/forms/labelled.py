"""Exports with words for headings: Microsoft Forms, SurveyXact, Google Forms, and KoboToolbox with its labels.

The headings are what the questions say, in either language; the cells are what was chosen, in words. What was asked
elsewhere in the same words is collected without anything to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from digitrans.people.forms.cells import folded
from digitrans.people.forms.fields import Field, Part, Section
from digitrans.people.forms.xlsform import LONGEST, About, Column

if TYPE_CHECKING:
    from digitrans.answers.values import Asked
    from digitrans.texts import Words

_CODES = frozenset(("kode", "code", "respondent", "din kode", "your code", "svarkode"))
_SENT = frozenset(
    (
        "completion time", "fuldførelsestidspunkt", "fuldførelsestid", "afslutningstidspunkt", "tidsstempel",
        "timestamp", "tidspunkt", "indsendt", "submitted", "date submitted", "sluttidspunkt", "slutdato",
        "end", "_submission_time", "submissiondate",
    )
)  # fmt: skip
_NUMBERED = re.compile(r"^(?:[a-zæøå]{0,8}\.?\s?\d{1,3}(?:[.):]|\s-|\s–)\s*)")
_NOTE = re.compile(r"^(kommentar(er)?|comments?|bemærkning(er)?|note)\s*\d{0,3}$")
_JOINTS = " /:|>-–.[("
_DATES = (
    "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H.%M.%S",
    "%d-%m-%Y %H.%M.%S",
)  # fmt: skip


def labelled_columns(head: Iterable[Any], found: Sequence[Section], languages: Sequence[Words]) -> dict[int, Column]:
    """Which columns hold what, by the words in their headings; those that are not ours are left out.

    A column for comments belongs to the question before it. Where a question is asked for several units and the
    headings do not name them, the first column is for the first of them.
    """
    texts = _texts(found, languages)
    codes = _CODES | {folded(words("form.code")) for words in languages}
    taken: set[Field] = set()
    columns: dict[int, Column] = {}
    last: Asked | None = None
    for at, cell in enumerate(head):
        told = _heading(cell)
        if told in codes or _NUMBERED.sub("", told) in codes:
            columns[at] = About.CODE
        elif told in _SENT:
            columns[at] = About.SENT
        elif last is not None and _NOTE.fullmatch(told.rpartition("/")[2].strip()):
            columns[at] = Field(last, Part.NOTE)
        elif (wanted := _first_free(_fields_of(told, texts, languages), taken)) is not None:
            taken.add(wanted)
            columns[at], last = wanted, wanted.question
    return columns


def missing_questions(columns: Mapping[int, Column], found: Sequence[Section], asked: Iterable[str]) -> list[Asked]:
    """The questions of the round that have no column."""
    there = {each.question for each in columns.values() if isinstance(each, Field) and each.part is not Part.NOTE}
    ids = frozenset(asked)
    return [each for section in found for _, each in section.questions if each not in there and each.item.id in ids]


def _heading(cell: Any) -> str:
    """A heading as it is compared: without the mark of questions that must be answered, and no dot at its end."""
    return folded(re.sub(r"<[^<>]{0,200}>", " ", str(cell or "")[:LONGEST])).strip(" *\u200b").rstrip(".:").strip()


def _texts(found: Iterable[Section], languages: Sequence[Words]) -> dict[str, list[Asked]]:
    """The questions by what they say, longest first: what ends with the words of a longer one is that one."""
    texts: dict[str, list[Asked]] = {}
    for section in found:
        for _, question in section.questions:
            for words in languages:
                said = _heading(question.item.text[words.language])
                if question not in texts.setdefault(said, []):
                    texts[said].append(question)
    return dict(sorted(texts.items(), key=lambda each: -len(each[0])))


def _fields_of(told: str, texts: Mapping[str, list[Asked]], languages: Sequence[Words]) -> Iterator[Field]:
    """The fields that a heading can mean."""
    for said, questions in texts.items():
        before, found, after = told.rpartition(said) if said else ("", "", "")
        if not found or (before and before[-1] not in _JOINTS) or (after and after[0] not in _JOINTS):
            continue
        named = [each for each in questions if each.unit and folded(each.unit.name) in before]
        for question in named or questions:
            option = after.strip(" /:|>-–.[]()")
            if not option:
                yield Field(question)
            elif (name := _option_of(question, option, languages)) is not None:
                yield Field(question, Part.OPTION, name)
        return


def _option_of(question: Asked, told: str, languages: Sequence[Words]) -> str | None:
    """The option whose words stand behind a question, as where each option has a column."""
    for option in getattr(question.item, "options", ()):
        names = {folded(option.name[words.language]) for words in languages}
        if told in names or any(told.startswith(f"{name}:") for name in names):
            return str(option.id)
    return None


def _first_free(fields: Iterable[Field], taken: set[Field]) -> Field | None:
    return next((each for each in fields if each not in taken), None)


def moment_in(value: Any) -> datetime | None:
    """When a row was sent in, as such programs write it; None for what is no time, or could be two days."""
    if isinstance(value, datetime):
        return value
    text = re.sub(r"\s*(am|pm|gmt|cet|cest|utc)\b.*$", "", str(value or "").strip(), flags=re.IGNORECASE)
    found = set()
    for form in _DATES:
        try:
            found.add(datetime.strptime(text, form))
        except ValueError:
            continue
    return found.pop() if len(found) == 1 else None
