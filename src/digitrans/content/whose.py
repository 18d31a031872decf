"""Whose a line is, said on the line itself by a small mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.content.models import Provenance, Whose

OURS = "°"
"""The mark of what we made from the publication; formats without it write ``*``."""


def marked(words: Words, text: str, provenance: Provenance) -> str:
    """``text`` with the mark of whose it is; what is retold from the publication has none."""
    if provenance.whose == "supplement":
        sign = supplement_sign(words, provenance)
        return text if f"[{sign}]" in text else f"{text} [{sign}]"
    told = marked_as(words, text, provenance.whose, provenance.by)
    return f"{told} [{_overdue(words, provenance)}]" if provenance.overdue else told


def marked_as(words: Words, text: str, whose: Whose, by: str | None) -> str:
    """``text`` with the mark of ``whose``; own content with the name of its owner."""
    if whose == "ours":
        return text + OURS
    if whose == "own":
        return f"{text} [{words('whose.own', by=by) if by else words('whose.own-nameless')}]"
    return text


def supplement_sign(words: Words, provenance: Provenance) -> str:
    """What a line of the supplement says of itself: "supplement 2026, not from the publication"."""
    sign = words("whose.supplement", year=(provenance.as_of or "")[:4])
    return f"{sign}; {_overdue(words, provenance)}" if provenance.overdue else sign


def _overdue(words: Words, provenance: Provenance) -> str:
    return words("whose.overdue", date=words.date(provenance.review_by or ""))
