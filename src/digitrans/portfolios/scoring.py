"""Portfolio to figures: five components, a score and a light per initiative; shares and needs per department.

Pure: values in, frozen values out; ``docs/scoring.md`` has worked examples. All figures are exact fractions. What a
component comes to depends on few inputs, so each is computed once per combination and kept. Tuples are made of lists:
those made of generators leave memory behind in some versions of Python, a little for each of many files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import mul
from typing import NamedTuple, get_args

from digitrans.answers.percentages import percentages
from digitrans.errors import Problem
from digitrans.portfolios.benefits import Benefits, benefits_of
from digitrans.portfolios.models import (
    COHERENCE,
    TYPES,
    UNSURE,
    YES,
    BusinessCase,
    By,
    Department,
    Initiative,
    Organisation,
    Portfolio,
    Rating,
    SubGoal,
    TypeId,
)
from digitrans.portfolios.money import Total, highest, total
from digitrans.portfolios.rules import Asks, ComponentId, PortfolioContent, Step

NOTHING, ALL = Fraction(0), Fraction(100)
LIGHTS = ("green", "amber", "grey", "red")
"""From the best to the worst; grey is a light that what is unknown would change."""
MANDATES = ("none", "executive-board", "political")
NO_CASE = BusinessCase()
_AROUND = " .,;:!?()[]{}<>\"'*_-–—"
_LONGEST_SILENCE = 60
"""Characters; who writes more has something to say."""
_PLACES = {name: place for place, name in enumerate(TYPES)}
_TYPE_IDS: tuple[TypeId, ...] = get_args(TypeId)


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """What one component comes to, 0 to 100. ``value`` is None where input is missing.

    A scorer makes each figure once and hands out the same one again, so figures are compared and looked up by identity.

    ``low`` and ``high`` say what it could become; both equal ``value`` where nothing is missing. ``case`` is the id of
    the reason, ``named`` what the reason names: numbers as texts, ids, and the ids of missing input. ``least`` and
    ``most`` are ``low`` and ``high`` in whole numbers, times ``below``.
    """

    component: ComponentId
    value: Fraction | None
    low: Fraction
    high: Fraction
    case: str
    named: tuple[tuple[str, str], ...] = ()
    least: int = field(init=False, repr=False)
    most: int = field(init=False, repr=False)
    below: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        below = lcm(self.low.denominator, self.high.denominator)
        object.__setattr__(self, "below", below)
        object.__setattr__(self, "least", int(self.low * below))
        object.__setattr__(self, "most", int(self.high * below))

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of the input without which there is no figure; none where there is one."""
        return tuple(next((value for name, value in self.named if name == "missing"), "").split())


