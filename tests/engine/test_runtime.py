"""Starting TensorFlow, and what is said of the machine."""

import os
import subprocess
import sys
from importlib import metadata

import pytest

from cnnlab_gui.engine import runtime

START = """
import os
from cnnlab_gui.engine import runtime
print(runtime.start())
os.write(2, b"stderr is its own again")
"""


def test_that_starting_says_nothing_on_stderr_and_gives_it_back() -> None:
    quiet = {"TF_CPP_MIN_LOG_LEVEL", "KERAS_BACKEND"}
    environment = {name: value for name, value in os.environ.items() if name not in quiet}
    done = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stderr == "stderr is its own again"
    assert done.stdout.count("\n") == 1


def test_that_the_device_is_a_gpu_or_says_why_not() -> None:
    device = runtime.start()
    assert device.gpu == (device.reason is None)
    if not device.gpu:
        assert device.name == f"CPU, {runtime.cores()} cores"
        assert str(device) == f"{device.name} ({device.reason})"
        assert str(device.reason).startswith("no GPU: ")


def test_that_starting_twice_is_one_start() -> None:
    assert runtime.start() is runtime.start()


def test_that_versions_name_all_that_a_run_depends_on() -> None:
    versions = runtime.versions()
    assert set(versions) == {"python", "platform", "cnnlab-gui", "tensorflow", "keras", "numpy"}
    assert all(versions.values())


def test_that_the_tensorflow_of_the_installers_has_a_version_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed = {"tensorflow-cpu": "2.21.0", "keras": "3.15.1"}

    def version(name: str) -> str:
        if name not in installed:
            raise metadata.PackageNotFoundError(name)
        return installed[name]

    monkeypatch.setattr(metadata, "version", version)
    assert runtime.versions()["tensorflow"] == "2.21.0"
    assert runtime.versions()["numpy"] == "unknown"
