"""Dialogs about runs that are already there."""
