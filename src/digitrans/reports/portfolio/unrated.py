"""What a list tells that nobody has rated yet: its money, dates that have passed, what it lacks, what to rate first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from digitrans.documents import Block, Heading, Table, Tone
from digitrans.portfolios.money import Total, total
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.portfolios.unrated import FACTS, Told, told_by
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.texts.spelling import fold

SIGNALS_SHOWN = 2
NAMED, NAME_SHOWN = 2, 32
"""So many are named in a line, and so many characters of each name."""


def unrated_lines(names: PortfolioNames, score: PortfolioScore, *, for_screen: bool) -> list[tuple[str, Tone]]:
    """What the list tells, each line with its tone; ``for_screen`` names the command that rates one."""
    told = told_by(score, frozenset(fold(each) for each in names.content.signals))
    asked = _missing(names, told), _first(names, told, for_screen=for_screen)
    lines: list[tuple[str, Tone]] = [(names.words.count("unrated.none", told.of), "strong")]
    lines.extend((text, "plain") for text in (*_signals(names, told), _years(names, score, told)) if text)
    lines.extend((text, "warning") for text in (_late(names, told), _alike(names, told)) if text)
    lines.extend((text, "plain") for text in asked if text)
    return lines


def _years(names: PortfolioNames, score: PortfolioScore, told: Told) -> str:
    """How many have ended, end this year, the next and later, and what they cost; "" where no end is known."""
    if score.day is None or all(year is None for year, _, _ in told.ends):
        return ""
    words, unit, listed = names.words, names.unit(score.whole.cost.high), []
    this = score.day.year
    for key, holds in _WHEN:
        found = [each for each in told.ends if holds(each[0], this)]
        if found:
            cost = Total(*(sum(column) for column in zip(*(each[2] for each in found), strict=True)))
            known = f" ({names.in_unit(cost, unit)})" if cost.is_known else ""
            label = words(f"unrated.{key}", year=this, next=this + 1)
            listed.append(f"{label} {sum(each[1] for each in found)}{known}")
    key = "unrated.ends-money" if score.whole.cost.is_known else "unrated.ends"
    return words(key, unit=unit.name, years=" · ".join(listed))


_WHEN: tuple[tuple[str, Callable[[int | None, int], bool]], ...] = (
    ("before", lambda year, this: year is not None and year < this),
    ("this", lambda year, this: year == this),
    ("next", lambda year, this: year == this + 1),
    ("later", lambda year, this: year is not None and year > this + 1),
    ("no-end", lambda year, _: year is None),
)


def _short(name: str) -> str:
    return name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 1].rstrip()}…"


def _and_more(names: PortfolioNames, listed: Sequence[str]) -> str:
    """The first of some things, and how many more there are."""
    rest = len(listed) - NAMED
    shown = ", ".join(listed[:NAMED])
    return f"{shown} {names.words.count('portfolio.and-more', rest)}" if rest > 0 else shown


def _about(names: PortfolioNames, cost: Total) -> str:
    """What something costs in round figures: at least, where not all of it is known or it has two ends."""
    told = names.round_money(cost.low)
    return told if cost.is_whole and cost.low == cost.high else names.words("unrated.at-least", sum=told)


def _late(names: PortfolioNames, told: Told) -> str:
    if not told.late:
        return ""
    listed = [f"{_short(each.name)} ({names.day(each.end, short=True)})" for each in told.late]
    cost = total([each.cost for each in told.late])
    named = {"names": _and_more(names, listed), "sum": _about(names, cost) if cost.is_known else ""}
    key = "unrated.late" if told.has_statuses else "unrated.late-no-status"
    return names.words.count(f"{key}-money" if cost.is_known else key, len(told.late), **named)


def _alike(names: PortfolioNames, told: Told) -> str:
    if not told.alike:
        return ""
    listed = _and_more(names, [f"{_short(name)} ({count})" for name, count in told.alike])
    return names.words.count("unrated.alike", len(told.alike), names=listed)


def _missing(names: PortfolioNames, told: Told) -> str:
    """Which facts the list lacks, and of how many."""
    words, listed = names.words, []
    for fact in FACTS:
        if lacking := told.missing.get(fact):
            key = "unrated.lacks-all" if lacking == told.of else "unrated.lacks"
            listed.append(words(key, name=words(f"unrated.{fact}"), n=lacking))
    return words("unrated.missing", names=", ".join(listed)) if listed else ""


def _signals(names: PortfolioNames, told: Told) -> list[str]:
    """The traffic lights that the list has itself, which are not those of the score."""
    lines = []
    for heading, said in list(told.signals.items())[:SIGNALS_SHOWN]:
        counted = " · ".join(f"{word} {count}" for word, count in said.items())
        lines.append(names.words("unrated.signals", heading=heading, said=counted))
    return lines


def _of_the_money(names: PortfolioNames, share: Fraction) -> str:
    """A share in whole per cent; what is something is never 0, and what is not all never 100."""
    if 0 < share < Fraction(1, 100):
        return f"<{names.percent(1)}"
    return f">{names.percent(99)}" if Fraction(99, 100) < share < 1 else names.percent(share * 100)


def _first(names: PortfolioNames, told: Told, *, for_screen: bool) -> str:
    """Which to rate first, what of the money they are, and how long that takes."""
    if not told.first:
        return ""
    words, rate = names.words, names.content.rate
    listed = ", ".join(_short(each.name) for each in told.first)
    share = _of_the_money(names, told.share) if told.share is not None else ""
    key = "unrated.first" if len(told.first) < told.of and share else "unrated.first-all"
    text = words(key, names=listed, share=share, minutes=rate.minutes)
    return f"{text} {words('unrated.how', instrument=rate.instrument, id=told.first[0].id)}" if for_screen else text


def fact_table(names: PortfolioNames, shown: Sequence[Scored]) -> Table:
    """A line for each initiative with what the list says of it, and nothing of scores."""
    heads = ("initiative", "cost", "status", "department", "end", "owner")
    rows = []
    for each in (scored.initiative for scored in shown):
        status = names.of("statuses", each.status) if each.status else ""
        department = names.department(each.department) if each.department else ""
        end = names.day(each.end, short=True) if each.end else ""
        rows.append((each.name, names.cost(each.cost), status, department, end, each.owner or ""))
    return Table(tuple(names.head(each) for each in heads), tuple(rows), tight=True).filled()


def unrated_blocks(names: PortfolioNames, shown: Sequence[Scored]) -> list[Block]:
    """The whole list, for a document that has everything."""
    return [Heading(names.words("portfolio.initiatives")), fact_table(names, shown)] if shown else []
