"""Writes what the documentation repeats: ``python docs/generate.py``; with ``--check`` it only says what is stale.

- ``docs/man/`` and ``docs/commands.*.md`` from the help of every command, ``docs/content-format.*.md`` from the models,
  ``docs/questionnaires.*.md`` from the questionnaires and what they say of their examples.
- In the other pages every block of ``console`` shows what its ``$ digitrans ...`` lines really print, in an empty folder
  of its own, page by page from the top. A block of YAML that names a file (```` ```yaml our/file.yaml ````) is written to
  that folder first. ``<!-- first N lines -->`` before a console block cuts its output there. ``[...]`` marks the cut.
- ``<!-- picture of N lines: digitrans ... -->`` before an image draws it from what the command prints on a terminal.

The command line is run in this process, with a fixed time and id, so that the same content gives the same pages.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))

from manual import manual_page

from digitrans import output
from digitrans.cli import build_app, main
from digitrans.content.catalogue import data_folder
from digitrans.formats import Sink
from digitrans.texts import LANGUAGES
from digitrans.texts.fields import described

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
WIDTH = "90"
PAGES = ("tutorial", "own-content")
SETTINGS = {
    "COLUMNS": WIDTH,
    "DIGITRANS_NOW": "2026-11-23T10:00:00+01:00",
    "DIGITRANS_ID": "7f3a",
    "DIGITRANS_DEBUG": "",
    "CI": "1",
    "NO_COLOR": "",
    "TERM": "xterm",
}
MANUALS = {"en": "man/man1/digitrans.1", "da": "man/da/man1/digitrans.1"}
SHOWN_HOME = "~/.local/share/digitrans"
EXAMPLE = {"da": "svar.yaml", "en": "answers.yaml"}
_MARKER = "<!-- Written by docs/generate.py; change the program, not this page. -->"

# What happens in a page, in order: a block of YAML with a file name, a console block, or a picture.
_STEP = re.compile(
    r"```yaml (?P<file>[\w./-]+)\n(?P<yaml>.*?)```"
    r"|(?:<!-- first (?P<first>\d+) lines -->\n)?```console\n(?P<console>.*?)```"
    r"|<!-- picture of (?P<lines>\d+) lines: digitrans (?P<command>[^\n]*?) -->\n!\[[^\]]*\]\((?P<image>[^)]+)\)",
    re.DOTALL,
)

# Rich's picture without the fonts that it would fetch from the network.
_FONTS = re.compile(r"\s*@font-face \{[^}]*\}")


def pages(languages: Sequence[str] = LANGUAGES) -> dict[Path, str]:
    """Every file that is written, with its text as it ought to be."""
    found: dict[Path, str] = {}
    for language in languages:
        found[DOCS / f"commands.{language}.md"] = commands_page(language)
        found[DOCS / f"content-format.{language}.md"] = format_page(language)
        found[DOCS / f"questionnaires.{language}.md"] = questionnaires_page(language)
        found[DOCS / MANUALS[language]] = manual_page(language)
        for page in PAGES:
            path = DOCS / f"{page}.{language}.md"
            text, pictures = replayed(path.read_text(encoding="utf-8"), language)
            found[path] = text
            found |= {DOCS / name: picture for name, picture in pictures.items()}
    return found


@contextlib.contextmanager
def sandbox(language: str) -> Iterator[Path]:
    """An empty folder to work in, with example answers, and none of the caller's settings or results."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        shutil.copy(data_folder() / "examples" / "self-assessment.yaml", folder / EXAMPLE[language])
        settings = {**SETTINGS, "DIGITRANS_HOME": str(folder / "home"), "DIGITRANS_LANG": language}
        unset = {"DIGITRANS_CONTENT", "ACCESSIBLE", *(key for key in os.environ if key.startswith("LC_"))}
        with mock.patch.dict(os.environ, settings):
            for key in unset:
                os.environ.pop(key, None)
            os.chdir(folder)
            try:
                yield folder
            finally:
                os.chdir(before)


