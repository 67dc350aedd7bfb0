"""One window over every MCP server that any AI client on this machine would start."""

__version__ = "0.1.0"
