"""The composition root: the application, its window, its actions."""
