"""A development plan for the terminal and as Markdown."""
