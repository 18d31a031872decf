"""Heat maps of units: shaded and labelled by the scale that their scores lie on, one for each scale."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

HEAD = """\
kind: questionnaire
version: 1
title: {da: Grupper, en: Groups}
purpose: &t {da: ord, en: words}
minutes: 1
provenance: &p {kind: own, by: Us}
repeat: {id: teams, one: *t, many: *t, prompt: *t, examples: *t, at_most: 3}
dimensions:
  - {id: pace, name: {da: Tempo, en: Pace}}
  - {id: trust, name: {da: Tillid, en: Trust}}
maps:
  - {id: both, name: {da: Begge, en: Both}, of: [pace, trust]}
items:
  - {id: how-fast, kind: choice, dimension: pace, text: *t, provenance: *p, options: [
      {id: none, name: *t, points: 0}, {id: some, name: *t, points: 20}, {id: full, name: *t, points: 100}]}
"""
POINTS = """\
  - {id: how-much, kind: choice, dimension: trust, text: *t, provenance: *p, options: [
      {id: none, name: *t, points: 0}, {id: some, name: *t, points: 20}, {id: full, name: *t, points: 100}]}
"""
RUNGS = """\
  - {id: how-much, kind: choice, dimension: trust, text: *t, provenance: *p, options: [
      {id: none, name: *t, points: 1}, {id: some, name: *t, points: 3}, {id: full, name: *t, points: 6}]}
"""
ANSWERS = "instrument: groups\nunits:\n" + "".join(
    f"  - {{id: {each}, name: {each}, answers: {{how-fast: {each}, how-much: {each}}}}}\n"
    for each in ("none", "some", "full")
)


@pytest.fixture
def shown(run: Run, tmp_path: Path) -> Callable[[str, str], str]:
    """The result of three groups in a questionnaire whose last item is given, in one format."""

    def showing(last: str, format: str) -> str:
        (tmp_path / "checklists").mkdir()
        (tmp_path / "checklists" / "groups.yaml").write_text(f"id: groups\n{HEAD}{last}", encoding="utf-8")
        answers = tmp_path / "answers.yaml"
        answers.write_text(ANSWERS, encoding="utf-8")
        wanted = ["--answers", str(answers), "--no-save", "--format", format, "--content", str(tmp_path)]
        code, out, err = run("assess", "groups", *wanted)
        assert code == 0, err
        return out

    return showing


def test_shades_follow_the_points(shown: Callable[[str, str], str]) -> None:
    text = shown(POINTS, "table").partition("Both")[2]
    rows = dict(re.findall(r"^(none|some|full) +(.+?) *$", text, re.MULTILINE))
    assert {name: re.findall("[░▒▓]+", row) for name, row in rows.items()} == {
        "none": [], "some": [], "full": ["▓▓▓", "▓▓▓"],
    }  # fmt: skip


def legends(html: str) -> set[tuple[str, str]]:
    """The two ends of the scale of each heat map, as the heading of its first column has them."""
    return set(re.findall(r'<th scope="col">[^<]*\(([0-9]+)–([0-9]+)\)</th>', html))


def test_the_legend_names_the_ends_of_the_scale(shown: Callable[[str, str], str]) -> None:
    assert legends(shown(POINTS, "html")) == {("0", "100")}


def test_scores_on_two_scales_are_two_maps(shown: Callable[[str, str], str]) -> None:
    assert legends(shown(RUNGS, "html")) == {("0", "100"), ("1", "6")}
