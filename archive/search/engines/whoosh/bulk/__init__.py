"""Building segments: invert documents on all cores, merge by policy, commit."""
