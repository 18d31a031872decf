"""Results of portfolios to Documents and to JSON."""
