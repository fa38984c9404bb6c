"""Drawing for a network, and what it sees of the drawing."""
