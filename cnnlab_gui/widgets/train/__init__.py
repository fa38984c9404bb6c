"""The Train page: how the learning goes."""
