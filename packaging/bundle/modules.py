"""The modules of a package, listed from its files: nothing is imported to learn of them."""

import importlib.machinery
import importlib.util
import os
import re
from pathlib import Path

TENSORFLOW_UNUSED = re.compile(
    r"^tensorflow\.("
    r"(examples|tools|tsl|security|distribute)\."
    r"|compiler\.(mlir\.(stablehlo|tensorflow_to_stablehlo)|tf2xla\.ops\._xla_ops)"
    r"|python\.(debug|tpu|keras|tools|distribute\.(integration_test|failure_handling))\."
    r"|lite\.(testing|examples)\."
    r"|.*(_test|_testlib|\.testing|\.tests|_benchmark|test_util|test_utils)(\.|$)"
    r")"
)
"""What is taken only where a module imports it by name."""

NOTHING = re.compile(r"(?!)")

KERAS_OTHER_BACKENDS = [f"keras.src.backend.{name}" for name in ("jax", "openvino", "torch")]
KERAS_UNUSED = re.compile(r"\.(backend\.(jax|numpy|openvino|torch)|testing|[a-z_0-9]*_test)(\.|$)")

PYDANTIC_UNUSED = re.compile(r"^pydantic\.(v1(\.|$)|mypy$|_hypothesis_plugin$)")


def within(package: str, without: re.Pattern[str]) -> list[str]:
    """List a package and the modules in it, by their full names, in order."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        return []
    folder = Path(found.submodule_search_locations[0])
    return [name for name in [package, *_names(folder, package)] if not without.search(name)]


def _names(folder: Path, package: str) -> list[str]:
    names = []
    for place, folders, files in os.walk(folder):
        # Folders without it hold data: headers, licences.
        folders[:] = sorted(
            name for name in folders if (Path(place, name, "__init__.py")).is_file()
        )
        parts = [package, *Path(place).relative_to(folder).parts]
        names += [".".join([*parts, name]) for name in folders]
        names += [".".join([*parts, module]) for file in files if (module := _module(file))]
    return sorted(names)


def _module(file: str) -> str | None:
    """The name of the module in a file, if there is one that can be imported."""
    for suffix in sorted(importlib.machinery.all_suffixes(), key=len, reverse=True):
        if file.endswith(suffix):
            name = file.removesuffix(suffix)
            return name if name.isidentifier() and name != "__init__" else None
    return None
