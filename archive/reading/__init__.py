"""Readers' own archive: highlights and notes, lists, and the page that holds all of it."""
