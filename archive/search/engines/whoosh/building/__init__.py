"""Index segments built from articles in parallel, merged and committed."""
