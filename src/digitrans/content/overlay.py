"""Own values laid over shipped ones, by key and by id. Pure: plain values in, plain values out; it knows no model.

Mappings meet key by key. Lists of things with an ``id`` meet by id: a known id changes that thing, a new one is added
at the end or where ``after`` or ``before`` puts it, and ``leave_out: true`` takes one away. Lists of plain words are
replaced, or changed with ``add`` and ``leave_out``; but ``aliases`` are added to those below, and taken from the other
things of their list that had them. Every other value replaces the one below it. Nothing that is not mentioned changes,
but what asks about an item that is left out goes with it.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any, Literal, NamedTuple

from digitrans.values import dataclass

Place = tuple[str | int, ...]

LANGUAGES = ("da", "en")
MAX_THINGS = 500
_PLACING = ("after", "before")
_ADDED = "aliases"


class Change(NamedTuple):
    """One thing that own content does to what lies below it.

    ``where`` is the path by keys and ids. ``before`` is None for what is new, ``after`` for what is left out.
    ``layer`` counts the own files from 0, lowest first; ``at`` is the place in the values of that layer.
    """

    where: tuple[str, ...]
    kind: Literal["new", "changed", "left-out", "moved"]
    before: Any
    after: Any
    layer: int
    at: Place


class Slip(NamedTuple):
    """Something in the own values of ``layer`` that cannot be laid over what lies below."""

    layer: int
    at: Place
    message: str
    named: dict[str, str]


@dataclass
class Laid:
    """What came of it. ``added`` holds the new things by identity, each with the ids that were there before."""

    values: Any
    changes: list[Change] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    added: dict[int, tuple[Any, list[str]]] = field(default_factory=dict)
    single: list[dict[str, str]] = field(default_factory=list)


class Layer(NamedTuple):
    """The values of one own file, and the name of the folder it is from, which new things get as their source."""

    values: dict[str, Any]
    by: str


def lay(base: dict[str, Any] | None, layers: list[Layer], sourced: frozenset[str]) -> Laid:
    """``layers`` over ``base``, lowest first; None where nothing is shipped. The values given in are used up.

    ``sourced`` names the lists whose things say where they come from ("" for the file itself): new ones that do not
    say it are marked as own.
    """
    laid = Laid({} if base is None else base)
    for number, layer in enumerate(layers):
        laying = _Laying(laid, number, layer.by, sourced)
        if base is None and number == 0:
            laid.values.update(laying.settled(layer.values, ()))
            if "" in sourced:
                laid.values.setdefault("provenance", laying.own())
            laid.changes.append(Change((), "new", None, laid.values, 0, ()))
        else:
            laying.mapping(laid.values, layer.values, (), ())
            laying.follow_up()
            if any(isinstance(value, dict) and value.keys() <= set(LANGUAGES) for value in layer.values.values()):
                laying.sign(laid.values)
    _fill_languages(laid.single)
    return laid


def _fill_languages(texts: list[dict[str, str]]) -> None:
    """Give every text of one language the other, with a mark that says which language the words are in."""
    for text in texts:
        missing = [each for each in LANGUAGES if each not in text]
        if len(missing) == 1:
            from digitrans.texts import Words

            (there,) = (each for each in LANGUAGES if each in text)
            text[missing[0]] = Words(missing[0])("content.only", text=text[there])


def is_single(value: Any) -> bool:
    """Whether ``value`` is a text in one language only."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((language, words),) = value.items()
    return language in LANGUAGES and isinstance(words, str)


def has_ids(values: Any) -> bool:
    """Whether ``values`` is a list of things that are known by their ids."""
    return isinstance(values, list) and any(isinstance(each, dict) and "id" in each for each in values)


def id_of(value: Any) -> str | None:
    """The id of a thing, None where it has none."""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


_SAID = ("name", "text", "question")


class _Pile:
    """A list of things while own ones are put into it. ``behind``: the id that was last put after each anchor."""

    def __init__(self, base: list[Any]) -> None:
        self.things = list(base)
        self.shipped = self.ids()
        self.seen: set[str] = set()
        self.behind: dict[str, str] = {}

    def ids(self) -> list[str]:
        return [name for name in map(id_of, self.things) if name is not None]

    def index(self, name: str) -> int | None:
        return next((number for number, each in enumerate(self.things) if id_of(each) == name), None)

    def put(self, thing: Any, key: str, anchor: Any) -> bool:
        """Put ``thing`` before or after ``anchor``; several after one keep their order. False, and at the end, if
        there is no such thing."""
        target = self.behind.get(anchor, anchor) if key == "after" and isinstance(anchor, str) else anchor
        index = self.index(target) if isinstance(target, str) else None
        if index is None:
            self.things.append(thing)
            return False
        self.things.insert(index + (key == "after"), thing)
        if key == "after":
            self.behind[anchor] = thing["id"]
        return True


