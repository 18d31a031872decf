"""A Document's timelines as a Gantt chart for Mermaid, as GitHub, GitLab and many wikis show it.

Every character that means something to Mermaid is written as its code, so that a name can neither end a line nor begin
a command; each name begins with a sign, for a line that begins with "title" or "section" would be taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from digitrans.documents import Document, Span, Timeline
from digitrans.formats import Sink
from digitrans.texts.escaping import one_line

_SPECIAL = re.compile(r"[^\w \-.,/()+*=!?'’–—●▲○■&]|_", re.UNICODE)
_TAGS = {"running": "active, ", "planned": "", "idea": "", "paused": ""}
QUARTER = 91
LONGEST = 120


def write(document: Document, sink: Sink) -> str:
    """All timelines of ``document`` in one chart; ``sink`` is not asked. What has no time is named in remarks."""
    lines = ["gantt", f"    title {_escaped(document.title) or '–'}"]
    lines += ["    dateFormat YYYY-MM-DD", "    axisFormat %m.%Y", "    inclusiveEndDates"]
    for block in document.blocks:
        if isinstance(block, Timeline):
            lines += _chart(block)
    return "\n".join(lines) + "\n"


def _chart(block: Timeline) -> Iterator[str]:
    keys = {each.key: f"i{n}" for n, each in enumerate((s for _, spans in block.groups for s in spans), 1)}
    names = {each.key: each.label for _, spans in block.groups for each in spans}
    for group, spans in block.groups:
        yield f"    section {_escaped(group) or '–'}"
        for each in spans:
            start, end = _days(each)
            late = "crit, " if each.late else ""
            yield f"    {_name(each)} :{late}{_TAGS[each.look]}{keys[each.key]}, {start}, {end}"
            for need in each.needs:
                if need in names:
                    yield f"    %% {keys[each.key]} <- {keys[need]} {_escaped(names[need])}"


def _name(span: Span) -> str:
    told = span.told if span.light else f"– {span.label}"
    return _escaped(told) + (" ?" if span.start is None or span.end is None else "")


def _days(span: Span) -> tuple[str, str]:
    """Start and end; one that is not known lies a quarter away, and the name has a question mark."""
    if span.start is not None and span.end is not None:
        return span.start, span.end
    known = date.fromisoformat(span.start or span.end or "2000-01-01")
    try:
        other = known + timedelta(days=QUARTER if span.start else -QUARTER)
    except OverflowError:
        other = known
    first, last = sorted((known, other))
    return first.isoformat(), last.isoformat()


def _escaped(text: str) -> str:
    """``text`` on one line with everything that Mermaid takes for its own written as a code: #58; for a colon."""
    told = one_line(text)
    told = told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", told)
