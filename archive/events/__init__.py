"""The sequence of what happened in the archive: `numbering` puts events in order, `feed` reads them."""
