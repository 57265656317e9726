"""The language of questions: text into tokens, tokens into a tree, a tree back into text."""
