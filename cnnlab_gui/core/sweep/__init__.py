"""Sweeps: runs that differ in one or two named factors, each with several seeds."""