class Scored(NamedTuple):
    """One initiative with its figures.

    ``type`` is None where it is not settled; ``open_step`` is then the question that has no answer yet, if answers were
    given. ``score`` is the weighted mean of the components that have a figure, 0 to 100, None without any; ``low`` and
    ``high`` are what it becomes with the worst and the best of what is missing. ``lights`` are the lights that it gets
    with the worst and with the best; ``light`` is that light, one of ``LIGHTS``, and "grey" where the two differ.
    ``deciding`` are the one or two components behind the light, of a grey one those to find out about. ``incomplete``:
    some component has no figure. ``counts`` is False for what is over.
    """

    initiative: Initiative
    type: str | None
    open_step: str | None
    figures: tuple[Figure, ...]
    score: Fraction | None
    low: Fraction
    high: Fraction
    light: str
    lights: tuple[str, str]
    deciding: tuple[Figure, ...]
    incomplete: bool
    counts: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The ids of the input to find out, each once: ratings, "problem", "type", "mandate" and so on."""
        return tuple(dict.fromkeys([name for each in self.figures for name in each.missing]))


class Case(NamedTuple):
    """What value and coherence come to by themselves, 0 to 100 with the worst and the best of what is missing.

    ``light`` is one of ``LIGHTS``: what the proposal is worth before it is asked who shall carry it.
    """

    low: Fraction
    high: Fraction
    light: str


class Shares(NamedTuple):
    """How much of each type there is, by number or by cost. ``covered`` of ``of`` initiatives could be counted."""

    by: By
    amounts: tuple[int | Fraction, ...]
    covered: int
    of: int
    targets: tuple[int, ...] | None

    @property
    def total(self) -> int | Fraction:
        """The sum of the amounts."""
        return sum(self.amounts)

    @property
    def percentages(self) -> tuple[Fraction, ...] | None:
        """The share of each type in per cent, exactly; None where there is nothing to share."""
        return tuple([Fraction(each * 100) / self.total for each in self.amounts]) if self.total else None

    @property
    def rounded(self) -> tuple[int, ...] | None:
        """The shares in whole per cent that add up to 100, by largest remainder; ties go to the first type."""
        return _percentages(self.amounts) if self.total else None

    @property
    def distance(self) -> Fraction | None:
        """Half the sum of the differences to the target, 0 to 100 points; None without target or shares."""
        return None if self.targets is None else distance(self.amounts, self.targets)


@dataclass(frozen=True)
class Goal:
    """A sub-goal, the share it is about (None where there is nothing to share), and whether it is met."""

    goal: SubGoal
    value: Fraction | None
    met: bool | None


class Group(NamedTuple):
    """A department, or the whole organisation (``department`` None), with what its initiatives come to.

    ``scored`` holds what counts; ``over`` is how many are done or stopped. ``mean_score`` is the mean of the low ends
    of their scores, 0 to 100, and ``mean_high`` of the high ones; None without any. ``lights`` counts each of
    ``LIGHTS``, and ``maybe_red`` the grey ones that are red with the worst of what is missing; ``incomplete`` is how
    many miss something. ``cost``, ``running_cost`` and ``effort`` are sums of what counts, and ``cost_by_light`` those
    of each light that there is. ``needed_risk`` is the risk willingness that the most demanding initiative asks for,
    None without types; ``above_risk`` how many ask for more than is stated.
    """

    department: Department | None
    scored: tuple[Scored, ...]
    over: int
    by_number: Shares
    by_cost: Shares
    goals: tuple[Goal, ...]
    mean_score: Fraction | None
    mean_high: Fraction | None
    lights: Mapping[str, int]
    maybe_red: int
    incomplete: int
    needed_risk: Fraction | None
    above_risk: int
    cost: Total
    running_cost: Total
    effort: Total
    cost_by_light: Mapping[str, Total]
    benefits: Benefits


@dataclass(frozen=True)
class PortfolioScore:
    """All that a portfolio comes to: initiatives in the order of the file, departments, and the whole.

    ``scorer`` has the rules by which it was scored. ``day`` is the one that the file describes, or else the one it was
    scored on; None where neither is known, and then nothing is said of what is late.
    """

    portfolio: Portfolio
    initiatives: tuple[Scored, ...]
    departments: tuple[Group, ...]
    whole: Group
    scorer: Scorer
    day: date | None = None


def distance(amounts: Sequence[int | Fraction], targets: Sequence[int]) -> Fraction | None:
    """Half the sum of absolute differences between shares and targets, in percentage points; None of nothing."""
    total = sum(amounts)
    if not total:
        return None
    away: int | Fraction = 0
    for amount, target in zip(amounts, targets, strict=True):
        gap = 100 * amount - target * total
        away += gap if gap > 0 else -gap
    return Fraction(away, 2 * total)


_percentages, _ratio, _figure = lru_cache(256)(percentages), lru_cache(2048)(Fraction), lru_cache(4096)(Figure)
_Judgement = tuple[Fraction | None, Fraction, Fraction, str, tuple[str, str], tuple[Figure, ...], bool]
_Mean = tuple[int, int, int]
"""A weighted mean in whole numbers: the weighted sum of points, the sum of weights, and what points are times."""


class Scorer:
    """Scores initiatives by one set of rules. What it has computed once it keeps, so one scorer serves many files."""

    def __init__(self, content: PortfolioContent) -> None:
        self.content = content
        shares = [Fraction(str(each.weight)) for each in content.components]
        common = lcm(*(each.denominator for each in shares))
        self.weights = tuple(int(each * common) for each in shares)
        self.weight = sum(self.weights)
        limits = content.thresholds
        self.green, self.red, self.weak = (Fraction(str(each)) for each in (limits.green, limits.red, limits.weak))
        self.unit = lcm(*(limit.denominator for limit in (self.green, self.red, self.weak)))
        self.limits = tuple(int(limit * self.unit) for limit in (self.green, self.red, self.weak))
        self.scaled = lru_cache(256)(self._scaled)
        self.asks: dict[str, Asks] = {each.id: each.asks for each in content.types}
        self.risk_asks = {name: Fraction(str(asks.risk)) for name, asks in self.asks.items()}
        self.tree = {step.id: step for step in content.tree}
        self.over = {each.id for each in content.statuses if not each.counts}
        silence = content.silence
        self.unknown = frozenset([each.casefold() for each in silence.all_unknown])
        self.none = frozenset([each.casefold() for each in silence.none])
        self.value = lru_cache(2048)(self._value)
        self.case_of = lru_cache(4096)(self._case_of)
        self.coherence = lru_cache(4096)(self._coherence)
        self.readiness = lru_cache(2048)(self._readiness)
        self.risk = lru_cache(2048)(self._risk)
        self.legitimacy = lru_cache(2048)(self._legitimacy)
        self.bold = lru_cache(64)(self._bold)
        self.needed = lru_cache(64)(self._needed)

    def told(self, text: str | None) -> str:
        """What a text says: "stated"; "none" where it says that there is none; "unknown" where nobody knows.

        A text without a letter says nothing. Marks around a word are no part of it.
        """
        if text is None:
            return "unknown"
        if len(text) > _LONGEST_SILENCE:
            return "stated"
        plain = " ".join(text.casefold().split()).strip(_AROUND)
        if plain in self.none:
            return "none"
        return "unknown" if plain in self.unknown or not any(map(str.isalpha, plain)) else "stated"

    def problem_of(self, initiative: Initiative, kind: str | None) -> str:
        """What is known of the problem: "stated", "none", "unknown", or "type" where it depends on the type.

        A problem of the employees or the economy is enough for what streamlines, and for nothing else.
        """
        told = self.told(initiative.citizen_problem)
        if told == "stated" or initiative.internal_problem is None or kind not in (None, TYPES[0]):
            return told
        inner = self.told(initiative.internal_problem)
        if kind is None:
            return "type" if inner == "stated" else told
        return inner if inner == "stated" or told == "none" else told

    def _value(self, problem: str, quality: Rating | None, economy: Rating | None) -> Figure:
        if problem == "none":
            return Figure("value", NOTHING, NOTHING, NOTHING, "no-problem")
        ratings = {"citizen-quality": quality, "economy": economy}
        low, high = (_points(_mean([_known(each, end) for each in ratings.values()])) for end in (1, 5))
        missing = [name for name, each in ratings.items() if not isinstance(each, int)]
        if problem != "stated":
            low, missing = NOTHING, ["problem" if problem == "unknown" else problem, *missing]
        if high == NOTHING:  # whatever the problem is, the ratings leave nothing
            missing = []
        if missing:
            return Figure("value", None, low, high, "unknown", (("missing", " ".join(missing)),))
        assert isinstance(quality, int)
        case = "high" if low >= self.green else "quality-low" if quality <= 2 else "low" if low < self.weak else "fair"
        return Figure("value", low, low, high, case, (("quality", str(quality)), ("economy", str(economy))))

    def _coherence(self, *ratings: Rating | None) -> Figure:
        low, high = (_points(min([_known(each, end) for each in ratings])) for end in (1, 5))
        missing = [name for name, each in zip(COHERENCE, ratings, strict=True) if not isinstance(each, int)]
        if missing:
            return _figure("coherence", None, low, high, "unknown", (("missing", " ".join(missing)),))
        known = [_known(each, 1) for each in ratings]
        weakest, mean = COHERENCE[known.index(min(known))], ("mean", str(_mean(known)))
        if low >= self.green:
            return _figure("coherence", low, low, low, "all-fit", (mean,))
        named = (("weakest", weakest), ("rating", str(min(known))), mean)
        return _figure("coherence", low, low, low, "weak" if low < self.weak else "middling", named)

    def _readiness(self, kind: str | None, owned: bool, level: float | None) -> Figure:
        asked = [Fraction(str(asks.readiness)) for name, asks in self.asks.items() if kind in (name, None)]
        lacking = "department" if not owned else "readiness" if level is None else ""
        case = "no-type" if kind is None else "no-department" if not owned else "unknown"
        return _short_of("readiness", asked, level if owned else None, kind is None, lacking, case)

    def _risk(self, kind: str | None, willingness: float | None) -> Figure:
        asked = [each for name, each in self.risk_asks.items() if kind in (name, None)]
        lacking = "risk-willingness" if willingness is None else ""
        return _short_of("risk", asked, willingness, kind is None, lacking, "unknown" if kind else "no-type")

    def _bold(self, willingness: float | None) -> frozenset[str]:
        """The types that ask for more risk willingness than is stated; none where none is."""
        limit = Fraction(5) if willingness is None else Fraction(str(willingness))
        return frozenset(name for name, asks in self.risk_asks.items() if asks > limit)

    def _needed(self, kinds: frozenset[str]) -> Fraction | None:
        """The risk willingness that the most demanding of some types asks for; None without any."""
        return max([self.risk_asks[name] for name in kinds], default=None)

    def _legitimacy(self, kind: str | None, mandate: str | None) -> Figure:
        asked = [asks.mandate for name, asks in self.asks.items() if kind in (name, None)]
        given = MANDATES if mandate is None else (mandate,)
        found = [
            max(ALL - 50 * max(MANDATES.index(want) - MANDATES.index(have), 0), NOTHING)
            for want in asked
            for have in given
        ]
        if kind is None:
            lacking = "type" if mandate else "type mandate"
            return Figure("legitimacy", None, min(found), max(found), "no-type", (("missing", lacking),))
        if mandate is None:
            named: tuple[tuple[str, str], ...] = (("missing", "mandate"), ("asks", asked[0]))
            return Figure("legitimacy", None, min(found), max(found), "unknown", named)
        case, named = "reached" if found[0] == ALL else "short", (("has", mandate), ("asks", asked[0]))
        return Figure("legitimacy", found[0], found[0], found[0], case, named)

    def _judge(self, figures: tuple[Figure, ...]) -> _Judgement:
        """Score, range, light, its ends, the deciding figures of five components, and whether one has no figure.

        In whole numbers: all points are times their common denominator.
        """
        common = lcm(self.unit, *[each.below for each in figures])
        points = [each.least * (common // each.below) for each in figures]
        for each in figures:
            if each.value is None:
                return self._partly(figures, points, common)
        total = sum(map(mul, points, self.weights))
        mean = total, self.weight, common
        light = self._light(points, mean, figures[0].component)
        score = _ratio(total, common * self.weight)
        return score, score, score, light, (light, light), self._deciding(figures, points, light, common), False

    def _partly(self, figures: tuple[Figure, ...], least: list[int], common: int) -> _Judgement:
        """The same where not every figure has a value: from the ``least`` points and the most."""
        most = [each.most * (common // each.below) for each in figures]
        worst, best = (sum(map(mul, points, self.weights)) for points in (least, most))
        low, high = _ratio(worst, common * self.weight), _ratio(best, common * self.weight)
        ends = (
            self._light(least, (worst, self.weight, common), figures[0].component),
            self._light(most, (best, self.weight, common), figures[0].component),
        )
        if ends[0] != ends[1]:
            light, deciding = "grey", self._to_find_out(figures)
        else:
            light = ends[0]
            deciding = self._deciding(figures, least if light == "green" else most, light, common)
        known = [place for place, each in enumerate(figures) if each.value is not None]
        if not (weight := sum([self.weights[place] for place in known])):
            return None, low, high, light, ends, deciding, True
        total = sum([least[place] * self.weights[place] for place in known])
        return _ratio(total, common * weight), low, high, light, ends, deciding, True

    def _scaled(self, common: int) -> tuple[int, ...]:
        """The thresholds green, red and weak times ``common``."""
        return tuple([limit * (common // self.unit) for limit in self.limits])

    def _light(self, points: Sequence[int], mean: _Mean, first: str) -> str:
        """The light of so many points of each component and so many on average; ``first`` is the component named first.

        The whole rule of the lights: red below ``red``, or where the value is 0; green from ``green`` up with no
        component below ``weak``; else amber.
        """
        total, weight, common = mean
        green, red, weak = self.scaled(common)
        if total < red * weight or (points[0] == 0 and first == "value"):
            return "red"
        return "green" if total >= green * weight and min(points) >= weak else "amber"

    def _deciding(self, figures: Sequence[Figure], points: list[int], light: str, common: int) -> tuple[Figure, ...]:
        green, _, weak = self.scaled(common)
        return _deciding_of(figures, points, self.weights, light, weak, green)

    def _to_find_out(self, figures: Sequence[Figure]) -> tuple[Figure, ...]:
        """Of what is unknown, the one or two that change the light most: a value of 0, weak ones, then by points."""
        weak = self.weak
        open_ones = [
            (each.component != "value" or each.low > 0, each.low >= weak, -weight * (each.high - each.low), place)
            for place, (each, weight) in enumerate(zip(figures, self.weights, strict=True))
            if each.value is None
        ]
        return tuple([figures[place] for *_, place in sorted(open_ones)[:2]])

    def case(self, scored: Scored) -> Case:
        """The business case of an initiative by itself: value and coherence, by the same rule."""
        return self.case_of(scored.figures[0], scored.figures[1])

    def _case_of(self, value: Figure, coherence: Figure) -> Case:
        common = lcm(self.unit, value.below, coherence.below)
        times = common // value.below, common // coherence.below
        least = [value.least * times[0], coherence.least * times[1]]
        most = [value.most * times[0], coherence.most * times[1]]
        low, light = self._case_end(least, common)
        high, lighter = (low, light) if least == most else self._case_end(most, common)
        return Case(low, high, light if light == lighter else "grey")

    def _case_end(self, points: list[int], common: int) -> tuple[Fraction, str]:
        """The mean and the light of a value and a coherence, both times ``common``; plain where neither has a weight.

        The light is that of the questionnaire ``business-case``, too.
        """
        one, two = self.weights[:2] if any(self.weights[:2]) else (1, 1)
        total = points[0] * one + points[1] * two
        return _ratio(total, common * (one + two)), self._light(points, (total, one + two, common), "value")

    def score(self, initiative: Initiative, willingness: float | None, department: Department | None) -> Scored:
        """All that one initiative comes to."""
        kind, open_step = self.type_of(initiative)
        case = (initiative.business_case or NO_CASE).__dict__  # of a model, attributes are much slower
        figures = (
            self.value(self.problem_of(initiative, kind), case["citizen_quality"], case["economy"]),
            self.coherence(case["law"], case["culture"], case["competences"], case["technology"]),
            self.readiness(kind, department is not None, department.readiness if department else None),
            self.risk(kind, willingness),
            self.legitimacy(kind, initiative.mandate),
        )
        return Scored(initiative, kind, open_step, figures, *self._judge(figures), initiative.status not in self.over)

    def type_of(self, initiative: Initiative) -> tuple[str | None, str | None]:
        """The type given, or the one that the answers lead to; None, and the open question, where they lead nowhere."""
        if initiative.type is not None and initiative.type != UNSURE:
            return initiative.type, None
        if not initiative.answers:
            return None, None
        kind, step, _ = classify(self.tree, initiative.answers)
        return kind, step


def classify(tree: Mapping[str, Step], answers: Mapping[str, object]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Where ``answers`` lead: a type, or the question that has no answer yet; and the questions on the way there."""
    at = next(iter(tree))
    asked: list[str] = []
    while at in tree:
        asked.append(at)
        said = YES.get(answers.get(at))
        if said is None:
            return None, at, tuple(asked)
        at = tree[at].if_yes if said else tree[at].if_no
    return at, None, tuple(asked)


