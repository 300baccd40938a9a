"""The pages about diagnostic codes, for the terminal and as Markdown."""
