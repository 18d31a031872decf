"""Lists in the shapes in which governments and municipalities publish theirs, with invented names and amounts.

Each comes with what a careful reader counts in it: so many initiatives, so much money.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl

WORDS = ("Portal", "Robot", "Skærmbesøg", "Journal", "Kort", "Tilsyn", "Sensor", "Arkiv", "Tidsbestilling", "Vejkort")
PLACES = ("nord", "syd", "øst", "vest", "midt", "havn", "by", "land")


@dataclass(frozen=True)
class Listed:
    """A list as a file, and what is in it: ``cost`` is in single units of its ``currency``."""

    file: str
    data: bytes
    count: int
    cost: float | None
    more: tuple[str, ...] = ()
    currency: str = "DKK"
    departments: int | None = None


def names(count: int) -> list[str]:
    """So many different names."""
    return [f"{WORDS[at % 10]} {PLACES[at // 10 % 8]} {at // 80 + 1}" for at in range(count)]


def table(rows: Sequence[Sequence[Any]], delimiter: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


def book(sheets: dict[str, Any], change: Callable[[Any], None] | None = None) -> bytes:
    """Rows as a workbook, changed by ``change`` before it is saved."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def british() -> Listed:
    """Major projects: snake case gone wrong, RAG, start and end days, pounds in millions, narratives."""
    heads = [
        "GMPP ID Number",
        "Project Name",
        "Department",
        "Annual Report Category",
        "Description / Aims",
        "IPA Delivery Confidence Assessment",
        "SRO Delivery Confidence Assessment",
        "Departmental commentary on actions planned or taken on the IPA RAG rating.",
        "Project - Start Date (Latest Approved Start Date)",
        "Project - End Date (Latest Approved End Date)",
        "Financial Year Baseline (£m) (including Non-Government Costs)",
        "Financial Year Forecast (£m)",
        "Financial Year Variance (%)",
        "TOTAL Baseline Whole Life Costs (£m) (including Non-Government Costs)",
        "TOTAL Baseline Benefits (£m)",
        "Departmental Narrative on Budgeted Whole Life Costs",
    ]
    pick, rows, total = random.Random(1), [], 0.0
    for at, name in enumerate(names(230)):
        cost = round(pick.uniform(20, 9000), 2)
        shown: Any = f"{cost:,.2f}"
        if at % 37 == 0:
            shown = "Exempt under Section 43 of the Freedom of Information Act 2000 (Commercial Interests)"
        else:
            total += cost * 1_000_000
        rows.append(
            [
                f"DFX_{at:04}_1617-Q1",
                f"{name} Programme",
                pick.choice(["DFX", "MOY", "HMQ", "DXT"]),
                "ICT",
                "To make a very long description. " * 20,
                pick.choice(["Green", "Amber", "Red", "Amber/Red", "Exempt"]),
                "Amber",
                "The department says that. " * 30,
                f"{pick.randint(1, 28):02}/{pick.randint(1, 12):02}/2019",
                f"{pick.randint(13, 28)}/0{pick.randint(1, 9)}/2027",
                "12.30",
                "11.20",
                "-9%",
                shown,
                "1,200.00",
                "Long.",
            ]
        )
    return Listed("gmpp.csv", table([heads, *rows], ",", "cp1252"), 230, total, (), "GBP", 4)


def american() -> Listed:
    """Projects of agencies: codes and names, millions of dollars, month first, 2,500 rows."""
    heads = [
        "Agency Code",
        "Agency Name",
        "Investment Title",
        "Unique Investment Identifier",
        "Project ID",
        "Project Name",
        "Project Description",
        "Start Date",
        "Completion Date",
        "Lifecycle Cost ($ M)",
        "Schedule Variance (%)",
        "Project Status",
    ]
    pick, rows, total = random.Random(2), [], 0.0
    for at, name in enumerate(names(2500)):
        cost = round(pick.uniform(0.01, 90), 6)
        total += cost * 1_000_000
        rows.append(
            [
                "024",
                pick.choice(["Department of Lakes", "Department of Rivers"]),
                f"Investment {at // 5}",
                f"024-{at // 5:09}",
                str(1000 + at),
                name,
                "Text, with commas",
                f"{pick.randint(1, 12)}/{pick.randint(1, 28)}/2021",
                f"{pick.randint(1, 12)}/{pick.randint(13, 28)}/2026",
                f"{cost:.6f}",
                "0.00",
                pick.choice(["In progress", "Completed", "Not started", "Cancelled", "On hold"]),
            ]
        )
    return Listed("it-dashboard.csv", table([heads, *rows], ","), 2500, total, (), "USD", 2)


