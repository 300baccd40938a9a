"""What no single field can know: one rule, one function, one list per kind of file.

A check takes what was read and yields findings. It runs only when the files it needs have the right shape.
"""
