"""What is kept of people: files with ratings, who may see what of them, how long they stay."""
