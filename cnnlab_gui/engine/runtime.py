"""Starting TensorFlow: its environment, its memory, its device.

Everything else in the engine that needs TensorFlow is imported after `start`.
"""

import logging
import os
import platform
import shutil
import sys
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from cnnlab_gui.core import installation, processor
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.core.text import Sentence, tr_noop
from cnnlab_gui.engine import libraries
from cnnlab_gui.engine.native_output import STDERR, in_log

log = logging.getLogger(__name__)

# Read by TensorFlow's C++ side when it is loaded: only errors are for people. Nobody asked ONNX
# Runtime to tell its makers that it is used, nor to leave a file for that.
_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "KERAS_BACKEND": "tensorflow",
    "ORT_DISABLE_TELEMETRY": "1",
}

# The installers bring the second, which is the first without CUDA.
_DISTRIBUTIONS = {"tensorflow": ("tensorflow", "tensorflow-cpu")}


@cache
def start() -> DeviceReport:
    """Load TensorFlow once and say what it computes on. Takes seconds.

    Memory growth must be set before the first operation, or TensorFlow takes the
    whole of a GPU's memory.

    Raises
    ------
    CnnLabError
        TensorFlow is not there, or a library that it needs, or the processor is too old for it.
    """
    if not processor.has_avx():
        raise CnnLabError(
            tr_noop(
                "errors",
                "This computer's processor has no AVX, without which TensorFlow cannot compute: "
                "networks can be built and looked at, but nothing can be trained. Use a computer "
                "with a processor made after 2012; in a virtual machine, hand on the host's "
                "processor.",
            )
        )
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        with in_log(STDERR, log, "TensorFlow said: %s"):
            libraries.load_largest()
            import keras  # noqa: F401
            import tensorflow as tf

            gpus = tf.config.list_physical_devices("GPU")
    except ImportError as error:
        log.exception("TensorFlow cannot be loaded")
        raise CnnLabError(
            tr_noop(
                "errors",
                "TensorFlow cannot be loaded: {reason}. Install CNN Lab again; on Windows also "
                "the Visual C++ Redistributable.",
            ),
            reason=str(error).strip().splitlines()[0] if str(error).strip() else "unknown",
        ) from error
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    if gpus:
        details = tf.config.experimental.get_device_details(gpus[0])
        return DeviceReport(str(details.get("device_name", "GPU")), gpu=True)
    return DeviceReport(f"CPU, {cores()} cores", gpu=False, reason=_why_no_gpu(tf))


def limit_threads(count: int) -> None:
    """Compute with so many threads; after `start`, and before the first operation."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(count)
    tf.config.threading.set_inter_op_parallelism_threads(count)


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def has_nvidia_driver() -> bool:
    """Whether this machine is set up for an NVIDIA GPU; told without loading TensorFlow."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def versions() -> dict[str, str]:
    """Versions of what a run depends on, without importing any of it."""
    packages = ("cnnlab-gui", "tensorflow", "keras", "numpy")
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        **{name: _version(name) for name in packages},
    }


def _version(package: str) -> str:
    for name in _DISTRIBUTIONS.get(package, (package,)):
        with suppress(metadata.PackageNotFoundError):
            return metadata.version(name)
    return "unknown"


def _why_no_gpu(tf: Any) -> Sentence:
    if sys.platform == "win32":
        return Sentence(
            tr_noop("devices", "no GPU: TensorFlow on Windows uses one only inside WSL2")
        )
    if sys.platform == "darwin":
        return Sentence(tr_noop("devices", "no GPU: TensorFlow on macOS computes on the CPU"))
    if not has_nvidia_driver():
        return Sentence(tr_noop("devices", "no GPU: no NVIDIA driver found"))
    if installation.is_frozen():
        return Sentence(
            tr_noop(
                "devices",
                "no GPU: the installer brings no CUDA; for a GPU, install with pip: "
                "cnnlab-gui[gpu]",
            )
        )
    if not tf.test.is_built_with_cuda():
        return Sentence(
            tr_noop(
                "devices",
                "no GPU: this TensorFlow is built without CUDA; for a GPU, install with pip: "
                "cnnlab-gui[gpu]",
            )
        )
    return Sentence(
        tr_noop("devices", "no GPU: CUDA libraries are missing, install cnnlab-gui[gpu]")
    )
