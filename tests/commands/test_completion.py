"""What the Tab key offers: commands, options, the values of every closed list, and files where a file is wanted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from conftest import EXAMPLES, ROOT
from digitrans import cli
from digitrans.cli import build_app, main
from digitrans.commands.completion import candidates, completing, shell_scripts
from digitrans.content.catalogue import instrument_ids, instrument_kind
from digitrans.content.own_folders import using_own_folders

PORTFOLIO = str(EXAMPLES / "portfolio-departments-a-b.yaml")
FREE = {
    "N", "SCORE", "AGE", "NAME", "DATE", "DAY", "PATTERN", "AMOUNT", "POINTS", "PORT", "NUMBER", "HEADING=FIELD",
    "WORD=ID", "SHEET", "TEXT", "TEXT...", "WORD...", "INITIATIVE",
}  # fmt: skip
"""What is typed freely."""
FREE_PLACES = {("content new", "id")}


@pytest.fixture(autouse=True)
def _english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITRANS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DIGITRANS_LANG", "en")
    monkeypatch.delenv("COMP_WORDS", raising=False)


def answer(asked: str, words: tuple[str, ...]) -> str:
    return completing.answer(asked, words, cli.commands)


def offered(*words: str) -> tuple[str, list[str]]:
    """Whether files are offered, and the values, for the last of ``words``."""
    files, *lines = answer("answer", words).split("\n")
    return files, [each.partition("\t")[0] for each in lines]


@pytest.mark.parametrize(
    ("words", "files", "values"),
    [
        (("hist",), "none", ["history"]),
        (("history", ""), "none", ["list", "show", "compare", "export", "delete"]),
        (("goal", ""), "none", ["set", "list", "clear"]),
        (("decide", "d"), "none", ["done"]),
        (("--lang", ""), "none", ["da", "en"]),
        (("advice", "show", "1", "--lang", "d"), "none", ["da"]),
        (("assess", "--format", "js"), "none", ["json"]),
        (("assess", "--format=js"), "none", ["--format=json"]),
        (("assess", "--format", "gi"), "none", []),
        (("portfolio", "check", "--format", "gi"), "none", ["github"]),
        (("assess", "--csv-dialect", ""), "none", ["danish", "standard"]),
        (("portfolio", "score", PORTFOLIO, "--sort", "s"), "none", ["score"]),
        (("portfolio", "score", PORTFOLIO, "--only", "g"), "none", ["grey", "green"]),
        (("people", "invite", "x", "--form", "x"), "none", ["xlsform"]),
        (("people", "invite", "x", "--group", "st"), "none", ["staff="]),
        (("people", "invite", "x", "--instrument", "mat"), "none", ["maturity"]),
        (("portfolio", "score", "--weights", "value=4,r"), "none", ["value=4,readiness=", "value=4,risk="]),
        (("schema", "own"), "none", ["own-advice", "own-checklist"]),
        (("content", "new", "ch"), "none", ["change", "checklist"]),
        (("content", "new", "item", "our-item", "mat"), "none", ["maturity"]),
        (("advice", "show", "create-o"), "none", ["create-ownership"]),
        (("advice", "show", "ejer"), "none", ["ejerskab"]),
        (("advice", "show", "owner"), "none", ["ownership"]),
        (("assess", "moden"), "none", ["modenhed"]),
        (("assess", "board"), "none", []),
        (("checklist", "show", "board-"), "none", ["board-meeting"]),
        (("checklist", "print", "board-meeting", "board-"), "none", []),
        (("dilemmas", "show", "take"), "none", ["take-the-risk-or-hold-back"]),
        (("goal", "set", "5", ""), "none", ["1", "2", "3", "4", "5"]),
        (("decide", "add", "1", "x", "--action", "follow"), "none", ["follow-a-citizen"]),
        (("explain", "maturity", "energy-m"), "none", ["energy-managers"]),
        (("portfolio", "score", PORTFOLIO, "--department", "dep"), "none", ["department-a", "department-b"]),
        (("help", "port"), "none", ["portfolio"]),
        (("help", "portfolio", "sc"), "none", ["score"]),
        (("assess", "--answers", ""), "files", []),
        (("assess", "-o", "x"), "files", []),
        (("portfolio", "score", ""), "files", []),
        (("people", "collect", ""), "folders", []),
        (("--content", ""), "folders", []),
        (("xyz", ""), "none", []),
        (("assess", "--bogus", "mat"), "none", ["maturity"]),
        (("assess", "--sho"), "none", ["--short"]),
        (("--no-s",), "none", ["--no-supplement"]),
        (("assess", "--", "--sho"), "none", []),
    ],
)
def test_what_is_offered(words: tuple[str, ...], files: str, values: list[str]) -> None:
    found = offered(*words)
    assert found[0] == files
    assert found[1] == values


def parameters(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for each in command.params:
        if each.param_type_name == "argument" or not each.is_flag:
            yield path, each
    for name, inner in getattr(command, "commands", {}).items():
        yield from parameters(inner, f"{path} {name}".strip())


def test_every_value_on_the_command_line_is_offered_or_is_free() -> None:
    forgotten = [
        (path, each.name, each.metavar)
        for path, each in parameters(get_command(build_app()))
        if (path, each.name) not in candidates._BY_PLACE.keys() | FREE_PLACES
        and each.name not in candidates._BY_NAME
        and each.metavar not in candidates._BY_METAVAR.keys() | candidates._FILES.keys() | FREE
    ]
    assert forgotten == []


def test_every_questionnaire_and_checklist_is_offered_with_its_title() -> None:
    for command, kind in (("assess", "questionnaire"), ("checklist show", "checklist")):
        _, *lines = answer("answer", (*command.split(), "")).split("\n")
        assert [each.partition("\t")[0] for each in lines] == [
            each for each in instrument_ids() if instrument_kind(each) == kind
        ]
        assert all(each.partition("\t")[2] for each in lines)


def test_titles_are_in_the_language_that_is_chosen() -> None:
    assert "maturity\tModenhed" in answer("answer", ("--lang", "da", "assess", "mat"))
    assert "maturity\tMaturity" in answer("answer", ("--lang", "en", "assess", "mat"))


def test_saved_results_and_open_decisions_are_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "--answers", str(EXAMPLES / "self-assessment.yaml")]) == 0
    assert main(["decide", "add", "1", "Follow a citizen"]) == 0
    capsys.readouterr()
    _, results = offered("history", "show", "")
    assert results[:2] == ["last", "first"] and len(results) == 3
    assert offered("history", "show", "--instrument", "maturity", "")[1] == []
    assert results[2] in offered("explain", "")[1]
    assert len(offered("decide", "done", "")[1]) == 1


def test_own_content_is_offered(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "checklists").mkdir(parents=True)
    (own / "checklists" / "our-list.yaml").write_text("kind: checklist\ntitle: {da: Vores, en: Ours}\n")
    assert offered("--content", str(own), "checklist", "show", "our")[1] == ["our-list"]
    assert offered("checklist", "show", "our")[1] == []


def test_content_is_not_read_for_what_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_given: Any) -> Any:
        raise AssertionError("content was read")

    monkeypatch.setattr("digitrans.content.catalogue.load_instrument", no)
    monkeypatch.setattr("digitrans.content.catalogue.load_advice", no)
    for words in (("",), ("assess", ""), ("advice", "show", ""), ("dilemmas", "show", ""), ("explain", "")):
        with using_own_folders(()):
            assert offered(*words)[1]


@pytest.mark.parametrize(
    "words",
    [[], ["\x00"], ["--"], ["--format"], ["=", "="], ["--format=", "x"], ["history", "show", "\udcff"], ["-"],
     ["--content"], ["--content", "/no/such", "assess", ""], ["--lang", "xx", ""], ["explain", "/", ""],
     ["portfolio", "score", "/dev/zero", "--department", ""], ["help", "help", "help", ""], ["'", '"', "$(x)"]],
)  # fmt: skip
@pytest.mark.parametrize("how", ["answer", "complete_bash", "complete_zsh", "complete_fish", "source_bash", "", "x"])
def test_nothing_makes_it_fail(
    words: list[str], how: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_DIGITRANS_COMPLETE", how)
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "digitrans " + " ".join(words).replace("\x00", ""))
    assert main(words) in (0, 1)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("shell", ["powershell", "pwsh"])
def test_powershell_gets_what_it_takes(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its ``CompletionResult`` refuses an empty value and an empty tooltip; the script splits lines at three colons."""
    script = shell_scripts.script(shell)
    assert (
        '"complete_powershell"' in script and '-Split ":::"' in script and "_TYPER_COMPLETE_WORD_TO_COMPLETE" in script
    )
    monkeypatch.setenv("_DIGITRANS_COMPLETE", "complete_powershell")
    for typed, word, offered in (
        ("digitrans advice sh", "sh", ["show"]),
        ("digitrans --lang ", "", ["da", "en"]),
        ('digitrans checklist show "board', '"board', []),
        ("digitrans report -o ", "", []),
    ):
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", typed)
        monkeypatch.setenv("_TYPER_COMPLETE_WORD_TO_COMPLETE", word)
        assert main([]) == 0
        lines = [line.split(":::") for line in capsys.readouterr().out.splitlines()]
        assert [value for value, _ in lines] == offered and all(tooltip for _, tooltip in lines)
    assert completing._for_powershell("Karen's visit") == "'Karen''s visit'"


