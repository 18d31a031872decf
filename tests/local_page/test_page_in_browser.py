"""The local page in a real browser: by keyboard alone, with axe, reloaded, killed, in two windows, attacked."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from visiting import leaving, serving, visit_of

from digitrans.content.catalogue import load_instrument
from digitrans.local_page.server import LocalServer

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytest.importorskip("selenium")
pytestmark = [
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="needs Chromium and its driver"),
    pytest.mark.xdist_group("browser"),
]
__all__ = ["leaving"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(BROWSER)
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.set_capability("unhandledPromptBehavior", "accept")
    downloads = tmp_path_factory.mktemp("downloads")
    options.add_experimental_option(
        "prefs", {"download.default_directory": str(downloads), "download.prompt_for_download": False}
    )
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER))) as driver:
        driver.downloads = downloads  # type: ignore[attr-defined]
        yield driver


def wait_for(found: Callable[[], Any]) -> Any:
    """What ``found`` gives once it gives something, within ten seconds."""
    from selenium.common.exceptions import WebDriverException

    until = time.monotonic() + 10
    while True:
        try:
            if got := found():
                return got
        except WebDriverException:
            pass  # the page is changing
        assert time.monotonic() < until
        time.sleep(0.05)


class Reader:
    """Somebody before the page, who only has a keyboard."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        browser.get_log("browser")
        browser.get(address)
        self.heading()

    def text(self, css: str = "body") -> str:
        return str(self.browser.find_element("css selector", css).text)

    def script(self, code: str) -> Any:
        return self.browser.execute_script(code)

    def click(self, css: str, heading: str = "") -> str:
        """Press a button in whatever way, and wait for the view that comes."""
        self.leave_behind()
        self.script(f"document.querySelector({css!r}).click()")
        return self.heading(heading)

    def leave_behind(self) -> None:
        """Know the view that is there from the next one."""
        self.script("for (const each of document.querySelectorAll('main h1')) each.dataset.old = ''")

    def heading(self, text: str = "") -> str:
        """The heading of a new view, once it is there and has the focus."""
        found = "const h = document.querySelector('main h1:not([data-old])');"
        found += "return h && document.activeElement === h ? h.textContent : ''"
        return str(wait_for(lambda: (told := self.script(found)) and text in told and told))

    def keys(self, *pressed: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.browser).send_keys(*pressed).perform()

    def tab_to(self, css: str) -> None:
        """Press Tab until what is wanted has the focus."""
        from selenium.webdriver.common.keys import Keys

        for _ in range(60):
            if self.script(f"return document.activeElement.matches({json.dumps(css)})"):
                return
            self.keys(Keys.TAB)
        raise AssertionError(f"{css} is not reached by Tab")

    def press(self, css: str, heading: str = "") -> str:
        """Reach a button by Tab, press it, and wait for the heading that comes."""
        from selenium.webdriver.common.keys import Keys

        self.tab_to(css)
        self.leave_behind()
        self.keys(Keys.ENTER)
        return self.heading(heading)

    def review(self) -> None:
        """Go to the last leaf, by the overview."""
        self.click(".overview li:last-child button", "Dine svar")

    def kept(self) -> None:
        wait_for(lambda: self.script("return document.documentElement.dataset.state") == "kept")

    def complaints(self) -> list[str]:
        return [each["message"] for each in self.browser.get_log("browser") if each["level"] in ("SEVERE", "WARNING")]


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., tuple[LocalServer, Reader]]]:
    from contextlib import ExitStack

    with ExitStack() as servers:

        def opening(name: str = "self-assessment", **more: Any) -> tuple[LocalServer, Reader]:
            server = servers.enter_context(serving(visit_of(name, **more)))
            return server, Reader(browser, server.address)

        yield opening
        browser.get("about:blank")


NEXT, BEGIN, FINISH = "button[type=submit]", ".choices button.main", "[data-do=finish]"
Opened = Callable[..., tuple[LocalServer, Reader]]


