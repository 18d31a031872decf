"""Portfolio files read and scored: one or many, in this process or in several, each by the same yardstick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import to_json

from digitrans.content.own_folders import own_folders
from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.files.sources import Source, read_source
from digitrans.files.stamps import today
from digitrans.files.validation import parse_model, problem_fault, refuse_newer
from digitrans.portfolios.data import error_data, portfolio_data
from digitrans.portfolios.maturity import measured_departments, with_measured
from digitrans.portfolios.models import TYPES, Portfolio, Rule, strange_departments
from digitrans.portfolios.money import highest
from digitrans.portfolios.ranking import dearest_first, ranked
from digitrans.portfolios.reading import load_portfolio_content, read_portfolio
from digitrans.portfolios.rules import COMPONENTS, PortfolioContent, RulesFile, adjusted
from digitrans.portfolios.scoring import PortfolioScore, Scored, Scorer, answer_problems, score_portfolio
from digitrans.portfolios.suggestions import Verdict, judge
from digitrans.portfolios.unrated import nothing_rated
from digitrans.texts import Words
from digitrans.texts.escaping import json_line
from digitrans.texts.spelling import alphabetical, fold, nearest_ones

SORTS = ("rank", "file", "score", "name", "cost", "department", "type", "light")
ONLY = ("red", "grey", "amber", "green", "incomplete")
_LIGHTS = {"red": 0, "grey": 1, "amber": 2, "green": 3}


@dataclass(frozen=True)
class Yardstick:
    """What the user asked for, as plain values, so that another process can be given it.

    ``weights`` is "value=40,risk=10"; ``rules`` the name of a file; ``fail_under`` a mean score; ``maturity`` an
    answers file, or "last", for what the departments of a portfolio lack; ``language`` that of messages in records;
    ``content`` the folders of own content; ``today`` the day for portfolios that do not say which day they describe.
    """

    weights: str | None = None
    rules: str | None = None
    fail_under: float | None = None
    sort: str = "file"
    department: str | None = None
    only: str | None = None
    maturity: str | None = None
    language: str = "da"
    content: tuple[Path, ...] = field(default_factory=own_folders)
    today: date = field(default_factory=today)

    def check(self) -> None:
        """Raises UsageFault for values that there are not."""
        for name, value, known in (("--sort", self.sort, SORTS), ("--only", self.only, ONLY)):
            if value is not None and value not in known:
                raise UsageFault("error.choice", name=name, value=value, known=", ".join(known))
        if self.fail_under is not None and not 0 <= self.fail_under <= 100:
            raise UsageFault("error.fail-under")


class Judged(NamedTuple):
    """One portfolio with its figures, the initiatives to list, and the rules."""

    score: PortfolioScore
    shown: tuple[Scored, ...]
    verdicts: tuple[Verdict, ...]


class Outcome(NamedTuple):
    """What became of one of many files: a line of JSON, its faults (none where it could be used), broken rules.

    ``listed`` is how many initiatives the line has, of those that were asked for.
    """

    file: str
    line: str
    faults: list[Fault]
    broken: int
    listed: int = 0


class Judge:
    """Content, weights and rules, loaded once, and then applied to any number of files."""

    def __init__(self, yardstick: Yardstick) -> None:
        yardstick.check()
        self.yardstick = yardstick
        self.own, self.own_source = _rules_file(yardstick.rules)
        weights = parse_weights(yardstick.weights)
        self.content: PortfolioContent = adjusted(load_portfolio_content(), self.own, weights)
        if not any(each.weight for each in self.content.components):
            raise UsageFault("error.weights-zero")
        self.scorer = Scorer(self.content)
        self.measured = measured_departments(self.content.feed, yardstick.maturity)
        self.threshold = (
            ()
            if yardstick.fail_under is None
            else (Rule(id="fail-under", kind="min_mean_score", limit=yardstick.fail_under),)
        )

    def read(self, file: str, data: bytes | None = None) -> tuple[Portfolio, Source]:
        """The portfolio in ``file``, whose bytes are ``data`` where they are known.

        Raises InputFault with every fault, also of its answers.
        """
        portfolio, source = read_portfolio(file, lambda found: answer_problems(found, self.content), data)
        if self.own is not None and self.own_source is not None:
            known = {each.id for each in portfolio.departments}
            if strange := list(strange_departments(self.own.rules, known)):
                raise InputFault([problem_fault(self.own_source, each) for each in strange])
        return with_measured(portfolio, self.measured), source

    def score(self, file: str) -> Judged:
        """The figures of the portfolio in ``file``. Raises InputFault."""
        return self.judged(self.read(file)[0])

    def judged(self, portfolio: Portfolio) -> Judged:
        """The figures of a portfolio, what of it to list, and the rules kept or broken."""
        score = score_portfolio(portfolio, self.scorer, self.yardstick.today)
        rules = (*portfolio.rules, *(self.own.rules if self.own else ()), *self.threshold)
        return Judged(score, tuple(self._chosen(score)), judge(rules, score))

    def _chosen(self, score: PortfolioScore) -> Iterable[Scored]:
        yardstick, found = self.yardstick, score.initiatives
        if yardstick.department is None and yardstick.only is None and yardstick.sort == "file":
            return found
        meant = departments_meant(score.portfolio, yardstick.department)
        kept = [each for each in found if meant is None or each.initiative.department in meant]
        if yardstick.only is not None:  # what is over has no say in lights
            kept = [each for each in kept if each.counts]
        if yardstick.only == "incomplete":
            kept = [each for each in kept if each.incomplete]
        elif yardstick.only is not None:
            kept = [each for each in kept if each.light == yardstick.only]
        if yardstick.sort == "file":
            return kept
        if yardstick.sort == "rank":
            return dearest_first(kept) if nothing_rated(score) else ranked(kept)
        named = {each.id: each.name for each in score.portfolio.departments}
        return sorted(
            kept, key=lambda each: _sort_key(each, yardstick.sort, named.get(each.initiative.department or ""))
        )

    def outcome(self, file: str) -> Outcome:
        """One of many files as a line of JSON; a file that cannot be used is a line, too."""
        name = file.encode("utf-8", "replace").decode()  # a name on disk need not be text
        try:
            judged = self.score(file)
        except InputFault as fault:
            data = error_data(Words(self.yardstick.language), name, fault.faults)
            return Outcome(file, json_line(to_json(data)), fault.faults, 0)
        data = {"file": name, **portfolio_data(judged.score, judged.verdicts, judged.shown)}
        broken = sum(not each.kept for each in judged.verdicts)
        return Outcome(file, json_line(to_json(data)), [], broken, len(judged.shown))


def _sort_key(each: Scored, by: str, department: str | None) -> tuple[bool, Any, str]:
    """Scores by the low end and costs from the highest, lights from red; what is unknown comes last, equals by name."""
    initiative, name = each.initiative, alphabetical(each.initiative.name)
    values: dict[str, Any] = {
        "score": (-each.low, -each.high),
        "name": name,
        "cost": None if initiative.cost is None else -highest(initiative.cost),
        "department": None if department is None else alphabetical(department),
        "type": None if each.type is None else TYPES.index(each.type),
        "light": _LIGHTS[each.light],
    }
    value = values[by]
    return value is None, 0 if value is None else value, name


def parse_weights(told: str | None) -> dict[str, float]:
    """ "value=40,risk=10" as weights of components. Raises UsageFault."""
    weights: dict[str, float] = {}
    for each in (told or "").split(",") if told else []:
        name, equals, figure = (part.strip() for part in each.partition("="))
        try:
            weight = float(figure)
        except ValueError:
            weight = -1
        if not equals or name not in COMPONENTS or not 0 <= weight <= 1000:
            raise UsageFault("error.weights", value=each.strip(), known=", ".join(COMPONENTS))
        weights[name] = weight
    return weights


def _rules_file(file: str | None) -> tuple[RulesFile | None, Source | None]:
    if file is None:
        return None, None
    source = read_source(Path(file), patient=True)
    refuse_newer(source)
    return parse_model(RulesFile, source), source


def departments_meant(portfolio: Portfolio, wanted: str | None) -> set[str] | None:
    """The ids of the departments that go by ``wanted``, an id before a name; None where all are meant."""
    if wanted is None:
        return None
    if wanted in {each.id for each in portfolio.departments}:
        return {wanted}
    return {each.id for each in portfolio.departments if fold(each.name) == fold(wanted)}


def find_department(portfolio: Portfolio, wanted: str) -> str:
    """The id of a department by id, or else by name. Raises UsageFault with the nearest."""
    if meant := departments_meant(portfolio, wanted):
        return next(each.id for each in portfolio.departments if each.id in meant)
    ids = [each.id for each in portfolio.departments]
    near = nearest_ones(wanted, ids)
    key = "error.no-department-near" if near else "error.no-department"
    raise UsageFault(key, id=wanted, near=near, known=", ".join(ids))
