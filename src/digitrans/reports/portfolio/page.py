"""One initiative on one page: light, problem, money, what questionnaires came to, decisions, one question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from digitrans.answers.plans import Resolution
from digitrans.content.advice import Advice
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Sheet, Table
from digitrans.history.initiatives import Step
from digitrans.history.runs import Run
from digitrans.portfolios.data import initiative_data
from digitrans.portfolios.models import COHERENCE, Benefit
from digitrans.portfolios.remarks import remarks
from digitrans.portfolios.scoring import PortfolioScore, Scored
from digitrans.reports.overview import comes_to
from digitrans.reports.plans import decision_data, decision_events, resolution_line
from digitrans.reports.portfolio.naming import PortfolioNames
from digitrans.texts import Words
from digitrans.values import dataclass

SCREEN_DECISIONS, PAGE_DECISIONS = 1, 6
TEXT_SHOWN = 300
"""How many characters of a text of the file stand on the page; more of them would leave no room for the rest."""


@dataclass(frozen=True)
class Asked:
    """A questionnaire and what it came to about this initiative; ``run`` is None where it was not asked yet.

    ``command`` asks it.
    """

    id: str
    title: str
    run: Run | None
    command: str


@dataclass(frozen=True)
class Page:
    """All that is known of one initiative. ``decisions`` are those about it, newest first.

    ``differing`` is how many fields the answers have otherwise than ``file``, or besides it.
    """

    names: PortfolioNames
    score: PortfolioScore
    scored: Scored
    asked: tuple[Asked, ...]
    decisions: tuple[Resolution, ...]
    advice: Mapping[str, Advice]
    differing: int = 0
    file: str = ""


def page_report(page: Page) -> Document:
    """The page; on a terminal its first screen has the same in fewer words."""
    names, scored, words = page.names, page.scored, page.names.words
    blocks: list[Block] = [*_head(page, TEXT_SHOWN), *(Paragraph(each, "warning") for each in _warnings(page))]
    blocks += _question(page)
    blocks += [
        Heading(words("initiative.facts")),
        Table((words("column.field"), words("column.value")), tuple(_facts(page))),
    ]
    blocks += [Heading(words("initiative.asked")), _asked_table(page), *_next(page), *_differing(page)]
    blocks += [Heading(words("initiative.decisions")), *_decisions(page, PAGE_DECISIONS)]
    screen = [*_head(page, 150), *_question(page), _brief_facts(page), _asked_table(page, tight=True)]
    screen += _next(page) or _differing(page)
    screen += _decisions(page, SCREEN_DECISIONS) if page.decisions else []
    return Document(
        scored.initiative.name,
        tuple(blocks),
        _data(page),
        words.language,
        _sheet(page),
        pages=1,
        events=decision_events(words, page.decisions),
        sender=names.portfolio.organisation.name,
        screen=tuple(screen),
    )


def _cut(text: str, length: int) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1].rstrip() + "…"


def _head(page: Page, length: int) -> list[Block]:
    """Where it belongs, its light with the reasons, and its problem."""
    names, scored, words = page.names, page.scored, page.names.words
    initiative, score = scored.initiative, names.score(scored)
    places = [
        names.department(initiative.department) if initiative.department else words("initiative.no-department"),
        names.of("statuses", initiative.status) if initiative.status else words("initiative.no-status"),
        words("initiative.owner", name=initiative.owner) if initiative.owner else words("initiative.no-owner"),
        *_times(names, initiative.start, initiative.end),
    ]
    told = words("initiative.light", light=names.light(scored), score=score)
    return [
        Paragraph(_cut(" · ".join(places), length), "muted"),
        Paragraph(f"{told} {names.why(scored)}", "strong"),
        Paragraph(words("initiative.problem", text=_cut(_problem(page), length))),
    ]


def _times(names: PortfolioNames, start: date | None, end: date | None) -> list[str]:
    if start is None and end is None:
        return []
    ends = (names.day(each, short=True) if each else "?" for each in (start, end))
    return [" – ".join(ends)]


def _problem(page: Page) -> str:
    """The citizens' problem or, where that is not stated, that of the organisation; else that nobody has said it."""
    scorer, initiative, words = page.score.scorer, page.scored.initiative, page.names.words
    told = {each: scorer.told(each) for each in (initiative.citizen_problem, initiative.internal_problem) if each}
    stated = next((text for text, said in told.items() if said == "stated"), None)
    if stated is not None:
        inner = stated == initiative.internal_problem and stated != initiative.citizen_problem
        return words("initiative.internal", text=stated) if inner else stated
    asked = initiative.citizen_problem and scorer.told(initiative.citizen_problem) == "none"
    return words("initiative.problem-none" if asked else "initiative.problem-unknown")


_SHOWN_ABOVE = frozenset(("no-owner", "no-department"))
"""Remarks that the first line of the page makes already."""


