"""One document from the latest results: on one page for the board, as a whole, or with everything behind it.

``SECTIONS`` are the parts in their order, each a function from the material to blocks, [] where it has nothing to say.
Further sections are functions added there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.conditions import Guide
from digitrans.answers.guidance import Recommendation
from digitrans.answers.values import Answer, Answers, Missing
from digitrans.answers.wording import advice_name, capital, coverage_words, figure, moved, titled
from digitrans.content.instruments import Instrument
from digitrans.content.items import AnyItem, Writing
from digitrans.content.models import Text
from digitrans.content.whose import marked
from digitrans.documents import Bars, Block, Document, Event, Heading, HeatMap, Paragraph, Points, Table
from digitrans.history.open_lines import is_open
from digitrans.history.runs import Run
from digitrans.reports.assessment import (
    about_blocks,
    assessment_report,
    note_blocks,
    one_recommendation,
    profile_blocks,
    raised_blocks,
    score_blocks,
    tie_words,
)
from digitrans.reports.assessment_data import assessment_data
from digitrans.reports.legend import with_legend
from digitrans.reports.paper import on_paper
from digitrans.reports.plans import decision_data, decision_events, fate_words, goal_event
from digitrans.reports.printed_checklists import Page, due_date, due_events, is_for_meetings, tick_block
from digitrans.reports.units import unit_blocks
from digitrans.reports.verdict import (
    change_words,
    reasons,
    undecided_words,
    unsure_words,
    verdict_name,
    verdict_numbers,
)
from digitrans.texts import Words
from digitrans.texts.dates import moment_of
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.answers.plans import Resolution
    from digitrans.portfolios.scoring import PortfolioScore, Scored
    from digitrans.portfolios.suggestions import Verdict
    from digitrans.reports.portfolio.naming import PortfolioNames

BOARD_LINES, NORMAL_LINES = 3, 5


class Judged(NamedTuple):
    """A portfolio with its figures, the initiatives to list, the rules, and the names of it all."""

    names: PortfolioNames
    score: PortfolioScore
    shown: Sequence[Scored]
    verdicts: Sequence[Verdict]


class Length(IntEnum):
    """How much is told: one page, what matters, or everything."""

    BOARD = 0
    NORMAL = 1
    FULL = 2


PAGES = {Length.BOARD: 1, Length.NORMAL: 4, Length.FULL: 0}
"""Pages that the print is to fit on, as far as it stays legible; 0 for as many as there are."""


@dataclass(frozen=True)
class Material:
    """The latest results. ``before`` is the self-assessment of the time before, where it can be compared with.

    ``pages`` are checklists with their last marks; ``others`` the other questionnaires that were answered;
    ``portfolio`` a scored portfolio, with its names; ``decisions`` what was decided, newest first. ``organisation`` is
    whose report it is, "" for nobody's; ``meeting`` the day it is for; ``shorter`` a short run after the full answers.
    """

    words: Words
    today: str
    assessment: Run | None = None
    before: Run | None = None
    dilemmas: Run | None = None
    pages: tuple[Page, ...] = ()
    others: tuple[Run, ...] = ()
    portfolio: Judged | None = None
    decisions: tuple[Resolution, ...] = ()
    length: Length = Length.NORMAL
    redacted: bool = False
    organisation: str = ""
    meeting: date | None = None
    shorter: Answers | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.assessment or self.dilemmas or self.pages or self.others or self.portfolio or self.decisions)


LEFT_OUT = "[...]"


def redacted(instrument: Instrument, answers: Answers) -> Answers:
    """``answers`` without notes and names; what the leader wrote is replaced by a mark that needs no language.

    So is the initiative that they are about.
    """
    written = {item.id for item in instrument.items if isinstance(item, Writing)}
    values = {
        key: Answer(LEFT_OUT if key.rpartition("/")[2] in written and each.text else each.value)
        for key, each in answers.values.items()
    }
    return replace(answers, values=values, about=None)


def redacted_run(run: Run, number: int | None = None) -> Run:
    """``run`` with its answers redacted and its goals without owners; what was concluded from them stays.

    The initiative goes by ``number``, so that two are still told apart.
    """
    instrument, guidance = run.names.instrument, run.guidance
    recommendations = tuple(
        replace(each, goal=replace(each.goal, owner=None) if each.goal else None) for each in guidance.recommendations
    )
    return replace(
        run,
        answers=redacted(instrument, run.answers),
        guidance=replace(guidance, recommendations=recommendations),
        guide=_unquoted(run.guide),
        units=tuple(
            replace(each, answers=redacted(instrument, each.answers), guide=_unquoted(each.guide)) for each in run.units
        ),
        goals={advice: replace(goal, owner=None) for advice, goal in run.goals.items()},
        about=None if number is None else f"[{number}]",
        initiative=None,
    )


def _unquoted(guide: Guide) -> Guide:
    """``guide`` without the words of the leader's that its remarks quote."""
    return replace(
        guide, remarks=tuple(replace(each, quoted=(LEFT_OUT,) * bool(each.quoted)) for each in guide.remarks)
    )


