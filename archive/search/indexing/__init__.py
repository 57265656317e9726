"""The index kept up to date: documents, change queue, rebuild and check."""
