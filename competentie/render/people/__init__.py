"""What is kept of people, as tables and as data."""
