"""What ``data/portfolio.yaml`` may say: the rules of portfolio scoring and all its words.

Weights, thresholds, what each type asks, the questions that lead to a type, and the texts of reasons, questions,
suggestions and remarks. Texts may have gaps such as {asks}; which gaps a text has is fixed here and checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from digitrans.content.models import Id, Many, Model, Provenance, Text
from digitrans.errors import Problem
from digitrans.portfolios.models import TYPES, Format, Level, MandateId, Rule, RungId, StatusId, TypeId, own_problems

ComponentId = Literal["value", "coherence", "readiness", "risk", "legitimacy"]
COMPONENTS: tuple[ComponentId, ...] = ("value", "coherence", "readiness", "risk", "legitimacy")
Weight = Annotated[float, Field(ge=0, le=1000)]
Points = Annotated[float, Field(ge=0, le=100)]


class Asks(Model):
    """What a type of initiative asks: readiness and risk willingness 1 to 5, a mandate, a rung of involvement."""

    readiness: Level
    risk: Level
    mandate: MandateId
    involvement: RungId


Aliases = Many[Annotated[str, Field(min_length=1, max_length=80)]]
"""What else something is called in a spreadsheet, in any language."""


class Kind(Model):
    """One of the four types, with its degree of innovation, 1 to 4."""

    id: TypeId
    degree: Annotated[int, Field(ge=1, le=4)]
    name: Text
    short: Text
    aliases: Aliases = ()
    explanation: Text
    asks: Asks
    provenance: Provenance


class Case(Model):
    """One thing that a component can come to: the reason in words, and the question that it raises, if any."""

    id: Id
    reason: Text
    question: Text | None = None


class Component(Model):
    """One of the five parts of a score: its weight, its rule in words, and what it can come to."""

    id: ComponentId
    name: Text
    weight: Weight
    rule: Text
    cases: Annotated[Many[Case], Field(min_length=1)]


class Thresholds(Model):
    """Green from ``green`` up with no component below ``weak``; red below ``red``. In points, 0 to 100."""

    green: Points
    red: Points
    weak: Points


class Silence(Model):
    """What stands in a text and says nothing, without regard to case: that nobody knows, or that there is none."""

    unknown: Aliases
    none: Aliases
    yet: Aliases = ()
    """Words before or behind one of ``unknown`` that change nothing: "not known yet"."""

    @property
    def all_unknown(self) -> tuple[str, ...]:
        """``unknown``, each as it stands and with one of ``yet`` before or behind it."""
        later = [joined for each in self.unknown for yet in self.yet for joined in (f"{each} {yet}", f"{yet} {each}")]
        return (*self.unknown, *later)


class HeadingWords(Model):
    """Words of headings that tell whether their last words may name a field.

    ``other``: before the name of a field they make it something else. ``newer`` and ``older``: of several such columns
    it is that with one of the first, and last those with one of the second. ``vague``: names that are too general.
    """

    other: Aliases = ()
    newer: Aliases = ()
    older: Aliases = ()
    vague: Aliases = ()


class NearlyDone(Model):
    """When an initiative under way is nearly done: with so few days left, or so much of its time gone."""

    days: Annotated[int, Field(ge=0, le=3650)]
    percent: Annotated[int, Field(ge=1, le=100)]


class Named(Model):
    """Something that a portfolio file names by id, with its name."""

    id: Id
    name: Text
    aliases: Aliases = ()


def called(entry: Named | Kind) -> tuple[str, ...]:
    """All that an entry of the content is called, in both languages."""
    short = (entry.short.da, entry.short.en) if isinstance(entry, Kind) else ()
    return (entry.name.da, entry.name.en, *short, *entry.aliases)


class Status(Named):
    """How far an initiative has come. ``counts``: whether it is part of the shares and the light count."""

    id: StatusId
    counts: bool


class Step(Model):
    """A yes/no question of the decision tree. ``if_yes`` and ``if_no`` name another question or a type."""

    id: Id
    text: Text
    help: Text | None = None
    if_yes: Id
    if_no: Id


class Said(Model):
    """A text that the program looks up by its id."""

    id: Id
    text: Text


class FieldName(Model):
    """What a field of the portfolio file is called in a spreadsheet, and what it is for."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z_.]*$", max_length=60)]
    name: Text
    help: Text
    aliases: Aliases = ()


