"""What is said, before it is drawn: a page as a value, and a renderer per medium."""
