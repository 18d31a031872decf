"""Dataclasses that are completed when the first value is made: most commands use few of those that they import.

``dataclass`` is used as that of the standard library. What it writes for a class takes a good half of a millisecond, so
some eighty of them would take a fifth of the time in which a command starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    _waiting = {}

    def dataclass(found=None, /, **options):
        """Make ``found`` a dataclass, at the latest when its first value is made."""
        if found is None:
            return lambda later: dataclass(later, **options)
        for base in found.__mro__:
            _complete(base)  # whose fields are inherited
        _waiting[found] = dataclasses.dataclass(**options)
        found.__init__ = _first(found)
        return found

    def _first(waiting):
        def __init__(self, *values, **named):
            _complete(waiting)
            self.__init__(*values, **named)

        return __init__

    def _complete(found):
        if (complete := _waiting.pop(found, None)) is not None:
            del found.__init__
            complete(found)


__all__ = ["dataclass"]
