"""Whether the systems' own tools are content with what they are told."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bundle.places import BuildError


def check_share(share: Path) -> None:
    """Check menu entry, metainfo, file types and manual below a ``share`` folder.

    A tool that is not there is named and left out.

    Raises
    ------
    BuildError
        A tool finds fault; its words are in the message.
    """
    for entry in share.glob("applications/*.desktop"):
        _ask("desktop-file-utils", "desktop-file-validate", str(entry))
    for metainfo in share.glob("metainfo/*.xml"):
        _ask("appstream", "appstreamcli", "validate", "--no-net", "--no-color", str(metainfo))
    with tempfile.TemporaryDirectory() as folder:
        types = Path(folder, "mime")
        shutil.copytree(share / "mime" / "packages", types / "packages")
        _ask("shared-mime-info", "update-mime-database", str(types), XDG_DATA_HOME=folder)
    for page in share.glob("man/man1/*.gz"):
        _ask("man-db", "man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page))


def _ask(package: str, *command: str, **environment: str) -> None:
    if shutil.which(command[0]) is None:
        print(f"{Path(command[-1]).name} is not checked: {command[0]} is missing ({package}).")
        return
    around = os.environ | environment
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=around)
    # Some of them warn and yet are content.
    if done.returncode or done.stderr.strip():
        said = f"{done.stdout if done.returncode else ''}{done.stderr}".strip()
        raise BuildError(f"{command[0]} finds fault with {Path(command[-1]).name}:\n{said}")
