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


patience = {"ms": 100}
"""How long to wait before a page is left; longer once something was lost."""


def settle(browser: Any, blank: bool = True) -> None:
    """Leave the page; where it lost something, after the moment that the browser takes to keep what was stored."""
    if patience["ms"]:
        browser.execute_async_script("window.setTimeout(arguments[1], arguments[0])", patience["ms"])
    if blank:
        browser.get("about:blank")


def kept(act: Callable[[], bool]) -> bool:
    """Whether ``act`` says so at last: now and then Chromium loses what a page stored within its first second."""
    try:
        return any(act() for patience["ms"] in (0, 100, 300, 1000))
    finally:
        patience["ms"] = 100


def leave(browser: Any) -> None:
    """Leave the page, whatever it says."""
    settle(browser)


def reopen(browser: Any, folder: Path, code: str) -> bool:
    """Open the page again and type the code: whether a draft is offered. Nothing of it is shown before it is taken."""
    leave(browser)
    open_page(browser, folder)
    assert browser.find_element("id", "code").get_attribute("value") == "" and not text_of(browser, "draft")
    browser.find_element("id", "code").send_keys(code)
    assert text_of(browser, "progress").startswith("0 ")
    return bool(browser.find_element("id", "offer").is_displayed())


def start_afresh(browser: Any, folder: Path) -> None:
    """Open the page without what earlier tests left behind: all pages on disk share one store."""
    open_page(browser, folder)
    if browser.execute_script("const n = window.localStorage.length; window.localStorage.clear(); return n"):
        settle(browser)
        open_page(browser, folder)


def stored(browser: Any) -> int:
    return int(browser.execute_script("return window.localStorage.length"))


def text_of(browser: Any, name: str) -> str:
    return str(browser.find_element("id", name).text)


