"""``--browser`` as a command: opened, told, waited for, ended; with a browser that is a thread of ours."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from visiting import ask, get, head, status

from conftest import EXAMPLES
from digitrans.local_page import opening
from digitrans.local_page.gate import Door
from digitrans.local_page.server import LocalServer

Run = Callable[..., tuple[int, str, str]]


class Page:
    """A window of a browser, as far as the server can tell."""

    def __init__(self, address: str) -> None:
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/open/\S+)", address)
        assert found is not None
        self.door = Door(int(found[1]), "", "")
        told = get(self, found[2])  # type: ignore[arg-type]
        data = re.search(rb'id="data">(.*?)</script>', told)
        assert status(told) == 200 and data is not None
        secret = json.loads(data[1])
        self.door = Door(self.door.port, secret["session"], secret["key"])

    def ask(self, what: str, **given: Any) -> dict[str, Any]:
        code, told = ask(self, what, **given)  # type: ignore[arg-type]
        assert code == 200, told
        return told

    def listen(self) -> socket.socket:
        door = self.door
        given = {"Host": door.host, "Origin": door.origin, "Content-Type": "application/json", "Content-Length": "2"}
        connection = socket.create_connection(("127.0.0.1", door.port), timeout=5)
        connection.sendall(head("POST", f"/{door.session}/stream", {**given, "X-Digitrans-Key": door.key}) + b"{}")
        connection.recv(1000)
        return connection


@pytest.fixture(autouse=True)
def display(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a display and no other sign of where it is."""
    for name in ("SSH_CONNECTION", "SSH_TTY", "BROWSER", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr(opening, "TICK", 0.02)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Page], object]], list[threading.Thread]]:
    """Opens the address that it is given in a thread, and does what it is told with the page."""

    def opened_by(act: Callable[[Page], object]) -> list[threading.Thread]:
        started: list[threading.Thread] = []

        def open_page(address: str, new: int = 0) -> bool:
            started.append(threading.Thread(target=lambda: act(Page(address)), daemon=True))
            started[0].start()
            return True

        monkeypatch.setattr(webbrowser, "open", open_page)
        return started

    return opened_by


def in_turn(*acts: Callable[[Page], object]) -> Callable[[Page], None]:
    """One thing with the page after the other."""

    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def close(page: Page) -> None:
    page.ask("close")


def answer_all(page: Page) -> None:
    """The short form, everything 4."""
    view = page.ask("begin")
    for leaf in range(99):
        for key in re.findall(r'data-key="([^"]+)" data-kind="rating"', view["html"]):
            view["revision"] = page.ask("answer", key=key, revision=view["revision"], entry={"value": 4})["revision"]
        view = page.ask("view", leaf=leaf + 1)
        if view.get("leaf") != leaf + 1:
            break
    page.ask("finish")


def test_answered_in_the_browser_it_is_saved_and_written_where_it_was_wanted(
    run: Run, browser: Any, settled: Path, tmp_path: Path
) -> None:
    browser(in_turn(answer_all, close))
    code, out, err = run("assess", "--short", "--browser", "--lang", "da", "--json")
    assert code == 0 and json.loads(out)["result"]["coverage"]["answered"] == 12
    (saved,) = (settled / "results").glob("*.json")
    assert str(saved) in err and not list((settled / "drafts").glob("*.json"))
    assert "i din browser" in err and "/open/" not in err, "the address is not told where no terminal shows it"
    assert run("history", "list")[1].count("7f3a") == 1


