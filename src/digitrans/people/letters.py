"""Letters to those who are asked, and reminders to those who are missing: text ready to send, in both languages.

Every letter has one code and no name. Whoever sends them knows whom each is for, and nobody else does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digitrans.people.codes import SELF

if TYPE_CHECKING:
    from digitrans.people.forms.fields import Invitation
    from digitrans.texts import Words


def letter(
    everyone: Sequence[Words], invitation: Invitation, code: str, group: str, until: str, forms: Sequence[str]
) -> str:
    """The letter that goes with a code, one language after the other.

    ``until`` is an ISO day; ``forms`` are the names of what is attached, none where the form is on a server.
    """
    return _in_all(everyone, [_letter(words, invitation, code, group, until, forms) for words in everyone])


def reminder(everyone: Sequence[Words], title: Sequence[str], code: str, until: str) -> str:
    """The reminder to a code that has not answered. ``title`` is that of the questionnaire, in each language."""
    told = []
    for words, name in zip(everyone, title, strict=True):
        lines = [
            words("letter.reminder-subject", title=name, day=words.date(until)),
            words("letter.dear"),
            words("letter.reminder", title=name, day=words.date(until)),
            words("letter.code", code=code),
            words("letter.regards"),
        ]
        told.append("\n\n".join(lines))
    return _in_all(everyone, told)


def _letter(words: Words, invitation: Invitation, code: str, group: str, until: str, forms: Sequence[str]) -> str:
    title = invitation.instrument.title[words.language]
    lines = [
        words("letter.subject", title=title, day=words.date(until)),
        words("letter.dear"),
        invitation.about(words),
        words("letter.asked", minutes=invitation.instrument.minutes, day=words.date(until)),
        words("letter.code", code=code),
        words("letter.attached", files=", ".join(forms)) if forms else words("letter.link"),
        words("letter.self") if group == SELF else words("form.privacy", n=invitation.smallest),
        words("letter.regards"),
    ]
    return "\n\n".join(lines)


def _in_all(everyone: Sequence[Words], told: Sequence[str]) -> str:
    heads = (f"--- {words('letter.language')} ---" for words in everyone)
    return "\n\n\n".join(f"{head}\n\n{text}" for head, text in zip(heads, told, strict=True)) + "\n"
