"""Management commands, and the server that `serve` and `demo` start."""
