"""The same words in several articles: printings, who said them, how they differ.

Door: `store` (read articles, ask who is quoted); `deeds` for what editors decide.
"""
