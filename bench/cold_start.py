"""How long digitrans takes to start, beside a hello-world program made with Typer in the same Python.

The wheel of this checkout is measured, installed by itself into a fresh environment. Every round starts every command
once, in turn, so that a slow spell of the machine hits them all alike. A row shows the median in milliseconds, and its
ratios to hello-world on the clock and in processor time: to its ``--help`` for digitrans' help, else to its command. On
a machine that does other work, only the latter is worth reading. What asks is started in a terminal of its own and
timed until the words are on the screen.

    python bench/cold_start.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from as_installed import ROOT, installed

ROUNDS = 15
EXAMPLES = ROOT / "data" / "examples"
PATIENCE = 60  # seconds for one start

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
    """One command to time.

    ``beside`` names the command it is held against, and ``aim`` the highest ratio wanted. ``until``: the words on the
    screen that end it, for a command that asks; it then runs in a terminal.
    """

    name: str
    command: tuple[str, ...]
    beside: str | None = None
    aim: float | None = None
    until: str | None = None


def starts(hello: Path, programs: Path) -> list[Start]:
    """The commands to time: hello-world, then digitrans from its lightest command to its heaviest."""
    python, digitrans = str(programs / "python"), str(programs / "digitrans")
    answers = ("assess", "--answers", str(EXAMPLES / "self-assessment.yaml"), "--no-save")
    shown = (("--version",), ("advice", "list"), ("advice", "show", "3"), ("checklist", "show", "board-meeting"))
    asked = [
        ("assess, to its first question", "Which initiative"),
        ("assess, until it can be answered", "Something else"),
    ]
    return [
        Start("hello --help", (python, str(hello), "--help")),
        Start("hello World", (python, str(hello), "World")),
        Start("--help", (digitrans, "--help"), "hello --help", 1.2),
        *(Start(" ".join(each), (digitrans, *each), "hello World", 1.4) for each in shown),
        Start("assess --answers FILE", (digitrans, *answers), "hello World", 1.8),
        *(Start(name, (digitrans, "assess"), "hello World", 1.6, until) for name, until in asked),
        Start("report, of three results", (digitrans, "report"), "hello World", 2.1),
    ]


@dataclass(frozen=True)
class Taken:
    """What a start took: seconds on the clock, seconds of processor."""

    clock: float
    processor: float


def three_results(digitrans: str, environment: Mapping[str, str], folder: Path) -> None:
    """Save two results of the self-assessment and one of another questionnaire."""
    for day, name in (("2026-03-02", "self-assessment"), ("2026-09-01", "self-assessment"), ("2026-09-02", "risk")):
        command = (digitrans, "assess", name, "--answers", str(EXAMPLES / f"{name}.yaml"))
        dated = {**environment, "DIGITRANS_NOW": f"{day}T10:00:00+01:00"}
        subprocess.run(command, env=dated, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)


def run(start: Start, environment: Mapping[str, str], folder: Path) -> Taken:
    """One start. Raises CalledProcessError where the command fails, TimeoutError where its words never come."""
    import pty
    import select

    ours, theirs = pty.openpty()
    screen = subprocess.DEVNULL if start.until is None else theirs
    began = time.perf_counter()
    process = subprocess.Popen(start.command, env=environment, cwd=folder, stdin=screen, stdout=screen, stderr=screen)
    try:
        seen = b""
        while start.until is not None and start.until.encode() not in seen:
            if not select.select([ours], [], [], PATIENCE)[0]:
                raise TimeoutError(f"{start.name}: no '{start.until}'")
            seen += os.read(ours, 65536)
    finally:
        clock = time.perf_counter() - began
        if start.until is not None:
            process.kill()
        _, process.returncode, used = os.wait4(process.pid, 0)
        os.close(ours)
        os.close(theirs)
    if start.until is None:
        clock = time.perf_counter() - began
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, start.command)
    return Taken(clock, used.ru_utime + used.ru_stime)


def measure(chosen: list[Start], rounds: int, environment: Mapping[str, str], folder: Path) -> dict[str, Taken]:
    """The medians of each start over ``rounds`` rounds, after one round that only warms the file cache."""
    times: dict[str, list[Taken]] = {start.name: [] for start in chosen}
    for turn in range(rounds + 1):
        for start in chosen:
            taken = run(start, environment, folder)
            if turn:
                times[start.name].append(taken)
    return {
        name: Taken(statistics.median(each.clock for each in all_), statistics.median(each.processor for each in all_))
        for name, all_ in times.items()
    }


def print_table(chosen: list[Start], medians: dict[str, Taken]) -> None:
    """One line per start: median, ratios, aim."""
    width = max(len(start.name) for start in chosen)
    print(f"{'command':<{width}}  {'ms':>6}  {'ratio':>5}  {'cpu':>5}  {'aim':>4}")
    for start in chosen:
        taken = medians[start.name]
        line = f"{start.name:<{width}}  {taken.clock * 1000:6.0f}"
        if start.beside is not None and start.aim is not None:
            beside = medians[start.beside]
            clock, processor = taken.clock / beside.clock, taken.processor / beside.processor
            line += f"  {clock:5.2f}  {processor:5.2f}  {start.aim:4.1f}" + (
                "" if clock <= start.aim else "  above the aim"
            )
        print(line)


def main() -> None:
    if not hasattr(os, "wait4"):
        sys.exit("This benchmark needs wait4, which Windows does not have.")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hello = folder / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        programs = installed(folder)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= {"DIGITRANS_HOME": str(folder / "results"), "DIGITRANS_LANG": "en", "TERM": "xterm"}
        three_results(str(programs / "digitrans"), environment, folder)
        chosen = starts(hello, programs)
        medians = measure(chosen, rounds, environment, folder)
    print(f"Python {sys.version.split()[0]}, the installed wheel, median of {rounds} rounds")
    print_table(chosen, medians)


if __name__ == "__main__":
    main()