def _warnings(page: Page) -> Iterable[str]:
    """What a check says of this initiative, also where it says it of several at once."""
    own, words = page.scored.initiative.id, page.names.words
    for each in remarks(page.score, page.names.content):
        if each.id in _SHOWN_ABOVE:
            continue
        if own in each.about and f"initiative.{each.id}" in words:
            yield words(f"initiative.{each.id}")
        elif each.about == (own,) and "name" in each.named:
            yield page.names.remark(each)


def _question(page: Page) -> list[Block]:
    """The one question to ask, also where the light is green."""
    names, deciding = page.names, page.scored.deciding
    asked = names.question(deciding[0]) if deciding else ""
    return [Paragraph(names.words("initiative.ask", question=asked))] if asked else []


def _facts(page: Page) -> Iterable[tuple[str, str]]:
    """Type, weakest link, money and people, each also where nobody has said it, so that it is seen to be missing."""
    names, words, initiative = page.names, page.names.words, page.scored.initiative
    yield words("column.type"), _type(page)
    yield words("initiative.weakest"), _weakest(page)
    yield words("column.cost"), _money(names, initiative.cost)
    yield words("column.running-cost"), _money(names, initiative.running_cost)
    yield words("initiative.benefit"), _benefit(page)
    yield words("initiative.mandate"), _mandate(page)
    yield words("initiative.involvement"), _or_unknown(names, "involvement", initiative.involvement)
    if initiative.sponsor:
        yield words("initiative.sponsor"), _cut(initiative.sponsor, TEXT_SHOWN)
    if initiative.depends_on:
        yield words("initiative.depends"), names.value("depends_on", initiative.depends_on)
    if initiative.note:
        yield words("column.note"), _cut(initiative.note, TEXT_SHOWN)


def _type(page: Page) -> str:
    """The type, or that it is open and how to find it."""
    names, found = page.names, page.scored.type
    return names.of("types", found) if found is not None else names.words("initiative.no-type")


def _weakest(page: Page) -> str:
    """The lowest of what must fit together, with its rating; what is missing, where that is not known."""
    names, case, figure = page.names, page.scored.initiative.business_case, page.scored.figures[1]
    if figure.value is None or case is None:
        return names.reason(figure)
    ratings = {each: int(getattr(case, each)) for each in COHERENCE}
    least = min(ratings.values())
    named = ", ".join(names.of("coherence", each) for each, rating in ratings.items() if rating == least)
    return names.words("initiative.weakest-link", name=named, rating=least)


def _mandate(page: Page) -> str:
    names, has = page.names, _or_unknown(page.names, "mandates", page.scored.initiative.mandate)
    asks = dict(page.scored.figures[4].named).get("asks")
    return names.words("initiative.asks", has=has, asks=names.of("mandates", asks)) if asks else has


def _money(names: PortfolioNames, amount: Any) -> str:
    return names.words("initiative.unknown") if amount is None else names.money(amount)


def _or_unknown(names: PortfolioNames, kind: str, wanted: str | None) -> str:
    return names.words("initiative.unknown") if wanted is None else names.of(kind, wanted)


def _benefit(page: Page) -> str:
    """What was promised a year, what it came to, from when, and who answers for it."""
    names, words, found = page.names, page.names.words, page.scored.initiative.benefit or Benefit()
    told = [
        words("initiative.promised", sum=_money(names, found.planned)),
        words("initiative.realised", sum=_money(names, found.realised)),
    ]
    if found.since:
        told.append(words("initiative.since", date=names.day(found.since)))
    told.append(words("initiative.owner", name=_cut(found.owner, 80)) if found.owner else words("initiative.no-owner"))
    return "; ".join(told)


def _brief_facts(page: Page) -> Block:
    """Type, weakest link and money on a line or two."""
    names, words, initiative = page.names, page.names.words, page.scored.initiative
    told = (
        _type(page),
        words("initiative.brief-cost", sum=_money(names, initiative.cost)),
        words(
            "initiative.brief-benefit", sum=_money(names, initiative.benefit.planned if initiative.benefit else None)
        ),
        f"{words('initiative.weakest').lower()}: {_weakest(page)}",
    )
    return Paragraph(" · ".join(told))


def _asked_table(page: Page, *, tight: bool = False) -> Table:
    """What each questionnaire came to, and when; which were not asked yet."""
    words = page.names.words
    rows = []
    for each in page.asked:
        if each.run is None:
            rows.append(
                (
                    each.title,
                    words("initiative.not-asked") if tight else words("initiative.ask-it", command=each.command),
                    "",
                )
            )
        else:
            name, means = comes_to(each.run)
            rows.append((each.title, name if tight else _with_meaning(name, means), _day(words, each.run)))
    return Table(tuple(words(f"column.{each}") for each in ("questionnaire", "outcome", "date")), tuple(rows), tight)


