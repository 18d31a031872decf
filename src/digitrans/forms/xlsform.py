"""XLSForm: the questionnaire as KoboToolbox and ODK take it, in both languages. Needs the extra ``xlsform``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from digitrans.errors import UsageFault
from digitrans.formats.escaping import visible
from digitrans.forms import Invitation, check_kinds, replies
from digitrans.forms.excel_form import need_openpyxl
from digitrans.people import ALPHABET, CODE_LENGTH

if TYPE_CHECKING:
    from digitrans.instruments import AnyItem
    from digitrans.texts import Words

Row = dict[str, str]
_NAMES = {"da": "Dansk (da)", "en": "English (en)"}


def write(languages: tuple[Words, ...], invitation: Invitation) -> bytes:
    """The XLSForm as a workbook, checked by pyxform. Names of questions have "_" where ids have "-"."""
    tables = build(languages, invitation)
    file = io.BytesIO()
    book = need_openpyxl().Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(key for row in rows for key in row))
        for table_row in [columns, *([visible(str(row.get(key, ""))) for key in columns] for row in rows)]:
            sheet.append(table_row)
    book.save(file)
    _check(file.getvalue())
    return file.getvalue()


def _check(data: bytes) -> None:
    """Let pyxform, the standard's own reader, go through the form. Raises UsageFault where it is not installed."""
    try:
        from pyxform.xls2xform import convert
    except ImportError:
        raise UsageFault("error.extra", extra="xlsform", package="pyxform") from None
    convert(io.BytesIO(data), validate=False, file_type=".xlsx", form_name="data")


def build(languages: tuple[Words, ...], invitation: Invitation) -> dict[str, list[Row]]:
    """The sheets ``survey``, ``choices`` and ``settings`` as rows."""
    check_kinds(invitation.instrument, "xlsform", "allocation")
    instrument = invitation.instrument
    survey = [_code_row(languages)]
    choices: list[Row] = []
    for item in invitation.asked:
        survey += _item_rows(languages, item)
        choices += _choice_rows(languages, invitation, item)
    settings = {
        "form_title": instrument.title[languages[0].language],
        "form_id": instrument.id.replace("-", "_"),
        "version": f"{instrument.version}.{invitation.fingerprint}",
        "default_language": _NAMES[languages[0].language],
    }
    return {"survey": survey, "choices": choices, "settings": [settings]}


def _each(languages: tuple[Words, ...], column: str, told: Any) -> Row:
    """A column for every language; ``told`` gives the words in one."""
    return {f"{column}::{_NAMES[words.language]}": told(words) for words in languages}


def _code_row(languages: tuple[Words, ...]) -> Row:
    return {
        "type": "text",
        "name": "respondent",
        "required": "yes",
        "constraint": f"regex(., '^[{ALPHABET}]{{{CODE_LENGTH}}}$')",
        **_each(languages, "label", lambda words: words("form.code")),
        **_each(languages, "hint", lambda words: words("form.code-help")),
        **_each(languages, "constraint_message", lambda words: words("form.bad-code")),
    }


def _item_rows(languages: tuple[Words, ...], item: AnyItem) -> Iterator[Row]:
    name = item.id.replace("-", "_")
    types = {"number": "decimal", "text": "text", "choices": f"select_multiple {name}"}
    row = {"type": types.get(item.kind, f"select_one {name}"), "name": name}
    row |= _each(languages, "label", lambda words: item.text[words.language])
    row |= _each(languages, "hint", lambda words: _hint(words, item))
    yield row
    if item.kind != "text":
        yield {
            "type": "text",
            "name": f"note_{name}",
            **_each(languages, "label", lambda words: words("form.note")),
            **_each(languages, "hint", lambda _: ""),
        }


def _hint(words: Words, item: AnyItem) -> str:
    language = words.language
    if item.kind == "slider":
        return " ".join(f"{p.name[language]}: {p.gain[language]} {p.price[language]}" for p in (item.left, item.right))
    return item.help[language] if item.help else ""


def _choice_rows(languages: tuple[Words, ...], invitation: Invitation, item: AnyItem) -> Iterator[Row]:
    name = item.id.replace("-", "_")
    if item.kind == "choices":
        for option in item.options:
            yield {
                "list_name": name,
                "name": option.id,
                **_each(languages, "label", lambda w, o=option: o.name[w.language]),
            }
        return
    told = [list(replies(words, invitation.instrument, item)) for words in languages]
    for same in zip(*told, strict=True):
        value = same[0][1]
        named = f"p{value + 2}" if item.kind == "slider" and isinstance(value, int) else str(value).replace("-", "_")
        labels = {f"label::{_NAMES[w.language]}": label for w, (label, _) in zip(languages, same, strict=True)}
        yield {"list_name": name, "name": named, **labels}
