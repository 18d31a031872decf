"""When something was made, and by which id it is known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from digitrans.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date


def now() -> str:
    """The time, ISO 8601 to the second with the zone; DIGITRANS_NOW sets it, for results that can be repeated."""
    from datetime import datetime

    given = os.environ.get("DIGITRANS_NOW")
    try:
        moment = datetime.fromisoformat(given) if given else datetime.now().astimezone()
    except ValueError:
        raise UsageFault("error.now") from None
    return moment.isoformat(timespec="seconds")


def new_id() -> str:
    """Four hexadecimal digits; DIGITRANS_ID sets them."""
    given = "".join(each for each in os.environ.get("DIGITRANS_ID", "") if each.isascii() and each.isalnum())
    return given[:32] or os.urandom(2).hex()


def fresh_id() -> str:
    """Eight hexadecimal digits, for where a short id is taken."""
    return os.urandom(4).hex()


def today() -> date:
    """The day of ``now``."""
    from datetime import date

    return date.fromisoformat(now()[:10])
