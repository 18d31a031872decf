"""XLSForm: the questionnaire as KoboToolbox and ODK take it, in both languages. Needs the extra ``xlsform``.

Names of questions have "_" where ids have "-", and "__" between a unit and an item. Ids have no "--", none begins or
ends with "-", and so none of these names can be taken for another.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, assert_never

from digitrans.errors import UsageFault
from digitrans.files.spreadsheets import need_openpyxl
from digitrans.formats.sheet_look import put_text
from digitrans.installing import install
from digitrans.people.codes import ALPHABET, CODE_LENGTH
from digitrans.people.forms.cells import NONE
from digitrans.people.forms.fields import Field, Invitation, Part, Section, fields, insteads, poles, replies
from digitrans.texts.escaping import visible

if TYPE_CHECKING:
    from digitrans.answers.values import Asked, Unit
    from digitrans.content.items import AnyItem, Number, Option
    from digitrans.texts import Words

Row = dict[str, str]
CODE = "respondent"
SPREAD = frozenset(("allocation",))

_NAMES = {"da": "Dansk (da)", "en": "English (en)"}
LONGEST = 600  # a name with its groups before it; longer headings are not ours
_TAKEN = (CODE, "meta")
_INSTEAD = "instead_"


def name_of(wanted: Field) -> str:
    """The name of a field: "unit__item", "unit__item___option", or ending in "_or_" or "_note_"."""
    key = wanted.question.key
    name = _underscored(key.replace("/", "__")) + ("_" if key in _TAKEN else "")
    ends = {Part.OPTION: f"___{_underscored(wanted.option)}", Part.INSTEAD: "_or_", Part.NOTE: "_note_"}
    return name + ends.get(wanted.part, "")


def _underscored(name: str) -> str:
    return name.replace("-", "_")


class OtherUnit(NamedTuple):
    """A column with answers for a unit that the round does not have."""

    id: str


class About(Enum):
    """A column that says of a row who answered, or when it was sent in."""

    CODE = CODE
    SENT = "sent"


Column = Field | OtherUnit | About
"""What a column of an export holds."""

_SENT = ("_submission_time", "SubmissionDate")
"""What KoboToolbox and ODK Central call the time at which answers came in, in UTC. No id is written like these."""


def columns_of(head: Iterable[Any], found: tuple[Section, ...]) -> dict[int, Column]:
    """Which columns of an export hold what, by its headings; those that are not ours are left out.

    Groups stand before the name, and one of several choices behind it, with "/" between, or "-" as ODK Central has it.
    """
    names = {name_of(each): each for each in fields(found, SPREAD)}
    repeated = {question.item.id for each in found if each.unit for _, question in each.questions}
    columns: dict[int, Column] = {}
    for at, cell in enumerate(head):
        text = str(cell or "")[:LONGEST]
        ways = (text.split("/"), re.split("[/-]", text))
        if any(_underscored(steps[-1]) == CODE for steps in ways):
            columns[at] = About.CODE
        elif text in _SENT:
            columns[at] = About.SENT
        elif known := [each for steps in ways if (each := _field_of(names, steps))]:
            columns[at] = known[0]
        elif others := [unit for steps in reversed(ways) if (unit := _other_unit(repeated, steps))]:
            columns[at] = others[0]
    return columns


def _field_of(names: Mapping[str, Field], steps: list[str]) -> Field | None:
    """The field that a heading means, taken apart into ``steps``; None where it means none."""
    return _several_of(names, steps) or names.get(_underscored(steps[-1]))


def _other_unit(repeated: Iterable[str], steps: list[str]) -> OtherUnit | None:
    """The unit that a column is for, where its name is made like those of repeated questions."""
    for step in steps[-2:]:
        for item in repeated:
            unit, mark, rest = _underscored(step).partition(f"__{_underscored(item)}")
            if unit and mark and (rest in ("", "_or_", "_note_") or rest.startswith("___")):
                return OtherUnit(unit.replace("_", "-"))
    return None


def _several_of(names: Mapping[str, Field], steps: list[str]) -> Field | None:
    """The field of one of several choices that have a column each; None where ``steps`` lead to something else."""
    several = names.get(_underscored(steps[-2])) if len(steps) > 1 else None
    if several is None or several.part is not Part.ANSWER or several.question.item.kind != "choices":
        return None
    return Field(several.question, Part.OPTION, steps[-1])


def write(languages: tuple[Words, ...], invitation: Invitation) -> bytes:
    """The XLSForm as a workbook, checked by pyxform."""
    tables = build(languages, invitation)
    file = io.BytesIO()
    book = need_openpyxl().Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        for number, table_row in enumerate([{key: key for key in columns}, *rows], 1):
            for place, key in enumerate(columns, 1):
                if table_row.get(key):
                    put_text(sheet.cell(number, place), table_row[key])
    book.save(file)
    _check(file.getvalue())
    return file.getvalue()


def _check(data: bytes) -> None:
    """Let pyxform, the standard's own reader, go through the form. Raises UsageFault where it is not installed."""
    try:
        from pyxform.xls2xform import convert
    except ImportError:
        raise UsageFault("error.extra", install=install("pyxform")) from None
    convert(io.BytesIO(data), validate=False, file_type=".xlsx", form_name="data")


