"""The initiatives of a portfolio: found by id or name, and which of them a saved result is about. Pure."""

from __future__ import annotations

from digitrans.answers.initiatives import is_same
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


def place_of(portfolio: Portfolio, about: About) -> int | None:
    """The place of the initiative that a result is about; None where it is about none of them, or nobody can tell.

    An id that the portfolio does not have any more gives way to the name. A name that several have tells none.
    """
    ids = [each.id for each in portfolio.initiatives]
    own = [about_initiative(portfolio, place) for place in range(len(ids))]
    if about.id is not None and about.id in ids:
        place = ids.index(about.id)
        return place if is_same(own[place], about) else None
    named = About(about.name, None, about.organisation)
    meant = [place for place, each in enumerate(own) if is_same(each, named)]
    return meant[0] if len(meant) == 1 else None
