"""Whole outputs as golden files, which ``UPDATE_GOLDEN=1 pytest`` writes anew; and a text that breaks what it can."""

from __future__ import annotations

import os

from conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"
NASTY = "<b>bold</b> | `x` [x] [/x] =1+1 é :smile: \x1b]8;;http://x\x07 \u202e " + "w" * 200 + " *a* _b_\n# head"


def compare(name: str, text: str) -> None:
    """Hold ``text`` against the golden file ``name``."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), name
