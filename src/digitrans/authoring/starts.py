"""Starts of own content: a file of its own for every new piece, with comments and the schema for an editor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.authoring.start_texts import ABOUT as ABOUT_START
from digitrans.authoring.start_texts import BODIES, CHOICES, HEAD, PLACEHOLDERS, WHAT
from digitrans.content import catalogue
from digitrans.content.overlay import clipped, id_of
from digitrans.content.own_folders import ABOUT, read_folder
from digitrans.errors import UsageFault
from digitrans.files.paths import exists
from digitrans.files.saving import check_somewhere, write_whole
from digitrans.files.yaml_values import plain_value

if TYPE_CHECKING:
    from digitrans.content.advice import Advice
    from digitrans.content.instruments import Dimension, Instrument

KINDS = ("dilemma", "case", "change", "item", "action", "question", "checklist", "questionnaire", "advice")
_LISTS = {"case": "cases", "action": "actions", "question": "questions"}
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MENTIONED = 5


class Wish(NamedTuple):
    """What is to be begun. ``of``: what it belongs to, if that was said; ``option``: what commands need after them."""

    kind: str
    name: str
    of: str | None
    language: str
    option: str = ""


class Started(NamedTuple):
    """What was begun: the file, all files that were written for it, and the command that shows the piece in the end.

    ``dimension`` is the id and the name of the one that a question counts in; None for everything else.
    """

    path: Path
    files: tuple[Path, ...]
    command: str
    dimension: tuple[str, str] | None = None


class _Start(NamedTuple):
    """A start before it is written: its file in the folder, its text, its command, and the ids it may not have."""

    name: str
    body: str
    command: str
    taken: tuple[str, ...] = ()
    dimension: tuple[str, str] | None = None


def start(folder: Path, wish: Wish) -> Started:
    """Begin a piece of own content in ``folder``, which is made if it is not there.

    Raises UsageFault for a kind, an id or a place that cannot be used, SaveFault where nothing can be written.
    """
    kind, name, language = wish.kind, wish.name, wish.language
    if kind not in KINDS:
        raise UsageFault("error.no-content-kind", kind=kind, known=", ".join(KINDS))
    if kind != "change" and (not _ID.fullmatch(name) or len(name) > 60):
        raise UsageFault("error.no-id", id=name)
    begun = _MAKERS.get(kind, _advice_piece)(wish)
    if name in begun.taken:
        raise UsageFault("error.id-there", id=name, option=wish.option)
    path = folder / begun.name
    beside = _prepare(folder, language)
    schema = "own-advice" if begun.name.startswith("advice") else "own-checklist"
    head = _filled(HEAD[language], WHAT=WHAT[language][kind], SCHEMA=schema, CONTENT=wish.option)
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, head + _worded(begun.body, language), replace_existing=False, private=False)
    except FileExistsError:
        raise UsageFault("error.started-before", path=str(path)) from None
    except OSError:
        raise UsageFault("error.no-folder-here", path=str(path.parent)) from None
    return Started(path, (path, *beside), begun.command + wish.option, begun.dimension)


def _prepare(folder: Path, language: str) -> list[Path]:
    """The folder, with whose content it is and the schemas for an editor; gives the files that were written."""
    from digitrans.authoring.schemas import OWN, json_schema

    check_somewhere(folder)
    try:
        (folder / ".schema").mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UsageFault("error.no-folder-here", path=str(folder)) from None
    written = [] if exists(folder / ABOUT) else [folder / ABOUT]
    for about in written:
        write_whole(about, ABOUT_START[language], replace_existing=False, private=False)
    read_folder(folder)
    for kind in OWN:
        text = json.dumps(json_schema(kind, language), ensure_ascii=False, indent=1) + "\n"
        written.append(folder / ".schema" / f"{kind}.json")
        write_whole(written[-1], text, replace_existing=True, private=False)
    return written


def _worded(body: str, language: str) -> str:
    """The body with its texts to be written in one language."""
    index = 1 if language == "en" else 0

    def text(match: re.Match[str]) -> str:
        return f'{language}: "{PLACEHOLDERS[language]}: {match[1].split("|")[index]}"'

    return re.sub(r"<T:([^>]*)>", text, body)


def _filled(body: str, **gaps: str) -> str:
    for gap, value in gaps.items():
        is_word = gap == "ID" and plain_value(value) != value  # null, true: a name here, and no value of YAML's
        body = body.replace(f"<{gap}>", f'"{value}"' if is_word else value)
    return body


def _dilemma(wish: Wish) -> _Start:
    name, dilemmas = wish.name, catalogue.roles().dilemmas
    taken = tuple(item.id for item in catalogue.load_instrument(dilemmas).items)
    body = _filled(BODIES["dilemma"], ID=name, NEAR=taken[0])
    return _Start(f"checklists/{dilemmas}.{name}.yaml", body, f"digitrans dilemmas show {name}", taken)


def _whole(wish: Wish) -> _Start:
    kind, name = wish.kind, wish.name
    command = "checklist show" if kind == "checklist" else "assess"
    taken = tuple(catalogue.instrument_ids())
    return _Start(f"checklists/{name}.yaml", _filled(BODIES[kind], ID=name), f"digitrans {command} {name}", taken)


def _advice(wish: Wish) -> _Start:
    name = wish.name
    there = catalogue.load_advice()
    number = str(max(10, *(each.number + 1 for each in there)))
    phase = catalogue.load_phases().phases[-1].id
    body = _filled(BODIES["advice"], ID=name, NUMBER=number, PHASE=phase)
    return _Start(f"advice/{name}.yaml", body, f"digitrans advice show {number}", tuple(each.id for each in there))


def _advice_piece(wish: Wish) -> _Start:
    """A case, an action or a question of a piece of advice, which is named by its number or id."""
    kind, name = wish.kind, wish.name
    advice = catalogue.find_advice(wish.of)
    if advice is None:
        known = ", ".join(f"{each.number} ({each.id})" for each in catalogue.load_advice())
        raise UsageFault("error.start-of-what", kind=kind, id=name, known=known, option=wish.option)
    taken = tuple(each.id for each in getattr(advice, _LISTS[kind]))
    body = _filled(BODIES[kind], ID=name, OF=advice.id, NEAR=taken[0])
    return _Start(f"advice/{advice.id}.{name}.yaml", body, f"digitrans advice show {advice.number}", taken)


def _item(wish: Wish) -> _Start:
    """An item of a questionnaire or checklist, or of a dimension of the main one."""
    name, ids = wish.name, catalogue.instrument_ids()
    instrument = catalogue.load_instrument(wish.of if wish.of in ids else catalogue.roles().main)
    dimension = _dimension_meant(instrument, wish.of)
    if wish.of not in ids and dimension is None:
        named = [each.id for each in instrument.dimensions if not each.advice]
        known = ", ".join([*map(str, range(1, 10)), *named, *ids])
        raise UsageFault("error.start-of-what", kind=wish.kind, id=name, known=known, option=wish.option)
    taken = tuple(item.id for item in instrument.items)
    gaps = {"ID": name, "OF": instrument.id, "NEAR": taken[0]}
    path = f"checklists/{instrument.id}.{name}.yaml"
    if instrument.kind == "checklist":
        return _Start(path, _filled(BODIES["status"], **gaps), f"digitrans checklist show {instrument.id}", taken)
    if not instrument.scales or not instrument.dimensions:
        raise UsageFault("error.start-no-scale", id=instrument.id)
    chosen = dimension or instrument.dimensions[0]
    gaps |= {"DIMENSION": chosen.id, "SCALE": _usual_scale(instrument, chosen.id)}
    gaps |= _choices(instrument, wish.language)
    body = _filled(BODIES["rating"], **gaps)
    told = chosen.id, _called(chosen, wish.language)
    return _Start(path, body, f"digitrans assess {instrument.id}", taken, told)


def _dimension_meant(instrument: Instrument, of: str | None) -> Dimension | None:
    """The dimension that ``of`` names, by its own id or by the number or id of its advice."""
    advice = catalogue.find_advice(of)
    wanted = advice.id if advice else of
    return next((each for each in instrument.dimensions if wanted and wanted in (each.id, each.advice)), None)


def _called(dimension: Dimension, language: str) -> str:
    """The name of a dimension: its own, or that of its advice."""
    advice = catalogue.find_advice(dimension.advice)
    if dimension.name:
        return dimension.name[language]
    return f"{advice.number} {advice.name[language]}" if advice else dimension.id


def _usual_scale(instrument: Instrument, dimension: str) -> str:
    """The scale that most of a dimension's questions have; the first of the questionnaire where it has none."""
    found = [item.scale for item in instrument.items if item.kind == "rating" and item.dimension == dimension]
    return max(found, key=found.count) if found else instrument.scales[0].id


