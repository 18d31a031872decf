"""How long digitrans takes to start, beside a hello-world program made with Typer in the same Python.

Every round starts every command once, in turn, so that a slow spell of the machine hits them all alike. A row shows the
median in milliseconds and its ratio to hello-world: to its ``--help`` for digitrans' help, else to its command.

    python bench/cold_start.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 15
ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "examples" / "self-assessment.yaml"

HELLO = '''\
import typer

app = typer.Typer()


@app.command()
def hello(name: str) -> None:
    """Greet someone."""
    print(f"Hello, {name}")


app()
'''


@dataclass(frozen=True)
class Start:
    """One command to time. ``beside`` names the command it is held against, and ``aim`` the highest ratio wanted."""

    name: str
    command: tuple[str, ...]
    beside: str | None = None
    aim: float | None = None


def starts(hello: Path) -> list[Start]:
    """The commands to time: hello-world, then digitrans from its lightest command to its heaviest."""
    python = sys.executable
    digitrans = (python, "-m", "digitrans")
    assess = ("assess", "--answers", str(EXAMPLE), "--no-save")
    checklist = ("checklist", "show", "board-meeting")
    others = (("--version",), ("advice", "list"), ("advice", "show", "3"), checklist, assess)
    return [
        Start("hello --help", (python, str(hello), "--help")),
        Start("hello World", (python, str(hello), "World")),
        Start("digitrans --help", (*digitrans, "--help"), "hello --help", 1.2),
        *(Start(_named(each), (*digitrans, *each), "hello World", 2.0) for each in others),
    ]


def _named(arguments: tuple[str, ...]) -> str:
    return " ".join(("digitrans", *arguments)).replace(str(EXAMPLE), EXAMPLE.relative_to(ROOT).as_posix())


def seconds(command: tuple[str, ...], environment: dict[str, str], folder: Path) -> float:
    """The wall time of one start. Raises CalledProcessError where the command fails."""
    began = time.perf_counter()
    subprocess.run(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    return time.perf_counter() - began


def measure(chosen: list[Start], rounds: int, folder: Path) -> dict[str, float]:
    """The median seconds of each start over ``rounds`` rounds, after one round that only warms the file cache."""
    environment = {**os.environ, "DIGITRANS_HOME": str(folder / "results"), "DIGITRANS_LANG": "en"}
    times: dict[str, list[float]] = {start.name: [] for start in chosen}
    for turn in range(rounds + 1):
        for start in chosen:
            taken = seconds(start.command, environment, folder)
            if turn:
                times[start.name].append(taken)
    return {name: statistics.median(each) for name, each in times.items()}


def print_table(chosen: list[Start], medians: dict[str, float]) -> None:
    """One line per start: median, ratio, aim."""
    width = max(len(start.name) for start in chosen)
    print(f"{'command':<{width}}  {'ms':>6}  {'ratio':>5}  {'aim':>4}")
    for start in chosen:
        line = f"{start.name:<{width}}  {medians[start.name] * 1000:6.0f}"
        if start.beside is not None and start.aim is not None:
            ratio = medians[start.name] / medians[start.beside]
            line += f"  {ratio:5.2f}  {start.aim:4.1f}" + ("" if ratio <= start.aim else "  above the aim")
        print(line)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hello = folder / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        chosen = starts(hello)
        medians = measure(chosen, rounds, folder)
    print(f"Python {sys.version.split()[0]}, median of {rounds} rounds")
    print_table(chosen, medians)


if __name__ == "__main__":
    main()
