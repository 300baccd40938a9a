"""What is said, before and while it is drawn, in Dutch and English."""
