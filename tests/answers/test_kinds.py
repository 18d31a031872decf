"""Every kind of answer: from files, saved and read again, and from the keyboard, also for several units."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, piped_keys
from digitrans.answers.data import as_data
from digitrans.answers.files import load_answers
from digitrans.answers.fingerprints import fingerprint
from digitrans.answers.kinds import MAX_NOTE
from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers, Missing, Unit, asked, units_from
from digitrans.answers.wording import Names
from digitrans.asking.keys import KeyPrompter
from digitrans.asking.lines import LinePrompter
from digitrans.asking.prompters import Prompter
from digitrans.asking.questions import ask_answers, ask_units
from digitrans.content.instruments import Instrument
from digitrans.errors import InputFault, Stopped
from digitrans.files.sources import Source
from digitrans.files.validation import parse_model
from digitrans.history.results import save_result
from digitrans.texts import Words
from digitrans.texts.escaping import json_safe
from kinds import GROUPS, KINDS, PAIR

FEW = settings(max_examples=20, deadline=None)


@cache
def instrument(text: str) -> Instrument:
    return parse_model(Instrument, Source("test.yaml", text))


@cache
def names(text: str, language: str = "en") -> Names:
    return load_names(Words(language), instrument(text))


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Content with the questionnaires of this file instead of the shipped ones."""
    folder = tmp_path / "data"
    (folder / "checklists").mkdir(parents=True)
    for name, text in (("kinds", KINDS), ("groups", GROUPS), ("pair", PAIR)):
        (folder / "checklists" / f"{name}.yaml").write_text(text, encoding="utf-8")
    for name in ("advice", "phases.yaml"):
        (folder / name).symlink_to(ROOT / "data" / name, target_is_directory=name == "advice")
    monkeypatch.setattr("digitrans.content.catalogue.data_folder", lambda: folder)


# From files


def load(path: Path, told: str, text: str = KINDS) -> Answers:
    path = path / "answers.yaml"
    path.write_text(told, encoding="utf-8")
    return load_answers(path, instrument(text))


def of_kinds(told: str) -> str:
    return "instrument: kinds\nanswers:\n  " + told.replace("\n", "\n  ") + "\n"


RIGHT: list[tuple[str, str, Any]] = [
    ("rated", "5", 5),
    ("pulled", "-2", -2),
    ("line", "under-way", "under-way"),
    ("way", "right", "right"),
    ("tools", "[van, pen]", ("pen", "van")),
    ("tools", "[pen, pen]", ("pen",)),
    ("tools", "[]", ()),
    ("split", "{new: 70, old: 30}", (("old", 30), ("new", 70), ("odd", 0))),
    ("split", "{odd: 100}", (("old", 0), ("new", 0), ("odd", 100))),
    ("sum", "-5", -5),
    ("sum", "5000", 5000),
    ("sum", "0.25", 0.25),
    ("sum", "1.5e3", 1500.0),
    ("story", "Vi begyndte med borgeren.", "Vi begyndte med borgeren."),
    ("story", '"4"', "4"),
    ("story", '"a\\nb\\e[31m"', "a\nb\x1b[31m"),
    ("story", '" "', Missing.UNANSWERED),
    *((each, "dont-know", Missing.DONT_KNOW) for each in ("rated", "way", "tools", "split", "sum", "story", "line")),
    *((each, "not-relevant", Missing.NOT_RELEVANT) for each in ("rated", "tools", "split", "sum", "pulled")),
    *((each, "null", Missing.UNANSWERED) for each in ("rated", "way", "tools", "split", "sum", "story")),
]


@pytest.mark.parametrize(("item", "told", "value"), RIGHT)
def test_an_answer_in_a_file(item: str, told: str, value: Any, tmp_path: Path) -> None:
    for form in (told, f"{{value: {told}}}", f"{{value: {told}, note: because}}"):
        found = load(tmp_path, of_kinds(f"{item}: {form}"))[item]
        assert found.value == value and type(found.value) is type(value)
        assert found.note == ("because" if "note" in form else None)


