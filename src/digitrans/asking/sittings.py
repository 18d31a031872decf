"""A sitting: answers taken from a file, the keyboard or both, kept in a draft until they are saved as a result."""

from __future__ import annotations

from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from digitrans import output
from digitrans.answers.fingerprints import fingerprint, stamped, without_reworded
from digitrans.answers.initiatives import is_same
from digitrans.answers.values import About, Answers, about_of, asked, progress, settled_about, wanted
from digitrans.answers.wording import brief
from digitrans.asking.initiatives import Thread, settled, told_again
from digitrans.errors import InputFault, SaveFault, Stopped, UsageFault
from digitrans.files import stamps
from digitrans.history import drafts, plan_files, results
from digitrans.history.latest import content_used, known_units, latest_answers, load_resolutions, tell_other_content
from digitrans.history.open_lines import completed, kept
from digitrans.texts.dates import moment_of
from digitrans.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from digitrans.answers.plans import Resolution
    from digitrans.answers.wording import Names
    from digitrans.asking.prompters import Prompter
    from digitrans.content.instruments import Instrument
    from digitrans.history.open_lines import OpenLine
    from digitrans.history.results import Saved

DRAFTS_OFFERED = 5


class Carry(NamedTuple):
    """What a checklist brings along from last time: where to start, what was open, and what to say beside that."""

    start: Answers
    open_lines: Mapping[str, OpenLine]
    told: Mapping[str, str]


@dataclass(frozen=True)
class Sitting:
    """How answers to one instrument are taken."""

    names: Names
    no_input: bool = False
    no_save: bool = False
    plain: bool = False
    carry: Carry | None = None
    thread: Thread = field(default_factory=Thread)

    def take(self, file: str | None, short: bool = False) -> Answers:
        """Answers from ``file``, the keyboard, or both; saved unless the sitting says otherwise.

        Raises UsageFault where nobody can be asked, InputFault for a faulty file, Stopped when the user leaves.
        """
        instrument = self.names.instrument
        may_ask = output.may_ask(self.no_input)
        check_short(instrument, short)
        if file is None:
            if not may_ask:
                raise UsageFault("error.no-terminal")
            start = self.carry.start if self.carry else Answers(instrument.id, instrument.version, short)
            return self._from_keyboard(start, offer_drafts=True, carry=self.carry)
        given = told_again(self.names, answers_in_file(self.names, short, file), self.thread)
        given = with_last_marks(self.names, given, self.carry) if self.carry else given
        missing = given.open_among(wanted(asked(instrument, given)))
        if missing and may_ask and file != "-" and self._wants_the_rest(len(missing)):
            return self._from_keyboard(given, offer_drafts=False, carry=None)
        return given if self.no_save else save_answers(self.names, given)

    def _wants_the_rest(self, missing: int) -> bool:
        from digitrans.asking.prompters import make_prompter
        from digitrans.asking.stopping import stopping_cleanly

        words = self.names.words
        with stopping_cleanly():
            choices = words("ask.answer-rest"), words("ask.result-now")
            return make_prompter(words, self.plain).choose(words("ask.rest", n=missing), choices) == 0

    def _from_keyboard(self, start: Answers, offer_drafts: bool, carry: Carry | None) -> Answers:
        """Ask what is open in ``start``, or in a draft of it; saved as a result unless the sitting says otherwise."""
        from digitrans.asking.prompters import make_prompter
        from digitrans.asking.stopping import stopping_cleanly

        prompter = make_prompter(self.names.words, self.plain)
        try:
            with stopping_cleanly():
                if self.no_save:
                    return self._ask(start, lambda _: None, prompter, "ask.not-saving", carry, is_new=True)
                return self._ask_and_save(start, prompter, offer_drafts, carry)
        except Stopped as stop:
            stop.message = "ask.stopped-unsaved" if self.no_save else stop.message
            raise

    def _ask_and_save(self, start: Answers, prompter: Prompter, offer_drafts: bool, carry: Carry | None) -> Answers:
        names = self.names
        start, draft, is_new = _open_draft(names, start, prompter, offer_drafts, self.thread)
        try:
            _ask_what_became(names, prompter)
            answered = self._ask(start, draft.save, prompter, "ask.saving", carry, is_new)
            try:
                saved = save_answers(names, answered)
            except SaveFault as fault:  # the draft still has every answer, and the leader shall see the result
                output.tell(names.words.error(fault))
                return answered
            draft.close(delete=True)
            return saved
        finally:
            draft.close()

    def _ask(
        self,
        start: Answers,
        save: Callable[[Answers], None],
        prompter: Prompter,
        promise: str,
        carry: Carry | None,
        is_new: bool,
    ) -> Answers:
        """Ask the questions. ``promise``: the key of what is said about saving; ``is_new``: nobody went on with it."""
        from digitrans.asking.questions import ask_answers, ask_units

        names, words, instrument = self.names, self.names.words, self.names.instrument
        prompter.show(instrument.title[words.language], strong=True)
        prompter.show(instrument.purpose[words.language])
        if instrument.initiative is not None and is_new:
            start = settled(names, start, self.thread, prompter)
        if instrument.repeat is not None and not start.units:
            known = known_units(words, instrument)
            start = replace(start, units=ask_units(names, known, prompter))
            if start.units != known:
                save(start)  # names that were typed are not to be typed again
        prompter.show(f"{intro_words(names, start)} {words(promise)}")
        told = carry.told if carry else None
        answered = ask_answers(names, begun(names, start), save, prompter, told, self.thread.tree)
        return settled_about(instrument, finished(answered, carry))


