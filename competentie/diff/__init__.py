"""What changed between two handbooks, and the step of the version it asks for."""
