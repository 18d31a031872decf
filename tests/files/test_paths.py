"""Paths that cannot be looked at: too long names, folders that may not be entered, users and links that are nowhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import EXAMPLES
from digitrans.content.own_folders import listed_files
from digitrans.errors import InputFault, UsageFault
from digitrans.files import paths
from digitrans.people.collection import passed_over

Run = Callable[..., tuple[int, str, str]]

LONG = "a" * 300
SELF = str(EXAMPLES / "self-assessment.yaml")
links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be entered."""
    folder = tmp_path / "sealed"
    (folder / "inner").mkdir(parents=True)
    folder.chmod(0)
    if os.access(folder, os.X_OK):
        folder.chmod(0o700)
        pytest.skip("this user may enter every folder")
    yield folder
    folder.chmod(0o700)


def test_what_cannot_be_looked_at_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / LONG, tmp_path / LONG / "x", "a\0b"):
        assert not paths.is_file(path) and not paths.is_folder(path) and not paths.exists(path)
    assert paths.is_folder(tmp_path) and paths.exists(tmp_path) and paths.is_file(SELF)


def test_nor_is_what_lies_in_a_sealed_folder(run: Run, sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = sealed / "inner"
    assert not paths.is_file(inner) and not paths.is_folder(inner) and not paths.exists(inner)
    assert run("--content", str(inner), "advice", "list")[0] == 2
    monkeypatch.setenv("DIGITRANS_HOME", str(inner))
    assert run("goal", "set", "3", "4")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--content", LONG, "content", "check"], 2, "There is no folder"),
        (["--content", LONG, "content", "where"], 0, ""),
        (["--content", LONG, "content", "new", "advice", "hello"], 2, "No folder can be made here"),
        (["explain", LONG], 2, "There is no saved result"),
        (["explain", LONG, "start-with-spearheads"], 2, "There is no saved result"),
        (["assess", "--answers", LONG], 3, "cannot be read"),
        (["people", "collect", LONG], 2, "is not a round"),
        (["people", "invite", LONG, "--group", "staff=3"], 1, "check that you have access"),
        (["advice", "list", "-o", f"{LONG}.html"], 1, "check that you have access"),
        (["advice", "list", "-o", f"{LONG}/x.html"], 2, "There is no folder"),
    ],
)
def test_a_name_that_is_too_long_is_one_clear_message(run: Run, arguments: list[str], code: int, said: str) -> None:
    got, _, err = run(*arguments)
    assert (got, said in err, "Something went wrong" in err) == (code, True, False), err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["history", "list"], 0),
        (["goal", "list"], 0),
        (["goal", "set", "3", "4"], 1),
        (["decide", "list"], 0),
        (["report"], 2),
        (["assess", "--answers", SELF], 1),
        (["content", "new", "advice", "hello"], 2),
    ],
)
def test_a_home_that_cannot_be_looked_at(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    monkeypatch.setenv("DIGITRANS_HOME", LONG)
    got, _, err = run(*arguments)
    assert got == code and "Something went wrong" not in err, err


@pytest.mark.parametrize(
    ("language", "said"), [("da", "begynder med en bruger"), ("en", "begins with a user that does not exist")]
)
def test_a_user_that_there_is_not(run: Run, monkeypatch: pytest.MonkeyPatch, language: str, said: str) -> None:
    code, _, err = run("--lang", language, "--content", "~nouser/x", "content", "check")
    assert code == 2 and said in err and "~nouser/x" in err
    monkeypatch.setenv("DIGITRANS_HOME", "~nouser/x")
    code, _, err = run("--lang", language, "assess", "--answers", SELF)
    assert code == 2 and said in err and not Path("~nouser").exists()


def test_a_home_is_that_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("DIGITRANS_HOME", "~/kept")
    assert paths.home_folder() == tmp_path / "kept"
    with pytest.raises(UsageFault):
        paths.expanded("~nouser")


@links
def test_a_link_that_leads_to_itself(run: Run, tmp_path: Path) -> None:
    loop = tmp_path / "own" / "advice"
    loop.parent.mkdir()
    loop.symlink_to(loop)
    assert listed_files(loop.parent) == ["advice"]
    code, _, err = run("--content", str(loop), "advice", "list")
    assert code == 2 and "There is no folder" in err
    target = tmp_path / "loop.html"
    target.symlink_to(target)
    code, _, err = run("advice", "list", "-o", str(target), "--force")
    assert "Something went wrong" not in err


def test_a_folder_that_cannot_be_listed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(self: Path) -> Iterator[Path]:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputFault) as caught:
        passed_over(tmp_path, [tmp_path])
    assert caught.value.faults[0].message == "fault.unreadable"


def test_a_file_of_ones_own_that_cannot_be_written_is_told_as_such(run: Run, tmp_path: Path) -> None:
    """Saved results can go elsewhere with DIGITRANS_HOME; a file that was named on the command line cannot."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in (f"{LONG}.yaml", "file/x.yaml"):
        code, _, err = run("portfolio", "init", str(tmp_path / name))
        assert code in (1, 2) and "DIGITRANS_HOME" not in err and "Something went wrong" not in err, err
