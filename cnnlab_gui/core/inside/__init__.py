"""Looking into a network: what its layers give, and the pictures and sums of that.

Layers are counted as the network has them: layer ``k`` is the ``k``-th that is enabled.
"""
