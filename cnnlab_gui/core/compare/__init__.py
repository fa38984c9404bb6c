"""Runs beside each other: what differs, and whether a difference is more than luck."""
