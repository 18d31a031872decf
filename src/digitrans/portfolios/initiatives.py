"""The initiatives of a portfolio: found by id or name, and which of them a saved result is about. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from digitrans.answers.values import About
from digitrans.errors import UsageFault
from digitrans.portfolios.models import Portfolio
from digitrans.texts.spelling import composed, fold, nearest_ones


def find_initiative(portfolio: Portfolio, wanted: str) -> int:
    """The place of an initiative by id, or else by name, without regard to case where that leaves only one.

    Raises UsageFault with the nearest where there is none, and with their ids where several are called so.
    """
    ids = [each.id for each in portfolio.initiatives]
    if (meant := places_named(portfolio, wanted)) and len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageFault("error.several-initiatives", id=wanted, known=", ".join(ids[each] for each in meant[:30]))
    near = nearest_ones(wanted, [*ids, *(each.name for each in portfolio.initiatives)])
    key = "error.no-initiative-near" if near else "error.no-initiative"
    raise UsageFault(key, id=wanted, near=near, known=", ".join(ids[:30]))


def ids_meant(portfolio: Portfolio, told: Iterable[str]) -> frozenset[str]:
    """The ids of initiatives told by id or by name; what none is called stays as it is.

    Raises UsageFault with their ids where several are called so.
    """
    ids = [each.id for each in portfolio.initiatives]
    return frozenset(ids[find_initiative(portfolio, each)] if places_named(portfolio, each) else each for each in told)


def places_named(portfolio: Portfolio, wanted: str) -> list[int]:
    """The places of the initiatives that go by ``wanted``: by id, by name as it is written, or by name."""
    ids = [each.id for each in portfolio.initiatives]
    names = [each.name for each in portfolio.initiatives]
    for told, sought in (
        (ids, wanted),
        ([composed(each) for each in names], composed(wanted)),
        ([fold(each) for each in names], fold(wanted)),
        (ids, fold(wanted)),
    ):
        if meant := [place for place, each in enumerate(told) if each == sought]:
            return meant
    return []


def about_initiative(portfolio: Portfolio, place: int) -> About:
    """The initiative at ``place`` as results are about it."""
    initiative = portfolio.initiatives[place]
    return About(" ".join(initiative.name.split()), initiative.id, " ".join(portfolio.organisation.name.split()))


class Register:
    """The initiatives of a portfolio by id and by name, to be looked up for any number of results."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._organisation = fold(portfolio.organisation.name)
        self._ids = {each.id: place for place, each in enumerate(portfolio.initiatives)}
        self._named: dict[str, set[int]] = {each: {place} for each, place in self._ids.items()}
        for place, each in enumerate(portfolio.initiatives):
            self._named.setdefault(fold(each.name), set()).add(place)

    def place_of(self, about: About | None) -> int | None:
        """The place of the initiative that a result is about; None where it is about none of them, or nobody can tell.

        An id that the portfolio does not have any more gives way to the name. A name that several have tells none.
        """
        if about is None or (about.organisation and fold(about.organisation) != self._organisation):
            return None
        if about.id in self._ids:
            return self._ids[about.id]
        meant = self._named.get(fold(about.name), set())
        return next(iter(meant)) if len(meant) == 1 else None
