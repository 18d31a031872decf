"""A new kind of item, or of block, is not forgotten anywhere: the type checker names every place that must follow.

The kinds are added to a copy of the source; each file below must then have a fault.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

pytest.importorskip("mypy")

KNOWS_ITEMS = {
    "answers/kinds.py",
    "answers/wording.py",
    "asking/questions.py",
    "authoring/schemas.py",
    "history/trends.py",
    "people/forms/answer_fields.py",
    "people/forms/cells.py",
    "people/forms/fields.py",
    "people/forms/xlsform.py",
    "people/forms/yaml_form.py",
    "people/tallies.py",
}
WRITERS = "csv_format docx_format html_format layout mail markdown pdf pptx_format table xlsx_format"
KNOWS_BLOCKS = {f"formats/{each}.py" for each in WRITERS.split()}

RANKING = '''class Ranking(Item):
    """A kind that nothing knows yet."""

    kind: Literal["ranking"]


AnyItem = Annotated['''
FRAME = '''@dataclass(frozen=True)
class Frame:
    """A block that nothing knows yet."""

    text: str


Block = Frame | '''


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of a copy, with a kind more of each sort, in which the type checker finds a case forgotten."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    items, documents = (folder / "src" / "digitrans" / each for each in ("content/items.py", "documents.py"))
    text = items.read_text(encoding="utf-8").replace("AnyItem = Annotated[", RANKING, 1)
    items.write_text(text.replace("    Rating | Slider", "    Ranking | Rating | Slider", 1), encoding="utf-8")
    documents.write_text(documents.read_text(encoding="utf-8").replace("\nBlock = ", "\n" + FRAME, 1), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--no-incremental", "src"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=300, check=False)
    found = re.findall(r"^src/digitrans/(\S+?):\d+: error: Argument 1 to \"assert_never\"", done.stdout, re.MULTILINE)
    return {Path(each).as_posix() for each in found}


def test_a_kind_of_item(faulty: set[str]) -> None:
    assert faulty >= KNOWS_ITEMS


def test_a_kind_of_block(faulty: set[str]) -> None:
    assert faulty >= KNOWS_BLOCKS