def canadian() -> Listed:
    """Both languages in a heading, dollars with signs, a byte order mark."""
    heads = [
        "Project name / Nom du projet",
        "Department / Ministère",
        "Total project cost / Coût total du projet",
        "Stage / Étape",
        "Planned completion date / Date d'achèvement prévue",
        "Overall status / État général",
    ]
    pick, rows, total = random.Random(3), [], 0.0
    for name in names(91):
        cost = pick.randint(1_000_000, 90_000_000)
        total += cost
        rows.append(
            [
                name,
                pick.choice(["Parcs", "Rivières"]),
                f"${cost:,}",
                pick.choice(["Planning", "Execution", "Close-out"]),
                f"2026-0{pick.randint(1, 9)}-15",
                pick.choice(["Green", "Yellow", "Red"]),
            ]
        )
    return Listed("projects.csv", table([heads, *rows], ",", "utf-8-sig"), 91, total, (), "USD", 2)


def norwegian() -> Listed:
    """Project model of the state in Norwegian, millions, a title and a date above."""
    heads = ["Prosjektnavn", "Virksomhet", "Fase", "Kostnadsramme (mill. kr)", "Planlagt ferdig", "Kommentar"]
    pick, rows, total = random.Random(4), [], 0.0
    for name in names(44):
        cost = pick.randint(10, 900) / 2
        total += cost * 1_000_000
        rows.append(
            [
                name,
                pick.choice(["Etat A", "Etat B", "Etat C"]),
                pick.choice(["Konsept", "Planlegging", "Gjennomføring", "Avslutning", "Realisere"]),
                cost,
                f"{pick.randint(1, 4)}. kvartal 2027",
                None,
            ]
        )
    sheets = {"Portefølje": [["Statlige IT-prosjekter"], ["Oppdatert 1. november 2026"], [], heads, *rows]}
    return Listed("portefolje.xlsx", book(sheets), 44, total, (), "DKK", 3)


def danish_state() -> Listed:
    """The state's projects: groups of headings, footnotes, traffic lights."""
    rows: list[list[Any]] = [
        ["Statens digitale projekter, 2. halvår 2026"],
        [],
        ["Stamdata", None, None, "Økonomi", None, "Tid", None, "Vurdering"],
        [
            "Projektets titel",
            "Myndighed",
            "Fase",
            "Samlet budget (mio. kr.)",
            "Heraf afholdt (mio. kr.)",
            "Start",
            "Slut",
            "Trafiklys*",
        ],
    ]
    pick, total = random.Random(5), 0.0
    for name in names(67):
        cost = pick.randint(100, 9000) / 10
        total += cost * 1_000_000
        rows.append(
            [
                name,
                pick.choice(["Styrelse A", "Styrelse B"]),
                pick.choice(["Idé", "Analyse", "Anskaffelse", "Gennemførelse", "Realisering"]),
                cost,
                cost / 2,
                "Q1 2025",
                "Q4 2027",
                pick.choice(["Grøn", "Gul", "Rød"]),
            ]
        )
    rows += [[], ["* Trafiklyset er projektets egen vurdering."], ["Kilde: indberetning pr. 1. juli 2026"]]
    return Listed("statens.xlsx", book({"Projekter": rows}), 67, total, (), "DKK", 2)


def municipal_sections() -> Listed:
    """Sections with subtotals and a total at the end, amounts with points."""
    rows, total = [["Projekt", "Projektleder", "Status", "Anlægssum"], []], 0
    pick, made = random.Random(6), iter(names(60))
    for department in ("Social og Sundhed", "Børn og Unge", "Teknik og Miljø", "Kultur og Fritid"):
        rows.append([department])
        subtotal = 0
        for _ in range(15):
            cost = pick.randint(20, 900) * 10_000
            subtotal += cost
            rows.append([next(made), "Ida", pick.choice(["I gang", "Idé", "Planlagt"]), f"{cost:,}".replace(",", ".")])
        rows.append([f"I alt {department}", "", "", f"{subtotal:,}".replace(",", ".")])
        rows.append([])
        total += subtotal
    rows.append(["Samlet sum", "", "", f"{total:,}".replace(",", ".")])
    return Listed("anlaeg.csv", table(rows, ";", "cp1252"), 60, total, (), "DKK", 4)


