"""Answers as plain values: what a saved file holds and what ``--json`` shows."""

from __future__ import annotations

from typing import Any

from digitrans.answers.kinds import plain_value
from digitrans.answers.values import About, Answer, Answers, Unit

FORMAT = 1


def as_data(answers: Answers) -> dict[str, Any]:
    """The file form of ``answers``: what is saved, what ``--json`` shows, and what ``--answers`` reads."""
    data = {
        "format": FORMAT,
        "kind": "answers",
        "id": answers.id,
        "instrument": answers.instrument,
        "version": answers.version,
        "fingerprint": answers.fingerprint,
        "short": answers.short,
        "started": answers.started,
        "finished": answers.finished,
        "answers": {key: _entry(answer) for key, answer in answers.values.items() if "/" not in key},
    }
    if answers.units:
        data["units"] = [_unit_data(answers, unit) for unit in answers.units]
    if answers.items:
        data["items"] = dict(answers.items)
    if answers.respondent is not None:
        data["respondent"] = answers.respondent
    if answers.content:
        data["content"] = [{"name": each.name, "hash": each.hash} for each in answers.content]
    if answers.about is not None:
        data["about"] = about_data(answers.about)
    return data


def about_data(about: About) -> dict[str, str]:
    """An initiative as files and JSON have it: its name and, where they are known, its id and its organisation."""
    told = {"name": about.name, "id": about.id, "organisation": about.organisation}
    return {key: text for key, text in told.items() if text is not None}


def _unit_data(answers: Answers, unit: Unit) -> dict[str, Any]:
    mark = f"{unit.id}/"
    own = {k.removeprefix(mark): _entry(each) for k, each in answers.values.items() if k.startswith(mark)}
    return {"id": unit.id, "name": unit.name, "answers": own}


def _entry(answer: Answer) -> Any:
    value = plain_value(answer.value)
    beside = {"note": answer.note, "owner": answer.owner, "due": answer.due}
    told = {key: text for key, text in beside.items() if text is not None}
    return {"value": value, **told} if told else value