def overview_report(material: Material) -> Document:
    """The report. Every section stands by itself; what was never answered is named at the end, not left blank."""
    words, board = material.words, material.length is Length.BOARD
    blocks: list[Block] = _head(material)
    for section in BOARD_SECTIONS if board else SECTIONS:
        blocks += section(material)
    blocks = [*_said_once(words, blocks), *_missing(material)]
    title = words(_voiced(material, "report.title", "report.board-title"))
    return Document(
        title,
        with_legend(words, on_paper(words, blocks)),
        _data(material),
        words.language,
        pages=PAGES[material.length],
        events=_events(material),
        sender=material.organisation,
    )


def board_slides(material: Material) -> Document:
    """The page for the board as five slides: verdict, scores, what to decide, portfolio, what is next."""
    words = material.words
    groups = (
        ("", (_large,)),
        ("", (_scores,)),
        ("report.slide-decide", (_mandate, _priorities)),
        ("report.slide-portfolio", (_portfolio, _dilemmas)),
        ("report.slide-next", (_decisions, _meeting)),
    )
    blocks: list[Block] = _head(material)
    for title, sections in groups:
        found = [block for section in sections for block in section(material)]
        if title and found:
            blocks += [Heading(words(title)), *_below(found)]
        else:
            blocks += [
                each for n, each in enumerate(found) if n or not (sections == (_large,) and isinstance(each, Heading))
            ]
    return replace(overview_report(material), blocks=tuple(on_paper(words, blocks)))


def _head(material: Material) -> list[Block]:
    """Whose report it is, of which day, from which answers, and in whose voice."""
    words = material.words
    made = words("report.made", date=words.date(material.today))
    told = f"{material.organisation} · {made}" if material.organisation else made
    blocks: list[Block] = [Paragraph(told, "muted")]
    run = material.assessment
    if material.shorter is not None and run is not None:
        days = {"full": words.date(run.answers.finished or ""), "short": words.date(material.shorter.finished or "")}
        blocks.append(Paragraph(words("report.full-stands", **days), "muted"))
    if material.length is Length.BOARD:
        blocks.append(Paragraph(words("report.board-voice"), "muted"))
    if material.redacted:
        blocks.append(Paragraph(words("report.redacted"), "muted"))
    return blocks


def _events(material: Material) -> tuple[Event, ...]:
    """The days that belong in a calendar: those of decisions and goals, and of the meeting with its checklists."""
    words, run = material.words, material.assessment
    found = [*decision_events(words, material.decisions)]
    for advice, goal in run.goals.items() if run else ():
        known = run.names.advice.get(advice) if run else None
        found += [goal_event(words, known, goal)] if known and goal.by else []
    if material.meeting is not None:
        pages = (page.names for page in material.pages if is_for_meetings(page.names))
        found += [event for names in pages for event in due_events(words, names, material.meeting)]
    return tuple(found)


def _said_once(words: Words, blocks: list[Block]) -> list[Block]:
    """What every questionnaire says alike is said once: of ranges where the first stands, of all scores at the end."""
    ranges, caution = (Paragraph(words(f"assess.{each}"), "muted") for each in ("range-explained", "conversation"))
    first = blocks.index(ranges) if ranges in blocks else -1
    kept = [each for n, each in enumerate(blocks) if each != caution and (each != ranges or n == first)]
    return [*kept, caution] if caution in blocks else kept


