"""The field's terms and the rule; pure: no file, terminal, clock, language or library."""
