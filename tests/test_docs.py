"""The documentation is what the program says today: every generated page, sample and picture, and every link.

``python docs/generate.py`` writes them anew.
"""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT
from digitrans.formats import NEEDS
from digitrans.installing import install
from digitrans.texts import Words

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
TRANSLATED = ("tutorial", "own-content", "commands", "questionnaires")
GUIDES = (
    *(f"{name}.{language}" for name in TRANSLATED for language in ("da", "en")),
    "printing",
    "saved-files",
    "people",
    "people.da",
    "portfolio",
    "portfolio.da",
)


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["da", "en"])
def test_everything_generated_is_current(generate: ModuleType, language: str) -> None:
    assert language in generate.LANGUAGES and len(generate.LANGUAGES) == 2
    wanted = generate.pages([language])
    assert len(wanted) >= 5
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
    if language == "da" and (DOCS / f"{name}.md").exists():
        assert f"]({name}.md)" in path.read_text(encoding="utf-8"), "each edition is written for itself"
        assert f"]({name}.da.md)" in (DOCS / f"{name}.md").read_text(encoding="utf-8")
    elif name:
        other = DOCS / f"{name}.{'en' if language == 'da' else 'da'}.md"
        headings = [re.findall(r"^#+ ", each.read_text(encoding="utf-8"), re.MULTILINE) for each in (path, other)]
        assert headings[0] == headings[1]


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_says_how_the_terminal_knows_the_command(name: str) -> None:
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(("digitrans ", "$ digitrans ", "```")))
    assert any("source .venv/bin/activate" in line for line in lines[:first])
    assert r".venv\Scripts\activate" in text


def test_the_readme_says_it_after_its_first_command_and_in_danish() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, danish = text.partition("## På dansk")
    lines = before.splitlines()
    assert any("source .venv/bin/activate" in line for line in lines[:35])
    first = next(line for line in lines if " install " in line)
    assert first.startswith("uv tool install -c constraints.txt .") and "pipx install ." in first
    assert "source .venv/bin/activate" in danish.split("## ")[0] and "pipx install ." in danish.split("## ")[0]


def test_what_messages_advise_to_install_is_what_the_extras_hold() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    held = {re.split("[<>=]", each)[0] for name in extras.keys() - {"dev"} for each in extras[name]}
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    advised = {each for told in re.findall(r'install\("([^"]+)"\)', code) for each in told.split()} | {
        package for _, told in NEEDS.values() for package in told.split()
    }
    assert {"openpyxl", "pyxform", "highspy"} < advised <= held
    for language in ("da", "en"):
        words = Words(language)
        assert "pip install typst" in words("error.no-typst", install=install("typst"))
        assert words("error.extra", install=install("openpyxl")).endswith("pip install openpyxl")
    told = (ROOT / "README.md").read_text(encoding="utf-8") + (DOCS / "printing.md").read_text(encoding="utf-8")
    assert "digitrans[" not in told and 'pip install ".[pdf]"' in told
