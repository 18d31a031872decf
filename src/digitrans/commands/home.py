"""``digitrans`` alone: where you stand, and the next step."""

from __future__ import annotations

from digitrans import output
from digitrans.texts import Words

INITIATIVES = 2
"""So many are shown, those answered about last."""


def home(words: Words, json: bool = False) -> None:
    """The nine pieces of advice with the last scores."""
    from digitrans.answers.names import load_names
    from digitrans.answers.values import asked, progress
    from digitrans.commands.initiatives import portfolio_files
    from digitrans.content.catalogue import going_on, instrument_ids, instrument_title, load_instrument, roles
    from digitrans.files.stamps import now
    from digitrans.history import drafts, results
    from digitrans.history.initiatives import steps_of_newest
    from digitrans.history.latest import latest_answers, load_resolutions, shorter_since
    from digitrans.history.runs import compute, newest_run
    from digitrans.reports.home import home_report, next_steps

    known = roles()
    names = load_names(words, load_instrument(known.main))
    saved = latest_answers(words, names.instrument)
    run = compute(names, saved) if saved else None
    draft = next((each.answers for each in drafts.drafts(names.instrument, short=False) if each.answers.is_begun), None)
    begun = progress(asked(names.instrument, draft), draft) if draft else None
    decided = tuple(each for each in load_resolutions(words) if each.is_open)
    ids = instrument_ids()
    answered = {each for each in ids if results.result_paths(each)}
    others = [each for each in drafts.begun_instruments() if each in ids and each != known.main]
    titles = {going_on(each): instrument_title(each) for each in others}
    newest = newest_run(words, besides=(known.main, known.dilemmas))
    steps = next_steps(words, known, run, newest, begun, answered, len(decided), titles)
    initiatives = steps_of_newest(INITIATIVES)
    if not initiatives and (files := portfolio_files()):
        steps = (*steps, words("home.portfolio", file=output.quoted(str(files[0]))))
    shorter = shorter_since(names.instrument, saved)
    document = home_report(words, list(names.advice.values()), run, steps, shorter, decided, now()[:10], initiatives)
    output.write_document(document, output.destination(None, json))
