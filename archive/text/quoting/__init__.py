"""Who says what in a text: the passages it quotes, and whose words they are. Door: `quotes`."""
