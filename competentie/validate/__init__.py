"""Everything that is wrong in one run; reports for machines; the JSON Schemas."""
