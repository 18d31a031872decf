"""Saved results recalled: which of them the user means, what they hold, and what they came to in a word or two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from digitrans import output
from digitrans.answers.initiatives import is_same
from digitrans.answers.values import Answers, Missing, asked, wanted
from digitrans.errors import InputFault, UsageFault
from digitrans.files import stamps
from digitrans.history import results
from digitrans.history.results import Entry
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers.verdict import Judgement
    from digitrans.content.instruments import Instrument
    from digitrans.history.runs import Run

LOOKED_INTO = 12  # results, the newest, of which two are to be readable
UNITS_TOLD = 3
FILLINGS = 12  # of a checklist, the newest, in which a line's status at a given time is looked for


def main_questionnaire() -> str:
    """The id of the questionnaire that is meant where nobody names one."""
    from digitrans.content.catalogue import roles

    return roles().main


def instrument_of(instrument_id: str) -> Instrument:
    """A questionnaire or checklist. Raises UsageFault where it is not there."""
    from digitrans.content.catalogue import load_instrument

    return load_instrument(instrument_id)


def instrument_behind(entry: Entry) -> Instrument:
    """The questionnaire or checklist of a saved result. Raises UsageFault where it is no longer there."""
    try:
        return instrument_of(entry.instrument)
    except UsageFault:
        raise UsageFault("error.questionnaire-gone", id=entry.instrument) from None


def entries(instrument: str | None, about: str | None = None) -> list[Entry]:
    """Every saved result, or those of one questionnaire or ``about`` one initiative, newest day first.

    Raises UsageFault where there is neither such a questionnaire nor a result of one that was there, and where none is
    about the initiative.
    """
    found = results.entries(instrument)
    if instrument is not None and not found:
        found = results.entries(instrument_of(instrument).id)
    if about is not None:
        from digitrans.history.initiatives import entries_about

        return entries_about(found, about)
    return found


def find(wanted: str, instrument: str | None, about: str | None = None) -> Entry:
    """The result that ``wanted`` means: last, first, an id, a day or a month; or the newest of a questionnaire.

    Raises UsageFault.
    """
    from digitrans.content.catalogue import instrument_named

    found = entries(instrument, about)
    if not found:
        raise UsageFault("error.no-result", command="digitrans assess")
    try:
        return results.find_entry(wanted, found)
    except UsageFault as fault:
        named = instrument_named(wanted) if fault.message == "error.no-such-result" else None
        mine = [each for each in found if each.instrument == named]
        if not mine:
            raise
        return results.find_entry("last", mine)


def find_pair(
    words: Words, wanted: Sequence[str], instrument: str | None, first: bool, about: str | None = None
) -> tuple[Entry, Entry]:
    """The two results that are meant: those named, or the latest and the one before, or the latest and the first.

    Where none is named, those that are damaged are told of and passed over, and both are about the same initiative.
    Raises UsageFault where they are one and the same, or of two questionnaires.
    """
    if len(wanted) > 2 or (first and wanted):
        raise UsageFault("error.two-results")
    scope = instrument or _questionnaire_of(wanted)
    if wanted:
        earlier = _find_named(wanted[0], scope)
        later = _find_named(wanted[1] if len(wanted) == 2 else "last", scope)
    else:
        same = of_one_initiative(entries(scope, about))
        later, before = _newest_two(words, same) if same else (find("last", scope),) * 2
        earlier = results.find_entry("first", same) if first else before
    if earlier.instrument != later.instrument:
        raise UsageFault("error.other-questionnaires", one=earlier.instrument, other=later.instrument)
    if earlier == later:
        raise _one_result(later, wanted)
    return earlier, later


def _newest_two(words: Words, found: Sequence[Entry]) -> tuple[Entry, Entry]:
    """The newest of ``found`` that can be read, and the one before it; the same twice where there is only one.

    Where none of the last written can be read, the newest as it is: whoever reads it says what is wrong.
    """
    sound: list[Entry] = []
    page = results.newest(found, LOOKED_INTO)
    for each in page:
        try:
            answers_in(each)
            sound.append(each)
        except InputFault as fault:
            output.tell_once(words.error(fault))
        if len(sound) == 2:
            break
    return (sound or page)[0], (sound or page)[-1]


def _one_result(entry: Entry, wanted: Sequence[str]) -> UsageFault:
    """Why there are not two results to compare: there is one, or only one about the initiative."""
    from digitrans.history.initiatives import about_in

    about = None if wanted else about_in(entry)
    others = results.entries(entry.instrument)
    if about is None or len(others) < 2 or len(of_one_initiative(others)) == len(others):
        return UsageFault("error.one-result", instrument=entry.instrument)
    return UsageFault("error.one-result-about", instrument=entry.instrument, about=about.name)


def of_one_initiative(found: Sequence[Entry]) -> list[Entry]:
    """Those results of one questionnaire that are about the same initiative as the newest; all of them without any."""
    from digitrans.content.catalogue import instrument_ids, is_by_initiative
    from digitrans.history.initiatives import about_in

    if not found or found[0].instrument not in instrument_ids() or not is_by_initiative(found[0].instrument):
        return list(found)
    wanted = about_in(results.newest(found, 1)[0])
    return [each for each in found if is_same(about_in(each), wanted)]


def questionnaire_of(wanted: str) -> str:
    """The questionnaire that a result belongs to: named itself, in the file, or in the name of the saved result."""
    from digitrans.content.catalogue import instrument_ids
    from digitrans.files.sources import is_file, read_source

    ids, main = instrument_ids(), main_questionnaire()
    if wanted in ids:
        return wanted
    if is_file(wanted):
        values = read_source(Path(wanted), patient=True).values  # who reads the answers tells what is wrong
        told = values.get("instrument") if isinstance(values, dict) else None
        return str(told) if told in ids else main
    found = results.entries()
    there = {each.instrument for each in (found if wanted == "last" else results.named(wanted, found))}
    return next((each for each in (main, *ids) if each in there), main)


def answers_of(words: Words, instrument: Instrument, wanted: str, about: str | None = None) -> Answers:
    """The answers in a file, in a saved result, or the last ones: ``wanted`` is last, or the questionnaire's id.

    ``about`` are the last ones about an initiative. Raises UsageFault where there are none, InputFault where they are
    damaged.
    """
    from digitrans.answers.files import load_answers
    from digitrans.files.sources import is_file
    from digitrans.history.latest import latest_answers, tell_other_content

    is_last = not is_file(wanted) and wanted in ("last", instrument.id)
    if about is not None:
        if not is_last:
            raise UsageFault("error.about-alone")
        return answers_in(results.newest(entries(instrument.id, about), 1)[0])
    if is_last:
        latest = latest_answers(words, instrument)
        if latest is None:
            command = (
                "digitrans assess" if instrument.id == main_questionnaire() else f"digitrans assess {instrument.id}"
            )
            raise UsageFault("error.no-result", command=command)
        return latest
    if is_file(wanted):
        answers = load_answers(Path(wanted), instrument)
    else:
        answers = answers_in(results.find_entry(wanted, results.entries(instrument.id)))
    tell_other_content(words, instrument, answers)
    return answers


def _names_of(entry: Entry) -> tuple[str, str]:
    return entry.id, entry.path.stem


def _questionnaire_of(wanted: Sequence[str]) -> str:
    """The questionnaire of the first result that is named by its id; the main one where none is."""
    found = (each.instrument for name in wanted for each in results.entries() if name in _names_of(each))
    return next(found, None) or main_questionnaire()


def _find_named(wanted: str, scope: str) -> Entry:
    """An id may be that of any questionnaire; last, first and dates are those of ``scope``."""
    everywhere = {name for each in results.entries() for name in _names_of(each)}
    here = {name for each in results.entries(scope) for name in _names_of(each)}
    return find(wanted, None if wanted in everywhere - here else scope)


def days_of(age: str) -> int:
    """The days that an age such as 90d, 6w or 2y lasts. Raises UsageFault for what is none."""
    number, unit = age[:-1], age[-1:]
    if not (number.isascii() and number.isdigit() and len(number) <= 5 and unit in ("d", "w", "y")):
        raise UsageFault("error.age", age=age)
    return int(number) * {"d": 1, "w": 7, "y": 365}[unit]


def find_older(age: str, instrument: str | None) -> list[Entry]:
    """The results older than ``age``, such as 90d, 6w or 2y. Raises UsageFault for another age."""
    days = days_of(age)
    try:
        limit = (date.fromisoformat(stamps.now()[:10]) - timedelta(days=days)).isoformat()
    except OverflowError:
        return []
    return [each for each in entries(instrument) if each.day < limit]


def answers_in(entry: Entry) -> Answers:
    """The answers of a saved result. Raises InputFault where it is damaged, UsageFault where its content is gone."""
    from digitrans.answers.files import load_saved_answers

    return load_saved_answers(entry.path, instrument_behind(entry))


def readable(words: Words, found: Sequence[Entry]) -> list[Answers]:
    """The answers of those results that can be used; the faults of the others are told."""
    there = []
    for each in found:
        try:
            there.append(answers_in(each))
        except (InputFault, UsageFault) as fault:
            output.tell_once(words.error(fault))
    return there


def questions_in(words: Words, answers: Answers) -> dict[str, str]:
    """The questions that were answered, by the key of the answer; those that are asked in other words today are not in.

    Raises UsageFault where the questionnaire is gone.
    """
    from digitrans.answers.fingerprints import item_fingerprints
    from digitrans.history.trends import prints_of

    instrument = instrument_of(answers.instrument)
    then, now = prints_of(answers, instrument) or {}, item_fingerprints(instrument, short=False)
    same = {item.id: item.text[words.language] for item in instrument.items if then.get(item.id) == now[item.id]}
    ids = {key: key.rpartition("/")[2] for key in answers.values}
    return {key: same[item] for key, item in ids.items() if item in same}


def outcome_words(words: Words, instrument: Instrument, answers: Answers) -> str | None:
    """The verdict in words; None where the questionnaire gives none, or too little was answered.

    It is said to be for now where the open answers alone could make it another one.
    """
    found = _judgement(instrument, answers)
    if found is None or found.outcome is None:
        return None
    name = found.outcome.name[words.language]
    return words("verdict.for-now-after", outcome=name) if found.unsure else name


def _judgement(instrument: Instrument, answers: Answers) -> Judgement | None:
    from digitrans.answers import scoring, verdict

    return verdict.judge(instrument, scoring.score(instrument, answers)) if instrument.verdict else None


def outcome_of(words: Words, instrument: Instrument, answers: Answers) -> str | None:
    """The id of the verdict or the decision; None where there is neither, or one for each unit."""
    judgement = _judgement(instrument, answers)
    found = judgement.outcome if judgement else None
    if found is not None or instrument.decision is None or instrument.repeat is not None:
        return found.id if found else None
    decided = _run(words, instrument, answers).guide.decided
    return decided.id if decided else None


def result_words(words: Words, instrument: Instrument, answers: Answers) -> str:
    """What it came to where the questionnaire says so in a few words, and how much was answered."""
    questions = wanted(asked(instrument, answers))
    answered = sum(not isinstance(answers[each.key].value, Missing) for each in questions)
    told = words("coverage.answered", n=answered, of=len(questions))
    outcome = outcome_words(words, instrument, answers) or decided_words(words, instrument, answers)
    return f"{outcome}; {told}" if outcome else told


def decided_words(words: Words, instrument: Instrument, answers: Answers) -> str | None:
    """What was decided in words, for the first few units where there is one for each; None where nothing was."""
    if instrument.decision is None:
        return None
    run = _run(words, instrument, answers)
    if instrument.repeat is None:
        return run.guide.decided.name[words.language] if run.guide.decided else None
    found = [(each.unit.name, each.guide.decided) for each in run.units if each.guide.decided]
    told = [f"{name}: {decided.name[words.language]}" for name, decided in found if decided]
    return "; ".join(told[:UNITS_TOLD] + ["…"] * (len(told) > UNITS_TOLD)) or None


def _run(words: Words, instrument: Instrument, answers: Answers) -> Run:
    from digitrans.answers.names import load_names
    from digitrans.history.runs import compute

    return compute(load_names(words, instrument), answers, latest=False)


def ticked_between(words: Words, earlier: Answers, later: Answers) -> list[tuple[str, str]]:
    """The lines of saved checklists that were done at the later time and not yet at the earlier: (checklist, line)."""
    low, high = ((each.finished or "")[:10] for each in (earlier, later))
    found = [each for each in results.entries() if each.day <= high and _is_checklist(each.instrument)]
    told = []
    for name in dict.fromkeys(each.instrument for each in found):
        mine = results.newest([each for each in found if each.instrument == name], FILLINGS)
        fillings = readable(words, mine)
        now = next((each for each in fillings if low < (each.finished or "")[:10]), None)
        then = next((each for each in fillings if (each.finished or "")[:10] <= low), None)
        for item in instrument_of(name).items if now else ():
            if now and now[item.id].text == "done" and (then is None or then[item.id].text != "done"):
                told.append((instrument_of(name).title[words.language], item.text[words.language]))
    return told


def _is_checklist(instrument_id: str) -> bool:
    try:
        return instrument_of(instrument_id).kind == "checklist"
    except UsageFault:
        return False
