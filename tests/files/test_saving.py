"""Files that are held for a moment, ends in the middle of writing, and systems that tell no folder of the user's."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digitrans.cli import main
from digitrans.errors import SaveFault, Stopped, UsageFault
from digitrans.files import paths, saving
from digitrans.files.paths import NOWHERE, expanded, home_folder
from digitrans.files.settings import remember

posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX")


class Held(PermissionError):
    """What Windows says of a file that another program has open."""

    winerror = 32


@pytest.mark.parametrize("times", [1, 4])
def test_a_file_that_is_held_for_a_moment_is_replaced(
    times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    real, left = os.replace, [times]

    def replace(*given: Any) -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise Held(13, "in use")
        real(*given)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("time.sleep", waits.append)
    path = tmp_path / "list.csv"
    path.write_text("old")
    saving.write_whole(path, "new", replace_existing=True)
    assert path.read_text() == "new" and len(waits) == times
    assert sum([saving.BETWEEN] * (saving.TRIES - 1)) == pytest.approx(0.2)


def test_a_file_that_stays_held_is_told_as_held_and_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries = []

    def replace(*_given: Any) -> None:
        tries.append(1)
        raise Held(13, "in use")

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("time.sleep", lambda _: None)
    path = tmp_path / "advice.csv"
    path.write_text("old")
    assert main(["--lang", "en", "advice", "list", "-o", str(path), "--force"]) == 1
    assert capsys.readouterr().err.strip() == (
        f"{path} cannot be replaced. Is it open in another program? Close it there, and try again."
    )
    assert len(tries) == 5 and path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["advice.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "full"), Stopped(signal=15), MemoryError])
def test_no_temporary_file_stays_whatever_ends_the_writing(error: Any, tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "begun"
        raise error

    with pytest.raises((KeyboardInterrupt, SaveFault, Stopped, MemoryError)) as caught:
        saving.write_whole(tmp_path / "a.csv", pieces(), replace_existing=True)
    assert list(tmp_path.iterdir()) == []
    if isinstance(caught.value, SaveFault):
        assert caught.value.message == "error.disk-full"


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_writing_leaves_nothing(number: int, tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "begun"
        os.kill(os.getpid(), number)
        yield from ("more" for _ in range(100))

    before = signal.getsignal(number)
    with pytest.raises((Stopped, KeyboardInterrupt)):
        saving.write_whole(tmp_path / "a.csv", pieces(), replace_existing=True)
    assert list(tmp_path.iterdir()) == [] and signal.getsignal(number) == before


def test_what_a_killed_process_left_goes_with_the_next_writing(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".a[1].csv.0a.tmp", ".a[1].csv.0b.tmp", ".b.csv.0a.tmp"))
    for each in (old, young, other):
        each.write_text("half")
    for each in (old, other):
        os.utime(each, (0, 0))
    saving.write_whole(tmp_path / "a[1].csv", "whole", replace_existing=True)
    assert not old.exists() and young.exists() and other.exists()


@posix
def test_a_file_keeps_its_access(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    saving.write_whole(path, "x", replace_existing=True, access=0o640)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.fixture
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without HOME and without an account, as in a container."""
    for name in ("HOME", "DIGITRANS_HOME", "XDG_DATA_HOME", "DIGITRANS_CONTENT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(paths, "_users_folder", lambda: None)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)


@posix
@pytest.mark.usefixtures("_nobody")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["history"], 0),
        (["goal"], 0),
        ([], 0),
        (["info"], 0),
        (["goal", "set", "1", "4"], 1),
        (["content", "new", "dilemma", "ours"], 1),
    ],
)
def test_a_user_without_a_folder_reads_nothing_of_one(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert home_folder() == NOWHERE
    assert main(["--lang", "en", *arguments]) == code
    out, err = capsys.readouterr()
    assert "~" not in out + err and str(NOWHERE) not in out + err
    assert ("The system does not say which folder is yours" in err) == (code == 1)


@posix
@pytest.mark.usefixtures("_nobody")
def test_a_tilde_that_was_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for written, message in (("~/own", "error.no-home"), ("~nobody/own", "error.no-user-folder")):
        with pytest.raises(UsageFault) as caught:
            expanded(written)
        assert caught.value.message == message


@posix
def test_an_empty_home_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DIGITRANS_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    assert home_folder() != Path("/.local/share/digitrans")


@pytest.mark.parametrize("name", ["results", "goals", "decisions", "drafts"])
def test_a_folder_that_cannot_be_looked_into_is_told_and_is_not_taken_for_empty(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIGITRANS_HOME", str(tmp_path))
    (tmp_path / name).mkdir()
    real = os.listdir

    def listdir(path: Any = ".") -> list[str]:
        if str(path) == str(tmp_path / name):
            raise PermissionError(13, "no")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    command = {"results": "history", "goals": "goal", "decisions": "decide", "drafts": ""}[name]
    assert main(["--lang", "en", *command.split()]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path / name}: the folder cannot be looked into")


def test_what_a_newer_version_remembers_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITRANS_HOME", str(tmp_path))
    path = tmp_path / "settings.json"
    path.write_text('{"format": 1, "kind": "settings", "full_days": 90, "later": {"a": [1]}}')
    remember(organisation="Town")
    found = json.loads(path.read_text())
    assert (found["later"], found["full_days"], found["organisation"]) == ({"a": [1]}, 90, "Town")
    path.write_text('{"later": 1e999}')
    remember(organisation="Town")
    assert json.loads(path.read_text())["organisation"] == "Town"


def test_a_file_system_without_locks_is_no_other_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")

    def flock(*_given: Any) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", flock)
    with saving.locked(tmp_path / "lock"):
        pass
