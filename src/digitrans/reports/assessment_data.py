"""An assessment as data for programs."""

from __future__ import annotations

from typing import Any

from digitrans.answers.conditions import Guide
from digitrans.answers.data import as_data
from digitrans.answers.guidance import Recommendation, Tie
from digitrans.answers.scoring import Coverage, Score, Scores
from digitrans.answers.verdict import Change, Judgement
from digitrans.history.runs import Run, UnitRun


def assessment_data(run: Run) -> dict[str, Any]:
    """The JSON form: the answers as they are saved, and the result. It can be given back to ``--answers``."""
    result: dict[str, Any] = {
        "about": run.about,
        "coverage": _coverage_data(run.coverage),
        "uniform": run.scores.uniform,
        "sparse": run.scores.sparse,
        **_scores_data(run.scores),
        "verdict": _verdict_data(run.guidance.judgement),
        "recommendations": [_recommendation_data(each) for each in run.guidance.recommendations],
        "ties": [_tie_data(each) for each in run.guidance.ties],
        "all_strong": run.guidance.all_strong,
        "build_on": run.guidance.strength.advice.id if run.guidance.strength else None,
        "second_looks": [each.id for each in run.guidance.second_looks],
        "tensions": [each.id for each in run.tensions],
        "uncounted": [
            {"id": each.id, "whose": each.provenance.whose} for each in run.names.instrument.items if not each.counts
        ],
        **_guide_data(run.guide),
        "follow": [each.instrument for each, _ in run.follow],
    }
    if run.resolutions:
        result["decisions"] = [{"id": each.id, "advice": each.advice, "fate": each.fate} for each in run.resolutions]
    if run.names.instrument.repeat is not None:
        result["units"] = [_unit_data(each) for each in run.units]
        result["picks"] = [{"id": each.id, "units": list(units)} for each, units in run.picked]
    return {**as_data(run.answers), "kind": "assessment", "result": result}


def _unit_data(unit: UnitRun) -> dict[str, Any]:
    return {"id": unit.unit.id, "name": unit.unit.name, **_scores_data(unit.scores), **_guide_data(unit.guide)}


def _scores_data(scores: Scores) -> dict[str, Any]:
    return {
        "dimensions": [_score_data(each) for each in scores.dimensions],
        "composites": [_score_data(each) for each in scores.composites],
        "figures": [
            {
                "id": each.figure.id,
                "value": None if each.value is None else float(each.value),
                "of": list(each.named),
                "missing": list(each.missing),
                "shares": dict(each.shares),
            }
            for each in scores.figures
        ],
    }


def _guide_data(guide: Guide) -> dict[str, Any]:
    return {
        "decision": guide.decided.id if guide.decided else None,
        "gaps": [
            {"id": each.gap.id, "difference": None if each.difference is None else float(each.difference)}
            for each in guide.distances
        ],
        "remarks": [each.remark.id for each in guide.remarks],
        "questions": [each.id for each in guide.questions],
    }


def _coverage_data(coverage: Coverage) -> dict[str, int]:
    return {
        "asked": coverage.asked,
        "answered": coverage.answered,
        "dont_know": coverage.dont_know,
        "not_relevant": coverage.not_relevant,
        "unanswered": coverage.unanswered,
    }


def _score_data(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "score": None if score.value is None else float(score.value),
        "low": None if score.low is None else float(score.low),
        "high": None if score.high is None else float(score.high),
        "scale": list(score.ends),
        "band": score.band,
        "coverage": _coverage_data(score.coverage),
    }


def _verdict_data(judgement: Judgement | None) -> dict[str, Any] | None:
    if judgement is None:
        return None
    return {
        "outcome": judgement.outcome.id if judgement.outcome else None,
        judgement.row.id: None if judgement.row.value is None else float(judgement.row.value),
        judgement.column.id: None if judgement.column.value is None else float(judgement.column.value),
        "decided_by": list(judgement.decides),
        "held_by": [each.id for each in judgement.held],
        "held_by_answers": [each.item.id for each in judgement.lacking],
        "without_floor": judgement.without_floor.id if judgement.without_floor else None,
        "between": [each.id for each in judgement.between] if judgement.between else None,
        "unsure": judgement.unsure,
        "changes": [_change_data(each) for each in judgement.changes],
    }


def _tie_data(tie: Tie) -> dict[str, Any]:
    return {
        "shown": [each.id for each in tie.shown],
        "others": [each.id for each in tie.others],
        "ordered_by": "change" if tie.by_change else "publication",
    }


def _recommendation_data(each: Recommendation) -> dict[str, Any]:
    return {
        "advice": each.advice.id,
        "number": each.advice.number,
        "lowest_items": [rated.item.id for rated in each.lowest],
        "actions": [action.id for action in each.actions],
        "case": each.case.id,
        "whose": {
            **{one.id: one.provenance.whose for one in each.actions},
            each.case.id: each.case.provenance.whose,
            "lesson": each.case.reader,
        },
        "deeper": list(each.advice.deeper),
        **({"goal": float(each.goal.level)} if each.goal else {}),
    }


def _change_data(each: Change) -> dict[str, Any]:
    return {
        "part": each.part,
        "parts": list(each.parts),
        "before": float(each.before),
        "after": float(each.after),
        "answers": list(each.answers),
        "outcome": each.outcome.id,
    }
