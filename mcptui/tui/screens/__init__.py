"""The screens: they decide what an act means, and leave drawing to the widgets and rules to the workspace."""
