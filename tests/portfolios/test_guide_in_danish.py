"""The Danish guide to portfolios, word for word: every command runs as it stands, from the top."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT

Run = Callable[..., tuple[int, str, str]]
ROWS = "Skærmbesøg i hjemmeplejen;Sundhed og Ældre;2,4;I gang;31.3.2027\r\nChatbot;Stab;1,1;Idé;\r\n"
PLAIN = f"Initiativ;Forvaltning;Pris (mio. kr.);Status;Slut\r\n{ROWS}".encode("utf-8-sig")
ODD = f"Løsning;Forvaltning;Anlæg;Status;Slut\r\n{ROWS}".encode("utf-8-sig")


def test_every_command_runs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("highspy")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DIGITRANS_LANG", "da")
    text = (ROOT / "docs" / "portfolio.da.md").read_text(encoding="utf-8")
    example = re.findall(r"```yaml\n(organisation:.*?)```", text, re.DOTALL)[0]
    Path("gammel.yaml").write_text(example.replace("2400000", "2000000").replace("11-23", "10-31"), encoding="utf-8")
    Path("svar.yaml").write_text((EXAMPLES / "business-case.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines()]
    assert len(lines) > 15 and all(words[0] == "digitrans" for words in lines)
    for words in lines:
        Path("liste.csv").write_bytes(ODD if "--map" in words else PLAIN)
        status, out, err = run(*words[1:])
        assert status == 0 and "Traceback" not in err, (words, err)
        assert out.strip() or err.strip() or "-o" in words, words
        if words[1:3] == ["portfolio", "check"]:
            Path("portfolio.yaml").write_text(example, encoding="utf-8")  # from here on it is about the guide's own
