"""What comparisons have let out comes back as it was kept, from small files, also those of earlier versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrans.errors import InputFault
from digitrans.people import disclosures
from digitrans.people.suppression import Wave

PEOPLE = [(f"code{number}", f"{number % 3 + 1}-0a1b2c3d") for number in range(40)]
WAVES = st.dictionaries(
    st.sampled_from(("unit/dimension", "item", "comments")),
    st.lists(st.frozensets(st.sampled_from(PEOPLE), min_size=4), min_size=1, max_size=4, unique=True).map(tuple),
)


@given(WAVES)
def test_what_was_shown_comes_back(
    tmp_path_factory: pytest.TempPathFactory, shown: dict[str, tuple[Wave, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    path = disclosures.save(folder, shown, {})
    assert disclosures.load_history([path] if path else []) == shown
    assert disclosures.save(folder, shown, shown) is None


def test_thousands_of_people_and_hundreds_of_figures_fit_in_a_small_file(tmp_path: Path) -> None:
    everyone = [(f"k{number:05}", "1-0a1b2c3d") for number in range(2000)]
    shown = {f"unit-{n}/dimension": (frozenset(everyone[n::2]), frozenset(everyone[n + 1 :: 2])) for n in range(160)}
    path = disclosures.save(tmp_path, shown, {})
    assert path is not None and path.stat().st_size < 400_000
    assert disclosures.load_history([path]) == shown


def kept(tmp_path: Path, **more: object) -> Path:
    path = tmp_path / "2026-11-23-0a1b2c3d.json"
    path.write_text(json.dumps({"format": 1, "kind": "shown", "made": "2026-11-23T10:00:00+01:00", **more}, indent=1))
    return path


def test_sets_that_are_spelt_out_are_read_too(tmp_path: Path) -> None:
    path = kept(tmp_path, sets={"item": {"staff": [["code1-1-0a1b2c3d", "code2-2-0a1b2c3d"]]}})
    people = frozenset({("code1", "1-0a1b2c3d"), ("code2", "2-0a1b2c3d")})
    assert disclosures.load_history([path]) == {"item": (people,)}


@pytest.mark.parametrize("mask", ["4", "ffffffffffffffff", "", "-1", "0x1", "1 "])
def test_a_set_of_people_that_there_are_not_is_a_fault(tmp_path: Path, mask: str) -> None:
    path = kept(tmp_path, people=["code1-1", "code2-1"], sets={"item": {"staff": [mask]}})
    with pytest.raises(InputFault) as raised:
        disclosures.load_history([path])
    assert [each.line for each in raised.value.faults] == [12, None]