class _Laying:
    """One layer on its way over the values below."""

    def __init__(self, laid: Laid, number: int, by: str, sourced: frozenset[str]) -> None:
        self.laid, self.number, self.by, self.sourced = laid, number, by, sourced

    def own(self) -> dict[str, str]:
        return {"kind": "own", "by": self.by}

    def slip(self, at: Place, message: str, **named: str) -> None:
        self.laid.slips.append(Slip(self.number, at, message, named))

    def change(self, where: tuple[str, ...], kind: Any, before: Any, after: Any, at: Place) -> None:
        self.laid.changes.append(Change(where, kind, before, after, self.number, at))

    def mapping(self, base: dict[str, Any], over: dict[str, Any], at: Place, where: tuple[str, ...]) -> None:
        if "board" not in over and not over.keys().isdisjoint(_SAID):
            base.pop("board", None)  # it would say what the own words no longer do
        for key, value in over.items():
            here, path = (*at, key), (*where, key)
            if key in base:
                base[key] = self.value(base[key], value, here, path)
            else:
                base[key] = self.settled(value, here)
                self.change(path, "new", None, base[key], here)

    def value(self, base: Any, over: Any, at: Place, where: tuple[str, ...]) -> Any:
        if isinstance(base, dict) and isinstance(over, dict):
            self.mapping(base, over, at, where)
            return base
        if isinstance(base, list) and isinstance(over, list) and (has_ids(base) or has_ids(over)):
            return self.things(base, over, at, where)
        if isinstance(base, list) and isinstance(over, list) and at[-1] == _ADDED:
            over = {"add": over}
        if isinstance(base, list) and isinstance(over, dict) and over and over.keys() <= {"add", "leave_out"}:
            over = self.words(base, over, at)
        if base != over:
            over = self.settled(over, at)
            self.change(where, "changed", base, over, at)
        return over

    def words(self, base: list[Any], over: dict[str, Any], at: Place) -> list[Any]:
        """A list of plain words with some added and some left out."""
        for key, values in over.items():
            if not isinstance(values, list):
                self.slip((*at, key), "fault.not-list")
                return base
        for index, word in enumerate(over.get("leave_out", ())):
            if word not in base:
                self.slip((*at, "leave_out", index), "fault.nothing-to-leave-out", id=str(word), known=_listed(base))
        kept = [each for each in base if each not in over.get("leave_out", ())]
        return kept + [each for each in over.get("add", ()) if each not in kept]

    def things(self, base: list[Any], over: list[Any], at: Place, where: tuple[str, ...]) -> list[Any]:
        """Things with ids over things with ids."""
        pile = _Pile(base)
        if len(over) > MAX_THINGS:
            self.slip(at, "fault.too-many", limit=str(MAX_THINGS))
        for index, thing in enumerate(over[:MAX_THINGS]):
            here, name = (*at, index), id_of(thing)
            if name is None:
                pile.things.append(thing)  # the model says what is missing
            elif name in pile.seen:
                self.slip((*here, "id"), "fault.id-twice", id=name)
            else:
                pile.seen.add(name)
                self.thing(pile, thing, name, here, (*where, name))
        return pile.things

    def thing(self, pile: _Pile, thing: dict[str, Any], name: str, at: Place, where: tuple[str, ...]) -> None:
        """Change, leave out or add one thing."""
        leave_out = thing.pop("leave_out", False)
        anchors = {key: thing.pop(key) for key in _PLACING if key in thing}
        index = pile.index(name) if name in pile.shipped else None
        if not isinstance(leave_out, bool):
            self.slip((*at, "leave_out"), "fault.not-bool", value=str(leave_out))
        elif index is None and leave_out:
            self.slip((*at, "id"), "fault.nothing-to-leave-out", id=name, known=_listed(pile.shipped))
        elif index is None:
            self.add(pile, thing, at)
            self.put(pile, thing, anchors, at)
            self.change(where, "new", None, thing, at)
        elif leave_out:
            self.change(where, "left-out", pile.things.pop(index), None, at)
        else:
            self.mapping(pile.things[index], thing, at, where)
            _claim(thing.get(_ADDED), pile.things[index], pile.things)
            if thing.keys() - {"id"}:
                self.sign(pile.things[index])
            if anchors:
                self.put(pile, pile.things.pop(index), anchors, at)
                self.change((*where, *anchors), "moved", None, next(iter(anchors.values())), at)

    def follow_up(self) -> None:
        """Leave out, too, what asks about an item, or for an option, that was left out: it could never hold."""
        left_out = (each for each in self.laid.changes if each.kind == "left-out" and each.layer == self.number)
        gone = {each.where[1::2]: each.at for each in left_out if each.where[::2] in (("items",), ("items", "options"))}
        for key, things in self.laid.values.items() if gone else ():
            for thing in list(things) if has_ids(things) else ():
                asked = [name for name in _asked(thing) if name in gone]
                if asked:
                    things.remove(thing)
                    self.change((key, str(id_of(thing))), "left-out", thing, None, gone[asked[0]])

    def sign(self, thing: dict[str, Any]) -> None:
        """Say in the source of a thing that its words were changed, and by whom."""
        source = thing.get("provenance")
        if isinstance(source, dict) and source.get("kind") != "own":
            source["by"] = self.by

    def add(self, pile: _Pile, thing: dict[str, Any], at: Place) -> None:
        thing.update(self.settled(thing, at))
        if at[-2] in self.sourced:
            thing.setdefault("provenance", self.own())
        self.laid.added[id(thing)] = (thing, pile.shipped)

    def put(self, pile: _Pile, thing: Any, anchors: dict[str, Any], at: Place) -> None:
        """Put ``thing`` at the end, or where its anchor is."""
        if len(anchors) > 1:
            self.slip((*at, "before"), "fault.after-and-before")
        for key, anchor in list(anchors.items())[:1]:
            if not pile.put(thing, key, anchor):
                self.slip((*at, key), "fault.unknown-id", id=str(anchor), known=_listed(pile.ids()))
            return
        pile.things.append(thing)

    def settled(self, value: Any, at: Place) -> Any:
        """A value that stands by itself: what only makes sense in laying over is taken out, inner lists are checked."""
        if is_single(value):
            self.laid.single.append(value)
            return value
        if isinstance(value, dict):
            return {key: self.settled(inner, (*at, key)) for key, inner in value.items()}
        if has_ids(value):
            return self.new_things(value, at)
        if isinstance(value, list):
            return [self.settled(each, (*at, index)) for index, each in enumerate(value)]
        return value

    def new_things(self, things: list[Any], at: Place) -> list[Any]:
        """Things inside something new: checked like all others, but no changes of their own."""
        quiet = _Laying(Laid(None), self.number, self.by, self.sourced)
        found = quiet.things([], things, at, ())
        self.laid.slips += quiet.laid.slips
        self.laid.single += quiet.laid.single
        self.laid.added.update(quiet.laid.added)
        return found


