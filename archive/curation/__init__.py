"""Curation services: correct an article, edit many, merge records, undo an edit of the text, withdraw and delete."""
