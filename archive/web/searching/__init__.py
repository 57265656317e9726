"""What the page of a search shows: the question understood, what was found, and every way on.

Doors: `search_address` reads the question from the address, `findings` lays out its answer.
"""
