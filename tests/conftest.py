"""What all tests share: a private folder for results, a fixed time and id, and no traces of the caller's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from digitrans.cli import main

# The same examples in every run, however slow the machine: a gate that fails now and then is soon not believed.
settings.register_profile(
    "gate", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("gate")

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "data" / "examples"


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The same surroundings for every test; returns the folder where results are kept."""
    for name in ("CI", "NO_COLOR", "ACCESSIBLE", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG", "DIGITRANS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    monkeypatch.setenv("DIGITRANS_HOME", str(home))
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T10:00:00+01:00")
    monkeypatch.setenv("DIGITRANS_ID", "7f3a")
    monkeypatch.setenv("DIGITRANS_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")
    return home


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command line; gives exit code, stdout and stderr."""

    def running(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return running


@contextmanager
def piped_keys() -> Iterator[Any]:
    """A keyboard that prompts read from. Its keys come all at once, so none is taken for a habit, or for a paste."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    with pytest.MonkeyPatch.context() as patch, create_pipe_input() as pipe:
        patch.setattr("digitrans.asking.prompters.HABIT", 0)
        patch.setattr("digitrans.asking.prompters.EARLY", False)
        patch.setattr("digitrans.asking.prompters.QUIET", {"digit": 0, "other": 0})
        with create_app_session(input=pipe, output=DummyOutput()):
            yield pipe