def with_last_marks(names: Names, given: Answers, carry: Carry) -> Answers:
    """A checklist as it was last time, with what the file says of it; how much is not in the file, is told."""
    whole = completed(given, carry.start, carry.open_lines)
    if more := len(whole.values) - len(given.values):
        output.tell(names.words.count("fill.taken-over", more))
    return whole


def check_short(instrument: Instrument, short: bool) -> None:
    """Raise UsageFault where the short form is wanted, and there is none."""
    if short and not any(item.short for item in instrument.items):
        raise UsageFault("error.no-short", id=instrument.id)


def decisions_to_follow(names: Names) -> set[str]:
    """The ids of the decisions to ask about: those that are open, and those that ended since the last result."""
    if names.instrument.verdict is None:  # only where the leader is asked about all of it
        return set()
    taken = [each for each in load_resolutions(names.words) if each.taken]
    last = latest_answers(names.words, names.instrument, shown=False) if taken else None
    since = moment_of(last.finished if last else None)
    return {each.id for each in taken if each.is_open or moment_of(each.ended) > since}


def answers_in_file(names: Names, short: bool, file: str) -> Answers:
    """The answers in ``file`` as they count today; what was reworded since is left out, and told. Raises InputFault."""
    from digitrans.answers.files import load_answers

    given = load_answers(Path(file), names.instrument)
    other = tell_other_content(names.words, names.instrument, given)
    if not other and given.fingerprint not in (None, fingerprint(names.instrument)):
        output.tell(names.words("assess.older"))
    given, reworded = without_reworded(given, names.instrument)
    if reworded:
        output.tell(names.words.count("assess.reworded", reworded))
    used = content_used(names.instrument.id)
    made = replace(given, short=given.short or short, finished=given.finished or stamps.now(), content=used)
    return stamped(made, names.instrument)


def save_answers(names: Names, answers: Answers) -> Answers:
    """``answers`` saved as a result, with its id; where they are already, that is told. Raises SaveFault."""
    answers = settled_about(names.instrument, answers)
    for path in results.result_paths(names.instrument.id):
        if answers.id is not None and path.stem.endswith(f"-{answers.id}"):
            before = results.read_saved(path, names.instrument, [])
            same = before is not None and before.answers.about == answers.about
            if before is not None and same and before.answers.values == answers.values:
                output.tell(names.words("assess.saved-already", path=str(path)))
                return answers
    saved = results.save_result(answers)
    output.tell(names.words("assess.saved", path=str(saved.path)))
    return saved.answers


