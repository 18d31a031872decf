"""HTML in a real browser: no request, no complaint, nothing cut, accessible, and as many printed pages as promised.

Needs Chromium with its driver, Selenium and axe-core; skipped where one of them is missing.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans.answers.files import load_answers
from digitrans.answers.names import load_names
from digitrans.content.catalogue import load_instrument
from digitrans.documents import Document
from digitrans.formats import Sink, writer
from digitrans.history.runs import compute
from digitrans.reports.assessment import assessment_report
from digitrans.reports.overview import Length, Material, overview_report
from digitrans.reports.printed_checklists import Page, print_report
from digitrans.texts import Words
from specimen import DANISH, LONG, NASTY, specimen

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
DRIVER = shutil.which("chromedriver")
WIDTHS = {"smallest": 320, "phone": 360, "laptop": 1280, "A4": 794}

pytestmark = pytest.mark.skipif(BROWSER is None or DRIVER is None, reason="needs Chromium and its driver")

# Every text of a picture against its picture, and everything against the width of the page.
CUT = """
const wrong = [];
for (const svg of document.querySelectorAll('svg[role=img]')) {
  const frame = svg.getBoundingClientRect();
  for (const text of svg.querySelectorAll('text')) {
    const box = text.getBoundingClientRect();
    if (box.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
        || box.bottom > frame.bottom + 1)) wrong.push(text.textContent.slice(0, 60));
  }
}
for (const each of document.querySelectorAll('h1,h2,h3,h4,p,li,th,td,dt')) {
  if (each.closest('thead') && getComputedStyle(each.closest('thead')).position === 'absolute') continue;
  if (each.scrollWidth > each.clientWidth + 1 && each.clientWidth) wrong.push(each.textContent.slice(0, 60));
}
if (document.documentElement.scrollWidth > window.innerWidth) wrong.push('the page is wider than the window');
return wrong;
"""


def documents() -> dict[str, Document]:
    """What is looked at: every kind of block with long, hostile and Danish texts, and the real results."""
    words = Words("da")
    runs = {}
    for name in ("self-assessment", "dilemmas", "maturity"):
        instrument = load_instrument(name)
        names = load_names(words, instrument)
        runs[name] = compute(names, load_answers(EXAMPLES / f"{name}.yaml", instrument), latest=False)
    board = load_instrument("board-meeting")
    page = Page(load_names(words, board), load_answers(EXAMPLES / "board-meeting.yaml", board))
    nine = Page(load_names(words, load_instrument("nine-advice")))
    material = Material(
        words,
        "2026-11-23",
        runs["self-assessment"],
        runs["self-assessment"],
        runs["dilemmas"],
        (page,),
        (runs["maturity"],),
    )
    return {
        "specimen": specimen(DANISH),
        "hostile": specimen((NASTY.replace("\x00", ""), LONG, "'\"><svg onload=alert(1)>")),
        "maturity": assessment_report(runs["maturity"]),
        "print": print_report(words, [replace(page, marks=None)]),
        "print-two": print_report(words, [Page(load_names(words, load_instrument("nine-advice"))), page]),
        "print-meeting": print_report(words, [nine, replace(page, marks=None)], date(2026, 12, 15), date(2026, 11, 23)),
        "report-board": overview_report(replace(material, length=Length.BOARD)),
        "report-full": overview_report(replace(material, length=Length.FULL)),
    }


PAGES = {"print": 1, "print-two": 2, "print-meeting": 2, "report-board": 1}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    folder = tmp_path_factory.mktemp("browser")
    for each in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={folder}",
    ):
        options.add_argument(each)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    driver.get("about:blank")
    requests(driver)
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The documents, made once: no writer changes one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITRANS_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("DIGITRANS_LANG", "da")
        return documents()


@pytest.fixture(scope="module")
def files(made: dict[str, Document], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITRANS_HOME", str(tmp_path_factory.mktemp("home")))
        folder = tmp_path_factory.mktemp("html")
        for name, document in made.items():
            text = writer("html")(document, Sink())
            assert isinstance(text, str)
            (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {path.stem: path for path in folder.glob("*.html")}


def requests(browser: Any) -> list[str]:
    """The addresses that were asked for since the last time."""
    told = [entry["message"] for entry in browser.get_log("performance")]
    return [found[1] for each in told if (found := re.search(r'requestWillBeSent.*?"url":"(.*?)"', each))]


def set_width(browser: Any, width: int) -> None:
    metrics = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def open_page(browser: Any, path: Path, width: int) -> None:
    set_width(browser, width)
    browser.get(path.as_uri())


@pytest.mark.parametrize(
    "name", ["specimen", "hostile", "maturity", "print", "print-two", "report-board", "report-full"]
)
def test_nothing_is_cut_asked_for_or_complained_of(browser: Any, files: dict[str, Path], name: str) -> None:
    requests(browser)
    open_page(browser, files[name], next(iter(WIDTHS.values())))
    for device, width in WIDTHS.items():
        set_width(browser, width)
        assert browser.execute_script("return window.innerWidth") == width
        assert browser.execute_script(CUT) == [], device
    assert {each for each in requests(browser) if each != "data:,"} == {files[name].as_uri()}
    assert browser.get_log("browser") == []


def accessible(browser: Any) -> list[tuple[str, str]]:
    """What the browser tells a screen reader, in its order: role and name of everything that is not left out."""
    browser.execute_cdp_cmd("Accessibility.enable", {})
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    shown = (each for each in nodes if not each.get("ignored"))
    return [(each["role"]["value"], each.get("name", {}).get("value", "")) for each in shown]


def test_tables_are_tables_for_a_screen_reader_at_every_width(browser: Any, files: dict[str, Path]) -> None:
    """No role is written into the page: rows that a narrow screen shows as blocks stay rows of a table."""
    counts = {}
    for device in ("smallest", "laptop"):
        open_page(browser, files["report-full"], WIDTHS[device])
        roles = [role for role, _ in accessible(browser)]
        counts[device] = {each: roles.count(each) for each in ("table", "row", "columnheader", "rowheader", "cell")}
        assert browser.execute_script("return document.querySelectorAll('[role]:not(svg)').length") == 0
    assert counts["laptop"].pop("cell") >= counts["smallest"].pop("cell") > 100, "empty cells are left out"
    assert counts["smallest"] == counts["laptop"] and min(counts["laptop"].values()) > 5


def test_at_four_hundred_per_cent_nothing_is_cut(browser: Any, files: dict[str, Path]) -> None:
    metrics = {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False}
    for name in ("report-board", "print-two", "maturity"):
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get(files[name].as_uri())
        assert browser.execute_script(CUT) == []


def test_forced_colours_keep_boxes_bars_and_figures(browser: Any, files: dict[str, Path]) -> None:
    features = [{"name": "forced-colors", "value": "active"}, {"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        open_page(browser, files["specimen"], WIDTHS["laptop"])
        assert browser.execute_script("return matchMedia('(forced-colors: active)').matches")
        told = browser.execute_script(
            "const of = (s, p) => getComputedStyle(document.querySelector(s))[p];"
            "return [of('.box rect', 'stroke'), of('body', 'backgroundColor'), of('svg.drawn', 'backgroundColor'),"
            " of('td.figure', 'color'), of('td.figure', 'backgroundColor'), of('td.figure', 'borderTopStyle')]"
        )
        box, page, drawn, ink, ground, border = told
        assert box != page and ink != ground and border == "solid" and drawn == "rgb(255, 255, 255)"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_nothing_moves_where_less_motion_is_wanted(browser: Any, files: dict[str, Path]) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    )
    try:
        open_page(browser, files["report-full"], WIDTHS["laptop"])
        assert browser.execute_script("return document.getAnimations().length") == 0
        assert browser.execute_script("return getComputedStyle(document.querySelector('p')).transitionDuration") == "0s"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def validator() -> list[str] | None:
    """The command of the Nu validator: its jar is in VNU_JAR, or where npm puts it; None without it or Java."""
    places = [
        os.environ.get("VNU_JAR", ""),
        *map(str, Path(__file__).parents[2].glob("node_modules/vnu-jar/build/dist/vnu.jar")),
    ]
    jar = next((each for each in places if each and Path(each).is_file()), None)
    return ["java", "-jar", jar, "--errors-only", "--format", "gnu"] if jar and shutil.which("java") else None


def test_the_nu_validator_has_no_complaint(files: dict[str, Path]) -> None:
    command = validator()
    if command is None:
        pytest.skip("needs vnu.jar (npm i vnu-jar, or VNU_JAR) and Java")
    done = subprocess.run([*command, *map(str, files.values())], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_cut_would_be_noticed(browser: Any, files: dict[str, Path]) -> None:
    open_page(browser, files["specimen"], WIDTHS["laptop"])
    browser.execute_script("document.querySelector('svg text').textContent = 'x'.repeat(200)")
    assert browser.execute_script(CUT) == ["x" * 60]


@pytest.mark.parametrize(
    ("name", "device"),
    [("specimen", "phone"), ("specimen", "laptop"), ("print-two", "laptop"), ("report-full", "laptop")],
)
def test_axe_finds_nothing(browser: Any, files: dict[str, Path], name: str, device: str) -> None:
    axe = pytest.importorskip("axe_core_python.base")
    open_page(browser, files[name], WIDTHS[device])
    browser.execute_script(axe.AXE_SCRIPT)
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert len(found["passes"]) >= 20
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []


@pytest.mark.parametrize("name", list(PAGES))
def test_printing_gives_the_stated_number_of_pages(browser: Any, files: dict[str, Path], name: str) -> None:
    open_page(browser, files[name], WIDTHS["laptop"])
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": False})
    content = base64.b64decode(printed["data"])
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == PAGES[name]


@pytest.mark.parametrize("name", list(PAGES))
def test_html_prints_on_as_many_pages_as_pdf(made: dict[str, Document], name: str) -> None:
    pytest.importorskip("typst")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITRANS_LANG", "da")
        content = writer("pdf")(made[name], Sink())
    assert isinstance(content, bytes)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == PAGES[name]
