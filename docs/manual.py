"""The page for ``man digitrans``, made of the commands themselves: what ``--help`` says of each, in roff.

``generate.py`` writes it in both languages. Options that many commands share are described once.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from digitrans import __version__
from digitrans.cli import build_app
from digitrans.commands.helptext import _metavar, _option, _pieces, in_order
from digitrans.texts import Words

DAY = "2026-11-23"
SHARED = ("format", "json", "target", "force", "csv_dialect", "mail", "template", "help")
_EXIT_CODES = ("0", "1", "2", "3", "4", "130", "128+N")
_VARIABLES = (
    "DIGITRANS_LANG",
    "DIGITRANS_HOME",
    "DIGITRANS_CONTENT",
    "DIGITRANS_SUPPLEMENT",
    "NO_COLOR",
    "ACCESSIBLE",
    "PAGER",
)


def manual_page(language: str) -> str:
    """The whole page in one language, as roff for the macros that every ``man`` has."""
    words = Words(language)
    root = get_command(build_app())
    lines = [
        '.\\" Written by docs/generate.py; change the program, not this page.',
        f'.TH DIGITRANS 1 "{DAY}" "digitrans {__version__}" "{roff(words("man.heading"))}"',
        *_section(words, "name"),
        f"digitrans \\- {roff(words('man.what'))}",
        *_section(words, "synopsis"),
        *_synopsis(words, root),
        *_section(words, "description"),
        *_paragraphs(words("man.description"), first=True),
        *_section(words, "commands"),
        *_commands(words, root, ("digitrans",)),
        *_section(words, "options"),
        *_paragraphs(words("man.anywhere"), first=True),
        *_options(words, root.params),
        *_paragraphs(words("man.results")),
        *_options(words, _shared(root)),
        *_tagged("-h, --help", words("opt.help")),
        *_section(words, "exit"),
        *(line for code in _EXIT_CODES for line in _tagged(code, words(f"man.exit-{code}"))),
        *_section(words, "environment"),
        *(line for name in _VARIABLES for line in _tagged(name, words(f"man.variable-{name}"))),
        *_section(words, "files"),
        *_paragraphs(words("man.files"), first=True),
        *_section(words, "examples"),
        *_examples(words),
    ]
    return "\n".join(lines) + "\n"


def roff(text: str) -> str:
    """A text for roff: no sign of its own in it, and letters beyond ASCII by their numbers."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    plain = plain.replace("~", "\\(ti").replace("^", "\\(ha").replace('"', "\\(dq")
    return "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in plain)


def _line(text: str) -> str:
    """Running text, which may begin with anything, in lines that can be read in an editor."""
    lines = textwrap.wrap(roff(text), 78, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"\\&{each}" if each.startswith((".", "'")) else each for each in lines)


def _section(words: Words, name: str) -> list[str]:
    return [f'.SH "{roff(words(f"man.section-{name}"))}"']


def _paragraphs(text: str, *, first: bool = False) -> Iterator[str]:
    """Paragraphs; the ``first`` below a heading needs no distance."""
    for number, each in enumerate(filter(None, text.split("\n"))):
        if number or not first:
            yield ".PP"
        yield _line(each)


def _tagged(tag: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield f"\\fB{roff(tag)}\\fR"
    yield _line(text)


def _synopsis(words: Words, root: Any) -> Iterator[str]:
    yield f"\\fBdigitrans\\fR {roff(' '.join(_pieces(words, root)))}"
    yield ".PP"
    yield f"\\fBdigitrans help\\fR {roff('[' + words('metavar.COMMAND...') + ']')}"


def _commands(words: Words, command: Any, path: tuple[str, ...]) -> Iterator[str]:
    """What every command does, each group before its own."""
    for name, each in in_order(command):
        here = (*path, name)
        yield f'.SS "{roff(" ".join(here))}"'
        yield f"\\fB{roff(' '.join(here))}\\fR {roff(' '.join(_pieces(words, each)))}"
        yield from _paragraphs(words(each.help))
        arguments = [parameter for parameter in each.params if parameter.param_type_name == "argument"]
        for parameter in arguments:
            yield from _tagged(_metavar(words, parameter), words(parameter.help))
        own = [parameter for parameter in each.params if parameter.name not in SHARED]
        yield from _options(words, own)
        yield from _commands(words, each, here)


def _options(words: Words, parameters: list[Any]) -> Iterator[str]:
    for each in parameters:
        if each.param_type_name == "option" and not each.hidden:
            yield from _tagged(_option(words, each), words(each.help))


def _shared(root: Any) -> list[Any]:
    """The options that say where a result goes, as the first command has them that has them all."""
    with_all = (each for _, each in in_order(root) if {"format", "template"} <= {one.name for one in each.params})
    return [each for each in next(with_all).params if each.name in SHARED]


def _examples(words: Words) -> Iterator[str]:
    for number, line in enumerate(words("examples.digitrans").split("\n")):
        example, _, what = line.partition(" # ")
        yield from [".PP"] if number else []
        yield _line(what if what.endswith("?") else f"{what}:")
        yield from (".PP", ".RS 4", ".nf", f"\\fB{roff(example)}\\fR", ".fi", ".RE")
