"""What can come next on a command line, for the shell: commands, options and the values of every closed list.

A shell hands over the words so far and gets one line for each thing that may stand there. Nothing here may fail: a
shell that waits for Tab has no use for a message.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from digitrans.commands.completion.offers import Candidate, Offer, Place
from digitrans.texts import LANGUAGES, Words, choose_language
from digitrans.texts.spelling import fold

_ANYWHERE = {"--lang": "LANG", "--content": "FOLDER", "--no-supplement": ""}
"""The options that may stand anywhere, and what follows them."""


class _Anywhere(NamedTuple):
    """An option of ``_ANYWHERE`` as a parameter."""

    name: str
    metavar: str
    param_type_name: str = "option"


class _Nothing(NamedTuple):
    """What comes after a word that is no command: nothing that is known."""

    params: tuple[Any, ...] = ()


_NOTHING = _Nothing()


def place_of(root: Any, words: Sequence[str], begun: str) -> Place:
    """Where ``begun``, the word at the cursor, stands behind ``words``."""
    command, path, given, waiting = root, "", dict[str, list[str]](), None
    only_arguments = False
    for word in words:
        if waiting is not None:
            given.setdefault(waiting.name, []).append(word)
            waiting = None
        elif word == "--":
            only_arguments = True
        elif word.startswith("-") and len(word) > 1 and not only_arguments:
            waiting = _option(command, word) if "=" not in word else None
        elif not _arguments_given(command, given) and word in getattr(command, "commands", {}):
            command, path, given = command.commands[word], f"{path} {word}".strip(), {}
        elif (parameter := _argument(command, given)) is not None:
            given.setdefault(parameter.name, []).append(word)
        else:
            command, path, given = _NOTHING, word, {}
    name, equals, rest = begun.partition("=")
    if waiting is None and equals and name.startswith("--") and not only_arguments:
        return Place(root, command, path, _option(command, name), rest, f"{name}=", given)
    if waiting is None and (only_arguments or not begun.startswith("-")):
        waiting = _argument(command, given)
    return Place(root, command, path, waiting, begun, "", given)


def _option(command: Any, name: str) -> Any:
    """The option of this name that takes a value; None for a flag, and for what is not known."""
    if name in _ANYWHERE:
        return _Anywhere(name, _ANYWHERE[name]) if _ANYWHERE[name] else None
    found = (each for each in command.params if each.param_type_name == "option" and name in each.opts)
    return next((each for each in found if not each.is_flag), None)


def _arguments_given(command: Any, given: dict[str, list[str]]) -> bool:
    return any(each.name in given for each in command.params if each.param_type_name == "argument")


def _argument(command: Any, given: dict[str, list[str]]) -> Any:
    """The argument that comes next; None where no more can come."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    return next((each for each in arguments if each.nargs == -1 or each.name not in given), None)


def offer(root: Any, words: Sequence[str], begun: str, language: Words) -> Offer:
    """What may stand at the cursor."""
    from digitrans.commands.completion.candidates import values_of

    place = place_of(root, words, begun)
    if place.parameter is None and begun.startswith("-") and "--" not in words:
        return Offer(_matching(_options(place.command, language), begun))
    found = values_of(language, place) if place.parameter is not None else Offer()
    if place.parameter is None or place.parameter.param_type_name == "argument":
        found.candidates = [*_commands(place, language), *found.candidates]
    found.candidates = [
        each._replace(value=place.before + each.value) for each in _matching(found.candidates, place.begun)
    ]
    return found


def _commands(place: Place, words: Words) -> Iterator[Candidate]:
    if _arguments_given(place.command, place.given):
        return
    from digitrans.commands.helptext import in_order

    for name, each in in_order(place.command):
        yield Candidate(name, words(each.help).split("\n")[0])


def _options(command: Any, words: Words) -> list[Candidate]:
    found = [
        Candidate(max(each.opts, key=len), words(each.help))
        for each in command.params
        if each.param_type_name == "option" and not each.hidden
    ]
    there = {each.value for each in found}
    anywhere = [Candidate(each, words(f"opt.{each[2:]}")) for each in _ANYWHERE if each not in there]
    return [*found, *anywhere, Candidate("--help", words("opt.help"))]


