"""A proposed action becomes a decision: in whose hands it is, and by which day it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans import output
from digitrans.answers.plans import MAX_WORDS
from digitrans.answers.values import MAX_NAME
from digitrans.asking.prompters import make_prompter
from digitrans.asking.stopping import stopping_cleanly
from digitrans.commands.decide import save_decision
from digitrans.errors import SaveFault, Stopped
from digitrans.files.stamps import today
from digitrans.texts.dates import parse_day

if TYPE_CHECKING:
    from datetime import date

    from digitrans.asking.prompters import Prompter
    from digitrans.reports.first_screen import Proposal
    from digitrans.texts import Words


def decide_on(words: Words, proposal: Proposal, plain: bool) -> bool:
    """Ask who does it and by when, and write the decision down; whether there is one.

    Nothing is decided without a day, so that Enter pressed out of habit decides nothing.
    """
    prompter = make_prompter(words, plain)
    try:
        with stopping_cleanly():
            own = _line(words, words("deciding.text"), MAX_WORDS, prompter)
            owner = _line(words, words("deciding.owner"), MAX_NAME, prompter)
            day = _day(words, prompter)
    except Stopped:
        day = None
    if day is None:
        output.tell(words("deciding.nothing"))
        return False
    text = own or proposal.text
    given = {"text": text, "action": None if own else proposal.action, "owner": owner or None, "by": day.isoformat()}
    try:
        save_decision(proposal.advice, {**given, "taken": True, "why": None})
    except SaveFault as fault:
        output.tell(words.error(fault))
        return False
    told = words("deciding.done-owner", text=text, owner=owner, date=words.weekday_date(day))
    output.tell(told if owner else words("deciding.done", text=text, date=words.weekday_date(day)))
    return True


def _line(words: Words, prompt: str, limit: int, prompter: Prompter) -> str:
    """A line that is asked for again while it is too long; "" for none."""
    while len(typed := prompter.line(prompt).strip()) > limit:
        prompter.show(words("fault.long-text", limit=limit))
    return typed


def _day(words: Words, prompter: Prompter) -> date | None:
    """The day that was typed, asked for again until it is one that is still to come; None for an empty line."""
    while typed := prompter.line(words("deciding.day")).strip():
        day = parse_day(typed, today())
        if day is not None and day >= today():
            return day
        past = day and words("error.deadline-past", day=words.date(day.isoformat()))
        prompter.show(past or words("error.no-date", value=typed))
    return None
