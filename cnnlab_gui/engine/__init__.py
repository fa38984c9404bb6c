"""What computes: datasets, Keras, training. Importing this package imports nothing heavy."""
