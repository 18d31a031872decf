"""Exports with words for headings: Microsoft Forms, SurveyXact, Google Forms, and KoboToolbox with its labels.

The headings are what the questions say, in either language; the cells are what was chosen, in words. What was asked
elsewhere in the same words is collected without anything to fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple

from digitrans.answers.values import Asked
from digitrans.people.forms.cells import folded
from digitrans.people.forms.fields import Field, Part, Section
from digitrans.people.forms.headings import MARKS, NOTE, NUMBERED, SENT, code_headings, plain_heading
from digitrans.people.forms.xlsform import LONGEST, About, Column
from digitrans.texts.escaping import one_line
from digitrans.values import dataclass

if TYPE_CHECKING:
    from digitrans.people.round_words import Wordings
    from digitrans.texts import Words

_JOINTS, _ENDS = " /:|>-–.[(", " /:|>-–.[(])"
_LIKE = 0.6
"""How much alike a heading and a question must be for the one to be named beside the other."""


class OtherWords(NamedTuple):
    """A column for a question of the round, in other words than the round asks it in."""

    question: Asked


@dataclass
class Labelled:
    """The columns of an export by the words in its headings; ``unread`` are the headings that are nobody's."""

    columns: dict[int, Column] = field(default_factory=dict)
    other: dict[int, OtherWords] = field(default_factory=dict)
    unread: dict[int, str] = field(default_factory=dict)


def labelled_columns(
    head: Iterable[Any], found: Sequence[Section], languages: Sequence[Words], asked: Wordings | None = None
) -> Labelled:
    """Which columns hold what, by the words in their headings; those that are not ours are left out.

    A column for comments belongs to the question before it. Where a question is asked for several units and the
    headings do not name them, the first column is for the first of them. A question counts in the round's own words,
    or, where these are not known any more, in all that ``asked`` knows of.
    """
    texts, others = _texts(found, languages, asked)
    codes = code_headings(languages)
    insteads = {folded(words("form.instead")) for words in languages}
    taken: set[Field] = set()
    labelled = Labelled()
    columns, last = labelled.columns, None
    for at, cell in enumerate(head):
        told = plain_heading(cell)
        own = told.rpartition("/")[2].strip()
        if told in codes or NUMBERED.sub("", told) in codes or own in codes:
            columns[at] = About.CODE
        elif told in SENT:
            columns[at] = About.SENT
        elif last is not None and NOTE.fullmatch(own):
            columns[at] = Field(last, Part.NOTE)
        elif last is not None and own in insteads:
            columns[at] = Field(last, Part.INSTEAD)
        elif MARKS.match(told) or NOTE.fullmatch(own):
            continue
        elif (wanted := _first_free(_fields_of(told, texts, languages), taken)) is not None:
            taken.add(wanted)
            columns[at], last = wanted, wanted.question
        elif (wanted := next(_fields_of(told, others, languages), None)) is not None:
            labelled.other[at], last = OtherWords(wanted.question), None
        elif told:
            labelled.unread[at], last = one_line(str(cell)[:LONGEST]), None
    return labelled


def nearest(question: Asked, headings: Mapping[int, str], languages: Sequence[Words]) -> int | None:
    """The column whose heading is most like a question; None where none is like it."""
    from difflib import SequenceMatcher

    found: list[tuple[float, int]] = []
    for words in languages:
        said = plain_heading(question.item.text[words.language])
        matcher = SequenceMatcher(b=said, autojunk=False)
        for at, heading in headings.items():
            matcher.set_seq1(NUMBERED.sub("", plain_heading(heading)))
            if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE:
                found.append((matcher.ratio(), -at))
    share, at = max(found, default=(0.0, 0))
    return -at if share >= _LIKE else None


def missing_questions(columns: Mapping[int, Column], found: Sequence[Section], asked: Iterable[str]) -> list[Asked]:
    """The questions of the round that have no column."""
    there = {each.question for each in columns.values() if isinstance(each, Field) and each.part is not Part.NOTE}
    ids = frozenset(asked)
    return [each for section in found for _, each in section.questions if each not in there and each.item.id in ids]


Texts = Mapping[str, list[Asked]]


def _texts(found: Iterable[Section], languages: Sequence[Words], asked: Wordings | None) -> tuple[Texts, Texts]:
    """The questions by what they say, and by what else they ever said, longest first.

    What ends with the words of a longer one is that one.
    """
    texts, others = dict[str, list[Asked]](), dict[str, list[Asked]]()
    for section in found:
        for _, question in section.questions:
            item = question.item
            elsewhere = asked.others.get(item.id, ()) if asked else ()
            for words in languages:
                _noted(texts, plain_heading(item.text[words.language]), question)
                for text in elsewhere:
                    of_round = asked is not None and item.id in asked.unknown
                    _noted(texts if of_round else others, plain_heading(text[words.language]), question)
    return _longest_first(texts), _longest_first(others)


def _noted(texts: dict[str, list[Asked]], said: str, question: Asked) -> None:
    if question not in texts.setdefault(said, []):
        texts[said].append(question)


def _longest_first(texts: Texts) -> Texts:
    return dict(sorted(texts.items(), key=lambda each: -len(each[0])))


def _fields_of(told: str, texts: Texts, languages: Sequence[Words]) -> Iterator[Field]:
    """The fields that a heading can mean."""
    for said, questions in texts.items():
        before, found, after = told.rpartition(said) if said else ("", "", "")
        if not found or (before and before[-1] not in _JOINTS) or (after and after[0] not in _ENDS):
            continue
        named = [each for each in questions if each.unit and folded(each.unit.name) in before]
        for question in named or questions:
            option = after.strip(" /:|>-–.[]()")
            if not option or option in _units_of(question, languages):
                yield Field(question)
            elif (name := _option_of(question, option, languages)) is not None:
                yield Field(question, Part.OPTION, name)
        return


def _units_of(question: Asked, languages: Sequence[Words]) -> set[str]:
    """What a number is counted in, as it stands behind the question."""
    item = question.item
    return {folded(item.unit[words.language]) for words in languages} if item.kind == "number" else set()


def _option_of(question: Asked, told: str, languages: Sequence[Words]) -> str | None:
    """The option whose words stand behind a question, as where each option has a column, with or without its share."""
    plain = told.rpartition("/")[2].strip().removeprefix("%").strip()
    for option in getattr(question.item, "options", ()):
        names = {folded(option.name[words.language]) for words in languages}
        if {told, plain} & names or any(told.startswith(f"{name}:") for name in names):
            return str(option.id)
    return None


def _first_free(fields: Iterable[Field], taken: set[Field]) -> Field | None:
    return next((each for each in fields if each not in taken), None)
