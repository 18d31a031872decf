"""Many portfolios, in one process or several."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from math import ceil

from digitrans.content.own_folders import using_own_folders
from digitrans.portfolios.judge import Judge, Outcome, Yardstick

_CHUNK = 16
_judge: Judge | None = None
"""That of a process which scores files for another."""


def _begin(yardstick: Yardstick) -> None:
    """Prepare a process that scores files for another."""
    global _judge  # noqa: PLW0603 - one per process, set once at its start
    if _judge is None:
        with using_own_folders(yardstick.content):
            _judge = Judge(yardstick)
    _spare_the_collector()


def _spare_the_collector() -> None:
    """Let Python look for circular garbage less often: what a file needs goes when the next is read."""
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 20, 100)  # a process of the pool does not begin where commands do


def _outcomes(files: Sequence[str]) -> list[Outcome]:
    assert _judge is not None
    return [_judge.outcome(file) for file in files]


def outcomes(files: Collection[str], yardstick: Yardstick, jobs: int) -> Iterator[Outcome]:
    """What becomes of each file, in their order, in ``jobs`` processes; only a few files are ahead at any time."""
    own_judge = Judge(yardstick)
    _spare_the_collector()
    if jobs <= 1 or len(files) <= _CHUNK:
        yield from map(own_judge.outcome, files)
        return
    import sys
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    global _judge  # noqa: PLW0603 - a forked process finds it there, and need not load it again
    _judge = own_judge
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    waiting: deque[Future[list[Outcome]]] = deque()
    with ProcessPoolExecutor(
        min(jobs, ceil(len(files) / _CHUNK)), mp_context=context, initializer=_begin, initargs=(yardstick,)
    ) as pool:
        coming = iter(files)
        while chunk := list(islice(coming, _CHUNK)):
            waiting.append(pool.submit(_outcomes, chunk))
            if len(waiting) > 3 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
