"""How the pieces of a portfolio are put in words, the same in every portfolio report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from digitrans.portfolios.models import Portfolio, Range
from digitrans.portfolios.rules import Case, PortfolioContent, filled
from digitrans.portfolios.scoring import Figure, Goal, Group, Scored
from digitrans.portfolios.suggestions import Remark, Suggestion, Verdict
from digitrans.texts import Words

DASH = "–"
MOST_DECIMALS = 6


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
        return DASH if value is None else self.words("portfolio.percent", n=self.words.number(value, 0))

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
            kind = "value" if figure.component == "value" else "coherence"
            return ", ".join(self.of(kind, each) for each in value.split())
        if figure.component == "legitimacy":
            return self.of("mandates", value)
        if gap in ("quality", "economy", "rating"):
            return value
        return self.words.number(Fraction(value)) if gap == "mean" else self.exact(Fraction(value))

    def score(self, scored: Scored, decimals: int = 0) -> str:
        """The score, with its range where input is missing: "58 (41 to 72)"."""
        score = self.figure(scored.score, decimals)
        if not scored.incomplete:
            return score
        low, high = self.figure(scored.low, decimals), self.figure(scored.high, decimals)
        return self.words("portfolio.score-range", score=score, low=low, high=high)

    def light(self, scored: Scored) -> str:
        """The light in a word, and whether the initiative is incomplete."""
        name = self.of("lights", scored.light)
        told = self.words("portfolio.light-incomplete", light=name) if scored.incomplete else name
        return told if scored.counts else f"{told}, {self.of('statuses', scored.initiative.status)}"

    def why(self, scored: Scored) -> str:
        """The one or two reasons for the light."""
        return " ".join(self.reason(each) for each in scored.deciding)

    def ask(self, scored: Scored) -> str:
        """The question to ask about an amber or red initiative; "" for a green one."""
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
            "before": self.figure(each.before),
            "after": self.figure(each.after),
        }
        return filled(self._said("suggestions", each.kind), named)

    def rule(self, verdict: Verdict) -> str:
        """A rule with what it was measured against."""
        rule = verdict.rule
        money = rule.kind == "max_cost"
        limit = Fraction(str(rule.limit))
        least = 0 if verdict.value is None or verdict.value.denominator == 1 else 1
        value = self.cost(verdict.value) if money else self.apart(verdict.value, limit, least)
        named = {
            "limit": self.cost(limit) if money else self.exact(limit, 0),
            "type": self.short_type(rule.type),
            "by": self.words(f"portfolio.by-{rule.by}"),
            "value": value,
            "name": verdict.initiative.initiative.name if verdict.initiative else DASH,
        }
        said = filled(self._said("rules", rule.kind.replace("_", "-")), named)
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
            value=self.words("portfolio.percent", n=self.apart(each.value, Fraction(limit or 0), 0)),
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
