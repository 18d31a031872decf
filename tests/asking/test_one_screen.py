"""Every question of every questionnaire and checklist, with all that it is asked with, fits a screen of 24 lines."""

from __future__ import annotations

import pytest

from digitrans.answers.names import load_names
from digitrans.answers.values import Answers, Unit, asked
from digitrans.asking.keys import _digits
from digitrans.asking.questions import Turn, _question
from digitrans.asking.replies import Move
from digitrans.content.catalogue import instrument_ids, load_instrument
from digitrans.texts import Words
from digitrans.texts.wrapping import wrapped

WIDTH, ROOM = 80, 22


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("instrument", instrument_ids())
def test_a_question_is_seen_whole(instrument: str, language: str) -> None:
    words, model = Words(language), load_instrument(instrument)
    units = (Unit("care", "Sundhed, ældre og omsorg"),) if model.repeat else ()
    names, answers = load_names(words, model), Answers(model.id, 1, units=units)
    questions = asked(model, answers)
    for place, each in enumerate(questions):
        question = _question(names, Turn(questions, place), answers)
        keyed = question.keyed(words)
        told = [question.progress, *(part for part in (question.text, question.help, question.unit) if part)]
        if question.field:
            told += [words("ask.keys-field", others=", ".join(label for _, label, _ in keyed)), question.field]
        else:
            moves = [f"{key} {label}" for key, label, reply in keyed if isinstance(reply, Move)]
            told += [" · ".join([words("ask.keys", keys=_digits(question)), *moves]), words("ask.answer")]
            told += [f"{key}  {label}" for key, label, _ in question.replies]
        lines = [line for part in told for text in part.split("\n") for line in wrapped(text, WIDTH)]
        assert len(lines) <= ROOM, (each.item.id, len(lines))
        assert all(len(f"   {key}  {label}") <= WIDTH for key, label, _ in question.replies), each.item.id
