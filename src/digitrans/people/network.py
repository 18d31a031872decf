"""Several organisations beside one another: what each shares, and what may be said of all without showing any.

Every figure is the mean of three or four neighbours in rank, so that none is one organisation's own: of five to ten
organisations the middle ones, of eleven and more those around each quartile; never the lowest or the highest, and
nothing of fewer than five. What was shown once stays the same until five organisations have come, gone or changed, so
that two issues beside each other show no single one. Pure.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from digitrans.content.models import Id, Many, repeated_ids
from digitrans.errors import Problem
from digitrans.texts.dates import moment_of
from digitrans.texts.spelling import alphabetical
from digitrans.values import dataclass

FEWEST = 5
"""Organisations that must stand behind a figure, and that must be new before there are new figures."""
QUARTILES_FROM = 11
AROUND = Fraction(1, 4)
"""So far from the middle on a scale of four points somebody is still around it."""

Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"\S")]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    format: Annotated[int, Field(ge=1)] = 1


class SharedScore(BaseModel):
    """One score of one organisation. ``asked`` changes when the questions behind it do; lines go with lines alike."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    subject: Id
    score: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
    asked: Annotated[str, StringConstraints(pattern=r"^[0-9a-z-]{1,40}$")]
    case: bool = False


class Share(_File):
    """What one organisation gives to a network: a name that it chose, and its scores. No people, no texts, no notes.

    ``case`` says that it has something to tell about the subject.
    """

    kind: Literal["network-share"] = "network-share"
    organisation: Key
    name: Name
    made: str
    instrument: Id
    scores: Annotated[Many[SharedScore], Field(max_length=60)]

    def problems(self) -> Iterator[Problem]:
        """Scores that are there twice."""
        yield from repeated_ids(("scores",), [each.subject for each in self.scores])