class Feed(Model):
    """A questionnaire repeated for departments, and the two of its scores that a portfolio can take over by id."""

    instrument: Id
    readiness: Id
    citizen_need: Id


class Rate(Model):
    """The questionnaire that rates an initiative, and how many minutes it takes."""

    instrument: Id
    minutes: Annotated[int, Field(ge=1, le=240)]


class PortfolioContent(Model):
    """The whole of ``data/portfolio.yaml``."""

    version: Annotated[int, Field(ge=1)]
    provenance: Provenance
    thresholds: Thresholds
    nearly_done: NearlyDone
    silence: Silence
    feed: Feed
    rate: Rate
    components: Many[Component]
    types: Many[Kind]
    lights: Many[Named]
    mandates: Many[Named]
    involvement: Many[Named]
    statuses: Many[Status]
    coherence: Many[Named]
    value: Many[Named]
    inputs: Many[Named]
    tree: Annotated[Many[Step], Field(min_length=1, max_length=50)]
    remarks: Many[Said]
    suggestions: Many[Said]
    rules: Many[Said]
    fields: Many[FieldName]
    fillers: Aliases = ()
    heading_words: HeadingWords = HeadingWords()
    tasks: Aliases = ()
    benefit_lines: Aliases = ()
    signals: Aliases = ()
    years: Aliases = ()

    def problems(self) -> Iterator[Problem]:
        """Entries that are missing or out of order, gaps that no text may have, a tree that leads nowhere."""
        wanted: Mapping[str, tuple[str, ...]] = {
            "components": COMPONENTS,
            "types": TYPES,
            "lights": ("green", "amber", "grey", "red"),
            "mandates": ("none", "executive-board", "political"),
            "involvement": ("informed", "heard", "advising", "co-deciding", "co-owning"),
            "statuses": ("idea", "planned", "under-way", "paused", "done", "stopped"),
            "coherence": ("law", "culture", "competences", "technology"),
            "value": ("citizen-quality", "economy"),
            "inputs": ("problem", "type", "department", "readiness", "risk-willingness", "mandate"),
        }
        for name, ids in wanted.items():
            if tuple(each.id for each in getattr(self, name)) != ids:
                yield Problem((name,), "fault.entries", {"known": ", ".join(ids)})
        for index, component in enumerate(self.components):
            yield from _entries(("components", index, "cases"), component.cases, CASES[component.id])
        for name, gaps in (("remarks", REMARKS), ("suggestions", SUGGESTIONS), ("rules", RULES)):
            yield from _entries((name,), getattr(self, name), gaps)
        for index, kind in enumerate(self.types):
            yield from kind.provenance.problems(("types", index))
        yield from self.provenance.problems(())
        if self.thresholds.red > self.thresholds.green:
            yield Problem(("thresholds",), "fault.thresholds", {})
        if not any(each.weight for each in self.components):
            yield Problem(("components",), "fault.weights-zero", {})
        yield from self._tree_problems()

    def _tree_problems(self) -> Iterator[Problem]:
        """Every branch leads to a type or to a question further down, so that no answers go round in a circle."""
        later: set[str] = set(TYPES)
        for index in range(len(self.tree) - 1, -1, -1):
            step = self.tree[index]
            for branch in ("if_yes", "if_no"):
                if getattr(step, branch) not in later:
                    named = {"id": getattr(step, branch), "known": ", ".join(sorted(later))}
                    yield Problem(("tree", index, branch), "fault.unknown-id", named)
            if step.id in later:
                yield Problem(("tree", index, "id"), "fault.id-twice", {"id": step.id})
            later.add(step.id)


class RulesFile(Model):
    """What ``--rules FILE`` may say: rules, and weights, thresholds and demands of types over the shipped ones."""

    format: Format = 1
    rules: Annotated[Many[Rule], Field(max_length=100)] = ()
    weights: dict[ComponentId, Weight] = Field(default_factory=dict)
    thresholds: Thresholds | None = None
    asks: dict[TypeId, Asks] = Field(default_factory=dict)

    def problems(self) -> Iterator[Problem]:
        """Rules that lack a type or have one too many, and ids used twice."""
        yield from own_problems(self.rules)
        if self.thresholds and self.thresholds.red > self.thresholds.green:
            yield Problem(("thresholds",), "fault.thresholds", {})


