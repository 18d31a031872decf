"""The documentation is what the program says today: every generated page, sample and picture, and every link.

``python docs/generate.py`` writes them anew.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everything_generated_is_current(generate: ModuleType) -> None:
    wanted = generate.pages()
    assert len(wanted) >= 10
    stale = [path.relative_to(ROOT).as_posix() for path in generate.stale(wanted)]
    assert stale == [], "run python docs/generate.py"


def test_a_stale_sample_would_be_noticed(generate: ModuleType) -> None:
    page = "```console\n$ digitrans --version\ndigitrans 0.0.0-old\n```\n"
    text, pictures = generate.replayed(page, "en")
    assert "0.0.0-old" not in text and text.startswith("```console\n$ digitrans --version\ndigitrans ")
    assert pictures == {}


def test_a_page_runs_in_one_folder_from_the_top(generate: ModuleType) -> None:
    page = (
        "```yaml mine/checklists/board-meeting.yaml\ntitle: {en: Mine}\n```\n"
        "<!-- first 1 lines -->\n```console\n$ digitrans checklist show board-meeting --content mine\n```\n"
    )
    text, _ = generate.replayed(page, "en")
    assert text.endswith("\nMine\n[...]\n```\n") and text.startswith(page.split("<!--", maxsplit=1)[0])


@pytest.mark.parametrize("path", sorted((DOCS / "images").glob("*.svg")), ids=lambda path: path.name)
def test_pictures_fetch_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<svg") and not re.search(r"url\(.?https?:|@font-face|<script|href=", text)


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http", "#")):
            assert (path.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_come_in_both_languages(path: Path) -> None:
    name, language, _ = (*path.name.split("."), "")[:3] if path.name.count(".") == 2 else ("", "", "")
    if name:
        other = DOCS / f"{name}.{'en' if language == 'da' else 'da'}.md"
        headings = [re.findall(r"^#+ ", each.read_text(encoding="utf-8"), re.MULTILINE) for each in (path, other)]
        assert headings[0] == headings[1]
