"""Advice about the texts of a handbook."""
