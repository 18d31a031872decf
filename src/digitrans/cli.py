"""The whole command surface on one screen. ``main`` is the only error handler."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from digitrans import __version__, output
from digitrans.commands.helptext import Command, Group, usage_error
from digitrans.commands.options import words_of
from digitrans.content.own_folders import (
    chosen_own_folders,
    content_option,
    own_folders,
    unwritten_files,
    using_own_folders,
    wants_supplement,
)
from digitrans.errors import DigitransError, UsageFault
from digitrans.texts import LANGUAGES, Words, choose_language


def digitrans(
    ctx: typer.Context,
    lang: Annotated[str | None, typer.Option("--lang", metavar="LANG", help="opt.lang")] = None,
    own_content: Annotated[list[str] | None, typer.Option("--content", metavar="FOLDER", help="opt.content")] = None,
    no_supplement: Annotated[bool, typer.Option("--no-supplement", help="opt.no-supplement")] = False,
    json: Annotated[bool, typer.Option("--json", help="opt.json")] = False,
    version: Annotated[bool, typer.Option("--version", help="opt.version")] = False,
    install_completion: Annotated[bool, typer.Option("--install-completion", help="opt.install-completion")] = False,
    show_completion: Annotated[bool, typer.Option("--show-completion", help="opt.show-completion")] = False,
) -> None:
    """Where you stand, and what holds for every command."""
    if install_completion or show_completion:
        complete(ctx.obj, install_completion)
    elif ctx.invoked_subcommand is None:
        from digitrans.commands.home import home

        home(ctx.obj, json)


def complete(words: Words, install: bool) -> None:
    """Show the completion script for this shell, or install it."""
    from digitrans.commands.completion import shell_scripts

    shell = shell_scripts.this_shell()
    if install:
        output.tell(words("completion.installed", path=str(shell_scripts.install(shell))))
        return
    output.write_stdout(shell_scripts.script(shell))


def help_(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="COMMAND...", help="arg.help", show_default=False)
    ] = None,
) -> None:
    """The help of a command, as ``--help`` behind it."""
    named = names or []
    depth = 1 if named[:1] and named[0] in SINGLE else 2
    if len(named) > depth:
        raise UsageFault("error.no-command", path=" ".join(["digitrans", *named[:depth]]), name=named[depth])
    raise typer.Exit(run(words_of(ctx), [*named, "--help"]))


# Every command, and the function of digitrans.commands that it is; "" is what a group does by itself.
SINGLE = {
    "assess": "assess.assess",
    "explain": "explain.explain",
    "report": "report.report",
    "schema": "schema.schema",
    "info": "info.info",
}
GROUPS = {
    "dilemmas": {
        "": "dilemmas.dilemmas",
        "list": "dilemmas.list_",
        "show": "dilemmas.show",
        "assess": "dilemmas.dilemmas",
    },
    "advice": {"": "advice.advice", "list": "advice.advice", "show": "advice.show", "search": "advice.search"},
    "checklist": {
        "": "checklist.checklist",
        "list": "checklist.checklist",
        "show": "checklist.show",
        "print": "checklist.print_",
        "fill": "checklist.fill",
    },
    "portfolio": {
        "": "portfolio.portfolio",
        "init": "portfolio_init.init",
        "check": "portfolio_check.check",
        "score": "portfolio_score.score",
        "show": "portfolio_show.show",
        "update": "portfolio_update.update",
        "compare": "portfolio_compare.compare",
        "trend": "portfolio_trend.trend",
        "roadmap": "portfolio_roadmap.roadmap",
        "plan": "portfolio_plan.plan",
        "classify": "portfolio_classify.classify",
        "import": "portfolio_import.import_",
        "export": "portfolio_export.export",
    },
    "people": {
        "": "people.people",
        "invite": "people.invite",
        "collect": "people.collect",
        "remind": "people.remind",
        "compare": "people.compare",
        "room": "people.room",
    },
    "network": {"": "network.network", "share": "network.share", "compare": "network.compare"},
    "history": {
        "": "history.history",
        "list": "history.list_",
        "show": "history.show",
        "compare": "history.compare",
        "export": "history.export",
        "delete": "history.delete",
    },
    "decide": {"": "decide.decide", "add": "decide.add", "list": "decide.list_", "done": "decide.done"},
    "goal": {"": "goal.goal", "set": "goal.set_", "list": "goal.goal", "clear": "goal.clear"},
    "content": {
        "": "content.content",
        "where": "content.where",
        "list": "content.list_",
        "new": "content.new",
        "check": "content.check",
    },
}


def _function(named: str) -> Callable[..., None]:
    module, _, name = named.partition(".")
    found: Callable[..., None] = getattr(import_module(f"digitrans.commands.{module}"), name)
    return found


def _passed_by() -> None:
    """What stands above a command that is named at once: nothing is said to it, so it needs no options."""


def _group(name: str, callback: Callable[..., None]) -> typer.Typer:
    return typer.Typer(
        name=name,
        cls=Group,
        callback=callback,
        help=f"help.{name}",
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


def build_app(arguments: Sequence[str] = ("-h",)) -> typer.Typer:
    """The commands that ``arguments`` name, or all of them where they name none (help, a slip).

    Making a command takes Typer a millisecond, and reading its options another, so those that are not asked for are not
    made. Help texts are keys, which ``helptext`` words.
    """
    first = next((each for each in arguments if not each.startswith("-")), "" if _asks_help(arguments) else "info")
    known = first in SINGLE or first in GROUPS or first == "help"
    app = _group("digitrans", _passed_by if known and [*arguments[:1]] == [first] else digitrans)
    for name, function in SINGLE.items():
        if not known or name == first:
            app.command(name, cls=Command, help=f"help.{name}")(_function(function))
    if not known or first == "help":
        app.command("help", cls=Command, help="help.help")(help_)
    for group, commands in GROUPS.items():
        if not known or group == first:
            app.add_typer(_nested(group, commands, arguments))
    return app


def _asks_help(arguments: Sequence[str]) -> bool:
    return "-h" in arguments or "--help" in arguments


def _nested(group: str, commands: dict[str, str], arguments: Sequence[str]) -> typer.Typer:
    """One group with those of its commands that ``arguments`` name, or with all of them."""
    at_once = [*arguments[:1]] == [group] and any(each in commands for each in arguments[1:2])
    nested = _group(group, _passed_by if at_once else _function(commands[""]))
    named = {name for name in commands if name in arguments}
    for name, function in commands.items():
        if name and (not named or name in named):
            nested.command(name, cls=Command, help=f"help.{group}-{name}")(_function(function))
    return nested


def take_option(name: str, arguments: list[str]) -> tuple[list[str], list[str]]:
    """The values of the option ``name`` from anywhere before ``--``, in order, and the arguments without them.

    Raises UsageFault for an option without a value.
    """
    rest, values, index = [], [], 0
    while index < len(arguments):
        each = arguments[index]
        if each == "--":
            rest += arguments[index:]
            break
        if each == name:
            if index + 1 == len(arguments):
                raise UsageFault("error.option-needs-value", name=name)
            values.append(arguments[index + 1])
            index += 1
        elif each.startswith(f"{name}="):
            values.append(each.removeprefix(f"{name}="))
        else:
            rest.append(each)
        index += 1
    return values, rest


def take_flag(name: str, arguments: list[str]) -> tuple[bool, list[str]]:
    """Whether the option ``name`` stands anywhere before ``--``, and the arguments without it."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    rest = [each for each in arguments[:end] if each != name] + arguments[end:]
    return len(rest) < len(arguments), rest


