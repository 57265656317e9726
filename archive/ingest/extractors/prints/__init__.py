"""Layout of plain text: head, foot, dateline, and the body between them."""
