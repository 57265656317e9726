"""Harvesting by other archives and libraries: OAI-PMH 2.0, and captures in time (Memento)."""
