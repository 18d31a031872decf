"""Where you stand: the nine pieces of advice with your last scores, and the next step. And what is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from textwrap import shorten
from typing import Any

from digitrans.answers.data import about_data
from digitrans.answers.plans import Resolution
from digitrans.answers.values import Answers
from digitrans.answers.wording import advice_name, brief, figure
from digitrans.content.advice import Advice
from digitrans.content.models import Text
from digitrans.content.roles import Roles
from digitrans.documents import Bar, Bars, Block, Document, Heading, Paragraph, Points, Table
from digitrans.history.initiatives import Step as InitiativeStep
from digitrans.history.runs import Run
from digitrans.reports.assessment import score_blocks
from digitrans.reports.first_screen import advised
from digitrans.reports.legend import with_legend
from digitrans.reports.plans import deadline_words
from digitrans.reports.verdict import reasons, undecided_words, unsure_words, verdict_name
from digitrans.texts import Words

DECIDED = 2
"""So many open decisions are shown; the list has them all."""

_TEXT = 48
"""So many characters of a decision are shown beside who and when."""

_LINE = 74
STEPS, FEWEST = 6, 3
"""So many next steps leave all of it on one screen, fewer where there are decisions or initiatives to show."""


def home_report(
    words: Words,
    advice: list[Advice],
    run: Run | None,
    steps: tuple[str, ...],
    shorter: Answers | None = None,
    decided: tuple[Resolution, ...] = (),
    today: str = "",
    initiatives: Sequence[InitiativeStep] = (),
) -> Document:
    """``run`` is the self-assessment that counts, None before the first; ``steps`` are what to do next, in words.

    ``shorter`` is a short run that came after it; None where there is none. ``decided`` are the open decisions, newest
    first; those with a day before the ISO day ``today`` are late. ``initiatives`` are those answered about last.
    """
    blocks: list[Block] = []
    if run is None:
        blocks += [
            Paragraph(words("home.welcome")),
            Points(tuple(each.name[words.language] for each in advice), numbered=True),
        ]
    else:
        last = words("home.last", date=words.date(run.answers.finished or ""))
        about = " " + words("about.whole", about=brief(run.about)) + "." if run.about else ""
        blocks.append(Paragraph(last + about, "muted"))
        if run.answers.short:
            blocks.append(Paragraph(words("home.short", n=run.coverage.asked), "muted"))
        elif shorter is not None:
            days = {"full": words.date(run.answers.finished or ""), "short": words.date(shorter.finished or "")}
            blocks.append(Paragraph(words("report.full-stands", **days), "muted"))
        blocks += _verdict(run, brief=bool(decided))
        blocks += [_short(block, run) for block in score_blocks(run) if isinstance(block, Bars)][:1]
    blocks += _decided(words, decided, today)
    noted = run is not None and (run.answers.short or shorter is not None)
    room = max(STEPS - len(decided) - noted - sum(map(_further_lines, blocks)), FEWEST)
    named = [each.about.name for each in initiatives]
    lines = [_initiative_line(each, named.count(each.about.name) > 1) for each in initiatives[: max(room - 2, 1)]]
    blocks += [Heading(words("home.next")), Points((*steps[: room - len(lines)], *lines))]
    data: dict[str, Any] = {"format": 1, "kind": "home", "last": run.answers.id if run else None}
    data["about"] = run.about if run else None
    data["advice"] = [{"number": each.number, "id": each.id, "score": _score(run, each)} for each in advice]
    data["initiatives"] = [{**about_data(each.about), "next": each.instrument} for each in initiatives]
    return Document(words("home.title"), with_legend(words, blocks), data, words.language)


def _further_lines(block: Block) -> int:
    """How many lines of a screen a block takes beyond one for each of its texts."""
    texts = block.texts if isinstance(block, Points) else (block.text,) if isinstance(block, Paragraph) else ()
    return sum(len(each) // (_LINE if isinstance(block, Points) else 80) for each in texts)


def _initiative_line(step: InitiativeStep, doubled: bool = False) -> str:
    """The next step of an initiative, on one line of 80 wherever it fits: a name that the command has stands there.

    Where two have one name (``doubled``), each is named with its organisation.
    """
    whose = step.about.organisation if doubled else None
    if step.about.name in step.command and whose is None:
        return step.command
    name = shorten(step.about.name, max(_LINE - len(step.command), 12), placeholder=" …")
    return f"{name} ({whose}): {step.command}" if whose else f"{name}: {step.command}"


def _decided(words: Words, decided: tuple[Resolution, ...], today: str) -> list[Block]:
    """What was decided and is not done yet, by the numbers that ``digitrans decide`` has it under."""
    if not decided:
        return []
    lines = tuple(_decided_line(words, each, today) for each in decided[:DECIDED])
    blocks: list[Block] = [Heading(words("home.decided")), Points(lines, numbered=True)]
    if (left := len(decided) - DECIDED) > 0:
        blocks.append(Paragraph(words.count("home.decided-more", left), "muted"))
    return blocks


def _decided_line(words: Words, each: Resolution, today: str) -> str:
    late = each.by is not None and each.by < today
    by = [words("home.decided-late" if late else "decide.by", date=words.date(each.by))] if each.by else []
    told = ", ".join([*([each.owner] if each.owner else []), *by])
    text = shorten(each.text, _TEXT, placeholder=" …")
    return f"{text} ({told})" if told else text


def _short(bars: Bars, run: Run) -> Bars:
    """The bars with their band and goal, but without what stands behind each; ``digitrans explain`` tells that."""
    goals = {
        run.names.score(each.id): deadline_words(run.names.words, run.goals[each.advice or ""])
        for each in run.names.instrument.dimensions
        if each.advice in run.goals
    }
    told = (
        replace(bar, note="", words=_with_goal(bar, goals.get(bar.label, "")))
        for bar in advised(run, [bar for bar in bars.bars if not bar.strong])
    )
    return replace(bars, bars=tuple(told), compact=True)


def _with_goal(bar: Bar, deadline: str) -> str:
    return f"{bar.words}, {deadline}" if deadline else bar.words


def _verdict(run: Run, brief: bool) -> list[Block]:
    """The verdict and what decides; what open answers could make of it is left out where it is to be ``brief``."""
    words, judgement = run.names.words, run.guidance.judgement
    if judgement is None:
        return []
    if judgement.outcome is None:
        missing = next(undecided_words(run, judgement))
        return [Paragraph(f"{words('verdict.heading')} {missing}", "strong")]
    verdict = Paragraph(words("home.verdict", verdict=verdict_name(run, judgement)), "strong")
    why = [*reasons(run, judgement, marks=False), *([] if brief else unsure_words(run, judgement))]
    return [verdict, *(Paragraph(text) for text in why)]


def _score(run: Run | None, advice: Advice) -> float | None:
    if run is None or advice.id not in run.scores:
        return None
    value = run.scores[advice.id].value
    return None if value is None else float(value)


def next_steps(
    words: Words,
    roles: Roles,
    run: Run | None,
    newest: Run | None,
    draft: tuple[int, int] | None,
    answered: Set[str],
    decisions: int = 0,
    begun: Mapping[str, Text] | None = None,
) -> tuple[str, ...]:
    """What to do next.

    ``draft`` is (answered, asked) of an unfinished self-assessment, None where there is none; ``newest`` the result of
    another questionnaire that was saved last; ``answered`` the ids of all that have a result.
    ``decisions`` is how many decisions are open; ``begun`` the titles of other questionnaires with a draft, by the
    command that goes on with them.
    """
    steps = []
    if decisions:
        steps.append(words.count("home.decisions", decisions))
    if draft is not None:
        steps.append(words("home.draft", answered=draft[0], asked=draft[1]))
    for command, title in (begun or {}).items():
        steps.append(words("home.begun", title=title[words.language], command=command))
    if run is None:
        steps += [] if draft else [words("home.start")]
        return (*steps, words("home.look"), words("home.board", id=roles.meeting))
    if run.guidance.judgement is not None and run.guidance.judgement.outcome is None and draft is None:
        steps.append(words("home.open"))
    if run.guidance.all_strong:
        steps.append(words("home.ask-others"))
    for each in run.guidance.recommendations[:1]:
        name = advice_name(words, each.advice)
        steps.append(words("home.lowest", name=name, score=figure(run.names, each.score), number=each.advice.number))
        deeper = [run.openings[one] for one in each.advice.deeper if one not in (*answered, roles.meeting)]
        steps += [words("home.deeper", command=command) for command in deeper[:1]]
    for follow, title in newest.follow if newest and newest.initiative is None else ():
        if follow.instrument not in answered:
            command = f"digitrans assess {follow.instrument}"
            text = words("follow.line", title=title[words.language], text=follow.text[words.language], command=command)
            steps.append(text)
    if roles.dilemmas not in answered:
        steps.append(words("home.dilemmas"))
    return (*steps, words("home.board", id=roles.meeting))


def info_report(words: Words, rows: dict[str, str]) -> Document:
    """Version, language, folders and extras."""
    table = Table(
        (words("column.what"), words("column.value")), tuple((words(f"info.{k}"), v) for k, v in rows.items())
    )
    return Document("digitrans", (table,), {"format": 1, "kind": "info", **rows}, words.language)
