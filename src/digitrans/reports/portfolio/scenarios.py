"""Scenarios side by side: what each would choose, what it costs and is worth, and what holds in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from digitrans.answers.wording import listed
from digitrans.documents import Block, Cell, Document, Heading, HeatMap, Paragraph, Points, Sheet, Table
from digitrans.portfolios.choosing import Candidate, Choice
from digitrans.portfolios.models import TYPES
from digitrans.portfolios.money import Total, total
from digitrans.portfolios.scoring import PortfolioScore, distance
from digitrans.portfolios.weighing import NoPlan
from digitrans.portfolios.wishes import Wish
from digitrans.reports.portfolio.naming import DASH, PortfolioNames
from digitrans.reports.portfolio.plan import in_sentence, no_plan
from digitrans.reports.portfolio.plan_data import choice_data
from digitrans.values import dataclass

ROOM = 54
"""Columns that the figures of all scenarios may take together, to have a line each on a terminal of 80."""


@dataclass(frozen=True)
class Case:
    """One scenario: its name, the portfolio as it is in it, and the best set, or why there is none.

    ``worths`` are of those who could be chosen.
    """

    name: str
    score: PortfolioScore
    wish: Wish
    candidates: tuple[Candidate, ...]
    worths: Mapping[str, Fraction]
    choice: Choice | None
    fault: NoPlan | None


def scenario_report(names: PortfolioNames, cases: tuple[Case, ...]) -> Document:
    """What holds in all first; then the figures, and who is in where."""
    words = names.words
    told, figures = Points(tuple(_sentences(names, cases))), _figures(names, cases)
    blocks: list[Block] = [told, figures]
    if not _is_one_measure(cases):
        blocks.append(Paragraph(words("scenarios.measures", name=cases[0].name), "muted"))
    blocks += [Heading(words("scenarios.who")), _map(names, cases)]
    data = {"format": 1, "kind": "portfolio-scenarios", "scenarios": [_data(each) for each in cases]}
    title = words("scenarios.title", name=names.portfolio.organisation.name)
    return Document(title, tuple(blocks), data, words.language, _sheet(cases), screen=(told, figures))


def _ids(cases: tuple[Case, ...]) -> dict[str, int]:
    """Everybody who is in the set of some scenario, with in how many; in most first, then by worth."""
    choices = [case.choice.ids for case in cases if case.choice is not None]
    counts = {each: sum(each in ids for ids in choices) for each in sorted(frozenset().union(*choices))}
    best = {each: max(case.worths.get(each, Fraction(0)) for case in cases) for each in counts}
    return dict(sorted(counts.items(), key=lambda one: (-one[1], -best[one[0]], one[0])))


def _sentences(names: PortfolioNames, cases: tuple[Case, ...]) -> list[str]:
    words, counts = names.words, _ids(cases)
    able = [case for case in cases if case.choice is not None]
    called = {each.id: each.name for each in names.portfolio.initiatives}
    found = []
    for key, some in (
        ("all", [each for each, count in counts.items() if count == len(able)]),
        ("some", [each for each, count in counts.items() if count < len(able)]),
    ):
        if some:
            found.append(
                words.count(
                    f"scenarios.{key}",
                    len(some),
                    names=listed(words, [in_sentence(names, called[each]) for each in some]),
                )
            )
    for case in cases:
        if case.fault is not None:
            reason = no_plan(PortfolioNames(words, names.content, case.score.portfolio), case.fault)
            found.append(words("scenarios.none", name=case.name, why=words.error(reason)))
    return found


def _figures(names: PortfolioNames, cases: tuple[Case, ...]) -> Table:
    """A line for each figure, a column for each scenario; money in millions where it reaches one."""
    words, unit = names.words, names.unit(max(case.wish.budgets.total or 10**6 for case in cases))

    def money(amount: int | None) -> str:
        return DASH if amount is None else names.in_unit(Total(amount, amount, 1, 1), unit)

    def running(case: Case, choice: Choice) -> str:
        stated = [each.running_cost for each in case.score.portfolio.initiatives if each.id in choice.ids]
        return names.in_unit(total(stated), unit)

    shown: tuple[tuple[str, Callable[[Case, Choice], str]], ...] = (
        ("number", lambda _, choice: str(len(choice.ids))),
        ("cost", lambda _, choice: money(choice.cost)),
        ("worth", lambda case, choice: _worth(names, case, choice)),
        ("red", lambda case, choice: str(_red(case, choice))),
        ("running", running),
        ("distance", lambda case, choice: _distance(names, case, choice)),
    )
    rows = [(words("scenarios.budget", unit=unit.name), *(money(case.wish.budgets.total) for case in cases))]
    if any(case.wish.budgets.years or case.wish.budgets.departments for case in cases):
        parts = (len(case.wish.budgets.years) + len(case.wish.budgets.departments) for case in cases)
        rows.append((words("scenarios.parts"), *(str(each) for each in parts)))
    for key, show in shown:
        cells = (DASH if case.choice is None else show(case, case.choice) for case in cases)
        rows.append((words(f"scenarios.{key}", unit=unit.name), *cells))
        if key == "worth" and not _is_one_measure(cases):
            shared = (_by_first(names, cases[0], case) for case in cases)
            rows.append((words("scenarios.by-first", name=cases[0].name), *shared))
    heads = (words("scenarios.figures"), *(case.name for case in cases))
    widths = [2 + max(map(len, column)) for column in zip(*([heads, *rows]), strict=True)][1:]
    return Table(heads, tuple(rows), tight=sum(widths) <= ROOM)


def _is_one_measure(cases: tuple[Case, ...]) -> bool:
    """Whether initiatives are worth the same in all scenarios, so that sets can be compared."""
    first = cases[0].worths
    pairs = ((first.get(each, worth), worth) for case in cases for each, worth in case.worths.items())
    return all(one == other for one, other in pairs) and len({case.wish.by for case in cases}) == 1


def _worth(names: PortfolioNames, case: Case, choice: Choice) -> str:
    if case.wish.by == "benefit":
        return names.words("plan.a-year", amount=names.round_money(choice.worth))
    return names.words("plan.points", n=names.words.number(choice.worth, 0))


def _by_first(names: PortfolioNames, first: Case, case: Case) -> str:
    """A set by the measure of the first scenario; a dash where that does not know all of it."""
    if case.choice is None or not case.choice.ids <= first.worths.keys():
        return DASH
    worth = sum((first.worths[each] for each in case.choice.ids), Fraction(0))
    return _worth(names, first, Choice(case.choice.ids, worth, case.choice.cost))


def _red(case: Case, choice: Choice) -> int:
    return sum(each.light == "red" for each in case.score.initiatives if each.initiative.id in choice.ids)


def _distance(names: PortfolioNames, case: Case, choice: Choice) -> str:
    """How far the mix is from the targets, by number or by cost as it is asked for; a dash without targets."""
    targets = case.score.portfolio.organisation.targets
    if not targets:
        return DASH
    wanted = {str(name): share for name, share in targets.items()}
    chosen = [each for each in case.candidates if each.id in choice.ids]
    shares = {
        kind: [each.cost if case.wish.mix_by == "cost" else 1 for each in chosen if each.type == kind] for kind in TYPES
    }
    found = distance([sum(shares[kind]) for kind in TYPES], [wanted.get(kind, 0) for kind in TYPES])
    return DASH if found is None else names.words("plan.points", n=names.words.number(found, 0))


def _map(names: PortfolioNames, cases: tuple[Case, ...]) -> HeatMap:
    """Who is in where; a question mark for who could not be weighed."""
    words = names.words
    called = {each.id: each.name for each in names.portfolio.initiatives}

    def cell(case: Case, wanted: str) -> Cell:
        if case.choice is None:
            return Cell(DASH, None)
        if wanted in case.choice.ids:
            return Cell(words("plan.now-in"), 1)
        known = any(each.id == wanted for each in case.candidates)
        return Cell(words("scenarios.out") if known else "?", 0 if known else None)

    rows = tuple((called[each], tuple(cell(case, each) for case in cases)) for each in _ids(cases))
    heads = (words("plan.column-name"), *(case.name for case in cases))
    return HeatMap(words("scenarios.who"), heads, rows, 0, 1, yes_or_no=True)


def _data(case: Case) -> dict[str, Any]:
    budgets = case.wish.budgets
    return {
        "name": case.name,
        "budget": budgets.total,
        "years": {str(year): amount for year, amount in budgets.years.items()},
        "departments": dict(budgets.departments),
        "by": case.wish.by,
        "chosen": None if case.choice is None else choice_data(case.choice),
        "why_none": None if case.fault is None else case.fault.message.removeprefix("error."),
    }


def _sheet(cases: tuple[Case, ...]) -> Sheet:
    rows = list[tuple[str | int | float | None, ...]]()
    for each in _ids(cases):
        rows.append((each, *(int(case.choice is not None and each in case.choice.ids) for case in cases)))
    return Sheet(("id", *(case.name for case in cases)), tuple(rows))
