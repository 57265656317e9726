"""Fetching of pages from the web, with limits on hosts, size and time. Entry point: `fetch`."""
