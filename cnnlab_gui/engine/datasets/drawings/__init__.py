"""Drawings as a person makes them, simulated from digits: where, how large and how thick."""
