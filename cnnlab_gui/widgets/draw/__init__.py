"""The Draw page: a drawing, what a network sees of it, and what it answers."""
