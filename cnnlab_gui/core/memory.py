"""How much memory this process has used at most."""

import sys


def peak_megabytes() -> float:
    """Peak resident memory of this process in MB (10⁶ bytes)."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, the others KiB.
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
