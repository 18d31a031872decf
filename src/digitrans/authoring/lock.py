"""``shipped.json`` beside own content: fingerprints of what it was laid over, so that an update is never silent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from digitrans import __version__
from digitrans.content.layers import LayeredSource
from digitrans.content.overlay import id_of
from digitrans.content.own_folders import LOCK
from digitrans.errors import Fault, InputFault
from digitrans.files.paths import exists
from digitrans.files.sources import read_source

Recorded = dict[str, dict[str, str]]
"""Fingerprints by file ("checklists/dilemmas") and by the path of what was changed in it ("items/own-or-share")."""


def fingerprint_of(value: Any) -> str:
    """Twelve hexadecimal digits that change when ``value`` does."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]


def read_record(folder: Path) -> tuple[str | None, Recorded]:
    """The version that was last checked against, None where nothing is recorded, and what was recorded.

    Raises InputFault for a file that is not as the tool wrote it.
    """
    path = folder / LOCK
    if not exists(path):
        return None, {}
    values = read_source(path).values
    recorded = values.get("shipped") if isinstance(values, dict) else None
    version = values.get("digitrans") if isinstance(values, dict) else None
    if not isinstance(version, str) or not _is_record(recorded):
        raise InputFault([Fault(str(path), None, None, "", "fault.no-record", {})])
    return version, dict(recorded or {})


def is_stale(folder: Path) -> bool:
    """Whether what the folder changes was last compared with another version of the program."""
    try:
        version, _ = read_record(folder)
    except InputFault:
        return True
    return version not in (None, __version__)


def _is_record(recorded: Any) -> bool:
    return isinstance(recorded, dict) and all(
        isinstance(paths, dict) and all(isinstance(each, str) for each in paths.values()) for paths in recorded.values()
    )


def write_record(folder: Path, recorded: Mapping[str, Mapping[str, str]]) -> Path:
    """Write what is recorded; its place is returned. Raises SaveFault."""
    from digitrans.files.saving import write_whole

    data = {"format": 1, "digitrans": __version__, "shipped": {each: recorded[each] for each in sorted(recorded)}}
    path = folder / LOCK
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
    write_whole(path, text, replace_existing=True, private=False)
    return path


def overridden(source: LayeredSource) -> dict[str, str]:
    """What own files replace or leave out, by path, with the fingerprints of what lies below."""
    return {
        "/".join(each.where): fingerprint_of(each.before)
        for each in source.changes
        if each.kind in ("changed", "left-out")
    }


def shipped_value(values: Any, where: Iterable[str]) -> Any:
    """What the shipped ``values`` have at the path by keys and ids; raises LookupError where it has gone."""
    for step in where:
        if isinstance(values, list):
            values = next((each for each in values if id_of(each) == step), None)
        elif isinstance(values, dict):
            values = values.get(step)
        if values is None or not isinstance(values, dict | list | str | int | float | bool):
            raise LookupError(step)
    return values
