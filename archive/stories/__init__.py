"""Stories: the same event in several outlets; `update` assigns, `coverage` describes, `services` edits and lists."""
