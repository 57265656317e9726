"""Outlets, authors and the days they wrote on: directories, profiles, and their neighbours.

Doors: `directory`, `profiles`, `periods`.
"""
