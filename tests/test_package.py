"""What is installed works from anywhere: wheel and sdist carry the content, a bare checkout runs."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def content() -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*.yaml")}


def run(python_path: Path, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(python_path), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-B", "-m", "digitrans", "advice", "show", "7", "--lang", "da"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def test_the_wheel_carries_the_content_and_runs(built: Path, tmp_path: Path) -> None:
    wheel = next(built.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    assert {f"digitrans/{name}" for name in content()} <= set(names)
    assert "digitrans/py.typed" in names
    manuals = {name.partition(".data/data/")[2] for name in names if "/share/man/" in name}
    assert manuals == {"share/man/man1/digitrans.1", "share/man/da/man1/digitrans.1"}
    assert run(tmp_path / "site", tmp_path).startswith("7 ")


def test_the_sdist_carries_content_and_tests(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert content() | {"README.md", "LICENSE", "tests/test_package.py"} <= names


def test_a_bare_checkout_runs_from_another_folder(tmp_path: Path) -> None:
    assert run(ROOT / "src", tmp_path).startswith("7 ")
