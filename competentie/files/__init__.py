"""What lies on disk: bytes, located YAML, the shape of a file; places, settings, writing whole, git."""
