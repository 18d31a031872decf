"""Portfolios of digital initiatives: what a file may say, how it is scored, and what follows."""
