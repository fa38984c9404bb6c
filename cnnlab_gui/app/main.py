"""Opens the application."""


def main(arguments: list[str]) -> int:
    """Open the application with the arguments of ``cnnlab gui``."""
    raise NotImplementedError(arguments)
