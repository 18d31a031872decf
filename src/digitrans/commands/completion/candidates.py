"""The values of every closed list on the command line, found without checking content: as much as a shell needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from digitrans.commands.completion.offers import Candidate, Files, Offer, Place
from digitrans.errors import DigitransError
from digitrans.texts import LANGUAGES, Words

Finder = Callable[[Words, Place], Iterator[Candidate]]
LARGEST = 2_000_000
"""A portfolio is looked into for ids up to this size in bytes."""
_FILES: dict[str, Files] = {
    "FILE": "files",
    "FILE...": "files",
    "FILE [A B]": "files",
    "[FILE INITIATIVE]": "files",
    "PORTFOLIO": "files",
    "[RESULT] SCORE": "files",
    "FOLDER": "folders",
    "ROUND": "folders",
    "LATER": "folders",
}


def values_of(words: Words, place: Place) -> Offer:
    """What may stand in the value that ``place`` is in."""
    parameter = place.parameter
    metavar = str(parameter.metavar or "")
    find = _BY_PLACE.get((place.path, parameter.name)) or _BY_NAME.get(parameter.name) or _BY_METAVAR.get(metavar)
    found = Offer(files=_FILES.get(metavar, "none"))
    if metavar in ("[RESULT] SCORE", "[FILE INITIATIVE]") and place.given.get(parameter.name):
        found.files = "none"  # the file came first
    if metavar == "RESULT" and parameter.name in _ALSO_FILES:
        found.files = "files"
    try:
        found.candidates = list(find(words, place)) if find is not None else []
    except (DigitransError, OSError, ValueError):  # what cannot be read is told by the command itself
        found.candidates = []
    return found


def _plain(*values: str) -> Finder:
    return lambda words, place: (Candidate(each) for each in values)


def _languages(words: Words, place: Place) -> Iterator[Candidate]:
    yield from (Candidate(each) for each in LANGUAGES)


def _formats(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.formats import FOR_FILES, WRITERS

    beside = place.path in ("portfolio check", "portfolio score")
    yield from (Candidate(each) for each in WRITERS if beside or each not in FOR_FILES)


def _sorts(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.portfolios.judge import SORTS

    yield from map(Candidate, SORTS)


def _lights(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.portfolios.judge import ONLY

    yield from map(Candidate, ONLY)


def _dialects(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.formats import DIALECTS

    yield from map(Candidate, DIALECTS)


def _forms(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.people.forms.sending import FORMS

    yield from map(Candidate, FORMS)


def _groups(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.people.codes import GROUPS

    yield from (Candidate(f"{each}=") for each in GROUPS[1:])


def _weights(words: Words, place: Place) -> Iterator[Candidate]:
    """The parts of a score that have no weight yet, behind those that have."""
    from digitrans.portfolios.rules import COMPONENTS

    before, comma, _ = place.begun.rpartition(",")
    taken = {each.partition("=")[0] for each in before.split(",")}
    yield from (Candidate(f"{before}{comma}{each}=") for each in COMPONENTS if each not in taken)


def _schema_kinds(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.authoring.schemas import schema_kinds

    yield from (Candidate(each) for each in (*schema_kinds(), "portfolio"))


def _content_kinds(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.authoring.starts import KINDS

    yield from map(Candidate, KINDS)


_HEADING = r"(?m)^%s:[^\n]*(?:\n[ ]+[^\n]*)*"


def heading(text: str, key: str) -> dict[str, str]:
    """The words of ``key`` at the top of a content file, by language; the rest of the file is not read."""
    from digitrans.files.sources import Source

    found = re.search(_HEADING % key, text)
    values = Source("", found[0]).values if found else None
    told = values.get(key) if isinstance(values, dict) else None
    return {name: each for name, each in told.items() if isinstance(each, str)} if isinstance(told, dict) else {}


def _texts(kind: str, name: str) -> Iterator[str]:
    """The texts of the files about ``name``: the shipped one, and those of own content over it."""
    from digitrans.content.catalogue import own_files_of, shipped_files
    from digitrans.files.sources import decode, read_bytes

    paths = [shipped_files(kind)[name]] if name in shipped_files(kind) else []
    for path in (*paths, *(each.path for each in own_files_of(kind).get(name, ()))):
        try:
            yield decode(read_bytes(path, path.name), path.name)
        except DigitransError:
            continue


def _named(kind: str, names: list[str], key: str, words: Words, place: Place) -> Iterator[Candidate]:
    """Ids with their names; once a letter is typed, names and words of names in both languages, too."""
    for name in names:
        told: dict[str, str] = {}
        for text in _texts(kind, name):
            told |= heading(text, key)
        shown = told.get(words.language) or next(iter(told.values()), "")
        yield Candidate(name, shown)
        if place.begun:
            yield from (Candidate(each, f"{shown} ({name})", by_name=True) for each in _spoken(told.values()))


def _spoken(names: Any) -> Iterator[str]:
    """A name as one word of the command line, and its longer words."""
    from digitrans.texts.spelling import slug

    for each in names:
        yield slug(each)
        yield from (word for word in re.findall(r"\w{4,}", each.casefold()))


def _of_kind(kind: str) -> Finder:
    def found(words: Words, place: Place) -> Iterator[Candidate]:
        from digitrans.content.catalogue import instrument_ids, is_of_kind

        taken = {each for values in place.given.values() for each in values}
        ids = [each for each in instrument_ids() if each not in taken and (not kind or is_of_kind(each, kind))]
        yield from _told_apart(list(_named("checklists", ids, "title", words, place)))

    return found


def _told_apart(found: list[Candidate]) -> Iterator[Candidate]:
    """Those that mean one thing: a word that is in two names means neither."""
    meant: dict[str, set[str]] = {}
    for each in found:
        meant.setdefault(each.value, set()).add(each.told)
    yield from (each for each in found if not each.by_name or len(meant[each.value]) == 1)


def _advice(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.content.catalogue import own_files_of, shipped_files

    names = [
        *shipped_files("advice"),
        *(each for each in own_files_of("advice") if each not in shipped_files("advice")),
    ]
    found = list(_named("advice", names, "name", words, place))
    for number, name in enumerate(shipped_files("advice"), 1):
        told = next((each.told for each in found if each.value == name), "")
        yield Candidate(str(number), told)
    yield from _told_apart(found)


def _actions(words: Words, place: Place) -> Iterator[Candidate]:
    """The actions of the piece of advice that was named before."""
    from digitrans.content.catalogue import find_advice

    found = find_advice(next(iter(place.given.get("advice", [])), None))
    yield from (Candidate(each.id, each.text[words.language]) for each in (found.actions if found else ()))


def _dilemmas(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.content.catalogue import instrument_source, roles

    items = instrument_source(roles().dilemmas).values.get("items", [])
    for each in items:
        if isinstance(each, dict) and each.get("kind") == "slider" and isinstance(each.get("text"), dict):
            yield Candidate(str(each.get("id")), str(each["text"].get(words.language, "")))


def _results(words: Words, place: Place) -> Iterator[Candidate]:
    """Saved results by their ids, newest first, as the names of the files tell them."""
    from digitrans.history import results

    wanted = place.given.get("instrument", [None])[0]
    if place.parameter.name == "maturity":
        from digitrans.portfolios.reading import load_portfolio_content

        wanted = load_portfolio_content().feed.instrument
    found = results.entries(wanted)
    if found:
        yield Candidate("last", words("completion.last"))
    if found and place.path.startswith("history"):
        yield Candidate("first", words("completion.first"))
    yield from (Candidate(each.id, f"{words.date(each.day)}, {each.instrument}") for each in found[:200])


def _decisions(words: Words, place: Place) -> Iterator[Candidate]:
    from digitrans.history import plan_files

    yield from (Candidate(each.id, each.text) for each in plan_files.load_resolutions([]) if each.is_open)


def _explained(words: Words, place: Place) -> Iterator[Candidate]:
    """First a result, a questionnaire or a score of the main one; then a score of what was named, or an initiative."""
    from digitrans.content.catalogue import instrument_ids, instrument_source, roles
    from digitrans.files.paths import is_file
    from digitrans.history.recall import questionnaire_of

    given = place.given.get("words", [])
    if len(given) > 1:
        return
    if given and is_file(given[0]) and (found := list(_from_portfolio("initiatives", given))):
        yield from found
        return
    if not given:
        yield from _results(words, place)
        yield from _of_kind("questionnaire")(words, place)
    chosen = questionnaire_of(given[0]) if given else roles().main
    values = instrument_source(chosen).values if chosen in instrument_ids() else {}
    for key in ("composites", "dimensions", "figures"):
        for each in values.get(key) or ():
            if isinstance(each, dict) and isinstance(each.get("name"), dict):
                yield Candidate(str(each.get("id")), str(each["name"].get(words.language, "")))
    for key in ("verdict", "decision"):
        if values.get(key):
            yield Candidate(key)


def _ids_in_portfolio(kind: str) -> Finder:
    return lambda words, place: _from_portfolio(kind, [each for values in place.given.values() for each in values])


def _from_portfolio(kind: str, given: list[str]) -> Iterator[Candidate]:
    """The ids in the first of the files ``given`` that is a portfolio."""
    from digitrans.files.paths import is_file
    from digitrans.files.sources import read_source

    for path in (Path(each) for each in given if is_file(each)):
        if path.suffix.lower() not in (".yaml", ".yml", ".json") or path.stat().st_size > LARGEST:
            continue
        values = read_source(path, patient=True).values
        for each in (values.get(kind) or ()) if isinstance(values, dict) else ():
            if isinstance(each, dict) and isinstance(each.get("id"), str):
                yield Candidate(each["id"], str(each.get("name", "")))
        return


def _questions(words: Words, place: Place) -> Iterator[Candidate]:
    """The questions of ``portfolio classify`` with an equals sign."""
    from digitrans.portfolios.reading import load_portfolio_content

    for each in load_portfolio_content().tree:
        yield from (Candidate(f"{each.id}={reply}", each.text[words.language]) for reply in ("yes", "no"))


def _initiatives(words: Words, place: Place) -> Iterator[Candidate]:
    """For ``[FILE INITIATIVE]``: nothing until there is a file."""
    given = place.given.get("words", [])
    yield from _from_portfolio("initiatives", given) if len(given) == 1 else ()


def _about(words: Words, place: Place) -> Iterator[Candidate]:
    """The initiatives of the portfolio that was named; else those answered about, and those of the folder's newest."""
    from digitrans.commands.initiatives import portfolio_files
    from digitrans.history.initiatives import newest_initiatives

    given = [each for values in place.given.values() for each in values]
    if named := list(_from_portfolio("initiatives", given)):
        yield from named
        return
    seen = set[str]()
    for about, _ in newest_initiatives():
        seen.add(about.id or about.name)
        yield Candidate(about.id or about.name, about.name)
    here = _from_portfolio("initiatives", [str(each) for each in portfolio_files()[:1]])
    yield from (each for each in here if each.value not in seen)


