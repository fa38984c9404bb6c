"""TensorFlow's largest libraries, loaded while the rest of the process goes on."""

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

LARGEST = ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2")  # the second needs the first


def load_largest() -> None:
    """Load them before TensorFlow is imported; where this cannot be, the import does it.

    An import holds the interpreter for as long as the system needs to load a library: here
    nearly half a second, in which no other thread runs Python, and the window stands still.
    A call of the system's own function lets the others go on.
    """
    if not sys.platform.startswith("linux"):
        return  # on Windows and macOS the libraries are others
    spec = importlib.util.find_spec("tensorflow")
    folders = (spec.submodule_search_locations if spec else None) or []
    load = ctypes.CDLL(None).dlopen
    load.restype, load.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
    for folder in folders:
        for name in LARGEST:
            file = Path(folder) / name
            # A library that cannot be loaded is named by the import that comes next.
            if not file.is_file() or not load(os.fsencode(file), os.RTLD_NOW):
                return
