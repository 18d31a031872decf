"""The page for respondents in a real browser: every questionnaire filled in, for several units, and collected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_form_in_browser import browser, kept, pytestmark, settle, text_of
from test_forms import ALL, LANGUAGES, check, generated, instrument, invitation, start, values_back

from digitrans.answers.data import as_data
from digitrans.answers.values import Answers, Unit
from digitrans.content.catalogue import load_instrument
from digitrans.files.sources import Source
from digitrans.people.forms import html_form

__all__ = ["browser", "pytestmark"]

# What a hand does: click, or type. The answers are as files have them.
FILL = """
const [answers, code] = arguments;
const typed = (input, value) => { input.value = value; input.dispatchEvent(new Event("input", {bubbles: true})); };
typed(document.getElementById("code"), code);
for (const [key, entry] of Object.entries(answers)) {
  const field = document.querySelector(`fieldset[data-key="${key}"]`);
  const noted = entry !== null && typeof entry === "object" && "note" in entry;
  const value = noted ? entry.value : entry;
  if (noted) typed(field.querySelector("[data-note]"), entry.note);
  if (value === null) continue;
  const several = Array.isArray(value) ? value.length ? value : ["none"] : [value];
  for (const each of several) {
    const box = Array.from(field.querySelectorAll("[type=radio], [type=checkbox]")).find(b => b.value === String(each));
    if (box) box.click();
    else if (typeof each !== "object") typed(field.querySelector("[data-number], [data-text]"), each);
    else for (const [name, share] of Object.entries(each)) typed(field.querySelector(`[data-option="${name}"]`), share);
  }
}
"""
SAVE = """
const done = arguments[arguments.length - 1];
URL.createObjectURL = blob => { blob.text().then(done); return "blob:none"; };
HTMLAnchorElement.prototype.click = () => {};
document.getElementById("save").click();
if (document.querySelector("[aria-invalid]")) done("");
"""


# What a hand does with the page once it is opened again: the code typed, the draft that is offered taken.
TAKE_UP = """
const progress = document.getElementById("progress"), code = document.getElementById("code");
const before = progress.innerText;
code.value = arguments[0];
code.dispatchEvent(new Event("input", {bubbles: true}));
const offered = document.getElementById("offer").getClientRects().length > 0;
if (offered) document.getElementById("draft-on").click();
return [before, offered, progress.innerText];
"""


def opened(browser: Any, path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8")

    def cleared() -> bool:
        browser.get(path.as_uri())
        left = browser.execute_script("const n = window.localStorage.length; window.localStorage.clear(); return n")
        return left == 0 and text_of(browser, "progress").startswith("0 ")

    assert kept(cleared)


def plain(answers: Answers) -> dict[str, Any]:
    data = as_data(answers)
    units = {f"{unit['id']}/{key}": entry for unit in data.get("units", ()) for key, entry in unit["answers"].items()}
    return {**data["answers"], **units}


@pytest.mark.parametrize("name", ALL)
def test_the_page_brings_back_what_was_answered(browser: Any, name: str, tmp_path: Path) -> None:
    found = instrument(name)
    wanted = start(tmp_path / "round", found)
    code = list(wanted.codes)[1]
    answers = generated(found, 1)
    opened(browser, tmp_path / "form.html", html_form.write(LANGUAGES[0], invitation(found)))

    def filled() -> bool:
        told = browser.execute_script(
            f"{FILL} return document.getElementById('progress').innerText", plain(answers), code
        )
        settle(browser, blank=False)
        browser.get((tmp_path / "form.html").as_uri())
        before, offered, again = browser.execute_script(TAKE_UP, code)
        assert before.startswith("0 ") and not told.startswith("0 ")
        return bool(offered) and again == told

    assert kept(filled)
    saved = browser.execute_async_script(SAVE)
    assert saved, text_of(browser, "message")
    check(values_back(tmp_path / "round", wanted, found, [Source("form.json", saved)]), {code: answers})
    assert [each for each in browser.get_log("browser") if each["level"] == "SEVERE"] == []


def test_every_unit_is_told_apart_and_counted(browser: Any, tmp_path: Path) -> None:
    found = instrument("mentality")
    sent = invitation(found)
    opened(browser, tmp_path / "form.html", html_form.write(LANGUAGES[1], sent))
    heads = [each.text for each in browser.find_elements("css selector", "section h2")]
    assert heads == [each.name for each in sent.units]
    legends = [each.get_attribute("textContent") for each in browser.find_elements("css selector", "legend")]
    assert len(legends) == len(set(legends)) == 1 + 6 * 3
    assert sum(each.startswith("Børn og unge: ") for each in legends) == 6
    names = browser.execute_script(
        "return Array.from(document.querySelectorAll('textarea, button')).map(e => e.ariaLabel || e.textContent)"
    )
    assert len(names) == len(set(names)), "what is read out tells one unit from the other"
    browser.execute_script(FILL, {f"{sent.units[1].id}/listened-to": 4, "change": "Ja"}, "")
    counts = [each.text for each in browser.find_elements("css selector", "[data-count]")]
    assert counts == ["0 of 6", "1 of 6", "0 of 6"]
    assert text_of(browser, "progress") == "2 of 19 answered"
    links = browser.find_elements("css selector", "nav a")
    links[2].click()
    assert browser.execute_script("return window.scrollY") > 1000


def test_shares_show_their_sum_and_do_not_leave_the_page_before_they_fit(browser: Any, tmp_path: Path) -> None:
    found = instrument("mentality")
    wanted = start(tmp_path / "round", found)
    code, unit = next(iter(wanted.codes)), wanted.units[1].id
    opened(browser, tmp_path / "form.html", html_form.write(LANGUAGES[1], invitation(found)))
    key = f"{unit}/spread"
    browser.execute_script(FILL, {key: {"optimist": 60, "passive": 30}}, code)
    field = browser.find_element("css selector", f"fieldset[data-key='{key}']")
    total = field.find_element("css selector", ".sum")
    assert total.text.startswith("In all: 90%") and "come to 100" in total.text
    browser.find_element("id", "save").click()
    assert "come to 100" in text_of(browser, "message")
    assert "come to 100" in field.find_element("css selector", ".wrong").text
    assert browser.switch_to.active_element.get_attribute("data-option") == "optimist"
    browser.execute_script(FILL, {key: {"sceptic": 9.5, "watchdog": 0.5}}, code)
    assert browser.execute_async_script(SAVE) == "", "half a per cent is no answer"
    browser.execute_script(FILL, {key: {"sceptic": 10, "watchdog": 0}}, code)
    assert total.text == "In all: 100%."
    saved = json.loads(browser.execute_async_script(SAVE))
    assert saved["units"][1]["answers"] == {"spread": {"optimist": 60, "passive": 30, "sceptic": 10, "watchdog": 0}}
    assert [each["answers"] for each in saved["units"]][::2] == [{}, {}]
    assert not browser.find_elements("css selector", ".wrong")


def test_an_answer_and_what_is_chosen_instead_take_each_other_back(browser: Any, tmp_path: Path) -> None:
    found = instrument("kinds")
    opened(browser, tmp_path / "form.html", html_form.write(LANGUAGES[1], invitation(found)))
    code = next(iter(start(tmp_path / "round", found).codes))
    browser.execute_script(FILL, {"tools": ["pen", "van"], "sum": 12}, code)
    browser.execute_script(FILL, {"tools": [], "sum": "dont-know"}, code)
    assert json.loads(browser.execute_async_script(SAVE))["answers"] == {"tools": [], "sum": "dont-know"}
    browser.execute_script(FILL, {"tools": ["phone"], "sum": 13}, code)
    assert json.loads(browser.execute_async_script(SAVE))["answers"] == {"tools": ["phone"], "sum": 13}
    browser.execute_script(FILL, {"sum": 999999}, code)
    assert browser.execute_async_script(SAVE) == "" and "from -5 to 5000" in text_of(browser, "message")


@pytest.mark.parametrize("width", [400, 1200])
def test_twelve_units_of_thirteen_questions_stay_usable(browser: Any, tmp_path: Path, width: int) -> None:
    units = tuple(
        Unit(f"unit-{n}", f"Forvaltning {n} med et meget langt navn: {'Sundhedsomsorg' * 3}") for n in range(12)
    )
    sent = invitation(load_instrument("maturity"))
    sent = type(sent)(sent.instrument, sent.short, sent.fingerprint, sent.items, units)
    browser.set_window_size(width, 800)
    try:
        opened(browser, tmp_path / "form.html", html_form.write(LANGUAGES[0], sent))
        assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        assert text_of(browser, "progress").startswith("0 af 156")
        spent = browser.execute_script(
            "const from = performance.now(); document.querySelector('fieldset input').click();"
            "return performance.now() - from"
        )
        assert spent < 1000
        hidden = browser.execute_script(
            "const input = document.querySelectorAll('section')[3].querySelectorAll('input')[40]; input.focus();"
            "const head = document.querySelectorAll('h2')[3].getBoundingClientRect();"
            "return input.getBoundingClientRect().top < head.bottom"
        )
        assert not hidden, "the name that stays in view does not lie over what has the focus"
    finally:
        browser.set_window_size(1200, 900)
