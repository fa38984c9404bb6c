"""``doctor``: versions, the device and why there is no GPU, folders, datasets found."""

import os

from cnnlab_gui.cli.describe import JsonOption
from cnnlab_gui.cli.output import say, say_json, say_table
from cnnlab_gui.core import installation, licences, logs, memory, paths
from cnnlab_gui.core.devices import DeviceReport
from cnnlab_gui.core.errors import CnnLabError
from cnnlab_gui.engine import runtime
from cnnlab_gui.engine.datasets.library import DatasetLibrary

GRAPHICS = ("pyside6-essentials", "pyqtgraph")  # the libraries that draw the window


def doctor(as_json: JsonOption = False) -> None:
    """Say what is installed and found here."""
    try:
        device = runtime.start()
    except CnnLabError as error:
        device = DeviceReport("none", gpu=False, reason=error.sentence)
    folders = {
        "home": str(paths.home()),
        "home_writable": _writable(),
        "log": str(logs.log_path()),
        "crash_report": str(logs.crash_report() or "none"),
        "data": str(paths.data_folder() or paths.keras_data_folder()),
        "resources": str(paths.resources_folder()),
        "program": str(installation.program_folder()),
    }
    datasets = [
        {
            "id": info.id,
            "available": info.available,
            "where": str(info.where) if info.where else "built in",
        }
        for info in DatasetLibrary().infos()
    ]
    libraries = _libraries()
    if as_json:
        say_json(
            {
                "versions": runtime.versions(),
                "device": device.name,
                "gpu": device.gpu,
                "gpu_reason": str(device.reason) if device.reason else None,
                "cores": runtime.cores(),
                "memory_megabytes": round(memory.total_megabytes()),
                "installed": installation.kind(),
                "libraries": libraries,
                "folders": folders,
                "datasets": datasets,
            }
        )
        return
    say(f"device      {device}")
    rows = [[name, value] for name, value in runtime.versions().items()]
    rows += [[name, libraries[name]] for name in GRAPHICS if name in libraries]
    rows.append(["installed", str(installation.sentence())])
    rows.append(["memory", f"{memory.total_megabytes():,.0f} MB"])
    rows += [[name, str(value)] for name, value in folders.items()]
    rows += [
        [str(entry["id"]), str(entry["where"] if entry["available"] else "not here")]
        for entry in datasets
    ]
    say_table(["", ""], rows)


def _libraries() -> dict[str, str]:
    """The version of everything inside, or installed for it, by name."""
    try:
        found = licences.components()
    except CnnLabError:  # the rest can be told all the same
        return {}
    return {licences.canonical(each.name): each.version for each in found}


def _writable() -> bool:
    """Whether runs can be kept: the nearest existing folder of the home can be written to."""
    folder = paths.home()
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    effective = os.access in os.supports_effective_ids
    return os.path.isdir(folder) and os.access(folder, os.W_OK, effective_ids=effective)  # noqa: PTH112
