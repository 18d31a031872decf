"""Kill -9 during any write, at random moments: nothing that was saved may be lost, nothing may be there by halves.

    python bench/kill.py [KILLS]     a thousand by default; needs POSIX

A child saves results, drafts, goals and collected answers as fast as it can, and tells what is saved through a pipe. It
is killed after a few milliseconds. Then every file is read again.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from digitrans.answers.files import load_answers
from digitrans.answers.fingerprints import stamped
from digitrans.answers.plans import GoalFile
from digitrans.answers.values import Answer, Answers
from digitrans.content.catalogue import load_instrument
from digitrans.content.instruments import Instrument
from digitrans.content.items import Rating
from digitrans.files import stamps
from digitrans.files.sources import Source
from digitrans.files.validation import load_record
from digitrans.history import drafts, plan_files, results
from digitrans.people import collection, rounds

LONGEST = 0.08


def save_for_ever(instrument: Instrument, folder: Path, pipe: int) -> None:
    """Save one of everything again and again; every line in the pipe is something that is on disk."""
    draft: drafts.Draft | None = None
    made: rounds.Round | None = None
    for number in itertools.count():
        value = 1 + number % 5
        answers = stamped(Answers(instrument.id, 1, values=dict.fromkeys(ids(instrument), Answer(value))), instrument)
        os.write(pipe, f"file {results.save_result(answers).path}\n".encode())
        draft = draft or drafts.start_draft(answers)
        draft.save(answers)
        os.write(pipe, f"draft {value} {draft.path}\n".encode())
        goal = GoalFile(made=stamps.now(), advice="create-ownership", level=4)
        os.write(pipe, f"record {plan_files.save_goal(goal)}\n".encode())
        made = made or rounds.start_round(folder, instrument, str(answers.fingerprint), False, {"staff": 3})
        finished = f"2025-01-15T10:00:00.{number:06d}"
        back = {"respondent": next(iter(made.codes)), "instrument": instrument.id, "finished": finished}
        source = Source("back", json.dumps({**back, "answers": dict.fromkeys(ids(instrument), value)}))
        assert len(collection.collect(folder, made, instrument, [source]).faults) == 0
        os.write(pipe, f"round {folder} {number + 1}\n".encode())


def ids(instrument: Instrument) -> list[str]:
    """The items that are rated: what the result is about is a text, and may be passed over."""
    return [item.id for item in instrument.items if isinstance(item, Rating)]


def kill_one(instrument: Instrument, folder: Path) -> list[str]:
    """What a child told before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            save_for_ever(instrument, folder, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(random.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    return told


def check(instrument: Instrument, told: list[str]) -> None:
    """Every file that was told of is there and whole; the draft is the last one told of, or the one after it."""
    last: dict[str, int] = {}
    for line in told:
        kind, *rest = line.split(" ", 2)
        if kind == "file":
            assert load_answers(Path(line.split(" ", 1)[1]), instrument).values
        elif kind == "record":
            load_record(Path(line.split(" ", 1)[1]), GoalFile)
        elif kind == "draft":
            last[rest[1]] = int(rest[0])
        elif kind == "round":
            assert len(list((Path(rest[0]) / "collected").glob("[!.]*.json"))) >= int(rest[1])
    for path, value in last.items():
        found = {answer.value for answer in load_answers(Path(path), instrument).values.values()}
        assert found in ({value}, {value % 5 + 1}), (path, value, found)


def check_everything(instrument: Instrument, home: Path) -> Counter[str]:
    """Every file that is there at all can be read, whoever wrote it."""
    counts: Counter[str] = Counter()
    for path in home.rglob("[!.]*.json"):
        if path.parent.name == "goals":
            load_record(path, GoalFile)
        elif path.name == rounds.NAME:
            assert len(rounds.load_round(path.parent).codes) == 3
        else:
            assert len(load_answers(path, instrument).values) == len(ids(instrument)), path
        counts[path.parent.name if path.name != rounds.NAME else "rounds"] += 1
    return counts


def main(kills: int) -> None:
    """Kill so many times, check after every one, and tell how much was written."""
    instrument = load_instrument("self-assessment")
    with tempfile.TemporaryDirectory() as place:
        os.environ["DIGITRANS_HOME"] = place
        os.environ.pop("DIGITRANS_ID", None)
        saved = 0
        for turn in range(kills):
            told = kill_one(instrument, Path(place) / f"round-{turn}")
            check(instrument, told)
            saved += len(told)
        counts = check_everything(instrument, Path(place))
    print(f"{kills} kills, {saved} saves told of, none lost, none by halves: {dict(counts)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
