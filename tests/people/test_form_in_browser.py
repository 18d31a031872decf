"""The page for respondents in a real browser, by keyboard: filled in, kept as a draft, saved, collected and scored."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]
BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytest.importorskip("selenium")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="needs Chromium and its driver")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(BROWSER)
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    downloads = tmp_path_factory.mktemp("downloads")
    options.add_experimental_option(
        "prefs", {"download.default_directory": str(downloads), "download.prompt_for_download": False}
    )
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER))) as driver:
        driver.downloads = downloads  # type: ignore[attr-defined]
        yield driver


def wait_for(found: Callable[[], Any]) -> Any:
    """What ``found`` gives once it gives something, within ten seconds."""
    until = time.monotonic() + 10
    while not (got := found()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return got


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "round"
    assert run("people", "invite", str(path), "--group", "staff=3", "--short", "--lang", "da")[0] == 0
    return path


def codes_of(folder: Path) -> list[str]:
    return list(json.loads((folder / "round.json").read_text(encoding="utf-8"))["codes"])


def open_page(browser: Any, folder: Path) -> None:
    browser.get((folder / "send" / "form.da.html").as_uri())


def settle(browser: Any) -> None:
    """Leave the page, and give the browser the moment that it takes to keep what was stored, as a person does."""
    browser.execute_async_script("window.setTimeout(arguments[0], 100)")
    browser.get("about:blank")


def kept(act: Callable[[], bool]) -> bool:
    """Whether ``act`` says so at last: now and then Chromium loses what a page stored within its first second."""
    return any(act() for _ in range(4))


def reopen(browser: Any, folder: Path, draft: str) -> bool:
    """Open the page again: whether its word on the draft has ``draft``; without one, whether there is none."""
    settle(browser)
    open_page(browser, folder)
    told = text_of(browser, "draft")
    return draft in told if draft else not told


def start_afresh(browser: Any, folder: Path) -> None:
    """Open the page without what earlier tests left behind: all pages on disk share one store."""

    def cleared() -> bool:
        open_page(browser, folder)
        browser.execute_script("window.localStorage.clear()")
        return reopen(browser, folder, "")

    assert kept(cleared)


def text_of(browser: Any, name: str) -> str:
    return str(browser.find_element("id", name).text)


def test_the_page_filled_in_by_keyboard_is_collected_and_scored(browser: Any, run: Run, folder: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    code = codes_of(folder)[0]
    start_afresh(browser, folder)
    assert "0 af 11 besvaret" in text_of(browser, "progress")

    browser.find_element("id", "save").send_keys(Keys.ENTER)
    assert "Koden kan ikke passe" in text_of(browser, "message")
    assert browser.switch_to.active_element.get_attribute("id") == "code"
    note = 'Ærlig talt: "nej" <b>\\n'

    def answered() -> bool:
        browser.find_element("id", "code").send_keys(code.upper())
        fields = browser.find_elements("css selector", "fieldset")
        for field in fields[:-1]:
            field.find_element("css selector", "input[value='4']").send_keys(Keys.SPACE)
        fields[0].find_element("css selector", "input[value='4']").send_keys(Keys.ARROW_UP)
        fields[-1].find_element("css selector", "input[value='dont-know']").send_keys(Keys.SPACE)
        fields[1].find_element("css selector", "summary").send_keys(Keys.ENTER)
        fields[1].find_element("css selector", "textarea").send_keys(note)
        assert "11 af 11 besvaret" in text_of(browser, "progress")
        return reopen(browser, folder, "kladde")

    assert kept(answered)
    assert "11 af 11 besvaret" in text_of(browser, "progress")
    browser.find_element("id", "save").send_keys(Keys.ENTER)
    saved = wait_for(lambda: list(browser.downloads.glob(f"svar-{code}.json")))[0]
    assert saved.name in text_of(browser, "message")
    shutil.copy(saved, folder / "back")
    assert run("people", "collect", str(folder))[0] == 0
    (taken,) = (folder / "collected").iterdir()
    answers = json.loads(taken.read_text(encoding="utf-8"))
    values = list(answers["answers"].values())
    assert values[0] == 3 and values[1] == {"value": 4, "note": note.strip()} and values[-1] == "dont-know"
    assert answers["respondent"] == code and answers["finished"]
    status, out, _ = run("assess", "--answers", str(taken), "--no-save", "--json")
    result = json.loads(out)["result"]
    assert status == 0 and result["coverage"]["answered"] == 10
    assert result["composites"][0]["score"] == pytest.approx((3 + 4 + 4) / 3)
    problems = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert problems == []


def test_answers_can_be_taken_back_and_the_form_cleared(browser: Any, folder: Path) -> None:
    start_afresh(browser, folder)
    field = browser.find_element("css selector", "fieldset")
    field.find_element("css selector", "input[value='2']").click()
    assert text_of(browser, "progress").startswith("1 ")
    field.find_element("css selector", ".unset").click()
    assert text_of(browser, "progress").startswith("0 ")
    field.find_element("css selector", "input[value='2']").click()

    def cleared() -> bool:
        browser.find_element("id", "clear").click()
        browser.switch_to.alert.accept()
        assert text_of(browser, "progress").startswith("0 ")
        return reopen(browser, folder, "")

    assert kept(cleared)
    assert text_of(browser, "progress").startswith("0 ")


def test_a_browser_that_keeps_nothing_says_so_and_saves_all_the_same(browser: Any, folder: Path) -> None:
    blocked = (
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": blocked})
    try:
        code = codes_of(folder)[1]
        open_page(browser, folder)
        assert "gemmer ingen kladde" in text_of(browser, "draft")
        browser.find_element("id", "code").send_keys(code)
        browser.find_element("css selector", "input[value='5']").click()
        browser.find_element("id", "save").click()
        saved = wait_for(lambda: list(browser.downloads.glob(f"svar-{code}.json")))[0]
        assert list(json.loads(saved.read_text(encoding="utf-8"))["answers"].values()) == [5]
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


@pytest.mark.parametrize("width", [320, 1200])
def test_every_field_has_a_name_and_nothing_is_wider_than_the_page(browser: Any, folder: Path, width: int) -> None:
    browser.set_window_size(width, 800)
    open_page(browser, folder)
    nameless = browser.execute_script(
        "return Array.from(document.querySelectorAll('input, textarea, button')).filter(function (each) {"
        " return !(each.labels && each.labels.length) && !each.getAttribute('aria-label') && !each.textContent.trim();"
        "}).length"
    )
    assert nameless == 0
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    browser.set_window_size(1200, 900)
