"""What keeps a network from being trained, in a learner's words, with what mends it.

A new check is one function here and one entry in `table.CHECKS`.
"""
