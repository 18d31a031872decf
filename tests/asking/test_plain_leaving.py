"""Leaving a plain question: what is said next begins on a line of its own, not behind the prompt."""

from __future__ import annotations

import pytest

from digitrans.asking.lines import LinePrompter
from digitrans.texts import Words


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_what_follows_a_question_that_is_left_has_its_own_line(
    end: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def left(prompt: str) -> str:
        print(prompt, end="")
        raise end

    monkeypatch.setattr("builtins.input", left)
    with pytest.raises(end):
        LinePrompter(Words("en")).line("Your answer:")
    assert capsys.readouterr().out == "Your answer: \n"