def answer_problems(portfolio: Portfolio, content: PortfolioContent) -> Iterator[Problem]:
    """Answers to questions that are not asked, and answers that lead to another type than the one given."""
    tree = {step.id: step for step in content.tree}
    for index, initiative in enumerate(portfolio.initiatives):
        if not initiative.answers:
            continue
        at = ("initiatives", index, "answers")
        for name in initiative.answers:
            if name not in tree:
                yield Problem((*at, name), "fault.unknown-id", {"id": name, "known": ", ".join(tree)})
        kind, _, _ = classify(tree, initiative.answers)
        if kind is not None and initiative.type in TYPES and kind != initiative.type:
            yield Problem(
                ("initiatives", index, "type"), "fault.type-differs", {"type": initiative.type, "other": kind}
            )


def _deciding_of(
    known: Sequence[Figure], points: list[int], weights: Sequence[int], light: str, weak: int, green: int
) -> tuple[Figure, ...]:
    """For green what gives most of it; else a value of 0, the weak ones, then what costs most points; at most two."""
    if light == "green":
        gives = [(each >= green, weight * each) for each, weight in zip(points, weights, strict=True)]
        return (known[gives.index(max(gives))],)
    most = max(points)
    lacking = [
        (each > 0 or known[place].component != "value", each >= weak, weights[place] * (each - most), place)
        for place, each in enumerate(points)
        if each < green
    ]
    if not lacking:
        return (known[points.index(min(points))],)
    return tuple([known[place] for *_, place in sorted(lacking)[:2]])


