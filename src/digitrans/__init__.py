"""digitrans: self-assessment for top leaders of digital transformation.

As a library: ``from digitrans import portfolio`` and ``from digitrans import assessment``; see ``docs/library.md``.
"""

__version__ = "0.1.0"