def sheets_per_department() -> Listed:
    """A sheet for each department, a front page, and a sheet of all that repeats them."""
    pick, total, everything = random.Random(7), 0, [["Forvaltning", "Initiativ", "Status", "Budget (t.kr.)"]]
    sheets: dict[str, Any] = {"Forside": [["Digital portefølje"], ["Læs vejledningen"]]}
    made = iter(names(50))
    for department in ("Ældre", "Skole", "Vej", "Kultur", "Stab"):
        rows: list[list[Any]] = [["Initiativ", "Status", "Budget (t.kr.)"]]
        for _ in range(10):
            name, cost = next(made), pick.randint(50, 4000)
            total += cost * 1000
            rows.append([name, "I gang", cost])
            everything.append([department, name, "I gang", cost])  # type: ignore[list-item]
        sheets[department] = [*rows, ["I alt", None, sum(row[2] for row in rows[1:])]]
    sheets["Alle"] = everything
    return Listed("forvaltninger.xlsx", book(sheets), 50, total, (), "DKK", 5)


def merged_cells() -> Listed:
    """Departments in merged cells, hidden rows, a column that is as wide as its department."""
    rows: list[list[Any]] = [["Direktørområde", "Projekt", "Status", "Samlet budget"]]
    total = 0
    for at, name in enumerate(names(40)):
        cost = 100_000 * (at + 1)
        total += cost
        rows.append([f"Område {at // 10}" if at % 10 == 0 else None, name, "Igangværende", cost])

    def change(made: Any) -> None:
        sheet = made.worksheets[0]
        for top in (2, 12, 22, 32):
            sheet.merge_cells(f"A{top}:A{top + 9}")
        sheet.row_dimensions[5].hidden = True

    return Listed("omraader.xlsx", book({"Liste": rows}, change), 40, total, (), "DKK", 4)


def budget_years() -> Listed:
    """No total, but a column for each year of the budget."""
    heads = [
        "Indsats",
        "Magistrat",
        "Budget 2026 (1.000 kr.)",
        "Budget 2027 (1.000 kr.)",
        "Budget 2028 (1.000 kr.)",
        "Stade",
    ]
    pick, rows, total = random.Random(8), [], 0
    for name in names(48):
        years = [pick.randint(0, 900) for _ in range(3)]
        total += sum(years) * 1000
        rows.append([name, pick.choice(["1. afdeling", "2. afdeling"]), *years, "x"])
    return Listed("budget.xlsx", book({"Ark1": [heads, *rows]}), 48, total, (), "DKK", 2)


def transposed_list() -> Listed:
    """Each initiative a column."""
    made = names(12)
    rows = [
        ["Projektnavn", *made],
        ["Afdeling", *["Social"] * 12],
        ["Status", *["I gang"] * 12],
        ["Pris (kr.)", *[250_000 + at for at in range(12)]],
    ]
    return Listed("paa-tvaers.xlsx", book({"Ark1": rows}), 12, sum(250_000 + at for at in range(12)), (), "DKK", 1)


def json_list() -> Listed:
    """What an interface gives: names in camel case, objects within objects."""
    made = [
        {
            "projectName": name,
            "owningDepartment": {"name": "Lakes"},
            "totalCost": 1000.5 * (at + 2),
            "currentPhase": "Design",
            "projectManager": None,
        }
        for at, name in enumerate(names(60))
    ]
    data = json.dumps({"meta": {"count": 60}, "results": made}).encode()
    return Listed("projects.json", data, 60, sum(1000.5 * (at + 2) for at in range(60)))


def dashes_and_dots() -> Listed:
    """Amounts as they were typed: about, from and to, with and without tax, in thousands and millions."""
    typed = [
        ("ca. 900.000 kr.", 900_000),
        ("1,5 mio. kr.", 1_500_000),
        ("250 t.kr.", 250_000),
        ("kr. 1.200.000,-", 1_200_000),
        ("500.000 kr. ekskl. moms", 500_000),
        ("-", None),
        ("ukendt", None),
        ("2.400.000", 2_400_000),
        ("DKK 300.000", 300_000),
        ("ingen", 0),
    ]
    rows = [[name, typed[at % 10][0], "Byråd og borgerservice"] for at, name in enumerate(names(100))]
    total = 10 * sum(cost or 0 for _, cost in typed)
    return Listed(
        "som-skrevet.csv", table([["Digitalt initiativ", "Udgift", "Enhed"], *rows], ";"), 100, total, (), "DKK", 1
    )


