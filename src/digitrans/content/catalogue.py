"""Finding content: the shipped folder, own files over it, and every model by its id. Each is read once in a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from contextvars import copy_context
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from digitrans.content.own_folders import once, own_folders, supplement_wanted
from digitrans.errors import Fault, InputFault, UsageFault
from digitrans.files.paths import exists, is_folder
from digitrans.files.sources import Source, decode, read_bytes
from digitrans.files.validation import AnySource, fault_at, parse_model, problem_fault
from digitrans.texts.spelling import alphabetical, by_name, nearest_ones

if TYPE_CHECKING:
    from pydantic import BaseModel

    from digitrans.content.advice import Advice, Phases
    from digitrans.content.instruments import Instrument
    from digitrans.content.models import Text
    from digitrans.content.own_folders import OwnFile
    from digitrans.content.roles import Roles
    from digitrans.errors import Problem


@cache
def data_folder() -> Path:
    """The shipped content: inside the installed package, or beside ``src`` in a checkout or an editable install."""
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "data", here.parent.parent / "data"):
        if is_folder(folder / "advice"):
            return folder
    raise UsageFault("error.no-content")


def shown_name(path: Path) -> str:
    """How messages name a shipped file: ``data/advice/03-...yaml``, wherever the package is installed."""
    return "data/" + path.relative_to(data_folder()).as_posix()


def content_source(model: type[BaseModel], kind: str, subject: str, shipped: Path | None) -> AnySource:
    """The shipped file, if there is one, with the files of own content about ``subject`` laid over it.

    ``kind`` is "advice", "checklists", or the name of a file by itself, such as "phases", with "" as its subject.
    """
    return once(("source", kind, subject), partial(_content_source, model, kind, subject, shipped))


def _content_source(model: type[BaseModel], kind: str, subject: str, shipped: Path | None) -> AnySource:
    base = shipped_source(kind, subject, shipped) if shipped is not None else None
    own = own_files_of(kind).get(subject)
    if base is not None and not own:
        return base
    from digitrans.content.layers import LayeredSource

    siblings = tuple(shipped_files(kind)) if base is None else ()
    return LayeredSource(base, own or [], sourced_lists(model), subject, siblings)


def shipped_source(kind: str, subject: str, path: Path) -> Source:
    """The shipped file at ``path``, with what the supplement has about ``subject`` beside it where that is on."""
    base = Source(shown_name(path), _text(path))
    if supplement_wanted():
        from digitrans.content.supplement import lay_beside

        lay_beside(base, supplement_folder(), kind, subject)
    return base


def supplement_folder() -> Path:
    """The folder of the shipped supplements, each in a folder of its own."""
    return data_folder() / "supplement"


def is_of_supplement(instrument_id: str, item_id: str) -> bool:
    """Whether a shipped supplement has the item, be it on or off: answers to it are no fault where it is off."""
    from digitrans.content.supplement import added

    lists = added(supplement_folder(), "checklists", instrument_id)
    return any(thing["id"] == item_id for _, things in lists for thing in things)


def _text(path: Path) -> str:
    """The text of a shipped file."""
    return once(("text", path), lambda: decode(read_bytes(path, shown_name(path)), shown_name(path)))


def own_files_of(kind: str) -> dict[str, list[OwnFile]]:
    """The own files of "advice" or "checklists" by the id that they are about; none where no own folder is in force."""
    if not own_folders():
        return {}
    from digitrans.content.own_folders import own_files

    return own_files(kind)


def sourced_lists(model: type[BaseModel]) -> frozenset[str]:
    """The lists of ``model`` whose things say where they come from; "" where the file itself does."""
    from digitrans.files.validation import models_in

    names = {
        name
        for name, field in model.model_fields.items()
        for inner in models_in(field.annotation)
        if "provenance" in inner.model_fields
    }
    return frozenset(names | ({""} if "provenance" in model.model_fields else set()))


def shipped_files(kind: str) -> dict[str, Path]:
    """The shipped files of "advice" or "checklists" by id, in the order of their names."""
    return once(("files", kind), partial(_shipped_files, kind))


def _shipped_files(kind: str) -> dict[str, Path]:
    paths = sorted((data_folder() / kind).glob("*.yaml"))
    return {path.stem.lstrip("0123456789-"): path for path in paths}


def shipped_path(kind: str, subject: str) -> Path | None:
    """The shipped file that own content about ``subject`` is laid over; None where there is none."""
    if subject:
        return shipped_files(kind).get(subject)
    path = data_folder() / f"{kind}.yaml"
    return path if exists(path) else None


def load_advice(number: int | None = None) -> list[Advice]:
    """All pieces of advice by number, or only the one with ``number``; an empty list where there is none."""
    return list(once(("advice", number), partial(_load_advice, number)))


def _load_advice(number: int | None) -> list[Advice]:
    shipped = shipped_files("advice")
    wanted = [each for each, path in shipped.items() if number is None or path.name.startswith(f"{number:02d}-")]
    own = [each for each in own_files_of("advice") if each not in shipped]
    taken = {_number_of(path): each for each, path in shipped.items()}
    found = [load_one_advice(each, shipped.get(each), taken) for each in (*wanted, *own)]
    return sorted((each for each in found if number in (None, each.number)), key=lambda each: each.number)


def _number_of(path: Path) -> int:
    """The number that a shipped piece of advice has by the name of its file. Raises InputFault where it has none."""
    number, dash, _ = path.name.partition("-")
    if not dash or re.fullmatch("[0-9]{1,3}", number) is None:
        raise InputFault([Fault(shown_name(path), None, None, "", "fault.no-number", {"name": path.name})])
    return int(number)


class _AdviceById(Mapping[str, "Advice"]):
    """The shipped pieces of advice in the order of their numbers, each read when it is first looked up.

    Where that is later, what holds now still holds: which folders are in force, and whether the supplement is on.
    """

    def __init__(self) -> None:
        self._paths, self._now = shipped_files("advice"), copy_context()
        self._read: dict[str, Advice] = {}

    def __getitem__(self, advice_id: str) -> Advice:
        if advice_id not in self._read:
            self._read[advice_id] = self._now.copy().run(load_one_advice, advice_id, self._paths[advice_id], {})
        return self._read[advice_id]

    def __contains__(self, advice_id: object) -> bool:
        return advice_id in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def advice_by_id() -> Mapping[str, Advice]:
    """All pieces of advice by id, in the order of their numbers. Raises InputFault where own advice is faulty."""
    return {each.id: each for each in load_advice()} if own_files_of("advice") else _AdviceById()


def find_advice(wanted: str | None) -> Advice | None:
    """The piece of advice with this number or id, or of this name in either language; None where there is none.

    A word of a name does where no other piece of advice has it.
    """
    if wanted is None:
        return None
    found = load_advice()
    exact = next((each for each in found if wanted in (each.id, str(each.number))), None)
    named = {each.id: (each.name.da, each.name.en) for each in found if each.name.da and each.name.en}
    chosen = by_name(wanted, named)
    return exact or next((each for each in found if each.id == chosen), None)


def the_advice(wanted: str) -> Advice:
    """The piece of advice that ``find_advice`` finds. Raises UsageFault, with the nearest name, where there is none."""
    if (found := find_advice(wanted)) is not None:
        return found
    there = load_advice()
    titles = {each.id: tuple(text for text in (each.name.da, each.name.en) if text) for each in there}
    near, last = _nearest_name(wanted, titles), str(there[-1].number)
    raise UsageFault("error.no-advice-near" if near else "error.no-advice", number=wanted, near=near, last=last)


def load_one_advice(subject: str, shipped: Path | None, taken: dict[int, str]) -> Advice:
    """One piece of advice by its id; ``taken`` has the numbers that are spoken for, and gets the one of this."""
    from digitrans.content.advice import Advice

    source = content_source(Advice, "advice", subject, shipped)
    advice = once(("piece of advice", subject), lambda: _dated_advice(parse_model(Advice, source)))
    if not source.is_layered:
        return advice
    if advice.id != subject:
        raise InputFault([fault_at(source, ("id",), "fault.id-not-file", {"id": advice.id})])
    if taken.setdefault(advice.number, subject) != subject:
        raise InputFault([fault_at(source, ("number",), "fault.number-taken", {"value": str(advice.number)})])
    if shipped is not None and not shipped.name.startswith(f"{advice.number:02d}-"):
        raise InputFault([fault_at(source, ("number",), "fault.number-stays", {"value": str(advice.number)})])
    from digitrans.content.references import advice_references

    _refuse(source, list(advice_references(advice, _phase_ids(), set(instrument_ids()))))
    return advice


def _dated_advice(advice: Advice) -> Advice:
    """``advice``, of which what has a day to be reviewed by says whose it is and whether that day has passed."""
    lists = ("actions", "questions", "models", "cases")
    if all(each.provenance.review_by is None for name in lists for each in getattr(advice, name)):
        return advice
    from digitrans.content.supplement import dated

    return advice.model_copy(update={name: dated(getattr(advice, name), _today()) for name in lists})


def _dated_instrument(instrument: Instrument) -> Instrument:
    if all(item.provenance.review_by is None for item in instrument.items):
        return instrument
    from digitrans.content.supplement import dated

    return instrument.model_copy(update={"items": dated(instrument.items, _today())})


def _today() -> str:
    from digitrans.files import stamps

    return stamps.now()[:10]


def _refuse(source: AnySource, problems: list[Problem]) -> None:
    if problems:
        raise InputFault([problem_fault(source, each) for each in problems])


def load_phases() -> Phases:
    """The phases of the advice, in their order."""
    from digitrans.content.advice import Phases

    source = content_source(Phases, "phases", "", data_folder() / "phases.yaml")
    return once("phases", partial(parse_model, Phases, source))


def _phase_ids() -> set[str]:
    return {each.id for each in load_phases().phases}


def roles() -> Roles:
    """Which questionnaire or checklist a command means where nobody names one."""
    from digitrans.content.roles import Roles

    source = content_source(Roles, "roles", "", data_folder() / "roles.yaml")
    return once("roles", partial(parse_model, Roles, source, partial(_role_problems, source)))


def _role_problems(source: AnySource, found: Roles) -> Iterable[Problem]:
    from digitrans.content.references import role_references

    return role_references(found, set(instrument_ids())) if source.is_layered else ()


def instrument_ids() -> list[str]:
    """The ids of all questionnaires and checklists: the names of their files, in alphabetical order."""
    ids = shipped_files("checklists").keys() | own_files_of("checklists").keys()
    return sorted(ids - _left_out())


def _left_out() -> set[str]:
    """The questionnaires and checklists that own content takes away."""
    if not own_folders():
        return set()
    from digitrans.content.own_folders import own_layers

    return {each for folder in own_layers() for each in folder.left_out}


def load_instrument(instrument_id: str, kind: str | None = None) -> Instrument:
    """The questionnaire or checklist with this id. Raises UsageFault, with the nearest id, where there is none.

    ``kind`` says that only "questionnaire" or only "checklist" is worth offering then.
    """
    known = _known_instrument(instrument_id, kind)
    return once(("instrument", known), partial(_load_instrument, known))


def _load_instrument(instrument_id: str) -> Instrument:
    from digitrans.content.instruments import Instrument

    source = instrument_source(instrument_id)
    instrument = _dated_instrument(parse_model(Instrument, source))
    if instrument.id != instrument_id:
        raise InputFault([fault_at(source, ("id",), "fault.id-not-file", {"id": instrument.id})])
    if source.is_layered:
        from digitrans.content.references import instrument_references

        advice = shipped_files("advice").keys() | own_files_of("advice").keys()
        ids = set(instrument_ids())
        _refuse(source, list(instrument_references(instrument, set(advice), _phase_ids(), ids)))
    return instrument


def instrument_named(wanted: str, kind: str | None = None) -> str | None:
    """The id that is meant: the id itself, or a title, or a word of one that no other has, in either language.

    Of ``kind``, "questionnaire" or "checklist", where there is such a one, else of the other; None where there is none.
    """
    ids = instrument_ids()
    if wanted in ids:
        return wanted
    titles = _titles(ids)
    mine = {each: names for each, names in titles.items() if kind is not None and is_of_kind(each, kind)}
    return by_name(wanted, mine) or by_name(wanted, titles)


def _known_instrument(instrument_id: str, kind: str | None = None) -> str:
    if (found := instrument_named(instrument_id, kind)) is not None:
        return found
    titles = _titles([each for each in instrument_ids() if kind is None or is_of_kind(each, kind)])
    near = _nearest_name(instrument_id, titles)
    lists = {
        f"names_{language}": ", ".join(
            sorted((f"{names[place]} ({each})" for each, names in titles.items() if names), key=alphabetical)
        )
        for place, language in ((0, "da"), (-1, "en"))
    }
    alone, like = _UNKNOWN[kind]
    raise UsageFault(like if near else alone, id=instrument_id, near=near, **lists)


_UNKNOWN = {
    None: ("error.no-instrument", "error.no-instrument-near"),
    "questionnaire": ("error.no-questionnaire", "error.no-questionnaire-near"),
    "checklist": ("error.no-checklist", "error.no-checklist-near"),
}


def _nearest_name(wanted: str, titles: Mapping[str, tuple[str, ...]]) -> str:
    """The id, the title or the word of one that is written most like ``wanted`` and means one thing; "" for none."""
    words = {word for names in titles.values() for each in names for word in re.findall(r"\w{4,}", each.casefold())}
    whole = {each.casefold() for names in titles.values() for each in names}
    known = [*titles, *(each for each in sorted(words | whole) if by_name(each, titles) is not None)]
    return nearest_ones(wanted.casefold(), known, 0.7)


def _titles(ids: list[str]) -> dict[str, tuple[str, ...]]:
    """The titles of instruments in both languages; own content that is at fault has none here."""
    found = {}
    for each in ids:
        with suppress(InputFault):
            title = instrument_title(each)
            found[each] = tuple(text for text in (title.da, title.en) if text)
    return found


def is_of_kind(instrument_id: str, kind: str) -> bool:
    """Whether it is a "questionnaire" or a "checklist", as ``kind`` says; True also where its file is at fault."""
    try:
        return instrument_kind(instrument_id) == kind
    except InputFault:
        return True  # own content that is at fault: opening it says what is wrong


def instrument_source(instrument_id: str) -> AnySource:
    """The values of a questionnaire or checklist that is there, before they are checked."""
    from digitrans.content.instruments import Instrument

    return content_source(Instrument, "checklists", instrument_id, shipped_files("checklists").get(instrument_id))


def instrument_kind(instrument_id: str) -> str:
    """ "questionnaire" or "checklist", from the file's own line and without reading the rest of it if it is shipped."""
    path = shipped_path("checklists", instrument_id)
    if path is None or instrument_id in own_files_of("checklists"):
        return load_instrument(instrument_id).kind
    found = re.search(r"^kind:\s*(\w+)", _text(path), re.MULTILINE)
    return found[1] if found else "questionnaire"