def test_the_page_filled_in_by_keyboard_is_collected_and_scored(browser: Any, run: Run, folder: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    code = codes_of(folder)[0]
    start_afresh(browser, folder)
    assert "0 af 12 besvaret" in text_of(browser, "progress")

    browser.find_element("id", "save").send_keys(Keys.ENTER)
    assert "Koden kan ikke passe" in text_of(browser, "message")
    assert browser.switch_to.active_element.get_attribute("id") == "code"
    note = 'Ærlig talt: "nej" <b>\\n'

    def answered() -> bool:
        browser.find_element("id", "code").send_keys(code.upper())
        fields = browser.find_elements("css selector", "fieldset")
        for box in browser.find_elements("css selector", "fieldset input[value='4']")[: len(fields) - 1]:
            box.send_keys(Keys.SPACE)
        fields[0].find_element("css selector", "input[value='4']").send_keys(Keys.ARROW_UP)
        fields[-1].find_element("css selector", "input[value='dont-know']").send_keys(Keys.SPACE)
        fields[1].find_element("css selector", "summary").send_keys(Keys.ENTER)
        fields[1].find_element("css selector", "textarea").send_keys(note)
        assert "12 af 12 besvaret" in text_of(browser, "progress")
        assert "En kladde ligger i denne browser" in text_of(browser, "draft")
        return reopen(browser, folder, code)

    assert kept(answered)
    assert "kladde fra" in text_of(browser, "offered") and "12 svar" in text_of(browser, "offered")
    browser.find_element("id", "draft-on").click()
    assert "12 af 12 besvaret" in text_of(browser, "progress")
    browser.find_element("id", "save").send_keys(Keys.ENTER)
    saved = wait_for(lambda: list(browser.downloads.glob(f"svar-{code}.json")))[0]
    assert saved.name in text_of(browser, "message")
    assert stored(browser) == 0 and "Kladden er væk" in text_of(browser, "draft")
    shutil.copy(saved, folder / "back")
    assert run("people", "collect", str(folder))[0] == 0
    (taken,) = (folder / "collected").iterdir()
    answers = json.loads(taken.read_text(encoding="utf-8"))
    values = list(answers["answers"].values())
    assert values[0] == 3 and values[1] == {"value": 4, "note": note.strip()} and values[-1] == "dont-know"
    assert answers["respondent"] == code and answers["finished"]
    status, out, _ = run("assess", "--answers", str(taken), "--no-save", "--json")
    result = json.loads(out)["result"]
    assert status == 0 and result["coverage"]["answered"] == 11
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

    code = codes_of(folder)[1]
    browser.find_element("id", "code").send_keys(code)
    assert stored(browser) == 1
    browser.find_element("id", "clear").click()
    browser.switch_to.alert.accept()
    assert text_of(browser, "progress").startswith("0 ") and stored(browser) == 0
    assert not reopen(browser, folder, code)


def test_nobody_else_is_offered_a_draft(browser: Any, run: Run, folder: Path, tmp_path: Path) -> None:
    """Not another code on the same machine, and not the same code in another round."""
    mine, other = codes_of(folder)[1:3]

    def answered() -> bool:
        start_afresh(browser, folder)
        browser.find_element("id", "code").send_keys(mine)
        browser.find_element("css selector", "input[value='2']").click()
        return reopen(browser, folder, mine)

    assert kept(answered)
    leave(browser)
    assert not reopen(browser, folder, other)
    browser.find_element("css selector", "input[value='5']").click()
    assert reopen(browser, folder, mine), "the other's answers are kept beside it"
    browser.find_element("id", "draft-afresh").click()
    assert text_of(browser, "progress").startswith("0 ") and stored(browser) == 1
    assert not reopen(browser, folder, mine)
    again = tmp_path / "again"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITRANS_NOW", "2027-03-01T10:00:00+01:00")
        assert run("people", "invite", str(again), "--group", "staff=3", "--short", "--lang", "da")[0] == 0
    assert other in codes_of(again), "the same code in both, for the sake of the test"
    assert not reopen(browser, again, other)
    assert reopen(browser, folder, other)


def test_two_windows_of_one_form_never_write_over_each_other(browser: Any, folder: Path) -> None:
    code = codes_of(folder)[1]
    start_afresh(browser, folder)
    first = browser.current_window_handle
    browser.find_element("id", "code").send_keys(code)
    browser.switch_to.new_window("tab")
    try:
        open_page(browser, folder)
        browser.find_element("id", "code").send_keys(code)
        browser.find_element("css selector", "input[value='5']").click()
        before = browser.execute_script("return JSON.stringify(Object.values(window.localStorage))")
        browser.switch_to.window(first)
        browser.find_element("css selector", "input[value='2']").click()
        assert "i et andet vindue" in text_of(browser, "storage") and not text_of(browser, "draft")
        assert browser.execute_script("return JSON.stringify(Object.values(window.localStorage))") == before
    finally:
        for other in [each for each in browser.window_handles if each != first]:
            browser.switch_to.window(other)
            browser.close()
        browser.switch_to.window(first)
    assert reopen(browser, folder, code), "what the other window kept is there"


def test_answers_before_the_code_are_told_not_to_be_kept(browser: Any, folder: Path) -> None:
    start_afresh(browser, folder)
    browser.find_element("css selector", "input[value='2']").click()
    assert "Skriv din kode" in text_of(browser, "draft") and stored(browser) == 0
    browser.find_element("id", "code").send_keys(codes_of(folder)[1])
    assert "En kladde ligger" in text_of(browser, "draft") and stored(browser) == 1


def warns(browser: Any) -> bool:
    """Whether the page asks before it is closed."""
    return bool(
        browser.execute_script(
            "const event = new Event('beforeunload', {cancelable: true});"
            "window.dispatchEvent(event); return event.defaultPrevented"
        )
    )


@pytest.mark.parametrize("fault", ["throw new DOMException('full', 'QuotaExceededError')", "return undefined"])
def test_a_store_that_is_full_is_told_where_one_is_and_before_closing(browser: Any, folder: Path, fault: str) -> None:
    start_afresh(browser, folder)
    browser.find_element("id", "code").send_keys(codes_of(folder)[2])
    fields = browser.find_elements("css selector", "fieldset")
    fields[0].find_element("css selector", "input[value='2']").click()
    assert not text_of(browser, "storage") and not warns(browser)
    browser.execute_script(f"Storage.prototype.setItem = function () {{ {fault}; }}")
    fields[9].find_element("css selector", "input[value='2']").click()
    told = browser.find_element("id", "storage")
    assert "ikke plads til din kladde" in told.text and warns(browser)
    assert browser.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return box.top >= 0 && box.bottom <= window.innerHeight",
        told,
    )
    browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    browser.find_element("id", "save").click()
    assert not text_of(browser, "storage") and not warns(browser)


def test_a_text_that_is_cut_says_so_while_it_is_typed(browser: Any, folder: Path) -> None:
    start_afresh(browser, folder)
    field = browser.find_element("css selector", "fieldset")
    field.find_element("css selector", "summary").click()
    note = field.find_element("css selector", "textarea")
    browser.execute_script("arguments[0].value = 'x'.repeat(1798)", note)
    note.send_keys("yy")
    assert not field.find_elements("css selector", ".length") or not field.find_element("css selector", ".length").text
    note.send_keys("z")
    assert field.find_element("css selector", ".length").text == "1801 af 2000 tegn."
    browser.execute_script("arguments[0].value = 'x'.repeat(1999)", note)
    note.send_keys("yz")
    assert "skåret af her" in field.find_element("css selector", ".length").text
    assert len(str(note.get_attribute("value"))) == 2000


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


def test_every_field_has_a_name_and_nothing_is_wider_than_the_page(browser: Any, folder: Path) -> None:
    open_page(browser, folder)
    nameless = browser.execute_script(
        "return Array.from(document.querySelectorAll('input, textarea, button')).filter(function (each) {"
        " return !(each.labels && each.labels.length) && !each.getAttribute('aria-label') && !each.textContent.trim();"
        "}).length"
    )
    assert nameless == 0
    for width in (320, 1200):
        browser.set_window_size(width, 800)
        fits = browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        assert fits, width
    browser.set_window_size(1200, 900)