def old_mac() -> Listed:
    """Saved on an old Mac: other letters, other ends of lines."""
    rows = [[name, "Ældre og Råd", "Afsluttet", str(at * 1000)] for at, name in enumerate(names(45))]
    data = table([["Navn på projekt", "Fagområde", "Status", "Omkostning"], *rows], ";", "mac_roman", "\r\n")
    return Listed("mac.csv", data, 45, sum(at * 1000 for at in range(45)), (), "DKK", 1)


def utf16_tabs() -> Listed:
    """What Excel calls Unicode text: UTF-16 with tabs."""
    rows = [[name, "Børn", "Ikke påbegyndt", f"{at * 1000},50"] for at, name in enumerate(names(45), 1)]
    data = table([["Titel", "Afdeling", "Projektstatus", "Samlede udgifter"], *rows], "\t", "utf-16")
    return Listed("unicode.txt", data, 45, sum(at * 1000 + 0.5 for at in range(1, 46)), (), "DKK", 1)


def semicolons_said() -> Listed:
    """Excel's own first line, headings again on every page, numbers before statuses."""
    head = ["Nr", "Projekttitel", "Status", "Budget i alt"]
    rows: list[list[str]] = []
    for at, name in enumerate(names(80)):
        if at and at % 20 == 0:
            rows.append(head)
        rows.append(
            [
                str(at + 1),
                name,
                ["3 - Gennemførelse", "1 - Idé", "Fase 2: Analyse", "4. I drift"][at % 4],
                str(50_000 + at),
            ]
        )
    data = b"sep=;\r\n" + table([head, *rows])
    return Listed("sider.csv", data, 80, sum(50_000 + at for at in range(80)))


def group_lines() -> Listed:
    """Several lines for one project: the first with its name, the others with what else it takes."""
    rows: list[list[Any]] = [["Projekt", "Forvaltning", "Post", "Beløb (kr.)"]]
    total = 0
    for at, name in enumerate(names(40)):
        for line, post in enumerate(("Licenser", "Timer", "Uddannelse")):
            cost = 10_000 * (at + 1) + line
            total += cost
            rows.append([name if line == 0 else None, "Social" if line == 0 else None, post, cost])
    return Listed("poster.xlsx", book({"Poster": rows}), 40, total, (), "DKK", 1)


def municipal_wide() -> Listed:
    """Many columns that no portfolio has, a project as 'Løsning', which takes one --map."""
    heads = [
        "Løsning",
        "Leverandør",
        "KLE",
        "Systemejer",
        "Forvaltningsområde",
        "Kontraktudløb",
        "Årlig driftsudgift",
        "Projektøkonomi (kr.)",
        "GDPR-vurdering",
        "Antal brugere",
    ]
    rows = [
        [name, "Firma A/S", "00.01.10", "Bo", "Stab", "31-12-2027", 12_000 + at, 400_000 + at, "Ja", at]
        for at, name in enumerate(names(120))
    ]
    total = sum(400_000 + at for at in range(120))
    return Listed("systemer.xlsx", book({"Systemer": [heads, *rows]}), 120, total, ("--map", "Løsning=name"), "DKK", 1)


def swedish() -> Listed:
    """A Swedish list with a comma in its amounts."""
    rows = [
        [name, "Socialförvaltningen", ["Pågående", "Avslutad", "Planerad", "Pausad"][at % 4], f"{at},5"]
        for at, name in enumerate(names(52))
    ]
    data = table([["Projektnamn", "Förvaltning", "Status", "Total kostnad (MSEK)"], *rows], ";", "cp1252")
    return Listed("svensk.csv", data, 52, sum(at + 0.5 for at in range(52)) * 1_000_000, (), "SEK", 1)


def free_statuses() -> Listed:
    """Statuses in words of one's own around the known ones."""
    said = [
        "I gang - følger planen",
        "Igangværende (forsinket)",
        "Sat i bero pga. økonomi",
        "Afsluttet 2025",
        "Under udbud",
        "Pilot",
    ]
    rows = [[name, said[at % 6], 75_000] for at, name in enumerate(names(66))]
    return Listed(
        "frit.xlsx", book({"Liste": [["Initiativnavn", "Aktuel status", "Investering"], *rows]}), 66, 66 * 75_000
    )


def summed_groups() -> Listed:
    """Programmes with their sums above their projects."""
    rows: list[list[Any]] = [["Program/projekt", "Ansvarlig", "Status", "Budget"]]
    made, total = iter(names(40)), 0
    for at in range(8):
        costs = [10_000 * (each + 1 + at) for each in range(5)]
        rows.append([f"Program {at + 1}", None, None, sum(costs)])
        rows += [[next(made), "Ida", "I gang", cost] for cost in costs]
        total += sum(costs)
    return Listed("programmer.xlsx", book({"P": rows}), 40, total, ("--map", "Program/projekt=name"), "DKK", 8)


