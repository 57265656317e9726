"""The marks of print pages: head, foot, dateline, and the text between them."""