def test_a_pipe_gets_the_result_and_a_terminal_not_again(
    run: Run, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(in_turn(answer_all, close))
    assert run("assess", "--short", "--browser")[1].startswith("Self-assessment")
    monkeypatch.setattr("digitrans.output.is_terminal", lambda stream: True)
    browser(in_turn(answer_all, close))
    code, out, err = run("assess", "--short", "--browser", "--no-save")
    assert (code, out) == (0, "") and "If the page does not appear" in err and "/open/" in err


@pytest.mark.parametrize("arguments", [("dilemmas",), ("dilemmas", "assess"), ("checklist", "fill", "board-meeting")])
def test_dilemmas_and_checklists_are_answered_there_too(run: Run, browser: Any, arguments: tuple[str, ...]) -> None:
    def act(page: Page) -> None:
        view = page.ask("begin")
        key = re.findall(r'data-key="([^"]+)"', view["html"])[0]
        value: int | str = "done" if arguments[0] == "checklist" else 2
        page.ask("answer", key=key, revision=view["revision"], entry={"value": value})
        page.ask("finish")
        page.ask("close")

    browser(act)
    code, out, err = run(*arguments, "--browser", "--json")
    assert code == 0 and json.loads(out), err


def test_what_was_open_last_time_comes_first_and_keeps_its_status(run: Run, browser: Any, tmp_path: Path) -> None:
    run("checklist", "fill", "board-meeting", "--answers", str(EXAMPLES / "board-meeting.yaml"))
    shown: list[str] = []
    browser(in_turn(lambda page: shown.append(page.ask("begin")["html"]), lambda page: page.ask("finish"), close))
    code, out, _ = run("checklist", "fill", "board-meeting", "--browser", "--json")
    assert code == 0 and "Open since last time" in shown[0]
    assert "under-way" in out or "not-started" in out


def test_answers_from_a_file_are_filled_in(run: Run, browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_text("instrument: self-assessment\nanswers:\n  yes-after-problem: 5\n", encoding="utf-8")
    browser(lambda page: (page.ask("begin"), page.ask("finish"), page.ask("close")))
    code, out, _ = run("assess", "--browser", "--answers", str(file), "--json")
    assert code == 0 and json.loads(out)["answers"]["yes-after-problem"] == 5


def test_own_content_is_in_force_there_too(run: Run, browser: Any) -> None:
    browser(in_turn(lambda page: page.ask("begin"), lambda page: page.ask("finish"), close))
    own = ("--content", str(EXAMPLES / "own-content"))
    code, out, err = run(*own, "assess", "--browser", "--json")
    assert code == 0, err
    assert [each["name"] for each in json.loads(out)["content"]] == ["Fjordby Kommune"]


def test_what_was_answered_today_is_offered_instead(run: Run, browser: Any, settled: Path) -> None:
    run("assess", "--answers", str(EXAMPLES / "self-assessment.yaml"))
    text = Path(next((settled / "results").glob("*.json"))).read_text(encoding="utf-8")
    (settled / "results" / "2026-11-23-self-assessment-9z9z.json").write_text(
        re.sub(r'"finished": "[^"]+"', '"finished": "2026-11-23T09:12:00+01:00"', text), encoding="utf-8"
    )
    shown: list[str] = []
    show = in_turn(lambda page: shown.append(page.ask("view")["html"]), lambda page: page.ask("today"), close)
    browser(show)
    code, out, _ = run("assess", "--browser", "--json")
    assert code == 0 and "You answered today at" in shown[0]
    assert json.loads(out)["result"]["coverage"]["answered"] == 37
    assert len(list((settled / "results").glob("*.json"))) == 2, "nothing is saved again"


def test_from_the_keyboard_to_the_browser_and_back(
    run: Run, browser: Any, monkeypatch: pytest.MonkeyPatch, settled: Path
) -> None:
    monkeypatch.setattr("digitrans.output.is_terminal", lambda stream: True)

    def typed(*lines: str) -> tuple[int, str, str]:
        given = iter(lines)
        monkeypatch.setattr("builtins.input", lambda prompt="": next(given))
        return run("assess", "--plain", "--short")

    assert typed("Digital post", "q")[0] == 130
    shown: list[str] = []

    def act(page: Page) -> None:
        shown.append(page.ask("view")["html"])
        view = page.ask("begin", draft=0)
        shown.append(page.ask("view", leaf=0)["html"])
        page.ask("answer", key="yes-after-problem", revision=view["revision"], entry={"value": 4})
        page.ask("close")

    browser(act)
    assert run("assess", "--short", "--browser")[0] == 130
    assert "0 of 12 answered, begun" in shown[0] and "Digital post" in shown[1]
    code, out, _ = typed("1", "q")
    assert code == 130 and "1 of 12 answered" in out and "Digital post" in out
    (draft,) = (settled / "drafts").glob("*.json")
    answers = json.loads(draft.read_text(encoding="utf-8"))["answers"]
    assert answers == {"the-change": "Digital post", "yes-after-problem": 4}


def test_closed_before_the_result_it_ends_as_stopped_and_keeps_the_draft(run: Run, browser: Any, settled: Path) -> None:
    def act(page: Page) -> None:
        view = page.ask("begin")
        page.ask("answer", key="yes-after-problem", revision=view["revision"], entry={"value": 3})
        assert "run the same command again" in page.ask("close")["html"]

    browser(act)
    code, out, err = run("assess", "--browser")
    assert (code, out) == (130, "") and "run the same command again" in err
    assert len(list((settled / "drafts").glob("*.json"))) == 1
    browser(lambda page: page.ask("close"))
    code, _, err = run("assess", "--browser", "--no-save")
    assert code == 130 and "Nothing is saved" in err


def test_it_ends_when_no_window_has_been_open_for_a_while(
    run: Run, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ALONE", 0.3)
    lasted: list[float] = []

    def act(page: Page) -> None:
        page.ask("begin")
        windows = [page.listen(), page.listen()]
        started = time.monotonic()
        windows[0].close()
        time.sleep(0.8)
        windows[1].close()
        lasted.append(time.monotonic() - started)

    started = browser(act)
    assert run("assess", "--browser")[0] == 130
    started[0].join()
    assert lasted and lasted[0] >= 0.8, "a window that is open keeps it, hidden or not"


def test_an_address_that_is_never_opened_is_given_up(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "UNOPENED", 0.1)
    monkeypatch.setattr(webbrowser, "open", lambda address, new: True)
    assert run("assess", "--browser")[0] == 130


def test_the_sleep_of_the_machine_is_no_time_alone() -> None:
    assert opening.waited(80, 3600, 0) < opening.ALONE
    assert opening.waited(80, 0.5, 1) == 0 and opening.waited(89.99, 0.02, 0) >= opening.ALONE


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DISPLAY": ""}, ["Open this address in a browser on this machine", "/open/"]),
        ({"DISPLAY": "", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, ["different machine", "ssh -L ", "/open/"]),
    ],
    ids=["no browser", "ssh"],
)
def test_without_a_browser_the_address_is_told_and_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: list[str]
) -> None:
    monkeypatch.setattr(opening, "UNOPENED", 0.0)
    monkeypatch.setattr(sys, "platform", "linux")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def opened(address: str, new: int = 0) -> bool:
        raise AssertionError("there is no browser to open")

    monkeypatch.setattr(webbrowser, "open", opened)
    code, out, err = run("assess", "--browser")
    assert (code, out) == (130, "") and all(each in err for each in said)


def test_a_browser_that_fails_to_open_is_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "UNOPENED", 0.0)

    def opened(address: str, new: int = 0) -> bool:
        os.write(1, b"a word of the browser's own")
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "open", opened)
    code, out, err = run("assess", "--browser")
    assert (code, out) == (130, "") and "/open/" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--browser", "--no-input"), "--browser asks questions"),
        (("--port", "4321"), "--port goes with --browser"),
        (("--browser", "--port", "0"), "PORT"),
        (("--browser", "--port", "99999"), "PORT"),
        (("maturity", "--short", "--browser"), "short"),
    ],
    ids=range(5),
)
def test_options_that_do_not_fit_are_said_so(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("assess", *arguments)
    assert (code, out) == (2, "") and said in err


def test_nothing_is_asked_where_nobody_may_be_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    assert run("checklist", "fill", "board-meeting", "--browser")[0] == 2 == run("dilemmas", "--browser")[0]


def test_a_port_that_is_taken_is_told(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("assess", "--browser", "--port", str(port))
    assert code == 2 and f"Port {port} is taken" in err


def test_a_fault_of_ours_is_told_in_a_sentence(run: Run, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitrans.local_page.visit.Visit.begin", lambda self, given: 1 // 0)
    browser(lambda page: ask(page, "begin"))
    code, out, err = run("assess", "--browser")
    assert (code, out) == (1, "") and "ZeroDivisionError" in err and "Traceback" not in err


def test_other_commands_do_not_load_it() -> None:
    code = "import sys; from digitrans.cli import main; main(['assess', '--list']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "digitrans.local_page" not in done.stdout and "'http.server'" not in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_and_a_signal_end_it_and_keep_what_was_answered(
    run: Run, browser: Any, settled: Path, number: signal.Signals, code: int
) -> None:
    def act(page: Page) -> None:
        view = page.ask("begin")
        page.ask("answer", key="yes-after-problem", revision=view["revision"], entry={"value": 3})
        os.kill(os.getpid(), number)

    browser(act)
    assert run("assess", "--browser")[0] == code
    (draft,) = (settled / "drafts").glob("*.json")
    assert json.loads(draft.read_text(encoding="utf-8"))["answers"] == {"yes-after-problem": 3}


def test_ctrl_c_after_the_result_is_an_end_like_any_other(run: Run, browser: Any) -> None:
    browser(
        in_turn(lambda page: page.ask("begin"), lambda page: page.ask("finish"), lambda page: signal.raise_signal(2))
    )
    assert run("assess", "--browser", "--short")[0] == 0


def test_no_name_is_looked_up_when_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    from visiting import visit_of

    def looked_up(*given: object) -> str:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getfqdn", looked_up)
    monkeypatch.setattr(socket, "gethostbyaddr", looked_up)
    server = LocalServer(0, visit_of(save=False))
    server.server_close()
