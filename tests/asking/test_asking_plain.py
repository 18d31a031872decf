"""What is typed at a prompt in plain lines: too much, too long, taken away again, and passed on to the terminal."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from digitrans.answers.files import AnswerFile, UnitEntry, UnitName, _unit_problems
from digitrans.answers.names import load_names
from digitrans.answers.values import MAX_NAME, Answer, Answers, Missing
from digitrans.asking.lines import LinePrompter
from digitrans.asking.questions import ask_answers
from digitrans.asking.stopping import stopping_cleanly
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.errors import Stopped
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.people.rounds import Round
from digitrans.texts import Words
from kinds import GROUPS, KINDS

BOARD = "board-meeting"
Played = tuple[Answers, list[str]]
Play = Callable[..., Played]
LANGUAGES = pytest.mark.parametrize("language", ["da", "en"])


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Answers a questionnaire in plain lines; gives the answers, and what ``input`` was called with."""

    def playing(instrument: Instrument, start: Answers, lines: list[str], language: str = "en") -> Played:
        prompts: list[str] = []
        typed = iter(lines)

        def reading(prompt: str = "") -> str:
            prompts.append(prompt)
            return next(typed)

        monkeypatch.setattr("builtins.input", reading)
        names = load_names(Words(language), instrument)
        found = ask_answers(names, start, lambda _: None, LinePrompter(names.words))
        assert next(typed, None) is None, "all that was typed was asked for"
        return found, prompts

    return playing


@pytest.fixture(scope="module")
def board() -> Instrument:
    return load_instrument(BOARD)


def answered(instrument: Instrument, first: Answer) -> Answers:
    """Every line done, and the first as given."""
    rest = {each.id: Answer("done") for each in instrument.items}
    return Answers(BOARD, 1, values={**rest, instrument.items[0].id: first})


