"""Reports for machines: one function per kind, from what was found to the text of a file.

Each is a pure function of the findings and a `Setting`; the clock and the environment are read in `cli`.
No report holds a line of a checked file: those may be about people.
"""