def _commands_of(words: Words, place: Place) -> Iterator[Candidate]:
    """What can be asked help for: commands, and below a command its own."""
    from digitrans.commands.helptext import in_order

    command = place.root
    for name in place.given.get("names", []):
        command = getattr(command, "commands", {}).get(name)
    for name, each in in_order(command):
        yield Candidate(name, words(each.help).split("\n")[0])


_BY_METAVAR: dict[str, Finder] = {
    "LANG": _languages,
    "FORMAT": _formats,
    "DIALECT": _dialects,
    "BY": _sorts,
    "LIGHT": _lights,
    "MEASURE": _plain("value", "score", "benefit"),
    "SHARE": _plain("number", "cost"),
    "RISK": _plain("limit"),
    "FORM": _forms,
    "GROUP=N": _groups,
    "WEIGHTS": _weights,
    "ADVICE": _advice,
    "QUESTIONNAIRE": _of_kind("questionnaire"),
    "RESULT": _results,
    "RESULT...": _results,
    "[EARLIER] [LATER]": _results,
    "[RESULT] SCORE": _explained,
    "[FILE INITIATIVE]": _initiatives,
    "INITIATIVE": _about,
    "ID=ANSWER": _questions,
    "COMMAND...": _commands_of,
}
_BY_PLACE: dict[tuple[str, str], Finder] = {
    ("schema", "kind"): _schema_kinds,
    ("schema", "instrument"): _of_kind(""),
    ("content new", "kind"): _content_kinds,
    ("content new", "of"): _of_kind(""),
    ("dilemmas show", "dilemma"): _dilemmas,
    ("advice show", "number"): _advice,
    ("checklist show", "checklist"): _of_kind("checklist"),
    ("checklist print", "checklists"): _of_kind("checklist"),
    ("checklist fill", "checklist"): _of_kind("checklist"),
    ("decide add", "action"): _actions,
    ("decide done", "decision"): _decisions,
    ("goal set", "level"): _plain("1", "2", "3", "4", "5"),
}
_BY_NAME: dict[str, Finder] = {
    "department": _ids_in_portfolio("departments"),
    "must": _ids_in_portfolio("initiatives"),
    "without": _ids_in_portfolio("initiatives"),
}
_ALSO_FILES = ("maturity", "of")
"""The options that take a saved result, or a file."""
