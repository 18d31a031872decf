"""What Word, Excel and slides have in common: zip packages, the same bytes for the same document."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

EPOCH = datetime(2000, 1, 1)
LOCALES = {"da": "da-DK", "en": "en-GB"}


def moment(now: str) -> datetime:
    """When a file says it was made, in UTC without a zone, as the packages want it; 2000 where no time is told."""
    try:
        found = datetime.fromisoformat(now)
    except ValueError:
        return EPOCH
    return found.astimezone(UTC).replace(tzinfo=None, microsecond=0) if found.tzinfo else found


def describe(properties: Any, title: str, sender: str, language: str, now: str) -> None:
    """Say in the file's properties what it is, whose, and in which language; the program's name is nobody's author."""
    properties.title, properties.subject, properties.keywords, properties.comments = title[:255], "", "", ""
    properties.author = properties.last_modified_by = sender[:255]
    properties.language, properties.revision, properties.category = LOCALES.get(language, language), 1, ""
    properties.created = properties.modified = moment(now)


def settled(package: bytes) -> bytes:
    """``package`` without the time at which its parts were packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            part = zipfile.ZipInfo(each.filename, (2000, 1, 1, 0, 0, 0))
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(part, old.read(each))
    return made.getvalue()


def replaced(package: bytes, part: str, wanted: bytes, by: bytes) -> bytes:
    """``package`` with what the pattern ``wanted`` finds in one of its parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            data = old.read(each)
            new.writestr(each, re.sub(wanted, by, data) if each.filename == part else data)
    return made.getvalue()
