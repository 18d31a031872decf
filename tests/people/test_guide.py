"""The guides to several people, word for word: every command runs as it stands, from the top."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_rounds import answer, codes_of

from conftest import EXAMPLES, ROOT

Run = Callable[..., tuple[int, str, str]]
PAGES = {"en": "people.md", "da": "people.da.md"}


def commands(page: str) -> Iterator[list[str]]:
    """The lines of the blocks to type, without what stands behind "#"."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            assert words[0] == "digitrans"
            yield words[1:]


@pytest.mark.parametrize("language", PAGES)
def test_every_command_of_the_guide_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIGITRANS_LANG", language)
    assert run("assess", "--answers", str(EXAMPLES / "self-assessment.yaml"))[0] == 0
    done = list(commands(PAGES[language]))
    for words in done:
        folder = Path(next((each for each in words[2:] if not each.startswith("-")), "."))
        if words[:2] == ["people", "collect"]:
            answered(folder)
        if words[:2] == ["network", "share"]:
            folder.mkdir()
        if words[:2] == ["network", "compare"]:
            others_in(folder)
        status, out, err = run(*words)
        assert status == 0 and "Traceback" not in err, (words, err)
        assert out.strip() or "-o" in words, words
    told = {tuple(each[:2]) for each in done}
    assert {("people", each) for each in ("invite", "collect", "remind", "compare", "room")} <= told


def answered(folder: Path) -> None:
    """Everybody of a round has answered."""
    for number, (code, group) in enumerate(codes_of(folder).items()):
        answer(folder, code, 4 if group == "self" else 2 + number % 2)


def others_in(folder: Path) -> None:
    """Eleven other organisations that were asked the same as the one that is there."""
    first = next(iter(sorted(folder.glob("digitrans-*.json"))))
    told = json.loads(first.read_text(encoding="utf-8"))
    for n in range(11):
        scores = [{**each, "score": 2.5 + n / 10, "case": False} for each in told["scores"]]
        other = {**told, "organisation": f"{n:08x}", "name": f"No {n}", "scores": scores}
        (folder / f"{n}.json").write_text(json.dumps(other), encoding="utf-8")
