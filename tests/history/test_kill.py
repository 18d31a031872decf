"""Kill -9 in the middle of writing, a few times; ``bench/kill.py`` does it a thousand times."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from conftest import ROOT


@pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are for POSIX")
def test_nothing_is_lost_and_nothing_is_there_by_halves() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "kill.py"), "25"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("25 kills, ") and "none lost, none by halves" in done.stdout
