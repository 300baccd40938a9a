"""The interview without a terminal, and the gap page."""