def _known(rating: Rating | None, otherwise: int) -> int:
    return rating if isinstance(rating, int) else otherwise


def _mean(values: Sequence[int]) -> Fraction:
    return _ratio(sum(values), len(values))


@lru_cache(64)
def _points(rating: int | Fraction) -> Fraction:
    """A rating of 1 to 5 as 0 to 100 points."""
    return Fraction((rating - 1) * 25)


def _short_of(
    component: ComponentId, asked: list[Fraction], level: float | None, no_type: bool, lacking: str, case: str
) -> Figure:
    """100 minus 25 for each point that ``level`` falls short of what is asked.

    Without a type or a level there is no figure: ``lacking`` is the id of the level's input, ``case`` the reason.
    """
    has = None if level is None else Fraction(str(level))
    points = [
        min(max(ALL - 25 * (ask - have), NOTHING), ALL) for ask in asked for have in ([1, 5] if has is None else [has])
    ]
    asks = (("asks", str(float(asked[0]))),) if len(asked) == 1 else ()
    if has is None or no_type:
        missing = " ".join([each for each in ("type" if no_type else "", lacking) if each])
        return Figure(component, None, min(points), max(points), case, (("missing", missing), *asks))
    named = (("has", str(level)), *asks)
    return Figure(component, points[0], points[0], points[0], "enough" if points[0] == ALL else "short", named)


