"""Making a role's profile: the conversation without a terminal, one row of a file changed, roles side by side."""
