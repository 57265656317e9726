"""Stories: articles of several outlets on one event, and how their coverage differs."""
