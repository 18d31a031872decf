"""Content is read once in a command, and what a command means without an id is said by the content."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT
from digitrans.content import catalogue
from digitrans.content.own_folders import using_own_folders
from digitrans.files.sources import read_bytes

Run = Callable[..., tuple[int, str, str]]
CODE = ROOT / "src" / "digitrans"
# examples in help; mandates, components; fields of the portfolio file; an option
WITH_IDS_OF_THEIR_OWN = (
    "texts", "portfolios", "portfolio.py", "reports/portfolio", "content/items.py", "commands/completion/candidates.py",
)  # fmt: skip


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each shipped file was read."""
    found: Counter[str] = Counter()

    def counting(path: Path, name: str) -> bytes:
        found[name] += 1
        return read_bytes(path, name)

    monkeypatch.setattr("digitrans.content.catalogue.read_bytes", counting)
    return found


@pytest.mark.parametrize(
    "command",
    [
        ["report"],
        ["report", "--full"],
        [],
        ["advice"],
        ["advice", "show", "3"],
        ["advice", "search", "risiko"],
        ["assess", "--list"],
        ["checklist", "print", "board-meeting"],
        ["explain"],
        ["history", "compare"],
        ["goal"],
        ["content", "list"],
        ["content", "list", "--content", str(EXAMPLES / "own-content")],
        ["report", "--content", str(EXAMPLES / "own-content")],
    ],
    ids=" ".join,
)
def test_every_file_is_read_once(
    command: list[str], reads: Counter[str], run: Run, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for day, name in (("02", "self-assessment"), ("03", "self-assessment"), ("04", "risk")):
        monkeypatch.setenv("DIGITRANS_NOW", f"2026-11-{day}T10:00:00+01:00")
        monkeypatch.setenv("DIGITRANS_ID", f"7f{day}")
        assert run("assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"))[0] == 0
    request.getfixturevalue("read_afresh")
    reads.clear()
    assert run(*command)[0] == 0
    assert reads and set(reads.values()) == {1}


def test_one_piece_of_advice_is_shown_without_reading_the_others(
    reads: Counter[str], run: Run, request: pytest.FixtureRequest
) -> None:
    assert run("assess", "--answers", str(EXAMPLES / "self-assessment.yaml"))[0] == 0
    request.getfixturevalue("read_afresh")
    reads.clear()
    code, shown, _ = run("advice", "show", "3")
    assert code == 0 and "Your latest results" in shown
    assert [name for name in reads if name.startswith("data/advice/")] == ["data/advice/03-lay-your-strategy.yaml"]


@pytest.mark.usefixtures("read_afresh")
def test_the_advice_by_id_is_read_when_it_is_looked_up(reads: Counter[str]) -> None:
    with using_own_folders(()):
        advice = catalogue.advice_by_id()
        order = [each.id for each in catalogue.load_advice()]
        reads.clear()
    with using_own_folders(()):
        later = catalogue.advice_by_id()
    assert list(advice) == list(later) == order and len(later) == len(order)
    assert order[2] in later and "no-such-advice" not in later and later.get("no-such-advice") is None
    assert not reads
    assert later[order[2]].number == 3 and later[order[2]] is later[order[2]]
    assert list(reads) == ["data/advice/03-lay-your-strategy.yaml"]


def test_advice_that_is_looked_up_later_is_as_it_was_then() -> None:
    with using_own_folders((EXAMPLES / "own-content",)):
        changed = catalogue.advice_by_id()["create-ownership"]
    with using_own_folders((), supplement=False):
        without = catalogue.advice_by_id()
    with using_own_folders(()):
        shipped, alone = catalogue.advice_by_id()["create-ownership"], without["create-ownership"]
        assert changed != shipped and shipped == catalogue.the_advice("create-ownership")
        assert not any(each.provenance.whose == "supplement" for each in alone.questions)


@pytest.mark.usefixtures("read_afresh")
def test_a_run_gives_the_same_model_and_the_next_run_a_new_one() -> None:
    with using_own_folders(()):
        first = catalogue.load_instrument("risk")
        assert catalogue.load_instrument("risk") is first
    with using_own_folders(()):
        assert catalogue.load_instrument("risk") is not first
    assert catalogue.load_instrument("risk") is not catalogue.load_instrument("risk")


def test_a_list_of_advice_is_the_callers_own() -> None:
    with using_own_folders(()):
        catalogue.load_advice().clear()
        assert len(catalogue.load_advice()) == 9


def test_roles_name_what_is_there() -> None:
    found = catalogue.roles()
    kinds = {name: catalogue.instrument_kind(getattr(found, name)) for name in ("main", "dilemmas", "meeting")}
    assert all(catalogue.is_by_initiative(each) for each in found.initiative)
    assert kinds == {"main": "questionnaire", "dilemmas": "questionnaire", "meeting": "checklist"}


def test_no_python_knows_an_instrument_by_its_id() -> None:
    ids = set(catalogue.instrument_ids()) - {"dilemmas"}  # the name of a command, and of a role
    known = []
    for path in sorted(CODE.rglob("*.py")):
        if not path.relative_to(CODE).as_posix().startswith(WITH_IDS_OF_THEIR_OWN):
            known += [f"{path.name}:{line}: {text}" for line, text in _texts(path) if _names_one(text, ids)]
    assert "\n".join(known) == ""


def _texts(path: Path) -> list[tuple[int, str]]:
    """The texts in the code of a file, its docstrings and its starts of own content not among them."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    docstrings = {id(each.value) for each in nodes if isinstance(each, ast.Expr)}
    texts = (each for each in nodes if isinstance(each, ast.Constant) and id(each) not in docstrings)
    return [(each.lineno, each.value) for each in texts if isinstance(each.value, str) and "\n" not in each.value]


def _names_one(text: str, ids: set[str]) -> bool:
    return text in ids or any("-" in each and each in text.replace("/", " ").split() for each in ids)


def test_own_content_says_what_is_meant(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "roles.yaml").write_text("main: risk\nmeeting: vendor\n", encoding="utf-8")
    more = ("--content", str(own), "--lang", "en")
    answers = str(EXAMPLES / "risk.yaml")
    assert run("content", "check", *more)[0] == 0
    told = json.loads(run("assess", "--answers", answers, "--no-save", "--json", *more)[1])
    assert told["instrument"] == "risk"
    assert "digitrans checklist print vendor" in run(*more)[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("main: rsik\n", "roles.yaml:1:1: main: there is no 'rsik'; choose from "),
        ("mian: risk\n", "roles.yaml:1:1: mian: "),
        ("main: [risk]\n", "roles.yaml:1:1: main: "),
    ],
)
def test_roles_that_lead_nowhere_are_told(text: str, said: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_text(text, encoding="utf-8")
    code, out, err = run("assess", "--content", str(tmp_path), "--no-input", "--lang", "en")
    assert (code, out) == (3, "") and said in err


def test_the_main_one_cannot_be_a_checklist(run: Run, tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_text("main: vendor\n", encoding="utf-8")
    code, _, err = run("assess", "--content", str(tmp_path), "--no-input", "--lang", "en")
    assert code == 2 and "vendor" in err
