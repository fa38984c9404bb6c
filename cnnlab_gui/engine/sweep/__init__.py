"""Sweeps on this machine: child processes that train one trial after the other."""
