"""How the pieces of a portfolio are put in words, the same in every portfolio report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from digitrans.documents import LIGHT_SIGNS
from digitrans.portfolios.models import CURRENCY, Portfolio, Range
from digitrans.portfolios.money import Total
from digitrans.portfolios.remarks import Remark
from digitrans.portfolios.rules import Case, PortfolioContent, filled
from digitrans.portfolios.scoring import Figure, Goal, Group, Scored
from digitrans.portfolios.suggestions import Suggestion, Verdict
from digitrans.texts import Words
from digitrans.values import dataclass

DASH = "–"
MOST_DECIMALS = 6
_MONEY = ("cost", "running-cost")
MONEY_FIELDS = ("cost", "running_cost", "benefit.planned", "benefit.realised")
"""The fields that are amounts."""

_KINDS = {"status": "statuses", "mandate": "mandates", "involvement": "involvement"}


class Unit(NamedTuple):
    """What sums are told in: how much of the currency it is, and its name."""

    size: int
    name: str


@dataclass(frozen=True)
class PortfolioNames:
    """The words for one portfolio in one language."""

    words: Words
    content: PortfolioContent
    portfolio: Portfolio

    def of(self, kind: str, wanted: str | None) -> str:
        """The name of an id: ``kind`` is "types", "lights", "mandates" and so on. A dash for None."""
        entries = getattr(self.content, kind)
        found = next((each.name[self.words.language] for each in entries if each.id == wanted), wanted)
        return found or DASH

    def cost_share(self, group: Group, place: int) -> str:
        """The share of a type by cost, in words; "" where it would be nought only because costs are unknown."""
        by_cost = group.by_cost
        is_unknown = not by_cost.amounts[place] and group.by_number.amounts[place] and by_cost.covered < by_cost.of
        if by_cost.rounded is None or is_unknown:
            return ""
        return self.words("portfolio.by-cost-share", share=self.percent(by_cost.rounded[place]))

    def short_type(self, wanted: str | None) -> str:
        """The short name of a type, or that it is not settled."""
        found = next((kind for kind in self.content.types if kind.id == wanted), None)
        return found.short[self.words.language] if found else self.words("portfolio.no-type")

    def department(self, wanted: str | None) -> str:
        """The name of a department, or a dash."""
        return next((each.name for each in self.portfolio.departments if each.id == wanted), DASH)

    def figure(self, value: Fraction | None, decimals: int = 0) -> str:
        """Points, or a dash."""
        return DASH if value is None else self.words.number(value, decimals)

    def exact(self, value: Fraction | float | None, least: int = 1) -> str:
        """``value`` with as many decimals as it has, from ``least`` to 6, so that sums can be done again by hand."""
        if value is None:
            return DASH
        figure = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
        decimals = next((n for n in range(least, MOST_DECIMALS + 1) if (figure * 10**n).denominator == 1), least)
        return self.words.number(figure, decimals)

    def apart(self, value: Fraction | None, limit: Fraction, least: int) -> str:
        """``value`` with the fewest decimals, at least ``least``, that tell it from ``limit`` where they differ."""
        if value is None or value == limit:
            return self.figure(value, least)
        shown, other = (
            [self.words.number(each, n) for n in range(least, MOST_DECIMALS + 1)] for each in (value, limit)
        )
        return next((one for one, two in zip(shown, other, strict=True) if one != two), shown[-1])

    def percent(self, value: Fraction | int | None) -> str:
        """A share in whole per cent, or a dash."""
        return DASH if value is None else self.words.percent(value)

    def level(self, value: float | None) -> str:
        """A readiness, need or willingness of 1 to 5, or a dash."""
        return self.exact(value)

    def cost(self, value: Fraction | float | Range | None) -> str:
        """An amount with the language's mark between thousands, the ends of a range, or a dash."""
        if value is None:
            return DASH
        if isinstance(value, Range):
            return self.words("portfolio.range", low=self.cost(value.low), high=self.cost(value.high))
        whole = f"{int(Fraction(str(value)) + Fraction(1, 2)):,}"
        return whole.replace(",", ".") if self.words.language == "da" else whole

    def head(self, name: str) -> str:
        """The heading of a column; of money with its currency."""
        told = self.words(f"column.{name}")
        return self.words("column.with-currency", head=told, currency=self.currency) if name in _MONEY else told

    @property
    def currency(self) -> str:
        """What the portfolio's money is called: "kr." of Danish kroner in Danish, else three letters."""
        code = self.portfolio.currency or CURRENCY
        return self.words("portfolio.kroner") if code == CURRENCY else code

    def sentence(self, text: str) -> str:
        """``text`` with one full stop where a currency such as "kr." ends a sentence."""
        return text.replace(f"{self.currency}.", self.currency) if self.currency.endswith(".") else text

    def money(self, value: Fraction | float | Range | None) -> str:
        """An amount in full with its currency, or a dash: 1.200.000 kr., DKK 1,200,000."""
        if value is None:
            return DASH
        return self.words("portfolio.money", amount=self.cost(value), currency=self.currency)

    def round_money(self, value: Fraction | float) -> str:
        """An amount as one says it, with its currency: 1,2 mio. kr., DKK 1.2 million; below a million in full."""
        figure = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
        for key, unit in (("portfolio.billions", 10**9), ("portfolio.millions", 10**6)):
            if abs(figure) * 20 >= unit * 19:  # what is shown as 1.0 is told in millions
                return self.words(key, amount=self.words.number(figure / unit), currency=self.currency)
        return self.money(figure)

    def unit(self, largest: Fraction | int) -> Unit:
        """Millions where the largest of some sums reaches one, else the currency itself."""
        is_large = largest >= 10**6
        name = self.words("portfolio.in-millions", currency=self.currency) if is_large else self.currency
        return Unit(10**6 if is_large else 1, name)

    def in_unit(self, found: Total, unit: Unit) -> str:
        """A sum in a unit that is told elsewhere, from its low end; "at least" where more is open; a dash of none."""
        if not found.is_known:
            return DASH
        amount = Fraction(found.low, unit.size)
        is_exact = found.is_whole and found.low == found.high
        if not is_exact and unit.size > 1 and Fraction(1, 10) <= amount < 1000:
            amount = Fraction(amount * 10 // 1, 10)  # 13.95 is not at least 14.0
        told = self.words.number(amount) if unit.size > 1 and amount < 1000 else self.cost(amount)
        return told if is_exact else self.words("portfolio.at-least", sum=told)

    def sum(self, found: Total) -> str:
        """A sum as one says it, from its low to its high end, with how many are behind it; a dash where none is."""
        if not found.is_known:
            return DASH
        low, high = self.round_money(found.low), self.round_money(found.high)
        told = low if low == high else self.words("portfolio.range", low=low, high=high)
        if low != high and found.low >= 10**6 and found.high < 10**9:
            ends = [self.words.number(Fraction(each, 10**6)) for each in (found.low, found.high)]
            amount = self.words("portfolio.range", low=ends[0], high=ends[1])
            told = self.words("portfolio.millions", amount=amount, currency=self.currency)
        return told if found.is_whole else self.words("portfolio.known", sum=told, n=found.known, of=found.of)

    def day(self, value: date | None, *, short: bool = False) -> str:
        """A day in words, or a dash."""
        return self.words.date(value.isoformat(), short=short) if value else DASH

    def value(self, field: str, value: Any) -> str:
        """What a field of the file, or a light or a score, says in words; a score is the pair of its ends."""
        if value is None or value == ():
            return DASH
        if field == "score":
            low, high = (self.figure(each, 1) for each in value)
            return low if low == high else self.words("portfolio.range", low=low, high=high)
        if field in MONEY_FIELDS:
            return self.money(value)
        if field == "light":
            return self.lamp(value)
        if field in _KINDS:
            return self.of(_KINDS[field], value)
        if field in ("type", "department"):
            return self.short_type(value) if field == "type" else self.department(value)
        if field == "effort":
            return self.exact(value, 0)
        if field == "depends_on":
            called = {each.id: each.name for each in self.portfolio.initiatives if each.id in value}
            return ", ".join([called.get(each, each) for each in value])
        return self.day(value) if isinstance(value, date) else str(value)

    def case(self, figure: Figure) -> Case:
        """The content's entry for what a component came to."""
        component = next(each for each in self.content.components if each.id == figure.component)
        return next(each for each in component.cases if each.id == figure.case)

    def reason(self, figure: Figure) -> str:
        """Why the component has its figure."""
        return filled(self.case(figure).reason[self.words.language], self._named(figure))

    def question(self, figure: Figure) -> str:
        """The question that the leader should ask; "" without one."""
        question = self.case(figure).question
        return filled(question[self.words.language], self._named(figure)) if question else ""

    def _named(self, figure: Figure) -> Mapping[str, str]:
        return {gap: self._gap(figure, gap, value) for gap, value in figure.named}

    def _gap(self, figure: Figure, gap: str, value: str) -> str:
        if gap in ("missing", "weakest"):
            return ", ".join(self.input(each) for each in value.split())
        if figure.component == "legitimacy":
            return self.of("mandates", value)
        if gap in ("quality", "economy", "rating"):
            return value
        return self.words.number(Fraction(value)) if gap == "mean" else self.exact(Fraction(value))

    def input(self, wanted: str) -> str:
        """What a score lacks, in words: a rating, or one of the other inputs."""
        kinds = ("inputs", "coherence", "value")
        return next((name for kind in kinds if (name := self.of(kind, wanted)) != wanted), wanted)

    def missing(self, scored: Scored) -> str:
        """All that the score lacks, in words; "" where nothing is missing."""
        return ", ".join(self.input(each) for each in scored.missing)

    def score(self, scored: Scored, decimals: int = 0) -> str:
        """The score; where input is missing, its low and its high end: "41 to 72". The low end is what counts."""
        if not scored.incomplete:
            return self.points(scored.score, decimals)
        low, high = self.points(scored.low, decimals), self.points(scored.high, decimals)
        return low if low == high else self.words("portfolio.range", low=low, high=high)

    def points(self, value: Fraction | None, decimals: int = 0) -> str:
        """A score; "<65" for one that rounding would show as a limit of the lights that it is below."""
        told = self.figure(value, decimals)
        for each in (self.content.thresholds.green, self.content.thresholds.red):
            limit = Fraction(str(each))
            if value is not None and value < limit and told == self.figure(limit, decimals):
                return self.words("score.under", limit=told)
        return told

    def lamp(self, light: str) -> str:
        """A light with its sign before its word, so that no colour is needed."""
        return f"{LIGHT_SIGNS[light]} {self.of('lights', light)}"

    def light(self, scored: Scored) -> str:
        """The light with its sign, and whether it is not known yet, incomplete or over."""
        told = self.lamp(scored.light)
        if scored.light == "grey":
            ends = [self.of("lights", each) for each in scored.lights]
            told = self.words("portfolio.light-open", light=told, low=ends[0], high=ends[1])
        elif scored.incomplete:
            told = self.words("portfolio.light-incomplete", light=told)
        return told if scored.counts else f"{told}, {self.of('statuses', scored.initiative.status)}"

    def component(self, figure: Figure) -> str:
        """The name of a component."""
        return next(each.name[self.words.language] for each in self.content.components if each.id == figure.component)

    def why(self, scored: Scored) -> str:
        """The one or two reasons for the light."""
        return " ".join(self.reason(each) for each in scored.deciding)

    def ask(self, scored: Scored) -> str:
        """The question to ask about an amber, red or grey initiative; "" for a green one."""
        return self.question(scored.deciding[0]) if scored.deciding and scored.light != "green" else ""

    def group(self, group: Group) -> str:
        """The name of a department, or of the organisation."""
        return group.department.name if group.department else self.portfolio.organisation.name

    def remark(self, remark: Remark) -> str:
        """A remark in words."""
        named = dict(remark.named)
        for gap in ("has", "asks"):
            if gap in named:
                named[gap] = self.of("involvement", named[gap])
        for gap in ("start", "end"):
            if gap in named:
                named[gap] = self.words.date(named[gap])
        for gap in ("effort", "capacity"):
            if gap in named:
                named[gap] = self.exact(Fraction(named[gap]), 0)
        if "status" in named:
            named["status"] = self.of("statuses", named["status"])
        if remark.id in ("late", "not-begun"):
            dated = re.compile(r", ([0-9]{4}-[0-9]{2}-[0-9]{2})(?=, | \.\.\.$|$)")
            named["names"] = dated.sub(lambda found: f" {self.words.date(found[1], short=True)}", named["names"])
        if "question" in named:
            named["question"] = next(
                s.text[self.words.language] for s in self.content.tree if s.id == named["question"]
            )
        return filled(self._said("remarks", remark.id), named)

    def suggestion(self, each: Suggestion) -> str:
        """A suggestion in words."""
        named = {
            "name": each.initiative.initiative.name if each.initiative else DASH,
            "type": self.short_type(each.type),
            "to": self.short_type(each.to),
            "facts": self.facts(each.initiative) if each.initiative else DASH,
            "before": self.figure(each.before),
            "after": self.figure(each.after),
        }
        return filled(self._said("suggestions", each.kind), named)

    def facts(self, scored: Scored) -> str:
        """Light, score, cost and status of an initiative, as far as they are known."""
        initiative = scored.initiative
        cost = self.words("portfolio.no-cost") if initiative.cost is None else self.money(initiative.cost)
        told = [self.of("lights", scored.light), self.words("portfolio.score-word", score=self.score(scored)), cost]
        return ", ".join([*told, *([self.of("statuses", initiative.status)] if initiative.status else [])])

    def rule(self, verdict: Verdict) -> str:
        """A rule with what it was measured against."""
        rule = verdict.rule
        money = rule.kind in ("max_cost", "max_running_cost")
        limit = Fraction(str(rule.limit))
        least = 0 if verdict.value is None or verdict.value.denominator == 1 else 1
        value = self.money(verdict.value) if money else self.apart(verdict.value, limit, least)
        named = {
            "limit": self.money(limit) if money else self.exact(limit, 0),
            "type": self.short_type(rule.type),
            "by": self.words(f"portfolio.by-{rule.by}"),
            "value": value,
            "name": verdict.initiative.initiative.name if verdict.initiative else DASH,
        }
        said = filled(self._said("rules", rule.kind.replace("_", "-")), named)
        if verdict.maybe:
            said = f"{said} {self.words.count('portfolio.maybe-red', verdict.maybe)}"
        if verdict.unmeasured:
            said = f"{said} {self.words.count('portfolio.unmeasured', verdict.unmeasured)}"
        said = self.sentence(said)
        return f"{self.department(rule.department)}: {said}" if rule.department else said

    def goal(self, each: Goal) -> str:
        """A sub-goal with the share it is about, and whether it is met."""
        goal = each.goal
        limit = goal.at_least if goal.at_most is None else goal.at_most
        said = self.words(
            "portfolio.goal-least" if goal.at_most is None else "portfolio.goal-most",
            limit=limit,
            type=self.short_type(goal.type),
            by=self.words(f"portfolio.by-{goal.by}"),
            value=self.apart(each.value, Fraction(limit or 0), 0) + self.words("percent.mark"),
        )
        state = {None: "unknown", True: "met", False: "not-met"}[each.met]
        due = self.words("portfolio.goal-due", date=self.words.date(goal.due.isoformat())) if goal.due else ""
        told = f"{goal.text} ({said})" if goal.text else said
        return f"{told}{due}: {self.words(f'portfolio.goal-{state}')}"

    def risk(self, group: Group) -> str:
        """What the portfolio asks of the willingness to take risks, beside what is stated."""
        stated = self.portfolio.organisation.risk_willingness
        if group.needed_risk is None:
            return self.words("portfolio.risk-unknown")
        asked = self.exact(group.needed_risk, 0)
        if stated is None:
            return self.words("portfolio.risk-unstated", asked=asked)
        said = Fraction(str(stated))
        figure = self.exact(said, 0)
        if group.needed_risk <= said:
            return self.words("portfolio.risk-enough", stated=figure, asked=asked)
        above = self.words.count("portfolio.risk-above", group.above_risk)
        return f"{self.words('portfolio.risk-short', stated=figure, asked=asked)} {above}"

    def _said(self, kind: str, wanted: str) -> str:
        text: str = next(each.text[self.words.language] for each in getattr(self.content, kind) if each.id == wanted)
        return text
