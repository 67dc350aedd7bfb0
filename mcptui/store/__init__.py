"""The only place that writes files: bytes, files, locks, transactions. Knows no client, format or screen."""
