"""Streams into documents. Each reader yields one document, or one refusal, at a time."""
