"""``digitrans info``: version, language, folders."""

from __future__ import annotations

import platform

import typer

from digitrans import __version__, output
from digitrans.commands.options import Force, Format, Json, Output, words_of


def info(
    ctx: typer.Context, format: Format = None, json: Json = False, target: Output = None, force: Force = False
) -> None:
    """Version, language, folders and packages."""
    from importlib.metadata import version

    from digitrans import archive, loading
    from digitrans.reports.home import info_report

    words = words_of(ctx)
    sink = output.destination(format, json, target, force)
    packages = ("typer", "rich", "pydantic", "PyYAML", "questionary")
    rows = {
        "version": __version__,
        "language": words.language,
        "results": str(archive.home_folder()),
        "content": str(loading.data_folder()),
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in packages),
    }
    output.write_document(info_report(words, rows), sink)