WRONG = [
    ("rated", "6", "out-of-range", "6 lies outside"),
    ("rated", "0", "out-of-range", "0 lies outside"),
    ("rated", '"4"', "not-an-answer", "'4' is not an answer"),
    ("rated", "4.0", "not-an-answer", "'4.0'"),
    ("rated", "true", "not-an-answer", "'true'"),
    ("rated", "[4]", "not-an-answer", "[...]"),
    ("rated", "{old: 100}", "unknown-key", "old"),
    ("rated", "unanswered", "not-an-answer", "'unanswered'"),
    ("pulled", "3", "out-of-range", "-2"),
    ("pulled", "-3", "out-of-range", "-3"),
    ("line", "finished", "not-one-of", "not-started, under-way, done"),
    ("line", "1", "not-one-of", "'1'"),
    ("way", "up", "not-one-of", "left, right"),
    ("way", "[left]", "not-one-of", "left"),
    ("way", "1", "not-one-of", "'1'"),
    ("tools", "pen", "not-one-of", "pen, phone, van"),
    ("tools", "[pen, hammer, saw]", "not-one-of", "'hammer'"),
    ("tools", "[1]", "not-an-answer", "[...]"),
    ("tools", "{pen: 1}", "unknown-key", "pen"),
    ("split", "{old: 60, new: 30}", "not-100", "90"),
    ("split", "{old: 160, new: -60}", "negative-share", "-60"),
    ("split", "{}", "not-100", "0"),
    ("split", "{old: 50, newer: 50}", "not-one-of", "'newer'"),
    ("split", "{old: 33.3, new: 66.7}", "shares-written", "whole numbers"),
    ("split", "{old: 100, new: null}", "shares-written", "whole numbers"),
    ("split", "100", "not-shares", "old, new, odd"),
    ("split", "[old]", "not-shares", "old, new, odd"),
    ("split", "old", "not-shares", "old, new, odd"),
    ("sum", "-6", "out-of-range-number", "-6"),
    ("sum", "5000.5", "out-of-range-number", "5000"),
    ("sum", '"12"', "not-an-answer", "'12'"),
    ("sum", "1e309", "number-too-large", "1e309"),
    ("sum", "many", "not-an-answer", "'many'"),
    ("story", "4", "not-text", "'4'"),
    ("story", "[a, b]", "not-text", "a"),
    ("story", "2026-11-23", "not-an-answer", "2026-11-23"),
    ("story", "x" * (MAX_NOTE + 1), "long-text", "2000"),
    ("rated", "{value: 4, owner: 5}", "not-text", "'5'"),
    ("line", "{value: done, due: soon}", "not-date", "'soon'"),
    ("line", "{value: done, due: 2026-02-30}", "no-such-date", "2026-02-30"),
    ("line", "{value: done, owner: " + "x" * 201 + "}", "long-text", "200"),
    ("line", "{value: done, note: " + "x" * 2001 + "}", "long-text", "2000"),
    ("line", "{value: done, noet: x}", "unknown-key-near", "note"),
    ("nothing", "4", "unknown-item", "nothing"),
    ("ratd", "4", "unknown-item-near", "rated"),
]


def fault(path: Path, told: str, text: str = KINDS) -> tuple[str, str]:
    """The one fault of a file: its message with the line, and what is said of it in English."""
    with pytest.raises(InputFault) as caught:
        load(path, told, text)
    (found,) = caught.value.faults
    danish, english = (Words(each).error(caught.value) for each in ("da", "en"))
    assert danish != english
    return f"{found.message.removeprefix('fault.')}:{found.line}", english


@pytest.mark.parametrize(("item", "told", "message", "named"), WRONG)
def test_a_wrong_answer_is_one_fault_in_its_line(
    item: str, told: str, message: str, named: str, tmp_path: Path
) -> None:
    where, said = fault(
        tmp_path, of_kinds(f"pulled: 1\n{item}: {told}" if item != "pulled" else f"rated: 1\n{item}: {told}")
    )
    assert where == f"{message}:4"
    assert named in said and "answers.yaml:4" in said


@pytest.mark.parametrize("item", ["rated", "way", "tools", "sum", "story", "line", "pulled"])
@pytest.mark.parametrize("told", ["{}", "{value: {}}"])
def test_an_empty_mapping_is_no_answer(item: str, told: str, tmp_path: Path) -> None:
    try:
        found = load(tmp_path, of_kinds(f"{item}: {told}"))[item]
    except InputFault:
        return
    assert found.value is Missing.UNANSWERED


def test_a_value_within_a_value_is_told_sensibly(tmp_path: Path) -> None:
    assert "did you mean 'value'" not in fault(tmp_path, of_kinds("rated: {value: {value: 3}}"))[1]


def test_a_number_need_not_be_whole(tmp_path: Path) -> None:
    assert "whole" not in fault(tmp_path, of_kinds("sum: -5.5"))[1]


def test_a_negative_share_is_told_as_such(tmp_path: Path) -> None:
    assert "come to 100; they must" not in fault(tmp_path, of_kinds("split: {old: 160, new: -60}"))[1]


