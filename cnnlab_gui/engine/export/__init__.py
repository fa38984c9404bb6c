"""What a run has learnt, written for other programs, and read again before it is given out."""
