"""``digitrans explain``: the formula with the numbers in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from digitrans import output
from digitrans.commands.options import words_of, writes
from digitrans.errors import InputFault, UsageFault

if TYPE_CHECKING:
    from digitrans.answers import Answers
    from digitrans.instruments import Instrument
    from digitrans.reports.assessment import Run
    from digitrans.texts import Words

INSTRUMENT = "self-assessment"


@writes
def explain(
    ctx: typer.Context,
    sink: output.Destination,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[RESULT] SCORE", help="arg.explain", show_default=False)
    ] = None,
) -> None:
    """The formula behind a score, down to the answers."""
    from digitrans.loading import load_instrument
    from digitrans.reports.explaining import score_explanation, verdict_explanation
    from digitrans.runs import compute, load_names

    result, score_id = _asked(words or [])
    names = load_names(words_of(ctx), load_instrument(INSTRUMENT))
    run = compute(names, _result(names.words, names.instrument, result))
    if score_id == "verdict":
        document = verdict_explanation(run)
    else:
        document = score_explanation(run, run.scores[_score_id(run, score_id)])
    output.write_document(document, sink)


def _asked(words: list[str]) -> tuple[str, str]:
    """The result and the score that are meant; the last result and the verdict where they are left out."""
    if len(words) > 2:
        raise UsageFault("error.too-many-words", words=" ".join(words[2:]))
    if len(words) == 1:
        return (words[0], "verdict") if Path(words[0]).is_file() else ("last", words[0])
    return (words[0], words[1]) if words else ("last", "verdict")


def _result(words: Words, instrument: Instrument, wanted: str) -> Answers:
    from digitrans import archive
    from digitrans.loading import load_answers
    from digitrans.runs import tell_faults

    if Path(wanted).is_file() or Path(wanted).suffix in (".json", ".yaml", ".yml"):
        return load_answers(Path(wanted), instrument)
    faults: list[InputFault] = []
    found = archive.find_result(wanted, instrument, faults)
    tell_faults(words, faults)
    if found is None:
        key = "error.no-result" if wanted == "last" else "error.no-such-result"
        raise UsageFault(key, command="digitrans assess", wanted=wanted)
    return found.answers


def _score_id(run: Run, wanted: str) -> str:
    """An id, or the number of a piece of advice, as the id of a score."""
    import difflib

    by_number = {str(advice.number): advice.id for advice in run.names.advice.values()}
    score_id = by_number.get(wanted, wanted)
    if score_id in run.scores:
        return score_id
    ids = [score.id for score in (*run.scores.composites, *run.scores.dimensions)]
    near = difflib.get_close_matches(wanted, ids, n=1)
    known = ", ".join([*sorted(by_number), *(each for each in ids if each not in by_number.values()), "verdict"])
    raise UsageFault(
        "error.no-score-near" if near else "error.no-score", wanted=wanted, near=near[0] if near else "", known=known
    )
