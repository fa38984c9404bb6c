"""Rules that end a run: what they say, how near they are, what they would have done."""
