"""The recipes in CONTRIBUTING.md work as they are written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digitrans.errors import InputFault
from digitrans.instruments import Instrument
from digitrans.loading import parse_model
from digitrans.reading import Source

CONTRIBUTING = Path(__file__).resolve().parent.parent / "CONTRIBUTING.md"
COMPLETE = re.compile(r"^```yaml\n(# data/checklists/(?P<id>[a-z-]+)\.yaml\n.*?)^```$", re.MULTILINE | re.DOTALL)


def checklist_example() -> tuple[str, str]:
    """The id and the text of the one complete checklist in CONTRIBUTING.md."""
    (found,) = COMPLETE.finditer(CONTRIBUTING.read_text(encoding="utf-8"))
    return found["id"], found[1]


def test_the_checklist_in_the_recipe_is_valid() -> None:
    name, text = checklist_example()
    checklist = parse_model(Instrument, Source("CONTRIBUTING.md", text))
    assert checklist.id == name
    assert checklist.kind == "checklist"
    assert {item.kind for item in checklist.items} == {"status"}


def test_a_slip_in_the_recipe_would_be_noticed() -> None:
    _, text = checklist_example()
    with pytest.raises(InputFault) as caught:
        parse_model(Instrument, Source("CONTRIBUTING.md", text.replace("purpose:", "porpoise:", 1)))
    assert {fault.message for fault in caught.value.faults} == {"fault.missing", "fault.unknown-key-near"}