class IssuedFigure(BaseModel):
    """One subject as it was shown: its cells, and every organisation's score behind them."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    asked: str
    low: float | None = None
    middle: float
    high: float | None = None
    behind: dict[Key, float]


class Issue(_File):
    """What was shown of a network at one time; it stays with whoever keeps the shares, and leaves no machine."""

    kind: Literal["network-issue"] = "network-issue"
    made: str
    figures: dict[Id, IssuedFigure]


@dataclass(frozen=True)
class Cells:
    """Means of neighbours in rank: ``low`` and ``high`` around the quartiles, None below eleven organisations."""

    middle: Fraction
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True)
class Standing:
    """A subject in the network. ``cells`` is None below five organisations.

    ``n`` organisations stand behind the cells; ``waiting`` is how many are new or have changed since, too few for new
    cells; ``other`` how many were asked in other words. ``own`` is the organisation's own score, None where it shares
    none. ``tellers`` are the names of those who have a case to tell.
    """

    subject: str
    n: int
    cells: Cells | None
    own: Fraction | None
    waiting: int
    other: int
    tellers: tuple[str, ...]

    @property
    def place(self) -> str | None:
        """ "above", "around" or "below" the middle; with quartiles "high" and "low" beyond them; None without both."""
        if self.own is None or self.cells is None:
            return None
        cells = self.cells
        if cells.low is not None and cells.high is not None:
            return "low" if self.own < cells.low else "high" if self.own > cells.high else "around"
        apart = self.own - cells.middle
        return "around" if abs(apart) <= AROUND else "above" if apart > 0 else "below"


def cells_of(values: Sequence[Fraction]) -> Cells | None:
    """The cells of at least five values, each the mean of three or four neighbours in rank; None of fewer."""
    ranked, count = sorted(values), len(values)
    if count < FEWEST:
        return None
    width = 3 if count % 2 else 4
    start = (count - width) // 2
    middle = _mean(ranked[start : start + width])
    if count < QUARTILES_FROM:
        return Cells(middle)
    first = (count + 1) // 4 - 2
    return Cells(middle, _mean(ranked[first : first + 3]), _mean(ranked[count - first - 3 : count - first]))


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def asked_print(prints: Iterable[str]) -> str:
    """Twelve hexadecimal digits for the questions behind a score, by the fingerprints of its items."""
    return hashlib.sha256(repr(sorted(prints)).encode()).hexdigest()[:12]


AN_HOUR = 3600


def newest(shares: Iterable[Share], now: str | None = None) -> tuple[tuple[Share, ...], int]:
    """The last share of every organisation, by name, and how many others were passed over.

    A share that says it was made later than ``now``, an ISO time, is older than any other: its clock was ahead.
    """
    until = moment_of(now) + AN_HOUR if now else None

    def when(each: Share) -> float:
        made = moment_of(each.made)
        return made if until is None or made <= until else 0.0

    found: dict[str, Share] = {}
    passed = 0
    for each in shares:
        before = found.get(each.organisation)
        passed += before is not None
        if before is None or when(each) > when(before):
            found[each.organisation] = each
    return tuple(sorted(found.values(), key=lambda each: (alphabetical(each.name), each.organisation))), passed


def standings(
    shares: Sequence[Share],
    subjects: Sequence[str],
    issues: Sequence[Issue],
    own: str | None = None,
    elsewhere: Sequence[Issue] = (),
) -> tuple[Standing, ...]:
    """Every subject that anybody shares, in the order of ``subjects``; ``own`` is the organisation that looks.

    ``issues`` are all that were ever shown of this folder, oldest first; ``elsewhere`` those of other folders, which
    may hold some of the same organisations: beside those, too, no figure may single anybody out.
    """
    known = {each.subject for share in shares for each in share.scores}
    order = [*(each for each in subjects if each in known), *sorted(known - set(subjects))]
    return tuple(_standing(shares, each, issues, own, elsewhere) for each in order)


def _standing(
    shares: Sequence[Share], subject: str, issues: Sequence[Issue], own: str | None, elsewhere: Sequence[Issue]
) -> Standing:
    given = {share.organisation: each for share in shares for each in share.scores if each.subject == subject}
    asked = _most_common(given.values())
    alike = {key: Fraction(str(each.score)) for key, each in given.items() if each.asked == asked}
    here, there = ([_shown(one, subject, asked) for one in each] for each in (issues, elsewhere))
    behind, waiting = _let_out(alike, [each for each in here if each], [each for each in there if each])
    tellers = tuple(
        share.name for share in shares if any(each.case and each.subject == subject for each in share.scores)
    )
    cells = cells_of(tuple(behind.values())) if behind else None
    return Standing(subject, len(behind), cells, alike.get(own or ""), waiting, len(given) - len(alike), tellers)


def _most_common(scores: Iterable[SharedScore]) -> str:
    counted = Counter(each.asked for each in scores)
    return min(counted, key=lambda each: (-counted[each], each))


def _shown(issue: Issue, subject: str, asked: str) -> dict[str, Fraction]:
    """The scores behind what an issue showed of a subject, as it is asked now; {} where it showed none."""
    figure = issue.figures.get(subject)
    if figure is None or figure.asked != asked:
        return {}
    return {key: Fraction(str(value)) for key, value in figure.behind.items()}


def _let_out(
    now: Mapping[str, Fraction], shown: Sequence[dict[str, Fraction]], elsewhere: Sequence[dict[str, Fraction]]
) -> tuple[dict[str, Fraction], int]:
    """The scores that may stand behind the figures, and how many have come, gone or changed since these were shown.

    New figures must differ from every earlier issue in nobody, or in five organisations and more. Of other folders
    that goes for issues that some of these organisations stand behind.
    """
    if len(now) >= FEWEST:
        known = [*shown, *(each for each in elsewhere if each.keys() & now.keys())]
        if all(apart == 0 or apart >= FEWEST for apart in (_differences(now, each) for each in known)):
            return dict(now), 0
    return (shown[-1], _differences(now, shown[-1])) if shown else ({}, len(now))


def _differences(one: Mapping[str, Fraction], other: Mapping[str, Fraction]) -> int:
    return sum(one.get(key) != other.get(key) for key in one.keys() | other.keys())


def issue_of(shares: Sequence[Share], found: Sequence[Standing], issues: Sequence[Issue], made: str) -> Issue | None:
    """What is shown now and was not before, to be kept; None where all of it was."""
    figures: dict[str, IssuedFigure] = {}
    for each in found:
        if each.cells is None or each.waiting:
            continue
        given = {share.organisation: one for share in shares for one in share.scores if one.subject == each.subject}
        asked = _most_common(given.values())
        behind = {key: one.score for key, one in given.items() if one.asked == asked}
        last = next((issue.figures[each.subject] for issue in reversed(issues) if each.subject in issue.figures), None)
        if last is not None and last.asked == asked and last.behind == behind:
            continue
        low, middle, high = (
            None if one is None else float(one) for one in (each.cells.low, each.cells.middle, each.cells.high)
        )
        assert middle is not None
        figures[each.subject] = IssuedFigure(asked=asked, low=low, middle=middle, high=high, behind=behind)
    return Issue(made=made, figures=figures) if figures else None
