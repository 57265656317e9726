"""Services of editors, each one transaction with its record: edit, merge, withdraw, delete, undo."""
