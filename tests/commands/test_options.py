"""The options that commands share: what contradicts itself is refused before anything is done."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from digitrans.cli import GROUPS, SINGLE, json_behind

Run = Callable[..., tuple[int, str, str]]


def writing_commands() -> Iterator[list[str]]:
    """Every command that takes ``--json`` and ``--format``, with something for each argument that it must have."""
    named = [([name], function) for name, function in SINGLE.items()]
    named += [([group, *name.split()], each) for group, names in GROUPS.items() for name, each in names.items()]
    for names, function in named:
        module, _, attribute = function.partition(".")
        found = getattr(import_module(f"digitrans.commands.{module}"), attribute)
        parameters = inspect.signature(found, eval_str=True).parameters
        if {"json", "format"} <= set(parameters):
            needed = [each for name, each in parameters.items() if name != "ctx" and each.default is each.empty]
            yield [*names, *(word for each in needed for word in typed(each))]


def typed(parameter: inspect.Parameter) -> list[str]:
    """A parameter that must be there, on a command line: 1, or --budget 1 where it is an option."""
    first = next(each.default for each in parameter.annotation.__metadata__ if hasattr(each, "param_decls"))
    return [first, "1"] if isinstance(first, str) and first.startswith("--") else ["1"]


COMMANDS = list(writing_commands())


def test_the_commands_that_write_are_found() -> None:
    found = {" ".join(each) for each in COMMANDS}
    assert {
        "report",
        "portfolio score 1",
        "goal set 1 1",
        "advice show 1",
        "history",
        "people compare 1",
        "portfolio plan 1",
    } <= found


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_json_and_another_format_are_refused(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--json", "--format", "csv", "--lang", "en")
    assert (code, out) == (2, "") and "--json and --format csv contradict each other. Choose one of them." in err
    assert "--json og --format csv siger hver sit" in run(*command, "--format", "csv", "--json", "--lang", "da")[2]


@pytest.mark.parametrize(
    "words", ["portfolio score FILE", "portfolio show FILE", "portfolio compare FILE OTHER", "portfolio roadmap FILE"]
)
def test_no_result_is_written_over_what_it_is_made_from(run: Run, tmp_path: Path, words: str) -> None:
    file, other, link = tmp_path / "p.json", tmp_path / "q.json", tmp_path / "link.json"
    text = json.dumps({"organisation": {"name": "X"}, "initiatives": [{"id": "a", "name": "A"}]})
    for each in (file, other):
        each.write_text(text, encoding="utf-8")
    named = words.replace("FILE", str(file)).replace("OTHER", str(other)).split()
    link.symlink_to(file)
    for target in (file, link):
        code, out, err = run(*named, "-o", str(target), "--force")
        assert code == 2 and not out and "is the file that the result is made from" in " ".join(err.split())
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "command",
    [["advice", "show", ""], ["checklist", "show", " "], ["content", "new", "", "x"], ["goal", "set", "", "3"],
     ["schema", ""], ["help", ""], ["decide", "done", ""], ["assess", "", "--no-save"]],
)  # fmt: skip
def test_a_name_of_nothing_is_told_in_quotes(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--lang", "en")
    assert (code, out) == (2, "") and (f'"{min(command)}"' in err or command[0] == "assess")
    assert " ." not in err and not err.startswith(" ")


def test_json_before_a_command_is_json(run: Run) -> None:
    for command in (["info"], ["advice", "list"], ["advice"], ["checklist", "show", "board-meeting"]):
        assert run("--json", *command) == run(*command, "--json")
    assert run("--json", "portfolio", "import", "list.csv", "--lang", "en")[:2] == (2, "")
    assert json_behind(["--json"]) == ["--json"]


def test_json_said_twice_is_json(run: Run) -> None:
    assert run("info", "--json", "--format", "json") == run("info", "--json")
