"""Results to Documents, in one language: a file per kind of result."""
