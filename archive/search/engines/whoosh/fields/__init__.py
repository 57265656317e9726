"""What the index keeps of an article, as field types of Whoosh; the filters they answer."""
