"""The parts of the screens. They take values, draw them, and post messages."""