def _voiced(material: Material, own: str, board: str) -> str:
    """The key of a text in the report's voice: "you" to the leader alone, "we" on the page that others read."""
    return board if material.length is Length.BOARD else own


def _verdict(material: Material) -> list[Block]:
    run = material.assessment
    if run is None:
        return []
    words, judgement = material.words, run.guidance.judgement
    heading = Heading(titled(words(_voiced(material, "verdict.heading", "report.board-verdict")), run.about))
    blocks: list[Block] = [heading, *about_blocks(run), Paragraph(_circumstances(run), "muted")]
    if judgement is None or judgement.outcome is None:
        told = undecided_words(run, judgement) if judgement else ()
        first = Paragraph(words("verdict.no-verdict").capitalize() + ".", "strong")
        return [*blocks, first, *(Paragraph(text) for text in told)]
    outcome, board = judgement.outcome, material.length is Length.BOARD
    text = _said(material, outcome.board, outcome.text)
    numbers = verdict_numbers(run, judgement)
    for label, own in _board_names(run).items() if board else ():
        numbers = numbers.replace(label, own)
    blocks.append(Paragraph(f"{verdict_name(run, judgement)} ({numbers})", "strong"))
    blocks += [*(Paragraph(told) for told in reasons(run, judgement, board)), Paragraph(run.names.marked(text))]
    blocks += [Paragraph(told) for told in unsure_words(run, judgement)]
    if material.length is not Length.BOARD and judgement.changes:
        blocks.append(Points(tuple(change_words(run, each) for each in judgement.changes)))
    return blocks


def _said(material: Material, board: Text | None, own: Text) -> str:
    """A piece of content in the report's voice; in its own words where it has none for the board."""
    return (board if board and material.length is Length.BOARD else own)[material.words.language]


def _board_names(run: Run) -> dict[str, str]:
    """What the board reads instead of the names of scores and bands."""
    language, instrument = run.names.words.language, run.names.instrument
    named = [(each.name, each.board) for each in instrument.composites]
    named += [(each.name, each.board) for each in instrument.bands]
    return {own[language]: board[language] for own, board in named if own and board}


def _circumstances(run: Run) -> str:
    words = run.names.words
    told = [words.date(run.answers.finished)] if run.answers.finished else []
    told += [words("assess.short-form")] if run.answers.short else []
    return ". ".join([*told, coverage_words(words, run.coverage)]) + "."


def _scores(material: Material) -> list[Block]:
    """The scores as bars, marked with where they stood last time."""
    run = material.assessment
    if run is None:
        return []
    blocks = score_blocks(run)
    if material.length is Length.NORMAL:
        blocks = [_brief(each) if isinstance(each, Bars) else each for each in blocks]
    blocks = [_with_marks(each, material) if isinstance(each, Bars) else each for each in blocks]
    if material.length is Length.BOARD:
        shown = [_for_board(each, run) for each in blocks if isinstance(each, Bars)][:1]
        titles = (material.words("report.board-scores", low=each.start, high=each.end) for each in shown)
        blocks = [*map(Heading, titles), *shown]
    return [*blocks, *_changes(material)]


def _brief(bars: Bars) -> Bars:
    """The bars with what stands behind a score only where answers are open or a goal is set; the rest is in full."""
    kept = (each if each.low != each.high or each.mark is not None else replace(each, note="") for each in bars.bars)
    return replace(bars, bars=tuple(kept))


def _with_marks(bars: Bars, material: Material) -> Bars:
    before = material.before
    if before is None or not before.answers.finished:
        return bars
    found = {before.names.score(each.id): each.value for each in (*before.scores.dimensions, *before.scores.composites)}

    def marked(label: str) -> float | None:
        value = found.get(label)
        return None if value is None else float(value)

    mark = material.words("report.last-time", date=material.words.date(before.answers.finished, short=True))
    return replace(bars, mark=mark, bars=tuple(replace(each, mark=marked(each.label)) for each in bars.bars))


