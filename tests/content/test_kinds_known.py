"""A new kind of item, or of block, is not forgotten anywhere: the type checker names every place that must follow.

The kinds are added to a copy of the source; each file below must then have a fault. Only these files are checked, with
what they import of ours and of pydantic: what other packages know says nothing of our kinds.
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

FOLLOWED = """
[[tool.mypy.overrides]]
module = ["digitrans.*", "pydantic.*", "pydantic_core.*", "annotated_types.*"]
follow_imports = "silent"
"""

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
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(settings + FOLLOWED, encoding="utf-8")
    package = folder / "src" / "digitrans"
    items, documents = package / "content" / "items.py", package / "documents.py"
    text = items.read_text(encoding="utf-8").replace("AnyItem = Annotated[", RANKING, 1)
    items.write_text(text.replace("    Rating | Slider", "    Ranking | Rating | Slider", 1), encoding="utf-8")
    documents.write_text(documents.read_text(encoding="utf-8").replace("\nBlock = ", "\n" + FRAME, 1), encoding="utf-8")
    checked = [str(package / each) for each in sorted(KNOWS_ITEMS | KNOWS_BLOCKS)]
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--follow-imports=skip", *checked]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=300, check=False)
    found = re.findall(r"^src/digitrans/(\S+?):\d+: error: Argument 1 to \"assert_never\"", done.stdout, re.MULTILINE)
    return {Path(each).as_posix() for each in found}


def test_a_kind_of_item(faulty: set[str]) -> None:
    assert faulty >= KNOWS_ITEMS


def test_a_kind_of_block(faulty: set[str]) -> None:
    assert faulty >= KNOWS_BLOCKS
