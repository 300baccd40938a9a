"""Ratings as a table: read, score, write; each a module of its own, so that an engine can take its place.

`read` turns a CSV file into records, `score` looks each pattern of cells up once, `write` makes the result.
"""
