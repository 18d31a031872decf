"""The colours of what is drawn and printed. None says anything alone: a form, a pattern or a word says it, too."""

from __future__ import annotations

INK = "#1a1a1a"
WHITE = "#ffffff"
GREY = "#595959"
NOTE = "#424242"
"""Small print that is read all the same."""
HAIR = "#d5dbe1"
"""Thin lines between things."""
PRINTED_HAIR = "#c3ccd5"
"""The same on paper, where they are finer."""
RULE = "#9aa7b4"
"""Thin lines that are to be found at a glance, as where a year begins."""
BLUE = "#1f4e79"
DEEP = "#173f63"
PALE = "#cfdeec"
TRACK = "#e9edf1"
"""What a bar could fill."""
OPEN = "#dbe6f1"
"""What lies between the ends of something that is not known exactly."""
LEVELS = ("#c8731b", "#4f93c4", DEEP)
"""Attention, on its way, a strength: told apart by lightness, and the first by its stripes, too."""
SHADES = ("#f1f5f9", PALE, "#9dbdd9", "#2f6ca3", DEEP)
"""From the lowest to the highest."""
FILLS = (DEEP, "#4f93c4", PALE, WHITE)
"""Of bars stacked on one another; each has a pattern of its own, too."""
LATE = "#b3261e"
LIGHTS = {"green": "#1a7f37", "amber": "#9a6700", "grey": GREY, "red": LATE}
"""The colour of each light; its form says it, too."""
