"""Chart geometry, without markup.

Entry points: `timeline`, `calendars`, `strips` and `lineage`; `coverage` counts the articles.
"""
