"""Panels and views: they show state and emit wishes."""
