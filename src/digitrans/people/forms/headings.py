"""Headings of exports that are no questions: codes, when it was sent, who somebody is, what the program adds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from digitrans.people.forms.cells import folded
from digitrans.people.forms.xlsform import LONGEST

if TYPE_CHECKING:
    from digitrans.texts import Words

_CODES = frozenset(("kode", "code", "respondent", "din kode", "your code", "svarkode"))
SENT = frozenset(
    (
        "completion time", "fuldførelsestidspunkt", "fuldførelsestid", "afslutningstidspunkt", "tidsstempel",
        "timestamp", "tidspunkt", "indsendt", "submitted", "date submitted", "sluttidspunkt", "slutdato", "closetime",
        "end", "_submission_time", "submissiondate",
    )
)  # fmt: skip
_WHO = frozenset(
    (
        "mail", "e-mail", "email", "email address", "e-mail address", "mailadresse", "e-mailadresse", "navn", "name",
        "username", "brugernavn", "fulde navn", "full name", "fornavn", "efternavn", "first name", "last name", "cpr",
        "_submitted_by", "respondent e-mail", "telefon", "phone", "ip address", "ip-adresse",
    )
)  # fmt: skip
"""Headings of who somebody is. Nothing below them is ever read."""
_TECHNICAL = frozenset(
    (
        "id", "start time", "starttidspunkt", "starttime", "start", "last modified time",
        "tidspunkt for seneste ændring", "language", "sprog", "score", "resultat", "total points",
        "samlede point", "quiz feedback", "status",
        "organisation", "organization", "created", "modified", "distributionschedule", "collectstatus",
        "today", "deviceid",
    )
)  # fmt: skip
_OF_PROGRAM = re.compile(r"_\w+|__version__|\w*id|stat(completion|creation|distribution|source|collect|overall)_\d+")
NUMBERED = re.compile(r"^(?:[a-zæøå]{0,8}\.?\s?\d{1,3}(?:[.):]|\s-|\s–)\s*)")
NOTE = re.compile(r"^(kommentar(er)?|comments?|bemærkning(er)?|note)\s*\d{0,3}$")
MARKS = re.compile(r"^(points?|feedback)\s*[-–:]\s")


def code_headings(languages: Iterable[Words]) -> frozenset[str]:
    """The headings of the column with the codes, folded."""
    return _CODES | {folded(words("form.code")) for words in languages}


def telling(headings: Iterable[str]) -> list[str]:
    """Of headings that are not read, those that a question may stand in: not names, numbers and times."""
    told = ((each, plain_heading(each)) for each in headings)
    return [each for each, name in told if name not in _WHO | _TECHNICAL and not _OF_PROGRAM.fullmatch(name)]


def who_is_named(headings: Iterable[str]) -> list[str]:
    """Of headings that are not read, those below which it says who somebody is."""
    return [each for each in headings if plain_heading(each) in _WHO]


def plain_heading(cell: Any) -> str:
    """A heading as it is compared: without the mark of questions that must be answered, and no dot at its end."""
    return folded(re.sub(r"<[^<>]{0,200}>", " ", str(cell or "")[:LONGEST])).strip(" *\u200b").rstrip(".:").strip()
