"""A development plan: the shortest way to the norm, what was agreed on it, and the file it is kept in."""
