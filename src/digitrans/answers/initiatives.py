"""Initiatives told apart: which results are about the same one. Pure.

Names are compared without regard to case, blanks and how letters are composed. An id counts before a name, and the same
id in the portfolios of two organisations is two initiatives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digitrans.answers.values import About
from digitrans.texts.spelling import fold

TYPED = 40
"""As many characters of a name one can be asked to type; what is longer is offered to choose from."""


def is_same(one: About | None, other: About | None) -> bool:
    """Whether two results are about the same initiative; of those that are about none, whether both are."""
    if one is None or other is None:
        return one is other
    if one.organisation and other.organisation and fold(one.organisation) != fold(other.organisation):
        return False
    if one.id is not None and other.id is not None:
        return one.id == other.id
    return fold(one.name) in _names(other) or fold(other.name) in _names(one)


def _names(about: About) -> set[str]:
    return {fold(about.name), about.id or ""} - {""}


def groups(abouts: Sequence[About | None]) -> list[int]:
    """For each of ``abouts`` the number of its initiative, from 0 in the order in which they come up.

    What goes by a name that several initiatives with ids have is one of its own: nobody said which one it is.
    """
    members: list[list[About | None]] = []
    found: dict[About | None, int] = {}
    for about in sorted(dict.fromkeys(abouts), key=_is_by_name):
        meant = [n for n, each in enumerate(members) if any(is_same(about, one) for one in each)]
        if len(meant) > 1 and _is_by_name(about):
            meant = [n for n in meant if _is_by_name(members[n][0])]
        if not meant:
            members.append([])
            meant = [len(members) - 1]
        found[about] = meant[0]
        members[meant[0]].append(about)
    order: dict[int, int] = {}
    return [order.setdefault(found[about], len(order)) for about in abouts]


def _is_by_name(about: About | None) -> bool:
    return about is None or about.id is None


def about_option(about: About) -> str:
    """ " --about home-training": the option as it can be typed, by id where there is one; "" for a long sentence."""
    if about.id is not None:
        return f" --about {about.id}"
    if len(about.name) > TYPED:
        return ""
    if not re.search(r'["$`\\!]', about.name):
        return f' --about "{about.name}"'
    return " --about '" + about.name.replace("'", "'\\''") + "'"
