"""``digitrans explain``: the formula with the numbers in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import AboutResult, Maturity, RulesOption, Weights, words_of, writes
from digitrans.errors import UsageFault
from digitrans.files import paths

if TYPE_CHECKING:
    from digitrans.answers.scoring import Scores
    from digitrans.content.instruments import Instrument
    from digitrans.documents import Document
    from digitrans.history.runs import Run
    from digitrans.texts import Words


@writes
def explain(
    ctx: typer.Context,
    sink: output.Destination,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[RESULT] SCORE", help="arg.explain", show_default=False)
    ] = None,
    about: AboutResult = None,
    rules: RulesOption = None,
    weights: Weights = None,
    maturity: Maturity = None,
) -> None:
    """The formula behind a score, down to the answers; of an initiative, by the yardstick that it was scored by."""
    if words and _is_portfolio(words[0]):
        if about is not None:
            raise UsageFault("error.about-alone")
        output.write_document(_initiative(words_of(ctx), words, rules, weights, maturity), sink)
        return
    if rules or weights or maturity:
        raise UsageFault("error.explain-portfolio")
    from digitrans.answers.names import load_names
    from digitrans.content.catalogue import load_instrument
    from digitrans.history import recall
    from digitrans.history.runs import compute

    result, score_id = _asked(words or [])
    names = load_names(words_of(ctx), load_instrument(recall.questionnaire_of(result)))
    run = compute(names, recall.answers_of(names.words, names.instrument, result, about))
    output.write_document(_document(run, score_id), sink)


def _is_portfolio(wanted: str) -> bool:
    from digitrans.files.sources import is_file, read_source

    if not is_file(wanted):
        return False
    from digitrans.portfolios.models import MAX_BYTES, MAX_NODES
    from digitrans.portfolios.reading import is_spreadsheet

    if is_spreadsheet(wanted):  # who reads it as a portfolio says what to do first
        return True

    values = read_source(Path(wanted), None, MAX_BYTES, MAX_NODES, patient=True).values
    return isinstance(values, dict) and not {"initiatives", "organisation"}.isdisjoint(values)


def _initiative(
    words: Words, given: list[str], rules: str | None, weights: str | None, maturity: str | None
) -> Document:
    """One initiative of a portfolio: its five components and its score with all numbers."""
    from digitrans.portfolios.initiatives import find_initiative
    from digitrans.portfolios.judge import Judge, Yardstick
    from digitrans.reports.portfolio.explanation import initiative_explanation
    from digitrans.reports.portfolio.naming import PortfolioNames

    if len(given) > 2:
        raise UsageFault("error.too-many-words", words=" ".join(given[2:]))
    judge = Judge(Yardstick(weights, rules, maturity=maturity))
    portfolio, _ = judge.read(given[0])
    if len(given) == 1:
        known = ", ".join(each.id for each in portfolio.initiatives[:30])
        raise UsageFault("error.explain-which" if known else "error.no-initiatives", known=known)
    scored = judge.judged(portfolio).score.initiatives[find_initiative(portfolio, given[1])]
    return initiative_explanation(PortfolioNames(words, judge.content, portfolio), scored, judge.scorer)


def _asked(words: list[str]) -> tuple[str, str]:
    """The result and the score that are meant; the last result, and what was decided, where they are left out.

    A word alone is a file, a questionnaire or a score; the name of a score goes before a word of a questionnaire's.
    """
    from digitrans.content.catalogue import instrument_ids, instrument_named

    if len(words) > 2:
        raise UsageFault("error.too-many-words", words=" ".join(words[2:]))
    if not words:
        return "last", ""
    alone = len(words) == 1
    if paths.is_file(words[0]) or words[0] in instrument_ids():
        return words[0], "" if alone else words[1]
    if not alone:
        return ("last" if words[0] == "last" else instrument_named(words[0]) or words[0]), words[1]
    named = None if _is_score(words[0]) else instrument_named(words[0])
    return (named, "") if named else ("last", words[0])


def _is_score(wanted: str) -> bool:
    """Whether the main questionnaire has a score of this number, id or name."""
    from digitrans.content.catalogue import load_instrument, roles
    from digitrans.texts.spelling import by_name

    names = _score_names(load_instrument(roles().main))
    return wanted.isdecimal() or wanted in names or by_name(wanted, names, begun=False) is not None


def _score_names(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The names of the scores of ``instrument`` in both languages, by id."""
    from digitrans.content.catalogue import load_advice, load_phases

    known = {each.id: each.name for each in load_advice()} | {each.id: each.name for each in load_phases().phases}
    named = {each.id: each.name or known.get(each.advice or "") for each in instrument.dimensions}
    named |= {each.id: each.name or known.get(each.phase or "") for each in instrument.composites}
    return {each: (name.da, name.en) for each, name in named.items() if name is not None}


def _document(run: Run, wanted: str) -> Document:
    """``wanted``: a score ("unit/score" where the questionnaire is repeated), "verdict" or "decision"; "" is either."""
    from digitrans.reports.explanation import decision_explanation, score_explanation, verdict_explanation

    unit_id, _, score_id = wanted.rpartition("/")
    unit = next((each for each in run.units if each.unit.id == unit_id), None)
    if run.units and unit is None:
        raise UsageFault("error.no-unit", known=", ".join(each.unit.id for each in run.units))
    scores = unit.scores if unit else run.scores
    instrument = run.names.instrument
    if instrument.verdict is not None and score_id in ("", "verdict"):
        return verdict_explanation(run)
    if instrument.decision is not None and score_id in ("", "verdict", "decision"):
        return decision_explanation(run, unit)
    return score_explanation(run, scores[_score_id(run, scores, score_id)])


def _score_id(run: Run, scores: Scores, wanted: str) -> str:
    """An id, or the number of a piece of advice, as the id of a score."""
    from digitrans.texts.spelling import by_name, nearest_ones

    by_number = {str(advice.number): advice.id for advice in run.names.advice.values() if advice.id in scores}
    score_id = by_number.get(wanted, wanted)
    if score_id in scores:
        return score_id
    named = by_name(wanted, _score_names(run.names.instrument))
    if named is not None and named in scores:
        return named
    ids = [score.id for score in (*scores.composites, *scores.dimensions)]
    if not ids:
        names = run.names
        raise UsageFault("error.no-scores", title=names.instrument.title[names.words.language])
    near = nearest_ones(wanted, ids)
    decided = ["verdict"] if run.names.instrument.verdict else ["decision"] if run.names.instrument.decision else []
    others = [f"{run.names.score(each)} ({each})" for each in ids if each not in by_number.values()]
    known = ", ".join([*sorted(by_number), *others, *decided])
    if not wanted:
        raise UsageFault("error.explain-score", known=known)
    raise UsageFault("error.no-score-near" if near else "error.no-score", wanted=wanted, near=near, known=known)
