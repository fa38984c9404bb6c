"""Datasets: where they lie, how they are read, verified and downloaded."""
