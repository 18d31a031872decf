"""The interface's own words, one file per language, and how numbers and dates are written in each."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING

from digitrans.errors import DigitransError, Fault, InputFault

if TYPE_CHECKING:
    import datetime

LANGUAGES = ("da", "en")
_TYPED = frozenset({"id", "kind", "name", "number", "value", "wanted"})
"""What a message repeats of what the user typed; where that is nothing or a blank, it stands in quotes to be seen."""


class Words:
    """The words of one language. ``words("key", name=...)`` gives the text with its gaps filled."""

    def __init__(self, language: str) -> None:
        self.language = language
        module = import_module(f"digitrans.texts.{language}")
        self._texts: Mapping[str, str] = module.TEXTS
        self._months: Sequence[str] = module.MONTHS
        self._numbers: Sequence[str] = module.NUMBERS

    def __call__(self, key: str, /, **named: object) -> str:
        return self._texts[key].format_map(named) if named else self._texts[key]

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def count(self, key: str, number: int, **named: object) -> str:
        """The text ``key.one`` or ``key.many`` by ``number``, which fills the gap ``n``.

        ``spelled`` is the number in letters up to twelve, and ``Spelled`` the same with a capital.
        """
        told = self.spelled(number)
        text = "one" if number == 1 else "many"
        return self(f"{key}.{text}", n=number, spelled=told, Spelled=told.capitalize(), **named)

    def spelled(self, number: int) -> str:
        """``number`` in letters up to twelve, in figures beyond."""
        return self._numbers[number] if 0 <= number < len(self._numbers) else str(number)

    def number(self, value: Fraction | int, decimals: int = 1) -> str:
        """``value`` rounded half up, with the language's decimal mark: 3,4 or 3.4."""
        scale = 10**decimals
        whole = int((abs(Fraction(value)) * scale + Fraction(1, 2)) // 1)
        figure = f"{whole // scale}.{whole % scale:0{decimals}d}" if decimals else str(whole)
        sign = "-" if value < 0 and whole else ""
        return sign + (figure.replace(".", ",") if self.language == "da" else figure)

    def percent(self, value: Fraction | int) -> str:
        """``value`` rounded half up to whole per cent, with the language's mark: 40 % or 40%."""
        return self.number(value, 0) + self("percent.mark")

    def date(self, iso: str, *, short: bool = False) -> str:
        """The day of an ISO 8601 time in words; a text that is no such time comes back as it is.

        ``short`` cuts the names of long months: 15. jan. 2026, 15 Jan 2026.
        """
        try:
            year, month, day = int(iso[:4]), int(iso[5:7]), int(iso[8:10])
        except ValueError:
            return iso
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return iso
        name = self._months[month - 1]
        if short and len(name) > 5:
            name = name[:3] + ("." if self.language == "da" else "")
        return f"{day}. {name} {year}" if self.language == "da" else f"{day} {name} {year}"

    def weekday_date(self, day: datetime.date) -> str:
        """A day with its weekday: fredag 4. december 2026, Friday 4 December 2026."""
        from digitrans.texts.dates import WEEKDAYS

        name = WEEKDAYS[day.weekday()][0 if self.language == "da" else 1]
        return f"{name if self.language == 'da' else name.capitalize()} {self.date(day.isoformat())}"

    def moment(self, iso: str, *, short: bool = False) -> str:
        """The day and the time of an ISO 8601 time, as its own clock had it: 15. januar 2026 kl. 9.12, or at 9:12."""
        day = self.date(iso, short=short)
        if len(iso) < 16 or day == iso:
            return day
        return f"{day} kl. {self.clock(iso)}" if self.language == "da" else f"{day} at {self.clock(iso)}"

    def clock(self, iso: str) -> str:
        """The time of day of an ISO 8601 time, as its own clock had it: 9.12, or 9:12."""
        point = "." if self.language == "da" else ":"
        return f"{iso[11:13].removeprefix('0')}{point}{iso[14:16]}"

    def moments(self, times: Sequence[str], *, short: bool = False) -> list[str]:
        """``times`` in words: the day, and where several are of one day, the time as well."""
        of_day = Counter(each[:10] for each in times)
        return [(self.moment if of_day[each[:10]] > 1 else self.date)(each, short=short) for each in times]

    def error(self, error: DigitransError) -> str:
        """What to tell the user about ``error``: one line, or a line per fault, as many as it wants shown."""
        if not isinstance(error, InputFault):
            named = {
                key: told if key not in _TYPED or told.strip() else f'"{told}"' for key, told in error.named.items()
            }
            return self._offering(error.message, named)
        lines = [self.fault(fault) for fault in error.faults[: error.shown]]
        if len(error.faults) > error.shown:
            lines.append(self.count("error.more", len(error.faults) - error.shown))
        return "\n".join(lines)

    def _offering(self, key: str, named: Mapping[str, str]) -> str:
        """The text without the part that lists what there is to choose from, where there is nothing to choose.

        What fills a gap may be there once for each language, as ``names_da`` and ``names_en``.
        """
        text, mine = self._texts[key], f"_{self.language}"
        named = {**named, **{name.removesuffix(mine): each for name, each in named.items() if name.endswith(mine)}}
        if "\n" in named.get("near", ""):
            between = self("near.or")
            joined = f"'{between}'" if "'{near}'" in text else between
            named = {**named, "near": joined.join(named["near"].split("\n"))}
        for gap in (each for each in _LISTS if named.get(each) == ""):
            rest = [part for part in re.split("(?<=[.;]) ", text) if f"{{{gap}}}" not in part]
            text = " ".join(rest).rstrip(";") or text.replace(f"{{{gap}}}", "-")
        return text.format_map(named) if named else text

    def fault(self, fault: Fault) -> str:
        """``file:line:column: path: what is wrong; what to do``; of a spreadsheet ``file: cell D8: "question": ...``."""
        place = _short(fault.source, 1000)
        if fault.cell is not None:
            question = fault.cell.question.get(self.language, "")
            told = [place, fault.cell.place.get(self.language, ""), f'"{_short(question, 70)}"' if question else ""]
            return ": ".join([*filter(None, told), self.sentence(fault)])
        place += f":{fault.line}:{fault.column}" if fault.line else ""
        where = f"{_short(fault.where, 200)}: " if fault.where else ""
        return f"{place}: {where}{self.sentence(fault)}"

    def sentence(self, fault: Fault) -> str:
        """What is wrong and what to do, without the place."""
        lengths = {name: _LENGTHS.get(name.removesuffix(f"_{self.language}"), 60) for name in fault.named}
        named = {name: _short(value, lengths[name]) for name, value in fault.named.items()}
        if "\n" in fault.named.get("near", ""):
            named["near"] = "\n".join(_short(each, 60) for each in fault.named["near"].split("\n"))
        if "day" in named:
            named["day"] = self.date(named["day"])
        if fault.cell is None:
            return self._offering(fault.message, named)
        return self(fault.cell.message, **named, fix=_short(fault.cell.fix.get(self.language, ""), 400))


_LISTS = ("known", "ids", "allowed", "names")
_LENGTHS = {"known": 400, "allowed": 400, "file": 400, "path": 1000}
"""How much is told of what fills a gap: lists and paths are useless when they are cut short."""


def _short(text: str, length: int) -> str:
    """What a file says, on one line and no longer than ``length``, so that it cannot pass for a message of ours."""
    folded = " ".join(text[: 4 * length].split())
    return folded if len(folded) <= length else folded[: length - 1] + "…"


def choose_language(wanted: str | None = None) -> str:
    """ "da" or "en": what is wanted, DIGITRANS_LANG, the system's language, else Danish."""
    for name in (wanted, os.environ.get("DIGITRANS_LANG")):
        if name:
            return "en" if name.lower().startswith("en") else "da"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if name := os.environ.get(variable, ""):
            return _language_of(name) or "da"
    return _language_of(_system_language()) or "da"


def _language_of(name: str) -> str | None:
    code = name.lower()
    if code.split(".")[0] in ("c", "posix"):
        return None
    return next((language for language in LANGUAGES if code.startswith(language)), "da" if not code else "en")


def _system_language() -> str:
    if sys.platform == "win32":
        import ctypes

        code = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF
        return {0x06: "da", 0x09: "en"}.get(code, "")
    if sys.platform == "darwin":
        import subprocess

        try:
            asked = subprocess.run(
                ["defaults", "read", "-g", "AppleLanguages"], capture_output=True, text=True, timeout=2, check=False
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return asked.stdout.strip('() \n\t"').split('"')[0]
    return ""
