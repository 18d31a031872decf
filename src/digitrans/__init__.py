"""digitrans: self-assessment for top leaders of digital transformation."""

__version__ = "0.1.0"