def printed(arguments: list[str], folder: Path) -> str:
    """What a command prints, its result and its words to the user in their order, with the folder's name left out."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", newline="\n", write_through=True)
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        main(arguments)
    text = raw.getvalue().decode("utf-8").replace(str(folder / "home"), SHOWN_HOME)
    text = text.replace(f"{folder}{os.sep}", "")
    return text.replace(os.sep, "/") if os.sep != "/" else text


def replayed(text: str, language: str) -> tuple[str, dict[str, str]]:
    """A page with its output made anew, and its pictures by name."""
    pictures: dict[str, str] = {}
    with sandbox(language) as folder:

        def step(match: re.Match[str]) -> str:
            if match["file"]:
                target = folder / match["file"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(match["yaml"], encoding="utf-8")
                return match[0]
            if match["image"]:
                pictures[match["image"]] = drawn(shlex.split(match["command"]), folder, int(match["lines"]))
                return match[0]
            first = int(match["first"]) if match["first"] else None
            lead = match[0][: match[0].index("```console")]
            return f"{lead}```console\n{console(match['console'], folder, first)}```"

        return _STEP.sub(step, text), pictures


def console(block: str, folder: Path, first: int | None) -> str:
    """The commands of a console block with what they print, of each the ``first`` lines."""
    told = []
    for line in block.splitlines():
        if not line.startswith("$ "):
            continue
        lines = printed(shlex.split(line.removeprefix("$ digitrans")), folder).rstrip("\n").split("\n")
        told += [line, *lines[:first], *(["[...]"] if first and len(lines) > first else [])]
    return "\n".join(told) + "\n"


def drawn(arguments: list[str], folder: Path, lines: int) -> str:
    """The first ``lines`` that a command prints on a terminal with colours, as a picture."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    command = shlex.join(["digitrans", *arguments])
    with mock.patch.object(output, "terminal_sink", lambda _: Sink(int(WIDTH), True, True)):
        text = printed(arguments, folder)
    recorder = Console(record=True, width=int(WIDTH), file=io.StringIO(), force_terminal=True, legacy_windows=False)
    recorder.print(Text.from_ansi("\n".join(text.split("\n")[:lines])), soft_wrap=True)
    svg = recorder.export_svg(title=command, theme=MONOKAI, unique_id="terminal")
    return _FONTS.sub("", svg).replace("Fira Code", "Consolas, Menlo, DejaVu Sans Mono") + "\n"


_INSTALLED = {
    "da": "Kender terminalen ikke `digitrans`, så skriv først `source .venv/bin/activate` i programmets mappe, én gang i hvert\n"
    "nyt vindue (Windows: `.venv\\Scripts\\activate`). Hvordan det installeres, står i [README](../README.md).",
    "en": "If the terminal does not know `digitrans`, first type `source .venv/bin/activate` in the program's folder, once in\n"
    "every new window (Windows: `.venv\\Scripts\\activate`). How to install it is in the [README](../README.md).",
}


def commands_page(language: str) -> str:
    """The reference of commands: what ``--help`` says of each."""
    title = {"da": "Kommandoer", "en": "Commands"}[language]
    lead = {
        "da": "Det her siger `--help` om hver kommando. Begynd med [vejledningen](tutorial.da.md).",
        "en": "This is what `--help` says of each command. Begin with the [tutorial](tutorial.en.md).",
    }[language]
    sections = []
    with sandbox(language) as folder:
        for path in command_paths():
            text = printed([*path, "--help"], folder).strip("\n")
            sections.append(f"## {' '.join(('digitrans', *path))}\n\n```text\n{text}\n```\n")
    return f"{_MARKER}\n\n# {title}\n\n{lead}\n\n{_INSTALLED[language]}\n\n" + "\n".join(sections)


def command_paths() -> Iterator[tuple[str, ...]]:
    """Every command, each group before its own."""
    from typer.main import get_command

    from digitrans.commands.helptext import ORDER

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        inner = getattr(command, "commands", {})
        for name in sorted(inner, key=lambda each: (*ORDER, each).index(each)):
            yield from walk(inner[name], (*path, name))

    return walk(get_command(build_app()), ())


