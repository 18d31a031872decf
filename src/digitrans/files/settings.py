"""What is remembered between commands: whose documents these are, and how long full answers stand over a short run."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from digitrans.errors import UsageFault
from digitrans.files.paths import home_folder, is_file
from digitrans.values import dataclass

NAME = "settings.json"
MAX_ORGANISATION = 120
FULL_DAYS, MOST_DAYS = 365, 36_500
_LARGEST = 20_000


@dataclass(frozen=True)
class Settings:
    """``organisation`` is the sender of documents, "" for none; ``full_days`` how many days full answers stand."""

    organisation: str = ""
    full_days: int = FULL_DAYS


def load_settings() -> Settings:
    """What is remembered. A file that is not there, or is damaged, remembers nothing and is left alone."""
    found = _told()
    organisation, days = found.get("organisation"), found.get("full_days")
    return Settings(
        organisation[:MAX_ORGANISATION] if isinstance(organisation, str) else "",
        days if isinstance(days, int) and not isinstance(days, bool) and 0 <= days <= MOST_DAYS else FULL_DAYS,
    )


def _told() -> dict[str, Any]:
    """What the file says, with what only a newer version knows; nothing where it is not there or is damaged."""
    path = home_folder() / NAME
    if not is_file(path):
        return {}
    try:
        with path.open(encoding="utf-8") as file:
            told: Any = json.loads(file.read(_LARGEST))
        json.dumps(told, allow_nan=False)
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def remember(organisation: str | None = None, full_days: int | None = None) -> Settings:
    """Remember what is given, and keep the rest; None is not given. Raises UsageFault, SaveFault."""
    from digitrans.files.saving import make_folder, saved_text, write_whole

    now, more = load_settings(), _told()
    if organisation is not None:
        name = " ".join(organisation.split())
        if len(name) > MAX_ORGANISATION:
            raise UsageFault("error.organisation", most=str(MAX_ORGANISATION))
        now = replace(now, organisation=name)
    if full_days is not None:
        now = replace(now, full_days=min(full_days, MOST_DAYS))
    folder = home_folder()
    make_folder(folder)
    kept = {"format": 1, "kind": "settings", **more, **asdict(now)}  # what a newer version remembers stays
    write_whole(folder / NAME, saved_text(kept), replace_existing=True)
    return now
