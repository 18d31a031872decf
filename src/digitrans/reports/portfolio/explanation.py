"""How the score of one initiative came about: each component's rule with its numbers, and the weighted mean."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.portfolios.data import figure_data, initiative_data
from digitrans.portfolios.models import COHERENCE
from digitrans.portfolios.scoring import Scored, Scorer
from digitrans.reports.portfolio.naming import DASH, PortfolioNames
from digitrans.reports.portfolio.sheet import FACTS, field_of


def initiative_explanation(names: PortfolioNames, scored: Scored, scorer: Scorer) -> Document:
    """The arithmetic behind ``scored``, down to the ratings in the file."""
    words = names.words
    blocks: list[Block] = [_table(names, scored, scorer), Paragraph(_formula(names, scored, scorer))]
    if scored.incomplete:
        low, high = names.figure(scored.low, 1), names.figure(scored.high, 1)
        missing = names.missing(scored)
        blocks.append(Paragraph(words("explain.initiative-range", low=low, high=high, missing=missing)))
    blocks += [Paragraph(_light(names, scored)), Paragraph(_case(names, scored, scorer))]
    if facts := _facts(names, scored):
        columns = (words("column.field"), words("column.value"))
        blocks += [Heading(words("explain.facts")), Table(columns, tuple(facts))]
    for figure in scored.figures:
        component = next(each for each in names.content.components if each.id == figure.component)
        blocks += [Heading(component.name[words.language]), Paragraph(component.rule[words.language], "muted")]
        blocks += [Paragraph(names.reason(figure)), Points((_steps(names, scored, figure.component),))]
    if asked := names.ask(scored):
        blocks += [Heading(words("portfolio.ask-one")), Paragraph(asked)]
    title = words("explain.title", name=scored.initiative.name, figure=names.score(scored))
    data = {"format": 1, "kind": "initiative", **initiative_data(scored, scorer)}
    data["components"] = {each.component: figure_data(each) for each in scored.figures}
    return Document(title, tuple(blocks), data, words.language)


def _case(names: PortfolioNames, scored: Scored, scorer: Scorer) -> str:
    """The light of value and coherence by themselves, as the questionnaire business-case gives it."""
    case = scorer.case(scored)
    low, high = names.points(case.low), names.points(case.high)
    score = low if case.low == case.high else names.words("portfolio.range", low=low, high=high)
    return names.words("explain.case", light=names.lamp(case.light), score=score)


def _facts(names: PortfolioNames, scored: Scored) -> list[tuple[str, str]]:
    """What the file says of money, benefit, time and people, as far as it says it."""
    found = []
    for field in names.content.fields:
        value = field_of(scored.initiative, field.id) if field.id in ("cost", "status", *FACTS) else None
        if value is not None and value != ():
            head = field.name[names.words.language].partition(" (")[0]
            found.append((head, names.value(field.id, value)))
    return found


def _table(names: PortfolioNames, scored: Scored, scorer: Scorer) -> Table:
    words = names.words
    total = sum(w for f, w in zip(scored.figures, scorer.weights, strict=True) if f.value is not None)
    rows = []
    for component, figure, weight in zip(names.content.components, scored.figures, scorer.weights, strict=True):
        known = figure.value is not None and total
        share = names.percent(Fraction(100 * weight, total)) if known else DASH
        given = names.exact(Fraction(str(component.weight)), 0)
        rows.append((component.name[words.language], names.exact(figure.value), given, share))
    columns = tuple(words(f"column.{each}") for each in ("component", "points", "weight", "counts-share"))
    return Table(columns, tuple(rows))


def _formula(names: PortfolioNames, scored: Scored, scorer: Scorer) -> str:
    words = names.words
    weights = [Fraction(str(each.weight)) for each in scorer.content.components]
    known = [(f.value, weight) for f, weight in zip(scored.figures, weights, strict=True) if f.value is not None]
    if scored.score is None:
        return words("explain.initiative-none")
    added = " + ".join(f"{names.exact(weight, 0)} × {names.exact(value)}" for value, weight in known)
    total = names.exact(sum((weight for _, weight in known), Fraction(0)), 0)
    steps = f"({added}) / {total} = {names.figure(scored.score, 2)}"
    return words("explain.formula", formula=steps, figure=names.points(scored.score))


def _light(names: PortfolioNames, scored: Scored) -> str:
    limits = names.content.thresholds
    figures = {name: names.figure(Fraction(str(getattr(limits, name)))) for name in ("green", "red", "weak")}
    return names.words("explain.light", light=names.light(scored), **figures)


def _steps(names: PortfolioNames, scored: Scored, component: str) -> str:
    """The numbers of one component, as they stand in its rule."""
    words, initiative = names.words, scored.initiative
    figure = next(each for each in scored.figures if each.component == component)
    points = names.exact(figure.value)
    case = initiative.business_case
    if component == "value":
        ratings: list[Any] = [getattr(case, each, None) for each in ("citizen_quality", "economy")]
        labels = [each.id for each in names.content.value]
        given = ", ".join(f"{names.of('value', i)} {_rating(r)}" for i, r in zip(labels, ratings, strict=True))
        if figure.case == "no-problem" or figure.value is None:
            return words("explain.given", given=given, points=points)
        mean = names.figure(Fraction(sum(ratings), 2), 1)
        return words("explain.mean-points", given=given, mean=mean, points=points)
    if component == "coherence":
        given = ", ".join(f"{names.of('coherence', each)} {_rating(getattr(case, each, None))}" for each in COHERENCE)
        if figure.value is None:
            return words("explain.given", given=given, points=points)
        least = min(getattr(case, each) for each in COHERENCE)
        return words("explain.least-points", given=given, least=least, points=points)
    named = dict(figure.named)
    if component == "legitimacy":
        has = names.of("mandates", initiative.mandate)
        asks = names.of("mandates", named["asks"]) if "asks" in named else DASH
        if figure.value is None:
            return words("explain.unknown-points", has=has, asks=asks)
        return words("explain.mandate-points", has=has, asks=asks, points=points)
    has = names.level(_level(names, scored, component))
    asks = names.level(float(Fraction(named["asks"]))) if "asks" in named else DASH
    if figure.value is None:
        return words("explain.unknown-points", has=has, asks=asks)
    return words("explain.short-points", has=has, asks=asks, points=points)


def _level(names: PortfolioNames, scored: Scored, component: str) -> float | None:
    """The readiness of the department, or the willingness to take risks, as the file has it."""
    portfolio = names.portfolio
    if component == "risk":
        return portfolio.organisation.risk_willingness
    wanted = scored.initiative.department
    return next((each.readiness for each in portfolio.departments if each.id == wanted), None)


def _rating(rating: object) -> str:
    return str(rating) if isinstance(rating, int) else DASH