def _for_board(bars: Bars, run: Run) -> Bars:
    """The pieces of advice alone, without what stands behind each; the verdict has its two scores beside it."""
    shown = {run.names.score(each.id) for each in run.names.instrument.dimensions if each.advice}
    names = _board_names(run)
    kept = (each for each in bars.bars if each.label in shown)
    return replace(bars, bars=tuple(replace(each, words=names.get(each.words, each.words), note="") for each in kept))


def _changes(material: Material) -> list[Block]:
    """The largest moves up and down since last time, with both dates and how many answers stand behind."""
    run, before = material.assessment, material.before
    if run is None or before is None:
        return []
    words = material.words
    moves = sorted(_moves(run, before), key=lambda each: each[2] - each[1])
    risen = [each for each in moves if each[2] > each[1]]
    fallen = [each for each in moves if each[2] < each[1]]
    told = [*reversed(risen[-2:]), *fallen[:2]]
    said = [f"{run.names.score(name)} {moved(words, then, now)}" for name, then, now in told]
    about = words(
        "report.compared",
        before=words.date(before.answers.finished or ""),
        now=words.date(run.answers.finished or ""),
        n=before.coverage.answered,
        of=run.coverage.answered,
    )
    return [Paragraph(f"{about} {'; '.join(said)}." if said else f"{about} {words('report.no-change')}")]


def _moves(run: Run, before: Run) -> list[tuple[str, Fraction, Fraction]]:
    """The scores, before and now, that moved further than one answer that is a step off would move them."""
    found = []
    for score in (each for each in before.scores.dimensions if each.id in run.scores):
        now = run.scores[score.id]
        answered = min(score.coverage.answered, now.coverage.answered)
        if score.value is not None and now.value is not None and abs(now.value - score.value) * answered > 1:
            found.append((score.id, score.value, now.value))
    return found


def _priorities(material: Material) -> list[Block]:
    run = material.assessment
    if run is None or not run.guidance.recommendations:
        strong = run is not None and run.guidance.all_strong
        words = material.words
        return [Heading(words("advise.none-heading")), Paragraph(words("report.none-below"))] if strong else []
    words = material.words
    key = _voiced(material, "advise.heading", "report.board-advice")
    blocks: list[Block] = [Heading(words.count(key, len(run.guidance.recommendations)))]
    if material.length is Length.BOARD:
        lines = (
            words(
                "report.decide",
                action=marked(words, _said(material, action.board, action.text), action.provenance),
                advice=_scored(run, each),
            )
            for each in run.guidance.recommendations
            for action in each.actions[:1]
        )
        return [*blocks, Points(tuple(lines), numbered=True)]
    blocks += [Paragraph(text, "muted") for text in tie_words(run)]
    for each in run.guidance.recommendations:
        if material.length is Length.FULL:
            blocks += one_recommendation(run, each)
        else:
            texts = tuple(marked(words, one.text[words.language], one.provenance) for one in each.actions)
            blocks += [Heading(_scored(run, each), 2), Points(texts, numbered=True)]
    return blocks


def _scored(run: Run, each: Recommendation) -> str:
    return f"{advice_name(run.names.words, each.advice)} ({figure(run.names, each.score)})"


def _dilemmas(material: Material) -> list[Block]:
    run = material.dilemmas
    if run is None:
        return []
    words = material.words
    title = run.names.instrument.title[words.language]
    heading = Heading(words("report.board-dilemmas") if material.length is Length.BOARD else title)
    if material.length is not Length.BOARD:
        return [
            heading,
            Paragraph(_circumstances(run), "muted"),
            *_below(profile_blocks(run)),
            *_below(raised_blocks(run)),
        ]
    told = (
        (
            each.board[words.language]
            if each.board
            else f"{each.text[words.language]} {each.question[words.language]}",
            each,
        )
        for each in run.tensions[:2]
    )
    lines = tuple(marked(words, text, each.provenance) for text, each in told)
    return [heading, Points(lines)] if lines else []


def _below(blocks: list[Block]) -> list[Block]:
    """``blocks`` with their headings one level down."""
    return [replace(each, level=each.level + 1) if isinstance(each, Heading) else each for each in blocks]


