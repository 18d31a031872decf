"""One sitting in the browser: what was answered, the draft that keeps it, and the view that comes next.

Every change is on disk before the page hears that it was taken. All windows that show the page share one sitting; a
change from a window that has not seen the last one is refused, so that none is lost unseen.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.values import MAX_NAME, About, Answer, Answers, Missing, about_of, settled_about
from digitrans.asking import sittings
from digitrans.asking.initiatives import Thread, named_so, settled_on
from digitrans.asking.today import result_of_today, today_words
from digitrans.content.items import Status
from digitrans.errors import SaveFault, UsageFault
from digitrans.formats import NEEDS, Sink, writer
from digitrans.history.latest import known_units
from digitrans.installing import install
from digitrans.local_page import views
from digitrans.local_page.leaves import Leaf, leaves_of
from digitrans.texts.spelling import composed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from digitrans.answers.plans import Resolution
    from digitrans.answers.values import Asked
    from digitrans.answers.wording import Names
    from digitrans.asking.sittings import Carry
    from digitrans.content.items import AnyItem
    from digitrans.documents import Document
    from digitrans.history.drafts import Draft


NO_ANSWERS = (Missing.DONT_KNOW.value, Missing.NOT_RELEVANT.value)


class Refused(Exception):
    """The page asked for what cannot be done: ``status`` of HTTP, and what to tell, in words."""

    def __init__(self, status: int, told: str = "") -> None:
        super().__init__(told)
        self.status, self.told = status, told


class Wish(NamedTuple):
    """What a sitting is to be like: its questionnaire, where it starts, what it brings along, how it ends.

    ``offer_drafts`` and ``offer_today`` say whether what was begun, or answered earlier today, is offered first.
    """

    names: Names
    start: Answers
    report: Callable[[Answers], Document]
    save: bool = True
    offer_drafts: bool = True
    offer_today: bool = False
    carry: Carry | None = None
    thread: Thread = Thread()


class Visit:
    """The state of one sitting. Its methods are for one thread at a time: ``lock`` is held around them."""

    def __init__(self, wish: Wish) -> None:
        self.wish, self.names, self.words = wish, wish.names, wish.names.words
        self.lock = threading.RLock()
        self._made_by: list[str] = []  # the window behind every change
        self._turns: dict[tuple[str, str], int] = {}  # the last that each window said of each answer
        self.answers: Answers | None = None
        self.finished: Answers | None = None
        self.draft: Draft | None = None
        self.decisions: list[Resolution] = []
        self._fates: dict[int, str] = {}  # what was said of each decision, by its place
        self.notice = ""
        self._document: Document | None = None
        self._saved = ""
        self._known: Sequence[About] = ()
        self._asks_about = False
        short, about = wish.start.short, wish.thread.about
        offers = wish.save and wish.offer_drafts
        self._offered = sittings.begun_drafts(self.names, short, about) if offers else []
        self._today = result_of_today(self.names, short, about) if wish.offer_today else None

    @property
    def revision(self) -> int:
        """How many changes there have been."""
        return len(self._made_by)

    @property
    def told(self) -> dict[str, str]:
        """What there is to say beside questions, by key; those come first."""
        return dict(self.wish.carry.told) if self.wish.carry else {}

    # What the page asks for, by name. Each takes what the page sends and gives what it gets back.

    def view(self, given: dict[str, Any]) -> dict[str, Any]:
        """The view that is wanted, or the one where the sitting stands."""
        if self._document is not None:
            return self._result()
        if self.answers is None:
            intro = sittings.intro_words(self.names, self.wish.start)
            offered = [sittings.draft_words(self.names, each) for each in self._offered]
            promise = self.words("page.saving" if self.wish.save else "ask.not-saving")
            today = today_words(self.names, self._today.answers) if self._today else ""
            return self._shown(views.begin_view(self.names, intro, offered, promise, today))
        if self.decisions:
            return self._shown(views.decisions_view(self.words, self.decisions))
        if self._asks_about:
            return self._shown(views.about_view(self.names, self._known, ""))
        if self.names.instrument.repeat is not None and not self.answers.units:
            return self._units((), "")
        return self._questions(self.answers, given)

    def begin(self, given: dict[str, Any]) -> dict[str, Any]:
        """Begin anew, or with the draft of that number; the page may have asked twice."""
        if self.answers is None:
            self.answers = self._begun(given.get("draft"))
            self._begin_about(self.answers)
            self.decisions = sittings.open_decisions(self.names)
            self._made_by.append("")
        return self.view({})

    def today(self, given: dict[str, Any]) -> dict[str, Any]:
        """Show the result of earlier today instead of asking again."""
        if self._today is None or self.answers is not None:
            return self.view({})
        self.finished, self._saved = self._today.answers, self.words("page.result-saved")
        self._document = self.wish.report(self.finished)
        self._made_by.append("")
        return self._result()

    def about(self, given: dict[str, Any]) -> dict[str, Any]:
        """The initiative that it is about: one of those known before, another by name, or none."""
        answers, number, name = self._begun_answers(), given.get("choice"), given.get("name")
        if not self._asks_about:
            return self.view({})
        found: About | None = None
        if type(number) is int and 0 <= number < len(self._known):
            found = self._known[number]
        elif isinstance(name, str) and (told := " ".join(composed(name).split())):
            if len(told) > MAX_NAME:
                fault = self.words("fault.long-text", limit=MAX_NAME)
                return self._shown(views.about_view(self.names, self._known, fault))
            same = named_so(told, self._known)
            found = same[0] if same else About(told)
        if found is not None:
            self._keep(self._settled_on(answers, found))
        self._asks_about = False
        return self.view({})

    def units(self, given: dict[str, Any]) -> dict[str, Any]:
        """The units that a repeated questionnaire is answered for."""
        from digitrans.asking.questions import units_told

        answers, repeat = self._begun_answers(), self.names.instrument.repeat
        if repeat is None or answers.units:
            return self.view({})
        known = known_units(self.words, self.names.instrument)
        if given.get("known") is True and known:
            units = known
        else:
            told = _texts(given.get("names"))
            units, fault = units_told(self.words, repeat, told)
            if fault:
                return self._units(tuple(told), fault)
        self._keep(replace(answers, units=units))
        return self.view({})

    def became(self, given: dict[str, Any]) -> dict[str, Any]:
        """What became of an open decision, saved at once."""
        from digitrans.history import plan_files

        number, fate = given.get("decision"), given.get("fate")
        if type(number) is not int or not 0 <= number < len(self.decisions) or fate not in ("done", "open", "dropped"):
            raise Refused(400)
        if fate != self._fates.get(number, "open"):
            try:
                plan_files.save_outcome(self.decisions[number], fate)
            except SaveFault as fault:
                raise Refused(507, self.words.error(fault)) from None
            self._fates[number] = fate
        return {"revision": self.revision}

    def go_on(self, given: dict[str, Any]) -> dict[str, Any]:
        """Leave the decisions behind; those without a word stay open."""
        self.decisions = []
        return self.view({})

    def answer(self, given: dict[str, Any]) -> dict[str, Any]:
        """One answer, on disk when this returns; with it, how far the sitting is, and the date as it was understood."""
        from digitrans.answers.values import asked, progress

        answers = self._begun_answers()
        window, turn, seen = given.get("window", ""), given.get("turn", 0), given.get("revision")
        if not isinstance(window, str) or len(window) > 40 or type(turn) is not int or type(seen) is not int:
            raise Refused(400)
        if not 0 <= seen <= self.revision or any(not window or each != window for each in self._made_by[seen:]):
            raise Refused(409, self.words("page.elsewhere"))
        questions = asked(self.names.instrument, answers)
        question = next((each for each in questions if each.key == given.get("key")), None)
        if question is None or not isinstance(given.get("entry"), dict):
            raise Refused(400)
        answer, told = self._answer_from(question, given["entry"])
        if turn >= self._turns.get((window, question.key), turn):  # what was said last counts, not what came last
            self._keep(replace(answers, values={**answers.values, question.key: answer}), window)
            self._turns[window, question.key] = turn
        done, count = progress(questions, self._begun_answers())
        said = self.words("page.answered", n=done, of=count)
        return {"revision": self.revision, "told": told, "done": done, "of": count, "progress": said}

    def finish(self, given: dict[str, Any]) -> dict[str, Any]:
        """Save the answers as a result, and show what they come to."""
        if self._document is None:
            answered = sittings.finished(self._begun_answers(), self.wish.carry)
            self.finished = self._saved_result(settled_about(self.names.instrument, answered))
            self._document = self.wish.report(self.finished)
            self._made_by.append("")
        return self._result()

    def file(self, given: dict[str, Any]) -> tuple[str, bytes]:
        """The result as a file: its name, and what is in it."""
        from digitrans import output

        format_ = given.get("format")
        if self._document is None or format_ not in ("docx", "html") or (format_ == "docx" and not has_word()):
            raise Refused(400)
        made = output.rendered(self._document, output.Destination(format_, None))
        return f"{self.words('screen.file')}.{format_}", made if isinstance(made, bytes) else made.encode()

    def farewell(self) -> str:
        """What to say when the page is closed by its reader."""
        if self.finished is not None:
            return self._saved or self.words("ask.not-saving")
        return self.words("ask.stopped" if self.wish.save else "ask.stopped-unsaved")

    def leave(self) -> None:
        """Let go of the draft; what it holds stays."""
        with self.lock:
            if self.draft is not None:
                self.draft.close()
                self.draft = None

    # How that is done.

    def _begun_answers(self) -> Answers:
        if self.answers is None or self._document is not None:
            raise Refused(409, self.words("page.elsewhere"))
        return self.answers

    def _begun(self, number: Any) -> Answers:
        """The answers to go on with, held in a draft of their own unless nothing is to be saved."""
        start = self.wish.start
        if not self.wish.save:
            return sittings.begun(self.names, start)
        try:
            if type(number) is int and 0 <= number < len(self._offered):
                taken = sittings.take_up(self.names, self._offered[number].path)
                if taken is not None:
                    answers, reworded, self.draft = taken
                    self.notice = self.words.count("assess.reworded", reworded) if reworded else ""
                    return sittings.begun(self.names, answers)
                self.notice = self.words("ask.draft-elsewhere")
            answers, self.draft = sittings.new_draft(self.names, start)
        except SaveFault as fault:
            raise Refused(507, self.words.error(fault)) from None
        return sittings.begun(self.names, answers)

    def _begin_about(self, answers: Answers) -> None:
        """Of new answers, what is known of the initiative they are about; where none was told, it is asked for."""
        instrument, thread = self.names.instrument, self.wish.thread
        if instrument.initiative is None or answers.values.keys() - self.wish.start.values.keys():
            return
        about = thread.about or about_of(instrument, answers)
        if about is not None:
            self._keep(self._settled_on(answers, about))
            return
        self._known = thread.known()
        self._asks_about = bool(self._known) or instrument.initiative == "beside"

    def _settled_on(self, answers: Answers, about: About) -> Answers:
        """``answers`` about this initiative, with what is known of it, which the next view says."""
        made, lines = settled_on(self.names, answers, about, self.wish.thread)
        if lines:
            self.notice = "\n".join([self.notice, self.words("about.known"), *lines]).strip()
        return made

    def _keep(self, answers: Answers, window: str = "") -> None:
        """Take ``answers`` once they are on disk. Raises Refused where they cannot be saved; then nothing changes."""
        if self.draft is not None:
            try:
                self.draft.save(answers)
            except SaveFault as fault:
                raise Refused(507, self.words.error(fault)) from None
        self.answers = answers
        self._made_by.append(window)

    def _answer_from(self, question: Asked, entry: dict[str, Any]) -> tuple[Answer, str]:
        """The answer that the page sends, and a date in it as it was understood. Raises Refused with what is wrong."""
        from pydantic import ValidationError

        from digitrans.answers.files import AnswerEntry
        from digitrans.answers.kinds import value_fault, value_from

        day, told = self._day(entry.get("due"))
        if (entry.get("owner") or entry.get("due")) and not isinstance(question.item, Status):
            raise Refused(400)
        value = self._number(question.item, entry.get("value"))
        try:
            read = AnswerEntry.model_validate({**entry, "value": value, "due": day})
        except ValidationError as error:
            limits = [each["ctx"]["max_length"] for each in error.errors() if each["type"] == "string_too_long"]
            if not limits:
                raise Refused(400) from None
            raise Refused(422, self.words("fault.long-text", limit=limits[0])) from None
        if fault := value_fault(question.item, read.value):
            raise Refused(422, self.words(fault[0], **fault[1]))
        note, owner = ((each or "").strip() or None for each in (read.note, read.owner))
        return Answer(value_from(question.item, read.value), note, owner, day), told

    def _number(self, item: AnyItem, given: Any) -> Any:
        """What was typed for a number, as files have it; anything else as it is."""
        from digitrans.answers.kinds import plain_value
        from digitrans.asking.questions import parse_typed

        if item.kind != "number" or not isinstance(given, str) or given in NO_ANSWERS:
            return given
        value, fault = parse_typed(self.words, item, given)
        if fault:
            raise Refused(422, fault)
        return plain_value(value)

    def _day(self, typed: Any) -> tuple[str | None, str]:
        """The day that was typed, as ISO, and in words where it was not written out in full."""
        from digitrans.files.stamps import today
        from digitrans.texts.dates import is_written_out, parse_day

        if not isinstance(typed, str) or not typed.strip():
            return None, ""
        day = parse_day(typed, today())
        if day is None:
            raise Refused(422, self.words("error.no-date", value=typed))
        full = is_written_out(typed)
        said = self.words("date.read", told=typed.strip(), date=self.words.weekday_date(day))
        return day.isoformat(), "" if full else said

    def _saved_result(self, answers: Answers) -> Answers:
        """``answers`` as they were saved; where that fails the draft still has them, and the result is shown."""
        if not self.wish.save:
            self._saved = self.words("ask.not-saving")
            return answers
        try:
            saved = sittings.save_answers(self.names, answers)
        except SaveFault as fault:
            self._saved = self.words.error(fault)
            return answers
        self._saved = self.words("page.result-saved")
        if self.draft is not None:
            self.draft.close(delete=True)
            self.draft = None
        return saved

    def _shown(self, view: Element, **more: Any) -> dict[str, Any]:
        """``view`` as the page gets it, with what there is to say once."""
        notice, self.notice = self.notice, ""
        title = self.names.instrument.title[self.words.language]
        return {"html": views.html_of(view), "title": title, "revision": self.revision, "notice": notice, **more}

    def _units(self, told: tuple[str, ...], fault: str) -> dict[str, Any]:
        known = known_units(self.words, self.names.instrument)
        return self._shown(views.units_view(self.names, known, told, fault))

    def _questions(self, answers: Answers, given: dict[str, Any]) -> dict[str, Any]:
        """The leaf that is wanted, the review, or the first leaf with something open."""
        from digitrans.answers.values import progress

        leaves = leaves_of(self.names, answers, self.told)
        questions = tuple(each for leaf in leaves for _, each in leaf.questions)
        done, count = progress(questions, answers)
        more = {"done": done, "of": count, "progress": self.words("page.answered", n=done, of=count)}
        place = _place(given.get("leaf"), leaves, answers)
        if place is None:
            return self._shown(views.review_view(self.names, answers, leaves, self.told), leaf="review", **more)
        key = given.get("key")
        view = views.leaf_view(self.names, answers, leaves, place, self.told)
        return self._shown(view, leaf=place, focus=key if isinstance(key, str) else None, **more)

    def _result(self) -> dict[str, Any]:
        assert self._document is not None
        lacking = UsageFault("error.no-extra", format=".docx", install=install(NEEDS["docx"][1]))
        bar = views.result_bar(self.words, self._saved, has_word(), self.words.error(lacking))
        made = str(writer("html")(self._document, Sink(100)))
        page = {"style": _within(made, "style"), "main": _within(made, "main"), "looks": _classes(made)}
        return {**page, "bar": views.html_of(bar), "revision": self.revision, "title": self._document.title}


def _within(page: str, tag: str) -> str:
    """What the one element of this kind in ``page`` holds; no text in it has a tag that is not escaped."""
    return page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


def _classes(page: str) -> str:
    """The classes of the page as a whole, which say how it is printed."""
    found = re.match(r'[^<]*<!DOCTYPE html>\s*<html\b[^>]*\bclass="([^"]*)"', page)
    return found[1] if found else ""


def has_word() -> bool:
    """Whether what writes Word documents is there."""
    return find_spec(NEEDS["docx"][0]) is not None


def _texts(given: Any) -> list[str]:
    """The names that were typed, one a line or with commas between; what is no text is none."""
    lines = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
    return [name for line in lines[:1000] for name in line.split(",")]


def _place(wanted: Any, leaves: tuple[Leaf, ...], answers: Answers) -> int | None:
    """The number of the leaf that is wanted, None for the review; where none is, the first with an open question."""
    if type(wanted) is int and 0 <= wanted < len(leaves):
        return wanted
    if wanted == "review":
        return None
    of_leaves = ([each for _, each in leaf.questions] for leaf in leaves)
    return next((place for place, questions in enumerate(of_leaves) if answers.open_among(questions)), None)
