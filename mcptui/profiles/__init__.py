"""Named sets of wishes: which servers are on, and how narrow, switched on for a project as one transaction."""
