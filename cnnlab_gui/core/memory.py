"""How much memory this process uses, and has used at most."""

import sys
from pathlib import Path

_STATM = Path("/proc/self/statm")
_MEMINFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


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


def available_megabytes() -> float:
    """Memory that new processes can take without making others wait, in MB (10⁶ bytes).

    macOS tells the standard library no more than how much there is; half of it, then.
    """
    if sys.platform == "win32":
        import psutil

        return float(psutil.virtual_memory().available) / 1e6
    import os

    if not _MEMINFO.exists():
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2e6
    lines = (line.split() for line in _MEMINFO.read_text().splitlines())
    free = next(int(line[1]) * 1024 for line in lines if line[0] == "MemAvailable:")
    return min(free, _left_in_container()) / 1e6


def total_megabytes() -> float:
    """Memory of this computer, or of the container that holds this process, in MB (10⁶ bytes)."""
    if sys.platform == "win32":
        import psutil

        return float(psutil.virtual_memory().total) / 1e6
    import os

    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min(total, _limit_of_container()) / 1e6


def _limit_of_container() -> float:
    """Bytes that a container may have; infinite where there is no limit."""
    try:
        return int((_CGROUP / "memory.max").read_text())
    except (OSError, ValueError):
        return float("inf")


def _left_in_container() -> float:
    """Bytes that a container's limit leaves; infinite where there is none."""
    try:
        limit = int((_CGROUP / "memory.max").read_text())
        return limit - int((_CGROUP / "memory.current").read_text())
    except (OSError, ValueError):
        return float("inf")