def format_page(language: str) -> str:
    """The content format, field by field, from the models and their descriptions."""
    from digitrans.content.advice import Advice, Phases
    from digitrans.content.instruments import Instrument

    title, lead, headings = _FORMAT_WORDS[language]
    told: set[str] = set()
    parts = [f"{_MARKER}\n\n# {title}\n\n{lead}\n"]
    for heading, model in zip(headings, (Advice, Instrument, Phases), strict=True):
        parts.append(f"## {heading}\n")
        parts += list(_model_sections(model, language, told))
    return "\n".join(parts)


_FORMAT_WORDS = {
    "da": (
        "Indholdets format",
        "Sådan er filerne med råd, skemaer og tjeklister bygget op. De medfølgende ligger i `data/`; jeres egne er beskrevet"
        " i [Eget indhold](own-content.da.md). I jeres eget indhold kan I udelade alt det, der følger med i forvejen, og ét sprog er nok.\n"
        '`digitrans schema` giver det samme til en editor. Et ja under "Skal" betyder, at det altid skal være der.',
        ("Råd: advice/*.yaml", "Skemaer og tjeklister: checklists/*.yaml", "Faser: phases.yaml"),
    ),
    "en": (
        "The content format",
        "This is how the files with advice, questionnaires and checklists are built. Those that are shipped are in `data/`;"
        " your own are described in [Own content](own-content.en.md). In your own content you can leave out whatever is"
        ' shipped already, and one language is enough.\n`digitrans schema` gives the same to an editor. "Must" marks what always has to'
        " be there.",
        ("Advice: advice/*.yaml", "Questionnaires and checklists: checklists/*.yaml", "Phases: phases.yaml"),
    ),
}
_COLUMNS = {"da": ("Nøgle", "Skal", "Værdi", "Hvad det er"), "en": ("Key", "Must", "Value", "What it is")}
_YES = {"da": "ja", "en": "yes"}


_QUESTIONNAIRE_WORDS = {
    "da": {
        "title": "Skemaerne",
        "lead": "Hvert skema gør en af publikationens modeller til få spørgsmål og ender i det, modellen er til. Svar med"
        " kommandoen, eller giv svarene i en fil som dem i `data/examples/`. `digitrans explain ID` viser regnestykket.",
        "facts": "`{command}`, cirka {minutes} minutter{advice}{repeat}",
        "advice": ", råd {numbers}",
        "repeat": ", for hver {one}",
        "asks": "Det bliver du spurgt om:",
        "outcomes": "{name} Et af disse udfald, det første, der passer på svarene:",
        "sample": "Begyndelsen af resultatet af svarene i `{file}`:",
    },
    "en": {
        "title": "The questionnaires",
        "lead": "Each questionnaire turns a model of the publication into a few questions and ends in what the model is for."
        " Answer with the command, or give the answers in a file such as those in `data/examples/`. `digitrans explain ID`"
        " shows the arithmetic.",
        "facts": "`{command}`, about {minutes} minutes{advice}{repeat}",
        "advice": ", advice {numbers}",
        "repeat": ", for each {one}",
        "asks": "You are asked about:",
        "outcomes": "{name} One of these outcomes, the first that fits the answers:",
        "sample": "The beginning of the result of the answers in `{file}`:",
    },
}
SAMPLE_LINES = 24


def questionnaires_page(language: str) -> str:
    """Every questionnaire: what it is for, what it asks, what it can come to, and what it says of its example."""
    from digitrans.content.catalogue import load_advice, load_instruments

    words, advice = _QUESTIONNAIRE_WORDS[language], load_advice()
    of_advice = {each.id: [one.number for one in advice if each.id in one.deeper] for each in load_instruments()}
    chosen = [each for each in load_instruments() if each.kind == "questionnaire"]
    chosen.sort(key=lambda each: (each.id != "self-assessment", each.id == "dilemmas", min(of_advice[each.id] or [0])))
    parts = [f"{_MARKER}\n\n# {words['title']}\n\n{words['lead']}\n\n{_INSTALLED[language]}\n"]
    parts += ["\n".join(_questionnaire_section(each, of_advice[each.id], language)) for each in chosen]
    return "\n".join(parts)