def _matching(found: Sequence[Candidate], begun: str) -> list[Candidate]:
    """Those that begin with what is typed, each once; other words for things only where no id begins so."""
    told = fold(begun)
    matching = [each for each in found if fold(each.value).startswith(told) and each.value.isprintable()]
    if any(not each.by_name for each in matching):
        matching = [each for each in matching if not each.by_name]
    return list({each.value: each for each in reversed(matching)}.values())[::-1]


def answer(asked: str, arguments: Sequence[str], commands: Callable[[Sequence[str]], Any]) -> str:
    """What a shell is told. ``asked`` is how: "answer" with the words as ``arguments``, else as Typer's scripts do it.

    ``commands`` makes the commands that words name, or all of them of ``-h``.

    The first line of an answer says whether files or folders shall be offered; each that follows is a value, a tab and
    what it is.
    """
    how, _, shell = asked.partition("_")
    words, begun = _handed_over(shell, arguments)
    lang, own, rest = _settings(words)
    language = Words(choose_language(lang))
    from digitrans.content.own_folders import chosen_own_folders, using_own_folders, wants_supplement

    with using_own_folders(chosen_own_folders(own), wants_supplement(off=False)):
        named = rest if rest and rest[0] != "help" else ("-h",)
        found = offer(commands(named), words, begun, language)
    if how == "answer":
        lines = [f"{each.value}\t{_short(each.told)}" for each in found.candidates]
        return "\n".join([found.files, *lines])
    return _as_typer_has_it(shell, found.candidates)


def _handed_over(shell: str, arguments: Sequence[str]) -> tuple[list[str], str]:
    """The words before the one at the cursor, and that word. What bash takes apart at = is put together again."""
    if shell == "bash" and "COMP_WORDS" in os.environ:
        words = os.environ["COMP_WORDS"].replace("\n", " ").split(" ")
        count = os.environ.get("COMP_CWORD", "")
        at = int(count) if count.isdecimal() else len(words)
        return [each for each in words[1:at] if each], words[at] if at < len(words) else ""
    if "_TYPER_COMPLETE_ARGS" in os.environ:
        import shlex

        told = os.environ["_TYPER_COMPLETE_ARGS"]
        try:
            words = shlex.split(told)
        except ValueError:
            words = told.split()
        begun = "" if told[-1:].isspace() else words.pop() if len(words) > 1 else ""
        return words[1:], begun
    words = list(arguments) or [""]
    return words[:-1], words[-1]


def _settings(words: Sequence[str]) -> tuple[str | None, list[str], list[str]]:
    """The language and the folders of own content that the words choose, and the words without them."""
    lang, own, rest = None, list[str](), list[str]()
    waiting = ""
    for word in words:
        name, equals, value = word.partition("=")
        if waiting or (name in ("--lang", "--content") and equals):
            value = word if waiting else value
            if (waiting or name) == "--content":
                own.append(value)
            else:
                lang = value if value.lower() in LANGUAGES else lang
            waiting = ""
        elif word in ("--lang", "--content"):
            waiting = word
        else:
            rest.append(word)
    return lang, own, rest


def _short(told: str) -> str:
    from digitrans.texts.escaping import one_line

    line = one_line(told)
    return line if len(line) <= 72 else line[:71] + "…"


def _for_powershell(value: str) -> str:
    """A value as it is typed there: in quotes where it is more than one plain word."""
    return value if re.fullmatch(r"[\w./:=+-]+", value) else "'" + value.replace("'", "''") + "'"


def _as_typer_has_it(shell: str, found: Sequence[Candidate]) -> str:
    """For scripts that an earlier version installed, and for PowerShell."""
    if shell == "zsh":
        told = " ".join(f'"{each.value}":"{_short(each.told)}"'.replace("`", "'") for each in found)
        return f"_arguments '*: :(({told}))'" if found else ""
    if shell in ("powershell", "pwsh"):
        begun = os.environ.get("_TYPER_COMPLETE_WORD_TO_COMPLETE", "").lstrip("'\"")
        fitting = [each for each in found if each.value.startswith(begun)]
        return "\n".join(f"{_for_powershell(each.value)}:::{_short(each.told) or ' '}" for each in fitting)
    if shell == "fish":
        return "\n".join(f"{each.value}\t{_short(each.told)}" for each in found)
    return "\n".join(each.value for each in found)
