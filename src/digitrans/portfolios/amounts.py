"""Amounts of money as people write them: what points and commas mean in a column, units, currencies, ranges, provisos.

An amount such as 300.000 says nothing by itself; the column that it stands in does. ``read_column`` finds what it says,
and ``amount`` reads each cell by it, or refuses.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

BILLION, MILLION, THOUSAND = 10**9, 10**6, 1000
UNITS = {"one": 1, "kroner": 1, "thousand": THOUSAND, "million": MILLION, "billion": BILLION}
"""The units by which ``--map`` may call a column, and how much each is."""

_CURRENCIES = {
    "DKK": "kroner|kr|dkk|danske kroner|danish kroner",
    "NOK": "nok|norske kroner",
    "SEK": "sek|svenske kronor|kronor",
    "USD": r"us\$|usd|\$|us dollars?|dollars?",
    "CAD": r"ca\$|c\$|cad|cdn|cdn\$",
    "AUD": r"au\$|a\$|aud",
    "GBP": "gbp|£|pounds?",
    "EUR": "eur|euros?|€",
    "CHF": "chf",
    "NZD": "nz\\$|nzd",
    "ISK": "isk",
    "PLN": "pln|zł",
    "AED": "aed",
    "INR": "inr|₹",
    "PHP": "php|₱",
}
_SCALES = {
    BILLION: "milliarder|milliard|mia|mrd|billions?|bn|bill|b",
    MILLION: "millioner|millionar|miljoner|millions?|million|mill|mio|milj|mn|mln|m",
    THOUSAND: r"tusinder|tusinde|tusind|tusen|thousands?|t|k",
}
_JOINED = {
    "mkr": (MILLION, "DKK"), "tkr": (THOUSAND, "DKK"), "mdkk": (MILLION, "DKK"), "tdkk": (THOUSAND, "DKK"),
    "dkkm": (MILLION, "DKK"), "kdkk": (THOUSAND, "DKK"), "mnok": (MILLION, "NOK"), "tnok": (THOUSAND, "NOK"),
    "nokm": (MILLION, "NOK"), "msek": (MILLION, "SEK"), "tsek": (THOUSAND, "SEK"), "ksek": (THOUSAND, "SEK"),
    "sekm": (MILLION, "SEK"), "meur": (MILLION, "EUR"), "teur": (THOUSAND, "EUR"), "keur": (THOUSAND, "EUR"),
    "eurm": (MILLION, "EUR"), "musd": (MILLION, "USD"), "usdm": (MILLION, "USD"), "kusd": (THOUSAND, "USD"),
    "gbpm": (MILLION, "GBP"), "mgbp": (MILLION, "GBP"), "kgbp": (THOUSAND, "GBP"), "cadm": (MILLION, "CAD"),
    "mcad": (MILLION, "CAD"),
}  # fmt: skip
_ANY_CURRENCY = "|".join(sorted(_CURRENCIES.values(), key=len, reverse=True))
_ANY_SCALE = "|".join(_SCALES.values())
_IN_FIGURES = r"1[., ]?000|'?000'?s?"
"""How headings say thousands; in a cell these are the end of an amount."""


def _unit_words(scales: str) -> str:
    one = rf"(?:{'|'.join(_JOINED)}|{scales}|{_ANY_CURRENCY})"
    return rf"{one}\.?(?:[\s./,]*(?:(?:i|in|of|af)\s+)?{one}\.?){{0,3}}"


_UNIT_WORDS = _unit_words(f"{_ANY_SCALE}|{_IN_FIGURES}")
_CELL_UNIT = _unit_words(_ANY_SCALE)
_WHOLE_UNIT = re.compile(rf"(?:i|in)?\s*{_UNIT_WORDS}\s*", re.IGNORECASE)
_PROVISO = (
    r"(?:ekskl|eksl|eks|exkl|excl|ex|inkl|incl|uden|med|without|with|including|excluding|exclusive|inclusive)"
    r"\.?\s*(?:of\s+)?(?:moms|mva|vat|tax)\.?"
)
_NO_TAX = re.compile(rf"[,;]?\s*{_PROVISO}", re.IGNORECASE)
_PRICES = re.compile(
    r"[,;]?\s*(?:(?:i|in)\s+)?(?:(?:19|20)[0-9]{2}\s*-?\s*(?:p/?l|priser|priser|prices|niveau|kr(?=\s*[)\]]))"
    r"|(?:løbende|faste|nominelle|current|constant|real|nominal)\s+(?:priser|prices|terms)|p/?l[- ]?(?:19|20)[0-9]{2})",
    re.IGNORECASE,
)
_LARGEST, _LARGEST_SCALED = 10**13, 10**12
_LONGEST, _LONGEST_HEADING = 80, 200
"""Characters; what is longer is no amount and has no unit, and would only take time."""
_KEPT = 20_000
"""So many texts are remembered as they were read."""
_UNKNOWN = frozenset(
    (
        *("-", "–", "—", "?", "…", "tbd", "tba", "tbc", "n/a", "na", "n.a", "n.a.", "n/k", "ukendt", "ikke kendt"),
        *("kendes ikke", "ved ikke", "vides ikke", "uafklaret", "ikke afklaret", "endnu ikke afklaret", "ikke opgjort"),
        *("under afklaring", "afventer", "afklares", "mangler", "unknown", "not known", "don't know", "dont know"),
        *("dont-know", "not settled", "not available", "not applicable", "not reported", "not provided", "pending"),
        *("missing", "to be determined", "to be confirmed", "to be decided", "ikke oplyst", "uoplyst", "ej oplyst"),
        *("vet ikke", "ukjent", "ikke avklart", "vet ej", "okänt", "ej klart", "#n/a", "#ref!", "#value!", "#name?"),
        *("null", "none given", "blank", "x.x", "xx", "xxx", "ingen data", "no data", "exempt", "redacted", "withheld"),
        *("commercially sensitive", "fortrolig", "fortroligt", "confidential", "not set", "to be advised", "ikke sat"),
        *("ej vurderet", "ikke vurderet", "ikke angivet", "ikke relevant", "n/r", "nk", "---", "--", "not disclosed"),
        *("nan", "nat", "<na>", "undefined"),
    )
)
_WITHHELD = (
    *("exempt under", "exempt from", "exempt -", "withheld", "redacted", "data not", "information not", "not yet "),
    *("commercially sensitive", "undtaget", "fortrolig", "ikke oplyst", "ikke opgjort", "endnu ikke", "tbc ", "tbd "),
)
"""How longer texts begin that say why something is not told."""
_NONE = frozenset(
    (
        *("ingen", "intet", "none", "nil", "nej", "no", "no problem", "intet problem", "ingen problem", "ikke noget"),
        *("ingen udgift", "ingen udgifter", "ingen omkostninger", "gratis", "free", "no cost", "nothing", "inget"),
        *("ingenting", "ingen kostnad", "no citizen problem", "intet borgerproblem", "ingen borgere"),
    )
)


class Unusable(Exception):
    """A cell that cannot be used: the key of the message, and what fills its gaps."""

    def __init__(self, message: str, **named: str) -> None:
        self.message, self.named = message, named


class Reading(NamedTuple):
    """How the amounts of a column are read: how much each unit is, and which marks group thousands or begin decimals.

    A mark that the column shows as neither, or as both, is open. ``currency`` is that of the heading, or None.
    """

    scale: int = 1
    thousands: frozenset[str] = frozenset()
    decimals: frozenset[str] = frozenset()
    currency: str | None = None

    def groups(self, mark: str) -> bool:
        """Whether ``mark`` is known to stand between thousands."""
        return mark in self.thousands and mark not in self.decimals


class Amount(NamedTuple):
    """An amount as a cell has it: its low and high end, the same where it is one number.

    ``currency`` is None where the cell and its heading say nothing of it.
    ``proviso`` says in which way it is not the plain amount: "about", "above", "below", "tax"; "" where it is.
    """

    low: int | float
    high: int | float
    currency: str | None = None
    proviso: str = ""


def heading_unit(heading: str) -> tuple[str, int]:
    """A heading without its unit, and how much one is: "Pris (mio. kr.)" is "Pris" and 1,000,000."""
    base, scale, _ = heading_money(heading)
    return base, scale


def heading_money(heading: str) -> tuple[str, int, str | None]:
    """A heading without its unit, how much one unit is, and its currency or None: "Cost ($ M)" is in USD."""
    if len(heading) > _LONGEST_HEADING:
        return heading, 1, None
    heading = heading.replace("_", " ")
    plain = re.sub(r"[(\[]\s*[)\]]", " ", _PRICES.sub(" ", _NO_TAX.sub(" ", heading)))
    for group in re.finditer(r"[(\[]([^()\[\]]{1,40})[)\]]", plain):
        if _WHOLE_UNIT.fullmatch(group[1].strip().strip(",.")) or _WHOLE_UNIT.fullmatch(group[1].strip()):
            rest = _trimmed(plain[: group.start()] + " " + plain[group.end() :])
            return (rest, *_unit(group[1]))
    found = _TRAILING.search(plain)
    if found and _is_named(found[0]):
        return (_trimmed(plain[: found.start()]), *_unit(found[0]))
    return (heading if plain == heading else _trimmed(plain)), 1, None


_TRAILING = re.compile(
    rf"(?:(?<=[\s,;:/-])(?:i|in)\s+|(?<=[\s,;:/-])|^)(?<![0-9]){_UNIT_WORDS}[\s)\].]*$", re.IGNORECASE
)


def _is_named(text: str) -> bool:
    """Whether a unit names a currency: by itself, "m" or "1.000" is no unit of money."""
    return _unit(text)[1] is not None or re.search(r"mi[ol]|mia|mrd|tus|thous|billi", text, re.IGNORECASE) is not None


def _trimmed(text: str) -> str:
    return re.sub(r"^[\s,;:/-]+|(?:\s(?:i|in)|[\s,;:(\[/-])+$", "", " ".join(text.split()))


_PARTS = re.compile(
    rf"(?P<joined>{'|'.join(_JOINED)})|(?P<currency>{_ANY_CURRENCY})|(?P<scale>{_ANY_SCALE}|{_IN_FIGURES})",
    re.IGNORECASE,
)


def _unit(text: str) -> tuple[int, str | None]:
    scale, currency = 1, None
    for found in _PARTS.finditer(text):
        word = found[0].casefold()
        if found["joined"]:
            own, named = _JOINED[word]
            scale, currency = max(scale, own), currency or named
        elif found["currency"]:
            currency = currency or _currency(word)
        else:
            scale = max(scale, _scale(word))
    return scale, currency


def _currency(word: str) -> str | None:
    return next((code for code, words in _CURRENCIES.items() if re.fullmatch(words, word, re.IGNORECASE)), None)


def _scale(word: str) -> int:
    return next((scale for scale, words in _SCALES.items() if re.fullmatch(words, word, re.IGNORECASE)), THOUSAND)


_GROUPS = {".": re.compile(r"[0-9]{1,3}(\.[0-9]{3}){2,}"), ",": re.compile(r"[0-9]{1,3}(,[0-9]{3}){2,}")}
_DECIMALS = {
    ",": re.compile(r"([0-9]+|[0-9]{1,3}(\.[0-9]{3})+),[0-9]+"),
    ".": re.compile(r"([0-9]+|[0-9]{1,3}(,[0-9]{3})+)\.[0-9]+"),
}


def read_column(heading: str, cells: Iterable[object], separator: str, elsewhere: Iterable[object]) -> Reading:
    """What a column shows of its marks. ``separator`` is that of the CSV file, "" for a workbook.

    A mark groups thousands where an amount has it twice, or has the other mark for its decimals; in a file separated by
    semicolons where the cells ``elsewhere`` have decimal commas; and where it always stands before three digits, if two
    amounts have it or another is whole and at least 1,000. The last takes single kroner, and the mark that a file of
    this kind groups by; in thousands it takes two such amounts beside one without a mark, which shows that they are no
    decimals. In millions, the mark that a file of this kind has for decimals is one.
    """
    cells = tuple(cells)
    _, scale, currency = heading_money(heading)
    split = [each for cell in cells if isinstance(cell, str) for each in _figures(cell)]
    texts = {text for text, _ in split}
    thousands: set[str] = set()
    decimals: set[str] = set()
    for mark, other in ((".", ","), (",", ".")):
        if any(_GROUPS[mark].fullmatch(each) for each in texts):
            thousands.add(mark)
        if any(_DECIMALS[other].fullmatch(each) and not _is_open(each) for each in texts):
            thousands.add(mark)
            decimals.add(other)
    if separator == ";" and any(isinstance(e, str) and re.fullmatch("[0-9]{1,9},[0-9]{1,2}", e) for e in elsewhere):
        thousands.add(".")
    usual = "," if separator == "," else "."
    found = sum(_is_open(text) and usual in text and own is None for text, own in split)
    if scale == 1 and (found > 1 or any(_is_whole(each) for each in cells)):
        thousands.add(usual)
    if scale == THOUSAND and found > 1 and any(text.isdigit() for text in texts):
        thousands.add(usual)
    if scale == 1:  # money has no three decimals
        thousands |= {
            mark
            for cell in cells
            if _is_marked(cell)
            for text, _ in _figures(cell)
            for mark in ".,"
            if _is_open(text) and mark in text
        }
    if scale >= MILLION and separator and not thousands:
        decimals.add("." if separator == "," else ",")
    return Reading(scale, frozenset(thousands), frozenset(decimals), currency)


def _is_marked(cell: object) -> bool:
    """Whether a cell is in single kroner (or dollars ...) by its own words: "300.000 kr.", "£1,200", "300.000,-"."""
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return False
    _, scale, currency = _ends(_without_proviso(cell)[0])
    return scale is None and (currency is not None or re.search(r"[,.][-–]\s*$", cell) is not None)


def is_unknown(value: object) -> bool:
    """Whether a cell says that something is not known: "?", "-", "ukendt", "TBD". That is never none or zero."""
    return isinstance(value, str) and _says_unknown(value[:_LONGEST])


@lru_cache(_KEPT)
def _says_unknown(said: str) -> bool:
    text = " ".join(said.casefold().replace("’", "'").split()).strip("()[]*")
    return (text.rstrip(".?!* ") or text[:1]) in _UNKNOWN or text in _UNKNOWN or text.startswith(_WITHHELD)


def is_none(value: object) -> bool:
    """Whether a cell says that there is none of something: "ingen", "none". That is known."""
    return isinstance(value, str) and " ".join(value[:_LONGEST].casefold().split()).rstrip(".!") in _NONE


def is_figure(text: str) -> bool:
    """Whether a cell is a number, with or without unit: "2,4 mio. kr.", "-300.000", "40 %"."""
    plain = re.sub(r"[()%+\s]", "", _stripped(text)[0]) if len(text) <= _LONGEST else text
    return re.fullmatch(r"[-−–]?[0-9.,']*%?", plain) is not None


def amount(value: object, reading: Reading) -> Amount:
    """A cell as an amount. Raises Unusable, also for what could mean two things."""
    if isinstance(value, bool):
        raise Unusable("fault.not-money")
    if isinstance(value, int | float):
        number = Fraction(str(value)) if math.isfinite(value) else None
        if number is None:
            raise Unusable("fault.not-money")
        figure = _scaled(number, reading.scale)
        return Amount(figure, figure, reading.currency)
    return _text_amount(str(value), reading)


def lone_amount(text: str) -> Amount:
    """An amount that stands by itself, as on a command line. Raises Unusable, also for what could mean two things.

    300.000 is three hundred thousand, since money has no three decimals; 1.234 mio could be two things.
    """
    ends, scale, _ = _ends(_without_proviso(text[: _LONGEST + 1])[0])
    marks = {mark for each in ends for mark in ".," if scale is None and _is_open(each) and mark in each}
    return amount(text, Reading(1, frozenset(marks)))


@lru_cache(_KEPT)
def _text_amount(text: str, reading: Reading) -> Amount:
    """What a text is as an amount; asked several times of each cell, to weigh its column and to read it."""
    if len(text) > _LONGEST:
        raise Unusable("fault.not-money")
    if is_none(text):
        return Amount(0, 0, reading.currency)
    plain, proviso = _without_proviso(text)
    ends, scale, currency = _ends(plain)
    if not ends:
        raise Unusable("fault.not-money")
    read = [_signed(each, reading, scale or reading.scale) for each in ends]
    figures = [_scaled(each, scale or reading.scale) for each in read]
    if len(figures) == 2 and figures[0] > figures[1]:
        raise Unusable("fault.range-order")
    return Amount(figures[0], figures[-1], currency or reading.currency, proviso)


_ABOUT = re.compile(
    r"^(?:ca|cirka|circa|omkring|omtrent|approximately|approx|about|around|roughly|est|estimat|skønnet|c)\b\.?\s*|^[~≈]\s*",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"^(?:over|mindst|minimum|min|fra|at least|more than|above|from|mere end|minst)\b\.?\s*|^[>≥]=?\s*", re.IGNORECASE
)
_BELOW = re.compile(
    r"^(?:under|højst|maksimalt|maks|max|op til|up to|at most|less than|below|mindre end)\b\.?\s*|^[<≤]=?\s*",
    re.IGNORECASE,
)


def _without_proviso(text: str) -> tuple[str, str]:
    """An amount without what is said of it: that it is about so much, more, less, or without tax."""
    plain, said = " ".join(unicodedata.normalize("NFKC", text).split()), ""
    if re.fullmatch(r"\([^()]*[a-zæøå][^()]*\)", plain):
        plain = plain[1:-1].strip()
    plain = re.sub(r"(?i)^(?:mellem|between)\s+(.{1,30}?)\s+(?:og|and)\s+", r"\1 - ", plain)
    if found := _NO_TAX.search(plain):
        plain, said = (
            f"{plain[: found.start()]} {plain[found.end() :]}".replace("( )", "").replace("()", "").strip(),
            "tax",
        )
    for mark, pattern in (("about", _ABOUT), ("above", _ABOVE), ("below", _BELOW)):
        if found := pattern.match(plain):
            plain, said = plain[found.end() :], mark
    if plain.endswith("+"):
        plain, said = plain[:-1], "above"
    return plain.strip().rstrip("*").strip(), said


_RANGE = re.compile(r"(?<=[0-9a-z.)])\s*(?:-|–|—|til|to|\.\.\.?)\s*(?=[^-–—\s])(?=[^0-9]{0,5}[0-9])", re.IGNORECASE)
_BEFORE = re.compile(rf"^(?:{_ANY_CURRENCY})\.?\s*", re.IGNORECASE)
_AFTER = re.compile(rf"(?<![^\W\d_]){_CELL_UNIT}\s*$", re.IGNORECASE)


def _ends(plain: str) -> tuple[list[str], int | None, str | None]:
    """The figures of an amount, one or two, how much one unit is (None where it says nothing), and its currency."""
    parts = _RANGE.split(plain)
    if len(parts) > 2:
        return [], None, None
    found = [_stripped(each) for each in parts]
    scale = next((each[1] for each in reversed(found) if each[1] is not None), None)
    currency = next((each[2] for each in found if each[2] is not None), None)
    if len(found) == 2 and found[0][1] not in (None, scale):  # "900 t.kr. - 1,2 mio. kr."
        return [], None, None
    return [text for text, _, _ in found], scale, currency


def _stripped(text: str) -> tuple[str, int | None, str | None]:
    """The figures of a text without unit and currency, how much one unit is or None, the currency or None."""
    plain = re.sub(r"[,.][-–—]$", "", " ".join(text.split()))
    scale: int | None = None
    currency: str | None = None
    sign = ""
    if plain[:1] in "-−–" and plain[1:2]:
        sign, plain = "-", plain[1:].strip()
    elif re.fullmatch(r"\([^()]+\)", plain):
        sign, plain = "-", plain[1:-1].strip()
    if found := _BEFORE.match(plain):
        currency, plain = _currency(found[0].strip().rstrip(".")), plain[found.end() :]
    if plain[:1] in "-−–" and plain[1:2]:
        sign, plain = "-", plain[1:].strip()
    if (found := _AFTER.search(plain)) and re.search("[0-9]", plain[: found.start()]):
        own, named = _unit(found[0])
        scale, currency, plain = (own if own > 1 else None), currency or named, plain[: found.start()]
    return sign + re.sub(r"[\s'’]|[,.][-–—]$", "", plain), scale, currency


def _figures(cell: object) -> tuple[tuple[str, int | None], ...]:
    """The figures in a cell without their signs, each with how much its own unit is, or None."""
    return _text_figures(cell) if isinstance(cell, str) and len(cell) <= _LONGEST else ()


@lru_cache(_KEPT)
def _text_figures(text: str) -> tuple[tuple[str, int | None], ...]:
    ends, scale, _ = _ends(_without_proviso(text)[0])
    return tuple((each.lstrip("-"), scale) for each in ends)


def _signed(text: str, reading: Reading, scale: int) -> Fraction:
    return -_number(text[1:], reading, scale) if text.startswith("-") else _number(text, reading, scale)


def _scaled(number: Fraction, scale: int) -> int | float:
    if abs(number) > _LARGEST:
        raise Unusable("fault.not-money")
    if scale > 1 and abs(number * scale) > _LARGEST_SCALED:
        raise Unusable("fault.money-unit")
    number *= scale
    return number.numerator if number.denominator == 1 else float(number)


def _is_open(text: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text) is not None


def _is_whole(cell: object) -> bool:
    """Whether a cell is a number of kroner beyond doubt: whole, at least 1,000, and without a mark."""
    if isinstance(cell, int | float):
        return cell >= 1000 and float(cell).is_integer()
    return isinstance(cell, str) and re.fullmatch("[1-9][0-9]{3,}", cell) is not None


def _number(text: str, reading: Reading, scale: int) -> Fraction:
    if _is_open(text):
        mark = "." if "." in text else ","
        if reading.groups(mark):
            return Fraction(text.replace(mark, ""))
        if mark not in reading.decimals or mark in reading.thousands or (scale == 1 and reading.scale == 1):
            raise Unusable("fault.two-meanings")
    elif re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        mark = min((each for each in ".," if each in text), key=text.index)
        if text.count(mark) > 1 or len(set(text) & set(".,")) > 1:
            return Fraction(text.replace(mark, "").replace(",", "."))
    if re.fullmatch(r"[0-9]+([.,][0-9]+)?|[.,][0-9]+", text):
        return Fraction(text.replace(",", "."))
    raise Unusable("fault.not-money")


OUTLYING = 100
"""An amount that lies so many times above or below the middle of the others may be in another unit."""


def outliers(amounts: Sequence[float]) -> list[int]:
    """The places of amounts that look as if they were in another unit: a hundred times above or below the middle one.

    Only where a thousandth, or a thousand times as much, would lie nearer to it. At least three are needed.
    """
    known = sorted(each for each in amounts if each > 0)
    if len(known) < 3:
        return []
    middle = known[(len(known) - 1) // 2]
    ratios = [each / middle for each in amounts]
    return [
        place
        for place, ratio in enumerate(ratios)
        if (ratio >= OUTLYING and ratio < 10_000) or (0 < ratio <= 1 / OUTLYING and ratio > 1 / 10_000)
    ]


def written(text: str) -> tuple[str, ...]:
    """What an amount that was written as text in YAML, or with a point before three digits, should be written as.

    The figures that it may mean: one, two where it could mean two things, none where it is no amount.
    """
    plain = text.strip()
    if re.fullmatch(r"0+[0-9]+", plain):
        return (str(int(plain)),)
    try:
        bare = _ends(_without_proviso(plain)[0])[0]
        if len(bare) == 1 and _is_open(bare[0]) and bare[0] == plain:
            mark = "." if "." in plain else ","
            return (_shown(Fraction(plain.replace(",", "."))), plain.replace(mark, ""))
        marks = frozenset(".,") if re.search("[0-9]", plain) else frozenset[str]()
        found = amount(plain, Reading(1, marks, frozenset()))
    except Unusable:
        return ()
    if found.low < 0:
        return ()
    if found.low != found.high:
        return (f"{{low: {found.low:.15g}, high: {found.high:.15g}}}",)
    return (f"{found.low:.15g}",)


def _shown(number: Fraction) -> str:
    return f"{float(number):.15g}"
