"""The query language: text to tokens, tokens to frozen nodes, nodes back to canonical text."""
