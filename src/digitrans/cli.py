"""The whole command surface on one screen. ``main`` is the only error handler."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from digitrans import __version__, output
from digitrans.commands import (
    advice,
    assess,
    checklist,
    content,
    decide,
    dilemmas,
    explain,
    goal,
    history,
    home,
    info,
    people,
    portfolio,
    portfolio_files,
    report,
    schema,
)
from digitrans.errors import DigitransError, UsageFault
from digitrans.helptext import Command, Group, usage_error
from digitrans.places import chosen_own_folders, own_folders, using_own_folders
from digitrans.texts import LANGUAGES, Words, choose_language


def digitrans(
    ctx: typer.Context,
    lang: Annotated[str | None, typer.Option("--lang", metavar="LANG", help="opt.lang")] = None,
    own_content: Annotated[list[str] | None, typer.Option("--content", metavar="FOLDER", help="opt.content")] = None,
    json: Annotated[bool, typer.Option("--json", help="opt.json")] = False,
    version: Annotated[bool, typer.Option("--version", help="opt.version")] = False,
    install_completion: Annotated[bool, typer.Option("--install-completion", help="opt.install-completion")] = False,
    show_completion: Annotated[bool, typer.Option("--show-completion", help="opt.show-completion")] = False,
) -> None:
    """Where you stand, and what holds for every command."""
    if install_completion or show_completion:
        complete(ctx.obj, install_completion)
    elif ctx.invoked_subcommand is None:
        home.home(ctx.obj, json)


def _typer_completion() -> Any:
    """Typer's own completion, loaded only when a shell asks for it; it declares none of its functions public."""
    from importlib import import_module

    completion: Any = import_module("typer.completion")
    completion.completion_init()
    return completion


def complete(words: Words, install: bool) -> None:
    """Show the completion script for this shell, or install it."""
    completion = _typer_completion()
    shell = completion._get_shell_name() or "bash"
    if install:
        _, path = completion.install(shell=shell, prog_name="digitrans", complete_var="_DIGITRANS_COMPLETE")
        output.tell(words("completion.installed", path=str(path)))
        return
    script = completion.get_completion_script(prog_name="digitrans", complete_var="_DIGITRANS_COMPLETE", shell=shell)
    output.write_stdout(script + "\n")


SINGLE: dict[str, Callable[..., None]] = {
    "assess": assess.assess,
    "explain": explain.explain,
    "report": report.report,
    "info": info.info,
    "schema": schema.schema,
}
GROUPS: dict[str, dict[str, Callable[..., None]]] = {
    "dilemmas": {"": dilemmas.dilemmas, "list": dilemmas.list_, "show": dilemmas.show, "assess": dilemmas.dilemmas},
    "advice": {"": advice.advice, "list": advice.advice, "show": advice.show, "search": advice.search},
    "content": {
        "": content.content,
        "where": content.where,
        "list": content.list_,
        "new": content.new,
        "check": content.check,
    },
    "portfolio": {
        "": portfolio.portfolio,
        "init": portfolio_files.init,
        "check": portfolio.check,
        "score": portfolio.score,
        "compare": portfolio.compare,
        "classify": portfolio_files.classify,
        "import": portfolio_files.import_,
        "export": portfolio_files.export,
    },
    "history": {
        "": history.history,
        "list": history.list_,
        "show": history.show,
        "compare": history.compare,
        "export": history.export,
        "delete": history.delete,
    },
    "people": {"": people.people, "invite": people.invite, "collect": people.collect, "compare": people.compare},
    "decide": {"": decide.decide, "add": decide.add, "list": decide.list_, "done": decide.done},
    "goal": {"": goal.goal, "set": goal.set_, "list": goal.goal, "clear": goal.clear},
    "checklist": {
        "": checklist.checklist,
        "list": checklist.checklist,
        "show": checklist.show,
        "print": checklist.print_,
        "fill": checklist.fill,
    },
}


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


def build_app() -> typer.Typer:
    """All commands; "" is what a group does by itself. Help texts are keys, which ``helptext`` words."""
    app = _group("digitrans", digitrans)
    for name, function in SINGLE.items():
        app.command(name, cls=Command, help=f"help.{name}")(function)
    for group, commands in GROUPS.items():
        nested = _group(group, commands[""])
        for name, function in commands.items():
            if name:
                nested.command(name, cls=Command, help=f"help.{group}-{name}")(function)
        app.add_typer(nested)
    return app


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


def take_language(arguments: list[str]) -> tuple[str | None, list[str]]:
    """``--lang`` from anywhere before ``--``, and the arguments without it. Raises UsageFault for another language."""
    values, rest = take_option("--lang", arguments)
    wanted = values[-1] if values else None
    if wanted is not None and wanted.lower() not in LANGUAGES:
        raise UsageFault("error.language", wanted=wanted)
    return wanted, rest


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; no traceback for anything that a user can cause."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output.prepare_streams()
    words = Words(choose_language())
    try:
        wanted, rest = take_language(given)
        words = Words(choose_language(wanted))
        if "--version" in rest[:1]:
            output.write_stdout(f"digitrans {__version__}\n")
            return 0
        own, rest = take_option("--content", rest)
        with using_own_folders(chosen_own_folders(own)):
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


def tell_stale(words: Words, arguments: list[str]) -> None:
    """Say so where own content was made for another version; ``digitrans content`` tells it in full."""
    for folder in own_folders():
        from digitrans.recording import is_stale

        if arguments[:1] != ["content"] and is_stale(folder):
            output.tell(words("content.stale", path=str(folder)))


def run(words: Words, arguments: list[str]) -> int:
    """Hand the arguments to Typer, with its own faults in our words."""
    from typer._click.exceptions import ClickException

    if "_DIGITRANS_COMPLETE" in os.environ:
        _typer_completion()
    try:
        code = build_app()(args=arguments, prog_name="digitrans", standalone_mode=False, obj=words)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # which Typer turns into an exit of its own
            raise stop.__context__ from None
        raise
    except ClickException as error:
        output.tell(usage_error(words, error))
        return 2
    return code if isinstance(code, int) else 0
