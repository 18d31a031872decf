"""The page for the room in a real browser, by keyboard: asked, guessed, shown, talked about, agreed, saved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_form_in_browser import browser, pytestmark, wait_for
from test_rounds import answer, codes_of

__all__ = ["browser", "pytestmark"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def page(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "round"
    run("people", "invite", str(folder), "--group", "staff=5", "--short", "--form", "yaml")
    for number, (code, group) in enumerate(codes_of(folder).items()):
        answer(folder, code, 5 if group == "self" else 2 + number % 2)
    run("people", "collect", str(folder))
    status, out, err = run("people", "room", str(folder), "--json", "--lang", "da")
    assert (status, err) == (0, "")
    (file,) = json.loads(out)["files"]
    return Path(file)


def keys(browser: Any, *pressed: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(browser, duration=0).send_keys(*pressed).perform()


def stage(browser: Any) -> str:
    return str(browser.find_element("id", "stage").text)


def test_the_page_goes_through_a_conversation_by_keyboard(browser: Any, page: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.get(page.as_uri())
    assert "minutter i alt" in stage(browser) and "mindst 4 personer" in stage(browser)
    keys(browser, Keys.SPACE)
    text = stage(browser)
    assert "Samtale 1 af 3: Gæt" in text and "Skalaen: 1 =" in text
    assert not re.search(r"\b2,\d", text) and "5,0" not in text, "nothing is shown before it is guessed"
    keys(browser, "2", "2", "4", "5", Keys.BACKSPACE)
    assert "3 gæt" in stage(browser)
    keys(browser, Keys.ARROW_RIGHT)
    text = stage(browser)
    assert "I gættede på 1: 0, 2: 2, 3: 0, 4: 1, 5: 0." in text and "Medarbejderne" in text and "2,6" in text
    assert "5,0" not in text, "the group comes before the leader"
    keys(browser, Keys.ARROW_RIGHT)
    assert "Topleder" in stage(browser) and "5,0" in stage(browser)
    keys(browser, Keys.ARROW_LEFT)
    assert "5,0" not in stage(browser)
    keys(browser, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert "Spørg nu" in stage(browser) and "digitrans" not in stage(browser)
    clock = browser.find_element("id", "clock")
    before = clock.text
    keys(browser, "t")
    wait_for(lambda: clock.text != before)
    keys(browser, Keys.PAGE_DOWN)
    browser.find_element("id", "agree-what").send_keys("Vi spørger en borger 1 2 3 t")
    browser.find_element("id", "agree-who").send_keys("Anna")
    assert "Aftal én ting" in stage(browser)
    browser.find_element("id", "next").click()
    assert "Samtale 2 af 3" in stage(browser)
    browser.execute_script("for (let n = 0; n < 10; n++) document.getElementById('next').click()")
    assert "Det har I aftalt" in stage(browser) and "Vi spørger en borger 1 2 3 t" in stage(browser)
    browser.execute_script("window.scrollTo(0, document.body.scrollHeight)")
    browser.find_element("id", "save").click()
    saved = wait_for(lambda: list(browser.downloads.glob("aftalt*.txt")))[0]
    told = wait_for(lambda: saved.read_text(encoding="utf-8"))
    assert "Vi aftaler: Vi spørger en borger" in told and "Hvem gør det: Anna" in told
    assert [each for each in browser.get_log("browser") if each["level"] == "SEVERE"] == []


# Every step of the page: whether it is as wide as the screen, and whether its end can be scrolled above the bar.
STEPS = """
const wrong = [], seen = new Set();
for (let step = 0; step < 16; step++) {
  const stage = document.getElementById("stage");
  seen.add(stage.innerText);
  if (document.documentElement.scrollWidth > window.innerWidth) wrong.push(`${step}: wider`);
  window.scrollTo(0, document.body.scrollHeight);
  const last = stage.lastElementChild.getBoundingClientRect();
  if (last.bottom > document.getElementById("bar").getBoundingClientRect().top) wrong.push(`${step}: below the bar`);
  document.getElementById("next").click();
}
return [wrong, seen.size];
"""


def test_nothing_is_wider_than_the_screen_or_below_the_bar(browser: Any, page: Path) -> None:
    try:
        for width in (500, 1280, 1920):
            browser.set_window_size(width, 900)
            browser.get(page.as_uri())
            wrong, steps = browser.execute_script(STEPS)
            assert wrong == [] and steps > 12, (width, wrong, steps)
    finally:
        browser.set_window_size(1200, 900)


def test_the_page_contacts_nobody_and_holds_no_more_than_the_sheet(page: Path, run: Run) -> None:
    text = page.read_text(encoding="utf-8")
    assert "http" not in text.replace("http-equiv", "") and "default-src 'none'" in text
    found = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    sheet = " ".join(run("people", "compare", str(page.parent), "--lang", "da", "--sheet")[1].split())
    for talk in data["talks"]:
        for who, place in (talk["own"], *talk["groups"]):
            assert f"{who}: {place}" in sheet


def test_a_round_without_figures_has_no_page(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    run("people", "invite", str(folder), "--group", "staff=3", "--short", "--form", "yaml")
    for code in codes_of(folder):
        answer(folder, code, 3)
    run("people", "collect", str(folder))
    status, out, _ = run("people", "room", str(folder))
    assert status == 0 and "nothing to show yet" in out and not list(folder.glob("room*"))
