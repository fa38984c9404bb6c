"""A run specification as a program that runs without CNN Lab, with plain TensorFlow.

A new export is one file here and one entry in `table.EXPORTS`.
"""
