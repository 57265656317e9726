"""Counts as pictures: the geometry of charts, calendars, timelines and graphs, without markup.

Doors: `timeline`, `calendars`, `strips` and `lineage`; `coverage` counts what they draw.
"""
