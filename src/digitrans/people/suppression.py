"""Who stands behind a figure: people come in fours, and what was shown of them stays. Pure.

What is shown of a measure rests on *waves*: four people or more of one group who answered it, with the answers that
they had when it was first shown. Two waves have nobody in common, and no figure ever rests on a part of one. So
whatever is added and subtracted, of anything ever shown, rests on whole waves: on nobody, or on four people and more,
which are three others to each of them. Who answers later waits for three more; who answers again is nobody new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from digitrans.values import dataclass

SMALLEST = 4
"""Three others, beside the one who knows their own answer."""
COMMENTS = "comments"

Person = tuple[str, str]
"""A respondent's code and the version of their answers: who answers anew is the same person with other answers."""

Wave = frozenset[Person]
History = Mapping[str, Sequence[Wave]]
"""The waves behind all that was shown before, by measure, oldest first."""


@dataclass(frozen=True)
class Behind:
    """The waves that a group's figure rests on, oldest first; none where there is no figure, and ``hidden`` says why.

    ``hidden``: "few" where too few answered, "regrouped" where others than the group were shown together with some of
    it. ``held``: answers have come that wait until there are enough of them.
    """

    waves: tuple[Wave, ...] = ()
    hidden: str | None = None
    held: bool = False


class Waves:
    """The waves of one measure: those that were shown before, and those that are now.

    ``spoilt``: two comparisons that did not know of each other have shown some people in different company. Nobody of
    them is in any figure again.
    """

    def __init__(self, before: Iterable[Wave] = (), smallest: int = SMALLEST) -> None:
        self.smallest = max(smallest, SMALLEST)
        self._sound, broken = _sorted_out(list(dict.fromkeys(before)))
        self.spoilt = bool(broken)
        self._taken = {code for wave in (*self._sound, *broken) for code, _ in wave}
        self._shown: dict[Wave, None] = {}

    @property
    def shown(self) -> tuple[Wave, ...]:
        """The waves behind what was told so far, each once."""
        return tuple(self._shown)

    def behind(self, codes: Set[str], answered: Mapping[str, str], kept: Set[Person]) -> Behind:
        """Those who stand behind the figure of the group of all ``codes``.

        ``answered``: the version that counts now, for all who have an answer. ``kept``: all versions with an answer.
        """
        mine = [wave for wave in self._sound if codes_of(wave) <= codes and wave <= kept]
        untold = codes - self._taken
        fresh = frozenset(each for each in answered.items() if each[0] in untold)
        if len(fresh) >= self.smallest:
            self._sound.append(fresh)
            self._taken |= codes_of(fresh)
            mine.append(fresh)
        found = tuple(wave for wave in mine if len(wave) >= self.smallest)
        self._shown |= dict.fromkeys(found)
        if not found:
            return Behind(hidden="regrouped" if codes & self._taken else "few")
        return Behind(found, held=0 < len(fresh) < self.smallest)


def codes_of(wave: Wave) -> frozenset[str]:
    """The codes of a wave's people."""
    return frozenset(code for code, _ in wave)


def _sorted_out(waves: Sequence[Wave]) -> tuple[list[Wave], list[Wave]]:
    """The waves that may be shown again, and those that share somebody, or are too small."""
    times: dict[str, int] = {}
    for wave in waves:
        for code in codes_of(wave):
            times[code] = times.get(code, 0) + 1
    sound, broken = list[Wave](), list[Wave]()
    for each in waves:
        fits = len(codes_of(each)) >= SMALLEST and all(times[code] == 1 for code, _ in each)
        (sound if fits else broken).append(each)
    return sound, broken


class AllWaves:
    """The waves of every measure. Two measures of the same id share them: neither hides what the other showed."""

    def __init__(self, history: History, smallest: int = SMALLEST) -> None:
        self._history = history
        self._smallest = smallest
        self._waves: dict[str, Waves] = {}

    def __getitem__(self, measure: str) -> Waves:
        return self._waves.setdefault(measure, Waves(self._history.get(measure, ()), self._smallest))

    @property
    def spoilt(self) -> bool:
        """Whether there is a measure on which some people can never be shown again."""
        return any(each.spoilt for each in self._waves.values())

    @property
    def shown(self) -> History:
        """The waves behind everything that is shown here, by measure."""
        return {measure: each.shown for measure, each in self._waves.items() if each.shown}
