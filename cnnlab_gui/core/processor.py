"""What the processor must be able to do, asked before TensorFlow kills the process over it."""

import platform
import sys
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
X86 = ("x86_64", "amd64")
PF_AVX_INSTRUCTIONS_AVAILABLE = 39  # of winnt.h


def has_avx(cpu_info: Path = CPU_INFO) -> bool:
    """Whether this processor knows AVX; True where it needs none or nothing can be told.

    TensorFlow's binaries for x86-64 are built with it. On a processor without, which is one
    from before 2011, a small one, or an emulated one, loading them ends the process.
    """
    if platform.machine().lower() not in X86:
        return True
    if sys.platform == "win32":
        import ctypes

        asked = ctypes.windll.kernel32.IsProcessorFeaturePresent(PF_AVX_INSTRUCTIONS_AVAILABLE)
        return bool(asked)
    try:
        text = cpu_info.read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
    flags = [line.partition(":")[2].split() for line in text.splitlines() if _names_flags(line)]
    return not flags or "avx" in flags[0]


def _names_flags(line: str) -> bool:
    return line.partition(":")[0].strip() == "flags"