def test_everything_by_keyboard_alone(opened: Opened, settled: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    server, reader = opened(short=True)
    assert reader.browser.current_url == f"{server.door.origin}/"
    assert reader.browser.get_cookies() == [] and reader.script("return history.length") <= 3
    assert reader.press(BEGIN) == "Spørgsmål 1–2 af 14"
    reader.tab_to("textarea[data-text]")
    reader.keys("Digital post, æøå <b>&\n1 2 3")
    reader.tab_to("input[type=radio][value=streamline]")
    reader.keys(Keys.SPACE, Keys.ENTER)
    reader.kept()
    assert reader.text("main h1") == "Spørgsmål 1–2 af 14", "Enter in a field is no way on"
    heading, count = reader.press(NEXT), 0
    while heading != "Dine svar":
        reader.tab_to("fieldset[data-kind=rating] input[type=radio]")
        for _ in reader.browser.find_elements("css selector", "fieldset[data-kind=rating]"):
            reader.keys(Keys.SPACE, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
            count += 1
            reader.keys(Keys.TAB)
            reader.tab_to("fieldset[data-kind=rating]:not([data-answered]) input[type=radio], button[type=submit]")
        heading = reader.press(NEXT)
    assert count == 12 and "12 af 12 besvaret" in reader.text("main")
    assert "Digital post" in reader.press(FINISH)
    assert reader.text("#result").startswith("Resultatet er gemt")
    (saved,) = (settled / "results").glob("*.json")
    answers = json.loads(saved.read_text(encoding="utf-8"))["answers"]
    assert answers["the-change"] == "Digital post, æøå <b>&\n1 2 3" and answers["yes-after-problem"] == 2
    reader.tab_to("[data-file=docx]")
    reader.keys(Keys.ENTER)
    (word,) = wait_for(lambda: list(reader.browser.downloads.glob("digitrans-resultat.docx")))
    assert word.read_bytes().startswith(b"PK")
    assert reader.press("#close") == "Lukket" and server.closed.is_set()
    assert reader.complaints() == []
    assert reader.script("return sessionStorage.length") == 0


def axe_problems(browser: Any) -> list[str]:
    axe = pytest.importorskip("axe_core_python.base")
    if not browser.execute_script("return Boolean(window.axe)"):
        browser.execute_script(axe.AXE_SCRIPT)
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]


CUT = """
const wrong = [];
if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page is wider than the window');
for (const each of document.querySelectorAll('main *, header *')) {
  const box = each.getBoundingClientRect();
  const cut = box.width && (box.right > innerWidth + 1 || box.left < -1);
  if (cut && !each.closest('.hidden')) wrong.push(each.outerHTML.slice(0, 90));
}
return wrong;
"""


def set_width(browser: Any, width: int) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@pytest.mark.parametrize("name", ["mentality", "risk", "dilemmas", "board-meeting"])
def test_axe_finds_nothing_and_nothing_is_cut(opened: Opened, name: str) -> None:
    """320 pixels are what 1280 at 400 per cent leave."""
    _, reader = opened(name)
    browser = reader.browser
    try:
        set_width(browser, 320)
        assert axe_problems(browser) == [] and reader.script(CUT) == []
        reader.press(BEGIN)
        if load_instrument(name).repeat:
            assert axe_problems(browser) == []
            browser.find_element("id", "names").send_keys("Børn og unge\nTeknik- og miljøforvaltningens driftsafdeling")
            reader.click(NEXT, "Spørgsmål")
        seen: set[str] = set()
        for _ in range(8):
            reader.script("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert reader.script(CUT) == []
            kinds = set(reader.script("return [...document.querySelectorAll('[data-kind]')].map(e => e.dataset.kind)"))
            if kinds - seen:
                assert axe_problems(browser) == []
            seen |= kinds
            if reader.click(NEXT) == "Dine svar":
                break
        else:
            reader.review()
        assert axe_problems(browser) == [] and reader.script(CUT) == []
        reader.click(FINISH)
        set_width(browser, 1280)
        assert axe_problems(browser) == [] and reader.script(CUT) == []
        reader.click("#close", "Lukket")
        assert axe_problems(browser) == []
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert reader.complaints() == []


def draft(home: Path) -> dict[str, Any]:
    (path,) = (home / "drafts").glob("*.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return found


def test_a_text_is_kept_while_it_is_typed_and_a_killed_tab_loses_nothing(opened: Opened, settled: Path) -> None:
    server, reader = opened()
    reader.press(BEGIN)
    reader.tab_to("textarea[data-text]")
    reader.keys("Et")
    wait_for(lambda: draft(settled).get("the-change") == "Et")
    first = reader.browser.current_window_handle
    reader.browser.switch_to.new_window("tab")
    spare = reader.browser.current_window_handle
    reader.browser.switch_to.window(first)
    reader.keys(" nyt borgeroverblik")
    reader.browser.close()
    reader.browser.switch_to.window(spare)
    wait_for(lambda: draft(settled).get("the-change") == "Et nyt borgeroverblik")
    wait_for(lambda: server.streams == 0)


def test_reloaded_it_goes_on_and_another_window_is_told_nothing(opened: Opened) -> None:
    server, reader = opened()
    reader.press(BEGIN)
    reader.tab_to("textarea[data-text]")
    reader.keys("Digital post")
    reader.kept()
    reader.browser.refresh()
    assert reader.heading("Spørgsmål") and "Digital post" in reader.text("main")
    wait_for(lambda: server.streams == 1)
    mine = reader.browser.current_window_handle
    reader.browser.switch_to.new_window("tab")
    reader.browser.get(f"{server.door.origin}/")
    assert reader.heading() == "Her er ingen spørgsmål"
    reader.browser.get(server.address)
    assert "er brugt" in reader.text()
    reader.browser.close()
    reader.browser.switch_to.window(mine)
    heading = reader.press(NEXT)
    reader.leave_behind()
    reader.script("history.back()")
    assert reader.heading("Spørgsmål 1–2") and "Digital post" in reader.text("main")
    reader.leave_behind()
    reader.script("history.forward()")
    assert reader.heading() == heading and reader.browser.current_url == f"{server.door.origin}/"


def test_two_windows_do_not_overwrite_each_other(opened: Opened, settled: Path) -> None:
    _, reader = opened()
    reader.press(BEGIN)
    browser, first = reader.browser, reader.browser.current_window_handle
    browser.execute_script("window.open('/', '_blank', 'opener')")
    (second,) = set(browser.window_handles) - {first}
    browser.switch_to.window(second)
    reader.heading("Spørgsmål")
    browser.find_element("css selector", "textarea[data-text]").send_keys("Fra det andet")
    reader.kept()
    browser.switch_to.window(first)
    wait_for(lambda: "et andet vindue" in reader.text("#banner"))
    browser.find_element("css selector", "input[value=streamline]").send_keys(" ")
    time.sleep(0.5)
    assert draft(settled) == {"the-change": "Fra det andet"}
    reader.script("document.getElementById('reload').click()")
    wait_for(lambda: draft(settled).get("kind-of-change") == "streamline")
    assert draft(settled)["the-change"] == "Fra det andet"
    wait_for(
        lambda: browser.find_element("css selector", "textarea[data-text]").get_attribute("value") == "Fra det andet"
    )
    assert not browser.find_element("id", "banner").is_displayed()
    browser.switch_to.window(second)
    browser.close()
    browser.switch_to.window(first)


def test_what_cannot_be_is_said_where_it_stands_and_holds_the_leaf(opened: Opened) -> None:
    from selenium.webdriver.common.keys import Keys

    _, reader = opened("mentality")
    reader.press(BEGIN)
    reader.tab_to("#names")
    reader.keys("Teknik")
    reader.press(NEXT, "Spørgsmål 1 af")
    reader.press(NEXT, "Spørgsmål 2 af")
    reader.tab_to("input[data-option]")
    reader.keys("50", Keys.TAB, "40")
    assert reader.text(".sum") == "I alt: 90 %"
    reader.tab_to(NEXT)
    reader.keys(Keys.ENTER)
    wait_for(lambda: "give 100" in reader.text("fieldset .fault"))
    field = reader.browser.switch_to.active_element
    assert field.get_attribute("aria-invalid") == "true" and field.get_attribute("data-option")
    assert reader.script("return document.querySelector('fieldset .fault').getAttribute('role')") == "alert"
    reader.tab_to("input[data-option]:placeholder-shown, input[data-option]")
    reader.script("document.querySelectorAll('[data-option]')[2].focus()")
    reader.keys("10")
    reader.kept()
    assert reader.press(NEXT) != "Spørgsmål 2 af 7"


def test_without_a_server_it_says_so_until_there_is_one(opened: Opened, settled: Path) -> None:
    server, reader = opened()
    reader.press(BEGIN)
    reader.script("document.querySelector('input[value=streamline]').click()")
    reader.kept()
    wait_for(lambda: server.streams == 1)
    server.stop()
    wait_for(lambda: "Alt, hvad du har svaret, er gemt" in reader.text("#banner"))
    assert reader.text("#state") == "Gemt" and draft(settled) == {"kind-of-change": "streamline"}
    reader.tab_to("textarea[data-text]")
    reader.keys("Sent")
    wait_for(lambda: "Ikke gemt" in reader.text("#banner"))
    assert reader.text("#state") == "Ikke gemt"
    assert reader.browser.find_element("css selector", "textarea[data-text]").get_attribute("value") == "Sent"
    reader.script("window.onbeforeunload = null")


def started(home: Path) -> tuple[subprocess.Popen[str], str]:
    """The command as a process of its own, and the address that it tells."""
    environment = {**os.environ, "DIGITRANS_HOME": str(home), "DIGITRANS_LANG": "da"}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "CI"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "digitrans", "assess", "--browser"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stderr is not None
    told = iter(process.stderr.readline, "")
    return process, next(found[0] for line in told if (found := re.search(r"http://127\S+", line)))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_program_loses_nothing_and_is_gone_on_with(browser: Any, settled: Path) -> None:
    process, address = started(settled)
    try:
        reader = Reader(browser, address)
        reader.press(BEGIN)
        reader.tab_to("textarea[data-text]")
        reader.keys("Digital post")
        reader.kept()
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
    wait_for(lambda: "Alt, hvad du har svaret, er gemt" in reader.text("#banner"))
    assert draft(settled) == {"the-change": "Digital post"}
    with serving(visit_of()) as server:
        reader = Reader(browser, server.address)
        assert "Fortsæt, hvor du slap" in reader.text("main")
        reader.press(BEGIN)
        assert "Digital post" in reader.text(".above")
        browser.get("about:blank")


EVIL = """<!doctype html><title>evil</title><body><script>
const at = %s, session = %s, key = %s, told = [];
const post = (path, extra) => fetch(at + path,
  Object.assign({method: 'POST', body: '{}', credentials: 'include'}, extra))
  .then(a => a.text().then(t => told.push(path + ' ' + a.type + ' ' + t)), e => told.push('blocked'));
const json = {'Content-Type': 'application/json', 'X-Digitrans-Key': key};
const image = new Promise(done => { const i = new Image(); i.onload = () => done('image'); i.onerror = () => done('');
  i.src = at + session + '/close'; });
const script = new Promise(done => { const s = document.createElement('script'); s.onload = () => done('script');
  s.onerror = () => done(''); s.src = at + '/'; document.head.append(s); });
const frame = document.createElement('iframe'); frame.src = at + '/'; document.body.append(frame);
const form = document.createElement('form'); form.method = 'post'; form.action = at + session + '/close';
form.enctype = 'text/plain'; form.target = 'sink'; form.innerHTML = '<input name=\\'{"a\\' value=\\'":1}\\'>';
const sink = document.createElement('iframe'); sink.name = 'sink'; document.body.append(sink, form); form.submit();
navigator.sendBeacon(at + session + '/close', '{}');
window.done = Promise.all([
  post(session + '/close', {mode: 'no-cors'}), post(session + '/close', {headers: json}),
  post(session + '/view', {headers: json}), post('/', {method: 'GET', body: undefined}),
  post('/', {method: 'GET', body: undefined, mode: 'no-cors'}), image, script,
  new Promise(d => setTimeout(d, 300)),
]).then(found => {
  let framed = 'nothing';
  try { framed = frame.contentDocument.body.innerHTML; } catch (error) { framed = 'closed'; }
  return {told, loaded: found.filter(each => typeof each === 'string' && each), framed};
});
</script>"""


def test_another_page_can_neither_change_nor_read_it_even_if_it_knew_the_secrets(opened: Opened) -> None:
    server, reader = opened()
    reader.press(BEGIN)
    before = server.visit.revision
    page = EVIL % tuple(map(json.dumps, (server.door.origin, f"/{server.door.session}", server.door.key)))

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    mine = reader.browser.current_window_handle
    reader.browser.switch_to.new_window("tab")
    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as evil:
        threading.Thread(target=evil.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        for host in ("127.0.0.1", "localhost"):
            reader.browser.get(f"http://{host}:{evil.server_address[1]}/")
            found = reader.browser.execute_async_script("window.done.then(arguments[arguments.length - 1])")
            assert found["loaded"] == [] and "view" not in found["framed"]
            assert all(each == "blocked" or each.endswith(" opaque ") for each in found["told"]), found
        evil.shutdown()
    reader.browser.close()
    reader.browser.switch_to.window(mine)
    assert server.visit.revision == before and not server.closed.is_set()


def test_forced_colours_reduced_motion_and_paper_and_a_result_that_outlives_the_program(opened: Opened) -> None:
    server, reader = opened(short=True)
    browser = reader.browser
    reader.press(BEGIN)

    def emulate(media: str = "", **features: str) -> None:
        found = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": found})

    def style(css: str, name: str) -> str:
        return str(reader.script(f"return getComputedStyle(document.querySelector({css!r})).{name}"))

    try:
        browser.find_element("css selector", "input[type=radio]").click()
        emulate(forced_colors="active")
        assert style(".option:has(input:checked)", "outlineStyle") == "solid"
        emulate(prefers_reduced_motion="reduce")
        moving = "return [...document.querySelectorAll('*')].some(e => getComputedStyle(e).transitionDuration !== '0s')"
        assert not reader.script(moving)
        reader.kept()
        reader.review()
        reader.click(FINISH)
        emulate("print")
        assert style("#result", "display") == style(".shell", "display") == "none"
        assert style("main h1", "display") == "block"
        emulate()
        server.stop()
        wait_for(lambda: "Resultatet står her stadig" in reader.text("#banner"))
        assert "Ikke gemt" not in reader.text()
    finally:
        emulate()
