"""The files of an invitation: the forms that are sent to everyone, and those that carry one person's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from digitrans.errors import UsageFault
from digitrans.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from digitrans.people.forms.fields import Invitation

FORMS = ("html", "yaml", "excel", "xlsform")

File = tuple[str, str | bytes]
"""The name of a file, and what it holds."""


def checked_forms(wanted: Sequence[str]) -> list[str]:
    """The forms that are wanted, each once. Raises UsageFault for one that there is not."""
    if unknown := [each for each in wanted if each not in FORMS]:
        raise UsageFault("error.form", form=unknown[0], known=", ".join(FORMS))
    return list(dict.fromkeys(wanted))


def shared_files(words: Words, invitation: Invitation, wanted: Sequence[str]) -> list[File]:
    """The forms that are the same for everyone, made at once so that a missing package is known before anything is."""
    made: list[File] = []
    if "html" in wanted:
        from digitrans.people.forms import html_form

        made += [(f"form.{each}.html", html_form.write(Words(each), invitation)) for each in LANGUAGES]
    if "xlsform" in wanted:
        from digitrans.people.forms import xlsform

        others = [Words(each) for each in LANGUAGES if each != words.language]
        made.append(("xlsform.xlsx", xlsform.write((words, *others), invitation)))
    if "excel" in wanted:
        from digitrans.people.forms import excel_form

        excel_form.write(words, invitation, "")
    return made


def own_files(words: Words, invitation: Invitation, wanted: Sequence[str], codes: Sequence[str]) -> Iterator[File]:
    """The forms that carry the code of the one who fills them in, each made when it is asked for."""
    stem = words("form.file")
    for kind in wanted:
        if kind == "yaml":
            from digitrans.people.forms import yaml_form

            yield from ((f"{stem}-{code}.yaml", yaml_form.write(words, invitation, code)) for code in codes)
        elif kind == "excel":
            from digitrans.people.forms import excel_form

            yield from ((f"{stem}-{code}.xlsx", excel_form.write(words, invitation, code)) for code in codes)


def letters(
    words: Words, invitation: Invitation, wanted: Sequence[str], codes: Mapping[str, str], until: str
) -> Iterator[File]:
    """A letter for each code, with what is to be attached to it; ``words`` call the files by their names."""
    from digitrans.people.letters import letter

    everyone = [Words(each) for each in LANGUAGES]
    shared = [f"form.{each}.html" for each in LANGUAGES] if "html" in wanted else []
    stem = words("form.file")
    own = [ending for kind, ending in (("yaml", "yaml"), ("excel", "xlsx")) if kind in wanted]
    for code, group in codes.items():
        forms = [*shared, *(f"{stem}-{code}.{ending}" for ending in own)]
        yield f"{words('letter.file')}-{code}.txt", letter(everyone, invitation, code, group, until, forms)