def opening(instrument_id: str) -> str:
    """The command that opens a questionnaire or a checklist."""
    does = "checklist show" if instrument_kind(instrument_id) == "checklist" else "assess"
    return f"digitrans {does} {instrument_id}"


def going_on(instrument_id: str) -> str:
    """The command that asks what is open in a questionnaire or a checklist."""
    does = "checklist fill" if instrument_kind(instrument_id) == "checklist" else "assess"
    return f"digitrans {does} {instrument_id}"


def is_by_initiative(instrument_id: str) -> bool:
    """Whether a questionnaire that is there has a result of its own for each initiative."""
    return initiative_of(instrument_id)[0] in ("named", "beside")


def initiative_of(instrument_id: str) -> tuple[str | None, str | None]:
    """How a questionnaire that is there is about one initiative, and the id of the item that says what it is about.

    From the file's own lines and without reading the rest of it if it is shipped.
    """
    path = shipped_path("checklists", instrument_id)
    if path is None or instrument_id in own_files_of("checklists"):
        found = load_instrument(instrument_id)
        return found.initiative, found.about
    kind, about = (re.search(rf"^{key}:\s*([\w-]+)", _text(path), re.MULTILINE) for key in ("initiative", "about"))
    return kind[1] if kind else None, about[1] if about else None


def repeated_for(repeat_id: str) -> list[str]:
    """The ids of the instruments that are repeated for the same things."""
    found = []
    for each in instrument_ids():
        path = shipped_path("checklists", each)
        if path is not None and each not in own_files_of("checklists") and "\nrepeat:" not in _text(path):
            continue
        repeat = instrument_source(each).values.get("repeat")
        if isinstance(repeat, dict) and repeat.get("id") == repeat_id:
            found.append(each)
    return found


def instrument_title(instrument_id: str) -> Text:
    """The title; the rest of the file is not checked where it is shipped."""
    from digitrans.content.models import Text

    source = instrument_source(instrument_id)
    if source.is_layered:
        return load_instrument(instrument_id).title
    return Text.model_validate(source.values["title"])


def load_instruments() -> list[Instrument]:
    """Every questionnaire and checklist, by id."""
    return [load_instrument(each) for each in instrument_ids()]
