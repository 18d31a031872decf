"""How long it takes to score many portfolios, beside what PyYAML's fastest loader needs to read the same files.

The wheel of this checkout is measured, installed by itself. Each in a fresh process: 1,000 files of 20 initiatives are
scored to JSON Lines, on one core and with two processes, against ``yaml.load(..., Loader=CSafeLoader)`` in one process;
then ten times the files (time and memory); and one file of 5,000 initiatives (memory). The aims stand beside the
figures, which are processor time and clock: on a machine that does other work, only the former is worth reading.

    python bench/portfolios.py [FILES]
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from as_installed import installed

FILES, EACH, LARGE = 1000, 20, 5000
TYPES = ("streamline", "modernise", "rethink-services", "rethink-business")
RATINGS = ("citizen_quality", "economy", "law", "culture", "competences", "technology")
LOAD = """
import pathlib, sys, yaml
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yaml")):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


@dataclass(frozen=True)
class Taken:
    """What a process took: seconds on the clock, seconds of processor, MiB at its peak."""

    clock: float
    processor: float
    memory: float


def portfolio(seed: int, initiatives: int) -> str:
    """The text of a portfolio of a made-up municipality, the same for the same seed."""
    chance = random.Random(seed)
    departments = ("health", "children", "labour", "staff")
    lines = [f"organisation:\n  name: Kommune {seed}\n  risk_willingness: {chance.randint(1, 5)}\ndepartments:"]
    targets = "{streamline: 30, modernise: 30, rethink-services: 30, rethink-business: 10}"
    for name in departments:
        readiness = chance.choice((2.4, 2.8, 3.1, 3.7, 4.2))
        lines.append(
            f"  - id: {name}\n    name: Forvaltning {name}\n    readiness: {readiness}\n    targets: {targets}"
        )
    lines.append("initiatives:")
    for number in range(initiatives):
        lines.append(f"  - id: initiative-{number}\n    name: Initiativ nummer {number}")
        lines.append(f"    department: {chance.choice(departments)}\n    type: {chance.choice(TYPES)}")
        lines.append('    citizen_problem: "Borgerne venter for længe på svar, og ingen kan sige dem hvorfor."')
        lines.append("    business_case:")
        lines += [f"      {each}: {chance.randint(1, 5)}" for each in RATINGS]
        lines.append(f"    cost: {chance.randint(1, 60) * 50_000}\n    status: planned")
        lines.append(f"    mandate: {chance.choice(('none', 'executive-board', 'political'))}\n    involvement: heard")
    return "\n".join(lines) + "\n"


def write_folder(folder: Path, files: int, initiatives: int = EACH) -> Path:
    """``folder`` with so many portfolios of so many initiatives."""
    folder.mkdir()
    for number in range(files):
        (folder / f"p{number:05}.yaml").write_text(portfolio(number, initiatives), encoding="utf-8")
    return folder


def run(command: list[str], cores: int) -> Taken:
    """Run ``command`` on so many cores, where the system lets us choose. Raises CalledProcessError."""
    available = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if available:
        os.sched_setaffinity(0, available[:cores])
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - began
    process.returncode = status
    if available:
        os.sched_setaffinity(0, available)
    if status:
        raise subprocess.CalledProcessError(status, command)
    unit = 1 if sys.platform == "darwin" else 1024
    return Taken(clock, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 2**20)


def score(programs: Path, target: Path, cores: int = 1, jobs: int = 1) -> Taken:
    """Score a folder or a file to JSON with the digitrans in ``programs``."""
    command = [str(programs / "digitrans"), "portfolio", "score", str(target), "--json", "--jobs", str(jobs)]
    return run(command, cores)


def best(runs: list[Taken]) -> Taken:
    """The run with the least time on the clock."""
    return min(runs, key=lambda each: each.clock)


def row(name: str, taken: Taken, verdict: str = "") -> None:
    print(f"{name:<44} {taken.clock:7.2f} s  {taken.processor:7.2f} s cpu  {taken.memory:6.0f} MiB  {verdict}")


def main() -> None:
    if not hasattr(os, "wait4"):
        sys.exit("This benchmark needs wait4, which Windows does not have.")
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    with tempfile.TemporaryDirectory() as name:
        programs = installed(Path(name))
        os.environ.pop("PYTHONPATH", None)
        folder = write_folder(Path(name) / "files", files)
        pairs = [
            (run([str(programs / "python"), "-c", LOAD, str(folder)], 1), score(programs, folder)) for _ in range(3)
        ]
        load, one = best([each for each, _ in pairs]), best([each for _, each in pairs])
        row(f"yaml.load, {files} files", load)
        ratio = one.clock / load.clock, one.processor / load.processor
        row("score, one core", one, f"{ratio[0]:.2f} of yaml.load, {ratio[1]:.2f} in cpu (aim: 0.6)")
        two = best([score(programs, folder, 2, 2) for _ in range(3)])
        row("score --jobs 2, two cores", two, f"{two.clock / load.clock:.2f} of yaml.load (aim: 0.4)")
        many = score(programs, write_folder(Path(name) / "many", files * 10))
        growth, more = many.processor / one.processor, many.memory / one.memory
        row(f"score, {files * 10} files", many, f"{growth:.1f} times as long (aim: 10.5), {more:.2f} times the memory")
        large = Path(name) / "large.yaml"
        large.write_text(portfolio(1, LARGE), encoding="utf-8")
        row(f"score, one file of {LARGE} initiatives", score(programs, large), "aim: below 250 MiB")


if __name__ == "__main__":
    main()
