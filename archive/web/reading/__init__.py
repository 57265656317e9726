"""What the page of one article shows: its text, how we know, what lies around, how to cite it.

Doors: `text`, `surroundings`, `citing`, `knowledge`; `making` tells how the text came of its bytes.
"""
