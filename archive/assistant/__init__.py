"""The archive for assistants: a server of the Model Context Protocol with tools that only read (extra `mcp`)."""
