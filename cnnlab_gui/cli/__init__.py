"""Headless commands over the same engine; no Qt."""
