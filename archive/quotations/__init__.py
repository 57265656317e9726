"""Quotations: who said what, and the same statement as several outlets printed it."""
