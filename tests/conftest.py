"""What all tests share: a private folder for results, a fixed time and id, and no traces of the caller's settings."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from digitrans.cli import main
from kept import keep_between_tests, nothing_kept

# The same examples in every run, however slow the machine: a gate that fails now and then is soon not believed.
settings.register_profile(
    "gate", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("gate")

gc.set_threshold(200_000, 20, 100)  # as the program has it


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: terminals and browsers are waited for, and others work meanwhile."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1) + 1


ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "data" / "examples"


@pytest.fixture
def read_afresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For tests about the reading itself: nothing is kept from one run to the next."""
    with nothing_kept(monkeypatch):
        yield


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The same surroundings for every test; returns the folder where results are kept."""
    for name in ("CI", "NO_COLOR", "ACCESSIBLE", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG", "DIGITRANS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # a process that is started compiles nothing anew
    home = tmp_path / "home"
    monkeypatch.setenv("DIGITRANS_HOME", str(home))
    monkeypatch.setenv("DIGITRANS_NOW", "2026-11-23T10:00:00+01:00")
    monkeypatch.setenv("DIGITRANS_ID", "7f3a")
    monkeypatch.setenv("DIGITRANS_LANG", "en")
    monkeypatch.setenv("COLUMNS", "80")
    keep_between_tests(monkeypatch)
    return home


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command line; gives exit code, stdout and stderr."""

    def running(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return running


@cache
def usual_keys() -> Any:
    """The keys that every prompt has, which are the same for each, made once."""
    from prompt_toolkit.key_binding.defaults import load_key_bindings

    return load_key_bindings()


@contextmanager
def piped_keys() -> Iterator[Any]:
    """A keyboard that prompts read from. Its keys come all at once, so none is taken for a habit, or for a paste."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    with pytest.MonkeyPatch.context() as patch, create_pipe_input() as pipe:
        patch.setattr("prompt_toolkit.application.application.load_key_bindings", usual_keys)
        patch.setattr("digitrans.asking.keys.HABIT", 0)
        patch.setattr("digitrans.asking.typed_early.EARLY", False)
        patch.setattr("digitrans.asking.keys.QUIET", {"digit": 0, "other": 0})
        with create_app_session(input=pipe, output=DummyOutput()):
            yield pipe
