"""The shapes of the files, strict: pydantic at the border, `domain` values inside.

One module per kind of file; each model turns itself into the domain with `to_domain`. The format is
docs/format.md. What a single field cannot know (other files, other fields) is in `checks`.
"""
