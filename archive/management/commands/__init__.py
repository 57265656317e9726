"""Management commands: arguments, one call, and what is printed."""