def build(languages: tuple[Words, ...], invitation: Invitation) -> dict[str, list[Row]]:
    """The sheets ``survey``, ``choices`` and ``settings`` as rows."""
    instrument = invitation.instrument
    made = _Survey(languages, invitation)
    survey = [*made.notes(), made.code(), *(row for section in invitation.sections for row in made.section(section))]
    items = {question.item.id: question.item for each in invitation.sections for _, question in each.questions}
    settings = {
        "form_title": instrument.title[languages[0].language],
        "form_id": _underscored(instrument.id),
        "version": f"{instrument.version}.{invitation.fingerprint}",
        "default_language": _NAMES[languages[0].language],
    }
    choices = [row for item in items.values() for row in made.choices(item)]
    return {"survey": survey, "choices": [*choices, *made.instead_choices(items.values())], "settings": [settings]}


class _Survey:
    """The rows of one form, with a column of labels for every language."""

    def __init__(self, languages: tuple[Words, ...], invitation: Invitation) -> None:
        self.languages, self.invitation = languages, invitation

    def each(self, column: str, told: Callable[[Words], str]) -> Row:
        """A column for every language; ``told`` gives the words in one. What looks like a reference is none."""
        named = ((f"{column}::{_NAMES[words.language]}", told(words)) for words in self.languages)
        return {name: text.replace("${", "$ {") for name, text in named}

    def notes(self) -> Iterator[Row]:
        """What stands before the first question: what it is about, and what becomes of the answers."""
        yield {"type": "note", "name": "about_", **self.each("label", self.invitation.about)}
        promise = self.each("label", lambda words: words("form.privacy", n=self.invitation.smallest))
        yield {"type": "note", "name": "privacy_", **promise}

    def code(self) -> Row:
        return {
            "type": "text",
            "name": CODE,
            "required": "yes",
            "constraint": f"regex(., '^[{ALPHABET}]{{{CODE_LENGTH}}}$')",
            **self.each("label", lambda words: words("form.code")),
            **self.each("hint", lambda words: words("form.code-help")),
            **self.each("constraint_message", lambda words: words("form.bad-code")),
        }

    def section(self, section: Section) -> Iterator[Row]:
        """The questions of a section; those for a unit in a group with its name."""
        if section.unit is not None:
            yield self._group(section.unit)
        for _, question in section.questions:
            yield from self._question(question)
        if section.unit is not None:
            yield {"type": "end_group"}

    def _group(self, unit: Unit) -> Row:
        return {
            "type": "begin_group",
            "name": f"{_underscored(unit.id)}_unit_",
            **self.each("label", lambda _: visible(unit.name)),
        }

    def _question(self, question: Asked) -> Iterator[Row]:
        item = question.item
        found = {part: [] for part in Part}  # type: dict[Part, list[Field]]
        for each in fields([Section(question.unit, ((0, question),))], SPREAD):
            found[each.part].append(each)
        if found[Part.OPTION]:
            yield from self._shares(question, found[Part.OPTION], found[Part.INSTEAD][0])
        else:
            yield {"name": name_of(Field(question)), **self._typed(item), **self._asked(item)}
            for each in found[Part.INSTEAD]:
                yield self._instead(each, f"${{{name_of(Field(question))}}} = ''")
        if item.kind != "text":
            yield {
                "type": "text",
                "name": name_of(Field(question, Part.NOTE)),
                **self.each("label", lambda words: words("form.note")),
            }

    def _asked(self, item: AnyItem) -> Row:
        return {
            **self.each("label", lambda words: _labelled(words, item)),
            **self.each("hint", lambda words: _hint(words, item)),
        }

    def _typed(self, item: AnyItem) -> Row:
        """The type of a question, and what its answer has to be."""
        from digitrans.content.items import Allocation, Choice, Choices, Number, Rating, Slider, Status, Writing

        name = _underscored(item.id)
        match item:
            case Writing():
                return {"type": "text"}
            case Number():
                return self._typed_number(item)
            case Choices():
                return self._typed_choices(name)
            case Rating() | Slider() | Choice() | Status() | Allocation():
                return {"type": f"select_one {name}"}
            case _:
                assert_never(item)

    def _typed_number(self, item: Number) -> Row:
        said = {"%low%": str(item.lowest), "%high%": str(item.highest)}
        limits = f". >= {item.lowest} and . <= {item.highest}"
        told = self.each("constraint_message", lambda words: _filled(words("form.not-number"), said))
        return {"type": "decimal", "constraint": limits, **told}

    def _typed_choices(self, name: str) -> Row:
        alone = " or ".join(f"selected(., '{each}')" for each in (NONE, "dont_know", "not_relevant"))
        told = self.each("constraint_message", lambda words: words("form.alone"))
        return {"type": f"select_multiple {name}", "constraint": f"count-selected(.) <= 1 or not({alone})", **told}

    def _instead(self, wanted: Field, relevant: str) -> Row:
        return {
            "type": f"select_one {_INSTEAD}",
            "name": name_of(wanted),
            "relevant": relevant,
            **self.each("label", lambda words: words("form.instead")),
        }

    def _shares(self, question: Asked, options: list[Field], instead: Field) -> Iterator[Row]:
        """A whole number for every option. Once one is there, those below are asked for; the last makes it 100."""
        item, name = question.item, name_of(Field(question))
        names = [name_of(each) for each in options]
        total = " + ".join(f"coalesce(${{{each}}}, 0)" for each in names)
        label = self.each("label", lambda words: f"{item.text[words.language]} {_hint(words, item)}".strip())
        yield {"type": "begin_group", "name": f"{name}_shares_", "appearance": "field-list", **label}
        for each, option in zip(names, item.offered, strict=True):
            yield self._share(each, option, names, total)
        yield {"type": "calculate", "name": f"{name}_sum_", "calculation": total}
        reference = f"${{{name}_sum_}}"
        told = self.each("label", lambda words: f"{words('form.sum')}: %n%{words('percent.mark')}")
        shown = {column: text.replace("%n%", reference) for column, text in told.items()}
        yield {"type": "note", "name": f"{name}_told_", "relevant": f"{reference} != 0", **shown}
        yield self._instead(instead, " and ".join(f"${{{each}}} = ''" for each in names))
        yield {"type": "end_group"}

    def _share(self, name: str, option: Option, names: list[str], total: str) -> Row:
        above = " or ".join(f"${{{other}}} != ''" for other in names[: names.index(name)])  # no cycle: ODK refuses one
        last = f" and {total.replace(f'coalesce(${{{name}}}, 0)', '.')} = 100" if name == names[-1] else ""
        return {
            "type": "integer",
            "name": name,
            **({"required": above} if above else {}),
            "constraint": f". >= 0 and . <= 100{last}",
            **self.each("label", lambda words: f"% {option.name[words.language]}"),
            **self.each("hint", lambda words: option.text[words.language] if option.text else ""),
            **self.each("constraint_message", lambda words: words("form.not-100" if last else "form.share")),
            **(self.each("required_message", lambda words: words("form.share-all")) if above else {}),
        }

    def choices(self, item: AnyItem) -> Iterator[Row]:
        """What can be chosen for an item."""
        told = [self._choosable(words, item) for words in self.languages]
        for same in zip(*told, strict=True):
            yield self._choice(_underscored(item.id), same, slider=item.kind == "slider")

    def instead_choices(self, items: Iterable[AnyItem]) -> Iterator[Row]:
        """What can be chosen instead of a number or shares."""
        item = next((each for each in items if each.kind in ("number", "allocation")), None)
        for same in zip(*(list(insteads(words, item)) for words in self.languages), strict=True) if item else ():
            yield self._choice(_INSTEAD, same, slider=False)

    def _choosable(self, words: Words, item: AnyItem) -> list[tuple[str, Any]]:
        if item.kind != "choices":
            return list(replies(words, self.invitation.instrument, item))
        options = [(option.name[words.language], option.id) for option in item.options]
        return [*options, *insteads(words, item)]

    def _choice(self, list_name: str, same: tuple[tuple[str, Any], ...], slider: bool) -> Row:
        value = same[0][1]
        name = f"p{value + 2}" if slider and isinstance(value, int) else NONE if value == [] else str(value)
        labels = {words.language: label for words, (label, _) in zip(self.languages, same, strict=True)}
        told = self.each("label", lambda words: labels[words.language])
        return {"list_name": list_name, "name": _underscored(name), **told}


def _filled(text: str, said: dict[str, str]) -> str:
    for gap, value in said.items():
        text = text.replace(gap, value)
    return text


def _labelled(words: Words, item: AnyItem) -> str:
    text = item.text[words.language]
    return f"{text} ({item.unit[words.language]})" if item.kind == "number" else text


def _hint(words: Words, item: AnyItem) -> str:
    return " ".join(poles(words, item)) or (item.help[words.language] if item.help else "")
