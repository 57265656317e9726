"""Text analysis shared by index, queries and highlighting: tokens, boundaries, stems."""
