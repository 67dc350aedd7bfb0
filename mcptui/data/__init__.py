"""Facts and ready-made files that ship with the program."""
