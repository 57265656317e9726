"""Query language: text to tokens, tokens to a tree, a tree back to text."""
