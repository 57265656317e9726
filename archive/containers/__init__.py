"""Container formats: iterate over their records, and find one again. Entry point: `opening`."""
