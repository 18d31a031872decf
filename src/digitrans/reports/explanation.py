"""How a figure came about: the rule, the numbers in it, and the answers they come from."""

from __future__ import annotations

from fractions import Fraction

from digitrans.answers.conditions import View, measured
from digitrans.answers.scoring import HIGHEST, LOWEST, Score, mean
from digitrans.answers.values import Answer
from digitrans.answers.verdict import Judgement
from digitrans.answers.wording import Names, capital, coverage_words, figure, listed, range_words
from digitrans.content.items import STATUSES, Rating
from digitrans.content.rules import Condition, Outcome
from digitrans.documents import Block, Document, Heading, Paragraph, Points, Table
from digitrans.history.runs import Run, UnitRun
from digitrans.reports.assessment_data import assessment_data
from digitrans.reports.verdict import reasons, undecided_words, unsure_words


def score_explanation(run: Run, score: Score) -> Document:
    """The formula of ``score`` with the numbers in it, down to the answers."""
    words = run.names.words
    blocks = _part_blocks(run, score) if score.parts else _item_blocks(run, score)
    if told := _band_words(run, score):
        blocks.append(Paragraph(told))
    if score.has_range:
        blocks.append(Paragraph(words("explain.range", open=score.coverage.open, range=range_words(words, score))))
    for part in score.parts:
        blocks += [Heading(run.names.score(part.id)), *_part_or_items(run, part)]
    title = words("explain.title", name=run.names.score(score.id), figure=figure(run.names, score))
    return Document(title, (*_about(run), *blocks), assessment_data(run), words.language)


def _about(run: Run) -> list[Block]:
    """What the answers are about, where that is told."""
    return [Paragraph(run.names.words("about.whole", about=run.about), "muted")] if run.about else []


def _part_or_items(run: Run, score: Score) -> list[Block]:
    return _part_blocks(run, score) if score.parts else _item_blocks(run, score)


def _formula(run: Run, numbers: list[Fraction | int], value: Fraction, decimals: int, score_id: str) -> str:
    words = run.names.words
    total = sum(numbers, Fraction(0))
    added = " + ".join(words.number(number, decimals) for number in numbers)
    shown = words.number(total, decimals)
    steps = f"({added}) / {len(numbers)} = {shown} / {len(numbers)} = {words.number(value, 2)}"
    return words("explain.formula", formula=steps, figure=run.names.in_sentence(value, score_id))


def _item_blocks(run: Run, score: Score) -> list[Block]:
    words, language = run.names.words, run.names.words.language
    rows = []
    for each in score.rated:
        counted = "–" if each.points is None else str(each.points)
        if each.points is not None and isinstance(each.item, Rating) and each.item.reverse:
            counted = f"{LOWEST + HIGHEST} - {each.answer.number} = {each.points}"
        rows.append((each.item.text[language], run.names.answer(each.item, each.answer), counted))
    columns = (words("column.item"), words("column.answer"), words("column.counts"))
    blocks: list[Block] = [Table(columns, tuple(rows)), Paragraph(coverage_words(words, score.coverage) + ".")]
    given = [each.points for each in score.rated if each.points is not None]
    if score.value is None:
        enough = run.names.instrument.rules.enough_percent
        blocks.append(Paragraph(words("explain.too-few", percent=enough)))
    else:
        blocks.append(Paragraph(_formula(run, list(given), mean(given) or score.value, 0, score.id)))
        blocks += _cap_blocks(run, score)
    notes = tuple(f"{each.item.text[language]} → {each.answer.note}" for each in score.rated if each.answer.note)
    return [*blocks, Paragraph(words("explain.notes")), Points(notes)] if notes else blocks


def _cap_blocks(run: Run, score: Score) -> list[Block]:
    """What keeps the score below the mean of its answers; nothing where nothing does."""
    cap = next((each.cap for each in run.names.instrument.dimensions if each.id == score.id), None)
    given = mean(each.points for each in score.rated if each.points is not None)
    if cap is None or given is None or given == score.value:
        return []
    item = next(each for each in run.names.instrument.items if each.id == cap.item)
    answer = run.names.answer(item, Answer(cap.option))
    most = run.names.words.number(Fraction(str(cap.at_most)))
    return [Paragraph(run.names.words("explain.capped", answer=answer, most=most))]


def _part_blocks(run: Run, score: Score) -> list[Block]:
    words = run.names.words
    rows = tuple(
        (run.names.score(part.id), figure(run.names, part), coverage_words(words, part.coverage))
        for part in score.parts
    )
    columns = (words("column.score-of"), words("column.score"), words("column.answers"))
    weakest = any(each.id == score.id and each.rule == "weakest" for each in run.names.instrument.composites)
    rule = words("explain.weakest" if weakest else "explain.equal-weight")
    blocks: list[Block] = [Paragraph(rule), Table(columns, rows)]
    values = [part.value for part in score.parts if part.value is not None]
    if weakest and score.value is not None:
        named = [run.names.score(part.id) for part in score.parts if part.value == score.value]
        told = words("explain.lowest-part", part=listed(words, named), figure=words.number(score.value))
        blocks.append(Paragraph(told))
    elif weakest:
        blocks.append(Paragraph(words("explain.no-lowest")))
    elif score.value is None:
        blocks.append(Paragraph(words("explain.too-few-parts", percent=run.names.instrument.rules.enough_percent)))
    else:
        blocks.append(Paragraph(_formula(run, list(values), score.value, 2, score.id)))
    return blocks