def json_behind(arguments: list[str]) -> list[str]:
    """``--json`` before a command counts as if it stood behind its name, as the other options of every command do."""
    if arguments[:1] != ["--json"]:
        return arguments
    depth = len(_called(arguments[1:]).split())
    return [*arguments[1:depth], "--json", *arguments[depth:]]


def take_language(arguments: list[str]) -> tuple[str | None, list[str]]:
    """``--lang`` from anywhere before ``--``, and the arguments without it. Raises UsageFault for another language."""
    values, rest = take_option("--lang", arguments)
    wanted = values[-1] if values else None
    if wanted is not None and wanted.lower() not in LANGUAGES:
        raise UsageFault("error.language", wanted=wanted)
    return wanted, rest


atexit.register(gc.freeze)  # the process ends: a last search for circular garbage would take a tenth of the start


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; no traceback for anything that a user can cause."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _settle()
    output.prepare_streams()
    if (asked := os.environ.get("_DIGITRANS_COMPLETE")) is not None:
        return _complete_line(asked, given)
    words = Words(choose_language())
    try:
        wanted, rest = take_language(given)
        words = Words(choose_language(wanted))
        if "--version" in rest[:1]:
            output.write_stdout(f"digitrans {__version__}\n")
            return 0
        own, rest = take_option("--content", rest)
        without, rest = take_flag("--no-supplement", rest)
        rest = json_behind(rest)
        with using_own_folders(chosen_own_folders(own), wants_supplement(without)):
            tell_stale(words, rest)
            return run(words, rest)
    except DigitransError as error:
        output.tell(words.error(error))
        return error.exit_code
    except BrokenPipeError:
        return output.end_quietly()
    except KeyboardInterrupt:
        output.tell(words("ask.stopped"))
        return 130
    except typer.Abort:
        return 130
    except MemoryError:
        output.tell(words("error.memory"))
        return 1
    except Exception as error:
        if os.environ.get("DIGITRANS_DEBUG"):
            raise
        output.tell(words("error.unexpected", kind=type(error).__name__, version=__version__))
        return 1


