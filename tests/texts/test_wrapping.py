"""Lines are broken between words, never within a command or a path; commands are as the shell knows them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrans import output
from digitrans.cli import GROUPS, SINGLE
from digitrans.documents import Document, Table
from digitrans.formats import Sink, writer
from digitrans.texts import Words
from digitrans.texts.wrapping import COMMANDS, as_typed, columns_of, longest_to_copy, wrapped


def test_the_words_of_commands_are_those_that_there_are() -> None:
    there = {*SINGLE, *GROUPS, *(name for commands in GROUPS.values() for name in commands if name)}
    assert there <= COMMANDS


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_text_of_the_interface_is_broken_within_a_command(language: str, width: int) -> None:
    for template in Words(language)._texts.values():
        text = template.replace("{id}", "board-meeting")
        lines = wrapped(text, width)
        assert " ".join(lines) == " ".join(text.split())
        for line in lines[:-1]:
            assert not line.endswith(("checklist print", "checklist show", "decide done", "history show")), text
        assert all(columns_of(line) <= width or "digitrans " in line or "/" in line for line in lines), text


@pytest.mark.parametrize("sign", ["/", "~", "~3"])
def test_a_stroke_between_words_is_no_path(sign: str) -> None:
    assert longest_to_copy(f"green {sign} red") == 0


@pytest.mark.parametrize("about", ["i-4", "visits", "'Home training'", "2026-3"])
def test_what_a_command_is_about_stays_with_it(about: str) -> None:
    command = f"digitrans assess double-diamond --about {about}"
    assert command in wrapped(f"Not asked yet, which is why the next step is this: {command}", 60)


def test_a_path_makes_no_column_narrower_than_its_words() -> None:
    rows = (("a/b/c", "x" * 60), ("Sustainability of it all together", "y " * 30))
    assert "Sustainability" in str(writer("table")(Document("T", (Table(("What", "Told"), rows),), {}), Sink(80)))


@pytest.mark.parametrize(
    "text",
    [
        "Skriv: digitrans checklist print board-meeting --meeting 2026-12-08 -o møde.html",
        "Gemt: /home/anna/.local/share/digitrans/results/2026-11-29-self-assessment-7f3a.json",
        r"Gemt: C:\Users\Anna\AppData\Local\digitrans\results\2026-11-29-self-assessment.json",
    ],
)
def test_what_is_there_to_be_copied_stays_in_one_piece(text: str) -> None:
    label, _, whole = text.partition(": ")
    assert wrapped(text, 40) == [f"{label}:", whole]


@given(st.text(max_size=200), st.integers(1, 90))
def test_no_character_is_lost(text: str, width: int) -> None:
    text = text.replace("\ue0a0", "")
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


def test_a_long_word_is_broken_and_a_wide_one_counted() -> None:
    assert wrapped("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert columns_of("日本") == 4 and columns_of("e\u0301å") == 2 and wrapped("日本日本", 4) == ["日本", "日本"]


@pytest.mark.parametrize(
    ("program", "typed"),
    [
        (".venv/bin/digitrans", "(2,0): .venv/bin/digitrans advice show 9"),
        ("'/my files/digitrans'", "'/my files/digitrans' advice show 9"),
        ("/opt/python -m digitrans", "/opt/python -m digitrans advice show 9"),
        (r"C:\x\digitrans.exe", r"C:\x\digitrans.exe advice show 9"),
    ],
)
def test_a_command_has_the_name_that_the_shell_knows(program: str, typed: str) -> None:
    text = as_typed("Tag fat på brug af digitrans (2,0): digitrans advice show 9", program)
    assert typed in text and "brug af digitrans (" in text
    assert any(typed.removeprefix("(2,0): ") in line for line in wrapped(text, 45))


def test_the_program_is_named_by_its_path_where_the_shell_does_not_know_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / ".venv" / "bin" / "digitrans"
    program.parent.mkdir(parents=True)
    program.write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(program), "assess"])
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/digitrans")
    assert output.program_name() == "digitrans"
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert Path(output.program_name()) == Path(".venv/bin/digitrans")
    monkeypatch.chdir(program.parent)
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "__main__.py")])
    assert output.program_name().endswith(" -m digitrans")


def test_home_on_a_terminal_names_a_command_that_works_as_it_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from digitrans.cli import main

    monkeypatch.setattr(output, "program_name", lambda: ".venv/bin/digitrans")
    assert main([]) == 0 and ".venv" not in capsys.readouterr().out, "a pipe and a file have the name alone"
    monkeypatch.setattr(output, "is_terminal", lambda stream: True)
    assert main([]) == 0 and ": .venv/bin/digitrans assess" in capsys.readouterr().out


@pytest.mark.parametrize("width", [40, 60, 80])
def test_in_a_table_a_path_and_a_command_stay_in_one_piece(width: int) -> None:
    path = "/home/anna/.local/share/digitrans/results/with-a-long-name"
    command = "digitrans checklist print board-meeting"
    rows = (("Results", f"here: {path}"), ("Before the meeting, when all is said", f"type {command} and print it"))
    text = str(writer("table")(Document("T", (Table(("What", "Where"), rows),), {}), Sink(width)))
    lines = [line.strip() for line in text.splitlines()]
    assert any(path in line for line in lines) and any(command in line for line in lines) and "\ue0a0" not in text