def test_notes_owners_and_dates(tmp_path: Path) -> None:
    told = "line: {value: done, note: n, owner: Ida, due: 2026-12-08}\nway: {note: think}\nsum: {due: '2026-12-09'}"
    found = load(tmp_path, of_kinds(told))
    assert found["line"] == Answer("done", "n", "Ida", "2026-12-08")
    assert found["way"] == Answer(note="think")
    assert found["sum"] == Answer(due="2026-12-09")
    assert len(found.open_among(asked(instrument(KINDS), found))) == 7


def test_a_blank_note_is_none(tmp_path: Path) -> None:
    found = load(tmp_path, of_kinds('rated: {value: 4, note: " ", owner: "  "}\nway: {note: " "}'))
    assert dict(found.values) == {"rated": Answer(4)}


OLDER = """\
instrument: kinds
version: 1
fingerprint: 0123456789ab
answers: {rated: 4, way: straight-on, tools: [pen, hammer], split: {old: 40, newer: 60}, gone: 3, story: so}
"""


def test_a_result_of_an_older_questionnaire_can_be_read_without_what_no_longer_fits(tmp_path: Path) -> None:
    found = load(tmp_path, OLDER)
    assert [found[each].value for each in ("rated", "story")] == [4, "so"]
    assert all(found[each].value is Missing.UNANSWERED for each in ("way", "split"))


# Units in files


def of_groups(*units: str, once: str = "{when: now}") -> str:
    return f"instrument: groups\nanswers: {once}\nunits:\n" + "".join(f"  - {each}\n" for each in units)


def test_units_with_answers_of_their_own(tmp_path: Path) -> None:
    told = of_groups("{id: north, name: Nord, answers: {rated: 4, tools: [pen]}}", "{id: south, name: Syd}")
    found = load(tmp_path, told, GROUPS)
    assert found.units == (Unit("north", "Nord"), Unit("south", "Syd"))
    assert dict(found.values) == {"when": Answer("now"), "north/rated": Answer(4), "north/tools": Answer(("pen",))}
    mine = found.of_unit(found.units[0])
    assert dict(mine.values) == {"when": Answer("now"), "rated": Answer(4), "tools": Answer(("pen",))}
    assert dict(found.asked_once().values) == {"when": Answer("now")}
    assert len(asked(instrument(GROUPS), found)) == 1 + 2 * 8


def test_units_whose_ids_begin_alike_are_kept_apart(tmp_path: Path) -> None:
    told = of_groups("{id: team, name: A, answers: {rated: 1}}", "{id: team-two, name: B, answers: {rated: 2}}")
    found = load(tmp_path, told, GROUPS)
    assert [found.of_unit(unit)["rated"].value for unit in found.units] == [1, 2]


@pytest.mark.parametrize(
    ("units", "message"),
    [
        (["{id: a, name: A}", "{id: b, name: B}", "{id: a, name: C}"], "id-twice:6"),
        (["{id: a, name: A}", "{id: b, name: B}", "{id: c, name: C}", "{id: d, name: D}"], "too-many:3"),
        (["{id: a, name: A}", "{id: b, name: B, answers: {rated: 6}}"], "out-of-range:5"),
        (["{id: a, name: A}", "{id: b, name: B, answers: {ratd: 5}}"], "unknown-item-near:5"),
        (["{id: a, name: A}", "{id: b, name: B, answers: {split: {old: 5}}}"], "not-100:5"),
        (["{id: a, name: A}", "{id: b, name: B, answers: {rated: {note: n, valeu: 3}}}"], "unknown-key-near:5"),
        (["{id: a, name: A}", "{id: B, name: B}"], "not-id:5"),
        (["{id: a, name: A}", "{id: b/c, name: B}"], "not-id:5"),
        (["{id: a, name: A}", "{id: b}"], "missing:5"),
        (["{id: a, name: A}", '{id: b, name: " "}'], "empty-text:5"),
        (["{id: a, name: A}", '{id: b, name: ""}'], "empty-text:5"),
        (["{id: a, name: A}", "{id: b, name: " + "x" * 2000 + "}"], "long-text:5"),
        (["{id: a, name: A}", "{id: " + "b" * 61 + ", name: B}"], "long-text:5"),
        (["{id: a, name: A}", "north"], "not-mapping:5"),
    ],
)
def test_a_wrong_unit_is_one_fault_in_its_line(units: list[str], message: str, tmp_path: Path) -> None:
    assert fault(tmp_path, of_groups(*units), GROUPS)[0] == message


def test_units_where_nothing_is_repeated(tmp_path: Path) -> None:
    where, said = fault(tmp_path, of_kinds("rated: 4") + "units: [{id: a, name: A}]\n")
    assert where == "no-units:4" and "'kinds' is answered once" in said


