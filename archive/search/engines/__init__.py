"""Search engines: `base` is the protocol, each engine is a package."""
