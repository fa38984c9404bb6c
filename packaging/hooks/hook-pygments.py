"""Pygments as far as `rich` colours with it: Python in a traceback, and nothing else."""

hiddenimports = ["pygments.lexers.python", "pygments.lexers.special", "pygments.styles.default"]
