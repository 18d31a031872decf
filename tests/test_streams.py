"""The installed command in surroundings that break programs: pipes, closed and full streams, old encodings."""

from __future__ import annotations

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


@posix
@pytest.mark.parametrize(
    "settings",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"COLUMNS": "60"},
        {"COLUMNS": "not a number"},
    ],
)
@pytest.mark.parametrize(
    "arguments", [f"assess --no-save --answers {SELF}", "advice list", "checklist show nine-advice"]
)
def test_useful_output_everywhere(settings: dict[str, str], arguments: str) -> None:
    done = shell(f'"$PY" -m digitrans {arguments} --lang da', **settings)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 500 and b"\x1b" not in done.stdout and b"Traceback" not in done.stderr


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
        (["advice", "show", "3"], ["questionary", "prompt_toolkit", "digitrans.scoring", "digitrans.ask"]),
    ):
        told = code.format(arguments=arguments, unwanted=unwanted)
        done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
        assert done.stderr.strip() == "[]"