def commands(words: Sequence[str]) -> Any:
    """The commands that ``words`` name, as Typer has them."""
    return typer.main.get_command(build_app(words))


def _complete_line(asked: str, arguments: list[str]) -> int:
    """Tell a shell what can come next; nothing where that cannot be found out, since nobody reads a message there."""
    from digitrans.commands.completion.completing import answer

    try:
        told = answer(asked, arguments, commands)
        if told or asked == "answer":  # PowerShell takes an empty line for a value, and refuses it
            output.write_stdout(told + "\n")
    except Exception:
        if os.environ.get("DIGITRANS_DEBUG"):
            raise
        return 1
    return 0


def _settle() -> None:
    """Say once what holds for the whole process.

    Plugins that other packages have for pydantic are left out: they could pass on what is read, and nothing leaves the
    machine. Circular garbage is looked for less often: while modules load, that would take a twentieth of the time.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(200_000, 20, 100)


def tell_stale(words: Words, arguments: list[str]) -> None:
    """Say so where own content was made for another version; ``digitrans content`` tells it in full."""
    for folder in own_folders():
        from digitrans.authoring.lock import is_stale

        if arguments[:1] != ["content"] and is_stale(folder):
            output.tell(words("content.stale", path=str(folder), option=content_option()))
    if arguments[:1] != ["content"]:
        for name in unwritten_files():
            output.tell(words("content.unwritten", path=name, option=content_option()))


def _called(arguments: list[str]) -> str:
    """The command that arguments begin with, as far as there is one: "digitrans portfolio score"."""
    path = ["digitrans"]
    for each in arguments[:2]:
        if each not in (GROUPS.get(path[-1], {}) if len(path) > 1 else {*SINGLE, *GROUPS}):
            break
        path.append(each)
    return " ".join(path)


def run(words: Words, arguments: list[str]) -> int:
    """Hand the arguments to Typer, with its own faults in our words."""
    from typer._click.exceptions import ClickException

    command = commands(arguments)
    try:
        code = command(args=arguments, prog_name="digitrans", standalone_mode=False, obj=words)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # which Typer turns into an exit of its own
            raise stop.__context__ from None
        raise
    except ClickException as error:
        output.tell(usage_error(words, error, _called(arguments)))
        return 2
    return code if isinstance(code, int) else 0
