"""The Kernel workshop: one small matrix, made by hand, on one image."""
