"""Runs on disk: the record, the folder that describes itself, the store of all, the journal."""
