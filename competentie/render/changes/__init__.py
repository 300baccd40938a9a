"""What changed between two handbooks, for the terminal, as Markdown and as data."""