def test_repeated_items_among_those_asked_once_and_the_other_way_round(tmp_path: Path) -> None:
    assert fault(tmp_path, of_groups("{id: a, name: A}", once="{rated: 4}"), GROUPS)[0] == "belongs-in-units:2"
    assert fault(tmp_path, of_groups("{id: a, name: A, answers: {when: now}}"), GROUPS)[0] == "belongs-once:4"


@pytest.mark.parametrize(
    "told", [of_groups("{id: a, name: A}", once="{rated: 4}"), of_groups("{id: a, name: A, answers: {when: now}}")]
)
def test_an_item_in_the_wrong_place_is_told_as_such(told: str, tmp_path: Path) -> None:
    assert "has no item" not in fault(tmp_path, told, GROUPS)[1]


def test_faults_in_units_are_told_beside_those_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputFault) as caught:
        load(tmp_path, of_groups("{id: a, name: A, answers: {rated: 6}}") + "surplus: 1\n", GROUPS)
    assert {each.message for each in caught.value.faults} == {"fault.unknown-key", "fault.out-of-range"}


HOSTILE = {
    "terminal": "a\x1b]0;title\x07\x1b[31mb",
    "direction": "a\u202eb\u2066c",
    "lines": "a\r\nb\u2028c",
    "markdown": "|a](http://x) <b> `c`",
    "formula": '=HYPERLINK("x")',
    "long": "n" * 200,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_no_hostile_name_of_a_unit_reaches_a_format(
    name: str, form: str, content: None, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    path = tmp_path / "answers.json"
    units = [{"id": "a", "name": HOSTILE[name], "answers": {"rated": 1}}]
    path.write_text(json.dumps({"instrument": "pair", "answers": {}, "units": units}), encoding="utf-8")
    code, out, err = run("assess", "pair", "--answers", str(path), "--no-input", "--format", form)
    assert code == 0 and "Saved" in err
    assert not set("\x1b\x07\u202e\u2066\u2028\r") & set(out.replace("\r\n", "\n") + err)
    if form == "json":
        assert json.loads(out)["units"][0]["name"] == HOSTILE[name]


# Saved and read again

NOTE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda each: bool(each.strip()))
WRITTEN = NOTE.filter(lambda each: each not in ("dont-know", "not-relevant"))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "rated": st.integers(1, 5),
    "pulled": st.integers(-2, 2),
    "line": st.sampled_from(["not-started", "under-way", "done"]),
    "way": st.sampled_from(["left", "right"]),
    "tools": st.sets(st.sampled_from(["pen", "phone", "van"])).map(lambda each: tuple(sorted(each))),
    "split": st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
        lambda cuts: tuple(zip(("old", "new", "odd"), (min(cuts), max(cuts) - min(cuts), 100 - max(cuts)), strict=True))
    ),
    "sum": st.integers(-5, 5000) | st.floats(-5, 5000),
    "story": WRITTEN,
}


def answered(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Answer]:
    none = st.none()
    date = none | st.dates().map(lambda each: each.isoformat())
    found = st.tuples(value | st.sampled_from(list(Missing)), none | NOTE, none | NOTE, date)
    return found.map(lambda each: Answer(*each)).filter(lambda each: each != Answer())


EVERY = st.fixed_dictionaries({}, optional={name: answered(value) for name, value in VALUES.items()})
TIMES = st.none() | st.datetimes().filter(lambda each: each.year > 1900).map(lambda each: each.isoformat())


def read_again(answers: Answers, path: Path, text: str) -> Answers:
    path.write_text(json_safe(json.dumps(as_data(answers), ensure_ascii=False, allow_nan=False)), encoding="utf-8")
    return load_answers(path, instrument(text))


