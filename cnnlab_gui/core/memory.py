"""How much memory this process uses, and has used at most."""

import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")


def peak_megabytes() -> float:
    """Peak resident memory of this process in MB (10⁶ bytes)."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, the others KiB.
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def current_megabytes() -> float:
    """Resident memory of this process in MB (10⁶ bytes).

    macOS tells the standard library no more than the peak, which never falls.
    """
    if sys.platform == "win32":
        import psutil

        return float(psutil.Process().memory_info().rss) / 1e6
    if not _STATM.exists():
        return peak_megabytes()
    import resource

    return int(_STATM.read_text().split()[1]) * resource.getpagesize() / 1e6