def adjusted(content: PortfolioContent, own: RulesFile | None, weights: Mapping[str, float]) -> PortfolioContent:
    """``content`` with the thresholds, demands and weights of ``own``, and ``weights`` over these."""
    chosen: dict[str, float] = dict(weights)
    for name, weight in own.weights.items() if own else ():
        chosen.setdefault(name, weight)
    components = tuple(
        each.model_copy(update={"weight": chosen.get(each.id, each.weight)}) for each in content.components
    )
    asks = own.asks if own else {}
    types = tuple(each.model_copy(update={"asks": asks.get(each.id, each.asks)}) for each in content.types)
    thresholds = (own.thresholds if own else None) or content.thresholds
    return content.model_copy(update={"components": components, "types": types, "thresholds": thresholds})


def _entries(at: tuple[str | int, ...], entries: Any, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    if sorted(each.id for each in entries) != sorted(known):
        yield Problem(at, "fault.entries", {"known": ", ".join(known)})
        return
    for index, each in enumerate(entries):
        for name in ("text", "reason", "question"):
            text = getattr(each, name, None)
            for gap in sorted(_gaps(text) - known[each.id]):
                named = {"gap": gap, "known": ", ".join(sorted(known[each.id])) or "-"}
                yield Problem((*at, index, name), "fault.gap", named)


def _gaps(text: Text | None) -> set[str]:
    return set() if text is None else set(re.findall(r"\{([^}]*)\}", text.da + text.en))


def filled(text: str, named: Mapping[str, str]) -> str:
    """``text`` with its gaps filled; what is filled in is never read as a gap itself."""
    return re.sub(r"\{(\w+)\}", lambda match: named.get(match[1], match[0]), text)


def _with(**gaps: str) -> dict[str, frozenset[str]]:
    return {name.replace("_", "-"): frozenset(each.split()) for name, each in gaps.items()}


CASES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "value": _with(
        no_problem="",
        high="quality economy",
        fair="quality economy",
        low="quality economy",
        quality_low="quality economy",
        unknown="missing",
    ),
    "coherence": _with(all_fit="mean", middling="weakest rating mean", weak="weakest rating mean", unknown="missing"),
    "readiness": _with(enough="has asks", short="has asks", unknown="asks", no_type="", no_department=""),
    "risk": _with(enough="has asks", short="has asks", unknown="asks", no_type=""),
    "legitimacy": _with(reached="has asks", short="has asks", unknown="asks", no_type=""),
}
"""What each component can come to."""
_SEVERAL = "count of names"
REMARKS = _with(
    no_type=_SEVERAL,
    type_open="name question",
    no_cost=_SEVERAL,
    years_differ=_SEVERAL,
    no_problem=_SEVERAL,
    problem_unknown=_SEVERAL,
    ratings_unknown=_SEVERAL,
    mandate_unknown=_SEVERAL,
    late=_SEVERAL,
    not_begun=_SEVERAL,
    ends_first="name start end",
    cycle="names",
    depends_unknown="name other",
    depends_halted="name other status",
    depends_later="name start other end",
    benefit_ownerless=_SEVERAL,
    benefit_silent=_SEVERAL,
    benefit_behind=_SEVERAL,
    no_owner=_SEVERAL,
    capacity="department effort count of capacity",
    involvement_low="name has asks",
    involvement_low_many=_SEVERAL,
    no_department=_SEVERAL,
    no_departments="",
    no_initiatives="",
    department_empty="department",
    no_willingness="",
    no_readiness=_SEVERAL,
    no_targets=_SEVERAL,
    all_over="",
)
"""What is worth a word when a portfolio is checked or scored, though it is no fault."""
SUGGESTIONS = _with(
    stop="name type facts before after",
    add="type before after",
    move="name type to facts before after",
    on_target="",
    none_fits="",
    start="type",
)
"""What would bring a department nearer to its target."""
RULES = _with(
    max_share="limit type by value",
    min_share="limit type by value",
    max_red="limit value",
    max_grey="limit value",
    max_incomplete="limit value",
    max_late="limit value",
    max_distance="limit by value",
    min_score="limit value name",
    min_mean_score="limit value",
    max_cost="limit value",
    max_running_cost="limit value",
    max_risk_gap="limit value",
)
"""What a rule asks, with what it is measured against."""