def _claim(words: Any, owner: Any, things: list[Any]) -> None:
    """Take the own aliases of one thing from all others of its list, so that each means one thing only."""
    own = words.get("add") if isinstance(words, dict) else words
    claimed = {str(each).casefold() for each in own} if isinstance(own, list) else set()
    for each in things:
        if claimed and each is not owner and isinstance(each, dict) and isinstance(each.get(_ADDED), list):
            each[_ADDED] = [word for word in each[_ADDED] if str(word).casefold() not in claimed]


def _asked(thing: Any) -> list[tuple[str, ...]]:
    """The items of the same file that the conditions of a thing ask about, and their options, each after its item."""
    return _asked_in(thing.get("when")) if isinstance(thing, dict) else []


def _asked_in(conditions: Any) -> list[tuple[str, ...]]:
    asked = [each for each in conditions if isinstance(each, dict)] if isinstance(conditions, list) else []
    own = [each for each in asked if "item" in each and "instrument" not in each]
    items = [(str(each["item"]),) for each in own]
    options = [(str(each["item"]), str(each[key])) for each in own for key in ("equals", "option") if key in each]
    return items + options + [name for each in asked for name in _asked_in(each.get("any_of"))]


def _listed(names: list[Any]) -> str:
    return ", ".join(sorted(str(each) for each in names))


def clipped(value: Any, language: str = "da", length: int = 80) -> str:
    """A value as a short text: a thing by its name or text in ``language``, a list by what it holds."""
    if isinstance(value, dict):
        inner = next((value[key] for key in ("title", "name", "text") if key in value), value.get(language))
        return clipped(inner if inner is not None else ", ".join(map(str, value)), language, length)
    told = ", ".join(clipped(each, language, length) for each in value) if isinstance(value, list) else str(value)
    told = " ".join(told.split())
    return told if len(told) <= length else told[: length - 1] + "…"