def _choices(instrument: Instrument, language: str) -> dict[str, str]:
    """The dimensions and the scales of a questionnaire, as comments that say what else can be chosen."""
    scales = [(each.id, f"{each.labels[0][language]} ... {each.labels[-1][language]}") for each in instrument.scales]
    dimensions = [(each.id, _called(each, language)) for each in instrument.dimensions]
    told = {}
    for gap, found in (("DIMENSIONS", dimensions), ("SCALES", scales)):
        lines = [CHOICES[language][gap], *(f"  {name}: {text}" for name, text in found)]
        told[gap] = "\n".join(f"    # {line}" for line in lines)
    return told


def _change(wish: Wish) -> _Start:
    """Other words for a shipped thing: a start that says what is said now."""
    name, of = wish.name, wish.of
    found = [each for each in _things() if each[2] == name and of in (None, each[1])]
    if not found:
        told = "; ".join(_mentioning(name)[:MENTIONED])
        if told:
            raise UsageFault("error.change-found", id=name, found=told, option=wish.option)
        raise UsageFault("error.nothing-to-change", id=name)
    if len({each[1] for each in found}) > 1:
        raise UsageFault("error.which-one", id=name, files=", ".join(dict.fromkeys(each[1] for each in found)))
    kind, subject, _name, key, values = found[0]
    body = f"id: {subject}\n" + (f"{key}:\n  - id: {name}\n" if key else "") + _texts(values, "    " if key else "")
    file = f"{kind}/{subject}.{name}.yaml" if key else f"{kind}/{subject}.yaml"
    return _Start(file, body, _opening(kind, subject))


