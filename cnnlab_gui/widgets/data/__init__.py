"""The Data page: what the network learns from."""
