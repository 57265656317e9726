"""The schema: text fields, the row of columns, and filters over columns."""
