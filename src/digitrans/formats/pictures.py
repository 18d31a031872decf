"""How wide texts get in a picture, and what is said of a picture that is not seen.

Widths are estimates that err on the wide side, so that nothing depends on the reader's fonts.
"""

from __future__ import annotations

from digitrans.documents import Scene
from digitrans.texts.escaping import one_line

SIZE = 13.5


def width_of(text: str, size: float = SIZE) -> float:
    """How wide ``text`` may get in the widest of the usual fonts."""
    return sum(_wide(each) for each in text) * size


def _wide(character: str) -> float:
    if character in "iljtfrI.,:;'|!()[] ":
        return 0.42
    if character in "mwMWÆæ@%—…–":
        return 1.0
    if ord(character) >= 0x2E80:
        return 1.15
    return 0.8 if character.isupper() else 0.66


def shortened(text: str, room: float, size: float = SIZE) -> str:
    """``text``, or as much of it as fits into ``room`` with an ellipsis."""
    if width_of(text, size) <= room:
        return text
    left = room - width_of("…", size)
    kept = []
    for character in text:
        left -= _wide(character) * size
        if left < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def wrapped(text: str, room: float, lines: int, size: float = SIZE) -> list[str]:
    """``text`` broken at spaces into at most ``lines`` lines; the last one takes the rest."""
    found = [""]
    for word in one_line(text)[:400].split():
        longer = f"{found[-1]} {word}".strip()
        if width_of(longer, size) <= room or not found[-1] or len(found) == lines:
            found[-1] = longer
        else:
            found.append(word)
    return found


def described(block: Scene, name: str) -> str:
    """The text alternative: what the picture shows, and its first figures; the list beside it has them all."""
    table = block.table()
    told = ["; ".join(f"{row[0]}: {', '.join(each for each in row[1:3] if each)}" for row in table.rows[:9])]
    more = " …" if len(table.rows) > 9 else ""
    whole = one_line(". ".join(each for each in (name, *told) if each)) or "–"
    return (whole if len(whole) <= 900 else whole[:899] + "…") + more