def _band_words(run: Run, score: Score) -> str:
    words = run.names.words
    if score.value is None:
        return words("score.none") + "."
    told = []
    start = words.number(score.ends[0])
    for band in run.names.bands(score.id):
        end = words.number(score.ends[1] if band.below is None else Fraction(str(band.below)))
        key = "explain.band-last" if band.below is None else "explain.band"
        told.append(words(key, name=band.name[words.language], start=start, end=end))
        start = end
    return words("explain.bands", band=run.names.band(score.band, score.id), bands="; ".join(told)) if told else ""


def verdict_explanation(run: Run) -> Document:
    """The decision table with the two scores, and which cell they lead to."""
    words, language = run.names.words, run.names.words.language
    instrument, judgement = run.names.instrument, run.guidance.judgement
    assert judgement is not None and instrument.verdict is not None
    bands = instrument.bands
    cells = {(each.row, each.column): each for each in instrument.verdict.outcomes}
    rows = []
    for row in bands:
        line = [f"{run.names.score(judgement.row.id)}: {row.name[language]}"]
        for column in bands:
            cell = cells[row.id, column.id]
            line.append(_cell_mark(judgement, cell) + cell.name[language])
        rows.append(tuple(line))
    columns = ("", *(capital(band.name[language]) for band in bands))
    name = judgement.outcome.name[language] if judgement.outcome else words("verdict.no-verdict")
    why = reasons(run, judgement) if judgement.outcome else undecided_words(run, judgement)
    blocks: list[Block] = [*_about(run), *(Paragraph(text) for text in (*why, *unsure_words(run, judgement)))]
    across = {"row": run.names.score(judgement.row.id), "column": run.names.score(judgement.column.id)}
    told = [words("explain.table", **across)]
    told += [words("explain.table-answer")] if judgement.outcome else []
    told += [words("explain.table-free")] if judgement.without_floor else []
    blocks += [Paragraph(" ".join(told), "muted"), Table(columns, tuple(rows))]
    for score in (judgement.row, judgement.column):
        blocks += [Heading(f"{run.names.score(score.id)}: {figure(run.names, score)}"), *_part_or_items(run, score)]
    return Document(words("explain.verdict", name=name), tuple(blocks), assessment_data(run), language)


def _cell_mark(judgement: Judgement, cell: Outcome) -> str:
    """An arrow at the outcome, and one in brackets where the two scores alone would lead."""
    if judgement.outcome is not None and cell.id == judgement.outcome.id:
        return "→ "
    return "(→) " if judgement.without_floor is not None and cell.id == judgement.without_floor.id else ""


def decision_explanation(run: Run, unit: UnitRun | None = None) -> Document:
    """The outcomes in the order in which they are tried, what each asks for, and what the answers say."""
    names, words = run.names, run.names.words
    decision = names.instrument.decision
    assert decision is not None
    scores, answers, guide = (unit.scores, unit.answers, unit.guide) if unit else (run.scores, run.answers, run.guide)
    blocks: list[Block] = [*_about(run), Paragraph(words("explain.decision"))]
    for outcome in decision.outcomes:
        mark = "→ " if guide.decided is not None and outcome.id == guide.decided.id else ""
        blocks.append(Heading(mark + outcome.name[words.language], 2))
        told = [_condition_words(names, each, (names.instrument, answers, scores)) for each in outcome.when]
        blocks.append(Points(tuple(told)) if told else Paragraph(words("explain.otherwise")))
    for score_id in decision.because:
        if score_id in scores:
            blocks += [Heading(names.score(score_id)), *_part_or_items(run, scores[score_id])]
    title = f"{decision.name[words.language]}: {guide.decided.name[words.language] if guide.decided else '–'}"
    title = f"{unit.unit.name}. {title}" if unit else title
    return Document(title, tuple(blocks), assessment_data(run), words.language)


def _condition_words(names: Names, condition: Condition, view: View) -> str:
    """ "Law: at least 2.5 (is 2.0)"."""
    words = names.words
    if condition.any_of:
        return words("explain.any-of", told="; ".join(_condition_words(names, each, view) for each in condition.any_of))
    if condition.instrument is not None:
        return words("explain.elsewhere", instrument=condition.instrument)
    item = next((each for each in view[0].items if each.id == condition.item), None)
    asked = item.text[words.language] if item else names.score(condition.dimension or "")
    if condition.mentions is not None or condition.lacks is not None:
        return _phrase_words(names, condition, view)
    wanted = [
        words(f"condition.{key}", value=words.number(Fraction(str(limit))))
        for key in ("at_least", "at_most", "below")
        if (limit := getattr(condition, key)) is not None
    ]
    options = {each.id: each.name[words.language] for each in (item.offered if item else ())}
    options |= {status: words(f"status.{status}") for status in STATUSES}
    for chosen in (condition.equals, condition.option):
        wanted += [words("condition.is", value=options.get(chosen, names.score(chosen)))] if chosen else []
    if condition.answered is not None:
        wanted.append(words("condition.answered" if condition.answered else "condition.unanswered"))
    value = measured(condition, view)
    told = names.answer(item, view[1][item.id]) if item else names.figure(value)
    return words("explain.condition", name=asked.removesuffix("."), wanted=", ".join(wanted), told=told)


def _phrase_words(names: Names, condition: Condition, view: View) -> str:
    words, language = names.words, names.words.language
    wanted = condition.items or ((condition.item,) if condition.item else ())
    items = [each for each in view[0].items if each.kind == "text" and (not wanted or each.id in wanted)]
    told = [
        words(f"condition.{key}", phrases=", ".join(getattr(phrases, language)))
        for key in ("mentions", "lacks")
        if (phrases := getattr(condition, key)) is not None
    ]
    texts = "; ".join(names.answer(each, view[1][each.id]) for each in items)
    asked = "; ".join(each.text[language].removesuffix(".") for each in items)
    return words("explain.condition", name=asked, wanted=", ".join(told), told=texts)
