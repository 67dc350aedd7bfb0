"""From what a user wants of an entry to edits of files, and back."""