def score_portfolio(portfolio: Portfolio, scorer: Scorer, today: date | None = None) -> PortfolioScore:
    """Score every initiative, every department and the whole; ``today`` counts where the file has no date."""
    day = portfolio.organisation.as_of or today
    departments = {each.id: each for each in portfolio.departments}
    willingness = portfolio.organisation.risk_willingness
    scored = tuple(
        [scorer.score(each, willingness, departments.get(each.department or "")) for each in portfolio.initiatives]
    )
    by_department: dict[str | None, list[Scored]] = {name: [] for name in departments}
    for each in scored:
        by_department.setdefault(each.initiative.department, []).append(each)
    groups = tuple(
        [
            score_group(department, department, by_department[name], portfolio.organisation, scorer, day)
            for name, department in departments.items()
        ]
    )
    whole = score_group(None, portfolio.organisation, scored, portfolio.organisation, scorer, day)
    return PortfolioScore(portfolio, scored, groups, whole, scorer, day)


def score_group(
    department: Department | None,
    goals: Department | Organisation,
    scored: Sequence[Scored],
    organisation: Organisation,
    scorer: Scorer,
    day: date | None,
) -> Group:
    """Shares, lights, mean score, money and needed risk willingness of the initiatives that count."""
    counted = tuple([each for each in scored if each.counts])
    targets = None if goals.targets is None else tuple([goals.targets.get(name, 0) for name in _TYPE_IDS])
    shares = _shares(counted, targets)
    lights = [each.light for each in counted]
    initiatives = [each.initiative for each in counted]
    incomplete = [each.incomplete for each in counted]
    low = mean_of([each.low for each in counted]) if counted else None
    asked = frozenset([each.type for each in counted if each.type is not None])
    bold = asked & scorer.bold(organisation.risk_willingness)
    return Group(
        department,
        counted,
        over=len(scored) - len(counted),
        by_number=shares["number"],
        by_cost=shares["cost"],
        goals=tuple([_goal(each, shares[each.by]) for each in goals.sub_goals]),
        mean_score=low,
        mean_high=low if low is None or True not in incomplete else mean_of([each.high for each in counted]),
        lights={light: lights.count(light) for light in LIGHTS},
        maybe_red=[each.light == "grey" and each.lights[0] == "red" for each in counted].count(True),
        incomplete=incomplete.count(True),
        needed_risk=scorer.needed(asked),
        above_risk=[each.type in bold for each in counted].count(True) if bold else 0,
        cost=total([each.cost for each in initiatives]),
        running_cost=total([each.running_cost for each in initiatives]),
        effort=total([each.effort for each in initiatives]),
        cost_by_light={
            light: total([each.initiative.cost for each in counted if each.light == light])
            for light in LIGHTS
            if light in lights
        },
        benefits=benefits_of([each.initiative for each in scored], day),
    )


