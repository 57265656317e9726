"""Speed as measured, beside peers in one run: `python -m tests.bench.NAME`. Not tests."""
