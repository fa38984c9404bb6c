"""Sweeps: setting one up, and how far it is."""
