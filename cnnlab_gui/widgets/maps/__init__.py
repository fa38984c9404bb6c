"""The Feature maps page: what a network sees, in pictures that can be asked."""
