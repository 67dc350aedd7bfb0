"""Looks into everything that could be wrong: the clients' files, what went missing, what mcptui keeps itself."""
