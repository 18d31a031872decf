"""Several people and a repeated questionnaire, unit by unit and in every format; what makes no score, in the report."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from test_rounds import answer, codes_of

from digitrans.answers.names import load_names
from digitrans.answers.values import Answer, Answers, Missing, Unit
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.items import Allocation, Choice, Choices, Number, Rating
from digitrans.documents import Document, Heading, HeatMap
from digitrans.formats import BINARY, WRITERS, Sink, writer
from digitrans.people.comparison import Comparison, Respondent, Row, compare, conversations
from digitrans.reports.people.comparison import comparison_report
from digitrans.texts import Words
from goldens import NASTY

Run = Callable[..., tuple[int, str, str]]
UNITS = tuple(
    Unit(each, name)
    for each, name in (
        ("children", "Children and young people"),
        ("health", "Health and care"),
        ("roads", "Roads and environment"),
        ("service", "Citizen service"),
    )
)
OF_GROUP = {"self": 5, "executive-team": 4, "staff": 2, "politicians": 3}
CROWD = {"self": 1, "executive-team": 4, "staff": 5, "politicians": 4}


@pytest.fixture(scope="module")
def maturity() -> Instrument:
    return load_instrument("maturity")


def plain(item: Any, value: int) -> Any:
    """An answer that depends on ``value``, 1 to 5, and nothing else."""
    if isinstance(item, Choice):
        return item.options[value % len(item.options)].id
    if isinstance(item, Choices):
        return (item.options[value % len(item.options)].id,)
    if isinstance(item, Allocation):
        return ((item.options[0].id, 100 - 10 * value), (item.options[1].id, 10 * value))
    if isinstance(item, Number):
        return value
    return value if isinstance(item, Rating) else "In a few words"


def person(
    instrument: Instrument,
    code: str,
    group: str,
    values: Mapping[str, int],
    units: tuple[Unit, ...] = UNITS,
    notes: Mapping[str, str] | None = None,
) -> Respondent:
    """Answers with the same ``values`` by unit; "" is for what is asked once. Units without a value are skipped."""
    given = {}
    for unit in ("", *(each.id for each in units)):
        for item in instrument.items:
            if item.once == (not unit) and unit in values:
                key = f"{unit}/{item.id}" if unit else item.id
                given[key] = Answer(plain(item, values[unit]), (notes or {}).get(key))
    return Respondent(code, group, Answers(instrument.id, 1, values=given, units=units), "1")


def everyone(instrument: Instrument, far: str = "roads") -> list[Respondent]:
    """All groups; on ``far`` the leader is at 5 and the staff at 1, elsewhere they are one point apart."""
    found = []
    for group, count in CROWD.items():
        base = 4 if group == "self" else 3
        values = {"": base} | {unit.id: base for unit in UNITS}
        values[far] = {"self": 5, "staff": 1}.get(group, 3)
        found += [person(instrument, f"{group}{number}", group, values) for number in range(count)]
    return found


def report(instrument: Instrument, comparison: Comparison, language: str = "en", sheet: bool = False) -> Document:
    return comparison_report(load_names(Words(language), instrument), comparison, sheet)


def shown(document: Document, format: str = "table", width: int = 80) -> str:
    text = writer(format)(document, Sink(width=width))
    return text if isinstance(text, str) else text.decode("utf-8", "replace")


# Unit by unit


def test_measures_are_those_of_the_units(maturity: Instrument) -> None:
    comparison = compare(maturity, everyone(maturity))
    dimensions = [each.id for each in maturity.dimensions]
    assert {row.measure.id for row in comparison.rows} == {f"{unit.id}/{d}" for unit in UNITS for d in dimensions}
    assert comparison.units == UNITS
    row = next(row for row in comparison.rows if row.measure.id == "roads/need")
    assert row.own == 5
    assert [(cell.block, cell.n, *map(float, cell.figure or ())) for cell in row.cells] == [
        ("executive-team", 4, 3, 3), ("staff", 5, 1, 2), ("politicians", 4, 3, 3),
    ]  # fmt: skip
    assert all(row.measure.unit == UNITS[2] for row in comparison.rows[: len(dimensions)]), "largest disagreement first"


def test_what_is_asked_once_has_no_unit() -> None:
    instrument = load_instrument("change-curve")
    comparison = compare(instrument, everyone(instrument))
    once = [row for row in comparison.rows if row.measure.unit is None]
    assert [row.measure.id for row in once] == ["leader"]
    assert {each.asked.key for each in comparison.tallies if each.asked.unit is None} == {"months-with-the-idea"}
    assert len([row for row in comparison.rows if row.measure.subject == "group"]) == len(UNITS)


def test_a_unit_that_someone_left_out_rests_on_the_others(maturity: Instrument) -> None:
    staff = [person(maturity, f"s{n}", "staff", {unit.id: 3 for unit in UNITS}) for n in range(4)]
    staff.append(person(maturity, "s4", "staff", {"children": 1}))
    comparison = compare(maturity, staff)
    cells = {row.measure.id: row.cells[0] for row in comparison.rows}
    assert cells["children/need"].n == 5 and cells["roads/need"].n == 4
    three = compare(maturity, [*staff[:3], staff[4]])
    cells = {row.measure.id: row.cells[0] for row in three.rows}
    assert cells["children/need"].n == 4 and cells["roads/need"].hidden == "few"


def test_every_unit_has_its_own_record_of_what_was_shown(maturity: Instrument) -> None:
    staff = [person(maturity, f"s{n}", "staff", {unit.id: 3 for unit in UNITS}) for n in range(4)]
    first = compare(maturity, staff)
    assert set(first.shown) >= {"children/need", "roads/need"}
    late = person(maturity, "late", "staff", {"children": 1})
    again = compare(maturity, [*staff, late], first.shown)
    cells = {row.measure.id: row.cells[0] for row in again.rows}
    assert cells["children/need"].held and cells["children/need"].n == 4
    assert not cells["roads/need"].held


def test_comments_are_those_of_the_units(maturity: Instrument) -> None:
    item = maturity.items[0]
    notes = {f"health/{item.id}": "Nobody has time"}
    staff = [person(maturity, f"s{n}", "staff", {unit.id: 3 for unit in UNITS}, notes=notes) for n in range(4)]
    comparison = compare(maturity, staff)
    assert [(asked.key, text) for asked, text in comparison.comments] == [(f"health/{item.id}", "Nobody has time")] * 4
    told = report(maturity, comparison).data["comments"][0]
    assert told == {"item": item.id, "unit": "health", "text": "Nobody has time"}
    assert f"Health and care: {item.text.en}" in " ".join(shown(report(maturity, comparison)).split())


def test_the_largest_disagreement_comes_first_across_scales() -> None:
    """One of six steps of the change curve is less than one of four steps of a rating."""
    instrument = load_instrument("change-curve")
    comparison = compare(instrument, everyone(instrument))
    spans = [(row.distance or 0) / (row.measure.end - row.measure.start) for row in comparison.rows]
    assert spans == sorted(spans, reverse=True)


# The report


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_goes_unit_by_unit(maturity: Instrument, language: str) -> None:
    document = report(maturity, compare(maturity, everyone(maturity)), language)
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert next(each for each in headings if each in {unit.name for unit in UNITS}) == "Roads and environment"
    maps = [block for block in document.blocks if isinstance(block, HeatMap)]
    assert len(maps) == len(UNITS) and all(len(one.rows) == len(maturity.dimensions) for one in maps)
    assert maps[0].name.startswith("Roads and environment: ")


def test_the_heat_map_of_a_unit_is_a_grid_at_eighty_columns(maturity: Instrument) -> None:
    lines = shown(report(maturity, compare(maturity, everyone(maturity)))).splitlines()
    row = next(line for line in lines if line.startswith("Citizen need"))
    assert re.findall(r"\d\.\d", row) == ["5.0", "3.0", "2.0", "3.0"] and max(map(len, lines)) <= 80


def test_the_conversations_name_the_unit(maturity: Instrument) -> None:
    comparison = compare(maturity, everyone(maturity))
    talks = conversations(comparison, 3)
    assert [isinstance(each, Row) and each.measure.unit for each in talks] == [UNITS[2]] * 3
    sheet = shown(report(maturity, comparison, sheet=True))
    assert sheet.count("Roads and environment: ") == 3 and "Children" not in sheet


@pytest.mark.parametrize(
    "name", ["maturity", "mentality", "change-curve", "involvement", "actors", "risk", "political"]
)
def test_every_questionnaire_gives_three_conversations(name: str) -> None:
    instrument = load_instrument(name)
    units = UNITS if instrument.repeat else ()
    there = []
    for group, count in CROWD.items():
        values = {"": OF_GROUP[group]} | {unit.id: OF_GROUP[group] for unit in units}
        if not units:
            given = {item.id: Answer(plain(item, OF_GROUP[group])) for item in instrument.items}
            there += [Respondent(f"{group}{n}", group, Answers(name, 1, values=given), "1") for n in range(count)]
        else:
            there += [person(instrument, f"{group}{n}", group, values) for n in range(count)]
    comparison = compare(instrument, there)
    talks = conversations(comparison, 3)
    assert len(talks) == 3 and all(each.distance for each in talks)
    for language in ("da", "en"):
        document = report(instrument, comparison, language, sheet=True)
        assert document.blocks[-1] and len([b for b in document.blocks if isinstance(b, Heading) and b.level == 2]) == 3


def test_json_has_the_unit_beside_the_id(maturity: Instrument) -> None:
    data = report(maturity, compare(maturity, everyone(maturity))).data
    assert data["units"] == [{"id": unit.id, "name": unit.name} for unit in UNITS]
    assert {(each["id"], each["unit"]) for each in data["rows"]} >= {("roads/need", "roads"), ("health/need", "health")}
    dilemmas = load_instrument("dilemmas")
    staff = [
        Respondent(c, "staff", Answers("dilemmas", 1, values={i.id: Answer(1) for i in dilemmas.items}), "1")
        for c in "abcd"
    ]
    assert {each["unit"] for each in report(dilemmas, compare(dilemmas, staff)).data["rows"]} == {None}


def test_json_and_csv_have_the_questions_that_make_no_score() -> None:
    instrument = load_instrument("mentality")
    document = report(instrument, compare(instrument, everyone(instrument)))
    told = next(each for each in document.data["questions"] if each["unit"] == "roads")
    staff = next(each for each in told["groups"] if each["id"] == "staff")
    assert (told["kind"], staff["n"], staff["mean"], staff["hidden"]) == ("allocation", 5, None, None)
    assert all(low <= high for low, high in staff["ranges"].values()) and len(staff["ranges"]) == 4
    assert sum(told["self"]["shares"].values()) == 1
    json.dumps(document.data, allow_nan=False)
    rows = list(csv.reader(io.StringIO(shown(document, "csv")), delimiter=";"))
    head = {name: place for place, name in enumerate(rows[0])}
    mine = [
        row for row in rows if row[head["Unit"]] == "roads" and row[head["Option"]] and row[head["Group"]] == "staff"
    ]
    ends = [[float(row[head[end]].replace(",", ".")) for row in mine] for end in ("At least", "At most")]
    assert len(mine) == 4 and sum(ends[0]) <= 1 <= sum(ends[1])
    assert all(len(row) == len(rows[0]) for row in rows)


def test_shares_and_numbers_in_the_report() -> None:
    instrument = load_instrument("change-curve")
    text = " ".join(shown(report(instrument, compare(instrument, everyone(instrument)))).split())
    assert "What else you answered" in text and "chosen ▓▓▓" in text and "60% or more" in text
    assert "Top leader 4 months" in text and "Staff 48.2 or less months" in text
    assert "Senior leadership team: 4 answers; Staff: 5 answers; Politicians: 4 answers." in text


def test_a_figure_that_is_left_out_is_a_dash_with_the_reason() -> None:
    instrument = load_instrument("risk")
    number = next(item for item in instrument.items if isinstance(item, Number))
    there = []
    for place in range(4):
        given = {item.id: Answer(plain(item, 1 + place)) for item in instrument.items}
        if place > 1:
            given[number.id] = Answer(Missing.DONT_KNOW)
        there.append(Respondent(f"s{place}", "staff", Answers("risk", 1, values=given), "1"))
        there.append(
            Respondent(f"p{place}", "politicians", Answers("risk", 1, values=given | {number.id: Answer(4)}), "1")
        )
    comparison = compare(instrument, there)
    text = " ".join(shown(report(instrument, comparison)).split())
    assert "Staff: too few answered; Politicians: 4 answers." in text
    assert "A dash means that fewer than 4" in text
    parts = next(each for each in comparison.tallies if each.asked.item == number).parts
    assert [(part.n, [float(each.high) for each in part.figures]) for part in parts] == [(0, []), (4, [25])]


@pytest.mark.parametrize("format", sorted(set(WRITERS) - BINARY - {"ics"}))
def test_hostile_names_of_units_stay_harmless(format: str) -> None:
    instrument = load_instrument("mentality")
    nasty = (Unit("odd", NASTY), Unit("other", "=cmd()"))
    there = [person(instrument, f"s{n}", "staff", {"": 3, "odd": n + 1, "other": 2}, nasty) for n in range(4)]
    text = shown(report(instrument, compare(instrument, there)), format)
    assert "\x1b" not in text
    if format in ("html", "markdown"):
        assert "<b>bold" not in text


# From the command line


def test_a_round_of_a_questionnaire_with_all_kinds_of_answers(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "risk"
    groups = ("--group", "executive-team=4", "--group", "staff=4")
    assert run("people", "invite", str(folder), "--instrument", "risk", *groups, "--form", "yaml")[0] == 0
    instrument = load_instrument("risk")
    for code, group in codes_of(folder).items():
        path = answer(folder, code)
        whole = json.loads(path.read_text(encoding="utf-8"))
        whole["answers"] = {item.id: plain(item, OF_GROUP[group]) for item in instrument.items}
        path.write_text(json.dumps(whole), encoding="utf-8")
    assert run("people", "collect", str(folder))[0] == 0
    told = json.loads(run("people", "compare", str(folder), "--json")[1])
    assert {each["kind"] for each in told["questions"]} == {"number", "choices"}
    (record,) = (folder / "shown").iterdir()
    kept = json.loads(record.read_text(encoding="utf-8"))["waves"]
    assert {each["id"] for each in told["questions"]} <= set(kept)
    assert json.loads(run("people", "compare", str(folder), "--lang", "da", "--json")[1]) == told
