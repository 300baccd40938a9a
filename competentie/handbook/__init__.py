"""Catalogue and profiles: their shapes, checks, loading, outline and pages."""