def _portfolio(material: Material) -> list[Block]:
    """The portfolio against its target; the board sees its figures and questions, the full report every initiative."""
    judged = material.portfolio
    if judged is None:
        return []
    from digitrans.reports.portfolio.scores import group_blocks, initiative_blocks
    from digitrans.reports.portfolio.summary import money_lines, summary_lines

    names, score = judged.names, judged.score
    heading = Heading(names.words("portfolio.title", name=score.portfolio.organisation.name))
    lines = summary_lines(names, score)
    shares = group_blocks(names, score.whole, score)[1:]  # a part of this section, as its own headings are
    if material.length is Length.BOARD:
        apart = money_lines(names, score)[1:]  # what each department has is for the full report
        told = [Paragraph(text) for text, tone in lines if tone == "strong" and text not in apart]
        return [heading, *told, *[each for each in shares if isinstance(each, Paragraph)][:1], *_asked(judged, 1)]
    blocks = [heading, *(Paragraph(text) for text, _ in lines), *shares]
    if material.length is Length.FULL:
        return [*blocks, *(_below(initiative_blocks(names, judged.shown, score)) if judged.shown else [])]
    asked = _asked(judged, 3)
    return [*blocks, *([Heading(names.words("portfolio.ask"), 2)] if asked else []), *asked]


def _asked(judged: Judged, most: int) -> list[Block]:
    """The questions to ask of the first initiatives that need one."""
    found = ((each.initiative.name, judged.names.ask(each)) for each in judged.shown if each.counts)
    lines = tuple(f"{name}: {said}" for name, said in found if said)[:most]
    return [Points(lines)] if lines else []


def _decisions(material: Material) -> list[Block]:
    """What was decided, with owner and date: what is overdue first, then the newest; the full report has all of it."""
    words, board, full = material.words, material.length is Length.BOARD, material.length is Length.FULL
    chosen = [each for each in material.decisions if full or each.is_open]
    chosen.sort(key=lambda each: (not each.is_open, not _is_overdue(material, each), _urgency(material, each)))
    shown = chosen[:BOARD_LINES] if board else chosen
    heads = ["decision", "owner", "by", "fate"] if full else ["decision", "owner", "by"]
    rows = tuple(tuple(_decision_cells(material, each)[: len(heads)]) for each in shown)
    if not rows:
        return []
    heading = Heading(words(_voiced(material, "decide.title", "report.board-decisions")))
    table = Table(tuple(words(f"column.{each}") for each in heads), rows)
    rest = len(chosen) - len(shown)
    more = [Paragraph(words.count("report.more-decisions", rest), "muted")] if rest else []
    return [heading, table, *more]


def _is_overdue(material: Material, each: Resolution) -> bool:
    return each.is_open and each.by is not None and each.by < material.today[:10]


def _urgency(material: Material, each: Resolution) -> float:
    """Among what is overdue, the longest first; among the rest, the newest."""
    return moment_of(each.by) if _is_overdue(material, each) else -moment_of(each.made)


def _decision_cells(material: Material, each: Resolution) -> tuple[str, ...]:
    words = material.words
    due = words.date(each.by) if each.by else ""
    due = words("report.overdue", date=due) if _is_overdue(material, each) else due
    return each.text, each.owner or "", due, fate_words(words, each)


def _checklists(material: Material) -> list[Block]:
    """What is open on each checklist, what is due first; the board sees the first few."""
    blocks: list[Block] = []
    left, hidden = {Length.BOARD: BOARD_LINES, Length.NORMAL: NORMAL_LINES}.get(material.length, 10_000), 0
    for page in material.pages:
        marks = page.marks
        assert marks is not None
        items = sorted(
            (i for i in page.names.instrument.items if is_open(marks[i.id])), key=lambda i: _due(marks[i.id])
        )
        shown = items[:left]
        left, hidden = left - len(shown), hidden + len(items) - len(shown)
        if material.length is Length.FULL:
            shown = list(page.names.instrument.items)
        if shown:
            blocks += _checklist(page, shown, marks, material.length is Length.BOARD)
    if hidden:
        blocks.append(Paragraph(material.words.count("report.more-lines", hidden), "muted"))
    heading = "report.checklists-full" if material.length is Length.FULL else "report.checklists"
    return [Heading(material.words(heading)), *blocks] if blocks else []


