"""XLSForm in the engine that people answer it in: Enketo loads every form, takes the answers, and finds what is wrong.

It needs Chromium, and Enketo from npm in the folder that ENKETO names, or in the project's own ``node_modules``:
``npm i --ignore-scripts --force enketo-core enketo-transformer esbuild``.
"""

from __future__ import annotations

import html
import io
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from test_forms import invitation, start

from conftest import ROOT
from digitrans.content.catalogue import load_instrument
from digitrans.people.forms import workbooks, xlsform
from digitrans.people.forms.cells import CellSource
from digitrans.people.forms.fields import Invitation
from digitrans.texts import Words

FOLDER = Path(os.environ.get("ENKETO", ROOT)) / "node_modules"
CORE = FOLDER / "enketo-core"
LANGUAGES = (Words("da"), Words("en"))
pytestmark = pytest.mark.skipif(
    not (CORE.is_dir() and (FOLDER / "enketo-transformer").is_dir() and shutil.which("chromium")),
    reason="needs Chromium, and Enketo from npm",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Enketo and the script that fills a form in, as one file."""
    folder = tmp_path_factory.mktemp("enketo")
    (folder / "none.js").write_text("export default [];", encoding="utf-8")
    parts = {
        "config": CORE / "config.js",
        "widgets": folder / "none.js",
        "translator": CORE / "src/js/fake-translator.js",
        "dialog": CORE / "src/js/fake-dialog.js",
        "file-manager": CORE / "src/js/file-manager.js",
        "xpath-evaluator-binding": CORE / "src/js/xpath-evaluator-binding.js",
    }
    subprocess.run(
        [
            str(FOLDER / ".bin" / "esbuild"), str(Path(__file__).parent / "enketo" / "fill.js"), "--bundle",
            f"--outfile={folder / 'engine.js'}", "--external:libxslt", "--log-level=error",
            *(f"--alias:enketo/{name}={path}" for name, path in parts.items()),
        ],
        check=True, env={**os.environ, "NODE_PATH": str(FOLDER)},
    )  # fmt: skip
    return (folder / "engine.js").read_text(encoding="utf-8").replace("</script", "<\\/script")


def filled(engine: str, folder: Path, asked: Invitation, **given: str) -> dict[str, Any]:
    """What Enketo makes of the form, and of answers to everything in it."""
    from pyxform.xls2xform import convert

    data = xlsform.write(LANGUAGES, asked)
    form = convert(io.BytesIO(data), validate=False, file_type=".xlsx", form_name="data").xform
    page = folder / "page.html"
    texts = f'<script type="text/plain" id="xform">{form}</script><script type="text/plain" id="given">'
    page.write_text(
        f"<!doctype html><meta charset=utf-8><body>{texts}{json.dumps(given)}</script><script>{engine}</script>",
        encoding="utf-8",
    )
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000", "--dump-dom")
    done = subprocess.run(["chromium", *options, page.as_uri()], capture_output=True, timeout=120, check=True)
    text = done.stdout.decode("utf-8").partition('<pre id="result">')[2].partition("</pre>")[0]
    result: dict[str, Any] = json.loads(html.unescape(text))
    return result


@pytest.mark.parametrize("name", ["self-assessment", "mentality", "risk"])
def test_a_form_is_answered_in_enketo_and_collected(engine: str, tmp_path: Path, name: str) -> None:
    found = load_instrument(name)
    wanted = start(tmp_path / "round", found)
    code = list(wanted.codes)[1]
    told = filled(engine, tmp_path, invitation(found), code=code, share="100")
    assert told["errors"] == [] and told["valid"] is True and told["bad"] == []
    assert told["answered"] > len(wanted.items) / 2
    leaves = [each for each in ElementTree.fromstring(told["data"]).iter() if not len(each) and "}" not in each.tag]
    book = openpyxl.Workbook()
    book.active.append([each.tag for each in leaves])  # type: ignore[union-attr]
    book.active.append([each.text or "" for each in leaves])  # type: ignore[union-attr]
    book.save(tmp_path / "export.xlsx")
    (source,) = workbooks.read(tmp_path / "export.xlsx", found, wanted.asked_for, LANGUAGES)
    assert isinstance(source, CellSource) and source.slips == [] and source.values["respondent"] == code


def test_enketo_finds_a_slip_in_the_code_and_shares_that_do_not_come_to_a_hundred(engine: str, tmp_path: Path) -> None:
    told = filled(engine, tmp_path, invitation(load_instrument("mentality")), code="o0", share="90")
    assert told["valid"] is False
    assert any(each.endswith("/respondent") for each in told["bad"]) and any("___" in each for each in told["bad"])
