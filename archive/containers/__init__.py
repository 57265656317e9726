"""Files that hold records: how records are found in them, and one found again. Door: `opening`."""
