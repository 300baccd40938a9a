"""What each code means: the texts, in a file of Markdown per language, and the examples, which are the test cases.

Nothing here prints: `page` shows a page, and makes docs/diagnostics.md of all of them.
"""
