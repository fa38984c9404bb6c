"""The kinds of layer: what each is, what it does to a shape, what it costs.

A new kind is one file here and one entry in `table.LAYER_KINDS`.
"""
