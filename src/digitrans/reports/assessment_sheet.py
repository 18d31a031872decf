"""The result of a questionnaire as one table of plain values, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from digitrans.answers.scoring import Scores
from digitrans.answers.values import asked
from digitrans.documents import Sheet

if TYPE_CHECKING:
    from fractions import Fraction

    from digitrans.history.runs import Run

Row = tuple[str | int | float | None, ...]


def assessment_sheet(run: Run) -> Sheet:
    """A row for every score, of every unit; where nothing has a score, a row for every question."""
    words = run.names.words
    rows = [*_score_rows(run, "", run.scores)]
    for unit in run.units:
        rows += _score_rows(run, unit.unit.name, unit.scores)
    if any(row[3] is not None for row in rows):
        heads = ["unit", "id", "score-of", "score", "low", "high", "band", "answered", "asked"]
    else:
        heads, rows = ["unit", "id", "item", "value", "answer", "note"], list(_answer_rows(run))
    if not run.units:
        heads, rows = heads[1:], [row[1:] for row in rows]
    return Sheet(tuple(words(f"column.{each}") for each in heads), tuple(rows))


def _score_rows(run: Run, unit: str, scores: Scores) -> Iterator[Row]:
    for each in (*scores.dimensions, *scores.composites):
        figures = _plain(each.value), _plain(each.low), _plain(each.high)
        coverage = each.coverage.answered, each.coverage.asked
        yield unit, each.id, run.names.score(each.id), *figures, run.names.band(each.band, each.id), *coverage


def _answer_rows(run: Run) -> Iterator[Row]:
    for each in asked(run.names.instrument, run.answers):
        answer = run.answers[each.key]
        value = answer.value if isinstance(answer.value, int | float) else None
        said = run.names.answer(each.item, answer)
        text = each.item.text[run.names.words.language]
        yield each.unit.name if each.unit else "", each.item.id, text, value, said, answer.note


def _plain(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
