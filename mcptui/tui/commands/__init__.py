"""What a user can do: each command is defined once and feeds keys, footer, palette and help."""
