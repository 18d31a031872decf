"""JSON Schemas for editors: they take what the program takes, and point at what it refuses.

Where the YAML language server is installed (``npm install -g yaml-language-server``, or its path in
``YAML_LANGUAGE_SERVER``), the example of own content is opened in it, too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from conftest import EXAMPLES
from digitrans.authoring.schemas import json_schema, schema_kinds
from digitrans.content import advice, instruments, items, rules
from digitrans.content import models as models_of_all
from digitrans.content.catalogue import data_folder, instrument_ids, load_instrument
from digitrans.content.models import Model
from digitrans.files.sources import read_source
from digitrans.texts.fields import FIELDS, described

OWN = EXAMPLES / "own-content"
BAD = Path(__file__).parent / "bad"
SHIPPED = [("advice", path) for path in sorted((data_folder() / "advice").glob("*.yaml"))]
SHIPPED += [("checklist", path) for path in sorted((data_folder() / "checklists").glob("*.yaml"))]
ANSWERS = [path for path in sorted(EXAMPLES.glob("*.yaml")) if path.stem in instrument_ids()]
Run = Callable[..., tuple[int, str, str]]


def faults(schema: dict[str, Any], path: Path) -> list[str]:
    values = json.loads(json.dumps(read_source(path).values, default=str))  # a date is a text to an editor
    return [error.message for error in Draft7Validator(schema).iter_errors(values)]


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    return {kind: json_schema(kind, "en") for kind in schema_kinds()}


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("kind", schema_kinds())
def test_schema_is_one(kind: str, language: str) -> None:
    schema = json_schema(kind, language)
    Draft7Validator.check_schema(schema)
    assert "$defs" not in json.dumps(schema) and "discriminator" not in json.dumps(schema)


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=lambda each: getattr(each, "stem", each))
def test_every_shipped_file_fits(schemas: dict[str, dict[str, Any]], kind: str, path: Path) -> None:
    assert faults(schemas[kind], path) == []
    assert faults(schemas[f"own-{kind}"], path) == [], "what is whole is good enough as own content, too"


@pytest.mark.parametrize("path", sorted(OWN.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_the_example_of_own_content_fits(schemas: dict[str, dict[str, Any]], path: Path) -> None:
    kind = "advice" if path.parent.name == "advice" else "checklist"
    assert faults(schemas[f"own-{kind}"], path) == []
    assert faults(schemas[kind], path), "but it is no whole file"


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_the_example_answers_fit(schemas: dict[str, dict[str, Any]], path: Path) -> None:
    assert faults(schemas["answers"], path) == []
    assert faults(json_schema("answers", "da", load_instrument(path.stem)), path) == []


@pytest.mark.parametrize(
    "answers",
    [{"no-such-item": 3}, {"four-fit": 6}, {"four-fit": "perhaps"}, {"four-fit": {"value": 3, "nte": "x"}}],
)
def test_answers_to_one_questionnaire_are_checked(answers: dict[str, Any]) -> None:
    schema = json_schema("answers", "en", load_instrument("self-assessment"))
    good = {"instrument": "self-assessment", "answers": {"four-fit": 3, "heard-citizens": "dont-know"}}
    assert Draft7Validator(schema).is_valid(good)
    assert not Draft7Validator(schema).is_valid({**good, "answers": answers})


@pytest.mark.parametrize(
    "name",
    [
        "no-language",
        "wrong-language-code",
        "duplicate-id",
        "missing-hyphen",
        "leave-out-yes",
        "misspelt-key",
        "threshold-as-text",
        "empty-text",
        "text-left-empty",
        "text-too-far-out",
        "id-with-capitals",
    ],
)
def test_faults_are_seen_in_the_editor(schemas: dict[str, dict[str, Any]], name: str) -> None:
    path = BAD / f"{name}.yaml"
    kind = "advice" if "# advice/" in path.read_text(encoding="utf-8") else "checklist"
    found = faults(schemas[f"own-{kind}"], path)
    assert bool(found) == (name != "duplicate-id"), "only the program sees that an id is used twice"


def models() -> Iterator[type[Model]]:
    for module in (models_of_all, items, rules, advice, instruments):
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Model) and each.__module__ == module.__name__:
                yield each


@pytest.mark.parametrize("model", [each for each in models() if each.model_fields], ids=lambda each: each.__name__)
def test_every_field_is_described(model: type[Model]) -> None:
    names = [each.__name__ for each in model.__mro__ if hasattr(each, "model_fields")]
    for language in ("da", "en"):
        if model.__name__ != "Item":
            assert described(names, None, language), f"{model.__name__}: say in texts/fields.py what it is"
        for field in model.model_fields:
            assert described(names, field, language), f"{model.__name__}.{field}: say in texts/fields.py what it is"


def test_nothing_is_described_that_is_not_there() -> None:
    known = {each.__name__: set(each.model_fields) for each in models()}
    for key in FIELDS:
        name, _, field = key.partition(".")
        if name in ("*", "own") or "Answer" in name or name == "UnitEntry":
            continue
        assert name in known and (not field or field in known[name]), key


def test_command(run: Run, tmp_path: Path) -> None:
    code, out, err = run("schema", "own-checklist", "--lang", "da")
    assert (
        (code, err) == (0, "") and "Et dilemma" in out and json.loads(out)["$schema"].startswith("http://json-schema")
    )
    target = tmp_path / "answers.json"
    assert run("schema", "answers", "self-assessment", "-o", str(target))[:2] == (0, "")
    assert "four-fit" in json.loads(target.read_text(encoding="utf-8"))["properties"]["answers"]["properties"]
    assert "initiatives" in json.loads(run("schema", "portfolio")[1])["properties"]
    assert run("schema", "poem")[2].startswith("There is no schema of poem. Choose one of these: advice")
    assert run("schema", "advice", "self-assessment")[0] == 2
    assert run("schema", "answers", "selfassessment")[0] == 2


SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")


class Server:
    """The YAML language server over its standard streams."""

    def __init__(self, command: str) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([command, "--stdio"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self.id = 0

    def send(self, method: str, params: Any, *, answer: bool = False) -> int:
        self.id += answer
        message = {"jsonrpc": "2.0", "method": method, "params": params, **({"id": self.id} if answer else {})}
        self.put(message)
        return self.id

    def put(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def messages(self) -> Iterator[dict[str, Any]]:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            message = json.loads(stream.read(length))
            if "id" in message and "method" in message:  # the server asks; an empty answer will do
                self.put({"jsonrpc": "2.0", "id": message["id"], "result": [{}] if "items" in str(message) else None})
            yield message

    def answer_to(self, wanted: int) -> Any:
        return next(each for each in self.messages() if each.get("id") == wanted and "method" not in each)["result"]

    def faults_of(self, path: Path) -> list[str]:
        text = path.read_text(encoding="utf-8")
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})
        for message in self.messages():
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == path.as_uri():
                return [each["message"] for each in message["params"]["diagnostics"]]
        raise AssertionError("the server has ended")

    def words_at(self, path: Path, line: int, character: int, method: str) -> str:
        place = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}}
        return json.dumps(self.answer_to(self.send(f"textDocument/{method}", place, answer=True)), ensure_ascii=False)


@pytest.fixture
def server() -> Iterator[Server]:
    assert SERVER is not None
    started = Server(SERVER)
    started.answer_to(started.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, answer=True))
    started.send("initialized", {})
    yield started
    started.process.kill()
    started.process.wait()
    for stream in (started.process.stdin, started.process.stdout):
        if stream is not None:
            stream.close()


@pytest.mark.skipif(SERVER is None, reason="the YAML language server is not installed")
def test_in_the_yaml_language_server(server: Server, run: Run, settled: Path) -> None:
    run("content", "new", "dilemma", "our-own", "--lang", "da")
    folder = settled / "content" / "checklists"
    start = folder / "dilemmas.our-own.yaml"
    assert server.faults_of(start) == []
    assert "Et dilemma" in server.words_at(start, 7, 5, "hover") or "Id med små" in server.words_at(
        start, 7, 5, "hover"
    )
    head = start.read_text(encoding="utf-8").split("\n")[0] + "\n"
    for name in ("no-language", "misspelt-key", "missing-hyphen"):
        bad = folder / f"{name}.yaml"
        kind = "own-advice" if name == "missing-hyphen" else "own-checklist"
        text = head.replace("own-checklist", kind) + (BAD / f"{name}.yaml").read_text(encoding="utf-8")
        bad.write_text(text, encoding="utf-8")
        assert server.faults_of(bad), name
    own = folder / "example.yaml"
    own.write_text(head + (OWN / "checklists" / "self-assessment.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert server.faults_of(own) == []


@pytest.mark.skipif(SERVER is None, reason="the YAML language server is not installed")
@pytest.mark.parametrize("language", ["da", "en"])
def test_an_editor_says_questions_and_answers_in_words(server: Server, run: Run, tmp_path: Path, language: str) -> None:
    item = next(each for each in load_instrument("political").items if isinstance(each, items.Rating))
    scale = next(each for each in load_instrument("political").scales if each.id == item.scale)
    assert run("schema", "answers", "political", "-o", str(tmp_path / "s.json"), "--lang", language)[0] == 0
    path = tmp_path / "answers.yaml"
    text = f"# yaml-language-server: $schema=s.json\ninstrument: political\nanswers:\n  {item.id}: \n"
    path.write_text(text, encoding="utf-8")
    server.faults_of(path)
    assert item.text[language] in server.words_at(path, 3, 4, "hover")
    told = json.loads(server.words_at(path, 3, len(item.id) + 4, "completion"))
    found = told["items"] if isinstance(told, dict) else told
    first = min(found, key=lambda each: each.get("sortText") or each["label"])
    assert found[0]["label"] != "null" and first["label"] != "null"
    assert any(scale.labels[0][language] in json.dumps(each, ensure_ascii=False) for each in found)


@pytest.mark.skipif(SERVER is None, reason="the YAML language server is not installed")
def test_an_editor_says_the_types_of_a_portfolio_in_words(
    server: Server, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("portfolio", "init", "--lang", "da")[0] == 0
    path = tmp_path / "portfolio.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    place = next(n for n, line in enumerate(lines) if line.strip().startswith("type: modernise"))
    lines[place] = "    type: "
    path.write_text("\n".join(lines), encoding="utf-8")
    server.faults_of(path)
    told = json.loads(server.words_at(path, place, len(lines[place]), "completion"))
    found = told["items"] if isinstance(told, dict) else told
    assert found[0]["label"] == "streamline" and "Effektivisere" in json.dumps(found[0], ensure_ascii=False)


AJV = """
const Ajv = require("ajv"), fs = require("fs"), told = [];
const logger = {log() {}, warn(m) { told.push(m); }, error(m) { told.push(m); }};
for (const file of process.argv.slice(2)) {
  try { new Ajv({strict: true, logger, validateFormats: false}).compile(JSON.parse(fs.readFileSync(file))); }
  catch (error) { told.push(file + ": " + error.message); }
}
console.log(JSON.stringify(told));
"""


def test_ajv_takes_every_schema_in_strict_mode(run: Run, tmp_path: Path) -> None:
    """Ajv, which most editors and pipelines use: ``npm i ajv`` here, or the folder that has it in NODE_PATH."""
    local = Path(__file__).parents[2] / "node_modules"
    told = {**os.environ, "NODE_PATH": os.pathsep.join([str(local), os.environ.get("NODE_PATH", "")])}
    node = shutil.which("node")
    known = [node, "-e", "require('ajv')"] if node else ["false"]
    if node is None or subprocess.run(known, env=told, capture_output=True, check=False).returncode:
        pytest.skip("needs node and ajv")
    files = []
    for language in ("da", "en"):
        for kind in (*schema_kinds(), "portfolio", *(f"answers {each}" for each in instrument_ids())):
            files.append(str(tmp_path / f"{kind}-{language}.json"))
            assert run("schema", *kind.split(), "-o", files[-1], "--lang", language)[0] == 0
            assert json.loads(Path(files[-1]).read_text(encoding="utf-8"))["$schema"].endswith("draft-07/schema#")
    done = subprocess.run([node, "-e", AJV, "", *files], env=told, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
