"""The Compare page: all runs in a table, their curves and figures side by side."""
