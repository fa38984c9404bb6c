"""The built-in dataset: digits drawn from stroke models and a seed."""
