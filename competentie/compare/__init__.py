"""Ratings of one person held side by side: by several raters, and over time. Pure."""
