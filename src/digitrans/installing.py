"""How a package is put where this program runs from: that depends on what installed the program."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def install(packages: str) -> str:
    """The line to type that adds ``packages``, names with blanks between, to the environment this runs in.

    What uv or pipx installed has an environment of its own, which a plain ``pip`` does not reach, and neither does it
    reach a virtual environment that is not the active one.
    """
    home = Path(sys.prefix)
    if (home / "uv-receipt.toml").is_file():
        return f"uv pip install --python {_quoted(sys.prefix)} {packages}"
    if (home / "pipx_metadata.json").is_file():
        return f"pipx inject digitrans {packages}"
    if sys.prefix != sys.base_prefix and os.environ.get("VIRTUAL_ENV") != sys.prefix:
        return f"{_quoted(sys.executable)} -m pip install {packages}"
    return f"pip install {packages}"


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path
