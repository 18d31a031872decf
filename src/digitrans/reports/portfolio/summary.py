"""A portfolio in a few lines: how many, what they cost, where, which lights, what is promised, how far from target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from digitrans.documents import Tone
from digitrans.portfolios.benefits import Benefits, answers_for
from digitrans.portfolios.models import Initiative
from digitrans.portfolios.money import Total, total
from digitrans.portfolios.remarks import RATINGS
from digitrans.portfolios.scoring import LIGHTS, Group, PortfolioScore, Scored
from digitrans.portfolios.unrated import nothing_rated
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.reports.portfolio.unrated import unrated_lines

YEARS_NAMED = 8
DEPARTMENTS_NAMED, BRIEFLY_NAMED, INPUTS_NAMED, OWNERS_NAMED = 4, 3, 3, 3


def summary_lines(names: PortfolioNames, score: PortfolioScore, *, brief: bool = False) -> list[tuple[str, Tone]]:
    """How many, what they cost, where, which lights, scores, benefits, distance and risk: each line with its tone.

    ``brief`` is without the risk and without what a distance means.
    """
    words, whole = names.words, score.whole
    as_of = score.portfolio.organisation.as_of
    told = [f"{names.day(as_of)}."] if as_of else []
    told.append(words.count("portfolio.counted", len(whole.scored)))
    if whole.over:
        told.append(words.count("portfolio.over", whole.over))
    lines: list[tuple[str, Tone]] = [(" ".join(told), "muted")]
    if not whole.scored:
        return lines
    lines.extend((text, "strong") for text in money_lines(names, score, brief=brief))
    if nothing_rated(score):
        if any(each.initiative.status for each in whole.scored):
            lines.append((_statuses(names, whole), "plain"))
        lines += unrated_lines(names, score, for_screen=brief)
        return lines + _benefits_and_distance(names, whole, brief=brief)
    lines.append((_lights(names, whole), "strong"))
    if whole.lights.get("grey") and not brief:
        lines.append((_find_out(names, whole), "plain"))
    if whole.lights.get("grey") == len(whole.scored):  # scores say nothing yet, so how far it all has come does
        lines.append((_statuses(names, whole), "plain"))
        return lines + _benefits_and_distance(names, whole, brief=brief)
    low, high = whole.mean_score, whole.mean_high
    key = "portfolio.mean" if low == high else "portfolio.mean-brief" if brief else "portfolio.mean-range"
    mean = words(key, mean=names.figure(low), high=names.figure(high))
    if brief:
        more = _benefits_and_distance(names, whole, brief=True)
        away_told = [text for text, tone in more if tone == "plain"]
        return [*lines, (" ".join([mean, *away_told]), "plain"), *(pair for pair in more if pair[1] != "plain")]
    lines.append((mean, "plain"))
    lines += _benefits_and_distance(names, whole, brief=brief)
    far = [(away, each) for each in score.departments if (away := each.by_number.distance)]
    if far:
        far.sort(key=lambda pair: -pair[0])
        listed = [words("portfolio.away-one", name=names.group(each), n=names.figure(away)) for away, each in far[:3]]
        lines.append((words("portfolio.away-most", names=", ".join(listed)), "plain"))
    return [*lines, (names.risk(whole), "plain")]


def _benefits_and_distance(names: PortfolioNames, whole: Group, *, brief: bool) -> list[tuple[str, Tone]]:
    lines: list[tuple[str, Tone]] = (
        [(benefit_line(names, whole.benefits, brief=brief), "strong")] if whole.benefits.told else []
    )
    if (away := whole.by_number.distance) is not None:
        key = "portfolio.away-brief" if brief and whole.by_cost.distance is not None else "portfolio.away"
        lines.append((distance_line(names, key, away, whole.by_cost.distance), "plain"))
    return lines


def _statuses(names: PortfolioNames, group: Group) -> str:
    """How many have come how far, and what these cost."""
    unit, told = names.unit(group.cost.high), []
    for status in (*[each.id for each in names.content.statuses], None):
        found = [each.initiative for each in group.scored if each.initiative.status == status]
        if found:
            cost = total([each.cost for each in found])
            known = f" ({names.in_unit(cost, unit)})" if cost.is_known else ""
            name = names.of("statuses", status) if status else names.words("portfolio.no-status")
            told.append(f"{name} {len(found)}{known}")
    key = "portfolio.statuses-money" if group.cost.is_known else "portfolio.statuses"
    return names.words(key, unit=unit.name, statuses=" · ".join(told))


def money_lines(names: PortfolioNames, score: PortfolioScore, *, brief: bool = False) -> list[str]:
    """What everything costs, once and a year, and what of it each department has; ``brief`` names fewer of them."""
    words, whole = names.words, score.whole
    if not whole.cost.is_known:
        lines = [words("portfolio.cost-unknown")]
    else:
        lines = [words("portfolio.cost-sum", sum=names.sum(whole.cost))]
    key = "portfolio.running-sum" if whole.running_cost.is_known else "portfolio.running-unknown"
    lines[0] = names.sentence(f"{lines[0]} {words(key, sum=names.sum(whole.running_cost))}")
    costs = [(each, each.cost) for each in score.departments if each.cost.is_known]
    if len(score.departments) > 1 and costs:
        costs.sort(key=lambda pair: -pair[1].high)
        unit = names.unit(whole.cost.high)
        shown = BRIEFLY_NAMED if brief and len(costs) > DEPARTMENTS_NAMED else DEPARTMENTS_NAMED
        listed = [f"{names.group(each)} {names.in_unit(cost, unit)}" for each, cost in costs[:shown]]
        rest = len(costs) - shown
        listed += [words.count("portfolio.and-more", rest)] if rest > 0 else []
        lines.append(words("portfolio.by-department", unit=unit.name, names=" · ".join(listed)))
    return [*lines, *_by_year(names, whole)]


def _by_year(names: PortfolioNames, group: Group) -> list[str]:
    """What falls in which year of what the file tells by year; nothing where it tells none."""
    stated = [each.initiative.cost_by_year for each in group.scored if each.initiative.cost_by_year]
    if not stated:
        return []
    unit = names.unit(group.cost.high)
    years = sorted({year for each in stated for year in each})
    sums = {year: total([each[year] for each in stated if year in each]) for year in years[:YEARS_NAMED]}
    told = " · ".join(f"{year} {names.in_unit(found, unit)}" for year, found in sums.items())
    more = " ..." if len(years) > YEARS_NAMED else ""
    return [names.words("portfolio.by-year", unit=unit.name, years=told + more, n=len(stated), of=len(group.scored))]


def _lights(names: PortfolioNames, group: Group) -> str:
    """How many have each light, and what these cost."""
    told, unit = [], names.unit(group.cost.high)
    for light in LIGHTS:
        count = group.lights.get(light, 0)
        cost = group.cost_by_light.get(light)
        known = f" ({names.in_unit(cost, unit)})" if cost is not None and cost.is_known else ""
        told.append(f"{names.lamp(light)} {count}{known}")
    key = "portfolio.lights-money" if group.cost.is_known else "portfolio.lights"
    return names.words(key, unit=unit.name, lights=" · ".join(told))


def _find_out(names: PortfolioNames, group: Group) -> str:
    """What is missing behind the grey lights, and of how many of them: what most lack first."""
    counted = Counter([name for each in group.scored if each.light == "grey" for name in _lacking(each)])
    first = counted.most_common(INPUTS_NAMED)
    listed = ", ".join(names.words("portfolio.away-one", name=_input(names, name), n=count) for name, count in first)
    return names.words("portfolio.find-out", names=listed)


def _lacking(each: Scored) -> list[str]:
    """What one lacks; of many ratings one word for all."""
    ratings = [name for name in each.missing if name in RATINGS]
    if len(ratings) <= SEVERAL:
        return list(each.missing)
    return list(dict.fromkeys(["ratings" if name in RATINGS else name for name in each.missing]))


SEVERAL = 2


def _input(names: PortfolioNames, wanted: str) -> str:
    return names.words("portfolio.ratings") if wanted == "ratings" else names.input(wanted)


def benefit_line(names: PortfolioNames, found: Benefits, *, brief: bool = False) -> str:
    """What is promised and realised a year, what of it is missing, and whose that is; ``brief`` has but the sums."""
    words = names.words
    unit = names.unit(max(found.planned.high, found.realised.high))
    sums = {"planned": names.in_unit(found.planned, unit), "realised": names.in_unit(found.realised, unit)}
    told = [words("portfolio.benefit-sum", unit=unit.name, **sums)]
    if found.behind:
        missing = (
            names.in_unit(Total(found.missing, found.missing, 1, 1), unit)
            if brief
            else names.round_money(found.missing)
        )
        key = "portfolio.benefit-missing-brief" if brief else "portfolio.benefit-missing"
        told.append(words(key, sum=missing, whose=whose(names, found.behind)))
    if found.silent and not brief:
        told.append(words.count("portfolio.benefit-silent", len(found.silent), whose=whose(names, found.silent)))
    return names.sentence("; ".join(told) + ".")


def whose(names: PortfolioNames, initiatives: Sequence[Initiative]) -> str:
    """Who answers for benefits, each once; what nobody answers for is said, too."""
    people = list(dict.fromkeys([answers_for(each) or names.words("portfolio.nobody") for each in initiatives]))
    rest = len(people) - OWNERS_NAMED
    more = [names.words.count("portfolio.and-more", rest)] if rest > 0 else []
    return ", ".join([*people[:OWNERS_NAMED], *more])


def distance_line(names: PortfolioNames, key: str, number: Fraction, cost: Fraction | None) -> str:
    """How far away the shares are, by cost only where some costs are known."""
    if cost is None:
        return names.words(f"{key}-number", number=names.figure(number))
    return names.words(key, number=names.figure(number), cost=names.figure(cost))
