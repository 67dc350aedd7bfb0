"""Facts about entries that no configuration holds: what is installed, what was used, and where that was seen."""
