"""A record to the fields of an article, each with its evidence; `registry.extract` chooses how."""