def test_a_number_of_thousands_of_digits_is_one_that_is_not_there(
    play: Play, board: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    play(board, answered(board, Answer("done")), ["9" * 5000, "1" + "0" * 20, ""])
    assert capsys.readouterr().out.count(f"Type a number from 1 to {len(board.items)}.") == 2


def test_so_it_is_among_choices(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed = iter(["9" * 5000, "0", "2"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    assert LinePrompter(Words("en")).choose("Which?", ("a", "b")) == 1
    assert capsys.readouterr().out.count("Type a number from 1 to 2.") == 2


def test_no_escape_in_a_unit_reaches_the_terminal(play: Play) -> None:
    hostile = KINDS.replace("en: kroner}", 'en: "kroner\\e]0;x\\a"}')
    assert hostile != KINDS
    instrument = parse_model(Instrument, Source("test.yaml", hostile))
    sum_at = str(1 + [each.id for each in instrument.items].index("sum"))
    rest = {each.id: Answer(Missing.DONT_KNOW) for each in instrument.items}
    _, prompts = play(instrument, Answers("kinds", 1, values=rest), [sum_at, "7", ""])
    assert any("kroner" in each for each in prompts) and "\x1b" not in "".join(prompts)


@LANGUAGES
def test_a_note_an_owner_and_a_date_can_be_taken_away(
    play: Play, board: Instrument, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = Words(language)
    start = answered(board, Answer("done", note="My note", owner="Anna", due="2026-12-08"))
    note, owner = words("key.note"), words("key.owner")
    lines = ["1", note, "-", owner, "-", "-", "3", ""]
    found, _ = play(board, start, lines, language)
    assert found[board.items[0].id] == Answer("done")
    assert capsys.readouterr().out.count(words("ask.default", text="My note", clear="-")) == 1


def test_enter_keeps_them(play: Play, board: Instrument, capsys: pytest.CaptureFixture[str]) -> None:
    first = Answer("done", note="My note", owner="Anna", due="2026-12-08")
    found, _ = play(board, answered(board, first), ["1", "n", "", "o", "", "", "3", ""])
    assert found[board.items[0].id] == first
    assert "Your note now: My note" in capsys.readouterr().out, "before anything is changed"


def test_enter_keeps_an_answer_and_gives_none_where_there_is_none(
    play: Play, board: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = play(board, answered(board, Answer("under-way")), ["1", "", ""])
    assert found[board.items[0].id] == Answer("under-way")
    assert "Enter keeps it" in capsys.readouterr().out
    rest = {each.id: Answer("done") for each in board.items[1:]}
    found, _ = play(board, Answers(BOARD, 1, values=rest), ["", "3", ""])
    assert found[board.items[0].id] == Answer("done") and "There is no such answer" in capsys.readouterr().out


def test_a_text_can_be_taken_away_too(play: Play) -> None:
    instrument = parse_model(Instrument, Source("test.yaml", KINDS))
    start = {each.id: Answer(Missing.DONT_KNOW) for each in instrument.items} | {"story": Answer("My words")}
    at = str(1 + [each.id for each in instrument.items].index("story"))
    found, _ = play(instrument, Answers("kinds", 1, values=start), [at, "-", ""])
    assert found["story"].value is Missing.UNANSWERED


def test_a_hyphen_is_a_note_where_there_was_none(play: Play, board: Instrument) -> None:
    found, _ = play(board, answered(board, Answer("done")), ["1", "n", "-", "3", ""])
    assert found[board.items[0].id] == Answer("done", note="-")


@LANGUAGES
def test_an_owner_that_is_too_long_is_asked_for_again(
    play: Play, board: Instrument, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = Words(language)
    lines = ["1", words("key.owner"), "x" * (MAX_NAME + 1), "x" * MAX_NAME, "", "3", ""]
    found, _ = play(board, answered(board, Answer("done")), lines, language)
    assert found[board.items[0].id] == Answer("done", owner="x" * MAX_NAME)
    assert words("fault.long-text", limit=MAX_NAME) in capsys.readouterr().out


def test_units_that_are_named_twice_are_found_in_no_time() -> None:
    ids = [f"u-{number % 20_000}" for number in range(40_000)]
    entries = tuple(UnitEntry(id=each, name="x") for each in ids)
    told = AnswerFile.model_construct(instrument="groups", units=entries)
    names = tuple(UnitName(id=each, name="x") for each in ids)
    given: dict[str, Any] = {"codes": {}, "units": names}
    began = time.process_time()
    found = [each.message for each in _unit_problems(told, parse_model(Instrument, Source("test.yaml", GROUPS)))]
    assert found.count("fault.id-twice") == 20_000
    assert len(list(Round.model_construct(None, **given).problems())) == 20_000
    assert time.process_time() - began < 3


def test_a_skipped_line_stands_in_the_overview_as_it_was_last_time(
    play: Play, board: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = board.items[0], board.items[1]
    start = answered(board, Answer(Missing.UNANSWERED))
    names = load_names(Words("en"), board)
    typed = iter(["s", ""])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.input", lambda prompt="": next(typed))
        told = {first.id: "Last time: Under way · open for three weeks"}
        ask_answers(names, start, lambda _: None, LinePrompter(names.words), told)
    review = capsys.readouterr().out.partition("Your answers")[2]
    assert "Last time: Under way · open for three weeks (skipped, so it stays)" in " ".join(review.split())
    assert "Not answered" not in review and second.id


@pytest.mark.skipif(os.name != "posix", reason="closed terminals are told so by POSIX")
@pytest.mark.parametrize(("number", "code"), [(errno.EIO, 129), (errno.EBADF, 129)])
def test_a_terminal_that_is_gone_ends_as_a_closed_window_does(number: int, code: int) -> None:
    with pytest.raises(Stopped) as caught, stopping_cleanly("ask.stopped"):
        raise OSError(number, "gone")
    assert caught.value.exit_code == code


def test_other_faults_of_the_system_are_not_taken_for_a_closed_window() -> None:
    with pytest.raises(OSError, match="full"), stopping_cleanly():
        raise OSError(errno.ENOSPC, "full")