def _with_meaning(name: str, means: str) -> str:
    """What it came to, with the first sentence of what that means."""
    first = means.partition(". ")[0].removesuffix(".")
    return f"{name}. {first}." if first else name


def _day(words: Words, run: Run) -> str:
    return words.date(run.answers.finished, short=True) if run.answers.finished else ""


def _next(page: Page) -> list[Block]:
    command = next((each.command for each in page.asked if each.run is None), None)
    return [Paragraph(page.names.words("initiative.next", command=command))] if command else []


def _differing(page: Page) -> list[Block]:
    """That the answers say more than the file, or something else, which the light above does not know."""
    if not page.differing:
        return []
    command = f"digitrans portfolio update {page.file} --from-answers"
    return [Paragraph(page.names.words.count("initiative.differs", page.differing, command=command), "warning")]


def _decisions(page: Page, most: int) -> list[Block]:
    """The open decisions first, then the newest; how many more there are."""
    words = page.names.words
    if not page.decisions:
        return [Paragraph(words("initiative.no-decisions", id=page.scored.initiative.id), "muted")]
    order = sorted(page.decisions, key=lambda each: not each.is_open)
    lines = tuple(resolution_line(words, page.advice, each, about=False) for each in order[:most])
    rest = len(order) - len(lines)
    return [Points(lines), *([Paragraph(words.count("initiative.more-decisions", rest), "muted")] if rest else [])]


def _data(page: Page) -> dict[str, Any]:
    first = page.scored.deciding[0] if page.scored.deciding else None
    return {
        "format": 1,
        "kind": "initiative-page",
        "organisation": page.names.portfolio.organisation.name,
        **initiative_data(page.scored, page.score.scorer),
        "question": {"component": first.component, "case": first.case} if first else None,
        "questionnaires": [_asked_data(each) for each in page.asked],
        "decisions": [decision_data(each) for each in page.decisions],
        "answers_differ": page.differing,
    }


def _asked_data(each: Asked) -> dict[str, Any]:
    run = each.run
    if run is None:
        return {"instrument": each.id, "result": None, "finished": None, "outcome": None, "command": each.command}
    judged = run.guidance.judgement.outcome if run.guidance.judgement else None
    decided = judged.id if judged else run.guide.decided.id if run.guide.decided else None
    told = {"instrument": each.id, "result": run.answers.id, "finished": run.answers.finished, "outcome": decided}
    units = {one.unit.id: one.guide.decided.id if one.guide.decided else None for one in run.units}
    return {**told, **({"units": units} if units else {}), "command": each.command}


def _sheet(page: Page) -> Sheet:
    """All of the page as rows of what and value."""
    words, names, initiative = page.names.words, page.names, page.scored.initiative
    rows: list[tuple[str, str]] = [
        (words("column.id"), initiative.id),
        (words("column.initiative"), initiative.name),
        (words("column.light"), names.light(page.scored)),
        (words("column.score"), names.score(page.scored)),
        (words("initiative.problem-head"), _problem(page)),
        *_facts(page),
    ]
    rows += [(each.title, comes_to(each.run)[0] if each.run else words("initiative.not-asked")) for each in page.asked]
    rows += [(words("column.decision"), each.text) for each in page.decisions]
    return Sheet((words("column.what"), words("column.value")), tuple(rows))


def list_report(
    names: PortfolioNames, score: PortfolioScore, steps: Sequence[tuple[int, Step]], most: int, file: str
) -> Document:
    """The initiatives of a portfolio, a line for each: its light, how many of ``most`` it was asked, and the next.

    What is over has no next step; its status stands there.
    """
    words = names.words

    def next_step(each: Scored, step: Step) -> str | None:
        return step.instrument if each.counts else None

    rows = tuple(
        (
            each.initiative.id,
            each.initiative.name,
            names.lamp(each.light),
            f"{asked}/{most}",
            next_step(each, step) or (names.of("statuses", each.initiative.status or "") if not each.counts else ""),
        )
        for each, (asked, step) in zip(score.initiatives, steps, strict=True)
    )
    heads = (
        words("column.id"),
        words("column.initiative"),
        words("column.light"),
        words("column.asked"),
        words("home.initiative-next"),
    )
    told = [
        {
            "id": each.initiative.id,
            "name": each.initiative.name,
            "light": each.light,
            "asked": n,
            "next": next_step(each, step),
        }
        for each, (n, step) in zip(score.initiatives, steps, strict=True)
    ]
    blocks = Paragraph(words("initiative.show-one", file=file), "muted"), Table(heads, rows, tight=True, cut=(1,))
    title = words("initiative.list-title", name=names.portfolio.organisation.name)
    return Document(title, blocks, {"format": 1, "kind": "initiatives", "initiatives": told}, words.language)
