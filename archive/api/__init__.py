"""Pages for machines: the door is `archive.api.urls`. They read addresses as the pages do."""