def _opening(kind: str, subject: str) -> str:
    if kind == "advice":
        found = catalogue.find_advice(subject)
        return f"digitrans advice show {found.number if found else ''}"
    return catalogue.opening(subject)


def _things() -> list[tuple[str, str, str, str, dict[str, Any]]]:
    """Everything with an id: kind of file, file, id, the list that it is in ("" for the file), and its values."""
    found: list[tuple[str, str, str, str, dict[str, Any]]] = []
    whole: list[tuple[str, Advice | Instrument]] = [("advice", each) for each in catalogue.load_advice()]
    whole += [("checklists", each) for each in catalogue.load_instruments()]
    for kind, model in whole:
        values = model.model_dump(mode="json", exclude_none=True)
        for key, things in values.items():
            for thing in things if isinstance(things, list) else ():
                if (name := id_of(thing)) is not None:
                    found.append((kind, model.id, name, key, thing))
        found.append((kind, model.id, model.id, "", values))
    return sorted(found, key=lambda each: (each[3] == "dimensions", each[3] == ""))


def _mentioning(wanted: str) -> list[str]:
    """The things whose words mention what is wanted: id and words of each."""
    found = []
    for _, _, name, key, values in _things():
        texts = [text for text in values.values() if isinstance(text, dict) and isinstance(text.get("da"), str)]
        told = next((each for text in texts for each in text.values() if wanted.casefold() in str(each).casefold()), "")
        if key and told and wanted.strip():
            found.append(f"{name} ({clipped(told)})")
    return list(dict.fromkeys(found))


def _texts(values: dict[str, Any], indent: str) -> str:
    """The texts of a thing as YAML, in double quotes, so that nothing in them can be taken for anything else."""
    lines = []
    for key, value in values.items():
        if isinstance(value, dict) and set(value) == {"da", "en"} and isinstance(value["da"], str):
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  {language}: {_quoted(value[language])}" for language in ("da", "en")]
        elif isinstance(value, dict) and key in ("left", "right"):
            lines += [f"{indent}{key}:", _texts(value, indent + "  ").rstrip("\n")]
        elif key == "below":
            lines.append(f"{indent}{key}: {value}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


_MAKERS = {
    "dilemma": _dilemma,
    "checklist": _whole,
    "questionnaire": _whole,
    "advice": _advice,
    "item": _item,
    "change": _change,
}
