"""What operators type: commands, and the server they start by hand."""
