"""Ink in photos and scans: found, cut out, and laid into a network's image."""