def _questionnaire_section(each: Any, numbers: list[int], language: str) -> Iterator[str]:
    words = _QUESTIONNAIRE_WORDS[language]
    advice = words["advice"].format(numbers=", ".join(map(str, numbers))) if numbers else ""
    repeat = words["repeat"].format(one=each.repeat.one[language]) if each.repeat else ""
    yield f"## {each.title[language]}\n\n{each.purpose[language]}\n"
    facts = {"command": f"digitrans assess {each.id}", "minutes": each.minutes, "advice": advice, "repeat": repeat}
    yield words["facts"].format(**facts) + ".\n"
    yield words["asks"] + "\n"
    yield "\n".join(f"- {item.text[language]}" for item in each.items) + "\n"
    if each.decision:
        name = each.decision.name[language]
        yield words["outcomes"].format(name=f"**{name}**" if name.endswith("?") else f"**{name}.**") + "\n"
        yield "\n".join(f"- {outcome.name[language]}" for outcome in each.decision.outcomes) + "\n"
    file = f"data/examples/{each.id}.yaml"
    yield words["sample"].format(file=file) + "\n"
    with sandbox(language) as folder:
        answers = str(data_folder() / "examples" / f"{each.id}.yaml")
        lines = printed(["assess", each.id, "--answers", answers, "--no-save"], folder).rstrip("\n").split("\n")
    told = lines[:SAMPLE_LINES] + (["[...]"] if len(lines) > SAMPLE_LINES else [])
    yield "```text\n" + "\n".join(told) + "\n```\n"


def _model_sections(model: Any, language: str, told: set[str]) -> Iterator[str]:
    """A table for ``model`` and, after it, for every model that it is made of and that was not told before."""
    waiting = [model]
    while waiting:
        one = waiting.pop(0)
        if one.__name__ in told:
            continue
        told.add(one.__name__)
        yield _model_section(one, language)
        for field in one.model_fields.values():
            waiting += [each for each in _models_in(field.annotation) if each.__name__ not in told]


def _model_section(model: Any, language: str) -> str:
    names = [each.__name__ for each in model.__mro__ if hasattr(each, "model_fields")]
    lines = [f"### {model.__name__}\n", f"{described(names, None, language) or ''}\n"]
    lines += ["| " + " | ".join(_COLUMNS[language]) + " |", "|---|---|---|---|"]
    schema = model.model_json_schema()
    properties = (
        schema.get("$defs", {}).get(model.__name__, schema).get("properties", {})
    )  # below, where it holds itself
    for name, field in model.model_fields.items():
        must = _YES[language] if field.is_required() else ""
        what = described(names, name, language) or ""
        lines.append(f"| `{name}` | {must} | {value_words(properties[name], language)} | {what} |")
    return "\n".join(lines) + "\n"


def _models_in(annotation: Any) -> list[Any]:
    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in _models_in(inner)]


_TYPES = {
    "da": {
        "string": "tekst",
        "integer": "helt tal",
        "number": "tal",
        "boolean": "true eller false",
        "of": "liste af {}",
    },
    "en": {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "true or false",
        "of": "list of {}",
    },
}


def value_words(schema: dict[str, Any], language: str) -> str:
    """What kind of value a field takes, in words, with a link where it has a table of its own."""
    words = _TYPES[language]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for key in ("anyOf", "oneOf"):
        if key in schema:
            told = [value_words(each, language) for each in schema[key] if each.get("type") != "null"]
            return " / ".join(dict.fromkeys(told))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return words["of"].format(value_words(schema.get("items", {}), language))
    if "pattern" in schema and schema["pattern"].startswith("^[a-z]"):
        return "id"
    limits = [f"{sign} {schema[key]}" for key, sign in (("minimum", "≥"), ("maximum", "≤")) if key in schema]
    return " ".join([words.get(schema.get("type", ""), ""), *limits]).strip()


def stale(wanted: dict[Path, str]) -> list[Path]:
    """The files that are not as they ought to be."""
    return [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def run(check: bool) -> int:
    """Write what is stale, or only say it; 1 where something is stale and stays so."""
    wanted = pages()
    found = stale(wanted)
    for path in found:
        print(path.relative_to(ROOT).as_posix())
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(run("--check" in sys.argv[1:]))
