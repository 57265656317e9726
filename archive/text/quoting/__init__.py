"""Quotation extraction: find quoted passages in a text and attribute them; entry: `quotes`."""
