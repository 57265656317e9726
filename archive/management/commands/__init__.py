"""Doors for operators: arguments, one call, plain words."""
