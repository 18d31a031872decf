"""The page for ``man``: every command and option is in it, and the tools that show it find nothing wrong with it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT
from digitrans.cli import GROUPS, SINGLE

MAN = ROOT / "docs" / "man"
PAGES = [MAN / "man1" / "digitrans.1", MAN / "da" / "man1" / "digitrans.1"]
named = pytest.mark.parametrize("page", PAGES, ids=["en", "da"])


@named
def test_every_command_has_its_part(page: Path) -> None:
    text = page.read_text(encoding="ascii")
    paths = [*SINGLE, *(f"{group} {each}".strip() for group, inner in GROUPS.items() for each in inner), "help"]
    for each in paths:
        assert f'.SS "digitrans {each}"'.replace("-", "\\-") in text
    assert text.count("\\-\\-csv\\-dialect") <= 3  # what many share is told once


@named
def test_no_line_is_taken_for_an_order(page: Path) -> None:
    orders = {line.split()[0] for line in page.read_text(encoding="ascii").splitlines() if line.startswith((".", "'"))}
    assert orders <= {'.\\"', ".TH", ".SH", ".SS", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi"}


@named
def test_mandoc_finds_nothing_wrong(page: Path) -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("there is no mandoc here")
    done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


@named
def test_it_can_be_read_on_a_narrow_screen(page: Path) -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("there is no mandoc here")
    done = subprocess.run(["mandoc", "-Tutf8", "-Owidth=60", page], capture_output=True, check=True)
    shown = done.stdout.decode("utf-8")
    assert "\\[u" not in shown and "\\e" not in shown
    assert ("r\u00e5d" in shown) == (page == PAGES[1])
