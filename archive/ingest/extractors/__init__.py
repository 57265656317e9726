"""Documents into articles with evidence. Door: `registry.extract`."""
