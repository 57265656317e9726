"""Directories and profiles of outlets and authors; years, months and days.

Entry points: `directory`, `profiles`, `periods`.
"""
