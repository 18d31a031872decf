"""What is there already: drafts that others go on with, results that are saved, lines that ask something else today."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from digitrans.answers.fingerprints import stamped
from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers
from digitrans.answers.wording import Names
from digitrans.asking import sittings
from digitrans.asking.initiatives import Thread
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.errors import Stopped
from digitrans.files import stamps
from digitrans.files.paths import home_folder
from digitrans.history import drafts, results
from digitrans.texts import Words

Run = Callable[..., tuple[int, str, str]]
SELF = str(EXAMPLES / "self-assessment.yaml")


class Elsewhere:
    """A user who takes up the first draft that is offered; ``meanwhile`` happens while the list is shown."""

    def __init__(self, meanwhile: Callable[[], Any]) -> None:
        self.meanwhile, self.told = meanwhile, list[str]()

    def show(self, text: str, strong: bool = False) -> None:
        self.told.append(text)

    def listed(self, lead: str, text: str) -> None: ...

    def choose(self, prompt: str, choices: tuple[str, ...]) -> int:
        self.meanwhile()
        return 0


@pytest.fixture
def names() -> Names:
    return load_names(Words("en"), load_instrument("self-assessment"))


def rated(names: Names) -> list[str]:
    """The items that take a rating; the first of all takes words."""
    return [item.id for item in names.instrument.items if item.dimension]


@pytest.fixture
def draft(names: Names) -> Answers:
    answers = Answers("self-assessment", 1, values={rated(names)[0]: Answer(3)}, id="ab12")
    begun = stamped(replace(answers, started=stamps.now()), names.instrument)
    drafts.start_draft(begun).close()
    return begun


def first_draft() -> Path:
    return next((home_folder() / "drafts").glob("*.json"))


def take_up(names: Names, meanwhile: Callable[[], Any]) -> tuple[Answers, list[str]]:
    user = Elsewhere(meanwhile)
    start = Answers("self-assessment", 1)
    begun, held, _ = sittings._open_draft(names, start, user, True, Thread())  # type: ignore[arg-type]
    held.close()
    return begun, user.told


def test_a_draft_is_gone_on_with_as_it_is_now(names: Names, draft: Answers) -> None:
    def go_on() -> None:
        other = drafts.open_draft(first_draft())
        assert other is not None
        other.save(replace(draft, values={item: Answer(4) for item in rated(names)[:6]}))
        other.close()

    begun, told = take_up(names, go_on)
    assert len(begun.values) == 6 and told == []


def test_a_draft_that_was_finished_meanwhile_is_not_begun_again(names: Names, draft: Answers) -> None:
    begun, told = take_up(names, lambda: first_draft().unlink())
    assert begun.values == {} and begun.id != draft.id and "somewhere else" in told[0]


def test_a_draft_that_is_being_answered_elsewhere_is_said_to_be(names: Names, draft: Answers) -> None:
    held = []
    begun, told = take_up(names, lambda: held.append(drafts.open_draft(first_draft())))
    assert held[0] is not None and begun.values == {} and "somewhere else" in told[0]
    held[0].close()


def test_answers_that_differ_from_the_saved_ones_are_saved(run: Run, settled: Path, tmp_path: Path) -> None:
    assert run("assess", "--answers", SELF)[0] == 0
    (saved,) = settled.glob("results/*.json")
    again = run("assess", "--answers", str(saved))
    assert "Saved already" in again[2] and len(list(settled.glob("results/*.json"))) == 1
    data = json.loads(saved.read_text(encoding="utf-8"))
    key = next(
        key for key, each in data["answers"].items() if each == 4 or (isinstance(each, dict) and each.get("value") == 4)
    )
    data["answers"][key] = 1
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(data), encoding="utf-8")
    assert "Saved already" not in run("assess", "--answers", str(edited))[2]
    assert len(list(settled.glob("results/*.json"))) == 2


@pytest.mark.parametrize("told", ["20261101T101500", "2026-W47-1", "20261101"])
def test_a_time_that_no_file_is_named_by_is_a_fault(run: Run, tmp_path: Path, told: str) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(Path(SELF).read_text(encoding="utf-8") + f'\nfinished: "{told}"\n', encoding="utf-8")
    code, _, err = run("assess", "--answers", str(path))
    assert code == 3 and "finished" in err and told in err


def reworded(folder: Path, instrument: Instrument) -> str:
    own = folder / "own" / "checklists"
    own.mkdir(parents=True)
    (own / f"{instrument.id}.yaml").write_text(
        f"items:\n  - id: {instrument.items[0].id}\n    text: {{da: Noget andet., en: Something else.}}\n",
        encoding="utf-8",
    )
    return str(own.parent)


def test_a_line_that_asks_something_else_is_not_done(run: Run, settled: Path, tmp_path: Path) -> None:
    board = load_instrument("board-meeting")
    first = board.items[0].id
    done = Answers(board.id, board.version, values={first: Answer("done")}, finished="2026-01-01T10:00:00+01:00")
    results.save_result(stamped(done, board))
    own = ("--content", reworded(tmp_path, board))
    with_own, without = (
        json.loads(run(*more, "checklist", "print", board.id, "--statuses", "--json")[1]) for more in (own, ())
    )
    assert json.dumps(without).count('"done"') == json.dumps(with_own).count('"done"') + 1


def test_a_band_in_history_is_that_of_its_own_score(run: Run, tmp_path: Path) -> None:
    text = (EXAMPLES / "actors.yaml").read_text(encoding="utf-8")
    for day in ("2026-01-10", "2026-02-10"):
        path = tmp_path / f"{day}.yaml"
        path.write_text(f'{text}\nfinished: "{day}"\n', encoding="utf-8")
        code, _, err = run("assess", "actors", "--answers", str(path))
        assert code == 0, err
    shown = run("history", "compare", "--instrument", "actors", "--format", "markdown")[1]
    assert "| thin |" in shown and "no score" not in shown


def test_names_of_units_are_kept_before_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["Children, Roads"])

    def line(prompt: str = "") -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None  # the window closes at the first question

    monkeypatch.setattr("builtins.input", line)
    monkeypatch.setattr("digitrans.output.may_ask", lambda _no_input: True)
    names = load_names(Words("en"), load_instrument("maturity"))
    with pytest.raises(Stopped):
        sittings.Sitting(names, False, False, True).take(None, False)
    (begun,) = sittings.begun_drafts(names, False)
    assert [unit.name for unit in begun.answers.units] == ["Children", "Roads"] and not begun.answers.values
    with pytest.raises(Stopped):
        sittings.Sitting(names, False, False, True).take(None, False)
    assert len(sittings.begun_drafts(names, False)) == 1, "nothing new is begun by looking"
