"""What the application is called, by people and by the systems it is installed on."""

NAME = "CNN Lab"
COMMAND = "cnnlab"
SUMMARY = "Build, train and understand convolutional networks"
APP_ID = "org.cnnlab.CnnLab"
"""Of the bundle on macOS, the desktop file and the metainfo on Linux, the registry on Windows."""

WM_CLASS = NAME
"""The class that an X11 window of ours tells; on Wayland it tells ``APP_ID``."""

RUN_TYPE = "application/vnd.cnnlab.run+zip"
"""MIME type of a run as one file, ``.cnnlab``."""

ARCHITECTURE_TYPE = "application/vnd.cnnlab.architecture+json"
"""MIME type of an architecture as a file, ``.cnnarch``."""