def test_scripts_of_before_are_still_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "digitrans\nhistory\nsh")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert answer("complete_bash", ()) == "show"
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "digitrans history sh")
    assert answer("complete_fish", ()) == "show\tOne saved result again."
    assert answer("complete_zsh", ()) == '_arguments \'*: :(("show":"One saved result again."))\''


ASKED: list[tuple[str, str]] = [
    ("digitrans history sh", "show"),
    ("digitrans assess --format js", "json"),
    ("digitrans assess --answers ans", "answers.yaml"),
]


def in_bash(line: str) -> list[str]:
    words = " ".join(f"'{each}'" for each in line.split(" "))
    script = (
        f"{shell_scripts.BASH}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1))\n"
        '_digitrans_complete digitrans x y; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    return ["bash", "--norc", "-c", script]


def in_fish(line: str) -> list[str]:
    return ["fish", "--no-config", "-c", f"{shell_scripts.FISH}\ncomplete -C '{line}'"]


@pytest.mark.skipif(os.name != "posix", reason="shells of POSIX")
@pytest.mark.parametrize(("shell", "run"), [("bash", in_bash), ("fish", in_fish)])
def test_in_the_shell(shell: str, run: Callable[[str], list[str]], tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    environment = _with_program(tmp_path)
    for line, wanted in ASKED:
        done = subprocess.run(
            run(line), capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment, timeout=30, check=False
        )
        assert [each.partition("\t")[0] for each in done.stdout.split()][:1] == [wanted], done.stderr


def _with_program(tmp_path: Path) -> dict[str, str]:
    """An environment in which the shell finds digitrans, and a file to be completed."""
    (tmp_path / "answers.yaml").write_text("")
    program = tmp_path / "bin" / "digitrans"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m digitrans "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path), "TERM": "dumb"}


def test_in_zsh(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    if shutil.which("zsh") is None:
        pytest.skip("there is no zsh here")
    (tmp_path / "fpath").mkdir()
    (tmp_path / "fpath" / "_digitrans").write_text(shell_scripts.ZSH)
    (tmp_path / ".zshrc").write_text("PS1='ready> '\nfpath=(~/fpath $fpath); autoload -Uz compinit; compinit -u -D\n")
    environment = {**_with_program(tmp_path), "ZDOTDIR": str(tmp_path)}
    shell = pexpect.spawn("zsh", ["-i"], env=environment, cwd=tmp_path, encoding="utf-8", timeout=30)
    shell.expect("ready> ")
    for line, wanted in ASKED[:1] + ASKED[2:]:
        shell.send(line + "\t")
        shell.expect_exact(wanted.removeprefix(line.rpartition(" ")[2]))
        shell.send("\x03")
        shell.expect("ready> ")
        time.sleep(0.1)
    shell.close(force=True)


@pytest.mark.skipif(os.name != "posix", reason="shells of POSIX")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_it_is_installed_once_and_leaves_the_rest_alone(
    shell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    start = tmp_path / {"bash": ".bashrc", "zsh": ".zshrc", "fish": "none"}[shell]
    start.write_bytes(b"export A=\xe6")
    for _ in range(2):
        place = shell_scripts.install(shell)
    assert place.read_text() == shell_scripts.script(shell)
    if shell != "fish":
        assert start.read_bytes().count(b"\n") == 2 and start.read_bytes().startswith(b"export A=\xe6\n")


def test_a_shell_that_is_not_known_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(shell_scripts, "this_shell", lambda: "nu")
    assert main(["--show-completion"]) == 2
    assert "There is no completion for nu" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["portfolio", "score"], ["assess"], [], ["help"]])
def test_help_of_a_command_is_what_help_behind_it_says(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", *words]) == 0
    told = capsys.readouterr().out
    assert main([*words, "--help"]) == 0
    assert told == capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["protfolio"], "There is no command digitrans protfolio. Did you mean portfolio?"),
        (["portfolio", "skore"], "There is no command digitrans portfolio skore. Did you mean score?"),
        (["assess", "maturity"], "There is no command digitrans assess maturity. digitrans assess --help shows"),
        (["nowhere"], "There is no command digitrans nowhere. digitrans --help shows those there are."),
        (["portfolio", "score", "x"], "There is no command digitrans portfolio score x."),
    ],
)
def test_help_of_what_is_no_command_names_the_nearest(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["help", *words]) == 2
    assert said in capsys.readouterr().err


def test_initiatives_are_offered_from_the_portfolio_and_from_what_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["assess", "political", "--answers", str(EXAMPLES / "political.yaml"), "--about", "Home training"]) == 0
    capsys.readouterr()
    assert offered("assess", "political", "--about", "")[1] == ["Home training"]
    Path("portfolio.yaml").write_text(
        "organisation: {name: X}\ninitiatives:\n  - {id: a, name: App}\n", encoding="utf-8"
    )
    assert offered("assess", "political", "--about", "")[1] == ["Home training", "a"]
    assert offered("portfolio", "show", "portfolio.yaml", "")[1] == ["a"]
