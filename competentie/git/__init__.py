"""What git knows of a project: an older revision, and which files it would share. Runs git, and changes nothing."""
