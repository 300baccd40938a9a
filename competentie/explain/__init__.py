"""A page per code: what a finding means, why it matters, what is wrong and what is right.

The texts stand in a module per family; the examples are the test cases themselves (`tests/errors/`), which the
package ships. Nothing here prints: `render.explain` shows a page, and makes docs/diagnostics.md of all of them.
"""
