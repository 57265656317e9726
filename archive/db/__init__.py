"""Database helpers the ORM lacks: compiled queries, bulk writes, canonical addresses of rows."""
