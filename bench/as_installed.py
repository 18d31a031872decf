"""digitrans as users have it: a wheel of this checkout, installed by itself into a fresh environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def installed(folder: Path) -> Path:
    """Build the wheel, and install it at the versions of constraints.txt into an environment in ``folder``.

    Returns the folder of that environment's programs. Raises CalledProcessError where it cannot be done.
    """
    uv = (sys.executable, "-m", "uv")
    _run(*uv, "build", "--quiet", "--wheel", "--out-dir", str(folder / "dist"), str(ROOT))
    (wheel,) = (folder / "dist").glob("*.whl")
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    _run(*uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv"))
    limits = ("--constraint", str(ROOT / "constraints.txt"))
    into = ("--python", str(programs / "python"), "--compile-bytecode")
    _run(*uv, "pip", "install", "--quiet", *into, *limits, str(wheel))
    return programs


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
