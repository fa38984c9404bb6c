"""The two docks that build a network: its layers, and the form of one."""
