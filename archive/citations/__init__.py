"""Citations of an article: styles, reference files and page metadata."""
