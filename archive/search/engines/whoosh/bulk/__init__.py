"""Many articles into segments: inverted, built on all cores, merged by policy, put in place."""
