"""The recipes in CONTRIBUTING.md work as they are written."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers
from digitrans.content.catalogue import load_advice
from digitrans.content.instruments import Instrument
from digitrans.content.items import Rating
from digitrans.errors import InputFault
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.formats import Sink, writer
from digitrans.history.runs import compute
from digitrans.reports.assessment import assessment_report
from digitrans.texts import Words

CONTRIBUTING = Path(__file__).resolve().parent.parent / "CONTRIBUTING.md"
SOURCES = CONTRIBUTING.parent / "src"
IMPORT = re.compile(r"^ *from (digitrans[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
COMPLETE = re.compile(r"^```yaml\n(# data/checklists/(?P<id>[a-z-]+)\.yaml\n.*?)^```$", re.MULTILINE | re.DOTALL)


def complete_examples() -> dict[str, str]:
    """The texts of the complete files in CONTRIBUTING.md, by id."""
    return {found["id"]: found[1] for found in COMPLETE.finditer(CONTRIBUTING.read_text(encoding="utf-8"))}


def parsed(text: str) -> Instrument:
    return parse_model(Instrument, Source("CONTRIBUTING.md", text))


def test_the_checklist_in_the_recipe_is_valid() -> None:
    checklist = parsed(complete_examples()["first-talk"])
    assert (checklist.id, checklist.kind) == ("first-talk", "checklist")
    assert {item.kind for item in checklist.items} == {"status"}


@pytest.mark.parametrize(
    ("recipe", "instrument"), [("Add an item to the self-assessment", "self-assessment"), ("Add a dilemma", "dilemmas")]
)
def test_the_item_in_the_recipe_fits_where_it_is_put(recipe: str, instrument: str) -> None:
    item = CONTRIBUTING.read_text(encoding="utf-8").split(f"### {recipe}\n")[1].split("```")[1].removeprefix("yaml\n")
    text = (CONTRIBUTING.parent / "data" / "checklists" / f"{instrument}.yaml").read_text(encoding="utf-8")
    model = parsed(text.replace("\nitems:\n", f"\nitems:\n{item}", 1))
    added = model.items[0]
    assert sum(each.dimension == added.dimension for each in model.items) <= 5 or instrument == "dilemmas"
    if isinstance(added, Rating):
        (advice,) = [each for each in load_advice() if each.id == added.dimension]
        for _, step in added.steps:
            assert set(step.actions) <= {each.id for each in advice.actions}
            assert step.case in {each.id for each in advice.cases}


def test_a_slip_in_the_recipe_would_be_noticed() -> None:
    with pytest.raises(InputFault) as caught:
        parsed(complete_examples()["first-talk"].replace("purpose:", "porpoise:", 1))
    assert {fault.message for fault in caught.value.faults} == {"fault.missing", "fault.unknown-key-near"}


@pytest.mark.parametrize(
    ("owner", "ratings", "outcome"),
    [("nobody", 5, "not yet"), ("department", 4, "yes"), ("department", 2, "go on trying")],
)
def test_the_questionnaire_in_the_recipe_decides(owner: str, ratings: int, outcome: str) -> None:
    instrument = parsed(complete_examples()["next-step"])
    values = {"used-daily": Answer(ratings), "cost-known": Answer(ratings), "who-owns-it": Answer(owner)}
    names = load_names(Words("en"), instrument)
    run = compute(names, Answers("next-step", 1, values=values))
    assert run.guide.decided is not None
    assert run.guide.decided.name.en == outcome
    text = writer("markdown")(assessment_report(run), Sink())
    assert f"**{outcome.capitalize()} (Use: {ratings}.0; Running it: {ratings}.0)**" in text
    assert ("Who does not use it, and why?" in text) == (ratings == 2)


def imports_of(path: Path) -> set[str]:
    """The names of ours that a module imports, at its top, within functions and for types alone."""
    found = IMPORT.finditer(path.read_text(encoding="utf-8"))
    return {f"{each[1]}.{name}" for each in found for name in re.findall(r"[\w.]+", re.sub(r"\bas \w+", "", each[2]))}


def test_no_two_modules_need_each_other_and_none_needs_what_is_private_to_another() -> None:
    paths = {".".join(path.relative_to(SOURCES).with_suffix("").parts): path for path in SOURCES.rglob("*.py")}
    imports = {name.removesuffix(".__init__"): imports_of(path) for name, path in paths.items()}
    assert sum(map(len, imports.values())) > 1000, "the imports are not found any more"
    assert not [each for found in imports.values() for each in found if re.search(r"\._[a-zA-Z]", each)]
    TopologicalSorter(
        {
            name: {each if each in imports else each.rpartition(".")[0] for each in found}
            for name, found in imports.items()
        }
    ).prepare()  # raises for a circle


def test_a_colour_is_chosen_in_one_place() -> None:
    formats = SOURCES / "digitrans" / "formats"
    chosen = set(re.findall("#[0-9a-f]{6}", (formats / "colours.py").read_text(encoding="utf-8")))
    for path in sorted(formats.iterdir()):
        if path.suffix == ".py" and path.name != "colours.py":
            assert not re.findall('"#[0-9a-fA-F]{6}"', path.read_text(encoding="utf-8")), path.name
        elif path.suffix in (".css", ".typ"):
            assert set(re.findall("#[0-9a-f]{6}", path.read_text(encoding="utf-8"))) <= chosen, path.name
