"""Webhooks: messages to other programs about events, signed and sent again until they are taken."""
