"""A questionnaire that was answered earlier today: its result is offered before the first question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitrans.answers.initiatives import is_same
from digitrans.answers.values import told_about
from digitrans.answers.wording import titled
from digitrans.asking.prompters import make_prompter
from digitrans.asking.sittings import begun_drafts
from digitrans.asking.stopping import stopping_cleanly
from digitrans.files import stamps
from digitrans.history import results
from digitrans.history.initiatives import about_at

if TYPE_CHECKING:
    from pathlib import Path

    from digitrans.answers.values import About, Answers
    from digitrans.answers.wording import Names
    from digitrans.history.results import Saved


def result_of_today(names: Names, short: bool, about: About | None) -> Saved | None:
    """The last result, where it is of today, of this form and about the initiative that was told, if one was.

    None where there is no such result, or where a draft waits to be gone on with.
    """

    def is_meant(path: Path) -> bool:
        return about is None or is_same(about_at(path, names.instrument.id), about)

    last = results.latest(names.instrument, [], is_meant)
    if last is None or last.answers.short != short or (last.answers.finished or "")[:10] != stamps.now()[:10]:
        return None
    return None if begun_drafts(names, short, about) else last


def today_words(names: Names, saved: Answers) -> str:
    """ "You answered today at 9:12: Risk: home training. What do you want to do?"."""
    title = titled(names.instrument.title[names.words.language], told_about(names.instrument, saved))
    return names.words("ask.today", title=title, time=names.words.clock(saved.finished or ""))


def answered_today(names: Names, short: bool, plain: bool, about: About | None = None) -> Answers | None:
    """The answers of earlier today that the user would rather see than answer again; None to ask.

    Nothing is asked where there are none of this form, ``about`` the initiative that was told, or where a draft waits
    to be gone on with.
    """
    if (last := result_of_today(names, short, about)) is None:
        return None
    words = names.words
    with stopping_cleanly():
        choices = words("ask.today-see"), words("ask.today-again")
        chosen = make_prompter(words, plain).choose(today_words(names, last.answers), choices)
    return last.answers if chosen == 0 else None
