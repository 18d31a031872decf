"""Help and usage errors in the user's language. Commands carry keys of ``texts``; they are worded here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from digitrans.texts import Words

if TYPE_CHECKING:
    from typer import Context

ORDER = (
    "assess",
    "dilemmas",
    "advice",
    "checklist",
    "portfolio",
    "people",
    "network",
    "history",
    "decide",
    "goal",
    "explain",
    "report",
    "content",
    "schema",
    "info",
    "help",
)


def _words(ctx: Context) -> Words:
    words = ctx.find_root().obj
    assert isinstance(words, Words)
    return words


def _write_help(command: Any, ctx: Context, formatter: Any) -> None:
    """Usage, what the command does, examples, commands, arguments and options."""
    import shutil

    words = _words(ctx)
    path = ctx.command_path
    formatter.width = min(formatter.width, max(shutil.get_terminal_size().columns - 2, _LEAST))
    formatter.write_usage(path, " ".join(_pieces(words, command)), prefix=words("usage.prefix") + " ")
    key = command.help
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(words(key))
    _section(
        formatter, words("usage.examples"), [tuple(x.split(" # ")) for x in words(f"examples.{key[5:]}").split("\n")]
    )
    commands = [(name, words(each.help).split("\n")[0]) for name, each in in_order(command)]
    _section(formatter, words("usage.commands"), commands)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    _section(formatter, words("usage.arguments"), [(_metavar(words, p), words(p.help)) for p in arguments])
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    rows = [(_option(words, p), words(p.help)) for p in options]
    _section(formatter, words("usage.options"), [*rows, ("-h, --help", words("opt.help"))])


def in_order(command: Any) -> list[tuple[str, Any]]:
    """The commands below ``command`` in the order in which they are met; none where there are none."""
    return sorted(getattr(command, "commands", {}).items(), key=lambda pair: (*ORDER, pair[0]).index(pair[0]))


def _pieces(words: Words, command: Any) -> list[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    names = [(_metavar(words, p), p.required) for p in arguments]
    given = [name if required or name.startswith("[") else f"[{name}]" for name, required in names]
    if getattr(command, "commands", None):
        given.append(words("usage.command"))
    return [*given, words("usage.options-piece")]


def _metavar(words: Words, parameter: Any) -> str:
    key = f"metavar.{parameter.metavar}"
    return words(key) if key in words else str(parameter.metavar or parameter.name)


def _option(words: Words, parameter: Any) -> str:
    names = ", ".join(sorted(parameter.opts, key=len))
    return f"{names} {_metavar(words, parameter)}" if parameter.metavar else names


def _section(formatter: Any, heading: str, rows: list[Any]) -> None:
    told = [(row[0], row[1] if len(row) > 1 else "") for row in rows]
    if not rows:
        return
    with formatter.section(heading):
        if formatter.width >= _BESIDE:
            formatter.write_dl(told, col_max=42)
            return
        for name, text in told:  # one below the other, where there is no room beside each other
            formatter.write(f"{' ' * formatter.current_indent}{name}\n")
            with formatter.indentation():
                formatter.write_text(text)


_LEAST, _BESIDE = 38, 58
"""Columns that help takes at least, and from how many on texts stand beside what they are about."""


class Command(TyperCommand):
    """A command whose help is in the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return ""


class Group(TyperGroup):
    """A group of commands whose help is in the user's language."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return ""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Refuse an unknown command in our words, with the nearest known one."""
        from digitrans.errors import UsageFault
        from digitrans.texts.spelling import nearest_ones

        if args and not args[0].startswith("-") and args[0] not in self.commands and not ctx.resilient_parsing:
            near = nearest_ones(args[0], self.commands)
            raise UsageFault(
                "error.no-command-near" if near else "error.no-command",
                name=args[0],
                near=near,
                path=ctx.command_path,
            )
        return super().resolve_command(ctx, args)


def _as_typed(param: Any) -> str:
    """What is to be typed for a parameter: FILE, or --budget AMOUNT."""
    value = str(param.metavar or param.name)
    return f"{max(param.opts, key=len)} {value}" if param.param_type_name == "option" else value


def usage_error(words: Words, error: Any, command: str) -> str:
    """What Typer finds wrong with the command line, in the user's language; ``command`` is what was called."""
    from typer._click import exceptions as click

    path = error.ctx.command_path if getattr(error, "ctx", None) else command
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or ())
        said = words("error.no-option-near" if near else "error.no-option", name=error.option_name, near=near)
    elif isinstance(error, click.MissingParameter):
        said = words("error.missing-argument", name=_as_typed(error.param) if error.param else "")
    elif isinstance(error, click.BadParameter):
        name = error.param.metavar or max(error.param.opts, key=len) if error.param else ""
        said = words("error.bad-value", name=name)
    elif isinstance(error, click.BadOptionUsage):
        said = words("error.option-needs-value", name=error.option_name)
    else:
        said = words("error.usage")
    return f"{said} {words('error.see-help', path=path)}"
