"""Portfolios from Python: read, score, compare, plan, trend, roadmap, and records for pandas, Polars and DuckDB.

What stands here in ``__all__`` is promised: names, arguments and keys of records stay within a minor version. Amounts
are in the currency of the portfolio, points from 0 to 100, days ISO 8601. None is what is not known, and is never 0.
Every function raises ``Error``, and nothing else, for files and values that cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitrans.library_error import Error, in_words

if TYPE_CHECKING:
    from fractions import Fraction

    from digitrans.portfolios import comparison as comparing
    from digitrans.portfolios import models
    from digitrans.portfolios import plan as planning
    from digitrans.portfolios import roadmap as roads
    from digitrans.portfolios import trend as tracking
    from digitrans.portfolios import wishes as wishing
    from digitrans.portfolios.judge import Judge
    from digitrans.portfolios.money import Total
    from digitrans.portfolios.scoring import PortfolioScore, Scored

__all__ = [
    "Comparison", "Error", "Plan", "Portfolio", "Record", "Roadmap", "Score", "Sum", "Trend",
    "compare", "plan", "read", "roadmap", "score", "to_records", "trend",
]  # fmt: skip

Record = dict[str, str | int | float | bool | None]
"""A row: plain values under fixed keys."""


@dataclass(frozen=True)
class Portfolio:
    """A portfolio file that was read and checked.

    ``as_of`` is the day it describes, None where it does not say. ``departments`` and ``initiatives`` are ids.
    """

    source: str
    organisation: str
    as_of: date | None
    currency: str
    departments: tuple[str, ...]
    initiatives: tuple[str, ...]
    _model: models.Portfolio = field(repr=False)


@dataclass(frozen=True)
class Sum:
    """A sum from ``low`` to ``high``, of ``known`` of ``of`` amounts; None where none is known, which is no 0."""

    low: float | None
    high: float | None
    known: int
    of: int


@dataclass(frozen=True)
class Score:
    """A scored portfolio. ``day`` is the one it is scored for: its own, or the one that was asked for.

    ``mean_score`` and ``mean_high`` are the mean of the scores with the worst and the best of what is missing, None
    without initiatives. ``lights`` counts "green", "amber", "grey" (not known yet) and "red". ``promised`` and
    ``realised`` are benefits a year. ``distance`` is how far the types are from the target by number, 0 to 100; None
    without a target. ``broken`` are the ids of rules that are not kept. All is of what is neither done nor stopped.
    """

    portfolio: Portfolio
    day: date | None
    mean_score: float | None
    mean_high: float | None
    lights: Mapping[str, int]
    cost: Sum
    running_cost: Sum
    promised: Sum
    realised: Sum
    distance: float | None
    broken: tuple[str, ...]
    _score: PortfolioScore = field(repr=False)
    _judge: Judge = field(repr=False)


@dataclass(frozen=True)
class Comparison:
    """One portfolio at two dates, by the ids of initiatives: what came, ended, came back, went and changed.

    ``cost_before`` and ``cost_after`` are the sums of what counts, by the high ends; ``steps`` is what moved the one to
    the other, and adds up.
    """

    came: tuple[str, ...]
    ended: tuple[str, ...]
    returned: tuple[str, ...]
    went: tuple[str, ...]
    changed: tuple[str, ...]
    cost_before: float
    cost_after: float
    steps: Mapping[str, float]
    _found: comparing.Comparison = field(repr=False)


@dataclass(frozen=True)
class Plan:
    """The best set for a budget, by the ids of initiatives. ``worth`` is in points above the red line.

    ``left_out`` are those that could not be weighed, with the reason: "no-cost", "over", "needs" and so on. ``core``
    are in every best set, ``outside`` in none, ``open`` in some; None where that was not asked. ``proven`` is True
    where the sets are all those that weights within bounds can make best, and False where they are those of random
    trials, which prove nothing; None where it was not asked.
    """

    budget: int
    chosen: tuple[str, ...]
    cost: float
    worth: float
    left_out: Mapping[str, str]
    core: tuple[str, ...] | None
    open: tuple[str, ...] | None
    outside: tuple[str, ...] | None
    proven: bool | None
    _found: planning.Plan = field(repr=False)


@dataclass(frozen=True)
class Trend:
    """One portfolio over some dates, the oldest first. An initiative is followed by its id, or else by its name.

    ``days`` are those of ``scores``. ``drifted`` are the ids of those whose cost or end moved, the most money first.
    ``rise`` is by how much the cost of each of them rose from what was first known to what was last known, by the high
    ends, and ``delay`` by how many days its end moved; both 0 where nothing did, and below 0 the other way.
    """

    days: tuple[date, ...]
    scores: tuple[Score, ...]
    drifted: tuple[str, ...]
    rise: Mapping[str, float]
    delay: Mapping[str, int]
    _tracks: tuple[tracking.Track, ...] = field(repr=False)


@dataclass(frozen=True)
class Roadmap:
    """Where the initiatives lie in time as of ``day``, by their ids, each in one place.

    ``dated`` have a start or an end, ``undated`` neither, ``reversed`` end before they start, ``over`` are done or
    stopped. ``quarters`` are those from the first to the last that is drawn, such as "2026-Q4". ``waiting`` has those
    that depend on something which ends only after they have begun, and what that is.
    """

    day: date
    quarters: tuple[str, ...]
    dated: tuple[str, ...]
    undated: tuple[str, ...]
    reversed: tuple[str, ...]
    over: tuple[str, ...]
    waiting: Mapping[str, tuple[str, ...]]
    _found: roads.Roadmap = field(repr=False)


def read(source: str | Path | Mapping[str, Any]) -> Portfolio:
    """A portfolio from a YAML or JSON file, or from the same as a dict. Raises Error with every fault."""
    from digitrans.portfolios.models import CURRENCY

    with in_words():
        name, data = (str(source), None) if isinstance(source, str | Path) else ("portfolio", _as_bytes(source))
        model = _judge(None).read(name, data)[0]
    return Portfolio(
        name,
        model.organisation.name,
        model.organisation.as_of,
        model.currency or CURRENCY,
        tuple([each.id for each in model.departments]),
        tuple([each.id for each in model.initiatives]),
        model,
    )


def score(
    portfolio: Portfolio,
    *,
    weights: Mapping[str, float] | None = None,
    rules: str | Path | None = None,
    on: date | None = None,
) -> Score:
    """The figures of a portfolio, as ``digitrans portfolio score`` has them.

    ``weights`` are those of components ("value", "coherence", "readiness", "risk", "legitimacy"), 0 to 1000 and
    relative to one another; ``rules`` is a file as for ``--rules``. ``on`` is the day for what is late where the file
    says none; None for today.
    """
    from digitrans.files.stamps import today
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.portfolios.scoring import score_portfolio
    from digitrans.portfolios.suggestions import judge as judge_rules

    with in_words():
        _must_be(portfolio, Portfolio, "read")
        judge = _judge(_told(weights)) if rules is None else Judge(Yardstick(_told(weights), str(rules)))
        found = score_portfolio(portfolio._model, judge.scorer, on or today())
        own = judge.own.rules if judge.own else ()
        verdicts = judge_rules((*portfolio._model.rules, *own), found)
    whole = found.whole
    return Score(
        portfolio,
        found.day,
        mean_score=_number(whole.mean_score),
        mean_high=_number(whole.mean_high),
        lights=dict(whole.lights),
        cost=_sum(whole.cost),
        running_cost=_sum(whole.running_cost),
        promised=_sum(whole.benefits.planned),
        realised=_sum(whole.benefits.realised),
        distance=_number(whole.by_number.distance),
        broken=tuple([each.rule.id for each in verdicts if not each.kept]),
        _score=found,
        _judge=judge,
    )


def compare(before: Score, after: Score) -> Comparison:
    """What became of one portfolio between two dates, as ``digitrans portfolio compare`` tells it.

    Initiatives are the same where their ids are, or else their names. Both are taken to be one portfolio. Raises Error
    where they are not of one currency.
    """
    from digitrans.portfolios.comparison import compare as compare_groups

    with in_words():
        for each in (before, after):
            _must_be(each, Score, "score")
        _must_be_of_one_currency((before, after))
    sides = before._score, after._score
    found = compare_groups(
        (sides[0].whole, sides[1].whole), after._score.scorer, (sides[0].initiatives, sides[1].initiatives)
    )
    drift = found.drift
    assert drift is not None
    ids = {kind: tuple([e.one.initiative.id for e in found.moved if e.kind == kind]) for kind in _KINDS}
    return Comparison(
        ids["came"],
        ids["ended"],
        returned=ids["returned"],
        went=ids["went"],
        changed=ids["changed"],
        cost_before=float(drift.before),
        cost_after=float(drift.after),
        steps={each.kind: float(each.amount) for each in drift.steps},
        _found=found,
    )


_KINDS = ("came", "ended", "returned", "went", "changed")


def plan(
    score: Score,
    budget: int,
    *,
    must: Iterable[str] = (),
    without: Iterable[str] = (),
    keep_running: bool = False,
    capacity: bool = False,
    target_distance: int | None = None,
    mix_by: str = "number",
    by: str = "value",
    certain: bool = False,
) -> Plan:
    """The best set of initiatives for ``budget``, exactly, as ``digitrans portfolio plan`` finds it.

    ``budget`` is in whole units of the currency. ``must`` and ``without`` are ids; ``target_distance`` is 0 to 100
    points, of the mix by "number" or "cost" (``mix_by``). ``by``: a
    set is worth its points above the red line ("value"), its whole scores ("score"), or its planned benefits a year
    ("benefit"). ``certain`` asks for ``core``, ``open`` and ``outside``,
    which takes from a second to a minute. Needs the extra ``plan``; raises Error without it, and where no set keeps
    what is asked.
    """
    from importlib.util import find_spec

    from digitrans.errors import UsageFault
    from digitrans.installing import install
    from digitrans.portfolios.wishes import Budgets, Wish, parse_by, parse_mix_by

    with in_words():
        _must_be(score, Score, "score")
        if find_spec("highspy") is None:
            raise UsageFault("error.no-plan", install=install("highspy"))
        if isinstance(budget, bool) or not isinstance(budget, int) or not 0 < budget <= 10**13:
            raise UsageFault("error.budget", value=str(budget))
        if target_distance is not None and (type(target_distance) is not int or not 0 <= target_distance <= 100):
            raise UsageFault("error.target-distance")
        wish = Wish(
            Budgets(budget), frozenset(must), frozenset(without), keep_running, capacity, target_distance,
            by=parse_by(by), mix_by=parse_mix_by(mix_by),
        )  # fmt: skip
        found = _planned(score, wish, certain)
    sure = found.sure
    return Plan(
        budget,
        tuple([each.id for each in found.candidates if each.id in found.chosen.ids]),
        cost=float(found.chosen.cost),
        worth=float(found.chosen.worth),
        left_out={each.scored.initiative.id: each.why for each in found.left_out},
        core=None if sure is None else sure.core(),
        open=None if sure is None else sure.open(),
        outside=None if sure is None else sure.outside(),
        proven=None if sure is None else sure.exact,
        _found=found,
    )


def _planned(score: Score, wish: wishing.Wish, certain: bool) -> planning.Plan:
    from digitrans.portfolios.choosing import shares_of
    from digitrans.portfolios.plan import make_plan

    weights = shares_of([each.weight for each in score._judge.content.components])
    return make_plan(score._score, weights, wish, robust=certain)


def trend(scores: Iterable[Score]) -> Trend:
    """One portfolio at two dates or more, as ``digitrans portfolio trend`` follows it.

    The scores are put in order by their days; all are taken to be of one portfolio. Raises Error where they are fewer
    than two or not of one currency.
    """
    from digitrans.errors import UsageFault
    from digitrans.portfolios.trend import drifted, farthest_first, tracks

    with in_words():
        given = list(scores) if isinstance(scores, Iterable) else [scores]
        for each in given:
            _must_be(each, Score, "score")
        ordered = sorted(given, key=lambda each: each.day or date.max)
        if len(ordered) < 2:
            raise UsageFault("error.trend-few", n=str(len(ordered)))
        _must_be_of_one_currency(ordered)
    found = tracks([each._score.initiatives for each in ordered])
    moved = farthest_first([drifted(each) for each in found])
    ids = [each.track.last.initiative.id for each in moved]
    return Trend(
        tuple([each.day for each in ordered if each.day]),
        tuple(ordered),
        tuple(ids),
        {name: float(each.rise) for name, each in zip(ids, moved, strict=True)},
        {name: each.days for name, each in zip(ids, moved, strict=True)},
        tuple(found),
    )


def roadmap(score: Score, *, department: str | None = None) -> Roadmap:
    """The initiatives along the quarters, as ``digitrans portfolio roadmap`` draws them.

    ``department`` is the id of the only one to look at. Raises Error where there is no such department.
    """
    from digitrans.files.stamps import today
    from digitrans.portfolios.judge import find_department
    from digitrans.portfolios.roadmap import make_roadmap

    with in_words():
        _must_be(score, Score, "score")
        meant = None if department is None else find_department(score.portfolio._model, str(department))
    day = score.day or today()
    found = make_roadmap(score._score, day, meant)
    return Roadmap(
        day,
        tuple([_quarter(found.first.after(count)) for count in range(found.quarters)]),
        tuple([each.scored.initiative.id for each in found.entries]),
        tuple([each.initiative.id for each in found.undated]),
        tuple([each.initiative.id for each in found.reversed]),
        tuple([each.initiative.id for each in found.over]),
        {each.scored.initiative.id: each.late for each in found.entries if each.late},
        found,
    )


def _must_be(value: object, kind: type[Portfolio] | type[Score], made_by: str) -> None:
    """Raises UsageFault where ``value`` is not what the function ``made_by`` gives: a path, or a portfolio unscored."""
    from digitrans.errors import UsageFault

    if not isinstance(value, kind):
        raise UsageFault("error.not-made-by", value=type(value).__name__, wanted=kind.__name__, by=f"{made_by}()")


def _must_be_of_one_currency(scores: Iterable[Score]) -> None:
    from digitrans.errors import UsageFault

    if len({each.portfolio.currency for each in scores}) > 1:
        raise UsageFault("error.trend-currency")


def _quarter(quarter: roads.Quarter) -> str:
    return f"{quarter.year}-Q{quarter.number}"


def to_records(found: Portfolio | Score | Comparison | Plan | Trend | Roadmap) -> list[Record]:
    """Rows of plain values for ``pandas.DataFrame(...)``, ``polars.DataFrame(...)`` and DuckDB.

    Of a portfolio and a score a row for each initiative, in the order of the file; of a comparison one for each thing
    that became otherwise; of a plan one for each initiative that could be weighed; of a trend one for each initiative
    at each date where it is in the file; of a roadmap one for each initiative. Every row has every key.
    """
    if not isinstance(found, Portfolio | Score | Comparison | Plan | Trend | Roadmap):
        with in_words():
            _must_be(found, Score, "score")
    if isinstance(found, Portfolio):
        return [_initiative_record(each) for each in found._model.initiatives]
    if isinstance(found, Score):
        return [_scored_record(each) for each in found._score.initiatives]
    if isinstance(found, Comparison):
        return list(_change_records(found))
    if isinstance(found, Trend):
        return list(_trend_records(found))
    return list(_road_records(found)) if isinstance(found, Roadmap) else _plan_records(found)


def _initiative_record(each: models.Initiative) -> Record:
    cost, running = _ends(each.cost), _ends(each.running_cost)
    benefit = each.benefit
    planned, realised = (_ends(getattr(benefit, name) if benefit else None) for name in ("planned", "realised"))
    return {
        "id": each.id,
        "name": each.name,
        "department": each.department,
        "type": each.type,
        "status": each.status,
        "cost_low": cost[0],
        "cost_high": cost[1],
        "running_cost_low": running[0],
        "running_cost_high": running[1],
        "benefit_planned_low": planned[0],
        "benefit_planned_high": planned[1],
        "benefit_realised_low": realised[0],
        "benefit_realised_high": realised[1],
        "benefit_from": _day(benefit.since if benefit else None),
        "effort": each.effort,
        "phase": each.phase,
        "priority": each.priority,
        "start": _day(each.start),
        "end": _day(each.end),
        "depends_on": " ".join(each.depends_on) or None,
        "mandate": each.mandate,
        "involvement": each.involvement,
        "owner": each.owner,
        "sponsor": each.sponsor,
    }


def _scored_record(each: Scored) -> Record:
    """What the file says, its type as it is scored, then the score, the light and the five components."""
    components: Record = {}
    for figure in each.figures:
        components[f"{figure.component}_low"] = float(figure.low)
        components[f"{figure.component}_high"] = float(figure.high)
    return {
        **_initiative_record(each.initiative),
        "type": each.type,
        "counts": each.counts,
        "light": each.light,
        "score": _number(each.score),
        "score_low": float(each.low),
        "score_high": float(each.high),
        "incomplete": each.incomplete,
        "missing": " ".join(each.missing) if each.incomplete else None,
        **components,
    }


def _change_records(found: Comparison) -> Iterable[Record]:
    for each in found._found.moved:
        head: Record = {"id": each.one.initiative.id, "name": each.one.initiative.name, "kind": each.kind}
        if each.kind != "changed":
            yield {**head, "field": None, "before": None, "after": None}
        for one in each.fields:
            yield {**head, "field": one.field, "before": _text(one.before), "after": _text(one.after)}


def _plan_records(found: Plan) -> list[Record]:
    sure = found._found.sure
    return [
        {
            "id": each.id,
            "name": found._found.scored[each.id].initiative.name,
            "chosen": each.id in found._found.chosen.ids,
            "worth": float(found._found.worths[each.id]),
            "cost": float(each.cost),
            "light": found._found.scored[each.id].light,
            "core_index": None if sure is None else float(sure.shares[each.id]),
        }
        for each in found._found.candidates
    ]


def _trend_records(found: Trend) -> Iterable[Record]:
    """Date by date what an initiative was; ``id`` is the one it has last, by which it is followed."""
    for place, day in enumerate(found.days):
        for track in found._tracks:
            each = track.at[place]
            if each is not None:
                record = _scored_record(each)
                yield {"day": day.isoformat(), **record, "id": track.last.initiative.id, "id_then": each.initiative.id}


def _road_records(found: Roadmap) -> Iterable[Record]:
    from digitrans.portfolios.roadmap import quarter_of

    roads = found._found
    entries = {each.scored.initiative.id: each for each in roads.entries}
    kinds = (("undated", roads.undated), ("reversed", roads.reversed), ("over", roads.over))
    placed = [("dated", each.scored) for each in roads.entries] + [
        (kind, each) for kind, those in kinds for each in those
    ]
    for kind, each in placed:
        one, entry = each.initiative, entries.get(each.initiative.id)
        ends = (one.start, one.end)
        start, end = (_quarter(quarter_of(day)) if day else None for day in ends)
        yield {
            "id": one.id,
            "name": one.name,
            "department": one.department,
            "status": one.status,
            "light": each.light,
            "placed": kind,
            "start": _day(one.start),
            "end": _day(one.end),
            "start_quarter": start,
            "end_quarter": end,
            "late": bool(entry and entry.is_late),
            "depends_on": " ".join(one.depends_on) or None,
            "waits_for": " ".join(entry.late) or None if entry else None,
            "not_in_file": " ".join(entry.strange) or None if entry else None,
        }


def _text(value: object) -> str | None:
    """What a field said, as text: an amount or a score with its two ends, ids with a blank between."""
    from digitrans.portfolios.models import Range

    if value is None or value == ():
        return None
    if isinstance(value, Range):
        return f"{value.low:.15g} {value.high:.15g}"
    if isinstance(value, tuple):
        return " ".join(filter(None, map(_text, value)))
    return f"{float(value):.15g}" if isinstance(value, Real) else str(value)


def _ends(amount: float | models.Range | None) -> tuple[float | None, float | None]:
    if amount is None:
        return None, None
    return (amount, amount) if isinstance(amount, int | float) else (amount.low, amount.high)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _sum(found: Total) -> Sum:
    return Sum(
        float(found.low) if found.is_known else None,
        float(found.high) if found.is_known else None,
        found.known,
        found.of,
    )


def _told(weights: Mapping[str, float] | None) -> str | None:
    if weights and not isinstance(weights, Mapping):
        return str(weights)  # which is no weight, and told as that
    return ",".join(f"{name}={value}" for name, value in weights.items()) if weights else None


@lru_cache(16)
def _judge(weights: str | None) -> Judge:
    """The rules of scoring, loaded once for each set of weights."""
    from digitrans.portfolios.judge import Judge, Yardstick

    return Judge(Yardstick(weights))


def _as_bytes(values: Mapping[str, Any]) -> bytes:
    import json

    from digitrans.errors import Fault, InputFault

    try:
        return json.dumps(values, ensure_ascii=False, allow_nan=False, default=_iso).encode()
    except (TypeError, ValueError, RecursionError):
        raise InputFault([Fault("portfolio", None, None, "", "fault.not-plain", {})]) from None


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    raise TypeError
