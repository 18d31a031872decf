"""What own content costs: all content loaded with and without the example overlay, in one process.

Run from the root of the project: ``python bench/overlays.py [ROUNDS]``. The aim is at most 10 per cent more.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from digitrans.content.catalogue import load_advice, load_instruments, load_phases
from digitrans.content.own_folders import using_own_folders

OWN = Path(__file__).resolve().parent.parent / "data" / "examples" / "own-content"
ROUNDS = 15
AIM = 1.10


def load_all() -> float:
    """The seconds that it takes to load everything."""
    began = time.perf_counter()
    load_phases()
    load_advice()
    load_instruments()
    return time.perf_counter() - began


def measure(rounds: int) -> tuple[float, float]:
    """The median seconds without and with own content, turn by turn, after one round that only warms up."""
    without, with_it = [], []
    for turn in range(rounds + 1):
        plain = load_all()
        with using_own_folders((OWN,)):
            own = load_all()
        if turn:
            without.append(plain)
            with_it.append(own)
    return statistics.median(without), statistics.median(with_it)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    without, with_it = measure(rounds)
    ratio = with_it / without
    print(
        f"all content {without * 1000:.0f} ms, with own content {with_it * 1000:.0f} ms, ratio {ratio:.2f}, aim {AIM}"
    )


if __name__ == "__main__":
    main()
