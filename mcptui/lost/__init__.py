"""Lost and found: which entries were last seen, which of them are gone since, and where copies of them are."""