def plain_pounds() -> Listed:
    """A council's list in pounds, with ids of its own, notes below."""
    rows = [
        [f"P{at:03}", name, "Housing", f"£{1000 * at + 278:,}", "Live" if at % 2 else "Discovery"]
        for at, name in enumerate(names(55))
    ]
    data = table(
        [
            ["Ref", "project_title", "directorate", "approved_budget", "stage"],
            *rows,
            [],
            ["Note: figures exclude VAT."],
        ],
        ",",
    )
    return Listed("council.csv", data, 55, sum(1000 * at + 278 for at in range(55)), (), "GBP", 1)


def blank_columns() -> Listed:
    """Empty columns at the left and rows between, a table that begins in the middle of the sheet."""
    rows: list[list[Any]] = [
        [],
        [None, None, "Digitaliseringsprojekter 2026"],
        [],
        [None, None, "Projekt", "Center", "Fremdrift", "Pris i alt (mio.kr.)"],
    ]
    total = 0.0
    for at, name in enumerate(names(42)):
        total += (at + 1) / 10 * 1_000_000
        rows += [[None, None, name, f"Center {at % 3}", "50 %", (at + 1) / 10], []]
    rows.append([None, None, "Total", None, None, sum((at + 1) / 10 for at in range(42))])
    return Listed("midt-i.xlsx", book({"Oversigt": rows}), 42, total, (), "DKK", 3)


def formulas() -> Listed:
    """Amounts that are formulas nobody has worked out beside those that are typed."""
    rows: list[list[Any]] = [["Projekt", "Afdeling", "Budget"]]
    rows += [[name, "IT", 90_000 if at % 2 else "=45000*2"] for at, name in enumerate(names(40))]
    return Listed("formler.xlsx", book({"Ark1": rows}), 40, 20 * 90_000)


def repeated_names() -> Listed:
    """The same name in several departments, and ids that are numbers."""
    rows = [[at, ["Robot", "Portal"][at % 2], f"Afdeling {at % 6}", 100_000 + at] for at in range(1, 49)]
    return Listed(
        "ens.csv",
        table([["Projekt-ID", "Projekt", "Afdeling", "Samlet omkostning"], *rows]),
        48,
        sum(100_000 + at for at in range(1, 49)),
        (),
        "DKK",
        6,
    )


def dollars_in_words() -> Listed:
    """Amounts as text with units of their own: "$2.5M", "$500K"."""
    rows = [
        [name, "Water", ["$2.5M", "$500K", "$1.2 million", "TBD"][at % 4], "Active"]
        for at, name in enumerate(names(48))
    ]
    data = table([["Project-Name", "Bureau", "Estimated Cost", "State"], *rows], ",")
    return Listed("words.csv", data, 48, 12 * 4_200_000, (), "USD", 1)


def years_in_rows() -> Listed:
    """A row for each year of each initiative."""
    rows: list[list[Any]] = [["Projekt", "Magistrat", "Budgetår", "Beløb i 1.000 kr.", "Fase"]]
    total = 0
    for at, name in enumerate(names(40)):
        for year in range(2025, 2029):
            total += 1000 * (at + year)
            rows.append([name, "Teknik", year, at + year, "Analyse" if year < 2027 else "Gennemførelse"])
    return Listed("aar.xlsx", book({"Data": rows}), 40, total, (), "DKK", 1)


def sheets_of_years() -> Listed:
    """The same list once more for each year, of which the last is meant."""
    made = names(45)
    sheets = {
        f"Projekter {year}": [["Projekt", "Pris", "Status"], *([name, 1000 * year, "I gang"] for name in made)]
        for year in (2024, 2026, 2025)
    }
    return Listed("tre-aar.xlsx", book(sheets), 45, 45 * 2_026_000, (), "DKK", 0)


ALL: tuple[Callable[[], Listed], ...] = (
    british,
    american,
    canadian,
    norwegian,
    danish_state,
    municipal_sections,
    sheets_per_department,
    merged_cells,
    budget_years,
    transposed_list,
    json_list,
    dashes_and_dots,
    old_mac,
    utf16_tabs,
    semicolons_said,
    group_lines,
    municipal_wide,
    swedish,
    free_statuses,
    summed_groups,
    plain_pounds,
    blank_columns,
    formulas,
    repeated_names,
    dollars_in_words,
    years_in_rows,
    sheets_of_years,
)
