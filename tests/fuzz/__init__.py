"""Files gone wrong, what must hold for them, and long runs; see README.md."""
