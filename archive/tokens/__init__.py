"""Tokens for programs: made and revoked by their users, looked up by the API. Entry: `services`."""
