"""The views, one file for each kind of page."""
