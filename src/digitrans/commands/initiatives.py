"""Which initiative a command is about: in a portfolio, among those answered about before, or by a name alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from digitrans import output
from digitrans.errors import InputFault, UsageFault
from digitrans.texts import Words

if TYPE_CHECKING:
    from digitrans.answers.facts import Known
    from digitrans.answers.values import About
    from digitrans.asking.initiatives import Thread
    from digitrans.asking.prompters import Prompter
    from digitrans.content.instruments import Instrument
    from digitrans.portfolios.judge import Judge
    from digitrans.portfolios.models import Portfolio

_LOOKED_AT, _LOOKED_INTO, _BYTES = 200, 3, 2_000_000
_KEY = re.compile(rb"(?m)^initiatives[ \t]*:")
_DAY = re.compile(rb"(?m)^[ \t]*as_of[ \t]*:[ \t]*['\"]?(\d{4}-\d{2}-\d{2})")


class AtHand(NamedTuple):
    """A portfolio, the file that it is in, and the rules that it was read by."""

    portfolio: Portfolio
    file: str
    judge: Judge


def portfolio_files() -> list[Path]:
    """The files in the folder that the user stands in that look like portfolios, the one that says it is newest first.

    Where they do not say which day they describe, the one written last comes first.
    """
    try:
        named = sorted(each for each in Path().iterdir() if each.suffix.lower() in (".yaml", ".yml"))
    except OSError:
        return []
    looked = [(_newness(each), each) for each in named[:_LOOKED_AT] if not each.name.startswith(".")]
    found = [(newness, each) for newness, each in looked if newness is not None]
    return [each for _, each in sorted(found, reverse=True)]


def _newness(path: Path) -> tuple[str, float] | None:
    """The day that a portfolio says it describes, and when it was written; None for what looks like none."""
    try:
        if not path.is_file() or path.stat().st_size > _BYTES:
            return None
        with path.open("rb") as opened:
            text = opened.read(_BYTES)
    except OSError:
        return None
    day = _DAY.search(text)
    return (day[1].decode() if day else "", path.stat().st_mtime) if _KEY.search(text) else None


def at_hand(file: str | None) -> AtHand | None:
    """The portfolio in ``file``, or the newest that lies in the folder; None where none does that can be used.

    Raises InputFault where ``file`` cannot be used.
    """
    from digitrans.portfolios.judge import Judge, Yardstick

    if file is not None:
        judge = Judge(Yardstick())
        return AtHand(judge.read(file)[0], file, judge)
    for path in portfolio_files()[:_LOOKED_INTO]:
        judge = Judge(Yardstick())
        try:
            return AtHand(judge.read(str(path))[0], str(path), judge)
        except InputFault:
            continue  # nobody named it
    return None


def resolved(told: str, file: str | None) -> tuple[About, AtHand | None]:
    """The initiative that is meant by an id or a name, and the portfolio at hand.

    Raises UsageFault where a portfolio was named that does not have it, where several are called so, and for what can
    be no name.
    """
    from digitrans.answers.initiatives import is_same
    from digitrans.answers.values import MAX_NAME, About
    from digitrans.history.initiatives import newest_initiatives
    from digitrans.portfolios.initiatives import about_initiative, find_initiative, places_named
    from digitrans.texts.spelling import composed

    name = " ".join(composed(told).split())
    if not name or len(name) > MAX_NAME:
        raise UsageFault("error.about-name", n=str(MAX_NAME))
    hand = at_hand(file)
    if hand is not None and (file is not None or places_named(hand.portfolio, name)):
        return about_initiative(hand.portfolio, find_initiative(hand.portfolio, name)), hand
    known = [about for about, _ in newest_initiatives() if is_same(about, About(name))]
    if len({each.organisation for each in known if each.id}) > 1 or len({each.id for each in known if each.id}) > 1:
        named = ", ".join(f"{each.id} ({each.organisation or each.name})" for each in known if each.id)
        raise UsageFault("error.several-about", name=name, known=named)
    return (known[0] if known else About(name)), hand


def thread_of(words: Words, instrument: Instrument, told: str | None, file: str | None) -> Thread:
    """What a sitting has to know of initiatives. Raises UsageFault where the questionnaire is not about one."""
    from digitrans.asking.initiatives import Thread

    if instrument.initiative is None:
        if told is not None or file is not None:
            raise UsageFault("error.not-about", title=instrument.title[words.language])
        return Thread()
    about, hand = resolved(told, file) if told is not None else (None, None)
    if about is not None and about.id and hand is not None and file is None and len(portfolio_files()) > 1:
        output.tell(words("assess.about-in", name=about.name, id=about.id, file=hand.file))
    hands = [hand] if told is not None else list[AtHand | None]()

    def portfolio() -> AtHand | None:
        if not hands:
            hands.append(at_hand(file))
        return hands[0]

    if file is not None:
        portfolio()  # its faults are told before anything is asked
    return Thread(
        about,
        lambda: _known(portfolio()),
        lambda about: _facts(words, about, portfolio()),
        lambda prompter: _asked_type(words, prompter),
    )


def _known(hand: AtHand | None) -> Sequence[About]:
    """The initiatives to choose from: those answered about before, newest first, then the others of the portfolio."""
    from digitrans.history.initiatives import newest_initiatives
    from digitrans.portfolios.initiatives import Register, about_initiative

    before = [about for about, _ in newest_initiatives()]
    if hand is None:
        return before
    portfolio, register = hand.portfolio, Register(hand.portfolio)
    places = [register.place_of(each) for each in before]
    own = [
        about if place is None else about_initiative(portfolio, place)
        for about, place in zip(before, places, strict=True)
    ]
    over = {each.id for each in hand.judge.content.statuses if not each.counts}
    taken = set(places)
    rest = [place for place in range(len(portfolio.initiatives)) if place not in taken]
    rest.sort(key=lambda place: portfolio.initiatives[place].status in over)
    return [*dict.fromkeys(own), *(about_initiative(portfolio, place) for place in rest)]


def _facts(words: Words, about: About, hand: AtHand | None) -> dict[str, Known]:
    """What the portfolio says of an initiative, and where it says nothing, what was answered about it."""
    from digitrans.answers.facts import Known
    from digitrans.answers.initiatives import is_same
    from digitrans.history.facts import evidence_of, newest_results, results_by_initiative
    from digitrans.portfolios.initiatives import Register

    register = Register(hand.portfolio) if hand is not None else None
    place = register.place_of(about) if register is not None else None

    def is_meant(other: About) -> bool:
        if register is not None and place is not None:
            return register.place_of(other) == place
        return is_same(other, about)

    found: dict[str, Known] = {}
    for field, source in evidence_of(newest_results(words, results_by_initiative(), is_meant)).items():
        if source.told.value is not None:
            title, day = source.instrument.title[words.language], words.date(source.answers.finished or "")
            found[field] = Known(str(source.told.value), words("about.from-answers", title=title, date=day))
    if hand is None or place is None:
        return found
    initiative, scorer = hand.portfolio.initiatives[place], hand.judge.scorer
    said = {"type": scorer.type_of(initiative)[0], "citizen_problem": None}
    if scorer.told(initiative.citizen_problem) == "stated":
        said["citizen_problem"] = initiative.citizen_problem
    file = words("about.from-portfolio", file=Path(hand.file).name)
    return found | {field: Known(value, file) for field, value in said.items() if value is not None}


def _asked_type(words: Words, prompter: Prompter) -> str | None:
    """The type that the questions of ``portfolio classify`` lead to; None where they lead to none."""
    from digitrans.commands.portfolio_classify import ask_step
    from digitrans.portfolios.classification import walk
    from digitrans.portfolios.reading import load_portfolio_content

    content = load_portfolio_content()
    kind, _ = walk(content, {}, lambda step, number: ask_step(words, content, step, number, prompter))
    if kind is not None:
        prompter.show(next(each.name[words.language] for each in content.types if each.id == kind), strong=True)
    return kind