@FEW
@given(values=EVERY, started=TIMES, finished=TIMES)
def test_what_is_saved_is_read_again(
    values: dict[str, Answer], started: str | None, finished: str | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = Answers("kinds", 1, values=values, id="7f3a", started=started, finished=finished)
    assert read_again(made, tmp_path_factory.getbasetemp() / "kinds.json", KINDS) == made


@FEW
@given(values=st.lists(st.tuples(NOTE, EVERY), max_size=3), once=st.none() | answered(VALUES["way"]))
def test_what_is_saved_of_units_is_read_again(
    values: list[tuple[str, dict[str, Answer]]], once: Answer | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    units = tuple(Unit(f"unit-{n}", name) for n, (name, _) in enumerate(values))
    found = {f"unit-{n}/{key}": each for n, (_, own) in enumerate(values) for key, each in own.items()}
    if once is not None and once.value not in ("left", "right"):
        found["when"] = once
    made = Answers("groups", 1, values=found, units=units, fingerprint=fingerprint(instrument(GROUPS)))
    assert read_again(made, tmp_path_factory.getbasetemp() / "groups.json", GROUPS) == made


def test_what_a_saved_result_holds_is_read_again() -> None:
    made = Answers("groups", 1, values={"a/story": Answer("x\x85\u2028\ufeff\x00y", "n")}, units=(Unit("a", "\x9bA"),))
    saved = save_result(made)
    assert load_answers(saved.path, instrument(GROUPS)) == saved.answers


FULL = """\
instrument: groups
answers: {when: {value: later, note: once}}
units:
  - id: a
    name: A
    answers:
      rated: 4
      pulled: {value: -1, note: n}
      line: {value: done, owner: Ida, due: 2026-12-08}
      way: left
      tools: [pen, van]
      split: {old: 20, new: 80}
      sum: 12.5
      story: {value: "Tell, tell", note: m}
  - {id: b, name: B, answers: {tools: [], rated: dont-know, split: not-relevant}}
"""


def test_the_result_as_json_can_be_given_back(
    content: None, tmp_path: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.json"
    first.write_text(FULL, encoding="utf-8")
    code, out, err = run("assess", "groups", "--answers", str(first), "--json", "--no-input")
    assert code == 0 and "Saved" in err
    second.write_text(out, encoding="utf-8")
    code, again, _ = run("assess", "groups", "--answers", str(second), "--json", "--no-input", "--no-save")
    assert (code, json.loads(again)) == (0, json.loads(out))
    assert [each["id"] for each in json.loads(out)["result"]["units"]] == ["a", "b"]


# From the keyboard, with both prompters. A script is what is pressed or typed; typed lines stand in a list.

Script = Sequence[str | list[str]]


Play = Callable[[Callable[[Prompter], Any], Script], Any]


def with_lines(asking: Callable[[Prompter], Any], script: Script) -> Any:
    """Runs ``asking`` with the plain prompter; the whole script is needed, and no more."""
    typed = [line for each in script for line in ([each] if isinstance(each, str) else each)]

    def answer(_: str = "") -> str:
        if not typed:
            raise EOFError
        return typed.pop(0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.input", answer)
        found = asking(LinePrompter(Words("en")))
    assert typed == []
    return found


def with_keys(asking: Callable[[Prompter], Any], script: Script) -> Any:
    """Runs ``asking`` with the prompter of single keys; Ctrl-D follows, so that nothing waits for ever."""
    keys = "".join(each if isinstance(each, str) else "".join(f"{line}\r" for line in each) for each in script)
    with piped_keys() as pipe:
        pipe.send_text(keys + "\x04\x04")
        return asking(KeyPrompter(Words("en")))


@pytest.fixture(params=[with_keys, with_lines])
def play(request: pytest.FixtureRequest) -> Play:
    """Either way of asking."""
    found: Play = request.param
    return found


KIND_KEYS: Script = ["4", "5", "3", "2"]
WRITE: dict[str, Script] = {
    "tools": [["1 3"]],
    "split": [["20 30"]],
    "sum": [["2,5"]],
    "story": [["Vi gik, ja."]],
}
DONE: Script = [*KIND_KEYS, *WRITE["tools"], *WRITE["split"], *WRITE["sum"], *WRITE["story"], [""]]
DONE_VALUES: list[Any] = [
    4, 2, "done", "right", ("pen", "van"), (("old", 20), ("new", 30), ("odd", 50)), 2.5, "Vi gik, ja.",
]  # fmt: skip
TYPED = {"tools": 4, "split": 5, "sum": 6, "story": 7}


def asks(start: Answers, saved: list[Answers] | None = None, text: str = KINDS) -> Callable[[Prompter], Answers]:
    kept = [] if saved is None else saved
    return lambda prompter: ask_answers(names(text), start, kept.append, prompter)


EMPTY = Answers("kinds", 1)
SO_FAR = dict(zip((each.id for each in instrument(KINDS).items), map(Answer, DONE_VALUES), strict=True))


def test_every_kind_is_answered_and_saved(play: Play) -> None:
    saved: list[Answers] = []
    found = play(asks(EMPTY, saved), DONE)
    assert [each.value for each in found.values.values()] == DONE_VALUES
    assert [len(each.values) for each in saved] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_dont_know_and_not_relevant_for_every_kind() -> None:
    found = with_lines(asks(EMPTY), [*"drdr", ":d", ":r", ":d", ":r", [""]])
    assert [each.value for each in found.values.values()] == [Missing.DONT_KNOW, Missing.NOT_RELEVANT] * 4


def one(item: str, lines: list[str], before: Any = Missing.DONT_KNOW) -> Any:
    """The value of a written item after it is changed in the review by typing these lines."""
    start = Answers("kinds", 1, values=SO_FAR | {item: Answer(before)})
    return with_lines(asks(start), [[str(TYPED[item] + 1)], lines, [""]])[item].value


@pytest.mark.parametrize(
    ("item", "lines", "value"),
    [
        ("tools", ["0"], ()),
        ("tools", ["3, 1"], ("pen", "van")),
        ("tools", ["2 2"], ("phone",)),
        ("tools", ["4", "-1", "x", "1.5", "2"], ("phone",)),
        ("split", ["100 0 0"], (("old", 100), ("new", 0), ("odd", 0))),
        ("split", ["50 %, 25%"], (("old", 50), ("new", 25), ("odd", 25))),
        ("split", ["20, 30, 50"], (("old", 20), ("new", 30), ("odd", 50))),
        ("split", ["60 50", "20 30 60", "60/40"], (("old", 60), ("new", 40), ("odd", 0))),
        (
            "split",
            ["101", "-1 3 4", "33.3 33.3", "x", "10 20 30 40", "9" * 5000, "1 2"],
            (("old", 1), ("new", 2), ("odd", 97)),
        ),
        ("sum", ["2.5"], 2.5),
        ("sum", ["2,50"], 2.5),
        ("sum", [" 12 "], 12),
        ("sum", ["12,0"], 12),
        ("sum", ["-5"], -5),
        ("sum", ["5001", "-6", "x", "nan", "inf", "1e999", "1,2,3", "7"], 7),
        ("story", ["  some words "], "some words"),
        ("story", ["12"], "12"),
    ],
)
def test_typed_answers(item: str, lines: list[str], value: Any) -> None:
    found = one(item, lines)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize("item", TYPED)
def test_an_empty_line_leaves_what_was_there(item: str) -> None:
    before = DONE_VALUES[TYPED[item]]
    assert one(item, [""], before) == before


@pytest.mark.parametrize("item", TYPED)
def test_an_empty_line_is_no_answer(item: str) -> None:
    start = Answers("kinds", 1, values={key: each for key, each in SO_FAR.items() if key != item})
    found = with_lines(asks(start), [["", " "], ":s", [""]])
    assert found[item].value is Missing.UNANSWERED
    assert len(found.open_among(asked(instrument(KINDS), found))) == 1


def test_a_wrong_answer_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    one("sum", ["5001", "x", "7"])
    one("split", ["60 50", "60", "60 40"])
    out = capsys.readouterr().out
    assert "5001 lies outside what is possible" in out and "Type a number, without" in out
    assert "-10" in out and "3 whole percentages in the order above" in out


def test_a_text_that_is_too_long_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert one("story", ["x" * (MAX_NOTE + 1), "short"]) == "short"
    assert "2000" in capsys.readouterr().out


def test_a_text_that_is_changed_is_not_called_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert one("story", [""], "my words") == "my words"
    assert "Your note now" not in capsys.readouterr().out


@pytest.mark.parametrize(("typed", "language"), [("1.000", "da"), ("1,000", "en")])
def test_a_mark_between_thousands_is_not_a_decimal_mark(
    typed: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Answers("kinds", 1, values=SO_FAR | {"sum": Answer(Missing.DONT_KNOW)})
    words = Words(language)
    lines = iter(["7", typed, "1000", ""])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    found = ask_answers(names(KINDS, language), start, lambda _: None, LinePrompter(words))
    assert found["sum"].value == 1000


def test_only_what_is_open_is_asked() -> None:
    start = Answers("kinds", 1, values={key: each for key, each in SO_FAR.items() if key not in ("rated", "way")})
    found = with_lines(asks(start), ["4", "1", [""]])
    assert [found[each].value for each in ("rated", "way")] == [4, "left"]


def test_back_skip_and_note() -> None:
    script: Script = [
        "b", "4", "b", "s", "n", ["why"], "5", "n", ["later"], "s", "s", *WRITE["tools"], ":b", ":r", *WRITE["split"],
        ":s", *WRITE["story"], ["3"], "2", [""],
    ]  # fmt: skip
    found = with_lines(asks(EMPTY), script)
    assert found["rated"] == Answer(4)
    assert found["pulled"] == Answer(2, "why")
    assert found["line"] == Answer("under-way", "later")
    assert found["way"] == Answer()
    assert found["tools"].value is Missing.NOT_RELEVANT
    assert found["sum"] == Answer()


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_two_replies_have_one_key(language: str) -> None:
    words = Words(language)
    told = ["write", "dont-know", "not-relevant", "back", "skip", "note", "stop"]
    keys = [words(f"key.{each}") for each in told]
    assert len(set(keys)) == len(keys) and all(len(each) == 1 and each.isalpha() for each in keys)


# Units from the keyboard


def asks_units(known: tuple[Unit, ...] = (), text: str = GROUPS) -> Callable[[Prompter], tuple[Unit, ...]]:
    return lambda prompter: ask_units(names(text), known, prompter)


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        (["North, South"], {"north": "North", "south": "South"}),
        ([" Børn  og unge ,, Børn og unge,"], {"boern-og-unge": "Børn og unge"}),
        (["", " , ", "a, b, c, d", "Å"], {"aa": "Å"}),
        (["3F, Été, 日本"], {"unit-3f": "3F", "ete": "Été", "unit": "日本"}),
        (["IT, it, I.T."], {"it": "IT", "it-2": "it", "i-t": "I.T."}),
        (["x-2, x, X"], {"x-2": "x-2", "x": "x", "x-3": "X"}),
    ],
)
def test_units_are_named(play: Play, lines: list[str], units: dict[str, str]) -> None:
    assert {each.id: each.name for each in play(asks_units(), [lines])} == units


def test_the_list_of_last_time_is_offered(play: Play) -> None:
    known = (Unit("a", "Team A"), Unit("b", "Team B"))
    assert play(asks_units(known), ["1"]) == known
    assert play(asks_units(known), ["2", ["C"]]) == (Unit("c", "C"),)


NAMES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=12)


@FEW
@given(NAMES)
def test_ids_of_units_are_ids_and_differ(told: list[str]) -> None:
    units = units_from(told)
    assert len({each.id for each in units}) == len(units) == len(told)
    for each in units:
        assert each.id.replace("-", "").isalnum() and each.id.isascii() and each.id[0].isalpha()
        assert not each.id.endswith("-") and "--" not in each.id


@pytest.mark.parametrize("told", [["a" * 49 + " b"], ["a" * 49 + " b", "a" * 49 + " c"]])
def test_a_long_name_gives_an_id_that_can_be_read_again(told: list[str], tmp_path: Path) -> None:
    made = Answers("groups", 1, units=units_from(told))
    try:
        again = read_again(made, tmp_path / "long.json", GROUPS)
    except InputFault:
        again = EMPTY
    assert again == made


def test_a_name_that_is_too_long_is_asked_for_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = with_lines(asks_units(), [["short, " + "n" * 201], ["n" * 200]])
    assert [len(each.name) for each in units] == [200] and "at most 200 characters" in capsys.readouterr().out
    made = Answers("groups", 1, units=units)
    assert read_again(made, tmp_path / "long.json", GROUPS) == made


def test_the_names_offered_hold_no_terminal_sequence(
    play: Play, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = (Unit("a", "a\x1b]0;x\x07\n\u202eb"),)
    assert play(asks_units(known), ["1"]) == known
    assert not {"\x1b", "\x07", "\u202e"} & set(capsys.readouterr().out)


def test_the_names_in_the_list_to_choose_from_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    import questionary

    titles: list[str] = []
    real = questionary.select

    def select(prompt: str, choices: list[questionary.Choice], **more: Any) -> questionary.Question:
        titles.extend(str(each.title) for each in choices)
        return real(prompt, choices, **more)

    monkeypatch.setattr("questionary.select", select)
    with_keys(asks_units((Unit("a", "a\x1b]0;x\n\u202eb"),)), ["1"])
    assert titles and not {"\x1b", "\n", "\u202e"} & set("".join(titles))


UNITS = (Unit("n", "North"), Unit("s", "South"))


def of_pair(values: dict[str, Answer] | None = None, units: tuple[Unit, ...] = UNITS) -> Answers:
    return Answers("pair", 1, values=values or {}, units=units)


def test_a_repeated_item_is_asked_for_one_unit_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    found = with_lines(
        asks(Answers("groups", 1, units=UNITS), text=GROUPS), ["1", "4", "5", *"rr" * 3, *[":r", ":r"] * 4, [""]]
    )
    assert list(found.values)[:5] == ["when", "n/rated", "s/rated", "n/pulled", "s/pulled"]
    assert [found[key].value for key in ("when", "n/rated", "s/rated")] == ["now", 4, 5]
    asked_part = capsys.readouterr().out.partition("Your answers")[0]
    assert asked_part.count("how much") == 2, "every prompt stands by itself"
    assert "Question 2 of 17" in asked_part and asked_part.count("North") == 8


def test_back_skip_and_note_for_units(play: Play) -> None:
    saved: list[Answers] = []
    found = play(asks(of_pair(), saved, PAIR), ["4", "b", "s", "n", ["why"], "b", "5", "2", [""]])
    assert dict(found.values) == {"n/rated": Answer(5), "s/rated": Answer(2, "why")}
    assert saved[-1] == found


def test_the_review_names_the_units_and_changes_the_answer_of_one(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    start = of_pair({"n/rated": Answer(1), "s/rated": Answer(5, "a note")})
    found = play(asks(start, text=PAIR), [["0", "3", "x", "all", "2"], "4", [""]])
    assert dict(found.values) == {"n/rated": Answer(1), "s/rated": Answer(4, "a note")}
    out = capsys.readouterr().out
    assert "  1. North → 1, words" in out and "  2. South → 5, top (a note)" in out
    assert out.count("Type a number from 1 to 2.") == 3


def test_stopping_in_the_review_of_units(play: Play) -> None:
    start = of_pair({"n/rated": Answer(1), "s/rated": Answer(5)})
    with pytest.raises(Stopped):
        play(asks(start, text=PAIR), [["q"]])


# The whole command, in plain lines


@pytest.fixture
def typing(
    content: None, monkeypatch: pytest.MonkeyPatch, run: Callable[..., tuple[int, str, str]]
) -> Callable[..., tuple[int, str]]:
    """Runs the command ``assess`` at a terminal where these lines are typed; gives its exit code and all it said."""

    def at_terminal(instrument_id: str, lines: Sequence[str], *more: str) -> tuple[int, str]:
        typed = iter(lines)
        monkeypatch.setattr("digitrans.output.may_ask", lambda no_input: True)
        monkeypatch.setattr("builtins.input", lambda _="": next(typed))
        code, out, err = run("assess", instrument_id, "--plain", *more)
        assert next(typed, None) is None
        return code, out + err

    return at_terminal


def files(home: Path, folder: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((home / folder).glob("*.json"))]


def test_a_draft_of_units_is_gone_on_with_and_the_list_offered_again(
    typing: Callable[..., tuple[int, str]], settled: Path
) -> None:
    code, said = typing("pair", ["North, Børn og unge", "4", "n", "why", "q"])
    assert code == 130 and "Stopped." in said
    (draft,) = files(settled, "drafts")
    assert [(each["id"], each["answers"]) for each in draft["units"]] == [
        ("north", {"rated": 4}),
        ("boern-og-unge", {"rated": {"value": None, "note": "why"}}),
    ]
    code, said = typing("pair", ["1", "2", ""])
    assert code == 0 and "1 of 2 answered" in said and "Question 2 of 2" in said and "Saved:" in said
    assert files(settled, "drafts") == []
    (result,) = files(settled, "results")
    assert [each["answers"]["rated"] for each in result["units"]] == [4, {"value": 2, "note": "why"}]
    code, said = typing("groups", ["1", "1", "q"])
    assert code == 130 and "Use the list from last time: North, Børn og unge" in said
    code, said = typing("pair", ["2", "2", "West", "q"])
    assert code == 130 and [len(each.get("units", [])) for each in files(settled, "drafts")] == [2, 1]


def test_a_new_one_can_be_begun_beside_a_draft_of_units(typing: Callable[..., tuple[int, str]], settled: Path) -> None:
    typing("pair", ["North", "4", "q"])
    code, _ = typing("pair", ["2", "South", "5", ""])
    assert code == 0
    assert [each["units"][0]["name"] for each in files(settled, "drafts")] == ["North"]
    assert [each["units"][0]["name"] for each in files(settled, "results")] == ["South"]


def test_the_rest_of_a_file_with_units_is_asked(
    typing: Callable[..., tuple[int, str]], settled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "partly.yaml"
    path.write_text(
        "instrument: pair\nunits: [{id: n, name: N, answers: {rated: 3}}, {id: s, name: S}]\n", encoding="utf-8"
    )
    code, said = typing("pair", ["1", "5", ""], "--answers", str(path))
    assert code == 0 and "lacks answers to 1 questions" in said
    (result,) = files(settled, "results")
    assert [each["answers"]["rated"] for each in result["units"]] == [3, 5]


def test_nothing_of_units_is_saved_when_asked_not_to(typing: Callable[..., tuple[int, str]], settled: Path) -> None:
    code, said = typing("pair", ["North, South", "4", "dontknow", "d", ""], "--no-save")
    assert code == 0 and "There is no such answer here" in said
    assert not settled.exists()
