"""``bench``: measures this machine, each row against its reference, in alternation."""
