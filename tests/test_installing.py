"""What a message says to type puts the package where this program runs from."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digitrans.installing import install


@pytest.mark.parametrize(
    ("left_by", "active", "said"),
    [
        ("uv-receipt.toml", False, "uv pip install --python {home} typst"),
        ("pipx_metadata.json", False, "pipx inject digitrans typst"),
        (None, False, "{home}/bin/python -m pip install typst"),
        (None, True, "pip install typst"),
    ],
)
def test_the_line_reaches_the_environment_of_what_installed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_by: str | None, active: bool, said: str
) -> None:
    if left_by:
        (tmp_path / left_by).write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", f"{tmp_path}/bin/python")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path) if active else "")
    assert install("typst") == said.format(home=tmp_path)


def test_a_folder_with_a_blank_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/home/anne holm/.venv")
    monkeypatch.setattr(sys, "executable", "/home/anne holm/.venv/bin/python")
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    assert install("typst") == '"/home/anne holm/.venv/bin/python" -m pip install typst'