def _open_draft(
    names: Names, start: Answers, prompter: Prompter, offer: bool, thread: Thread
) -> tuple[Answers, drafts.Draft, bool]:
    """The draft to go on with, if the user wants to, else a new one; and whether it is new.

    Where an initiative was told, only drafts about it are offered.
    """
    words = names.words
    found = begun_drafts(names, start.short, thread.about) if offer else []
    if found:
        lines = [draft_words(names, each) for each in found]
        chosen = prompter.choose(words("ask.draft-found"), (*lines, words("ask.start-new")))
        if chosen < len(found):
            if (taken := take_up(names, found[chosen].path)) is not None:
                answers, reworded, draft = taken
                if reworded:
                    prompter.show(words.count("assess.reworded", reworded))
                return answers, draft, False
            prompter.show(words("ask.draft-elsewhere"))
    return *new_draft(names, start), True


def begun_drafts(names: Names, short: bool, about: About | None = None) -> list[Saved]:
    """The drafts that can be gone on with, newest first, as many as are offered.

    Where an initiative was told, those about it.
    """
    faults: list[InputFault] = []
    found = [each for each in drafts.drafts(names.instrument, short, faults) if each.answers.is_begun]
    for fault in faults:
        output.tell_once(names.words.error(fault))
    meant = [each for each in found if about is None or is_same(about_of(names.instrument, each.answers), about)]
    return meant[:DRAFTS_OFFERED]


def draft_words(names: Names, draft: Saved) -> str:
    """ "Continue where you stopped: 4 of 27 answered, started 23 November · Home training"."""
    done, count = progress(asked(names.instrument, draft.answers), draft.answers)
    about = about_of(names.instrument, draft.answers)
    line = names.words("ask.go-on", n=done, of=count, date=names.words.date(draft.answers.started or ""))
    return f"{line} · {brief(about.name)}" if about else line


def new_draft(names: Names, start: Answers) -> tuple[Answers, drafts.Draft]:
    """``start`` as answers of its own, and the draft that keeps them. Raises SaveFault."""
    fresh = stamped(replace(start, id=stamps.new_id(), started=stamps.now(), finished=None), names.instrument)
    drafts.drop_empty(names.instrument)
    return fresh, drafts.start_draft(fresh)


def take_up(names: Names, path: Path) -> tuple[Answers, int, drafts.Draft] | None:
    """The draft as it is once it is held: while the user was choosing, another process may have gone on with it.

    With it the number of answers left out because their questions were reworded. None where another process holds
    it, or has finished it.
    """
    if (draft := drafts.open_draft(path)) is None:
        return None
    if (found := results.read_saved(path, names.instrument, [])) is None:
        draft.close()
        return None
    begun, reworded = without_reworded(found.answers, names.instrument)
    return begun, reworded, draft


def open_decisions(names: Names) -> list[Resolution]:
    """The open decisions of earlier days, which are asked about before the questions, oldest first."""
    followed, today = decisions_to_follow(names), stamps.now()[:10]
    found = [each for each in load_resolutions(names.words) if each.is_open and each.id in followed]
    return [each for each in found[::-1] if each.made[:10] != today]


def _ask_what_became(names: Names, prompter: Prompter) -> None:
    """Ask of every open decision what has become of it, and save the answer at once."""
    words = names.words
    for each in open_decisions(names):
        choices = words("decide.became-done"), words("decide.became-open"), words("decide.became-dropped")
        chosen = prompter.choose(words("decide.ask", date=words.date(each.made), text=each.text), choices)
        try:
            if chosen != 1:
                plan_files.save_outcome(each, "done" if chosen == 0 else "dropped")
        except SaveFault as fault:  # the questions shall be asked all the same; the decision stays open
            output.tell(words.error(fault))


def intro_words(names: Names, start: Answers) -> str:
    """How many questions there are, how long they take, and how to answer."""
    instrument = names.instrument
    minutes = (instrument.minutes_short if start.short else None) or instrument.minutes
    intro = "ask.intro-lines" if instrument.kind == "checklist" else "ask.intro"
    return names.words(intro, n=len(asked(instrument, start)), minutes=minutes)


def begun(names: Names, start: Answers) -> Answers:
    """``start`` with when it was begun, what is asked, and the own content that is in force."""
    used = content_used(names.instrument.id)
    return stamped(replace(start, started=start.started or stamps.now(), content=used), names.instrument)


def finished(answers: Answers, carry: Carry | None) -> Answers:
    """``answers`` with when they were finished; a line of a checklist that was skipped keeps the status it had."""
    return replace(kept(answers, carry.open_lines) if carry else answers, finished=stamps.now())
