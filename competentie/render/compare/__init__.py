"""Several raters, and several dates, as tables, Markdown and data."""