def _checklist(page: Page, items: list[AnyItem], marks: Answers, short: bool) -> list[Block]:
    words, instrument = page.names.words, page.names.instrument
    done = sum(marks[each.id].value == "done" for each in instrument.items)
    told = words("report.done-of", n=done, of=len(instrument.items), date=words.date(marks.finished or ""))
    ticks = tick_block(page.names, items, marks)
    bare = replace(ticks, texts=tuple((text, "") for text, _ in ticks.texts))
    title = instrument.title[words.language]
    if short:
        return [Paragraph(f"{title}: {told}", "muted"), bare]
    return [Heading(title, 2), Paragraph(told, "muted"), bare]


def _due(answer: Answer) -> str:
    return answer.due or "9999"


def _others(material: Material) -> list[Block]:
    """The other questionnaires: each by what it comes to and one sentence, and the map of those asked by department.

    The full report has all of each. Of those that could come next, only the ones that are not there are named.
    """
    words, runs = material.words, material.others
    if not runs:
        return []
    if material.length is Length.FULL:
        there = {each.names.instrument.id for each in (material.assessment, material.dilemmas, *runs) if each}
        return [block for run in runs for block in _whole(run, there)]
    rows = tuple((_titled(run), *comes_to(run)) for run in runs)
    heads = tuple(words(f"column.{each}") for each in ("questionnaire", "outcome", "means"))
    blocks: list[Block] = [Heading(words("report.questionnaires")), Table(heads, rows)]
    for run in runs:
        grids = [each for each in unit_blocks(run) if isinstance(each, HeatMap) and len(each.columns) > 3]
        title = titled(run.names.instrument.title[words.language], run.about)
        blocks += [Heading(title, 2), grids[0]] if grids else []
    return blocks


def _whole(run: Run, there: set[str]) -> list[Block]:
    follow = tuple(pair for pair in run.follow if pair[0].instrument not in there)
    document = assessment_report(replace(run, follow=follow))
    return [Heading(document.title), *_below(list(document.blocks))]


def _titled(run: Run) -> str:
    """The questionnaire, what it was about, and the day."""
    words = run.names.words
    told = titled(run.names.instrument.title[words.language], run.about)
    return f"{told} ({words.date(run.answers.finished, short=True)})" if run.answers.finished else told


def comes_to(run: Run) -> tuple[str, str]:
    """What a result comes to in a few words, and what that means; how much was answered where it says nothing."""
    words, language, judgement = run.names.words, run.names.words.language, run.guidance.judgement
    if judgement is not None and judgement.outcome is not None:
        return verdict_name(run, judgement), judgement.outcome.text[language]
    if run.guide.decided is not None:
        return capital(run.guide.decided.name[language]), run.names.marked(run.guide.decided.text[language])
    named = {each.unit.id: each.unit.name for each in run.units}
    picked = [(pick, [named[one] for one in ids]) for pick, ids in run.picked if ids]
    if picked:
        told = "; ".join(f"{pick.name[language]}: {words('list.and').join(names)}" for pick, names in picked)
        return told, _units_told(run)
    return _units_told(run) or coverage_words(words, run.coverage), ""


def _units_told(run: Run) -> str:
    """What each department or group comes to, in a few words each."""
    language = run.names.words.language
    decided = ((each.unit.name, each.guide.decided) for each in run.units)
    return ". ".join(f"{name}: {found.name[language]}" for name, found in decided if found is not None)


def _mandate(material: Material) -> list[Block]:
    """What the questionnaires that belong on the board's page come to."""
    blocks: list[Block] = []
    for run in material.others:
        if run.names.instrument.on_board:
            name, text = comes_to(run)
            title = titled(run.names.instrument.title[material.words.language], run.about)
            blocks += [Heading(title), Paragraph(name, "strong"), *([Paragraph(text)] if text else [])]
    return blocks


