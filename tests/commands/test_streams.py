"""The installed command in surroundings that break programs: pipes, closed and full streams, old encodings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import EXAMPLES

SELF = str(EXAMPLES / "self-assessment.yaml")
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def shell(line: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **settings, "PY": sys.executable}
    return subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], env=environment, capture_output=True, check=False)


EACH = """
import gc, io, json, os, shlex, sys
from contextlib import redirect_stderr, redirect_stdout
from digitrans.cli import main
with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
    main(shlex.split(sys.argv[2].rpartition("}")[2]))
gc.freeze()
for number, line in enumerate(sys.argv[2:]):
    if os.fork() == 0:
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{sys.argv[1]}/{number}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        settings, _, line = line.rpartition("}")
        os.environ.update(json.loads(settings + "}") if settings else {})
        code = main(shlex.split(line))
        sys.stdout.flush()
        os._exit(code)
sys.exit(any([os.wait()[1] for _ in sys.argv[2:]]))
"""


def each(folder: Path, lines: list[str], **settings: str) -> list[tuple[bytes, bytes]]:
    """What each command line writes to standard output and to standard error, in a process of its own that ends well.

    ``settings`` are of the environment when Python starts; those before a line, as JSON, come to them for that line.
    They have in common what takes longest: the start of Python, and what the first imports, which is run unseen before.
    """
    folder.mkdir()
    command = [sys.executable, "-c", EACH, str(folder), *lines]
    subprocess.run(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, check=True)
    found = range(len(lines))
    return [((folder / f"{n}.out").read_bytes(), (folder / f"{n}.err").read_bytes()) for n in found]


@posix
def test_a_reader_that_goes_away_is_no_fault() -> None:
    done = shell('"$PY" -m digitrans advice show 5 | head -n 1')
    assert done.returncode in (0, 141) and done.stderr == b"" and done.stdout.startswith(b"5 ")


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", ["advice list", "--version", "--help"])
def test_a_full_disk_is_one_line(arguments: str) -> None:
    done = shell(f'"$PY" -m digitrans {arguments} > /dev/full')
    assert done.returncode == 1 and done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


@posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_give_no_traceback(closed: str) -> None:
    done = shell(f'"$PY" -m digitrans assess --answers {SELF} --no-save {closed}')
    assert b"Traceback" not in done.stderr and done.returncode in (0, 1)
    asking = shell(f'"$PY" -m digitrans assess {closed}')
    assert b"Traceback" not in asking.stderr and asking.returncode == 2


ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}


@posix
@pytest.mark.parametrize(
    ("settings", "encoding", "more"),
    [
        ({"PYTHONIOENCODING": "cp1252"}, "cp1252", [{}]),
        ({"PYTHONIOENCODING": "ascii"}, "ascii", [{}]),
        (ASCII, "ascii", [{}]),
        ({}, "utf-8", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"COLUMNS": "60"}, {"COLUMNS": "not a number"}]),
    ],
)
def test_a_table_is_useful_everywhere(
    settings: dict[str, str], encoding: str, more: list[dict[str, str]], tmp_path: Path
) -> None:
    shown = {
        f"assess --no-save --answers {SELF} --lang da": 'Stil de "dumme" spørgsmål',
        "advice list --lang da": 'Stil de "dumme" spørgsmål',
        "checklist show nine-advice --lang da": "løser",
    }
    tables = {f"{json.dumps(each)} {line}": said for each in more for line, said in shown.items()}
    done = each(tmp_path / "done", list(tables), **settings)
    for (line, said), (out, err) in zip(tables.items(), done, strict=True):
        assert said.encode(encoding, "replace") in out, (line, err)
        assert len(out) > 500 and b"\x1b" not in out and b"Traceback" not in err, line


PORTFOLIO = str(EXAMPLES / "portfolio-municipality.yaml")


@posix
def test_what_programs_and_files_take_is_utf8(tmp_path: Path) -> None:
    told = tmp_path / "list.csv"
    told.write_text("Projekt;citizen_problem\nÆldre på nettet;Køen er lang\n", encoding="cp1252")
    lines = {
        "advice show 2 --json": "{",
        "advice show 2 --format csv": "\ufeff",
        "advice show 2 --format markdown": "# ",
        "advice show 2 --format html": "<!DOCTYPE html>",
        f"portfolio score {PORTFOLIO} {PORTFOLIO} --json": "{",
        f"portfolio export {PORTFOLIO} -o -": "\ufeff",
        f"portfolio import {told} --map Projekt=name": "format: 1",
    }
    danish = [f"{line} --lang da" for line in lines]
    done, expected = (each(tmp_path / name, danish, PYTHONIOENCODING=name) for name in ("cp1252", "utf-8"))
    for (line, begins), (out, err), (wanted, _) in zip(lines.items(), done, expected, strict=True):
        assert out == wanted, (line, err)
        text = out.decode("utf-8")
        assert text.startswith(begins) and set(text) & set("æøåÆØÅ"), (line, err)


@posix
def test_a_terminal_gets_what_it_can_show() -> None:
    line = "script -qc '\"$PY\" -m digitrans advice show 2 --json --lang da' /dev/null"
    done = shell(f"command -v script > /dev/null || exit 99; {line}", PYTHONIOENCODING="ascii")
    if done.returncode == 99:
        pytest.skip("needs script")
    assert done.stdout.isascii() and b"\\u00f8" in done.stdout


def test_answers_from_standard_input() -> None:
    command = [sys.executable, "-m", "digitrans", "assess", "--answers", "-", "--no-save", "--json"]
    with Path(SELF).open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, check=False)
    assert done.returncode == 0 and b'"start-with-spearheads' in done.stdout


def test_only_what_a_command_needs_is_imported() -> None:
    code = (
        "import sys; from digitrans.cli import main; main({arguments!r});"
        "print([m for m in {unwanted!r} if m in sys.modules], file=sys.stderr)"
    )
    for arguments, unwanted in (
        (["--help"], ["pydantic", "yaml", "rich", "questionary", "prompt_toolkit"]),
        (
            ["advice", "show", "3"],
            ["questionary", "prompt_toolkit", "digitrans.answers.scoring", "digitrans.asking.questions"],
        ),
    ):
        told = code.format(arguments=arguments, unwanted=unwanted)
        done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
        assert done.stderr.strip() == "[]"
