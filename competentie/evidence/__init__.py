"""Whether the levels ascend and the presuppositions hold, in the ratings of many people (docs/evidence.md)."""
