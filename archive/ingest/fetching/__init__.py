"""A page from the live web, with care: where to, how much, how long. Door: `fetch`."""
