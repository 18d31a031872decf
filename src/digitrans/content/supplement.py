"""The supplement for today: questions, dilemmas and lines that are shipped beside the publication's, and dated.

A folder such as ``data/supplement/2026`` has the shape of ``data/``. Its files only add: questions to advice, and items
that do not count to questionnaires and checklists. Everything in it says that it is not the publication's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from digitrans.content.advice import Action, Case, Idea, Question
from digitrans.content.items import Item
from digitrans.content.models import SignedText, Text
from digitrans.content.own_folders import once
from digitrans.content.whose import supplement_sign
from digitrans.files.paths import is_file, is_folder
from digitrans.files.sources import Source, read_source
from digitrans.texts import LANGUAGES, Words

LISTS = ("questions", "items")
"""The lists that a supplement adds to; it changes nothing else."""

Piece = TypeVar("Piece", Action, Question, Case, Idea, Item)


class Supplement(NamedTuple):
    """A dated layer. ``as_of`` and ``review_by`` are days; after the latter it is shown as overdue."""

    path: Path
    name: Text
    purpose: Text
    as_of: str
    review_by: str

    def lines(self) -> tuple[tuple[str, str, Text], ...]:
        """Everything in it: the file, such as "advice/create-ownership", the id, and the text without any mark."""
        found = []
        for path in sorted(self.path.glob("*/*.yaml")):
            values = read_source(path).values
            things = (thing for key in LISTS for thing in values.get(key, ()))
            file = f"{path.parent.name}/{path.stem}"
            found += [(file, thing["id"], Text.model_validate(thing["text"])) for thing in things]
        return tuple(found)


def supplements(folder: Path) -> list[Supplement]:
    """The supplements in ``folder``, oldest first; none where there is no such folder."""
    return once(("supplements", folder), lambda: [_read(each) for each in _folders(folder)])


def _folders(folder: Path) -> list[Path]:
    return [each for each in sorted(folder.iterdir()) if is_folder(each)] if is_folder(folder) else []


def _read(path: Path) -> Supplement:
    values = read_source(path / "about.yaml").values
    name, purpose = (Text.model_validate(values[key]) for key in ("name", "purpose"))
    return Supplement(path, name, purpose, values["as_of"], values["review_by"])


def added(folder: Path, kind: str, subject: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The lists of ``subject`` that supplements add to, each with its things; they say where they are from."""
    for about in supplements(folder):
        path = about.path / kind / f"{subject}.yaml"
        values = read_source(path).values if is_file(path) else {}
        for key in LISTS:
            things = values.get(key, [])
            for thing in things:
                thing["provenance"] |= {"as_of": about.as_of, "review_by": about.review_by}
            if things:
                yield key, things


def lay_beside(base: Source, folder: Path, kind: str, subject: str) -> None:
    """Add to the values of ``base`` what supplements have about ``subject``, after all that is there."""
    for key, things in added(folder, kind, subject):
        base.values[key] = [*base.values.get(key, []), *things]


def dated(pieces: Sequence[Piece], today: str) -> tuple[Piece, ...]:
    """``pieces``, those of a supplement with texts that say so; what should have been reviewed before is overdue."""
    return tuple(_dated(each, today) for each in pieces)


def _dated(piece: Piece, today: str) -> Piece:
    provenance = piece.provenance
    if provenance.review_by is None:
        return piece
    told = provenance.model_copy(update={"overdue": provenance.review_by < today})
    changed: dict[str, Any] = {"provenance": told}
    if told.whose == "supplement":
        sign = Text(**{each: supplement_sign(Words(each), told) for each in LANGUAGES})
        for key in ("text", "question"):
            if isinstance(text := getattr(piece, key, None), Text):
                changed[key] = SignedText(da=text.da, en=text.en, sign=sign)
    return piece.model_copy(update=changed)
