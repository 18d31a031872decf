"""``digitrans info``: version, language, folders."""

from __future__ import annotations

import os
import platform

import typer

from digitrans import __version__, output
from digitrans.commands.options import words_of, writes

_EXTRAS = {"pdf": "typst", "excel": "openpyxl", "xlsform": "pyxform", "office": "python-docx"}


@writes
def info(ctx: typer.Context, sink: output.Destination) -> None:
    """Version, language, folders and packages."""
    from importlib.metadata import PackageNotFoundError, version

    from digitrans.content import catalogue
    from digitrans.content.own_folders import own_folders
    from digitrans.files.paths import NOWHERE, home_folder
    from digitrans.reports.home import info_report

    words = words_of(ctx)
    packages = ("typer", "rich", "pydantic", "PyYAML", "questionary")

    def found(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return words("info.missing", name=name)

    rows = {
        "version": __version__,
        "language": words.language,
        "results": words("info.no-home") if home_folder() == NOWHERE else str(home_folder()),
        "content": str(catalogue.data_folder()),
        **({"own": os.pathsep.join(map(str, own_folders()))} if own_folders() else {}),
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in packages),
        "extras": ", ".join(f"{extra}: {found(name)}" for extra, name in _EXTRAS.items()),
    }
    output.write_document(info_report(words, rows), sink)
