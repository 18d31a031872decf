"""Scores: every worked example of ``docs/scoring.md`` recomputed, and what must hold for any answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrans.advising import Guidance, Judgement, advise, looks
from digitrans.answers import Answer, Answers, Missing
from digitrans.content import Advice, Instrument, Phases
from digitrans.loading import load_advice, load_instrument
from digitrans.reading import Source
from digitrans.scoring import Coverage, Score, Scores, band_of, mean, rounded, score
from digitrans.texts import words_for

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "scoring.md"
EXAMPLE = re.compile(r"^```yaml example\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Value = int | Missing
FEW = settings(max_examples=60, deadline=None)