def _large(material: Material) -> list[Block]:
    """The verdict, set large, and the scores behind it below."""
    blocks, run = _verdict(material), material.assessment
    judgement = run.guidance.judgement if run else None
    if run is None or judgement is None or judgement.outcome is None:
        return blocks
    name = verdict_name(run, judgement)
    kept: list[Block] = []
    for each in blocks:
        if isinstance(each, Paragraph) and each.tone == "strong" and each.text.startswith(name):
            numbers = each.text.removeprefix(name).strip(" ()")
            kept += [Paragraph(name, "lead"), *([Paragraph(numbers, "strong")] if numbers else [])]
        else:
            kept.append(each)
    return kept


def _meeting(material: Material) -> list[Block]:
    """The next meeting, and how far its checklists have come; without a day, what is open on the checklists."""
    words, day = material.words, material.meeting
    if day is None:
        return _checklists(material)
    blocks: list[Block] = [Paragraph(words("report.meeting", date=words.weekday_date(day)), "strong")]
    for page in material.pages:
        if is_for_meetings(page.names) and page.marks is not None:
            blocks += _before(material, page, day)
    return [Heading(words("report.next-meeting")), *blocks]


def _before(material: Material, page: Page, day: date) -> list[Block]:
    """How much of a checklist is in place, and the first lines that are not, what is due first on top."""
    words, marks = material.words, page.marks
    assert marks is not None
    items = [each for each in page.names.instrument.items if marks[each.id].value is not Missing.NOT_RELEVANT]
    waiting = sorted((each for each in items if marks[each.id].value != "done"), key=lambda each: due_date(each, day))
    late = sum(due_date(each, day).isoformat() < material.today[:10] for each in waiting)
    told = words("report.in-place", n=len(items) - len(waiting), of=len(items), late=late)
    lines = tuple(
        words("report.line-due", text=each.text[words.language], date=words.date(due_date(each, day).isoformat()))
        for each in waiting[:BOARD_LINES]
    )
    rest = len(waiting) - len(lines)
    more: list[Block] = [Paragraph(words.count("report.more-lines", rest), "muted")] if rest else []
    return [Paragraph(told), *([Points(lines)] if lines else []), *more]


def _background(material: Material) -> list[Block]:
    """Second looks at the self-assessment and the leader's notes on it, in the full report only."""
    run = material.assessment
    if run is None or material.length is not Length.FULL:
        return []
    return [*raised_blocks(run), *note_blocks(run)]


def _missing(material: Material) -> list[Block]:
    words = material.words
    gaps = {
        "report.no-assessment": material.assessment is None,
        "report.no-dilemmas": material.dilemmas is None,
        "report.no-checklists": not material.pages,
    }
    told = [words(key) for key, missing in gaps.items() if missing]
    if material.length is Length.BOARD:  # where the self-assessment is the page; the rest is not missed on it
        told = told[:1] if material.assessment is None else []
    return [Heading(words("report.missing")), Points(tuple(told))] if told else []


SECTIONS: tuple[Callable[[Material], list[Block]], ...] = (
    _large,
    _priorities,
    _scores,
    _background,
    _others,
    _dilemmas,
    _portfolio,
    _decisions,
    _checklists,
)
BOARD_SECTIONS: tuple[Callable[[Material], list[Block]], ...] = (
    _large,
    _scores,
    _mandate,
    _priorities,
    _dilemmas,
    _portfolio,
    _decisions,
    _meeting,
)


def _data(material: Material) -> dict[str, Any]:
    runs = {"assessment": material.assessment, "before": material.before, "dilemmas": material.dilemmas}
    return {
        "format": 1,
        "kind": "report",
        "made": material.today,
        "length": material.length.name.lower(),
        "redacted": material.redacted,
        **{name: assessment_data(run) if run else None for name, run in runs.items()},
        "checklists": [_checklist_data(page) for page in material.pages],
        "decisions": [decision_data(each) for each in material.decisions],
        "portfolio": _portfolio_data(material.portfolio),
        "others": [assessment_data(run) for run in material.others],
    }


def _portfolio_data(judged: Judged | None) -> dict[str, Any] | None:
    if judged is None:
        return None
    from digitrans.portfolios.data import portfolio_data

    return portfolio_data(judged.score, judged.verdicts, judged.shown)


def _checklist_data(page: Page) -> dict[str, Any]:
    from digitrans.answers.data import as_data

    assert page.marks is not None
    return as_data(page.marks)