def mean_of(scores: Sequence[Fraction]) -> Fraction:
    """The mean of one figure or more, exactly."""
    ratios = [each.as_integer_ratio() for each in scores]
    common = lcm(*[below for _, below in ratios])
    return Fraction(sum([above * (common // below) for above, below in ratios]), common * len(scores))


def _shares(counted: Sequence[Scored], targets: tuple[int, ...] | None) -> dict[By, Shares]:
    numbers, costs = [0, 0, 0, 0], list[int | Fraction]([0, 0, 0, 0])
    priced = 0
    for each in counted:
        if each.type is None:
            continue
        place = _PLACES[each.type]
        numbers[place] += 1
        if (cost := each.initiative.cost) is not None:
            priced += 1
            costs[place] += highest(cost)
    return {
        "number": Shares("number", tuple(numbers), sum(numbers), len(counted), targets),
        "cost": Shares("cost", tuple(costs), priced, len(counted), targets),
    }


def _goal(goal: SubGoal, shares: Shares) -> Goal:
    exact = shares.percentages
    if exact is None:
        return Goal(goal, None, None)
    value = exact[TYPES.index(goal.type)]
    low, high = goal.at_least or 0, 100 if goal.at_most is None else goal.at_most
    return Goal(goal, value, low <= value <= high)
